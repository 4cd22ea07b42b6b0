/*
title   = "A person with the posts and ties in force on a day"
params  = ["person", "as_of"]
columns = ["id", "name", "kind", "tags", "synthetic", "posts", "ties"]
order   = "id"
*/
MATCH (p:Person {id: $person})
RETURN p.id AS id, p.name AS name, p.kind AS kind, p.tags AS tags, coalesce(p.synthetic, false) AS synthetic,
  COLLECT { MATCH (p)-[post:HOLDS WHERE (post.since IS NULL OR post.since <= $as_of) AND (post.until IS NULL OR post.until > $as_of)]->
    (at:Place|Body WHERE (at.since IS NULL OR at.since <= $as_of) AND (at.until IS NULL OR at.until > $as_of))
    WITH post, at, CASE WHEN at:Place THEN 'Place' ELSE 'Body' END AS family
    RETURN {post: post.post, mode: post.mode, since: post.since, until: post.until, at: {family: family, id: at.id, name: at.name, level: at.level,
      label: head([label IN labels(at) WHERE NOT label IN ['Place', 'Body']])}}
    ORDER BY post.post, family, at.id, post.key } AS posts,
  COLLECT { MATCH (p)-[tie:CONTACTS|REPORTS_TO|EMBEDDED_IN WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]->
    (at:Place|Body WHERE (at.since IS NULL OR at.since <= $as_of) AND (at.until IS NULL OR at.until > $as_of))
    WITH tie, at, CASE WHEN at:Place THEN 'Place' ELSE 'Body' END AS family
    RETURN {type: type(tie), rung: tie.rung, role: tie.role, since: tie.since, until: tie.until, at: {family: family, id: at.id, name: at.name, level: at.level,
      label: head([label IN labels(at) WHERE NOT label IN ['Place', 'Body']])}}
    ORDER BY type(tie), family, at.id, tie.key } AS ties
ORDER BY id
