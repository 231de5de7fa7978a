"""What word processors and mail programs do to a file in YAML, undone where it is unmistakable."""

from __future__ import annotations

import re

QUOTES = "“”„«»‘’‚"
_INDENTED = re.compile(r"^[ \t]+", re.MULTILINE)
# What is looked at, in its order: text in straight quotes, which stays; names that tell what a text is; a
# text in curly quotes where YAML has its own. In brackets that is behind a comma too.
_PARTS = re.compile(
    r"(?P<straight>(?<=[\s\[{,])(?:\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\n]|'')*+'))"
    r"|^(?P<document>---)"
    r"|\b(?P<name>options|phrases|items|text|why|stem|cue|triggers)[ ]*:"
    r"|(?:(?<=: )|(?<=- )|(?<=[\[{,])|(?<=[\[{,] )|^[ ]*)(?:[“”„«](?P<double>[^“”„«»\n]*)[“”»]"
    r"|[‘’‚](?P<single>[^“”„«»‘‚\n]*)[‘’])(?=[ ]*(?:[,\]}:]|$|[ ]#))",
    re.MULTILINE,
)


def mended(text: str) -> str:
    """Returns `text` with spaces for tabs and straight quotes for curly ones, where that alone is meant."""
    return _with_straight_quotes(_without_tabs(text))


def _without_tabs(text: str) -> str:
    # Where some lines begin with spaces, nobody knows how many of them a tab was meant to be.
    starts = _INDENTED.findall(text)
    if not any("\t" in start for start in starts) or any(start[0] == " " for start in starts):
        return text
    return _INDENTED.sub(lambda start: start.group().replace("\t", "  "), text)


def _with_straight_quotes(text: str) -> str:
    if not any(mark in text for mark in QUOTES):
        return text
    of_option, name = False, ""

    def straight(part: re.Match[str]) -> str:
        nonlocal of_option, name
        if part["document"]:
            of_option = False
        elif part["name"]:
            name = part["name"]
            of_option = name == "options" or (of_option and name in {"text", "why"})
        inside = part["double"] if part["double"] is not None else part["single"]
        if inside is None:
            return part.group()
        start = part.group()[: len(part.group()) - len(part.group().lstrip(" "))]
        if of_option and name == "text":  # what is said in an answer stands in quotes of its own
            return f"{start}{_quoted(part.group().strip())}"
        return f"{start}{_quoted(inside)}"

    return _PARTS.sub(straight, text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
