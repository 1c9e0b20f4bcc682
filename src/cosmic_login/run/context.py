"""What every subcommand gets: the profile, the world, the words for a failure."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.settings import Found, Settings
from cosmic_login.profile.places import SETTINGS_NAME, default_root
from cosmic_login.run.output import failure_members, write_json

if TYPE_CHECKING:
    from cosmic_login.app import DeskElsewhere, World
    from cosmic_login.profile import Profile
    from cosmic_login.profile.logs import LogHandler
    from cosmic_login.run.watching import RunWatch

Language = Literal["sv", "en"]
_CONTROL = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+"


class CliContext:
    """The global options, and what follows from them. The profile is opened when it is first asked for."""

    def __init__(
        self,
        *,
        profile_dir: Path | None = None,
        temp_profile: bool = False,
        idp_url: str = "",
        idp_ca: str = "",
        log_level: str = "info",
        lang_option: Language | None = None,
        manner_option: Literal["safe", "true-to-life"] | None = None,
        trainer: bool = False,
        card_wait: float | None = None,
        reader_from: str = "",
    ) -> None:
        self.profile_dir, self.temp_profile = profile_dir, temp_profile
        self.idp_url, self.idp_ca = idp_url, idp_ca
        self.log_level, self.lang_option, self.manner_option = log_level, lang_option, manner_option
        self.trainer = trainer
        self.card_wait = card_wait
        self.reader_from = reader_from
        #: The command line's words, as they came.
        self.words: tuple[str, ...] = ()
        #: Who looks on; set before the run begins.
        self.watch: RunWatch | None = None
        #: The desk where the readers stand, when that is not here but its cards are at hand; set before the run begins.
        self.desk: DeskElsewhere | None = None
        self._log: LogHandler | None = None

    @cached_property
    def profile(self) -> Profile:
        """The profile directory; its log is written from now on. Raises ``LoginFailure`` (``profile.*``)."""
        from cosmic_login.profile import Profile
        from cosmic_login.profile.logs import configure_logging

        profile = Profile.temporary() if self.temp_profile else Profile.open(self.profile_dir)
        self._log = configure_logging(profile.log_dir, self.log_level)
        return profile

    @property
    def profile_root(self) -> Path:
        """Where the profile is, which need not be open or even exist; of a throw-away one, which is."""
        if self.temp_profile:
            return self.profile.root
        return (self.profile_dir or default_root()).expanduser().absolute()

    @property
    def words_without_profile(self) -> list[str]:
        """The command line's words without those that say which profile."""
        kept, words = [], list(self.words)
        while words:
            word = words.pop(0)
            if word == "--profile":
                words[:1] = []
            elif word != "--temp-profile" and not word.startswith("--profile="):
                kept.append(word)
        return kept

    @property
    def profile_to_read(self) -> Profile:
        """The profile for a command that changes nothing: where it cannot be written, it is read as it is."""
        try:
            return self.profile
        except LoginFailure as failure:
            if failure.code not in {"profile.readonly", "profile.full"} or self.temp_profile:
                raise
        from cosmic_login.profile import Profile

        return Profile.look(self.profile_dir)

    @cached_property
    def found_settings(self) -> Found:
        """What the profile's settings file says; read without opening the profile, which takes longer."""
        if self.temp_profile:
            return Found(Settings())
        path = self.early_path(SETTINGS_NAME)
        try:
            path.stat()
        except FileNotFoundError:
            return Found(Settings())
        except OSError:
            pass  # reading it finds out what is wrong
        from cosmic_login.profile.settings import read_leniently

        return read_leniently(path)

    def early_path(self, name: str) -> Path:
        """Return the path of a file of the profile, which need not be open or even exist."""
        return (self.profile_dir or default_root()).expanduser() / name

    def in_force(self, settings: Settings) -> Settings:
        """Return the settings with this run's options on top. An address comes with its own CA, or none."""
        if self.idp_url:
            settings = settings.changed("idp_url", self.idp_url).changed("idp_ca", self.idp_ca)
        elif self.idp_ca:
            settings = settings.changed("idp_ca", self.idp_ca)
        if self.manner_option:
            settings = settings.changed("manner", self.manner_option)
        return settings.changed("language", self.lang_option) if self.lang_option else settings

    @cached_property
    def lang(self) -> Language:
        """The language of the output."""
        language = self.in_force(self.found_settings.settings).language
        return _system_language() if language == "system" else language

    @property
    def log_path(self) -> Path | None:
        """The log file that outlives this run, or None (no profile opened, or a throw-away one)."""
        return self._log.path if self._log is not None and not self.temp_profile else None

    @contextlib.contextmanager
    def world(self, settings: Settings | None = None) -> Iterator[World]:
        """Open all that a login needs, and close it afterwards.

        Without ``settings`` the file's hold, with the options on top; raises ``settings.malformed`` when it is.
        """
        from cosmic_login.app import world

        if settings is None:
            found = self.found_settings
            if found.failure is not None:
                raise found.failure
            settings = self.in_force(found.settings)
        with world(
            self.profile,
            idp_url=settings.idp_url,
            idp_ca=settings.idp_ca,
            card_wait=self.card_wait,
            reader_from=self.reader_from,
            desk=self.desk,
        ) as made:
            if self.profile.starting_over_file.exists():
                from cosmic_login.run.starting_over import finish_starting_over

                finish_starting_over(made)
            if self.watch is not None:
                self.watch.begin(made)
            yield made

    def text(self, swedish: str, english: str) -> str:
        """Return the one in the language of the output."""
        return english if self.lang == "en" else swedish

    def translated(self, context: str, source: str) -> str:
        """Return a source text in the language of the output."""
        from cosmic_login.translations import translate

        return translate(self.lang, context, source)

    def message(self, failure: LoginFailure) -> str:
        """Return cause and mend in the person's words, in the language of ``--lang``."""
        return " ".join(self.translated("Failure", words) for words in (failure.info.cause, failure.info.mend))

    def failure_line(self, failure: LoginFailure) -> str:
        """Return ``<code>: <cause> <mend>`` and what is known beyond that in parentheses, on one line."""
        from cosmic_login.core.redact import mask_numbers

        known = [one_line(mask_numbers(failure.detail))] if failure.detail else []
        if failure.whose is not None:
            known.append(one_line(failure.whose.holder))
        if failure.tries_left is not None:
            known.append(self.text(f"försök kvar: {failure.tries_left}", f"tries left: {failure.tries_left}"))
        return f"{failure.code}: {self.message(failure)}" + (f" ({'; '.join(known)})" if known else "")

    def report(self, failure: LoginFailure) -> None:
        """Log a command's failure, and print its line on standard error."""
        self.log_failure(failure)
        self.print_failure(failure)

    def log_failure(self, failure: LoginFailure) -> None:
        """Log a command's failure."""
        import logging

        from cosmic_login.profile.logs import log_event

        log_event(
            logging.getLogger("cosmic_login.cli"),
            "command.failed",
            level=logging.WARNING,
            failure=failure,
            detail=failure.detail,
        )

    def print_failure(self, failure: LoginFailure) -> None:
        """Print the failure's line on standard error; where that cannot be written, there is nobody left to tell."""
        try:
            print(self.failure_line(failure), file=sys.stderr, flush=True)
        except OSError:
            with contextlib.suppress(OSError, ValueError):  # Python's flush at exit would try again
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())

    def print_json(self, value: object) -> None:
        """Print ``value`` as JSON for programs."""
        write_json(value)

    def print_failure_as_json(self, failure: LoginFailure) -> None:
        """Print the object that programs get instead of an answer."""
        with contextlib.suppress(BrokenPipeError):
            write_json({"failure": failure_members(failure, self.message(failure))})

    def close(self) -> None:
        """Stop logging and remove a throw-away profile. May be called twice."""
        if self._log is not None:
            self._log.close()
            self._log = None
        profile = self.__dict__.pop("profile", None)
        if profile is not None:
            profile.discard()


def one_line(text: str) -> str:
    """Return ``text`` without what would break the line, or command the terminal, when it is printed."""
    return re.sub(_CONTROL, " ", text).strip()


def _system_language() -> Language:
    """Return the system's language if there is a translation, or else Swedish."""
    wish = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if wish.startswith("en") else "sv"
