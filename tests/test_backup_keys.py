"""What is encrypted to the offline key comes back with its private half, and not where a byte is missing or other."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvass import backup_keys
from canvass.backup_keys import BackupKeyNeeded, BackupKeyUnreadable, BackupKeyWrong, BackupUnreadable

KEY, OTHER = backup_keys.make_key(), backup_keys.make_key()
CHUNK = 64 * 1024
CLEAR = bytes(range(256)) * (3 * CHUNK // 256) + b"the end"


def sealed(clear: bytes, public: str = KEY.public) -> bytes:
    target = io.BytesIO()
    backup_keys.encrypt(io.BytesIO(clear), target, backup_keys.read_public(public))
    return target.getvalue()


def opened(path: Path, content: bytes, private: str = KEY.private) -> bytes:
    path.write_bytes(content)
    got = bytearray()
    backup_keys.decrypt(path, backup_keys.read_private(private), got.extend)
    return bytes(got)


SEALED = sealed(CLEAR)
HEADER = SEALED.index(b"\n--- ") + 48


@settings(max_examples=40, deadline=None)
@given(clear=st.binary(max_size=200), times=st.sampled_from([1, 400, 1000]))
def test_it_comes_back_as_it_was(clear: bytes, times: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("sealed") / "file"
    assert opened(path, sealed(clear * times)) == clear * times


@settings(max_examples=60, deadline=None)
@given(
    at=st.one_of(st.integers(0, HEADER + 40), st.integers(0, len(SEALED) - 1)),
    how=st.sampled_from(["cut", "flipped", "longer", "swapped"]),
    bit=st.integers(0, 7),
)
def test_a_byte_that_is_missing_or_other_is_found(
    at: int, how: str, bit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first, second = HEADER + 16, HEADER + 16 + CHUNK + 16
    third = second + CHUNK + 16
    broken = {
        "cut": SEALED[:at],
        "flipped": SEALED[:at] + bytes([SEALED[at] ^ 1 << bit]) + SEALED[at + 1 :],
        "longer": SEALED + SEALED[at:][:1],
        "swapped": SEALED[:first] + SEALED[second:third] + SEALED[first:second] + SEALED[third:],
    }
    with pytest.raises((BackupUnreadable, BackupKeyWrong)):
        opened(tmp_path_factory.mktemp("broken") / "file", broken[how])


def test_a_chunk_that_is_left_out_at_the_end_is_missed(tmp_path: Path) -> None:
    last = (len(CLEAR) % CHUNK) + 16
    with pytest.raises(BackupUnreadable):
        opened(tmp_path / "file", SEALED[:-last])


def test_another_key_does_not_open_it_and_none_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(BackupKeyWrong):
        opened(tmp_path / "file", SEALED, OTHER.private)
    with pytest.raises(BackupKeyNeeded):
        backup_keys.decrypt(tmp_path / "file", [], lambda some: None)


def test_each_of_several_keys_opens_it(tmp_path: Path) -> None:
    both = sealed(CLEAR, f"{KEY.public} {OTHER.public}")
    for each in (KEY, OTHER):
        assert opened(tmp_path / "file", both, each.private) == CLEAR


def test_a_key_is_read_as_it_stands_on_paper() -> None:
    spaced = "# what this is\n  " + KEY.private[:20].lower() + " \n" + KEY.private[20:].lower() + "\n"
    assert [str(each) for each in backup_keys.read_private(spaced + OTHER.private)] == [
        KEY.private,
        OTHER.private,
    ]
    mistyped = KEY.private[:30] + ("Q" if KEY.private[30] != "Q" else "P") + KEY.private[31:]
    for wrong in ("", KEY.public, mistyped, KEY.private[:-1], "word " + KEY.private):
        with pytest.raises(BackupKeyUnreadable):
            backup_keys.read_private(wrong)


class Full(io.BytesIO):
    """A disk without room."""

    def write(self, *_: object) -> int:
        raise OSError(28, "No space left on device")


def test_what_cannot_be_written_fails_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(SEALED)

    def full(some: bytes) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        backup_keys.decrypt(tmp_path / "file", backup_keys.read_private(KEY.private), full)
    with (tmp_path / "file").open("rb") as clear, pytest.raises(OSError, match="No space left"):
        backup_keys.encrypt(clear, Full(), backup_keys.read_public(KEY.public))
