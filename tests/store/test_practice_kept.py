"""A role-play and a round go on where they were after a restart, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core import card as c
from bot.core.chat import Answer, Ask, Command, FieldErrors, Person, Press, Reply, Role, Submit, Suggestions
from bot.core.ledger import Lane
from bot.store.sql.database import Database
from bot.store.sql.incidents import boundary_stores
from bot.store.sql.roleplays import SqlPlayStore
from bot.store.sql.rounds import SqlRoundStore
from bot.wiring.calma import Calma
from bot.wiring.stores import Stores
from tests.build import build, put_book
from tests.conftest import PHRASEBOOK
from tests.roleplay.sample import with_samples
from tests.round.sample import with_prompts
from tests.seen import Seen

ANA = Person("T1", "slack", "ana")
MARTA = Person("T1", "slack", "marta", role=Role.MANAGER)


def restarted(database: Database) -> Calma:
    """Returns a house as it stands after a start."""
    plays, rounds = SqlPlayStore(database), SqlRoundStore(database)
    house = build(PHRASEBOOK, Stores(boundary=boundary_stores(database), plays=plays, rounds=rounds))
    put_book(house, replace(with_samples(), prompts=with_prompts().prompts))
    return house


async def ask(database: Database, asked: Ask) -> c.Card | c.Form:
    """Asks a house that has just started."""
    reply: Reply = await restarted(database).desk.answer(asked)
    assert not isinstance(reply, FieldErrors | Suggestions)
    return reply.card if isinstance(reply, Answer) else reply


async def test_a_role_play_goes_on(database: Database) -> None:
    card = await ask(database, Command(ANA, "drill", "roleplay late parcel"))
    for line in ("name-it", "look", "truth"):
        assert isinstance(card, c.Card)
        button = next(b for b in Seen(card).buttons if b.value.endswith(f".{line}"))
        await ask(database, Press(ANA, button.action, button.value))
        card = await ask(database, Command(ANA, "drill", "roleplay"))
    assert isinstance(card, c.Card)
    assert "And now?" in Seen(card).text


async def test_a_round_goes_on(database: Database) -> None:
    form = await ask(database, Command(MARTA, "drill", "team", "C1"))
    assert isinstance(form, c.Form)
    await ask(database, Submit(MARTA, form.action, form.value, {"prompt": ("on-hold",)}))
    [prompt] = await SqlRoundStore(database).recent_rounds("T1", 9)
    now, ledger = restarted(database).features.boundary.now(), boundary_stores(database).ledger
    lease = await ledger.take_lane(
        Lane(MARTA.tenant, MARTA.platform), "test", now, now + timedelta(minutes=1)
    )
    assert lease
    [claim] = await ledger.claim_due(lease, now, 9)
    assert (prompt, claim.notice.subject) == ("on-hold", "round.post")
    value = f"{claim.notice.about[0]}.0"
    form = await ask(database, Press(ANA, "round.reply", value))
    assert isinstance(form, c.Form)
    await ask(database, Submit(ANA, form.action, form.value, {"reply": ("In ten minutes.",)}))
    board = await ask(database, Press(MARTA, "round.reveal", f"{value[:-1]}1"))
    assert isinstance(board, c.Card)
    assert "In ten minutes." in Seen(board).text
    form = await ask(database, Press(ANA, "round.reply", value))
    assert isinstance(form, c.Card)
    assert "This one is yours." in Seen(form).text
