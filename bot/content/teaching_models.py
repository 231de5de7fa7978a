"""The shape of the files with teachings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from bot.content.models import (
    ButtonText,
    ContentFile,
    Language,
    NoSlug,
    Short,
    Slug,
    Trigger,
    Words,
    in_both,
)

Gist = Annotated[str, StringConstraints(min_length=1, max_length=240, strip_whitespace=True)]
Point = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Lead = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]


class PointEntry(ContentFile):
    lead: dict[Language, Lead] = Field(default={}, description="What it is about; it stands in front, bold.")
    text: Annotated[dict[Language, Point], AfterValidator(in_both)]


class TeachingFile(ContentFile):
    """What there is to know behind the words, on one card."""

    id: Slug
    name: Annotated[dict[Language, ButtonText], AfterValidator(in_both)]
    place: int = Field(ge=1, description="Its place in the list, or in its family.")
    audience: Literal["agents", "managers"] = Field(
        default="agents", alias="for", description="Whose list it stands in; whoever asks by name sees it."
    )
    family: Literal["", "channels", "industries"] = Field(
        default="", description="What it is shown and practised with; left out: it stands alone."
    )
    keyword: NoSlug = Field(default="", description="The keyword that leads to it; left out: its names only.")
    also: list[Trigger] = Field(default=[], description="What else people type for its name.")
    about: Annotated[dict[Language, Short], AfterValidator(in_both)] = Field(
        description="One line for lists."
    )
    gist: Annotated[dict[Language, Gist], AfterValidator(in_both)] = Field(
        description="What to take along, in two lines; it stands first."
    )
    points: list[PointEntry] = Field(min_length=2, max_length=6)
    phrase: dict[Language, Words] = Field(default={}, description="Words to say; left out: none.")
    cue: dict[Language, Short] = Field(default={}, description="How to say them; left out: none.")
    source: dict[Language, Words] = Field(
        default={}, description="Where a figure comes from, or what to check; left out: nothing."
    )
    next: NoSlug = Field(default="", description="The next teaching; left out: none.")
    situations: list[Slug] = Field(
        default=[], max_length=2, description="Whose phrases it leads to; their cards lead here."
    )
    ways: list[Literal["round", "roleplay", "results", "starter"]] = Field(
        default=[], max_length=2, description="What a manager does next: a button each; left out: nothing."
    )
    care: bool = Field(default=False, description="Whether help after a hard shift is one tap away.")


KINDS: dict[str, type[BaseModel]] = {"card": TeachingFile}
