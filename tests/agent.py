"""Somebody who types, presses, chooses and fills in forms, at the desk itself."""

from __future__ import annotations

from itertools import count

from bot.coach import card as c
from bot.coach.talk import (
    Answer,
    Command,
    Errors,
    How,
    Person,
    Press,
    Query,
    Reply,
    Submit,
    Suggestion,
    Suggestions,
)
from bot.wiring.calma import Calma

NUMBERS = count()  # everybody is somebody else, so that no test sees what another one left


class Agent:
    """Somebody who types and presses; `card` is what they see now."""

    def __init__(
        self, house: Calma, language: str = "en", tenant: str = "T1", platform: str = "test"
    ) -> None:
        self._house = house
        self.person = Person(tenant, platform, f"U{next(NUMBERS)}", language)
        self.card = c.Card("", ())
        self.form: c.Form | None = None

    async def types(self, text: str, command: str = "calm") -> c.Card:
        """Types `/calm text`, or another command."""
        reply = await self._house.desk.answer(Command(self.person, command, text))
        stays = isinstance(reply, Answer) and reply.how is How.CHAT
        return self._seen(reply, How.CHAT if stays else How.PRIVATE)

    async def presses(self, label: str) -> c.Card:
        """Presses the button with that label."""
        button = next(button for button in self.buttons if button.label == label)
        return await self.press(button.action, button.value)

    async def chooses(self, label: str, option: str) -> c.Card:
        """Chooses an option of the select with that label."""
        choice = next(e for e in self.card.elements if isinstance(e, c.Choice) and e.label == label)
        return await self.press(choice.action, next(o.value for o in choice.options if o.label == option))

    async def chooses_on(self, text: str, label: str, option: str) -> c.Card:
        """Types `/calm text`, and chooses on the card that comes."""
        await self.types(text)
        return await self.chooses(label, option)

    async def opens(self, label: str) -> c.Form:
        """Presses the button with that label, which opens a form."""
        button = next(button for button in self.buttons if button.label == label)
        assert button.form
        return self._opened(await self._house.desk.answer(Press(self.person, button.action, button.value)))

    async def types_for_form(self, text: str) -> c.Form:
        """Types `/calm text`, which opens a form."""
        return self._opened(await self._house.desk.answer(Command(self.person, "calm", text)))

    async def sends(self, **fields: str) -> c.Card:
        """Sends the form that is open; a field that is not named stays as it is shown."""
        assert self.form
        shown = {f.name: f.selected if isinstance(f, c.Select) else (f.value,) for f in self.form.fields}
        filled = {**shown, **{name: (value,) for name, value in fields.items()}}
        values = {name: found for name, found in filled.items() if found and found[0]}
        reply = await self._house.desk.answer(Submit(self.person, self.form.action, self.form.value, values))
        assert not isinstance(reply, Errors)
        return self._seen(reply, How.UPDATE)

    async def goes_home(self) -> c.Card:
        """Opens their own page."""
        return self._seen(await self._house.desk.answer(Command(self.person, "home")), How.PRIVATE)

    async def searches(self, text: str) -> tuple[Suggestion, ...]:
        """Types into the search box of the platform."""
        reply = await self._house.desk.answer(Query(self.person, text))
        assert isinstance(reply, Suggestions)
        return reply.items

    async def press(self, action: str, value: str, origin: str = "") -> c.Card:
        """Presses whatever has that action and value."""
        reply = await self._house.desk.answer(Press(self.person, action, value, origin))
        await self._house.behind.settled()
        return self._seen(reply, How.UPDATE)

    def _seen(self, reply: Reply, how: How) -> c.Card:
        assert isinstance(reply, Answer)
        assert reply.how is how
        self.card = reply.card
        return self.card

    def _opened(self, reply: Reply) -> c.Form:
        assert isinstance(reply, c.Form)
        self.form = reply
        return reply

    @property
    def title(self) -> str:
        """The first heading."""
        return next(e.text for e in self.card.elements if isinstance(e, c.Heading))

    @property
    def buttons(self) -> list[c.Button]:
        """All buttons, in order."""
        return [button for e in self.card.elements if isinstance(e, c.Buttons) for button in e.buttons]

    @property
    def phrases(self) -> list[c.Phrase]:
        """All phrases, in order."""
        return [element for element in self.card.elements if isinstance(element, c.Phrase)]

    @property
    def languages(self) -> list[str]:
        """The languages of the first phrase, in order."""
        return [line.language for line in self.phrases[0].lines]

    @property
    def notes(self) -> list[str]:
        """All quiet lines, in order."""
        return [element.text for element in self.card.elements if isinstance(element, c.Note)]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons, in order."""
        return [button.label for button in self.buttons]

    @property
    def texts(self) -> list[str]:
        """The wordings of the phrases in the language that comes first."""
        return [phrase.lines[0].text for phrase in self.phrases]

    def options(self, label: str) -> list[str]:
        """Returns what the select with that label offers."""
        choice = next(e for e in self.card.elements if isinstance(e, c.Choice) and e.label == label)
        return [option.label for option in choice.options]
