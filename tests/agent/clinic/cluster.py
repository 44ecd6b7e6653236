"""A private PostgreSQL server, from Debian's package: no port, its own folder, gone with the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

PATIENCE_S = 60
# Its standard input ends with the tests, however those end; INT cuts whoever is still connected.
UNTIL_WE_ARE_GONE = '"$@" & server=$!; read _; kill -INT $server; wait $server; rm -rf "$PWD"'


def _programs() -> Path | None:
    """The folder of the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[4]))
    return found[-1].parent if found else None


def missing() -> str:
    """Why there can be no server here; "" where there can."""
    return "" if _programs() else "PostgreSQL is not installed (Debian: apt-get install postgresql)"


class Cluster:
    def __enter__(self) -> Cluster:
        programs = _programs()
        assert programs is not None
        # Not under pytest's folder: its parents are closed to other users, and its name is long for a socket.
        self.folder = Path(tempfile.mkdtemp(prefix="frontdesk-pg-"))
        self.user = None
        if os.geteuid() == 0:  # which the server refuses to run as
            self.user = "nobody"
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, -1)
        self._run(
            *(programs / "initdb", "--pgdata", self.folder / "data", "--username", "frontdesk"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        )
        self.server = subprocess.Popen(
            [
                *("/bin/sh", "-c", UNTIL_WE_ARE_GONE, "sh"),
                *(programs / "postgres", "-D", self.folder / "data", "-k", self.folder),
                *("-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"),
            ],
            **self._as_user(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("w"),
        )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        assert self.server.stdin is not None
        self.server.stdin.close()
        self.server.wait(timeout=PATIENCE_S)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://frontdesk@/{name}?host={self.folder}"

    def database(self, name: str) -> str:
        """Make an empty database; its address."""
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def execute(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self.execute("SELECT 1")
            except OperationalError:
                log = (self.folder / "log").read_text()
                assert self.server.poll() is None, log
                assert time.monotonic() < deadline, log
                time.sleep(0.05)

    def _run(self, *command: object) -> None:
        done = subprocess.run(
            [str(part) for part in command], **self._as_user(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _as_user(self) -> dict[str, object]:
        away = {"cwd": self.folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C"}}
        return away | ({"user": self.user, "group": "nogroup", "extra_groups": []} if self.user else {})
