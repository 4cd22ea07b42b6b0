/*
title   = "Places that lie in no other, by territory or by grid, each with how many lie right below it"
params  = ["levels", "as_of", "after", "limit"]
columns = ["id", "name", "level", "kind", "code", "households", "synthetic", "below"]
order   = "id"
*/
// the hint: by ids all places would be read, to look at the few of the highest levels (8 s on a million buildings)
MATCH (root:Place) USING INDEX root:Place(level)
WHERE root.level IN $levels AND root.id > $after AND (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
  AND NOT EXISTS {
    (root)-[up:PART_OF|IN_GRID WHERE (up.since IS NULL OR up.since <= $as_of) AND (up.until IS NULL OR up.until > $as_of)]->
    (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of)) }
WITH root ORDER BY root.id LIMIT $limit
RETURN root.id AS id, root.name AS name, root.level AS level, root.kind AS kind, root.code AS code, root.households AS households,
  coalesce(root.synthetic, false) AS synthetic,
  COUNT { MATCH (root)<-[part:PART_OF|IN_GRID WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
    (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of)) RETURN DISTINCT lower } AS below
ORDER BY id
