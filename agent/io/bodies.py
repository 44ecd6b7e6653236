"""The bodies of our HTTP: what other systems send, and exactly what they get back, for /openapi.json too.

The hospital's own systems get one outer shape: {"success": true, "data": ...}, or with false, an error and a
message. The shapes that other products' clients expect (a viewer's, a translator's) are as those want them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

T = TypeVar("T")

Text = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*\S[^\x00]*$")]
Id = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")]
Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Status = Literal["BOOKED", "CONFIRMED", "COMPLETED", "NO_SHOW", "CANCELLED"]
AgentType = Literal["inbound", "reminder", "appointment_reminder", "feedback"]


class Asked(BaseModel):
    """What is sent to us; what we do not know in it is ignored (BEHAVIOUR G-11)."""

    model_config = ConfigDict(extra="ignore")


class Told(BaseModel):
    """What we answer: these fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def response(self, status: int = 200) -> JSONResponse:
        return JSONResponse(self.model_dump(mode="json"), status, {"Cache-Control": "no-store"})


class Done(Told, Generic[T]):
    success: Literal[True] = True
    data: T


class Failure(Told):
    success: Literal[False] = False
    error: str
    message: str


class Detail(Told):
    """Of a request that could not even be read."""

    detail: str


def answers(data: Any, *failures: int, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """For a route: `data` in the outer shape, or one of these statuses with a Failure; those that any
    request with credentials may get are always among them.
    """
    refused: dict[int | str, dict[str, Any]] = {
        code: {"model": Failure} for code in (401, 403, 422, 429, 503, *failures)
    }
    return {status: {"model": Done[data]}, **refused, 413: {"model": Detail}, 415: {"model": Detail}}


# -- keys and tickets ------------------------------------------------------------------------------


class EventTicket(Told):
    token: str
    ws_url: str
    ws_path: str


class Key(Told):
    id: str
    key: str
    is_active: bool
    branch_id: str | None
    branch_ids: list[str]
    permissions: list[str]
    created_at: Instant
    expires_at: Instant | None


class IssuedKey(Key):
    secret: str
    token: str


# -- records ---------------------------------------------------------------------------------------


class NewPatient(Asked):
    name: Name
    phone: Text = ""
    date_of_birth: date
    age: int | None = None  # told by the date of birth
    gender: Annotated[Text, Field(max_length=16)] | None = None
    email: Text | None = None
    address: Text | None = None
    appointment_time: datetime | None = None
    doctor_id: Id | None = None
    reason: Id | None = None
    branch_id: Id | None = None


class NewAppointment(Asked):
    patient_id: Id
    doctor_id: Id
    appointment_time: datetime
    reason: Id | None = None


class NewStatus(Asked):
    status: Status


class Page(Told, Generic[T]):
    total: int
    results: list[T]
    page: int
    limit: int
    total_pages: int


class Added(Told):
    patient_id: str
    appointment_id: str | None


class Booked(Told):
    appointment_id: str
    status: Status


class Patient(Told):
    id: str
    name: str
    phone: str
    date_of_birth: date
    gender: str | None
    email: str | None
    address: str | None
    branch_id: str | None
    created_at: Instant


class Appointment(Told):
    id: str
    patient_id: str
    patient_name: str
    doctor_id: str
    branch_id: str
    reason: str
    appointment_time: Instant
    minutes: int
    status: Status


class Span(Told):
    start: str
    end: str


class Week(Told):
    doctor_id: str
    slot_minutes: int
    availability: dict[str, list[Span]]


class Slot(Told):
    time: str
    minutes: int
    available: bool


class Day(Told):
    doctor_id: str
    date: date
    slots: list[Slot]


class Said(Told):
    role: Literal["assistant", "user", "other"]
    text: str


class Call(Told):
    id: str
    patient_id: str | None
    patient_name: str | None
    branch_id: str | None
    agent_type: AgentType
    duration: int | None
    created_at: Instant
    transcription: list[Said]
    call_status: str


# -- calls that we are asked for -------------------------------------------------------------------


class Queued(Told):
    call_id: str
    status: str


class OptedOut(Told):
    status: Literal["opted_out"] = "opted_out"


# -- in the words of other products ----------------------------------------------------------------


class LiveCall(Told):
    id: str
    phone: str
    direction: Literal["inbound", "outbound"]
    status: Literal["ringing", "screening", "connected"]
    startedAt: Instant | None  # noqa: N815 - as the protocol spells it
    endedAt: None = None  # noqa: N815
    liveConversationToken: str  # noqa: N815


class LiveCalls(Told):
    calls: list[LiveCall]
    nextCursor: None = None  # noqa: N815


class NotShown(Told):
    code: str
    description: str


class TranslationTicket(Told):
    ticket: str
    expires_in: int


class NoTicket(Told):
    error_code: str
    message: str
    request_id: str


class Readiness(Told):
    ready: bool
    status: Literal["ready", "starting", "degraded", "draining"]
    reasons: list[str]


# -- for the carrier -------------------------------------------------------------------------------

NCCO: dict[int | str, dict[str, Any]] = {200: {"model": list[dict[str, Any]]}}
NCCO_OR_NOTHING = NCCO | {204: {"description": "Nothing more to do: the call ends"}}
UNREADABLE: dict[int | str, dict[str, Any]] = {code: {"model": Detail} for code in (400, 401, 413, 415)}


# -- credentials -----------------------------------------------------------------------------------


def _header(name: str, about: str) -> dict[str, str]:
    return {"type": "apiKey", "in": "header", "name": name, "description": about}


CREDENTIALS: dict[str, dict[str, str]] = {
    "key": _header("x-api-key", "of a hospital's system, from `frontdesk keys issue`"),
    "secret": _header("x-api-secret", "shown once, with the key"),
    "token": {"type": "http", "scheme": "bearer", "description": "shown once, with the key"},
    "viewer": {"type": "http", "scheme": "bearer", "description": "a person's, from the tenants file"},
    "user": _header("x-hiya-account-user-id", "whose bearer it is"),
    "translationKey": _header("X-API-Key", "from the tenants file, or FRONTDESK_VAS_API_KEY"),
    "signature": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "the carrier's"},
}
# By a route's tag: all of these together. What has none is for everybody who reaches the port.
WANTED = {
    "hospitals": ("key", "secret", "token"),
    "records": ("key", "secret", "token"),
    "viewers": ("viewer", "user"),
    "translation": ("translationKey",),
    "carrier": ("signature",),
}


def with_credentials(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with what each route wants to see; FastAPI would name them as alternatives."""
    document["components"]["securitySchemes"] = CREDENTIALS
    for operations in document["paths"].values():
        for operation in operations.values():
            for tag in operation.get("tags", ()):
                if tag in WANTED:
                    operation["security"] = [{name: [] for name in WANTED[tag]}]
    return document
