/*
title   = "Bodies in which at least so many people hold some posts"
params  = ["posts", "modes", "least", "as_of", "limit"]
columns = ["id", "people"]
order   = "people, id"
*/
MATCH (body:Body WHERE (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of))
  <-[held:HOLDS WHERE held.post IN $posts AND ($modes IS NULL OR held.mode IN $modes)
    AND (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]-(person:Person)
WITH body.id AS id, count(DISTINCT person) AS people
WHERE people >= $least
RETURN id, people
ORDER BY people, id
LIMIT $limit
