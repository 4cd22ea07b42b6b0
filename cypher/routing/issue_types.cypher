/*
title   = "Issue types, or those that answer to a word: an id, a name, a name in English or a synonym"
params  = ["word"]
columns = ["id", "name", "name_en", "synonyms", "mode", "solvable_at", "promised_days"]
order   = "id"
*/
MATCH (type:IssueType)
WHERE $word IS NULL OR type.id = $word OR type.name = $word OR toLower(type.name_en) = toLower($word)
  OR $word IN type.synonyms
RETURN type.id AS id, type.name AS name, type.name_en AS name_en, coalesce(type.synonyms, []) AS synonyms,
  type.mode AS mode, type.solvable_at AS solvable_at, type.promised_days AS promised_days
ORDER BY id
