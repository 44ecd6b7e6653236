"""The tables of a clinic's own data, in SQL that SQLite and PostgreSQL both speak.

A change here needs a migration beside it (`migrations/versions`); a test holds the two together.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. SQLite forgets zones, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    # Named constraints, because a migration can only alter what has a name.
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

calls = Table(
    "calls",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("carrier_uuid", String(256), nullable=False),
    Column("direction", String(8), nullable=False),
    Column("caller", Text, nullable=False),  # "" where the carrier does not say
    Column("called", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("handed_over_at", UtcDateTime),
    Column("ended_at", UtcDateTime),  # empty: the call is live, or we crashed in it
    Column("end_reason", String(32)),
    Column("duration_ms", Integer),  # empty after a crash: nobody saw the end
    Column("hospital_id", String(64), nullable=False, server_default=""),
    Column("branch_id", String(64)),  # empty: the number that was called is no branch's own
    # Whom the caller turned out to be. No foreign key: whoever erases a patient empties it.
    Column("patient_id", String(32)),
    Column("node", String(64), nullable=False, server_default=""),  # which of several machines has the call
    CheckConstraint("direction IN ('inbound', 'outbound')", name="direction"),
    Index("ix_calls_started_at", "started_at"),
    Index("ix_calls_carrier_uuid", "carrier_uuid"),
    Index("ix_calls_patient_id", "patient_id"),
)

transcript_lines = Table(
    "transcript_lines",
    metadata,
    Column("call_id", ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),  # from 0 in each call
    Column("role", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("offset_ms", Integer, nullable=False),  # from the start of the call
    Column("committed_at", UtcDateTime, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key", String(64), nullable=False),  # public: names the row, opens nothing
    Column("secret_hash", String(64), nullable=False),
    Column("token_hash", String(64), nullable=False),
    Column("hospital_id", String(64), nullable=False),
    Column("branch_ids", JSON, nullable=False),  # []: the whole hospital
    Column("permissions", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("disabled_at", UtcDateTime),
    Index("ix_api_keys_key", "key", unique=True),
    Index("ix_api_keys_token_hash", "token_hash", unique=True),
    Index("ix_api_keys_hospital_id", "hospital_id"),
)

# Every row below belongs to a hospital (a tenant), and no query may leave that out. Branches, doctors and
# reasons are the clinic file's: rows hold their ids, which outlive them.

patients = Table(
    "patients",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("hospital_id", String(64), nullable=False),
    Column("branch_id", String(64)),
    Column("name", Text, nullable=False),  # whole, the first name first
    Column("born", Date, nullable=False),
    Column("phone", Text, nullable=False),  # E.164; "" where none is known
    Column("email", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("gender", String(16), nullable=False, server_default=""),
    Column("created_at", UtcDateTime, nullable=False),
    # Registered by telephone under the name and birth date of a patient who was there already. Until a person
    # has looked at it, this row is not found again, and so takes nothing from the other.
    Column("duplicate_of", ForeignKey("patients.id")),
    Index("ix_patients_born", "hospital_id", "born"),
)

LIVE = "status <> 'CANCELLED'"
TO_COME = (
    "BOOKED",
    "CONFIRMED",
)  # what a patient may still cancel or move; the second has said that they come

appointments = Table(
    "appointments",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("hospital_id", String(64), nullable=False),
    Column("branch_id", String(64), nullable=False),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("doctor_id", String(64), nullable=False),
    Column("reason_id", String(64), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    CheckConstraint("status IN ('BOOKED', 'CONFIRMED', 'COMPLETED', 'NO_SHOW', 'CANCELLED')", name="status"),
    CheckConstraint("ends_at > starts_at", name="forward"),
    # The last word on who was first, whatever a program thinks.
    Index(
        "ix_appointments_taken",
        *("hospital_id", "doctor_id", "starts_at"),
        unique=True,
        sqlite_where=text(LIVE),
        postgresql_where=text(LIVE),
    ),
    Index("ix_appointments_patient_id", "patient_id"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("hospital_id", String(64), nullable=False),
    Column("call_id", String(64), nullable=False),
    Column("patient_id", ForeignKey("patients.id", ondelete="SET NULL")),  # where the call had identified one
    Column("text", Text, nullable=False),
    Column("number", Text, nullable=False),  # to ring back, as said; "" where nobody knows
    Column("created_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Index("ix_messages_created_at", "hospital_id", "created_at"),
)

AUDIT_WHO, AUDIT_WHAT, AUDIT_TEXT = (
    80,
    40,
    64,
)  # characters; longer ones are cut, a row is never lost for that

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hospital_id", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # "call:<id>", "key:<id>", "viewer:<user>", "cli", "stranger"
    Column("who", String(AUDIT_WHO), nullable=False),
    # "identified", "saw appointments", "booked", "opened a transcript", "cross_tenant_attempt" ...
    Column("what", String(AUDIT_WHAT), nullable=False),
    Column("patient_id", String(32)),  # no foreign key: that somebody looked outlives what was seen
    Column("subject", String(AUDIT_TEXT)),  # the appointment, the message, the call, the key
    Column("address", String(AUDIT_TEXT)),  # the peer's, where it came over the network
    Index("ix_audit_at", "hospital_id", "at"),
    Index("ix_audit_patient_id", "patient_id"),
)

vas_tickets = Table(
    "vas_tickets",
    metadata,
    Column("digest", String(64), primary_key=True),  # SHA-256, hexadecimal; the ticket itself is kept nowhere
    Column("hospital", String(128), nullable=False),
    Column("key_sha256", String(64), nullable=False),  # of the key it was issued for
    Column("issued_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),  # a used one stays until it would have expired, to be told from unknown
    Index("ix_vas_tickets_expires_at", "expires_at"),
)

# -- reminders -----------------------------------------------------------------------------------------

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("tenant", String(64), nullable=False),  # the hospital
    Column("account", String(64), nullable=False),  # of the carrier, whose dial rate they share
    Column("name", Text, nullable=False),
    Column("batch", String(64), nullable=False),  # what makes a second import of the same the same
    Column("state", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("tenant", "batch", name="uq_campaigns_tenant"),
    CheckConstraint("state IN ('running', 'paused', 'cancelled')", name="state"),
)

reminders = Table(
    "reminders",  # a slot each: one reminder of one appointment
    metadata,
    Column("id", String(32), primary_key=True),
    Column("campaign_id", ForeignKey("campaigns.id", ondelete="CASCADE"), nullable=False),
    Column("tenant", String(64), nullable=False),
    Column("account", String(64), nullable=False),
    Column("key", String(64), nullable=False),
    Column("patient", String(64), nullable=False),  # whose limits count: the clinic's id, or else the number
    Column("name", Text, nullable=False),
    Column("number", String(16), nullable=False),
    Column("zones", Text, nullable=False),  # IANA names with spaces between; the patient's own comes last
    Column("country", String(2), nullable=False),
    Column("appointment_id", String(64), nullable=False),  # "" where the clinic has none
    Column("appointment_local", String(32), nullable=False),  # as its clock says; ISO without a zone
    Column("due_local", String(32), nullable=False),  # ... and so the due time, at the patient's clock
    Column("grace_s", Integer, nullable=False),
    Column("latest_at", UtcDateTime, nullable=False),  # nobody is reminded of what is past
    Column("due_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(64), nullable=False),  # of a state that nobody wished for
    Column("outcome", String(32), nullable=False),
    Column("tries", Integer, nullable=False),
    UniqueConstraint("tenant", "key", name="uq_reminders_tenant"),
    CheckConstraint(
        "state IN ('waiting', 'dialling', 'done', 'unknown', 'missed', 'suppressed', 'cancelled', 'parked')",
        name="state",
    ),
    Index("ix_reminders_state", "state", "tenant", "due_at"),
    Index("ix_reminders_campaign_id", "campaign_id"),
    Index("ix_reminders_number", "number"),
    Index("ix_reminders_appointment_id", "appointment_id"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", String(32), primary_key=True),  # random: it stands in the URL that the carrier reports to
    Column("slot", ForeignKey("reminders.id", ondelete="CASCADE"), nullable=False),
    Column("attempt", Integer, nullable=False),  # from 1 in each slot
    Column("patient", String(160), nullable=False),
    Column("day", Date, nullable=False),  # at the place called
    Column("dialler", String(64), nullable=False),
    Column("fence", Integer, nullable=False),  # whoever holds an older number has lost the lease
    Column("lease_until", UtcDateTime, nullable=False),
    Column("intended_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("state", String(16), nullable=False),
    Column("ending", String(16), nullable=False),
    Column("reached", Boolean, nullable=False),
    Column("machine", Boolean, nullable=False),
    Column("talk", String(32), nullable=False),  # what the conversation came to; "" if there was none
    Column("carrier_uuid", String(256), nullable=False),  # "" until the carrier has named it
    UniqueConstraint("slot", "attempt", name="uq_attempts_slot"),
    Index("ix_attempts_patient", "patient", "day"),
    Index("ix_attempts_state", "state"),
)

attempt_reports = Table(
    "attempt_reports",  # as they came, each once
    metadata,
    Column("attempt_id", ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True),
    Column("status", String(64), primary_key=True),
    Column("detail", String(64), primary_key=True),
    Column("timestamp", String(64), primary_key=True),  # the carrier's
    Column("received_at", UtcDateTime, nullable=False),
)

opt_outs = Table(
    "opt_outs",  # for ever, and for every campaign of every tenant here
    metadata,
    Column("who", String(160), primary_key=True),  # a number (E.164), or "patient TENANT ID"
    Column("said_at", UtcDateTime, nullable=False),
    Column("by", String(32), nullable=False),
)

dial_accounts = Table(
    "dial_accounts",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("free_at", UtcDateTime, nullable=False),  # when the next call may be placed
)

dial_tenants = Table(
    "dial_tenants",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("dialled_at", UtcDateTime, nullable=False),  # whose turn is longest ago is next
)
