"""Who belongs to which hospital and may do what: the tenants file, read again whenever it changes.

    [hospitals.riverside]                      # the `id` of the clinic file: whose calls are whose, it says
    vas_keys_sha256 = ["5e88...42d8"]          # of programs that translate: printf %s KEY | sha256sum

    [[hospitals.riverside.viewers]]            # a person who may see its calls live
    user = "7b0f7c1e-5d0c-4b0a-9f6a-1f6a3a1f9f10"
    bearer_sha256 = "9f86...0a08"
    number = "+442079460001"                   # where a call that this person joins is connected to
    rights = ["read", "join", "end"]           # all of them if left out
    expires = 2027-01-01T00:00:00Z             # never if left out

A file may serve several houses: each answers for the hospital of its own clinic file, and viewers of another
see nothing there. Without a file viewers share the setting `viewer_bearer` and have every right. The keys of
other systems are in the database, by the same hospital ids (agent/clinic/keys.py).
"""

from __future__ import annotations

import hashlib
import hmac
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from agent.facts import Ring
from agent.io.log import get_logger
from agent.settings import Settings

Right = Literal["read", "join", "end"]

log = get_logger(__name__)

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_ALL: tuple[Right, ...] = ("read", "join", "end")


class TenantsFileError(ValueError):
    """The tenants file cannot be used; the message says where and why, and quotes no secret."""


class Viewer(BaseModel):
    """A person who may see calls. `user` is "" for the one who shares the house's bearer with others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: str = Field(min_length=1, max_length=128)
    bearer_sha256: Sha256 = Field(repr=False)
    number: str = Field("", pattern=r"^(\+[1-9][0-9]{6,14})?$", repr=False)
    rights: tuple[Right, ...] = _ALL
    expires: AwareDatetime | None = None
    hospital: str = ""

    @property
    def called(self) -> str:
        """As in the audit."""
        return f"viewer:{self.user or 'shared bearer'}"

    def may(self, right: Right) -> bool:
        return right in self.rights

    def sees(self, ring: Ring) -> bool:
        """Is this a call of the viewer's hospital?"""
        return bool(ring.hospital_id) and ring.hospital_id == self.hospital


class _Hospital(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    viewers: tuple[Viewer, ...] = ()
    vas_keys_sha256: tuple[Sha256, ...] = Field((), repr=False)


class _Page(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    hospitals: dict[str, _Hospital]


class Tenants:
    def __init__(
        self,
        settings: Settings,
        home: str,
        insecure_local: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`home`: the hospital of this house. `insecure_local`: without a file and a bearer, any will do.

        Raises TenantsFileError.
        """
        self._file = settings.tenants_file
        self._home = home
        self._clock = clock
        self._stamp: tuple[int, int] | None = None
        self._anybody = insecure_local and self._file is None
        self._shared_bearer = settings.viewer_bearer.get_secret_value()
        self._shared_key = settings.vas_api_key.get_secret_value()
        self._shared_number = settings.fallback_number
        self._page = _Page(hospitals={})
        if self._file is not None:
            if self._shared_bearer or self._shared_key:
                raise TenantsFileError("with a tenants file, viewer_bearer and vas_api_key have no meaning")
            self._page = _read(self._file)
            self._stamp = _stamp(self._file)
            if home not in self._page.hospitals:
                named = ", ".join(sorted(self._page.hospitals)) or "none"
                raise TenantsFileError(
                    f"{self._file} has no hospital {home!r}, as the clinic file has; it has {named}"
                )

    def viewer(self, bearer: str) -> Viewer | None:
        """Whose bearer this is, if it still is anybody's."""
        if not bearer:
            return None
        if self._file is None:
            return self._whoever_shares(bearer)
        presented = sha256(bearer)
        now = self._clock()
        for name, hospital in self._hospitals().items():
            for viewer in hospital.viewers:
                if hmac.compare_digest(viewer.bearer_sha256, presented):
                    valid = viewer.expires is None or now < viewer.expires
                    return viewer.model_copy(update={"hospital": name}) if valid else None
        return None

    def translating(self, key_sha256: str) -> str | None:
        """The hospital whose programs hold this key; None for a key nobody has."""
        if self._file is None:
            ours = sha256(self._shared_key)
            return self._home if self._shared_key and hmac.compare_digest(ours, key_sha256) else None
        for name, hospital in self._hospitals().items():
            if any(hmac.compare_digest(known, key_sha256) for known in hospital.vas_keys_sha256):
                return name
        return None

    def _whoever_shares(self, bearer: str) -> Viewer | None:
        ours = self._shared_bearer
        known = hmac.compare_digest(sha256(bearer), sha256(ours)) if ours else self._anybody
        if not known:
            return None
        return Viewer.model_construct(
            user="", bearer_sha256="", number=self._shared_number, rights=_ALL, hospital=self._home
        )

    def _hospitals(self) -> dict[str, _Hospital]:
        """As the file says now. While it cannot be read, as it said before: a slip must not lock all out."""
        if self._file is not None and (stamp := _stamp(self._file)) != self._stamp:
            self._stamp = stamp
            try:
                self._page = _read(self._file)
                log.info("tenants file read again")
            except TenantsFileError as fault:
                log.error("tenants file not usable; the one before stays in force", why=str(fault))
        return self._page.hospitals


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _read(file: Path) -> _Page:
    try:
        page = _Page.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as fault:
        raise TenantsFileError(f"{file} cannot be read: {fault.strerror}") from None
    except tomllib.TOMLDecodeError as fault:
        raise TenantsFileError(f"{file}: {fault}") from None
    except ValidationError as fault:
        wrong = "; ".join(".".join(map(str, e["loc"])) + ": " + e["msg"] for e in fault.errors())
        raise TenantsFileError(f"{file}: {wrong}") from None
    bearers = [viewer.bearer_sha256 for hospital in page.hospitals.values() for viewer in hospital.viewers]
    if len(set(bearers)) < len(bearers):
        raise TenantsFileError(f"{file}: two viewers have the same bearer")
    return page


def sha256(secret: str) -> str:
    """Hexadecimal, as the file has it."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
