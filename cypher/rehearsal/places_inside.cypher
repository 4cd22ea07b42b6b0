/*
title   = "Places of a level inside a place, itself included"
params  = ["place", "level", "as_of"]
columns = ["id", "name"]
order   = "id"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of)
    AND NOT lower.level IN ['unit', 'floor_group', 'floor', 'stair_group'])){0,9} (inside)
WHERE inside.level = $level
RETURN DISTINCT inside.id AS id, inside.name AS name
ORDER BY id
