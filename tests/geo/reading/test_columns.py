"""Columns: headers of the real world are understood, and a mapping that doesn't fit says what is wrong."""

import pytest

from canvass.geo.reading.columns import (
    MissingColumn,
    UnknownColumn,
    UnknownField,
    check_mapping,
    guess_columns,
)


def guess(header: str, *rows: str) -> dict[str, str]:
    return guess_columns(header.split(","), [row.split(",") for row in rows])


def test_openaddresses() -> None:
    found = guess(
        "LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH",
        "-82.5,35.6,12,Elm St,,,,NC,28711,,a1b2",
    )
    assert found == {
        "lon": "LON", "lat": "LAT", "number": "NUMBER", "street": "STREET", "unit": "UNIT", "city": "CITY",
        "state": "REGION", "postcode": "POSTCODE", "source_id": "HASH",
    }  # fmt: skip


def test_a_county_with_street_parts() -> None:
    found = guess(
        "OBJECTID,HOUSE_NO,HOUSE_SUFFIX,ST_PREDIR,ST_NAME,ST_TYPE,APT,ZIP,LONGITUDE,LATITUDE,SITE_TYPE",
        "1,12,B,N,Elm,St,,28711,-82.5,35.6,RESIDENTIAL",
    )
    assert found["number"] == "HOUSE_NO+HOUSE_SUFFIX"
    assert found["street"] == "ST_PREDIR+ST_NAME+ST_TYPE"
    assert found["kind"] == "SITE_TYPE"


def test_the_national_emergency_number_standard() -> None:
    found = guess(
        "Site_NGUID,Add_Number,AddNum_Suf,St_PreDir,St_Name,St_PosTyp,Unit,Post_Comm,State,Post_Code,Place_Type,LandmkName,Long,Lat",
        "u1,12,,,Elm,Street,,Barrio,NC,28711,house,,-82.5,35.6",
    )
    assert found["street"] == "St_PreDir+St_Name+St_PosTyp"
    assert found["city"] == "Post_Comm"
    assert found["name"] == "LandmkName"
    assert found["source_id"] == "Site_NGUID"


def test_x_and_y_are_taken_in_degrees_only() -> None:
    assert "lon" not in guess("NUMBER,STREET,X,Y", "1,Elm,945321.2,682112.9")
    assert guess("NUMBER,STREET,X,Y", "1,Elm,-82.5,35.6")["lon"] == "X"
    both = guess("X,Y,NUMBER,STREET,LON,LAT", "945321.2,682112.9,1,Elm,-82.5,35.6")
    assert (both["lon"], both["lat"]) == ("LON", "LAT")


def test_swapped_coordinates_are_turned() -> None:
    found = guess("NUMBER,STREET,X,Y", "1,Elm,35.6,-122.5", "2,Elm,35.7,-122.6")
    assert (found["lon"], found["lat"]) == ("Y", "X")


def test_the_point_inside_the_parcel_is_preferred_to_its_front() -> None:
    found = guess("front_lon,front_lat,lon,lat,number,street", "-1,1,-2,2,1,Elm")
    assert (found["lon"], found["lat"]) == ("lon", "lat")


def test_an_id_that_repeats_is_none() -> None:
    assert "source_id" not in guess("ID,NUMBER,STREET", "7,1,Elm", "7,2,Elm")


def test_nobodys_name_is_guessed() -> None:
    header = "NAME,OWNER,OWNER_NAME,RESIDENT,FIRST_NAME,LAST_NAME,NUMBER,STREET,LON,LAT"
    assert "name" not in guess(header, "a,b,c,d,e,f,1,Elm,-82.5,35.6")


def test_spanish_headers() -> None:
    found = guess(
        "Número,Calle,Interior,Municipio,Código Postal,Longitud,Latitud", "1,Roble,2,Barrio,28711,-82.5,35.6"
    )
    assert found["street"] == "Calle"
    assert (found["unit"], found["lon"], found["lat"]) == ("Interior", "Longitud", "Latitud")
    assert (found["number"], found["postcode"]) == ("Número", "Código Postal")


HEADER = ["HOUSE_NO", "ST", "TYPE", "LON", "LAT"]
FITTING = {"number": "HOUSE_NO", "street": "ST+TYPE", "lon": "lon", "lat": "LAT"}


def test_a_mapping_is_resolved_to_column_numbers() -> None:
    assert check_mapping(HEADER, FITTING) == {"number": (0,), "street": (1, 2), "lon": (3,), "lat": (4,)}


def test_a_column_that_the_file_lacks_is_named() -> None:
    with pytest.raises(UnknownColumn) as refused:
        check_mapping(HEADER, {**FITTING, "city": "TOWN"})
    assert refused.value.params["column"] == "TOWN"


def test_a_field_that_no_address_has_is_named() -> None:
    with pytest.raises(UnknownField) as refused:
        check_mapping(HEADER, {**FITTING, "owner": "ST"})
    assert refused.value.params["field"] == "owner"


def test_coordinates_and_a_street_are_needed() -> None:
    with pytest.raises(MissingColumn) as refused:
        check_mapping(HEADER, {"street": "ST", "lon": "LON"})
    assert refused.value.params["field"] == "lat"
