"""The policy and the log as a manager meets them."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.chat import Role
from tests.boundary.actor import Seat
from tests.harness import Harness


def marta(app: Harness, tenant: str = "T1", language: str = "en") -> Seat:
    return Seat(app, "Marta", language, Role.MANAGER, tenant=tenant)


async def test_a_manager_sets_the_policy_and_the_card_follows_at_once(app: Harness, ana: Seat) -> None:
    boss = marta(app)
    assert await boss.types("boundary policy") == "The boundary policy"
    assert "nobody has changed them" in boss.text
    await boss.presses("Change the settings")
    await boss.sends(
        warnings="3", ending="transfer", supervisor_2="sofía", zero_tolerance=(), announced="1", rest="10"
    )
    assert "Saved." in boss.text
    assert boss.badge == "version 1"
    await ana.types("boundary")
    assert "pass the call to my supervisor" in ana.wordings[0]
    await ana.presses("I said it")
    assert "The second warning" in ana.text
    await ana.presses("They went on, I said it again")
    assert "The last chance" in ana.text
    await ana.presses("They went on, I said it again")
    assert ana.labels[:2] == ["Passed on", "They stopped"]
    await ana.presses("Passed on")
    await ana.presses("Tell my supervisor")
    await app.drainer.drain()
    assert len(app.mail.to("sofía")) == 1


async def test_what_is_open_finishes_under_the_policy_it_began_with(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    boss = marta(app)
    await boss.types("límite política")
    await boss.presses("Change the settings")
    await boss.sends(warnings="1", ending="transfer")
    await ana.presses("I said it")
    await ana.presses("They went on, I said it again")
    await ana.presses("Contact ended")
    assert "Policy followed." in ana.text
    await ana.types("boundary")
    assert "pass the call to my supervisor" in ana.wordings[0]
    await ana.presses("I said it")
    assert "Passed on" in ana.labels


async def test_wrong_settings_are_named_and_the_old_ones_stay(app: Harness, ana: Seat) -> None:
    boss = marta(app)
    await boss.types("boundary policy")
    await boss.presses("Change the settings")
    wrong = {"warnings": "9", "rest": "0", "retention": "1e9", "channel": "two words", "reminder": "soon"}
    assert await boss.sends(**wrong, zero_tolerance=("rudeness",)) == ""
    assert set(boss.errors) == {*wrong, "zero_tolerance"}
    assert boss.errors["rest"] == "A whole number from 1 to 60, please."
    assert (await app.features.boundary.edition("T1")).policy.warnings == 2


async def test_two_managers_at_once_do_not_overwrite_each_other(app: Harness) -> None:
    one, other = marta(app), marta(app)
    for boss in (one, other):
        await boss.types("boundary policy")
        await boss.presses("Change the settings")
    await one.sends(warnings="3")
    assert await other.sends(warnings="1") == ""
    assert "Somebody else changed the policy" in other.errors["warnings"]
    assert (await app.features.boundary.edition("T1")).policy.warnings == 3


async def test_a_manager_writes_the_words_of_a_step(app: Harness, ana: Seat) -> None:
    boss = marta(app)
    await boss.types("boundary policy")
    assert await boss.presses("First warning") == "First warning"
    assert boss.form
    assert [field.name for field in boss.form.fields][:2] == ["phone_en", "phone_es"]
    assert await boss.sends(phone_es="") == ""
    assert boss.errors == {"phone_es": "Both languages are needed here."}
    await boss.sends(phone_en="Let's keep this respectful.", phone_es="Sigamos con respeto.")
    await ana.types("boundary")
    assert ana.phrases[0].lines[0].text == "Let's keep this respectful."
    assert ana.phrases[0].lines[1].text == "Sigamos con respeto."


@pytest.mark.parametrize(
    "value",
    ["", "x", "1", "0.", "0.rudeness", "1.first.second", "٣.x", "0.first", "0.end.last", "0.letters.warned"],
)
async def test_a_strange_part_leads_back_to_the_policy(app: Harness, value: str) -> None:
    boss = marta(app)
    await boss.press("boundary.words", value)
    assert boss.title == "The boundary policy"


async def test_what_is_left_empty_or_as_it_was_is_nobodys_own(app: Harness) -> None:
    boss = marta(app)
    await boss.types("boundary policy")
    await boss.presses("Closing line")
    await boss.sends(phone_en="Goodbye.", phone_es="Hasta luego.", email_en="", email_es="")
    assert "Saved." in boss.text
    assert "Closing line · your own" in boss.labels
    [(part, own)] = (await app.features.boundary.edition("T1")).policy.words.items()
    assert (part.value, own) == ("end.closing", {"phone": {"en": "Goodbye.", "es": "Hasta luego."}})
    await boss.presses("Closing line · your own")
    await boss.sends(phone_en="", phone_es="")
    assert (await app.features.boundary.edition("T1")).policy.words == {}


async def test_only_managers_get_to_the_policy_and_the_log(app: Harness, ana: Seat) -> None:
    for text in ("boundary policy", "boundary log", "límite registro", "limite politica"):
        assert await ana.types(text) == "This is for whoever leads a team here"
    assert await app.stores.boundary.incidents.count_incidents("T1") == 0


async def test_the_log_pages_draws_and_exports(app: Harness) -> None:
    boss = marta(app)
    await boss.types("boundary log")
    assert "None are kept" in boss.text
    for number in range(12):
        agent = Seat(app, f"Agent{number}")
        await agent.types("boundary")
        await agent.presses("They stopped")
        app.later(minutes=60 * 24)
    await boss.types("boundary log")
    table = boss.all(c.Table)[0]
    chart = boss.all(c.Chart)[0]
    assert table.headings == ("When", "Kind", "Outcome", "Policy", "Supervisor")
    assert table.rows[0] == ("2026-12-05 14:02 UTC", "Not told yet", "They stopped", "—", "Not told")
    assert len(table.rows) == 10
    assert sum(chart.values) == 12
    assert len(chart.labels) == len(chart.values) == 8
    await boss.presses("Older")
    assert boss.badge == "page 2 of 2"
    assert boss.labels == ["Newer", "Find in this list", "Export CSV", "Restrict contacts"]
    await boss.opens("Find in this list")
    await boss.sends(text="2026-11-30")
    assert [row[0][:10] for row in boss.rows] == ["2026-11-30"]
    await boss.presses("Show all")
    assert await boss.presses("Export CSV") == "Export CSV"
    assert boss.form
    [field] = boss.form.fields
    assert isinstance(field, c.Input)
    lines = field.value.splitlines()
    assert lines[0].startswith("began,channel,kind,warnings,outcome,closed,told,answered,answered_at,")
    assert lines[1] == "2026-12-05T14:02:00Z,phone,,0,stopped,2026-12-05T14:02:00Z,,,,1,,2,,,,"
    assert len(lines) == 13
    assert "agent" not in field.value
    assert await boss.sends() == "Incidents"


async def test_nobody_sees_the_incidents_of_another_tenant(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("They stopped")
    there = marta(app, "T2")
    await there.types("boundary log")
    assert "None are kept" in there.text
    await there.types("boundary policy")
    await there.presses("Change the settings")
    await there.sends(warnings="3")
    assert (await app.features.boundary.edition("T1")).policy.warnings == 2
    twin = Seat(app, "Ana", tenant="T2")
    await twin.types("boundary")
    await twin.presses("Hate")
    await twin.presses("Contact ended")
    incidents = app.stores.boundary.incidents
    assert await incidents.count_incidents("T1") == await incidents.count_incidents("T2") == 1
    await app.passes(minutes=60, step=0.5)
    assert app.mail.sent == []


async def test_what_is_older_than_the_policy_keeps_is_deleted_by_the_day(app: Harness, ana: Seat) -> None:
    boss = marta(app)
    await boss.types("boundary policy")
    await boss.presses("Change the settings")
    await boss.sends(retention="30")
    await ana.types("boundary")
    await ana.presses("They stopped")
    await app.ticks()
    app.later(days=29)
    await app.ticks()
    assert await app.stores.boundary.incidents.count_incidents("T1") == 1
    app.later(days=2)
    await app.ticks()
    assert await app.stores.boundary.incidents.count_incidents("T1") == 0
    assert await ana.presses("Tell my supervisor") == "I can't open that one here"
