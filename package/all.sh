#!/usr/bin/env bash
# The packages of the programs of a release: `package/all.sh OUT TARGET…`, where OUT has `jixiao-TARGET` for each.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
out=$(realpath "$1")
shift
here=$ROOT/package
# Manual pages of programs that do not run here are made by one that does.
export MAKER=
for target in "$@"; do
    case $target in "$(uname -m)"-*linux*) MAKER=$out/jixiao-$target ;; esac
done
for target in "$@"; do
    program=$out/jixiao-$target
    case $target in
    x86_64-unknown-linux-musl) processor=x86_64 architecture=amd64 ;;
    aarch64-unknown-linux-musl) processor=aarch64 architecture=arm64 ;;
    x86_64-pc-windows-*)
        "$here/windows.sh" "$program" "$out"
        "$here/wheel.py" "$program" x86_64-windows "$out"
        continue
        ;;
    *) continue ;;
    esac
    "$here/archive.sh" "$program" "$processor" "$out"
    "$here/deb.sh" "$program" "$architecture" "$out"
    "$here/wheel.py" "$program" "$processor-linux" "$out"
done
if [ -f "$ROOT/page/dist-engine/engine_bg.wasm" ]; then
    "$here/npm.sh" "$ROOT/page/dist-engine" "$out"
else
    echo "no npm package: page/build-engine.sh was not run"
fi
