"""Who is dialled next, and never twice: every decision to dial is a row before it is a call.

The order is the whole trick. `due` names a slot; its caller reserves what the call will need; `intend`
commits the intent, in one transaction that looks again at everything that speaks against it; only then is
the carrier asked, once. Whoever dies in between leaves an intent behind that nobody takes up: when its lease
is over it is `unknown`, and stays so until the carrier says that there was a call, or that there was none.

Any number of processes may dial from one database. They meet in the account's row, which says when the
carrier may be asked again: writing it first also puts their transactions one behind the other.

All methods block for a transaction. `now` is an aware instant: the ledger has no clock of its own.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, insert, or_, select, update

from agent.clinic.database import Database
from agent.clinic.schema import (
    attempt_reports,
    attempts,
    audit,
    campaigns,
    dial_accounts,
    dial_tenants,
    reminders,
)
from agent.personal import Personal
from agent.reminders import schedule
from agent.reminders.attempt import IN_FLIGHT, Attempt, reported
from agent.reminders.following import follow, follow_all, in_the_book
from agent.reminders.rows import (
    Row,
    attempt_of,
    cancel,
    confirm,
    dialled_in_the_week,
    doubt,
    folded,
    holds,
    is_running,
    opted_out,
    patient_of,
    place_of,
    plan_of,
    refuse_calls,
    set_attempt,
    set_slot,
    slot_of,
)
from agent.reminders.schedule import Dial, Rules, Wait

# For the carrier's answer, which comes within seconds or is no answer any more.
LEASE = timedelta(seconds=30)
# A clock put back must not stop the dialling until it has caught up.
MOST_AHEAD = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A slot that may be dialled now, as far as one can see without a transaction."""

    slot: str
    account: str
    number: Personal
    patient: Personal  # the clinic's id, "" where it has none
    attempt_id: str  # of its next attempt; the same as before for one that the carrier put off


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing can be dialled before `at`; None: nothing is waiting at all."""

    at: datetime | None


@dataclass(frozen=True, slots=True)
class Intent:
    """A committed intent: its holder asks the carrier once, before the lease is over, or never."""

    attempt_id: str
    slot: str
    attempt: int
    fence: int
    lease_until: datetime
    number: Personal
    name: Personal
    patient: Personal  # whom the records know by this id; "" for one who stands in a list alone
    appointment_id: str  # as it is in the book; "" for one that is not
    appointment_local: datetime = field(repr=False)


class Ledger:
    def __init__(
        self,
        database: Database,
        rules: Rules,
        dials_a_second: float = schedule.DIALS_A_SECOND,
        hospital: str = "",
    ) -> None:
        """`hospital`: the clinic's id in its own records, where a campaign names none."""
        self._hospital = hospital
        self._database = database
        self._rules = rules
        # A thousandth more than a third: three within any second, whatever is rounded where.
        self._spacing = timedelta(seconds=1 / dials_a_second + 0.001)

    # -- dialling ----------------------------------------------------------------------------------

    def due(self, now: datetime) -> Candidate | Later:
        """The slot whose turn it is: of the tenant who waits longest, the one longest due (R-18)."""
        waits: list[datetime] = []
        waiting = (
            select(
                *(reminders.c.id, reminders.c.account, reminders.c.number, reminders.c.due_at),
                *(attempts.c.id, reminders.c.patient),
            )
            .join(campaigns, campaigns.c.id == reminders.c.campaign_id)
            .outerjoin(attempts, and_(attempts.c.slot == reminders.c.id, attempts.c.state == "held"))
            .where(reminders.c.state == "waiting", campaigns.c.state == "running")
            .order_by(reminders.c.due_at)  # and no further: of 20,000 due at nine, the index gives any first
            .limit(1)
        )
        with self._database.engine.connect() as connection:
            free = {
                row.account: row.free_at
                for row in connection.execute(select(dial_accounts))
                if now < row.free_at <= now + MOST_AHEAD
            }
            for tenant in connection.execute(
                select(dial_tenants.c.tenant).order_by(dial_tenants.c.dialled_at, dial_tenants.c.tenant)
            ).scalars():
                row = connection.execute(waiting.where(reminders.c.tenant == tenant)).first()
                if row is None:
                    continue
                slot, account, number, due_at, held, patient = row
                at = max(due_at, free.get(account, due_at))
                if at <= now:
                    attempt_id = held or secrets.token_hex(16)
                    known = Personal(patient if patient != number else "")
                    return Candidate(slot, account, Personal(number), known, attempt_id)
                waits.append(at)
        return Later(min(waits, default=None))

    def intend(self, candidate: Candidate, dialler: str, now: datetime) -> Intent | None:
        """Commit the intent to dial; None when something speaks against it, which is then on record."""
        with self._database.begin_writing() as connection:
            if not self._take_turn(connection, candidate.account, now):
                return None
            slot = slot_of(connection, candidate.slot)
            if slot is None or slot["state"] != "waiting" or not is_running(connection, slot):
                return None
            if opted_out(connection, slot):
                set_slot(connection, slot["id"], state="suppressed", reason="opt-out")
                return None
            hospital = slot["tenant"] or self._hospital
            slot = follow(connection, slot, hospital, self._rules)
            if slot is None:  # it is not as it was when this was put in
                return None
            place, plan = place_of(slot), plan_of(slot, self._rules)
            if plan is None:
                set_slot(connection, slot["id"], state="missed", reason="no decent hour left")
                return None
            dialled = dialled_in_the_week(connection, patient_of(slot), schedule.day_at(now, place))
            match schedule.decide(now, slot["id"], plan, place, self._rules, dialled):
                case Dial(day):
                    self._spend_turn(connection, slot, now)
                    return _intend(connection, slot, hospital, candidate.attempt_id, dialler, day, now)
                case Wait(plan):
                    set_slot(connection, slot["id"], due_at=plan.due_at, until_at=plan.until_at)
                case never:
                    set_slot(connection, slot["id"], state=never.state, reason=never.reason)
        return None

    def follow(self, since: datetime) -> int:
        """Reminders of appointments that have changed since, put right or withdrawn: how many."""
        return follow_all(self._database, self._hospital, self._rules, since)

    def _take_turn(self, connection: Connection, account: str, now: datetime) -> bool:
        """Lock the account's row; False when another has just dialled."""
        mine = dial_accounts.c.account == account
        connection.execute(update(dial_accounts).where(mine).values(free_at=dial_accounts.c.free_at))
        free_at = connection.execute(select(dial_accounts.c.free_at).where(mine)).scalar_one()
        return not now < free_at <= now + MOST_AHEAD

    def _spend_turn(self, connection: Connection, slot: Row, now: datetime) -> None:
        connection.execute(
            update(dial_accounts)
            .where(dial_accounts.c.account == slot["account"])
            .values(free_at=now + self._spacing)
        )
        connection.execute(
            update(dial_tenants).where(dial_tenants.c.tenant == slot["tenant"]).values(dialled_at=now)
        )

    # -- what came of it ---------------------------------------------------------------------------

    def placed(self, intent: Intent, carrier_uuid: str, now: datetime) -> None:
        """The carrier has taken it. True whoever says so and however late: it is evidence of a call."""
        self.named(intent.attempt_id, carrier_uuid, now)

    def named(self, attempt_id: str, carrier_uuid: str, now: datetime) -> None:
        with self._database.begin_writing() as connection:
            row = attempt_of(connection, attempt_id)
            if row is not None:
                set_attempt(connection, row["id"], carrier_uuid=row["carrier_uuid"] or carrier_uuid)
                self._fold(connection, row, reported(folded(row), "started", ""), now)

    def refused(self, intent: Intent, why: str, now: datetime) -> bool:
        """There is no call and will be none: the slot is parked for a person to look at (R-17).

        False, here and below, when the lease was lost meanwhile: then this is no news any more (R-05).
        """
        with self._database.begin_writing() as connection:
            if not holds(connection, intent.attempt_id, intent.fence):
                return False
            set_attempt(connection, intent.attempt_id, state="absent", ended_at=now)
            set_slot(connection, intent.slot, state="parked", reason=why[:64], outcome="failed")
            return True

    def put_off(self, intent: Intent, until: datetime) -> bool:
        """The carrier has no time: the same attempt again later, if that is not too late (R-04)."""
        with self._database.begin_writing() as connection:
            if not holds(connection, intent.attempt_id, intent.fence):
                return False
            set_attempt(connection, intent.attempt_id, state="held")
            waiting = and_(reminders.c.id == intent.slot, reminders.c.state == "dialling")
            connection.execute(update(reminders).where(waiting).values(state="waiting", due_at=until))
            return True

    def doubted(self, intent: Intent) -> bool:
        """Nobody knows whether there is a call: nobody dials again (R-02, R-03)."""
        with self._database.begin_writing() as connection:
            if not holds(connection, intent.attempt_id, intent.fence):
                return False
            doubt(connection, intent.attempt_id, intent.slot)
            return True

    def reported(
        self, attempt_id: str, carrier_uuid: str, status: str, detail: str, timestamp: str, now: datetime
    ) -> Attempt | None:
        """The carrier says something of an attempt; what it is then. None for one that nobody knows."""
        report = {
            "attempt_id": attempt_id,
            "status": status[:64],
            "detail": detail[:64],
            "timestamp": timestamp[:64],
        }
        with self._database.begin_writing() as connection:
            row = attempt_of(connection, attempt_id)
            if row is None:
                return None
            known = and_(*(attempt_reports.c[name] == value for name, value in report.items()))
            if connection.execute(select(attempt_reports.c.status).where(known)).first() is None:
                connection.execute(insert(attempt_reports).values(**report, received_at=now))
            set_attempt(connection, attempt_id, carrier_uuid=row["carrier_uuid"] or carrier_uuid[:256])
            after = reported(folded(row), status, detail)
            self._fold(connection, row, after, now)
            return after

    def talked(self, attempt_id: str, talk: str, now: datetime) -> None:
        """The conversation is over, and this is what it came to: "confirmed", "opt_out" ..."""
        with self._database.begin_writing() as connection:
            row = attempt_of(connection, attempt_id)
            if row is None:
                return
            set_attempt(connection, attempt_id, talk=talk[:32])
            if talk in ("opt_out", "wrong_number"):
                self._opt_out(connection, row["slot"], talk, now)
            # Its end was heard at the media socket, whatever becomes of the carrier's own report.
            self._fold(connection, row | {"talk": talk[:32]}, reported(folded(row), "completed", ""), now)

    def settled(self, attempt_id: str, talk: str, call_id: str, now: datetime) -> None:
        """The same while the conversation goes on, or after it where its last word was late."""
        with self._database.begin_writing() as connection:
            row = attempt_of(connection, attempt_id)
            if row is None:
                return
            set_attempt(connection, attempt_id, talk=talk[:32])
            if talk in ("opt_out", "wrong_number"):
                self._opt_out(connection, row["slot"], talk, now)
            slot = slot_of(connection, row["slot"])
            assert slot is not None, "an attempt has a slot"
            hospital = slot["tenant"] or self._hospital
            patient, appointment = in_the_book(connection, slot, hospital)
            if talk == "confirmed" and appointment:
                confirm(connection, appointment, now)
            about = {"patient_id": patient or None, "subject": appointment or slot["appointment_id"] or None}
            who, what = f"call:{call_id}", f"reminder: {talk}"[:40]
            connection.execute(
                insert(audit).values(hospital_id=hospital, at=now, who=who[:80], what=what, **about)
            )
            if row["state"] == "over":
                self._settle(connection, row["slot"], row["attempt"], talk[:32], row["ended_at"] or now)

    def absent(self, attempt_id: str, now: datetime) -> None:
        """The carrier's records show that there was no call: the slot may have another attempt."""
        with self._database.begin_writing() as connection:
            row = attempt_of(connection, attempt_id)
            if row is not None and row["state"] == "unknown":
                set_attempt(connection, attempt_id, state="absent", ended_at=now)
                self._settle(connection, row["slot"], row["attempt"], "failed", now)

    def _fold(self, connection: Connection, row: Row, after: Attempt, now: datetime) -> None:
        """Write down what an attempt has become, and what that means for its slot."""
        ended_at = row["ended_at"] or (now if after.state == "over" else None)
        set_attempt(
            connection,
            row["id"],
            state=after.state,
            ending=after.ending,
            reached=after.reached,
            machine=after.machine,
            ended_at=ended_at,
        )
        if ended_at is not None and after.state == "over":
            self._settle(connection, row["slot"], row["attempt"], row["talk"] or after.outcome, ended_at)
        elif after.state in IN_FLIGHT:
            in_doubt = and_(
                reminders.c.id == row["slot"],
                reminders.c.tries == row["attempt"],
                reminders.c.state == "unknown",
            )
            connection.execute(update(reminders).where(in_doubt).values(state="dialling", reason=""))

    def _settle(
        self, connection: Connection, slot_id: str, attempt: int, outcome: str, ended_at: datetime
    ) -> None:
        """The last attempt's outcome is the slot's; another try if that may mend it.

        Computed from what is on record alone, so that doing it again changes nothing.
        """
        slot = slot_of(connection, slot_id)
        if slot is None or slot["tries"] != attempt:
            return  # a later attempt says more
        if slot["state"] not in ("dialling", "unknown", "waiting", "done"):
            set_slot(connection, slot_id, outcome=outcome)
            return
        again_at = schedule.retry_at(outcome, attempt, ended_at, self._rules)
        plan = again_at and schedule.plan_from(
            again_at,
            place_of(slot),
            self._rules,
            timedelta(seconds=slot["grace_s"]),
            slot["latest_at"],
        )
        if plan:
            set_slot(
                connection,
                slot_id,
                state="waiting",
                reason="",
                outcome=outcome,
                due_at=plan.due_at,
                until_at=plan.until_at,
            )
        else:
            set_slot(connection, slot_id, state="done", reason="", outcome=outcome)

    # -- who must not be called --------------------------------------------------------------------

    def opt_out(self, number: Personal, by: str, now: datetime) -> None:
        """From the commit on nobody dials this number, for any reminder of anybody (R-12)."""
        with self._database.begin_writing() as connection:
            refuse_calls(connection, number.reveal(), by, now)
            cancel(connection, reminders.c.number == number.reveal(), "opt-out")

    def _opt_out(self, connection: Connection, slot_id: str, by: str, now: datetime) -> None:
        """Said in a call: the number, and for "never call me" the patient on any other number too."""
        slot = slot_of(connection, slot_id)
        assert slot is not None, "an attempt has a slot"
        same = reminders.c.number == slot["number"]
        refuse_calls(connection, slot["number"], by, now)
        if by == "opt_out":
            refuse_calls(connection, patient_of(slot), by, now)
            theirs = and_(reminders.c.tenant == slot["tenant"], reminders.c.patient == slot["patient"])
            same = or_(same, theirs)
        # They are still being told so in this call, which may say goodbye.
        cancel(connection, and_(same, reminders.c.id != slot_id), "opt-out")

    def cancel_appointment(self, tenant: str, appointment_id: str) -> None:
        """Nobody is reminded of what will not be (R-11); `upkeep.withdrawn` names the calls that are on."""
        with self._database.begin_writing() as connection:
            of_it = and_(reminders.c.tenant == tenant, reminders.c.appointment_id == appointment_id)
            cancel(connection, of_it, "appointment cancelled")


def _intend(
    connection: Connection, slot: Row, hospital: str, attempt_id: str, dialler: str, day: date, now: datetime
) -> Intent:
    lease_until = now + LEASE
    patient, appointment = in_the_book(connection, slot, hospital)
    values = {
        "state": "intent",
        "dialler": dialler,
        "lease_until": lease_until,
        "intended_at": now,
        "day": day,
    }
    held = attempt_of(connection, attempt_id)
    if held is not None:
        assert (held["state"], held["slot"]) == ("held", slot["id"]), "an attempt is asked for once"
        attempt, fence = held["attempt"], held["fence"] + 1
        set_attempt(connection, attempt_id, fence=fence, **values)
    else:
        attempt, fence = slot["tries"] + 1, 1
        blank = {"ending": "", "reached": False, "machine": False, "talk": "", "carrier_uuid": ""}
        row = {"id": attempt_id, "slot": slot["id"], "attempt": attempt, "patient": patient_of(slot)}
        connection.execute(insert(attempts).values(**row, **blank, fence=fence, **values))
    set_slot(connection, slot["id"], state="dialling", reason="", tries=attempt)
    return Intent(
        attempt_id,
        slot["id"],
        attempt,
        fence,
        lease_until,
        Personal(slot["number"]),
        Personal(slot["name"]),
        Personal(patient),
        appointment,
        datetime.fromisoformat(slot["appointment_local"]),
    )
