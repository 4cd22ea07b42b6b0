/*
title    = "Least minutes to a station that serves a place, or a place in which it lies"
unit     = "minutes"
params   = ["place", "through", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum", "kinds"]
required = []
columns  = ["subjects", "found"]
order    = "subjects, found"

[hit]
value = 5
graph = """
CREATE (:Building:Place {id: 'subject', name: '一号楼', level: 'building'})-[:PART_OF]->(c:Compound:Place {id: 'c', name: '一村', level: 'compound'})<-[:SERVES {minutes: 5.0}]-(:Station:Body {id: 's', name: '驿站', kind: 'party_service'}) CREATE (c)<-[:SERVES {minutes: 9.0}]-(:Station:Body {id: 't', name: '驿站', kind: 'party_service'})
"""

[miss]
value = 9
graph = """
CREATE (:Building:Place {id: 'subject', name: '一号楼', level: 'building'})-[:PART_OF]->(c:Compound:Place {id: 'c', name: '一村', level: 'compound'})<-[:SERVES {minutes: 5.0}]-(:Station:Body {id: 's', name: '驿站', kind: 'parcel'}) CREATE (c)<-[:SERVES {minutes: 9.0}]-(:Station:Body {id: 't', name: '驿站', kind: 'party_service'})
"""

[example]
label = "Building"
kinds = ["party_service"]
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) ((upper WHERE upper.level IN $through)<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (subject:Place)
WHERE $subject_label IN labels(subject)
  AND ($subject_kind IS NULL OR subject.kind = $subject_kind) AND ($subject_tag IS NULL OR $subject_tag IN subject.tags)
WITH subject, count(part) AS ways
OPTIONAL MATCH (subject) (()-[step:PART_OF|IN_GRID WHERE (step.since IS NULL OR step.since <= $as_of) AND (step.until IS NULL OR step.until > $as_of)]->
    (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of))){0,8} (at)
  <-[serves:SERVES WHERE (serves.since IS NULL OR serves.since <= $as_of) AND (serves.until IS NULL OR serves.until > $as_of)]-
  (station:Station WHERE ($kinds IS NULL OR station.kind IN $kinds) AND (station.since IS NULL OR station.since <= $as_of) AND (station.until IS NULL OR station.until > $as_of))
WITH subject, min(serves.minutes) AS value
RETURN count(*) AS subjects, collect(CASE WHEN value IS NULL OR value < $minimum OR value > $maximum
  THEN {subject_id: subject.id, subject_name: subject.name, subject_level: subject.level, value: value} END) AS found
ORDER BY subjects, found
