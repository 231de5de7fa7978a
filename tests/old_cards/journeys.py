"""The ways through the app that are recorded: every command, every notice, everything that can be pressed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.old_cards.fills import SUPERVISED
from tests.old_cards.led import counted, grouped, reported, shift_begun, taken_along
from tests.old_cards.taught import taught
from tests.old_cards.walk import Walk

Journey = Callable[[Walk, str], Awaitable[None]]
DAY = 24 * 60


async def looked_up(walk: Walk, es: str) -> None:
    """A look-up with its pages and settings, methods, what is saved, the Home tab."""
    ana = f"ana{es}"
    for text in ("hello", "calm", "calm help", "calm yelling at me #chat", "calm yelling", "calm zzzz qqqq"):
        await walk.types(ana, text)
    await walk.crawl(ana)
    for text in ("calm method", "calm avoid", "calm persona", "calm favourites", "calm settings", "home"):
        await walk.types(ana, text)
    await walk.by_hand(ana, "lookup.ask")
    await walk.crawl(ana, most=3)
    await walk.does(ana, "chat", "calm settings")
    await walk.does(ana, "mentions", "yelling at me")
    await walk.crawl(ana, only=("teams", "slack"))


async def at_home(walk: Walk, es: str) -> None:
    """What only one platform has: the Home tab and shortcuts of Slack."""
    ana = f"ana{es}"
    await walk.types(ana, "calm yelling at me")
    await walk.presses(ana, "lookup.save")
    await walk.does(ana, "home")
    await walk.crawl(ana, most=1, only=("mine", "lookup", "home", "drill"))
    await walk.does(ana, "shortcut", "calm_ask")
    await walk.does(ana, "message", "They are yelling at me")
    await walk.sends(ana, "lookup.ask", text="late parcel")


async def started(walk: Walk, es: str) -> None:
    """The start, as an agent and as a manager, and what leads back to it."""
    ana, rosa = f"ana{es}", f"rosa{es}"
    await walk.types(rosa, "calm start")
    await walk.crawl(rosa, most=1, only=("schedule.list", "team.home"))
    await walk.types(ana, "calm start")
    await walk.crawl(ana, most=1, only=("lookup.menu", "drill.start"))
    for action in ("home.show", "incident.waiting"):
        await walk.by_hand(ana, action)


async def practised(walk: Walk, es: str) -> None:
    """Drills to their end, more of them, what a person remembers."""
    ana = f"ana{es}"
    await walk.types(ana, "drill")
    await walk.crawl(ana, only=("drill",), most=12)
    for text in ("drill me", "drill yelling", "drill qwertz", "drill 77", "drill settings"):
        await walk.types(ana, text)
    await walk.by_hand(ana, "drill.me")
    await walk.crawl(ana, only=("drill", "schedule"), most=14)
    await walk.passes(2 * DAY)
    await walk.presses(ana, "drill.next")


async def played(walk: Walk, es: str) -> None:
    """Role-plays, left and resumed, and to an end; in one's own words, and from the customer's side."""
    ana = f"ana{es}"
    await walk.types(ana, "drill roleplay")
    await walk.crawl(ana, only=("roleplay",), most=6)
    await walk.types(ana, "drill roleplay gift")
    await walk.presses(ana, "roleplay.own")
    await walk.sends(ana, "roleplay.own", text="Tomorrow at 4. I check the order, two minutes.")
    await walk.types(ana, "drill roleplay swap")
    await walk.crawl(ana, only=("swap",), most=5)
    await walk.types(ana, "drill roleplay")
    await walk.presses(ana, "roleplay.start")
    while not walk.sees(ana, "roleplay.again"):
        await walk.presses(ana, "roleplay.take")
    await walk.presses(ana, "roleplay.list")
    await walk.presses(ana, "roleplay.again")
    await walk.presses(ana, "roleplay.leave")


async def asked_first(walk: Walk, es: str) -> None:
    """Drills and role-plays about danger: wanted among the others, put off, agreed to, played to an end."""
    ana = f"ana{es}"
    await walk.types(ana, "calm settings")
    await walk.sends(ana, "mine.settings", heavy="with")
    await walk.types(ana, "drill 10")
    await walk.presses(ana, "drill.agree")
    await walk.types(ana, "drill self-harm")
    for action in ("not_today", "others"):
        await walk.presses(ana, f"drill.{action}")
    await walk.types(ana, "drill suicidio")
    for action in ("agree", "guess", "answer", "next", "answer", "next", "answer", "next", "done"):
        await walk.presses(ana, f"drill.{action}")
    await walk.types(ana, "drill roleplay late chat")
    await walk.presses(ana, "roleplay.not_today")
    await walk.types(ana, "drill roleplay chat nocturno")
    await walk.presses(ana, "roleplay.agree")
    await walk.presses(ana, "roleplay.take")
    await walk.types(ana, "drill roleplay")
    await walk.presses(ana, "roleplay.agree")
    while not walk.sees(ana, "roleplay.again"):
        await walk.presses(ana, "roleplay.take")
    await walk.presses(ana, "roleplay.again")
    await walk.crawl(ana, only=("drill", "roleplay", "safety", "checkin"))


async def in_danger(walk: Walk, es: str) -> None:
    """Safety cards from what was typed to what comes afterwards; what a manager sets, tries and sees."""
    ana, rosa = f"ana{es}", f"rosa{es}"
    for text in ("she wants to die", "bomba en el chat", "sexual comments", "ya no puedo más", "knife"):
        await walk.types(ana, f"calm {text}")
    for text in ("calm bomb late refund manager", "calm i could die yelling at me", "drill wants to die"):
        await walk.types(ana, text)
    await walk.crawl(ana, only=("safety", "lookup.nearest", "lookup.menu", "boundary.zero"), most=8)
    await walk.types(ana, "calm emergency")
    await walk.crawl(ana, only=("safety", "checkin", "lookup.show"), most=14)
    await walk.types(rosa, "calm safety setup")
    await walk.crawl(rosa, only=("safety.edit",))
    await walk.types(rosa, "calm safety setup")
    await walk.crawl(rosa, only=("safety",), most=4)
    await walk.types(rosa, "calm safety log")
    await walk.types(ana, "calm quiere matarme")
    await walk.presses(ana, "safety.after")


async def warned(walk: Walk, es: str) -> None:
    """Incidents by every way, what supervisors get, what a manager sees and sets."""
    ana, rosa, eva, luis = (f"{name}{es}" for name in ("ana", "rosa", "eva", "luis"))
    for who in (eva, luis):
        await walk.types(who, "calm help")
    await walk.types(rosa, "calm boundary policy")
    await walk.presses(rosa, "boundary.words", begins="0.end.first")
    for words in ("", "I end this call if it goes on."):
        await walk.sends(rosa, "boundary.words", phone_en=words)
    await walk.crawl(rosa, only=("boundary.words", "boundary.settings"), most=6)
    await walk.types(rosa, "calm boundary policy")
    await walk.presses(rosa, "boundary.settings")
    supervisors: dict[str, str | list[str]] = {"supervisor_1": f"@{eva}", "supervisor_2": f"@{luis}"}
    await walk.sends(rosa, "boundary.settings", **{**SUPERVISED, **supervisors})
    await walk.types(ana, "calm boundary")
    for action in ("said", "undo", "said", "early", "show", "hung_up", "voicemail", "show", "callback"):
        await walk.presses(ana, f"boundary.{action}")
    for action in ("stopped", "kind", "reopen", "channel", "ticket"):
        await walk.presses(ana, f"boundary.{action}")
    await walk.sends(ana, "boundary.ticket", ticket="T-1")
    for action in ("zero", "ended", "note", "tell", "rest", "show", "called", "hung_up"):
        await walk.presses(ana, f"boundary.{action}")
        await walk.passes(1)
    for action in ("again", "threat"):  # of cards that nobody gets any more
        await walk.by_hand(ana, f"boundary.{action}", "id1.1")
    await walk.sends(ana, "boundary.noted", note="He was loud.", ticket="T-1")
    await walk.passes(20)
    await walk.crawl(eva, only=("incident",))
    await walk.crawl(luis, only=("incident",))
    for _ in range(11):
        await walk.types(ana, "calm boundary")
        await walk.presses(ana, "boundary.said")
        await walk.types(ana, "calm boundary")
        await walk.presses(ana, "boundary.new")
    await walk.types(rosa, "calm boundary restrict")
    await walk.presses(rosa, "restrict.set")
    await walk.sends(rosa, "restrict.set", ticket="two words")
    await walk.sends(rosa, "restrict.set", ticket="T-1")
    for action in ("list", "show", "lift"):
        await walk.presses(rosa, f"restrict.{action}")
    await walk.types(rosa, "calm boundary log")
    await walk.crawl(rosa, only=("boundary.log", "boundary.export"))
    await walk.types(rosa, "calm boundary policy")
    await walk.presses(rosa, "boundary.settings")
    await walk.sends(rosa, "boundary.settings", ending="transfer", warnings="1")
    await walk.types(ana, "calm boundary")
    await walk.presses(ana, "boundary.new")
    await walk.presses(ana, "boundary.said")
    await walk.presses(ana, "boundary.transferred")
    await walk.passes(DAY)
    await walk.crawl(ana, only=("boundary",))
    await walk.passes(DAY)
    await walk.crawl(ana, only=("aftercare",))
    await walk.passes(1)
    for who in (eva, luis):
        await walk.crawl(who, only=("incident.hears",))


async def helped(walk: Walk, es: str) -> None:
    """*Get help now*: who is told, what they answer, asked for once more, and over."""
    ana, rosa, eva, luis = (f"{name}{es}" for name in ("ana", "rosa", "eva", "luis"))
    for who in (eva, luis):
        await walk.types(who, "calm help")
    await walk.types(rosa, "calm boundary policy")
    await walk.presses(rosa, "boundary.settings")
    supervisors: dict[str, str | list[str]] = {"supervisor_1": f"@{eva}", "supervisor_2": f"@{luis}"}
    await walk.sends(rosa, "boundary.settings", **{**SUPERVISED, **supervisors})
    await walk.types(ana, "calm she wants to die")
    await walk.presses(ana, "alert.raise")
    await calling(walk, 2)
    await walk.presses(eva, "alert.coming")
    await walk.presses(ana, "alert.show")
    await walk.presses(ana, "alert.raise", begins="self-harm")
    await walk.presses(ana, "alert.anew")
    await calling(walk, 3)
    await walk.presses(luis, "alert.calling")
    await walk.presses(ana, "alert.over")
    await walk.by_hand(ana, "alert.raise", "abuse.chat")
    await calling(walk, 8)
    await walk.crawl(eva, only=("alert",))


async def checked_in(walk: Walk, es: str) -> None:
    """The self-check from its settings to its end, with a reminder."""
    ana, rosa, luis = f"ana{es}", f"rosa{es}", f"luis{es}"
    await walk.types(luis, "calm help")
    await grouped(walk, rosa, luis, ana)
    everything = ("checkin", "teams", "slack")
    for text in ("checkin settings", "checkin team"):
        await walk.types(rosa, text)
    await walk.types(rosa, "checkin settings")
    await walk.presses(rosa, "checkin.settings")
    await walk.sends(rosa, "checkin.setup", confirmed=["voluntary", "impact", "keys"], staff="none")
    await walk.types(rosa, "checkin units")
    await walk.presses(rosa, "checkin.units.groups")
    await walk.sends(rosa, "checkin.units.groups")
    await walk.types(rosa, "checkin units")
    await walk.crawl(rosa, only=("checkin.units.see", "checkin.units.use"))
    await walk.crawl(rosa, only=everything)
    await walk.passes(14 * DAY)  # until the units hold
    await walk.types(ana, "checkin")
    await walk.crawl(ana, only=("teams", "checkin.start", "checkin.consent", "checkin.answer"))
    for _ in range(4):
        await walk.passes(DAY)
    await walk.crawl(luis, only=everything)
    for text in ("checkin me", "checkin care", "checkin"):
        await walk.types(ana, text)
    await walk.crawl(ana, only=everything, most=3)
    for text in ("checkin team", "checkin settings"):
        await walk.types(rosa, text)
    await walk.crawl(rosa, only=everything, most=4)
    for action in ("checkin.later", "checkin.quiet", "checkin.meanwhile", "checkin.changed", "checkin.go_on"):
        await walk.by_hand(ana, action)
    for action in ("checkin.units.use", "checkin.units.all", "checkin.units.back"):
        await walk.by_hand(rosa, action)
    await walk.presses(rosa, "checkin.settings")
    await walk.sends(rosa, "checkin.set", on="no")
    await walk.presses(rosa, "checkin.off")


async def planned(walk: Walk, es: str) -> None:
    """Drills by schedule: set up, tried, sent, put off, started, asked about, sent again."""
    ana, rosa, luis = f"ana{es}", f"rosa{es}", f"luis{es}"
    for who in (ana, luis):
        await walk.types(who, "calm help")
    await grouped(walk, rosa, luis, ana)
    await walk.types(rosa, "drill schedule")
    await walk.crawl(rosa, only=("schedule.keep", "schedule.save", "schedule.try", "schedule.change"))
    await walk.passes(40)
    await walk.crawl(
        ana, only=("schedule.later", "schedule.ends", "schedule.not_today", "schedule.start"), most=3
    )
    await walk.does(rosa, "blocks", ana)
    await walk.passes(DAY)
    await walk.does(rosa, "unblocks", ana)
    await walk.types(rosa, "drill schedules")
    await walk.presses(rosa, "schedule.show")
    await walk.presses(rosa, "schedule.retry")
    for _ in range(9):
        await walk.passes(DAY)
    await walk.crawl(luis, only=("schedule",))
    await walk.types(rosa, "drill schedules")
    await walk.crawl(rosa, only=("schedule",), most=3)


LISTS = (
    *("group.all", "restrict.list", "schedule.list", "team.item", "team.manager", "team.scenario"),
    *("team.miss", "team.offer", "team.phrase", "team.review", "team.trigger"),
)


async def managed(walk: Walk, es: str) -> None:
    """A team's own phrases, triggers, offers, items, managers, misses, groups and results."""
    ana, rosa = f"ana{es}", f"rosa{es}"
    for who in (ana, f"luis{es}", f"eva{es}", *(f"agent{i}{es}" for i in range(5))):
        await walk.types(who, "calm blorf the wug")
    await walk.passes(1)
    await grouped(walk, rosa, ana)
    for text in ("calm team", "calm groups", "drill items", "drill results"):
        await walk.types(rosa, text)
    await walk.crawl(rosa, only=("team", "group", "results"))
    await walk.types(rosa, "drill results")
    await walk.crawl(rosa, most=4, only=("results",))
    for text in ("calm team", "drill items"):
        await walk.types(rosa, text)
    await walk.presses(rosa, "team.offer")
    await walk.presses(rosa, "team.offer.new")
    await walk.sends(rosa, "team.offer.save", what="A refund of 40", limit="40")
    await walk.types(ana, "calm they have been waiting for hours")
    await walk.presses(ana, "lookup.show", begins="waiting|")
    await walk.presses(ana, "offer.show")
    await walk.types(rosa, "calm team")
    await walk.crawl(rosa, most=3, only=("team", "group", "offer"))
    for listed in LISTS:  # what is shown where there is much
        await walk.by_hand(rosa, f"{listed}.find")
        await walk.sends(rosa, f"{listed}.find", text="a")
    await walk.by_hand(rosa, "group.all")


async def in_a_round(walk: Walk, es: str) -> None:
    """A team round: replies, votes, the result, a phrase kept of it."""
    rosa, names = f"rosa{es}", [f"{name}{es}" for name in ("ana", "luis", "eva")]
    await walk.types(rosa, "calm help")
    await walk.does(rosa, "in channel", "drill team")
    await walk.sends(rosa, "round.begin", own="You again?")
    await walk.passes(1)
    for who in names:
        await walk.presses(who, "round.reply", of="channel")
        await walk.sends(who, "round.replied", reply=f"I am {who}, and I stay with you.")
    for action in ("round.count", "round.reveal", "round.reveal"):  # so few are asked for twice
        await walk.presses(rosa, action, of="channel")
    for who in names:
        await walk.presses(who, "round.ballot", of="channel")
        await walk.crawl(who, only=("round.vote", "round.unvote"))
        await walk.presses(who, "round.ballot", of="channel")
        await walk.presses(who, "round.vote")
    for action in ("round.close", "round.keep"):
        await walk.presses(rosa, action, of="channel")
    await walk.by_hand(rosa, "round.start")
    await walk.crawl(rosa, only=("round", "team.phrase.save"))


async def calling(walk: Walk, waves: int) -> None:
    """Lets the next waves of an alert go out, a minute each: first the calls, then word of them."""
    for _ in range(waves):
        for minutes in (0, 0.1, 0.9):
            await walk.passes(minutes)


async def in_units(walk: Walk, es: str) -> None:
    """Units from groups, a file and people, with somebody who would be in two of them."""
    ana, rosa = f"ana{es}", f"rosa{es}"
    await walk.types(ana, "calm help")
    await grouped(walk, rosa, ana)
    await walk.types(rosa, "checkin units")
    await walk.presses(rosa, "checkin.units.groups")
    await walk.sends(rosa, "checkin.units.groups")
    await walk.presses(rosa, "checkin.units.file")
    await walk.sends(rosa, "checkin.units.file", file="id,unit\nU0001,Day\nU0001,Night\nU0002,Day\n")
    await walk.presses(rosa, "checkin.units.settle")
    await walk.types(rosa, "checkin units")
    for step in ("move", "show", "merge", "edit"):
        await walk.presses(rosa, f"checkin.units.{step}")
    await walk.by_hand(rosa, "checkin.units.all.find")
    await walk.presses(rosa, "checkin.units.new")
    await walk.sends(rosa, "checkin.units.keep", name="Night", people=[f"@{ana}"])
    await walk.types(rosa, "checkin units")
    await walk.crawl(rosa, only=("checkin.units",), most=3)


async def kept(walk: Walk, es: str) -> None:
    """What is kept of somebody, from the list of it to its end."""
    ana = f"ana{es}"
    await walk.types(ana, "calm yelling")
    await walk.types(ana, "calm privacy")
    await walk.crawl(ana, only=("teams", "slack", "privacy"), most=2)


JOURNEYS: dict[str, Journey] = {
    "looked up": looked_up,
    "at home": at_home,
    "started": started,
    "practised": practised,
    "played": played,
    "asked first": asked_first,
    "in danger": in_danger,
    "warned": warned,
    "helped": helped,
    "checked in": checked_in,
    "in units": in_units,
    "kept": kept,
    "planned": planned,
    "managed": managed,
    "in a round": in_a_round,
    "taught": taught,
    "reported": reported,
    "counted": counted,
    "shift begun": shift_begun,
    "taken along": taken_along,
}
ONLY_ON = {"at home": "slack"}  # the platform
ONLY_IN = {
    "managed": "en"
}  # the language: its index is built anew for every word of the team, which takes long
