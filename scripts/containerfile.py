"""The steps of a Containerfile, for the proof that carries them out (deploy/prove_container.sh) and its test.

``scripts/containerfile.py FILE`` prints a line for each step: the instruction, and its words as a shell reads them.
Only what the proof can do is read; anything else is refused, so that no image is built by steps that were not tried.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: Instructions that take words, the one that takes a line of the shell, and those that take a command as a list.
_WORDS: Final = ("FROM", "COPY", "EXPOSE", "ENV", "USER", "WORKDIR", "VOLUME", "STOPSIGNAL")
_LINES: Final = ("RUN",)
_COMMANDS: Final = ("ENTRYPOINT", "CMD", "HEALTHCHECK")
INSTRUCTIONS: Final = (*_WORDS, *_LINES, *_COMMANDS)
_COMMAND: Final = re.compile(r"(?:--[a-z-]+=\S+\s+)*(?:CMD\s+)?(\[.*\])")


@dataclass(frozen=True)
class Step:
    """One step: an instruction, and its words, its line (alone in the list) or its command."""

    does: str
    says: list[str]


def steps(text: str) -> list[Step]:
    """Return the steps in their order. Raises ``ValueError`` for what the proof cannot carry out."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [_step(line) for line in re.sub(r"\\\n\s*", "", lines).splitlines() if line.strip()]


def _step(line: str) -> Step:
    does, _, rest = line.partition(" ")
    rest = rest.strip()
    command = _COMMAND.fullmatch(rest)
    if does in _LINES and not rest.startswith(("--", "[")):
        return Step(does, [rest])
    if does in _COMMANDS and command is not None:
        return Step(does, [str(word) for word in json.loads(command[1])])
    if does in _WORDS and rest and not re.search(r'(^|\s)--|["$\\]', rest):
        return Step(does, rest.split())
    raise ValueError(f"a step that the proof cannot carry out: {line[:80]}")


def main() -> int:
    """Print the steps of the file that is named."""
    for step in steps(Path(sys.argv[1]).read_text("utf-8")):
        print(step.does, shlex.join(step.says))
    return 0


if __name__ == "__main__":
    sys.exit(main())
