/*
title   = "How many people contact a place, report to it or are embedded in it, or in a Party organisation that covers it"
params  = ["place", "as_of", "tie", "rungs", "level", "tag"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH DISTINCT inside
WHERE $level IS NULL OR inside.level = $level
MATCH (inside) (()<-[cover:COVERS WHERE (cover.since IS NULL OR cover.since <= $as_of) AND (cover.until IS NULL OR cover.until > $as_of)]-
  (top:PartyOrg WHERE (top.since IS NULL OR top.since <= $as_of) AND (top.until IS NULL OR top.until > $as_of))){0,1} (at)
WITH DISTINCT at
MATCH (at) (()<-[led:UNDER WHERE $level IS NULL AND (led.since IS NULL OR led.since <= $as_of) AND (led.until IS NULL OR led.until > $as_of)]-
  (below:PartyOrg WHERE (below.since IS NULL OR below.since <= $as_of) AND (below.until IS NULL OR below.until > $as_of))){0,6} (of)
WITH DISTINCT of
MATCH (of)<-[tie:CONTACTS|REPORTS_TO|EMBEDDED_IN WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-(person:Person)
WHERE type(tie) = $tie AND ($rungs IS NULL OR tie.rung IN $rungs) AND ($tag IS NULL OR $tag IN person.tags)
RETURN count(DISTINCT person) AS value
ORDER BY value
