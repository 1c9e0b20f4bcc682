"""``cosmic-login demo`` without a display: stories in pictures, and the page that shows them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from tests.e2e.program import run


def test_a_story_is_told_in_pictures_none_of_which_stands_twice(cosmic_profile: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    done = run(cosmic_profile, "--lang", "sv", "demo", "--story", "card-pulled", "--pictures", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    names = sorted(each.name for each in folder.glob("*.png"))
    assert len(names) >= 5
    assert len({hashlib.sha256((folder / name).read_bytes()).digest() for name in names}) == len(names)
    captions = dict(line.split("  ", 1) for line in done.stdout.splitlines()[:-1])
    assert list(captions) == names
    failed = next(caption for name, caption in captions.items() if "authentication-failed" in name)
    assert failed == "Kortet togs ut"
    page = (folder / "index.html").read_text("utf-8")
    assert re.findall(r'<img src="([^"]+)"', page) == names
    assert 'lang="sv"' in page
    assert all(f">{caption}</p>" in re.sub(r">\d+\. ", ">", page) for caption in captions.values())
    assert not (cosmic_profile / "lessons").exists()


def test_what_cannot_be_told_says_why(cosmic_profile: Path, tmp_path: Path) -> None:
    unknown = run(cosmic_profile, "demo", "--story", "nosuch", "--pictures", str(tmp_path / "pictures"))
    assert unknown.stderr.startswith("scenario.unknown: ")
    (tmp_path / "file").write_text("")
    unwritable = run(cosmic_profile, "demo", "--story", "md", "--pictures", str(tmp_path / "file"))
    assert unwritable.stderr.startswith("file.unwritable: ")
    assert unwritable.stderr.count("\n") == 1
