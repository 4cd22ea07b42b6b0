/*
title   = "Whether a place, or any place above or below it, was generated"
params  = ["place"]
columns = ["synthetic"]
order   = "synthetic"
*/
MATCH (p:Place {id: $place})
RETURN EXISTS { (p)-[:PART_OF|IN_GRID*0..10]->(above:Place {synthetic: true}) }
    OR EXISTS { (p)<-[:PART_OF|IN_GRID*1..8]-(below:Place {synthetic: true}) } AS synthetic
ORDER BY synthetic
