"""Both kinds of database, for the tests that must hold on either."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import create_engine

from tests.agent.clinic.cluster import Cluster, missing

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Place:
    """Where a database is, or will be."""

    path: Path
    url: str = ""

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Whoever writes meanwhile waits until the end."""
        if not self.url:
            connection = sqlite.connect(str(self.path), isolation_level=None)
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
            connection.close()
            return
        engine = create_engine(self.url)
        with engine.connect() as other:
            other.exec_driver_sql("LOCK TABLE calls, transcript_lines IN SHARE MODE")
            yield
        engine.dispose()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A PostgreSQL server of this test run's own."""
    if why := missing():
        pytest.skip(why)
    with Cluster() as running:
        yield running


@pytest.fixture
def postgres_url(cluster: Cluster) -> str:
    """An empty database."""
    return cluster.database(f"test{next(_numbers)}")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    return Place(tmp_path / "frontdesk.db", url)
