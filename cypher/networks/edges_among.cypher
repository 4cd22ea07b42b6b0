/*
title   = "Edges in force from some nodes to some of them"
params  = ["ids", "keys", "as_of"]
columns = ["type", "start_family", "start", "end_family", "end", "since", "until", "post", "mode", "rung", "role", "line", "form", "purpose", "amount_yuan", "minutes", "key", "source", "synthetic"]
order   = "type, start_family, start, end_family, end, e.key"
*/
MATCH (a:Place|Body|Person|IssueType|Item WHERE a.id IN $ids AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until > $as_of))
WITH a, head([family IN labels(a) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]) AS start_family
WHERE start_family + '|' + a.id IN $keys
// outwards only: what a place or person starts is little, what ends at a city may be a million
MATCH (a)-[e:PART_OF|IN_GRID|HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|REPORTS_TO|EMBEDDED_IN|MEMBER_OF|UNDER|HOSTED_BY|REGISTERED_IN|CO_BUILDS|FUNDS|SERVES|HANDLED_BY|LISTED_BY|SUCCEEDED_BY
    WHERE (e.since IS NULL OR e.since <= $as_of) AND (e.until IS NULL OR e.until > $as_of)]->
  (b WHERE (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until > $as_of))
WITH a, start_family, e, b, head([family IN labels(b) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]) AS end_family
// the keys, not a list of nodes: a parameter is looked up as a set
WHERE end_family + '|' + b.id IN $keys
RETURN type(e) AS type, start_family, a.id AS start, end_family, b.id AS end,
  e.since AS since, e.until AS until, e.post AS post, e.mode AS mode, e.rung AS rung, e.role AS role, e.line AS line, e.form AS form,
  e.purpose AS purpose, e.amount_yuan AS amount_yuan, e.minutes AS minutes, e.key AS key, e.source_row AS source, coalesce(e.synthetic, false) AS synthetic
ORDER BY type, start_family, start, end_family, end, e.key
