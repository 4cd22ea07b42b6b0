/*
title   = "The day on which each load was recorded"
params  = []
columns = ["id", "loaded_on"]
order   = "id"
*/
MATCH (load:Load)
RETURN load.id AS id, load.loaded_on AS loaded_on
ORDER BY id
