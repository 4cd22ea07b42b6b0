/*
title   = "Waivers in force of the gaps of some norms, the longest of each gap first"
params  = ["norms", "as_of"]
columns = ["id", "gap", "reason", "by", "since", "until"]
order   = "gap, until DESC, id"
*/
UNWIND $norms AS norm
MATCH (w:Waiver)
WHERE w.gap STARTS WITH norm + ':'
  AND (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until > $as_of)
WITH DISTINCT w
RETURN w.id AS id, w.gap AS gap, w.reason AS reason, w.by AS by, w.since AS since, w.until AS until
ORDER BY gap, until DESC, id
