/*
title   = "Deepest parts of a place of which nobody has said a count: neither theirs nor that of any place around them"
params  = ["place", "counted", "as_of"]
columns = ["id", "name", "level"]
order   = "id"
*/
MATCH (place:Place {id: $place})
WHERE (place.since IS NULL OR place.since <= $as_of) AND (place.until IS NULL OR place.until > $as_of)
MATCH (place) (()<-[step:PART_OF|IN_GRID WHERE (step.since IS NULL OR step.since <= $as_of) AND (step.until IS NULL OR step.until > $as_of)]-
  (inner:Place WHERE inner[$counted] IS NULL AND (inner.since IS NULL OR inner.since <= $as_of) AND (inner.until IS NULL OR inner.until > $as_of)
    AND (endNode(step).level IN ['grid', 'micro_grid'] OR NOT inner.level IN ['grid', 'micro_grid']))){1,9} (leaf)
WHERE place[$counted] IS NULL AND NOT EXISTS {
  (leaf)<-[more:PART_OF|IN_GRID WHERE (more.since IS NULL OR more.since <= $as_of) AND (more.until IS NULL OR more.until > $as_of)]-
  (deeper:Place WHERE (deeper.since IS NULL OR deeper.since <= $as_of) AND (deeper.until IS NULL OR deeper.until > $as_of))
  WHERE leaf.level IN ['grid', 'micro_grid'] OR NOT deeper.level IN ['grid', 'micro_grid'] }
RETURN DISTINCT leaf.id AS id, leaf.name AS name, leaf.level AS level
ORDER BY id
