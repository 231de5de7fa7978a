"""Every form of the house, on every edge, sent exactly as it opens: it is taken, or names what is empty."""

from __future__ import annotations

import pytest

from tests.forms.opened import PLATFORMS, opened
from tests.old_cards.journeys import JOURNEYS, Journey
from tests.old_cards.led import grouped
from tests.old_cards.walk import Walk


async def scheduled(walk: Walk, es: str) -> None:
    """A schedule from its form to its end, and what an agent wishes of it."""
    ana, rosa = f"ana{es}", f"rosa{es}"
    await walk.types(ana, "calm help")
    await grouped(walk, rosa, ana)
    await walk.types(rosa, "drill schedule")
    await walk.crawl(rosa, only=("schedule",), most=3)
    await walk.types(ana, "drill settings")


async def begun(walk: Walk, es: str) -> None:
    """The first days of somebody new, from the card to the end of them."""
    ana, rosa = f"ana{es}", f"rosa{es}"
    await walk.types(ana, "calm help")
    await walk.types(rosa, "calm starter")
    await walk.crawl(rosa, only=("schedule.onboarding",), most=3)


async def prepared(walk: Walk, es: str) -> None:
    """A week that a channel prepares, until a manager takes over what somebody wrote."""
    rosa, ana = f"rosa{es}", f"ana{es}"
    await walk.types(rosa, "calm help")
    await walk.does(rosa, "in channel", "drill team")
    await walk.sends(rosa, "round.begin", prompt="prepare")
    await walk.passes(1)
    await walk.presses(ana, "round.reply", of="channel")
    await walk.sends(ana, "round.prepared", line="Why did it go up?", reply="I explain it in a minute.")
    for action in ("round.reveal", "round.reveal", "round.keep"):
        await walk.presses(rosa, action, of="channel")


UNIT_FORMS = ("keep", "move", "merge", "groups", "file", "settle", "all.find")
FORMS: dict[str, set[str]] = {  # those that are opened on each way
    "looked up": {"lookup.ask", "lookup.fill", "mine.settings", "boundary.noted", "boundary.ticket"},
    "in danger": {"safety.edit"},
    "played": {"roleplay.own"},
    "warned": {
        "boundary.settings",
        "boundary.words",
        "boundary.exported",
        "boundary.log.find",
        "restrict.set",
    },
    "checked in": {
        *("checkin.consent", "checkin.answer", "checkin.exported", "checkin.set", "checkin.setup"),
    },
    "kept": {"privacy.exported"},
    "scheduled": {"schedule.keep", "schedule.wish"},
    "managed": {
        *("group.keep", "group.all.find", "restrict.list.find", "schedule.list.find", "team.miss.find"),
        *(
            f"team.{kind}.{verb}"
            for kind in ("phrase", "trigger", "item", "offer")
            for verb in ("save", "find")
        ),
        *("team.manager.save", "team.manager.find", "team.import", "team.template"),
        *("team.scenario.save", "team.scenario.copied", "team.scenario.find"),
        *("team.item.moment", "team.item.options", "team.speech.save", "team.review.find"),
    },
    "in units": {f"checkin.units.{name}" for name in UNIT_FORMS},
    "in a round": {"round.begin", "round.replied"},
    "taken along": {"records.practice", "records.incidents", "records.own"},
    "begun": {"schedule.onboarding.keep"},
    "counted": {"figures.upload"},
    "shift begun": {"minute.keep", "minute.offered"},
    "prepared": {"round.begin", "round.prepared", "team.phrase.save"},
}
WAYS: dict[str, Journey] = {
    **JOURNEYS,
    "scheduled": scheduled,
    "begun": begun,
    "prepared": prepared,
}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("name", FORMS)
async def test_a_form_is_taken_as_it_opens_or_names_what_is_empty(platform: str, name: str) -> None:
    async with opened(platform, name) as walk:
        await WAYS[name](walk, "")
        assert walk.stuck == {}
        assert walk.broken == set()
        assert walk.opened >= FORMS[name]


async def test_no_form_of_the_house_is_left_out() -> None:
    async with opened("page", "all") as walk:
        forms = {*set().union(*FORMS.values()), "team.item.back"}  # which is sent by a button of a form
        assert forms == {name for kind, name in walk.world.actions() if kind == "form"}
