"""Programs that read from us or write to us: whoever fails is heard, and who has read enough has not failed."""

import io
from collections.abc import Iterator
from typing import IO

import pytest
from flask import Flask

from canvass.postgres_programs import ToolFailed, run_from, run_into

LARGE = b"x" * 1_000_000


@pytest.fixture(autouse=True)
def here(app: Flask) -> Iterator[None]:
    """These are programs of any machine: what is tested is how they are run."""
    with app.app_context():
        yield


def take(end: IO[bytes]) -> None:
    end.read()


def give(end: IO[bytes]) -> None:
    end.write(LARGE)


def test_a_program_is_given_all_and_heard_out() -> None:
    assert run_from(give, "wc", "-c").strip() == str(len(LARGE))
    got = io.BytesIO()

    def keep(end: IO[bytes]) -> None:
        got.write(end.read())

    run_into(keep, "seq", "100000")
    assert got.getvalue().splitlines()[-1] == b"100000"


def test_who_has_read_enough_has_not_failed() -> None:
    assert run_from(give, "head", "-c", "10") == "x" * 10


def test_a_program_that_gives_up_is_heard() -> None:
    with pytest.raises(ToolFailed) as failed:
        run_from(give, "ls", "/nowhere at all")
    assert "nowhere" in failed.value.params["said"]
    with pytest.raises(ToolFailed):
        run_into(take, "ls", "/nowhere at all")


def test_what_fails_on_our_side_is_what_failed() -> None:
    def full(end: IO[bytes]) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        run_into(full, "seq", "10000000")
    with pytest.raises(OSError, match="No space left"):
        run_from(full, "cat")
