"""Defects that come after 2021-04-05, the day of the published figures, so that every figure still holds on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from loaders.network import Defect, Network


def plant(net: Network) -> list[Defect]:
    """A handful of defects that come after 2021-04-05, so that every figure still holds on its day."""
    minis = [id_ for id_ in net.of("Compound") if net.nodes[id_]["kind"] == "迷你小区"]
    unowned, unmanaged = net.random.sample(minis, 2)
    shops = [id_ for id_ in net.of("Institution") if net.nodes[id_].get("kind") == "shop"]
    return [
        *_vacate(net, "微网格长", 3, "linfen.X1"),
        *_vacate(net, "楼组长", 4, "linfen.X2"),
        _end_committee(net, unowned),
        _end_contract(net, unmanaged),
        *(_lack(net, id_, "一居一库", "linfen.N3") for id_ in net.random.sample(net.of("Community"), 1)),
        *(_lack(net, id_, "一店一档", "linfen.N4") for id_ in net.random.sample(shops, 2)),
        _close_department(net, "sanitation", "waste_sorting"),
    ]


def _later(net: Network) -> date:
    return net.day(date(2024, 3, 1), date(2025, 9, 30))


def _vacate(net: Network, post: str, count: int, rule: str) -> Iterator[Defect]:
    for held in net.random.sample(list(net.find("HOLDS", post=post, until=None)), count):
        held["until"] = _later(net)
        yield Defect(rule, held["end"], f"nobody is {post} of {net.nodes[held['end']]['name']} since {held['until']}")


def _end_committee(net: Network, compound: str) -> Defect:
    committee, day = next(net.find("REPRESENTS", end=compound))["start"], _later(net)
    net.end(committee, day)
    return Defect("linfen.N5", compound, f"the owners' committee of {net.nodes[compound]['name']} ended on {day}")


def _end_contract(net: Network, compound: str) -> Defect:
    day = _later(net)
    for type_ in ("MANAGES", "CO_BUILDS"):
        next(net.find(type_, end=compound, until=None))["until"] = day
    return Defect("linfen.X3", compound, f"the contract for {net.nodes[compound]['name']} ended on {day}")


def _lack(net: Network, subject: str, item: str, rule: str) -> Defect:
    net.nodes[subject].update(has=None, lacks=[item])
    return Defect(rule, subject, f"{net.nodes[subject]['name']} lacks {item}")


def _close_department(net: Network, function: str, issue_type: str) -> Defect:
    department = next(id_ for id_ in net.of("Department") if net.nodes[id_]["function"] == function)
    day = _later(net)
    net.end(department, day)
    return Defect("route", issue_type, f"{net.nodes[department]['name']}, the lead department, was closed on {day}")
