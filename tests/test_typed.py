"""What people type reaches what they meant, in any command, and a guess is told as one."""

from __future__ import annotations

import pytest

from bot.core.chat import Role
from tests.harness import Actor, Harness

WELCOME, THANKED, HELP = (
    ("Hi, I'm Calma", "Hola, soy Calma"),
    ("Any time", "Con gusto"),
    ("How Calma helps", "Cómo ayuda Calma"),
)
START = ("Calma: what's going on?", "Calma: ¿qué está pasando?")
MENU, DANGER = (
    ("What's going on?", "¿Qué está pasando?"),
    ("Someone may be in danger", "Alguien puede estar en peligro"),
)
BOUNDARY, CARE = (
    ("Boundary · first warning", "Límite · primer aviso"),
    ("Around a hard shift", "Alrededor de un turno difícil"),
)
CHECKIN, DRILLS = ("Not switched on here", "Aquí no está activado"), ("Your drills", "Sus prácticas")
UNSURE = (
    "I'm not sure what's happening there. These come closest",
    "No me queda claro qué está pasando. Lo más cercano",
)
UNKNOWN = ("I have no questions on that", "No tengo preguntas sobre eso")
EVERYWHERE = ("calm", "drill", "checkin")


@pytest.fixture(scope="module")
def app() -> Harness:
    return Harness()


@pytest.fixture(params=["en", "es"])
def agent(app: Harness, request: pytest.FixtureRequest) -> Actor:
    return Actor(app, f"{request.node.name}", request.param)


def in_words_of(agent: Actor, words: tuple[str, str]) -> str:
    return words[agent.person.language == "es"]


@pytest.mark.parametrize(
    ("typed", "commands", "seen"),
    [
        (
            "hi | Hello! | hey calma | hola | Buenas. | buenas tardes | “hola calma” | HELLO THERE",
            EVERYWHERE,
            WELCOME,
        ),
        ("thanks | Thank you! | gracias | ¡Muchas gracias! | thx", EVERYWHERE, THANKED),
        ("help | help me | Ayudame | ayúdeme | ? | commands | comandos", ("calm", "drill"), HELP),
        ("menu | Menú | situations | situaciones", EVERYWHERE, MENU),
        ("start | inicio | home | Inicio.", EVERYWHERE, START),
        ("safety | SOS | 🆘 | peligro", EVERYWHERE, DANGER),
        ("protocol | protocolo | boundaries | limites | Límites. | límite | warnings", ("calm",), BOUNDARY),
        ("care | Cuidado | cuidarme | self-care", EVERYWHERE, CARE),
        ("checkin | check-in | “chequeo” | self-check", EVERYWHERE, CHECKIN),
        ("settings | ajustes | stop | parar", ("drill",), DRILLS),
    ],
)
async def test_a_word_means_the_same_behind_every_command(
    agent: Actor, typed: str, commands: tuple[str, ...], seen: tuple[str, str]
) -> None:
    for command in commands:
        for text in typed.split(" | "):
            assert await agent.types(text, command) == in_words_of(agent, seen), f"/{command} {text}"


@pytest.mark.parametrize("command", ["calm", "checkin", "drill"])
async def test_the_word_for_drills_starts_one(agent: Actor, command: str) -> None:
    for text in ("drill", "Practice!", "practica", "prácticas", "quiz"):
        assert (await agent.types(text, command)).startswith("1 / 3 · "), text


async def test_a_longer_text_that_begins_so_is_looked_up(agent: Actor) -> None:
    for text in (
        "thanks for nothing, he shouts",
        "hola, me grita",
        "practice manager is shouting",
        "stop shouting at me",
    ):
        title = await agent.types(text)
        assert title not in (*WELCOME, *THANKED, *UNKNOWN)
        assert not title.startswith("1 / 3"), text


@pytest.mark.parametrize(
    ("command", "typed", "meant"),
    [
        *(("calm", "setings", "settings"), ("calm", "saftey", "safety"), ("calm", "hlep", "help")),
        *(("calm", "configuracin", "configuración"), ("calm", "bondary", "boundary")),
        *(("drill", "setings", "settings"), ("drill", "chekin", "checkin")),
    ],
)
async def test_a_misspelt_keyword_is_suggested(agent: Actor, command: str, typed: str, meant: str) -> None:
    await agent.types(typed, command)
    name = {"calm": ("calm", "calma"), "drill": ("drill", "practica")}[command]
    asked = in_words_of(agent, ("Did you mean **/{} {}**?", "¿Quiso escribir **/{} {}**?"))
    assert asked.format(in_words_of(agent, name), meant) in agent.texts


async def test_what_is_surely_a_moment_is_no_misspelt_keyword(agent: Actor) -> None:
    await agent.types("yelling")
    assert not [text for text in agent.texts if "**/calm" in text]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        *(("boundaries", "Abuse"), ("limites", "Abuse"), ("Límites.", "Abuse"), ("yeling", "Yelling")),
        *(("gritos", "Yelling"), ("insults", "Abuse"), ("quejas", "Keeps complaining")),
    ],
)
async def test_a_topic_is_known_by_any_of_its_words(app: Harness, typed: str, title: str) -> None:
    agent = Actor(app, f"topic-{typed}")
    assert await agent.types(typed, "drill") == f"1 / 3 · {title}"


@pytest.mark.parametrize(
    "typed", ["weather", "pizza", "something else", "billing", "facturas", "xyz 5", "mu"]
)
async def test_an_unknown_topic_starts_no_other_drill(agent: Actor, typed: str) -> None:
    assert await agent.types(typed, "drill") == in_words_of(agent, UNKNOWN)
    assert in_words_of(agent, ("Three mixed ones", "Tres de todo un poco")) in agent.labels


async def test_the_nearest_topics_start_their_drill(agent: Actor) -> None:
    await agent.types("billing", "drill")
    nearest = in_words_of(agent, ("Our mistake", "Error nuestro"))
    assert nearest in agent.labels
    assert await agent.presses(nearest) == f"1 / 3 · {nearest}"


@pytest.mark.parametrize(
    "typed", ["me quiero m*tar", "quiero m*tarme", "me quiero matar", "this is killing me"]
)
async def test_beside_a_line_of_danger_nothing_odd_is_said_for_sure(agent: Actor, typed: str) -> None:
    assert await agent.types(typed) == in_words_of(agent, UNSURE)
    assert agent.labels[0].endswith("→")


@pytest.mark.parametrize(
    "typed", ["he called me a sh*t", "me dijo hijo de p*ta", "c*brón", "losing his sh*t at me"]
)
async def test_a_hidden_swear_word_is_abuse(agent: Actor, typed: str) -> None:
    assert (await agent.types(typed)).startswith(in_words_of(agent, ("Abuse", "Insultos y abuso")))


LEADS = {
    "report": (
        "is it getting better? | Which topic went down? | what should we practise | ¿Está mejorando?"
        " | ¿Qué tema bajó? | ¿qué practicar? | cómo va el equipo | statistics | estadísticas"
        " | What do we practice next week? | what went down | What went down in which group?"
        " | in which group did it go down | which group got worse? | how are we doing | who needs practice"
        " | compare groups | report by group | results | ¿Cómo vamos? | que bajo | ¿Qué bajó y en qué grupo?"
        " | qué grupo está peor | ¿Qué practicamos la próxima semana? | resultados | comparar grupos"
    ),
    "form": (
        "schedule practice | Schedule a drill | schedule | programar práctica | agendar prácticas | programar"
    ),
    "list": (
        "schedules | scheduled | practice schedules | programadas | horarios de práctica"
        " | prácticas programadas | stop a schedule | detener un programa"
    ),
}
LED_TO = {
    "report": ("Report", "Informe"),
    "form": ("First, who are they for?", "Primero, ¿para quién son?"),  # there is no group
    "list": ("Scheduled drills", "Prácticas programadas"),
}


@pytest.mark.parametrize("meant", LEADS)
@pytest.mark.parametrize("language", ["en", "es"])
async def test_a_manager_is_led_to_what_an_agent_looks_up(app: Harness, meant: str, language: str) -> None:
    marta = Actor(app, f"lead-{language}", language, Role.MANAGER)
    ana = Actor(app, f"looks-up-{language}", language)
    for text in LEADS[meant].split(" | "):
        assert await marta.types(text) == in_words_of(marta, LED_TO[meant]), text
        await ana.types(text)
        seen = ana.card
        await ana.press("report.show")
        refusal = ana.text
        ana.looks_at(seen)
        assert ana.text != refusal, text
        assert ana.title not in LED_TO[meant], text
        # What stands in its place is what any other text brings: words for customers.
        assert ana.labels, text


async def test_a_misspelt_one_is_suggested_to_managers_alone(app: Harness) -> None:
    marta, ana = Actor(app, "misspells", "en", Role.MANAGER), Actor(app, "misspells-too", "en")
    for typed, meant in (("shedules", "schedules"), ("which topic wen down", "which topic went down")):
        await marta.types(typed)
        assert f"Did you mean **/calm {meant}**?" in marta.texts
        await ana.types(typed)
        assert meant not in ana.text


@pytest.mark.parametrize("command", EVERYWHERE)
async def test_it_is_so_behind_every_command(app: Harness, command: str) -> None:
    marta = Actor(app, f"everywhere-{command}", "en", Role.MANAGER)
    assert await marta.types("which topic went down", command) == "Report"
    assert await marta.types("scheduled drills", command) == "Scheduled drills"


@pytest.mark.parametrize(
    "typed",
    [
        *("which topic do they want to talk about", "wants to schedule a call", "reschedule my appointment"),
        *("is it getting fixed?", "qué tema le preocupa", "quiere programar una visita", "no mejora nada"),
    ],
)
async def test_a_managers_own_look_ups_stay_look_ups(app: Harness, typed: str) -> None:
    marta, ana = Actor(app, "looks-up-too", "en", Role.MANAGER), Actor(app, "looks-up-as-well", "en")
    await marta.types(typed)
    assert marta.title == await ana.types(typed)
