"""What stands in a text and is no word: numbers of phones and orders, addresses, emoji, marks of a platform.

It neither says what happens nor hides it, so whoever reads words reads a text without it. Numbers that say
something stay: 911, 24/7, 2 warnings, 3 weeks, 10000. So does what only looks like a domain: `call.me`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from bot.core.matching import LINK_OR_ADDRESS

ANGRY, CRYING = "angry", "crying"  # what faces say
_SHOWN = {ANGRY: "😡😠🤬👿😤💢😾", CRYING: "😭😢😿"}
# What Slack, Teams, GitHub and keyboards call them.
_CALLED = {
    ANGRY: """rage rage1 rage2 rage3 rage4 pout pouting_face enraged_face angry angry_face anger anger_symbol
        face_with_symbols_on_mouth face_with_symbols_over_mouth serious_face_with_symbols_covering_mouth
        cursing_face imp angry_face_with_horns triumph face_with_steam_from_nose pouting_cat""",
    CRYING: """sob loudly_crying_face cry crying crying_face crying_cat_face crying_cat""",
}
_FEELINGS = {face: feeling for feeling, faces in _SHOWN.items() for face in faces}
_FEELINGS |= {name: feeling for feeling, names in _CALLED.items() for name in names.split()}
_FACE = re.compile(rf"[{''.join(_SHOWN.values())}]|>:-?[(\[]|:'-?\(|:([a-z\d_]{{3,60}}):")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")
# `<@U1>`, `<#C1|name>`, `<!date^…|…>`; and `<https://…|text>`, of which the text stays.
_MARK = re.compile(
    r"<(?:@[uw]|#c)\w{1,30}(?:\|[^<>\n]{0,80})?>|<!(?:here|channel|everyone|date\^|subteam\^)[^<>\n]{0,200}>"
    r"|<(?:https?|mailto|tel):[^<>|\s]{1,2000}(?:\|([^<>\n]{0,300}))?>"
)
# Endings that are no word of either language; and of those two words, such as `com.mx`.
_ENDING = (
    "(?:com|net|org|co|gov|gob|edu|ac)(?:[.](?:ar|au|bo|br|cl|co|cr|do|ec|es|gt|hn|mx|ni|nz|pa|pe|py|sv|uk|uy|ve|za))?"
    "|info|biz|io|eu|uk|mx|ar|br|cl|ly|gl|tv|fm|dev|xyz"
)
_DOMAIN = re.compile(
    rf"(?<![\w@.-])(?:[a-z\d-]{{1,63}}\.)+(?:{_ENDING})(?::\d{{1,5}})?(?:[/?#]\S*)?(?![\w-])"
)
# Between two letters it may be a word behind a colon, as in `re:refund:late`; `10:30:` is a time.
_EMOJI = re.compile(r":([a-z\d_+'-]{1,60}):(?![^\W_])|(?<![^\W_]):([a-z\d_+'-]{1,60}):")
_NO_EMOJI = re.compile(r"\d{1,2}|[_'+-]+")
_KNOWN_NUMBERS = "911|988|112|999|000|123|133|066|024|141|116123"  # that one calls for help
_CRY = re.compile(_KNOWN_NUMBERS)
# Seven digits and more, as a phone number is written.
_PHONE = re.compile(
    r"(?:(?<!\w)(?:tel|cel|cell|ph|fax)[.: ]{1,3})?(?<![\w,-])\+?\(?\d(?:[ ().\u2010-\u2015-]{0,3}\d){6,}+"
    r"(?: ?(?:ext|x|extension)[.: ]{0,2}\d{1,6}(?!\w))?"
)
_REFERENCE = re.compile(
    r"(?<![\w-])(?:"
    r"[\da-f]{8}-[\da-f]{4}-[\da-f-]{5,30}"
    r"|#[a-z]{0,6}-?\d{3,}[\w-]*"
    r"|[a-z]{1,6}[-_]\d{3,}[\w-]*"
    # Digits that look like letters may hide a word, such as `m4745`.
    r"|[a-z]{1,6}(?=\d*[2689]|\d{6})\d{4,}[a-z\d-]*"
    r"|\d{1,6}-\d{4,}[\w-]*"
    rf"|(?!\d*000(?!\d))(?!(?:{_KNOWN_NUMBERS})(?!\d))\d{{5,}}(?![\w-])"
    r")"
)
_ANNOUNCED = re.compile(
    r"\b(ticket|case|order|invoice|account|ref|reference|tracking|booking|contract|serial|number|phone"
    r"|caso|pedido|orden|factura|cuenta|referencia|folio|guia|reserva|contrato|poliza|numero|telefono|ext|id)"
    rf"((?: (?:no|num|number|numero|id)\b)?\.?[ :#=]{{1,3}})(?!(?:{_KNOWN_NUMBERS})(?!\d))\d{{2,}}[\w-]*"
)
_SHORT_FORMS = frozenset({"ref", "ext", "id"})  # all others are words, with or without a number
# The names of files, and where they lie; not `and/or`, nor `24/7`.
_FILE = re.compile(
    r"(?<!\S)(?:[a-z]:\\|\\\\|/[\w.~-]{1,60}/)\S{1,300}"
    r"|(?<![\w.-])[\w-]{1,80}+\.(?:pdf|jpe?g|png|gif|heic|webp|docx?|xlsx?|pptx?|csv|txt|zip|mp[34]|mov|eml|msg|html?)"
    r"(?!\w)"
)
_PASSED_ON = re.compile(r"(?<!\S)(?:fwd?|rv|re|tr): ")  # what mail puts before a subject


def unescaped(text: str) -> str:
    """Returns a text in which the entities of HTML are the signs that they stand for: `&amp;` is `&`."""
    return _ENTITY.sub(_sign, text) if "&" in text else text


def no_word(name: str) -> str:
    """Returns what the name of an emoji says by itself: nothing."""
    return ""


def words_alone(text: str, named: Callable[[str], str] = no_word) -> str:
    """Returns a text in small letters without what is no word in it; it takes time in proportion to it.

    `named` returns the words that the name of an emoji stands for.
    """
    if "<" in text:
        text = _MARK.sub(lambda mark: f" {mark[1] or ''} ", text)
    if "www." in text or "://" in text or "@" in text:
        text = LINK_OR_ADDRESS.sub(" ", text)
    if "." in text or "/" in text or "\\" in text:
        text = _DOMAIN.sub(" ", _FILE.sub(" ", text))
    if ":" in text:
        text = _PASSED_ON.sub(" ", f"{text} ")
        text = _EMOJI.sub(lambda emoji: _named(emoji, named), text)
    if any(map(text.__contains__, "0123456789")):
        text = _ANNOUNCED.sub(_announced, _REFERENCE.sub(" ", _PHONE.sub(_number, text)))
    return text


def typed_words(text: str) -> str:
    """Returns what somebody typed, in small letters and without what is no word in it."""
    return words_alone(unescaped(text).casefold())


def faces(text: str) -> tuple[str, ...]:
    """Returns what the faces in a text say, each once: ANGRY, CRYING. Of all others nothing."""
    return tuple(dict.fromkeys(_feelings(unescaped(text).replace("’", "'"))))


def _feelings(text: str) -> Iterator[str]:
    for face in _FACE.finditer(text):
        if feeling := _FEELINGS.get(face[1] or face[0]):
            yield feeling
        elif not face[1]:
            yield ANGRY if face[0][0] == ">" else CRYING


def _sign(entity: re.Match[str]) -> str:
    sign = html.unescape(entity[0])
    return sign if sign.isprintable() else " "


def _named(emoji: re.Match[str], named: Callable[[str], str]) -> str:
    name = emoji[1] or emoji[2]
    return emoji[0] if _NO_EMOJI.fullmatch(name) else f" {named(name)} "


def _number(phone: re.Match[str]) -> str:
    # “911 911 911” is one number, and a cry.
    first, *others = phone[0].split()
    return phone[0] if others and set(others) == {first} and _CRY.fullmatch(first) else " "


def _announced(reference: re.Match[str]) -> str:
    return " " if reference[1] in _SHORT_FORMS else f"{reference[1]}{reference[2]}"
