"""The templates of the files that a team imports: an example or two, to be written over."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Person
from bot.core.phrasebook import APPROVAL, Phrase
from bot.core.quiz import OPTIONS, QuizItem, QuizKind, QuizOption
from bot.core.words import Localized
from bot.features.team.deps import TeamDeps
from bot.features.team.model import LANGUAGES, Content, EntryKind, OwnItem, OwnPhrase, OwnTrigger

TEMPLATE, LONGEST = "team.template", 3_000  # characters: Slack shows no more in one field
KINDS = (EntryKind.PHRASE, EntryKind.TRIGGER, EntryKind.ITEM)
SITUATION = "yelling"


def template_form(deps: TeamDeps, person: Person, kind: EntryKind) -> c.Form:
    """Returns the form that holds the templates of one kind, to be copied or downloaded."""
    say, language = deps.say(person), person.language
    examples = _examples(deps, language, kind)
    book, name = deps.phrasebook.book, say(f"team.{kind.value}s")
    files = (
        ("csv", deps.exchange.write_table(examples, book, language)),
        ("yml", deps.exchange.write(examples)),
    )
    fields = tuple(
        c.Input(
            ending,
            say(f"team.template.{ending}"),
            c.InputKind.COPY,
            text.replace("\r\n", "\n"),
            f"{name}.{ending}",
            optional=True,
            limit=LONGEST,
        )
        for ending, text in files
    )
    return c.Form(
        say("team.template"),
        TEMPLATE,
        say("team.import"),
        fields,
        intro=(c.Text(say("team.template.text")),),
        language=language,
    )


def _examples(deps: TeamDeps, language: str, kind: EntryKind) -> list[Content]:
    # By its name, as people know it.
    viewer = deps.viewer(language)
    situation, words = viewer.situation(SITUATION), deps.phrasebook.words

    def written(key: str) -> Localized:
        return {code: words.say(code, f"team.{key}.example.{code}") for code in LANGUAGES}

    match kind:
        case EntryKind.TRIGGER:
            texts = written("trigger.text")
            return [OwnTrigger(situation, code, text) for code, text in texts.items()]
        case EntryKind.ITEM:
            options = tuple(
                QuizOption(written(f"item.option{n}"), written(f"item.why{n}"), n == 1)
                for n in range(1, OPTIONS + 1)
            )
            steps = tuple(
                QuizOption(written(f"item.step{n}"), written(f"item.reason{n}"))
                for n in range(1, OPTIONS + 1)
            )
            order = QuizItem("", "", situation, 2, written("item.moment"), steps, kind=QuizKind.ORDER)
            return [OwnItem(QuizItem("", "", situation, 2, written("item.stem"), options)), OwnItem(order)]
        case _:
            text, cue = written("phrase.text"), written("phrase.cue")
            both = Phrase("", text, cue, channels=("phone",), tags=(APPROVAL,))
            return [OwnPhrase(situation, both)]
