"""The shape of the self-check's files: the questionnaire, what helps, lines of help, advice for teams."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from bot.content.models import Both, Language, Named, Slug, in_both

ShortLine = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
ShortText = Annotated[dict[Language, ShortLine], AfterValidator(in_both)]
Part = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Paragraph = Annotated[dict[Language, Part], AfterValidator(in_both)]
YEAR = 366  # days
INTERVAL = 364  # days: the longest period has 52 weeks


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class LicenceEntry(_File):
    holder: Named
    permission_ref: Named = Field(description="The contract or letter by which it may be used here.")


class ItemEntry(_File):
    id: Slug
    subscale: Slug = Field(
        description="One of `subscales`, or `index` where there are none; `exposure`: shown apart."
    )
    scale: str = Field(default="", description="One of `scales`; left out: `scale`.")
    reverse: bool = False
    text: ShortText
    label: ShortText | None = Field(default=None, description="A few words for it, where it is shown apart.")


class ScoringEntry(_File):
    method: Literal["mean"]
    min_answered: int = Field(ge=1)


class BandEntry(_File):
    max: int = Field(ge=0, le=100)
    label: ShortText
    source: Named | ShortText = Field(description="By what right it is a border: a study, or a convention.")


class SubscaleEntry(_File):
    id: Slug
    label: ShortText
    min_answered: int = Field(ge=1, description="Of its items, for a result.")
    bands: list[BandEntry] = Field(default=[], description="Left out: `bands` of the file.")


class InstrumentAboutEntry(_File):
    purpose: Paragraph = Field(alias="what", description="How many questions, about what, how long it takes.")
    is_not: Paragraph = Field(alias="not", description="Whether it was validated, and what it does not tell.")


class InstrumentFile(_File):
    """A questionnaire: its items, how they are counted, and by what right it is used.

    With one result it has `scoring`, with several it has `subscales`.
    """

    id: Slug
    version: int = Field(ge=1)
    licence: LicenceEntry
    about: InstrumentAboutEntry | None = Field(
        default=None, description="What the consent says of it; left out: what it says of Calma's own."
    )
    recall_days: int = Field(ge=1, le=YEAR)
    min_interval_days: int = Field(ge=1, le=INTERVAL, description="Days between two sheets, at least.")
    scale: list[ShortText] = Field(default=[], max_length=11, description="Answers, from least to most.")
    scales: dict[str, Annotated[list[ShortText], Field(min_length=2, max_length=11)]] = {}
    items: list[ItemEntry] = Field(min_length=1)
    scoring: ScoringEntry | None = None
    bands: list[BandEntry] = []
    subscales: list[SubscaleEntry] = Field(
        default=[], description="Several results, each the mean of its items."
    )


class CareBand(_File):
    actions: list[ShortText] = Field(min_length=1)


class BreathingEntry(_File):
    inhale: int = Field(alias="in", ge=1, le=20)
    exhale: int = Field(alias="out", ge=1, le=20)
    rounds: int = Field(ge=1, le=50)
    text: Both


class CareEntry(_File):
    bands: list[CareBand] = Field(min_length=1)
    before: list[ShortText] = Field(min_length=1)
    during: list[ShortText] = Field(min_length=1)
    after: list[ShortText] = Field(min_length=1)
    breathing: BreathingEntry
    talk: list[ShortText] = Field(min_length=1)


class CareFile(_File):
    """Small things that help, by band, and around a hard shift."""

    care: CareEntry


class AdviceEntry(_File):
    id: Slug
    when: str = Field(description="`index` or a subscale, an exposure's item, or `any`.")
    text: Both


class TeamAdviceFile(_File):
    """What a team can do about what its figures say."""

    advice: list[AdviceEntry] = Field(min_length=1)


class AboutEntry(_File):
    purpose: Paragraph = Field(alias="what")
    is_not: Paragraph = Field(alias="not")
    colleague: Paragraph = Field(description="What a colleague can learn, in one sentence.")
    manager: Paragraph = Field(
        description="What a manager can learn. With `{minimum}`: how many a unit's figure needs."
    )
    puppets: Paragraph = Field(description="What a manager can learn whom others tell what they answered.")
    moves: Paragraph = Field(description="What a manager can learn who moves people between units.")
    operator: Paragraph = Field(description="What those can learn who run the servers and hold the keys.")
    storage: Paragraph = Field(alias="kept", description="With `{days}`: how long answers are kept.")
    stop: Paragraph


class AboutFile(_File):
    """What somebody reads before they say yes, and which edition of it a yes was given to."""

    edition: int = Field(ge=1, description="Grows by one with each change that people should read again.")
    weaker: bool = Field(description="Whether it promises less than the edition before: all are asked anew.")
    about: AboutEntry


KINDS: dict[str, type[BaseModel]] = {
    "instrument": InstrumentFile,
    "care": CareFile,
    "team": TeamAdviceFile,
    "about": AboutFile,
}
