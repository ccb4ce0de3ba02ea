"""P-256 keys in the forms that travel: raw points, PKCS#8 as WebCrypto exports it, signatures as r ‖ s."""

from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from canvass.sealing.framing import POINT_BYTES, PROTOCOL, Malformed, length_prefixed

PKCS8_BYTES: Final = 138
_HALF: Final = 32
Purpose = Literal["log", "stepup"]


def make_key() -> EllipticCurvePrivateKey:
    """A fresh P-256 private key."""
    return generate_private_key(SECP256R1())


def point(private: EllipticCurvePrivateKey) -> bytes:
    """The public half as an uncompressed point of 65 bytes."""
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def public_key(raw: bytes) -> EllipticCurvePublicKey:
    """A raw point (65 bytes) as a key; `Malformed` if it is not a point of the curve."""
    if len(raw) != POINT_BYTES:
        raise Malformed("not an uncompressed point")
    try:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), raw)
    except ValueError as error:
        raise Malformed("not a point of the curve") from error


def pkcs8(private: EllipticCurvePrivateKey) -> bytes:
    """A private key as PKCS#8 DER with its public half inside: 138 bytes, as WebCrypto exports it."""
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def read_pkcs8(der: bytes) -> EllipticCurvePrivateKey:
    """Undo `pkcs8`; `Malformed` for anything but 138 bytes that hold a P-256 key."""
    if len(der) != PKCS8_BYTES:
        raise Malformed(f"a private key has {PKCS8_BYTES} bytes here")
    try:
        private = load_der_private_key(der, password=None)
    except ValueError as error:
        raise Malformed("not a private key") from error
    if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP256R1):
        raise Malformed("not a P-256 key")
    return private


def sign(private: EllipticCurvePrivateKey, purpose: Purpose, message: bytes) -> bytes:
    """ECDSA P-256 with SHA-256 over `LP("canvass/1", purpose) ‖ message`: r ‖ s, 64 bytes."""
    der = private.sign(length_prefixed(PROTOCOL, purpose) + message, ECDSA(SHA256()))
    return b"".join(half.to_bytes(_HALF, "big") for half in decode_dss_signature(der))


def verify(sign_raw: bytes, purpose: Purpose, message: bytes, signature: bytes) -> bool:
    """Whether the key of this raw point made the signature, over these bytes and for this purpose."""
    if len(signature) != 2 * _HALF:
        return False
    der = encode_dss_signature(
        int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big")
    )
    try:
        public_key(sign_raw).verify(der, length_prefixed(PROTOCOL, purpose) + message, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def sign_log(private: EllipticCurvePrivateKey, entry: bytes) -> bytes:
    """Sign an entry of the key log."""
    return sign(private, "log", entry)


def verify_log(sign_raw: bytes, entry: bytes, signature: bytes) -> bool:
    """Whether the holder with this `sign` signed the entry."""
    return verify(sign_raw, "log", entry, signature)


def sign_stepup(private: EllipticCurvePrivateKey, challenge: bytes) -> bytes:
    """Sign a server's challenge: a keyholder comes back, or does something grave."""
    return sign(private, "stepup", challenge)


def verify_stepup(sign_raw: bytes, challenge: bytes, signature: bytes) -> bool:
    """Whether the holder with this `sign` signed the challenge (the UTF-8 bytes of its text)."""
    return verify(sign_raw, "stepup", challenge, signature)
