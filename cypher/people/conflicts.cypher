/*
title   = "Who holds a post in a property company and one on the owners' committee of a compound that it manages"
params  = ["place", "as_of"]
columns = ["id", "name", "post", "firm", "other_post", "committee", "compound"]
order   = "id, firm.id, post, committee.id, other_post, compound.id"
*/
MATCH (root:Place {id: $place})
WHERE (root.since IS NULL OR root.since <= $as_of) AND (root.until IS NULL OR root.until > $as_of)
MATCH (root) (()<-[part:PART_OF|IN_GRID WHERE (type(part) = 'PART_OF' OR root.level IN ['grid', 'micro_grid'])
    AND (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
  (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))){0,9} (inside:Compound)
WITH DISTINCT inside
MATCH (inside)<-[managed:MANAGES WHERE (managed.since IS NULL OR managed.since <= $as_of) AND (managed.until IS NULL OR managed.until > $as_of)]-
  (firm:PropertyCompany WHERE (firm.since IS NULL OR firm.since <= $as_of) AND (firm.until IS NULL OR firm.until > $as_of))
MATCH (inside)<-[stood:REPRESENTS WHERE (stood.since IS NULL OR stood.since <= $as_of) AND (stood.until IS NULL OR stood.until > $as_of)]-
  (committee:OwnersCommittee WHERE (committee.since IS NULL OR committee.since <= $as_of) AND (committee.until IS NULL OR committee.until > $as_of))
MATCH (firm)<-[held:HOLDS WHERE (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)]-
  (person:Person)-[other:HOLDS WHERE (other.since IS NULL OR other.since <= $as_of) AND (other.until IS NULL OR other.until > $as_of)]->(committee)
WITH DISTINCT person, held.post AS post, firm AS at_firm, other.post AS other_post, committee AS at_committee, inside
RETURN person.id AS id, person.name AS name, post,
  {family: 'Body', id: at_firm.id, label: 'PropertyCompany', name: at_firm.name, level: null} AS firm,
  other_post, {family: 'Body', id: at_committee.id, label: 'OwnersCommittee', name: at_committee.name, level: null} AS committee,
  {family: 'Place', id: inside.id, label: 'Compound', name: inside.name, level: inside.level} AS compound
ORDER BY id, firm.id, post, committee.id, other_post, compound.id
