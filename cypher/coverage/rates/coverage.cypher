/*
title   = "How many buildings and households a line covers, in all and by the places of a level"
params  = ["starts", "by", "over", "as_of", "fact", "levels", "posts_of", "kinds_of", "formations_of", "building_kinds_of", "managers", "near", "steps", "parts", "optional"]
columns = ["total", "place_id", "place_name", "state", "buildings", "unsaid", "households", "covered_households", "unknown_households"]
order   = "total, state, place_id"
*/
// a step that names levels names no label: the planner would think of the index on levels, and scan it at each step
// 1. the buildings, each once, with its rows: places of the level on the way down, else those that it or a part of it lies in
UNWIND $starts AS start
MATCH (root:Place {id: start})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root)(()<-[e:PART_OF WHERE (e.since IS NULL OR e.since <= $as_of) AND (e.until IS NULL OR e.until > $as_of)]-
  (n WHERE NOT n.level IN ['unit', 'floor_group', 'floor', 'stair_group'] AND (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until > $as_of))){0,9}(b:Building)
WITH b, collect(DISTINCT head([m IN n WHERE m.level = $by])) AS between
WITH b, CASE WHEN $by = 'building' THEN [b] WHEN $over = [] OR between <> [] THEN between ELSE COLLECT {
  MATCH (b)(()<-[d:PART_OF WHERE (d.since IS NULL OR d.since <= $as_of) AND (d.until IS NULL OR d.until > $as_of)]-
      (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,4}(inner)
    (()-[g:PART_OF|IN_GRID WHERE (g.since IS NULL OR g.since <= $as_of) AND (g.until IS NULL OR g.until > $as_of)]->
      (w WHERE w.level IN $over AND (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until > $as_of))){1,4}(row)
  WHERE row.level = $by
  RETURN DISTINCT row } END AS rows
// 2. whether a fact that counts lies on the building, or above it as far up as the line counts: most need no more
WITH b, rows, EXISTS {
  MATCH (b)(()-[v:PART_OF|IN_GRID WHERE (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until > $as_of)]->
    (t WHERE t.level IN $steps AND (t.since IS NULL OR t.since <= $as_of) AND (t.until IS NULL OR t.until > $as_of))){0,9}(top)
  WHERE top.level IN $near AND ((top:Compound AND top.manager IN $managers) OR EXISTS {
    MATCH (who)-[lies:HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|SERVES]->(top)
    WHERE type(lies) = $fact AND (lies.since IS NULL OR lies.since <= $as_of) AND (lies.until IS NULL OR lies.until > $as_of)
      AND (who.since IS NULL OR who.since <= $as_of) AND (who.until IS NULL OR who.until > $as_of)
      AND NOT (type(lies) = 'COVERS' AND (coalesce(who.basis, '') IN ['trade', 'interest'] OR coalesce(who.purpose, '') = 'project' OR (coalesce(who.formation, '') = 'temporary' AND EXISTS {
        (who)-[:SUCCEEDED_BY]->(later:PartyOrg WHERE (later.since IS NULL OR later.since <= $as_of) AND (later.until IS NULL OR later.until > $as_of)) })))
      AND any(i IN range(0, size($levels) - 1) WHERE top.level = $levels[i] AND ($building_kinds_of[i] IS NULL OR coalesce(b.kind, '') IN $building_kinds_of[i])
        AND ($posts_of[i] IS NULL OR lies.post IN $posts_of[i]) AND ($kinds_of[i] IS NULL OR who.kind IN $kinds_of[i]) AND ($fact <> 'SERVES' OR who:Station OR (who:Team AND $kinds_of[i] IS NOT NULL))
        AND CASE WHEN $fact <> 'COVERS' THEN true WHEN $formations_of[i] IS NULL THEN NOT coalesce(who.formation, '') IN ['functional', 'temporary'] ELSE who.formation IN $formations_of[i] END) }) } AS whole
// 3. else the same of each part and of what it is in besides: true, false, or null where what decides it is not said
WITH b, rows, CASE WHEN whole AND b.households IS NOT NULL THEN [[b, [b], true]] ELSE COLLECT {
  MATCH (b)(()<-[p:PART_OF WHERE (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of)]-
    (part WHERE part.level IN $parts AND (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of))){0,4}(here)
  RETURN [here, [b] + part, any(says IN [CASE WHEN $managers = [] OR here <> b OR EXISTS {
      (b)(()-[a:PART_OF WHERE (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until > $as_of)]->
        (z:Place WHERE (z.since IS NULL OR z.since <= $as_of) AND (z.until IS NULL OR z.until > $as_of))){1,4}(home:Compound) } THEN false END] + COLLECT {
    MATCH (here)(()-[u:PART_OF|IN_GRID WHERE (u.since IS NULL OR u.since <= $as_of) AND (u.until IS NULL OR u.until > $as_of)]->
      (s WHERE s.level IN $steps AND (s.since IS NULL OR s.since <= $as_of) AND (s.until IS NULL OR s.until > $as_of))){0,9}(at)
    WHERE at.level IN $near
    OPTIONAL MATCH (holder)-[fact:HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|SERVES]->(at)
    WHERE type(fact) = $fact AND (fact.since IS NULL OR fact.since <= $as_of) AND (fact.until IS NULL OR fact.until > $as_of)
      AND (holder.since IS NULL OR holder.since <= $as_of) AND (holder.until IS NULL OR holder.until > $as_of)
      AND NOT (type(fact) = 'COVERS' AND (coalesce(holder.basis, '') IN ['trade', 'interest'] OR coalesce(holder.purpose, '') = 'project' OR (coalesce(holder.formation, '') = 'temporary' AND EXISTS {
        (holder)-[:SUCCEEDED_BY]->(next:PartyOrg WHERE (next.since IS NULL OR next.since <= $as_of) AND (next.until IS NULL OR next.until > $as_of)) })))
    RETURN (at:Compound AND at.manager IN $managers) OR (fact IS NOT NULL
      AND any(i IN range(0, size($levels) - 1) WHERE at.level = $levels[i] AND ($building_kinds_of[i] IS NULL OR coalesce(b.kind, '') IN $building_kinds_of[i])
        AND ($posts_of[i] IS NULL OR fact.post IN $posts_of[i]) AND ($kinds_of[i] IS NULL OR holder.kind IN $kinds_of[i]) AND ($fact <> 'SERVES' OR holder:Station OR (holder:Team AND $kinds_of[i] IS NOT NULL))
        AND CASE WHEN $fact <> 'COVERS' THEN true WHEN $formations_of[i] IS NULL THEN NOT coalesce(holder.formation, '') IN ['functional', 'temporary'] ELSE holder.formation IN $formations_of[i] END)) } WHERE says)] } END AS tree
// 4. cells: the deepest parts; where the chain goes on below one here and there, each place below and the rest of it
WITH b, rows, [c IN tree WHERE none(o IN tree WHERE size(o[1]) > 1 AND NOT o[0].level IN $optional AND o[1][-2] = last([m IN c[1] WHERE NOT m.level IN $optional])) |
  [any(o IN tree WHERE o[0] IN c[1] AND o[2]), c[0].households - reduce(sum = 0, o IN tree | sum + CASE WHEN o[1][-2] = c[0] THEN o[0].households ELSE 0 END),
   any(o IN tree WHERE size(o[1]) > 1 AND o[1][-2] = c[0])]] AS cells
WITH b, rows, [c IN cells WHERE NOT (c[2] AND coalesce(c[1], 1) <= 0)] AS cells
WITH rows, size(cells) AS count, [c IN cells WHERE c[0]] AS yes, [c IN cells WHERE c[0] IS NULL] AS perhaps,
  coalesce(b.households, reduce(sum = 0, c IN cells | sum + c[1])) AS homes
WITH rows, count, homes, size(yes) AS yes, size(perhaps) AS perhaps,
  CASE size(yes) WHEN count THEN homes ELSE reduce(sum = 0, c IN yes | sum + c[1]) END AS covered,
  reduce(sum = 0, c IN perhaps | sum + c[1]) AS unsure
WITH rows, homes, CASE WHEN yes = count THEN 'covered' WHEN yes + perhaps = 0 THEN 'uncovered' WHEN yes > 0 AND yes + perhaps < count THEN 'partial' ELSE 'unknown' END AS state,
  CASE WHEN covered > homes THEN homes ELSE covered END AS covered, CASE WHEN perhaps > 0 AND yes + perhaps = count THEN homes ELSE unsure END AS unsure
WITH rows, homes, state, homes + covered + unsure IS NULL AS blurred, covered, CASE WHEN unsure > homes - covered THEN homes - covered ELSE unsure END AS unsure
UNWIND [[true, null]] + CASE rows WHEN [] THEN [[false, null]] ELSE [row IN rows | [false, row]] END AS row
WITH row[0] AS total, row[1] AS place, state, homes, CASE WHEN blurred THEN 0 ELSE covered END AS covered, CASE WHEN blurred THEN homes ELSE unsure END AS unsure
RETURN total, place.id AS place_id, place.name AS place_name, state, count(*) AS buildings, count(*) - count(homes) AS unsaid,
  sum(homes) AS households, sum(covered) AS covered_households, sum(unsure) AS unknown_households
ORDER BY total, state, place_id
