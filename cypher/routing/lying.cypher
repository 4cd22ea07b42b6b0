/*
title   = "Where a place lies: itself, its parts, and whatever they lie in by territory and grid, each by its shortest way"
params  = ["place", "as_of"]
columns = ["id", "name", "level", "chain"]
order   = "size(chain), id"
*/
MATCH (start:Place {id: $place})
WHERE (start.since IS NULL OR start.since <= $as_of) AND (start.until IS NULL OR start.until > $as_of)
MATCH down = (start) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of)
    // from a compound down through its buildings: only these lie in its grids where grids cut it
    AND (lower.level IN ['unit', 'floor_group', 'floor', 'stair_group'] OR lower.level = 'building' AND start.level = 'compound'))){0,4} (inside:Place)
MATCH up = (inside) (()-[step:PART_OF|IN_GRID WHERE (step.since IS NULL OR step.since <= $as_of) AND (step.until IS NULL OR step.until > $as_of)]->
  (upper:Place WHERE (upper.since IS NULL OR upper.since <= $as_of) AND (upper.until IS NULL OR upper.until > $as_of))){0,10} (through:Place)
WITH through, [n IN nodes(down) + tail(nodes(up)) | n {.id, .name, .level}] AS chain
WITH through, chain ORDER BY size(chain), [n IN chain | n.id]
WITH through, head(collect(chain)) AS chain
RETURN through.id AS id, through.name AS name, through.level AS level, chain
ORDER BY size(chain), id
