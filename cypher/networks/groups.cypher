/*
title   = "What some nodes are tied to, in groups of one type, direction, word and label, and the first of each by id"
params  = ["ids", "keys", "as_of", "limit"]
columns = ["key", "type", "direction", "word", "label", "total", "nodes"]
order   = "type, direction, word, label, key"
*/
// ids find the nodes by their indexes; an id is unique only in its family, so that keys, family|id, tell which are meant
MATCH (near:Place|Body|Person|IssueType|Item WHERE near.id IN $ids AND (near.since IS NULL OR near.since <= $as_of) AND (near.until IS NULL OR near.until > $as_of))
WITH near, head([family IN labels(near) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]) + '|' + near.id AS key
WHERE key IN $keys
MATCH (near)-[e:PART_OF|IN_GRID|HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|REPORTS_TO|EMBEDDED_IN|MEMBER_OF|UNDER|HOSTED_BY|REGISTERED_IN|CO_BUILDS|FUNDS|SERVES|HANDLED_BY|LISTED_BY|SUCCEEDED_BY
    WHERE (e.since IS NULL OR e.since <= $as_of) AND (e.until IS NULL OR e.until > $as_of)]-
  (far WHERE (far.since IS NULL OR far.since <= $as_of) AND (far.until IS NULL OR far.until > $as_of))
WITH DISTINCT key, type(e) AS type, CASE WHEN startNode(e) = near THEN 'out' ELSE 'in' END AS direction,
  coalesce(e.post, e.form, e.rung, e.line, e.role, e.purpose) AS word, head([label IN labels(far) WHERE NOT label IN ['Place', 'Body']]) AS label, far
ORDER BY far.id
WITH key, type, direction, word, label, collect(far) AS far
RETURN key, type, direction, word, label, size(far) AS total, [n IN far[..$limit] |
  {family: head([family IN labels(n) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]), id: n.id, label: label, name: n.name, kind: n.kind, level: n.level, synthetic: coalesce(n.synthetic, false)}] AS nodes
ORDER BY type, direction, word, label, key
