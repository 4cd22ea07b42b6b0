/*
title   = "How many Party organisations cover a place, are hosted by a body of it, or stand under one that is"
params  = ["place", "as_of", "kinds", "bases", "purposes", "formations", "tags"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
MATCH (inside) (()<-[tie:SERVES|COVERS|REPRESENTS|MANAGES|REGISTERED_IN WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
  (body:Body WHERE (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of))){0,1} (at)
WITH DISTINCT at
MATCH (at) (()<-[led:UNDER|HOSTED_BY WHERE (led.since IS NULL OR led.since <= $as_of) AND (led.until IS NULL OR led.until > $as_of)]-
  (below:PartyOrg WHERE (below.since IS NULL OR below.since <= $as_of) AND (below.until IS NULL OR below.until > $as_of))){0,7} (org:PartyOrg)
WHERE ($kinds IS NULL OR org.kind IN $kinds) AND ($bases IS NULL OR org.basis IN $bases)
  AND ($purposes IS NULL OR org.purpose IN $purposes) AND ($formations IS NULL OR org.formation IN $formations)
  AND ($tags IS NULL OR any(tag IN org.tags WHERE tag IN $tags))
RETURN count(DISTINCT org) AS value
ORDER BY value
