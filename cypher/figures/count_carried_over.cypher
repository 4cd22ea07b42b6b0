/*
title   = "How many people held a post in a temporary Party organisation that has ended, and hold one in a lasting one"
params  = ["place", "as_of", "was", "now"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
MATCH (inside) (()<-[tie:SERVES|COVERS|REPRESENTS|MANAGES|REGISTERED_IN WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
  (body:Body WHERE (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of))){0,1} (at)
WITH DISTINCT at
MATCH (at) (()<-[led:UNDER|HOSTED_BY WHERE (led.since IS NULL OR led.since <= $as_of) AND (led.until IS NULL OR led.until > $as_of)]-
  (below:PartyOrg WHERE (below.since IS NULL OR below.since <= $as_of) AND (below.until IS NULL OR below.until > $as_of))){0,7} (of)
WITH DISTINCT of
MATCH (of:PartyOrg)<-[held:HOLDS WHERE held.post IN $now AND (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]-(person:Person)
WHERE coalesce(of.formation, '') <> 'temporary' AND (of.since IS NULL OR of.since <= $as_of) AND (of.until IS NULL OR of.until > $as_of)
WITH DISTINCT person
MATCH (person)-[left:HOLDS WHERE left.post IN $was]->(ended:PartyOrg {formation: 'temporary'})
WHERE ended.until <= $as_of AND (left.since IS NULL OR left.since < ended.until)
RETURN count(DISTINCT person) AS value
ORDER BY value
