"""Where scenarios come from: those that are shipped, and those of a folder of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from cosmic_login.core.failures import LoginFailure
from cosmic_login.training.cast import Cast
from cosmic_login.training.model import Scenario, Start
from cosmic_login.training.parse import MALFORMED, MOST_BYTES, UNKNOWN, UNREADABLE, one_of, parse
from cosmic_login.training.shipped import SUFFIX, shipped_files
from cosmic_login.training.validation import check, states


class Catalogue:
    """Scenarios by their ids, each whole: one that begins at another's end has that one's steps in front."""

    def __init__(self, found: Iterable[Scenario]) -> None:
        """Take them up.

        Raises ``scenario.malformed`` for an id that stands twice, ``scenario.loops``, and what ``check`` raises.
        """
        self._written: dict[str, Scenario] = {}
        for each in found:
            if each.id in self._written:
                other = self._written[each.id].source
                raise LoginFailure(MALFORMED, f"{each.at('id')}: id: {other} has it too")
            self._written[each.id] = each
        whole = {name: self._whole(name, ()) for name in self._written}
        for each in whole.values():
            check(each)
        self.scenarios: Mapping[str, Scenario] = dict(sorted(whole.items(), key=lambda row: (row[1].order, row[0])))

    def get(self, name: str) -> Scenario:
        """Return a scenario. Raises ``scenario.unknown``."""
        if name not in self.scenarios:
            raise LoginFailure("scenario.unknown", one_of(self.scenarios, "scenario")(name))
        return self.scenarios[name]

    def _whole(self, name: str, behind: tuple[str, ...]) -> Scenario:
        written = self._written[name]
        if not written.after:
            return written
        if written.after in (*behind, name):
            chain = " after ".join((*behind, name, written.after))
            raise LoginFailure("scenario.loops", f"{written.at('after')}: {chain}")
        if written.after not in self._written:
            wrong = one_of(self._written, "scenario")(written.after)
            raise LoginFailure(UNKNOWN, f"{written.at('after')}: after: {wrong}")
        if written.start != Start(written.start.person, locked_by=written.start.locked_by):
            raise LoginFailure(MALFORMED, f"{written.at('start')}: start: {written.after} says how things stand")
        first = self._whole(written.after, (*behind, name))
        start = replace(first.start, person=written.start.person)
        return replace(written, start=start, steps=(*first.steps, *written.steps))


def shipped(cast: Cast) -> list[Scenario]:
    """Return those that come with the program, as they are written."""
    return [_shipped_file(path, cast) for path in shipped_files()]


def shipped_one(name: str, cast: Cast) -> Scenario:
    """Return one that comes with the program, whole; no other is read but those at whose end it begins.

    Raises ``scenario.unknown``, and what ``parse`` and ``check`` raise where the cast does not have whom it names.
    """
    chain: dict[str, Scenario] = {}
    wanted, files = name, {path.stem: path for path in shipped_files()}
    if wanted not in files:
        raise LoginFailure("scenario.unknown", one_of(files, "scenario")(name))
    while wanted and wanted not in chain:
        chain[wanted] = found = _shipped_file(files[wanted], cast)
        wanted = found.after
    return Catalogue(chain.values()).get(name)


def _shipped_file(path: Path, cast: Cast) -> Scenario:
    return parse(path.name, path.read_bytes(), cast, states())


def read(path: Path, cast: Cast) -> Scenario:
    """Return the scenario of a file, as it is written. Raises ``scenario.unreadable`` and what ``parse`` raises."""
    try:
        if path.exists() and not path.is_file():
            raise LoginFailure(UNREADABLE, f"{path}: not a file")
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise LoginFailure(UNREADABLE, f"{path}: {reason}") from None
    return parse(str(path), raw, cast, states())


def catalogue(
    cast: Cast,
    folder: Path | None = None,
    files: Iterable[Path] = (),
    *,
    wrong: Callable[[LoginFailure], None] | None = None,
) -> Catalogue:
    """Return those that are shipped, those of a folder, and some files; one's own take the place of shipped ones.

    Raises ``scenario.*``, with file and line, for the first that is wrong; where ``wrong`` is given, it is told of each
    file of the folder that cannot be read, and the others are there.
    """
    own: dict[str, Scenario] = {}
    paths = [] if folder is None else sorted(folder.glob(f"*{SUFFIX}"))
    if folder is not None and not folder.is_dir():
        raise LoginFailure(UNREADABLE, f"{folder}: there is no such folder")
    for path in dict.fromkeys([*paths, *files]):
        try:
            found = read(path, cast)
            if found.id in own and own[found.id].source != str(path):
                raise LoginFailure(MALFORMED, f"{found.at('id')}: id: {own[found.id].source} has it too")
        except LoginFailure as failure:
            if wrong is None or path not in paths:
                raise
            wrong(failure)
        else:
            own[found.id] = found
    return Catalogue({**{each.id: each for each in shipped(cast)}, **own}.values())
