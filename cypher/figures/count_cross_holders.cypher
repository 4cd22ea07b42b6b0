/*
title   = "How many people hold one post in one body or place, and another one in another"
params  = ["place", "as_of", "held", "also", "tag"]
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
MATCH (of)<-[post:HOLDS WHERE post.post IN $held + $also AND (post.since IS NULL OR post.since <= $as_of) AND (post.until IS NULL OR post.until > $as_of)]-(person:Person)
WHERE $tag IS NULL OR $tag IN person.tags
WITH person, collect({post: post.post, at: of}) AS posts
WHERE any(one IN posts WHERE one.post IN $held
  AND any(two IN posts WHERE two.post IN $also AND two.post <> one.post AND two.at <> one.at))
RETURN count(person) AS value
ORDER BY value
