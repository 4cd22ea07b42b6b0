/*
title   = "Issue types by their name in English and their synonyms"
params  = ["text"]
columns = ["id", "name", "kind", "synthetic", "synonyms"]
order   = "id"
*/
MATCH (t:IssueType)
WITH t, [word IN coalesce(t.synonyms, []) + coalesce([t.name_en], []) WHERE toLower(word) CONTAINS $text] AS synonyms
WHERE size(synonyms) > 0
RETURN t.id AS id, t.name AS name, t.kind AS kind, coalesce(t.synthetic, false) AS synthetic, synonyms
ORDER BY id
