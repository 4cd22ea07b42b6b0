/*
title   = "Places right below a place, by territory or by grid alone, each with how many lie right below it"
params  = ["place", "as_of", "after", "limit"]
columns = ["id", "name", "level", "kind", "code", "households", "synthetic", "by", "below"]
order   = "id"
*/
MATCH (upper:Place {id: $place})
WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of)
MATCH (upper)<-[lies:PART_OF|IN_GRID WHERE (lies.since IS NULL OR lies.since <= $as_of) AND (lies.until IS NULL OR lies.until > $as_of)]-
  (child:Place WHERE child.id > $after AND (child.since IS NULL OR child.since <= $as_of) AND (child.until IS NULL OR child.until > $as_of))
WITH child, collect(type(lies)) AS types ORDER BY child.id LIMIT $limit
RETURN child.id AS id, child.name AS name, child.level AS level, child.kind AS kind, child.code AS code, child.households AS households,
  coalesce(child.synthetic, false) AS synthetic, CASE WHEN 'PART_OF' IN types THEN 'territory' ELSE 'grid' END AS by,
  COUNT { MATCH (child)<-[part:PART_OF|IN_GRID WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
    (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of)) RETURN DISTINCT lower } AS below
ORDER BY id
