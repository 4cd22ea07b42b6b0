/*
title   = "How many places of a level Party organisations cover"
params  = ["place", "as_of", "level", "formations", "purposes", "kinds"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH DISTINCT inside
WHERE inside.level = $level
MATCH (inside)<-[cover:COVERS WHERE (cover.since IS NULL OR cover.since <= $as_of) AND (cover.until IS NULL OR cover.until > $as_of)]-
  (org:PartyOrg WHERE (org.since IS NULL OR org.since <= $as_of) AND (org.until IS NULL OR org.until > $as_of))
WHERE ($kinds IS NULL OR org.kind IN $kinds) AND ($purposes IS NULL OR org.purpose IN $purposes)
  AND ($formations IS NULL OR org.formation IN $formations)
RETURN count(DISTINCT inside) AS value
ORDER BY value
