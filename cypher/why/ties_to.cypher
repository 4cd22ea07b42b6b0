/*
title   = "The ties in force by which a body or person comes to a place, the fewest"
params  = ["subject", "family", "place", "as_of"]
columns = ["edges", "nodes"]
order   = "edges, nodes"
*/
MATCH (subject:Body|Person {id: $subject})
WHERE $family IN labels(subject)
  AND (subject.since IS NULL OR subject.since <= $as_of) AND (subject.until IS NULL OR subject.until > $as_of)
MATCH way = (subject) ((:Person)-[assigned:HOLDS|CONTACTS|REPORTS_TO|EMBEDDED_IN WHERE (assigned.since IS NULL OR assigned.since <= $as_of) AND (assigned.until IS NULL OR assigned.until > $as_of)]->
  (held:Place|Body WHERE (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of))){0,1}
  (()<-[sits:MEMBER_OF WHERE (sits.since IS NULL OR sits.since <= $as_of) AND (sits.until IS NULL OR sits.until > $as_of)]-
  (member:Body WHERE (member.since IS NULL OR member.since <= $as_of) AND (member.until IS NULL OR member.until > $as_of))){0,1}
  (()-[under:UNDER WHERE (under.since IS NULL OR under.since <= $as_of) AND (under.until IS NULL OR under.until > $as_of)]->
  (senior:PartyOrg WHERE (senior.since IS NULL OR senior.since <= $as_of) AND (senior.until IS NULL OR senior.until > $as_of))){0,6}
  (()-[hosted:HOSTED_BY WHERE (hosted.since IS NULL OR hosted.since <= $as_of) AND (hosted.until IS NULL OR hosted.until > $as_of)]->
  (host:Body WHERE (host.since IS NULL OR host.since <= $as_of) AND (host.until IS NULL OR host.until > $as_of))){0,1}
  (()-[tie:REGISTERED_IN|SERVES|REPRESENTS|MANAGES|COVERS WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]->
  (at:Place WHERE (at.since IS NULL OR at.since <= $as_of) AND (at.until IS NULL OR at.until > $as_of))){0,1} (home:Place)
WHERE home.id = $place
WITH way ORDER BY length(way), [n IN nodes(way) | n.id], [e IN relationships(way) | coalesce(e.key, '')]
WITH head(collect(way)) AS way WHERE way IS NOT NULL
RETURN [e IN relationships(way) |
    e {.key, .since, .until, .post, .mode, .rung, .role, .line, .purpose, .form, .minutes, .amount_yuan, .source_id, type: type(e)}] AS edges,
  [n IN nodes(way) |
    n {.id, .name, .level, .kind, .tags, .formation, .function, .purpose, .since, .until, .source_id,
       label: head([label IN labels(n) WHERE NOT label IN ['Place', 'Body']])}] AS nodes
ORDER BY edges, nodes
