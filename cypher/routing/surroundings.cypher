/*
title   = "What is around a place: where it and its parts lie, who of those that are wanted could act there, and who handles an issue type near it"
params  = ["place", "wanted", "issue_type", "as_of"]
columns = ["id", "places", "facts", "handlings", "roles"]
order   = "id"
*/
MATCH (start:Place {id: $place})
WHERE (start.since IS NULL OR start.since <= $as_of) AND (start.until IS NULL OR start.until > $as_of)
MATCH (start) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of)
    // from a compound down through its buildings: only these lie in its grids where grids cut it
    AND (lower.level IN ['unit', 'floor_group', 'floor', 'stair_group'] OR lower.level = 'building' AND start.level = 'compound'))){0,4} (inside:Place)
WITH DISTINCT start, inside
OPTIONAL MATCH (inside)-[out:PART_OF|IN_GRID WHERE (out.since IS NULL OR out.since <= $as_of) AND (out.until IS NULL OR out.until > $as_of)]->
  (over:Place WHERE (over.since IS NULL OR over.since <= $as_of) AND (over.until IS NULL OR over.until > $as_of))
WITH start, collect(DISTINCT inside) AS parts, collect(DISTINCT over) AS over
WITH start, parts, parts + COLLECT {
  UNWIND over AS above
  MATCH (above) (()-[step:PART_OF|IN_GRID WHERE (step.since IS NULL OR step.since <= $as_of) AND (step.until IS NULL OR step.until > $as_of)]->
    (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of))){0,9} (through:Place)
  WHERE NOT through IN parts
  RETURN DISTINCT through
} AS places
RETURN start.id AS id, [place IN places | {id: place.id, name: place.name, level: place.level, part: place IN parts,
  lies_in: [(place)-[step:PART_OF|IN_GRID WHERE (step.since IS NULL OR step.since <= $as_of) AND (step.until IS NULL OR step.until > $as_of)]->
    (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of)) | upper.id]}] AS places,
COLLECT {
  UNWIND $wanted AS want
  UNWIND places AS at
  WITH want, at WHERE at.level = want.level
  UNWIND COLLECT {
    MATCH (actor:Person|Body WHERE (actor.since IS NULL OR actor.since <= $as_of) AND (actor.until IS NULL OR actor.until > $as_of))
      -[fact:HOLDS|COVERS|SERVES|MANAGES|REPRESENTS|CONTACTS WHERE (fact.since IS NULL OR fact.since <= $as_of) AND (fact.until IS NULL OR fact.until > $as_of)]->(at)
    WHERE type(fact) IN want.ties
      OR type(fact) IN ['HOLDS', 'COVERS', 'SERVES']
        AND (fact.post IN want.words OR actor.kind IN want.words OR actor.purpose IN want.words OR actor.function IN want.words)
      OR EXISTS { UNWIND want.heads AS head MATCH (:Person)-[post:HOLDS {post: head} WHERE (post.since IS NULL OR post.since <= $as_of) AND (post.until IS NULL OR post.until > $as_of)]->(actor) }
    RETURN fact
    UNION ALL
    WITH want, at WHERE 'CO_BUILDS' IN want.ties OR want.heads <> []  // apart: hundreds may build with a street
    MATCH (actor:Institution WHERE (actor.since IS NULL OR actor.since <= $as_of) AND (actor.until IS NULL OR actor.until > $as_of))
      -[fact:CO_BUILDS|REPORTS_TO WHERE (fact.since IS NULL OR fact.since <= $as_of) AND (fact.until IS NULL OR fact.until > $as_of)]->(at)
    WHERE type(fact) IN want.ties
      OR EXISTS { UNWIND want.heads AS head MATCH (:Person)-[post:HOLDS {post: head} WHERE (post.since IS NULL OR post.since <= $as_of) AND (post.until IS NULL OR post.until > $as_of)]->(actor) }
    RETURN fact
  } AS fact
  WITH at, fact, startNode(fact) AS actor ORDER BY at.id, actor.id, type(fact), fact.post, fact.rung, fact.role, fact.key
  RETURN {place: at.id, how: type(fact), label: head([label IN labels(actor) WHERE label <> 'Body']), id: actor.id,
    name: actor.name, kind: actor.kind, purpose: actor.purpose, function: actor.function,
    post: fact.post, rung: fact.rung, role: fact.role, heads: COLLECT {
      MATCH (head:Person)-[post:HOLDS WHERE (post.since IS NULL OR post.since <= $as_of) AND (post.until IS NULL OR post.until > $as_of)]->(actor)
      RETURN {id: head.id, name: head.name, post: post.post} ORDER BY post.post, head.id }}
} AS facts, COLLECT {
  UNWIND places AS place
  MATCH (place)<-[serves:SERVES]-(body:Body)
  MATCH (body)<-[handled:HANDLED_BY WHERE (handled.since IS NULL OR handled.since <= $as_of) AND (handled.until IS NULL OR handled.until > $as_of)]-(:IssueType {id: $issue_type})
  WITH handled, body, place.id AS served, max((serves.since IS NULL OR serves.since <= $as_of) AND (serves.until IS NULL OR serves.until > $as_of)) AS now ORDER BY served
  WITH handled, body, collect({place: served, now: now}) AS serves ORDER BY handled.role DESC, body.id
  RETURN {issue_type: $issue_type, id: body.id, name: body.name, function: body.function, role: handled.role,
    source: handled.source, deadline_days: handled.deadline_days, in_force: (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of), serves: serves, heads: COLLECT {
      MATCH (head:Person)-[post:HOLDS WHERE (post.since IS NULL OR post.since <= $as_of) AND (post.until IS NULL OR post.until > $as_of)]->(body)
      RETURN {id: head.id, name: head.name, post: post.post} ORDER BY post.post, head.id }}
} AS handlings, [role IN ['lead', 'joint'] WHERE EXISTS {
  (:IssueType {id: $issue_type})-[handled:HANDLED_BY {role: role} WHERE (handled.since IS NULL OR handled.since <= $as_of) AND (handled.until IS NULL OR handled.until > $as_of)]->(body:Body)
}] AS roles
ORDER BY id
