"""The hospital's own systems ask for patients, appointments, doctors' time and calls (PROTOCOLS §3.2).

Every body has the same outer shape: {"success": true, "data": ...}, or with false, an error and a message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from agent.clinic.database import Unavailable
from agent.clinic.hours import WEEKDAYS
from agent.clinic.office import Asker, BookingWish, Conflict, NoSuch, Office, PatientWish, Wrong
from agent.io.log import get_logger
from agent.wire import nyra

log = get_logger(__name__)

MAX_BODY_BYTES = 64 * 1024
MOST_PAGES = 100_000
CALLS_LEAST, CALLS_MOST = 10, 30  # a page of calls, with all that was said in them

T = TypeVar("T")
Body = TypeVar("Body", bound=BaseModel)


class Principal(Protocol):
    """Who holds a key. No `branch_ids` means the whole hospital."""

    @property
    def key_id(self) -> str: ...
    @property
    def hospital_id(self) -> str: ...
    @property
    def branch_ids(self) -> frozenset[str]: ...


class Refused(Exception):
    """The response that a request without the right credentials gets."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


Require = Callable[[Request, str], Awaitable[Principal]]
"""Who asks, if they have this permission; raises Refused, or an exception that the application answers."""

Text = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*\S[^\x00]*$")]
Id = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")]
Status = Literal["BOOKED", "CONFIRMED", "COMPLETED", "NO_SHOW", "CANCELLED"]
PageNumber = Annotated[int, Query(ge=1, le=MOST_PAGES)]
AgentType = Literal["inbound", "reminder", "appointment_reminder", "feedback"]
# Both words for a reminder are in use (one as a filter, one as a value); feedback calls are not made here.
_DIRECTIONS = {
    "inbound": "inbound",
    "reminder": "outbound",
    "appointment_reminder": "outbound",
    "feedback": "",
}


class NewPatient(BaseModel):
    model_config = ConfigDict(extra="ignore")

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


class NewAppointment(BaseModel):
    model_config = ConfigDict(extra="ignore")

    patient_id: Id
    doctor_id: Id
    appointment_time: datetime
    reason: Id | None = None


class NewStatus(BaseModel):
    model_config = ConfigDict(extra="ignore")

    status: Status


def routes(office: Office, require: Require) -> APIRouter:
    router = APIRouter(prefix="/api/external", tags=["records"])
    zone = office.clinic.zone()

    @router.post("/patients", summary="Add a patient, with an appointment if you like", **_takes(NewPatient))
    async def add_patient(request: Request) -> Response:
        async def answer() -> Response:
            asker = await _asker(request, require, "patients:create")
            new = await _body(request, NewPatient)
            wish = PatientWish(
                new.name,
                new.date_of_birth,
                new.phone,
                new.email or "",
                new.address or "",
                (new.gender or "").upper(),
                new.branch_id,
            )
            booking = None
            if new.appointment_time is not None:
                if new.doctor_id is None:
                    raise Wrong("appointment_time needs doctor_id")
                booking = BookingWish(new.doctor_id, new.appointment_time, new.reason)
            patient_id, booked = await _off_the_loop(lambda: office.add_patient(asker, wish, booking))
            return _done({"patient_id": patient_id, "appointment_id": booked}, 201)

        return await _answered(answer)

    @router.get("/patients", summary="Patients, by name")
    async def patients(
        request: Request,
        page: PageNumber = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        q: Text = "",
        status: Status | None = None,
        branch_id: Id | None = None,
        doctor_id: Id | None = None,
    ) -> Response:
        async def answer() -> Response:
            asker = await _asker(request, require, "patients:read")
            offset = (page - 1) * limit
            found = await _off_the_loop(
                lambda: office.patients(asker, offset, limit, q, status, branch_id, doctor_id)
            )
            return _page(found.total, [_patient(row) for row in found.rows], page, limit)

        return await _answered(answer)

    @router.post("/appointments", summary="Book", **_takes(NewAppointment))
    async def book(request: Request) -> Response:
        async def answer() -> Response:
            asker = await _asker(request, require, "appointments:write")
            new = await _body(request, NewAppointment)
            wish = BookingWish(new.doctor_id, new.appointment_time, new.reason)
            booked = await _off_the_loop(lambda: office.book(asker, new.patient_id, wish))
            return _done({"appointment_id": booked, "status": "BOOKED"}, 201)

        return await _answered(answer)

    @router.get("/appointments", summary="Appointments, by time")
    async def appointments(
        request: Request,
        page: PageNumber = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        patient_id: Id | None = None,
        doctor_id: Id | None = None,
        status: Status | None = None,
        branch_id: Id | None = None,
        date: date | None = None,
    ) -> Response:
        async def answer() -> Response:
            asker = await _asker(request, require, "appointments:read")
            offset = (page - 1) * limit
            found = await _off_the_loop(
                lambda: office.appointments(
                    asker, offset, limit, patient_id, doctor_id, status, branch_id, date
                )
            )
            return _page(found.total, [_appointment(row, zone) for row in found.rows], page, limit)

        return await _answered(answer)

    @router.patch("/appointments/{appointment_id}/status", summary="Say how it went", **_takes(NewStatus))
    async def set_status(request: Request, appointment_id: Id) -> Response:
        async def answer() -> Response:
            asker = await _asker(request, require, "appointments:write")
            status = (await _body(request, NewStatus)).status
            await _off_the_loop(lambda: office.set_status(asker, appointment_id, status))
            return _done({"appointment_id": appointment_id, "status": status})

        return await _answered(answer)

    @router.get("/doctors/{doctor_id}/availability", summary="A doctor's week")
    async def availability(request: Request, doctor_id: Id) -> Response:
        async def answer() -> Response:
            asker = await _asker(request, require, "doctor_slots:read")
            doctor = office.doctor(asker, doctor_id)
            week = {
                day: [
                    {"start": _clock(span.opens_minute), "end": _clock(span.closes_minute)}
                    for span in doctor.week.spans(n)
                ]
                for n, day in enumerate(WEEKDAYS)
            }
            return _done({"doctor_id": doctor.id, "slot_minutes": doctor.slot_minutes, "availability": week})

        return await _answered(answer)

    @router.get("/doctors/{doctor_id}/slots", summary="A doctor's day, slot by slot")
    async def day_slots(request: Request, doctor_id: Id, date: date) -> Response:
        async def answer() -> Response:
            asker = await _asker(request, require, "doctor_slots:read")
            found = await _off_the_loop(lambda: office.day(asker, doctor_id, date))
            shown = [
                {"time": f"{opening.local:%H:%M}", "minutes": opening.minutes, "available": free}
                for opening, free in found
            ]
            return _done({"doctor_id": doctor_id, "date": date.isoformat(), "slots": shown})

        return await _answered(answer)

    @router.get("/calls", summary="Calls, the newest first")
    async def calls(
        request: Request,
        page: PageNumber = 1,
        limit: Annotated[int, Query(ge=1)] = CALLS_LEAST,
        patient_id: Id | None = None,
        branch_id: Id | None = None,
        agent_type: AgentType | None = None,
        start_date: date | None = None,
        end_date: date | None = None,
    ) -> Response:
        async def answer() -> Response:
            asker = await _asker(request, require, "calls:read")
            size = max(CALLS_LEAST, min(limit, CALLS_MOST))
            direction = None if agent_type is None else _DIRECTIONS[agent_type]
            found = await _off_the_loop(
                lambda: office.calls(
                    asker, (page - 1) * size, size, patient_id, branch_id, direction, start_date, end_date
                )
            )
            return _page(found.total, [_call(row, zone) for row in found.rows], page, size)

        return await _answered(answer)

    return router


# -- what is asked ---------------------------------------------------------------------------------


async def _asker(request: Request, require: Require, permission: str) -> Asker:
    principal = await require(request, permission)
    return Asker(f"key:{principal.key_id}", principal.hospital_id, principal.branch_ids)


async def _body(request: Request, kind: type[Body]) -> Body:
    """Raises Wrong for what is too large or of another shape."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise Wrong("the body is over 64 KiB")
    try:
        return kind.model_validate_json(bytes(body))
    except ValidationError as error:
        # Where and what, but never the value: it may be personal.
        faults = (f"{'.'.join(map(str, each['loc'])) or 'body'}: {each['msg']}" for each in error.errors())
        raise Wrong("; ".join(list(faults)[:10])) from None


def _takes(kind: type[BaseModel]) -> dict[str, Any]:
    """The body for the OpenAPI page; it is read by `_body`, which knows bounds."""
    content = {"application/json": {"schema": kind.model_json_schema()}}
    return {"openapi_extra": {"requestBody": {"required": True, "content": content}}}


async def _off_the_loop(ask: Callable[[], T]) -> T:
    return await asyncio.to_thread(ask)


# -- what is answered ------------------------------------------------------------------------------


async def _answered(answer: Callable[[], Awaitable[Response]]) -> Response:
    """The answer, or the error body that says why not, without anything of ours (BEHAVIOUR P-09)."""
    try:
        return await answer()
    except Refused as refused:
        return refused.response
    except NoSuch as nothing:
        return _failed(404, "Not Found", f"No such {nothing}")
    except Wrong as wrong:
        return _failed(400, "Bad Request", str(wrong))
    except Conflict as conflict:
        return _failed(409, "Conflict", str(conflict))
    except (Unavailable, SQLAlchemyError) as error:
        log.error("records cannot be reached", kind=type(error).__name__)
        return _failed(503, "Service Unavailable", "Try again later")


def _done(data: object, status: int = 200) -> Response:
    return JSONResponse({"success": True, "data": data}, status, {"Cache-Control": "no-store"})


def _failed(status: int, error: str, message: str) -> Response:
    return JSONResponse({"success": False, "error": error, "message": message}, status)


def _page(total: int, results: list[dict[str, object]], page: int, limit: int) -> Response:
    pages = -(-total // limit)
    return _done({"total": total, "results": results, "page": page, "limit": limit, "total_pages": pages})


def _patient(row: dict[str, Any]) -> dict[str, object]:
    return {
        "id": row["id"],
        "name": row["name"],
        "phone": row["phone"],
        "date_of_birth": row["born"].isoformat(),
        "gender": row["gender"] or None,
        "email": row["email"] or None,
        "address": row["address"] or None,
        "branch_id": row["branch_id"],
        "created_at": _instant(row["created_at"]),
    }


def _appointment(row: dict[str, Any], zone: ZoneInfo) -> dict[str, object]:
    return {
        "id": row["id"],
        "patient_id": row["patient_id"],
        "patient_name": row["patient_name"],
        "doctor_id": row["doctor_id"],
        "branch_id": row["branch_id"],
        "reason": row["reason_id"],
        "appointment_time": row["starts_at"].astimezone(zone).isoformat(),
        "minutes": int((row["ends_at"] - row["starts_at"]).total_seconds()) // 60,
        "status": row["status"],
    }


def _call(row: dict[str, Any], zone: ZoneInfo) -> dict[str, object]:
    duration_ms = row["duration_ms"]
    return {
        "id": row["id"],
        "patient_id": row["patient_id"],
        "patient_name": row["patient_name"],
        "branch_id": row["branch_id"],
        "agent_type": "inbound" if row["direction"] == "inbound" else "appointment_reminder",
        "duration": None if duration_ms is None else round(duration_ms / 1000),
        "created_at": row["started_at"].astimezone(zone).isoformat(),
        "transcription": [{"role": role, "text": text} for role, text in row["lines"]],
        "call_status": nyra.status(row["end_reason"]) if row["end_reason"] else "in_progress",
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
