/*
title   = "Holders of a post at the places of a level"
unit    = "people"
params  = ["place", "label", "kind", "tag", "as_of", "minimum", "maximum", "posts"]
columns = ["subject_id", "subject_name", "subject_level", "value", "households", "path"]
order   = "subject_id"

[hit]
value = 1
graph = """
CREATE (:StairGroup:Place {id: 'subject', name: '一号楼组', level: 'stair_group'})<-[:HOLDS {post: '楼组长', until: date('2024-01-02')}]-(:Person {id: 'p', name: '甲'})
"""

[miss]
value = 0
graph = """
CREATE (:StairGroup:Place {id: 'subject', name: '一号楼组', level: 'stair_group'})<-[:HOLDS {post: '楼组长', until: date('2024-01-01')}]-(:Person {id: 'p', name: '甲'})
"""

[example]
label = "StairGroup"
posts = ["楼组长"]
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH path = (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (subject:Place)
WHERE $label IN labels(subject)
  AND ($kind IS NULL OR subject.kind = $kind) AND ($tag IS NULL OR $tag IN subject.tags)
WITH subject, path ORDER BY length(path), [n IN nodes(path) | n.id]
WITH subject, head(collect([n IN nodes(path) | n {.id, .name, .level}])) AS path
OPTIONAL MATCH (person:Person)-[held:HOLDS WHERE held.post IN $posts
  AND (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]->(subject)
WITH subject, path, count(DISTINCT person) AS value
WHERE value IS NULL OR value < $minimum OR value > $maximum
RETURN subject.id AS subject_id, subject.name AS subject_name, subject.level AS subject_level,
  value, subject.households AS households, path
ORDER BY subject_id
