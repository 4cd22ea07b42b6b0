"""Popolo (popoloproject.com) → tables: persons, organisations, areas of our levels, and who holds which post.

Days. A `start_date` is the first day in force, an `end_date` the day on which the relation ended, which is its last:
our `until` is the day after, and an export takes that day off again. A date without its day (`2015`, `2015-03`) is made
into no day: a beginning stays unknown; a membership that ended so is not taken, for without a day it would read as
still in force. What the graph has no word for is counted in the notes, key by key; so is each date that is left out.

Two keys that Popolo does not have are read, because our own export writes them: `kind` and `synthetic`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from graph.model import Family, Node
from graph.records import FIRST_DAY, LAST_DAY, Table, columns_of, loadable, quoted
from graph.schema import BODIES, GRID, MICRO_GRID, PEOPLE, PLACES, SCHEMA
from graph.statements import key_part
from graph.store import Store
from graph.words import IN_CHINESE
from loaders import popolo_file
from loaders.popolo_file import MOST_NAMED, Document, Item, enumerated
from loaders.popolo_held import Held, told_apart
from loaders.popolo_words import DEFAULT, body_label, classified, own_label, place_label, same
from loaders.present import Present
from loaders.workbook import Reading

MEMBER = "成员"
UNDER = SCHEMA.edge["UNDER"]
SEXES = {"female": "female", "f": "female", "女": "female", "male": "male", "m": "male", "男": "male"}
VOICES = ("voice", "cell", "phone", "tel", "mobile")
HEADINGS = {
    "Person": {"sex": "gender", "birth_year": "birth_date", "phone": "contact_details"},
    "Body": {"since": "founding_date", "until": "dissolution_date"},
    "Place": {"code": "identifier"},
    "HOLDS": {"start": "person_id", "end": "organization_id", "post": "role"},
    "MEMBER_OF": {"start": "member", "end": "organization_id"},
    "PART_OF": {"start": "id", "end": "parent_id"},
}
READ = {
    "persons": "id name gender birth_date contact_details synthetic memberships",
    "organizations": "id name classification kind founding_date dissolution_date parent_id synthetic memberships posts",
    "posts": "id label role organization_id area_id",
    "memberships": "id label role person_id member organization_id post_id area_id start_date end_date synthetic",
    "areas": "id name classification kind identifier parent_id synthetic",
}


def read(paths: Sequence[Path], store: Store, *, today: date, default: str = DEFAULT) -> Reading:
    """Read Popolo files as one register: what one refers to may stand in another, or in the graph.

    Parameters
    ----------
    paths
        The files; see `loaders.popolo_file`.
    store
        Where names and labels of what is there already are looked up.
    today
        An end without a day counts as still to come where it lies wholly after this day.
    default
        Label of organisations whose classification says nothing to us, in either language.

    Raises
    ------
    FileRefused
        A file cannot be read as Popolo.
    InvalidInput
        `default` is no label of organisations.
    """
    label = body_label(default)
    register = _Register(popolo_file.read(paths), Present(store), today, label)
    return register.reading()


class _Register:
    """The rows that a document makes, by kind and place in the file, and what is to be said of it."""

    def __init__(self, document: Document, present: Present, today: date, default: str) -> None:
        self.document, self.text, self.present = document, document.text, present
        self.today, self.default = today, default
        self.rows: dict[tuple[str, str], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
        self.held: list[Held] = []
        self.left: dict[str, Counter[str]] = {name: Counter() for name in popolo_file.COLLECTIONS}
        self.words: dict[str, Counter[str]] = defaultdict(Counter)  # sentence → the words it is about
        self.told: dict[str, list[str]] = defaultdict(list)  # sentence → the first items it is about
        self.many: Counter[str] = Counter()  # sentence → how many they are
        self.ids = {name: self._ids(name) for name in ("persons", "organizations", "areas", "posts")}
        self.there = {
            family.name: present.named(family, self.ids[name])
            for family, name in ((PEOPLE, "persons"), (BODIES, "organizations"), (PLACES, "areas"))
        }
        self.labels: dict[str, dict[str, str]] = {"organizations": {}, "areas": {}}  # of what is taken, by id
        self.vacant = set(self.ids["posts"])

    def reading(self) -> Reading:
        items = self.document.items
        for name, values in items.items():
            read = frozenset(READ[name].split())
            for item in values:
                self.left[name].update(key for key, value in item.values.items() if value and key not in read)
        for take, name in ((self._area, "areas"), (self._organization, "organizations"), (self._person, "persons")):
            for id_, item in self._with_ids(name):
                take(item, id_)
        for name in ("areas", "organizations"):
            for id_, item in self._with_ids(name):
                self._parent(item, id_, name)
        for item in items["memberships"]:
            self._membership(item)
        kept, others = told_apart(self.held)
        for one in kept:
            self._add("HOLDS", **one._asdict())
        for one in others:
            self._tell("Not taken, for no first day tells it from another of the same post", one.item)
        self._drop_known_superiors()
        tables, notes = list(self._tables()), [*self.document.notes, *self._notes()]
        return Reading(tables, self.document.faults, self.document.files, notes)

    # --- ids and rows

    def _ids(self, name: str) -> dict[str, Item]:
        """The items of a collection by id. That an id is missing, or of a post stands twice, is said here."""
        found: dict[str, Item] = {}
        for item in self.document.items[name]:
            id_ = self.text(item, "id")
            if id_ is None:
                if isinstance(item.values.get("id"), str | None) and name != "posts":
                    self._fault(item, "id", "missing-value", "An id is needed: by it others refer to the item.")
            elif (first := found.setdefault(id_, item)) is not item and name == "posts":
                self._fault(item, "id", "duplicate-id", f"stands already in {first.sheet}, row {first.row}.")
        return found

    def _with_ids(self, name: str) -> Iterator[tuple[str, Item]]:
        for item in self.document.items[name]:
            if (id_ := self.text(item, "id")) is not None:
                yield id_, item

    def _fault(self, item: Item, column: str, code: str, message: str) -> None:
        self.document.faults.append(item.fault(column, code, message))

    def _add(self, what: str, item: Item, **values: Any) -> None:
        columns = columns_of(loadable()[what])
        synthetic = True if item.values.get("synthetic") is True else None
        own = {name: value for name, value in values.items() if name in columns} | {"synthetic": synthetic}
        self.rows[what, item.source].append((item.row, own))

    def _tell(self, sentence: str, item: Item, key: str = "") -> None:
        self.many[sentence] += 1
        if self.many[sentence] <= MOST_NAMED:
            value = f" ({quoted(item.values.get(key))})" if key else ""
            self.told[sentence].append(f"{item.sheet} {item.row}{value}")

    def _tables(self) -> Iterator[Table]:
        for (what, source), rows in self.rows.items():
            names = list(dict.fromkeys(name for _, values in rows for name in values))
            columns = {name: [values.get(name) for _, values in rows] for name in names}
            owner = loadable()[what]
            headings = HEADINGS["PART_OF"] if what in ("IN_GRID", "UNDER", "HOSTED_BY") else HEADINGS.get(what, {})
            if isinstance(owner, Node) and what != "Person":
                headings = HEADINGS[owner.family.name]
            dates = {"since": "start_date", "until": "end_date"} if what in ("HOLDS", "MEMBER_OF") else {}
            yield Table(what, columns, source, [row for row, _ in rows], {**headings, **dates})

    def _notes(self) -> Iterator[str]:
        for sentence, counts in self.words.items():
            yield f"{sentence}: {enumerated([f'{quoted(word)} {n}' for word, n in counts.most_common()])}."
        for sentence, rows in self.told.items():
            yield f"{sentence}: {enumerated(rows, self.many[sentence])}."
        if self.vacant:
            yield f"Posts that nobody holds are not kept: {len(self.vacant)}."
        for name, counts in self.left.items():
            if parts := [f"{quoted(key)} of {n}" for key, n in counts.most_common() if n]:
                yield f"Not kept of {name}: {enumerated(parts)}."

    # --- days

    def _since(self, item: Item, key: str) -> date | None:
        day, partly = self.document.date(item, key)
        if partly:
            self._tell(f"{key} left unknown, for it is no day", item, key)
        elif day and day < FIRST_DAY:
            self._tell(f"{key} left unknown, for the graph begins in {FIRST_DAY.year}", item, key)
        return day if day and day >= FIRST_DAY else None

    def _until(self, item: Item, key: str) -> tuple[date | None, bool]:
        """The first day no longer in force; and whether it ended and the graph cannot say when."""
        day, partly = self.document.date(item, key)
        if day and day >= LAST_DAY:
            self._tell(f"{key} left open, for the graph ends in {LAST_DAY.year}", item, key)
            return None, False
        if partly and partly > self.today:
            self._tell(f"{key} left unknown, for it is no day and still to come", item, key)
        lost = bool(partly and partly <= self.today) or bool(day and day < FIRST_DAY)
        return (None if day is None or lost else day + timedelta(days=1)), lost

    # --- items

    def _name(self, item: Item, family: Family, id_: str) -> str:
        """The name; where there is none, what the graph calls it, or its id."""
        name = self.text(item, "name")
        if name is None:
            self._tell("Without a name: what the graph calls it, or its id, stands for one", item)
        return name or str(self.there[family.name].get(id_, ("", id_))[1])

    def _kind(self, item: Item, label: str, name: str) -> str | None:
        kind, allowed = self.text(item, "kind"), columns_of(SCHEMA.node[label])["kind"].allowed
        if kind is None or not allowed:
            return kind
        found = next((one for one in allowed if kind in (one, IN_CHINESE[one])), None)
        self.left[name]["kind"] += found is None
        return found

    def _area(self, item: Item, id_: str) -> None:
        word = self.text(item, "classification")
        label = place_label(word)
        if label is None:
            self.words["Areas are not taken whose classification is no level of ours"][word or "none"] += 1
            return
        self.labels["areas"][id_] = label
        name, kind = self._name(item, PLACES, id_), self._kind(item, label, "areas")
        self._add(label, item, id=id_, name=name, kind=kind, code=self.text(item, "identifier"))

    def _organization(self, item: Item, id_: str) -> None:
        word = self.text(item, "classification")
        label, kind = classified(word)
        if label is None:
            label = str(self.there["Body"].get(id_, (self.default, ""))[0])
            sentence = f"Taken as {label}, for the classification says nothing to us (--as names another label)"
            self.words[sentence][word or "none"] += 1
        self.labels["organizations"][id_] = label
        if word and not own_label(BODIES, word) and not columns_of(SCHEMA.node[label])["kind"].allowed:
            kind = word
        since, (until, lost) = self._since(item, "founding_date"), self._until(item, "dissolution_date")
        if lost:
            self._tell(
                "Dissolved on a day that the graph cannot say, so it reads as still there", item, "dissolution_date"
            )
        name, kind = self._name(item, BODIES, id_), self._kind(item, label, "organizations") or kind
        self._add(label, item, id=id_, name=name, kind=kind, since=since, until=until)

    def _person(self, item: Item, id_: str) -> None:
        gender, left = self.text(item, "gender"), self.left["persons"]
        sex = SEXES.get(same(gender or ""))
        left["gender"] += bool(gender) and sex is None
        day, partly = self.document.date(item, "birth_date")
        birth = day or partly
        left["month of birth_date"] += birth is not None and len(str(item.values["birth_date"])) > 4
        details = self.document.objects(item, "contact_details")
        voices = [one["value"] for one in details if one.get("type") in VOICES and isinstance(one.get("value"), str)]
        phone = next((voice for voice in map(str.strip, voices) if voice), None)
        left["contact_details"] += len(details) > (phone is not None)
        name, year = self._name(item, PEOPLE, id_), birth and birth.year
        self._add("Person", item, id=id_, name=name, sex=sex, birth_year=year, phone=phone)

    def _parent(self, item: Item, id_: str, name: str) -> None:
        """What an area lies in; which organisation a Party organisation is under, or hosted by."""
        parent, own = self.text(item, "parent_id"), self.labels[name].get(id_)
        if parent is None or own is None:
            return
        above = self.labels[name].get(parent)
        if parent == id_:
            self._fault(item, "parent_id", "cycle", "is the item's own id; nothing contains itself.")
        elif name == "areas" and above is None and parent in self.ids["areas"]:
            self._tell("An area's parent is not taken, so it lies in nothing", item)
        elif name == "areas":
            grids = (GRID.label, MICRO_GRID.label)
            what = "IN_GRID" if above in grids and own not in grids else "PART_OF"
            self._add(what, item, start=id_, end=parent)
        elif own == "PartyOrg":
            self._add("UNDER" if above in (None, "PartyOrg") else "HOSTED_BY", item, start=id_, end=parent)
        else:
            self.left[name]["parent_id"] += 1

    def _drop_known_superiors(self) -> None:
        """Whom the graph knows by a line of leadership already: Popolo has no lines, and would say it a second time."""
        sources = [key for key in self.rows if key[0] == UNDER.type]
        pairs = [(values["start"], values["end"]) for key in sources for _, values in self.rows[key]]
        there = self.present.edges(UNDER, (f"{key_part(a)}|{key_part(b)}|" for a, b in pairs), ("line", "until"))
        known = {
            (start, end)
            for _, start, end, line, until in zip(*there.values(), strict=True)
            if line is not None and (until is None or until > self.today)
        }
        for key in sources:
            rows = [row for row in self.rows.pop(key) if (row[1]["start"], row[1]["end"]) not in known]
            self.rows |= {key: rows} if rows else {}

    # --- memberships

    def _membership(self, item: Item) -> None:
        post = self.ids["posts"].get(post_id) if (post_id := self.text(item, "post_id")) else None
        if post_id and post is None:
            self._fault(item, "post_id", "unknown-reference", "is the id of no post of what is loaded.")
        self.vacant.discard(post_id or "")
        person, organization = self._member(item)
        at, area = self.text(item, "organization_id"), self.text(item, "area_id")
        if at is None and post:
            at = self.text(post, "organization_id")
        if at is not None:
            self.left["memberships"]["area_id"] += area is not None
        elif area is None and post:
            area = self.text(post, "area_id")
        faults = len(self.document.faults)
        since, (until, lost) = self._since(item, "start_date"), self._until(item, "end_date")
        if person is None and organization is None:
            self._fault(item, "person_id", "missing-value", "Whose membership it is must be said.")
        elif at is None and area is None:
            self._fault(item, "organization_id", "missing-value", "Say where: organization_id, post_id or area_id.")
        elif lost:
            self._tell("Not taken, for it ended on a day that the graph cannot say", item, "end_date")
        elif at is None and area in self.ids["areas"] and area not in self.labels["areas"]:
            self._tell("Not taken, for its area is not", item)
        elif person is not None:
            held = Held(item, person, at or area or "", self._word(item, post), since, until)
            if len(self.document.faults) > faults:
                self._add("HOLDS", **held._asdict())  # nothing is concluded from a date that is wrong
            else:
                self.held.append(held)
        elif at is None or self.labels["organizations"].get(at) not in (None, "Committee"):
            self._tell("Not taken, for an organisation can be a member of a Committee alone", item)
        else:
            self._add("MEMBER_OF", item, start=organization, end=at, since=since, until=until)

    def _member(self, item: Item) -> tuple[str | None, str | None]:
        """The person, or else the organisation, whose membership it is."""
        person, member = self.text(item, "person_id"), item.values.get("member")
        if person is not None or member is None:
            return person, None
        inner = item._replace(values={"member": member.get("id") if isinstance(member, dict) else member})
        id_ = self.text(inner, "member")
        is_person = isinstance(member, dict) and same(str(member.get("@type", ""))) == "person"
        if is_person or (id_ in self.ids["persons"] and id_ not in self.ids["organizations"]):
            return id_, None
        return None, id_

    def _word(self, item: Item, post: Item | None) -> str:
        """The post: the post's label or role, else the role or label of the membership itself."""
        own = [self.text(item, "role"), self.text(item, "label")]
        words = [word for word in ([self.text(post, "label"), self.text(post, "role")] if post else []) + own if word]
        self.left["memberships"]["role or label"] += len({*words[:1], *filter(None, own)}) > 1
        if not words:
            self._tell(f"Without a post: {MEMBER} stands for one", item)
        return words[0] if words else MEMBER
