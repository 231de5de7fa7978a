"""Somebody who walks through the cards of this room by typing and pressing."""

from __future__ import annotations

from bot.coach import card as c
from bot.coach.talk import Answer, Command, How, Person, Press
from bot.wiring.calma import Calma


class Agent:
    """Types and presses; `card` is what they see now."""

    def __init__(self, house: Calma, language: str = "en") -> None:
        self._desk = house.desk
        self._person = Person("T1", "test", "U-method", language)
        self.card = c.Card("", ())

    async def types(self, text: str, command: str = "calm") -> str:
        """Types `/calm text` and returns the title of the answer."""
        answer = await self._desk.answer(Command(self._person, command, text))
        assert isinstance(answer, Answer)
        assert answer.how is How.PRIVATE
        self.card = answer.card
        return self.title

    async def presses(self, label: str) -> str:
        """Presses the button with that label and returns the title of what takes the card's place."""
        button = next(button for button in self.buttons if button.label == label)
        return await self.sends(button.action, button.value)

    async def sends(self, action: str, value: str) -> str:
        """Presses a button of any card, also of an old one."""
        answer = await self._desk.answer(Press(self._person, action, value))
        assert isinstance(answer, Answer)
        assert answer.how is How.UPDATE
        self.card = answer.card
        return self.title

    @property
    def title(self) -> str:
        """The first heading."""
        return self._heading.text

    @property
    def place(self) -> str:
        """What stands beside the first heading: “2 of 5”."""
        return self._heading.badge

    @property
    def buttons(self) -> list[c.Button]:
        """All buttons, in order."""
        return [button for e in self.card.elements if isinstance(e, c.Buttons) for button in e.buttons]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [button.label for button in self.buttons]

    @property
    def texts(self) -> list[str]:
        """All paragraphs and notes."""
        return [element.text for element in self.card.elements if isinstance(element, c.Text | c.Note)]

    @property
    def languages(self) -> list[str]:
        """The languages of the card's phrase, in order."""
        return [line.language for e in self.card.elements if isinstance(e, c.Phrase) for line in e.lines]

    @property
    def _heading(self) -> c.Heading:
        return next(element for element in self.card.elements if isinstance(element, c.Heading))
