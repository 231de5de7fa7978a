"""The shape of the files that danger and distress are noticed by."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from bot.content.models import ContentFile, Danger, Language

ConceptName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=40)]
Form = Annotated[str, StringConstraints(pattern=r"^\S.*$", max_length=400)]
Example = Annotated[str, StringConstraints(min_length=2, max_length=1500, strip_whitespace=True)]


class SignConceptsFile(ContentFile):
    """Words and forms of one meaning, in every language: `kill+`, `mat+ar`, `encerrad+o`, `suicid*`."""

    concepts: dict[ConceptName, dict[Language, list[Form]]]


class SignReadingFile(ContentFile):
    """How words are typed, by what is meant; and expressions in which words of danger mean none."""

    respelled: dict[Form, list[Form]] = Field(description="What is meant, and what is typed for it.")
    harmless: list[Form]


class SignRulesFile(ContentFile):
    """The patterns of one kind. `ANY` in front: in any order; `..`: further apart; `-X`: no X there."""

    id: Danger
    card: list[Form]
    line: list[Form]
    soft: list[Form] = Field(default=[], description="Near these, a card is a line.")
    drop: list[Form] = Field(default=[], description="Near these, it is nothing.")
    hint: list[Form] = Field(default=[], description="Figures of speech that get the line all the same.")


class SafetyExamplesFile(ContentFile):
    """Texts of one kind, and near misses, which are none. They teach, and the check holds them."""

    id: Danger | Literal["ordinary"] = Field(description="`ordinary`: hard contacts that are no emergency.")
    positive: dict[Language, list[Example]] = Field(default={})
    near: dict[Language, list[Example]]


KINDS: dict[str, type[BaseModel]] = {
    "sign-concepts": SignConceptsFile,
    "sign-reading": SignReadingFile,
    "sign-rules": SignRulesFile,
    "safety-examples": SafetyExamplesFile,
}
