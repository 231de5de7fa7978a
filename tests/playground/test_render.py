"""A card as HTML: what a screen reader and a browser make of it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html.parser import HTMLParser

from hypothesis import given

from bot.core import card as c
from bot.core.written import decimal
from bot.playground.render import html
from tests import plots

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


def test_text_may_be_bold_and_nothing_else() -> None:
    assert shown(c.Text("**Ask:** `/calm`")) == "<p><strong>Ask:</strong> `/calm`</p>"
    assert shown(c.Note("an **aside**")) == '<p class="note">an <strong>aside</strong></p>'


def test_a_quote_shows_what_was_typed_as_it_is() -> None:
    found = shown(c.Quote("You wrote:", "**not bold** `nor code`"))
    assert found == '<p class="quote">You wrote: <q dir="auto">**not bold** `nor code`</q></p>'


def test_a_phrase_stands_in_each_language_in_the_order_given_with_its_cue() -> None:
    found = shown(
        c.PhraseBlock((c.PhraseLine("es", "Le escucho."), c.PhraseLine("en", "I'm listening.")), "Slowly.")
    )
    assert found.index('<p class="wording" lang="es">Le escucho.</p>') < found.index('lang="en"')
    assert '<p class="wording" lang="en">I&#x27;m listening.</p>' in found
    assert '<span data-word="language.es">ES</span>' in found
    assert found.count("data-copy") == 2
    assert found.endswith('<p class="cue">Slowly.</p></div>')


def test_a_phrase_without_a_cue_has_none() -> None:
    assert "cue" not in shown(c.PhraseBlock((c.PhraseLine("en", "I'm here."),)))


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
        c.Note(NASTY),
        c.Quote(NASTY, NASTY),
        c.PhraseBlock((c.PhraseLine(NASTY, NASTY),), NASTY),
        c.Choice(NASTY, NASTY, (option,), NASTY),
        c.Buttons((c.Button(NASTY, NASTY, NASTY),)),
        c.Divider(),
        c.Table((NASTY, NASTY), ((NASTY,), (NASTY, NASTY, NASTY))),
        c.Chart(NASTY, (NASTY,), (1,), 2),
        c.Plot(NASTY, (NASTY,), (c.Series(NASTY, (1,)), c.Series(NASTY, (2,))), NASTY, NASTY),
        c.Plot(NASTY, (NASTY,), (c.Series(NASTY, (1,)), c.Series(NASTY, (2,))), NASTY, NASTY, lines=False),
    )
    found = html(c.Card(NASTY, elements, NASTY))
    reader = read(found)
    assert "script" not in reader.tags
    assert SAFE in found
    assert reader.open == []


def test_a_button_says_that_a_form_opens() -> None:
    found = shown(c.Buttons((c.Button("Add a note", "room.note", form=True),)))
    assert '<button type="button" aria-haspopup="dialog" data-action="room.note"' in found


def test_a_table_has_headings_and_aligns_its_numbers() -> None:
    found = shown(c.Table(("Group", "Took part"), (("Night **shift**", "12"), ("Chat", "–"))))
    assert '<th scope="col" role="columnheader">Group</th>' in found
    assert '<th scope="col" role="columnheader" class=number>Took part</th>' in found
    assert '<td role="cell" data-heading="Group">Night <strong>shift</strong></td>' in found
    assert '<td role="cell" data-heading="Took part" class=number>12</td>' in found
    assert 'class="table"' in found


def test_a_table_too_wide_for_a_phone_says_so() -> None:
    assert 'class="table wide"' in shown(c.Table(("1", "2", "3", "4"), ()))


def test_rows_may_be_shorter_or_longer_than_the_headings() -> None:
    found = shown(c.Table(("A", "B"), (("1",), ("1", "2", "3"))))
    assert found.count("<td") == 5
    assert read(found).open == []


def test_a_chart_is_a_table_of_numbers_with_bars_for_the_eye() -> None:
    found = shown(c.Chart("Tension", ("Start", "End"), (62, 18.25), 100))
    assert '<figcaption>Tension <span class="scale">0–100</span></figcaption>' in found
    assert 'aria-label="Tension, 0–100"' in found
    assert '<th scope="row" role="rowheader">Start</th>' in found
    assert found.count('<svg class="bar" aria-hidden="true"') == 2
    assert '<rect class="part" width="62.0%"' in found
    assert '<span class="number">62</span>' in found
    assert '<span class="number">18.2</span>' in found


def test_a_chart_writes_numbers_as_its_language_does() -> None:
    found = shown(c.Chart("Tensión", ("Inicio",), (7.5,), 10), language="es")
    assert '<span class="number">7.5</span>' in found


def test_a_chart_of_what_is_not_known_exactly_has_words_in_place_of_numbers() -> None:
    found = shown(c.Chart("Load", ("Mon",), (65,), 100, words=("under <45>",)))
    assert '<span class="number">under &lt;45&gt;</span>' in found
    assert '<rect class="part" width="65.0%"' in found


def test_a_bar_stays_within_its_chart() -> None:
    found = shown(c.Chart("Odd", ("a", "b"), (-5, 250), 100), c.Chart("None", ("a",), (1,), 0))
    assert [part.split("%")[0] for part in found.split('class="part" width="')[1:]] == ["0.0", "100.0", "0.0"]


def table(found: str) -> list[list[str]]:
    """Returns the rows of the one table in a card."""
    page = found.replace(" class=number", "").replace(" open>", ">")  # which is HTML, but not XML
    [whole] = ET.fromstring(f"<card>{page}</card>").iter("table")
    return [["".join(cell.itertext()) for cell in row] for row in whole.iter("tr")]


def test_a_plot_is_a_picture_what_it_shows_and_a_table_of_all_its_figures() -> None:
    found = shown(plots.TIMES)
    assert found.count('role="img"') == 2  # a wide one and a narrow one, of which one is shown
    assert f"<figcaption>{plots.TIMES.title}</figcaption>" in found
    assert f'<p class="note">{plots.TIMES.finding}</p>' in found
    assert '<details><summary data-word="edge.figures">' in found
    assert table(found)[0] == ["", "All groups", "Night shift"]
    assert table(found)[3:5] == [["Sep 21", "44%", "—"], ["Sep 28", "—", "—"]]
    assert table(shown(plots.TIMES, language="es"))[2] == [
        "Sep 14",
        "45.5%",
        "31%",
    ]
    assert "style=" not in found


@given(plots.any_plot | plots.whole_plots())
def test_the_table_of_any_plot_is_true_to_it(plot: c.Plot) -> None:
    found = html(c.Card("x", (plot,)))
    assert read(found).open == []
    rows = table(found)[1:]
    assert len(rows) == len(plot.labels)
    for number, row in enumerate(rows):
        values = [one.values[number] if number < len(one.values) else None for one in plot.series]
        assert row[1:] == ["—" if value is None else f"{decimal(value, 'en')}{plot.unit}" for value in values]


def test_a_plot_without_a_figure_shows_its_table_at_once() -> None:
    found = shown(c.Plot("Nothing yet", ("Nov 2",), (c.Series("All", (None,)),), "No figure yet."))
    assert "svg" not in found
    assert "<details open>" in found


class Reader(HTMLParser):
    """Notes the tags it meets, what they carry, and which of them are still open."""

    EMPTY = frozenset({"hr", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.met: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.met.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(found: str) -> Reader:
    """Returns what stands in `found`, read as a browser reads it."""
    reader = Reader()
    reader.feed(found)
    return reader


def test_counts_are_out_of_nothing() -> None:
    found = shown(c.Chart("A week", ("Nov 9", "Nov 16"), (17, 3)))
    assert "<figcaption>A week</figcaption>" in found
    assert 'aria-label="A week"' in found
    assert '<span class="number">17</span>' in found
    assert "/ 17" not in found
