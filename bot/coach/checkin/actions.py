"""The actions of the self-check, and the buttons that several of its cards have."""

from __future__ import annotations

from bot.coach.card import Button, Tone
from bot.coach.words import Say

START, CORRECT, DECLINE, CONSENT, ANSWER = (
    f"checkin.{name}" for name in ("start", "correct", "decline", "consent", "answer")
)
ME, EXPORT, EXPORTED, STOP, ERASE, SURE, ERASED = (
    f"checkin.{name}" for name in ("me", "export", "exported", "stop", "erase", "sure", "erased")
)
REMINDERS, REMIND, QUIET, LATER = (f"checkin.{name}" for name in ("reminders", "remind", "quiet", "later"))
CARE, LINES = "checkin.care", "checkin.lines"
TEAM, MEANWHILE, SETTINGS, SET, OFF = (
    f"checkin.{name}" for name in ("team", "meanwhile", "settings", "set", "off")
)


def start(say: Say) -> Button:
    """Returns the button that opens the self-check."""
    return Button(say("checkin.start"), START, tone=Tone.PRIMARY, form=True)


def me(say: Say) -> Button:
    """Returns the button to one's own checks."""
    return Button(say("checkin.me.open"), ME, form=True)


def care(say: Say) -> Button:
    """Returns the button to what helps around a hard shift."""
    return Button(say("checkin.care.open"), CARE, form=True)


def lines(say: Say) -> Button:
    """Returns the button to the lines of help."""
    return Button(say("checkin.lines.open"), LINES, form=True)
