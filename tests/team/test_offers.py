"""What agents may offer, who manages, and what was changed."""

from __future__ import annotations

import logging

import pytest

from bot.core import card as c
from bot.core.chat import Placement, Role
from tests.seen import Seen
from tests.team.actor import Member

OFFER = "What we may offer"


async def test_without_offers_no_card_speaks_of_them(manager: Member) -> None:
    await manager.types("we made a mistake")
    assert manager.phrases
    assert OFFER not in manager.labels


@pytest.mark.parametrize(
    ("situation", "there"),
    [
        ("mistake-recovery", True),
        ("options", True),
        ("waiting", True),
        ("saying-no", True),
        ("yelling", False),
    ],
)
async def test_offers_are_one_button_away_where_they_help(
    manager: Member, situation: str, there: bool
) -> None:
    await manager.adds_offer("A voucher", limit="20 USD", approver="You yourself", unless="Fraud")
    agent = manager.colleague(Role.AGENT)
    await agent.types(situation.replace("-", " "))
    assert (OFFER in agent.labels) is there
    if there:
        button = agent.button(OFFER)
        reply = await agent.forces(button.action, button.value)
        assert reply.how is Placement.PRIVATE  # the found card stays
        assert Seen(reply.card).quotes == ["A voucher", "20 USD", "You yourself", "Fraud"]


async def test_a_phrase_that_needs_approval_points_to_the_offers(manager: Member) -> None:
    await manager.adds_phrase(tags="needs-approval")
    await manager.types("yelling")
    assert manager.phrases[0].cue.endswith("your team's · needs approval")
    assert OFFER not in manager.labels
    await manager.adds_offer("A voucher")
    await manager.types("yelling")
    assert manager.phrases[0].cue.endswith("your team's · needs approval, see “What we may offer”")
    assert OFFER in manager.labels


async def test_the_last_offer_takes_the_button_with_it(manager: Member) -> None:
    await manager.adds_offer("A voucher")
    await manager.presses("Retire")
    await manager.presses("Yes, retire it")
    await manager.types("waiting")
    assert OFFER not in manager.labels
    reply = await manager.forces("offer.show", "")
    assert "hasn't written down" in str(reply.card.elements)


async def test_many_offers_are_paged_in_place(manager: Member) -> None:
    for i in range(9):
        await manager.adds_offer(f"Offer {i}")
    reply = await manager.forces("offer.show", "")
    manager.looks_at(reply.card)
    assert len(manager.quotes) == 8
    await manager.presses("Next")
    assert manager.quotes == ["Offer 8"]


@pytest.mark.parametrize(
    ("name", "most"), [("what", 200), ("limit", 100), ("approver", 100), ("unless", 300)]
)
async def test_an_offer_that_is_too_long_is_told(manager: Member, name: str, most: int) -> None:
    await manager.at(OFFER)
    await manager.opens("Add an offer")
    assert await manager.sends(**{"what": "A voucher", name: "x" * (most + 1)}) == ""
    assert f"at most {most}" in manager.errors[name]
    assert await manager.sends() == ""
    assert "missing" in manager.errors["what"]


async def test_somebody_is_appointed_and_manages_from_then_on(manager: Member) -> None:
    await manager.adds_manager(manager.person.user_id)
    friend = manager.colleague(Role.AGENT)
    await friend.types("team")
    assert friend.title == "This is for whoever leads a team here"
    await manager.adds_manager(friend.person.user_id)
    assert friend.person.user_id in manager.quotes
    await friend.types("team")
    assert friend.title == "Your team"
    await friend.presses("Managers")
    await friend.press("team.manager.remove", manager.person.user_id)
    assert friend.quotes == [friend.person.user_id]


async def test_the_last_way_in_stays(manager: Member) -> None:
    await manager.adds_manager("U-only")
    await manager.presses("Remove U-only")
    assert "keep the key" in manager.notes[0]
    assert manager.quotes == ["U-only"]


async def test_of_two_removals_at_once_one_way_in_stays(manager: Member) -> None:
    people, tenant = manager.app.stores.people, manager.tenant
    for user in ("U-one", "U-two"):
        await manager.adds_manager(user)
    real, waiting = people.appoint_person, list[object]()

    async def late(*given: object) -> None:
        # The other process removes the other one just before this removal.
        if not waiting:
            waiting.append(given)
            await real(tenant, "U-two", Role.AGENT)
        await real(*given)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "appoint_person", late)
        await manager.press("team.manager.remove", "U-one")
    assert manager.quotes == ["U-one"]
    assert "keep the key" in manager.notes[0]


async def test_who_may_already_is_not_appointed_again(manager: Member) -> None:
    await manager.adds_manager("U-one")
    await manager.opens("Appoint a manager")
    for person, said in (("U-one", "already"), ("", "missing"), ("x" * 200, "at most 128")):
        assert await manager.sends(person=person) == ""
        assert said in manager.errors["person"]


async def test_a_manager_of_another_team_is_not_removed(
    manager: Member, caplog: pytest.LogCaptureFixture
) -> None:
    await manager.adds_manager("U-one")
    await manager.adds_manager("U-two")
    thief = Member(manager.app)
    with caplog.at_level(logging.WARNING, "calma.team"):
        await thief.press("team.manager.remove", "U-one")
    assert repr(thief.tenant) in caplog.text
    await manager.at("Managers")
    assert manager.quotes == ["U-one", "U-two"]


async def test_a_manager_who_is_removed_twice_in_a_hurry_is_nobody_elses(
    manager: Member, caplog: pytest.LogCaptureFixture
) -> None:
    await manager.adds_manager("U-one")
    await manager.adds_manager("U-two")
    for _ in range(3):
        await manager.forces("team.manager.remove", "U-two")
    assert "not theirs" not in caplog.text


async def test_every_change_is_told_the_newest_first(manager: Member) -> None:
    await manager.adds_trigger("printer toner")
    await manager.opens("Edit")
    await manager.sends(situation="yelling", text="toner of the printer", language="en")
    await manager.adds_phrase()
    await manager.adds_offer("A voucher", limit="20 USD")
    await manager.adds_manager("U-one")
    await manager.at("Changes")
    assert manager.quotes == [
        "U-one",
        "A voucher · 20 USD",
        "Yelling: I'm on your side, and I start with [order number] now.",
        "Yelling: printer toner → Yelling: toner of the printer",
        "Yelling: printer toner",
    ]
    assert manager.all(c.Quote)[0].label.endswith(f"UTC · {manager.person.user_id} appointed a manager")


async def test_changes_are_paged_by_twenty(manager: Member) -> None:
    for i in range(21):
        await manager.adds_manager(f"U-{i}")
    await manager.at("Changes")
    assert len(manager.quotes) == 20
    await manager.presses("Next")
    assert manager.quotes == ["U-0"]
    await manager.presses("Previous")
    assert len(manager.quotes) == 20
