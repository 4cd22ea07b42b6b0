/*
title   = "Places whose names share words with a text, the likest first"
params  = ["words", "as_of", "limit"]
columns = ["id", "name", "level"]
order   = "score DESC, size(name), name, id"
*/
CALL db.index.fulltext.queryNodes('names', $words, {limit: 1000}) YIELD node, score
WITH node AS p, score
WHERE p:Place AND (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of)
RETURN p.id AS id, p.name AS name, p.level AS level
ORDER BY score DESC, size(name), name, id
LIMIT $limit
