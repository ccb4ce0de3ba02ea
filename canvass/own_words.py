"""Own words: what an organisation names itself, in both languages and its own order: its needs, its ladder's steps.

What was noted names them by codes that never change, so none is ever left out: one is retired, and keeps its name.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

LONGEST_NAME = 40
MOST_IN_USE, MOST = 20, 60
"""Offered to choose from, and together with those that were retired over the years."""

Faults = list[tuple[Sequence[str | int], str, Mapping[str, Any]]]


class OwnWord:
    """Columns of one."""

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    es: Mapped[str] = mapped_column(String(LONGEST_NAME))
    en: Mapped[str] = mapped_column(String(LONGEST_NAME))
    rank: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)


class Worded(Protocol):
    """One as it is given."""

    @property
    def code(self) -> str: ...
    @property
    def retired(self) -> bool: ...


@dataclass(frozen=True)
class Refusals:
    """What is said of a list that cannot take the place of the one before: of each kind in its own words."""

    twice: str
    left_out: str
    too_many: str


def faults_of(given: Sequence[Worded], before: Collection[Worded], said: Refusals) -> Faults:
    """What keeps these from taking the place of those before."""
    codes = [one.code for one in given]
    found: Faults = []
    if len(set(codes)) < len(codes):
        found.append((["items"], said.twice, {}))
    if not {one.code for one in before} <= set(codes):
        found.append((["items"], said.left_out, {}))
    if sum(not one.retired for one in given) > MOST_IN_USE:
        found.append((["items"], said.too_many, {"n": MOST_IN_USE}))
    return found
