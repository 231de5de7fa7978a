"""What a yes is given to, and what becomes of it when the terms change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.checkin.buttons import consent_edition
from bot.features.checkin.consent import (
    Weakening,
    asked_consent,
    counts,
    holding,
    kept_days,
    weaker,
    within_retention,
)
from bot.features.checkin.instrument import CheckinContent
from bot.features.checkin.model import CheckinEntry, Terms
from bot.features.checkin.record import CheckinRecord, Consent
from tests.build import ready
from tests.checkin.actor import HEAVY, LIGHT, MIDDLE, Colleague, record_of, switched_on
from tests.harness import Clock, Harness

SAID = ready().checkin
assert SAID
CONTENT: CheckinContent = SAID
TERMS = Terms(on=True, minimum=50, retention=30, country="ES", version=1)
consents = st.builds(
    Consent,
    words=st.integers(1, 4),
    instrument=st.sampled_from(["six", "nine"]),
    version=st.integers(1, 2),
    minimum=st.integers(5, 60),
    retention=st.integers(30, 365),
    country=st.sampled_from(["", "ES", "US"]),
    units=st.integers(1, 2),
)


def content(*, edition: int = 1, weaker: bool = False) -> CheckinContent:
    """Returns what is said, in words of an edition."""
    return replace(CONTENT, about=replace(CONTENT.about, edition=edition, weaker=weaker))


@given(consents, consents)
def test_what_holds_is_weaker_than_neither(agreed: Consent, now: Consent) -> None:
    held = holding(agreed, now)
    assert not weaker(agreed, held)
    assert held.minimum == max(agreed.minimum, now.minimum)
    assert held.retention == min(agreed.retention, now.retention)
    assert (held.instrument, held.country, held.words) == (agreed.instrument, agreed.country, agreed.words)


@given(consents, consents)
def test_stricter_terms_hold_at_once_and_weaker_ones_are_asked_for(agreed: Consent, now: Consent) -> None:
    became = set(weaker(agreed, now))
    assert (Weakening.MINIMUM in became) == (now.minimum < agreed.minimum)
    assert (Weakening.RETENTION in became) == (now.retention > agreed.retention)
    assert weaker(now, now) == ()
    stricter = replace(agreed, minimum=agreed.minimum + 1, retention=agreed.retention - 1)
    assert weaker(agreed, stricter) == ()


@pytest.mark.parametrize(
    ("agreed", "edition", "flagged", "asks"),
    [
        (1, 1, True, False),  # to these very words
        (1, 2, False, False),
        (1, 2, True, True),
        (1, 3, False, True),  # nobody knows what the edition between promised
        (3, 2, True, False),  # the words of before are back
    ],
)
def test_words_ask_anew_where_they_promise_less(agreed: int, edition: int, flagged: bool, asks: bool) -> None:
    said = content(edition=edition, weaker=flagged)
    consent = replace(asked_consent(TERMS, said), words=agreed)
    assert (weaker(consent, asked_consent(TERMS, said), said.about) == (Weakening.WORDS,)) is asks


def test_a_minimum_of_fifty_and_thirty_days_are_not_eight_and_a_year() -> None:
    agreed = asked_consent(TERMS, CONTENT)
    now = replace(TERMS, minimum=8, retention=365)
    assert weaker(agreed, asked_consent(now, CONTENT)) == (Weakening.MINIMUM, Weakening.RETENTION)
    record = CheckinRecord("ana", consent=agreed, taking_part=True)
    assert counts(record, TERMS, CONTENT.instrument, CONTENT.about)
    assert not counts(record, now, CONTENT.instrument, CONTENT.about)
    assert counts(record, replace(TERMS, minimum=60, retention=29), CONTENT.instrument, CONTENT.about)
    assert not counts(replace(record, taking_part=False), TERMS, CONTENT.instrument)
    assert not counts(replace(record, consent=None), TERMS, CONTENT.instrument)
    assert kept_days(record, now) == 30
    assert kept_days(record, replace(now, retention=20)) == 20


@given(st.integers(30, 365), st.integers(30, 365), st.integers(0, 500))
def test_entries_go_by_the_shorter_time_of_both(agreed: int, now: int, age: int) -> None:
    terms = replace(TERMS, retention=now)
    consent = replace(asked_consent(terms, CONTENT), retention=agreed)
    today = MIDDLE.date()
    period = terms.period(today - timedelta(days=age))
    entry = CheckinEntry(period.id, "six", 1, {}, {"index": 50.0}, {})
    record = CheckinRecord("ana", consent=consent, entries=(entry,))
    kept = bool(within_retention(record, terms, today).entries)
    assert kept is ((today - period.last).days <= min(agreed, now))


def test_each_of_the_terms_makes_another_form() -> None:
    first = asked_consent(TERMS, CONTENT)
    others = [
        replace(first, words=2),
        replace(first, instrument="x"),
        replace(first, version=2),
        replace(first, minimum=51),
        replace(first, retention=31),
        replace(first, country=""),
        replace(first, units=2),
    ]
    assert len({consent_edition(each) for each in (first, *others)}) == 8


@pytest.fixture
def ana(app: Harness) -> Colleague:
    return Colleague(app)


async def weakened(app: Harness) -> None:
    """Fewer people make a figure, and answers are kept for longer."""
    await switched_on(app, minimum=8, retention=365)


async def agreed(app: Harness, ana: Colleague) -> CheckinRecord:
    """Somebody agreed to terms that protect more, and answered."""
    await switched_on(app, minimum=10, retention=60)
    await ana.answers()
    return await record_of(app)


async def test_a_yes_is_stored_with_what_it_was_given_to(app: Harness, ana: Colleague) -> None:
    await switched_on(app, minimum=12, retention=60, country="ES")
    await ana.takes_part()
    record = await record_of(app)
    assert record.consent == Consent(
        words=CONTENT.about.edition,
        instrument="calma-six",
        version=1,
        minimum=12,
        retention=60,
        country="ES",
        units=1,
    )


async def test_weaker_terms_ask_for_a_new_yes_in_plain_words(
    app: Harness, ana: Colleague, clock: Clock
) -> None:
    before = await agreed(app, ana)
    await weakened(app)
    await ana.types()  # the result of now is shown, and says so
    assert "68 of 100" in ana.text
    assert "your answers count in no figure" in ana.text
    assert "It is kept for 60 days" in ana.text
    await ana.presses("See what changed")
    assert ana.form
    assert (ana.title, ana.form.send, ana.form.dialog) == (
        "The terms have changed",
        "Yes, under the new terms",
        True,
    )
    assert "A figure now needs 8 people; you agreed to 10." in ana.text
    assert "Answers are now kept for 365 days; you agreed to 60." in ana.text
    assert "are kept for 60 days" in ana.text
    clock.later(days=14)
    await ana.types()
    assert ana.title == "The terms have changed"
    assert await record_of(app) == before
    await ana.sends()
    assert ana.title == "Your last 7 days"
    record = await record_of(app)
    assert record.consent
    assert (record.consent.minimum, record.consent.retention) == (8, 365)
    assert record.entries == before.entries


async def test_under_the_old_terms_one_goes_on_and_counts_in_no_figure(
    app: Harness, ana: Colleague, clock: Clock
) -> None:
    before = await agreed(app, ana)
    await weakened(app)
    clock.later(days=14)
    await ana.types()
    await ana.presses("Go on under the old ones")
    await ana.sends(**LIGHT)
    assert "0 of 100" in ana.text
    record = await record_of(app)
    assert record.consent == before.consent
    assert len(record.entries) == 2
    assert not counts(record, await app.stores.checkin.terms.find_terms("T1"), CONTENT.instrument)


async def test_a_no_to_the_new_terms_is_a_no_and_keeps_what_there_is(app: Harness, ana: Colleague) -> None:
    before = await agreed(app, ana)
    await weakened(app)
    await ana.press("checkin.changed")
    assert ana.labels.count("No thanks") == 2
    await ana.presses("No thanks")
    assert ana.title == "All right"
    assert await record_of(app) == replace(before, taking_part=False, reminders=False)


async def test_a_form_of_other_terms_is_no_yes_to_those_of_now(app: Harness, ana: Colleague) -> None:
    await switched_on(app, minimum=10)
    await ana.types()
    old = ana.form
    await switched_on(app, minimum=8)
    await ana.sends()
    assert ana.form
    assert ana.form.send == "Yes, I want this"
    assert ana.form.value != (old and old.value)
    assert "the answers of 8 people or more" in ana.text
    assert not (await record_of(app)).taking_part
    await ana.sends()
    assert (await record_of(app)).taking_part


@pytest.mark.parametrize("value", ["", "x", "1|calma-six|1|8"])
async def test_a_form_of_an_earlier_version_shows_that_of_now(ana: Colleague, value: str) -> None:
    await ana.types()
    assert ana.form
    ana.form = replace(ana.form, value=value)
    await ana.sends()
    assert ana.form
    assert ana.form.send == "Yes, I want this"
    assert not (await record_of(ana.app)).taking_part


async def test_a_new_form_of_weaker_terms_sent_after_they_changed_again(app: Harness, ana: Colleague) -> None:
    before = await agreed(app, ana)
    await weakened(app)
    await ana.press("checkin.changed")
    await switched_on(app, minimum=9, retention=365)
    await ana.sends()
    assert ana.title == "The terms have changed"
    assert "A figure now needs 9 people" in ana.text
    assert await record_of(app) == before


async def test_stricter_terms_hold_at_once_and_ask_nothing(
    app: Harness, ana: Colleague, clock: Clock
) -> None:
    await agreed(app, ana)
    await switched_on(app, minimum=20, retention=30)
    clock.later(days=14)
    await ana.types()
    assert ana.title == "Your last 7 days"
    await ana.sends(**HEAVY)
    assert "It is kept for 30 days" in ana.text


async def test_other_questions_need_a_new_yes_and_take_no_answer_before(
    app: Harness, ana: Colleague, clock: Clock
) -> None:
    await agreed(app, ana)
    clock.later(days=14)
    await ana.types()
    deps = app.features.checkin
    assert deps
    said = deps.current.content
    deps.current.content = replace(said, instrument=replace(said.instrument, version=2))
    form = ana.form
    assert form
    ana.form = replace(form, value=form.value.replace("|1", "|2"))
    await ana.sends(**HEAVY)  # the form of the new questions, by somebody who agreed to the old ones
    assert ana.title == "The terms have changed"
    assert "Go on under the old ones" not in ana.labels
    await ana.press("checkin.go_on")
    assert ana.title == "The terms have changed"
    assert len((await record_of(app)).entries) == 1
    await ana.sends()
    await ana.sends(**HEAVY)
    assert "68 of 100" in ana.text


async def test_who_took_part_before_what_they_agreed_to_was_stored_is_asked(
    app: Harness, ana: Colleague
) -> None:
    before = CheckinRecord("ana", "test", MIDDLE.date(), taking_part=True)
    await app.stores.checkin.records.add_records("T1", [before])
    await ana.types()
    assert ana.title == "The terms have changed"
    assert "please read it again" in ana.text
    await ana.presses("Go on under the old ones")
    assert ana.title == "Your last 7 days"
    assert (await record_of(app)).consent is None


async def test_in_spanish(app: Harness) -> None:
    eva = Colleague(app, language="es")
    await switched_on(app, minimum=10, country="ES")
    await eva.takes_part()
    await switched_on(app, minimum=8, country="MX")
    await eva.types()
    assert eva.form
    assert (eva.title, eva.form.send) == ("Condiciones nuevas", "Sí, con las nuevas")
    assert "Ahora bastan 8 personas para una cifra; usted aceptó 10." in eva.text
    assert "ahora México; cuando usted aceptó era España" in eva.text
    assert eva.labels[:2] == ["Seguir con las de antes", "No, gracias"]


async def test_whatever_somebody_does_is_one_write(
    app: Harness, ana: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ana.takes_part()
    await ana.sends(**HEAVY)
    writes = list[str]()
    store = type(app.stores.checkin.records)
    for name in ("change_record", "erase_record", "add_records"):
        real = getattr(store, name)

        async def counted(*args: object, _name: str = name, _real: object = real) -> object:
            writes.append(_name)
            return await _real(*args)  # type: ignore[operator]

        monkeypatch.setattr(store, name, counted)
    for action in (
        *("checkin.quiet", "checkin.later", "checkin.go_on", "checkin.decline", "checkin.stop"),
        "checkin.remind",
    ):
        writes.clear()
        await ana.press(action)
        assert writes == ["change_record"], action
    writes.clear()
    await ana.press("checkin.erased")
    assert writes == ["erase_record"]
    for action in ("checkin.me", "checkin.export", "checkin.reminders", "checkin.erase", "checkin.sure"):
        writes.clear()
        await ana.press(action)
        assert writes == []
    await ana.types()
    writes.clear()
    await ana.sends()
    assert writes == ["change_record"]
    writes.clear()
    await ana.sends(**HEAVY)
    assert writes == ["change_record"]
