"""The best repair of a small gap of every measure, on both sides of the band, stated by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cypher.gaps import MEASURES, judged
from cypher.repairs import ACTS, Repair, Repairs, repairs, tables
from cypher.repairs.candidates import CANDIDATES
from graph.errors import InvalidInput, NotFound
from graph.profile import Norm, Profile
from graph.schema import SCHEMA
from graph.store import Store
from loaders.frames import chosen_format
from loaders.network import Network
from loaders.run import load
from loaders.twin import write
from loaders.workbook import read

DAY, LATER = date(2026, 3, 1), date(2027, 3, 1)
YEAR_AGO, MONTH_AGO = date(2025, 3, 1), date(2026, 2, 1)


def world() -> Network:
    """A street with a community of two compounds with a building each, two grids, and its Party committee."""
    net = Network("t", 0)
    net.node("Street", "街道", id="s", code="T")
    net.node("Community", "社区", id="c")
    for compound, building, grid in (("x", "xb", "g"), ("y", "yb", "h")):
        net.node("Compound", f"{compound}小区", id=compound)
        net.node("Building", f"{compound}楼", id=building)
        net.node("Grid", f"{grid}格", id=grid)
        net.edge("PART_OF", compound, "c")
        net.edge("PART_OF", building, compound)
        net.edge("PART_OF", grid, "c")
    net.edge("PART_OF", "c", "s")
    net.node("PartyOrg", "社区党委", id="pc", kind="committee", purpose="community")
    net.edge("COVERS", "pc", "c")
    return net


def people(net: Network, *ids: str, **values: Any) -> None:
    for id_ in ids:
        net.node("Person", f"{id_}某", id=id_, **values)


def profile(*norms: Norm) -> Profile:
    return Profile.model_validate(
        {
            "place": "x",
            "name": {"zh": "某地", "en": "X"},
            "codes": ["T"],
            "source": {"document": "d", "as_of": DAY},
            "levels": [{"level": level, "term": level} for level in ("street", "community", "compound", "building")],
            "other_levels": ["grid", "micro_grid"],
            "grid_and_compound": "parallel",
            "lines": [{"line": "grid", "posts": ["网格长"], "counts": [{"level": "grid", "posts": ["网格长"]}]}],
            "posts": ["书记", "主任"],
            "norms": [norm.model_dump() for norm in norms],
        }
    )


def norm(measure: str, label: str, parameters: dict[str, Any] | None = None, **band: float) -> Norm:
    values = {"id": f"t.{measure}", "subjects": [{"label": label}], "measure": measure, "parameters": parameters or {}}
    sentence = {"zh": "试", "en": "a trial"}
    return Norm.model_validate({**values, **band, "status": "stated", "source": "L1", "sentence": sentence})


def ask(graph: Store, net: Network, one: Norm, subject: str, *others: Norm) -> Repairs:
    load(graph, net.tables(), sources=["test"]).raise_if_refused()
    return repairs(graph, profile=profile(one, *others), norm=one, subject_id=subject, as_of=DAY)


class Case(NamedTuple):
    """A gap made by `facts`, and its best repair: the acts, and some records of it, by type and values."""

    norm: Norm
    subject: str
    facts: Callable[[Network], None]
    acts: list[str]
    records: list[tuple[str, dict[str, Any]]]


# --- one case for each measure and side ------------------------------------------------------------------------

HEAD = {"posts": ["网格长"]}


def former_head(net: Network) -> None:
    people(net, "p", "q", "other")
    net.edge("HOLDS", "p", "g", post="网格长", since=YEAR_AGO, until=DAY)  # the boundary day: no longer in force
    net.edge("HOLDS", "q", "h", post="网格长")
    net.edge("HOLDS", "other", "g", post="书记")


def heads_of_a_branch(net: Network) -> None:
    """The post is held in the bodies that cover compounds, so it is in x's branch that it is missing."""
    for compound in ("x", "y"):
        net.node("PartyOrg", f"{compound}支部", id=f"b{compound}", kind="branch", purpose="compound")
        net.edge("COVERS", f"b{compound}", compound)
    people(net, "p")
    net.edge("HOLDS", "p", "by", post="书记")


def two_heads(net: Network) -> None:
    people(net, "p", "q")
    net.edge("HOLDS", "p", "g", post="网格长", since=YEAR_AGO)
    net.edge("HOLDS", "q", "g", post="网格长", since=MONTH_AGO)


def joint_branch(net: Network) -> None:
    net.node("PartyOrg", "联合支部", id="j", kind="branch", formation="joint", purpose="compound")
    net.edge("COVERS", "j", "y")


def single_branch(net: Network) -> None:
    net.node("PartyOrg", "单独支部", id="j", kind="branch", formation="single", purpose="compound", tags=["小区党支部"])
    net.edge("COVERS", "j", "y")
    net.edge("UNDER", "j", "pc", line="territorial")


def two_branches(net: Network) -> None:
    for id_, since in (("old", None), ("new", MONTH_AGO)):
        net.node("PartyOrg", id_, id=id_, kind="branch")
        net.edge("COVERS", id_, "x", since=since)


def contact_before(net: Network) -> None:
    net.node("Department", "住建局", id="d")
    net.edge("CONTACTS", "d", "x", rung="department", role="lead", since=YEAR_AGO, until=MONTH_AGO)


def contact_beside(net: Network) -> None:
    net.node("Department", "住建局", id="d")
    net.edge("CONTACTS", "d", "y", rung="department", role="lead")


def two_contacts(net: Network) -> None:
    people(net, "p", "q")
    net.edge("CONTACTS", "p", "x", rung="cadre", since=YEAR_AGO)
    net.edge("CONTACTS", "q", "x", rung="cadre", since=MONTH_AGO)


def ended_unit(net: Network) -> None:
    net.node("Department", "旧局", id="d", until=MONTH_AGO)
    net.edge("CONTACTS", "d", "x", rung="department")


def committee_of_y(net: Network) -> None:
    net.node("OwnersCommittee", "y业委会", id="oy")
    net.edge("REPRESENTS", "oy", "y")


def two_teams(net: Network) -> None:
    for id_, since in (("t1", YEAR_AGO), ("t2", MONTH_AGO)):
        net.node("Team", id_, id=id_, kind="work_team")
        net.edge("SERVES", id_, "c", since=since)


def manager_left(net: Network) -> None:
    net.nodes["x"]["manager"] = "property"
    net.node("PropertyCompany", "安居物业", id="firm")
    net.edge("MANAGES", "firm", "x", since=YEAR_AGO, until=MONTH_AGO)


def two_managers(net: Network) -> None:
    for id_, since in (("f1", YEAR_AGO), ("f2", MONTH_AGO)):
        net.node("PropertyCompany", f"{id_}物业", id=id_)
        net.edge("MANAGES", id_, "x", since=since)


def branch(net: Network, **under: Any) -> None:
    net.node("PartyOrg", "x支部", id="b", kind="branch")
    net.edge("COVERS", "b", "x")
    if under:
        net.edge("UNDER", "b", "pc", **under)


def two_superiors(net: Network) -> None:
    branch(net, line="territorial", since=YEAR_AGO)
    net.node("PartyOrg", "行业党委", id="trade")
    net.edge("UNDER", "b", "trade", line="territorial", since=MONTH_AGO)


def forum(net: Network) -> None:
    net.node("Committee", "议事会", id="f", kind="forum")
    net.edge("SERVES", "f", "x")


def two_seats(net: Network) -> None:
    forum(net)
    net.node("PartyOrg", "机关支部", id="o", purpose="organ")
    net.edge("MEMBER_OF", "o", "f", since=MONTH_AGO)
    net.edge("MEMBER_OF", "pc", "f", since=YEAR_AGO)


def firm(net: Network, id_: str = "w", at: str = "x", **values: Any) -> None:
    net.node("PropertyCompany", f"{id_}物业", id=id_, **values)
    net.edge("MANAGES", id_, at)


def instructor_beside(net: Network) -> None:
    firm(net)
    firm(net, "v", "y")
    people(net, "p")
    net.edge("HOLDS", "p", "v", post="书记")


def org_and_instructor(net: Network) -> None:
    firm(net)
    people(net, "p")
    net.edge("HOLDS", "p", "w", post="书记", since=MONTH_AGO)
    net.node("PartyOrg", "w支部", id="wb")
    net.edge("HOSTED_BY", "wb", "w")


def cadre(net: Network, *places: str) -> None:
    people(net, "p")
    net.edge("EMBEDDED_IN", "p", "c")
    for n, place in enumerate(places):
        net.edge("CONTACTS", "p", place, rung="cadre", since=date(2025, 1 + n, 1))


def cadre_and_a_taken_grid(net: Network) -> None:
    cadre(net)
    people(net, "q")
    net.edge("CONTACTS", "q", "g", rung="cadre")


def worker(net: Network) -> None:
    people(net, "p", "q")
    net.edge("EMBEDDED_IN", "p", "c")
    net.edge("HOLDS", "q", "g", post="网格长")


def many_posts(net: Network) -> None:
    people(net, "p")
    net.edge("HOLDS", "p", "g", post="网格长", since=YEAR_AGO)
    net.edge("HOLDS", "p", "h", post="网格长", since=MONTH_AGO)


def grid_of_the_neighbour(net: Network) -> None:
    net.edge("IN_GRID", "yb", "h")


def in_both_grids(net: Network) -> None:
    net.edge("IN_GRID", "xb", "g", since=YEAR_AGO)
    net.edge("IN_GRID", "xb", "h", since=MONTH_AGO)


def far_station(net: Network) -> None:
    net.node("Station", "远站", id="st", kind="party_service")
    net.edge("SERVES", "st", "xb", minutes=9.0)


def too_near(net: Network) -> None:
    far_station(net)
    net.node("Station", "近站", id="near", kind="party_service")
    net.edge("SERVES", "near", "xb", minutes=1.0)


def paid(net: Network, *amounts: float) -> None:
    branch(net)
    net.node("PartyOrg", "y支部", id="by", kind="branch")
    net.edge("COVERS", "by", "y")
    net.edge("FUNDS", "pc", "by", purpose="启动", amount_yuan=5000.0, since=YEAR_AGO)
    for n, amount in enumerate(amounts):
        net.edge("FUNDS", "pc", "b", purpose="启动", amount_yuan=amount, since=date(2025, 1 + n, 1))


def services(net: Network, *listed: str) -> None:
    net.node("Item", "代办", id="i", kind="service")
    for n, place in enumerate(listed):
        net.edge("LISTED_BY", "i", place, since=date(2025, 1 + n, 1))


def station(net: Network, **values: Any) -> None:
    net.node("Station", "驿站", id="st", **values)
    net.edge("SERVES", "st", "x")


def lacking(net: Network) -> None:
    net.nodes["x"] |= {"has": ["场所"], "lacks": ["党旗", "制度"]}


def owners(net: Network, **values: Any) -> None:
    net.node("OwnersCommittee", "业委会", id="oc", **values)
    net.edge("REPRESENTS", "oc", "x")


def roster(net: Network) -> None:
    owners(net, members=2)
    people(net, "p", "q", party_member=False)
    net.edge("HOLDS", "p", "oc", post="主任", since=YEAR_AGO)
    net.edge("HOLDS", "q", "oc", post="主任", since=MONTH_AGO)


def temporary(net: Network, *, followed: bool) -> None:
    net.node("PartyOrg", "临时支部", id="tmp", kind="branch", formation="temporary", since=YEAR_AGO)
    net.node("PartyOrg", "正式支部", id="formal", kind="branch", formation="single")
    net.edge("COVERS", "tmp", "x")
    net.edge("COVERS", "formal", "x")
    if followed:
        net.edge("SUCCEEDED_BY", "tmp", "formal")


def micro_grids(net: Network, m: int, n: int, *houses: int) -> None:
    """Two micro-grids with stated counts; `houses` are the counts of buildings in the second."""
    for id_, count in (("m", m), ("n", n)):
        net.node("MicroGrid", f"{id_}微格", id=id_, households=count)
        net.edge("PART_OF", id_, "c")
    for number, count in enumerate(houses):
        net.node("Building", f"{number}号楼", id=f"b{number}", households=count)
        net.edge("PART_OF", f"b{number}", "x")
        net.edge("IN_GRID", f"b{number}", "n", since=YEAR_AGO)


def expiring(net: Network) -> None:
    people(net, "p")
    net.edge("HOLDS", "p", "g", post="网格长", since=YEAR_AGO, until=date(2026, 3, 11))


FORUM = {"purposes": ["community", "compound"]}
CADRE = {"ties": ["CONTACTS"], "levels": ["grid"], "rungs": ["cadre"]}
COUNTED = {"counted": "households"}
CASES: dict[str, Case] = {
    "holders below: who held it before": Case(
        norm("holders", "Grid", HEAD, min=1),
        "g",
        former_head,
        ["extend"],
        [("HOLDS", {"start": "p", "end": "g", "post": "网格长", "since": DAY})],
    ),
    "holders below: in the body where it is held nearby": Case(
        norm("holders", "Compound", {"posts": ["书记"]}, min=1),
        "x",
        heads_of_a_branch,
        ["fill"],
        [("HOLDS", {"start": "p", "end": "bx", "post": "书记", "since": DAY})],
    ),
    "holders below: somebody to be named": Case(
        norm("holders", "Grid", HEAD, min=1),
        "g",
        lambda net: None,
        ["recruit"],
        [("Person", {"name": "网格长（待定）"}), ("HOLDS", {"end": "g", "post": "网格长", "since": DAY})],
    ),
    "holders below by two": Case(
        norm("holders", "Grid", HEAD, min=2),
        "g",
        former_head,
        ["extend", "fill"],
        [("HOLDS", {"start": "p", "since": DAY}), ("HOLDS", {"start": "q", "since": DAY})],
    ),
    "holders above: the newest goes": Case(
        norm("holders", "Grid", HEAD, max=1),
        "g",
        two_heads,
        ["end"],
        [("HOLDS", {"start": "q", "end": "g", "post": "网格长", "since": MONTH_AGO, "until": DAY})],
    ),
    "covering_branches below: a joint branch comes along": Case(
        norm("covering_branches", "Compound", min=1),
        "x",
        joint_branch,
        ["cover"],
        [("COVERS", {"start": "j", "end": "x", "since": DAY})],
    ),
    "covering_branches below: a single one stays alone": Case(
        norm("covering_branches", "Compound", {"formations": ["single"]}, min=1),
        "x",
        single_branch,
        ["found"],
        [
            ("PartyOrg", {"kind": "branch", "formation": "single", "purpose": "compound", "tags": ["小区党支部"]}),
            ("COVERS", {"end": "x", "since": DAY}),
            ("UNDER", {"end": "pc", "line": "territorial", "since": DAY}),
        ],
    ),
    "covering_branches above": Case(
        norm("covering_branches", "Compound", max=1),
        "x",
        two_branches,
        ["end"],
        [("COVERS", {"start": "new", "end": "x", "since": MONTH_AGO, "until": DAY})],
    ),
    "contacts below: who did before": Case(
        norm("contacts", "Compound", {"rungs": ["department"], "roles": ["lead"]}, min=1, max=1),
        "x",
        contact_before,
        ["renew"],
        [("CONTACTS", {"start": "d", "end": "x", "rung": "department", "role": "lead", "since": DAY})],
    ),
    "contacts below: who contacts the neighbour": Case(
        norm("contacts", "Compound", {"rungs": ["department"], "roles": ["lead"]}, min=1, max=1),
        "x",
        contact_beside,
        ["contact"],
        [("CONTACTS", {"start": "d", "end": "x", "rung": "department", "role": "lead", "since": DAY})],
    ),
    "contacts above": Case(
        norm("contacts", "Compound", {"rungs": ["cadre"]}, max=1),
        "x",
        two_contacts,
        ["end"],
        [("CONTACTS", {"start": "q", "end": "x", "rung": "cadre", "until": DAY})],
    ),
    "contacts_ended above": Case(
        norm("contacts_ended", "Compound", max=0),
        "x",
        ended_unit,
        ["end"],
        [("CONTACTS", {"start": "d", "end": "x", "rung": "department", "until": DAY})],
    ),
    "bodies_tied below: a committee of its own": Case(
        norm("bodies_tied", "Compound", {"body": "OwnersCommittee", "tie": "REPRESENTS"}, min=1),
        "x",
        committee_of_y,
        ["found"],
        [("OwnersCommittee", {"since": DAY}), ("REPRESENTS", {"end": "x", "since": DAY})],
    ),
    "bodies_tied above": Case(
        norm("bodies_tied", "Community", {"body": "Team", "tie": "SERVES", "kinds": ["work_team"]}, max=1),
        "c",
        two_teams,
        ["end"],
        [("SERVES", {"start": "t2", "end": "c", "until": DAY})],
    ),
    "responsible_parties below": Case(
        norm("responsible_parties", "Compound", min=1),
        "x",
        manager_left,
        ["renew"],
        [("MANAGES", {"start": "firm", "end": "x", "since": DAY})],
    ),
    "responsible_parties above": Case(
        norm("responsible_parties", "Compound", max=1),
        "x",
        two_managers,
        ["end"],
        [("MANAGES", {"start": "f2", "end": "x", "until": DAY})],
    ),
    "superiors below: another line of the one it has": Case(
        norm("superiors", "PartyOrg", {"lines": ["territorial"], "purposes": ["community"]}, min=1),
        "b",
        lambda net: branch(net, line="approval"),
        ["subordinate"],
        [("UNDER", {"start": "b", "end": "pc", "line": "territorial", "since": DAY})],
    ),
    "superiors above": Case(
        norm("superiors", "PartyOrg", {"lines": ["territorial"]}, max=1),
        "b",
        two_superiors,
        ["end"],
        [("UNDER", {"start": "b", "end": "trade", "line": "territorial", "until": DAY})],
    ),
    "member_purposes below": Case(
        norm("member_purposes", "Committee", FORUM, min=1),
        "f",
        forum,
        ["seat"],
        [("MEMBER_OF", {"start": "pc", "end": "f", "since": DAY})],
    ),
    "member_purposes above": Case(
        norm("member_purposes", "Committee", {"purposes": ["community", "organ"]}, max=1),
        "f",
        two_seats,
        ["end"],
        [("MEMBER_OF", {"start": "o", "end": "f", "until": DAY})],
    ),
    "orgs_or_instructors below": Case(
        norm("orgs_or_instructors", "PropertyCompany", {"posts": ["书记"]}, min=1),
        "w",
        instructor_beside,
        ["fill"],
        [("HOLDS", {"start": "p", "end": "w", "post": "书记", "since": DAY})],
    ),
    "orgs_or_instructors above": Case(
        norm("orgs_or_instructors", "PropertyCompany", {"posts": ["书记"]}, max=1),
        "w",
        org_and_instructor,
        ["end"],
        [("HOLDS", {"start": "p", "end": "w", "until": DAY})],
    ),
    "assigned_places below: a grid that nobody has": Case(
        norm("assigned_places", "Person", CADRE, min=1),
        "p",
        cadre_and_a_taken_grid,
        ["contact"],
        [("CONTACTS", {"start": "p", "end": "h", "rung": "cadre", "since": DAY})],
    ),
    "assigned_places above": Case(
        norm("assigned_places", "Person", CADRE, max=1),
        "p",
        lambda net: cadre(net, "g", "h"),
        ["end"],
        [("CONTACTS", {"start": "p", "end": "h", "rung": "cadre", "until": DAY})],
    ),
    "posts_held below: a grid without a head": Case(
        norm("posts_held", "Person", HEAD, min=1),
        "p",
        worker,
        ["fill"],
        [("HOLDS", {"start": "p", "end": "h", "post": "网格长", "since": DAY})],
    ),
    "posts_held above": Case(
        norm("posts_held", "Person", HEAD, max=1),
        "p",
        many_posts,
        ["end"],
        [("HOLDS", {"start": "p", "end": "h", "post": "网格长", "until": DAY})],
    ),
    "grids below": Case(
        norm("grids", "Building", {"level": "grid"}, min=1, max=1),
        "xb",
        grid_of_the_neighbour,
        ["attach"],
        [("IN_GRID", {"start": "xb", "end": "h", "since": DAY})],
    ),
    "grids above": Case(
        norm("grids", "Building", {"level": "grid"}, min=1, max=1),
        "xb",
        in_both_grids,
        ["end"],
        [("IN_GRID", {"start": "xb", "end": "h", "since": MONTH_AGO, "until": DAY})],
    ),
    "minutes_to_station above": Case(
        norm("minutes_to_station", "Building", {"kinds": ["party_service"]}, max=5),
        "xb",
        far_station,
        ["found"],
        [("Station", {"kind": "party_service"}), ("SERVES", {"end": "xb", "minutes": 5, "since": DAY})],
    ),
    "minutes_to_station below": Case(
        norm("minutes_to_station", "Building", {"kinds": ["party_service"]}, min=5),
        "xb",
        too_near,
        ["end"],
        [("SERVES", {"start": "near", "end": "xb", "until": DAY})],
    ),
    "funds_received below: the rest": Case(
        norm("funds_received", "PartyOrg", {"purpose": "启动"}, min=5000, max=5000),
        "b",
        lambda net: paid(net, 2000.0),
        ["pay"],
        [("FUNDS", {"start": "pc", "end": "b", "purpose": "启动", "amount_yuan": 3000.0, "since": DAY})],
    ),
    "funds_received above": Case(
        norm("funds_received", "PartyOrg", {"purpose": "启动"}, min=5000, max=5000),
        "b",
        lambda net: paid(net, 5000.0, 5000.0),
        ["end"],
        [("FUNDS", {"start": "pc", "end": "b", "purpose": "启动", "until": DAY})],
    ),
    "items_listed below": Case(
        norm("items_listed", "Compound", {"kind": "service"}, min=1),
        "x",
        lambda net: services(net, "y"),
        ["list"],
        [("LISTED_BY", {"start": "i", "end": "x", "since": DAY})],
    ),
    "items_listed above": Case(
        norm("items_listed", "Compound", {"kind": "service"}, max=0),
        "x",
        lambda net: services(net, "x"),
        ["end"],
        [("LISTED_BY", {"start": "i", "end": "x", "until": DAY})],
    ),
    "items_held below: first what is known to be missing": Case(
        norm("items_held", "Station", min=3),
        "st",
        lambda net: station(net, has=["水"], lacks=["电"]),
        ["obtain"],
        [("Station", {"id": "st", "has": ["水", "电", "第2项（待定）"], "lacks": []})],
    ),
    "items_held above": Case(
        norm("items_held", "Station", max=1),
        "st",
        lambda net: station(net, has=["水", "电"]),
        ["restate"],
        [("Station", {"id": "st", "has": ["水"]})],
    ),
    "checklist_missing above: all of it at once, what nobody has said included": Case(
        norm("checklist_missing", "Compound", {"items": ["场所", "党旗", "制度", "誓词"]}, max=0),
        "x",
        lacking,
        ["obtain"],
        [("Compound", {"id": "x", "has": ["场所", "党旗", "制度", "誓词"], "lacks": []})],
    ),
    "party_share below: stated": Case(
        norm("party_share", "OwnersCommittee", min=0.5),
        "oc",
        lambda net: owners(net, members=5, party_members=1),
        ["seat"],
        [("OwnersCommittee", {"id": "oc", "party_members": 3})],
    ),
    "party_share below: by the roster": Case(
        norm("party_share", "OwnersCommittee", min=0.5),
        "oc",
        roster,
        ["seat"],
        [
            ("Person", {"party_member": True}),
            ("HOLDS", {"start": "q", "end": "oc", "until": DAY}),
            ("HOLDS", {"end": "oc", "post": "主任", "since": DAY}),
        ],
    ),
    "party_share above": Case(
        norm("party_share", "OwnersCommittee", max=0.5),
        "oc",
        lambda net: owners(net, members=5, party_members=4),
        ["seat"],
        [("OwnersCommittee", {"id": "oc", "party_members": 2})],
    ),
    "party_members below": Case(
        norm("party_members", "PropertyCompany", {"staff_from": 50}, min=1),
        "w",
        lambda net: firm(net, staff=60, party_members=0),
        ["seat"],
        [("PropertyCompany", {"id": "w", "party_members": 1})],
    ),
    "party_members above": Case(
        norm("party_members", "PropertyCompany", max=1),
        "w",
        lambda net: firm(net, staff=60, party_members=3),
        ["seat"],
        [("PropertyCompany", {"id": "w", "party_members": 1})],
    ),
    "successors_in_force above: the temporary one ends": Case(
        norm("successors_in_force", "PartyOrg", max=0),
        "tmp",
        lambda net: temporary(net, followed=True),
        ["end"],
        [("PartyOrg", {"id": "tmp", "until": DAY})],
    ),
    "successors_in_force below": Case(
        norm("successors_in_force", "PartyOrg", min=1),
        "tmp",
        lambda net: temporary(net, followed=False),
        ["succeed"],
        [("SUCCEEDED_BY", {"start": "tmp", "end": "formal"})],
    ),
    "inhabitants below: a part of the neighbour, and the counts follow": Case(
        norm("inhabitants", "MicroGrid", COUNTED, min=50, max=80),
        "m",
        lambda net: micro_grids(net, 40, 75, 12, 30),
        ["move"],
        [
            ("MicroGrid", {"id": "m", "households": 52}),
            ("MicroGrid", {"id": "n", "households": 63}),
            ("IN_GRID", {"start": "b0", "end": "n", "since": YEAR_AGO, "until": DAY}),
            ("IN_GRID", {"start": "b0", "end": "m", "since": DAY}),
        ],
    ),
    "inhabitants below: nothing to move, so the border is drawn anew": Case(
        norm("inhabitants", "MicroGrid", COUNTED, min=50, max=80),
        "m",
        lambda net: micro_grids(net, 40, 75),
        ["move", "move"],
        [("MicroGrid", {"id": "m", "households": 50}), ("MicroGrid", {"id": "n", "households": 65})],
    ),
    "inhabitants above: a part goes": Case(
        norm("inhabitants", "MicroGrid", COUNTED, min=50, max=80),
        "n",
        lambda net: micro_grids(net, 55, 90, 12, 60),
        ["move"],
        [
            ("MicroGrid", {"id": "n", "households": 78}),
            ("MicroGrid", {"id": "m", "households": 67}),
            ("IN_GRID", {"start": "b0", "end": "m", "since": DAY}),
        ],
    ),
    "days_to_expiry below: another term of the same length": Case(
        norm("days_to_expiry", "Grid", HEAD, min=90),
        "g",
        expiring,
        ["extend"],
        [("HOLDS", {"start": "p", "end": "g", "post": "网格长", "since": YEAR_AGO, "until": date(2027, 3, 21)})],
    ),
    "days_to_expiry above: the term is shortened": Case(
        norm("days_to_expiry", "Grid", HEAD, max=5),
        "g",
        expiring,
        ["end"],
        [("HOLDS", {"start": "p", "end": "g", "post": "网格长", "since": YEAR_AGO, "until": date(2026, 3, 6)})],
    ),
}
NO_ACT = {
    "checklist_missing below": "nobody is to lose what a list asks for",
    "contacts_ended below": "no unit is to stay a contact after its end",
}


def test_every_measure_has_candidates() -> None:
    """A new measure without them fails here."""
    assert set(MEASURES) == set(CANDIDATES)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_both_sides_of_every_band_are_stated(measure: str) -> None:
    sides = {" ".join(name.split()[:2]).rstrip(":") for name in (*CASES, *NO_ACT)}
    assert {f"{measure} {side}" for side in ("below", "above")} <= sides


@pytest.mark.parametrize("name", CASES)
def test_the_best_repair(graph: Store, name: str) -> None:
    case, net = CASES[name], world()
    case.facts(net)
    found = ask(graph, net, case.norm, case.subject)
    assert found.reason is None
    best = found.rows[0]
    assert sorted(change.act for change in best.changes) == sorted(case.acts), best
    assert best.cost == sum(ACTS[act].cost for act in case.acts)
    records = [record for change in best.changes for record in change.records]
    for what, values in case.records:
        assert any(r.what == what and all(r.values.get(k) == v for k, v in values.items()) for r in records), (
            what,
            values,
            best,
        )
    applied(graph, best, case)


def applied(graph: Store, best: Repair, case: Case) -> None:
    """A load takes the repair, changes what it says and no more, and the gap is closed."""
    report = load(graph, tables(best), sources=["repair"])
    assert report.faults == []
    records = [record for change in best.changes for record in change.records]
    assert sum(report.created.values()) == sum(record.new for record in records)
    assert sum(report.changed.values()) == sum(not record.new for record in records)
    left = judged(graph, norm=case.norm, place="s", as_of=DAY)
    assert case.subject not in {row.subject_id for row in left}


# --- what it does besides ---------------------------------------------------------------------------------------


def test_side_effects_are_stated_and_avoided(graph: Store) -> None:
    """The head of h could head g too, but then holds two posts; a new person holds one."""
    net = world()
    people(net, "q")
    net.edge("HOLDS", "q", "h", post="网格长")
    found = ask(graph, net, norm("holders", "Grid", HEAD, min=1), "g", norm("posts_held", "Person", HEAD, max=1))
    assert [[change.act for change in repair.changes] for repair in found.rows] == [["recruit"], ["fill"]]
    assert found.rows[0].opened == []
    assert [(one.norm, one.subject_id, one.value) for one in found.rows[1].opened] == [("t.posts_held", "q", 2)]
    assert found.rows[0].to_name == ["t.holders:g:2026-03-01:1"]


def test_what_is_mended_besides_is_stated(graph: Store) -> None:
    net = world()
    people(net, "p")
    net.edge("HOLDS", "p", "g", post="网格长", since=YEAR_AGO, until=MONTH_AGO)
    net.edge("REPORTS_TO", "p", "h")
    found = ask(graph, net, norm("holders", "Grid", HEAD, min=1), "g", norm("posts_held", "Person", HEAD, min=1))
    assert [(one.norm, one.subject_id) for one in found.rows[0].closed] == [("t.posts_held", "p")]


def test_a_value_that_nobody_can_tell_any_more_is_stated(graph: Store) -> None:
    """A roster of two is complete no longer where one is said to be the whole committee."""
    net = world()
    owners(net, members=1)
    people(net, "p", party_member=True)
    net.edge("HOLDS", "p", "oc", post="主任")
    one = norm("holders", "OwnersCommittee", {"posts": ["主任"]}, min=2)
    best = ask(graph, net, one, "oc", norm("party_share", "OwnersCommittee", min=0.5)).rows[0]
    assert [(other.norm, other.subject_id, other.value) for other in best.unknown] == [("t.party_share", "oc", None)]


def test_what_leaves_the_place_asked_about_is_looked_for_elsewhere(graph: Store) -> None:
    """The second branch of x leaves it and still stands at y, headless as it was: nothing is closed by that."""
    net = world()
    two_branches(net)
    net.edge("COVERS", "new", "y")
    headed = norm("holders", "PartyOrg", {"posts": ["书记"]}, min=1)
    best = ask(graph, net, norm("covering_branches", "Compound", max=1), "x", headed).rows[0]
    assert (best.looked_at, best.opened, best.closed) == ("x", [], [])


# --- what is no gap, and what cannot be closed ---------------------------------------------------------------------


def test_unknown_is_no_gap(graph: Store) -> None:
    with pytest.raises(InvalidInput, match=r"x小区 \(x\) is unknown, which is no gap. Find out who manages it"):
        ask(graph, world(), norm("responsible_parties", "Compound", min=1), "x")


def test_what_is_met_needs_no_repair(graph: Store) -> None:
    with pytest.raises(InvalidInput, match="there is no gap"):
        ask(graph, world(), norm("holders", "Grid", HEAD, max=1), "g")


@pytest.mark.parametrize("subject", ["nobody", "x", "gone"])
def test_what_a_norm_does_not_bind(graph: Store, subject: str) -> None:
    net = world()
    net.node("Grid", "旧格", id="gone", until=DAY)
    net.edge("PART_OF", "gone", "c")
    with pytest.raises(NotFound, match=f"does not bind '{subject}' on 2026-03-01"):
        ask(graph, net, norm("holders", "Grid", HEAD, min=1), subject)


def test_a_norm_that_is_not_computed_has_no_gaps(graph: Store) -> None:
    one = norm("holders", "Grid", HEAD, min=1).model_copy(update={"computable": False})
    with pytest.raises(InvalidInput, match="not computed from the graph"):
        ask(graph, world(), one, "g")


def test_three_changes_are_more_than_are_proposed(graph: Store) -> None:
    found = ask(graph, world(), norm("holders", "Grid", HEAD, min=3), "g")
    assert found.rows == []
    assert found.reason is not None
    assert found.reason.zh == "g格少3，试过的一项或两项改动都不够。"
    assert found.reason.en == "g格 lacks 3, and no one or two changes that were tried are enough."


@pytest.mark.parametrize("name", NO_ACT)
def test_no_act_makes_it_worse(graph: Store, name: str) -> None:
    measure = name.split()[0]
    net = world()
    net.nodes["x"]["has"] = ["场所"]
    parameters = {"items": ["场所"]} if measure == "checklist_missing" else {}
    found = ask(graph, net, norm(measure, "Compound", parameters, min=1), "x")
    assert found.rows == []
    assert found.reason is not None
    assert "nothing from which this gap" in found.reason.en


@pytest.mark.parametrize("out", ["repair", "repair.xlsx"])
def test_a_repair_may_be_handed_in_as_a_file(graph: Store, tmp_path: Path, out: str) -> None:
    """Whose list of what is lacking is empty then, which a blank cell could not say."""
    case, net = CASES["checklist_missing above: all of it at once, what nobody has said included"], world()
    case.facts(net)
    best = ask(graph, net, case.norm, case.subject).rows[0]
    write(tables(best), tmp_path / out, chosen_format(tmp_path / out, None))
    reading = read([tmp_path / out])
    assert reading.faults == []
    load(graph, reading.tables, sources=[out]).raise_if_refused()
    assert judged(graph, norm=case.norm, place="x", as_of=DAY) == []


def test_a_trial_leaves_nothing_behind(graph: Store) -> None:
    net = world()
    former_head(net)
    load(graph, net.tables(), sources=["test"]).raise_if_refused()
    counts = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) AS nodes, count(r) AS edges"
    before, version = graph.read(counts), graph.version()
    one = norm("holders", "Grid", HEAD, min=1)
    assert repairs(graph, profile=profile(one), norm=one, subject_id="g", as_of=DAY).rows
    assert (graph.read(counts), graph.version()) == (before, version)


def test_what_begins_today_cannot_end_today(graph: Store) -> None:
    """It would have had no day in force, and a load refuses that: the older of the two ends."""
    net = world()
    people(net, "p", "q")
    net.edge("HOLDS", "p", "g", post="网格长", since=YEAR_AGO)
    net.edge("HOLDS", "q", "g", post="网格长", since=DAY)
    best = ask(graph, net, norm("holders", "Grid", HEAD, max=1), "g").rows[0]
    assert best.changes[0].records[0].values["start"] == "p"


def test_who_comes_back_later_is_not_appointed_twice(graph: Store) -> None:
    net = world()
    people(net, "p")
    net.edge("HOLDS", "p", "g", post="网格长", since=YEAR_AGO, until=MONTH_AGO)
    net.edge("HOLDS", "p", "g", post="网格长", since=LATER)
    best = ask(graph, net, norm("holders", "Grid", HEAD, min=1), "g").rows[0]
    assert [change.act for change in best.changes] == ["recruit"]


def test_two_repairs_of_one_day_never_name_the_same_person(graph: Store) -> None:
    one, two = norm("holders", "Grid", HEAD, min=1), norm("holders", "Grid", {"posts": ["书记"]}, min=1)
    two = two.model_copy(update={"id": "t.other"})
    first = ask(graph, world(), one, "g", two).rows[0]
    second = repairs(graph, profile=profile(one, two), norm=two, subject_id="g", as_of=DAY).rows[0]
    assert not set(first.to_name) & set(second.to_name)
    load(graph, tables(first), sources=["repair"]).raise_if_refused()
    again = one.model_copy(update={"min": 2})
    third = repairs(graph, profile=profile(again, two), norm=again, subject_id="g", as_of=DAY).rows[0]
    assert not set(first.to_name) & set(third.to_name)


def test_every_act_has_words_and_a_price() -> None:
    assert all(act.zh and act.en and act.cost > 0 for act in ACTS.values())
    assert len({act.zh for act in ACTS.values()}) == len(ACTS)
    assert {record for case in CASES.values() for record, _ in case.records} <= {*SCHEMA.node, *SCHEMA.edge}
