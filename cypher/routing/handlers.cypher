/*
title   = "Who handles issue types and serves, or served, one of the places or anything in a place with these codes"
params  = ["issue_types", "places", "codes", "as_of"]
columns = ["issue_type", "id", "name", "function", "role", "source", "deadline_days", "in_force", "serves", "heads"]
order   = "issue_type, role DESC, id"
*/
MATCH (type:IssueType)-[handled:HANDLED_BY WHERE (handled.since IS NULL OR handled.since <= $as_of) AND (handled.until IS NULL OR handled.until > $as_of)]->(body:Body)
WHERE type.id IN $issue_types
WITH body, collect({type: type.id, role: handled.role, source: handled.source, days: handled.deadline_days}) AS pairs
MATCH (body)-[serves:SERVES]->(place:Place WHERE (place.since IS NULL OR place.since <= $as_of) AND (place.until IS NULL OR place.until > $as_of))
// those of other places never come into it
WHERE place.id IN $places OR EXISTS {
  (place) (()-[within:PART_OF WHERE (within.since IS NULL OR within.since <= $as_of) AND (within.until IS NULL OR within.until > $as_of)]->
    (around:Place WHERE (around.since IS NULL OR around.since <= $as_of) AND (around.until IS NULL OR around.until > $as_of))){0,9} (root WHERE root.code IN $codes AND (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)) }
WITH body, pairs, place.id AS place, max((serves.since IS NULL OR serves.since <= $as_of) AND (serves.until IS NULL OR serves.until > $as_of)) AS now
ORDER BY place
WITH body, pairs, collect({place: place, now: now}) AS serves
OPTIONAL MATCH (head:Person)
  -[post:HOLDS WHERE (post.since IS NULL OR post.since <= $as_of) AND (post.until IS NULL OR post.until > $as_of)]->(body)
WITH body, pairs, serves, head, post ORDER BY post.post, head.id
WITH body, pairs, serves, [h IN collect({id: head.id, name: head.name, post: post.post}) WHERE h.id IS NOT NULL] AS heads
UNWIND pairs AS pair
RETURN pair.type AS issue_type, body.id AS id, body.name AS name, body.function AS function, pair.role AS role,
  pair.source AS source, pair.days AS deadline_days, (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of) AS in_force,
  serves, heads
ORDER BY issue_type, role DESC, id
