"""Words that people read, write and say: drawn, compared and printed. One Spanish list for both languages.

Without their accents the words stay different from each other, already in their first four letters.
"""

import hashlib
import secrets
import unicodedata
from functools import cache
from typing import Final

from mnemonic import Mnemonic

from canvass.sealing.framing import PROTOCOL, SealingError, length_prefixed

DRAWN_WORDS: Final = 7
HOLDER_WORDS: Final = 6
RECOVERY_BITS: Final = 128
_BITS: Final = 11


class WordsRefused(SealingError):
    """The words are not twelve of the list, or their checksum is wrong: one was misread."""

    code = "words_refused"


def normalise(words: str) -> str:
    """Lower case, accents off, single spaces: how words are compared, and what the key is derived from."""
    plain = unicodedata.normalize("NFD", words.lower())
    return " ".join("".join(c for c in plain if not unicodedata.category(c).startswith("M")).split())


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 words as people see them, with accents (NFC)."""
    return tuple(unicodedata.normalize("NFC", word) for word in Mnemonic("spanish").wordlist)


def draw_words(count: int = DRAWN_WORDS) -> str:
    """That many words of 11 bits each: drawn, never chosen, since who takes the server can guess for ever."""
    return " ".join(secrets.choice(word_list()) for _ in range(count))


def draw_recovery_words() -> str:
    """Twelve words of BIP-39 (128 bits and a checksum), for paper."""
    return unicodedata.normalize("NFC", str(Mnemonic("spanish").generate(RECOVERY_BITS)))


def check_recovery_words(words: str) -> None:
    """Raise `WordsRefused` unless these are twelve words of the list, accents or not, and well summed."""
    place = {normalise(word): word for word in word_list()}
    written = [place.get(word) for word in normalise(words).split()]
    if len(written) != 12 or None in written:
        raise WordsRefused("not twelve words of the list")
    if not Mnemonic("spanish").check(" ".join(word for word in written if word)):
        raise WordsRefused("the checksum is wrong")


def holder_words(org: str, holder_id: str, box_raw: bytes, sign_raw: bytes) -> str:
    """Six words to compare aloud: 66 bits of `SHA-256(LP("canvass/1", "holder", org, id) ‖ box ‖ sign)`."""
    digest = hashlib.sha256(length_prefixed(PROTOCOL, "holder", org, holder_id) + box_raw + sign_raw).digest()
    bits = int.from_bytes(digest, "big") >> (len(digest) * 8 - HOLDER_WORDS * _BITS)
    places = [bits >> (_BITS * (HOLDER_WORDS - 1 - i)) & 0x7FF for i in range(HOLDER_WORDS)]
    return " ".join(word_list()[place] for place in places)
