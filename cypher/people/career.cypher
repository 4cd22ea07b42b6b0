/*
title   = "All posts and ties that a person ever had, in time"
params  = ["person"]
columns = ["id", "name", "stations"]
order   = "id"
*/
MATCH (p:Person {id: $person})
RETURN p.id AS id, p.name AS name,
  COLLECT { MATCH (p)-[e:HOLDS|CONTACTS|REPORTS_TO|EMBEDDED_IN]->(at:Place|Body)
    WITH e, at, CASE WHEN at:Place THEN 'Place' ELSE 'Body' END AS family
    RETURN {type: type(e), post: e.post, mode: e.mode, rung: e.rung, role: e.role, since: e.since, until: e.until,
      at_since: at.since, at_until: at.until, at: {family: family, id: at.id, name: at.name, level: at.level,
      label: head([label IN labels(at) WHERE NOT label IN ['Place', 'Body']])}}
    // what has no first day began as far back as asked: first
    ORDER BY e.since IS NOT NULL, e.since, e.until, type(e), e.post, family, at.id, e.key } AS stations
ORDER BY id
