"""The clock of the machine is set back while somebody waits for help."""

from __future__ import annotations

from bot.core.edge import Address
from bot.core.ledger import FURTHEST_ALERT
from bot.features.alert import escalation
from tests.alert.actor import Seat
from tests.alert.test_alert import seconds
from tests.harness import Harness


async def test_a_clock_that_is_set_back_keeps_nobody_waiting(app: Harness, ana: Seat) -> None:
    await ana.calls()
    await seconds(app, 10)
    assert (len(app.mail.to("marta")), app.mail.to("pablo"), app.mail.to("inés")) == (1, [], [])
    app.later(hours=-1)
    await seconds(app, 10)
    assert (len(app.mail.to("pablo")), len(app.mail.to("inés"))) == (1, 1)
    await seconds(app, 3)
    assert await ana.reads_mail() == "Nobody yet. I told Pablo and Inés too."
    assert [len(app.mail.to(name)) for name in ("marta", "pablo", "inés")] == [1, 1, 1]
    await app.passes(minutes=8, step=0.1)  # all are told anew after as long as ever
    assert [len(app.mail.to(name)) for name in ("marta", "pablo", "inés")] == [3, 3, 3]


def test_no_call_is_put_so_far_ahead_that_it_seems_of_another_clock() -> None:
    to = [Address("T1", "slack", f"u{n}") for n in range(99)]
    count = len(escalation.waves(to, to[:9], to))
    assert escalation.after(0, count - 1, count) < FURTHEST_ALERT
