"""Fixtures: a field on SQLite and one on PostgreSQL, each served once a session and shared; one of one's own to break."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.field import Field, open_field


@contextmanager
def _opened(request: pytest.FixtureRequest, folder: Path, database: str) -> Iterator[Field]:
    with open_field(folder, request.getfixturevalue("cluster") if database == "postgres" else None) as field:
        yield field


@pytest.fixture(scope="session")
def sqlite_field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    with _opened(request, tmp_path_factory.mktemp("field"), "sqlite") as field:
        yield field


@pytest.fixture(scope="session")
def postgres_field(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Field]:
    with _opened(request, tmp_path_factory.mktemp("field"), "postgres") as field:
        yield field


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def field(request: pytest.FixtureRequest) -> Iterator[Field]:
    """The shared field, calm again after each test."""
    found: Field = request.getfixturevalue(f"{request.param}_field")
    yield found
    found.calm()
