/*
title   = "The personal fields of people, which no other question returns"
params  = ["people"]
columns = ["id", "sex", "birth_year", "phone", "party_member", "certificate"]
order   = "id"
*/
MATCH (p:Person WHERE p.id IN $people)
RETURN p.id AS id, p.sex AS sex, p.birth_year AS birth_year, p.phone AS phone, p.party_member AS party_member, p.certificate AS certificate
ORDER BY id
