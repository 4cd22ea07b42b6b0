"""CROSS_HOLDING: two different posts of one person, in force today, tie two bodies or places."""

from __future__ import annotations

from datetime import date, timedelta

from cypher.networks import cross_holding
from graph import whole
from graph.analysis.incidence import incidence
from graph.analysis.interlocks import holders, interlocks
from graph.records import Table
from loaders.run import load

TODAY = date.today()  # noqa: DTZ011 - a load's today is the machine's
PAST, FUTURE = TODAY - timedelta(days=30), TODAY + timedelta(days=30)


def nodes(label, *ids, **columns):
    return Table(label, {"id": list(ids), "name": [f"名{id_}" for id_ in ids], **columns})


def holds(*rows):
    full = [(*row, None, None)[:5] for row in rows]
    names = ("start", "end", "post", "since", "until")
    return Table("HOLDS", {name: [row[i] for row in full] for i, name in enumerate(names)})


def ties(graph, *tables):
    assert load(graph, list(tables), sources=["a"]).faults == []
    found = graph.read("MATCH (a)-[r:CROSS_HOLDING]->(b) RETURN a.id AS a, b.id AS b, r.people AS people, r.posts AS n")
    return {(row["a"], row["b"]): (row["people"], row["n"]) for row in found}


def base():
    return nodes("Team", "t1", "t2", "t3"), nodes("Building", "b1", "b2"), nodes("Person", "p", "q")


def test_two_posts_tie_and_one_post_at_two_places_does_not(graph):
    found = ties(
        graph, *base(), holds(("p", "t1", "书记"), ("p", "b1", "楼栋长"), ("q", "b1", "网格员"), ("q", "b2", "网格员"))
    )
    assert found == {("b1", "t1"): (1, 1)}


def test_persons_and_pairs_of_posts_are_counted_once(graph):
    rows = [("p", "t1", "书记"), ("p", "t1", "主任"), ("p", "t2", "委员"), ("q", "t1", "书记"), ("q", "t2", "委员")]
    assert ties(graph, *base(), holds(*rows)) == {("t1", "t2"): (2, 2)}


def test_three_bodies_make_three_ties(graph):
    found = ties(graph, *base(), holds(("p", "t1", "书记"), ("p", "t2", "主任"), ("p", "t3", "委员")))
    assert found == {("t1", "t2"): (1, 1), ("t1", "t3"): (1, 1), ("t2", "t3"): (1, 1)}


def test_the_same_post_at_one_end_leaves_the_different_ones(graph):
    found = ties(graph, *base(), holds(("p", "t1", "委员"), ("p", "t2", "委员"), ("p", "t2", "主任")))
    assert found == {("t1", "t2"): (1, 1)}


def test_only_what_is_in_force_today_ties(graph):
    ended = holds(("p", "t1", "书记", None, TODAY), ("p", "t2", "主任"))
    assert ties(graph, *base(), ended) == {}
    assert ties(graph, holds(("q", "t1", "书记", FUTURE), ("q", "t2", "主任"))) == {}
    assert ties(graph, holds(("p", "t3", "委员", TODAY))) == {("t2", "t3"): (1, 1)}


def test_a_tie_ends_with_the_post_and_with_the_body(graph):
    start = holds(("p", "t1", "书记", PAST), ("p", "t2", "主任", PAST), ("p", "t3", "委员", PAST))
    assert len(ties(graph, *base(), start)) == 3
    assert ties(graph, holds(("p", "t1", "书记", PAST, TODAY))) == {("t2", "t3"): (1, 1)}
    assert ties(graph, nodes("Team", "t2", until=[TODAY])) == {}


def test_a_load_without_posts_leaves_the_ties_alone(graph):
    ties(graph, *base(), holds(("p", "t1", "书记"), ("p", "t2", "主任")))
    before = graph.read("MATCH ()-[r:CROSS_HOLDING]->() RETURN elementId(r) AS e, r.source_id AS s")
    assert ties(graph, nodes("Building", "b9")) == {("t1", "t2"): (1, 1)}
    assert graph.read("MATCH ()-[r:CROSS_HOLDING]->() RETURN elementId(r) AS e, r.source_id AS s") == before


def test_a_body_and_a_place_of_one_id_are_two(graph):
    """No load brings it about, since it refuses posts at an id of both; a graph that has it is counted all the same."""
    graph.write("CREATE (:Team:Body {id: 'x', name: 'x'})<-[:HOLDS {post: '书记'}]-(p:Person {id: 'p', name: 'p'})")
    graph.write(
        "CREATE (b:Building:Place {id: 'x', name: 'x', level: 'building'}) "
        "WITH b MATCH (p:Person) CREATE (p)-[:HOLDS {post: '楼栋长'}]->(b)"
    )
    assert ties(graph, *base(), holds(("q", "t1", "书记"), ("q", "t2", "主任"))) == {
        ("t1", "t2"): (1, 1),
        ("x", "x"): (1, 1),
    }
    assert agreeing(graph) == 2


# --- three counts are one -------------------------------------------------------------------------------------


def agreeing(graph, root=None):
    """How many ties there are, as often as they were counted: as edges, computed of the posts, and asked of a place."""
    edges = graph.read(
        "MATCH (a)-[r:CROSS_HOLDING]->(b) RETURN a:Place AS a_place, a.id AS a, b:Place AS b_place, b.id AS b, "
        "r.people AS people, r.posts AS posts"
    )
    kept = {
        (*sorted(f"{'Place' if row[f'{s}_place'] else 'Body'}|{row[s]}" for s in "ab"), row["people"], row["posts"])
        for row in edges
    }
    assert len(kept) == len(edges)
    posts = whole.columns(graph, place=root, as_of=TODAY).posts()
    computed = interlocks(posts, TODAY)
    assert {row[:4] for row in computed.iter_rows()} == kept
    products = incidence(posts, TODAY).of_things().pairs()
    assert products.rows() == computed.select("a", "b", "people").rows()
    if root:
        asked = cross_holding(graph, place=root, as_of=TODAY)
        key = "{0.family}|{0.id}".format
        assert {(*sorted((key(row.a), key(row.b))), row.people, row.posts) for row in asked} == kept
        seats = {
            (min(key(row.a), key(row.b)), max(key(row.a), key(row.b)), one.id) for row in asked for one in row.holders
        }
        assert seats == set(holders(posts, computed, TODAY).select("a", "b", "person").rows())
    return len(kept)


def test_edges_projection_and_question_agree_on_a_small_graph(graph):
    under = Table("PART_OF", {"start": ["b1", "b2"], "end": ["s", "s"]})
    serves = Table("SERVES", {"start": ["t1", "t2", "t3"], "end": ["b1", "b1", "s"]})
    rows = holds(
        ("p", "t1", "书记"),
        ("p", "t2", "委员", PAST, FUTURE),
        ("p", "b1", "楼栋长", PAST, TODAY),
        ("q", "t2", "委员", TODAY),
        ("q", "t3", "委员"),
        ("q", "b2", "网格员", FUTURE),
        ("q", "b1", "网格员"),
        ("q", "b1", "委员"),
    )
    found = ties(graph, *base(), nodes("Street", "s"), under, serves, rows)
    assert len(found) == agreeing(graph, "s") == 3


def test_they_agree_on_the_twin_of_bishan(store, bishan):
    (root,) = store.read("MATCH (p:City) WHERE NOT (p)-[:PART_OF]->() RETURN p.id AS id")
    assert agreeing(store, root["id"]) > 1_000


def test_ids_with_the_mark_of_keys(graph):
    people = nodes("Person", "p")
    found = ties(
        graph, nodes("Team", "x|y", "x", "y|z"), people, holds(("p", "x|y", "a"), ("p", "x", "b"), ("p", "y|z", "c"))
    )
    assert len(found) == 3
    keys = graph.read("MATCH ()-[r:CROSS_HOLDING]->() RETURN r.key AS key ORDER BY key")
    assert [row["key"] for row in keys] == ["x\\|y|y\\|z", "x|x\\|y", "x|y\\|z"]
