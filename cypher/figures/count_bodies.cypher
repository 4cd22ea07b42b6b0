/*
title   = "How many bodies of a label are tied to a place, or to a body of it, by an edge of a type"
params  = ["place", "as_of", "label", "tie", "kinds", "tag", "functions"]
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
MATCH (of)<-[last:SERVES|COVERS|REPRESENTS|MANAGES|REGISTERED_IN|REPORTS_TO|CO_BUILDS|CONTACTS|EMBEDDED_IN|MEMBER_OF|HOSTED_BY WHERE (last.since IS NULL OR last.since <= $as_of) AND (last.until IS NULL OR last.until > $as_of)]-
  (counted:Body WHERE (counted.since IS NULL OR counted.since <= $as_of) AND (counted.until IS NULL OR counted.until > $as_of))
WHERE $label IN labels(counted) AND type(last) = $tie
  AND ($kinds IS NULL OR counted.kind IN $kinds) AND ($tag IS NULL OR $tag IN counted.tags)
  AND ($functions IS NULL OR counted.function IN $functions)
RETURN count(DISTINCT counted) AS value
ORDER BY value
