"""What is no word in a text neither adds meaning nor hides it, for the look-up and for the detector alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Answer, Command, Person, Role
from bot.core.wordless import ANGRY, CRYING, faces, unescaped, words_alone
from bot.features.lookup.text import words
from bot.features.safety.reading import read
from bot.wiring.calma import Calma
from tests.build import ready
from tests.growth import IN_PROPORTION, growth

SIGNS = (
    *(
        "555-123-4567",
        "(555) 123-4567",
        "+52 55 1234 5678",
        "5551234567",
        "555.123.4567 ext. 204",
        "tel: 4455-6677",
    ),
    *("4242 4242 4242 4242", "(ref. 8812)", "ext. 22", "id=8812", "2026-11-30"),
    *("factura.pdf", "IMG_0012.jpg", "C:\\Users\\ana\\kill.txt", "/t/8812", "Fwd: Re:", "ORD-2024-00017"),
    *("INC0012345", "TKT-4821", "#48213", "48213", "ORD-2291-A", "123e4567-e89b-12d3-a456-426614174000"),
    *(
        "amazon.com",
        "shop.example.co.uk/kill-me?x=1",
        "tienda.com.mx",
        "https://example.com/die",
        "www.acme.io",
    ),
    *("ana.b@example.com", "<@U1>", "<@U02ABC|ana>", "<#C1|complaints>", "<!here>", "<!date^1^{date}|kill>"),
    *(":bank:", ":package:", ":hospital:", ":+1:", ":wave::skin-tone-3:", ":fire:", "🏦", "👍🏽", "&nbsp;"),
    *("<https://example.com/a>", "<mailto:a@example.com|a@example.com>", ":knife_fork_plate:", "::", "🙂"),
)


FIGURES = (
    *("12:30", "10/12/2026", "$1,234.50", "1.234,50 €", "20%", "x2", "48h", "v2.3.1", "@ana"),
    *("1Z999AA10123456784", "10:30:15"),
)


@pytest.mark.parametrize("sign", FIGURES)
@pytest.mark.parametrize("said", ["is crying", "insulta", "delivery is late", "amenaza con demandar"])
def test_a_figure_beside_what_happens_changes_nothing(said: str, sign: str) -> None:
    finder = ready().finder
    plain = finder.find(said)
    for text in (f"{said} {sign}", f"{sign} {said}"):
        found = finder.find(text)
        assert (found.matches, found.sure, found.facets) == (plain.matches, plain.sure, plain.facets), text


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("said", ["he is yelling", "me está insultando"])
def test_a_sign_beside_what_happens_changes_nothing(said: str, sign: str) -> None:
    finder = ready().finder
    for text in (f"{said} {sign}", f"{sign} {said}"):
        assert words(text) == words(said), text
        assert read(text).words == read(said).words, text
        found, plain = finder.find(text), finder.find(said)
        assert (found.matches, found.sure, found.facets) == (plain.matches, plain.sure, plain.facets), text


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_hides_no_danger_and_is_none(sign: str) -> None:
    finder = ready().finder
    for said in ("he says he will kill himself", "me dijo que se quiere matar", "asks for a refund"):
        assert finder.find(f"{said} {sign}").safety == finder.find(said).safety, said
    assert finder.find(sign).safety is None


@pytest.mark.parametrize(
    ("command", "typed"),
    [
        ("calm", "help"),
        ("drill", "me"),
        ("drill", "groups"),
        ("drill", "gritos"),
        ("drill", "roleplay pharmacy"),
    ],
)
@pytest.mark.parametrize("sign", ["+52 55 1234 5678", "#A-12345", "ana@example.com", "<@U1>", ":bank:"])
async def test_a_sign_beside_a_keyword_or_a_topic_leaves_it_what_it_is(
    house: Calma, command: str, typed: str, sign: str
) -> None:
    ana = Person("T1", "slack", "U-signs", "en", Role.ADMIN)
    titles = set()
    for text in (typed, f"{typed} {sign}"):
        reply = await house.desk.answer(Command(ana, command, text))
        assert isinstance(reply, Answer)
        titles.add(reply.card.summary)
    assert len(titles) == 1


async def test_what_only_reads_is_answered_as_often_as_it_is_asked(house: Calma) -> None:
    ana = Person("T1", "slack", "U-twice", "en", Role.ADMIN)
    for command, text in (("calm", "team"), ("calm", "groups"), ("drill", "schedules")):
        for _ in range(2):
            reply = await house.desk.answer(Command(ana, command, text, request=f"r {text}"))
            assert isinstance(reply, Answer)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("call 911 now", "call 911 now"),
        ("911 911 911", "911 911 911"),
        ("text 988 or 116123", "text 988 or 116123"),
        ("gave 2 warnings, 3 weeks, 24/7, 1500 pesos", "gave 2 warnings 3 weeks 24 7 1500 pesos"),
        ("has 10000 followers since 2019", "has 10000 followers since 2019"),
        ("at 10:30:45 he left", "at he left"),
        ("asks to call.me back, stop.it", "asks to call me back stop it"),
        ("order #4421 never arrived", "order never arrived"),
        ("pedido 99812 no llega", "pedido no llega"),
        ("re:refund:late", "re refund late"),
        ("is shouting:rage:", "is shouting"),
        ("<https://example.com/x|the refund page> is down", "the refund page is down"),
        ("AT&amp;T &lt;3 don&#39;t", "at t 3 dont"),
        ("kill &copy that &notes", "kill copy that notes"),
    ],
)
def test_what_says_something_stays(typed: str, read_as: str) -> None:
    assert " ".join(words(typed)) == read_as


@pytest.mark.parametrize("typed", ["su1c1d10", "k1ll mys3lf", "m4745"])
def test_figures_that_hide_a_word_are_no_reference(typed: str) -> None:
    assert read(typed).words == typed.split()


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        *(("he has a 🔪", "violence"), ("he has a :hocho:", "violence"), ("he has a :gun:", "violence")),
        *((":suicide:", "self-harm"), ("tiene una 🔫", "violence"), ("tiene una :gun:", "violence")),
    ],
)
def test_pictures_of_weapons_say_what_they_show_by_either_name(typed: str, kind: str) -> None:
    sign = ready().finder.find(typed).safety
    assert sign is not None
    assert sign.kind.value == kind


@pytest.mark.parametrize(
    "typed", ["cut my bill 🔪", "cut my bill :hocho:", "corten mi factura 🔪", "this deal is :fire:"]
)
def test_a_picture_alone_makes_no_danger(typed: str) -> None:
    assert ready().finder.find(typed).safety is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        *(
            ("😡", (ANGRY,)),
            ("🤬🤬🤬", (ANGRY,)),
            ("😠", (ANGRY,)),
            (":rage:", (ANGRY,)),
            (":angry:", (ANGRY,)),
        ),
        *(
            (":face_with_symbols_on_mouth:", (ANGRY,)),
            ("&gt;:(", (ANGRY,)),
            (":sob:", (CRYING,)),
            ("😢", (CRYING,)),
        ),
        *(
            (":'(", (CRYING,)),
            ("😡 😭 :rage:", (ANGRY, CRYING)),
            ("🙂 :+1: :hospital: (:", ()),
            ("10:30", ()),
        ),
    ],
)
def test_faces_say_what_they_show(typed: str, says: tuple[str, ...]) -> None:
    assert faces(typed) == says


@pytest.mark.parametrize(
    ("typed", "situation"),
    [
        *(("😡", "calming-opener"), ("customer :rage:", "calming-opener"), ("cliente 🤬", "calming-opener")),
        *(("😭", "empathy"), ("clienta :sob:", "empathy"), (":bank: 😡", "calming-opener")),
        *(("is crying 😡", "empathy"), ("amenaza con demandar 😡", "legal-threat")),  # words go before faces
    ],
)
def test_a_face_counts_where_the_words_say_nothing(typed: str, situation: str) -> None:
    result = ready().finder.find(typed)
    assert result.confident
    assert result.nearest[0] == situation


def test_entities_are_undone_once() -> None:
    assert unescaped("&amp;lt; &lt;b&gt; R&D; &foo; &#10;x") == "&lt; <b> R&D; &foo;  x"


@given(st.text(alphabet="a1.@:#-/ <>|&;_+()", max_size=60))
def test_any_text_is_read_and_never_grows_without_bound(text: str) -> None:
    assert len(words_alone(text)) <= 3 * len(text)


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "a.", "a1", ":a", "<@u", "1-", "#", "a-1", "tel ", "&a", "id 1"]
)
def test_it_takes_time_in_proportion(piece: str) -> None:
    assert growth(lambda size: words_alone(unescaped(piece * (size // len(piece)))), 10_000) < IN_PROPORTION
