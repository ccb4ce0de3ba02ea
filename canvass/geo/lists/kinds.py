"""What a list's word for a building's use tells: the place's kind, and whether somebody lives there to be
visited.

Every list has its own words (E911 site types, assessors' codes); the rules below read them, the first that
fits wins. What no rule knows counts as a home: a knock in vain costs less than a family that is never
visited.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from canvass.geo.lists.addresses import fold

HOUSE = "house"
APARTMENT_BUILDING = "apartment_building"
MOBILE_HOME_PARK = "mobile_home_park"
PUBLIC_SPACE = "public_space"
OTHER = "other"

KINDS = (HOUSE, APARTMENT_BUILDING, MOBILE_HOME_PARK, PUBLIC_SPACE, OTHER)


@dataclass(frozen=True, slots=True)
class Use:
    """A building's kind, whether it is a home, and whether the list said so (`stated`) or nothing at all."""

    kind: str
    home: bool
    stated: bool = True


_MIXED = re.compile(r"\bmxd\b|\bmixed|(?:\bwith|\bw/) ?resid")

_NOBODY = r"""
    office|offc|retail|indust|\bind\b|resrch|research|commercial|store|shop|mall\b|market|bank
    |accessory|access point|barn\b|shed\b|sugarhouse|greenhouse|storage|warehouse|gated|farm\b
    |utility|util\b|pole\b|substation|pump|tower|communication|solar|wind |hydro|water|well\b|sewer
    |\bplant\b|tele-
    |cemetery|cementerio|morgue|funeral|landfill|transfer station|quarry|gravel|oil|gas\b|nuclear|mill\b
    |school|escuela|college|university|education|day.?care|child.?care|museum|cultural|theat|auditorium
    |hospital|clinic|health|medical|pharmacy|nursing|assisted|veterinary|ambulance|facility
    |government|\bgovt?\b|state capitol|court.?house|prison|jail|law enforcement|police|fire station|armory
    |post office|border|customs|military|authority|public safety|improved|imprvd
    |lodging|hotel|motel|\binn\b|campground|youth camp|\brv\b|resort|ski area|bowling|club\b
    |restaurant|eating|brewery|auto\b|auto-|car.wash|repair|manufact|high-tech
    |airport|air support|heli|railroad|bus station|harbor|marina|dock|telephone|callbox|transport
    |golf|arena|stadium|fitness|shooting|race track|historic|visitor|lookout|charit|billboard
"""
_EMPTY = r"land\b|\blnd\b|vacant|vacnt|undev|\budv\\b|development site|abandoned|temporary|demolish|baldio"
_TABLED = r"""
    house of worship|church|iglesia|temple|synagogue|mosque
    |(?<!office )(?<!industrial )\bparks?\b|playground|picnic|beach|trailhead|plaza|fair\b|fairground
    |boat ramp|library|biblioteca|community|comunitari|recreation|public gathering|rest stop
    |(?:city|town|village) hall
"""
_INSTITUTION = r"housing|institutional resid|\bdorm|barracks|\bfrat.soror|boarding|rooming"
_FAMILY = r"""
    rectory|parsonage|single.?fam|sngl.?fam|one.?fam|residential farm|farm ?house|unifamiliar|town ?house
    |row ?house|duplex|triplex|(?:two|three|[123]).?(?:fam|fm)|multiple.res
"""

_RULES = (
    (r"\bpkg\b|parking|garage|park and ride|commuter lot", OTHER, False),
    (_EMPTY, OTHER, False),
    (r"mobile.?home|manufactured home|trailer|casas? movil", MOBILE_HOME_PARK, True),
    (_INSTITUTION, APARTMENT_BUILDING, True),
    (_FAMILY, HOUSE, True),
    (_TABLED, PUBLIC_SPACE, False),
    (_NOBODY, OTHER, False),
    (r"\bapts?\b|apartment|apartamento|condo|cndo|multi.?fam|multi.?unit", APARTMENT_BUILDING, True),
    (r"house|home|dwelling|resid|casa|vivienda|cabin|camp\b|seasonal|famil", HOUSE, True),
)
_LINE_ENDS = re.compile(r"\s*\n\s*")
_COMPILED = tuple((re.compile(_LINE_ENDS.sub("", words)), Use(kind, home)) for words, kind, home in _RULES)


@lru_cache(maxsize=4096)
def judge(words: str, residential: bool | None) -> Use:
    """The use that a list's words and its own residential flag tell; the flag, where there is one, decides on
    homes."""
    use = _read(fold(words))
    if residential is None:
        return use
    kind = OTHER if residential and not use.home and use.kind != APARTMENT_BUILDING else use.kind
    return Use(kind, residential, stated=True)


def _read(words: str) -> Use:
    if not words:
        return Use(HOUSE, home=True, stated=False)
    mixed = bool(_MIXED.search(words))
    fitting = (use for pattern, use in _COMPILED if (use.home or not mixed) and pattern.search(words))
    return next(fitting, Use(OTHER, home=True))
