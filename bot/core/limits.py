"""What an ask may hold at most. The desk holds every ask against it before anything looks at its texts.

A client's own limits are a courtesy to whoever types: anybody can send more. Characters, unless said
otherwise. How many things a tenant may have stands in `bot/core/caps.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.core.card import clip
from bot.core.chat import Ask, Command, Person, Press, Query, Submit
from bot.core.errors import CalmaError

LONGEST_TEXT = 48_000  # of what is looked up: all of a paste, as danger may stand in its last line
LONGEST_COMMAND = 300  # of a command that names something: a ticket, a contact to play
LONGEST_QUERY = 3_000  # of what is typed into a search box
LONGEST_VALUE = 3_000  # of what a button or a form carries
LONGEST_CHOICE = 150  # of a chosen option, an id, a date, a number: of all that is not written freely
LONGEST_NAME, LONGEST_ZONE = 100, 64  # of how a platform shows somebody, and of where they are
MOST_CHOSEN = 100  # values of one field
MOST_FIELDS = 100  # of a form
_HALVES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FormLimits:
    """What the fields of a form take. `texts` are those that are written freely, by name.

    `otherwise` is how long a value of any other field may be, and `most` how many values one may have.
    """

    texts: Mapping[str, int] = field(default_factory=dict)
    otherwise: int = LONGEST_CHOICE
    most: int = MOST_CHOSEN

    def longest(self, name: str) -> int:
        """Returns how long a value of this field may be."""
        return self.texts.get(name, self.otherwise)

    def excesses(self, ask: Submit) -> Iterator[tuple[str, LimitError]]:
        """Yields the fields that hold too much, and how much that is."""
        if len(ask.fields) > MOST_FIELDS:
            yield next(iter(ask.fields)), LimitError("limit.fields", len(ask.fields), MOST_FIELDS)
            return
        for name, values in ask.fields.items():
            length, most = max(map(len, values), default=0), self.longest(name)
            if len(values) > self.most:
                yield name, LimitError("limit.chosen", len(values), self.most)
            elif length > most:
                yield name, LimitError("limit.text", length, most)


class LimitError(CalmaError):
    """Something is longer, or more, than is taken: nothing of it was looked at."""

    def __init__(self, words: str, count: int, most: int) -> None:
        super().__init__(f"{count} where {most} are taken: {words}", words=words, count=count, most=most)


def excess(text: str, most: int) -> LimitError | None:
    """Returns what is wrong with a text that is too long, or None."""
    return LimitError("limit.said", len(text), most) if len(text) > most else None


def sound(text: str) -> str:
    """Returns `text` with U+FFFD for each half of a surrogate pair: no store and no platform takes those."""
    try:
        text.encode()  # several times as fast as to look for them
    except UnicodeEncodeError:
        return _HALVES.sub("\N{REPLACEMENT CHARACTER}", text)
    return text


def sound_ask(ask: Ask) -> Ask:
    """Returns an ask whose texts, values and fields are `sound`."""
    match ask:
        case Command() | Query():
            text = sound(ask.text)
            return ask if text is ask.text else replace(ask, text=text)
        case Press():
            value = sound(ask.value)
            return ask if value is ask.value else replace(ask, value=value)
        case Submit():
            fields = {sound(name): tuple(map(sound, values)) for name, values in ask.fields.items()}
            return replace(ask, value=sound(ask.value), fields=fields)


def sound_person(person: Person) -> Person:
    """Returns somebody with a name and a zone of a bearable length."""
    name = sound(person.name)
    if name is person.name and len(name) <= LONGEST_NAME and len(person.zone) <= LONGEST_ZONE:
        return person
    zone = person.zone if len(person.zone) <= LONGEST_ZONE else ""
    return replace(person, name=clip(name, LONGEST_NAME), zone=zone)
