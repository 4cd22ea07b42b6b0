/*
title    = "Bodies of a label that are tied to a place by one type of edge"
unit     = "bodies"
params   = ["place", "through", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum", "body", "tie", "kinds", "tags", "functions"]
required = ["body", "tie"]
columns  = ["subjects", "found"]
order    = "subjects, found"

[hit]
value = 1
graph = """
CREATE (:Compound:Place {id: 'subject', name: '一村', level: 'compound'})<-[:SERVES]-(:Department:Body {id: 'o', name: '所', kind: '所', tags: ['常设'], function: 'housing', until: date('2024-01-02')})
"""

[miss]
value = 0
graph = """
CREATE (:Compound:Place {id: 'subject', name: '一村', level: 'compound'})<-[:SERVES]-(:Department:Body {id: 'o', name: '所', kind: '所', tags: ['常设'], function: 'housing', until: date('2024-01-01')})
"""

[example]
label = "Compound"
body = "Department"
tie = "SERVES"
kinds = ["所"]
tags = ["常设"]
functions = ["housing"]
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) ((upper WHERE upper.level IN $through)<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (subject:Place)
WHERE $subject_label IN labels(subject)
  AND ($subject_kind IS NULL OR subject.kind = $subject_kind) AND ($subject_tag IS NULL OR $subject_tag IN subject.tags)
WITH subject, count(part) AS ways
OPTIONAL MATCH (tied:Body WHERE $body IN labels(tied) AND ($kinds IS NULL OR tied.kind IN $kinds) AND ($functions IS NULL OR tied.function IN $functions)
    AND ($tags IS NULL OR any(tag IN $tags WHERE tag IN tied.tags)) AND (tied.since IS NULL OR tied.since <= $as_of) AND (tied.until IS NULL OR tied.until > $as_of))
  -[by:COVERS|MANAGES|REPRESENTS|SERVES|CONTACTS|REGISTERED_IN|CO_BUILDS|REPORTS_TO|EMBEDDED_IN WHERE type(by) = $tie
    AND (by.since IS NULL OR by.since <= $as_of) AND (by.until IS NULL OR by.until > $as_of)]->(subject)
WITH subject, count(DISTINCT tied) AS value
RETURN count(*) AS subjects, collect(CASE WHEN value IS NULL OR value < $minimum OR value > $maximum
  THEN {subject_id: subject.id, subject_name: subject.name, subject_level: subject.level, value: value} END) AS found
ORDER BY subjects, found
