/*
title   = "What nodes with some ids are and say of themselves, in force or not"
params  = ["ids"]
columns = ["family", "id", "label", "name", "level", "kind", "tags", "formation", "manager", "since", "until", "has", "lacks", "households", "population", "members", "party_members", "staff", "successors"]
order   = "family, id"
*/
MATCH (n:Place|Body|Person WHERE n.id IN $ids)
RETURN head([label IN labels(n) WHERE label IN ['Place', 'Body', 'Person']]) AS family, n.id AS id,
  head([label IN labels(n) WHERE NOT label IN ['Place', 'Body']]) AS label, n.name AS name, n.level AS level, n.kind AS kind,
  n.tags AS tags, n.formation AS formation, n.manager AS manager, n.since AS since, n.until AS until, n.has AS has, n.lacks AS lacks,
  n.households AS households, n.population AS population, n.members AS members, n.party_members AS party_members, n.staff AS staff,
  COLLECT { MATCH (n)-[:SUCCEEDED_BY]->(next:PartyOrg) RETURN next {.id, .name, .since, .until} ORDER BY next.id } AS successors
ORDER BY family, id
