"""``cosmic-login scenario``: which lessons there are, whether one's own are right, playing and recording them."""

from __future__ import annotations

import argparse
import contextlib
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.places import SCENARIOS_NAME
from cosmic_login.run.exit_status import DONE, NOT_DONE
from cosmic_login.run.progress import progress
from cosmic_login.training.shipped import SUFFIX, is_shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cosmic_login.app import World
    from cosmic_login.desktop.lesson.plan import FindPlan, LessonPlan
    from cosmic_login.run.context import CliContext
    from cosmic_login.training.cast import Cast
    from cosmic_login.training.catalogue import Catalogue
    from cosmic_login.training.model import Result, Scenario

_FASTEST_S, _SLOWEST_S = 0.1, 600.0


def register(parser: argparse.ArgumentParser) -> None:
    """Add ``scenario list``, ``check``, ``play``, ``record`` and ``guide``."""
    parser.description = "Lessons (docs/scenarios.md)."
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    listing = actions.add_parser("list", help="print the lessons, with the rows and failures that each shows")
    listing.set_defaults(func=run_list)

    checking = actions.add_parser("check", help="say whether scenario files are right, with file and line where not")
    checking.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a scenario file (TOML)")
    checking.set_defaults(func=run_check)

    playing = actions.add_parser("play", help="play a lesson beside the profile, without a window or in one")
    playing.add_argument("names", metavar="NAME", nargs="+", help="a lesson's name, a scenario file, or all")
    playing.add_argument(
        "--way",
        choices=("show", "practise", "test"),
        help="open the window: the lesson is shown, practised, or practised without hints and with a result",
    )
    playing.add_argument(
        "--pace", metavar="SECONDS", type=float, help="with --way show: wait so long before each step (0.1 to 600)"
    )
    playing.set_defaults(func=run_play)

    recording = actions.add_parser("record", help="record a run as a lesson: in the window, or of a login command")
    recording.add_argument("file", metavar="FILE", type=Path, help="the scenario file to be written")
    recording.add_argument(
        "command", metavar="-- login", nargs="*", help="record this command (default: the window, until it is closed)"
    )
    recording.add_argument("--json", action="store_true", help="print a JSON object")
    recording.set_defaults(func=run_record)

    guiding = actions.add_parser("guide", help="write the illustrated instruction, for a region, as HTML and PDF")
    guiding.add_argument("--region", metavar="FILE", type=Path, help="the region's own file (docs/guide.md)")
    guiding.add_argument("--language", choices=("sv", "en"), help="its language (default: that of the output)")
    guiding.add_argument("--output", metavar="DIR", type=Path, default=Path(), help="where to write it (default: here)")
    guiding.add_argument("--pdf", action="store_true", help="write a PDF too; needs the extra cosmic-login[guide]")
    guiding.add_argument("--json", action="store_true", help="print a JSON object")
    guiding.set_defaults(func=run_guide)

    for action in (listing, checking, playing):
        action.add_argument("--json", action="store_true", help="print a JSON object")
        action.add_argument(
            "--folder", metavar="DIR", type=Path, help="scenarios of one's own (default: scenarios, in the profile)"
        )


def run_list(args: argparse.Namespace, context: CliContext) -> int:
    """List the lessons; a file of one's own that is wrong is told, and is missing in the list (exit 1)."""
    wrong: list[LoginFailure] = []
    with context.world() as world:
        scenarios = list(_catalogue(world, args.folder, wrong=wrong.append)[0].scenarios.values())
    for failure in wrong:
        context.report(failure)
    status = NOT_DONE if wrong else DONE
    if args.json:
        context.print_json({"scenarios": [_described(each) for each in scenarios]})
        return status
    for each in scenarios:
        print(f"{each.id:<28} {each.title.of(context.lang)}")
        shows = ", ".join((*each.rows, *each.failures))
        print(f"{'':<28} {each.goal.of(context.lang)}{f' ({shows})' if shows else ''}")
    return status


def run_check(args: argparse.Namespace, context: CliContext) -> int:
    """Check files. Raises ``scenario.*`` for the first that is wrong."""
    from cosmic_login.training.catalogue import read

    with context.world() as world:
        catalogue, cast = _catalogue(world, args.folder, args.files)
        found = [catalogue.get(read(path, cast).id) for path in args.files]
    if args.json:
        context.print_json({"checked": [_described(each) for each in found]})
        return DONE
    for each in found:
        print(_counted(each, context))
    return DONE


def run_play(args: argparse.Namespace, context: CliContext) -> int:
    """Play lessons one after the other; exit 1 when one did not come to its end."""
    refuse_what_a_lesson_says(context)
    pace, results = _pace(args), []
    with contextlib.ExitStack() as until_the_end:
        opened, show = _Opened(context, until_the_end), until_the_end.enter_context(progress())
        for number, find in enumerate(_found(args, context, opened), 1):
            show(context.text(f"Lektion {number} spelas …", f"Lesson {number} is being played …"))
            result = _in_window(find, args, context, pace, opened) if args.way else _without_window(find(), opened)
            results.append(result)
            show("")
            _tell(result, context, quiet=args.json)
    if args.json:
        context.print_json({"played": [asdict(each) for each in results]})
    return DONE if all(each.finished for each in results) else NOT_DONE


class _Opened:
    """The profile's world, opened when it is first asked for: with a window that is after its first paint."""

    def __init__(self, context: CliContext, stack: contextlib.ExitStack) -> None:
        self._context, self._stack = context, stack

    @cached_property
    def world(self) -> World:
        return self._stack.enter_context(self._context.world())

    @cached_property
    def cast(self) -> Cast:
        from cosmic_login.lessons.casting import cast_of

        return cast_of(self.world.directory)


def _found(args: argparse.Namespace, context: CliContext, opened: _Opened) -> Iterator[FindPlan]:
    """Yield what finds each lesson that is named: the shipped ones alone, or all, when one's own may be meant.

    Raises ``scenario.*``, but for a shipped one, which is read when it is its turn.
    """
    from cosmic_login.desktop.lesson.plan import LessonPlan

    def plan(scenario: Scenario) -> LessonPlan:
        return LessonPlan(scenario, opened.cast, opened.world.profile)

    if args.folder is None and all(is_shipped(name) for name in args.names) and not _has_own(context):
        for name in args.names:
            yield lambda name=name: plan(_shipped_one(name, opened.cast))  # type: ignore[misc]
        return
    catalogue, cast = _playable(args, context, opened.world, [Path(each) for each in args.names if _is_file(each)])
    for scenario in _named(args.names, catalogue, cast):
        yield lambda scenario=scenario: plan(scenario)  # type: ignore[misc]


def _shipped_one(name: str, cast: Cast) -> Scenario:
    from cosmic_login.training.catalogue import shipped_one

    return shipped_one(name, cast)


def _has_own(context: CliContext) -> bool:
    """Whether the profile has scenarios of its own; it is not opened for that."""
    return not context.temp_profile and context.early_path(SCENARIOS_NAME).is_dir()


def _is_file(name: str) -> bool:
    return name.endswith(SUFFIX)


def _in_window(
    find: FindPlan, args: argparse.Namespace, context: CliContext, pace: float | None, opened: _Opened
) -> Result:
    from cosmic_login.desktop.lesson.run import run_lesson

    result = run_lesson(context, find, way=args.way, pace=pace)
    from cosmic_login.lessons.playing import write_down

    write_down(opened.world, result)
    return result


def _without_window(plan: LessonPlan, opened: _Opened) -> Result:
    import asyncio

    from cosmic_login.lessons.playing import play_without_window

    return asyncio.run(play_without_window(plan.scenario, opened.world, plan.cast))


def _tell(result: Result, context: CliContext, *, quiet: bool) -> None:
    """Log what a lesson failed with, and print how it ended."""
    from cosmic_login.lessons.playing import failure_of

    failure = failure_of(result)
    if failure is not None:
        context.log_failure(failure)
    if quiet:
        return
    if failure is not None:
        context.print_failure(failure)
        return
    steps = context.text(f"{result.done} steg", f"{result.done} steps")
    if not result.finished:
        steps = context.text(
            f"lämnad efter {result.done} av {result.steps} steg",
            f"left after {result.done} of {result.steps} steps",
        )
    print(f"{result.scenario:<28} {steps}, {result.seconds:.1f} s")


def run_record(args: argparse.Namespace, context: CliContext) -> int:
    """Record a run; whatever its own status is, the lesson is written when it comes to an end of one.

    Raises ``file.unwritable``, ``scenario.*`` for a run that no lesson can tell, ``usage.invalid``.
    """
    import io

    from cosmic_login.lessons.recording import LiveRecording

    command = args.command[1:] if args.command[:1] == ["--"] else args.command
    if command and command[0] != "login":
        raise LoginFailure("usage.invalid", f"{command[0]} cannot be recorded; login can, and the window")
    manner = context.in_force(context.found_settings.settings).manner
    context.watch = recording = LiveRecording(manner)
    if command:
        from cosmic_login.cli.options import main_parser

        login = main_parser(command).parse_args(command)
        with contextlib.redirect_stdout(io.StringIO()) if args.json else contextlib.nullcontext():
            login.func(login, context)
    else:
        from cosmic_login.desktop.login_window import run_window

        run_window(context)
    found = recording.write(args.file.absolute())
    if args.json:
        context.print_json({"recorded": _described(found)})
    else:
        print(_counted(found, context))
    return DONE


def refuse_what_a_lesson_says(context: CliContext) -> None:
    """Refuse the options for what each lesson says or has itself. Raises ``usage.invalid``."""
    for option, value, why in (
        ("--idp", context.idp_url, "has an identity provider of its own"),
        ("--idp-ca", context.idp_ca, "has an identity provider of its own"),
        ("--manner", context.manner_option, "says itself in which manner it is (start.manner)"),
        ("--reader-from", context.reader_from, "has readers of its own"),
    ):
        if value:
            raise LoginFailure("usage.invalid", f"{option}: a lesson {why}")


def _pace(args: argparse.Namespace) -> float | None:
    """Return the seconds between steps. Raises ``usage.invalid``."""
    pace: float | None = args.pace
    if pace is not None and args.way != "show":
        raise LoginFailure("usage.invalid", "--pace goes with --way show")
    if pace is not None and not _FASTEST_S <= pace <= _SLOWEST_S:
        raise LoginFailure("usage.invalid", f"--pace {pace}: from {_FASTEST_S} to {_SLOWEST_S:.0f}")
    return pace


def run_guide(args: argparse.Namespace, context: CliContext) -> int:
    """Write the guide. Raises ``region.*``, ``guide.*`` and ``file.unwritable``."""
    refuse_what_a_lesson_says(context)
    from cosmic_login.desktop.guide.making import make
    from cosmic_login.training.guide import region

    found = region.shipped() if args.region is None else region.read(args.region)
    name = Path(args.region or region.SHIPPED).stem
    says = context.text("Bilder ur övningen", "Pictures from the lesson")

    def told(scenario: str) -> None:
        if not args.json:
            print(f"{says} {scenario}", flush=True)

    files = make(found, args.language or context.lang, args.output, name, with_pdf=args.pdf, told=told)
    if args.json:
        context.print_json({"files": [str(path) for path in files]})
        return DONE
    for path in files:
        print(path)
    return DONE


def _named(names: list[str], catalogue: Catalogue, cast: Cast) -> list[Scenario]:
    """Return the scenarios that are named, in that order. Raises ``scenario.unknown``."""
    from cosmic_login.training.catalogue import read

    found: list[Scenario] = []
    for name in names:
        if name == "all":
            found += catalogue.scenarios.values()
        elif _is_file(name):
            found.append(catalogue.get(read(Path(name), cast).id))
        else:
            found.append(catalogue.get(name))
    return found


def _playable(args: argparse.Namespace, context: CliContext, world: World, files: list[Path]) -> tuple[Catalogue, Cast]:
    """Return what can be played; a wrong file in the profile is told of, and keeps nobody from the shipped ones."""
    from cosmic_login.lessons.casting import cast_of
    from cosmic_login.training.catalogue import catalogue

    try:
        return _catalogue(world, args.folder, files)
    except LoginFailure as wrong:
        if args.folder or "all" in args.names:
            raise
        cast = cast_of(world.directory)
        rest = catalogue(cast, files=files)
        if any(name not in rest.scenarios for name in args.names if not _is_file(name)):
            raise
        context.log_failure(wrong)
        context.print_failure(wrong)
        return rest, cast


def _catalogue(
    world: World,
    folder: Path | None,
    files: list[Path] | None = None,
    wrong: Callable[[LoginFailure], None] | None = None,
) -> tuple[Catalogue, Cast]:
    from cosmic_login.lessons.casting import cast_of
    from cosmic_login.training.catalogue import catalogue

    cast, own = cast_of(world.directory), world.profile.scenarios_dir
    return catalogue(cast, folder or (own if own.is_dir() else None), files or (), wrong=wrong), cast


def _counted(scenario: Scenario, context: CliContext) -> str:
    steps = context.text(f"{len(scenario.steps)} steg", f"{len(scenario.steps)} steps")
    return f"{scenario.source}: {scenario.id}, {steps}"


def _described(scenario: Scenario) -> dict[str, Any]:
    return {
        "id": scenario.id,
        "title": scenario.title._asdict(),
        "goal": scenario.goal._asdict(),
        "rows": list(scenario.rows),
        "failures": list(scenario.failures),
        "steps": len(scenario.steps),
        "file": scenario.source,
    }
