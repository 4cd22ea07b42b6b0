/*
title   = "Places by id, else by code, else by exact name"
params  = ["place", "as_of"]
columns = ["id", "name", "level", "kind", "code", "synthetic", "path", "codes"]
order   = "id"
*/
OPTIONAL MATCH (p:Place {id: $place})
WHERE (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of)
WITH collect(p) AS by_id
OPTIONAL MATCH (p:Place {code: $place})
WHERE by_id = []
  AND (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of)
WITH by_id, collect(p) AS by_code
OPTIONAL MATCH (p:Place {name: $place})
WHERE by_id + by_code = []
  AND (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of)
WITH by_id, by_code, collect(p) AS by_name
UNWIND by_id + by_code + by_name AS p
MATCH (p)(()-[e:PART_OF WHERE (e.since IS NULL OR e.since <= $as_of) AND (e.until IS NULL OR e.until > $as_of)]->
          (n:Place WHERE (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until > $as_of))){0,10}(top)
// a path that ends below a parent comes last: it is chosen only where a cycle leaves no other
WITH p, [p] + n AS path, EXISTS {
    (top)-[more:PART_OF WHERE (more.since IS NULL OR more.since <= $as_of) AND (more.until IS NULL OR more.until > $as_of)]->
    (up:Place WHERE (up.since IS NULL OR up.since <= $as_of) AND (up.until IS NULL OR up.until > $as_of)) } AS goes_on
ORDER BY goes_on, size(path), [n IN path | n.id]
WITH p, head(collect(path)) AS path
RETURN p.id AS id, p.name AS name, p.level AS level, p.kind AS kind, p.code AS code,
  coalesce(p.synthetic, false) AS synthetic, [n IN reverse(path) | {id: n.id, name: n.name, level: n.level}] AS path,
  [n IN path | n.code] AS codes
ORDER BY id
