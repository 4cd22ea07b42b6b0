/*
title   = "Least share of Party members, in percent, in the bodies of a label at a place; absent where one is unknown"
params  = ["place", "as_of", "label"]
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
WITH of
WHERE $label IN labels(of)
OPTIONAL MATCH (of)<-[held:HOLDS WHERE (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]-(person:Person)
WITH of, collect(DISTINCT person) AS roster
WITH of.members AS members, CASE
  WHEN of.party_members IS NOT NULL THEN of.party_members
  WHEN size(roster) = of.members AND all(one IN roster WHERE one.party_member IS NOT NULL)  // the roster is whole
    THEN size([one IN roster WHERE one.party_member])
END AS party
WITH CASE WHEN members > 0 THEN 100.0 * party / members END AS share
WITH min(share) AS least, count(share) AS known, count(*) AS bodies
RETURN CASE WHEN known = bodies THEN least END AS value
ORDER BY value
