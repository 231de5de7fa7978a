"""Every word by which a platform refuses something says what it is, and what to do, in both languages."""

from __future__ import annotations

import pytest

from bot.core.reasons import RefusalReason, reason_of, reason_words
from tests.build import ready

R = RefusalReason
OF_A_CHANNEL = {
    "is_archived": R.ARCHIVED,
    "channel_not_found": R.NO_CHANNEL,
    "ConversationNotFound": R.NO_CHANNEL,
    "HTTP 404": R.NO_CHANNEL,
    "not_in_channel": R.NOT_IN_CHANNEL,
    "BotNotInConversationRoster": R.NOT_IN_CHANNEL,
    "not installed": R.NOT_IN_CHANNEL,
    "restricted_action": R.NO_POSTING,
    "restricted_action_read_only_channel": R.NO_POSTING,
    "MessageWritesBlocked": R.NO_POSTING,
}
OF_A_PERSON = {
    "messages_tab_disabled": R.MESSAGES_OFF,
    "user_not_found": R.ACCOUNT_CLOSED,
    "user_disabled": R.ACCOUNT_CLOSED,
    "channel_not_found": R.ACCOUNT_CLOSED,
    "cannot_dm_bot": R.IS_APP,
    "MessageWritesBlocked": R.BLOCKED,
    "BotNotInConversationRoster": R.NOT_INSTALLED,
    "not installed": R.NOT_INSTALLED,
    "HTTP 403": R.NOT_INSTALLED,
}
OF_BOTH = {
    "account_inactive": R.REMOVED,
    "token_revoked": R.REMOVED,
    "invalid_auth": R.REMOVED,
    "missing_scope": R.NO_PERMISSION,
    "no_permission": R.NO_PERMISSION,
    "invalid_blocks": R.FAULT,
    "MessageSizeTooBig": R.FAULT,
    "ratelimited": R.AWAY,
    "HTTP 503": R.AWAY,
    "in doubt: HTTP 500": R.AWAY,
    "internal_error": R.AWAY,
    "no answer in time": R.AWAY,
    "something_new": R.OTHER,
    "": R.OTHER,
}


@pytest.mark.parametrize(("word", "reason"), (OF_A_CHANNEL | OF_BOTH).items())
def test_what_a_channel_refuses(word: str, reason: RefusalReason) -> None:
    assert reason_of(word, channel=True) is reason


@pytest.mark.parametrize(("word", "reason"), (OF_A_PERSON | OF_BOTH).items())
def test_what_somebody_does_not_get(word: str, reason: RefusalReason) -> None:
    assert reason_of(word, channel=False) is reason


def test_every_reason_has_words_of_its_own_in_both_languages() -> None:
    words = ready().book.words
    said = {words.say(language, f"refused.{r.value}", word="x") for language in ("en", "es") for r in R}
    assert len(said) == 2 * len(R)
    assert "something_new" in reason_words(words.speaker("es"), "something_new", channel=True)
