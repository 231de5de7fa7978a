"""The shape of each kind of content file. Their JSON Schemas help editors; see `schema.py`."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from bot.content.messages import broken

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
NoSlug = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$", max_length=60)]  # or none
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=1500, strip_whitespace=True)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=75, strip_whitespace=True)]
ButtonText = Annotated[str, StringConstraints(min_length=1, max_length=24, strip_whitespace=True)]
OneLine = Annotated[str, StringConstraints(min_length=1, max_length=140, strip_whitespace=True)]
ExampleText = Annotated[str, StringConstraints(min_length=1, max_length=170, strip_whitespace=True)]
Trigger = Annotated[str, StringConstraints(min_length=2, max_length=80, strip_whitespace=True)]
Said = Annotated[str, StringConstraints(min_length=2, max_length=160, strip_whitespace=True)]
Typed = Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=50)]], Field(min_length=1)]
Channel = Literal["phone", "chat", "email", "whatsapp", "social", "in-person"]
Form = Literal["tu", "vos", "es-ES"]
_COUNTRY = re.compile("[A-Z]{2}")
Danger = Literal[
    "self-harm",
    "violence",
    "bomb",
    "medical",
    "third-party-abuse",
    "sexual-harassment",
    "hate",
    "agent-distress",
]
Industry = Literal["healthcare", "finance", "e-commerce", "telecom"]


def in_both(text: dict[str, str]) -> dict[str, str]:
    """Returns `text`. Raises what pydantic tells where a language is missing."""
    for language in ("en", "es"):
        if language not in text:
            raise broken("no_language", which=language)
    return text


def _is_country(code: str) -> str:
    if not _COUNTRY.fullmatch(code):
        raise broken("no_country")
    return code


Country = Annotated[
    str, AfterValidator(_is_country), Field(json_schema_extra={"pattern": f"^{_COUNTRY.pattern}$"})
]
# For words that a person says right away in either language: half of them would be worse than none.
Both = Annotated[dict[Language, Words], AfterValidator(in_both)]
Named = Annotated[str, StringConstraints(min_length=1, max_length=128, strip_whitespace=True)]


class ContentFile(BaseModel):
    """What is in a file of content: no unknown fields, no guessed types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PhraseEntry(ContentFile):
    id: Slug
    channels: list[Channel] = Field(default=[], description="Where it fits; left out: everywhere.")
    industries: list[Industry] = Field(default=[], description="Where it fits; left out: everywhere.")
    tags: list[Literal["needs-approval"]] = Field(default=[])
    countries: list[Country] = Field(default=[], description="ISO 3166: whose law it fits; left out: all.")
    owner: str = Field(default="", max_length=128, description="Who answers for it.")
    reviewed_on: date | None = Field(default=None, description="When somebody last looked at it.")
    review_after: date | None = Field(default=None, description="When somebody has to look at it again.")
    text: dict[Language, Words]
    forms: dict[Form, Words] = Field(
        default={}, description="The Spanish with tú, with vos, and with Spain's own words; left out: usted."
    )
    cue: dict[Language, Short]


class SituationFile(ContentFile):
    """A situation: how people ask for it, and the phrases that help."""

    id: Slug
    name: dict[Language, ButtonText]
    when: dict[Language, Short]
    helps: dict[Language, Words]
    avoid: dict[Language, Words]
    triggers: dict[Language, list[Trigger]] = Field(description="How an agent asks for it mid-shift.")
    said: dict[Language, list[Said]] = Field(default={}, description="A customer's own words, as pasted.")
    phrases: list[PhraseEntry] = Field(min_length=1)
    menu: int = Field(default=0, ge=0, le=9, description="Its place among the menu's buttons; 0: not there.")


class TeamPhrase(PhraseEntry):
    """A phrase that a team wrote. Its writer gives it no id; what is exported has the one it got."""

    id: NoSlug = ""


class TeamFile(ContentFile):
    """A team's own triggers and phrases for one situation; a stream of these is what a team imports."""

    id: Slug
    triggers: dict[Language, list[Trigger]] = Field(default={})
    phrases: list[TeamPhrase] = Field(default=[])


class StepEntry(ContentFile):
    id: Slug
    name: dict[Language, ButtonText]
    how: dict[Language, OneLine]
    phrase: dict[Language, Words]
    forms: dict[Form, Words] = Field(default={}, description="The phrase's Spanish, as in a situation.")
    video: dict[Language, OneLine] = Field(default={}, description="For contacts on camera or shared screen.")


class ExampleLineEntry(ContentFile):
    step: NoSlug = Field(default="", description="The step it belongs to; left out: the customer speaks.")
    text: dict[Language, ExampleText]


class ExampleEntry(ContentFile):
    about: dict[Language, OneLine] = Field(description="What the contact is about.")
    lines: list[ExampleLineEntry] = Field(min_length=4, max_length=14)


class MethodFile(ContentFile):
    """A way through a contact, step by step."""

    id: Slug
    name: dict[Language, ButtonText]
    place: int = Field(ge=1, description="Its place among the methods.")
    also: list[Trigger] = Field(default=[], description="What else people type for its name.")
    when: dict[Language, OneLine]
    limits: dict[Language, OneLine]
    note: dict[Language, Words] = Field(default={})
    steps: list[StepEntry] = Field(min_length=2)
    example: ExampleEntry | None = Field(default=None, description="One contact, from first word to last.")


class PitfallEntry(ContentFile):
    id: Slug
    name: dict[Language, ButtonText]
    also: list[Trigger] = Field(default=[], description="What else people type for its name.")
    sounds: dict[Language, OneLine] = Field(description="The words to avoid, as they are said.")
    why: dict[Language, OneLine]
    better: dict[Language, OneLine]
    phrase: dict[Language, Words]


class PitfallsFile(ContentFile):
    """What not to say, in the order it is shown."""

    pitfalls: list[PitfallEntry]


class StartEntry(ContentFile):
    method: Slug
    step: Slug


class PersonaFile(ContentFile):
    """A kind of customer: how to tell, what they need, and where to start."""

    id: Slug
    name: dict[Language, ButtonText]
    also: list[Trigger] = Field(default=[], description="What else people type for its name.")
    signs: dict[Language, OneLine] = Field(description="Begins small and ends without a full stop.")
    needs: dict[Language, OneLine]
    start: StartEntry = Field(description="The method to take, and its step to start at.")
    situations: list[Slug] = Field(min_length=1, description="Where its note stands on the look-up card.")


class ProtocolSupervisors(ContentFile):
    people: list[Named] = Field(default=[], max_length=20, description="User ids, in order of telling.")
    channel: str = Field(default="", max_length=128, description="A channel's id; it is told first.")


class ProtocolRecovery(ContentFile):
    minutes: int = Field(default=5, ge=1, le=60)
    announced: bool = Field(default=False, description="Whether a supervisor hears of a break.")


class ProtocolWording(ContentFile):
    phone: Both
    chat: Both
    email: Both


class ProtocolSpoken(ContentFile):
    phone: Both


class ProtocolRecording(ContentFile):
    phone: Both
    chat: Both


class ProtocolLetter(ContentFile):
    email: Both


class ProtocolLetters(ContentFile):
    warned: ProtocolLetter
    writing: ProtocolLetter
    person: ProtocolLetter
    ended: ProtocolLetter


class ProtocolEnding(ContentFile):
    first: ProtocolWording = Field(description="The behaviour, the wish to help, and what follows.")
    remark: ProtocolWording = Field(description="The first warning after sexual or hateful remarks.")
    second: ProtocolWording = Field(description="Of three warnings the one in the middle.")
    chance: ProtocolWording = Field(description="The last warning; nothing ends yet.")
    closing: ProtocolWording = Field(description="Said once, then the contact ends.")
    zero: ProtocolWording = Field(description="Said once, after what needs no warning.")
    returned: ProtocolWording = Field(description="They call or write again.")
    callback: ProtocolSpoken


class ProtocolWords(ContentFile):
    recording: ProtocolRecording = Field(description="Said first, where the policy says so.")
    stopped: ProtocolWording
    voicemail: ProtocolSpoken = Field(description="Names no reason: anybody may hear it.")
    letters: ProtocolLetters
    end: ProtocolEnding
    transfer: ProtocolEnding


class ProtocolFile(ContentFile):
    """The policy of the two-warning protocol, and its words."""

    id: Slug
    warnings: int = Field(ge=1, le=3)
    ending: Literal["end", "transfer"]
    zero_tolerance: list[Literal["insults", "slurs", "sexual", "threat", "other"]]
    supervisors: ProtocolSupervisors = ProtocolSupervisors()
    recovery: ProtocolRecovery = ProtocolRecovery()
    recorded: bool = Field(default=False, description="Whether agents say that contacts are recorded.")
    reminder_minutes: int = Field(default=15, ge=1, le=1440)
    retention_days: int = Field(default=365, ge=30, le=1825)
    words: ProtocolWords


class ConceptsFile(ContentFile):
    """Words and expressions of one meaning, in every language."""

    concepts: dict[str, dict[Language, list[str]]]


class FillersFile(ContentFile):
    """Words that are understood but tell nothing about the situation."""

    fillers: dict[Language, list[str]]
    foreign: list[str] = Field(
        default=[], description="Small words of other languages: a text in one is not stored as a miss."
    )


class ElsewhereFile(ContentFile):
    """What people type that is about something else; it teaches the look-up to say “not sure”."""

    elsewhere: dict[Language, list[str]]


class FacetEntry(ContentFile):
    id: Channel | Industry
    kind: Literal["channel", "industry"]
    name: dict[Language, ButtonText]
    tags: list[str]
    words: dict[Language, list[str]]


class FacetsFile(ContentFile):
    """The filters that cut across situations, and the words that tell them."""

    facets: list[FacetEntry]


class UiFile(ContentFile):
    """The bot's own words in one language."""

    language: Language
    words: dict[str, Words]


class KeywordsFile(ContentFile):
    """What people type for commands, and for keywords behind them, in one language."""

    language: Language
    commands: dict[str, Typed]
    keywords: dict[str, Typed]


KINDS: dict[str, type[BaseModel]] = {
    "situation": SituationFile,
    "method": MethodFile,
    "pitfalls": PitfallsFile,
    "persona": PersonaFile,
    "protocol": ProtocolFile,
    "concepts": ConceptsFile,
    "fillers": FillersFile,
    "elsewhere": ElsewhereFile,
    "facets": FacetsFile,
    "ui": UiFile,
    "keywords": KeywordsFile,
}
