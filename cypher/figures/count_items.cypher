/*
title   = "How many items of a kind a place or a body of it lists, or only a place, at a depth of its nested list"
params  = ["place", "as_of", "kind", "tag", "depth"]
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
MATCH listed = (of) (()<-[entry:LISTED_BY WHERE (entry.since IS NULL OR entry.since <= $as_of) AND (entry.until IS NULL OR entry.until > $as_of)]-(:Item)){1,4} (item:Item)
WHERE $kind IN [item.kind]  // which no index answers: from what lists them, not from all items of the kind
  AND ($tag IS NULL OR $tag IN item.tags) AND ($depth IS NULL OR (of:Place AND length(listed) = $depth))
RETURN count(DISTINCT item) AS value
ORDER BY value
