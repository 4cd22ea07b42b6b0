/*
title   = "How many bodies of a label are tied to a place by an edge of a type"
params  = ["place", "as_of", "label", "tie", "kind", "tag"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
MATCH (inside)<-[tie:SERVES|COVERS|REPRESENTS|MANAGES|REGISTERED_IN|REPORTS_TO|CO_BUILDS WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
  (body:Body WHERE (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of))
WHERE $label IN labels(body) AND type(tie) = $tie
  AND ($kind IS NULL OR body.kind = $kind) AND ($tag IS NULL OR $tag IN body.tags)
RETURN count(DISTINCT body) AS value
ORDER BY value
