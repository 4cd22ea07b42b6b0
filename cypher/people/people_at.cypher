/*
title   = "Who holds a post at a place, inside it, or in a body of either; one row a person"
params  = ["place", "as_of", "post", "after", "limit"]
columns = ["id", "name", "kind", "synthetic", "posts"]
order   = "id"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF|IN_GRID WHERE (type(part) = 'PART_OF' OR root.level IN ['grid', 'micro_grid'])
    AND (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH DISTINCT inside
MATCH (inside) (()<-[tie:SERVES|COVERS|REPRESENTS|MANAGES|REGISTERED_IN|REPORTS_TO|CO_BUILDS|CONTACTS WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
  (body:Body WHERE (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of))){0,1} (at)
WITH DISTINCT at
MATCH (at) (()<-[led:UNDER|HOSTED_BY|MEMBER_OF WHERE (led.since IS NULL OR led.since <= $as_of) AND (led.until IS NULL OR led.until > $as_of)]-
  (below:Body WHERE (below.since IS NULL OR below.since <= $as_of) AND (below.until IS NULL OR below.until > $as_of))){0,7} (of)
WITH DISTINCT of
MATCH (of)<-[held:HOLDS WHERE ($post IS NULL OR held.post = $post) AND (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]-
  (person:Person WHERE person.id > $after)
WITH person, collect(held) AS posts ORDER BY person.id LIMIT $limit
RETURN person.id AS id, person.name AS name, person.kind AS kind, coalesce(person.synthetic, false) AS synthetic,
  COLLECT { UNWIND posts AS post
    WITH post, endNode(post) AS at
    WITH post, at, CASE WHEN at:Place THEN 'Place' ELSE 'Body' END AS family
    RETURN {post: post.post, mode: post.mode, since: post.since, until: post.until, at: {family: family, id: at.id, name: at.name, level: at.level,
      label: head([label IN labels(at) WHERE NOT label IN ['Place', 'Body']])}}
    ORDER BY post.post, family, at.id, post.key } AS posts
ORDER BY id
