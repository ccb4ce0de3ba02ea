"""Blobs: the words open a holder's keys, and nothing else does."""

import pytest

from canvass.sealing import HolderKeys, Malformed, WrongWords, make_blob, make_key, open_blob
from canvass.sealing.keys import pkcs8

ORG = "6f0d6c4e-8f0e-4f4e-9d6b-0d9b3f1c2a55"
GENESIS = "ab" * 32


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


class TestBlob:
    WORDS = "ábaco abdomen año cañón baño ñandú pingüino"

    @pytest.fixture
    def keys(self) -> HolderKeys:
        return HolderKeys(make_key(), make_key(), GENESIS)

    @pytest.fixture
    def blob(self, keys: HolderKeys) -> bytes:
        return make_blob(self.WORDS, ORG, "holder", keys)

    @pytest.mark.parametrize("words", [WORDS, "  ABACO abdomen\tano canon\nbano nandu  Pingüino "])
    def test_the_words_open_it_however_they_are_typed(
        self, keys: HolderKeys, blob: bytes, words: str
    ) -> None:
        opened = open_blob(words, ORG, "holder", blob)
        assert (pkcs8(opened.box), pkcs8(opened.sign), opened.genesis) == (
            pkcs8(keys.box),
            pkcs8(keys.sign),
            GENESIS,
        )

    @pytest.mark.parametrize("words", ["", "ábaco", "abdomen ábaco año cañón baño ñandú pingüino"])
    def test_other_words_do_not(self, blob: bytes, words: str) -> None:
        with pytest.raises(WrongWords):
            open_blob(words, ORG, "holder", blob)

    @pytest.mark.parametrize(("org", "holder"), [("other", "holder"), (ORG, "another")])
    def test_nobody_elses_blob_opens(self, blob: bytes, org: str, holder: str) -> None:
        with pytest.raises(WrongWords):
            open_blob(self.WORDS, org, holder, blob)

    @pytest.mark.parametrize("at", [1, 17, 29, -1])
    def test_a_changed_byte_is_noticed(self, blob: bytes, at: int) -> None:
        with pytest.raises(WrongWords):
            open_blob(self.WORDS, ORG, "holder", changed(blob, at % len(blob)))

    @pytest.mark.parametrize("blob_", [b"", b"\x01" + bytes(28), b"\x02" + bytes(400)])
    def test_what_was_never_a_blob_is_told_apart(self, blob_: bytes) -> None:
        with pytest.raises(Malformed):
            open_blob(self.WORDS, ORG, "holder", blob_)
