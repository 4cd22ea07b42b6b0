/*
title   = "Parties that answer for a compound: a manager by contract, or its unit, owners or community"
unit    = "parties"
params  = ["place", "label", "kind", "tag", "as_of", "minimum", "maximum"]
columns = ["subject_id", "subject_name", "subject_level", "value", "households", "path"]
order   = "subject_id"

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
MATCH path = (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (subject:Place)
WHERE $label IN labels(subject)
  AND ($kind IS NULL OR subject.kind = $kind) AND ($tag IS NULL OR $tag IN subject.tags)
WITH subject, path ORDER BY length(path), [n IN nodes(path) | n.id]
WITH subject, head(collect([n IN nodes(path) | n {.id, .name, .level}])) AS path
OPTIONAL MATCH (party:Body WHERE (party.since IS NULL OR party.since <= $as_of) AND (party.until IS NULL OR party.until > $as_of))
  -[contract:MANAGES WHERE (contract.since IS NULL OR contract.since <= $as_of) AND (contract.until IS NULL OR contract.until > $as_of)]->(subject)
WITH subject, path, count(DISTINCT party) AS contracted
WITH subject, path, CASE
  WHEN subject.manager IN ['unit', 'owners', 'community'] THEN contracted + 1
  WHEN contracted = 0 AND subject.manager IS NULL THEN null  // nobody has said who manages it
  ELSE contracted
END AS value
WHERE value IS NULL OR value < $minimum OR value > $maximum
RETURN subject.id AS subject_id, subject.name AS subject_name, subject.level AS subject_level,
  value, subject.households AS households, path
ORDER BY subject_id
