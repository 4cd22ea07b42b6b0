/*
title   = "Who covers a place, through which line, by which chain, since when"
params  = ["place", "as_of", "lines", "grid_posts", "ladder_posts", "teams"]
columns = ["line", "post", "holder_id", "holder_name", "holder_kind", "through_id", "through_name", "through_level", "chain", "distance", "inherited", "since", "until", "other_posts", "heads"]
order   = "distance, rank, post, holder_id, through_id, since IS NOT NULL, since, fact.key"
*/
MATCH (b:Place {id: $place})
WHERE (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until > $as_of)
// 1. B and what lies inside it, each by its shortest chain; only a grid holds places by IN_GRID
MATCH (b)(()<-[e:PART_OF|IN_GRID WHERE (type(e) = 'PART_OF' OR b.level IN ['grid', 'micro_grid'])
              AND (e.since IS NULL OR e.since <= $as_of) AND (e.until IS NULL OR e.until > $as_of)]-
           (n:Place WHERE (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until > $as_of))){0,8}(part)
WITH part, [b] + n AS chain
ORDER BY size(chain), [n IN chain | n.id]
WITH part, head(collect(chain)) AS chain
// 2. one step up from each: a chain by way of a parent that is itself inside is longer and falls away here
MATCH (part)(()-[e:PART_OF|IN_GRID WHERE (e.since IS NULL OR e.since <= $as_of) AND (e.until IS NULL OR e.until > $as_of)]->
             (n:Place WHERE (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until > $as_of))){0,1}(near)
WITH near, chain + n AS chain, n = [] AS inside
ORDER BY size(chain), [n IN chain | n.id]
WITH near, head(collect(chain)) AS chain, head(collect(inside)) AS stays, true IN collect(inside) AS inside
// 3. and all the way up from those that the first step reached
MATCH (near)(()-[e:PART_OF|IN_GRID WHERE NOT stays
                  AND (e.since IS NULL OR e.since <= $as_of) AND (e.until IS NULL OR e.until > $as_of)]->
             (n:Place WHERE (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until > $as_of))){0,9}(through)
WITH through, chain + n AS chain, inside AND n = [] AS inside
ORDER BY size(chain), [n IN chain | n.id]
WITH through, head(collect(chain)) AS chain, NOT true IN collect(inside) AS inherited
// 4. only now the facts: one row for each
OPTIONAL MATCH (holder)-[fact:HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|SERVES|REPORTS_TO|EMBEDDED_IN]->(through)
WHERE (fact.since IS NULL OR fact.since <= $as_of) AND (fact.until IS NULL OR fact.until > $as_of)
  AND (holder.since IS NULL OR holder.since <= $as_of) AND (holder.until IS NULL OR holder.until > $as_of)
  AND (type(fact) <> 'SERVES' OR holder:Station OR (holder:Team AND holder.kind IN $teams))
WITH count(*) AS places, collect(CASE WHEN fact IS NOT NULL THEN {fact: fact, holder: holder, through: through, chain: chain, inherited: inherited,
       line: CASE type(fact)
         WHEN 'HOLDS' THEN CASE WHEN fact.post IN $grid_posts THEN 'grid' WHEN fact.post IN $ladder_posts THEN 'ladder'
                                WHEN through.level IN ['grid', 'micro_grid'] THEN 'grid' ELSE 'ladder' END
         WHEN 'COVERS' THEN 'party' WHEN 'MANAGES' THEN 'property' WHEN 'REPRESENTS' THEN 'owners'
         WHEN 'CONTACTS' THEN 'contact' WHEN 'SERVES' THEN 'station' WHEN 'REPORTS_TO' THEN 'reported'
         ELSE 'embedded' END} END) AS facts
WHERE places > 0  // no row at all: there is no such place on the day
// 5. a line without a fact keeps one empty row
UNWIND range(0, size($lines) - 1) AS rank
WITH rank, $lines[rank] AS line, facts
WITH rank, line, [f IN facts WHERE f.line = line] AS found
UNWIND CASE found WHEN [] THEN [null] ELSE found END AS f
WITH rank, line, f.fact AS fact, f.holder AS holder, f.through AS through, f.chain AS chain, f.inherited AS inherited
RETURN line, coalesce(fact.post, fact.role) AS post,
  holder.id AS holder_id, holder.name AS holder_name,
  [label IN labels(holder) WHERE NOT label IN ['Place', 'Body']][0] AS holder_kind,
  through.id AS through_id, through.name AS through_name, through.level AS through_level,
  [n IN coalesce(chain, []) | {id: n.id, name: n.name, level: n.level}] AS chain, size(chain) - 1 AS distance,
  coalesce(inherited, false) AS inherited, fact.since AS since, fact.until AS until,
  COLLECT { MATCH (holder:Person)-[other:HOLDS]->(at)
            WHERE other <> fact AND (other.since IS NULL OR other.since <= $as_of) AND (other.until IS NULL OR other.until > $as_of)
              AND (at.since IS NULL OR at.since <= $as_of) AND (at.until IS NULL OR at.until > $as_of)
            RETURN {post: other.post, at_id: at.id, at_name: at.name} ORDER BY other.post, at.id } AS other_posts,
  COLLECT { MATCH (head:Person)-[held:HOLDS]->(holder:Body)
            WHERE (held.since IS NULL OR held.since <= $as_of) AND (held.until IS NULL OR held.until > $as_of)
            RETURN {id: head.id, name: head.name, post: held.post} ORDER BY head.id, held.post } AS heads
ORDER BY distance, rank, post, holder_id, through_id, since IS NOT NULL, since, fact.key
