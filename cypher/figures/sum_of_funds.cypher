/*
title   = "Sum, in yuan, of the money for a purpose that bodies of a place receive; absent where one amount is"
params  = ["place", "as_of", "purpose"]
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
  (below:PartyOrg WHERE (below.since IS NULL OR below.since <= $as_of) AND (below.until IS NULL OR below.until > $as_of))){0,7} (of)
WITH DISTINCT of
MATCH (of)<-[grant:FUNDS {purpose: $purpose} WHERE (grant.since IS NULL OR grant.since <= $as_of) AND (grant.until IS NULL OR grant.until > $as_of)]-
  (payer:Body WHERE (payer.since IS NULL OR payer.since <= $as_of) AND (payer.until IS NULL OR payer.until > $as_of))
WITH DISTINCT grant
WITH collect(grant.amount_yuan) AS amounts, count(*) AS grants
RETURN CASE WHEN grants > 0 AND size(amounts) = grants THEN reduce(total = 0.0, one IN amounts | total + one) END AS value
ORDER BY value
