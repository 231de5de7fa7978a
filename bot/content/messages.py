"""What can be wrong with content, in English for its writers and by code for everybody else.

`phrasebook check` prints the text. Where managers write in a form, `code` and `values` say the same in their
language, by the words `lint.*` of the bot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticCustomError

TEXTS: Mapping[str, str] = {
    # one wording
    "banned": "says “{found}”; banned",
    "sorry_twice": "apologises more than once",
    "exclamation": "has an exclamation mark",
    "stray": "has a stray “{found}”; only **bold** is known",
    "open_bold": "opens ** and does not close it",
    "bold_phone": "is bold, and nobody hears that on the phone",
    "placeholder": "has an unknown placeholder {{{name}}}; there are {known}",
    "sentence": "has a sentence of {words} words; at most {most}",
    "phone_words": "has {words} words; at most {most} on the phone",
    "chat_sentences": "has {sentences} sentences; at most {most} in chat",
    "chat_characters": "has {characters} characters; at most {most} in chat",
    "short_sentences": "has {sentences} sentences; at most {most} for {channel}",
    "short_characters": "has {characters} characters; at most {most} for {channel}",
    "bold_public": "is bold, and a public comment shows the asterisks",
    "private_gap": "has {{{name}}}, which everybody would read; a public line tells nothing private",
    "form_gaps": "has other placeholders than the Spanish with usted",
    "email_words": "has {words} words; {least} to {most} in an email",
    "gendered": "has “{found}”; write it neutral by construction",
    "question_marks": "has ¿ ? that are not in pairs",
    "lost_contrast": "says “y” where a contrast is meant; write it: pero, aunque, sin embargo",
    "odd": "says “{found}”; say it as a colleague would",
    "american": "says {found}, which Spain has other words for; add an es-ES form",
    "cue_words": "is over {most} words",
    # both languages
    "no_language": "has no {which}",
    "placeholders_differ": "has other placeholders in Spanish than in English",
    "longer": "is {ratio} × the English; at most {most}",
    # a quiz item
    "no_question": "asks nothing; end the moment in a question",
    "option_lengths": "have {longest} and {shortest} characters in {which}; at most {most} × the shortest",
    "not_parallel": "are partly quoted speech and partly not, in {which}; make them alike",
    "same_option": "say the same twice, in {which}",
    "same_why": "explain two options by the same words, in {which}",
    "of_the_above": "says “{found}”; every option stands by itself",
    "absolute": "says “{found}”, which gives it away",
    "trains_nothing": "trains nothing; give it a situation, or safety: and what may be happening, or a card",
    "no_best": "has {keys} options with best: true; exactly one is needed",
    "best_in_order": "has best: true, and steps in order have none: write them in the right order",
    "not_in_draft": "stands in no draft of the moment, word for word and apart from the others, in {which}",
    "long_fragment": "has {characters} characters; words to tap have {most} at most",
    "option_count": "has {options} options; {most} are needed",
    # a role-play
    "ending_taken": "has a name that is taken; a reply could not tell them apart",
    "node_close": "has the name that ends a contact; choose another",
    "no_node": "there is no node {to}",
    "reply_twice": "{id} stands here twice",
    "leads_nowhere": "there is no node or ending {to}",
    "best_replies": "has {keys} replies marked best; exactly one is needed",
    "last_ending": "is the last one, so it takes what fits no other: kind wrong, without needs",
    "loop": "a loop that never ends: {way}",
    "node_unreached": "is reached by no reply",
    "ending_unreached": "is reached on no way",
    "best_way": "the best replies lead to {ending}, which is a wrong ending",
    "few_endings": "has {count} of kind {kind}; at least {least} are needed",
    "not_strict": "is right, so it needs a tension of at most {most} and a progress of at least {least}",
    "protocol_shape": "ends by the protocol: kind right, without needs",
    "protocol_situation": "ends by the protocol, but situations lack {situations}",
    "unwarned": "comes to {ending} without two warnings on the way (warning: true) or zero: true",
    "unearned": "comes to {ending}, which is right, with numbers that do not fit it",
    "best_longest": "the best reply is the longest in {count} of {of} nodes ({which}); at most 40 %",
    "answer_unheard": "is never shown: this reply ends the contact",
    "not_reacting": "goes on in the same way, whatever is said",
    "no_swap": "lacks swap: who somebody is that plays the customer",
    "swap_moments": "needs {least} moments with answers on the way of the best replies",
    "won_by": "is won by a rule of thumb, “{rule}” ({languages})",
    "no_answer": "lacks answer: what the customer says at once to this very reply",
    "same_answer": "is what the customer answers to another reply, too",
    "own_count": "have own at {count}; at exactly {needed} one's own words are asked for",
    "own_step": "holds no word of the best reply, {reply}, which has the step",
    "heated_unshown": "is never shown: tension comes to {most} here, not to {border}",
    "calmer_unshown": "is never shown: tension comes down to {least} here, not below {border}",
    "about_nothing": "lacks situations or a persona; only safety: may stand in their place",
    "unknown_persona": "is no kind of customer of the phrasebook",
    "same_scenario": "has the name of another role-play",
    # a file
    "twice": "stands here twice",
    "too_large": "is larger than {most} bytes; split it",
    "not_utf8": "is not UTF-8 text: {reason}",
    "not_yaml": "is not YAML: {reason}",
    "in_quotes": 'is no text to YAML; put it in straight quotes: "{written}"',
    "no_value": "has no value",
    "needs_quotes": "begins with a sign that YAML keeps for itself; put the whole text in straight quotes",
    "within_quotes": 'goes on behind its closing quote; inside double quotes write \\" for a quote',
    "open_quote": "opens a quote that nothing closes; begin and end with the same straight quote",
    "curly": "has curly quotes where YAML needs straight ones",
    "escape": "has a backslash that stands for nothing; write two of them",
    "colon": "has a second colon; put the whole text in straight quotes",
    "comma": "has a comma before “{written}”; put the whole text in straight quotes",
    "remark": "has a # behind it, from which on nothing is read; put the whole text in straight quotes",
    "no_space": "has no space behind its colon",
    "no_colon": "has no colon",
    "indent": "begins in another column than the lines that it belongs to",
    "tab": "begins with a tab; write spaces",
    "bracket": "has a bracket that does not belong to another",
    "lost": "has letters that were lost when the file was saved; write them again and save it as UTF-8",
    "garbled": "has letters that were garbled when the file was saved: {found}; save the first one as UTF-8",
    "workbook": "is a workbook or a document; save it as CSV UTF-8",
    "no_text": "is no text",
    "encoding": "is in an encoding that cannot be told; save it as UTF-8",
    "no_number": "is no number",
    "no_yes": "is neither true nor false",
    "empty": "is empty",
    "alias": "uses an alias; write it out",
    "too_deep": "has too many levels",
    "unreadable": "cannot be read: {reason}",
    "long_number": "is a number of more than {most} characters",
    "no_name": "has a key that is no text",
    # a table
    "no_column": "is no column; remove it, or give it a name of the template",
    "column_like": "is no column; did you mean “{like}”",
    "lacks_column": "has no column “{column}”; the first line names the columns",
    "no_rows": "has no rows below the names of its columns",
    "more_cells": "has more cells than the {most} columns; put a text with the delimiter in it in quotes",
    "table_quote": "has a quote that does not fit; write two of them inside a text in quotes",
    "shown_error": "shows an error of the spreadsheet, {found}, in place of the text",
    "no_cell": "is empty",
    "no_content": "has neither a phrase nor a trigger nor a question",
    "no_yes_cell": "is neither yes nor no",
    "one_to_three": "is not 1, 2 or 3",
    # a team's file
    "no_wording": "has no words in any language; one is enough",
    "unknown_situation": "is no situation of the phrasebook",
    "id_taken": "is taken by line {line}",
    "id_shipped": "belongs to the shipped phrasebook; choose another",
    "same_phrase": "says nearly the same as “{text}”",
    "same_item": "asks nearly the same as “{text}”",
    "unknown_method": "is no method of the phrasebook",
    "unknown_pitfall": "is no pitfall of the phrasebook",
    "unknown_card": "is no card of the phrasebook",
    "no_country": "is no country's code of two capital letters, such as MX",
    "same_trigger": "is a trigger of {situation} already",
    "other_language": "is in no language that the coach speaks",
    "no_words": "has no word to look up",
    "unprintable": "has a character that cannot be shown",
}
# What pydantic calls its findings, where we have words for them; its own text is what the check prints.
_BY_PYDANTIC = {
    "missing": "missing",
    "extra_forbidden": "extra",
    "string_type": "not_text",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "string_pattern_mismatch": "pattern",
    "list_type": "not_list",
    "dict_type": "not_mapping",
    "model_type": "not_mapping",
    "literal_error": "not_one_of",
    "enum": "not_one_of",
    "bool_type": "no_yes",
    "int_type": "no_number",
    "date_type": "no_date",
    "date_from_datetime_inexact": "no_date",
    "greater_than_equal": "least_number",
    "less_than_equal": "most_number",
}
_VALUES = {"max_length": "most", "min_length": "least", "expected": "expected", "ge": "least", "le": "most"}


def broken(code: str, **values: object) -> PydanticCustomError:
    """Returns what a model of ours raises where a rule is broken."""
    return PydanticCustomError(code, "", values)


class ContentMessage(str):
    """What is wrong, in English. `code` and `values` are the same for other languages."""

    code: str
    values: Mapping[str, object]

    __slots__ = ("code", "values")


def say(code: str, **values: object) -> ContentMessage:
    """Returns the message of `code`. Raises KeyError for an unknown one."""
    return _message(TEXTS[code].format(**values), code, values)


def of_pydantic(detail: Mapping[str, Any]) -> ContentMessage:
    """Returns what pydantic found, in its words."""
    context = detail.get("ctx", {})
    values = {ours: context[theirs] for theirs, ours in _VALUES.items() if theirs in context}
    if detail["type"] in TEXTS:  # a rule of ours
        return say(detail["type"], **context)
    text = str(detail["msg"]).removeprefix("Value error, ")
    return _message(text, _BY_PYDANTIC.get(detail["type"], "wrong"), values)


def _message(text: str, code: str, values: Mapping[str, object]) -> ContentMessage:
    message = ContentMessage(text)
    message.code, message.values = code, values
    return message
