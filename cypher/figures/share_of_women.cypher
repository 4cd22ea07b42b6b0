/*
title   = "Share of women, in percent, of those who hold a post at a place or in a body of it; absent where the sex of one is"
params  = ["place", "as_of", "post"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH DISTINCT inside
MATCH (inside) (()<-[tie:SERVES|COVERS|REPRESENTS|MANAGES|REGISTERED_IN|REPORTS_TO|CO_BUILDS|CONTACTS WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
  (body:Body WHERE (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of))){0,1} (at)
WITH DISTINCT at
MATCH (at) (()<-[led:UNDER|HOSTED_BY|MEMBER_OF WHERE (led.since IS NULL OR led.since <= $as_of) AND (led.until IS NULL OR led.until > $as_of)]-
  (below:Body WHERE (below.since IS NULL OR below.since <= $as_of) AND (below.until IS NULL OR below.until > $as_of))){0,7} (of)
WITH DISTINCT of
MATCH (of)<-[held:HOLDS {post: $post} WHERE (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]-(person:Person)
WITH DISTINCT person
WITH count(person) AS people, count(person.sex) AS known, count(CASE person.sex WHEN 'female' THEN 1 END) AS women
RETURN CASE WHEN people > 0 AND known = people THEN 100.0 * women / people END AS value
ORDER BY value
