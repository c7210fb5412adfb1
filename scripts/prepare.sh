# Sourced by ./demur and ./test: installs what is missing, then builds what has changed.
# Expects $root. Prints only while it works; a second call with nothing to do takes some 20 ms.

demur_as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The packages whose marker file is not there.
demur_missing_packages() {
    local missing=()
    command -v g++ >/dev/null || missing+=(g++)
    command -v cmake >/dev/null || missing+=(cmake)
    command -v make >/dev/null || missing+=(make)
    if [ -z "${DEMUR_LIBTORCH:-}" ]; then
        compgen -G '/usr/lib/*/libtorch_cpu.so' >/dev/null && compgen -G '/usr/include/torch/csrc/api/include/torch/torch.h' >/dev/null || missing+=(libtorch-dev)
        compgen -G '/usr/include/gloo/config.h' >/dev/null || missing+=(libgloo-dev)
    fi
    compgen -G '/usr/lib/*/openblas-openmp/libblas.so.3' >/dev/null || missing+=(libopenblas0-openmp)
    echo "${missing[*]}"
}

demur_install() {
    local missing
    missing=$(demur_missing_packages)
    [ -z "$missing" ] && return
    if ! command -v apt-get >/dev/null; then
        echo "demur: missing: $missing. This machine has no apt-get; install these with its own package manager, or name a libtorch folder in DEMUR_LIBTORCH." >&2
        exit 1
    fi
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        echo "demur: missing: $missing. Neither root nor sudo here; have an administrator run: apt-get install --no-install-recommends $missing" >&2
        exit 1
    fi
    echo "demur: installing $missing" >&2
    demur_as_root apt-get update -qq >&2
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive demur_as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# demur_build PROJECT OUTPUT: builds when a source is newer than the stamp of the last good build of that project.
demur_build() {
    local project=$1 output=$2 stamp="$root/artifacts/$(basename "$1").stamp" log="$root/artifacts/build.log"
    if [ -f "$stamp" ] && [ -f "$output" ] && [ -z "$(find "$root/src" "$root/tests" "$root/native" "$root"/*.props "$root/global.json" \
        \( -name bin -o -name obj -o -name 'build*' -type d \) -prune -o -type f -newer "$stamp" -print -quit)" ]; then
        return
    fi
    command -v dotnet >/dev/null || { echo "demur: the .NET 10 SDK is missing (no 'dotnet' on the PATH)." >&2; exit 1; }
    mkdir -p "$root/artifacts"
    demur_install
    local started="$stamp.started"
    touch "$started"
    echo "demur: building (log: artifacts/build.log)" >&2
    "$root/native/build.sh" >"$log" 2>&1 || { tail -n 25 "$log" >&2; echo "demur: the native shim did not build; the whole log is $log." >&2; exit 1; }
    dotnet build "$root/$project" -c Release -v quiet --nologo >>"$log" 2>&1 \
        || { grep -E 'error|Error' "$log" | sort -u | head -n 20 >&2; echo "demur: the build failed; the whole log is $log." >&2; exit 1; }
    mv "$started" "$stamp"
}
