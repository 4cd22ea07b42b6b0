/*
title   = "Places, bodies, people and items by their ids, in force or not"
params  = ["ids"]
columns = ["family", "id", "label", "name", "values"]
order   = "family, id"
*/
OPTIONAL MATCH (place:Place WHERE place.id IN $ids)
WITH collect(place) AS found
OPTIONAL MATCH (body:Body WHERE body.id IN $ids)
WITH found, collect(body) AS bodies
OPTIONAL MATCH (person:Person WHERE person.id IN $ids)
WITH found, bodies, collect(person) AS people
OPTIONAL MATCH (item:Item WHERE item.id IN $ids)
WITH found, bodies, people, collect(item) AS items
UNWIND found + bodies + people + items AS n
WITH n, CASE WHEN n:Place THEN 'Place' WHEN n:Body THEN 'Body' WHEN n:Person THEN 'Person' ELSE 'Item' END AS family
RETURN family, n.id AS id, head([label IN labels(n) WHERE label <> family OR size(labels(n)) = 1]) AS label, n.name AS name,
  n {.kind, .tags, .since, .until, .has, .lacks, .households, .population, .manager, .staff, .members, .party_members,
    .formation, .basis, .purpose, .function} AS values
ORDER BY family, id
