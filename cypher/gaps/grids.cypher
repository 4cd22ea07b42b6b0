/*
title    = "Grids of a level in which a building lies directly; without one, 1 where its compound or all of its parts lie in some"
unit     = "grids"
params   = ["place", "through", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum", "level"]
required = ["level"]
columns  = ["subjects", "found"]
order    = "subjects, found"

[hit]
value = 1
graph = """
CREATE (b:Building:Place {id: 'subject', name: '一号楼', level: 'building'})<-[:PART_OF]-(:Unit:Place {id: 'u', name: '一单元', level: 'unit'})-[:IN_GRID]->(:MicroGrid:Place {id: 'm', name: '一格', level: 'micro_grid'})
"""

[miss]
value = 0
graph = """
CREATE (b:Building:Place {id: 'subject', name: '一号楼', level: 'building'})<-[:PART_OF]-(:Unit:Place {id: 'u', name: '一单元', level: 'unit'})-[:IN_GRID]->(:MicroGrid:Place {id: 'm', name: '一格', level: 'micro_grid'}) CREATE (b)<-[:PART_OF]-(:Unit:Place {id: 'v', name: '二单元', level: 'unit'})
"""

[example]
label = "Building"
level = "micro_grid"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) ((upper WHERE upper.level IN $through)<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (subject:Place)
WHERE $subject_label IN labels(subject)
  AND ($subject_kind IS NULL OR subject.kind = $subject_kind) AND ($subject_tag IS NULL OR $subject_tag IN subject.tags)
WITH subject, count(part) AS ways
OPTIONAL MATCH (subject)-[lies1:IN_GRID WHERE (lies1.since IS NULL OR lies1.since <= $as_of) AND (lies1.until IS NULL OR lies1.until > $as_of)]->(cell1:Place WHERE (cell1.since IS NULL OR cell1.since <= $as_of) AND (cell1.until IS NULL OR cell1.until > $as_of))
    (()-[up1:PART_OF WHERE (up1.since IS NULL OR up1.since <= $as_of) AND (up1.until IS NULL OR up1.until > $as_of)]->(above1:Place WHERE (above1.since IS NULL OR above1.since <= $as_of) AND (above1.until IS NULL OR above1.until > $as_of))){0,2} (grid {level: $level})
WITH subject, count(DISTINCT grid) AS direct
WITH subject, CASE
  WHEN direct > 0 THEN direct
  WHEN EXISTS { (subject) (()-[of:PART_OF WHERE (of.since IS NULL OR of.since <= $as_of) AND (of.until IS NULL OR of.until > $as_of)]->(whole:Place WHERE (whole.since IS NULL OR whole.since <= $as_of) AND (whole.until IS NULL OR whole.until > $as_of))){1,4} (around)-[lies2:IN_GRID WHERE (lies2.since IS NULL OR lies2.since <= $as_of) AND (lies2.until IS NULL OR lies2.until > $as_of)]->(cell2:Place WHERE (cell2.since IS NULL OR cell2.since <= $as_of) AND (cell2.until IS NULL OR cell2.until > $as_of))
    (()-[up2:PART_OF WHERE (up2.since IS NULL OR up2.since <= $as_of) AND (up2.until IS NULL OR up2.until > $as_of)]->(above2:Place WHERE (above2.since IS NULL OR above2.since <= $as_of) AND (above2.until IS NULL OR above2.until > $as_of))){0,2} (grid2 {level: $level}) } THEN 1
  WHEN NOT EXISTS { (subject)<-[has:PART_OF WHERE (has.since IS NULL OR has.since <= $as_of) AND (has.until IS NULL OR has.until > $as_of)]-(inner:Place WHERE (inner.since IS NULL OR inner.since <= $as_of) AND (inner.until IS NULL OR inner.until > $as_of)) } THEN 0
  // a part at the bottom that is reached past parts of which none is in a grid
  WHEN EXISTS { (subject) (()<-[down:PART_OF WHERE (down.since IS NULL OR down.since <= $as_of) AND (down.until IS NULL OR down.until > $as_of)]-(deeper:Place WHERE (deeper.since IS NULL OR deeper.since <= $as_of) AND (deeper.until IS NULL OR deeper.until > $as_of)
      AND NOT EXISTS { (deeper)-[lies3:IN_GRID WHERE (lies3.since IS NULL OR lies3.since <= $as_of) AND (lies3.until IS NULL OR lies3.until > $as_of)]->(cell3:Place WHERE (cell3.since IS NULL OR cell3.since <= $as_of) AND (cell3.until IS NULL OR cell3.until > $as_of))
    (()-[up3:PART_OF WHERE (up3.since IS NULL OR up3.since <= $as_of) AND (up3.until IS NULL OR up3.until > $as_of)]->(above3:Place WHERE (above3.since IS NULL OR above3.since <= $as_of) AND (above3.until IS NULL OR above3.until > $as_of))){0,2} (grid3 {level: $level}) })){1,6} (leaf)
    WHERE NOT EXISTS { (leaf)<-[more:PART_OF WHERE (more.since IS NULL OR more.since <= $as_of) AND (more.until IS NULL OR more.until > $as_of)]-(last:Place WHERE (last.since IS NULL OR last.since <= $as_of) AND (last.until IS NULL OR last.until > $as_of)) } } THEN 0
  ELSE 1
END AS value
RETURN count(*) AS subjects, collect(CASE WHEN value IS NULL OR value < $minimum OR value > $maximum
  THEN {subject_id: subject.id, subject_name: subject.name, subject_level: subject.level, value: value} END) AS found
ORDER BY subjects, found
