"""Forms of words as the vocabulary writes them: `kill+`, `mat+ar`, `encerrad+o`, `suicid*`."""

from __future__ import annotations

from functools import cache

_PRONOUNS = {
    "me": ("me", "melo", "mela", "melos", "melas"),
    "se": ("se", "selo", "sela", "seme", "sele", "selos", "selas", "senos", "sete"),
    "te": ("te", "telo", "tela", "os"),
    "lo": ("lo", "la", "los", "las", "le", "les"),
    "nos": ("nos", "noslo"),
}
SHORTEST_ROOT = 2
_ENGLISH = ("", "s", "es", "ed", "d", "ing", "er", "ers", "in")
_ENGLISH_DOUBLED = ("ed", "ing", "er", "ers", "in")
_AR = (
    *("o", "as", "a", "amos", "ais", "an", "aba", "abas", "abamos", "aban", "e", "aste", "aron", "asteis"),
    *("are", "aras", "ara", "aremos", "aran", "aria", "arias", "ariamos", "arian", "es", "emos", "en"),
    *("aramos", "ase", "asen", "ado", "ada", "ados", "adas", "ar", "ando", "ad"),
)
_ER = (
    *("o", "es", "e", "emos", "eis", "en", "imos", "ia", "ias", "iamos", "ian", "i", "iste", "io", "ieron"),
    *("yo", "yeron", "ere", "eras", "era", "eremos", "eran", "eria", "erias", "eriamos", "erian", "a", "as"),
    *("amos", "an", "iera", "ieras", "ieran", "iese", "ido", "ida", "idos", "idas", "er", "iendo", "yendo"),
    *("ire", "iras", "ira", "iremos", "iran", "iria", "irian", "ir", "is", "era", "eron"),
)
_BEFORE_PRONOUN = {"ar": ("ar", "ando", "a", "e", "en"), "er": ("er", "ir", "iendo", "yendo", "e", "a", "an")}
_PLAIN = {
    "o": ("o", "a", "os", "as"),
    "s": ("", "s"),
    "es": ("", "es"),
    "os": ("o", "os"),
    "a": ("", "a", "as"),
    "e": ("e", "es", "ed", "ing", "er"),
}
_MENDABLE = {"ar": ("ar", "o", "a", "e", "ando", "arse", "arme", "arlo"), "er": ("er", "ir", "e", "o", "io")}


@cache
def endings(kind: str) -> dict[str, str]:
    """Returns the endings of a class of words, each with the pronoun that hangs on it."""
    if kind == "":
        return dict.fromkeys(_ENGLISH, "")
    if kind in _PLAIN:
        return dict.fromkeys(_PLAIN[kind], "")
    if kind not in _BEFORE_PRONOUN and kind != "ir":
        raise ValueError(f"+{kind} is no class of endings")
    own = "ar" if kind == "ar" else "er"
    made = {
        before + after: name
        for before in _BEFORE_PRONOUN[own]
        for name, afters in _PRONOUNS.items()
        for after in afters
    }
    return {**made, **dict.fromkeys(_AR if own == "ar" else _ER, "")}


def check_word(written: str) -> None:
    """Does nothing for a written word that makes sense. Raises ValueError for any other."""
    root, plus, kind = written.partition("+")
    if plus:
        endings(kind)
    if (plus and len(root) < SHORTEST_ROOT) or not root:
        raise ValueError(f"{written!r} has too short a root")


def expand(written: str) -> list[tuple[str, dict[str, str]]]:
    """Returns roots with their endings for one written word with a `+`."""
    root, _, kind = written.partition("+")
    if kind:
        return [(root, endings(kind))]
    ways = [(root, endings(""))]
    if root.endswith("e"):
        ways.append((root[:-1], dict.fromkeys(_ENGLISH_DOUBLED, "")))
    elif root.endswith("y"):
        ways.append((root[:-1] + "i", {"es": "", "ed": ""}))
    elif root[-1] not in "aiouwx":
        ways.append((root + root[-1], dict.fromkeys(_ENGLISH_DOUBLED, "")))
    return ways


def spelt(written: str) -> list[str]:
    """Returns the likeliest spellings of a written form, for typos to be mended by."""
    root, plus, kind = written.partition("+")
    if not plus:
        return [written.rstrip("*")]
    if kind in _PLAIN:
        return [root + ending for ending in _PLAIN[kind]]
    if kind:
        return [root + ending for ending in _MENDABLE["ar" if kind == "ar" else "er"]]
    return [
        root,
        *(base + end for base, ends in expand(written) for end in ends if end in ("s", "ed", "ing")),
    ]
