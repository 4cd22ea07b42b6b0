/*
title   = "How many items of a kind a place lists, at a depth of its nested list or at any"
params  = ["place", "as_of", "kind", "tag", "depth"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
MATCH listed = (inside) (()<-[entry:LISTED_BY WHERE (entry.since IS NULL OR entry.since <= $as_of) AND (entry.until IS NULL OR entry.until > $as_of)]-(:Item)){1,4} (item:Item {kind: $kind})
WHERE ($tag IS NULL OR $tag IN item.tags) AND ($depth IS NULL OR length(listed) = $depth)
RETURN count(DISTINCT item) AS value
ORDER BY value
