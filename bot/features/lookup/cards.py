"""The cards of the look-up: phrases of a situation, the nearest situations, the next matches, the menu."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.core import card as c
from bot.core.outcomes import Outcome
from bot.core.phrasebook import CHANNELS, Phrase, Phrasebook, Situation
from bot.core.viewer import Viewer
from bot.core.words import Say, pick
from bot.features.lookup import select
from bot.features.lookup.buttons import LookupView, encode_outcome, encode_saving, space_beside

SHOW, CHANNEL, OTHERS, MENU = "lookup.show", "lookup.channel", "lookup.others", "lookup.menu"
SAVE, OUTCOME = "lookup.save", "lookup.outcome"
MINE, SETTINGS, HELP = "mine.show", "mine.settings", "home.help"  # presses that other features answer
METHODS, PITFALLS, BOUNDARY, OFFERS = "method.show", "avoid.show", "boundary.start", "offer.show"
ABUSE = "abuse-boundary"  # the situation whose card leads to the two-warning protocol
OFFERING = frozenset({"mistake-recovery", "options", "waiting", "saying-no"})  # where an offer may help
APPROVAL = "needs-approval"  # the tag of phrases that promise something
LONGEST_LABEL = 75  # characters of an option at most, on the platform that takes least
LONGEST_QUOTE = 120  # characters shown of what was typed


def phrases_card(
    book: Phrasebook,
    view: LookupView,
    language: str,
    *,
    sure: bool = False,
    rising: Mapping[str, float] = select.NONE_RISING,
    status: str = "",
    views: Sequence[str] = (),
) -> c.Card:
    """Returns the phrases of `view`, those `rising` first; `status` is what a press on the card just did.

    `language` is that of the bot's own words; `views` stand in for those in the options that save.
    """
    say, situation = book.words.speaker(language), book.situations[view.situation]
    shown, pages = select.phrases_of(situation, view, rising)
    name, first = pick(situation.name, language), _phrase_block(shown[0], view.first, book, say)
    return c.Card(
        summary=say("found.summary", situation=name, phrase=first.lines[0].text),
        elements=(
            c.Heading(_title(book, view, language), say("found.sure") if sure else ""),
            first,
            *(_phrase_block(phrase, view.first, book, say) for phrase in shown[1:]),
            c.Note(say("found.avoid", avoid=pick(situation.avoid, language))),
            *_persona_note(book, view, language),
            c.Buttons((*_onward_buttons(say, view, pages), *_offer_button(book, view, shown, say))),
            _saving(shown, views or [view.within(space_beside(i.id)) for i in shown], view.first, say),
            _channel_choice(book, view, language),
            *([c.Note(status)] if status else []),
            *_outcome_question(shown, view, say),
        ),
        language=language,
    )


def unsure_card(
    book: Phrasebook, text: str, nearest: Sequence[LookupView], language: str, *, known: bool
) -> c.Card:
    """Returns the honest answer: the nearest situations and all the others. `known`: a word was known."""
    say = book.words.speaker(language)
    title = say("unsure.title" if known else "unsure.nothing")
    first = nearest[0].first if nearest else language
    return c.Card(
        summary=title,
        elements=(
            c.Heading(title),
            *([c.Quote(say("unsure.asked"), c.clip(text, LONGEST_QUOTE))] if text else []),
            c.Buttons(tuple(_situation_button(book, view, language) for view in nearest)),
            _situation_choice(book, first, language),
            c.Note(say("unsure.tip")),
        ),
        language=language,
    )


def menu_card(
    book: Phrasebook, first: str, language: str, channel: str = "phone", industry: str = ""
) -> c.Card:
    """Returns what `/calm` alone gets."""
    say = book.words.speaker(language)
    views = [LookupView(s.id, channel, industry, first=first) for s in featured(book)]
    return c.Card(
        summary=say("menu.summary"),
        elements=(
            c.Heading(say("menu.title")),
            c.Buttons(tuple(_situation_button(book, view, language) for view in views)),
            _situation_choice(book, first, language, channel, industry),
            c.Note(say("menu.how")),
            c.Buttons(
                (
                    c.Button(say("method.open"), METHODS),
                    c.Button(say("avoid.open"), PITFALLS),
                    c.Button(say("mine.open"), MINE),
                    c.Button(say("settings.open"), SETTINGS, form=True),
                    c.Button(say("menu.help"), HELP),
                )
            ),
        ),
        language=language,
    )


def others_card(book: Phrasebook, view: LookupView, language: str) -> c.Card:
    """Returns the next matches after the one in `view`, each with the line that tells it apart."""
    say = book.words.speaker(language)
    ids = [i for i in view.others if i in book.situations] or [s.id for s in featured(book)]
    views = [
        replace(view, situation=i, page=0, lead=(), others=_without(view, i))
        for i in ids
        if i != view.situation
    ]
    name = pick(book.situations[view.situation].name, language)
    return c.Card(
        summary=say("others.title"),
        elements=(
            c.Heading(say("others.title")),
            *(c.Text(_situation_line(book.situations[v.situation], language)) for v in views),
            c.Buttons(tuple(_situation_button(book, v, language) for v in views)),
            _situation_choice(book, view.first, language, view.channel, view.industry),
            c.Buttons((c.Button(say("others.back", situation=name), SHOW, view.encode()),)),
        ),
        language=language,
    )


def featured(book: Phrasebook) -> list[Situation]:
    """Returns the situations that the menu shows as buttons."""
    chosen = [situation for situation in book.situations.values() if situation.menu]
    return sorted(chosen, key=lambda situation: situation.menu)


def _title(book: Phrasebook, view: LookupView, language: str) -> str:
    facets = [book.facets[i] for i in (view.channel, view.industry) if i in book.facets]
    names = [pick(book.situations[view.situation].name, language)]
    return " · ".join(names + [pick(facet.name, language).lower() for facet in facets])


def _persona_note(book: Phrasebook, view: LookupView, language: str) -> Iterator[c.Note]:
    # How to tell the kind of customer behind a situation, once: on its first page.
    linked = (persona for persona in book.personas.values() if view.situation in persona.situations)
    persona = next(linked, None) if view.page == 0 else None
    if persona and persona.method in book.methods:
        method, say = book.methods[persona.method], book.words.speaker(language)
        step = next(step for step in method.steps if step.id == persona.step)
        names = {"step": pick(step.name, language), "method": pick(method.name, language)}
        signs = pick(persona.signs, language)
        yield c.Note(say("persona.note", signs=signs, start=say("persona.start", **names)))


def _phrase_block(phrase: Phrase, first: str, book: Phrasebook, say: Say) -> c.PhraseBlock:
    # Words to say stand in the language asked in; what the bot says of them, in the person's own.
    reader = Viewer(book, first)
    approval = "offer.see" if book.added.offers else "found.needs_approval"
    marks = [*(["found.own"] if phrase.own else []), *([approval] if APPROVAL in phrase.tags else [])]
    return reader.phrase(phrase.text, " · ".join([reader.pick(phrase.cue), *map(say, marks)]))


def _offer_button(
    book: Phrasebook, view: LookupView, shown: Sequence[Phrase], say: Say
) -> Iterator[c.Button]:
    apt = view.situation in OFFERING or any(APPROVAL in phrase.tags for phrase in shown)
    if book.added.offers and apt:
        yield c.Button(say("offer.open"), OFFERS)


def _onward_buttons(say: Say, view: LookupView, pages: int) -> tuple[c.Button, ...]:
    more = replace(view, page=(view.page + 1) % pages)
    others = (c.Button(say("found.others"), OTHERS, view.encode()),)
    onward = c.Button(say("found.more"), SHOW, more.encode(), c.Tone.PRIMARY)
    boundary = c.Button(say("boundary.open"), BOUNDARY, view.channel)
    first = (boundary,) if view.situation == ABUSE else ()
    return (*first, *others) if pages == 1 else (*first, onward, *others)


def _channel_choice(book: Phrasebook, view: LookupView, language: str) -> c.Choice:
    views = [replace(view, channel=channel, page=0) for channel in CHANNELS]
    options = tuple(c.Option(book.facet_name(v.channel, language), v.encode()) for v in views)
    here = replace(view, page=0).encode()
    return c.Choice(CHANNEL, book.words.say(language, "found.channel"), options, selected=here)


def _situation_choice(
    book: Phrasebook, first: str, language: str, channel: str = "phone", industry: str = ""
) -> c.Choice:
    options = tuple(
        c.Option(
            pick(s.name, language),
            LookupView(s.id, channel, industry, first=first).encode(),
            pick(s.when, language),
        )
        for s in book.situations.values()
    )
    return c.Choice(SHOW, book.words.say(language, "menu.situations"), options)


def _situation_button(book: Phrasebook, view: LookupView, language: str) -> c.Button:
    return c.Button(pick(book.situations[view.situation].name, language), SHOW, view.encode())


def _situation_line(situation: Situation, language: str) -> str:
    return f"**{pick(situation.name, language)}** · {pick(situation.when, language)}"


def _without(view: LookupView, chosen: str) -> tuple[str, ...]:
    ids: Iterable[str] = (view.situation, *view.others)
    return tuple(i for i in ids if i != chosen)[:3]


def _saving(shown: Sequence[Phrase], views: Sequence[str], first: str, say: Say) -> c.Choice:
    # Choosing leaves the card as it is. `views` has for each phrase the view that its option carries.
    options = tuple(
        c.Option(
            c.clip(" ".join(c.plain(pick(phrase.text, first)).split()), LONGEST_LABEL),
            encode_saving(phrase.id, view),
        )
        for phrase, view in zip(shown, views, strict=False)
    )
    return c.Choice(SAVE, say("found.save"), options)


def _outcome_question(shown: Sequence[Phrase], view: LookupView, say: Say) -> tuple[c.Element, ...]:
    # How it went, last and small; nothing where it has been answered.
    if not view.asks_outcome:
        return ()
    ids = ",".join(phrase.id for phrase in shown)
    buttons = tuple(
        c.Button(say(f"outcome.{outcome.value}"), OUTCOME, encode_outcome(outcome, ids, view.encode()))
        for outcome in Outcome
    )
    return c.Note(say("outcome.ask")), c.Buttons(buttons)
