/*
title    = "Checklist items that a place or body has; unknown where nobody has said any"
unit     = "items"
params   = ["place", "through", "reach", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum"]
required = []
columns  = ["subjects", "found"]
order    = "subjects, found"

[hit]
value = 2
graph = """
CREATE (:Community:Place {id: 'subject', name: '某处', level: 'community'})<-[:SERVES]-(:Station:Body {id: 'subject', name: '驿站', has: ['饮水', '充电']})
"""

[miss]
value = 1
graph = """
CREATE (:Community:Place {id: 'subject', name: '某处', level: 'community'})<-[:SERVES]-(:Station:Body {id: 'subject', name: '驿站', has: ['饮水'], lacks: ['充电']})
"""

[example]
label = "Station"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE lower.level IN $through AND (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH DISTINCT inside
OPTIONAL MATCH (inside)<-[tie:REGISTERED_IN|SERVES|REPRESENTS|MANAGES|COVERS WHERE $reach > 0 AND (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
  (tied:Body WHERE (tied.since IS NULL OR tied.since <= $as_of) AND (tied.until IS NULL OR tied.until > $as_of))
WITH collect(DISTINCT inside) AS places, collect(DISTINCT tied) AS bodies
UNWIND CASE bodies WHEN [] THEN [null] ELSE bodies END AS tied
OPTIONAL MATCH (tied)
  (()<-[hosted:HOSTED_BY WHERE $reach > 1 AND (hosted.since IS NULL OR hosted.since <= $as_of) AND (hosted.until IS NULL OR hosted.until > $as_of)]-(guest:PartyOrg WHERE (guest.since IS NULL OR guest.since <= $as_of) AND (guest.until IS NULL OR guest.until > $as_of))){0,1}
  (()<-[under:UNDER WHERE $reach > 1 AND (under.since IS NULL OR under.since <= $as_of) AND (under.until IS NULL OR under.until > $as_of)]-(junior:PartyOrg WHERE (junior.since IS NULL OR junior.since <= $as_of) AND (junior.until IS NULL OR junior.until > $as_of))){0,6}
  (()-[sits:MEMBER_OF WHERE $reach > 1 AND (sits.since IS NULL OR sits.since <= $as_of) AND (sits.until IS NULL OR sits.until > $as_of)]->(council:Committee WHERE (council.since IS NULL OR council.since <= $as_of) AND (council.until IS NULL OR council.until > $as_of))){0,1} (body)
WITH places, collect(DISTINCT body) AS bodies
UNWIND places + bodies AS subject
WITH subject
WHERE $subject_label IN labels(subject)
  AND ($subject_kind IS NULL OR subject.kind = $subject_kind) AND ($subject_tag IS NULL OR $subject_tag IN subject.tags)
WITH subject, size(subject.has) AS value
RETURN count(*) AS subjects, collect(CASE WHEN value IS NULL OR value < $minimum OR value > $maximum
  THEN {subject_id: subject.id, subject_name: subject.name, subject_level: coalesce(subject.level, head([label IN labels(subject) WHERE label <> 'Body'])), value: value} END) AS found
ORDER BY subjects, found
