/*
title   = "Nodes of a label that a text may mean: by exact name, or by how their id begins"
params  = ["label", "words", "start", "limit"]
columns = ["id", "name"]
order   = "name = $words DESC, id"
*/
MATCH (n:Place|Body|Person)
WHERE $label IN labels(n) AND (n.name = $words OR n.id STARTS WITH $start)
RETURN n.id AS id, n.name AS name
ORDER BY name = $words DESC, id
LIMIT $limit
