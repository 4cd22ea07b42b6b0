/*
title   = "Who could act for a place: posts held at it and above it, and who covers, serves, manages, represents or contacts it"
params  = ["place", "as_of"]
columns = ["how", "label", "id", "name", "kind", "purpose", "function", "post", "rung", "role", "through_id", "through_level", "chain", "heads"]
order   = "size(chain), id, how, post, rung, role, through_id, fact.key"
*/
MATCH (start:Place {id: $place})
WHERE (start.since IS NULL OR start.since <= $as_of) AND (start.until IS NULL OR start.until > $as_of)
MATCH down = (start) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of)
    // from a compound down through its buildings: only these lie in its grids where grids cut it
    AND (lower.level IN ['unit', 'floor_group', 'floor', 'stair_group'] OR lower.level = 'building' AND start.level = 'compound'))){0,4} (inside:Place)
MATCH up = (inside) (()-[step:PART_OF|IN_GRID WHERE (step.since IS NULL OR step.since <= $as_of) AND (step.until IS NULL OR step.until > $as_of)]->
  (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of))){0,10} (through:Place)
WITH through, [n IN nodes(down) + tail(nodes(up)) | n {.id, .name, .level}] AS chain
WITH through, chain ORDER BY size(chain), [n IN chain | n.id]
WITH through, head(collect(chain)) AS chain
MATCH (actor:Person|Body WHERE (actor.since IS NULL OR actor.since <= $as_of) AND (actor.until IS NULL OR actor.until > $as_of))
  -[fact:HOLDS|COVERS|SERVES|MANAGES|REPRESENTS|CONTACTS|CO_BUILDS|REPORTS_TO WHERE (fact.since IS NULL OR fact.since <= $as_of) AND (fact.until IS NULL OR fact.until > $as_of)]->(through)
WHERE type(fact) <> 'REPORTS_TO' OR actor:Institution  // cadres who report for service are no step's actors
OPTIONAL MATCH (head:Person)-[post:HOLDS WHERE (post.since IS NULL OR post.since <= $as_of) AND (post.until IS NULL OR post.until > $as_of)]->(actor)
WITH through, chain, actor, fact, head, post ORDER BY post.post, head.id
WITH through, chain, actor, fact, [h IN collect({id: head.id, name: head.name, post: post.post}) WHERE h.id IS NOT NULL] AS heads
RETURN type(fact) AS how, head([label IN labels(actor) WHERE label <> 'Body']) AS label, actor.id AS id,
  actor.name AS name, actor.kind AS kind, actor.purpose AS purpose, actor.function AS function,
  fact.post AS post, fact.rung AS rung, fact.role AS role, through.id AS through_id, through.level AS through_level, chain, heads
ORDER BY size(chain), id, how, post, rung, role, through_id, fact.key
