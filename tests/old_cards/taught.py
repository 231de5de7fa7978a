"""The way through what is there to learn from, and what managers do for it."""

from __future__ import annotations

from tests.old_cards.walk import Walk


async def taught(walk: Walk, es: str) -> None:
    """Cards to learn from, five days for a starter, reviews, own role-plays, a prepared week."""
    ana, rosa, names = f"ana{es}", f"rosa{es}", [f"{name}{es}" for name in ("ana", "luis", "eva")]
    for who in names:
        await walk.types(who, "calm help")
    for action, value in (
        ("teaching.show", "why"),
        ("teaching.family", "channel"),
        ("method.example", "heard"),
    ):
        await walk.by_hand(ana, action, value)
    await walk.by_hand(ana, "drill.again")
    await walk.types(rosa, "calm team")
    await walk.by_hand(rosa, "teaching.lead")
    for action in (
        "review.change",
        "review.confirm",
        "scenario.publish",
        "scenario.take_back",
        "scenario.edit",
    ):
        await walk.by_hand(rosa, f"team.{action}")
    for action in ("team.scenario.retire", "team.scenario.retired", "roleplay.try"):
        await walk.by_hand(rosa, action)
    await walk.types(rosa, "calm starter")
    await walk.crawl(rosa, only=("schedule.onboarding",))
    for action in ("begin", "undo"):
        await walk.by_hand(rosa, f"schedule.onboarding.{action}")
    await walk.does(rosa, "in channel", "drill team")
    await walk.sends(rosa, "round.begin", prompt="prepare")
    await walk.passes(1)
    for who in names:
        await walk.presses(who, "round.reply", of="channel")
        await walk.crawl(who, only=("round.prepared",))
