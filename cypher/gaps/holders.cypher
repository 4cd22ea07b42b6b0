/*
title    = "Holders of a post at a place, or in a body that covers, serves, represents or manages it; of a body, in it"
unit     = "people"
params   = ["place", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum", "posts", "modes"]
required = ["posts"]
columns  = ["subject_id", "subject_name", "subject_level", "value", "households", "path"]
order    = "subject_id"

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
MATCH path = (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
  (()<-[tie:REGISTERED_IN|SERVES|REPRESENTS|MANAGES|COVERS WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
  (body:Body WHERE (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of))){0,1}
  (()<-[hosted:HOSTED_BY WHERE (hosted.since IS NULL OR hosted.since <= $as_of) AND (hosted.until IS NULL OR hosted.until > $as_of)]-
  (guest:PartyOrg WHERE (guest.since IS NULL OR guest.since <= $as_of) AND (guest.until IS NULL OR guest.until > $as_of))){0,1}
  (()<-[under:UNDER WHERE (under.since IS NULL OR under.since <= $as_of) AND (under.until IS NULL OR under.until > $as_of)]-
  (junior:PartyOrg WHERE (junior.since IS NULL OR junior.since <= $as_of) AND (junior.until IS NULL OR junior.until > $as_of))){0,6}
  (()-[sits:MEMBER_OF WHERE (sits.since IS NULL OR sits.since <= $as_of) AND (sits.until IS NULL OR sits.until > $as_of)]->
  (council:Committee WHERE (council.since IS NULL OR council.since <= $as_of) AND (council.until IS NULL OR council.until > $as_of))){0,1} (subject)
WHERE $subject_label IN labels(subject)
  AND ($subject_kind IS NULL OR subject.kind = $subject_kind) AND ($subject_tag IS NULL OR $subject_tag IN subject.tags)
WITH subject, path ORDER BY size(body + guest + junior + council), length(path), [n IN nodes(path) | n.id]
WITH subject, head(collect([n IN nodes(path) WHERE n:Place])) AS path
OPTIONAL MATCH (subject) (()<-[answers:COVERS|SERVES|REPRESENTS|MANAGES WHERE (answers.since IS NULL OR answers.since <= $as_of) AND (answers.until IS NULL OR answers.until > $as_of)]-
  (own:Body WHERE (own.since IS NULL OR own.since <= $as_of) AND (own.until IS NULL OR own.until > $as_of))){0,1} (at)
  <-[held:HOLDS WHERE held.post IN $posts AND ($modes IS NULL OR held.mode IN $modes) AND (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]-(person:Person)
WITH subject, path, count(DISTINCT person) AS value
WHERE value IS NULL OR value < $minimum OR value > $maximum
OPTIONAL MATCH (subject)-[over:COVERS|REPRESENTS|MANAGES WHERE (over.since IS NULL OR over.since <= $as_of) AND (over.until IS NULL OR over.until > $as_of)]->
  (home:Place WHERE (home.since IS NULL OR home.since <= $as_of) AND (home.until IS NULL OR home.until > $as_of))
WITH subject, path, value, collect(DISTINCT home) AS homes, count(DISTINCT home.level) AS levels
RETURN subject.id AS subject_id, subject.name AS subject_name,
  coalesce(subject.level, head([label IN labels(subject) WHERE label <> 'Body'])) AS subject_level, value,
  CASE levels WHEN 1 THEN reduce(sum = 0, home IN homes | sum + home.households) ELSE subject.households END AS households,
  [n IN path | n {.id, .name, .level}] AS path
ORDER BY subject_id
