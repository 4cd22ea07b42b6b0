/*
title   = "Where subjects of norms stand: the way from the top down to the nearest place of each"
params  = ["places", "bodies", "people", "root", "as_of"]
columns = ["id", "path"]
order   = "id"
*/
OPTIONAL MATCH (p:Place WHERE p.id IN $places AND (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of))
WITH collect(p) AS found
OPTIONAL MATCH (b:Body WHERE b.id IN $bodies AND (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until > $as_of))
WITH found, collect(b) AS more
OPTIONAL MATCH (person:Person WHERE person.id IN $people)
WITH found, more, collect(person) AS people
UNWIND found + more + people AS subject
// a person to where a post or a tie is; from there as far as measures go: committee, Party organisation, its host, its place
MATCH (subject) ((:Person)-[assigned:HOLDS|CONTACTS|REPORTS_TO|EMBEDDED_IN WHERE (assigned.since IS NULL OR assigned.since <= $as_of) AND (assigned.until IS NULL OR assigned.until > $as_of)]->
  (held:Place|Body WHERE (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of))){0,1}
  (()<-[sits:MEMBER_OF WHERE (sits.since IS NULL OR sits.since <= $as_of) AND (sits.until IS NULL OR sits.until > $as_of)]-
  (member:Body WHERE (member.since IS NULL OR member.since <= $as_of) AND (member.until IS NULL OR member.until > $as_of))){0,1}
  (()-[under:UNDER WHERE (under.since IS NULL OR under.since <= $as_of) AND (under.until IS NULL OR under.until > $as_of)]->
  (senior:PartyOrg WHERE (senior.since IS NULL OR senior.since <= $as_of) AND (senior.until IS NULL OR senior.until > $as_of))){0,6}
  (()-[hosted:HOSTED_BY WHERE (hosted.since IS NULL OR hosted.since <= $as_of) AND (hosted.until IS NULL OR hosted.until > $as_of)]->
  (host:Body WHERE (host.since IS NULL OR host.since <= $as_of) AND (host.until IS NULL OR host.until > $as_of))){0,1}
  (()-[tie:REGISTERED_IN|SERVES|REPRESENTS|MANAGES|COVERS WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]->
  (at:Place WHERE (at.since IS NULL OR at.since <= $as_of) AND (at.until IS NULL OR at.until > $as_of))){0,1} (home:Place)
WITH subject, home, min(size(member + senior + host + at)) AS ties
MATCH (home) (()-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]->
  (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of))){0,9} (top)
// a way that ends below a parent comes last: it is chosen only where a cycle leaves no other
WITH subject, ties, [home] + upper AS path, EXISTS {
    (top)-[more:PART_OF WHERE (more.since IS NULL OR more.since <= $as_of) AND (more.until IS NULL OR more.until > $as_of)]->
    (up:Place WHERE (up.since IS NULL OR up.since <= $as_of) AND (up.until IS NULL OR up.until > $as_of)) } AS goes_on
ORDER BY NOT $root IN [n IN path | n.id], goes_on, ties, size(path), [n IN path | n.id]
WITH subject, head(collect(path)) AS path
RETURN subject.id AS id, [n IN reverse(path) | {id: n.id, name: n.name, level: n.level}] AS path
ORDER BY id
