"""Signatures: over these bytes, for this purpose, by this key."""

from collections.abc import Callable

import pytest

from canvass.sealing import make_key, point, sign_log, sign_stepup, verify_log, verify_stepup


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


class TestSignatures:
    def test_a_signature_is_64_bytes_and_holds_for_its_purpose_alone(self) -> None:
        key = make_key()
        signature = sign_log(key, b"entry")
        assert len(signature) == 64
        assert verify_log(point(key), b"entry", signature)
        assert not verify_stepup(point(key), b"entry", signature)
        assert not verify_log(point(key), b"entry", sign_stepup(key, b"entry"))

    @pytest.mark.parametrize(
        "spoil", [lambda s: changed(s, 5), lambda s: s[:-1], lambda s: bytes(64), lambda s: b"\xff" * 64]
    )
    def test_a_spoiled_signature_is_refused(self, spoil: Callable[[bytes], bytes]) -> None:
        key = make_key()
        assert not verify_log(point(key), b"entry", spoil(sign_log(key, b"entry")))

    def test_another_key_or_message_is_refused(self) -> None:
        key = make_key()
        signature = sign_log(key, b"entry")
        assert not verify_log(point(make_key()), b"entry", signature)
        assert not verify_log(point(key), b"entries", signature)
