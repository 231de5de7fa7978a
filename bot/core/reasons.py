"""Why a platform took nothing, in words that say what to do. Most reasons last until somebody acts."""

from __future__ import annotations

import re
from enum import Enum

from bot.core.words import Say


class RefusalReason(Enum):
    """What a platform's own word for a refusal means. Each has words, `refused.<value>`."""

    ARCHIVED = "archived"
    NO_CHANNEL = "no_channel"
    NOT_IN_CHANNEL = "not_in_channel"
    NO_POSTING = "no_posting"  # only some people may write there
    MESSAGES_OFF = "messages_off"  # the app's own chats are switched off
    ACCOUNT_CLOSED = "account_closed"
    BLOCKED = "blocked"
    IS_APP = "is_app"  # apps and bots get no messages
    NOT_INSTALLED = "not_installed"
    NO_PERMISSION = "no_permission"  # the app lacks a scope
    REMOVED = "removed"  # the app was removed, or its token taken back
    FAULT = "fault"  # what is sent cannot be taken by anybody
    AWAY = "away"  # nothing that lasts: no answer for too long
    OTHER = "other"

    @property
    def can_be_mended(self) -> bool:
        """Whether it lasts until whoever set something up acts; what a person decides is theirs alone."""
        return self not in (RefusalReason.AWAY, RefusalReason.BLOCKED)


# Whatever is asked for: whoever runs the app has to act.
OF_THE_APP = frozenset({RefusalReason.MESSAGES_OFF, RefusalReason.NO_PERMISSION, RefusalReason.REMOVED})
# Who went, or wants no message of the app at all; what a token or a setting is at fault for is not theirs.
OF_THE_PERSON = frozenset({RefusalReason.ACCOUNT_CLOSED, RefusalReason.NOT_INSTALLED, RefusalReason.BLOCKED})

_MEANINGS = {
    RefusalReason.ARCHIVED: ("is_archived", "channelarchived", "teamarchived", "threadarchived"),
    RefusalReason.NOT_IN_CHANNEL: ("not_in_channel",),
    RefusalReason.NO_POSTING: (
        *("restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_locked"),
        *("restricted_action_thread_only_channel", "restricted_action_non_threadable_channel"),
        *("cannot_post_to_channel", "posting_to_general_channel_denied", "access_denied"),
    ),
    RefusalReason.MESSAGES_OFF: ("messages_tab_disabled",),
    RefusalReason.ACCOUNT_CLOSED: (
        *("user_not_found", "users_not_found", "user_disabled", "user_not_visible", "usernotfound"),
        *("user_not_in_workspace", "membernotfound"),
    ),
    RefusalReason.IS_APP: ("cannot_dm_bot",),
    RefusalReason.NOT_INSTALLED: (
        *("not installed", "botnotinstalled", "botnotinstalledinscope", "forbiddenoperationexception"),
        *("botnotregistered", "http 403", "forbidden"),
    ),
    RefusalReason.NO_PERMISSION: ("missing_scope", "no_permission", "not_allowed_token_type"),
    RefusalReason.REMOVED: (
        *("account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed"),
        *("team_not_found", "org_login_required", "team_access_not_granted", "app_uninstalled"),
        *("unauthorized", "http 401", "botdisabledbyadmin", "botdisabled", "tenantnotfound"),
    ),
    RefusalReason.FAULT: (
        *("invalid_blocks", "invalid_arguments", "invalid_blocks_format", "msg_too_long", "no_text"),
        *("msg_blocks_too_long", "metadata_too_large", "messagesizetoobig", "badsyntax", "badargument"),
        *("http 400", "http 413", "too_many_attachments"),
    ),
}
_BY_WORD = {word: reason for reason, words in _MEANINGS.items() for word in words}
# These tell something else of a channel than of a person.
_BLOCKED = frozenset({"messagewritesblocked", "conversationblockedbyuser", "blocked", "user_blocked"})
_GONE = frozenset({"channel_not_found", "conversationnotfound", "http 404", "http 410", "notfound"})
_NOT_THERE = "botnotinconversationroster"
_PASSING = re.compile(r"\A(?:http (0|408|412|429|5\d\d)|.*error|in doubt.*|service.*)")
_RATE = frozenset({"ratelimited", "rate_limited", "request_timeout", "busy", "no answer in time"})


def reason_of(word: str, *, channel: bool) -> RefusalReason:
    """Returns what a platform's word means for a person, or for a channel."""
    plain = word.casefold().strip()
    if plain in _BLOCKED:
        return RefusalReason.NO_POSTING if channel else RefusalReason.BLOCKED
    if plain in _GONE:
        return RefusalReason.NO_CHANNEL if channel else RefusalReason.ACCOUNT_CLOSED
    if plain == _NOT_THERE:
        return RefusalReason.NOT_IN_CHANNEL if channel else RefusalReason.NOT_INSTALLED
    if known := _BY_WORD.get(plain):
        missing = channel and known is RefusalReason.NOT_INSTALLED
        return RefusalReason.NOT_IN_CHANNEL if missing else known
    return RefusalReason.AWAY if plain in _RATE or _PASSING.fullmatch(plain) else RefusalReason.OTHER


def reason_words(say: Say, word: str, *, channel: bool) -> str:
    """Returns what a platform's word means, and what to do about it; the word itself where it is unknown."""
    return say(f"refused.{reason_of(word, channel=channel).value}", word=word or "?")
