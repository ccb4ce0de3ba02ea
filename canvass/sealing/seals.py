"""Sealing a record to a vault, and wrapping a vault's private key to a holder: RFC 9180, base mode.

The suite is DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. There is no aad: `info` binds what a seal
belongs to, so that a sealed body moved to another record, vault or organisation does not open.
"""

from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from canvass.sealing.framing import (
    KEY_ID_BYTES,
    POINT_BYTES,
    PROTOCOL,
    Malformed,
    SealingError,
    body_bytes,
    key_id,
    length_prefixed,
    pad,
    unpad,
)
from canvass.sealing.keys import PKCS8_BYTES, pkcs8, point, public_key, read_pkcs8

VERSION: Final = b"\x01"
TAG_BYTES: Final = 16
_SUITE: Final = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_HEADER_BYTES: Final = len(VERSION) + KEY_ID_BYTES


class CannotOpen(SealingError):
    """The key is another one, or the bytes or what they are bound to were changed."""

    code = "cannot_open"


def seal(
    public_raw: bytes, org: str, vault: str, kind: str, record_id: str, body: Mapping[str, Any]
) -> bytes:
    """Seal a JSON body to a vault's public key: `01 ‖ key id ‖ enc (65) ‖ ct`, or `BodyTooLong`."""
    return _encrypt(public_raw, _seal_info(org, vault, kind, record_id), pad(body, body_bytes(vault)))


def open_sealed(
    private: EllipticCurvePrivateKey, org: str, vault: str, kind: str, record_id: str, sealed: bytes
) -> dict[str, Any]:
    """Open what `seal` made; `CannotOpen` unless key, bytes and all that they are bound to are the same."""
    return unpad(_decrypt(private, _seal_info(org, vault, kind, record_id), sealed))


def wrap(box_raw: bytes, org: str, vault: str, holder_id: str, private: EllipticCurvePrivateKey) -> bytes:
    """Seal a vault's private key to a holder's `box` point: the header names the box, `info` the key."""
    info = _wrap_info(org, vault, key_id(point(private)), holder_id)
    return _encrypt(box_raw, info, pkcs8(private))


def unwrap(
    box: EllipticCurvePrivateKey, org: str, vault: str, vault_key_id: str, holder_id: str, wrapped: bytes
) -> EllipticCurvePrivateKey:
    """Open what `wrap` made; `CannotOpen` also if the key inside is not the one that it is said to be."""
    private = read_pkcs8(_decrypt(box, _wrap_info(org, vault, vault_key_id, holder_id), wrapped))
    if key_id(point(private)) != vault_key_id:
        raise CannotOpen("the wrapped key is another one")
    return private


def sealed_key_id(sealed: bytes, vault: str) -> str:
    """Which key a sealed body names; `Malformed` unless version and length are those of the vault's bodies.

    This is all that a server can check of a seal.
    """
    return _header(sealed, body_bytes(vault))


def wrap_box_id(wrapped: bytes) -> str:
    """The key id of the `box` that a wrap names; `Malformed` unless version and length are right."""
    return _header(wrapped, PKCS8_BYTES)


def _header(sealed: bytes, inside: int) -> str:
    if len(sealed) != _HEADER_BYTES + POINT_BYTES + inside + TAG_BYTES or sealed[:1] != VERSION:
        raise Malformed("not a seal of this version and size")
    return sealed[1:_HEADER_BYTES].hex()


def _seal_info(org: str, vault: str, kind: str, record_id: str) -> bytes:
    return length_prefixed(PROTOCOL, "seal", org, vault, kind, record_id)


def _wrap_info(org: str, vault: str, vault_key_id: str, holder_id: str) -> bytes:
    return length_prefixed(PROTOCOL, "wrap", org, vault, vault_key_id, holder_id)


def _encrypt(public_raw: bytes, info: bytes, plain: bytes) -> bytes:
    header = VERSION + bytes.fromhex(key_id(public_raw))
    return header + _SUITE.encrypt(plain, public_key(public_raw), info)


def _decrypt(private: EllipticCurvePrivateKey, info: bytes, sealed: bytes) -> bytes:
    if sealed[:_HEADER_BYTES] != VERSION + bytes.fromhex(key_id(point(private))):
        raise CannotOpen("sealed to another key, or by another version")
    try:
        return _SUITE.decrypt(sealed[_HEADER_BYTES:], private, info)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("the seal does not open") from error
