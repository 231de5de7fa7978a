"""What the page posts, read strictly into an Ask."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Collection, Iterable
from typing import Any

from bot.core.card import chosen
from bot.core.chat import Ask, Command, Person, Press, Submit
from bot.core.encodings import UnreadableText, decoded
from bot.core.errors import CalmaError
from bot.playground import people

LONGEST = 48_000  # characters, of any one text: a paste is looked through for danger whole
LONGEST_FIELD = 100_000  # characters, of any one text in a form: it may be a file
LONGEST_ZONE = 64
MOST = 100  # fields of a form, and options chosen in one


class NotUnderstood(CalmaError):
    """What was posted is no Ask. `words` say so to `person`, where it tells who posted it.

    `field` is where in a form that is to be mended, "" where it is nothing that a person can mend there.
    """

    def __init__(
        self, words: str = "playground.bad_ask", person: Person | None = None, field: str = ""
    ) -> None:
        self.person, self.field = person, field
        super().__init__(f"what was posted is no ask: {words}", words=words)


def parse(body: bytes, languages: Collection[str]) -> Ask:
    """Returns the Ask in `body`. Raises NotUnderstood for whatever is not exactly one."""
    match _json(body):
        case {"who": str(who), "language": str(language), "ask": dict(ask), **rest}:
            zone = rest.pop("zone", "")
            if not rest and isinstance(zone, str) and who in people.TEAM and language in languages:
                return _ask(people.person(who, language, zone[:LONGEST_ZONE]), ask)
    raise NotUnderstood


def _json(body: bytes) -> object:
    # Besides bad JSON, which is a ValueError, deep nesting must not get through either.
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood from error
    return value


def _ask(person: Person, ask: dict[str, Any]) -> Ask:
    if _over(LONGEST, ask.values()):
        raise NotUnderstood("playground.too_long", person)
    where = ask.pop("where", "")
    if where and where not in people.CHANNELS:
        raise NotUnderstood(person=person)
    match ask:
        case {"command": str(name), "text": str(text), **rest} if name and not rest:
            return Command(person, name, text, where)
        case {"action": str(action), "value": str(value), "origin": str(origin), **rest} if action:
            if not rest:
                return Press(person, action, chosen(value), origin, where)
        case {"submit": dict(submit), **rest} if not rest:
            return _submit(person, submit)
    raise NotUnderstood(person=person)


def _submit(person: Person, submit: dict[str, Any]) -> Submit:
    match submit:
        case {"action": str(action), "value": str(value), "fields": dict(fields), **rest} if action:
            files = rest.pop("files", {})
            if not rest and len(value) <= LONGEST and isinstance(files, dict):
                return Submit(person, action, value, _fields(person, fields) | _files(person, files))
    raise NotUnderstood(person=person)


def _fields(person: Person, fields: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    if len(fields) > MOST or not all(
        isinstance(texts, list) and len(texts) <= MOST for texts in fields.values()
    ):
        raise NotUnderstood(person=person)
    texts = [*fields, *(text for texts in fields.values() for text in texts)]
    if not all(isinstance(text, str) for text in texts):
        raise NotUnderstood(person=person)
    if _over(LONGEST_FIELD, texts):
        raise NotUnderstood("playground.too_large", person)
    filled = {name: tuple(filter(chosen, texts)) for name, texts in fields.items()}
    return {name: texts for name, texts in filled.items() if texts}


def _files(person: Person, files: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    texts: dict[str, tuple[str, ...]] = {}
    for name, packed in files.items():
        try:
            texts[name] = (decoded(b64decode(packed, validate=True)),)
        except UnreadableText as error:
            raise NotUnderstood(error.words, person, name) from error
        except (TypeError, ValueError) as error:
            raise NotUnderstood(person=person) from error
    if len(texts) > MOST or _over(LONGEST_FIELD, [*texts, *(text for [text] in texts.values())]):
        raise NotUnderstood("playground.too_large", person)
    return {name: found for name, found in texts.items() if any(found)}


def _over(limit: int, texts: Iterable[object]) -> bool:
    return any(isinstance(text, str) and len(text) > limit for text in texts)
