"""A team round as its people meet it: post, reply, reveal, vote, result."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coach import card as c
from bot.coach.drills import Rounds
from bot.coach.edge import Address
from bot.coach.round.round import Mine, Verdict, voted
from bot.coach.talk import How, Press, Role
from tests.round.table import Guest, Table, buttons, labels, quoted, text, title

LINE = "One day late, and you keep my money?"


@pytest.fixture
def table() -> Table:
    """A table at which nobody has sat down yet."""
    return Table()


async def begun(table: Table, **fields: str) -> Guest:
    """Returns Marta, who has posted a round and looks at it."""
    marta = table.marta()
    assert await marta.types("team") == "New team round"
    assert await marta.fills_in(**(fields or {"prompt": "refund-day-31"})) == "The round is on its way"
    return marta.sees(await table.posted())


async def seated(table: Table, board: c.Card, *names: str) -> list[Guest]:
    """Returns people who each sent a reply."""
    found = [table.somebody(name).sees(board) for name in names]
    for guest in found:
        assert await guest.replies(f"This is how {guest.person.user_id.upper()} would say it.") != "errors"
    return found


async def test_a_whole_round_with_five_people(table: Table) -> None:
    marta = await begun(table)
    assert f"The customer says: “{LINE}”" in text(marta.board)
    assert labels(marta.board) == ["My reply", "Refresh", "Reveal"]
    guests = await seated(table, marta.board, "ana", "luis", "eva", "pau", "sol")
    assert guests[0].how is How.DIALOG
    await marta.presses("Refresh")
    assert "Replies so far: **5**" in text(marta.board)
    await marta.presses("Reveal")
    assert "5 replies, in no order. Everybody has **two votes**" in text(marta.board)
    assert len(quoted(marta.board)) == 5
    for guest in guests:
        guest.sees(marta.board)
        await guest.presses("Read and vote")
        assert "This one is yours." in guest.text
        votes = [b for b in buttons(guest.card) if b.action == "round.vote"]
        assert len(votes) == 4
        entries = await table.records.entries("T1", votes[0].value.split(".")[0])
        luis = next(n for n, entry in enumerate(entries, 1) if "LUIS" in entry.text)
        if guest.person.user_id != "luis":
            await guest.presses(f"Vote for {luis}", on=guest.card)
            assert "**Counted.**" in guest.text
            assert "You have one vote left." in guest.text
    await marta.presses("Close the vote")
    assert "**Most votes: 4**" in text(marta.board)
    assert quoted(marta.board) == ["This is how LUIS would say it."]
    assert "• Says one thing that can be done." in text(marta.board)
    assert not any(name in text(marta.board) for name in ("ana", "luis", "eva", "pau", "sol"))
    assert await marta.presses("Keep as our phrase") == "Phrase"
    assert table.kept == [("saying-no", "en", "This is how LUIS would say it.")]


async def test_only_managers_begin_and_only_they_and_the_poster_lead(table: Table) -> None:
    ana = table.somebody("ana")
    assert await ana.types("team") != "New team round"
    marta = await begun(table)
    ana.sees(marta.board)
    for label in ("Reveal",):
        assert await ana.presses(label) == "Whoever posted it decides that"
        assert ana.how is How.PRIVATE
    rosa = table.somebody("rosa", role=Role.MANAGER).sees(marta.board)  # Marta has left the company
    await rosa.presses("Reveal")
    await rosa.presses("Reveal anyway")
    assert "Nobody has replied." in text(rosa.board)
    await rosa.presses("Close the vote")
    assert "The vote was closed without a vote." in text(rosa.board)
    assert "What the coach looks for" in text(rosa.board)


async def test_few_replies_are_revealed_only_when_asked_twice(table: Table) -> None:
    marta = await begun(table)
    await seated(table, marta.board, "ana", "luis")
    await marta.presses("Reveal")
    assert "With fewer than 3 it is easy to guess" in text(marta.board)
    assert quoted(marta.board) == []
    eva = table.somebody("eva").sees(marta.board)
    assert await eva.replies("Mine too.") == "Your reply is in"  # waiting is possible
    await marta.presses("Reveal anyway")
    assert len(quoted(marta.board)) == 3


async def test_a_reply_may_be_changed_until_it_is_revealed(table: Table) -> None:
    marta = await begun(table)
    ana, _, _ = await seated(table, marta.board, "ana", "luis", "eva")
    await ana.presses("My reply")
    assert ana.form
    [field] = ana.form.fields
    assert isinstance(field, c.Input)
    assert field.value == "This is how ANA would say it."
    form = ana.form
    await ana.fills_in(reply="Better.")
    await marta.presses("Reveal")
    assert "Better." in quoted(marta.board)
    assert len(quoted(marta.board)) == 3
    ana.form = form
    assert await ana.fills_in(reply="Too late.") == "The replies are out already"
    assert await ana.presses("My reply") == "Replies"  # on the card as it was: the replies


async def test_a_paste_of_five_thousand_is_named_and_nothing_is_kept(table: Table) -> None:
    marta = await begun(table)
    ana = table.somebody("ana").sees(marta.board)
    assert await ana.replies("x" * 5_000) == "errors"
    assert ana.errors == {"reply": "That is 5000 characters; at most 500 fit."}
    assert await ana.fills_in(reply="   ") == "errors"
    await marta.presses("Refresh")
    assert "Replies so far: **0**" in text(marta.board)
    assert await ana.fills_in(reply="y" * 500) == "Your reply is in"


async def test_what_is_typed_is_shown_inert_and_without_customers_data(table: Table) -> None:
    marta = await begun(table, own="<!channel> **call** me at 555-123-4567 or a@b.co!")
    assert quoted(marta.board) == ["<!channel> **call** me at ••• or •••"]
    assert "What looked like a customer's data was taken out." in marta.text
    ana = table.somebody("ana").sees(marta.board)
    await ana.replies("@everyone\nsee https://evil.example\u202e and 4111 1111 1111 1111")
    assert "What looked like a customer's data was taken out." in ana.text
    await marta.presses("Reveal")
    await marta.presses("Reveal anyway")
    assert quoted(marta.board)[1:] == ["@everyone see https://evil.example and •••"]


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
    table: Table, fields: dict[str, str], where: str, field: str
) -> None:
    marta = table.marta("es")
    await marta.types("equipo", where)
    assert await marta.fills_in(**fields) == "errors"
    assert list(marta.errors) == [field]


async def test_in_a_private_chat_the_channel_is_asked_for(table: Table) -> None:
    marta = table.marta()
    await marta.types("team", "")
    assert marta.form
    assert any(isinstance(f, c.Input) and f.kind is c.Kind.CHANNEL for f in marta.form.fields)
    await marta.fills_in(prompt="on-hold", channel="C1")
    assert "I've been here an hour." in text(await table.posted())


async def test_a_channel_that_takes_nothing_is_told_to_who_posted(table: Table) -> None:
    table.mail.refuses.add("C1")
    marta = table.marta("es")
    await marta.types("equipo")
    await marta.fills_in(prompt="on-hold")
    await table.drainer.drain()
    assert [title(card) for card in table.mail.to("marta")] == ["La ronda no se pudo publicar"]


async def test_three_hundred_people(table: Table) -> None:
    marta = await begun(table)
    await seated(table, marta.board, *(f"u{n}" for n in range(300)))
    await marta.presses("Reveal")
    assert len(quoted(marta.board)) == 5
    assert "And 295 more" in text(marta.board)
    guest = table.somebody("u7").sees(marta.board)
    await guest.presses("Read and vote")
    seen = set(quoted(guest.card))
    for _ in range(59):
        await guest.presses("More", on=guest.card)
        assert guest.how is How.DIALOG  # the card in the channel stays
        seen |= set(quoted(guest.card))
    assert len(seen) == 300
    assert "More" not in labels(guest.card)
    one = next(label for label in labels(guest.card) if label.startswith("Vote"))
    await guest.presses(one, on=guest.card)
    assert "Page 60 of 60" in guest.text
    await marta.presses("Refresh")
    assert "People who have voted: 1" in text(marta.board)


async def test_votes_are_changeable_and_bounded(table: Table) -> None:
    marta = await begun(table)
    [ana, *_] = await seated(table, marta.board, "ana", "luis", "eva", "pau")
    await marta.presses("Reveal")
    ana.sees(marta.board)
    await ana.presses("Read and vote")
    first, second, third = [label for label in labels(ana.card) if label.startswith("Vote")]
    same = next(b for b in buttons(ana.card) if b.label == first)
    for _ in range(2):
        await ana.ask(Press(ana.person, same.action, same.value))
    assert "You have one vote left." in ana.text
    await ana.presses(second, on=ana.card)
    await ana.presses(third, on=ana.card)
    assert "Both votes are given already." in ana.text
    await ana.presses(first.replace("Vote for", "Take back:"), on=ana.card)
    await ana.presses(third, on=ana.card)
    assert "**Counted.**" in ana.text
    own = (await table.records.mine("T1", same.value.split(".")[0], "ana")).reply
    await ana.ask(Press(ana.person, "round.vote", f"{same.value.split('.')[0]}.0.{own}"))
    assert "That one is yours." in ana.text


async def test_old_and_foreign_buttons_change_nothing(table: Table) -> None:
    marta = await begun(table)
    stranger = table.somebody("zoe", role=Role.MANAGER, tenant="T2").sees(marta.board)
    for label in ("My reply", "Refresh", "Reveal"):
        assert await stranger.presses(label) == "This round is over"
    for action in ("round.reply", "round.vote", "round.close", "round.keep", "round.ballot"):
        for value in ("", "x", "n1.x", "💥" * 90):
            assert await marta.ask(Press(marta.person, action, value)) == "This round is over"
    await marta.presses("Refresh")
    assert "Replies so far: **0**" in text(marta.board)
    before = await marta.ask(Press(marta.person, "round.close", buttons(marta.board)[0].value))
    assert before == "Team round"
    assert "replies are coming in" in str(marta.board.elements[0])


async def test_before_the_reveal_nobody_reads_the_replies(table: Table) -> None:
    marta = await begun(table)
    await seated(table, marta.board, "ana", "luis", "eva")
    value = buttons(marta.board)[0].value
    for action in ("round.ballot", "round.vote"):
        await marta.ask(Press(marta.person, action, value))
        assert "would say it" not in marta.text


async def test_a_schedule_opens_a_round_once(table: Table) -> None:
    to = Address("T1", "slack", "C1", channel=True)
    rounds: Rounds = table.opening
    card = await rounds.posted(to, "plan-1:2026-11-24", "waiting", "marta", "es")
    assert "«Llevo una hora aquí.»" in text(card)
    again = await table.opening.posted(to, "plan-1:2026-11-24", "saying-no", "marta", "es")
    assert again == card
    table.later(days=1)
    next_day = await table.opening.posted(to, "plan-1:2026-11-25", "", "marta", "es")
    assert "«¿Un día tarde" in text(next_day)  # not the same line again
    ana = table.somebody("ana").sees(card)
    assert await ana.replies("Mine.") == "Your reply is in"
    later = await table.opening.posted(to, "plan-1:2026-11-24", "waiting", "marta", "es")
    assert "**1**" in text(later)


async def test_rounds_are_deleted_after_ninety_days(table: Table) -> None:
    marta = await begun(table)
    table.later(days=89)
    await table.drainer.sweep()
    assert await marta.presses("Refresh") == "Team round"
    table.later(days=2)
    await table.drainer.sweep()
    assert await marta.presses("Refresh") == "This round is over"


IDS = st.sampled_from(["a", "b", "c", "d"])


@given(st.lists(st.tuples(IDS, st.booleans()), max_size=40))
@settings(max_examples=100)
def test_any_votes_keep_to_two_and_never_ones_own(presses: list[tuple[str, bool]]) -> None:
    mine = Mine("a", "Mine")
    for reply, wanted in presses:
        verdict, votes = voted(mine, reply, wanted=wanted)
        assert "a" not in votes
        assert len(votes) <= 2
        if verdict is Verdict.COUNTED:
            assert reply in votes
        mine = Mine(mine.reply, mine.text, votes)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=25))
@settings(max_examples=30, deadline=None)
def test_any_order_of_presses_keeps_one_reply_a_person(presses: list[tuple[int, int]]) -> None:
    async def run() -> None:
        table = Table()
        marta = await begun(table)
        value = buttons(marta.board)[0].value
        for who, what in presses:
            guest = table.somebody(f"u{who}", role=Role.MANAGER).sees(marta.board)
            action = ("round.reply", "round.reveal", "round.vote", "round.close")[what]
            if await guest.ask(Press(guest.person, action, value)) == "My reply":
                await guest.fills_in(reply="Mine.")
        entries = await table.records.entries("T1", value.split(".")[0])
        assert len(entries) <= 5
        assert sum(entry.votes for entry in entries) == 0

    asyncio.run(run())
