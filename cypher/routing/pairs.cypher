/*
title   = "Who handles issue types, in which role, whether still or no longer"
params  = ["issue_types"]
columns = ["issue_type", "body", "role", "source", "until"]
order   = "issue_type, body, role, source, until"
*/
MATCH (type:IssueType)-[handled:HANDLED_BY]->(body:Department|Institution)
WHERE type.id IN $issue_types
RETURN type.id AS issue_type, body.id AS body, handled.role AS role, handled.source AS source, handled.until AS until
ORDER BY issue_type, body, role, source, until
