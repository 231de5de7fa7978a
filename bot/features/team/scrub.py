"""What may be stored of a look-up that found nothing: no name, number or address, as far as rules can tell.

The rules rather lose a word too many: a miss without one of its words is still of use, a name never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.card import clip
from bot.core.current import CurrentPhrasebook
from bot.core.misses import Scrubbed
from bot.core.phrasebook import Phrasebook
from bot.features.team.alike import words

LONGEST = 80  # characters stored
READ = 400  # characters looked at; what happened is said early
NAMES = 3  # words at most that a name has after what announces it
_ALWAYS_TAKES = NAMES + 1  # the same after a title, of which the first is no other word in any case
_EDGES = "\"'“”‘’«»()[]{}<>.,;:!?¡¿…*_~`-–—|"
_DOMAIN = re.compile(r"(?<![\w-])[^\W\d_][\w-]*\.[^\W\d_]{2,}(/.*)?")

# After these a name follows; longest first. Compared as folded words.
_ANNOUNCE = tuple(
    tuple(text.split())
    for text in (
        *("my name is", "the name is", "name is", "his name is", "her name is", "i am called", "this is"),
        *("mi nombre es", "su nombre es", "nombre es", "se llama", "me llamo", "le dicen", "habla con"),
        *("named", "called", "llamado", "llamada", "soy", "name", "nombre", "apellido", "surname"),
        *("mr", "mrs", "ms", "miss", "mister", "sir", "madam", "dr", "doctor", "doctora", "dra", "prof"),
        *("senor", "senora", "senorita", "sr", "sra", "srta", "don", "dona", "lic", "licenciado"),
        *("licenciada", "ing", "ingeniero", "ingeniera"),
    )
)

_TITLES = frozenset({("mr",), ("mrs",), ("ms",), ("sr",), ("sra",), ("srta",), ("don",), ("dona",)})

# Names that people write without a capital, where nothing announces them.
_COMMON = """
ana andrea angel antonio beatriz camila carlos carmen cesar claudia cristina daniel daniela david
diana diego eduardo elena enrique ernesto esteban fernanda fernando francisco gabriel gabriela
gerardo gloria guadalupe guillermo gustavo hector hugo ignacio isabel ivan javier jesus jorge jose
juan juana juanita julia julio karla laura leticia lucia luis luisa manuel marcela marcos margarita
maria mariana mario marta martha martin mateo mauricio miguel monica natalia nicolas oscar pablo
paola patricia pedro rafael ramon raul ricardo roberto rodrigo rosa ruben salvador santiago
sebastian sergio silvia sofia teresa valentina valeria veronica vicente victor ximena adam alex
alice amanda amy andrew angela anna anthony ashley barbara benjamin betty brandon brenda brian carol
charles christine christopher cynthia deborah dennis donald donna dorothy edward elizabeth emily
emma eric frank gary george gregory heather helen jack jacob james janet jason jeff jeffrey jennifer
jessica jim john jonathan joseph joshua joyce karen kathleen kelly kenneth kevin kimberly larry
linda lisa margaret mary matthew melissa michael michelle mike nancy nicholas nicole olivia pamela
patrick paul peter rachel raymond rebecca richard robert ronald ruth ryan samantha samuel sandra
sarah scott sharon sophia stephanie stephen steven susan thomas timothy tom tyler victoria virginia
walter william garcia gonzalez rodriguez fernandez lopez martinez sanchez perez gomez hernandez
ramirez torres flores rivera diaz vargas castro ortiz morales gutierrez chavez ramos herrera medina
aguilar mendoza vasquez smith johnson williams jones miller davis wilson anderson taylor jackson
"""

_NAMES = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that the phrasebook knows; a capitalised word that is none of them is taken for a name."""

    known: frozenset[str]
    fillers: frozenset[str]


def vocabulary(book: Phrasebook) -> Vocabulary:
    """Returns the words of a phrasebook's triggers and lexicon."""
    fillers = {word for texts in book.lexicon.fillers.values() for text in texts for word in words(text)}
    texts = [text for s in book.situations.values() for own in s.triggers.values() for text in own]
    texts += [text for forms in book.lexicon.concepts.values() for own in forms.values() for text in own]
    texts += [text for examples in book.lexicon.elsewhere.values() for text in examples]
    texts += [word for facet in book.facets.values() for own in facet.words.values() for word in own]
    known = {word for word in words("\n".join(texts)) if word not in _NAMES}
    return Vocabulary(frozenset(known | fillers), frozenset(fillers))


def scrub(text: str, vocabulary: Vocabulary) -> Scrubbed | None:
    """Returns what may be stored of `text`, or None where nothing is left that tells anything."""
    printable = "".join(c if c.isprintable() else " " for c in text[:READ])
    shown = clip(" ".join(_harmless(printable.split(), vocabulary)), LONGEST)
    telling = {word for word in words(shown) if word not in vocabulary.fillers}
    return Scrubbed(shown, " ".join(sorted(telling))) if telling else None


class Scrubber:
    """Scrubs by the words of the phrasebook that is in force."""

    def __init__(self, phrasebook: CurrentPhrasebook) -> None:
        self._phrasebook = phrasebook
        self._book: Phrasebook | None = None
        self._vocabulary = Vocabulary(frozenset(), frozenset())

    def __call__(self, text: str) -> Scrubbed | None:
        """Returns what may be stored of `text`."""
        if self._book is not self._phrasebook.book:
            self._book = self._phrasebook.book
            self._vocabulary = vocabulary(self._book)
        return scrub(text, self._vocabulary)


def _harmless(parts: list[str], vocabulary: Vocabulary) -> Iterator[str]:
    said: list[str] = []  # folded words so far, to see what announces a name
    names = 0
    for part in parts:
        bare = part.strip(_EDGES)
        folded = words(bare)
        if not folded or _secret(part, bare):
            names = 0
            continue
        if names and (_capital(bare) or not set(folded) <= vocabulary.known or names == _ALWAYS_TAKES):
            names = min(names, NAMES) - 1
            continue
        names = 0
        if set(folded) & _NAMES or (_capital(bare) and not set(folded) <= vocabulary.known):
            continue
        said += folded
        names = _announced(said)
        yield bare


def _announced(said: list[str]) -> int:
    """Returns how many words of a name may follow; after a title the first is one in any case."""
    announcer = next((a for a in _ANNOUNCE if tuple(said[-len(a) :]) == a), None)
    return 0 if announcer is None else _ALWAYS_TAKES if announcer in _TITLES else NAMES


def _capital(bare: str) -> bool:
    return bare[:1].isupper()


def _secret(part: str, bare: str) -> bool:
    marked = part[:1] in "@#" or "@" in part or "://" in part or bare.casefold().startswith("www.")
    return marked or any(c.isnumeric() for c in part) or _DOMAIN.fullmatch(bare) is not None
