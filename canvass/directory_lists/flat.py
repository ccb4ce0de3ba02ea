"""One CSV with a row for each service, and its organisation beside it; columns in any order, named in Spanish or English."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from canvass.directory_lists import terms
from canvass.directory_lists.rows import DirectoryUnreadable, read_table
from canvass.directory_lists.terms import OwnNames, Problem, Told, ToldOrganisation, ToldService

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "organisation": ("organizacion", "organization", "organisation", "nombre de la organizacion", "organization name"),
    "organisation_id": ("id de la organizacion", "organization id", "organisation id"),
    "service": ("servicio", "service", "nombre del servicio", "service name"),
    "id": ("id", "id del servicio", "service id", "identificador"),
    "about_es": ("descripcion", "descripcion es", "que hace", "description es", "spanish description"),
    "about_en": ("description", "description en", "descripcion en", "about", "english description"),
    "phone": ("telefono", "tel", "phone", "telephone", "phone number"),
    "web": ("web", "sitio", "sitio web", "pagina web", "website", "url"),
    "place": ("direccion", "donde", "lugar", "address", "where", "location"),
    "needs": ("necesidades", "necesidad", "needs", "need", "categoria", "categorias", "category", "categories"),
    "area": ("condado", "condados", "area", "zona", "county", "counties", "service area"),
    "languages": ("idiomas", "idioma", "languages", "language"),
    "hours": ("horario", "horarios", "hours", "schedule", "opening hours"),
    "eligibility": ("requisitos", "para quien", "quien puede", "eligibility", "who can go", "requirements"),
    "reach": ("como pedir ayuda", "como llegar", "como contactar", "how to reach", "how to apply", "how to get help"),
}  # fmt: skip
"""What a column holds, by its name without accents: the first is the one that people are told of."""
_BY_NAME = {name: key for key, names in COLUMNS.items() for name in names}
_ORGANISATION = tuple(terms.ORGANISATION_LENGTHS)[1:]
_SERVICE = tuple(terms.SERVICE_LENGTHS)[1:]
_BETWEEN = re.compile(r"[,;/|]")
FILE = "CSV"


class _UnusableError(Exception):
    """A row that cannot be used."""

    def __init__(self, column: str, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.column, self.reason, self.value = column, reason, value


@dataclass
class _Reading:
    columns: dict[str, int]
    header: list[str]
    own: OwnNames
    organisations: dict[str, ToldOrganisation] = field(default_factory=dict)
    services: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def add(self, cells: list[str]) -> None:
        said = {key: terms.tidy(cells[at]) if at < len(cells) else "" for key, at in self.columns.items()}
        organisation = self._organisation(said)
        service = self._service(said, organisation.id) if said.get("service") else None
        if service is not None and service.id in self.services:
            raise _UnusableError("id" if said.get("id") else "service", terms.TWICE, said["service"])
        # Only a row that is good in all tells anything.
        known = self.organisations.setdefault(organisation.id, organisation)
        for name, value in organisation.fields.items():
            known.fields[name] = known.fields[name] or value
        if service is not None:
            self.services.add(service.id)
            known.services.append(service)

    def _organisation(self, said: Mapping[str, str]) -> ToldOrganisation:
        name = _fitting("organisation", said.get("organisation", ""), terms.ORGANISATION_LENGTHS["name"])
        if not name:
            raise _UnusableError("organisation", terms.NO_NAME)
        texts = {
            key: _fitting(key, said.get(key, ""), terms.ORGANISATION_LENGTHS[key]) for key in _ORGANISATION
        }
        given = _fitting("organisation_id", said.get("organisation_id", ""), terms.SOURCE_ID_LENGTH)
        return ToldOrganisation(given or terms.made_id(name), {"name": name, **texts, "active": True})

    def _service(self, said: Mapping[str, str], organisation: str) -> ToldService:
        name = _fitting("service", said["service"], terms.SERVICE_LENGTHS["name"])
        fields: dict[str, Any] = {
            key: _fitting(key, said.get(key, ""), terms.SERVICE_LENGTHS[key]) for key in _SERVICE
        }
        given = _fitting("id", said.get("id", ""), terms.SOURCE_ID_LENGTH)
        return ToldService(
            given or terms.made_id(organisation, name),
            {
                "name": name,
                **fields,
                "needs": _needs(said.get("needs", ""), self.own),
                "languages": _languages(said.get("languages", "")),
                "active": True,
            },
        )

    def tell(self, row: int, why: _UnusableError) -> None:
        at = self.columns.get(why.column)
        column = self.header[at] if at is not None else COLUMNS[why.column][0]
        self.problems.append(Problem(FILE, row, terms.shown(column), why.reason, terms.shown(why.value)))


def read_flat(data: bytes, own: OwnNames = terms.NO_NAMES) -> Told:
    """What the list tells, where `own` are names of the organisation's own needs; `DirectoryUnreadable` without a column for
    organisations.
    """
    header, rows = read_table(data)
    columns: dict[str, int] = {}
    strange = []
    for at, name in enumerate(header):
        key = _BY_NAME.get(terms.plain(name))
        if key is None or key in columns:
            strange.append(name)
        else:
            columns[key] = at
    if "organisation" not in columns:
        raise DirectoryUnreadable
    reading = _Reading(columns, header, own)
    reading.problems += [
        Problem(FILE, 1, terms.shown(terms.tidy(name)), terms.UNKNOWN_COLUMN) for name in strange if name
    ]
    for number, cells in rows:
        try:
            if cells is None:
                raise _UnusableError("organisation", terms.UNREADABLE)
            reading.add(cells)
        except _UnusableError as why:
            reading.tell(number, why)
    return Told(list(reading.organisations.values()), reading.problems, len(rows))


def _fitting(column: str, value: str, most: int) -> str:
    if len(value) > most:
        raise _UnusableError(column, terms.TOO_LONG, value)
    return value


def _parts(value: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(value) if part.strip()]


def _needs(value: str, own: OwnNames) -> list[str]:
    # A name may itself hold what stands between two.
    parts = [value] if terms.plain(value) in own else _parts(value)
    found = {part: terms.need_of(part, own) for part in parts}
    unknown = next((part for part, need in found.items() if need is None), None)
    if unknown is not None:
        raise _UnusableError("needs", terms.UNKNOWN_NEED, unknown)
    return terms.in_order(set(found.values()), own)


def _languages(value: str) -> list[str]:
    parts = _parts(value)
    if len(parts) > terms.MOST_LANGUAGES or any(len(part) > terms.LANGUAGE_LENGTH for part in parts):
        raise _UnusableError("languages", terms.TOO_LONG, value)
    return list(dict.fromkeys(map(terms.language_of, parts)))
