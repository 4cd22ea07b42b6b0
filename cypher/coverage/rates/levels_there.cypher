/*
title   = "Which of these levels have places inside a place"
params  = ["place", "levels", "as_of"]
columns = ["level"]
order   = "level"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root)(()<-[e:PART_OF WHERE (e.since IS NULL OR e.since <= $as_of) AND (e.until IS NULL OR e.until > $as_of)]-
              (n WHERE NOT n.level IN ['building', 'unit', 'floor_group', 'floor', 'stair_group'] AND (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until > $as_of))){1,9}(p)
WHERE p.level IN $levels
RETURN DISTINCT p.level AS level
ORDER BY level
