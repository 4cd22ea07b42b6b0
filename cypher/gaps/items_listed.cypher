/*
title    = "Items of a kind that stand on the list of a place or body"
unit     = "items"
params   = ["place", "through", "reach", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum", "kind", "tag"]
required = ["kind"]
columns  = ["subjects", "found"]
order    = "subjects, found"

[hit]
value = 1
graph = """
CREATE (:Compound:Place {id: 'subject', name: '一村', level: 'compound'})<-[:LISTED_BY]-(:Item {id: 'i', name: '代办', kind: 'service', tags: ['红色']})
"""

[miss]
value = 0
graph = """
CREATE (:Compound:Place {id: 'subject', name: '一村', level: 'compound'})<-[:LISTED_BY {until: date('2024-01-01')}]-(:Item {id: 'i', name: '代办', kind: 'service', tags: ['红色']})
"""

[example]
label = "Compound"
kind = "service"
tag = "红色"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) ((upper WHERE upper.level IN $through)<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH inside, count(part) AS ways
OPTIONAL MATCH (inside)<-[tie:REGISTERED_IN|SERVES|REPRESENTS|MANAGES|COVERS WHERE $reach > 0 AND (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
  (tied:Body WHERE ($reach > 1 OR $subject_label IN labels(tied)) AND (tied.since IS NULL OR tied.since <= $as_of) AND (tied.until IS NULL OR tied.until > $as_of))
WITH collect(DISTINCT inside) AS places, collect(DISTINCT tied) AS bodies
WITH places, bodies + COLLECT {
  UNWIND CASE WHEN $reach > 1 THEN bodies ELSE [] END AS host
  MATCH (host)<-[hosted:HOSTED_BY WHERE (hosted.since IS NULL OR hosted.since <= $as_of) AND (hosted.until IS NULL OR hosted.until > $as_of)]-(guest:PartyOrg WHERE (guest.since IS NULL OR guest.since <= $as_of) AND (guest.until IS NULL OR guest.until > $as_of))
  RETURN DISTINCT guest
} AS bodies
WITH places, bodies + COLLECT {
  UNWIND CASE WHEN $reach > 1 THEN bodies ELSE [] END AS senior
  WITH senior WHERE senior:PartyOrg
  MATCH (senior) (()<-[under:UNDER WHERE (under.since IS NULL OR under.since <= $as_of) AND (under.until IS NULL OR under.until > $as_of)]-(below WHERE (below.since IS NULL OR below.since <= $as_of) AND (below.until IS NULL OR below.until > $as_of))){1,6} (junior)
  RETURN DISTINCT junior
} AS bodies
WITH places + bodies + COLLECT {
  UNWIND CASE WHEN $reach > 2 THEN bodies ELSE [] END AS member
  MATCH (member)-[sits:MEMBER_OF WHERE (sits.since IS NULL OR sits.since <= $as_of) AND (sits.until IS NULL OR sits.until > $as_of)]->(council:Committee WHERE (council.since IS NULL OR council.since <= $as_of) AND (council.until IS NULL OR council.until > $as_of))
  RETURN DISTINCT council
} AS all
UNWIND all AS subject
WITH DISTINCT subject
WHERE $subject_label IN labels(subject)
  AND ($subject_kind IS NULL OR subject.kind = $subject_kind) AND ($subject_tag IS NULL OR $subject_tag IN subject.tags)
OPTIONAL MATCH (item:Item)-[listed:LISTED_BY WHERE (listed.since IS NULL OR listed.since <= $as_of) AND (listed.until IS NULL OR listed.until > $as_of)]->(subject)
WHERE $kind IN [item.kind]  // which no index answers: from the subject, not from all items of the kind
  AND ($tag IS NULL OR $tag IN item.tags)
WITH subject, count(DISTINCT item) AS value
RETURN count(*) AS subjects, collect(CASE WHEN value IS NULL OR value < $minimum OR value > $maximum
  THEN {subject_id: subject.id, subject_name: subject.name, subject_level: coalesce(subject.level, head([label IN labels(subject) WHERE label <> 'Body'])), value: value} END) AS found
ORDER BY subjects, found
