#!/usr/bin/env bash
# A program for Linux as an archive: `package/archive.sh PROGRAM NAME OUT` (NAME is x86_64 or aarch64).
# MAKER names the same program for this machine, if it is for another processor.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
PROGRAM=$(realpath "$1") name=jixiao-$VERSION-linux-$2 out=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
install -D -m 755 "$PROGRAM" "$work/$name/bin/jixiao"
shares "$work/$name/share"
cp "$ROOT/LICENSE" "$ROOT/THIRD-PARTY.txt" "$ROOT/package/linux/安装.txt" "$work/$name/"
set_times "$work"
tar --sort=name --owner=0 --group=0 --numeric-owner -C "$work" -c "$name" | gzip -9n >"$out/$name.tar.gz"
echo "$out/$name.tar.gz"
