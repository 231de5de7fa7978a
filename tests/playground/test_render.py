"""A card as HTML: what a screen reader and a browser make of it."""

from __future__ import annotations

from html.parser import HTMLParser

from bot.coach import card as c
from bot.playground.render import html

NASTY = "<script>alert('hi')</script> & \"more\""
SAFE = "&lt;script&gt;alert(&#x27;hi&#x27;)&lt;/script&gt; &amp; &quot;more&quot;"


def shown(*elements: c.Element, summary: str = "A card", language: str = "en") -> str:
    """Returns the inside of a card with these elements."""
    found = html(c.Card(summary, elements, language))
    start = f'<article class="card" lang="{language}" aria-label="{summary}">'
    assert found.startswith(start)
    assert found.endswith("</article>")
    return found.removeprefix(start).removesuffix("</article>")


def test_a_card_is_an_article_in_its_own_language() -> None:
    assert shown(language="es", summary="Gritos") == ""


def test_the_summary_is_read_out_without_marks() -> None:
    assert 'aria-label="Say it slowly"' in html(c.Card("Say it **slowly**", ()))


def test_the_first_heading_is_the_cards_own() -> None:
    found = shown(c.Heading("Yelling", "sure"), c.Heading("Also"))
    assert '<h2 tabindex="-1">Yelling <span class="badge">sure</span></h2>' in found
    assert '<h3 tabindex="-1">Also</h3>' in found


def test_text_may_be_bold_and_may_name_a_command() -> None:
    assert shown(c.Text("**Ask:** `/calm`")) == "<p><strong>Ask:</strong> <code>/calm</code></p>"
    assert shown(c.Note("an **aside**")) == '<p class="note">an <strong>aside</strong></p>'


def test_a_quote_shows_what_was_typed_as_it_is() -> None:
    found = shown(c.Quote("You wrote:", "**not bold** `nor code`"))
    assert found == '<p class="quote">You wrote: <q dir="auto">**not bold** `nor code`</q></p>'


def test_a_phrase_stands_in_each_language_in_the_order_given_with_its_cue() -> None:
    found = shown(c.Phrase((c.Line("es", "Le escucho."), c.Line("en", "I'm listening.")), "Slowly."))
    assert found.index('<p class="wording" lang="es">Le escucho.</p>') < found.index('lang="en"')
    assert '<p class="wording" lang="en">I&#x27;m listening.</p>' in found
    assert '<span data-word="language.es">ES</span>' in found
    assert found.count("data-copy") == 2
    assert found.endswith('<p class="cue">Slowly.</p></div>')


def test_a_phrase_without_a_cue_has_none() -> None:
    assert "cue" not in shown(c.Phrase((c.Line("en", "I'm here."),)))


def test_buttons_carry_action_value_and_tone() -> None:
    buttons = (c.Button("More", "room.more", "2", c.Tone.PRIMARY), c.Button("End", "room.end"))
    assert shown(c.Buttons(buttons)) == (
        '<div class="buttons">'
        '<button type="button" class="primary" data-action="room.more" data-value="2">More</button>'
        '<button type="button" data-action="room.end" data-value="">End</button></div>'
    )


def test_a_choice_is_a_labelled_select_that_shows_what_is_chosen() -> None:
    options = (c.Option("Phone", "phone"), c.Option("Chat", "chat", "Written"))
    found = shown(c.Choice("room.channel", "Channel", options, selected="chat"))
    assert '<label><span>Channel</span> <select data-action="room.channel">' in found
    assert '<option value="chat" title="Written" selected>Chat</option>' in found
    assert "playground.choose" not in found


def test_a_choice_of_which_nothing_is_chosen_says_so() -> None:
    for selected in ("", "gone since"):
        found = shown(c.Choice("room.channel", "Channel", (c.Option("Phone", "phone"),), selected))
        assert '<option value="" disabled selected data-word="playground.choose">' in found
        assert '<option value="phone">Phone</option>' in found


def test_a_divider_is_a_line() -> None:
    assert shown(c.Divider()) == "<hr>"


def test_nothing_that_was_typed_becomes_markup() -> None:
    option = c.Option(NASTY, NASTY, NASTY)
    elements = (
        c.Heading(NASTY, NASTY),
        c.Text(f"**{NASTY}**"),
        c.Note(f"`{NASTY}`"),
        c.Quote(NASTY, NASTY),
        c.Phrase((c.Line(NASTY, NASTY),), NASTY),
        c.Choice(NASTY, NASTY, (option,), NASTY),
        c.Buttons((c.Button(NASTY, NASTY, NASTY),)),
        c.Divider(),
    )
    found = html(c.Card(NASTY, elements, NASTY))
    reader = Reader()
    reader.feed(found)
    assert "script" not in reader.tags
    assert SAFE in found
    assert reader.open == []


class Reader(HTMLParser):
    """Notes the tags it meets and which of them are still open."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag != "hr":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
