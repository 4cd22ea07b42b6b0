/*
title   = "Nodes that lie in a place or are tied to it and whose spelling is as a pattern says: for places that hold few"
params  = ["pattern", "but", "families", "within", "ways", "as_of"]
columns = ["family", "label", "id", "name", "level", "kind", "code", "synthetic", "spelling"]
order   = "family, id"
*/
MATCH (root:Place {id: $within})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF|IN_GRID WHERE type(part) IN $ways AND (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH collect(DISTINCT inside) AS places
// the ties of spelt.cypher, downwards
WITH places, COLLECT { UNWIND places AS place
  MATCH (place)<-[tie:REGISTERED_IN|SERVES|REPRESENTS|MANAGES|COVERS WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
    (at:Body WHERE (at.since IS NULL OR at.since <= $as_of) AND (at.until IS NULL OR at.until > $as_of))
    (()<-[hosted:HOSTED_BY WHERE (hosted.since IS NULL OR hosted.since <= $as_of) AND (hosted.until IS NULL OR hosted.until > $as_of)]-
    (guest:PartyOrg WHERE (guest.since IS NULL OR guest.since <= $as_of) AND (guest.until IS NULL OR guest.until > $as_of))){0,1}
    (()<-[under:UNDER WHERE (under.since IS NULL OR under.since <= $as_of) AND (under.until IS NULL OR under.until > $as_of)]-
    (junior:PartyOrg WHERE (junior.since IS NULL OR junior.since <= $as_of) AND (junior.until IS NULL OR junior.until > $as_of))){0,6}
    (()-[sits:MEMBER_OF WHERE (sits.since IS NULL OR sits.since <= $as_of) AND (sits.until IS NULL OR sits.until > $as_of)]->
    (committee:Body WHERE (committee.since IS NULL OR committee.since <= $as_of) AND (committee.until IS NULL OR committee.until > $as_of))){0,1} (body:Body)
  RETURN DISTINCT body } AS bodies
WITH places, bodies, COLLECT { UNWIND places + bodies AS thing
  MATCH (thing:Place|Body WHERE (thing.since IS NULL OR thing.since <= $as_of) AND (thing.until IS NULL OR thing.until > $as_of))<-[assigned:HOLDS|CONTACTS|REPORTS_TO|EMBEDDED_IN WHERE (assigned.since IS NULL OR assigned.since <= $as_of) AND (assigned.until IS NULL OR assigned.until > $as_of)]-(who:Person)
  RETURN DISTINCT who } AS people
UNWIND places + bodies + people AS n
WITH n
WHERE n.spelling =~ $pattern AND NOT n.spelling =~ $but AND any(f IN labels(n) WHERE f IN $families)
RETURN [f IN labels(n) WHERE f IN ['Place', 'Body', 'Person', 'IssueType']][0] AS family,
  coalesce([l IN labels(n) WHERE NOT l IN ['Place', 'Body', 'Person', 'IssueType']][0], labels(n)[0]) AS label,
  n.id AS id, n.name AS name, n.level AS level, n.kind AS kind, n.code AS code, coalesce(n.synthetic, false) AS synthetic, n.spelling AS spelling
ORDER BY family, id
