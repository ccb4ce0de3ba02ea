"""What a schema finds wrong with a field, in the caller's language: marshmallow itself speaks English only."""

import re

from canvass.errors import N_
from canvass.i18n import gettext

# The first that fits, whole. What fits none was said by a field of ours, and so in the caller's language already.
SAYINGS = tuple(
    (re.compile(pattern, re.DOTALL), message)
    for pattern, message in (
        (r"Missing data for required field\.|Field may not be null\.", N_("Falta este dato.")),
        (r"Unknown field\.", N_("Aquí no se conoce este dato.")),
        (
            r"Shorter than minimum length (?P<min>\d+)\.",
            N_("Es demasiado corto: hacen falta al menos %(min)s."),
        ),
        (r"Longer than maximum length (?P<max>\d+)\.", N_("Es demasiado largo: caben %(max)s como mucho.")),
        (
            r"Length must be between (?P<min>\d+) and (?P<max>\d+)\.",
            N_("Hacen falta entre %(min)s y %(max)s."),
        ),
        (r"Must be one of: (?P<choices>.+)\.", N_("Tiene que ser uno de estos: %(choices)s.")),
        (
            r"Must be greater than or equal to (?P<min>\S+) and less than or equal to (?P<max>\S+)\.",
            N_("Tiene que estar entre %(min)s y %(max)s."),
        ),
        (
            r"(Not a valid|Invalid|String does not match|Must be|Length must be) .+",
            N_("No tiene la forma que hace falta."),
        ),
    )
)


def say_fault(message: str) -> str:
    """marshmallow's message in the caller's language; any other as it is."""
    for pattern, saying in SAYINGS:
        found = pattern.fullmatch(message)
        if found:
            return gettext(saying, **found.groupdict())
    return message
