/*
title   = "Nodes of a label that a norm could bind inside a place on any day"
params  = ["place", "label"]
columns = ["id"]
order   = "id"
*/
MATCH (root:Place {id: $place})
MATCH (root)<-[:PART_OF*0..9]-(inside:Place)
WITH DISTINCT inside
OPTIONAL MATCH (inside)<-[:REGISTERED_IN|SERVES|REPRESENTS|MANAGES|COVERS]-(tied:Body)
WITH collect(DISTINCT inside) AS places, collect(DISTINCT tied) AS bodies
UNWIND CASE bodies WHEN [] THEN [null] ELSE bodies END AS tied
OPTIONAL MATCH (tied)(()<-[:HOSTED_BY]-(guest:PartyOrg)){0,1} (()<-[:UNDER]-(junior:PartyOrg)){0,6} (()-[:MEMBER_OF]->(council:Committee)){0,1} (body)
WITH places, collect(DISTINCT body) AS bodies
UNWIND places + bodies AS at
OPTIONAL MATCH (at)<-[:HOLDS|CONTACTS|REPORTS_TO|EMBEDDED_IN]-(person:Person) WHERE $label = 'Person'
UNWIND CASE WHEN person IS NULL THEN [at] ELSE [at, person] END AS subject
WITH DISTINCT subject
WHERE $label IN labels(subject)
RETURN subject.id AS id
ORDER BY id
