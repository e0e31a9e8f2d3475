"""The floors of docs/design.md: who may use whom, read from the imports themselves."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*ROOT.glob("app.py"), *ROOT.glob("pages/*.py"), *ROOT.glob("lib/**/*.py")])

# A floor may use the floors named here, itself, and the outside libraries that are not kept for another floor.
FLOORS = {
    "lib.model": set(),
    "lib.errors": set(),
    "lib.lexicon": {"lib.model", "lib.errors"},
    "lib.loading": {"lib.model", "lib.errors", "lib.lexicon"},
    "lib.reading": {"lib.model", "lib.errors", "lib.lexicon"},
    "lib.rights": {"lib.errors"},
    "lib.store": {"lib.model", "lib.errors", "lib.lexicon", "lib.rights"},
    "lib.views": {"lib.model", "lib.errors", "lib.lexicon", "lib.store"},
    "lib.figures": {"lib.model", "lib.lexicon"},
    "lib.report": {"lib.figures"},
}
KEPT_FOR = {
    "streamlit": ("app", "pages", "lib.ui"),
    "plotly": ("lib.figures",),
    "pptx": ("lib.report",),
    "duckdb": ("lib.store",),
    "sqlite3": ("lib.store",),
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> set[str]:
    """The dotted names a file imports; ``from lib import model`` counts as ``lib.model``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def is_part_of(name: str, parent: str) -> bool:
    return name == parent or name.startswith(parent + ".")


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_a_floor_uses_only_the_floors_below_it(path):
    module = module_of(path)
    floor = next((floor for floor in FLOORS if is_part_of(module, floor)), None)
    if floor is None:
        return
    ours = {name for name in imports_of(path) if name.startswith("lib.")}
    strangers = {name for name in ours if not any(is_part_of(name, ok) for ok in FLOORS[floor] | {floor})}
    assert not strangers - {"lib.__version__"}, f"{module} may not use {sorted(strangers)}"


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_a_library_stays_on_its_floor(path):
    module, names = module_of(path), imports_of(path)
    for library, floors in KEPT_FOR.items():
        if any(is_part_of(name, library) for name in names):
            assert any(is_part_of(module, floor) for floor in floors), f"{module} may not use {library}"


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_only_the_screen_uses_what_belongs_to_the_screen(path):
    """Command line, reading and store work without Streamlit and without a page."""
    module = module_of(path)
    if not any(is_part_of(module, floor) for floor in ("app", "pages", "lib.ui")):
        assert not [name for name in imports_of(path) if is_part_of(name, "lib.ui") or is_part_of(name, "pages")]


def test_there_is_something_to_check():
    assert len(SOURCES) > 20
