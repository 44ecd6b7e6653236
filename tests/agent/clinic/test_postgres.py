"""H-03, H-04 and H-11 on PostgreSQL. (The store's and the records' own tests run on it too.)"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from agent.clinic import postgres
from agent.clinic.postgres import open_postgres
from agent.clinic.store import Store, Unavailable
from tests.agent.clinic.cluster import Cluster
from tests.agent.clinic.made_facts import AT, said, started


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return tmp_path / "postgresql.made"


def test_a_second_owner_of_one_name_is_refused_and_another_name_is_not(postgres_url: str, made: Path) -> None:
    with closing(open_postgres(postgres_url, made)):
        with pytest.raises(Unavailable, match=r"in use by another Frontdesk on "):
            open_postgres(postgres_url, made)
        open_postgres(postgres_url, made, "another").close()
    open_postgres(postgres_url, made).close()


def test_each_node_closes_only_the_calls_that_it_left_open(postgres_url: str, tmp_path: Path) -> None:
    path = tmp_path / "frontdesk.db"
    with closing(Store(path, postgres_url)) as store:
        store.write(started("ours")).result()
        with store.database.begin_writing() as connection:
            connection.exec_driver_sql(
                "INSERT INTO calls (id, carrier_uuid, direction, caller, called, started_at, node) "
                f"VALUES ('theirs', 'u', 'inbound', '', '', '{AT + timedelta(hours=1)}', 'another')"
            )
    with closing(Store(path, postgres_url)) as store:
        assert [(call.call_id, call.end_reason) for call in store.calls(2)] == [
            ("theirs", None),
            ("ours", "crashed"),
        ]


def test_h_03_an_empty_database_where_tables_were_is_not_begun_anew(
    cluster: Cluster, postgres_url: str, made: Path
) -> None:
    open_postgres(postgres_url, made).close()
    other = cluster.database("mistyped")
    for _ in range(2):
        with pytest.raises(Unavailable, match=r"is empty, and tables were made earlier.*postgresql\.made"):
            open_postgres(other, made)
    made.unlink()
    open_postgres(other, made).close()


def test_h_03_a_server_that_is_not_there_is_named_without_the_password(made: Path, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"postgresql://me:\*\*\*@.* cannot be used: ") as refusal:
        open_postgres(f"postgresql://me:canary-4711@/x?host={tmp_path}", made)
    assert "canary" not in str(refusal.value)
    assert not made.exists()


def test_h_03_somebody_elses_database(postgres_url: str, made: Path) -> None:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
    engine.dispose()
    with pytest.raises(Unavailable, match="not a Frontdesk database"):
        open_postgres(postgres_url, made)


def test_two_that_start_at_once_make_one_schema(postgres_url: str, made: Path) -> None:
    faults: list[Exception] = []

    def start(node: str) -> None:
        try:
            open_postgres(postgres_url, made, node).close()
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=start, args=(f"n{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The second of them may find the file that remembers, but never an empty database behind it.
    assert faults == []


@pytest.fixture
def store(postgres_url: str, tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path / "frontdesk.db", postgres_url)) as opened:
        yield opened


def test_h_11_connections_that_break_lose_no_fact(cluster: Cluster, store: Store) -> None:
    """As at a failover: every connection is cut. A write may fail with Unavailable, never with Refused."""
    store.write(started()).result()
    cluster.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        "AND backend_type = 'client backend'"
    )
    for n in range(3):
        while (error := store.write(said(n)).exception()) is not None:
            assert isinstance(error, Unavailable)
    assert [line.sequence for line in store.lines("c1")] == [0, 1, 2]


def test_h_02_a_lock_held_by_others_is_reported(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "LOCK_TIMEOUT_MS", 20)
    engine = create_engine(postgres_url)
    with closing(Store(tmp_path / "frontdesk.db", postgres_url)) as store:
        with engine.connect() as other:
            other.exec_driver_sql("LOCK TABLE calls IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(Unavailable, match="lock timeout"):
                store.write(started()).result()
        store.write(started()).result()
    engine.dispose()
