"""What travels in the buttons and forms of a team's own words."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.core.buttons import ButtonFormat, number

MOMENT, OPTIONS, WHYS = 1, 2, 3
AFTER = "~"  # between the parts of what a form carries
MOST = 10_000  # characters of all that the steps hold
Fields = Mapping[str, tuple[str, ...]]
_FORMAT = ButtonFormat(("[a-z0-9-]{0,64}", number(9), "[0-9a-f]{0,32}"), separator="|")


@dataclass(frozen=True, slots=True)
class EntryReference:
    """What a form is about: an entry, and the version that was seen; or a new one, perhaps from a miss."""

    id: str = ""
    version: int = 0
    miss: str = ""

    def encode(self) -> str:
        """Returns it as the value of a button or form."""
        return _FORMAT.encode(self.id, self.version, self.miss)

    @classmethod
    def decode(cls, value: str) -> EntryReference | None:
        """Returns what is in a value, or None where this version did not write it."""
        if not value:
            return cls()
        parts = _FORMAT.decode(value)
        return cls(parts[0], int(parts[1]), parts[2]) if parts else None


def step_of(name: str) -> int:
    """Returns the step that has this field."""
    if name.startswith(("situation", "kind", "stem")):
        return MOMENT
    return OPTIONS if name.startswith(("option", "best")) else WHYS


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """A question that is being written: which one it is, and what stands in the fields of all steps."""

    ref: EntryReference
    step: int = WHYS
    fields: Fields = field(default_factory=dict)

    def encode(self) -> str:
        """Returns it as the value of a form."""
        packed = zlib.compress(json.dumps(self.fields, ensure_ascii=False).encode(errors="replace"), 9)
        return AFTER.join((self.ref.encode(), str(self.step), urlsafe_b64encode(packed).decode()))

    @classmethod
    def decode(cls, value: str) -> ItemDraft | None:
        """Returns what is in a value, or None. A form of earlier versions carries an entry alone."""
        named, _, rest = value.partition(AFTER)
        ref = EntryReference.decode(named)
        step, _, packed = rest.partition(AFTER)
        if ref is None or not rest:
            return None if ref is None else cls(ref)
        try:
            plain = zlib.decompressobj().decompress(urlsafe_b64decode(packed), MOST * 4)
            fields = {str(name): tuple(map(str, texts)) for name, texts in json.loads(plain).items()}
        except (ValueError, TypeError, AttributeError, zlib.error):
            return None
        return cls(ref, int(step), fields) if step in {"1", "2", "3"} else None

    def with_step(self, sent: Fields) -> ItemDraft:
        """Returns the draft with what was sent in its step in place of what was there."""
        others = {name: texts for name, texts in self.fields.items() if step_of(name) != self.step}
        own = {name: texts for name, texts in sent.items() if step_of(name) == self.step}
        return replace(self, fields=others | own)


def page_in(value: str) -> int:
    """Returns the page in a button's value, from 0; 0 where there is none."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else 0
