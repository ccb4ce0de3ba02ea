"""The enrolment link's fragment `token.n.hash`: kept in the browser, it reaches no log, no preview."""

import hashlib
import re
import secrets
from typing import Final, NamedTuple

from canvass.sealing.framing import Malformed, b64decode, b64encode
from canvass.sealing.keylog import Head

TOKEN_BYTES: Final = 16
ENROL_PATH: Final = "/enrol"
_FORM: Final = re.compile(r"([\w-]{22})(?:\.(0|[1-9]\d{0,8})\.([0-9a-f]{64}))?", re.ASCII)


class Fragment(NamedTuple):
    """An invitation's token (16 bytes), the inviter's verified head (None: the first administrator)."""

    token: bytes
    pinned: Head | None


def make_token() -> bytes:
    """16 random bytes; the server keeps only their hash."""
    return secrets.token_bytes(TOKEN_BYTES)


def token_hash(token: bytes) -> str:
    """SHA-256 of a token in hex."""
    return hashlib.sha256(token).hexdigest()


def enrolment_link(base_url: str, fragment: Fragment) -> str:
    """`https://…/enrol#token.n.hash`, or `#token` without a pin."""
    text = b64encode(fragment.token)
    if fragment.pinned:
        text += f".{fragment.pinned.n}.{fragment.pinned.hash}"
    return f"{base_url.rstrip('/')}{ENROL_PATH}#{text}"


def read_fragment(text: str) -> Fragment:
    """Read what follows `#` (which may lead it); `Malformed` for what `enrolment_link` does not write."""
    found = _FORM.fullmatch(text.removeprefix("#"))
    if found is None:
        raise Malformed("not an enrolment link")
    token, n, digest = found.groups()
    return Fragment(b64decode(token), Head(int(n), digest) if n is not None else None)
