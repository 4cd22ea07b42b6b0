/*
title   = "The least or the most of a count over the places of a level in a place; absent where one of them does not say it"
params  = ["place", "as_of", "level", "counted", "which"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH DISTINCT inside
WHERE inside.level = $level
WITH inside[$counted] AS stated
WITH min(stated) AS least, max(stated) AS most, count(stated) AS known, count(*) AS places
RETURN CASE WHEN known = places THEN CASE $which WHEN 'least' THEN least ELSE most END END AS value
ORDER BY value
