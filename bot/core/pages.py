"""Lists that are too long for one card: their pages, and a search in what they show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Generic, TypeVar

from bot.core import card as c
from bot.core.chat import Answer, Person, Press, Role, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.limits import FormLimits
from bot.core.matching import words
from bot.core.words import Say

LONGEST_SEARCH = 60  # characters
FIELD = "text"
LIMITS = FormLimits({FIELD: LONGEST_SEARCH})
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page:
    """What somebody looks at of a list: a page, from 0, of what `search` finds in it."""

    number: int = 0
    search: str = ""

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return f"{self.number}|{self.search}" if self.search else str(self.number)

    @classmethod
    def decode(cls, value: str) -> Page:
        """Returns what is in a button's value; the first page where there is none."""
        number, _, search = value.partition("|")
        sound = number.isascii() and number.isdecimal() and len(number) < 6
        return cls(int(number) if sound else 0, search[:LONGEST_SEARCH])


FIRST = Page()


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Item]):
    """The items of one page. `matching` is how many there are on all pages, `count` without the search."""

    items: Sequence[Item]
    page: Page
    matching: int
    count: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.matching // self.per_page))


def page_of(
    items: Sequence[Item], page: Page, per_page: int, shown: Callable[[Item], object]
) -> ListPage[Item]:
    """Returns a page; beyond the last one, the first. `shown` is what people see of an item, and search."""
    sought = words(page.search)
    matching = [item for item in items if _holds(shown(item), sought)] if sought else items
    number = page.number if page.number * per_page < len(matching) else 0
    start = number * per_page
    shown_now = matching[start : start + per_page]
    return ListPage(shown_now, Page(number, page.search), len(matching), len(items), per_page)


def found_line(say: Say, page: ListPage[Item]) -> tuple[c.Element, ...]:
    """Returns what was searched for and how much was found; nothing where nobody searched."""
    if not page.page.search:
        return ()
    return (c.Quote(say("list.found", count=page.matching, of=page.count), page.page.search),)


def list_buttons(
    say: Say, action: str, page: ListPage[Item], turns: tuple[str, str] = ("list.previous", "list.next")
) -> tuple[c.Button, ...]:
    """Returns the buttons that turn pages and search. `turns` are the words of the first two."""
    number, search = page.page.number, page.page.search
    before, after = (Page(number + step, search).encode() for step in (-1, 1))
    back = [c.Button(say(turns[0]), action, before)] if number else []
    onward = [c.Button(say(turns[1]), action, after)] if number + 1 < page.pages else []
    long = page.count > page.per_page
    find = [c.Button(say("list.find"), _finding(action), search, form=True)] if long else []
    everything = [c.Button(say("list.all"), action, FIRST.encode())] if search else []
    return (*back, *onward, *find, *everything)


class ListHandlers:
    """Answers the buttons of `list_buttons`: `show` returns the list's card, in place."""

    def __init__(
        self,
        action: str,
        say: Callable[[Person], Say],
        show: Callable[[Person, Page], Awaitable[Answer]],
        least: Role = Role.MANAGER,
    ) -> None:
        self._action, self._say, self._show, self._least = action, say, show, least

    def routes(self) -> Routes:
        """Returns the routes of one list."""
        find = _finding(self._action)
        return Routes(
            presses=(
                PressRoute(self._action, self.turn, self._least, reads=True),
                PressRoute(find, self.ask, self._least, reads=True),
            ),
            submits=(SubmitRoute(find, self.find, self._least, LIMITS, reads=True),),
        )

    async def turn(self, ask: Press) -> Answer:
        """Returns another page."""
        return await self._show(ask.person, Page.decode(ask.value))

    async def ask(self, ask: Press) -> c.Form:
        """Returns the form that asks what to search for."""
        say = self._say(ask.person)
        label, example = say("list.text"), say("list.text.example")
        field = c.Input(FIELD, label, value=ask.value, optional=True, limit=LONGEST_SEARCH, example=example)
        return c.Form(
            say("list.find_title"),
            _finding(self._action),
            say("list.search"),
            (field,),
            language=ask.person.language,
        )

    async def find(self, ask: Submit) -> Answer:
        """Returns the first page of what was found."""
        return await self._show(ask.person, Page(0, ask.text(FIELD)[:LONGEST_SEARCH]))


def _finding(action: str) -> str:
    return f"{action}.find"


def _holds(shown: object, sought: Sequence[str]) -> bool:
    text = " ".join(words(" ".join(_texts(shown))))
    return all(word in text for word in sought)


def _texts(shown: object) -> Iterator[str]:
    """Yields the texts in what people see: a text, elements of a card, or several of them."""
    if isinstance(shown, str):
        yield shown
    elif is_dataclass(shown) and not isinstance(shown, c.Buttons):
        for field in fields(shown):
            yield from _texts(getattr(shown, field.name))
    elif isinstance(shown, Iterable):
        for part in shown:
            yield from _texts(part)
