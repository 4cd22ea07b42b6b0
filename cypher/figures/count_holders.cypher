/*
title   = "How many people hold a post at a place, inside it, or in a body that covers or serves it there"
params  = ["place", "as_of", "post", "sex"]
columns = ["value"]
order   = "value"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Place)
MATCH (inside) (()<-[tie:SERVES|COVERS|REPRESENTS|MANAGES|REGISTERED_IN WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
  (body:Body WHERE (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of))){0,1} (at)
MATCH (at)<-[held:HOLDS {post: $post} WHERE (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]-(person:Person)
WHERE $sex IS NULL OR person.sex = $sex
RETURN count(DISTINCT person) AS value
ORDER BY value
