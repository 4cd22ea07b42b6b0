/*
title   = "Places of a level inside a place at any depth; inside a grid or micro-grid by territory and by grid"
params  = ["place", "level", "as_of", "after", "limit"]
columns = ["id", "name", "level", "kind", "code", "households", "synthetic"]
order   = "id"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
// parts of buildings are walked only where they are asked for
MATCH (root) (()<-[part:PART_OF|IN_GRID WHERE (type(part) = 'PART_OF' OR root.level IN ['grid', 'micro_grid'])
    AND (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of)
    AND ($level IN ['unit', 'floor_group', 'floor', 'stair_group'] OR NOT lower.level IN ['unit', 'floor_group', 'floor', 'stair_group']))){1,9} (inside)
WHERE inside.level = $level AND inside.id > $after AND inside <> root
// the rest of a row is read after the order, row by row
WITH DISTINCT inside ORDER BY inside.id LIMIT $limit
RETURN inside.id AS id, inside.name AS name, inside.level AS level, inside.kind AS kind, inside.code AS code,
  inside.households AS households, coalesce(inside.synthetic, false) AS synthetic
ORDER BY id
