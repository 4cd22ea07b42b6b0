/*
title   = "Facts ever said around a subject: at it, in bodies that answer for it, at its parts, at what it is part of"
params  = ["subject", "family", "types", "outgoing", "spots"]
columns = ["reach", "before", "is_fact", "edges", "nodes", "successors"]
order   = "reach, before, is_fact, edges, nodes, successors"
*/
MATCH (subject:Place|Body|Person {id: $subject})
WHERE $family IN labels(subject)
MATCH itself = (subject)
// 1. where facts may stand, on whatever day; each question of a measure reaches only as far as it says
WITH [{reach: 'subject', way: itself}]
  + COLLECT { MATCH way = (subject)<-[:COVERS|SERVES|REPRESENTS|MANAGES]-(:Body)
              WHERE 'bodies' IN $spots RETURN {reach: 'bodies', way: way} }
  + COLLECT { MATCH way = (subject) (()<-[:PART_OF]-(:Place)){1,6} ()
              WHERE 'parts' IN $spots RETURN {reach: 'parts', way: way} }
  + COLLECT { MATCH way = (subject) (()-[:PART_OF]->(:Place)){1,4} ()
              WHERE 'around' IN $spots RETURN {reach: 'around', way: way} }
  + COLLECT { MATCH way = (subject) (()-[:PART_OF|IN_GRID]->(:Place)){1,8} ()
              WHERE 'above' IN $spots RETURN {reach: 'above', way: way} } AS ways
UNWIND ways AS w
WITH w.reach AS reach, w.way AS way, last(nodes(w.way)) AS at
// 2. the facts there; a way without one is kept, since a part that lies in no grid says something too
OPTIONAL MATCH (at)-[fact:HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|SERVES|REPORTS_TO|EMBEDDED_IN|MEMBER_OF|UNDER|HOSTED_BY|REGISTERED_IN|CO_BUILDS|FUNDS|LISTED_BY|IN_GRID|SUCCEEDED_BY]-(far)
WHERE type(fact) IN $types AND (startNode(fact) = at) = $outgoing
// 3. from a grid on to the grids that it is part of
OPTIONAL MATCH beyond = (far) (()-[:PART_OF]->(upper:Place WHERE 'cells' IN $spots)){0,2} ()
WITH reach, way, fact, far, beyond WHERE fact IS NOT NULL OR size(relationships(way)) > 0
RETURN reach, size(relationships(way)) AS before, fact IS NOT NULL AS is_fact,
  [e IN relationships(way) + CASE WHEN fact IS NULL THEN [] ELSE [fact] + relationships(beyond) END |
    e {.key, .since, .until, .post, .mode, .rung, .role, .line, .purpose, .form, .minutes, .amount_yuan, .source_id, type: type(e)}] AS edges,
  [n IN tail(nodes(way)) + coalesce(nodes(beyond), []) |
    n {.id, .name, .level, .kind, .tags, .formation, .function, .purpose, .since, .until, .source_id,
       label: head([label IN labels(n) WHERE NOT label IN ['Place', 'Body']])}] AS nodes,
  COLLECT { MATCH (far)-[:SUCCEEDED_BY]->(next:PartyOrg) RETURN next {.id, .name, .since, .until} ORDER BY next.id } AS successors
ORDER BY reach, before, is_fact, edges, nodes, successors
