"""The shape of role-plays and of lines for team rounds."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from bot.content.messages import broken
from bot.content.models import Channel, ContentFile, Industry, Language, NoSlug, Slug, in_both
from bot.core.safety import SafetyKind

Name = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
Told = Annotated[str, StringConstraints(min_length=1, max_length=140, strip_whitespace=True)]
Spoken = Annotated[str, StringConstraints(min_length=1, max_length=240, strip_whitespace=True)]
Sign = Annotated[
    str, StringConstraints(min_length=2, max_length=40, pattern=r"^[^*]+\*?$", strip_whitespace=True)
]
Signs = Annotated[list[Sign], Field(min_length=5, max_length=12)]
BothNames = Annotated[dict[Language, Name], AfterValidator(in_both)]
BothTold = Annotated[dict[Language, Told], AfterValidator(in_both)]
BothSpoken = Annotated[dict[Language, Spoken], AfterValidator(in_both)]
BothSigns = Annotated[dict[Language, Signs], AfterValidator(in_both)]


class ReplyEntry(ContentFile):
    id: Slug
    text: BothTold
    why: BothTold = Field(description="What it did to the contact: shown after it, and at the end.")
    tension: int = Field(ge=-40, le=40, description="How much it changes the customer's tension.")
    progress: int = Field(ge=-40, le=60, description="How much it moves the case.")
    to: Slug = Field(description="A node, an ending, or close: then the numbers decide how it ended.")
    answer: BothTold | None = Field(
        default=None,
        description="What the customer says at once to this very reply, in front of the next node's line; "
        "left out where it leads to an ending or to close.",
    )
    best: bool = Field(default=False, description="Whether a good colleague would take it; one a node.")
    warning: bool = Field(default=False, description="Whether it is a warning of the two-warning protocol.")
    zero: bool = Field(default=False, description="Whether it ends at once what needs no warning.")


class OwnEntry(ContentFile):
    named: BothSigns = Field(description="Words that show that a reply names what happened.")
    step: BothSigns = Field(description="Words that show the one next step that fits here.")


class NodeEntry(ContentFile):
    customer: BothSpoken
    heated: BothSpoken | None = Field(
        default=None, description="What they say in its place from a tension of 70 on."
    )
    calmer: BothSpoken | None = Field(
        default=None, description="What they say in its place below a tension of 40."
    )
    own: OwnEntry | None = Field(
        default=None, description="Say it your way: what a reply in one's own words has here."
    )
    replies: list[ReplyEntry] = Field(min_length=3, max_length=4)


class NeedsEntry(ContentFile):
    tension: int | None = Field(default=None, ge=1, le=100, description="It has to be below.")
    progress: int | None = Field(default=None, ge=0, le=100, description="It has to be at least so much.")


class EndingEntry(ContentFile):
    kind: Literal["right", "wrong"]
    text: BothSpoken
    needs: NeedsEntry | None = Field(default=None, description="Where the numbers lead to it.")
    protocol: bool = Field(default=False, description="Whether the two-warning protocol ended it.")


class ScenarioFile(ContentFile):
    """A role-play: a contact that branches with each reply."""

    id: Slug
    name: BothNames
    about: BothTold = Field(description="What the agent knows before the contact begins.")
    industry: Industry
    persona: Slug | Literal[""] = Field(
        default="", description="What kind of customer it is; left out only where safety says what happens."
    )
    channel: Channel
    situations: list[Slug] = Field(
        default=[], description="What it trains; left out only where safety says what happens."
    )
    safety: SafetyKind | None = Field(
        default=None,
        strict=False,
        description="What may be happening in it, where somebody may get hurt; left out: nothing.",
    )
    tension: int = Field(ge=50, le=75, description="At the start.")
    progress: int = Field(ge=0, le=30, description="Of the case, at the start.")
    meter: BothNames | None = Field(
        default=None, description="What progress measures, as the card calls it; left out: the case."
    )
    swap: BothSpoken | None = Field(
        default=None,
        description="Who the agent is when they play the customer: what happened, what they fear.",
    )
    start: Slug = Field(description="The first node.")
    nodes: dict[Slug, NodeEntry] = Field(min_length=6, max_length=12)
    endings: dict[Slug, EndingEntry] = Field(min_length=5, max_length=8)

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        if self.safety is None and not (self.situations and self.persona):
            raise broken("about_nothing")
        return self


class TeamScenario(ScenarioFile):
    """A role-play that a team wrote. Its writer need not think of an id; what is exported has one."""

    id: Annotated[NoSlug, Field(max_length=48)] = ""


class RoundEntry(ContentFile):
    id: Slug
    situation: Slug
    industries: list[Industry] = Field(default=[], description="Where it fits; left out: everywhere.")
    channel: Channel
    line: BothSpoken = Field(description="What the customer says.")
    points: list[BothTold] = Field(min_length=2, max_length=3, description="What a good reply has.")


class RoundsFile(ContentFile):
    """Customers' lines for team rounds."""

    rounds: list[RoundEntry]


Expression = Annotated[str, StringConstraints(pattern=r"^[a-z#'][a-z0-9#*|' ]*$", max_length=200)]
Plain = Annotated[str, StringConstraints(pattern=r"^[a-z'%-]+$")]


class ReplyWordsEntry(ContentFile):
    """Words are separate; `*` at the end of one stands for any ending, `#` for a number, `|` for either."""

    acknowledged: list[Expression] = Field(description="Shows that the customer was heard.")
    time: list[Expression] = Field(description="Says when something will be.")
    past: list[Expression] = Field(description="A time that is over: no answer to when.")
    will: list[Expression] = Field(description="Says that something is to come.")
    blame: list[Expression] = Field(description="Says whose fault it is, where it is not ours.")
    promise: list[Expression] = Field(description="Promises what nobody can keep for sure.")
    negated: list[Plain] = Field(description="Takes back what follows close behind it.")
    only: list[Plain] = Field(description="Behind one of those it takes nothing back: not only.")
    breaks: list[Plain] = Field(description="At these words a clause begins, as at a comma.")
    numbers: list[Plain]
    typed: dict[Plain, str] = Field(description="How words are typed, and those that they stand for.")


class ReplyWordsFile(ContentFile):
    """By what a reply in one's own words is read."""

    replies: dict[Language, ReplyWordsEntry]


KINDS: dict[str, type[BaseModel]] = {
    "scenario": ScenarioFile,
    "rounds": RoundsFile,
    "replies": ReplyWordsFile,
    "team-scenario": TeamScenario,
}
