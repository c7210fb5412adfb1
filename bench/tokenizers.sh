#!/usr/bin/env bash
# Encodes English books with the published tokenizers of ../shared/data on one core, and words of megabytes without a split.
# Writes bench/results/tokenizers.md. The test behind it fails below 5 MB/s.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=$root/bench/results/tokenizers.md
log=$(mktemp)
status=0
. "$root/scripts/prepare.sh"
tests=$root/tests/Demur.Tests/bin/Release/net10.0/Demur.Tests.dll
demur_build tests/Demur.Tests "$tests"
taskset -c 0 dotnet "$tests" -noColor -class '*TokenizerSpeedTests' -showLiveOutput | tee "$log" || status=$?
{
    echo "# Tokenizers, one core"
    echo
    echo "\`bench/tokenizers.sh\`, $(date +%F), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), .NET $(dotnet --version); the best of four passes."
    echo
    sed -n 's/.*\[OUTPUT\] /- /p' "$log" | sort
} >"$out.partial"
[ "$status" -eq 0 ] && mv "$out.partial" "$out" || rm -f "$out.partial"
rm -f "$log"
exit "$status"
