#!/usr/bin/env bash
# Fails when a committed generated file differs from what its source gives now.
# Needs bin/manyi and web/node_modules (make build).
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

bin/manyi openapi >"$dir/openapi.json"
(cd web && node_modules/.bin/openapi-typescript "$dir/openapi.json" -o "$dir/schema.d.ts" >/dev/null)

stale=0
diff -u web/openapi.json "$dir/openapi.json" >"$dir/diff" || { stale=1; head -n 40 "$dir/diff"; }
diff -u web/src/api/schema.d.ts "$dir/schema.d.ts" >"$dir/diff" || { stale=1; head -n 40 "$dir/diff"; }
if [ $stale -ne 0 ]; then
  echo "generated files are stale: run 'make generate' and commit" >&2
  exit 1
fi
