"""What the frozen program begins with (``packaging/cosmic-login.spec``).

The program starts others of itself by ``sys.executable -m cosmic_login …``, and small probes by ``-c``. Frozen,
``sys.executable`` is the program and no Python, so the two are understood here as Python understands them.
"""

from __future__ import annotations

import sys

from cosmic_login.cli.main import main

if __name__ == "__main__":
    if sys.argv[1:2] == ["-c"]:
        code = sys.argv.pop(2)
        del sys.argv[0]
        exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 - our own, as Python has it
    else:
        if sys.argv[1:3] == ["-m", "cosmic_login"]:
            del sys.argv[1:3]
        sys.exit(main())
