/*
title   = "How many places of a level somebody is tied to by an edge of a type, themselves or through a body of theirs"
params  = ["place", "as_of", "tie", "level", "labels", "rungs", "roles", "form", "tag"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH DISTINCT inside
WHERE inside.level = $level AND ($tag IS NULL OR $tag IN inside.tags)
MATCH (inside) (()<-[own:COVERS|REPRESENTS|MANAGES|SERVES WHERE (own.since IS NULL OR own.since <= $as_of) AND (own.until IS NULL OR own.until > $as_of)]-
  (body:Body WHERE (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of))){0,1} (at)
MATCH (at)<-[tie:SERVES|COVERS|REPRESENTS|MANAGES|REGISTERED_IN|REPORTS_TO|CO_BUILDS|CONTACTS|EMBEDDED_IN|MEMBER_OF|HOSTED_BY WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
  (one:Person|Body WHERE (one.since IS NULL OR one.since <= $as_of) AND (one.until IS NULL OR one.until > $as_of))
WHERE type(tie) = $tie AND ($labels IS NULL OR any(label IN labels(one) WHERE label IN $labels))
  AND ($rungs IS NULL OR tie.rung IN $rungs) AND ($roles IS NULL OR tie.role IN $roles) AND ($form IS NULL OR tie.form = $form)
RETURN count(DISTINCT inside) AS value
ORDER BY value
