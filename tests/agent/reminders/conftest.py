"""The ledger holds on either kind of database."""

from __future__ import annotations

import pytest

from tests.agent.clinic.conftest import cluster, place, postgres_url
from tests.agent.reminders import book

__all__ = ["cluster", "place", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `booked` opens is one kind, and then the other."""
    if request.param == "postgresql":
        monkeypatch.setattr(book, "URL", request.getfixturevalue("postgres_url"))
