#!/usr/bin/env bash
# Runs a command as a named stage and prints the seconds it took: scripts/stage.sh NAME COMMAND…
# The command's exit code is kept; after half an hour it is stopped, so that a run always has an end.
set -uo pipefail
name=$1
shift
echo "=== $name"
start=$SECONDS
timeout --kill-after=30 1800 "$@"
code=$?
verdict=ok
[ $code -eq 0 ] || verdict="FAILED (exit code $code)"
echo "=== $name: $verdict, $((SECONDS - start)) s"
exit $code
