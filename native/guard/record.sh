#!/bin/sh
# Writes native/guard/instructions.tsv anew with what this processor can run; HotPathTests holds the code against it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"$here/../build.sh"
new=$(mktemp)
printf 'compiler\tbuild\tpath\tinstructions\n' >"$new"
for build in avx2 avx512 avx512bf16 amx; do
    "$here/../build/demur_instructions" "$build" >"$new.one" || { echo "no figures of $build: this processor or machine cannot give them" >&2; continue; }
    awk -v build="$build" '$1 == "compiler" { sub(/^compiler /, ""); compiler = $0; next } { printf "%s\t%s\t%s\t%s\n", compiler, build, $1, $2 }' "$new.one" >>"$new"
done
rm -f "$new.one"
mv "$new" "$here/instructions.tsv"
chmod 644 "$here/instructions.tsv"
