/*
title   = "Waivers: which gap may stand, why, by whom and until when"
params  = ["profile", "ended", "as_of"]
columns = ["id", "gap", "norm", "subject_id", "subject_name", "synthetic", "reason", "by", "since", "until", "state"]
order   = "until, id"
*/
MATCH (w:Waiver)
WHERE ($profile IS NULL OR w.gap STARTS WITH $profile + '.')
  AND ($ended OR ((w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until > $as_of)))
// the id of a subject may have colons, that of a norm has none
WITH w, split(w.gap, ':')[0] AS norm
WITH w, norm, substring(w.gap, size(norm) + 1) AS subject_id
OPTIONAL MATCH (place:Place {id: subject_id})
WHERE (place.since IS NULL OR place.since <= $as_of) AND (place.until IS NULL OR place.until > $as_of)
OPTIONAL MATCH (body:Body {id: subject_id})
WHERE (body.since IS NULL OR body.since <= $as_of) AND (body.until IS NULL OR body.until > $as_of)
OPTIONAL MATCH (person:Person {id: subject_id})
RETURN w.id AS id, w.gap AS gap, norm, subject_id, coalesce(place.name, body.name, person.name) AS subject_name,
  coalesce(place.synthetic, body.synthetic, person.synthetic, w.synthetic, false) AS synthetic,
  w.reason AS reason, w.by AS by, w.since AS since, w.until AS until,
  CASE WHEN w.until <= $as_of THEN 'expired' WHEN w.since > $as_of THEN 'upcoming' ELSE 'in_force' END AS state
ORDER BY until, id
