"""What a benchmark found: a table for people, one line of JSON for machines."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Measure:
    """A figure and its bound; `at_least` where more is better."""

    name: str
    value: float
    bound: float
    unit: str
    at_least: bool = False

    @property
    def ratio(self) -> float:
        """How much of the bound is used up: above 1 it is missed."""
        if self.at_least:
            return self.bound / self.value if self.value else float("inf")
        if self.bound:
            return self.value / self.bound
        return float("inf") if self.value else 0

    @property
    def holds(self) -> bool:
        return self.ratio <= 1


def show(measures: Sequence[Measure], *, title: str) -> None:
    """Print the table."""
    table = Table("measure", "value", "bound", "ratio", "", title=title, title_justify="left")
    for measure in measures:
        sign = "≥" if measure.at_least else "≤"
        table.add_row(
            measure.name,
            f"{measure.value:g} {measure.unit}".strip(),
            f"{sign} {measure.bound:g}",
            f"{measure.ratio:.2f}",
            "holds" if measure.holds else "missed",
        )
    Console(width=100).print(table)


def finish(measures: Sequence[Measure], details: dict[str, Any]) -> None:
    """The last line: every figure by its name, and what else is worth keeping."""
    print(json.dumps({measure.name: measure.value for measure in measures} | details))
