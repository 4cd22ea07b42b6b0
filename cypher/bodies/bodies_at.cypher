/*
title   = "Bodies tied to a place or to what lies inside it, each with by what, to how many places, and to which first"
params  = ["place", "as_of", "label", "after", "limit"]
columns = ["id", "name", "label", "kind", "tags", "since", "until", "synthetic", "types", "places", "at"]
order   = "id"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF|IN_GRID WHERE (type(part) = 'PART_OF' OR root.level IN ['grid', 'micro_grid'])
    AND (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH DISTINCT inside
MATCH (inside)<-[tie:SERVES|COVERS|REPRESENTS|MANAGES|REGISTERED_IN|REPORTS_TO|CO_BUILDS|CONTACTS|EMBEDDED_IN WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
  (body:Body WHERE body.id > $after AND ($label IS NULL OR $label IN labels(body))
    AND (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of))
WITH body, collect(DISTINCT type(tie)) AS types, count(DISTINCT inside) AS places, min(inside.id) AS first ORDER BY body.id LIMIT $limit
MATCH (at:Place {id: first})
WHERE (at.since IS NULL OR at.since <= $as_of) AND (at.until IS NULL OR at.until > $as_of)
RETURN body.id AS id, body.name AS name, head([label IN labels(body) WHERE label <> 'Body']) AS label, body.kind AS kind, body.tags AS tags,
  body.since AS since, body.until AS until, coalesce(body.synthetic, false) AS synthetic,
  COLLECT { UNWIND types AS type RETURN type ORDER BY type } AS types, places, {id: at.id, name: at.name, level: at.level} AS at
ORDER BY id
