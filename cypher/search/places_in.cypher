/*
title   = "How many places lie in a place, itself included; counted no further than asked"
params  = ["within", "ways", "as_of", "most"]
columns = ["places"]
order   = "places"
*/
MATCH (root:Place {id: $within})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF|IN_GRID WHERE type(part) IN $ways AND (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH inside LIMIT $most
RETURN count(inside) AS places
ORDER BY places
