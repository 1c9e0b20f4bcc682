"""Tries whether the tests find faults: draws small changes of the code, makes each in a copy, and runs the tests.

    scripts/mutants.py draw TREE [TREE…]    # writes scripts/mutants.json: changes that all trees have the place for
    scripts/mutants.py run TREE [--room idp] # tries the first 60 in a copy of the tree, prints which were found

A mutant is not a place in a file but a function's name, the code in it and what stands there instead, so that the same
ones can be tried on an older tree. A tree needs its own ``.venv`` with pytest-cov; nothing in it is touched.
Each is tried against the thirty quickest tests that reach its line, as one instrumented run has shown, then against all
others that reach it. ``docs/quality.md`` has the figures.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from coverage_floor import measure

SEED, DRAWN, TRIED = 20261128, 90, 60
ROOMS = ("core", "cards", "authenticators", "idp")
LIST = Path(__file__).with_name("mutants.json")
PACKAGE = Path("src/cosmic_login")
FIRST, ENOUGH_S = 30, 300
_COPIED = (
    "src",
    "tests",
    "scripts",
    "docs",
    "assets",
    "desktop",
    "benchmarks",
    "conftest.py",
    "pyproject.toml",
    "Makefile",
)

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_SWAPS: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
_SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip


class Mutant(NamedTuple):
    """A change: the ``nth`` place in the function whose code is ``before`` becomes ``after``."""

    room: str
    function: str
    before: str
    after: str
    nth: int

    def __str__(self) -> str:
        return f"{self.room} {self.function}: {_short(self.before)} -> {_short(self.after)}"


class Place(NamedTuple):
    """Where a mutant is in a tree."""

    path: Path
    node: ast.expr | ast.stmt


# -- drawing -------------------------------------------------------------------------------------------------------


def functions(tree: Path, room: str) -> Iterator[tuple[Path, str, _Function]]:
    """Give each function of a room with its qualified name; those within others belong to the outer one."""
    for path in sorted((tree / PACKAGE / room).rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, _Function):
                yield path, node.name, node
            elif isinstance(node, ast.ClassDef) and not any("Protocol" in ast.unparse(base) for base in node.bases):
                for inner in node.body:
                    if isinstance(inner, _Function):
                        yield path, f"{node.name}.{inner.name}", inner


def nodes(function: _Function) -> Iterator[ast.expr | ast.stmt]:
    """Give what can be changed in a function, in the order of the text: neither annotations nor texts."""
    pending: list[ast.AST] = list(reversed(function.body))
    while pending:
        node = pending.pop()
        if isinstance(node, ast.JoinedStr | ast.arguments) or _is_log(node):
            continue
        if isinstance(node, ast.expr | ast.stmt):
            yield node
        skipped = node.annotation if isinstance(node, ast.AnnAssign) else None
        pending.extend(child for child in reversed(list(ast.iter_child_nodes(node))) if child is not skipped)


def changes(node: ast.expr | ast.stmt) -> Iterator[str]:
    """Give what can stand in the place of one node."""
    yield from _other_statements(node) if isinstance(node, ast.stmt) else _other_values(node)


def _other_values(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Compare(ops=[operator]):
            left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
            yield f"({left} {_SWAPS[type(operator)]} {right})"
        case ast.BoolOp():
            other: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield f"({ast.unparse(ast.BoolOp(other, node.values))})"
        case ast.UnaryOp(op=ast.Not()):
            yield f"({ast.unparse(node.operand)})"
        case ast.BinOp(op=operator) if type(operator) in _SIGNS and not _is_text(node):
            yield f"({ast.unparse(ast.BinOp(node.left, _SIGNS[type(operator)](), node.right))})"
        case ast.Constant(value=bool(value)):
            yield str(not value)
        case ast.Constant(value=int(value)):
            yield str(value + 1)
            yield f"({value - 1})"
        case ast.IfExp():
            yield f"({ast.unparse(ast.IfExp(node.test, node.orelse, node.body))})"
        case _:
            pass


def _other_statements(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Return(value=value) if value is not None and ast.unparse(value) != "None":
            yield "return None"
        case ast.Raise() | ast.Expr(value=ast.Call() | ast.Await()) | ast.AugAssign() | ast.Delete():
            yield "pass"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "pass"
        case ast.Continue():
            yield "break"
        case _:
            pass


def mutants(tree: Path, room: str) -> Iterator[Mutant]:
    """Give every mutant of a room."""
    for _, name, function in functions(tree, room):
        seen: dict[str, int] = {}
        for node in nodes(function):
            before = ast.unparse(node)
            nth = seen[before] = seen.get(before, -1) + 1
            for after in changes(node):
                yield Mutant(room, name, before, after, nth)


def draw(trees: list[Path]) -> list[Mutant]:
    """Draw as many from each room; only what has its place in all the trees."""
    chance = random.Random(SEED)  # noqa: S311 - not for secrets
    drawn: list[list[Mutant]] = []
    for room in ROOMS:
        shared = [mutant for mutant in mutants(trees[0], room) if all(place(tree, mutant) for tree in trees[1:])]
        drawn.append(chance.sample(shared, DRAWN // len(ROOMS) + 1))
    return [mutant for row in zip(*drawn, strict=True) for mutant in row][:DRAWN]


def place(tree: Path, mutant: Mutant) -> Place | None:
    """Find a mutant's place; a function may have gone to another file of its room. None: it is not there."""
    for path, name, function in functions(tree, mutant.room):
        if name == mutant.function:
            found = [node for node in nodes(function) if ast.unparse(node) == mutant.before]
            if len(found) > mutant.nth:
                return Place(path, found[mutant.nth])
    return None


def changed(text: str, node: ast.expr | ast.stmt, after: str) -> str:
    """Return the text with the node replaced. Columns count bytes."""
    lines = text.encode().splitlines(keepends=True)
    assert node.end_lineno is not None  # noqa: S101 - told to the type checker
    head = b"".join(lines[: node.lineno - 1]) + lines[node.lineno - 1][: node.col_offset]
    tail = lines[node.end_lineno - 1][node.end_col_offset :] + b"".join(lines[node.end_lineno :])
    return (head + after.encode() + tail).decode()


def _is_log(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and ast.unparse(node).startswith(("log_event(", "_log.", "logging."))


def _is_text(node: ast.BinOp) -> bool:
    parts = (node.left, node.right)
    return any(isinstance(part, ast.JoinedStr | ast.List | ast.Tuple | ast.Name) for part in parts) and isinstance(
        node.op, ast.BitOr
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."


# -- trying --------------------------------------------------------------------------------------------------------


class Copy:
    """A copy of a tree, whose tests are run with the tree's own Python."""

    def __init__(self, tree: Path, root: Path) -> None:
        self.root = root
        self._python = tree / ".venv/bin/python"
        for name in _COPIED:
            if (tree / name).is_dir():
                shutil.copytree(tree / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif (tree / name).exists():
                shutil.copy2(tree / name, root / name)

    def run(self, arguments: list[str], seconds: float) -> int:
        """Run Python in the copy, quietly; -1 when it took too long."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COSMIC_", "COVERAGE_"))}
        try:
            done = subprocess.run(
                [self._python, *arguments],
                cwd=self.root,
                env={
                    **kept,
                    "PYTHONPATH": str(self.root / "src"),
                    "PYTHONDONTWRITEBYTECODE": "1",  # what is compiled from a mutant must not be taken for the original
                    "QT_QPA_PLATFORM": "offscreen",
                },
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return -1
        return done.returncode

    def reached(self) -> Reached:
        """Run the tests once, and note which test reaches which line; prints what they cover on the way."""
        (self.root / "conftest.py").write_text((self.root / "conftest.py").read_text() + _NOTE_TIMES)
        data = self.root / "reached"
        # It is slow, and what fails by that is left out: a test that fails without a mutant cannot tell one.
        options = ("--cov-context=test", "-p", "no:cacheprovider", "-o", "timeout=900")
        _, percent = measure(self.root, self._python, data, *options)
        said = json.loads((self.root / "times.json").read_text())
        print(", ".join(f"{room} {percent[room]:.1f} %" for room in ROOMS), "of the branches are taken", flush=True)
        print(f"{len(said['passed'])} tests; left out as they fail without a mutant: {said['failed']}", flush=True)
        from coverage import CoverageData  # noqa: PLC0415 - needed for this alone

        found = CoverageData(str(data))
        found.read()
        return Reached(found, said["passed"])

    def test(self, tests: list[str], seconds: float) -> bool:
        """Say whether a test fails, or hangs."""
        arguments = ["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
        return self.run(arguments, seconds) != 0


#: Put after the copy's own conftest.py: it notes how long each test takes.
_NOTE_TIMES = """

import json as _json
_times, _failed = {}, set()

def pytest_runtest_logreport(report):
    _times[report.nodeid] = _times.get(report.nodeid, 0.0) + report.duration
    if report.failed:
        _failed.add(report.nodeid)

def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput") and _times:
        passed = {test: time for test, time in _times.items() if test not in _failed}
        open("times.json", "w").write(_json.dumps({"passed": passed, "failed": sorted(_failed)}))
"""


class Reached:
    """Which tests reach which lines, the quickest first."""

    def __init__(self, data: object, times: dict[str, float]) -> None:
        self._data, self._times = data, times

    def tests(self, place: Place) -> list[str]:
        """Return the tests that reach a place."""
        by_line: dict[int, list[str]] = self._data.contexts_by_lineno(str(place.path))  # type: ignore[attr-defined]
        lines = range(place.node.lineno, (place.node.end_lineno or place.node.lineno) + 1)
        found = {test.rpartition("|")[0] for line in lines for test in by_line.get(line, [])}
        return sorted(found & self._times.keys(), key=lambda test: (self._times[test], test))


def run(tree: Path, wanted: list[Mutant]) -> list[tuple[Mutant, str]]:
    """Try mutants in a copy of a tree; return what came of each."""
    found: list[tuple[Mutant, str]] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as root:
        copy = Copy(tree, Path(root).resolve())
        reached = copy.reached()
        for number, mutant in enumerate(wanted, 1):
            began = time.monotonic()
            found.append((mutant, _tried(copy, reached, mutant)))
            print(f"{number:2} {found[-1][1]:9} {time.monotonic() - began:4.0f} s  {mutant}", flush=True)
    return found


def _tried(copy: Copy, reached: Reached, mutant: Mutant) -> str:
    where = place(copy.root, mutant)
    if where is None:
        return "gone"
    tests = reached.tests(where)
    if not tests:
        return "unreached"
    original = where.path.read_bytes()
    try:
        text = changed(original.decode(), where.node, mutant.after)
        ast.parse(text)
        where.path.write_text(text, encoding="utf-8")
        if copy.test(tests[:FIRST], ENOUGH_S) or (tests[FIRST:] and copy.test(tests[FIRST:], 2 * ENOUGH_S)):
            return "killed"
        return "survived"
    finally:
        where.path.write_bytes(original)


def main() -> int:
    """Draw or run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=("draw", "run"))
    parser.add_argument("trees", nargs="+", type=Path, metavar="TREE")
    parser.add_argument("--room", choices=ROOMS)
    parser.add_argument("--first", type=int, default=TRIED, help="try so many (default: %(default)s)")
    arguments = parser.parse_args()
    trees = [tree.resolve() for tree in arguments.trees]
    if arguments.verb == "draw":
        drawn = draw(trees)
        LIST.write_text("[\n" + ",\n".join(json.dumps(mutant, ensure_ascii=False) for mutant in drawn) + "\n]\n")
        print(f"{len(drawn)} drawn")
        return 0
    listed = [Mutant(*row) for row in json.loads(LIST.read_text())]
    here = [mutant for mutant in listed if all(place(tree, mutant) for tree in trees)]
    chosen = [mutant for mutant in here if arguments.room in {None, mutant.room}][: arguments.first]
    for tree in trees:
        results = run(tree, chosen)
        counts = {word: sum(result == word for _, result in results) for _, word in results}
        print(f"{tree.name}: " + ", ".join(f"{count} {word}" for word, count in sorted(counts.items())), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
