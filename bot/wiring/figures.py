"""The job of the command line that takes help-desk figures in and writes them out."""

from __future__ import annotations

import argparse
import asyncio
import os

from bot import terminal
from bot.config import Config
from bot.core.current import CurrentPhrasebook
from bot.core.errors import CalmaError
from bot.core.viewer import Viewer
from bot.core.words import FALLBACK
from bot.features.helpdesk import cards, forms
from bot.features.helpdesk.model import MOST_BYTES, UnreadableFigures
from bot.features.helpdesk.service import HelpdeskService
from bot.wiring.jobs import read_file
from bot.wiring.phrasebook import read
from bot.wiring.privacy import expect_database, keep_private
from bot.wiring.reporting import helpdesk_deps
from bot.wiring.runtime import Runtime
from bot.wiring.stores import stored


def figures(options: argparse.Namespace, settings: Config) -> int:
    """Imports a file of help-desk figures whole or not at all, or writes all that are stored."""
    if not options.tenant.strip():
        raise CalmaError("--tenant is empty: name the workspace or tenant whose figures these are.")
    return asyncio.run(_figures(options, settings))


async def _figures(options: argparse.Namespace, settings: Config) -> int:
    phrasebook = CurrentPhrasebook(read(settings.phrasebook))
    spoken = options.language or phrasebook.words.speaks(os.environ.get("LANG", "")) or FALLBACK
    viewer = Viewer(phrasebook.book, spoken)
    exporting = options.what == "export"
    data = b"" if exporting else read_file(options.file, MOST_BYTES)
    (expect_database if exporting else keep_private)(settings)
    async with stored(settings) as stores:
        service = HelpdeskService(helpdesk_deps(phrasebook, stores, Runtime()))
        if exporting:
            terminal.put_file(await service.export_file(options.tenant, options.language or FALLBACK))
            return 0
        try:
            done = await service.import_file(options.tenant, data)
        except UnreadableFigures as unreadable:
            raise CalmaError(forms.faults_text(viewer, unreadable)) from unreadable
    for line in filter(None, cards.import_lines(viewer, done)):
        terminal.put(f"{line}\n")
    return 0
