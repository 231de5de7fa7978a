"""What holds of the house's shape, as functions of a folder: each returns the faults it finds, as lines."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

LONGEST_FILE, LONGEST_FUNCTION = 400, 40  # lines
LONGEST_LIFE = 3  # lines that a value with a vague name may live
VAGUE = frozenset({"found", "told", "kept", "one", "what", "again"})
BARE_VERBS = frozenset(
    {
        "add",
        "all",
        "change",
        "close",
        "count",
        "find",
        "forget",
        "get",
        "keep",
        "of",
        "open",
        "page",
        "purge",
        "put",
        "read",
        "remove",
        "save",
        "since",
        "take",
        "tell",
        "write",
    }
)
# What opens a connection over HTTP, and the one file that may: by it, all leave by the same road.
ROAD = Path("bot/clients.py")
OPENERS = frozenset({"ClientSession", "TCPConnector", "UnixConnector", "AsyncWebClient", "WebClient"})
CLIENTS = frozenset({"requests", "httpx", "urllib3", "urllib.request", "http.client", "websockets"})

# What each file of a feature holds. Any other file is a rule: pure, and named for what it decides.
ROLES = {
    "feature": "the door: handlers(deps), notice writer, jobs",
    "deps": "what the feature is given",
    "handlers": "routes, and what answers them",
    "service": "reads, changes, stores: one press, one transaction",
    "model": "plain values",
    "ports": "what it needs stored",
    "viewer": "how one person sees it",
    "buttons": "what travels in a button",
    "cards": "cards",
    "forms": "forms",
    "notices": "what goes out unasked",
}
WORDS_OF_TYPES = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def modules(root: Path, folder: str = "bot") -> Iterator[tuple[Path, ast.Module]]:
    """Yields every file of the program with its tree; migrations are lists of columns and left out."""
    for path in sorted((root / folder).rglob("*.py")):
        if path.parent.name != "versions":
            yield path.relative_to(root), _tree(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=2_000)
def _tree(text: str) -> ast.Module:
    # Many checks read the same files, and none changes a tree.
    return ast.parse(text)


def role(path: Path) -> str:
    """Returns what a file of a feature holds, by its name: `cards` for `manager_cards.py`; "" for a rule."""
    stem = path.stem
    if stem in ROLES:
        return stem
    last = stem.rpartition("_")[2]
    return last if last in {"handlers", "cards", "forms"} else ""


def misplaced(root: Path) -> list[str]:
    """Returns what stands in a file of a feature whose name says something else."""
    return [
        f"{path}:{node.lineno} {fault}"
        for path, tree in modules(root, "bot/features")
        if path.name != "__init__.py"
        for node, fault in _misplaced(role(path), tree)
    ]


def _misplaced(role: str, tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from ((node, fault) for fault in _class_faults(role, node))
        if isinstance(node, ast.AsyncFunctionDef) and role == "cards":
            yield node, f"{node.name} waits for something, and a card does not"


def _class_faults(role: str, node: ast.ClassDef) -> Iterator[str]:
    bases = {ast.unparse(base).partition("[")[0] for base in node.bases}
    methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)}
    ends = {"handlers": "Handlers", "deps": "Deps", "service": "Service", "notices": "NoticeWriter"}
    if "routes" in methods and role != "handlers":
        yield f"{node.name} has routes: that belongs in handlers.py"
    if "routes" in methods and not node.name.endswith("Handlers"):
        yield f"{node.name} has routes and is not called …Handlers"
    if "Protocol" in bases and node.name.endswith("Store") and role != "ports":
        yield f"{node.name} is a port: that belongs in ports.py"
    if "decode" in methods and "encode" in methods and role not in {"buttons", "notices"}:
        yield f"{node.name} is written and read: that belongs in buttons.py, or in notices.py"
    for wanted, end in ends.items():
        if node.name.endswith(end) and role != wanted and "Protocol" not in bases:
            yield f"{node.name} belongs in {wanted}.py"


def missing(root: Path) -> list[str]:
    """Returns which features lack a file that every feature has, or what has to be in a file."""
    faults = []
    for folder in sorted(
        path for path in (root / "bot/features").iterdir() if (path / "__init__.py").exists()
    ):
        stems = {path.stem: path for path in folder.glob("*.py")}
        if any(role(path) == "handlers" for path in stems.values()):
            faults += [f"{folder.name} has no {name}.py" for name in ("feature", "deps") if name not in stems]
        for stem, path in stems.items():
            names = {getattr(node, "name", "") for node in _tree(path.read_text(encoding="utf-8")).body}
            faults += [
                f"{folder.name}/{stem}.py has no {end}" for end in _wanted(path) if not _has(names, end)
            ]
    return faults


def _wanted(path: Path) -> tuple[str, ...]:
    if role(path) == "handlers":
        return ("…Handlers",)
    return {"feature": ("handlers",), "deps": ("…Deps",), "notices": ("…NoticeWriter",)}.get(path.stem, ())


def _has(names: set[str], wanted: str) -> bool:
    return any(name == wanted or (wanted[0] == "…" and name.endswith(wanted[1:])) for name in names)


def defined_twice(root: Path) -> list[str]:
    """Returns the classes that are defined more than once."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for path, tree in modules(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path}:{node.lineno}")
    return [f"{name}: {', '.join(where)}" for name, where in sorted(places.items()) if len(where) > 1]


def words_of_types(root: Path) -> dict[str, str]:
    """Returns every word that a type's name is made of, in small letters, with a type that has it."""
    words: dict[str, str] = {}
    for _, tree in modules(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for word in WORDS_OF_TYPES.findall(node.name):
                    words.setdefault(word.lower(), node.name)
    return words


def glossary(root: Path) -> set[str]:
    """Returns the words that `docs/architecture.md` explains in its glossary."""
    text = (root / "docs/architecture.md").read_text(encoding="utf-8").partition("## Glossary")[2]
    rows = re.findall(r"^\| ([^|]+) \|", text.partition("\n## ")[0], re.MULTILINE)
    return {word for row in rows for word in re.findall(r"[a-z]+", row.lower())}


def unexplained(root: Path) -> list[str]:
    """Returns the words of types that are neither plain nor in the glossary."""
    plain = set((root / "tests/house/plain_words.txt").read_text(encoding="utf-8").split())
    known = plain | glossary(root)
    words = sorted(words_of_types(root).items())
    return [f"{word} ({name})" for word, name in words if not {word, word.removesuffix("s")} & known]


def vague(root: Path) -> list[str]:
    """Returns parameters, fields and values that live long and have a name that says nothing."""
    return [f"{path}:{line} {name}" for path, tree in modules(root) for line, name in sorted(_vague(tree))]


def _vague(tree: ast.Module) -> set[tuple[int, str]]:
    faults = {(node.lineno, node.arg) for node in ast.walk(tree) if isinstance(node, ast.arg)}
    faults |= {
        (node.lineno, node.target.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            faults |= _long_lived(node)
    return {(line, name) for line, name in faults if name in VAGUE}


def _long_lived(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[tuple[int, str]]:
    lines: defaultdict[str, list[int]] = defaultdict(list)
    bound = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            lines[node.id].append(node.lineno)
            if isinstance(node.ctx, ast.Store):
                bound.add(node.id)
    return {(min(lines[name]), name) for name in bound if max(lines[name]) - min(lines[name]) > LONGEST_LIFE}


def other_roads(root: Path) -> list[str]:
    """Returns where something else than the one file for it opens connections over HTTP."""
    return [
        f"{path}:{getattr(node, 'lineno', 0)} {name}"
        for path, tree in modules(root)
        if path != ROAD
        for node in ast.walk(tree)
        for name in _opens(node)
    ]


def _opens(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in OPENERS:
            yield name
        case ast.Import(names=names):
            yield from (each.name for each in names if each.name in CLIENTS)
        case ast.ImportFrom(module=str(module), names=names):
            modules = {module, *(f"{module}.{each.name}" for each in names)}
            yield from sorted(modules & CLIENTS)


def bare_verbs(root: Path) -> list[str]:
    """Returns the methods of stores whose name does not say what of."""
    return [
        f"{path}:{item.lineno} {node.name}.{item.name}"
        for path, tree in modules(root)
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name.endswith("Store")
        for item in node.body
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef) and item.name in BARE_VERBS
    ]


def too_large(root: Path) -> list[str]:
    """Returns the files and functions that are longer than the house wants them."""
    files = [*root.glob("bot/**/*.py"), *root.glob("tests/**/*.py")]
    lengths = ((path.relative_to(root), path.read_text(encoding="utf-8").count("\n")) for path in files)
    faults = [f"{path}: {length} lines" for path, length in lengths if length > LONGEST_FILE]
    for path, tree in modules(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    faults.append(f"{path}:{node.lineno} {node.name}: {length} lines")
    return faults
