/*
title   = "All that is said of a place, the way down to it, the grids it lies in, and how many lie right below it"
params  = ["place", "as_of"]
columns = ["id", "name", "level", "kind", "code", "tags", "since", "until", "has", "lacks", "households", "population", "party_households", "points", "manager", "synthetic", "source_id", "source_row", "path", "grids", "below"]
order   = "id"
*/
MATCH (p:Place {id: $place})
WHERE (p.since IS NULL OR p.since <= $as_of) AND (p.until IS NULL OR p.until > $as_of)
MATCH (p)(()-[e:PART_OF WHERE (e.since IS NULL OR e.since <= $as_of) AND (e.until IS NULL OR e.until > $as_of)]->
          (n:Place WHERE (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until > $as_of))){0,10}(top)
// as find chooses: a path that ends below a parent comes last, for it is there only where a cycle leaves no other
WITH p, [p] + n AS path, EXISTS {
    (top)-[more:PART_OF WHERE (more.since IS NULL OR more.since <= $as_of) AND (more.until IS NULL OR more.until > $as_of)]->
    (up:Place WHERE (up.since IS NULL OR up.since <= $as_of) AND (up.until IS NULL OR up.until > $as_of)) } AS goes_on
ORDER BY goes_on, size(path), [n IN path | n.id]
WITH p, head(collect(path)) AS path
RETURN p.id AS id, p.name AS name, p.level AS level, p.kind AS kind, p.code AS code, p.tags AS tags, p.since AS since, p.until AS until,
  p.has AS has, p.lacks AS lacks, p.households AS households, p.population AS population, p.party_households AS party_households,
  p.points AS points, p.manager AS manager, coalesce(p.synthetic, false) AS synthetic, p.source_id AS source_id, p.source_row AS source_row,
  [n IN reverse(path) | {id: n.id, name: n.name, level: n.level}] AS path,
  COLLECT { MATCH (p)-[cell:IN_GRID WHERE (cell.since IS NULL OR cell.since <= $as_of) AND (cell.until IS NULL OR cell.until > $as_of)]->
    (grid:Place WHERE (grid.since IS NULL OR grid.since <= $as_of) AND (grid.until IS NULL OR grid.until > $as_of))
    WITH DISTINCT grid ORDER BY grid.id RETURN {id: grid.id, name: grid.name, level: grid.level} } AS grids,
  COLLECT { MATCH (p)<-[part:PART_OF|IN_GRID WHERE (part.since IS NULL OR part.since <= $as_of) AND (part.until IS NULL OR part.until > $as_of)]-
    (lower:Place WHERE (lower.since IS NULL OR lower.since <= $as_of) AND (lower.until IS NULL OR lower.until > $as_of))
    WITH lower.level AS level, count(DISTINCT lower) AS places ORDER BY level RETURN {level: level, places: places} } AS below
ORDER BY id
