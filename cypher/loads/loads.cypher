/*
title   = "Loads that changed the graph, the newest first"
params  = ["after", "limit"]
columns = ["id", "sources", "loaded_on", "loaded_at", "data_version", "created", "changed", "removed", "undoes", "undone", "undone_by", "undoable"]
order   = "record.data_version DESC, record.id"
*/
MATCH (record:Record)
WHERE record.loaded_on IS NOT NULL AND ($after IS NULL OR record.data_version < $after)
RETURN record.id AS id, record.sources AS sources, record.loaded_on AS loaded_on,
  CASE WHEN record.loaded_at IS NOT NULL THEN datetime({epochSeconds: record.loaded_at}) END AS loaded_at,
  record.data_version AS data_version,
  record.created AS created, record.changed AS changed, coalesce(record.removed, 0) AS removed,
  record.undoes AS undoes, record.undone_on AS undone, record.undone_by AS undone_by, record.parts IS NOT NULL AS undoable
ORDER BY record.data_version DESC, record.id
LIMIT $limit
