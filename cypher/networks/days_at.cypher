/*
title   = "Days on which a tie of some nodes, or one of them, begins or ends"
params  = ["ids", "keys"]
columns = ["day"]
order   = "day"
*/
MATCH (n:Place|Body|Person|IssueType|Item WHERE n.id IN $ids)
WHERE head([family IN labels(n) WHERE family IN ['Place', 'Body', 'Person', 'IssueType', 'Item']]) + '|' + n.id IN $keys
OPTIONAL MATCH (n)-[e:PART_OF|IN_GRID|HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|REPORTS_TO|EMBEDDED_IN|MEMBER_OF|UNDER|HOSTED_BY|REGISTERED_IN|CO_BUILDS|FUNDS|SERVES|HANDLED_BY|LISTED_BY]-()
UNWIND [n.since, n.until, e.since, e.until] AS day
WITH DISTINCT day WHERE day IS NOT NULL
RETURN day
ORDER BY day
