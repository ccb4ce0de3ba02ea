"""Which column of a list holds what: good guesses for the headers that counties and states are known to use.

A mapping is `{field: column}`. A column may be several, joined by "+": a street that comes in parts is
`ST_PREDIR+ST_NAME+ST_TYPE`. A resident's or an owner's name is never guessed: a door has nobody's name on it.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from canvass.errors import N_, Invalid
from canvass.geo.lists.addresses import fold

FIELDS = (
    "number", "street", "unit", "city", "state", "postcode", "lon", "lat",
    "kind", "unit_count", "source_id", "residential", "parent", "name",
)  # fmt: skip
REQUIRED = ("street",)
POINT = ("lon", "lat")
"""Both or neither: without them an address has to be found by its words."""

Row = Sequence[str]

_HEADERS: dict[str, str] = {
    "number": """
        number housenumber houseno housenum house streetnumber streetno streetnum stno stnum
        addressnumber addressno addrnumber addrnum addnumber addnum addno addrhousenumber addrhn
        hno hsenum hn hnum bldgnumber sitenum sitenumber propnum numero num nointerior numext
        numeroexterior
    """,
    "street": """
        street streetname fullstreet fullstreetname fullstname stfullname stname streetfull
        fullname strname roadname rdname road addrstreet addressstreet lststname stnam calle via
        nombrecalle vialidad streetaddress fulladdress fulladdr fulladd siteaddress siteaddr
        situsaddress situs address address1 addr addrline1 direccion domicilio
    """,
    "unit": """
        unit unitnumber unitno unitnum unitid apt aptno aptnum apartment suite subaddress
        occupancy addrunit lot lotno lotnumber unitidentifier secondaryaddress address2 addrline2
        apartamento departamento interior numint
    """,
    "city": """
        city cityname postcity postcomm postalcity postalcommunity town townname municipality
        incmuni municipal place community addrcity locality msagcomm ciudad municipio localidad
    """,
    "state": """
        state region stateabbr statecode province addrstate estado
    """,
    "postcode": """
        postcode zip zipcode zip5 postalcode postal addrpostcode postcde codigopostal cp
    """,
    "lon": """
        geometrylon lon lng long longitude longdd longdec londd declong lonwgs84 longitudewgs84 gpslongitude
        xlong xlon geolon wgs84lon addrlon pointx xcoord xcoordinate x longitud
    """,
    "lat": """
        geometrylat lat latitude latdd latdec declat latwgs84 latitudewgs84 gpslatitude ylat geolat wgs84lat
        addrlat pointy ycoord ycoordinate y latitud
    """,
    "kind": """
        kind use sitetype landuse usecode usedesc usedescription usetype placetype placetyp
        structuretype structtype structure bldgtype buildingtype buildinguse propertytype proptype
        propclass addresstype addrtype addtype pointtype occtype type building uso tipo
    """,
    "unit_count": """
        unitcount units numunits numberofunits nounits unitsnum dwellingunits dwellunits dus
        ducount housingunits residentialunits resunits livingunits unidades viviendas
    """,
    "source_id": """
        sourceid siteid sitenguid nguid addressid addrid addid addresspointid addrptid esiteid
        e911id uniqueid guid uuid globalid hash id gid objectid fid oid
    """,
    "residential": """
        residential isresidential residence rdi resflag residentialflag residencial
    """,
    "parent": """
        parent isparent shell isshell parentflag
    """,
    "name": """
        placename landmark landmarkname landmkname lmkname buildingname bldgname complex
        complexname parkname sitename subdivision mhpname community facility facilityname poi
        nombrelugar
    """,
}
_CANDIDATES = {field: headers.split() for field, headers in _HEADERS.items()}

_STREET_NAME = "stname streetname name strname roadname rdname stnam"
_STREET_PARTS = (
    "stpremod predirmod",
    "stpredir predir predirection prefixdir dirpre prefix stdir streetdir",
    "stpretyp pretype prefixtype",
    "stpresep",
    _STREET_NAME,
    "stpostyp posttype streettype strtype sttype suffixtype typesuf streetsuffix stsuffix suffix sttyp",
    "stposdir postdir sufdir suffixdir dirsuf postdirection",
    "stposmod postmod",
)
_NUMBER_SUFFIXES = """
    addnumsuf addnumbersuf numsuf numbersuffix numsuffix housesuffix housenumsuffix hnosuffix hnosuf addrsuf
    hsesuffix half frac fraction
"""
_SQUEEZED = re.compile(r"[^\w]|_")


class MappingError(Invalid):
    """The mapping from fields to columns doesn't fit the file."""

    code = "mapping_unusable"
    message = N_("Las columnas indicadas no corresponden a este archivo.")


class UnknownColumn(MappingError):
    """The mapping names a column that the file doesn't have."""

    code = "column_unknown"
    message = N_("El archivo no tiene la columna «%(column)s». Tiene: %(columns)s.")


class UnknownField(MappingError):
    """The mapping names something that an address doesn't have."""

    code = "field_unknown"
    message = N_("«%(field)s» no es un dato de una dirección. Los datos son: %(fields)s.")


class MissingColumn(MappingError):
    """No column was found for something without which an address is none."""

    code = "column_missing"
    message = N_("No se encontró la columna de «%(field)s». Indique cuál es; el archivo tiene: %(columns)s.")


def guess_columns(header: Sequence[str], sample_rows: Sequence[Row]) -> dict[str, str]:
    """The likely column of every field that the file seems to have, judged by its header and by some of its
    rows.

    A column that is empty in all the rows yields to a filled one; coordinates must be degrees (metres of a
    state's grid are passed over), and an id must be different in every row.
    """
    table = _Samples(header, sample_rows)
    mapping: dict[str, str] = {}
    for field in FIELDS:
        column = table.best(_CANDIDATES[field], _TESTS.get(field, _anything), set(mapping.values()))
        if column is not None:
            mapping[field] = column
    _join_parts(mapping, table)
    _turn_swapped(mapping, table)
    return mapping


def check_mapping(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """The column numbers of every mapped field; raises `UnknownField`, `UnknownColumn` or `MissingColumn`."""
    names, columns = list(header), ", ".join(header)
    found: dict[str, tuple[int, ...]] = {}
    for field, column in mapping.items():
        if field not in FIELDS:
            raise UnknownField(field=field, fields=", ".join(FIELDS))
        found[field] = tuple(_number_of(part, names) for part in _parts(column, names))
    for field in (*REQUIRED, *(POINT if any(field in found for field in POINT) else ())):
        if field not in found:
            raise MissingColumn(field=field, columns=columns)
    return found


def _parts(column: str, names: list[str]) -> list[str]:
    return [column] if column in names else column.split("+")


def _number_of(column: str, names: list[str]) -> int:
    if column in names:
        return names.index(column)
    folded = [name.casefold().strip() for name in names]
    if column.casefold().strip() in folded:
        return folded.index(column.casefold().strip())
    raise UnknownColumn(column=column, columns=", ".join(names))


class _Samples:
    """A header and some rows, asked by a column's squeezed name."""

    def __init__(self, header: Sequence[str], rows: Sequence[Row]) -> None:
        self.names: dict[str, str] = {}
        self.values: dict[str, list[str]] = {}
        for number, name in enumerate(header):
            self.names.setdefault(_SQUEEZED.sub("", fold(name)), name)
            self.values.setdefault(name, [row[number].strip() for row in rows if number < len(row)])

    def best(
        self, candidates: Sequence[str], test: Callable[[list[str]], bool], taken: set[str]
    ) -> str | None:
        """The first candidate whose values pass the test, a filled one before an empty one."""
        present = [self.names[c] for c in candidates if c in self.names and self.names[c] not in taken]
        fitting = [name for name in present if test([v for v in self.values[name] if v])]
        filled = (name for name in fitting if any(self.values[name]))
        return next(filled, next(iter(fitting), None))

    def find(self, candidates: Sequence[str]) -> str | None:
        return next((self.names[c] for c in candidates if c in self.names), None)


def _join_parts(mapping: dict[str, str], table: _Samples) -> None:
    """A street or a number that comes in parts is read from all of them."""
    parts = [column for candidates in _STREET_PARTS if (column := table.find(candidates.split()))]
    if mapping.get("street", parts[0] if parts else "") in parts and table.find(_STREET_NAME.split()):
        mapping["street"] = "+".join(dict.fromkeys(parts))
    suffix = table.find(_NUMBER_SUFFIXES.split())
    if suffix and "number" in mapping:
        mapping["number"] = f"{mapping['number']}+{suffix}"


def _turn_swapped(mapping: dict[str, str], table: _Samples) -> None:
    """Some lists have latitude under X: a "latitude" beyond 90° that is a fine longitude tells it."""
    if {"lon", "lat"} <= mapping.keys():
        lat, lon = (_numbers(table.values[mapping[axis]]) for axis in ("lat", "lon"))
        if lat and lon and all(abs(v) > 90 for v in lat) and all(abs(v) <= 90 for v in lon):
            mapping["lon"], mapping["lat"] = mapping["lat"], mapping["lon"]


def _numbers(values: list[str]) -> list[float]:
    return [number for value in values if (number := _number(value)) is not None]


def _number(value: str) -> float | None:
    try:
        return float(value.replace(",", "."))
    except ValueError:
        return None


def _anything(_values: list[str]) -> bool:
    return True


def _degrees(values: list[str]) -> bool:
    return not values or sum(abs(n) <= 180 for n in _numbers(values)) * 2 > len(values)


def _counts(values: list[str]) -> bool:
    return len(_numbers(values)) == len(values)


def _distinct(values: list[str]) -> bool:
    return len(values) == len(set(values))


def _words(values: list[str]) -> bool:
    return not values or len(_numbers(values)) < len(values)


_TESTS: dict[str, Callable[[list[str]], bool]] = {
    "lon": _degrees,
    "lat": _degrees,
    "unit_count": _counts,
    "source_id": _distinct,
    "kind": _words,
    "street": _words,
}
