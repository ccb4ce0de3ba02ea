"""Seals and wraps: what a keyholder reads, and every change that does not open."""

import hmac
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from canvass.sealing import (
    VAULTS,
    BodyTooLong,
    CannotOpen,
    Malformed,
    key_id,
    length_prefixed,
    make_key,
    open_sealed,
    point,
    seal,
    sealed_key_id,
    unwrap,
    wrap,
    wrap_box_id,
)
from canvass.sealing.keys import pkcs8, public_key, read_pkcs8
from canvass.sealing.seals import _decrypt

SAMPLES = Path(__file__).parent.parent / "samples"
ORG = "6f0d6c4e-8f0e-4f4e-9d6b-0d9b3f1c2a55"
RECORD = "0b6a3a52-6f1b-4a6c-9f57-2c1d4e9a7b10"
BODY = {"v": 1, "name": "Ñusta Peña", "note": "perro suelto 🐕"}


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.fixture(scope="module")
def vault() -> EllipticCurvePrivateKey:
    return make_key()


class TestSeal:
    @pytest.mark.parametrize("name", VAULTS)
    def test_a_keyholder_reads_what_was_sealed(self, vault: EllipticCurvePrivateKey, name: str) -> None:
        sealed = seal(point(vault), ORG, name, "contact", RECORD, BODY)
        assert open_sealed(vault, ORG, name, "contact", RECORD, sealed) == BODY

    def test_lengths_tell_nothing_within_a_vault(self, vault: EllipticCurvePrivateKey) -> None:
        def lengths(name: str, size: int) -> set[int]:
            notes = ("", "x" * (size - len('{"t":""}')))
            return {len(seal(point(vault), ORG, name, "k", RECORD, {"t": note})) for note in notes}

        assert lengths("field", 512) == {1 + 8 + 65 + 512 + 16}
        assert lengths("intake", 2048) == {1 + 8 + 65 + 2048 + 16}

    @pytest.mark.parametrize(("name", "size"), [("field", 512), ("intake", 2048), ("leadership", 2048)])
    def test_a_body_that_is_one_byte_too_long_is_refused(self, name: str, size: int) -> None:
        with pytest.raises(BodyTooLong):
            seal(point(make_key()), ORG, name, "k", RECORD, {"t": "ñ" * ((size - 8) // 2) + "x"})

    @pytest.mark.parametrize(
        "binding",
        [
            ("22222222-8f0e-4f4e-9d6b-0d9b3f1c2a55", "intake", "contact", RECORD),
            (ORG, "consulta", "contact", RECORD),
            (ORG, "intake", "answers", RECORD),
            (ORG, "intake", "contact", "0b6a3a52-6f1b-4a6c-9f57-2c1d4e9a7b11"),
        ],
        ids=["organisation", "vault", "kind", "record"],
    )
    def test_a_seal_moved_elsewhere_does_not_open(
        self, vault: EllipticCurvePrivateKey, binding: tuple[str, str, str, str]
    ) -> None:
        sealed = seal(point(vault), ORG, "intake", "contact", RECORD, BODY)
        with pytest.raises(CannotOpen):
            open_sealed(vault, *binding, sealed)

    @pytest.mark.parametrize("at", [0, 1, 9, 40, 74, -1])
    def test_a_changed_byte_anywhere_does_not_open(self, vault: EllipticCurvePrivateKey, at: int) -> None:
        sealed = seal(point(vault), ORG, "intake", "contact", RECORD, BODY)
        with pytest.raises(CannotOpen):
            open_sealed(vault, ORG, "intake", "contact", RECORD, changed(sealed, at % len(sealed)))

    def test_another_key_does_not_open_it_even_under_this_ones_name(
        self, vault: EllipticCurvePrivateKey
    ) -> None:
        other = make_key()
        sealed = seal(point(other), ORG, "intake", "contact", RECORD, BODY)
        renamed = sealed[:1] + bytes.fromhex(key_id(point(vault))) + sealed[9:]
        for attempt in (sealed, renamed, b""):
            with pytest.raises(CannotOpen):
                open_sealed(vault, ORG, "intake", "contact", RECORD, attempt)

    def test_the_same_body_never_looks_the_same(self, vault: EllipticCurvePrivateKey) -> None:
        assert len({seal(point(vault), ORG, "intake", "contact", RECORD, BODY) for _ in range(3)}) == 3

    def test_a_server_reads_the_key_id_and_nothing_else(self, vault: EllipticCurvePrivateKey) -> None:
        sealed = seal(point(vault), ORG, "intake", "contact", RECORD, BODY)
        assert sealed_key_id(sealed, "intake") == key_id(point(vault))

    def test_a_seal_of_another_size_or_version_is_no_seal(self, vault: EllipticCurvePrivateKey) -> None:
        sealed = seal(point(vault), ORG, "intake", "contact", RECORD, BODY)
        for name, attempt in (("field", sealed), ("intake", sealed[:-1]), ("intake", b"\x02" + sealed[1:])):
            with pytest.raises(Malformed):
                sealed_key_id(attempt, name)


class TestWrap:
    def test_a_holder_opens_the_vaults_key(self, vault: EllipticCurvePrivateKey) -> None:
        box = make_key()
        wrapped = wrap(point(box), ORG, "intake", "holder", vault)
        assert len(wrapped) == 1 + 8 + 65 + 138 + 16
        assert wrap_box_id(wrapped) == key_id(point(box))
        assert pkcs8(unwrap(box, ORG, "intake", key_id(point(vault)), "holder", wrapped)) == pkcs8(vault)

    @pytest.mark.parametrize(
        "binding",
        [("other", "intake", "holder"), (ORG, "field", "holder"), (ORG, "intake", "another")],
        ids=["organisation", "vault", "holder"],
    )
    def test_a_wrap_moved_elsewhere_does_not_open(
        self, vault: EllipticCurvePrivateKey, binding: tuple[str, str, str]
    ) -> None:
        box, (org, name, holder) = make_key(), binding
        wrapped = wrap(point(box), ORG, "intake", "holder", vault)
        with pytest.raises(CannotOpen):
            unwrap(box, org, name, key_id(point(vault)), holder, wrapped)

    def test_a_wrap_is_not_opened_as_another_keys(self, vault: EllipticCurvePrivateKey) -> None:
        box = make_key()
        wrapped = wrap(point(box), ORG, "intake", "holder", vault)
        with pytest.raises(CannotOpen):
            unwrap(box, ORG, "intake", "00" * 8, "holder", wrapped)

    def test_a_changed_wrap_does_not_open(self, vault: EllipticCurvePrivateKey) -> None:
        box = make_key()
        wrapped = wrap(point(box), ORG, "intake", "holder", vault)
        with pytest.raises(CannotOpen):
            unwrap(box, ORG, "intake", key_id(point(vault)), "holder", changed(wrapped, 100))

    def test_only_138_bytes_are_a_private_key(self, vault: EllipticCurvePrivateKey) -> None:
        assert len(pkcs8(vault)) == 138
        for der in (pkcs8(vault)[:-1], pkcs8(vault) + b"\x00", bytes(138)):
            with pytest.raises(Malformed):
                read_pkcs8(der)

    def test_what_is_not_on_the_curve_is_no_key(self) -> None:
        for raw in (b"\x04" + bytes(range(64)), point(make_key())[:33], b""):
            with pytest.raises(Malformed):
                public_key(raw)


class Rfc9180:
    """DHKEM(P-256, HKDF-SHA256) and base mode, written for these tests from the text of the RFC."""

    KEM_SUITE = b"KEM" + bytes([0, 0x10])

    def __init__(self, aead_id: int, key_bytes: int) -> None:
        self.suite = b"HPKE" + bytes([0, 0x10, 0, 1, 0, aead_id])
        self.key_bytes = key_bytes

    def open(self, private: EllipticCurvePrivateKey, enc: bytes, info: bytes, aad: bytes, ct: bytes) -> bytes:
        secret = self.decapsulated(private, enc)
        context = b"\x00" + self.extract(b"", b"psk_id_hash", b"") + self.extract(b"", b"info_hash", info)
        secret = self.extract(secret, b"secret", b"")
        key = expand(self.suite, secret, b"key", context, self.key_bytes)
        return AESGCM(key).decrypt(expand(self.suite, secret, b"base_nonce", context, 12), ct, aad)

    def decapsulated(self, private: EllipticCurvePrivateKey, enc: bytes) -> bytes:
        shared = private.exchange(ECDH(), public_key(enc))
        secret = extract(self.KEM_SUITE, b"", b"eae_prk", shared)
        return expand(self.KEM_SUITE, secret, b"shared_secret", enc + point(private), 32)

    def extract(self, salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return extract(self.suite, salt, label, ikm)


def extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + suite + label + ikm, "sha256")


def expand(suite: bytes, secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return HKDFExpand(SHA256(), length, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info).derive(
        secret
    )


class TestAgainstTheRfc:
    """pyca's HPKE takes no aad, and every vector of the RFC has one: what it can't be given, the reference is."""

    VECTOR = json.loads((SAMPLES / "rfc9180.json").read_text())

    def told(self, name: str) -> bytes:
        return bytes.fromhex(self.VECTOR[name])

    def private(self) -> EllipticCurvePrivateKey:
        return derive_private_key(int(self.VECTOR["skRm"], 16), SECP256R1())

    def test_the_reference_opens_the_rfcs_vector_of_this_very_suite(self) -> None:
        ids = [self.VECTOR[name] for name in ("mode", "kem_id", "kdf_id", "aead_id")]
        assert ids == [0, 0x10, 1, 2]
        said = {name: bytes.fromhex(text) for name, text in self.VECTOR["encryption"].items()}
        reference = Rfc9180(aead_id=2, key_bytes=32)
        opened = reference.open(self.private(), self.told("enc"), self.told("info"), said["aad"], said["ct"])
        assert opened == said["pt"]

    def test_we_open_what_lies_under_the_rfcs_keys(self) -> None:
        ct = AESGCM(self.told("key")).encrypt(self.told("base_nonce"), b"sin aad", b"")
        header = b"\x01" + bytes.fromhex(key_id(self.told("pkRm")))
        assert _decrypt(self.private(), self.told("info"), header + self.told("enc") + ct) == b"sin aad"

    def test_the_reference_opens_our_seals(self, vault: EllipticCurvePrivateKey) -> None:
        sealed = seal(point(vault), ORG, "intake", "contact", RECORD, BODY)
        info = length_prefixed("canvass/1", "seal", ORG, "intake", "contact", RECORD)
        opened = Rfc9180(aead_id=2, key_bytes=32).open(vault, sealed[9:74], info, b"", sealed[74:])
        assert len(opened) == 2048
        assert json.loads(opened) == BODY
