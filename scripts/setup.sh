#!/usr/bin/env bash
# Installs what a machine lacks to build, test and show Manyi, and says what it installs.
# On Debian and Ubuntu, as root or with sudo, packages come from apt; on other systems the
# script says what is missing and fails.
#
#   scripts/setup.sh [go] [node] [postgresql] [chromium] [fonts] [gcc] [strace] [pspp] [poppler]     (no argument: all)
set -euo pipefail

wanted=("$@")
[ ${#wanted[@]} -gt 0 ] || wanted=(go node postgresql chromium fonts gcc strace pspp poppler)
packages=()
missing=()

# at_least 20.19 20.20.2 succeeds when the second version is not older than the first.
at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# need notes a Debian package and the name of the thing for people on other systems.
need() { packages+=("$1"); missing+=("$2"); }

for what in "${wanted[@]}"; do
  case $what in
    go)
      if ! command -v go >/dev/null; then
        echo "setup: Go 1.26 or newer is needed: https://go.dev/dl/" >&2
        exit 1
      fi ;;
    node)
      version=$(node --version 2>/dev/null || echo v0)
      if ! at_least 20.19 "${version#v}" || ! command -v npm >/dev/null; then
        echo "setup: Node.js 20.19 or newer with npm is needed (found ${version#v}): https://nodejs.org/" >&2
        exit 1
      fi ;;
    postgres | postgresql)
      if ! command -v postgres >/dev/null && ! compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; then
        need postgresql "PostgreSQL 14 or newer (server)"
      fi ;;
    chromium)
      if [ -z "${MANYI_CHROMIUM:-}" ] && ! command -v chromium >/dev/null; then
        need chromium "Chromium (or set MANYI_CHROMIUM to its path)"
      fi ;;
    fonts)
      if ! fc-list :lang=zh family 2>/dev/null | grep -q .; then
        need fonts-noto-cjk "a Chinese font, such as Noto Sans CJK"
      fi ;;
    gcc)
      if ! command -v gcc >/dev/null; then
        need gcc "gcc (for the race detector only)"
        need libc6-dev "the C library's headers (for the race detector only)"
      fi ;;
    strace)
      if ! command -v strace >/dev/null; then
        need strace "strace (the test that every acknowledgement waits for the disk)"
      fi ;;
    pspp)
      if ! command -v pspp >/dev/null; then
        need pspp "PSPP (the test that other programs read our SPSS files)"
      fi ;;
    poppler)
      if ! command -v pdftotext >/dev/null; then
        need poppler-utils "poppler's pdftotext (the test that every poster says what it should)"
      fi ;;
    *)
      echo "setup: unknown: $what" >&2
      exit 2 ;;
  esac
done

[ ${#packages[@]} -gt 0 ] || exit 0

sudo=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null && sudo=(sudo)
fi
if ! command -v apt-get >/dev/null || { [ "$(id -u)" -ne 0 ] && [ ${#sudo[@]} -eq 0 ]; }; then
  echo "setup: please install:" >&2
  printf '  - %s\n' "${missing[@]}" >&2
  exit 1
fi

echo "setup: installing ${packages[*]}"
apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# The lists may be absent or old, and another program may hold apt's archives: refresh and try again.
for try in 1 2 3; do
  if [ "$try" -gt 1 ] || ! apt-cache show "${packages[@]}" >/dev/null 2>&1; then
    "${apt[@]}" update >"$log" 2>&1 || true
  fi
  if "${apt[@]}" install -y --no-install-recommends "${packages[@]}" >"$log" 2>&1; then
    echo "setup: installed ${packages[*]}"
    exit 0
  fi
  sleep $((try * 5))
done
echo "setup: apt-get could not install ${packages[*]}:" >&2
tail -n 20 "$log" >&2
exit 1
