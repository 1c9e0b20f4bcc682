#!/bin/bash
# Puts the program into this user's menu of programs (freedesktop.org Desktop Entry and Icon Theme specifications).
# The entry starts the program of this checkout's .venv. "remove" takes it out again.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/cosmic-login.desktop
icon=$data/icons/hicolor/scalable/apps/cosmic-login.svg
if [[ ${1:-} == remove ]]; then
  rm -f "$entry" "$icon"
  echo "desktop: $entry is removed"
  exit
fi
program=$PWD/.venv/bin/cosmic-login
if [[ ! -x $program ]]; then
  echo "desktop: $program is not there; run make setup first" >&2
  exit 1
fi
# An argument of Exec is quoted where it has a space; backslash, quote, dollar and backtick are escaped in it, and a
# percent sign is doubled (Desktop Entry Specification, "The Exec key").
quoted=$(sed -e 's/[\\"$`]/\\&/g' -e 's/%/%%/g' <<<"$program")
quoted=$(sed -e 's/\\/\\\\/g' <<<"$quoted")
mkdir -p "$(dirname "$entry")" "$(dirname "$icon")"
cp assets/icons/cosmic.svg "$icon"
while IFS= read -r line; do
  [[ $line == Exec=* ]] && line="Exec=\"$quoted\" %u"
  printf '%s\n' "$line"
done <assets/cosmic-login.desktop >"$entry.new"
mv "$entry.new" "$entry"
if command -v update-desktop-database >/dev/null; then
  update-desktop-database -q "$(dirname "$entry")" || true
fi
echo "desktop: $entry"
