/*
title   = "How many Party organisations cover a place or stand under one that does"
params  = ["place", "as_of", "kinds", "bases", "purposes", "formations"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
MATCH (inside)<-[cover:COVERS WHERE (cover.since IS NULL OR cover.since <= $as_of) AND (cover.until IS NULL OR cover.until > $as_of)]-
  (top:PartyOrg WHERE (top.since IS NULL OR top.since <= $as_of) AND (top.until IS NULL OR top.until > $as_of))
WITH DISTINCT top
MATCH (top) (()<-[led:UNDER WHERE (led.since IS NULL OR led.since <= $as_of) AND (led.until IS NULL OR led.until > $as_of)]-
  (below:PartyOrg WHERE (below.since IS NULL OR below.since <= $as_of) AND (below.until IS NULL OR below.until > $as_of))){0,6} (org:PartyOrg)
WHERE ($kinds IS NULL OR org.kind IN $kinds) AND ($bases IS NULL OR org.basis IN $bases)
  AND ($purposes IS NULL OR org.purpose IN $purposes) AND ($formations IS NULL OR org.formation IN $formations)
RETURN count(DISTINCT org) AS value
ORDER BY value
