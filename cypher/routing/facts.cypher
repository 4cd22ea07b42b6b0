/*
title   = "Who could act at places: posts held there, and who covers, serves, manages, represents, contacts them or builds with them"
params  = ["places", "posts", "as_of"]
columns = ["place", "how", "label", "id", "name", "kind", "purpose", "function", "post", "rung", "role", "heads"]
order   = "place, id, how, post, rung, role, fact.key"
*/
MATCH (at:Place WHERE at.id IN $places AND (at.since IS NULL OR at.since <= $as_of) AND (at.until IS NULL OR at.until > $as_of))
MATCH (actor:Person|Body WHERE (actor.since IS NULL OR actor.since <= $as_of) AND (actor.until IS NULL OR actor.until > $as_of))
  -[fact:HOLDS|COVERS|SERVES|MANAGES|REPRESENTS|CONTACTS|CO_BUILDS|REPORTS_TO WHERE (fact.since IS NULL OR fact.since <= $as_of) AND (fact.until IS NULL OR fact.until > $as_of)]->(at)
WHERE (type(fact) <> 'REPORTS_TO' OR actor:Institution)  // cadres who report for service are no step's actors
  AND ($posts IS NULL OR type(fact) <> 'HOLDS' OR fact.post IN $posts)
OPTIONAL MATCH (head:Person)
  -[post:HOLDS WHERE (post.since IS NULL OR post.since <= $as_of) AND (post.until IS NULL OR post.until > $as_of)]->(actor)
WITH at, actor, fact, head, post ORDER BY post.post, head.id
WITH at, actor, fact, [h IN collect({id: head.id, name: head.name, post: post.post}) WHERE h.id IS NOT NULL] AS heads
RETURN at.id AS place, type(fact) AS how, head([label IN labels(actor) WHERE label <> 'Body']) AS label, actor.id AS id,
  actor.name AS name, actor.kind AS kind, actor.purpose AS purpose, actor.function AS function,
  fact.post AS post, fact.rung AS rung, fact.role AS role, heads
ORDER BY place, id, how, post, rung, role, fact.key
