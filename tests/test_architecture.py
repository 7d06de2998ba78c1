"""The direction of imports: each app may import those on its left, and only the urls and the
settings of ``hub`` name the others."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["hub", "partners", "poles", "resources", "events", "home"]
ALLOWED = {app: set(APPS[: number + 1]) for number, app in enumerate(APPS)} | {
    "search": {"hub", "search"}
}
EXEMPT = {Path("hub/urls.py"), Path("hub/settings.py")}
# Inside an app: what stands left imports nothing that stands right.
LAYERS = [
    [
        *("antispam", "antivirus", "archives", "captions", "citations", "enums", "extraction"),
        *("favourites", "mail", "month", "office", "text", "video", "when"),
    ],
    ["admin_forms", "feeds", "figures", "forms", "ical", "preview", "querysets", "uploads"],
    ["models"],
    [
        *("access", "consents", "counting", "proposal_forms", "reading", "recap_uploads"),
        *("register", "serving"),
    ],
    ["proposals", "recap_forms", "recap_publishing"],
    [
        *("proposal_admin", "proposal_views", "recap_views", "signals", "tasks", "views"),
        "wagtail_hooks",
    ],
]


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports at run time, at its top or inside a function."""
    names = set()
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def files() -> list[Path]:
    return [
        path.relative_to(ROOT)
        for app in ALLOWED
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and path.relative_to(ROOT) not in EXEMPT
    ]


@pytest.mark.parametrize("path", files(), ids=str)
def test_imports_go_left_only(path: Path) -> None:
    app = path.parts[0]
    others = {name.split(".")[0] for name in imported(ROOT / path)} & set(ALLOWED)
    assert others <= ALLOWED[app]


@pytest.mark.parametrize("app", ALLOWED)
def test_models_do_not_import_what_stands_on_them(app: str) -> None:
    for path in files():
        if path.parts[0] != app:
            continue
        name = path.relative_to(app).parts[0].removesuffix(".py")
        level = next((n for n, layer in enumerate(LAYERS) if name in layer), None)
        if level is None:
            continue
        higher = {f"{app}.{module}" for layer in LAYERS[level + 1 :] for module in layer}
        names = {".".join(module.split(".")[:2]) for module in imported(ROOT / path)}
        if app == "hub" or name == "querysets":
            higher -= {"hub.models"}  # querysets of pages extend the base page's
        assert not names & higher, path
