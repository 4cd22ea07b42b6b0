"""What could close a gap: for each measure, changes on both sides of a band, the likeliest first.

A candidate is one change, or two that only together make sense. Whether it closes the gap, a trial says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cypher.changes import Change
from cypher.repairs.around import Case
from cypher.repairs.candidates.lists import funds_received, items_listed, minutes_to_station
from cypher.repairs.candidates.party import covering_branches, member_purposes, successors_in_force, superiors
from cypher.repairs.candidates.posts import assigned_places, days_to_expiry, holders, orgs_or_instructors, posts_held
from cypher.repairs.candidates.territory import grids, inhabitants
from cypher.repairs.candidates.ties import bodies_tied, contacts, contacts_ended, responsible_parties
from cypher.repairs.candidates.values import checklist_missing, items_held, party_members, party_share

Candidate = Change | tuple[Change, Change]

CANDIDATES: dict[str, Callable[[Case], Iterator[Candidate]]] = {
    "assigned_places": assigned_places,
    "bodies_tied": bodies_tied,
    "checklist_missing": checklist_missing,
    "contacts": contacts,
    "contacts_ended": contacts_ended,
    "covering_branches": covering_branches,
    "days_to_expiry": days_to_expiry,
    "funds_received": funds_received,
    "grids": grids,
    "holders": holders,
    "inhabitants": inhabitants,
    "items_held": items_held,
    "items_listed": items_listed,
    "member_purposes": member_purposes,
    "minutes_to_station": minutes_to_station,
    "orgs_or_instructors": orgs_or_instructors,
    "party_members": party_members,
    "party_share": party_share,
    "posts_held": posts_held,
    "responsible_parties": responsible_parties,
    "successors_in_force": successors_in_force,
    "superiors": superiors,
}
"""One for each question in `cypher/gaps`, by its name."""
