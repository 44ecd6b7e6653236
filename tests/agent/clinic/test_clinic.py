from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.clinic.clinic import EXAMPLE, Clinic, ClinicFileError, Span, load

DUBLIN = ZoneInfo("Europe/Dublin")


@pytest.fixture(scope="module")
def clinic() -> Clinic:
    return load(EXAMPLE)


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "clinic.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_example_is_read(clinic: Clinic) -> None:
    assert clinic.name == "Riverside Clinic"
    assert [(person.name, person.number) for person in clinic.hand_over] == [
        ("the front desk", "+35315550142")
    ]
    assert clinic.opening.wednesday == (Span(opens_minute=480, closes_minute=750),)
    assert clinic.opening.sunday == ()
    assert clinic.questions[0].ask[0] == "Is there parking?"
    assert (clinic.id, [branch.id for branch in clinic.branches]) == ("riverside", ["mill-lane"])


def test_a_branch_is_known_by_its_number(clinic: Clinic) -> None:
    branch = clinic.branches[0].model_copy(update={"phone": "+35315550143"})
    clinic = clinic.model_copy(update={"branches": (branch,)})
    assert clinic.branch_called("+35315550143") == clinic.branch_called("35315550143") == "mill-lane"
    assert clinic.branch_called("+35315550142") is None


@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        ("2026-03-02 07:59", False),  # a Monday
        ("2026-03-02 08:00", True),
        ("2026-03-02 12:29", True),
        ("2026-03-02 12:30", False),  # the break
        ("2026-03-02 13:30", True),
        ("2026-03-08 10:00", False),  # a Sunday
        ("2026-12-25 10:00", False),  # closed on the holiday, a Friday
        ("2026-12-24 11:59", True),  # shorter hours on the holiday, a Thursday
        ("2026-12-24 15:00", False),
        ("2026-07-06 08:00", True),  # summer time
    ],
)
def test_is_open_follows_the_clinics_own_clock(clinic: Clinic, local: str, is_open: bool) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=DUBLIN).astimezone(UTC)
    assert clinic.is_open(at) is is_open


@pytest.mark.parametrize(
    ("local", "opens"),
    [
        ("2026-03-02 06:00", "2026-03-02 08:00"),
        ("2026-03-02 08:00", "2026-03-02 13:30"),  # open now: the next time after the break
        ("2026-03-02 18:00", "2026-03-03 08:00"),
        ("2026-03-07 12:00", "2026-03-09 08:00"),  # over a Sunday
        ("2026-03-28 12:00", "2026-03-30 08:00"),  # over the change to summer time
        ("2026-12-24 12:00", "2026-12-28 08:00"),  # over two holidays and a Sunday
    ],
)
def test_next_opening(clinic: Clinic, local: str, opens: str) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=DUBLIN).astimezone(UTC)
    assert clinic.next_opening(at) == datetime.fromisoformat(opens).replace(tzinfo=DUBLIN)


def test_next_opening_where_the_doors_never_open(clinic: Clinic) -> None:
    shut = clinic.model_copy(update={"opening": type(clinic.opening)(), "holidays": ()})
    assert shut.next_opening(datetime(2026, 3, 2, tzinfo=UTC)) is None


def test_next_opening_when_the_clock_goes_back(clinic: Clinic, tmp_path: Path) -> None:
    """01:30 happens twice on 2026-10-25; doors that open at 01:15 open at the first 01:15 only."""
    night = load(
        changed(
            tmp_path, 'saturday = ["09:00-12:00"]', 'saturday = ["09:00-12:00"]\nsunday = ["01:15-03:00"]'
        )
    )
    second_half_past_one = datetime(2026, 10, 25, 1, 30, tzinfo=DUBLIN, fold=1)
    opening = night.next_opening(second_half_past_one)
    assert opening is not None
    assert opening.date() == date(2026, 10, 26)


def test_a_time_without_a_zone_is_refused(clinic: Clinic) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        clinic.is_open(datetime(2026, 3, 2))  # noqa: DTZ001
    with pytest.raises(ValueError, match="without a zone"):
        clinic.next_opening(datetime(2026, 3, 2))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("old", "new", "key", "because"),
    [
        ('monday = ["08:00-12:30",', 'monday = ["8-12",', "opening.monday.0", "not a time span"),
        ('monday = ["08:00-12:30",', 'monday = ["12:30-08:00",', "opening.monday.0", "forward"),
        ('monday = ["08:00-12:30",', 'monday = ["08:00-14:00",', "opening.monday", "overlap"),
        ('monday = ["08:00-12:30",', 'monday = ["08:00-12:75",', "opening.monday.0", "forward"),
        ("monday = [", "mondya = [", "opening.mondya", "no such key"),
        ("Europe/Dublin", "Europe/Riverside", "time_zone", "not a time zone"),
        ("+353 1 555 0142", "01 555 0142", "hand_over.0.number", "not an international number"),
        ('region = "IE"', 'region = "Eire"', "region", "two letters"),
        ('region = "IE"', 'hand_ovr = ["+353 1 555 0142"]', "hand_ovr", "no such key"),
        ('id = "riverside"', 'id = "The Riverside"', "id", "match pattern"),
        ('languages = ["en"]', "languages = []", "languages", "1"),
        ('"name", "date_of_birth"]', '"name", "shoe size"]', "identity.1", "'name'"),
        ('"name", "date_of_birth"]', '"name"]', "identity", "two at least"),
        ('number = "112"', 'number = "one one two"', "emergency.number", "not a number to dial"),
        ("ahead_days = 90", "ahead_days = 0", "booking.ahead_days", "greater than"),
        ('id = "walsh"', 'id = "reed"', "doctors.1.id", "there already"),
        ('name = "Doctor Walsh"', 'name = "doctor reed"', "doctors.1.name", "there already"),
        ("slot_minutes = 20", "slot_minutes = 1", "doctors.1.slot_minutes", "5"),
        ("slot_minutes = 20", 'branch_id = "x"', "doctors.1.branch_id", "no such key"),
        ('monday = ["09:00-12:20"]', 'monday = ["9-12"]', "doctors.1.week.monday.0", "not a time span"),
        ("2027-02-15 to 2027-02-19", "2027-02-19 to 2027-02-15", "doctors.0.days_off.0", "forward"),
        ("2027-02-15 to 2027-02-19", "in February", "doctors.0.days_off.0", "not a date"),
        ('branch = "mill-lane"\nslot_minutes = 15', 'branch = "mill"', "doctors.0.branch", "no branch's id"),
        ('doctors = ["reed", "walsh"]', 'doctors = ["reid"]', "reasons.0.doctors", "no doctor's id"),
        ("minutes = 30", 'minutes = "half an hour"', "reasons.0.minutes", "integer"),
        ("date = 2026-12-25", "date = 2026-12-24", "holidays.1.date", "there already"),
        ("date = 2026-12-25", 'date = "soon"', "holidays.1.date", "date"),
        ('answer = "Bus number', 'anwser = "Bus number', "questions.1.anwser", "no such key"),
        ('answer = "Bus number', 'anwser = "Bus number', "questions.1.answer", "is missing"),
        (
            'ask = ["Which bus stops near you?", "How do I get there by bus?"]',
            "ask = []",
            "questions.1.ask",
            "1",
        ),
        ('name = "Riverside Clinic"', 'name = " "', "name", "at least 1"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_key(
    tmp_path: Path, old: str, new: str, key: str, because: str
) -> None:
    path = changed(tmp_path, old, new)
    with pytest.raises(ClinicFileError) as refusal:
        load(path)
    said = [line for line in str(refusal.value).splitlines() if f" {key}: " in line]
    assert len(said) == 1
    assert because in said[0]
    lines = path.read_text(encoding="utf-8").splitlines()
    original = EXAMPLE.read_text(encoding="utf-8")
    at = original[: original.index(old)].count("\n") + 1
    while because == "is missing" and lines[at - 1] != "[[questions]]":
        at -= 1  # a missing key has no line of its own: its heading's is named
    assert said[0].startswith(f"{path}:{at}: ")


def test_bare_numbers_can_take_a_caller_over_too(tmp_path: Path) -> None:
    table = '[[hand_over]]\nname = "the front desk"\nnumber = "+353 1 555 0142"\n'
    numbers = 'hand_over = ["+353 1 555 0142", "+353 1 555 0143"]\n'
    text = EXAMPLE.read_text(encoding="utf-8").replace(table, "")
    path = tmp_path / "clinic.toml"
    path.write_text(numbers + text, encoding="utf-8")
    assert [person.number for person in load(path).hand_over] == ["+35315550142", "+35315550143"]
    path.write_text(numbers.replace("+353 1 555 0143", "nobody") + text, encoding="utf-8")
    with pytest.raises(ClinicFileError, match=r":1: hand_over\.1: .*not an international number"):
        load(path)


def test_a_small_file_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "clinic.toml"
    path.write_text(
        'name = "Hill"\ngreeting = "Hello."\naddress = "On the hill."\n'
        'time_zone = "Europe/Dublin"\n[opening]\n',
        encoding="utf-8",
    )
    clinic = load(path)
    assert [(branch.id, branch.name, branch.address) for branch in clinic.branches] == [
        ("main", "Hill", "On the hill.")
    ]
    assert clinic.opening_words == "Hello."
    assert clinic.identity == ("name", "date_of_birth")
    assert clinic.emergency.number == "112"


def test_several_branches_must_be_told_apart(tmp_path: Path) -> None:
    second = (
        '[[branches]]\nid = "quay"\nname = "The Quay"\naddress = "On the quay."\nphone = "+353 1 555 0150"\n'
    )
    with_two = changed(tmp_path, "[[branches]]\n", f"{second}\n[[branches]]\n")
    clinic = load(with_two)
    assert clinic.branch_called("+35315550150") == clinic.branch_called("35315550150") == "quay"
    assert clinic.branch_called("+35315550142") is None
    assert clinic.branch_of(clinic.doctors[0]).id == "mill-lane"
    text = with_two.read_text(encoding="utf-8").replace('branch = "mill-lane"\n', "", 1)
    with_two.write_text(text, encoding="utf-8")
    with pytest.raises(ClinicFileError, match=r"doctors\.0\.branch: is missing: there are several"):
        load(with_two)


def test_a_branch_keeps_its_own_hours_but_the_clinics_holidays(tmp_path: Path) -> None:
    own = 'opening.sunday = ["10:00-12:00"]\n'
    clinic = load(changed(tmp_path, 'name = "Mill Lane"\n', f'name = "Mill Lane"\n{own}'))
    sunday, christmas = date(2026, 3, 8), date(2026, 12, 25)
    assert clinic.spans_on(sunday) == ()
    assert clinic.spans_on(sunday, clinic.branches[0]) == (Span(opens_minute=600, closes_minute=720),)
    assert clinic.spans_on(christmas, clinic.branches[0]) == ()


@pytest.mark.parametrize(
    ("local", "numbers"),
    [
        ("2026-03-02 10:00", ["+35315550142", "+35315550143"]),  # a Monday
        ("2026-03-02 18:00", ["+35315550143"]),
        ("2026-03-03 10:00", ["+35315550143"]),
    ],
)
def test_people_are_reachable_at_their_hours(tmp_path: Path, local: str, numbers: list[str]) -> None:
    more = """number = "+353 1 555 0142"

[hand_over.hours]
monday = ["09:00-17:00"]

[[hand_over]]
number = "+353 1 555 0143"
"""
    clinic = load(changed(tmp_path, 'number = "+353 1 555 0142"\n', more))
    at = datetime.fromisoformat(local).replace(tzinfo=DUBLIN)
    assert [person.number for person in clinic.reachable(at)] == numbers


def test_things_are_found_by_id_and_by_spoken_name(clinic: Clinic) -> None:
    reed = clinic.doctor("reed")
    assert reed is not None
    assert reed is clinic.doctor("doctor reed") is clinic.doctor("Doctor Reed")
    assert clinic.doctor("reid") is None
    blood_test = clinic.reason("a blood test")
    assert blood_test is clinic.reason("blood-test")
    assert blood_test is not None
    assert [doctor.id for doctor in clinic.who_does(blood_test)] == ["kelly"]
    assert clinic.branch("Mill Lane") is clinic.branches[0]


def test_a_key_missing_at_the_top_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClinicFileError, match=r"clinic\.toml: address: is missing") as refusal:
        load(changed(tmp_path, "address =", "# address ="))
    assert len(str(refusal.value).splitlines()) == 1


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(ClinicFileError, match="at line 11"):
        load(changed(tmp_path, 'name = "Riverside Clinic"', "name = Riverside Clinic"))


def test_a_file_that_is_not_there_or_not_text_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ClinicFileError, match="no such file; copy"):
        load(tmp_path / "none.toml")
    (tmp_path / "clinic.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ClinicFileError, match="UTF-8"):
        load(tmp_path / "clinic.toml")


def test_every_weekday_may_run_to_midnight(tmp_path: Path) -> None:
    clinic = load(changed(tmp_path, 'saturday = ["09:00-12:00"]', 'saturday = ["00:00-24:00"]'))
    assert clinic.is_open(datetime(2026, 3, 7, 23, 59, tzinfo=DUBLIN))
    assert not clinic.is_open(datetime(2026, 3, 8, 0, 0, tzinfo=DUBLIN))
