"""A flat list of services: columns in any order and either language, and every bad cell told by row and column."""

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.directory_lists.flat import COLUMNS, read_flat
from canvass.directory_lists.rows import DirectoryUnreadable

ROW = {
    "organisation": "Despensa Roble",
    "service": "Comida de la semana",
    "about_es": "Reparte comida",
    "phone": "828-555-0101",
    "needs": "comida; Vivienda",
    "area": "Condado del Roble",
    "languages": "Español, mam",
    "hours": "lu-vi 9-17",
    "eligibility": "Quien la pida",
    "reach": "Llamar antes",
}


def table(rows: list[dict[str, str]], header: list[str], keys: list[str], delimiter: str = ",") -> bytes:
    words = io.StringIO()
    writer = csv.writer(words, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([row.get(key, "") for key in keys] for row in rows)
    return words.getvalue().encode()


@given(
    st.permutations(list(ROW)),
    st.sampled_from([0, 1]),
    st.sampled_from(",;\t|"),
    st.sampled_from(["upper", "title"]),
)
def test_columns_come_in_any_order_and_either_language(
    keys: list[str], name: int, delimiter: str, written: str
) -> None:
    header = [getattr(COLUMNS[key][name], written)() for key in keys]

    told = read_flat(table([ROW], header, keys, delimiter))

    assert told == read_flat(table([ROW], [COLUMNS[key][0] for key in ROW], list(ROW)))
    (organisation,) = told.organisations
    (service,) = organisation.services
    assert (organisation.fields["name"], organisation.fields["phone"]) == ("Despensa Roble", "828-555-0101")
    assert (service.fields["needs"], service.fields["languages"]) == (["housing", "food"], ["es", "mam"])
    assert told.problems == []


def test_bad_rows_are_told_by_row_and_column_and_stop_nothing() -> None:
    rows = [
        ROW,
        {**ROW, "service": "Otra", "needs": "comida, brujería"},
        {},
        {**ROW, "organisation": "", "service": "Sola"},
        {**ROW, "service": "Larga", "hours": "h" * 301},
        ROW,
        {"organisation": "Casa Abierta"},
    ]
    header = [*(COLUMNS[key][0] for key in ROW), "color"]

    told = read_flat(table(rows, header, [*ROW, "color"]))

    assert [(each.row, each.column, each.reason) for each in told.problems] == [
        (1, "color", "unknown_column"),
        (3, "necesidades", "unknown_need"),
        (5, "organizacion", "no_name"),
        (6, "horario", "too_long"),
        (7, "servicio", "twice"),
    ]
    assert told.problems[1].value == "brujería"
    assert [(one.fields["name"], len(one.services)) for one in told.organisations] == [
        ("Despensa Roble", 1),
        ("Casa Abierta", 0),
    ]


def test_what_hides_in_a_cell_is_taken_out() -> None:
    told = read_flat("organización,teléfono\n\u202eCasa\u200b  Abierta,828\n".encode())
    assert told.organisations[0].fields["name"] == "Casa Abierta"


@pytest.mark.parametrize("data", [b"", b"\n\n", b"name,phone\nx,1\n", b"\xff\xfe", bytes(range(256))])
def test_what_has_no_column_of_organisations_is_no_directory(data: bytes) -> None:
    with pytest.raises(DirectoryUnreadable):
        read_flat(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(DirectoryUnreadable):
        read_flat(b"organization,service\n" + data)
