"""The phrasebook, ready to answer from: as it was compiled, else read from its files and indexed anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.config import Config
from bot.content import compiled
from bot.core.errors import CalmaError
from bot.core.phrasebook import Phrasebook
from bot.features.checkin.instrument import CheckinContent
from bot.features.lookup.finder import Finder
from bot.features.safety.detector import Detector

FILE = "phrasebook.compiled"
# Where the classes stand that a phrasebook and its index are made of.
_PACKAGES = frozenset(
    kind.__module__.rpartition(".")[0] for kind in (Phrasebook, Finder, CheckinContent, Detector)
)


@dataclass(frozen=True, slots=True)
class ReadyPhrasebook:
    """A phrasebook, its index, and what the self-check says, if it has one."""

    finder: Finder
    checkin: CheckinContent | None

    @property
    def book(self) -> Phrasebook:
        """The phrasebook itself."""
        return self.finder.book


def configured(config: Config) -> ReadyPhrasebook:
    """Returns what the settings name, compiled in the data folder. Raises as `prepare` does."""
    return prepare(config.phrasebook, config.checkin.instrument, config.data_dir)


def prepare(phrasebook: Path, instrument: Path | None = None, folder: Path | None = None) -> ReadyPhrasebook:
    """Returns the phrasebook, compiled in `folder` if there is one; `instrument` is a licensed questionnaire.

    Raises BrokenPhrasebook, with every error, if it has any; CalmaError where a file cannot be read.
    """
    try:
        return _prepared(phrasebook, instrument, folder)
    except OSError as error:
        raise CalmaError(
            f"{error.filename} cannot be read ({error.strerror}): make it readable, or take it away."
        ) from error


def _prepared(phrasebook: Path, instrument: Path | None, folder: Path | None) -> ReadyPhrasebook:
    if folder is None or not folder.is_dir():
        return _anew(phrasebook, instrument)
    path, key = folder / FILE, compiled.key(_sources(phrasebook, instrument))
    match compiled.read(path, key, _PACKAGES):
        case (Finder() as finder, CheckinContent() | None as checkin):
            return ReadyPhrasebook(finder, checkin)
    ready = _anew(phrasebook, instrument)
    if compiled.key(_sources(phrasebook, instrument)) == key:  # nobody wrote in it meanwhile
        compiled.write(path, key, (ready.finder, ready.checkin))
    return ready


def read(phrasebook: Path) -> Phrasebook:
    """Returns the phrasebook in its folder. Raises BrokenPhrasebook, with every error, if it has any."""
    from bot.content.load import load  # what reads YAML takes longer to load than all that is compiled

    return load(phrasebook)


def _anew(phrasebook: Path, instrument: Path | None) -> ReadyPhrasebook:
    from bot.content import checkin, signs

    book = read(phrasebook)
    asked = checkin.content(phrasebook, instrument)
    return ReadyPhrasebook(Finder(book, signs.detector(phrasebook, book)), asked)


def _sources(phrasebook: Path, instrument: Path | None) -> Iterator[tuple[str, bytes]]:
    for path in sorted((*phrasebook.rglob("*.yml"), *phrasebook.rglob("*.gz"))):
        if path.is_file():
            yield str(path.relative_to(phrasebook)), path.read_bytes()
    if instrument:
        yield "", instrument.read_bytes()
