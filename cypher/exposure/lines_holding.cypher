/*
title   = "Lines that cover places where it counts: at the place, or at one that it lies in"
params  = ["places", "counts", "as_of"]
columns = ["id", "lines"]
order   = "id"
*/
UNWIND $places AS id
MATCH (p:Place {id: id})
WHERE (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of)
MATCH (p) (()-[step:PART_OF|IN_GRID WHERE (step.since IS NULL OR step.since <= $as_of) AND (step.until IS NULL OR step.until > $as_of)]->
  (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of))){0,8} (at)
WITH DISTINCT p, at
OPTIONAL MATCH (at)<-[fact:HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|SERVES WHERE (fact.since IS NULL OR fact.since <= $as_of) AND (fact.until IS NULL OR fact.until > $as_of)]-
  (who:Person|Body WHERE (who.since IS NULL OR who.since <= $as_of) AND (who.until IS NULL OR who.until > $as_of)
    AND NOT (coalesce(who.formation, '') = 'temporary' AND EXISTS { (who)-[:SUCCEEDED_BY]->(next:PartyOrg WHERE (next.since IS NULL OR next.since <= $as_of) AND (next.until IS NULL OR next.until > $as_of)) }))
UNWIND $counts AS one
WITH p, CASE
  WHEN one.level <> at.level OR NOT (one.building_kinds = [] OR coalesce(p.kind, '') IN one.building_kinds) THEN null
  WHEN one.line = 'station' AND NOT (who:Station OR (who:Team AND who.kind IN one.kinds)) THEN null
  WHEN type(fact) = one.fact AND (one.posts = [] OR fact.post IN one.posts) AND (one.kinds = [] OR who.kind IN one.kinds)
    AND (one.formations = [] OR who.formation IN one.formations) THEN one.line
  WHEN one.line = 'property' AND at.manager IN ['unit', 'owners', 'community'] THEN one.line
END AS line
ORDER BY line
WITH p, collect(DISTINCT line) AS lines
RETURN p.id AS id, lines
ORDER BY id
