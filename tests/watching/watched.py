"""The app as it is watched: Slack and Teams over their wires, metrics and health at their own port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer
from prometheus_client.parser import text_string_to_metric_families

from bot import config, server
from bot.core.edge import Address
from bot.delivery.drainer import Drainer
from bot.features.alert.model import Alert
from bot.features.alert.notices import raised_notices
from bot.wiring.calma import Calma
from bot.wiring.edges import edges
from bot.wiring.stores import Stores
from bot.wiring.watching import Watching
from tests.build import build
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_user import SlackUser
from tests.fakes.teams import FakeTeams
from tests.harness import Clock
from tests.processes import free_port

Labels = tuple[tuple[str, str], ...]


@dataclass
class Read:
    """What `/metrics` said: each sample by its name and labels."""

    samples: dict[tuple[str, Labels], float] = field(default_factory=dict)

    def __call__(self, name: str, **labels: str) -> float | None:
        """Returns a sample, None where there is none."""
        return self.samples.get((name, tuple(sorted(labels.items()))))

    def of(self, name: str) -> dict[tuple[str, ...], float]:
        """Returns what was counted by that name, by the values of its labels in the order of their names."""
        mine = {labels: value for (each, labels), value in self.samples.items() if each == name and value}
        return {tuple(value for _, value in labels): value for labels, value in mine.items()}

    def changed(self, before: Read) -> dict[tuple[str, Labels], float]:
        """Returns the samples of the app's own that are others than before."""
        mine = {key: value for key, value in self.samples.items() if key[0].startswith("calma_")}
        return {key: value for key, value in mine.items() if before.samples.get(key, 0.0) != value}


@dataclass
class Watched:
    """The app, and people before it."""

    calma: Calma
    clock: Clock
    slack: SlackUser
    teams: FakeTeams
    drainer: Drainer
    session: aiohttp.ClientSession
    address: str
    metrics_address: str

    async def read(self) -> Read:
        """Reads `/metrics` as Prometheus does."""
        async with self.session.get(f"{self.metrics_address}/metrics") as response:
            assert response.status == 200
            families = text_string_to_metric_families(await response.text())
        samples = (sample for family in families for sample in family.samples)
        return Read({(each.name, tuple(sorted(each.labels.items()))): each.value for each in samples})

    async def ready(self, *, worker: bool = False) -> tuple[int, Any]:
        """Asks `/readyz`, at the port of the metrics where a `worker` is asked."""
        address = self.metrics_address if worker else self.address
        async with self.session.get(f"{address}/readyz") as response:
            return response.status, await response.json()

    async def calls(self, agent: str, *supervisors: str, minutes: float = 0.0) -> None:
        """An agent called for help in Slack, so many minutes ago; each supervisor is told at once."""
        raised = self.clock.now - timedelta(minutes=minutes)
        waves = (tuple(Address("T1", "slack", id) for id in supervisors),)
        call = Alert("T1", agent, agent, "slack", "Ana", "es", "s", "bomb", "phone", waves, raised)
        told = [notice for notice in raised_notices(call, raised) if notice.to.id in supervisors]
        assert await self.calma.stores.alerts.keep_alerts([call], told)

    async def in_teams(self, text: str, token: str | None = None, **changes: Any) -> int:
        """Somebody writes in Teams; returns the status."""
        headers = {"Authorization": f"Bearer {self.teams.token() if token is None else token}"}
        activity = self.teams.message(text, **changes)
        async with self.session.post(f"{self.address}/api/messages", json=activity, headers=headers) as got:
            return got.status


@asynccontextmanager
async def watched(
    slack: FakeSlack, teams: FakeTeams, folder: Path, stores: Stores | None = None, **settings: str
) -> AsyncIterator[Watched]:
    """Serves the app with Slack and Teams, and its metrics."""
    ours = {"CALMA_METRICS_PORT": free_port(), "CALMA_DATA_DIR": str(folder)}
    told = config.read({**ours, **slack.settings, **teams.settings, **settings})
    clock = Clock(datetime.now(UTC).replace(microsecond=0))  # Slack compares its own with ours
    watching = Watching(told)
    calma = build(stores=stores, clock=clock, report=watching.report, observer=watching.observer)
    async with AsyncExitStack() as stack:
        await calma.start()
        stack.push_async_callback(calma.close)
        open_edges = edges(calma, told, playground=False)
        for edge in open_edges:
            stack.push_async_callback(edge.close)
            await edge.start()
        calma.readiness.add_source(lambda: {edge.platform: edge.troubles() for edge in open_edges})
        await stack.enter_async_context(watching.serving(calma, open_edges))
        app = server.application(
            open_edges, calma.runtime.report, calma.readiness, observer=calma.runtime.observer
        )
        web_server = TestServer(app)
        await web_server.start_server()
        stack.push_async_callback(web_server.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        address = f"http://127.0.0.1:{web_server.port}"
        yield Watched(
            calma,
            clock,
            SlackUser(session, f"{address}/slack/events", slack),
            teams,
            calma.drainer(open_edges),
            session,
            address,
            f"http://127.0.0.1:{ours['CALMA_METRICS_PORT']}",
        )
