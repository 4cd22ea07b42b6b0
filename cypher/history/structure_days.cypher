/*
title   = "Days on which a place inside a place, around it or above it, began, ended, or came to lie elsewhere"
params  = ["place"]
columns = ["day"]
order   = "day"
*/
MATCH (root:Place {id: $place})
MATCH (root)<-[:PART_OF|IN_GRID*0..10]-(lower:Place)
WITH DISTINCT lower
MATCH (lower)-[:PART_OF|IN_GRID*0..10]->(at:Place)
WITH DISTINCT at
OPTIONAL MATCH (at)-[lies:PART_OF|IN_GRID]->(:Place)
UNWIND [at.since, at.until, lies.since, lies.until] AS day
WITH DISTINCT day
WHERE day IS NOT NULL
RETURN day
ORDER BY day
