"""A Teams activity as an Ask: pure, and unmoved by whatever is missing or mistyped."""

from __future__ import annotations

import unicodedata

from bot.core.card import chosen
from bot.core.chat import Ask, Command, Person, Press, Query, Submit
from bot.core.keywords import Keywords
from bot.teams import facts, form_fields, limits, messages, picking
from bot.teams.facts import Activity, TeamsPlace, at, text_at

AGAIN = "teams.again"  # a button of this edge: asks its value once more, where a dialog can open
PICK, FOR_THIS = "words", "words_for_this"  # the actions: while one writes, and on a message
FIND, FIND_TEXT = "find", "text"  # the search command of the message extension, and its one parameter


def ask(activity: Activity, who: Person, keywords: Keywords) -> Ask | None:
    """Returns what a person asks by this activity, or None where there is nothing to answer."""
    match text_at(activity, "type"):
        case facts.MESSAGE:
            return _message(activity, who, keywords)
        case facts.MESSAGE_UPDATE if facts.edited(activity):
            return _message(activity, who, keywords)  # what they meant to write, so it is answered as that
        case facts.INVOKE:
            return _invoked(activity, who, keywords)
        case _ if facts.arrived(activity):
            return Command(who, "hello")
        case _:
            return None


def _invoked(activity: Activity, who: Person, keywords: Keywords) -> Ask | None:
    match facts.name(activity):
        case facts.CARD_ACTION:
            return _used(activity, who, keywords)
        case facts.DIALOG_OPENS | facts.DIALOG_SENT:
            # A dialog is already open: even what is not ours has to be answered with something to read.
            return _used(activity, who, keywords) or Press(who, "", origin=text_at(activity, "replyToId"))
        case facts.ACTION_OPENS | facts.ACTION_SENT:
            return _acted(activity, who, keywords)
        case facts.SEARCH if text_at(activity, "value", "commandId") in (FIND, ""):
            return Query(who, _searched(activity))
        case _:
            return None


def _acted(activity: Activity, who: Person, keywords: Keywords) -> Ask:
    """Returns what somebody asks by an action of the extension, or by a press in its dialog."""
    if used := _used(activity, who, keywords):
        return used
    if picking.looks(activity):
        return Query(who, picking.typed(activity))
    if facts.name(activity) == facts.ACTION_SENT:
        return Press(who, "")
    if text_at(activity, "value", "commandId") == FOR_THIS or messages.is_chosen(activity):
        return Command(who, "calm", messages.words_in_chosen(activity))
    return Query(who, "")


def _searched(activity: Activity) -> str:
    # The first call, before anything is typed, brings a parameter `initialRun` in place of ours.
    parameters = at(activity, "value", "parameters")
    for parameter in parameters if isinstance(parameters, list) else []:
        if text_at(parameter, "name") == FIND_TEXT:
            return " ".join(text_at(parameter, "value")[: limits.INCOMING_TEXT].split())
    return ""


def _message(activity: Activity, who: Person, keywords: Keywords) -> Ask | None:
    if facts.by_bot(activity):
        return None
    if used := _used(activity, who, keywords):
        return used
    text, mentioned = _said(activity)
    if not mentioned and facts.place(activity) is TeamsPlace.GROUP:
        return None
    if not mentioned and not text and not messages.wordless(activity):
        return None
    return Command(who, *keywords.spoken(text), facts.where(activity))


def _used(activity: Activity, who: Person, keywords: Keywords) -> Ask | None:
    """Returns the button that was pressed or the form that was sent, if it is one of ours."""
    data = facts.data(activity)
    if form := text_at(data, "form"):
        return Submit(who, form, text_at(data, "value"), form_fields.read(data))
    if action := text_at(data, "action"):
        value = chosen(text_at(data, text_at(data, "input") or "value"))
        if action == AGAIN:
            return Command(who, *keywords.spoken(value), facts.where(activity))
        used, where = text_at(activity, "replyToId"), facts.where(activity)
        # In a group it was a message that only they see, and Teams changes those for a day at most.
        alone = facts.place(activity) is TeamsPlace.CHAT
        return Press(who, action, value, used, where, used if alone else "")
    return None


def _said(activity: Activity) -> tuple[str, bool]:
    """Returns the words without the mention of the bot, and whether it was mentioned."""
    own, mentioned = messages.without_mention(activity)
    text = messages.words_in(activity, own)
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")  # zero-width, RTL marks
    return " ".join(seen.split()).lstrip("/ "), mentioned
