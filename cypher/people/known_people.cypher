/*
title   = "Which texts are ids or names of people, whatever the day"
params  = ["texts"]
columns = ["id", "name"]
order   = "id"
*/
MATCH (p:Person WHERE p.id IN $texts OR p.name IN $texts)
RETURN p.id AS id, p.name AS name
ORDER BY id
