/*
CROSS_HOLDING made anew: two bodies or places are tied when somebody holds a post in the one and a different post in
the other, both in force on $as_of. One post at several places (a 微网格长 of seven micro-grids) makes no tie.
`people` counts persons, `posts` pairs of posts; the tie has no direction and is kept from the smaller id, and between a
body and a place of one id, which no load gives posts at both but a graph may have, from the body.
*/
OPTIONAL MATCH ()-[old:CROSS_HOLDING]->()
DELETE old
WITH count(*) AS gone
MATCH (person:Person)-[held:HOLDS]->(thing:Body|Place)
WHERE (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)
  AND (thing.since IS NULL OR thing.since <= $as_of) AND (thing.until IS NULL OR thing.until > $as_of)
WITH person, collect(DISTINCT {thing: thing, post: held.post}) AS posts
WHERE size(posts) > 1
UNWIND posts AS one
UNWIND posts AS other
WITH person, one, other
WHERE (one.thing.id < other.thing.id OR one.thing.id = other.thing.id AND one.thing:Body AND other.thing:Place)
  AND one.post <> other.post
WITH one.thing AS a, other.thing AS b, count(DISTINCT person) AS people, count(DISTINCT [one.post, other.post]) AS posts
CREATE (a)-[:CROSS_HOLDING {
  key: replace(replace(a.id, '\\', '\\\\'), '|', '\\|') + '|' + replace(replace(b.id, '\\', '\\\\'), '|', '\\|'),
  people: people, posts: posts, source_id: $load
}]->(b)
