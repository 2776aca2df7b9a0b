#!/usr/bin/env bash
# The engine of the page as an npm package: `package/npm.sh ENGINE OUT`. ENGINE is page/dist-engine, made by page/build-engine.sh.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
engine=$(realpath "$1") out=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$ROOT"/package/npm/. "$ROOT/LICENSE" "$ROOT/page/THIRD-PARTY.txt" "$work/"
mkdir -p "$work/engine/fonts"
cp "$engine/engine.js" "$engine/engine_bg.wasm" "$work/engine/"
cp "$engine"/fonts/* "$work/engine/fonts/"
sed -i "s/\"version\": \"0.0.0\"/\"version\": \"$VERSION\"/" "$work/package.json"
set_times "$work"
(cd "$work" && npm pack --silent --pack-destination "$out" >/dev/null)
echo "$out/jixiao-$VERSION.tgz"
