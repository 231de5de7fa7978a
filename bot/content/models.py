"""The shape of each kind of content file. Their JSON Schemas help editors; see `schema.py`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=1500, strip_whitespace=True)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=75, strip_whitespace=True)]
ButtonText = Annotated[str, StringConstraints(min_length=1, max_length=24, strip_whitespace=True)]
Trigger = Annotated[str, StringConstraints(min_length=2, max_length=80, strip_whitespace=True)]
Channel = Literal["phone", "chat", "email"]
Industry = Literal["healthcare", "finance", "e-commerce", "telecom"]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PhraseEntry(_File):
    id: Slug
    channels: list[Channel] = Field(default=[], description="Where it fits; left out: everywhere.")
    industries: list[Industry] = Field(default=[], description="Where it fits; left out: everywhere.")
    tags: list[Literal["needs-approval"]] = Field(default=[])
    text: dict[Language, Words]
    cue: dict[Language, Short]


class SituationFile(_File):
    """A situation: how people ask for it, and the phrases that help."""

    id: Slug
    name: dict[Language, ButtonText]
    when: dict[Language, Short]
    helps: dict[Language, Words]
    avoid: dict[Language, Words]
    triggers: dict[Language, list[Trigger]]
    phrases: list[PhraseEntry] = Field(min_length=1)
    menu: int = Field(default=0, ge=0, le=9, description="Its place among the menu's buttons; 0: not there.")


class ConceptsFile(_File):
    """Words and expressions of one meaning, in every language."""

    concepts: dict[str, dict[Language, list[str]]]


class FillersFile(_File):
    """Words that are understood but tell nothing about the situation."""

    fillers: dict[Language, list[str]]


class ElsewhereFile(_File):
    """What people type that is about something else; it teaches the look-up to say “not sure”."""

    elsewhere: dict[Language, list[str]]


class FacetEntry(_File):
    id: Channel | Industry
    kind: Literal["channel", "industry"]
    name: dict[Language, ButtonText]
    tags: list[str]
    words: dict[Language, list[str]]


class FacetsFile(_File):
    """The filters that cut across situations, and the words that tell them."""

    facets: list[FacetEntry]


class UiFile(_File):
    """The bot's own words in one language."""

    language: Language
    words: dict[str, Words]


KINDS: dict[str, type[BaseModel]] = {
    "situation": SituationFile,
    "concepts": ConceptsFile,
    "fillers": FillersFile,
    "elsewhere": ElsewhereFile,
    "facets": FacetsFile,
    "ui": UiFile,
}
