"""Words: drawn from the whole list, read back however they are typed."""

import hashlib

import pytest

from canvass.sealing import (
    WordsRefused,
    check_recovery_words,
    draw_recovery_words,
    draw_words,
    holder_words,
    length_prefixed,
    make_key,
    normalise,
    point,
    word_list,
)

ORG = "6f0d6c4e-8f0e-4f4e-9d6b-0d9b3f1c2a55"


class TestWords:
    def test_the_list_stays_distinct_without_accents_in_four_letters(self) -> None:
        plain = {normalise(word) for word in word_list()}
        assert len(word_list()) == len(plain) == len({word[:4] for word in plain}) == 2048
        assert all(word.isascii() and word.isalpha() for word in plain)

    def test_seven_words_are_drawn_from_the_whole_list(self) -> None:
        drawn = [draw_words().split() for _ in range(300)]
        assert {len(words) for words in drawn} == {7}
        assert len({word for words in drawn for word in words}) > 1000

    def test_recovery_words_carry_a_checksum(self) -> None:
        words = draw_recovery_words()
        check_recovery_words(words)
        check_recovery_words(normalise(words).upper())

    @pytest.mark.parametrize("words", ["ábaco " * 12, "ábaco " * 11, "casa " * 11 + "zzz", ""])
    def test_misread_recovery_words_are_refused(self, words: str) -> None:
        with pytest.raises(WordsRefused):
            check_recovery_words(words)

    def test_six_words_depend_on_all_that_they_vouch_for(self) -> None:
        box, sign = point(make_key()), point(make_key())
        told = holder_words(ORG, "holder", box, sign)
        assert len(told.split()) == 6
        others = {
            holder_words("other", "holder", box, sign),
            holder_words(ORG, "another", box, sign),
            holder_words(ORG, "holder", sign, box),
        }
        assert len(others | {told}) == 4

    def test_six_words_are_the_first_66_bits(self) -> None:
        box, sign = b"b" * 65, b"s" * 65
        places = [word_list().index(word) for word in holder_words(ORG, "h", box, sign).split()]
        assert places == first_66_bits(length_prefixed("canvass/1", "holder", ORG, "h") + box + sign)


def first_66_bits(data: bytes) -> list[int]:
    """Read off a string of binary digits: slow, and unlike the code that it checks."""
    digits = "".join(f"{byte:08b}" for byte in hashlib.sha256(data).digest())
    return [int(digits[start : start + 11], 2) for start in range(0, 66, 11)]


def test_the_list_is_the_one_that_the_browser_has() -> None:
    digest = hashlib.sha256("\n".join(word_list()).encode()).hexdigest()
    assert digest == "9853830bbcfccfaa4f9185af63bbdfdff9c8f57aa61e14b60e19abd93cdb9166"
