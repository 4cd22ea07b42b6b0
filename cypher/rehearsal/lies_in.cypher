/*
title   = "What places lie in right above them, by territory and by grid, each with those that lie in it"
params  = ["places", "as_of"]
columns = ["id", "name", "level", "places"]
order   = "id"
*/
MATCH (inner:Place WHERE inner.id IN $places AND (inner.since IS NULL OR inner.since <= $as_of) AND (inner.until IS NULL OR inner.until > $as_of))
MATCH (inner)-[step:PART_OF|IN_GRID WHERE (step.since IS NULL OR step.since <= $as_of) AND (step.until IS NULL OR step.until > $as_of)]->
  (outer:Place WHERE (outer.since IS NULL OR outer.since <= $as_of) AND (outer.until IS NULL OR outer.until > $as_of))
RETURN outer.id AS id, outer.name AS name, outer.level AS level, collect(DISTINCT inner.id) AS places
ORDER BY id
