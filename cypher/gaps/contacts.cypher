/*
title    = "People and bodies that are assigned to a place"
unit     = "people and bodies"
params   = ["place", "through", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum", "rungs", "roles", "labels"]
required = []
columns  = ["subjects", "found"]
order    = "subjects, found"

[hit]
value = 1
graph = """
CREATE (:Community:Place {id: 'subject', name: '社区', level: 'community'})<-[:CONTACTS {rung: 'department', role: 'lead'}]-(:Department:Body {id: 'd', name: '住建局', until: date('2024-01-02')})
"""

[miss]
value = 0
graph = """
CREATE (:Community:Place {id: 'subject', name: '社区', level: 'community'})<-[:CONTACTS {rung: 'department', role: 'lead'}]-(:Department:Body {id: 'd', name: '住建局', until: date('2024-01-01')})
"""

[example]
label = "Community"
rungs = ["department"]
roles = ["lead"]
labels = ["Department"]
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) ((upper WHERE upper.level IN $through)<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (subject:Place)
WHERE $subject_label IN labels(subject)
  AND ($subject_kind IS NULL OR subject.kind = $subject_kind) AND ($subject_tag IS NULL OR $subject_tag IN subject.tags)
WITH subject, count(part) AS ways
OPTIONAL MATCH (who:Person|Body WHERE (who.since IS NULL OR who.since <= $as_of) AND (who.until IS NULL OR who.until > $as_of)
    AND ($labels IS NULL OR any(label IN labels(who) WHERE label IN $labels)))
  -[contact:CONTACTS WHERE ($rungs IS NULL OR contact.rung IN $rungs) AND ($roles IS NULL OR contact.role IN $roles)
    AND (contact.since IS NULL OR contact.since <= $as_of) AND (contact.until IS NULL OR contact.until > $as_of)]->(subject)
WITH subject, count(DISTINCT who) AS value
RETURN count(*) AS subjects, collect(CASE WHEN value IS NULL OR value < $minimum OR value > $maximum
  THEN {subject_id: subject.id, subject_name: subject.name, subject_level: subject.level, value: value} END) AS found
ORDER BY subjects, found
