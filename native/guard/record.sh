#!/bin/sh
# Writes native/guard/instructions.tsv anew with what this processor can run; HotPathTests holds the code against it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"$here/../build.sh"
new=$(mktemp)
printf 'compiler\tbuild\tpath\tinstructions\n' >"$new"
for build in avx2 avx512 avx512bf16 amx; do
    "$here/../build/demur_instructions" "$build" >"$new.one" || {
        echo "the figures of $build stay: this processor or machine cannot give new ones" >&2
        awk -F '\t' -v build="$build" '$2 == build' "$here/instructions.tsv" >>"$new"
        continue
    }
    awk -v build="$build" '$1 == "compiler" { sub(/^compiler /, ""); compiler = $0; next } { printf "%s\t%s\t%s\t%s\n", compiler, build, $1, $2 }' "$new.one" >>"$new"
done
rm -f "$new.one"
mv "$new" "$here/instructions.tsv"
chmod 644 "$here/instructions.tsv"
