"""What can be wrong with content has words in every language of the bot."""

from __future__ import annotations

import re

from bot.content.exchange import lint
from bot.content.messages import _BY_PYDANTIC, TEXTS, ContentMessage, say
from bot.content.thumbs import RULES
from bot.core.phrasebook import Phrase, Phrasebook

RULE_NAMES = {f"rule.{rule.replace(', ', '-').replace(' ', '-')}" for rule in RULES}
ELSEWHERE = {"joined", "line", "in_line", "more", "wrong"}


def test_every_code_has_words_in_every_language(book: Phrasebook) -> None:
    codes = {*TEXTS, *_BY_PYDANTIC.values(), *ELSEWHERE, *RULE_NAMES}
    for language in book.words.languages:
        own = {
            key.removeprefix("lint.") for key in book.words._by_language[language] if key.startswith("lint.")
        }
        assert own == codes


def test_the_words_of_a_code_take_its_values(book: Phrasebook) -> None:
    texts = [text for key, text in book.words._by_language["en"].items() if key.startswith("lint.")]
    values: dict[str, object] = dict.fromkeys(
        (name for text in texts for name in re.findall(r"{(\w+)}", text)), "7"
    )
    for language in book.words.languages:
        for code in [*TEXTS, *_BY_PYDANTIC.values()]:
            assert "{" not in book.words.say(language, f"lint.{code}", **values).replace("{7}", "")


def test_a_message_is_its_english_text_and_its_code() -> None:
    message = say("banned", found="calm {down}")
    assert message == "says “calm {down}”; banned"
    assert isinstance(message, ContentMessage)
    assert (message.code, message.values) == ("banned", {"found": "calm {down}"})


def test_a_phrase_is_held_to_the_rules_of_the_phrasebook() -> None:
    phrase = Phrase("own-1", {"en": "Calm down!", "es": "Tranquilidad."}, {"en": "slow", "es": "lento"})
    found = [(fault.place, fault.code) for fault in lint(phrase)]
    assert found == [("text.en", "banned"), ("text.en", "exclamation")]
    odd = Phrase("Own 1", {"en": ""}, {"en": "x" * 76}, channels=("fax",))
    assert {(fault.place, fault.code) for fault in lint(odd)} == {
        ("id", "pattern"),
        ("text.en", "too_short"),
        ("cue.en", "too_long"),
        ("channels[0]", "not_one_of"),
    }
