/*
title   = "Bodies and places in or of a place of which two share office-holders by different posts, with these"
params  = ["place", "as_of", "after", "limit"]
columns = ["key", "a", "b", "people", "posts", "holders"]
order   = "key"
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
MATCH (of)<-[held:HOLDS WHERE (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]-(person:Person)
WITH person, collect(DISTINCT {at: of, post: held.post, key: replace(replace(of.id, '\\', '\\\\'), '|', '\\|') + '|' + CASE WHEN of:Place THEN 'Place' ELSE 'Body' END}) AS seats
WHERE size(seats) > 1
UNWIND seats AS one
UNWIND seats AS other
WITH person, one, other
// one post at several places makes no tie
WHERE (one.at.id < other.at.id OR one.at.id = other.at.id AND one.key < other.key) AND one.post <> other.post
WITH one.key + '|' + other.key AS key, one.at AS a, other.at AS b, count(DISTINCT person) AS people,
  count(DISTINCT [one.post, other.post]) AS posts, collect({id: person.id, name: person.name, post: one.post, other_post: other.post}) AS holders
WHERE key > $after
WITH key, a, b, people, posts, holders ORDER BY key LIMIT $limit
RETURN key,
  {family: CASE WHEN a:Place THEN 'Place' ELSE 'Body' END, id: a.id, label: head([label IN labels(a) WHERE NOT label IN ['Place', 'Body']]), name: a.name, level: a.level} AS a,
  {family: CASE WHEN b:Place THEN 'Place' ELSE 'Body' END, id: b.id, label: head([label IN labels(b) WHERE NOT label IN ['Place', 'Body']]), name: b.name, level: b.level} AS b,
  people, posts, COLLECT { UNWIND holders AS holder RETURN holder ORDER BY holder.id, holder.post, holder.other_post } AS holders
ORDER BY key
