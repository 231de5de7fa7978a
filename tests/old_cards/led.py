"""The ways through what managers look at, import, offer and take along, and what comes of it to the team."""

from __future__ import annotations

from tests.old_cards.walk import Walk

DAY = 24 * 60


async def grouped(walk: Walk, rosa: str, *who: str) -> None:
    """Makes a group of these people."""
    await walk.types(rosa, "calm groups")
    await walk.presses(rosa, "group.new")
    await walk.sends(rosa, "group.keep", name="Night shift", channel="", people=[f"@{name}" for name in who])


async def reported(walk: Walk, es: str) -> None:
    """A report from the empty one to each of its parts, its page, and the digest of a week."""
    rosa = f"rosa{es}"
    await walk.types(rosa, "calm report")
    await walk.worked()
    await walk.types(rosa, "calm report")
    await walk.crawl(rosa, only=("report",), most=6)
    await walk.types(rosa, "calm digest")
    await walk.presses(rosa, "report.digest.on")
    await walk.passes(7 * DAY)
    await walk.passes(10)
    await walk.presses(rosa, "report.open")
    await walk.presses(rosa, "report.digest.off")
    await walk.presses(rosa, "report.leave")


async def counted(walk: Walk, es: str) -> None:
    """Help-desk figures: none, a file of them, the report that shows them, and their removal."""
    rosa = f"rosa{es}"
    await walk.types(rosa, "calm figures")
    await walk.crawl(rosa, only=("figures.upload",))
    await walk.types(rosa, "calm report")
    await walk.presses(rosa, "report.show", begins="more.")
    await walk.crawl(rosa, only=("report.table",))
    await walk.types(rosa, "calm figures")
    await walk.crawl(rosa, only=("figures",))


async def shift_begun(walk: Walk, es: str) -> None:
    """The line of a shift's start: asked for, put off, offered to a group, refused, set up, sent, ended."""
    ana, rosa, luis = f"ana{es}", f"rosa{es}", f"luis{es}"
    for who in (ana, luis):
        await walk.types(who, "calm minute now")
    await walk.crawl(ana, only=("minute.now",))
    await walk.types(ana, "calm minute")
    await walk.presses(ana, "minute.later")
    await walk.types(rosa, "calm minute")
    await walk.presses(rosa, "minute.offer")  # there is no group yet
    await grouped(walk, rosa, luis, ana)
    await walk.types(rosa, "calm minute")
    await walk.presses(rosa, "minute.offer")
    await walk.sends(rosa, "minute.offered")
    await walk.passes(5)
    await walk.presses(luis, "minute.refuse")
    await walk.presses(ana, "minute.set")
    await walk.sends(ana, "minute.keep", days=[])
    await walk.sends(ana, "minute.keep", at="09:00", days=["0", "1", "2", "3", "4"])
    await walk.passes(DAY - 5)
    await walk.passes(5)
    await walk.presses(ana, "minute.later")
    await walk.types(ana, "calm minute")
    await walk.crawl(ana, only=("minute",))
    await walk.types(ana, "calm minute stop")


async def taken_along(walk: Walk, es: str) -> None:
    """What managers take along, before there is any of it and after, and what people let go of their own."""
    ana, rosa = f"ana{es}", f"rosa{es}"
    await walk.types(ana, "calm settings")
    await walk.presses(ana, "records.own")
    await walk.sends(ana, "records.own", agreed="yes")
    await walk.types(rosa, "calm records")
    await grouped(walk, rosa, ana)
    await walk.types(rosa, "drill results")
    await walk.presses(rosa, "results.name")
    await walk.types(rosa, "calm records")
    await walk.presses(rosa, "records.practice")  # no week is over yet
    await walk.types(ana, "drill")
    await walk.crawl(ana, only=("drill.start", "drill.answer", "drill.next"), most=4)
    await walk.passes(21 * DAY)
    await walk.types(rosa, "calm records")
    await walk.presses(rosa, "records.practice")
    await walk.sends(rosa, "records.practice")
    await walk.crawl(rosa, only=("records",), most=3)
    await walk.types(ana, "calm settings")
    await walk.presses(ana, "records.own")
    await walk.sends(ana, "records.own", agreed="no")
