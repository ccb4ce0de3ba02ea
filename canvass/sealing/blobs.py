"""A holder's private halves under words: the only form in which the server ever has them."""

import json
import secrets
from dataclasses import dataclass
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from canvass.sealing.framing import (
    PROTOCOL,
    Malformed,
    SealingError,
    b64decode,
    b64encode,
    canonical_json,
    length_prefixed,
)
from canvass.sealing.keys import pkcs8, read_pkcs8
from canvass.sealing.words import normalise

VERSION: Final = b"\x01"
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
_HEAD_BYTES: Final = 1 + SALT_BYTES + NONCE_BYTES
# OWASP's first choice for Argon2id: a cheap phone bears it, and 77 drawn bits carry the rest.
MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 2
LANES: Final = 1


class WrongWords(SealingError):
    """These words do not open this blob, or it is another holder's, or it was changed."""

    code = "wrong_words"


@dataclass(frozen=True)
class HolderKeys:
    """A holder's two private keys, and the hash of the key log's entry 0 that they belong to."""

    box: EllipticCurvePrivateKey
    sign: EllipticCurvePrivateKey
    genesis: str


def make_blob(words: str, org: str, holder_id: str, keys: HolderKeys) -> bytes:
    """`01 ‖ salt ‖ nonce ‖ AES-256-GCM(Argon2id(words, salt), {box, sign, genesis})`."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    inside = {"box": b64encode(pkcs8(keys.box)), "sign": b64encode(pkcs8(keys.sign)), "genesis": keys.genesis}
    encrypted = AESGCM(_derive(words, salt)).encrypt(nonce, canonical_json(inside), _aad(org, holder_id))
    return VERSION + salt + nonce + encrypted


def open_blob(words: str, org: str, holder_id: str, blob: bytes) -> HolderKeys:
    """Undo `make_blob`. Raises `WrongWords`, or `Malformed` for what was never a blob."""
    if blob[:1] != VERSION or len(blob) <= _HEAD_BYTES:
        raise Malformed("not a blob of this version")
    salt, nonce = blob[1 : 1 + SALT_BYTES], blob[1 + SALT_BYTES : _HEAD_BYTES]
    try:
        plain = AESGCM(_derive(words, salt)).decrypt(nonce, blob[_HEAD_BYTES:], _aad(org, holder_id))
    except InvalidTag as error:
        raise WrongWords("these words do not open it") from error
    inside = json.loads(plain)
    return HolderKeys(
        read_pkcs8(b64decode(inside["box"])), read_pkcs8(b64decode(inside["sign"])), inside["genesis"]
    )


def _derive(words: str, salt: bytes) -> bytes:
    return hash_secret_raw(
        normalise(words).encode(),
        salt,
        time_cost=PASSES,
        memory_cost=MEMORY_KIB,
        parallelism=LANES,
        hash_len=32,
        type=Type.ID,
    )


def _aad(org: str, holder_id: str) -> bytes:
    return length_prefixed(PROTOCOL, "holder", org, holder_id)
