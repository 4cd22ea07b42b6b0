/*
title   = "Levels of the places inside a place, each with the level right above; whether bodies are tied to it, or people"
params  = ["place", "as_of"]
columns = ["level", "above", "bodies", "people"]
order   = "level, above, bodies, people"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) ((upper)<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
WITH inside.level AS level, last(upper).level AS above, collect(inside) AS places
RETURN level, above,
  EXISTS { UNWIND places AS place MATCH (place)<-[tie:REGISTERED_IN|SERVES|REPRESENTS|MANAGES|COVERS WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
    (body:Body WHERE (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of)) } AS bodies,
  EXISTS { UNWIND places AS place MATCH (place)<-[post:HOLDS|CONTACTS|REPORTS_TO|EMBEDDED_IN WHERE (post.since IS NULL OR post.since <= $as_of) AND (post.until IS NULL OR post.until > $as_of)]-(:Person) } AS people
ORDER BY level, above, bodies, people
