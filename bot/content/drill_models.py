"""The shape of the files with quiz items."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationInfo, model_validator

from bot.content.messages import broken
from bot.content.models import Channel, ContentFile, Industry, Language, NoSlug, Slug, in_both
from bot.core.quiz import OPTIONS, ProtocolMoment, QuizKind
from bot.core.safety import SafetyKind

Stem = Annotated[str, StringConstraints(min_length=1, max_length=280, strip_whitespace=True)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Why = Annotated[str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True)]


class OptionEntry(ContentFile):
    best: bool = Field(
        default=False,
        description="True for exactly one of the three; for none where they are steps in order.",
    )
    text: Annotated[dict[Language, Said], AfterValidator(in_both)]
    why: Annotated[dict[Language, Why], AfterValidator(in_both)] = Field(
        description="One sentence: why it is right, or what it costs."
    )


def _right_options(options: list[OptionEntry], info: ValidationInfo) -> list[OptionEntry]:
    if len(options) != OPTIONS:
        raise broken("option_count", options=len(options), most=OPTIONS)
    keys = sum(option.best for option in options)
    if info.data.get("kind") is QuizKind.ORDER:
        if keys:
            raise broken("best_in_order", keys=keys)
    elif keys != 1:
        raise broken("no_best", keys=keys)
    return options


class QuizEntry(ContentFile):
    id: Slug = Field(description="Begins with the file's id; stays for ever.")
    kind: QuizKind = Field(
        default=QuizKind.BEST,
        strict=False,
        description="best: find the best way on; need: what the customer needs first; word: the words of a "
        "draft that make it worse; order: three steps, which stand here in the right order.",
    )
    situation: Slug | Literal[""] = Field(
        default="",
        description="The situation it trains; left out only where safety or card says what it is about.",
    )
    safety: SafetyKind | None = Field(
        default=None,
        strict=False,
        description="What may be happening in it, where somebody may get hurt; left out: nothing.",
    )
    protocol: ProtocolMoment | None = Field(
        default=None,
        strict=False,
        description="The moment of the two-warning protocol it trains; left out: none.",
    )
    method: str = Field(default="", description="The method it trains, by id; left out: none.")
    pitfall: str = Field(default="", description="The pitfall it trains, by id; left out: none.")
    card: NoSlug = Field(default="", description="The teaching it trains, by id; left out: none.")
    industries: list[Industry] = Field(default=[], description="Where it fits; left out: everywhere.")
    channels: list[Channel] = Field(default=[], description="Where it fits; left out: everywhere.")
    difficulty: int = Field(ge=1, le=3, description="1 easy to 3 hard.")
    stem: Annotated[dict[Language, Stem], AfterValidator(in_both)] = Field(
        description="A moment in a contact, ending in the question."
    )
    options: Annotated[list[OptionEntry], AfterValidator(_right_options)]

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        if not (self.situation or self.card) and self.safety is None:
            raise broken("trains_nothing")
        return self


class TeamItem(QuizEntry):
    """A quiz item that a team wrote. Its writer gives it no id; what is exported has the one it got."""

    id: NoSlug = ""


class TeamItems(ContentFile):
    """A team's own quiz items, as they stand in a file of ours; one document of what a team imports."""

    id: Slug = "own"
    items: list[TeamItem]


class DrillFile(ContentFile):
    """Quiz items of one topic: a situation, `method-heard`, `card-why`, `safety-bomb`, `pitfalls` …"""

    id: Slug
    items: list[QuizEntry] = Field(min_length=1)


KINDS: dict[str, type[BaseModel]] = {"drill": DrillFile}
