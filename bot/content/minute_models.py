"""The shape of the files with lines for the start of a shift."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from bot.content.models import ContentFile, Language, Slug, in_both

Thought = Annotated[str, StringConstraints(min_length=1, max_length=140, strip_whitespace=True)]


class MinuteLineEntry(ContentFile):
    id: Slug
    text: Annotated[dict[Language, Thought], AfterValidator(in_both)]


class MinutesFile(ContentFile):
    """Lines for the start of a shift."""

    kind: Literal["recall", "view"] = Field(
        description="recall: somebody whom one has helped; view: the customer who comes next."
    )
    lines: list[MinuteLineEntry] = Field(min_length=1)


KINDS: dict[str, type[BaseModel]] = {"minutes": MinutesFile}
