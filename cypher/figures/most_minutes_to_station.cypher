/*
title   = "The longest way, in minutes, from a place of a level to its nearest station; absent where one is unknown"
params  = ["place", "as_of", "level", "kinds"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH DISTINCT inside
WHERE inside.level = $level
MATCH (inside) (()-[up:PART_OF|IN_GRID WHERE (up.since IS NULL OR up.since <= $as_of) AND (up.until IS NULL OR up.until > $as_of)]->
  (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of))){0,9} (above:Place)
WITH DISTINCT inside, above
OPTIONAL MATCH (above)<-[serves:SERVES WHERE (serves.since IS NULL OR serves.since <= $as_of) AND (serves.until IS NULL OR serves.until > $as_of)]-
  (station:Station WHERE (station.since IS NULL OR station.since <= $as_of) AND (station.until IS NULL OR station.until > $as_of))
WHERE $kinds IS NULL OR station.kind IN $kinds
WITH inside, min(CASE WHEN station IS NOT NULL THEN serves.minutes END) AS minutes
WITH max(minutes) AS most, count(minutes) AS known, count(*) AS places
RETURN CASE WHEN known = places THEN most END AS value
ORDER BY value
