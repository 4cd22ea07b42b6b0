/*
title   = "The day on which each load was recorded"
params  = []
columns = ["id", "loaded_on"]
order   = "id"
*/
MATCH (record:Record)
WHERE record.loaded_on IS NOT NULL
RETURN record.id AS id, record.loaded_on AS loaded_on
ORDER BY id
