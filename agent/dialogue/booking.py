"""Finding a time: for a new appointment, or for one that is to be moved.

The order of the questions is the order of `begin`: what for, who, where, when; what the caller says unasked
is not asked. Nothing is booked that was not read back and confirmed: `Book` and `Move` are sent from one
place, after a yes to exactly that time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar

from agent.dialogue import answers
from agent.dialogue.asking import Question, Task
from agent.dialogue.errands import Appointment, Book, Booked, Finding, FindSlots, Move, Slot, Slots, Taken
from agent.dialogue.flow import Reply
from agent.dialogue.identity import Identity
from agent.dialogue.knowledge import Branch, Doctor, Knowledge, Reason
from agent.dialogue.mentions import branch_in, days_meant, doctor_in, reason_in, without_birth_date
from agent.dialogue.registration import Registration
from agent.dialogue.understand.dates import Wish, choose, wish
from agent.dialogue.understand.numbers import ordinal_choice

if TYPE_CHECKING:
    from agent.dialogue.talk import Talk

AT_ONCE = 3  # times in one breath: nobody keeps more in mind
SEARCHED = 20  # free times looked at for three that suit


@dataclass(frozen=True, slots=True)
class Booking(Task):
    new_patients: ClassVar[bool] = True

    reason: Reason | None = None
    doctor: Doctor | None = None
    branch: Branch | None = None
    anywhere: bool = False  # they do not mind which branch
    wish: Wish | None = None
    moves: Appointment | None = None  # the one that gets a new time
    new_patient: bool = False  # they said so
    free: tuple[Slot, ...] = ()  # found, in order; the first three are on offer
    chosen: Slot | None = None  # read back
    not_before: datetime | None = None  # "later than these"
    lead: str = ""  # to be said before what is found

    def begin(self, talk: Talk, lead: str = "") -> Reply:
        w, clinic = talk.words, talk.clinic
        if self.reason is None and self.moves is None:
            if len(clinic.reasons) > 1:
                return talk.ask(self, _what_for(talk), lead)
            return replace(self, reason=clinic.reasons[0]).begin(talk, lead)
        if not talk.patient:
            who = Registration(self) if self.new_patient else Identity(self)
            return who.begin(talk, f"{lead} {w.WELCOME}" if self.new_patient else lead)
        if self._is_where_open(clinic):
            return talk.ask(self, _where(talk), lead)
        if self.wish is None:
            return self._ask_day(talk, w.NEW_TIME if self.moves else w.DAY, lead)
        return self._search(talk, lead)

    def noticing(self, text: str, clinic: Knowledge) -> Booking:
        """With whatever `text` tells of it, in any order."""
        text = days_meant(without_birth_date(text, clinic))
        wished = wish(text, clinic.now, clinic.language)
        return replace(
            self,
            reason=reason_in(text, clinic.reasons) or self.reason,
            doctor=doctor_in(text, clinic.doctors) or self.doctor,
            branch=branch_in(text, clinic.branches) or self.branch,
            wish=_merged(self.wish, wished) if wished else self.wish,
            new_patient=self.new_patient or answers.new_patient(text),
        )

    # -- answers -----------------------------------------------------------------------------------

    def heard(self, text: str, talk: Talk) -> Reply | None:
        if answers.never_mind(text):
            return talk.done(talk.words.STAYS if self.moves else talk.words.BOOKED_NOTHING)
        if self.chosen is not None:
            return self._confirmed(self.chosen, text, talk)
        if self.free:
            return self._chosen(text, talk)
        if self.reason is None and self.moves is None:
            return self._reason(text, talk)
        if self._is_where_open(talk.clinic):
            return self._where(text, talk)
        return self._wished(text, talk)

    def _reason(self, text: str, talk: Talk) -> Reply | None:
        told = self.noticing(text, talk.clinic)
        number = (
            ordinal_choice(text, len(talk.clinic.reasons), talk.clinic.language)
            if told.reason is None
            else None
        )
        if number is not None:
            told = replace(told, reason=talk.clinic.reasons[number])
        return told.begin(talk) if told.reason else None

    def _is_where_open(self, clinic: Knowledge) -> bool:
        """A doctor is at one place, and so is an appointment that is moved."""
        known = self.branch or self.doctor or self.moves or self.anywhere
        return len(clinic.branches) > 1 and not known

    def _where(self, text: str, talk: Talk) -> Reply | None:
        branches = talk.clinic.branches
        told = self.noticing(text, talk.clinic)
        number = None if told.branch else ordinal_choice(text, len(branches), talk.clinic.language)
        if number is not None:
            told = replace(told, branch=branches[number])
        elif answers.anywhere(text):
            told = replace(told, anywhere=True)
        return None if told._is_where_open(talk.clinic) else told.begin(talk)

    def _wished(self, text: str, talk: Talk) -> Reply | None:
        """When, or with whom."""
        told = replace(self, free=(), chosen=None, not_before=None, lead="").noticing(text, talk.clinic)
        if answers.other_doctor(text) or (self.doctor and answers.any_doctor(text)):
            return replace(told, doctor=None, wish=told.wish or Wish(soonest=True)).begin(talk)
        elsewhere = told.doctor is not self.doctor or told.branch is not self.branch
        if told.wish is not self.wish or (elsewhere and told.wish):
            return told.begin(talk)
        if told.doctor is not self.doctor or told.reason is not self.reason:
            return told._ask_day(talk, talk.words.DAY)
        return None

    def _chosen(self, text: str, talk: Talk) -> Reply | None:
        """Which of the times on offer; or none of them."""
        if (reply := self._beyond(text, talk)) is not None:
            return reply
        offered = self.free[:AT_ONCE]
        number = answers.which(text, [slot.at for slot in offered], talk.clinic.language)
        agreed = answers.agrees(text, talk.clinic.language)
        if number is not None:
            return self._read_back(offered[number], talk)
        if (reply := self._wished(text, talk)) is not None:
            return reply
        if agreed:  # to the first, if to any: it will be read back
            return self._read_back(offered[0], talk)
        return self._ask_day(talk, talk.words.OTHER_DAY) if agreed is False else None

    def _beyond(self, text: str, talk: Talk) -> Reply | None:
        """Other times than those on offer, without saying which."""
        if wish(text, talk.clinic.now, talk.clinic.language) is not None:
            return None
        last = self.free[:AT_ONCE][-1].at
        if answers.another_day(text):
            return self._search_from(_day_after(last), talk)
        if answers.later(text):
            return self._search_from(last + timedelta(minutes=1), talk)
        if answers.earlier(text):
            return self._ask_day(talk, talk.words.OTHER_DAY, talk.words.NONE_EARLIER)
        if not answers.others(text):
            return None
        if len(self.free) > AT_ONCE:
            return replace(self, free=self.free[AT_ONCE:])._offer(talk)
        return self._ask_day(talk, talk.words.OTHER_DAY)

    def _confirmed(self, chosen: Slot, text: str, talk: Talk) -> Reply | None:
        agreed = answers.agrees(text, talk.clinic.language)
        same = choose(text, [chosen.at], talk.clinic.language) == 0
        if not same and (reply := self._wished(text, talk)) is not None:
            return reply  # "no, Thursday", "yes, but with Doctor Hill"
        if agreed is False:
            return replace(self, chosen=None)._ask_day(talk, talk.words.OTHER_DAY)
        if not agreed:
            return None
        if self.moves is not None:
            return talk.send(self, Move(self.moves.appointment, chosen.slot), talk.words.MOVING_IT)
        assert self.reason is not None
        return talk.send(self, Book(chosen.slot, self.reason.name), talk.words.BOOKING_IT)

    # -- errands -----------------------------------------------------------------------------------

    def _search(self, talk: Talk, lead: str = "") -> Reply:
        now, wished = talk.clinic.now, self.wish or Wish()
        earliest = datetime.combine(wished.earliest, time()) if wished.earliest else now
        latest = datetime.combine(wished.latest, time(23, 59)) if wished.latest else None
        errand = FindSlots(
            reason=_name_of(self, talk.clinic),
            earliest=max(earliest, now, self.not_before or now),
            latest=latest,
            doctor=self.doctor.name if self.doctor else None,
            branch=self.branch.name if self.branch and not self.doctor else None,
            from_minute=wished.from_minute,
            until_minute=wished.until_minute,
            limit=SEARCHED,
        )
        return talk.send(replace(self, free=(), chosen=None, lead=lead), errand)

    def _search_from(self, earliest: datetime, talk: Talk) -> Reply:
        """Times after those that were offered; a last day that was wished for no longer counts."""
        wished = replace(self.wish or Wish(), earliest=earliest.date(), latest=None, exact_minute=None)
        return replace(self, wish=wished, not_before=earliest)._search(talk)

    def found(self, finding: Finding, talk: Talk) -> Reply:
        w = talk.words
        match finding:
            case Booked(appointment):
                text = w.moved if self.moves else w.booked
                return talk.changed(text(appointment.at, appointment.doctor))
            case Taken() if self.chosen is not None:
                rest = tuple(slot for slot in self.free if slot != self.chosen)
                told = replace(self, chosen=None, free=rest, lead=w.TAKEN)
                return told._offer(talk) if rest else told._search(talk, w.TAKEN)
            case Slots(slots):
                not_days = self.wish.not_days if self.wish else frozenset()
                suits = [slot for slot in slots if slot.at.weekday() not in not_days]
                once = {slot.at: slot for slot in reversed(suits)}  # a time that two doctors have is one time
                if slots and not suits:  # all on a weekday that was ruled out
                    return self._search_from(_day_after(slots[-1].at), talk)
                return replace(self, free=tuple(sorted(once.values(), key=_at)))._found_free(talk)
        raise LookupError(f"{finding!r} answers nothing that was asked")

    def _found_free(self, talk: Talk) -> Reply:
        """Offer them; or look again with one wish less, and say which."""
        w, wished = talk.words, self.wish or Wish()
        if self.free:
            return self._offer(talk)
        if (wished.from_minute, wished.until_minute) != (0, 24 * 60):
            anytime = replace(wished, from_minute=0, until_minute=24 * 60, exact_minute=None)
            return replace(self, wish=anytime)._search(talk, w.NOTHING_THEN)
        if self.doctor is not None:
            lead = w.nothing_with(self.doctor.said)
            return replace(self, doctor=None)._search(talk, lead)
        if self.branch is not None:
            return replace(self, branch=None, anywhere=True)._search(talk, w.nothing_at(self.branch.said))
        return talk.person(w.NOTHING_FREE)

    # -- offers ------------------------------------------------------------------------------------

    def _offer(self, talk: Talk) -> Reply:
        w, wished = talk.words, self.wish or Wish()
        lead = self.lead
        first = self.free[0].at
        if wished.said_day and wished.latest and first.date() > wished.latest:
            all_day = (wished.from_minute, wished.until_minute) == (0, 24 * 60)
            lead = f"{lead} {w.nothing_on(wished.latest) if all_day else w.NOTHING_THEN}"
        elif wished.exact_minute is not None:
            exact = [slot for slot in self.free if _minute(slot) == wished.exact_minute]
            if exact and wished.said_day:
                return self._read_back(exact[0], talk, lead)
            nearest = sorted(
                self.free, key=lambda slot: (slot.at.date(), abs(_minute(slot) - (wished.exact_minute or 0)))
            )
            told = replace(self, free=tuple(exact or nearest))
            return told._ask_which(talk, lead if exact or lead else w.NOTHING_THEN)
        return self._ask_which(talk, lead)

    def _ask_which(self, talk: Talk, lead: str) -> Reply:
        w = talk.words
        offered = sorted(self.free[:AT_ONCE], key=_at)
        told = replace(self, free=(*offered, *self.free[AT_ONCE:]), lead="")
        times, doctors = [slot.at for slot in offered], [slot.doctor for slot in offered]
        text = w.offer(times, doctors, talk.clinic.now.date())
        if len(offered) == 1:
            return talk.ask(told, talk.yes_no(f"{text} {w.SUITS}"), lead)
        again = (f"{w.ONCE_MORE_PLEASE} {text} {w.WHICH_TIME}", w.WHICH_TIME_LAST)
        question = Question(
            f"{text} {w.WHICH_TIME}", again, options=len(offered), hints=tuple(sorted(set(doctors)))
        )
        return talk.ask(told, question, lead)

    def _read_back(self, slot: Slot, talk: Talk, lead: str = "") -> Reply:
        w = talk.words
        if self.moves is not None:
            text = w.shall_i_move(self.moves.at, slot.at, slot.doctor)
        else:
            assert self.reason is not None
            text = w.shall_i_book(self.reason.said, slot.at, slot.doctor, slot.branch)
        return talk.ask(replace(self, chosen=slot, lead=""), talk.yes_no(text), lead)

    def _ask_day(self, talk: Talk, text: str, lead: str = "") -> Reply:
        w = talk.words
        hints = tuple(doctor.said for doctor in talk.clinic.doctors)
        question = Question(text, (w.DAY_AGAIN, w.DAY_LAST), hints=hints)
        return talk.ask(replace(self, free=(), chosen=None, not_before=None), question, lead)

    def summary(self, talk: Talk) -> str:
        reason = self.moves.reason if self.moves else self.reason.said if self.reason else ""
        goal = "move" if self.moves else "book"
        return str(talk.words.summary_appointment(goal, reason, talk.patient))


def _what_for(talk: Talk) -> Question:
    w, said = talk.words, [reason.said for reason in talk.clinic.reasons]
    again = (w.reasons_again(said), w.reasons_last(said[:9]))
    return Question(w.REASON, again, options=len(said[:9]), hints=tuple(r.name for r in talk.clinic.reasons))


def _where(talk: Talk) -> Question:
    w, said = talk.words, [branch.said for branch in talk.clinic.branches]
    again = (w.branches_again(said), w.branches_last(said[:9]))
    return Question(w.which_branch(said), again, options=len(said[:9]), hints=tuple(said))


def _name_of(booking: Booking, clinic: Knowledge) -> str:
    """The reason as the clinic file spells it; an appointment knows it as it is spoken."""
    if booking.reason is not None:
        return booking.reason.name
    said = booking.moves.reason if booking.moves else ""
    return next((reason.name for reason in clinic.reasons if said in (reason.said, reason.name)), said)


def _merged(old: Wish | None, new: Wish) -> Wish:
    """A later wish replaces what it speaks of: "no, Thursday" leaves "after four" as it was."""
    if old is None or new.soonest or (new.said_day and new.said_time):
        return new
    if new.said_time:
        return replace(
            new, earliest=old.earliest, latest=old.latest, said_day=old.said_day, not_days=old.not_days
        )
    return replace(
        new,
        from_minute=old.from_minute,
        until_minute=old.until_minute,
        exact_minute=old.exact_minute,
        said_time=old.said_time,
    )


def _day_after(at: datetime) -> datetime:
    return datetime.combine(at.date() + timedelta(1), time())


def _at(slot: Slot) -> datetime:
    return slot.at


def _minute(slot: Slot) -> int:
    return 60 * slot.at.hour + slot.at.minute
