"""Addresses as people and lists write them, and the one form in which two of them can be compared.

Two forms exist of every part: *tidy* is what a person reads (spaces and typographic fractions put right),
*normal* is what is compared (lower case, no accents, one short form a word). Normalising twice is normalising
once. Ranges ("83-85"), halves ("6 1/2"), suffixes ("56R", "1R-3R"), "#405/2" and "Lot 12" survive.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from canvass.geo.lists.street_words import SHORT

NaturalKey = tuple[tuple[int, int, str], ...]

_VULGAR = re.compile("[¼½¾⅐-⅞↉]")
_DASHES = re.compile("[‐-―−]")
_SPACES = re.compile(r"\s+")
_PIECES = re.compile(r"[0-9]+|[^\W0-9_]+")
_NO_WORD = re.compile(r"[^\w/]+|_")
_HALF = r"(?:1/2|1/3|2/3|1/4|3/4)"

_ID = r"(?:[A-Za-z]{0,2}-?[0-9][\w/.-]*|[A-Za-z])"
_UNIT_WORD = (
    r"(?:apartment|apartamento|apartado|apto|apt|departamento|depto|dpto|unit|unidad|suite|ste|lote|lot|space|spc"
    r"|trailer|trlr|room|rm|building|bldg|edificio|floor|piso)"
)
_UNIT_TAIL = re.compile(
    rf"^(?P<rest>.*?)[\s,;]*(?P<unit>(?:(?<!\w){_UNIT_WORD}\b\.?[\s#]*{_ID}|\#\s*{_ID})"
    rf"(?:[\s,]+(?:{_UNIT_WORD}\.?[\s#]*|\#\s*){_ID})*)\s*$",
    re.IGNORECASE,
)
_ONE = rf"[0-9]+[A-Za-z]?(?:\s+{_HALF})?"
_LEADING_HALF = re.compile(rf"^(?P<half>{_HALF})(?P<range>\s*-\s*{_ONE})?\s+(?P<street>\D.*)$")
_LEADING_NUMBER = re.compile(
    rf"^(?P<number>{_ONE}(?:\s*-\s*{_ONE})?)[\s,]+(?P<street>[^\W\d_].*|[0-9]+(?:st|nd|rd|th)\b.*)$",
    re.IGNORECASE,
)
_PLAIN_UNIT = re.compile(
    r"^(?:(?:apartment|apartamento|apto|apt|departamento|depto|dpto|unit|unidad|suite|ste|number|numero|num|no)\b|#)\W*"
)
_LOT_WORD = re.compile(r"\b(?:lot|lote|space|spc|sp|trailer|trlr|lt)\b\W*(?=[a-z]?[0-9])")
_STOREY = r"(?:floor|piso|flr|fl)"
_FLOOR_WORD = re.compile(rf"\b(?:{_STOREY}\W*([0-9]+)|([0-9]+)(?:st|nd|rd|th)?\W*{_STOREY})\b")
_FLOOR_UNIT = re.compile(r"^[a-z]{0,2}([0-9]{1,2})[0-9]{2}[a-z]?$")


def tidy(text: str) -> str:
    """The text as a person reads it: single spaces, plain dashes, "½" written as " 1/2"."""
    if not text.isascii():
        text = _VULGAR.sub(lambda match: " " + unicodedata.normalize("NFKC", match[0]), text)
        text = _DASHES.sub("-", text).replace("\u2044", "/")
    return " ".join(text.split())


@lru_cache(maxsize=65536)
def tidy_number(text: str) -> str:
    """A house number as its sign says it: "2.5" is "2 1/2", "14.0" a spreadsheet's 14, "194-196-" a slip."""
    text = tidy(text).strip("#,;.- ")
    if "." in text:
        text = re.sub(r"(?<=[0-9])\.0+(?![0-9])", "", text)
        text = re.sub(r"(?<=[0-9])\.5(?![0-9])", " 1/2", text)
    return text


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents; the letters of other scripts stay."""
    text = tidy(text)
    if text.isascii():
        return text.casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return tidy(unicodedata.normalize("NFKC", bare.casefold()))


@lru_cache(maxsize=65536)
def normalise_street(text: str) -> str:
    """The comparable form of a street's or a town's name: "Calle Núñez Norte" and "C. Nunez N" are one."""
    return _settled(_plain_street, text)


@lru_cache(maxsize=65536)
def normalise_number(text: str) -> str:
    """The comparable form of a house number: "11-11 R" and "11 - 11R" are one, "6½" is "6 1/2"."""
    return _settled(_plain_number, tidy_number(text))


@lru_cache(maxsize=65536)
def normalise_unit(text: str) -> str:
    """The comparable form of a unit: "Apt. 4", "#4" and "4" are one, "Lote 12" is "lot 12"."""
    return _settled(_plain_unit, text)


def _settled(plain: Callable[[str], str], text: str) -> str:
    """One rule may open the way for another: all are applied until nothing changes (each pass shortens, so it
    ends)."""
    for _ in range(len(text) + 2):
        before, text = text, plain(text)
        if text == before:
            break
    return text


def _plain_street(text: str) -> str:
    words = _NO_WORD.sub(" ", re.sub(r"(?<=\w)['’`.](?=\w)", "", fold(text))).replace("/", " ").split()
    return " ".join(SHORT.get(word, word) for word in words)


def _plain_number(text: str) -> str:
    text = re.sub(r"^(?:number|numero|num|no)\b[\s.]*(?=[0-9])", "", fold(text))
    text = re.sub(r"\s*-\s*", "-", re.sub(r"[^\w/\s-]", "", text))
    text = re.sub(r"(?<=[0-9])[\s-]+(?=[a-z]\b)", "", text)
    return _stripped(text)


def _plain_unit(text: str) -> str:
    text = _LOT_WORD.sub("lot ", fold(text))
    text = _FLOOR_WORD.sub(lambda match: f"fl {match[1] or match[2]}", text)
    text = _PLAIN_UNIT.sub("", text) or text
    text = re.sub(r"(?<=[0-9])[\s-]+(?=[a-z]\b)|(?<=\b[a-z])-(?=[0-9])", "", text)
    return _stripped(re.sub(r"[^\w/#\s-]", " ", text))


def _stripped(text: str) -> str:
    """Without leading zeros, and without dashes and spaces at the ends."""
    return _SPACES.sub(" ", re.sub(r"(?<![0-9])0+(?=[0-9])", "", text)).strip(" -_")


@lru_cache(maxsize=4096)
def _area(city: str, postcode: str) -> str:
    return normalise_street(city) or fold(postcode)[:5]


def address_key(number: str, street: str, city: str, postcode: str) -> str:
    """What two spellings of one address have in common.

    The postcode counts only where no city is named: a quarter of real rows has none, and a place must not
    change its identity when its list fills the gap.
    """
    return f"{normalise_number(number)}|{normalise_street(street)}|{_area(city, postcode)}"


@lru_cache(maxsize=65536)
def split_unit(text: str) -> tuple[str, str]:
    """The text without the unit at its end, and the unit: ("37", "Lot 2") of "37 Lot 2", ("Oak St", "") of
    "Oak St"."""
    match = _UNIT_TAIL.match(tidy(text))
    return (match["rest"].strip(" ,;"), match["unit"].strip()) if match else (tidy(text), "")


def repair(number: str, street: str, unit: str) -> tuple[str, str, str]:
    """Number, street and unit, each in its own column again.

    Puts back what lists are seen to spill: a unit in number or street, half a number at the street's start
    (14, "1/2- 16 1/2 Woodbridge St"), number or unit repeated before the street, a whole address in one
    column.
    """
    number, number_unit = split_unit(tidy_number(number))
    street, street_unit = split_unit(street)
    unit = tidy(unit) or number_unit or street_unit
    if street and (street[0].isdigit() or street[0] == "#"):
        number, street = _unspill(number, street, unit)
    return number, street, _part_fraction(unit, number)


def _unspill(number: str, street: str, unit: str) -> tuple[str, str]:
    half = _LEADING_HALF.match(street)
    if half and number[-1:].isdigit():
        rest = re.sub(r"\s*-\s*", "-", half["range"] or "")
        return f"{number} {half['half']}{rest}", half["street"]
    first, _, rest = street.partition(" ")
    if rest and "/" in first and normalise_unit(first) == normalise_unit(unit):
        return number, rest
    whole = _LEADING_NUMBER.match(street)
    if whole and not number:
        return tidy_number(whole["number"]), whole["street"].partition(",")[0].strip()
    if whole and normalise_number(whole["number"]) == normalise_number(number):
        return number, whole["street"]
    return number, street


def _part_fraction(unit: str, number: str) -> str:
    """ "161/2" at number "14 1/2-16 1/2" is the half "16 1/2"; elsewhere it may as well be unit 2 of 161."""
    for whole, half in re.findall(rf"([0-9]+) ({_HALF})", number):
        if unit == whole + half:
            return f"{whole} {half}"
    return unit


@lru_cache(maxsize=65536)
def natural_key(text: str) -> NaturalKey:
    """Sorts as people count: "2" before "10", "6" before "6 1/2" before "6B", "Lot 9" before "Lot 12"."""
    return tuple(
        (0, int(piece), "") if piece.isascii() and piece.isdigit() else (1, 0, piece)
        for piece in _PIECES.findall(fold(text))
    )


def first_number(text: str) -> int | None:
    """The number that tells the side of the street: 83 of "83-85", 6 of "6 1/2"; None without digits."""
    match = re.search(r"[0-9]{1,9}", text)
    return int(match[0]) if match else None


def floor_of(label: str, number: str) -> int | None:
    """The floor that a unit's label tells: 4 of "405", 10 of "E1001", 2 of "Piso 2"; None where it tells
    none.

    A label that is one of the building's own numbers ("103" at 101-103) names the entrance, and no floor.
    """
    normal = normalise_unit(label)
    if spoken := re.fullmatch(r"fl ([0-9]{1,2})(?: .*)?", normal):
        return int(spoken[1])
    own = [int(n) for n in re.findall(r"[0-9]{1,9}", number)]
    last = normal.rpartition("/")[2]
    match = _FLOOR_UNIT.match(last)
    digits = first_number(last)
    if not match or (own and digits is not None and min(own) <= digits <= max(own)):
        return None
    return int(match[1])
