/*
title    = "Party organisations right above a Party organisation"
unit     = "organisations"
params   = ["place", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum", "lines", "purposes"]
required = []
columns  = ["subject_id", "subject_name", "subject_level", "value", "households", "path"]
order    = "subject_id"

[hit]
value = 1
graph = """
CREATE (:Compound:Place {id: 'subject', name: '一村', level: 'compound'})<-[:COVERS]-(:PartyOrg:Body {id: 'subject', name: '党支部'})-[:UNDER {line: 'territorial'}]->(:PartyOrg:Body {id: 'o', name: '社区党委', purpose: 'community'})
"""

[miss]
value = 0
graph = """
CREATE (:Compound:Place {id: 'subject', name: '一村', level: 'compound'})<-[:COVERS]-(:PartyOrg:Body {id: 'subject', name: '党支部'})-[:UNDER {line: 'industry'}]->(:PartyOrg:Body {id: 'o', name: '社区党委', purpose: 'community'})
"""

[example]
label = "PartyOrg"
lines = ["territorial"]
purposes = ["community"]
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
OPTIONAL MATCH (subject)-[led:UNDER WHERE ($lines IS NULL OR led.line IN $lines) AND (led.since IS NULL OR led.since <= $as_of) AND (led.until IS NULL OR led.until > $as_of)]->
  (superior:PartyOrg WHERE ($purposes IS NULL OR superior.purpose IN $purposes) AND (superior.since IS NULL OR superior.since <= $as_of) AND (superior.until IS NULL OR superior.until > $as_of))
WITH subject, path, count(DISTINCT superior) AS value
WHERE value IS NULL OR value < $minimum OR value > $maximum
OPTIONAL MATCH (subject)-[over:COVERS|REPRESENTS|MANAGES WHERE (over.since IS NULL OR over.since <= $as_of) AND (over.until IS NULL OR over.until > $as_of)]->
  (home:Place WHERE (home.since IS NULL OR home.since <= $as_of) AND (home.until IS NULL OR home.until > $as_of))
WITH subject, path, value, collect(DISTINCT home) AS homes, count(DISTINCT home.level) AS levels
RETURN subject.id AS subject_id, subject.name AS subject_name,
  coalesce(subject.level, head([label IN labels(subject) WHERE label <> 'Body'])) AS subject_level, value,
  CASE levels WHEN 1 THEN reduce(sum = 0, home IN homes | sum + home.households) ELSE subject.households END AS households,
  [n IN path | n {.id, .name, .level}] AS path
ORDER BY subject_id
