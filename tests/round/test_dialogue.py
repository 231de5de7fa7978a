"""A team round as its people meet it: post, reply, reveal, vote, result."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import card as c
from bot.core.chat import Placement, Role
from bot.core.edge import Address
from bot.core.practice import RoundOpener
from bot.features.round.model import OwnBallot, Verdict, voted
from tests.harness import Harness
from tests.round.actor import Guest, manager, posted
from tests.round.sample import with_prompts
from tests.seen import Seen

LINE = "One day late, and you keep my money?"


async def begun(app: Harness, **fields: str) -> Guest:
    """Returns Marta, who has posted a round and looks at it."""
    marta = manager(app)
    assert await marta.types("team") == "New team round"
    assert await marta.sends(**(fields or {"prompt": "refund-day-31"})) == "The round is on its way"
    return marta.at(await posted(app))


async def seated(app: Harness, board: Seen, *names: str) -> list[Guest]:
    """Returns people who each sent a reply."""
    found = [Guest(app, name).at(board) for name in names]
    for guest in found:
        assert await guest.replies(f"This is how {guest.person.user_id.upper()} would say it.") != ""
    return found


async def test_a_whole_round_with_five_people(app: Harness) -> None:
    marta = await begun(app)
    assert f"The customer says: “{LINE}”" in marta.board.text
    assert marta.board.labels == ["My reply", "Refresh", "Reveal"]
    guests = await seated(app, marta.board, "ana", "luis", "eva", "pau", "sol")
    assert guests[0].how is Placement.DIALOG
    await marta.presses("Refresh")
    assert "Replies so far: **5**" in marta.board.text
    await marta.reveals()
    assert "5 replies, in no order. Everybody has **two votes**" in marta.board.text
    assert len(marta.board.quotes) == 5
    for guest in guests:
        guest.at(marta.board)
        await guest.presses("Read and vote")
        assert "This one is yours." in guest.text
        votes = [b for b in guest.buttons if b.action == "round.vote"]
        assert len(votes) == 4
        entries = await app.stores.rounds.replies_of("T1", votes[0].value.split(".")[0])
        luis = next(n for n, entry in enumerate(entries, 1) if "LUIS" in entry.text)
        if guest.person.user_id != "luis":
            await guest.presses(f"Vote for {luis}", on=guest)
            assert "**Counted.**" in guest.text
            assert "You have one vote left." in guest.text
    await marta.presses("Close the vote")
    assert "**Most votes**" in marta.board.text
    assert marta.board.quotes == ["This is how LUIS would say it."]
    assert "• Says one thing that can be done." in marta.board.text
    assert not any(name in marta.board.text for name in ("ana", "luis", "eva", "pau", "sol"))
    assert await marta.presses("Keep as our phrase") == "Add a phrase"
    assert marta.select("situation").selected == ("saying-no",)
    wordings = [marta.field(name).value for name in ("text_en", "text_es")]
    assert wordings == ["This is how LUIS would say it.", ""]


async def test_only_managers_begin_and_only_they_and_the_poster_lead(app: Harness) -> None:
    ana = Guest(app, "ana")
    assert await ana.types("team") != "New team round"
    marta = await begun(app)
    ana.at(marta.board)
    for label in ("Reveal",):
        assert await ana.presses(label) == "Whoever posted it decides that"
        assert ana.came(Placement.PRIVATE)
    rosa = Guest(app, "rosa", role=Role.MANAGER).at(marta.board)  # Marta has left the company
    await rosa.presses("Reveal")
    await rosa.presses("Reveal anyway")
    assert "Nobody has replied." in rosa.board.text
    await rosa.presses("Close the vote")
    assert "The vote was closed without a vote." in rosa.board.text
    assert "What the coach looks for" in rosa.board.text


async def test_few_replies_are_revealed_only_when_asked_twice(app: Harness) -> None:
    marta = await begun(app)
    await seated(app, marta.board, "ana", "luis")
    await marta.presses("Reveal")
    assert "With fewer than 8 replies it is easy to guess" in marta.board.text
    assert marta.board.quotes == []
    eva = Guest(app, "eva").at(marta.board)
    assert await eva.replies("Mine too.") == "Your reply is in"  # waiting is possible
    await marta.presses("Reveal anyway")
    assert len(marta.board.quotes) == 3


async def test_a_reply_may_be_changed_until_it_is_revealed(app: Harness) -> None:
    marta = await begun(app)
    ana, _, _ = await seated(app, marta.board, "ana", "luis", "eva")
    await ana.presses("My reply")
    assert ana.form
    [field] = ana.form.fields
    assert isinstance(field, c.Input)
    assert field.value == "This is how ANA would say it."
    form = ana.form
    await ana.sends(reply="Better.")
    await marta.reveals()
    assert "Better." in marta.board.quotes
    assert len(marta.board.quotes) == 3
    ana.form = form
    assert await ana.sends(reply="Too late.") == "The replies are out already"
    assert await ana.presses("My reply") == "Replies"  # on the card as it was: the replies


async def test_a_paste_of_five_thousand_is_named_and_nothing_is_kept(app: Harness) -> None:
    marta = await begun(app)
    ana = Guest(app, "ana").at(marta.board)
    assert await ana.replies("x" * 5_000) == ""
    assert ana.errors == {"reply": "That is 5000 characters; at most 500 fit here. Please shorten it."}
    assert await ana.sends(reply="   ") == ""
    await marta.reveals()
    assert "Nobody has replied." in marta.board.text


async def test_a_reply_may_be_five_hundred_characters_long(app: Harness) -> None:
    marta = await begun(app)
    ana = Guest(app, "ana").at(marta.board)
    assert await ana.replies("y" * 500) == "Your reply is in"


async def test_what_is_typed_is_shown_inert_and_without_customers_data(app: Harness) -> None:
    marta = await begun(app, own="<!channel> **call** me at 555-123-4567 or a@b.co!")
    assert marta.board.quotes == ["<!channel> **call** me at ••• or •••"]
    assert "What looked like a customer's data was taken out." in marta.text
    ana = Guest(app, "ana").at(marta.board)
    await ana.replies("@everyone\nsee https://evil.example\u202e and 4111 1111 1111 1111")
    assert "What looked like a customer's data was taken out." in ana.text
    await marta.presses("Reveal")
    await marta.presses("Reveal anyway")
    assert marta.board.quotes[1:] == ["@everyone see https://evil.example and •••"]


@pytest.mark.parametrize(
    ("fields", "where", "field"),
    [
        ({}, "C1", "own"),
        ({"prompt": "gone"}, "C1", "own"),
        ({"prompt": "on-hold", "own": "Mine"}, "C1", "own"),
        ({"own": "x" * 241}, "C1", "own"),
        ({"prompt": "on-hold"}, "", "channel"),
    ],
)
async def test_what_is_missing_is_said_at_its_field(
    app: Harness, fields: dict[str, str], where: str, field: str
) -> None:
    marta = manager(app, "es", where)
    await marta.types("equipo")
    assert await marta.sends(**fields) == ""
    assert list(marta.errors) == [field]


async def test_in_a_private_chat_the_channel_is_asked_for(app: Harness) -> None:
    marta = manager(app, where="")
    await marta.types("team")
    assert marta.form
    assert any(isinstance(f, c.Input) and f.kind is c.InputKind.CHANNEL for f in marta.form.fields)
    await marta.sends(prompt="on-hold", channel="C1")
    assert "I've been here an hour." in (await posted(app)).text


async def test_a_channel_that_takes_nothing_is_told_to_who_posted(app: Harness) -> None:
    app.mail.refuses.add("C1")
    marta = manager(app, "es")
    await marta.types("equipo")
    await marta.sends(prompt="on-hold")
    await app.passes(minutes=10)
    assert app.mail.titles("marta") == ["La ronda no se pudo publicar"]


async def test_three_hundred_people(app: Harness) -> None:
    marta = await begun(app)
    await seated(app, marta.board, *(f"u{n}" for n in range(300)))
    await marta.presses("Refresh")
    assert "Replies so far: **300**" in marta.board.text
    await marta.presses("Reveal")
    assert len(marta.board.quotes) == 5
    assert "And 295 more" in marta.board.text
    guest = Guest(app, "u7").at(marta.board)
    await guest.presses("Read and vote")
    seen = set(guest.quotes)
    for _ in range(59):
        await guest.presses("More", on=guest)
        assert guest.came(Placement.DIALOG)  # the card in the channel stays
        seen |= set(guest.quotes)
    assert len(seen) == 300
    assert "More" not in guest.labels
    one = next(label for label in guest.labels if label.startswith("Vote"))
    await guest.presses(one, on=guest)
    assert "Page 60 of 60" in guest.text
    await marta.presses("Refresh")
    assert "have voted" not in marta.board.text
    for n in range(7):
        await Guest(app, f"u{100 + n}").press(
            "round.vote", guest.button(one.replace("Vote for", "Take back:")).value
        )
    await marta.presses("Refresh")
    assert "People who have voted: 8 or more" in marta.board.text


async def test_votes_are_changeable_and_bounded(app: Harness) -> None:
    marta = await begun(app)
    [ana, *_] = await seated(app, marta.board, "ana", "luis", "eva", "pau")
    await marta.reveals()
    ana.at(marta.board)
    await ana.presses("Read and vote")
    first, second, third = [label for label in ana.labels if label.startswith("Vote")]
    same = next(b for b in ana.buttons if b.label == first)
    for _ in range(2):
        await ana.presses(same)
    assert "You have one vote left." in ana.text
    await ana.presses(second, on=ana)
    await ana.presses(third, on=ana)
    assert "Both votes are given already." in ana.text
    await ana.presses(first.replace("Vote for", "Take back:"), on=ana)
    await ana.presses(third, on=ana)
    assert "**Counted.**" in ana.text
    own = (await app.stores.rounds.own_ballot("T1", same.value.split(".")[0], "ana")).reply
    await ana.press("round.vote", f"{same.value.split('.')[0]}.0.{own}")
    assert "That one is yours." in ana.text


async def test_old_and_foreign_buttons_change_nothing(app: Harness) -> None:
    marta = await begun(app)
    stranger = Guest(app, "zoe", role=Role.MANAGER, tenant="T2").at(marta.board)
    for label in ("My reply", "Refresh", "Reveal"):
        assert await stranger.presses(label) == "This round is over"
    for action in ("round.reply", "round.vote", "round.close", "round.keep", "round.ballot"):
        for value in ("", "x", "n1.x", "💥" * 90):
            assert await marta.press(action, value) == "This round is over"
    await marta.presses("Refresh")
    assert marta.board.quotes == []
    before = await marta.press("round.close", marta.board.buttons[0].value)
    assert before == "Team round"
    assert "replies are coming in" in str(marta.board.elements[0])


async def test_before_the_reveal_nobody_reads_the_replies(app: Harness) -> None:
    marta = await begun(app)
    await seated(app, marta.board, "ana", "luis", "eva")
    value = marta.board.buttons[0].value
    for action in ("round.ballot", "round.vote"):
        await marta.press(action, value)
        assert "would say it" not in marta.text


async def test_a_schedule_opens_a_round_once(app: Harness) -> None:
    to = Address("T1", "slack", "C1", channel=True)
    rounds: RoundOpener = app.features.schedule.rounds
    card = await rounds.posted(to, "plan-1:2026-11-24", "waiting", "marta", "es")
    assert "«Llevo una hora aquí.»" in Seen(card).text
    again = await rounds.posted(to, "plan-1:2026-11-24", "saying-no", "marta", "es")
    assert again == card
    app.later(days=1)
    next_day = await rounds.posted(to, "plan-1:2026-11-25", "", "marta", "es")
    assert "«¿Un día tarde" in Seen(next_day).text  # not the same line again
    ana = Guest(app, "ana").at(Seen(card))
    assert await ana.replies("Mine.") == "Your reply is in"
    later = Seen(await rounds.posted(to, "plan-1:2026-11-24", "waiting", "marta", "es"))
    id = later.buttons[0].value.split(".")[0]
    assert [entry.text for entry in await app.stores.rounds.replies_of("T1", id)] == ["Mine."]


async def test_rounds_are_deleted_after_ninety_days(app: Harness) -> None:
    marta = await begun(app)
    app.later(days=89)
    await app.ticks()
    assert await marta.presses("Refresh") == "Team round"
    app.later(days=2)
    await app.ticks()
    assert await marta.presses("Refresh") == "This round is over"


IDS = st.sampled_from(["a", "b", "c", "d"])


@given(st.lists(st.tuples(IDS, st.booleans()), max_size=40))
@settings(max_examples=100)
def test_any_votes_keep_to_two_and_never_ones_own(presses: list[tuple[str, bool]]) -> None:
    mine = OwnBallot("a", "Mine")
    for reply, wanted in presses:
        verdict, votes = voted(mine, reply, wanted=wanted)
        assert "a" not in votes
        assert len(votes) <= 2
        if verdict is Verdict.COUNTED:
            assert reply in votes
        mine = OwnBallot(mine.reply, mine.text, votes)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=25))
@settings(max_examples=30, deadline=None)
def test_any_order_of_presses_keeps_one_reply_a_person(presses: list[tuple[int, int]]) -> None:
    async def run() -> None:
        app = Harness(book=with_prompts())
        marta = await begun(app)
        value = marta.board.buttons[0].value
        for who, what in presses:
            guest = Guest(app, f"u{who}", role=Role.MANAGER).at(marta.board)
            action = ("round.reply", "round.reveal", "round.vote", "round.close")[what]
            if await guest.press(action, value) == "My reply":
                await guest.sends(reply="Mine.")
        entries = await app.stores.rounds.replies_of("T1", value.split(".")[0])
        assert len(entries) <= 5
        assert sum(entry.votes for entry in entries) == 0

    asyncio.run(run())


async def test_whoever_posts_into_a_channel_that_takes_nothing_hears_why_at_once_and_once(
    app: Harness,
) -> None:
    app.mail.refuses.add("C1")
    app.mail.reasons["C1"] = "is_archived"
    marta = manager(app, "es")
    app.calma.quick.told = True
    await app.drainer.start()
    await marta.types("equipo")
    assert await marta.sends(prompt="on-hold") == "La ronda no se pudo publicar"
    assert "El canal está archivado. Desarchívelo o elija otro." in marta.text
    app.mail.refuses.clear()
    await marta.presses("Publicar otra")
    assert await marta.sends(prompt="on-hold") == "La ronda va en camino"
    await app.drainer.close()
    await app.passes(minutes=5)
    assert len(app.mail.to("C1")) == 1
    assert app.mail.to("marta") == []
