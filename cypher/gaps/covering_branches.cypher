/*
title    = "Party organisations in force that cover a place; a temporary one only where asked for, and never beside its successor"
unit     = "organisations"
params   = ["place", "through", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum", "formations", "kinds", "purposes"]
required = []
columns  = ["subjects", "found"]
order    = "subjects, found"

[hit]
value = 1
graph = """
CREATE (:Compound:Place {id: 'subject', name: '一村', level: 'compound'})<-[:COVERS]-(:PartyOrg:Body {id: 'o', name: '临时党支部', kind: 'branch', formation: 'temporary', purpose: 'compound'})-[:SUCCEEDED_BY]->(:PartyOrg:Body {id: 'n', name: '党支部', until: date('2024-01-01')})
"""

[miss]
value = 0
graph = """
CREATE (:Compound:Place {id: 'subject', name: '一村', level: 'compound'})<-[:COVERS]-(:PartyOrg:Body {id: 'o', name: '临时党支部', kind: 'branch', formation: 'temporary', purpose: 'compound'})-[:SUCCEEDED_BY]->(:PartyOrg:Body {id: 'n', name: '党支部', until: date('2024-01-02')})
"""

[example]
label = "Compound"
formations = ["temporary"]
kinds = ["branch"]
purposes = ["compound"]
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) ((upper WHERE upper.level IN $through)<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (subject:Place)
WHERE $subject_label IN labels(subject)
  AND ($subject_kind IS NULL OR subject.kind = $subject_kind) AND ($subject_tag IS NULL OR $subject_tag IN subject.tags)
WITH subject, count(part) AS ways
OPTIONAL MATCH (org:PartyOrg WHERE (org.since IS NULL OR org.since <= $as_of) AND (org.until IS NULL OR org.until > $as_of)
    AND ($kinds IS NULL OR org.kind IN $kinds) AND ($purposes IS NULL OR org.purpose IN $purposes))
  -[covers:COVERS WHERE (covers.since IS NULL OR covers.since <= $as_of) AND (covers.until IS NULL OR covers.until > $as_of)]->(subject)
WHERE CASE WHEN $formations IS NULL THEN coalesce(org.formation, '') <> 'temporary' ELSE org.formation IN $formations END
  AND NOT (coalesce(org.formation, '') = 'temporary' AND EXISTS { (org)-[:SUCCEEDED_BY]->(next:PartyOrg WHERE (next.since IS NULL OR next.since <= $as_of) AND (next.until IS NULL OR next.until > $as_of)) })
WITH subject, count(DISTINCT org) AS value
RETURN count(*) AS subjects, collect(CASE WHEN value IS NULL OR value < $minimum OR value > $maximum
  THEN {subject_id: subject.id, subject_name: subject.name, subject_level: subject.level, value: value} END) AS found
ORDER BY subjects, found
