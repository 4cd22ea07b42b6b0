/*
title   = "What began or ended at places: their own edges, who is at the other end, and what is tied to bodies there"
params  = ["places", "types"]
columns = ["subject_id", "day", "began", "type", "what", "start_id", "start_name", "end_id", "end_name", "source_id"]
order   = "subject_id, day, began, type, start_id, end_id, what, start_name, end_name, source_id"
*/
UNWIND $places AS id
MATCH (subject:Place {id: id})
OPTIONAL MATCH (subject)-[fact]-(other) WHERE type(fact) IN $types
OPTIONAL MATCH (other)-[more]-(third) WHERE other:Body AND type(more) IN $types AND NOT third:Place
WITH subject, collect(DISTINCT fact) + collect(DISTINCT more) AS edges,
  [subject] + collect(DISTINCT other) + collect(DISTINCT third) AS nodes
UNWIND [e IN edges WHERE e.since IS NOT NULL OR e.until IS NOT NULL | {type: type(e), what: coalesce(e.post, e.rung, e.form, e.line, e.purpose),
    start_id: startNode(e).id, start_name: startNode(e).name, end_id: endNode(e).id, end_name: endNode(e).name, since: e.since, until: e.until, source_id: e.source_id}]
  + [n IN nodes WHERE n.since IS NOT NULL OR n.until IS NOT NULL | {type: head([label IN labels(n) WHERE NOT label IN ['Place', 'Body']]), what: null,
    start_id: n.id, start_name: n.name, end_id: null, end_name: null, since: n.since, until: n.until, source_id: n.source_id}] AS thing
UNWIND [{day: thing.since, began: true}, {day: thing.until, began: false}] AS turn
WITH subject, thing, turn
WHERE turn.day IS NOT NULL
RETURN DISTINCT subject.id AS subject_id, turn.day AS day, turn.began AS began, thing.type AS type, thing.what AS what,
  thing.start_id AS start_id, thing.start_name AS start_name, thing.end_id AS end_id, thing.end_name AS end_name, thing.source_id AS source_id
ORDER BY subject_id, day, began, type, start_id, end_id, what, start_name, end_name, source_id
