"""The forms of a round: to post a line, and to reply to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.limits import FormLimits
from bot.core.practice import PREPARE
from bot.core.redact import MARK, redacted
from bot.core.viewer import Viewer
from bot.features.round import cards
from bot.features.round.buttons import RoundReference
from bot.features.round.model import OwnBallot, Round

BEGIN, REPLIED, PREPARED = "round.begin", "round.replied", "round.prepared"
LINE, REPLY = 240, 500  # characters of an own line, and of a reply
LIMITS = FormLimits({"own": LINE, "reply": REPLY, "line": LINE})
LABEL = 75  # characters of an option
_OFFERED = 99  # lines to choose from, beside the question what will come


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """What a manager wants to post, and where: a line of the phrasebook by id, or one of their own."""

    channel: str
    prompt: str = ""
    own: str = ""
    stripped: bool = False


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A reply, and whether a customer's data was taken out of it; `line` is what a customer may say."""

    text: str
    stripped: bool
    line: str = ""


def begin_form(viewer: Viewer, where: str) -> c.Form:
    """Returns the form for a round; without a channel it asks for one."""
    say = viewer.say
    options = (
        c.Option(say("round.prepare"), PREPARE),
        *(
            c.Option(
                c.clip(viewer.pick(prompt.line), LABEL),
                prompt.id,
                viewer.situation(prompt.situation),
            )
            for prompt in list(viewer.book.prompts.values())[:_OFFERED]
        ),
    )
    chosen = c.Select("prompt", say("round.form.prompt"), options, optional=True)
    own = c.Input(
        "own",
        say("round.form.own"),
        c.InputKind.PARAGRAPH,
        hint=say("round.form.own_hint", most=LINE),
        optional=True,
        limit=LINE,
    )
    channel = () if where else (c.Input("channel", say("round.form.channel"), c.InputKind.CHANNEL),)
    return c.Form(
        title=say("round.form.title"),
        action=BEGIN,
        send=say("round.form.send"),
        fields=(chosen, own, *channel),
        value=where,
        intro=(c.Note(say("round.form.intro")),),
        language=viewer.language,
    )


def filled_round(viewer: Viewer, ask: Submit) -> RoundDraft | Mapping[str, str]:
    """Returns what was filled in, or what to mend by field."""
    say = viewer.say
    prompt, typed = ask.text("prompt"), ask.text("own")
    own, stripped = _cleaned(typed)
    channel = ask.value or ask.text("channel")
    if not channel:
        return {"channel": say("round.form.no_channel")}
    if prompt and own:
        return {"own": say("round.form.one_of_both")}
    if not own and prompt not in (PREPARE, *viewer.book.prompts):
        return {"own": say("round.form.nothing")}
    return RoundDraft(channel, "" if own else prompt, own, stripped)


def reply_form(viewer: Viewer, team_round: Round, before: str) -> c.Form:
    """Returns the form for a reply, filled in with the one before."""
    say = viewer.say
    return c.Form(
        title=say("round.form.reply_title"),
        action=REPLIED,
        send=say("round.form.reply_send"),
        fields=(
            c.Input(
                "reply",
                say("round.form.reply"),
                c.InputKind.PARAGRAPH,
                before,
                say("round.form.reply_hint", most=REPLY),
                limit=REPLY,
            ),
        ),
        value=RoundReference(team_round.id).encode(),
        intro=cards.customer_line(viewer, team_round),
        language=viewer.language,
    )


def prepare_form(viewer: Viewer, team_round: Round, before: OwnBallot) -> c.Form:
    """Returns the form for what somebody expects and would say, filled in with what they wrote before."""
    say = viewer.say

    def field(name: str, value: str, most: int) -> c.Input:
        hint = say(f"round.prepare.{name}_hint", most=most)
        return c.Input(
            name, say(f"round.prepare.{name}_label"), c.InputKind.PARAGRAPH, value, hint, limit=most
        )

    return c.Form(
        title=say("round.prepare"),
        action=PREPARED,
        send=say("round.form.reply_send"),
        fields=(field("line", before.line, LINE), field("reply", before.text, REPLY)),
        value=RoundReference(team_round.id).encode(),
        intro=(c.Text(say("round.prepare.how")),),
        language=viewer.language,
    )


def filled_preparation(viewer: Viewer, ask: Submit) -> ReplyDraft | Mapping[str, str]:
    """Returns what was filled in, or what to mend, by field."""
    (line, line_stripped), (text, stripped) = _cleaned(ask.text("line")), _cleaned(ask.text("reply"))
    written = {"line": line, "reply": text}
    if empty := {
        name: viewer.say(f"round.prepare.no_{name}") for name, words in written.items() if not words
    }:
        return empty
    return ReplyDraft(text, stripped or line_stripped, line)


def filled_reply(viewer: Viewer, ask: Submit) -> ReplyDraft | Mapping[str, str]:
    """Returns the reply that was filled in, or what to mend."""
    say, typed = viewer.say, ask.text("reply")
    text, stripped = _cleaned(typed)
    return ReplyDraft(text, stripped) if text else {"reply": say("round.form.no_reply")}


def _cleaned(text: str) -> tuple[str, bool]:
    """Returns typed words on one line, without customers' data, and whether any was taken out."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    clean = redacted(plain)
    return clean, clean.count(MARK) > plain.count(MARK)
