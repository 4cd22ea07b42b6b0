/*
title    = "Households or people of a place: stated, else the sum of its deepest disjoint parts, unknown where a part is"
unit     = "households or people"
params   = ["place", "through", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum", "counted"]
required = ["counted"]
columns  = ["subjects", "found"]
order    = "subjects, found"

[hit]
value = 7
graph = """
CREATE (:MicroGrid:Place {id: 'subject', name: '一格', level: 'micro_grid'})<-[:IN_GRID]-(b:Building:Place {id: 'b', name: '一号楼', level: 'building', households: 8})<-[:PART_OF]-(:StairGroup:Place {id: 's', name: '一组', level: 'stair_group', households: 7})
"""

[miss]
value = 8
graph = """
CREATE (:MicroGrid:Place {id: 'subject', name: '一格', level: 'micro_grid'})<-[:IN_GRID]-(b:Building:Place {id: 'b', name: '一号楼', level: 'building', households: 8})<-[:PART_OF {until: date('2024-01-01')}]-(:StairGroup:Place {id: 's', name: '一组', level: 'stair_group', households: 7})
"""

[example]
label = "MicroGrid"
counted = "households"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) ((upper WHERE upper.level IN $through)<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (subject:Place)
WHERE $subject_label IN labels(subject)
  AND ($subject_kind IS NULL OR subject.kind = $subject_kind) AND ($subject_tag IS NULL OR $subject_tag IN subject.tags)
WITH subject, count(part) AS ways
// a grid's parts lie in it by either edge, a territory's never are grids: so nothing is met on two overlays
OPTIONAL MATCH down = (subject) (()<-[step:PART_OF|IN_GRID WHERE (step.since IS NULL OR step.since <= $as_of) AND (step.until IS NULL OR step.until > $as_of)]-
  (inner:Place WHERE (inner.since IS NULL OR inner.since <= $as_of) AND (inner.until IS NULL OR inner.until > $as_of)
    AND (endNode(step).level IN ['grid', 'micro_grid'] OR NOT inner.level IN ['grid', 'micro_grid']))){1,9} (leaf)
WHERE subject[$counted] IS NULL AND NOT EXISTS {
  (leaf)<-[more:PART_OF|IN_GRID WHERE (more.since IS NULL OR more.since <= $as_of) AND (more.until IS NULL OR more.until > $as_of)]-(deeper:Place WHERE (deeper.since IS NULL OR deeper.since <= $as_of) AND (deeper.until IS NULL OR deeper.until > $as_of))
  WHERE leaf.level IN ['grid', 'micro_grid'] OR NOT deeper.level IN ['grid', 'micro_grid'] }
WITH subject, leaf, [n IN tail(nodes(down)) WHERE n[$counted] IS NOT NULL] AS said, length(down) AS steps
ORDER BY said = [], steps, [n IN said | n.id]
// a leaf counts itself, or is counted by the deepest place around it that states a number, which stands for all in it
WITH subject, leaf, collect(said) AS ways, last(head(collect(said))) AS counted
WITH subject, collect(counted) AS counted, collect(ways) AS leaves
WITH subject, size(counted) < size(leaves) AS unsaid,
  [ways IN leaves | [way IN ways | head([n IN way WHERE n IN counted])]] AS tops
UNWIND (CASE tops WHEN [] THEN [null] ELSE tops END) AS top
UNWIND (CASE WHEN top IS NULL OR top = [] THEN [null] ELSE top END) AS place
WITH subject, unsaid, top, collect(DISTINCT place) AS places
WITH subject, unsaid, any(p IN collect(places) WHERE size(p) > 1) AS overlap, collect(head(places)) AS parts
UNWIND (CASE parts WHEN [] THEN [null] ELSE parts END) AS part
WITH subject, unsaid, overlap, collect(DISTINCT part) AS parts
WITH subject, CASE
  WHEN subject[$counted] IS NOT NULL THEN subject[$counted]
  WHEN unsaid OR overlap OR parts = [] THEN null
  ELSE reduce(sum = 0, part IN parts | sum + part[$counted])
END AS value
RETURN count(*) AS subjects, collect(CASE WHEN value IS NULL OR value < $minimum OR value > $maximum
  THEN {subject_id: subject.id, subject_name: subject.name, subject_level: subject.level, value: value} END) AS found
ORDER BY subjects, found
