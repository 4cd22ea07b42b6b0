/*
title    = "Parties that answer for a place: a manager by contract, a contact who is responsible, else its unit, owners or community"
unit     = "parties"
params   = ["place", "through", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum"]
required = []
columns  = ["subjects", "found"]
order    = "subjects, found"

[hit]
value = 1
graph = """
CREATE (:Compound:Place {id: 'subject', name: '一村', level: 'compound', manager: 'owners'})
"""

[miss]
value = 0
graph = """
CREATE (:Compound:Place {id: 'subject', name: '一村', level: 'compound', manager: 'property'})<-[:MANAGES {until: date('2024-01-01')}]-(:PropertyCompany:Body {id: 'c', name: '物业'})
"""

[example]
label = "Compound"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) ((upper WHERE upper.level IN $through)<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (subject:Place)
WHERE $subject_label IN labels(subject)
  AND ($subject_kind IS NULL OR subject.kind = $subject_kind) AND ($subject_tag IS NULL OR $subject_tag IN subject.tags)
WITH subject, count(part) AS ways
OPTIONAL MATCH (party:Person|Body WHERE (party.since IS NULL OR party.since <= $as_of) AND (party.until IS NULL OR party.until > $as_of))
  -[answers:MANAGES|CONTACTS WHERE (type(answers) = 'MANAGES' OR answers.role = 'responsible')
    AND (answers.since IS NULL OR answers.since <= $as_of) AND (answers.until IS NULL OR answers.until > $as_of)]->(subject)
WITH subject, count(DISTINCT party) AS named
WITH subject, CASE
  WHEN named > 0 THEN named
  WHEN subject.manager IN ['unit', 'owners', 'community'] THEN 1
  WHEN subject.manager IS NOT NULL THEN 0  // else nobody has said who manages it
END AS value
RETURN count(*) AS subjects, collect(CASE WHEN value IS NULL OR value < $minimum OR value > $maximum
  THEN {subject_id: subject.id, subject_name: subject.name, subject_level: subject.level, value: value} END) AS found
ORDER BY subjects, found
