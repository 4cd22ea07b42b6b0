/*
title   = "Departments and institutions of all days, and what each answers for"
params  = []
columns = ["id", "function"]
order   = "function, id"
*/
MATCH (body:Department|Institution)
WHERE body.function IS NOT NULL
RETURN body.id AS id, body.function AS function
ORDER BY function, id
