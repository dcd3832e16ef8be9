#!/usr/bin/env bash
# Stops the PostgreSQL that the Go tests started (internal/db/dbtest): scripts/postgres.sh stop
set -euo pipefail
dir="${TMPDIR:-/tmp}/manyi-test-pg-$(id -u)"
[ "${1:-}" = stop ] || { echo "usage: scripts/postgres.sh stop" >&2; exit 2; }
[ -f "$dir/postmaster.pid" ] || exit 0
kill -QUIT "$(head -n 1 "$dir/postmaster.pid")" 2>/dev/null || true
