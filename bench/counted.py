"""The app, and how many tasks it has: `python -m bench.counted run` is `app.py run` that writes them down.

Where, BENCH_TASKS says: the file has a number, written anew every second.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from pathlib import Path

import app

FILE = "BENCH_TASKS"


def watch(path: Path) -> None:
    """Has a thread ask each loop, every second, how many tasks it has."""
    made, make = list[asyncio.AbstractEventLoop](), asyncio.events.new_event_loop

    def remembered() -> asyncio.AbstractEventLoop:
        made.append(make())
        return made[-1]

    def write() -> None:
        path.write_text(str(len(asyncio.all_tasks())))

    def ask() -> None:
        while True:
            time.sleep(1.0)
            if made and not made[-1].is_closed():
                made[-1].call_soon_threadsafe(write)

    asyncio.events.new_event_loop = remembered
    threading.Thread(target=ask, daemon=True).start()


if __name__ == "__main__":
    watch(Path(os.environ[FILE]))
    sys.exit(app.main(sys.argv[1:]))
