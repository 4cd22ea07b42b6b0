/*
title   = "Places above and below a place, by territory or grid, on any day, itself included"
params  = ["places"]
columns = ["id", "around"]
order   = "id"
*/
UNWIND $places AS id
MATCH (place:Place {id: id})
MATCH (place)-[:PART_OF|IN_GRID*0..9]->(upper:Place)
WITH place, collect(DISTINCT upper) AS above
OPTIONAL MATCH (place)<-[:PART_OF|IN_GRID*1..9]-(lower:Place)
WITH place, above, collect(DISTINCT lower) AS below
RETURN place.id AS id, [n IN above + below | n.id] AS around
ORDER BY id
