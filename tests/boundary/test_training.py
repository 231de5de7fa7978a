"""What is trained is what the tool does: the shipped policy against each quiz item and role-play of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.core.policy import DEFAULT, AbuseKind
from bot.core.quiz import ProtocolMoment, QuizItem
from bot.core.scenarios import Scenario, ScenarioReply
from bot.features.boundary import facts, protocol
from bot.features.boundary.protocol import ProtocolMove
from bot.features.roleplay import paths
from tests.build import shipped
from tests.harness import TUESDAY

BOOK = shipped()
POLICY = BOOK.protocols[DEFAULT]
Way = tuple[list[ScenarioReply], ScenarioReply, str]  # what was said of it, the last reply, the ending
ABUSE, PITFALL = "abuse-boundary", "no-boundary"
LANGUAGES = ("en", "es")

# A warning says what follows and ends nothing; a closing line ends it and leaves no if.
WARNS = {
    "en": (
        r"\b([Ii]f (it|they|this|the (insults|next)|such|that)\b.{0,40}|or I'll (need to )?)"
        r"\b(end|ending|close|closing|pass|hand)"
    ),
    "es": (
        r"\b([Ss]i (esto|siguen?|los insultos|vuelven?|pasa|el próximo)\b.{0,40}|o voy a tener que )"
        r"\b(termin|cerrar|cierro|paso|pasar)"
    ),
}
ENDS = {
    "en": r"\bI'm (ending|closing)\b.{0,20}\b(now|here|this)\b|^End the (call|chat)",
    "es": r"\b([Tt]ermino|[Cc]ierro) (aquí|este|esta|ahora|la llamada)|^Terminar la (llamada|conversación)",
}
GIVEN = {
    "en": r"given both|gave both|both warnings|two warnings are given",
    "es": r"ya dio los dos|los dos avisos",
}
FREE = {  # the team needs no warning there
    "en": r"needs no warning|without a warning",
    "es": r"no requiere aviso|sin aviso",
}
URGENT = {"abuse-boundary-cant-breathe"}  # where a life comes before the limit


def warns(text: str, language: str) -> bool:
    return bool(re.search(WARNS[language], text))


def ends(text: str, language: str) -> bool:
    return bool(re.search(ENDS[language], text)) and not warns(text, language)


def items() -> Iterator[QuizItem]:
    """Yields what trains the protocol."""
    for item in BOOK.quiz.values():
        about = item.situation == ABUSE or item.pitfall == PITFALL
        if about or any(re.search(GIVEN[code] + "|" + FREE[code], item.stem[code]) for code in LANGUAGES):
            yield item


def scenarios() -> Iterator[Scenario]:
    """Yields the role-plays in which it is played."""
    for scenario in BOOK.scenarios.values():
        replies = (line for node in scenario.nodes.values() for line in node.lines)
        ending = any(ending.protocol for ending in scenario.endings.values())
        if ending or any(line.boundary for line in replies):
            yield scenario


def best(item: QuizItem, language: str) -> str:
    return next(option.text[language] for option in item.options if option.best)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("item", list(items()), ids=lambda item: item.id)
def test_a_quiz_item_ends_a_contact_only_where_the_policy_does(item: QuizItem, language: str) -> None:
    stem, said = item.stem[language], best(item, language).strip("“”«»")
    given = bool(re.search(GIVEN[language], stem))
    if ends(said, language):
        assert given or re.search(FREE[language], stem), "it ends, and the stem has no two warnings before"
    if warns(said, language):
        assert not given, "one warning more than the policy has"
    if re.search(r"first insult|primer insulto", stem) and item.id not in URGENT:
        assert warns(said, language), "a first warning says what follows"


def test_there_are_items_of_each_step() -> None:
    trained = [(item, best(item, "en").strip("“”")) for item in items()]
    assert sum(warns(said, "en") for _, said in trained) >= 2
    assert sum(ends(said, "en") for _, said in trained) >= 2
    assert sum(bool(re.search(FREE["en"], item.stem["en"])) for item, _ in trained) >= 2


@pytest.mark.parametrize("item", list(items()), ids=lambda item: item.id)
def test_an_item_that_names_a_number_names_the_policys(item: QuizItem) -> None:
    for number, word in ((1, "one warning"), (2, "two warnings"), (3, "three warnings")):
        if word in item.stem["en"]:
            assert number == POLICY.warnings


LABELS = {  # which of the tool's buttons the best way names first, in the quiz's own words for the moment
    ProtocolMoment.THREAT: {"boundary.door.threat"},
    ProtocolMoment.BOMB: {"boundary.door.bomb"},
    ProtocolMoment.SELF_HARM: {"boundary.door.self-harm"},
    ProtocolMoment.SEXUAL: {"boundary.door.sexual"},
    ProtocolMoment.HATE: {"boundary.door.hate"},
    ProtocolMoment.SOMEONE: {"boundary.someone"},
    ProtocolMoment.SAID: {"boundary.said", "boundary.stopped"},
    ProtocolMoment.ENDING: {"boundary.ended"},
    ProtocolMoment.URGENT: {"boundary.urgent_yes"},
    ProtocolMoment.AGAIN: {"boundary.called"},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "item", [item for item in BOOK.quiz.values() if item.protocol], ids=lambda item: item.id
)
def test_an_item_about_a_moment_names_the_button_that_the_tool_has(item: QuizItem, language: str) -> None:
    assert item.protocol
    labels = [BOOK.words.say(language, key) for key in LABELS[item.protocol]]
    assert any(label in best(item, language) for label in labels), (best(item, language), labels)


def test_every_moment_has_a_button() -> None:
    assert set(LABELS) == set(ProtocolMoment)
    assert {AbuseKind.SEXUAL, AbuseKind.SLURS} <= set(POLICY.zero_tolerance)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scenario", list(scenarios()), ids=lambda scenario: scenario.id)
def test_a_role_plays_warnings_say_what_follows(scenario: Scenario, language: str) -> None:
    for node in scenario.nodes.values():
        for line in node.lines:
            if line.warning:
                assert warns(line.text[language], language), line.id
                assert not ends(line.text[language], language), line.id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scenario", list(scenarios()), ids=lambda scenario: scenario.id)
def test_a_role_play_ends_by_the_protocol_as_the_tool_would(scenario: Scenario, language: str) -> None:
    """Every way to its end is pressed in the tool, and the tool says that the policy was followed."""
    assert POLICY.warnings == paths.WARNINGS
    for said, closing, ending in _ways(scenario):
        course = protocol.start(scenario.channel, TUESDAY)
        if any(line.zero for line in said):
            course = protocol.zero(course, POLICY, POLICY.zero_tolerance[0], TUESDAY)
        for _ in range(sum(line.warning for line in said)):
            course = protocol.press(course, POLICY, ProtocolMove.SAID, course.turn, TUESDAY)
        finish = protocol.FINISH[POLICY.ending]
        course = protocol.press(course, POLICY, finish, course.turn, TUESDAY)
        followed = facts.followed(course, POLICY)
        if scenario.endings[ending].protocol:
            assert followed is True, [line.id for line in said]
        elif ends(closing.text[language], language) and closing.to == ending:
            assert not (scenario.endings[ending].right and followed is False), closing.id


def _ways(scenario: Scenario) -> Iterator[tuple[list[ScenarioReply], ScenarioReply, str]]:
    """Yields what was said on every way to an ending that a reply names, the last reply apart."""

    def walk(
        node: str, said: list[ScenarioReply]
    ) -> Iterator[tuple[list[ScenarioReply], ScenarioReply, str]]:
        for line in scenario.nodes[node].lines:
            if line.to in scenario.endings:
                yield [*said, line], line, line.to
            elif line.to in scenario.nodes:
                yield from walk(line.to, [*said, line] if line.boundary else said)

    yield from walk(scenario.start, [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phrases_of_the_look_up_keep_to_the_steps(language: str) -> None:
    for phrase in BOOK.situations[ABUSE].phrases:
        cue, text = phrase.cue[language], phrase.text[language]
        first = {"en": "First warning", "es": "Primer aviso"}[language] in cue
        last = {"en": "The last warning", "es": "El último aviso"}[language] in cue
        if first or last:
            assert warns(" ".join(text.split()), language), phrase.id
        if {"en": "After the last", "es": "Después del último"}[language] in cue:
            assert not warns(" ".join(text.split()), language), phrase.id
    pitfall = next(each for each in BOOK.pitfalls.values() if each.id == PITFALL)
    assert warns(pitfall.phrase[language], language)
