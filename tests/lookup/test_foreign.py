"""A text in a language that nothing is written in is no gap in the phrasebook: it is not stored as a miss."""

from __future__ import annotations

import pytest

from bot.core.safety import SafetyKind
from tests.build import ready
from tests.harness import Agent, Harness

FOREIGN = (
    *("onde está o meu pedido, ele não chegou ainda", "où est ma commande, je ne l'ai pas reçue"),
    *("wo ist meine Bestellung", "voglio sapere dove è il mio ordine, non è arrivato", "waar is mijn pakket"),
    *("где мой заказ", "我的订单在哪里", "أين طلبي", "이 주문은 어디에 있나요"),
)
OURS = (
    *(
        "printer toner blorf",
        "the wug is on fire sale",
        "hat order late",
        "el blorf no sirve",
        "EST shipping",
    ),
    *(
        "pour over coffee maker",
        "bin store",
        "MIT license question",
        "mon 9am slot",
        "señor de la wug",
        "😀😀",
    ),
)


@pytest.mark.parametrize("text", FOREIGN)
def test_a_text_in_another_language_is_known_as_such(text: str) -> None:
    assert ready().finder.is_foreign(text)


@pytest.mark.parametrize("text", OURS)
def test_a_text_that_nothing_fits_is_not_foreign_for_that(text: str) -> None:
    assert not ready().finder.is_foreign(text)


async def test_only_what_somebody_here_could_mend_is_stored_as_a_miss() -> None:
    app = Harness()
    ana = Agent(app)
    for text in ("ich weiß nicht, er ist so komisch und sagt nichts", "blorf the wug"):
        await ana.types(text)
        assert ana.title != "A life may be at risk"
    assert [each.text for each in app.calma.misses._waiting] == ["blorf the wug"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ele vai se matar", SafetyKind.SELF_HARM),
        ("quero morrer", SafetyKind.SELF_HARM),
        ("je veux mourir", SafetyKind.SELF_HARM),
        ("il veut se tuer", SafetyKind.SELF_HARM),
        ("er will sich umbringen", SafetyKind.SELF_HARM),
        ("Selbstmord", SafetyKind.SELF_HARM),
        ("voglio uccidermi", SafetyKind.SELF_HARM),
        ("ik wil dood", SafetyKind.SELF_HARM),
        ("il y a une bombe", SafetyKind.BOMB),
        ("es gibt eine Bombe", SafetyKind.BOMB),
        ("je vais vous tuer", SafetyKind.VIOLENCE),
        ("ich werde dich töten", SafetyKind.VIOLENCE),
        ("Hilfe, er blutet", SafetyKind.MEDICAL),
        ("au secours", SafetyKind.MEDICAL),
        ("aiuto", SafetyKind.MEDICAL),
    ],
)
async def test_the_plainest_words_of_danger_in_five_more_languages_show_the_line(
    text: str, kind: SafetyKind
) -> None:
    app = Harness()
    ana = Agent(app)
    await ana.types(text)
    sign = ready().finder.find(text).safety
    assert sign
    assert sign.kind is kind
    assert "safety.show" in ana.actions
    assert not app.calma.misses._waiting
