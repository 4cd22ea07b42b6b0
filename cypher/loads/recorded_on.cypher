/*
title   = "On which day loads were written"
params  = ["loads"]
columns = ["id", "loaded_on"]
order   = "id"
*/
MATCH (record:Record)
WHERE record.loaded_on IS NOT NULL AND ($loads IS NULL OR record.id IN $loads)
RETURN record.id AS id, record.loaded_on AS loaded_on
ORDER BY id
