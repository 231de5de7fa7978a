"""The shape of what the safety cards say, and of the numbers to call."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from bot.content.models import Both, ButtonText, ContentFile, Danger, Language, Named, Short, in_both

Brief = Annotated[str, StringConstraints(min_length=1, max_length=110, strip_whitespace=True)]
BriefText = Annotated[dict[Language, Brief], AfterValidator(in_both)]
ShortText = Annotated[dict[Language, Short], AfterValidator(in_both)]
Place = Literal["phone", "chat", "email", "all"]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9*#+() -]{2,24}$")]


class SaidEntry(ContentFile):
    text: Both
    cue: ShortText | None = Field(default=None, description="How, or to whom; at most 12 words.")


class SafetyGuideFile(ContentFile):
    """What the card of one kind says, when somebody may get hurt."""

    id: Danger
    name: Annotated[dict[Language, ButtonText], AfterValidator(in_both)]
    title: ShortText
    about: ShortText = Field(description="One line on the list of kinds.")
    now: dict[Place, Annotated[list[BriefText], Field(min_length=2, max_length=4)]] = Field(
        description="What to do in the next 30 seconds, by channel, or `all`. `{emergency}` is a number."
    )
    say: dict[Place, Annotated[list[SaidEntry], Field(min_length=1, max_length=3)]] = Field(
        description="By channel, or `all`. `{emergency}` and `{line}` are the customer's numbers."
    )
    dont: BriefText = Field(description="One line, with “don't” in it.")
    line: Literal["crisis", "abuse", "none"] = Field(description="Which line of help fits the customer.")
    reviewed_by: str = Field(default="", max_length=128, description="The professional who reviewed it.")
    reviewed_on: date | None = Field(default=None, description="Left out: nobody has reviewed it yet.")
    source: Named


class EmergencyEntry(ContentFile):
    number: Number
    how: ShortText | None = Field(default=None, description="What else there is: police 110, fire 119.")
    verified_on: date | None = Field(default=None, description="When its official page was read.")
    source: Named


class HelpLineEntry(ContentFile):
    name: ShortText
    number: Number
    how: ShortText | None = Field(default=None, description="Which option to press, or from where.")
    about: BriefText | None = Field(default=None, description="What it is for, and when it is open.")
    verified_on: date | None = Field(default=None, description="When its official page was read.")
    source: Named


class CountryNumbersEntry(ContentFile):
    country: str = Field(pattern=r"^[A-Z]{2}$", description="ISO 3166, two letters.")
    name: Annotated[dict[Language, ButtonText], AfterValidator(in_both)]
    emergency: EmergencyEntry
    medical: EmergencyEntry | None = Field(default=None, description="The ambulance, where it differs.")
    crisis: list[HelpLineEntry] = Field(default=[], description="For people in crisis.")
    abuse: list[HelpLineEntry] = Field(default=[], description="For people who are being hurt.")


class NumbersFile(ContentFile):
    """Emergency numbers and lines of help by country."""

    numbers: list[CountryNumbersEntry] = Field(min_length=1)


KINDS: dict[str, type[BaseModel]] = {"safety": SafetyGuideFile, "numbers": NumbersFile}
