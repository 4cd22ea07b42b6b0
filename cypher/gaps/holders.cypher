/*
title    = "Holders of a post at a place, or in a body that covers, serves, represents or manages it; of a body, in it"
unit     = "people"
params   = ["place", "through", "reach", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum", "posts", "modes"]
required = ["posts"]
columns  = ["subjects", "found"]
order    = "subjects, found"

[hit]
value = 1
graph = """
CREATE (:StairGroup:Place {id: 'subject', name: '一号楼组', level: 'stair_group'})<-[:HOLDS {post: '楼组长', mode: 'elected', until: date('2024-01-02')}]-(:Person {id: 'p', name: '甲'})
"""

[miss]
value = 0
graph = """
CREATE (:StairGroup:Place {id: 'subject', name: '一号楼组', level: 'stair_group'})<-[:HOLDS {post: '楼组长', mode: 'elected', until: date('2024-01-01')}]-(:Person {id: 'p', name: '甲'})
"""

[example]
label = "StairGroup"
posts = ["楼组长"]
modes = ["elected"]
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
OPTIONAL MATCH (subject) (()<-[answers:COVERS|SERVES|REPRESENTS|MANAGES WHERE (answers.since IS NULL OR answers.since <= $as_of) AND (answers.until IS NULL OR answers.until > $as_of)]-
  (own:Body WHERE (own.since IS NULL OR own.since <= $as_of) AND (own.until IS NULL OR own.until > $as_of))){0,1} (at)
  <-[held:HOLDS WHERE held.post IN $posts AND ($modes IS NULL OR held.mode IN $modes) AND (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]-(person:Person)
WITH subject, count(DISTINCT person) AS value
RETURN count(*) AS subjects, collect(CASE WHEN value IS NULL OR value < $minimum OR value > $maximum
  THEN {subject_id: subject.id, subject_name: subject.name, subject_level: coalesce(subject.level, head([label IN labels(subject) WHERE label <> 'Body'])), value: value} END) AS found
ORDER BY subjects, found
