/*
title   = "Edges of some types from or to places, bodies and people, in force or not"
params  = ["ids", "types"]
columns = ["type", "start", "start_family", "end", "end_family", "values", "key"]
order   = "type, start, end, key"
*/
OPTIONAL MATCH (place:Place WHERE place.id IN $ids)
WITH collect(place) AS found
OPTIONAL MATCH (body:Body WHERE body.id IN $ids)
WITH found, collect(body) AS bodies
OPTIONAL MATCH (person:Person WHERE person.id IN $ids)
WITH found, bodies, collect(person) AS people
UNWIND found + bodies + people AS n
MATCH (n)-[e:PART_OF|IN_GRID|HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|REPORTS_TO|EMBEDDED_IN|MEMBER_OF|UNDER|HOSTED_BY|REGISTERED_IN|CO_BUILDS|FUNDS|SERVES|LISTED_BY|SUCCEEDED_BY
  WHERE type(e) IN $types]-(other:Place|Body|Person|Item)
WITH DISTINCT e, startNode(e) AS a, endNode(e) AS b
RETURN type(e) AS type, a.id AS start,
  CASE WHEN a:Place THEN 'Place' WHEN a:Body THEN 'Body' WHEN a:Person THEN 'Person' ELSE 'Item' END AS start_family, b.id AS end,
  CASE WHEN b:Place THEN 'Place' WHEN b:Body THEN 'Body' WHEN b:Person THEN 'Person' ELSE 'Item' END AS end_family,
  e {.since, .until, .post, .mode, .rung, .role, .line, .form, .purpose, .amount_yuan, .minutes} AS values, e.key AS key
ORDER BY type, start, end, key
