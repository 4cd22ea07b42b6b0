/*
title   = "Ties of some nodes that were over before a day, the last to end first, with whom they tied to"
params  = ["ids", "keys", "as_of", "limit"]
columns = ["node", "edge"]
order   = "e.until DESC, e.key"
*/
MATCH (near:Place|Body|Person|IssueType|Item WHERE near.id IN $ids)
WHERE head([family IN labels(near) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]) + '|' + near.id IN $keys
MATCH (near)-[e:PART_OF|IN_GRID|HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|REPORTS_TO|EMBEDDED_IN|MEMBER_OF|UNDER|HOSTED_BY|REGISTERED_IN|CO_BUILDS|FUNDS|SERVES|HANDLED_BY|LISTED_BY]-(far)
WHERE e.until <= $as_of
WITH DISTINCT e, far ORDER BY e.until DESC, e.key LIMIT $limit
RETURN {family: head([family IN labels(far) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]), id: far.id, label: head([label IN labels(far) WHERE NOT label IN ['Place', 'Body']]),
    name: far.name, kind: far.kind, level: far.level, synthetic: coalesce(far.synthetic, false)} AS node,
  e {.since, .until, .post, .mode, .rung, .role, .line, .form, .purpose, .amount_yuan, .minutes, .key, type: type(e), start: startNode(e).id, end: endNode(e).id, source: e.source_row, synthetic: coalesce(e.synthetic, false),
    start_family: head([family IN labels(startNode(e)) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]),
    end_family: head([family IN labels(endNode(e)) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']])} AS edge
ORDER BY e.until DESC, e.key
