"""The self-check over the wires of Slack, Teams and the playground: nothing of it is ever a message."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.features.checkin import feature
from bot.features.checkin.model import CheckinEntry
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.scoring import score
from bot.teams import form
from tests.checkin.actor import HEAVY, in_unit
from tests.checkin.wires import InSlack, Wires, to_page
from tests.fakes.slack import button, elements, words
from tests.fakes.slack_user import inputs
from tests.fakes.teams import TENANT
from tests.harness import Clock

ANSWERS = {name: str(place) for name, place in HEAVY.items()}
RESULT = "68 of 100"
YES = ("checkin.consent", "1|calma-six|1|8|180||1")
FORM = ("checkin.answer", "2026-W47-W48|calma-six|1")


def messages(wires: Wires) -> list[str]:
    """Returns the methods of all that Slack was called with besides dialogs and who somebody is."""
    quiet = {"views.open", "views.update", "users.info"}
    return [call.method for call in wires.slack.calls if call.method not in quiet]


async def answered(wires: Wires, ana: InSlack) -> None:
    await ana.types()
    await ana.sends()
    await ana.sends(**ANSWERS)


async def test_slack_from_the_yes_to_the_result(wires: Wires) -> None:
    ana = wires.in_slack()
    await ana.types()
    assert "not a diagnosis" in words(ana.view.body)
    assert ana.view.body["submit"]["text"] == "Yes, I want this"
    await ana.sends()
    assert list(inputs(ana.view)) == list(HEAVY)
    marked = {name for name, block in inputs(ana.view).items() if block["optional"]}
    assert marked == {"abuse", "alone"}
    assert ana.view.body["private_metadata"] == FORM[1]
    few = await ana.sends(energy="1", abuse="2")
    assert few["response_action"] == "errors"
    assert "answer 3 of the first 4" in few["errors"]["autopilot"]
    await ana.sends(**ANSWERS)
    assert RESULT in words(ana.view.body)
    assert "findahelpline.com" in words(ana.view.body)
    assert not ana.view.body.get("private_metadata")
    assert [each["value"] for each in elements(ana.view.body) if each.get("value")] == []
    assert messages(wires) == []


async def test_slack_no_thanks(wires: Wires) -> None:
    ana = wires.in_slack()
    await ana.types("", "/chequeo")
    await ana.presses("No thanks")
    assert "You won't be asked again" in words(ana.view.body)
    assert messages(wires) == []


async def test_slack_export_change_and_erase(wires: Wires) -> None:
    ana = wires.in_slack()
    await answered(wires, ana)
    await ana.presses("Change my answers")
    assert "initial_option" not in json.dumps(ana.view.body)
    await ana.sends(**ANSWERS | {"energy": "4"})
    assert "50 of 100" in words(ana.view.body)
    await ana.types("me")
    await ana.presses("Export my answers")
    [exported] = json.loads(inputs(ana.view)["part_1"]["element"]["initial_value"])
    assert exported["answers"] == HEAVY | {"energy": 4}
    await ana.sends()
    await ana.presses("Stop and erase")
    await ana.presses("Erase")
    await ana.presses("Erase for good")
    assert "Your answers are gone" in words(ana.view.body)
    await ana.types("me")
    assert "no check of yours" in words(ana.view.body)
    assert messages(wires) == []


async def test_slack_reminder_opens_the_dialog_and_ends_by_one_press(wires: Wires) -> None:
    ana = wires.in_slack()
    await answered(wires, ana)
    await in_unit(wires.calma.stores, "U1", platform="slack")
    await wires.reminded()
    [message] = wires.slack.messages["DU1"]
    assert RESULT not in json.dumps(message)
    await ana.user.presses(button(message, "Start"))
    assert RESULT in words((await wires.slack.view()).body)
    await ana.user.presses(button(message, "No more reminders"))
    answer = await wires.slack.answer()
    assert answer["replace_original"]
    assert "No more reminders" in words(answer)
    await wires.reminded()
    assert len(wires.slack.messages["DU1"]) == 1


async def test_teams_from_the_yes_to_the_result(wires: Wires) -> None:
    maria = wires.in_teams()
    await maria.types("checkin")
    assert "not a diagnosis" not in maria.text  # a typed word opens no dialog: a button does
    assert len(wires.teams.calls) == 1
    await maria.opens("Open")
    assert "not a diagnosis" in maria.text
    await maria.sends()
    await maria.sends(energy="1")
    assert "answer 3 of the first 4" in maria.error("autopilot")
    assert maria.field("energy")["value"] == "1"
    # The form travels along in its own button, to be shown again: as it was, without any answer.
    carried = form._unpacked(maria.card["actions"][0]["data"]["shown"])["body"]
    assert {part["value"] for part in carried if part["type"] == "Input.ChoiceSet"} == {""}
    await maria.sends(**ANSWERS)
    assert RESULT in maria.text
    assert len(wires.teams.calls) == 1  # the dialog alone has it


async def test_teams_no_thanks_export_and_erase(wires: Wires) -> None:
    maria = wires.in_teams()
    await maria.types("/checkin")
    await maria.opens("Open")
    await maria.forces_in_dialog("No thanks")
    assert "You won't be asked again" in maria.text
    await maria.types("checkin")
    await maria.opens("Open")
    await maria.sends()
    await maria.sends(**ANSWERS)
    await maria.forces_in_dialog("My checks")
    await maria.forces_in_dialog("Export my answers")
    [exported] = json.loads(maria.field("part_1")["value"])
    assert exported["answers"] == HEAVY
    await maria.sends()
    for label in ("Stop and erase", "Erase", "Erase for good"):
        await maria.forces_in_dialog(label)
    assert "Your answers are gone" in maria.text
    assert len(wires.teams.calls) == 2  # the two buttons that open a dialog


async def test_teams_reminder(wires: Wires) -> None:
    maria = wires.in_teams()
    await maria.types("checkin")
    await maria.opens("Open")
    await maria.sends()
    await maria.sends(**ANSWERS)
    await in_unit(wires.calma.stores, "aad-maria", tenant=TENANT, platform="teams")
    await wires.reminded()
    maria.reads()
    assert RESULT not in maria.text
    assert "whether they take part or not" in maria.text
    await maria.presses("No more reminders")
    assert "No more reminders" in maria.text
    before = len(wires.teams.calls)
    await wires.reminded()
    assert len(wires.teams.calls) == before


async def test_the_page_from_the_yes_to_erasing(wires: Wires) -> None:
    page = wires.page
    consent = await page.types()
    assert consent["how"] == "form"
    assert "data-traceless" in consent["html"]
    assert (await page.sends(*YES))["how"] == "form"
    result = await page.sends(*FORM, **ANSWERS)
    assert result["how"] == "dialog"
    assert RESULT in result["html"].replace("<strong>", "").replace("</strong>", "")
    assert set(result) == {"how", "html"}  # nothing to inspect, nothing that stays
    export = await page.press("checkin.export")
    assert 'data-save="calma-self-check-1.json"' in export["html"]
    assert "&quot;energy&quot;: 1" in export["html"]
    assert "Erased" in (await page.press("checkin.erased"))["html"]
    late = await page.sends(*FORM, **ANSWERS)
    assert "Nothing was kept" in late["html"]
    assert wires.playground.messenger.since("") == []


async def test_the_page_gets_reminders(wires: Wires) -> None:
    await wires.page.types()
    await in_unit(wires.calma.stores, "ana", tenant="playground", platform="playground")
    await wires.reminded()
    [message] = wires.playground.messenger.since("")
    assert message.to == to_page("ana")
    done = await wires.page.press("checkin.quiet")
    assert done["how"] == "update"


async def offered(wires: Wires, tenant: str, platform: str, *people: str) -> None:
    """A unit of the tenant that has been there for long, as has its offer."""
    stores = wires.calma.stores
    await in_unit(stores, *people, tenant=tenant, platform=platform)
    records = [CheckinRecord(who, platform, date(2026, 10, 1)) for who in people]
    await stores.checkin.records.add_records(tenant, records)


async def closed(wires: Wires, clock: Clock) -> None:
    """The period is over, and was closed."""
    clock.later(days=14)
    assert wires.calma.features.checkin
    await feature.closing(wires.calma.features.checkin)(clock.now)


NIGHT = tuple(f"U{i}" for i in range(20, 29))


@pytest.mark.parametrize(
    ("people", "period_over", "told"),
    [
        (NIGHT, True, "Load: *55 or more* of 100."),
        (NIGHT[:7], True, "of those who count, fewer answered than were needed"),
        (NIGHT, False, "The first one can come once 29 November is over"),
    ],
)
async def test_slack_what_a_manager_sees(
    wires: Wires, clock: Clock, people: tuple[str, ...], period_over: bool, told: str
) -> None:
    await offered(wires, "T1", "slack", *NIGHT)
    for user in people:
        await answered(wires, wires.in_slack(user))
    if period_over:
        await closed(wires, clock)
    wires.slack.admins.add("UBOSS")
    boss = wires.in_slack("UBOSS").user
    message = await boss.types("team", "/checkin")
    assert told in words(message)
    assert not any(user in json.dumps(message) for user in NIGHT)
    await boss.presses(button(message, "Settings"))
    view = await wires.slack.view()
    assert list(inputs(view)) == ["cadence", "minimum", "retention", "country", "on"]
    wrong = await boss.sends(view, minimum="7", retention="180", cadence="2", on="yes")
    assert wrong["errors"] == {"minimum": "A whole number, 8 or more."}


AADS = tuple(f"n{i}" for i in range(9))


@pytest.mark.parametrize(
    ("people", "period_over", "told"),
    [
        (AADS, True, "55 or more"),
        (AADS[:7], True, "of those who count, fewer answered than were needed"),
        (AADS, False, "The first one can come once 29 November is over"),
    ],
)
async def test_teams_what_a_manager_sees(
    wires: Wires, clock: Clock, people: tuple[str, ...], period_over: bool, told: str
) -> None:
    await offered(wires, TENANT, "teams", *(f"aad-{name}" for name in AADS))
    for name in people:
        one = wires.in_teams(name)
        await one.types("checkin")
        await one.opens("Open")
        await one.sends()
        await one.sends(**ANSWERS)
    if period_over:
        await closed(wires, clock)
    rosa = wires.in_teams("rosa")
    await rosa.types("checkin team")
    assert told in rosa.text
    assert "aad-" not in json.dumps(rosa.card)
    await rosa.opens("Settings")
    await rosa.sends(minimum="8", on="no")
    assert "Turn it off and erase all?" in rosa.text
    await rosa.forces_in_dialog("Turn off and erase")
    assert "It is off" in rosa.text
    await rosa.types("checkin team")
    assert "turned off in your organisation" in rosa.text


async def test_what_a_manager_sees_in_spanish(wires: Wires, clock: Clock) -> None:
    await offered(wires, "T1", "slack", *NIGHT)
    await offered(wires, TENANT, "teams", *(f"aad-{name}" for name in AADS))
    for user in NIGHT:
        await answered(wires, wires.in_slack(user))
    for name in AADS:
        one = wires.in_teams(name)
        await one.types("checkin")
        await one.opens("Open")
        await one.sends()
        await one.sends(**ANSWERS)
    await closed(wires, clock)
    wires.slack.admins.add("UJEFA")
    wires.slack.locales["UJEFA"] = "es-MX"
    message = words(await wires.in_slack("UJEFA").user.types("team", "/checkin"))
    assert "Carga: *55 o más*, sobre 100." in message
    assert "60 o más de cada 100" in message
    rosa = wires.in_teams("rosa", locale="es-MX")
    await rosa.types("checkin equipo")
    assert "55 o más" in rosa.text
    assert "60 o más de cada 100" in rosa.text
    assert "no dicen hasta dónde llega, a propósito" in rosa.text


async def test_what_a_manager_sees_on_the_page(wires: Wires, clock: Clock) -> None:
    team = tuple(f"p{n}" for n in range(9))
    await offered(wires, "playground", "playground", *team)
    deps = wires.calma.features.checkin
    assert deps
    agreed = deps.asked(await deps.terms("playground"))
    scored = score(deps.content.instrument, HEAVY)
    heavy = CheckinEntry("2026-W47-W48", "calma-six", 1, HEAVY, scored.indices, scored.exposures)

    def answers(record: CheckinRecord) -> tuple[CheckinRecord, None]:
        return replace(record, consent=agreed, taking_part=True, entries=(heavy,)), None

    for who in team:
        await wires.calma.stores.checkin.records.change_record("playground", who, answers)
    await closed(wires, clock)
    shown = (await replace(wires.page, who="marta").types("team"))["html"]
    assert "55 or more" in shown
    assert "60 or more in 100" in shown
    assert "“Or more” and “under” leave open how far it goes, on purpose" in shown
