/*
title   = "A body with what it says of itself, who holds posts in it, and its ties in force on a day, both ways"
params  = ["body", "as_of", "limit"]
columns = ["id", "name", "label", "kind", "tags", "formation", "basis", "purpose", "function", "staff", "members", "party_members", "since", "until", "has", "lacks", "synthetic", "source_id", "source_row", "people", "people_total", "ties", "ties_total"]
order   = "id"
*/
MATCH (b:Body {id: $body})
WHERE (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until > $as_of)
RETURN b.id AS id, b.name AS name, head([label IN labels(b) WHERE label <> 'Body']) AS label, b.kind AS kind, b.tags AS tags,
  b.formation AS formation, b.basis AS basis, b.purpose AS purpose, b.function AS function, b.staff AS staff, b.members AS members,
  b.party_members AS party_members, b.since AS since, b.until AS until, b.has AS has, b.lacks AS lacks,
  coalesce(b.synthetic, false) AS synthetic, b.source_id AS source_id, b.source_row AS source_row,
  COLLECT { MATCH (b)<-[held:HOLDS WHERE (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]-(person:Person)
    WITH held, person ORDER BY held.post, person.id, held.key LIMIT $limit
    RETURN {id: person.id, name: person.name, post: held.post, mode: held.mode, since: held.since, until: held.until} } AS people,
  COUNT { (b)<-[held:HOLDS WHERE (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]-(:Person) } AS people_total,
  COLLECT { MATCH (b)-[tie:COVERS|MANAGES|REPRESENTS|SERVES|CONTACTS|REPORTS_TO|EMBEDDED_IN|REGISTERED_IN|MEMBER_OF|UNDER|HOSTED_BY|CO_BUILDS|FUNDS
      WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
      (other:Place|Body|Person WHERE (other.since IS NULL OR other.since <= $as_of) AND (other.until IS NULL OR other.until > $as_of))
    WITH tie, other, CASE WHEN startNode(tie) = b THEN 'out' ELSE 'in' END AS direction,
      head([family IN labels(other) WHERE family IN ['Place', 'Body', 'Person']]) AS family
    ORDER BY type(tie), direction DESC, family, other.id, tie.key LIMIT $limit
    RETURN {type: type(tie), direction: direction, since: tie.since, until: tie.until, rung: tie.rung, role: tie.role, line: tie.line,
      form: tie.form, purpose: tie.purpose, amount_yuan: tie.amount_yuan, minutes: tie.minutes,
      other: {family: family, id: other.id, name: other.name, level: other.level,
        label: head([label IN labels(other) WHERE NOT label IN ['Place', 'Body']])}} } AS ties,
  COUNT { (b)-[tie:COVERS|MANAGES|REPRESENTS|SERVES|CONTACTS|REPORTS_TO|EMBEDDED_IN|REGISTERED_IN|MEMBER_OF|UNDER|HOSTED_BY|CO_BUILDS|FUNDS
      WHERE (tie.since IS NULL OR tie.since <= $as_of) AND (tie.until IS NULL OR tie.until > $as_of)]-
      (other:Place|Body|Person WHERE (other.since IS NULL OR other.since <= $as_of) AND (other.until IS NULL OR other.until > $as_of)) } AS ties_total
ORDER BY id
