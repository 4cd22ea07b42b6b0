/*
title   = "Checklist items that a place or body is known to lack"
unit    = "items"
params  = ["place", "label", "kind", "tag", "as_of", "minimum", "maximum", "items"]
columns = ["subject_id", "subject_name", "subject_level", "value", "households", "path"]
order   = "subject_id"

[hit]
value = 1
graph = """
CREATE (:Street:Place {id: 'subject', name: '街道', level: 'street', has: ['一居一库'], lacks: ['一店一档']})
"""

[miss]
value = 0
graph = """
CREATE (:Street:Place {id: 'subject', name: '街道', level: 'street', has: ['一居一库', '一店一档']})
"""

[example]
label = "Street"
items = ["一居一库", "一店一档"]
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH path = (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
  (()<-[tie:REGISTERED_IN|SERVES|REPRESENTS|MANAGES|COVERS WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
  (body:Body WHERE (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of))){0,1} (subject)
WHERE $label IN labels(subject)
  AND ($kind IS NULL OR subject.kind = $kind) AND ($tag IS NULL OR $tag IN subject.tags)
WITH subject, path ORDER BY length(path), [n IN nodes(path) | n.id]
WITH subject, head(collect([n IN nodes(path) WHERE n:Place | n {.id, .name, .level}])) AS path
WITH subject, path, size([item IN $items WHERE item IN subject.lacks]) AS lacking,
  [item IN $items WHERE NOT item IN coalesce(subject.has, []) + coalesce(subject.lacks, [])] AS unsaid
WITH subject, path, CASE WHEN lacking = 0 AND unsaid <> [] THEN null ELSE lacking END AS value
WHERE value IS NULL OR value < $minimum OR value > $maximum
RETURN subject.id AS subject_id, subject.name AS subject_name, coalesce(subject.level, head([label IN labels(subject) WHERE label <> 'Body'])) AS subject_level,
  value, subject.households AS households, path
ORDER BY subject_id
