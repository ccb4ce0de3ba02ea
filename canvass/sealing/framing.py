"""How bytes are framed before anything is encrypted or signed: prefixes, key ids, wire text, padding."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

PROTOCOL: Final = "canvass/1"
VAULTS: Final = ("field", "intake", "consulta", "leadership")
KEY_ID_BYTES: Final = 8
POINT_BYTES: Final = 65
BODY_BYTES: Final = 2048
FIELD_BODY_BYTES: Final = 512


class SealingError(ValueError):
    """Something cannot be sealed, opened or believed; `code` is stable."""

    code = "sealing_failed"


class BodyTooLong(SealingError):
    """The body has more bytes than its vault's one size."""

    code = "body_too_long"


class Malformed(SealingError):
    """The bytes are not of the format at all."""

    code = "malformed"


def length_prefixed(*parts: str) -> bytes:
    """`LP`: each part as one length byte and its UTF-8 bytes, so that no two lists of parts look alike.

    Raises `ValueError` for a part of more than 255 bytes.
    """
    encoded = [part.encode() for part in parts]
    if any(len(part) > 255 for part in encoded):
        raise ValueError("a part has more than 255 bytes")
    return b"".join(bytes([len(part)]) + part for part in encoded)


def key_id(public_raw: bytes) -> str:
    """16 hex digits: the first 8 bytes of SHA-256 of a raw public key (uncompressed point, 65 bytes)."""
    return hashlib.sha256(public_raw).digest()[:KEY_ID_BYTES].hex()


def b64encode(data: bytes) -> str:
    """Base64url without padding, as all binary travels in JSON."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def b64decode(text: str) -> bytes:
    """Undo `b64encode`; `Malformed` for what it would not have written, so each value has one spelling."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("not base64url") from error
    if b64encode(data) != text:
        raise Malformed("not base64url as this protocol writes it")
    return data


def canonical_json(value: Mapping[str, Any]) -> bytes:
    """Sorted keys, no spaces, UTF-8: the same bytes from Python and from the browser."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def body_bytes(vault: str) -> int:
    """The one size of a vault's bodies before sealing: their lengths tell nothing."""
    return FIELD_BODY_BYTES if vault == "field" else BODY_BYTES


def pad(body: Mapping[str, Any], size: int) -> bytes:
    """The body as JSON and spaces, exactly `size` bytes; `BodyTooLong` if it does not fit."""
    text = canonical_json(body)
    if len(text) > size:
        raise BodyTooLong(f"the body has {len(text)} bytes and only {size} fit")
    return text.ljust(size, b" ")


def unpad(padded: bytes) -> dict[str, Any]:
    """Undo `pad`; `Malformed` if no JSON object is inside."""
    try:
        body = json.loads(padded)
    except ValueError as error:
        raise Malformed("no JSON inside the seal") from error
    if not isinstance(body, dict):
        raise Malformed("no JSON object inside the seal")
    return body
