/*
title    = "Households of a place: stated, else the sum of its deepest disjoint parts, unknown where a part is"
unit     = "households"
params   = ["place", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum"]
required = []
columns  = ["subject_id", "subject_name", "subject_level", "value", "households", "path"]
order    = "subject_id"

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
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH path = (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (subject:Place)
WHERE $subject_label IN labels(subject)
  AND ($subject_kind IS NULL OR subject.kind = $subject_kind) AND ($subject_tag IS NULL OR $subject_tag IN subject.tags)
WITH subject, path ORDER BY length(path), [n IN nodes(path) | n.id]
WITH subject, head(collect(nodes(path))) AS path
// a grid's parts lie in it by either edge, a territory's never are grids: so nothing is met on two overlays
OPTIONAL MATCH down = (subject) (()<-[step:PART_OF|IN_GRID WHERE (step.since IS NULL OR step.since <= $as_of) AND (step.until IS NULL OR step.until > $as_of)]-
  (inner:Place WHERE (inner.since IS NULL OR inner.since <= $as_of) AND (inner.until IS NULL OR inner.until > $as_of)
    AND (endNode(step).level IN ['grid', 'micro_grid'] OR NOT inner.level IN ['grid', 'micro_grid']))){1,9} (leaf)
WHERE subject.households IS NULL AND NOT EXISTS {
  (leaf)<-[more:PART_OF|IN_GRID WHERE (more.since IS NULL OR more.since <= $as_of) AND (more.until IS NULL OR more.until > $as_of)]-(deeper:Place WHERE (deeper.since IS NULL OR deeper.since <= $as_of) AND (deeper.until IS NULL OR deeper.until > $as_of))
  WHERE leaf.level IN ['grid', 'micro_grid'] OR NOT deeper.level IN ['grid', 'micro_grid'] }
WITH subject, path, leaf, [n IN tail(nodes(down)) WHERE n.households IS NOT NULL] AS said, length(down) AS steps
ORDER BY said = [], steps, [n IN said | n.id]
// a leaf counts itself, or is counted by the deepest place around it that states a number, which stands for all in it
WITH subject, path, leaf, collect(said) AS ways, last(head(collect(said))) AS counted
WITH subject, path, collect(counted) AS counted, collect(ways) AS leaves
WITH subject, path, size(counted) < size(leaves) AS unsaid,
  [ways IN leaves | [way IN ways | head([n IN way WHERE n IN counted])]] AS tops
UNWIND (CASE tops WHEN [] THEN [null] ELSE tops END) AS top
UNWIND (CASE WHEN top IS NULL OR top = [] THEN [null] ELSE top END) AS place
WITH subject, path, unsaid, top, collect(DISTINCT place) AS places
WITH subject, path, unsaid, any(p IN collect(places) WHERE size(p) > 1) AS overlap, collect(head(places)) AS parts
UNWIND (CASE parts WHEN [] THEN [null] ELSE parts END) AS part
WITH subject, path, unsaid, overlap, collect(DISTINCT part) AS parts
WITH subject, path, CASE
  WHEN subject.households IS NOT NULL THEN subject.households
  WHEN unsaid OR overlap OR parts = [] THEN null
  ELSE reduce(sum = 0, part IN parts | sum + part.households)
END AS value
WHERE value IS NULL OR value < $minimum OR value > $maximum
RETURN subject.id AS subject_id, subject.name AS subject_name, subject.level AS subject_level,
  value, subject.households AS households, [n IN path | n {.id, .name, .level}] AS path
ORDER BY subject_id
