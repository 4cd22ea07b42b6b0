/*
title   = "What is one edge in force away from some nodes and is none of them: of each label how many, and the first"
params  = ["ids", "keys", "seen", "as_of", "limit"]
columns = ["label", "total", "nodes"]
order   = "label, total, nodes"
*/
// ids find the nodes by their indexes; an id is unique only in its family, so that keys, family|id, tell which are meant
MATCH (near:Place|Body|Person|IssueType|Item WHERE near.id IN $ids AND (near.since IS NULL OR near.since <= $as_of) AND (near.until IS NULL OR near.until > $as_of))
WHERE head([family IN labels(near) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]) + '|' + near.id IN $keys
MATCH (near)-[e:PART_OF|IN_GRID|HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|REPORTS_TO|EMBEDDED_IN|MEMBER_OF|UNDER|HOSTED_BY|REGISTERED_IN|CO_BUILDS|FUNDS|SERVES|HANDLED_BY|LISTED_BY|SUCCEEDED_BY
    WHERE (e.since IS NULL OR e.since <= $as_of) AND (e.until IS NULL OR e.until > $as_of)]-
  (far:Place|Body|Person|IssueType|Item WHERE (far.since IS NULL OR far.since <= $as_of) AND (far.until IS NULL OR far.until > $as_of))
WITH DISTINCT far
WHERE NOT head([family IN labels(far) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]) + '|' + far.id IN $seen
WITH far, head([label IN labels(far) WHERE NOT label IN ['Place', 'Body']]) AS label ORDER BY far.id
WITH label, count(*) AS total, collect(far)[..$limit] AS first
RETURN label, total, [n IN first |
  {family: head([family IN labels(n) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]), id: n.id, label: head([label IN labels(n) WHERE NOT label IN ['Place', 'Body']]), name: n.name, kind: n.kind, level: n.level, synthetic: coalesce(n.synthetic, false)}] AS nodes
ORDER BY label, total, nodes
