"""What is noticed in a text before anything is looked up, and what only sounds like danger."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.phrasebook import Additions
from bot.core.safety import SafetyKind, SafetyLevel, SafetySign
from bot.features.lookup.finder import Finder, as_json, as_text
from bot.features.safety.detector import STEP, WHOLE, WINDOW, Detector
from bot.features.safety.patterns import MOST, PatternSet, parse
from bot.features.safety.reading import LONGEST, read
from bot.features.safety.signs import SafetySigns, SignRules
from bot.wiring.calma import Calma

CARDS = {
    SafetyKind.SELF_HARM: (
        "caller is suicidal",
        "dice que se va a matar si le cortan la luz",
        "he wants to end it all, he has pills in front of him",
        "tell my kids i love them, goodbye",
        "amenaza con quitarse la vida",
        "se kiere matar",
        "client is sucidal",
        "she took the whole bottle of pills, said goodbye to everyone",
        "quiere acabar con todo esta noche, no le ve sentido a la vida",
        "caller says ya no quiere vivir and hung up",
        "mejor me quito de en medio",
        "está parada en el puente y dice que va a saltar",
        "suicidio",
        "I WANT TO DIE",
        "q hago si un cliente se kiere suicidar",
    ),
    SafetyKind.VIOLENCE: (
        "he knows where i live",
        "i'm going to come down there and shoot every one of you",
        "te voy a romper la cara cuando salgas",
        "sé a qué hora sales",
        "customer threatened to kill me",
        "amenaza con quemar la sucursal",
        "viene con una pistola",
        "he followed our driver home",
        "le sacó un cuchillo al cajero",
        "death threat",
        "los voy a matar a todos",
    ),
    SafetyKind.BOMB: (
        "bomb threat",
        "puse algo en su edificio, tienen diez minutos para salir",
        "there is a bomb in your building",
        "dejaron una mochila sospechosa en la sucursal",
        "amenaza de bomba",
        "he says he will blow up the branch at noon",
        "va a explotar a las cinco, saquen a todos",
    ),
    SafetyKind.MEDICAL: (
        "my chest feels tight and my left arm is numb",
        "no respira",
        "huele a gas",
        "caller is having a heart attack",
        "la señora se desmayó y no contesta",
        "her baby swallowed a battery",
        "he fell down the stairs and can't get up",
        "se le rompió la fuente y está sola",
        "smells like gas in her kitchen",
        "le está dando un infarto",
        "customer is having a seizure",
        "oxygen machine and the power is out",
    ),
    SafetyKind.THIRD_PARTY_ABUSE: (
        "i can't talk, he's here",
        "su marido la golpea",
        "she whispered that her husband hits her",
        "no puedo hablar, él está aquí, haga como que es de la luz",
        "a little kid says her dad hits her",
        "el hijo le quita la pensión a la abuelita",
        "he won't let me leave the house, he took my phone",
        "los niños están solos y no han comido",
        "heard a woman screaming stop hitting me in the background",
    ),
    SafetyKind.SEXUAL_HARASSMENT: (
        "he asked me what i'm wearing",
        "me pide fotos desnuda",
        "customer keeps asking me out on a date",
        "acoso sexual de un cliente",
        "he sent me a dick pic",
        "me dice mamacita y que le mande una foto",
    ),
    SafetyKind.HATE: (
        "go back to your country",
        "me dijo negro de mierda",
        "racial slur",
        "no quiere que lo atienda una venezolana, dice que somos ladrones",
        "he called me a faggot",
        "se burla de mi acento y me dice sudaca",
    ),
    SafetyKind.AGENT_DISTRESS: (
        "my hands are shaking after that call",
        "no aguanto más",
        "quiero renunciar",
        "estoy temblando después de esa llamada",
        "i can't stop crying after that call",
        "me dio un ataque de pánico en el turno",
        "i dread every shift, i'm burnt out",
        "no doy más, lloro en el baño",
    ),
}
NO_CARD = (
    "suicide squad dvd never arrived",
    "bomba de agua no enciende",
    "gun safe order is late",
    "shoot me an email",
    "kill the subscription",
    "me muero de hambre",
    "me muero por probarlo",
    "no es que se quiera matar, está enojado",
    "la actualización fue una bomba",
    "fire the manager",
    "gas bill is too high",
    "stroke of luck",
    "baby monitor has no sound",
    "they abused my card",
    "drop dead gorgeous dress",
    "overdose vitamin refund",
    "me quiere demandar",
    "threatens to leave a bad review",
    "amenaza con irse a la competencia",
    "bath bomb arrived broken",
    "pistola de silicón no calienta",
    "se me murió el celular",
    "se cortó la llamada",
    "casi me da un infarto cuando vi la factura",
    "washing machine shakes",
    "wants to cancel the account today",
    "no puede pagar este mes",
    "customer is drunk",
    "won't give his date of birth",
    "no contesta nadie en la línea",
    "her mother died in march, she wants to close the line",
    "mi suegra murió y quieren cerrar la cuenta",
    "yelling at me",
    "customer keeps interrupting",
    "where is my order",
    "capital of mongolia",
)
CRISES = [(kind, text) for kind, texts in CARDS.items() for text in texts]
LIFE = tuple(SafetyKind)[:5]
LINES = [text for kind, text in CRISES if kind in LIFE]


@pytest.fixture(scope="module")
def detector(house: Calma) -> Detector:
    """The detector of the shipped phrasebook."""
    safety = house.finders.shipped._safety
    assert isinstance(safety, Detector)
    return safety


@pytest.mark.parametrize(("kind", "text"), CRISES)
def test_it_is_seen_what_it_is(detector: Detector, kind: SafetyKind, text: str) -> None:
    assert (detector.detect(text) or ())[:2] == (kind, SafetyLevel.CARD)


@pytest.mark.parametrize("text", NO_CARD)
def test_what_only_sounds_like_it_gets_no_card(detector: Detector, text: str) -> None:
    sign = detector.detect(text)
    assert sign is None or sign.level is SafetyLevel.LINE


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_answered(detector: Detector, text: str) -> None:
    sign = detector.detect(text)
    assert sign is None or (sign.kind in SafetyKind and sign.level in SafetyLevel)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(LINES),
    st.lists(st.integers(0, 60), max_size=12),
    st.sampled_from("\u200b\u200d\u2060\ufeff\u00ad"),
)
def test_letters_that_nobody_sees_hide_nothing(
    detector: Detector, text: str, places: list[int], mark: str
) -> None:
    hidden = text
    for place in places:
        place %= len(hidden) + 1
        hidden = hidden[:place] + mark + hidden[place:]
    assert detector.detect(hidden) == detector.detect(text)


@pytest.mark.parametrize("text", LINES)
def test_neither_do_capitals_nor_wide_letters(detector: Detector, text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    for written in (text.upper(), wide, f"#chat {text}", f"{text} #phone", f'"{text}"'):
        sign = detector.detect(written)
        assert sign is not None
        assert sign[:2] == (detector.detect(text) or ())[:2]


@pytest.mark.parametrize(
    "text",
    [
        "s u i c i d i o",
        "k.i.l.l. m.y.s.e.l.f.",
        "I w a n t t o d i e",
        "suіcіdе",  # Cyrillic letters among them
        "su1c1d3",
        "quieromorir",
        "killmyself",
        "ｓｕｉｃｉｄｅ",
        "suuuuicide",
        "𝐬𝐮𝐢𝐜𝐢𝐝𝐞",
    ],
)
def test_however_it_is_written(detector: Detector, text: str) -> None:
    assert (detector.detect(text) or ())[:2] == (SafetyKind.SELF_HARM, SafetyLevel.CARD)


USUAL = (
    "Good afternoon, I am writing about invoice 4471, which was charged twice in October. ",
    "El paquete llegó el martes y la caja venía abierta, adjunto dos fotos del contenido. ",
    "The technician came on Thursday and changed the router, and the speed is the same. ",
    "Quisiera saber en cuántos días se refleja el reembolso en mi tarjeta de crédito. ",
)


@pytest.mark.parametrize(
    "text", ["I am going to kill myself tonight.", "Me voy a suicidar esta noche, adiós."]
)
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_paste_of_forty_thousand_letters_is_read_to_its_end(
    detector: Detector, text: str, share: float
) -> None:
    usual = "".join(USUAL) * (40_000 // len("".join(USUAL)))
    place = usual.rfind(". ", 0, max(2, int(len(usual) * share))) + 2 if share else 0
    assert detector.detect(usual) is None
    assert detector.detect(f"{usual[:place]} {text} {usual[place:]}") == SafetySign(
        SafetyKind.SELF_HARM, SafetyLevel.CARD
    )


def test_a_long_letter_is_judged_part_by_part(detector: Detector) -> None:
    words = " ".join(f"word{i}" for i in range(1_000))
    windows = list(detector._windows(read(words)))
    assert all(len(window) <= WHOLE for window in windows)
    assert len(windows) <= math.ceil(1_000 / STEP)
    seen = {word.word for window in windows for word in window}
    assert len(seen) == 1_000  # no word is passed over
    assert WINDOW > STEP  # and what stands on an edge stands whole in the next one


def test_no_part_of_a_pattern_is_looked_at_without_end() -> None:
    spots = {"A": [(i, i + 1) for i in range(MOST)], "B": [(i, i + 1) for i in range(MOST)]}
    patterns = PatternSet([parse("A B A B A B"), parse("ANY A B A B")])
    assert len(list(patterns.matches(spots))) <= 2
    assert all(len(word) <= LONGEST for word in read("a*" * 50_000 + "b" * 50_000).words)


def test_where_nothing_is_learnt_the_rules_alone_notice() -> None:
    """A phrasebook without what was learnt, or with a file of it that is broken, marks no ordinary text."""
    rules = {SafetyKind.BOMB: SignRules(card=("bomb",), line=("boom",), soft=("bath",))}
    unlearnt = Detector(SafetySigns({}, rules))
    assert unlearnt.detect("there is a bomb in the lobby") == SafetySign(SafetyKind.BOMB, SafetyLevel.CARD)
    for figurative in ("boom, and the line was dead", "my bath bomb never came"):
        assert unlearnt.detect(figurative) == SafetySign(SafetyKind.BOMB, SafetyLevel.LINE)
    assert unlearnt.detect("where is my parcel") is None


def test_a_teams_own_trigger_does_not_outweigh_a_life(house: Calma) -> None:
    shipped = house.finders.shipped
    crisis = "caller is suicidal"
    own = Additions(triggers={"yelling": {"en": (crisis,)}})
    finder: Finder = shipped.with_book(shipped.book.with_added(own))
    result = finder.find(crisis)
    assert result.safety == SafetySign(SafetyKind.SELF_HARM, SafetyLevel.CARD)
    assert not result.confident
    assert result.situation is None
    assert result.phrases == ()
    # And whoever says that it isn't that gets the ordinary answer.
    assert result.ordinary is not None
    assert result.ordinary.confident
    assert result.ordinary.situation is not None
    assert result.ordinary.situation.id == "yelling"
    assert result.ordinary.safety is None


def test_scripts_see_it_too(house: Calma) -> None:
    finder = house.finders.shipped
    assert '"safety": {"kind": "self-harm", "level": "card"}' in as_json(finder.find("caller is suicidal"))
    assert '"safety": null' in as_json(finder.find("yelling at me"))
    assert as_text(finder.find("caller is suicidal")).startswith("self-harm card  unsure")
