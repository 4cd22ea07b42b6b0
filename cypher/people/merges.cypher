/*
title   = "Decisions that two persons are one, the newest first"
params  = ["standing"]
columns = ["id", "kept", "kept_name", "merged", "merged_name", "reason", "by", "decided_on", "undone", "undone_by", "data_version"]
order   = "record.data_version DESC, record.id"
*/
MATCH (record:Record)
WHERE record.id STARTS WITH 'merge-' AND (NOT $standing OR record.undone_on IS NULL)
OPTIONAL MATCH (kept:Person {id: record.kept})
RETURN record.id AS id, record.kept AS kept, kept.name AS kept_name, record.merged AS merged, record.merged_name AS merged_name,
  record.reason AS reason, record.by AS by, record.decided_on AS decided_on, record.undone_on AS undone,
  record.undone_by AS undone_by, record.data_version AS data_version
ORDER BY record.data_version DESC, record.id
