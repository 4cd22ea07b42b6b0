/*
title   = "Parts of places: what is part of them right below, of some levels"
params  = ["places", "levels", "as_of"]
columns = ["place", "id", "name", "level"]
order   = "place, id"
*/
MATCH (whole:Place WHERE whole.id IN $places AND (whole.since IS NULL OR whole.since <= $as_of) AND (whole.until IS NULL OR whole.until > $as_of))
MATCH (whole)<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))
WHERE lower.level IN $levels
RETURN DISTINCT whole.id AS place, lower.id AS id, lower.name AS name, lower.level AS level
ORDER BY place, id
