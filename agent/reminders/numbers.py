"""Which numbers a reminder may be dialled to, and where in the world they may ring."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import available_timezones

import phonenumbers
from phonenumbers import PhoneNumberType, shortnumberinfo, timezone

from agent.personal import Personal
from agent.reminders.schedule import Place

# Everything else costs the clinic or the patient dearly, or is no patient's telephone.
_ORDINARY = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
}
_KINDS = {
    PhoneNumberType.PREMIUM_RATE: "a premium-rate number",
    PhoneNumberType.SHARED_COST: "a shared-cost number",
    PhoneNumberType.TOLL_FREE: "a freephone number",
    PhoneNumberType.PERSONAL_NUMBER: "a personal number, charged like a premium one",
    PhoneNumberType.PAGER: "a pager",
    PhoneNumberType.VOICEMAIL: "a voicemail box",
}


class NotDialable(ValueError):
    """Not a number that we would dial; the message says why, and does not quote it."""


@dataclass(frozen=True, slots=True)
class Dialable:
    number: Personal = field(repr=False)  # E.164
    place: Place


def dialable(text: str, region: str, zone: str) -> Dialable:
    """The number as it is dialled, and where it may ring: a patient's `zone` (IANA) is one of the places.

    `region` (ISO 3166, such as "IE") is where a number without its country belongs. Raises NotDialable
    for what is no number, an emergency service, or no ordinary telephone (BEHAVIOUR R-14).
    """
    if _is_short(text, region):
        raise NotDialable("an emergency or short number")
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        raise NotDialable("not a telephone number") from None
    if not phonenumbers.is_valid_number(number):
        raise NotDialable("not a number that exists")
    kind = phonenumbers.number_type(number)
    if kind not in _ORDINARY:
        raise NotDialable(_KINDS.get(kind, "not an ordinary telephone"))
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    known = available_timezones()
    zones = [name for name in timezone.time_zones_for_number(number) if name in known and name != zone]
    country = phonenumbers.region_code_for_number(number) or region
    return Dialable(Personal(e164), Place((*zones, zone), country))


def _is_short(text: str, region: str) -> bool:
    """112, 999 and their like, in the clinic's country or in the one that the number names."""
    digits = "".join(char for char in text if char.isdigit())
    regions = {region, "GB", "US"} - {""}
    emergency = any(shortnumberinfo.connects_to_emergency_number(text, each) for each in regions)
    return emergency or 0 < len(digits) < 7
