#!/bin/sh
# Builds native/build/libdemur_torch.so and does nothing when neither the sources nor libtorch changed.
# DEMUR_LIBTORCH=<folder> builds against another libtorch: a pip wheel's torch folder, an unpacked archive.
# DEMUR_NATIVE_BUILD=<folder> builds elsewhere.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${DEMUR_NATIVE_BUILD:-$here/build}
library=$build/libdemur_torch.so
stamp=$build/built-against

# Which libtorch: the folder asked for and its newest file, or Debian's library by its version in the name.
if [ -n "${DEMUR_LIBTORCH:-}" ]; then
    torch_file=$DEMUR_LIBTORCH/lib/libtorch_cpu.so
    torch=$(ls -lL --time-style=+%s "$torch_file")
else
    torch_file=$(readlink -f /usr/lib/x86_64-linux-gnu/libtorch_cpu.so || echo none)
    torch=$torch_file
fi

if [ -f "$library" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$torch" ] &&
    [ -z "$(find "$here/src" "$here/guard" "$here/CMakeLists.txt" -newer "$stamp" -print -quit)" ]; then
    exit 0
fi

mkdir -p "$build"
generator="Unix Makefiles"
if command -v ninja >/dev/null; then generator=Ninja; fi

# A changed libtorch starts from nothing: CMake remembers where it found the old one.
if [ -f "$stamp" ] && [ "$(cat "$stamp")" != "$torch" ]; then rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"; fi
if [ ! -f "$build/CMakeCache.txt" ]; then
    cmake -S "$here" -B "$build" -G "$generator" -DCMAKE_BUILD_TYPE=Release \
        ${DEMUR_LIBTORCH:+-DCMAKE_PREFIX_PATH="$DEMUR_LIBTORCH"} >"$build/configure.log" 2>&1 || {
        cat "$build/configure.log" >&2
        echo "native/build.sh: CMake did not find what it needs (log above); ./demur doctor says what to install." >&2
        exit 1
    }
fi

# The stamp's time is the start of the build: a source saved meanwhile is built by the next call.
touch "$build/started"
cmake --build "$build" --parallel >"$build/build.log" 2>&1 || {
    cat "$build/build.log" >&2
    echo "native/build.sh: the shim did not compile (log above)." >&2
    exit 1
}

# What the loader takes before the shim (ShimLoader): OpenCV brings most of the 280 libraries that Debian's libtorch names,
# and their symbols are found sooner among their own than behind all of libtorch's: 0.28 s to load instead of 0.35.
readelf -d "$torch_file" | sed -n 's/.*(NEEDED).*\[\(libopencv_[^]]*\)\]/\1/p' >"$build/load-first"

echo "$torch" >"$stamp"
touch -r "$build/started" "$stamp"
