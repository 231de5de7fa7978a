"""The set-up, a yes, another yes and an old form, over the wires of Slack, Teams and the playground."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.checkin.actor import HEAVY, switched_on
from tests.checkin.wires import Wires
from tests.fakes.slack import button, words
from tests.fakes.slack_user import inputs
from tests.fakes.teams import TENANT

ANSWERS = {name: str(place) for name, place in HEAVY.items()}
ALL = ("voluntary", "impact", "keys")


async def off(wires: Wires) -> None:
    """Nobody has set it up, anywhere."""
    for tenant in ("T1", TENANT, "playground"):
        terms = wires.calma.stores.checkin.terms
        assert await terms.keep_terms(tenant, replace(await terms.find_terms(tenant), on=False))


async def agreed_to(wires: Wires, tenant: str, user_id: str) -> int | None:
    """Returns the minimum that somebody agreed to."""
    record = await wires.calma.stores.checkin.records.find_record(tenant, user_id)
    return record.consent.minimum if record.consent and record.taking_part else None


async def test_slack_from_off_to_a_new_yes(wires: Wires) -> None:
    await off(wires)
    ana = wires.in_slack()
    await ana.types()
    assert "turned off in your organisation" in words(ana.view.body)
    assert button(ana.view.body, "Someone to talk to")
    wires.slack.admins.add("UBOSS")
    boss = wires.in_slack("UBOSS")
    await boss.types("settings")
    assert "Set up the self-check" in json.dumps(boss.view.body)
    assert list(inputs(boss.view)) == ["confirmed", "staff", "cadence", "minimum", "retention", "country"]
    half = await boss.sends(staff="none", minimum="10", retention="60", cadence="2")
    assert half["errors"] == {"confirmed": "All three have to hold before it is switched on."}
    await boss.sends(confirmed=list(ALL), staff="none", minimum="10", retention="60", cadence="2")
    assert "It is on" in words(boss.view.body)
    assert button(boss.view.body, "Units")["action_id"].startswith("checkin.units")

    await ana.types()
    assert [e["text"]["text"] for e in _buttons(ana.view.body)].count("No thanks") == 2
    early = replace(ana)
    await switched_on(wires.calma.stores, "T1", minimum=8, retention=365)
    await early.sends()  # the form of the terms of before
    assert "the answers of 8 people or more" in words(early.view.body)
    assert await agreed_to(wires, "T1", "U1") is None
    await switched_on(wires.calma.stores, "T1", minimum=10, retention=60)
    await ana.types()
    await ana.sends()
    await ana.sends(**ANSWERS)
    assert await agreed_to(wires, "T1", "U1") == 10

    await switched_on(wires.calma.stores, "T1", minimum=8, retention=365)
    await ana.types()
    await ana.presses("See what changed")
    assert "A figure now needs 8 people; you agreed to 10." in words(ana.view.body)
    assert "Answers are now kept for 365 days; you agreed to 60." in words(ana.view.body)
    assert ana.view.body["submit"]["text"] == "Yes, under the new terms"
    await ana.presses("Go on under the old ones")
    assert list(inputs(ana.view)) == list(HEAVY)
    assert await agreed_to(wires, "T1", "U1") == 10
    await ana.types()
    await ana.presses("See what changed")
    await ana.sends()
    assert await agreed_to(wires, "T1", "U1") == 8


def _buttons(body: dict[str, object]) -> list[dict[str, dict[str, str]]]:
    blocks = body["blocks"]
    assert isinstance(blocks, list)
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


@pytest.mark.parametrize(
    ("locale", "labels"),
    [
        ("en-US", ("Set it up", "Units", "See what changed", "Go on under the old ones", "No thanks")),
        ("es-MX", ("Prepararlo", "Unidades", "Ver qué cambió", "Seguir con las de antes", "No, gracias")),
    ],
)
async def test_teams_from_off_to_a_new_yes(wires: Wires, locale: str, labels: tuple[str, ...]) -> None:
    await off(wires)
    opens = "Open" if locale == "en-US" else "Abrir"
    setup, units, changed, go_on, no = labels
    maria, rosa = wires.in_teams("maria", locale=locale), wires.in_teams("rosa", locale=locale)
    await maria.types("checkin")
    await maria.opens(opens)
    assert setup not in maria.labels
    await rosa.types("checkin")
    await rosa.opens(opens)
    await rosa.forces_in_dialog(setup)
    await rosa.sends(staff="none")
    assert rosa.error("confirmed")
    await rosa.sends(confirmed=",".join(ALL), staff="agreed")
    assert units in rosa.labels

    await maria.types("checkin")
    await maria.opens(opens)
    form = maria.card
    await switched_on(wires.calma.stores, TENANT, minimum=12)
    await maria.sends()  # the form of the terms of before
    assert await agreed_to(wires, TENANT, "aad-maria") is None
    assert "12 pe" in maria.text
    await maria.sends()
    await maria.sends(**ANSWERS)
    assert "68" in maria.text
    assert await agreed_to(wires, TENANT, "aad-maria") == 12
    maria.card = form
    await switched_on(wires.calma.stores, TENANT, minimum=9)
    await maria.sends()  # that very old one once more
    assert go_on in maria.labels
    await maria.forces_in_dialog(go_on)
    assert maria.field("energy")
    assert await agreed_to(wires, TENANT, "aad-maria") == 12
    await maria.types("checkin")
    await maria.opens(opens)
    await maria.forces_in_dialog(changed)
    await maria.forces_in_dialog(no)
    assert await agreed_to(wires, TENANT, "aad-maria") is None
    record = await wires.calma.stores.checkin.records.find_record(TENANT, "aad-maria")
    assert (len(record.entries), record.reminders) == (1, False)


async def test_the_page_takes_no_old_form_for_a_yes(wires: Wires) -> None:
    page = wires.page
    for value in ("", "1|calma-six|1|50|30||1"):
        shown = await page.sends("checkin.consent", value)
        assert "Yes, I want this" in shown["html"]
    assert await agreed_to(wires, "playground", "ana") is None
    await page.sends("checkin.consent", "1|calma-six|1|8|180||1")
    assert await agreed_to(wires, "playground", "ana") == 8
