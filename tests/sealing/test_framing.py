"""Framing: two values never look alike, and one value never looks like two."""

import pytest

from canvass.sealing import Malformed, b64decode, b64encode, canonical_json, length_prefixed


class TestFraming:
    def test_parts_carry_their_length_in_bytes(self) -> None:
        assert length_prefixed("canvass/1", "ñ", "") == b"\x09canvass/1\x02\xc3\xb1\x00"

    def test_lists_that_join_alike_are_framed_apart(self) -> None:
        assert length_prefixed("ab", "c") != length_prefixed("a", "bc")

    def test_a_part_of_256_bytes_is_refused(self) -> None:
        with pytest.raises(ValueError, match="255"):
            length_prefixed("ñ" * 128)

    def test_json_is_the_same_whatever_order_it_was_made_in(self) -> None:
        assert (
            canonical_json({"b": "ñ\u2028\x7f\x1f", "a": [1]})
            == '{"a":[1],"b":"ñ\u2028\x7f\\u001f"}'.encode()
        )

    @pytest.mark.parametrize("text", ["AA==", "A", "A A", "AB", "+/8", "ñ", "AA\n"])
    def test_base64_has_one_spelling(self, text: str) -> None:
        with pytest.raises(Malformed):
            b64decode(text)

    @pytest.mark.parametrize("data", [b"", b"\xff", b"\xfb\xff\x00", bytes(range(256))])
    def test_base64_comes_back(self, data: bytes) -> None:
        assert b64decode(b64encode(data)) == data
