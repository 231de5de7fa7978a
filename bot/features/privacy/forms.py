"""The export: all that is kept of somebody, to copy, some parts at a time. In a dialog alone."""

from __future__ import annotations

from bot.core import card as c
from bot.core.copying import copy_field
from bot.core.viewer import Viewer
from bot.features.privacy import buttons, cards
from bot.features.privacy.model import PersonalData

PARTS = 6  # in one dialog: Teams takes no more at once


def export_form(viewer: Viewer, data: PersonalData, page: int) -> c.Form:
    """Returns a page of all that is kept, as JSON to copy: each field is a document of its own."""
    say, documents = viewer.say, data.documents()
    start = page * PARTS if page * PARTS < len(documents) else 0
    more = start + PARTS < len(documents)
    fields = tuple(
        copy_field(
            number, say("privacy.export.part", part=number, parts=len(documents)), document, "calma-my-data"
        )
        for number, document in enumerate(documents[start : start + PARTS], start + 1)
    )
    closed = [c.Note(say("privacy.closed"))] if data.closed else []
    return c.Form(
        title=say("privacy.export.title"),
        action=cards.EXPORTED,
        send=say("privacy.export.more" if more else "privacy.export.done"),
        fields=fields,
        value=buttons.encode_page(start // PARTS + 1 if more else 0),
        intro=(c.Note(say("privacy.export.text")), *closed),
        language=viewer.language,
        dialog=True,
    )
