/*
title   = "A place, and where the walk down to its buildings starts: of a grid, at each building that it holds, or holds a part of"
params  = ["place", "as_of"]
columns = ["id", "name", "level", "starts"]
order   = "id"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
RETURN root.id AS id, root.name AS name, root.level AS level,
  CASE WHEN root.level IN ['grid', 'micro_grid'] THEN COLLECT {
    MATCH (root)(()<-[e:PART_OF|IN_GRID WHERE (e.since IS NULL OR e.since <= $as_of) AND (e.until IS NULL OR e.until > $as_of)]-
                  (n:Place WHERE (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until > $as_of))){1,9}(part)
               (()-[f:PART_OF WHERE (f.since IS NULL OR f.since <= $as_of) AND (f.until IS NULL OR f.until > $as_of)]->
                  (h:Place WHERE (h.since IS NULL OR h.since <= $as_of) AND (h.until IS NULL OR h.until > $as_of))){0,4}(b:Building)
    RETURN DISTINCT b.id ORDER BY b.id } ELSE [root.id] END AS starts
ORDER BY id
