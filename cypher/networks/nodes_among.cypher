/*
title   = "Which of some nodes are in force on a day"
params  = ["ids", "keys", "as_of"]
columns = ["family", "id", "label", "name", "kind", "level", "synthetic"]
order   = "family, id"
*/
MATCH (n:Place|Body|Person|IssueType|Item WHERE n.id IN $ids AND (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until > $as_of))
WITH n, head([family IN labels(n) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]) AS family
WHERE family + '|' + n.id IN $keys
RETURN family, n.id AS id, head([label IN labels(n) WHERE NOT label IN ['Place', 'Body']]) AS label, n.name AS name,
  n.kind AS kind, n.level AS level, coalesce(n.synthetic, false) AS synthetic
ORDER BY family, id
