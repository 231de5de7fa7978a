"""The form for a reply in one's own words."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.limits import FormLimits
from bot.core.redact import redacted
from bot.core.viewer import Viewer
from bot.features.roleplay.buttons import TurnReference

OWN = "roleplay.own"
TEXT, LIMIT = "text", 500
LIMITS = FormLimits({TEXT: LIMIT})


def own_form(viewer: Viewer, reference: TurnReference, customer: str) -> c.Form:
    """Returns the form; `customer` is what the customer has just said."""
    say = viewer.say
    hint = say("own.hint", most=LIMIT)
    field = c.Input(TEXT, say("own.label"), c.InputKind.PARAGRAPH, hint=hint, limit=LIMIT)
    return c.Form(
        title=say("own.title"),
        action=OWN,
        send=say("own.send"),
        fields=(field,),
        value=reference.encode(),
        intro=(c.Text(customer),),
        language=viewer.language,
        in_place=True,
    )


def typed_reply(ask: Submit) -> str:
    """Returns the reply that was typed, on one line and without a customer's data; "" where nothing was."""
    text = "".join(sign if sign.isprintable() else " " for sign in ask.text(TEXT))
    return redacted(" ".join(text.split()))
