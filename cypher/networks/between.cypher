/*
title   = "A shortest way between two nodes over edges in force, ties by ids"
params  = ["start_family", "start", "end_family", "end", "longest", "as_of"]
columns = ["length", "nodes", "edges"]
order   = "length, nodes, edges"
*/
MATCH (a:Place|Body|Person|IssueType|Item {id: $start})
WHERE $start_family IN labels(a) AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until > $as_of)
WITH collect(a) AS starts
MATCH (b:Place|Body|Person|IssueType|Item {id: $end})
WHERE $end_family IN labels(b) AND (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until > $as_of)
UNWIND starts AS a
// not ALL SHORTEST: on a million buildings that broke the memory limit where this took a tenth of a second
MATCH way = allShortestPaths((a)-[e:PART_OF|IN_GRID|HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|REPORTS_TO|EMBEDDED_IN|MEMBER_OF|UNDER|HOSTED_BY|REGISTERED_IN|CO_BUILDS|FUNDS|SERVES|HANDLED_BY|LISTED_BY|SUCCEEDED_BY*1..8]-(b))
WHERE all(e IN e WHERE (e.since IS NULL OR e.since <= $as_of) AND (e.until IS NULL OR e.until > $as_of))
  AND all(n IN nodes(way) WHERE (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until > $as_of))
// the length apart, for with it the search would try every path
WITH way WHERE length(way) <= $longest
WITH way ORDER BY [n IN nodes(way) | n.id], [n IN nodes(way) | head([family IN labels(n) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']])], [e IN relationships(way) | type(e) + coalesce(e.key, '')]
WITH head(collect(way)) AS way WHERE way IS NOT NULL
RETURN length(way) AS length,
  [n IN nodes(way) |
    {family: head([family IN labels(n) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]), id: n.id, label: head([label IN labels(n) WHERE NOT label IN ['Place', 'Body']]), name: n.name, kind: n.kind, level: n.level, synthetic: coalesce(n.synthetic, false)}] AS nodes,
  [e IN relationships(way) | e {.since, .until, .post, .mode, .rung, .role, .line, .form, .purpose, .amount_yuan, .minutes, .key, type: type(e), start: startNode(e).id, end: endNode(e).id, source: e.source_row, synthetic: coalesce(e.synthetic, false),
    start_family: head([family IN labels(startNode(e)) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]),
    end_family: head([family IN labels(endNode(e)) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']])}] AS edges
ORDER BY length, nodes, edges
