"""The form of the set-up: what has to hold before the self-check is switched on, and its first terms."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Submit
from bot.features.checkin import buttons, cards
from bot.features.checkin.manager_forms import settings_errors, terms_fields
from bot.features.checkin.model import Terms
from bot.features.checkin.viewer import CheckinViewer

CONFIRMED = ("voluntary", "impact", "keys")  # what has to hold everywhere
STAFF = ("agreed", "none")  # those who represent the staff


def setup_form(viewer: CheckinViewer, terms: Terms) -> c.Form:
    """Returns what works councils and data protection ask for, to be confirmed, and the first terms."""
    say = viewer.say
    parts = tuple(
        c.Text(say(f"checkin.setup.{part}.text")) for part in ("voluntary", "staff", "impact", "keys")
    )
    confirmed = tuple(c.Option(say(f"checkin.setup.{name}"), name) for name in CONFIRMED)
    staff = tuple(c.Option(say(f"checkin.setup.staff.{name}"), name) for name in STAFF)
    return c.Form(
        title=say("checkin.setup.title"),
        action=cards.SETUP,
        send=say("checkin.setup.send"),
        fields=(
            c.Select("confirmed", say("checkin.setup.confirmed"), confirmed, many=True),
            c.Select("staff", say("checkin.setup.staff"), staff),
            *terms_fields(viewer, terms),
        ),
        value=buttons.encode_version(terms),
        intro=(c.Text(say("checkin.setup.intro")), *parts, c.Note(say("checkin.setup.more"))),
        language=viewer.language,
    )


def setup_errors(viewer: CheckinViewer, ask: Submit) -> dict[str, str]:
    """Returns what is to be mended, by field: what does not hold yet keeps it off."""
    errors = settings_errors(viewer, ask)
    if set(ask.many("confirmed")) != set(CONFIRMED):
        errors["confirmed"] = viewer.say("checkin.setup.confirmed.wrong")
    if ask.text("staff") not in STAFF:
        errors["staff"] = viewer.say("checkin.setup.staff.wrong")
    return errors
