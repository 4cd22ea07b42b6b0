/*
title   = "How many places of some levels lie in a place"
params  = ["place", "as_of", "levels", "kinds", "tag", "manager"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH DISTINCT inside
WHERE inside.level IN $levels AND ($kinds IS NULL OR inside.kind IN $kinds) AND ($tag IS NULL OR $tag IN inside.tags)
  AND ($manager IS NULL OR inside.manager = $manager)
RETURN count(inside) AS value
ORDER BY value
