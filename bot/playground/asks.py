"""What the page posts, read strictly into an Ask."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from bot.coach.errors import CalmaError
from bot.coach.talk import Ask, Command, Person, Press, Role
from bot.coach.words import FALLBACK

LONGEST = 4000  # characters, of any one text
_ROLES = {"agent": Role.AGENT, "manager": Role.MANAGER}


class NotUnderstood(CalmaError):
    """What was posted is no Ask. `key` names the words that say so, `language` the one to say them in."""

    def __init__(self, key: str = "playground.bad_ask", language: str = FALLBACK) -> None:
        self.key, self.language = key, language
        super().__init__(key)


def parse(body: bytes, languages: Collection[str]) -> Ask:
    """Returns the Ask in `body`. Raises NotUnderstood for whatever is not exactly one."""
    match _json(body):
        case {"who": str(who), "language": str(language), "ask": dict(ask), **rest} if not rest:
            if who in _ROLES and language in languages:
                return _ask(_person(who, language), ask)
    raise NotUnderstood


def _json(body: bytes) -> object:
    # Besides bad JSON, which is a ValueError, deep nesting must not get through either.
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood from error
    return found


def _person(who: str, language: str) -> Person:
    return Person("playground", "playground", who, language, _ROLES[who])


def _ask(person: Person, ask: dict[str, Any]) -> Ask:
    if any(isinstance(text, str) and len(text) > LONGEST for text in ask.values()):
        raise NotUnderstood("playground.too_long", person.language)
    match ask:
        case {"command": str(name), "text": str(text), **rest} if name and not rest:
            return Command(person, name, text)
        case {"action": str(action), "value": str(value), **rest} if action and not rest:
            return Press(person, action, value)
    raise NotUnderstood(language=person.language)
