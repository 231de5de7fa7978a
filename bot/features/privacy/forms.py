"""The export: all that is kept of somebody, to copy, some parts at a time. In a dialog alone."""

from __future__ import annotations

from bot.core import card as c
from bot.core.copying import copy_page
from bot.core.viewer import Viewer
from bot.features.privacy import buttons, cards
from bot.features.privacy.model import PersonalData


def export_form(viewer: Viewer, data: PersonalData, page: int) -> c.Form:
    """Returns a page of all that is kept, as JSON to copy: each field is a document of its own."""
    say = viewer.say
    fields, after = copy_page(say, "privacy.export.part", data.documents(), page, "calma-my-data")
    closed = [c.Note(say("privacy.closed"))] if data.closed else []
    return c.Form(
        title=say("privacy.export.title"),
        action=cards.EXPORTED,
        send=say("privacy.export.more" if after else "privacy.export.done"),
        fields=fields,
        value=buttons.encode_page(after),
        intro=(c.Note(say("privacy.export.text")), *closed),
        language=viewer.language,
        dialog=True,
    )
