/*
title   = "Which texts name, by id, code or name, only places, bodies and people that never were in an area nor tied to it"
params  = ["texts", "area"]
columns = ["text"]
order   = "text"
*/
UNWIND $texts AS text
WITH text,
  COLLECT { MATCH (place:Place {id: text}) RETURN place } + COLLECT { MATCH (place:Place {code: text}) RETURN place } +
  COLLECT { MATCH (place:Place {name: text}) RETURN place } + COLLECT { MATCH (body:Body {id: text}) RETURN body } +
  COLLECT { MATCH (body:Body {name: text}) RETURN body } + COLLECT { MATCH (person:Person {id: text}) RETURN person } +
  COLLECT { MATCH (person:Person {name: text}) RETURN person } AS found
WHERE found <> [] AND none(one IN found WHERE EXISTS {
  // a person by a post or tie, a Party organisation by its host, a body by what it does there, a place by where it lies
  (one)-[:HOLDS|CONTACTS|REPORTS_TO|EMBEDDED_IN*0..1]->()-[:HOSTED_BY*0..1]->()
    -[:COVERS|MANAGES|REPRESENTS|CONTACTS|REPORTS_TO|EMBEDDED_IN|REGISTERED_IN|CO_BUILDS|SERVES*0..1]->(:Place)
    -[:PART_OF|IN_GRID*0..10]->(:Place {id: $area}) })
RETURN text
ORDER BY text
