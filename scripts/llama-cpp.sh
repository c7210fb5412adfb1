#!/usr/bin/env bash
# Proves the GGUF files that Demur writes against llama.cpp: installs node-llama-cpp (its prebuilt CPU library) into
# artifacts/llama-cpp and runs the tests that need it. Takes node and npm.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
place=$root/artifacts/llama-cpp
mkdir -p "$place"
cp "$root"/tests/llama-cpp/package.json "$place/"
[ -d "$place/node_modules/node-llama-cpp" ] || (cd "$place" && npm install --ignore-scripts --no-audit --no-fund)
exec "$root/test" slow -class '*LlamaCppTests' -class '*LlamaCppFamilyTests' "$@"
