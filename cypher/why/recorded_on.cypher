/*
title   = "On which day each of some loads was written"
params  = ["loads"]
columns = ["id", "loaded_on"]
order   = "id"
*/
MATCH (record:Record WHERE record.id IN $loads)
RETURN record.id AS id, record.loaded_on AS loaded_on
ORDER BY id
