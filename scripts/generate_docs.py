"""Writes the documents that are made from the code; with ``--check`` only says which of them are out of date.

docs/failures*.md from the table of failures, docs/manual.*.md from the help too; docs/lessons.md from the shipped
lessons; docs/settings.md from the table of settings; docs/answers.*.md from the directory, and the plan in
docs/trainer.*.md from the lessons; docs/time.md from the table of times; docs/claims.md from that of claims;
docs/faults.md from that of faults; docs/locked.md from the table of what may be done while a session is locked;
docs/flow.md, docs/flow.svg and docs/test-matrix.md from the chart; the table of commands in docs/architecture.md, whose
other text is kept, from the command line's grammar; that of exit statuses in docs/programs.md, those of the words of
scenarios in docs/scenarios.md, those of operations in docs/control.md, and those of the guide's words, labels and
chapters in docs/guide.md, likewise; and, which are no documents, the colours and distances in the pages' style sheet,
and the command's completion and manual page in assets.
"""

from __future__ import annotations

import argparse
import runpy
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from claims_page import claims
from command_files import command_files
from control_page import operations
from cosmic_login.cli.options import COMMANDS, main_parser
from cosmic_login.core.chart import CardPolicy, Chart, Region
from cosmic_login.core.failures import FAILURES
from cosmic_login.core.flow import CHART, DEFAULT_LIMITS
from cosmic_login.core.settings import Settings
from cosmic_login.core.settings_kinds import shown
from cosmic_login.core.settings_table import SECTIONS, SETTINGS
from cosmic_login.core.time_table import RULES, STORED, USES
from cosmic_login.gui.ports import locked_session
from cosmic_login.profile.settings_file import document
from cosmic_login.run.exit_status import MEANINGS
from cosmic_login.training.coverage import NOT_MET, by_failure, by_row
from cosmic_login.training.guide.content import content
from cosmic_login.training.guide.labels import LABELS
from cosmic_login.training.rows import OPEN, ROWS
from cosmic_login.training.vocabulary import CHOICES, FACTS, MISHAPS, NUMBERS, VERBS, Arg, Word
from cosmic_login.translations import LANGUAGES
from cosmic_login.ui import design_tokens as tokens
from faults_page import faults
from flow_picture import draw_chart
from manual import MADE, failures, failures_file, manual
from trainer_pages import answers, shipped_lessons, trainer

_DOCS = Path(__file__).resolve().parent.parent / "docs"
_ABOUT_SETTINGS = """\
Inställningarna ligger i `settings.toml` i profilkatalogen. Det som inte står i filen har sitt standardvärde; ett okänt
namn eller ett otillåtet värde avvisas med rad och orsak (`settings.malformed`). `auto` betyder att programmet väljer.

"""
_ABOUT_FLOW = """\
![The chart: start, authenticating with its prompts, the two failures, the workspace, and the ways out](flow.svg)

An arrow that ends in a tag leads to the state of that name. An event goes to the innermost active state that has an
edge for it, then outwards. An event that no active state has an edge for and none ignores raises `NotAllowed`; what
follows in each case is in the [test matrix](test-matrix.md).

"""
_ABOUT_LOCKED = """\
A locked session is its own person's. Somebody else may log in beside it and is asked "Vill du logga ut användaren?"
([ADR 0010](adr/0010-take-over.md)); nobody else opens it, ends it, or sees more of it than whose it is and since when.
What ends it without a person who proved something is its time limit and the end of the program, and the
[trail](audit.md) says which. A test walks the running window, finds every button, key, menu entry and window by itself,
and fails for one without a row here.

"""
_COMMANDS_BEGIN, _END = "<!-- Made by `make docs` from the grammar: -->\n", "<!-- to here -->\n"
_WORDS_BEGIN = "<!-- Made by `make docs` from the words of scenarios: -->\n"
_CONTROL_BEGIN = "<!-- Made by `make docs` from the table of operations: -->\n"
_GUIDE_BEGIN = "<!-- Made by `make docs` from the guide's content: -->\n"
_STYLE = _DOCS.parent / "src" / "cosmic_login" / "idp" / "pages" / "static" / "pages.css"
_TOKENS_BEGIN, _STYLE_END = "/* Made by `make docs` from ui/design_tokens.py: */\n", "/* to here */\n"
_STATUSES_BEGIN = "<!-- Made by `make docs` from the statuses: -->\n"
_ABOUT_ROWS = """\
Each row is what the instruction for staff says, in a few words. Lessons show it to people; the tests go through the
program as people use it, from end to end. Both are run by `make test`, and a test fails when a row has none, or one
that is not there.

"""
_ABOUT_LESSONS = """\
Each plays by itself: `cosmic-login scenario play NAME`. How one is written: [scenarios.md](scenarios.md). A test
plays all of them, and each without one of its mishaps, when it has to fail.

"""
_ABOUT_TIME = """\
There are two clocks. Wall time is what people and programs set, and what is written. The time since the machine was
started is set by nobody, and counts sleep where the system can tell. What outlives the process goes by wall time,
what does not by both: whichever says first that a time limit is over ends it, so that neither sleep nor a clock that
was set back keeps a session open.

A clock that was wrong and is right again leaves nothing behind that stays broken. A cause that is the clock is told
as the clock: `clock.skew` (two machines differ), `clock.changed` (it was set while somebody logged in),
`phone.clock`, `server.expired` and `certificate.not_yet_valid` (their mends name the clock first). `doctor` compares
the clock with the IdP's and with the last row of the audit trail.

"""
_ABOUT_MATRIX = """\
A name is the innermost state that follows. `stays`: an edge without a change of state. `ignored`: the state says that
this may come and means nothing. `-`: not allowed, `NotAllowed` is raised. `time_up` stands for the end of the
innermost time limit that runs in the state. The tests run every cell.

"""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def settings() -> str:
    """Return the table of settings, section by section, and a whole file with every default; in Swedish."""
    parts = ["# Inställningar\n\n" + MADE.format(source="`core/settings_table.py`"), _ABOUT_SETTINGS]
    for section, title in SECTIONS.items():
        rows = (
            (
                f"`{row.name}`",
                row.label,
                row.about,
                row.kind.about,
                f"`{shown(row.default)}`" if row.default != "" else "",
            )
            for row in SETTINGS
            if row.section == section
        )
        parts.append(f"## {title}: `[{section}]`\n\n")
        parts.append(_table(("namn", "i fönstret", "betydelse", "tillåtet", "standard"), rows) + "\n")
    parts.append(f"## Hela filen\n\n```toml\n{document(Settings()).rstrip()}\n```\n")
    return "".join(parts)


def locked() -> str:
    """Return the table of who may do what while a session is locked."""
    head = ("action", "who", "what they have proved", "what happens", "by (in Swedish, `window: name`)")
    rows = (
        (
            f"`{row.action}`",
            row.who.value,
            row.proved,
            row.about,
            ", ".join(f"`{_plain(each)}`" for each in row.controls),
        )
        for row in locked_session.ROWS
    )
    title = "# Who may do what while a session is locked\n\n"
    return title + MADE.format(source="`gui/ports/locked_session.py`") + _ABOUT_LOCKED + _table(head, rows)


def _plain(pattern: str) -> str:
    return pattern.replace("[[]", "[")


def flow(chart: Chart) -> str:
    """Return the chart's states and edges as tables, with the picture."""
    parts = [
        "# The flow of a login\n\n" + MADE.format(source="`core/flow.py`"),
        _ABOUT_FLOW,
    ]
    for region in chart.regions:
        parts.append(f"## Region `{region.name}`\n\nIt begins in `{region.initial}`.\n\n")
        parts.append(_states(region) + "\n" + _edges(region) + "\n")
    limits = ((f"`{name}`", f"{seconds:g} s") for name, seconds in DEFAULT_LIMITS.items())
    parts.append("## Time limits\n\n" + _table(("limit", "unless the settings say otherwise"), limits))
    return "".join(parts)


def _states(region: Region) -> str:
    head = ("state", "within", "the person sees", "way out", "time limit", "card pulled", "on entering", "on leaving")
    return _table(
        head,
        (
            (
                f"`{state.name}`",
                f"`{state.parent}`" if state.parent else "",
                state.about,
                f"`{state.abort}`" if state.abort else ("final" if state.final else ""),
                f"`{state.time_limit}`" if state.time_limit else "",
                "the login fails" if state.card is CardPolicy.FAIL else "",
                " ".join(f"`{effect}`" for effect in state.enter),
                " ".join(f"`{effect}`" for effect in state.leave),
            )
            for state in region.states.values()
        ),
    )


def _edges(region: Region) -> str:
    return _table(
        ("in", "event", "leads to", "effects"),
        (
            (
                f"`{e.source}`",
                f"`{e.kind}`" + (f" (if {e.when.replace('_', ' ')})" if e.when else ""),
                f"`{e.target}`" if e.target else "stays",
                " ".join(f"`{n}`" for n in e.effects),
            )
            for e in region.edges.values()
        ),
    )


def matrix(chart: Chart) -> str:
    """Return what every kind of event does in every innermost state of the first region."""
    region = chart.regions[0]
    leaves = region.leaves()
    rows = [[f"`{kind}`", *(_outcome(chart, state.name, kind) for state in leaves)] for kind in sorted(chart.kinds())]
    return (
        "# What every event does in every state\n\n"
        + MADE.format(source="`core/flow.py`")
        + _ABOUT_MATRIX
        + _table(["event", *(f"`{state.name}`" for state in leaves)], rows)
    )


def _outcome(chart: Chart, name: str, kind: str) -> str:
    region = chart.regions[0]
    edge = region.finds(name, kind)
    if edge is not None:
        return f"`{_innermost(region, edge.target)}`" if edge.target else "stays"
    if any(other.finds(other.initial, kind) for other in chart.regions[1:]):
        return "stays"
    walk: str | None = name
    while walk is not None:
        if kind in region.states[walk].ignores:
            return "ignored"
        walk = region.states[walk].parent
    return "-"


def _innermost(region: Region, name: str) -> str:
    if name.endswith("@"):
        return name
    while (initial := region.states[name].initial) is not None:
        name = initial
    return name


def programs(text: str) -> str:
    """Return the page for programs with the table of exit statuses between its two marks made anew."""
    before, begins, rest = text.partition(_STATUSES_BEGIN)
    _, ends, after = rest.partition(_END)
    if not ends:
        raise ValueError("docs/programs.md has no place for the table of exit statuses")
    rows = ((str(status), meaning) for status, meaning in MEANINGS.items())
    return f"{before}{begins}\n{_table(('status', 'when'), rows)}{ends}{after}"


def control(text: str) -> str:
    """Return docs/control.md with its tables of operations made anew."""
    before, _, rest = text.partition(_CONTROL_BEGIN)
    _, _, after = rest.partition(_END)
    return before + _CONTROL_BEGIN + "\n" + operations() + _END + after


def guide(text: str) -> str:
    """Return the page on the guide with the tables of its words, labels and chapters, between two marks, made anew."""
    before, begins, rest = text.partition(_GUIDE_BEGIN)
    _, ends, after = rest.partition(_END)
    if not ends:
        raise ValueError("docs/guide.md has no place for its tables")
    said = content()
    chapters = (
        (
            f"{'· ' if each.under else ''}`{each.id}`",
            each.title.sv,
            " ".join(f"`{step.id}`" for block in each.blocks for step in block.steps),
            " ".join(each.rows),
        )
        for each in said.chapters
    )
    tables = (
        _table(("word", "sv", "en"), ((f"`{name}`", words.sv, words.en) for name, words in said.words.items())),
        _table(("label", "in Swedish"), ((f"`{name}`", place[1].replace("&", "")) for name, place in LABELS.items())),
        _table(("chapter", "in Swedish", "steps", "rows"), chapters),
    )
    return f"{before}{begins}\n{chr(10).join(tables)}{ends}{after}"


def scenarios(text: str) -> str:
    """Return the page on scenarios with the tables of its words, between their marks, made anew."""
    parts = text.split(_WORDS_BEGIN)
    tables = (
        _words(VERBS),
        _words(MISHAPS),
        _table(("fact", "what"), ((f"`{n}`", about) for n, about in FACTS.items())),
    )
    if len(parts) != len(tables) + 1 or not all(_END in part for part in parts[1:]):
        raise ValueError("docs/scenarios.md has no place for the tables of words")
    made = (f"\n{table}{_END}{part.partition(_END)[2]}" for table, part in zip(tables, parts[1:], strict=True))
    return _WORDS_BEGIN.join((parts[0], *made))


def _words(words: Mapping[str, Word]) -> str:
    def written(word: Word) -> str:
        members = {**({word.name: word.main} if word.main is not None else {}), **word.others}
        return ", ".join(f"`{name}`: {_allowed(arg)}" for name, arg in members.items())

    return _table(("word", "what", "with"), ((f"`{word.name}`", word.about, written(word)) for word in words.values()))


def _allowed(arg: Arg) -> str:
    if arg in CHOICES:
        return ", ".join(CHOICES[arg])
    if arg in NUMBERS:
        low, high = NUMBERS[arg]
        return f"{low} to {high}" if arg not in {Arg.SECONDS, Arg.WAIT} else "seconds"
    return {
        Arg.CARD: "a card",
        Arg.PERSON: "a person",
        Arg.PHONE: "whose phone (the trainee's), or its name",
        Arg.SERVICE_ID: "an HSA-id",
        Arg.FAILURE: "a failure's code",
    }.get(arg, "a topic of the help")


def lessons() -> str:
    """Return which lessons are shipped, and which row and which failure is shown by which."""
    shipped = tuple(shipped_lessons().scenarios.values())
    parts = ["# The lessons\n\n" + MADE.format(source="`training/scenarios`"), _ABOUT_LESSONS]
    listed = (
        (f"`{each.id}`", each.title.sv, each.title.en, str(len(each.steps)), ", ".join(each.rows)) for each in shipped
    )
    parts.append(_table(("lesson", "in Swedish", "in English", "steps", "rows"), listed))
    rows, shown = by_row(shipped), by_failure(shipped)
    parts.append("\n## Which lesson shows which row of the instruction\n\n")
    parts.append(
        _table(
            ("row", "what it is about", "lessons"),
            (
                (name, about.en, _ids(rows.get(name, ())) or f"**none**: {OPEN[name].en}")
                for name, about in ROWS.items()
            ),
        )
    )
    parts.append("\n## Which lesson shows which failure\n\n")
    parts.append(
        _table(("failure", "lessons"), ((f"`{code}`", _ids(shown[code])) for code in FAILURES if code in shown))
    )
    parts.append("\n## Failures that no lesson shows\n\n")
    parts.append(_table(("why", "failures"), ((why, _ids(codes)) for why, codes in NOT_MET.items())))
    return "".join(parts)


def rows() -> str:
    """Return what shows each row of the instruction: lessons, and tests from end to end."""
    shown = by_row(shipped_lessons().scenarios.values())
    tests = runpy.run_path(str(_DOCS.parent / "tests" / "row_tests.py"))["ROW_TESTS"]
    found = (
        (name, f"{about.sv}<br>{about.en}", _ids(shown.get(name, ())), "<br>".join(f"`{each}`" for each in tests[name]))
        for name, about in ROWS.items()
    )
    head = "# The rows of the instruction\n\n" + MADE.format(source="`tests/row_tests.py` and `training/scenarios`")
    return head + _ABOUT_ROWS + _table(("row", "what it is about", "lessons", "tests, below `tests/`"), found)


def _ids(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def times() -> str:
    """Return what becomes of every stored time and every timer when the clock is set or the machine sleeps."""
    parts = ["# Time\n\n" + MADE.format(source="`core/time_table.py`"), _ABOUT_TIME, "## Rules\n\n"]
    head = ("rule", "what", "30 s back or ahead", "an hour, a day, two years back", "… ahead", "the machine sleeps")
    rules = ((f"`{n}`", r.about, r.a_little, r.back, r.ahead, r.asleep) for n, r in RULES.items())
    parts.append(_table(head, rules) + "\n## What is stored\n\n")
    parts.append(_table(("time", "rule", "what"), ((f"`{r.name}`", f"`{r.rule}`", r.what) for r in STORED)))
    parts.append("\n## Who asks a clock, or waits\n\n")
    rows = ((f"`{r.file}`", ", ".join(sorted(r.uses)), f"`{r.rule}`", r.what) for r in USES)
    parts.append(_table(("file", "how", "rule", "what"), rows))
    return "".join(parts)


def architecture(text: str) -> str:
    """Return the map with the table of commands between its two marks made anew. Raises ``ValueError`` without them."""
    before, begins, rest = text.partition(_COMMANDS_BEGIN)
    _, ends, after = rest.partition(_END)
    if not ends:
        raise ValueError("docs/architecture.md has no place for the table of commands")
    rows = [("`cosmic-login`", "the window", "`desktop`")]
    for name in COMMANDS:
        (subparsers,) = _subparsers(main_parser([name]))
        rows += (
            (f"`{command}`", about, f"`cli.{name.replace('-', '_')}`") for command, about in _commands(subparsers, name)
        )
    return f"{before}{begins}\n{_table(('command', 'what it does', 'where'), rows)}{ends}{after}"


def _subparsers(parser: argparse.ArgumentParser) -> Iterator[argparse._SubParsersAction[argparse.ArgumentParser]]:
    # argparse does not say what it was given, but here.
    yield from (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))


def _commands(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser], only: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield each command and its line of help, and below it its own subcommands."""
    for choice in subparsers._get_subactions():
        if not only or choice.dest == only:
            yield choice.dest, choice.help or ""
            for inner in _subparsers(subparsers.choices[choice.dest]):
                yield from ((f"{choice.dest} {command}", about) for command, about in _commands(inner))


def documents() -> dict[str, str]:
    """Return every generated document by its file name."""
    return {
        **{failures_file(language): failures(language) for language in LANGUAGES},
        **{f"manual.{language}.md": manual(language) for language in LANGUAGES},
        **{f"answers.{language}.md": answers(language) for language in LANGUAGES},
        **{
            f"trainer.{language}.md": trainer((_DOCS / f"trainer.{language}.md").read_text("utf-8"), language)
            for language in LANGUAGES
        },
        "settings.md": settings(),
        "locked.md": locked(),
        "flow.md": flow(CHART),
        "flow.svg": draw_chart(CHART),
        "test-matrix.md": matrix(CHART),
        "programs.md": programs((_DOCS / "programs.md").read_text("utf-8")),
        "guide.md": guide((_DOCS / "guide.md").read_text("utf-8")),
        "lessons.md": lessons(),
        "rows.md": rows(),
        "scenarios.md": scenarios((_DOCS / "scenarios.md").read_text("utf-8")),
        "claims.md": claims(),
        "faults.md": faults(),
        "control.md": control((_DOCS / "control.md").read_text("utf-8")),
        "time.md": times(),
        "architecture.md": architecture((_DOCS / "architecture.md").read_text("utf-8")),
    }


def style_sheet(text: str) -> str:
    """Return the pages' style sheet with the window's colours and distances in it, in the look the reader asks for."""
    before, _, rest = text.partition(_TOKENS_BEGIN)
    _, _, after = rest.partition(_STYLE_END)
    names = {"caption": tokens.CAPTION, "small": tokens.SMALL, "body": tokens.BODY, "heading": tokens.HEADING}
    sizes = "".join(f"  --{name}: {size / 16:g}rem;\n" for name, size in names.items())
    kept = "".join(
        f"  --{name}: {value};\n"
        for name, value in {
            "grid": f"{tokens.GRID / 16:g}rem",
            "radius": f"{tokens.RADIUS}px",
            "target": f"{tokens.TARGET / 16:g}rem",
            "card-width": f"{tokens.CARD_WIDTH / 16:g}rem",
            "wide-card-width": f"{tokens.WIDE_CARD_WIDTH / 16:g}rem",
            "families": ", ".join(f'"{family}"' for family in tokens.FAMILIES),
        }.items()
    )
    looks = (
        f"\n@media ({asked}) {{\n  :root {{\n{_colours(look, 4)}  }}\n}}\n"
        for asked, look in (
            ("prefers-color-scheme: dark", tokens.DARK),
            ("prefers-contrast: more", tokens.HIGH_CONTRAST),
        )
    )
    root = f":root {{\n{kept}{sizes}{_colours(tokens.LIGHT, 2)}}}\n"
    return f"{before}{_TOKENS_BEGIN}{root}{''.join(looks)}{_STYLE_END}{after}"


def _colours(look: tokens.Colours, indent: int) -> str:
    shadow = f"0 8px 24px rgb(0 0 0 / {look.shadow / 255:.1%})" if look.shadow else "none"
    named = {name.replace("_", "-"): value for name, value in look._asdict().items() if name not in {"name", "shadow"}}
    return "".join(f"{' ' * indent}--{name}: {value};\n" for name, value in {**named, "shadow": shadow}.items())


def main() -> int:
    """Write the documents, or check them; 1 when one is out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a document is out of date")
    check = parser.parse_args().check
    stale = []
    made = {_DOCS / name: text for name, text in documents().items()}
    made |= {_DOCS.parent / "assets" / name: text for name, text in command_files().items()}
    for path, text in (made | {_STYLE: style_sheet(_STYLE.read_text("utf-8"))}).items():
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        stale.append(path.relative_to(_DOCS.parent).as_posix())
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    for name in stale:
        sys.stdout.write(f"{name} {'is out of date: run make docs' if check else 'written'}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
