"""Open Referral's files: the tables in an archive and the same as JSON tell the same, and nothing in them is trusted."""

import contextlib
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.directory_lists import rows
from canvass.directory_lists.hsds import read_archive, read_json
from canvass.directory_lists.rows import DirectoryTooLarge, DirectoryUnreadable

TABLES = {
    "organizations.csv": "id,name,description,website\no1,Roble Pantry,Food for all,roble.example\n,Nameless,,\n",
    "services.csv": (
        "organization_id,status,id,name,application_process,eligibility_description\n"
        "o1,active,s1,Weekly groceries,Call first,Anybody\no9,active,s2,Lost,,\no1,defunct,s3,Legal line,,\n"
    ),
    "phones.csv": "number,service_id,organization_id,contact_id\n828-555-0199,,o1,c1\n828-555-0101,,o1,\n828-555-0102,s1,,\n",
    "locations.csv": "id,organization_id,name\nl1,o1,Hall\n",
    "service_at_location.csv": "id,service_id,location_id\na1,s1,l1\n",
    "addresses.csv": "location_id,address_1,city\nl1,14 Oak St,Robledal\n",
    "service_areas.csv": "service_id,name\ns1,Oak County\n",
    "languages.csv": "service_id,name,code\ns1,Spanish,spa\ns1,,en\n",
    "schedules.csv": 'service_id,byday,opens_at,closes_at\ns1,"TH,FR",10:00:00,18:00:00\n',
    "contacts.csv": "id,name\nc1,Somebody Private\n",
}
SERVICE = {
    "id": "s1",
    "name": "Weekly groceries",
    "status": "active",
    "application_process": "Call first",
    "eligibility_description": "Anybody",
    "phones": [{"number": "828-555-0102"}],
    "service_areas": [{"name": "Oak County"}],
    "languages": [{"name": "Spanish", "code": "spa"}, {"code": "en"}],
    "schedules": [{"byday": "TH,FR", "opens_at": "10:00:00", "closes_at": "18:00:00"}],
    "service_at_locations": [
        {"location": {"id": "l1", "addresses": [{"address_1": "14 Oak St", "city": "Robledal"}]}}
    ],
}
ORGANISATION = {"id": "o1", "name": "Roble Pantry", "description": "Food for all", "website": "roble.example"}


def archive(tables: dict[str, str], compression: int = zipfile.ZIP_DEFLATED, folder: str = "hsds/") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as file:
        for name, text in tables.items():
            file.writestr(folder + name, text)
    return made.getvalue()


def test_the_tables_tell_organisations_with_their_services() -> None:
    told = read_archive(archive(TABLES))

    (organisation,) = told.organisations
    assert organisation.fields == {
        "name": "Roble Pantry",
        "about_es": "",
        "about_en": "Food for all",
        "phone": "828-555-0101",
        "web": "roble.example",
        "place": "14 Oak St, Robledal",
        "active": True,
    }
    groceries, line = organisation.services
    assert groceries.fields == {
        "name": "Weekly groceries",
        "needs": ["food"],
        "area": "Oak County",
        "languages": ["es", "en"],
        "hours": "Th,Fr 10:00-18:00",
        "eligibility": "Anybody",
        "reach": "Call first · 828-555-0102 · 14 Oak St, Robledal",
        "active": True,
    }
    assert (line.fields["active"], line.fields["needs"]) == (False, ["other"])
    assert [(each.file, each.row, each.column, each.reason) for each in told.problems] == [
        ("organizations.csv", 3, "id", "no_id"),
        ("services.csv", 3, "organization_id", "no_organisation"),
    ]
    assert "Private" not in str(told)
    assert "0199" not in str(told), "somebody's own number"


def test_json_tells_the_same_in_each_of_its_forms() -> None:
    expected = read_archive(archive(TABLES)).organisations[0].services[0]
    forms = [
        {**ORGANISATION, "services": [SERVICE]},
        [{**ORGANISATION, "services": [SERVICE]}],
        {
            "contents": [
                {**SERVICE, "organization": ORGANISATION},
                {**SERVICE, "id": "s2", "organization": ORGANISATION},
            ]
        },
        {
            "organizations.csv": [ORGANISATION],
            "services.csv": [{**SERVICE, "organization_id": "o1"}],
            "phones.csv": [{"service_id": "s1", "number": "828-555-0102"}],
            "service_areas.csv": [{"service_id": "s1", "name": "Oak County"}],
            "languages.csv": [{"service_id": "s1", "code": "spa"}, {"service_id": "s1", "code": "en"}],
            "schedules.csv": [{"service_id": "s1", **SERVICE["schedules"][0]}],
            "service_at_location.csv": [{"service_id": "s1", "location_id": "l1"}],
            "locations.csv": [{"id": "l1"}],
            "addresses.csv": [{"location_id": "l1", "address_1": "14 Oak St", "city": "Robledal"}],
        },
    ]
    for form in forms:
        told = read_json(json.dumps(form).encode())
        assert told.problems == []
        assert [one.id for one in told.organisations] == ["o1"]
        assert told.organisations[0].services[0] == expected


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_UNPACKED", 10_000)
    with pytest.raises(DirectoryTooLarge):
        read_archive(archive({**TABLES, "locations.csv": "id\n" + "x" * 20_000}))
    with pytest.raises(DirectoryTooLarge):
        read_archive(archive({f"{number}.csv": "" for number in range(100)}))


def test_what_is_broken_hidden_or_packed_otherwise_is_refused() -> None:
    whole = archive(TABLES)
    secret = bytearray(archive({"organizations.csv": TABLES["organizations.csv"]}))
    secret[secret.rindex(b"PK\x01\x02") + 8] |= 1
    for data in (
        whole[:200],
        whole[:-30],
        bytes(secret),
        archive(TABLES, zipfile.ZIP_LZMA),
        archive({"a.csv": "x"}),
    ):
        with pytest.raises(DirectoryUnreadable):
            read_archive(data)
    for data in (
        b"{",
        b"[" * 100_000,
        b"[]",
        b"[1]",
        b'{"contents": 3}',
        b'[{"id": 1' + b"0" * 5000 + b"}]",
    ):
        with pytest.raises(DirectoryUnreadable):
            read_json(data)


@given(st.binary(max_size=60), st.integers(0, 2000))
def test_a_damaged_archive_is_read_or_refused(noise: bytes, at: int) -> None:
    whole = archive(TABLES)
    with contextlib.suppress(DirectoryUnreadable, DirectoryTooLarge):
        read_archive(whole[: at % len(whole)] + noise + whole[at % len(whole) + len(noise) :])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["id", "name", "services", "organization", "phones", "location", "number", "contents"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=25,
    )
)
def test_any_json_is_read_or_refused(document: object) -> None:
    with contextlib.suppress(DirectoryUnreadable):
        read_json(json.dumps(document).encode())
