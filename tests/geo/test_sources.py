"""Sources: lists as they come, and the rows that can't be used."""

import gzip
import tracemalloc
from pathlib import Path

import pytest

from canvass.geo.lists.rows import AddressRow, BadRow
from canvass.geo.reading import source_errors, tables
from canvass.geo.reading.columns import MissingColumn
from canvass.geo.reading.source_errors import EmptySource, LineTooLong, SourceError, SourceTooLarge
from canvass.geo.reading.tables import LONGEST_LINE, count_lines
from canvass.geo.sources import preview, read_rows

GOOD = "12,Calle Núñez,Lot 3,-82.5,35.6"


def written(folder: Path, text: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode(encoding)) if name.endswith("gz") else text.encode(encoding))
    return path


def rows_of(path: Path, **overrides: str) -> list[AddressRow | BadRow]:
    return list(read_rows(path, preview(path, overrides).mapping))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("name", ["list.csv", "list.csv.gz"])
def test_a_list_is_read_however_it_was_saved(
    tmp_path: Path, delimiter: str, encoding: str, name: str
) -> None:
    text = f"number,street,unit,lon,lat\r\n{GOOD}\r\n".replace(",", delimiter)
    (row,) = rows_of(written(tmp_path, text, encoding, name))
    assert isinstance(row, AddressRow)
    assert (row.row, row.number, row.street, row.unit) == (2, "12", "Calle Núñez", "Lot 3")
    assert (row.lon, row.lat) == (-82.5, 35.6)


def test_decimal_commas_are_read(tmp_path: Path) -> None:
    (row,) = rows_of(written(tmp_path, "lat;lon;street;number\n35,6;-82,5;Roble;4\n"))
    assert isinstance(row, AddressRow)
    assert (row.lon, row.lat) == (-82.5, 35.6)


@pytest.mark.parametrize(
    ("cells", "column", "reason", "value"),
    [
        ("12,Elm,,,35.6", "X", "no_coordinates", ""),
        ("12,Elm,,0,0", "X", "no_coordinates", "0"),
        ("12,Elm,,-82.5,north", "Y", "not_a_number", "north"),
        ("12,Elm,,nan,35.6", "X", "not_a_number", "nan"),
        ("12,Elm,,-82.5,97.1", "Y", "outside_the_world", "97.1"),
        ("12,Elm,,-282.5,35.6", "X", "outside_the_world", "-282.5"),
        ("12,,,-82.5,35.6", "ROAD", "no_street", ""),
        (",Elm,,-82.5,35.6", "HOUSE_NO", "no_number", ""),
        ("12", "X", "no_coordinates", ""),
    ],
)
def test_a_bad_row_says_where_and_why_and_stops_nothing(
    tmp_path: Path, cells: str, column: str, reason: str, value: str
) -> None:
    found = rows_of(written(tmp_path, f"HOUSE_NO,ROAD,APT,X,Y\n{GOOD}\n\n{cells}\n{GOOD}\n"))
    assert found[1] == BadRow(4, column, reason, value)
    assert [type(row) for row in found] == [AddressRow, BadRow, AddressRow]


def test_a_name_stands_for_a_number(tmp_path: Path) -> None:
    (row,) = rows_of(written(tmp_path, "number,street,lon,lat,place_name\n,Elm,-82.5,35.6,Parque Central\n"))
    assert isinstance(row, AddressRow)
    assert row.name == "Parque Central"


def test_flags_and_counts_are_understood(tmp_path: Path) -> None:
    header = "number,street,lon,lat,unit_count,residential,parent"
    text = f"{header}\n1,Elm,1,1,4,True,no\n2,Elm,1,1,many,N,1\n3,Elm,1,1,,,\n"
    path = written(tmp_path, text)
    mapping = preview(path).mapping | {"unit_count": "unit_count"}
    rows = [row for row in read_rows(path, mapping) if isinstance(row, AddressRow)]
    assert [(r.unit_count, r.residential, r.parent) for r in rows] == [
        (4, True, False),
        (0, False, True),
        (0, None, False),
    ]


def test_what_a_person_says_wins_over_the_guess(tmp_path: Path) -> None:
    path = written(tmp_path, "number,street,lon,lat,SIGN\n1,Elm,1,1,99\n")
    (row,) = rows_of(path, number="SIGN")
    assert isinstance(row, AddressRow)
    assert row.number == "99"


def test_an_unclosed_quote_spoils_no_more_than_its_rows(tmp_path: Path) -> None:
    filler = "".join(f"{n},Elm,1,1\n" for n in range(5000))
    found = rows_of(written(tmp_path, f'number,street,lon,lat\n1,Elm,1,1\n2,"Elm,1,1\n{filler}'))
    assert any(isinstance(row, BadRow) and row.reason == "unreadable" for row in found)
    assert sum(isinstance(row, AddressRow) for row in found) > 3000


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptySource),
        (b"\n\n", EmptySource),
        (b"PK\x03\x04\x14\x00\x06\x00", SourceError),
        (b"\x89PNG\r\n\x1a\n\x00\x00", SourceError),
        (b"Estimada gente,\n\nles mando la lista.\n", SourceError),
        (gzip.compress(b"number,street\n", mtime=0)[:-6], SourceError),
        (gzip.compress(b"number,street\n", mtime=0)[:12] + b"\xff" * 40, SourceError),
        (gzip.compress(b"number,street\n", mtime=0) + b"no gzip", SourceError),
        (b"\x1f\x8b", SourceError),
        (b"\xff\xfen", SourceError),
        (b"number," + b"x" * LONGEST_LINE, LineTooLong),
        (b"number,street,lon,lat\n1,Elm,1,1\n" + b"x" * (LONGEST_LINE + 1), LineTooLong),
        (gzip.compress(b"," * (1 << 20)), LineTooLong),
        (b"number,street,lon,lat\n" + b'"1\n2",' * (1 << 17), LineTooLong),
        (b"a,b,c\n1,2,3\n", MissingColumn),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes, error: type[Exception]) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(error):
        rows_of(path)


def test_a_small_file_that_unpacks_without_end_is_refused_in_time(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(source_errors.MOST_BYTES // 2**20 + 1):
            file.write(b"1,Elm,1,1\n" * 104857 + b"......")
    assert path.stat().st_size < source_errors.MOST_BYTES / 50
    tracemalloc.start()
    for read in (preview, count_lines):
        with pytest.raises(SourceTooLarge):
            read(path)
    assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    tracemalloc.stop()


def test_a_list_of_more_rows_than_an_import_can_take_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    header = "number,street,lon,lat\n"
    assert len(rows_of(written(tmp_path, header + "1,Elm,1,1\n" * 3))) == 3
    with pytest.raises(SourceTooLarge):
        rows_of(written(tmp_path, header + "1,Elm,1,1\n" * 4))


def test_a_letter_cut_by_the_end_of_a_part_is_still_utf_8(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_PART", 7)
    rows = rows_of(written(tmp_path, "number,street,lon,lat\n" + "1,Núñez,1,1\n" * 20))
    assert {row.street for row in rows if isinstance(row, AddressRow)} == {"Núñez"}
