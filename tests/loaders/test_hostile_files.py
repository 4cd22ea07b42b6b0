"""Files made to do harm: each is refused in one sentence, or its faults have addresses, in bounded memory.

Every file is read in a process of its own that may have little memory: where room for all that a file promises were
made, that process would end without a word.
"""

from __future__ import annotations

import json
import os
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from graph.errors import FileRefused
from graph.words import spreadsheet_safe
from loaders import files, survey
from loaders.batch import gather
from loaders.files import read_sheets
from loaders.workbook import read

MEMORY = 1_500  # MiB of address space, of which the imports take most
ROOT = Path(__file__).parents[2]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"


def text(reference: str, value: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def rows(*names: str) -> str:
    """A sheet of buildings with these names, in row 2 and below."""
    return "".join(row(n, text(f"A{n}", f"b{n}"), text(f"B{n}", name)) for n, name in enumerate(names, 2))


HEAD = row(1, text("A1", "编号"), text("B1", "名称"))


def book(
    path: Path,
    cells: str | Iterable[bytes] = "",
    *,
    doctype: str = "",
    target: str = "worksheets/sheet1.xml",
    strings: str | None = None,
    more: dict[str, str | bytes] | None = None,
) -> Path:
    """A workbook of one sheet of buildings, as any program may write one."""
    start = f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{MAIN}"><sheetData>{HEAD}'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" Type="{DOCUMENT}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets><sheet name="楼栋" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        shared = f'<Relationship Id="s" Type="{DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/>'
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{DOCUMENT}/worksheet" '
            f'Target="{target}"/>{shared if strings else ""}</Relationships>',
        )
        if strings:
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        with archive.open(SHEET, "w") as sheet:
            sheet.write(start.encode())
            for piece in [cells.encode()] if isinstance(cells, str) else cells:
                sheet.write(piece)
            sheet.write(b"</sheetData></worksheet>")
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return path


class Said(NamedTuple):
    """What reading a file came to: the sentence of a refusal, or the records and faults; and the memory it took."""

    refused: str
    records: int
    faults: list[tuple[int, str, str, str]]
    megabytes: int


READ = """
import json, resource, sys
from pathlib import Path
import fastexcel, polars
from graph.errors import FileRefused
from loaders.batch import gather
from loaders.workbook import read
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]) << 20,) * 2)
said = {"refused": "", "records": 0, "faults": []}
try:
    reading = read([Path(sys.argv[1])])
    faults = reading.faults + gather(reading.tables, reading.faults)[2]
    said["records"] = sum(map(len, reading.tables))
    said["faults"] = [(f.row, f.column, f.code, f.message) for f in faults]
except FileRefused as error:
    said["refused"] = error.message
said["megabytes"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) >> 10
print(json.dumps(said))
"""


def reading(path: Path) -> Said:
    """Read a file in a process with little memory, which must end well whatever is in it."""
    ran = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(MEMORY)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1", "RAYON_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return Said(**json.loads(ran.stdout))


def refused(path: Path, megabytes: int = 60) -> str:
    said = reading(path)
    assert said.records == 0
    assert said.refused.startswith(str(path))
    assert len(said.refused) < len(str(path)) + 250
    assert said.megabytes < megabytes
    return said.refused


# --- archives -----------------------------------------------------------------------------------------------------


def bomb(path: Path) -> Path:
    """Two megabytes that unpack to half a gigabyte."""
    megabyte = b"a" * 2**20
    return book(path, (megabyte for _ in range(512)))


def test_a_bomb_is_refused_by_what_its_directory_says(tmp_path: Path) -> None:
    path = bomb(tmp_path / "楼栋.xlsx")
    assert path.stat().st_size < 2**20
    assert "unpacks to more than 256 MiB" in refused(path)


def test_a_bomb_whose_directory_lies(tmp_path: Path) -> None:
    path = bomb(tmp_path / "楼栋.xlsx")
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size
    data = path.read_bytes()
    assert struct.pack("<I", size) in data
    path.write_bytes(data.replace(struct.pack("<I", size), struct.pack("<I", 500)))
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo(SHEET).file_size == 500
    assert "unpacks to more than" in refused(path)


def test_a_part_that_unpacks_to_two_hundred_times_its_size(tmp_path: Path) -> None:
    assert "more than 200 times its size" in refused(book(tmp_path / "a.xlsx", rows("长" * 5_000_000)))


def test_one_long_text_said_many_times(tmp_path: Path) -> None:
    """Shared texts stand in a file once, and in memory as often as cells say them."""
    cells = "".join(row(n, f'<c r="A{n}" t="s"><v>0</v></c>') for n in range(2, 200_000))
    strings = f"<si><t>{''.join(random.Random(1).choices('甲乙丙丁戊己', k=30_000))}</t></si>"
    assert "has texts of more than 128 MiB" in refused(book(tmp_path / "a.xlsx", cells, strings=strings))


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE x [" + "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9)) + '<!ENTITY e0 "ha">]>',
        '<!DOCTYPE x [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
    ids=["billion laughs", "external entity", "external declaration"],
)
def test_entities_are_never_expanded(tmp_path: Path, doctype: str) -> None:
    assert "declares entities" in refused(book(tmp_path / "a.xlsx", rows("&e9;"), doctype=doctype))


def test_entities_in_the_list_of_sheets_and_in_shared_texts(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE x [<!ENTITY e "x">]>'
    for name in ("xl/styles.xml", "docProps/app.xml"):
        assert "declares entities" in refused(book(tmp_path / "a.xlsx", more={name: f"{doctype}<x>&e;</x>"}))


def test_what_is_no_whole_archive(tmp_path: Path) -> None:
    whole = book(tmp_path / "whole.xlsx", rows("一号楼")).read_bytes()
    at = tmp_path / "楼栋.xlsx"
    for content in (whole[: len(whole) // 2], whole[:-10], b"PK\x03\x04" + random.Random(1).randbytes(5_000)):
        at.write_bytes(content)
        with pytest.raises(FileRefused, match="not a workbook that can be read"):
            read_sheets(at)


def test_any_byte_may_be_wrong(tmp_path: Path) -> None:
    """Two hundred workbooks with some bytes changed: read, or refused, and never anything else."""
    whole = book(tmp_path / "whole.xlsx", rows("一号楼", "二号楼")).read_bytes()
    chance, at, sentences = random.Random(7), tmp_path / "楼栋.xlsx", []
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        at.write_bytes(data)
        try:
            read([at])
        except FileRefused as error:
            sentences.append(error.message)
    assert len(sentences) > 20
    assert max(map(len, sentences)) < len(str(at)) + 250


def test_two_parts_of_one_name(tmp_path: Path) -> None:
    """One is looked at and the other is read: neither is."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = book(tmp_path / "a.xlsx", rows("一"), more={SHEET: "<worksheet/>"})
    assert "two parts of one name" in refused(path)


def test_names_that_lead_out_of_the_archive_lead_nowhere(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", rows("一"), more={"../../evil.txt": "x", "/tmp/evil.txt": "x"})
    assert reading(path).records == 1
    assert not list(tmp_path.parent.rglob("evil.txt"))
    path = book(tmp_path / "b.xlsx", rows("一"), target="../../../../etc/passwd")
    assert "is not where the workbook says" in refused(path)


def test_a_picture_is_no_sheet(tmp_path: Path) -> None:
    picture = {"xl/media/image1.png": b"\x89PNG" + random.Random(1).randbytes(1_000)}
    assert reading(book(tmp_path / "a.xlsx", rows("一"), more=picture)).records == 1
    assert "is not where" in refused(book(tmp_path / "b.xlsx", target="media/image1.png", more=picture))


def test_other_workbooks_and_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    assert "not a workbook of the kind .xlsx" in refused(path)


# --- sheets -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (row(1_048_576, text("XFD1048576", "x")), "more than 256 columns"),
        (row(1_048_576, text("IV1048576", "x")), "reaches to row 1048576, column 256"),
        (row(4_294_967_290, text("B4294967290", "x")), "reaches to row 4294967290"),
        (row(2, *(f'<c r="A{n}"/>' for n in ("A", "9" * 5_000))), "not a workbook that can be read"),
        (row(2, "<c><v>1</v></c>" * 16_384), "more than 256 columns"),
        ("".join(row(n, text(f"XFD{n}", "x")) for n in range(2, 2_000)), "more than 256 columns"),
    ],
    ids=["last cell", "far down and right", "beyond", "no such cell", "as wide as can be", "tall and wide"],
)
def test_room_is_not_made_for_cells_far_away(tmp_path: Path, cells: str, words: str) -> None:
    assert words in refused(book(tmp_path / "a.xlsx", cells))


def test_a_million_empty_rows_are_no_records(tmp_path: Path) -> None:
    cells = "".join(f'<row r="{n}"/>' for n in range(2, 1_000_000)) + rows("一").replace('"2"', '"1000000"').replace(
        "A2", "A1000000"
    ).replace("B2", "B1000000")
    said = reading(book(tmp_path / "a.xlsx", cells))
    assert (said.refused, said.records, said.faults) == ("", 1, [])
    assert said.megabytes < 400


def test_the_largest_that_is_read_stays_in_bounds(tmp_path: Path) -> None:
    last = survey.MOST_CELLS // survey.MOST_COLUMNS
    said = reading(book(tmp_path / "a.xlsx", row(last, text(f"A{last}", "b"), text(f"IV{last}", "x"))))
    assert said.refused == ""
    assert said.megabytes < 700


def test_cells_that_could_be_formulas_are_text(tmp_path: Path) -> None:
    names = ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", '=HYPERLINK("http://x","y")', "=1+1"]
    path = book(tmp_path / "a.xlsx", rows(*(name.replace('"', "&quot;") for name in names)))
    assert read([path]).tables[0].columns["name"] == names
    csv = tmp_path / "楼栋.csv"
    csv.write_text(
        "id,name\n" + "".join(f'b{n},"{name.replace(chr(34), chr(34) * 2)}"\n' for n, name in enumerate(names))
    )
    (table,) = read([csv]).tables
    assert table.columns["name"] == names
    assert gather([table])[2] == []


def test_a_formula_says_its_cached_value_or_is_a_fault(tmp_path: Path) -> None:
    """In whatever order its attributes stand, and where the cell does not say which one it is."""
    cells = (
        row(2, text("A2", "b2"), '<c t="str" r="B2"><f>1+1</f><v>二</v></c>')
        + row(3, text("A3", "b3"), '<c s="0" r="B3"><f>HYPERLINK("http://x","y")</f></c>')
        + '<row><c t="inlineStr"><is><t>b4</t></is></c><c><f>1+1</f></c></row>'
        + row(5, text("A5", "b5"), "<c r='B5' t='e'><v>#REF!</v></c>")
        + row(6, text("A6", "b6"), "<c r='B6'><f>1+1</f><v/></c>")
        + row(7, text("A7", "b7"), '<c r="B7" t="str"><f>T(C1)</f><v></v></c>')  # computed, to nothing
        + row(8, text("A8", "b8"), '<c r="B8"><f>1+1</f><v>2</v></c>')
    )
    said = reading(book(tmp_path / "a.xlsx", cells))
    assert said.records == 7
    never = "holds a formula that was never computed; open the file in Excel and save it."
    assert said.faults == [
        [3, "名称", "wrong-type", never],
        [4, "名称", "wrong-type", never],
        [5, "名称", "wrong-type", "holds the error #REF! instead of a value."],
        [6, "名称", "wrong-type", never],
        [7, "名称", "missing-value", "名称 (name) is needed: name as people use it."],
    ]


def test_a_text_beyond_all_measure_is_a_fault_with_an_address(tmp_path: Path) -> None:
    long = "".join(random.Random(1).choices("甲乙丙丁", k=40_000))
    said = reading(book(tmp_path / "a.xlsx", rows(long)))
    assert [(fault[:3], "40000 characters" in fault[3]) for fault in said.faults] == [([2, "名称", "too-long"], True)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a\x07b", "wrong-type"),
        ("a\x85b", "wrong-type"),
        ("a\u202eb", "wrong-type"),
        ("a\u2066b", "wrong-type"),
        ("甲\n乙", None),
        ("👩‍🔧班", None),  # joined by a mark that cannot be seen, as such signs are
    ],
)
def test_marks_in_names(tmp_path: Path, name: str, code: str | None) -> None:
    path = tmp_path / "楼栋.csv"
    path.write_text(f'id,name\nb1,"{name}"\n', encoding="utf-8")
    (table,) = read([path]).tables
    faults = gather([table])[2]
    assert [(f.row, f.column, f.code) for f in faults] == ([(2, "name", code)] if code else [])
    assert not any(mark in str(fault) for fault in faults for mark in "\x07\x85\u202e\u2066")


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u202e", "\u2060", "\u2067", "\ufeff"])
def test_ids_have_no_marks_that_cannot_be_seen(tmp_path: Path, mark: str) -> None:
    """Two ids that look the same are two ids."""
    path = tmp_path / "楼栋.csv"
    path.write_text(f"id,name\nb{mark}1,x\n", encoding="utf-8")
    assert [(f.row, f.column, f.code) for f in gather(read([path]).tables)[2]] == [(2, "id", "bad-id")]


def test_half_characters(tmp_path: Path) -> None:
    assert "not a workbook that can be read" in refused(book(tmp_path / "a.xlsx", rows("a&#xD800;b")))
    path = tmp_path / "楼栋.csv"
    path.write_bytes(b"id,name\nb1,\xed\xa0\x80x\n")
    assert "is not UTF-8" in refused(path)


# --- text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("编号,名称\nb1,a\0b\n".encode(), "is not text: byte 18 is zero"),
        (b"id,name\nb1," + b"x" * 50_000_000 + b"\n", "at line 2: field larger than field limit"),
        (b'id,name\nb1,"' + b"x\n" * 1_000_000, "a quotation mark before it is not closed"),
        (b"id,name\n" + b"," * 20_000_000 + b"\n", "at line 2 more than is read at once"),
        (b"id,name\n" + b"\n" * 10_000_000, "at line 4000000 more than is read at once"),
        ("编号,名称\nb1,楼\n".encode("utf-16"), "UTF-16"),
        ("编号,名称\nb1,楼\n".encode("utf-32"), "is UTF-16 text"),
        ("編號,名稱\nb1,臨汾\xff".encode("big5", "replace") + b"\xff\xff", "is not UTF-8 (byte 0) and not GB18030"),
    ],
    ids=["nul", "one line", "never closed", "commas", "blank lines", "utf-16", "utf-32", "big5"],
)
def test_text_that_cannot_be_read(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "楼栋.csv"
    path.write_bytes(content)
    assert words in refused(path, megabytes=400)


def test_parquet_of_many_records_in_few_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "Building.parquet"
    pl.select(id=pl.repeat("b", 3_000_000), name=pl.repeat("x", 3_000_000)).write_parquet(path)
    assert path.stat().st_size < 100_000
    assert "has 3000000 rows of 2 columns" in refused(path)
    pl.select(id=pl.repeat("b", 1_000), name=pl.repeat("x" * 100_000, 1_000)).write_parquet(path)
    monkeypatch.setattr(files, "MOST_TEXT", 50 * 2**20)
    with pytest.raises(FileRefused, match="texts of more than 50 MiB"):
        read_sheets(path)


# --- on the way out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "　=1", "＝1", "＠x"])
def test_no_text_of_a_csv_is_a_formula(text: str) -> None:
    assert spreadsheet_safe(text) == f"'{text}"


@pytest.mark.parametrize("value", [-1, -1.5, 0, None, True, "", "一号楼", "a=b", "1-2", "–", "'=1"])
def test_what_is_no_formula_stays_as_it_is(value: Any) -> None:
    assert spreadsheet_safe(value) is value


def test_the_bounds_are_the_readers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Several sheets are bounded together, not each for itself."""
    path: Callable[..., Path] = book
    monkeypatch.setattr(survey, "MOST_CELLS", 6)
    assert len(read_sheets(path(tmp_path / "a.xlsx", rows("一", "二")))) == 1
    with pytest.raises(FileRefused, match="reaches to row 4, column 2"):
        read_sheets(path(tmp_path / "b.xlsx", rows("一", "二", "三")))
