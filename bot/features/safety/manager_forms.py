"""The form for an organisation's own steps and numbers, and what was filled in or is to be mended."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.clocks import local
from bot.core.limits import FormLimits
from bot.core.names import own_name
from bot.core.numbers import knows_country
from bot.core.safety import SafetyKind
from bot.core.viewer import Viewer
from bot.features.safety.manager_cards import EDIT
from bot.features.safety.model import (
    LONGEST_NUMBER,
    LONGEST_REVIEWER,
    LONGEST_STEPS,
    SafetyReview,
    SafetySetup,
    fingerprint,
)

NONE, YES, NO = "none", "yes", "no"  # an option needs a value on every platform
_LINE = re.compile(rf"([A-Za-z]{{2}})\s*:\s*(\S.{{0,{LONGEST_NUMBER - 1}}})")
_LONGEST_LINES = 1500
LIMITS = FormLimits(
    {"number": LONGEST_NUMBER, "reviewer": LONGEST_REVIEWER, "numbers": _LONGEST_LINES}
    | {f"steps_{kind.value}": LONGEST_STEPS for kind in SafetyKind}
)
_FITTING = frozenset(f"{string.digits} .,:;+-/()#*'’&·")  # beside letters of any language
FieldFaults = Mapping[str, str]


def setup_form(viewer: Viewer, setup: SafetySetup) -> c.Form:
    """Returns the form, filled in with what is set."""
    say, review = viewer.say, setup.review
    confirmed = setup.reviewed(viewer.book.safety)
    lines = "\n".join(f"{code}: {number}" for code, number in setup.numbers.items())
    return c.Form(
        title=say("safety.setup.title"),
        action=EDIT,
        send=say("safety.setup.send"),
        fields=(
            _text(viewer, "number", setup.number, LONGEST_NUMBER),
            _text(viewer, "numbers", lines, _LONGEST_LINES, c.InputKind.PARAGRAPH),
            _country(viewer, "agents", setup.agents),
            _country(viewer, "customers", setup.customers),
            *(_steps(viewer, setup, kind) for kind in viewer.book.safety),
            c.Select(
                "confirm",
                say("safety.setup.confirm"),
                (
                    c.Option(say("safety.setup.confirm.no"), NO),
                    c.Option(say("safety.setup.confirm.yes"), YES),
                ),
                (YES if confirmed else NO,),
            ),
            _text(viewer, "reviewer", review.reviewer if review else "", LONGEST_REVIEWER),
        ),
        value=str(setup.version),
        language=viewer.language,
    )


def read_setup(viewer: Viewer, ask: Submit, before: SafetySetup, now: datetime) -> SafetySetup | FieldFaults:
    """Returns the next version as the form has it, or what to mend, by field."""
    numbers = _numbers(ask.text("numbers")) or {}
    confirmed, reviewer = ask.text("confirm") == YES, ask.text("reviewer")
    wrong = _wrong_numbers(viewer, ask)
    if confirmed and not reviewer:
        wrong["reviewer"] = viewer.say("safety.setup.reviewer.missing")
    if wrong:
        return wrong
    steps = {kind: ask.text(f"steps_{kind.value}") for kind in viewer.book.safety}
    return replace(
        before,
        version=before.version + 1,
        steps={kind: text for kind, text in steps.items() if text},
        number=ask.text("number"),
        numbers=numbers,
        agents=_known(viewer, ask.text("agents")),
        customers=_known(viewer, ask.text("customers")),
        review=_review(viewer, before, reviewer, local(now, ask.person.zone).date()) if confirmed else None,
        by=own_name(viewer.say, ask.person),
        at=now,
    )


def _review(viewer: Viewer, before: SafetySetup, reviewer: str, today: date) -> SafetyReview:
    # The day stays that of the review as long as neither the words nor the reviewer are others.
    same = before.review and before.reviewed(viewer.book.safety) and before.review.reviewer == reviewer
    if before.review and same:
        return before.review
    return SafetyReview(reviewer, today, fingerprint(viewer.book.safety))


def _wrong_numbers(viewer: Viewer, ask: Submit) -> dict[str, str]:
    numbers, wrong = _numbers(ask.text("numbers")), dict[str, str]()
    if ask.text("number") and not _is_number(ask.text("number")):
        wrong["number"] = viewer.say("safety.setup.number.wrong")
    if numbers is None or not all(map(_is_number, numbers.values())):
        wrong["numbers"] = viewer.say("safety.setup.numbers.wrong")
    elif unknown := [code for code in numbers if not knows_country(code)]:
        wrong["numbers"] = viewer.say("safety.setup.numbers.country", code=unknown[0])
    return wrong


def _is_number(text: str) -> bool:
    """Returns whether it can be dialled, or be said: digits, with words beside them, and nothing odd."""
    fits = all(each.isalpha() or each in _FITTING for each in text)
    return fits and any(each in string.digits for each in text)


def _numbers(text: str) -> dict[str, str] | None:
    matches = [_LINE.fullmatch(line.strip()) for line in text.splitlines() if line.strip()]
    found = [match for match in matches if match]
    return {match[1].upper(): match[2] for match in found} if len(found) == len(matches) else None


def _known(viewer: Viewer, country: str) -> str:
    return country if country in viewer.book.numbers else ""


def _text(viewer: Viewer, name: str, value: str, limit: int, kind: c.InputKind = c.InputKind.LINE) -> c.Input:
    label, say = viewer.say(f"safety.setup.{name}"), viewer.say
    if name == "reviewer":
        example = say("safety.setup.reviewer.example")
        return c.Input(name, label, kind, value, optional=True, limit=limit, example=example)
    return c.Input(name, label, kind, value, say(f"safety.setup.{name}.hint"), optional=True, limit=limit)


def _steps(viewer: Viewer, setup: SafetySetup, kind: SafetyKind) -> c.Input:
    name = viewer.pick(viewer.book.safety[kind].name)
    label, value = viewer.say("safety.setup.steps", kind=name), setup.steps.get(kind, "")
    example = viewer.say("safety.setup.steps.example")
    named = f"steps_{kind.value}"
    return c.Input(named, label, value=value, optional=True, limit=LONGEST_STEPS, example=example)


def _country(viewer: Viewer, name: str, chosen: str) -> c.Select:
    unset = c.Option(viewer.say("safety.setup.country.none"), NONE)
    options = (c.Option(viewer.pick(n.name), code) for code, n in viewer.book.numbers.items())
    known = chosen if chosen in viewer.book.numbers else NONE
    return c.Select(name, viewer.say(f"safety.setup.{name}"), (unset, *options), (known,))
