/*
title   = "Departments that handle an issue type, of a place with these codes, and where each has jurisdiction"
params  = ["issue_type", "place", "codes", "as_of"]
columns = ["id", "name", "function", "role", "source", "deadline_days", "in_force", "near", "chain", "heads"]
order   = "role DESC, chain IS NULL, size(chain), id"
*/
MATCH (start:Place {id: $place})
WHERE (start.since IS NULL OR start.since <= $as_of) AND (start.until IS NULL OR start.until > $as_of)
MATCH down = (start) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of)
    AND lower.level IN ['unit', 'floor_group', 'floor', 'stair_group'])){0,4} (inside:Place)
MATCH up = (inside) (()-[step:PART_OF|IN_GRID WHERE (step.since IS NULL OR step.since <= $as_of) AND (step.until IS NULL OR step.until > $as_of)]->
  (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of))){0,10} (through:Place)
WITH through, [n IN nodes(down) + tail(nodes(up)) | n {.id, .name, .level}] AS chain
WITH through, chain ORDER BY size(chain), [n IN chain | n.id]
WITH through, head(collect(chain)) AS chain
WITH collect({id: through.id, chain: chain}) AS reached
MATCH (:IssueType {id: $issue_type})-[handled:HANDLED_BY WHERE (handled.since IS NULL OR handled.since <= $as_of) AND (handled.until IS NULL OR handled.until > $as_of)]->(body:Body)
MATCH (body)-[serves:SERVES]->(place:Place WHERE (place.since IS NULL OR place.since <= $as_of) AND (place.until IS NULL OR place.until > $as_of))
WITH handled, body, place, head([r IN reached WHERE r.id = place.id | r.chain]) AS way,
  (serves.since IS NULL OR serves.since <= $as_of) AND (serves.until IS NULL OR serves.until > $as_of) AS serving
// those of other places never come into it: only who serves, or served, what lies above the issue or in its own place
WHERE way IS NOT NULL OR EXISTS {
  (place) (()-[within:PART_OF WHERE (within.since IS NULL OR within.since <= $as_of) AND (within.until IS NULL OR within.until > $as_of)]->
    (around:Place WHERE (around.since IS NULL OR around.since <= $as_of) AND (around.until IS NULL OR around.until > $as_of))){0,9} (root:Place WHERE root.code IN $codes AND (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)) }
WITH handled, body, CASE WHEN serving THEN way END AS chain, way IS NOT NULL AS near
ORDER BY chain IS NULL, size(chain), near DESC
WITH handled, body, head(collect(chain)) AS chain, true IN collect(near) AS near
OPTIONAL MATCH (head:Person)-[post:HOLDS WHERE (post.since IS NULL OR post.since <= $as_of) AND (post.until IS NULL OR post.until > $as_of)]->(body)
WITH handled, body, chain, near, head, post ORDER BY post.post, head.id
WITH handled, body, chain, near, [h IN collect({id: head.id, name: head.name, post: post.post}) WHERE h.id IS NOT NULL] AS heads
RETURN body.id AS id, body.name AS name, body.function AS function, handled.role AS role, handled.source AS source,
  handled.deadline_days AS deadline_days, (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of) AS in_force,
  near, chain, heads
ORDER BY role DESC, chain IS NULL, size(chain), id
