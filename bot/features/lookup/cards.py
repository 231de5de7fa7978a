"""The cards of the look-up: phrases of a situation, the nearest situations, the next matches, the menu."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.core import card as c
from bot.core.gaps import decode_fill, gap_names
from bot.core.outcomes import Outcome
from bot.core.phrasebook import APPROVAL, CHANNELS, PUBLIC, Phrase, Phrasebook, Situation
from bot.core.viewer import LANGUAGES_SHOWN, Viewer, dotted
from bot.core.words import Say
from bot.features.lookup import select
from bot.features.lookup.buttons import LookupView, encode_outcome, encode_saving, space_beside, values_for

SHOW, CHANNEL, OTHERS, MENU = "lookup.show", "lookup.channel", "lookup.others", "lookup.menu"
NEAREST = "lookup.nearest"
SAVE, OUTCOME, FILL = "lookup.save", "lookup.outcome", "lookup.fill"
MINE, SETTINGS, HELP = "mine.show", "mine.settings", "home.help"  # presses that other features answer
METHODS, PITFALLS, BOUNDARY, OFFERS = "method.show", "avoid.show", "boundary.start", "offer.show"
TEACHING = "teaching.show"
SAFETY = "safety.menu"
ABUSE = "abuse-boundary"  # the situation whose card leads to the two-warning protocol
OFFERING = frozenset({"mistake-recovery", "options", "waiting", "saying-no"})  # where an offer may help
LONGEST_LABEL = 75  # characters of an option at most, on the platform that takes least
LONGEST_QUOTE = 120  # characters shown of what was typed


def phrases_card(
    viewer: Viewer,
    view: LookupView,
    *,
    sure: bool = False,
    rising: Mapping[str, float] = select.NONE_RISING,
    status: str = "",
    views: Sequence[str] = (),
) -> c.Card:
    """Returns the phrases of `view`, those `rising` first; `status` is what a press on the card just did.

    The bot's own words are in the viewer's language; `views` stand in for those in the options that save.
    """
    say, situation = viewer.say, viewer.book.situations[view.situation]
    shown, pages = select.phrases_of(situation, view, rising, viewer.book.added.speech)
    view = replace(view, shown=select.places_of(situation, shown))
    first, *others = (_phrase_block(viewer, view, phrase) for phrase in shown)
    return viewer.card(
        say("found.summary", situation=viewer.pick(situation.name), phrase=c.plain(first.lines[0].text)),
        c.Heading(_title(viewer, view), say("found.sure") if sure else ""),
        first,
        c.Buttons((*_onward_buttons(viewer, view, shown, pages), *_offer_button(viewer, view, shown))),
        *others,
        c.Note(say("found.avoid", avoid=viewer.pick(situation.avoid))),
        *_persona_note(viewer, view),
        *_teaching_buttons(viewer, view),
        *_saving(viewer, view, shown, views or [view.within(space_beside(i.id)) for i in shown]),
        *_channel_choice(viewer, view),
        *([c.Note(status)] if status else []),
        *_outcome_question(shown, view, say),
    )


def wordings_of(viewer: Viewer, view: LookupView, shown: Sequence[Phrase]) -> list[tuple[str, str]]:
    """Returns what a card shows of its phrases, each with its language, in the order of the card."""
    codes = Viewer(viewer.book, view.first).languages[:LANGUAGES_SHOWN]
    texts = [viewer.spoken(phrase.text, phrase.forms, view.channel) for phrase in shown]
    return [(code, text[code]) for text in texts for code in codes if code in text]


def unsure_card(
    viewer: Viewer, text: str, nearest: Sequence[LookupView], *, known: bool, near: str = ""
) -> c.Card:
    """Returns the honest answer: the nearest situations and all the others. `known`: a word was known.

    `near` is a keyword that may have been meant.
    """
    say = viewer.say
    title = say("unsure.title" if known else "unsure.nothing")
    first = nearest[0].first if nearest else viewer.language
    return viewer.card(
        title,
        c.Heading(title),
        *([c.Quote(say("unsure.asked"), c.clip(text, LONGEST_QUOTE))] if text else []),
        *([c.Text(say("unsure.near", keyword=near))] if near else []),
        c.Buttons(tuple(_situation_button(viewer, view) for view in nearest)),
        _situation_choice(viewer, first),
        c.Note(say("unsure.tip")),
        *_danger(viewer),
    )


def menu_card(viewer: Viewer, first: str, channel: str = "phone", industry: str = "") -> c.Card:
    """Returns what `/calm` alone gets."""
    say = viewer.say
    views = [LookupView(s.id, channel, industry, first=first) for s in featured(viewer.book)]
    return viewer.card(
        say("menu.summary"),
        c.Heading(say("menu.title")),
        c.Buttons(tuple(_situation_button(viewer, view) for view in views)),
        _situation_choice(viewer, first, channel, industry),
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
        *_danger(viewer, c.Button(say("boundary.open"), BOUNDARY, channel)),
    )


def others_card(viewer: Viewer, view: LookupView) -> c.Card:
    """Returns the next matches after the one in `view`, each with the line that tells it apart."""
    say, situations = viewer.say, viewer.book.situations
    ids = [i for i in view.others if i in situations] or [s.id for s in featured(viewer.book)]
    views = [
        replace(view, situation=i, page=0, lead=(), others=_without(view, i), shown=())
        for i in ids
        if i != view.situation
    ]
    back = say("others.back", situation=viewer.situation(view.situation))
    return viewer.card(
        say("others.title"),
        c.Heading(say("others.title")),
        *(c.Text(_situation_line(viewer, situations[v.situation])) for v in views),
        c.Buttons(tuple(_situation_button(viewer, v) for v in views)),
        _situation_choice(viewer, view.first, view.channel, view.industry),
        c.Buttons((c.Button(back, SHOW, view.encode()),)),
    )


def featured(book: Phrasebook) -> list[Situation]:
    """Returns the situations that the menu shows as buttons."""
    chosen = [situation for situation in book.situations.values() if situation.menu]
    return sorted(chosen, key=lambda situation: situation.menu)


def _danger(viewer: Viewer, *others: c.Button) -> tuple[c.Buttons, ...]:
    # Always at hand, where the phrasebook has words for it.
    danger = (c.Button(viewer.say("safety.open"), SAFETY, tone=c.Tone.DANGER),) if viewer.book.safety else ()
    return (c.Buttons((*danger, *others)),) if danger or others else ()


def _title(viewer: Viewer, view: LookupView) -> str:
    facets = (viewer.facet_behind(name) for name in (view.channel, view.industry))
    return dotted(viewer.situation(view.situation), *facets)


def _persona_note(viewer: Viewer, view: LookupView) -> Iterator[c.Note]:
    # How to tell the kind of customer behind a situation, once: on its first page.
    book = viewer.book
    linked = (persona for persona in book.personas.values() if view.situation in persona.situations)
    persona = next(linked, None) if view.page == 0 else None
    if persona and persona.method in book.methods:
        method = book.methods[persona.method]
        step = next(step for step in method.steps if step.id == persona.step)
        start = viewer.say("persona.start", step=viewer.pick(step.name), method=viewer.pick(method.name))
        yield c.Note(viewer.say("persona.note", signs=viewer.pick(persona.signs), start=start))


def _teaching_buttons(viewer: Viewer, view: LookupView) -> Iterator[c.Buttons]:
    # What there is to know behind a situation, on its first page; such a card leads back to the phrases.
    if view.page == 0:
        teachings = viewer.book.teachings.values()
        linked = [t for t in teachings if view.situation in t.situations]
        if linked:
            yield c.Buttons(tuple(c.Button(viewer.pick(t.name), TEACHING, t.id) for t in linked))


def _phrase_block(viewer: Viewer, view: LookupView, phrase: Phrase) -> c.PhraseBlock:
    # Words to say stand in the language asked in; what the bot says of them, in the person's own.
    asked = Viewer(viewer.book, view.first)
    approval = "offer.see" if viewer.book.added.offers else "found.needs_approval"
    marks = [*(["found.own"] if phrase.own else []), *([approval] if APPROVAL in phrase.tags else [])]
    # A team may write a phrase in one language first.
    lacks = phrase.own and view.first not in phrase.text
    only = [viewer.say(f"found.only.{code}") for code in phrase.text] if lacks else []
    apart = (
        viewer.law_mark(phrase.countries),
        viewer.speech_mark(phrase.text, phrase.forms, view.channel),
        viewer.say("found.not_public") if _is_for_elsewhere(view, phrase) else "",
    )
    cue = dotted(asked.pick(phrase.cue), *map(viewer.say, marks), *only, *apart)
    text = viewer.spoken(phrase.text, phrase.forms, view.channel)
    return asked.phrase(text, cue, fill=decode_fill(view.fill))


def _is_for_elsewhere(view: LookupView, phrase: Phrase) -> bool:
    # Where everybody reads along, a chat's words would tell what is one person's.
    return view.channel == PUBLIC and PUBLIC not in phrase.channels


def _offer_button(viewer: Viewer, view: LookupView, shown: Sequence[Phrase]) -> Iterator[c.Button]:
    apt = view.situation in OFFERING or any(APPROVAL in phrase.tags for phrase in shown)
    if viewer.book.added.offers and apt:
        yield c.Button(viewer.say("offer.open"), OFFERS)


def _onward_buttons(
    viewer: Viewer, view: LookupView, shown: Sequence[Phrase], pages: int
) -> tuple[c.Button, ...]:
    say = viewer.say
    more = replace(view, page=(view.page + 1) % pages, shown=())
    fills = gap_names(text for _, text in wordings_of(viewer, view, shown))
    filling = (c.Button(say("gap.fill"), FILL, view.encode(), form=True, in_place=True),) if fills else ()
    others = (*filling, c.Button(say("found.others"), OTHERS, view.encode()))
    onward = c.Button(say("found.more"), SHOW, more.encode(), c.Tone.PRIMARY)
    boundary = c.Button(say("boundary.open"), BOUNDARY, view.channel)
    first = (boundary,) if view.situation == ABUSE else ()
    return (*first, *others) if pages == 1 else (*first, onward, *others)


def _channel_choice(viewer: Viewer, view: LookupView) -> tuple[c.Element, ...]:
    views = [replace(view, channel=channel, page=0, shown=()) for channel in CHANNELS]
    if view.fill:  # more than an option carries, but a button does
        others = [v for v in views if v.channel != view.channel]
        buttons = (c.Button(viewer.facet(v.channel) or v.channel, CHANNEL, v.encode()) for v in others)
        return (c.Note(viewer.say("found.channel")), c.Buttons(tuple(buttons)))
    options = tuple(c.Option(viewer.facet(v.channel) or v.channel, v.encode()) for v in views)
    here = replace(view, page=0, shown=()).encode()
    return (c.Choice(CHANNEL, viewer.say("found.channel"), options, selected=here),)


def _situation_choice(viewer: Viewer, first: str, channel: str = "phone", industry: str = "") -> c.Choice:
    situations = viewer.book.situations
    values = values_for(situations, LookupView("", channel, industry, first=first))
    options = tuple(
        c.Option(viewer.pick(s.name), value, viewer.pick(s.when))
        for s, value in zip(situations.values(), values, strict=True)
    )
    return c.Choice(SHOW, viewer.say("menu.situations"), options)


def _situation_button(viewer: Viewer, view: LookupView) -> c.Button:
    return c.Button(viewer.situation(view.situation), SHOW, view.encode())


def _situation_line(viewer: Viewer, situation: Situation) -> str:
    return f"**{viewer.pick(situation.name)}** · {viewer.pick(situation.when)}"


def _without(view: LookupView, chosen: str) -> tuple[str, ...]:
    ids: Iterable[str] = (view.situation, *view.others)
    return tuple(i for i in ids if i != chosen)[:3]


def _saving(
    viewer: Viewer, view: LookupView, shown: Sequence[Phrase], views: Sequence[str]
) -> tuple[c.Element, ...]:
    # Choosing leaves the card as it is. `views` has for each phrase the view that its option carries.
    asked = Viewer(viewer.book, view.first)
    spoken = (viewer.spoken(phrase.text, phrase.forms, view.channel) for phrase in shown)
    texts = [" ".join(c.plain(asked.said(text)).split()) for text in spoken]
    label = viewer.say("found.save")
    if view.fill:  # as above; what is saved is the phrase, with its gaps
        buttons = tuple(
            c.Button(c.clip(text, c.LABEL), SAVE, encode_saving(phrase.id, view.encode()))
            for phrase, text in zip(shown, texts, strict=True)
        )
        return (c.Note(label), c.Buttons(buttons))
    options = tuple(
        c.Option(c.clip(text, LONGEST_LABEL), encode_saving(phrase.id, value))
        for phrase, text, value in zip(shown, texts, views, strict=False)
    )
    return (c.Choice(SAVE, label, options),)


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
