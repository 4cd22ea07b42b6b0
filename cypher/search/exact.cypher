/*
title   = "Nodes by id, by code or how it begins, or by exact name"
params  = ["ids", "code", "start", "names", "families", "within", "ways", "as_of", "levels", "most"]
columns = ["family", "label", "id", "name", "level", "kind", "code", "synthetic"]
order   = "family, id"
*/
OPTIONAL MATCH (p:Place)
WHERE p.id IN $ids
  AND (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of)
WITH collect(p) AS by_id
OPTIONAL MATCH (p:Place)
WHERE p.name IN $names
  AND (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of)
WITH by_id, collect(p) AS named
OPTIONAL MATCH (p:Place)
WHERE p.code = $code
  AND (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of)
WITH by_id, named, collect(p) AS coded
OPTIONAL MATCH (p:Place)
WHERE $start <> '' AND p.code STARTS WITH $start
  AND (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of)
WITH by_id, named, coded, collect(p) AS begun
OPTIONAL MATCH (b:Body)
WHERE b.id IN $ids
  AND (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until > $as_of)
WITH by_id, named, coded, begun, collect(b) AS bodies
OPTIONAL MATCH (b:Body)
WHERE b.name IN $names
  AND (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until > $as_of)
WITH by_id, named, coded, begun, bodies, collect(b) AS more
OPTIONAL MATCH (who:Person) WHERE who.id IN $ids
WITH by_id, named, coded, begun, bodies, more, collect(who) AS people
OPTIONAL MATCH (who:Person) WHERE who.name IN $names
WITH by_id, named, coded, begun, bodies, more, people, collect(who) AS others
OPTIONAL MATCH (t:IssueType) WHERE t.id IN $ids
WITH by_id, named, coded, begun, bodies, more, people, others, collect(t) AS types
OPTIONAL MATCH (t:IssueType) WHERE t.name IN $names
WITH by_id, named, coded, begun, bodies, more, people, others, types, collect(t) AS kinds
UNWIND by_id + named + coded + begun + bodies + more + people + others + types + kinds AS n
WITH DISTINCT n
WHERE any(f IN labels(n) WHERE f IN $families)
  // upwards from each, through all that lies above: from $within down would be a walk through the whole of it for each
  AND ($within = '' OR CASE WHEN n:Place THEN $within IN COLLECT {
    MATCH (n) (()-[part:PART_OF|IN_GRID WHERE type(part) IN $ways AND (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]->
      (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of))){0,9} (top:Place)
    RETURN top.id }
  ELSE $within IN COLLECT {
    MATCH (n) ((:Person)-[assigned:HOLDS|CONTACTS|REPORTS_TO|EMBEDDED_IN WHERE (assigned.since IS NULL OR assigned.since <= $as_of) AND (assigned.until IS NULL OR assigned.until > $as_of)]->
      (held:Place|Body WHERE (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of))){0,1}
      (()<-[sits:MEMBER_OF WHERE (sits.since IS NULL OR sits.since <= $as_of) AND (sits.until IS NULL OR sits.until > $as_of)]-
      (member:Body WHERE (member.since IS NULL OR member.since <= $as_of) AND (member.until IS NULL OR member.until > $as_of))){0,1}
      (()-[under:UNDER WHERE (under.since IS NULL OR under.since <= $as_of) AND (under.until IS NULL OR under.until > $as_of)]->
      (senior:PartyOrg WHERE (senior.since IS NULL OR senior.since <= $as_of) AND (senior.until IS NULL OR senior.until > $as_of))){0,6}
      (()-[hosted:HOSTED_BY WHERE (hosted.since IS NULL OR hosted.since <= $as_of) AND (hosted.until IS NULL OR hosted.until > $as_of)]->
      (host:Body WHERE (host.since IS NULL OR host.since <= $as_of) AND (host.until IS NULL OR host.until > $as_of))){0,1}
      (()-[tie:REGISTERED_IN|SERVES|REPRESENTS|MANAGES|COVERS WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]->
      (at:Place WHERE (at.since IS NULL OR at.since <= $as_of) AND (at.until IS NULL OR at.until > $as_of))){0,1}
      (()-[part:PART_OF|IN_GRID WHERE type(part) IN $ways AND (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]->
      (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of))){0,9} (top:Place)
    RETURN top.id } END)
WITH n ORDER BY n.id IN $ids OR coalesce(n.code = $code, false) DESC, [i IN range(0, size($levels) - 1) WHERE $levels[i] = n.level], size(n.name), n.name, n.id
LIMIT $most
RETURN [f IN labels(n) WHERE f IN ['Place', 'Body', 'Person', 'IssueType']][0] AS family,
  coalesce([l IN labels(n) WHERE NOT l IN ['Place', 'Body', 'Person', 'IssueType']][0], labels(n)[0]) AS label,
  n.id AS id, n.name AS name, n.level AS level, n.kind AS kind, n.code AS code, coalesce(n.synthetic, false) AS synthetic
ORDER BY family, id
