/*
title   = "What has an id, be it there on the day or not: the place, the body and the person"
params  = ["id", "as_of"]
columns = ["id", "label", "name", "kind", "tags", "in_force"]
order   = "label, id"
*/
OPTIONAL MATCH (place:Place {id: $id})
OPTIONAL MATCH (body:Body {id: $id})
OPTIONAL MATCH (person:Person {id: $id})
UNWIND [place, body, person] AS found
WITH found WHERE found IS NOT NULL
RETURN found.id AS id, [label IN labels(found) WHERE NOT label IN ['Place', 'Body']][0] AS label,
  found.name AS name, found.kind AS kind, found.tags AS tags,
  (found.since IS NULL OR found.since <= $as_of) AND (found.until IS NULL OR found.until > $as_of) AS in_force
ORDER BY label, id
