/*
title   = "Households that places hold, or that the places hold which bodies answer for; unknown where a part says nothing"
params  = ["places", "bodies", "as_of"]
columns = ["id", "households"]
order   = "id"
*/
OPTIONAL MATCH (p:Place WHERE p.id IN $places AND (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of))
WITH collect({subject: p, home: p}) AS own
OPTIONAL MATCH (b:Body WHERE b.id IN $bodies AND (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until > $as_of))
  -[over:COVERS|REPRESENTS|MANAGES WHERE (over.since IS NULL OR over.since <= $as_of) AND (over.until IS NULL OR over.until > $as_of)]->
  (h:Place WHERE (h.since IS NULL OR h.since <= $as_of) AND (h.until IS NULL OR h.until > $as_of))
WITH own, collect(DISTINCT {subject: b, home: h}) AS others
UNWIND own + others AS pair
WITH pair.subject AS subject, pair.home AS home
WHERE (home.since IS NULL OR home.since <= $as_of) AND (home.until IS NULL OR home.until > $as_of) AND home IS NOT NULL
// the highest places inside that state a number, and whatever states none down to the bottom; a territory's parts are no grids
OPTIONAL MATCH (home) (()<-[step:PART_OF|IN_GRID WHERE (step.since IS NULL OR step.since <= $as_of) AND (step.until IS NULL OR step.until > $as_of)]-
  (inner:Place WHERE (inner.since IS NULL OR inner.since <= $as_of) AND (inner.until IS NULL OR inner.until > $as_of)
    AND (endNode(step).level IN ['grid', 'micro_grid'] OR NOT inner.level IN ['grid', 'micro_grid']))){1,9} (part)
WHERE home.households IS NULL AND none(n IN inner[..-1] WHERE n.households IS NOT NULL) AND (part.households IS NOT NULL OR NOT EXISTS {
  (part)<-[more:PART_OF|IN_GRID WHERE (more.since IS NULL OR more.since <= $as_of) AND (more.until IS NULL OR more.until > $as_of)]-
  (deeper:Place WHERE (deeper.since IS NULL OR deeper.since <= $as_of) AND (deeper.until IS NULL OR deeper.until > $as_of)) })
WITH subject, home, collect(DISTINCT part) AS parts
UNWIND CASE parts WHEN [] THEN [null] ELSE parts END AS part
// what lies inside another of them is counted with it
WITH subject, home, parts, part, EXISTS {
  (part) (()-[up:PART_OF WHERE (up.since IS NULL OR up.since <= $as_of) AND (up.until IS NULL OR up.until > $as_of)]->
    (around:Place WHERE (around.since IS NULL OR around.since <= $as_of) AND (around.until IS NULL OR around.until > $as_of))){1,8} (whole)
  WHERE whole IN parts } AS inside
WITH subject, home, collect(CASE WHEN NOT inside THEN {said: part.households} END) AS parts
WITH subject, home.level AS level, CASE
  WHEN home.households IS NOT NULL THEN home.households
  WHEN parts <> [] AND all(one IN parts WHERE one.said IS NOT NULL) THEN reduce(sum = 0, one IN parts | sum + one.said)
END AS households
WITH subject, count(DISTINCT level) AS levels, count(*) AS homes, count(households) AS said, sum(households) AS total
RETURN subject.id AS id, CASE WHEN levels = 1 AND said = homes THEN total END AS households
ORDER BY id
