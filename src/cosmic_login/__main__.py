"""``python -m cosmic_login``: the same as the command ``cosmic-login``."""

import sys

from cosmic_login.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
