/*
title   = "Places of a level near a place, those with the nearest common place above first"
params  = ["place", "level", "as_of", "limit"]
columns = ["id", "steps"]
order   = "steps, id"
*/
MATCH (home:Place {id: $place})
WHERE (home.since IS NULL OR home.since <= $as_of) AND (home.until IS NULL OR home.until > $as_of)
MATCH (home) (()-[up:PART_OF WHERE (up.since IS NULL OR up.since <= $as_of) AND (up.until IS NULL OR up.until > $as_of)]->
    (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of))){0,2} (above)
    (()<-[down:PART_OF WHERE (down.since IS NULL OR down.since <= $as_of) AND (down.until IS NULL OR down.until > $as_of)]-
    (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,4} (near)
WHERE near.level = $level AND near.id <> home.id
WITH near.id AS id, min(size(up) * 10 + size(down)) AS steps
RETURN id, steps
ORDER BY steps, id
LIMIT $limit
