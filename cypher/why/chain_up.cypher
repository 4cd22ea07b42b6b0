/*
title   = "The links in force by which the last place of a path is part of those above it, up to the first"
params  = ["path", "as_of"]
columns = ["edges", "nodes"]
order   = "edges, nodes"
*/
MATCH (place:Place {id: last($path)})
WHERE (place.since IS NULL OR place.since <= $as_of) AND (place.until IS NULL OR place.until > $as_of)
MATCH way = (place) (()-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]->
  (upper:Place WHERE upper.id IN $path AND (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of))){0,9} (top)
WHERE top.id = head($path) AND length(way) = size($path) - 1
WITH way ORDER BY length(way), [n IN nodes(way) | n.id], [e IN relationships(way) | coalesce(e.key, '')]
WITH head(collect(way)) AS way WHERE way IS NOT NULL
RETURN [e IN relationships(way) |
    e {.key, .since, .until, .post, .mode, .rung, .role, .line, .purpose, .form, .minutes, .amount_yuan, .source_id, type: type(e)}] AS edges,
  [n IN nodes(way) |
    n {.id, .name, .level, .kind, .tags, .formation, .function, .purpose, .since, .until, .source_id,
       label: head([label IN labels(n) WHERE NOT label IN ['Place', 'Body']])}] AS nodes
ORDER BY edges, nodes
