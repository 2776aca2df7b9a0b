#!/usr/bin/env bash
# Builds the engine and the font packs into page/dist-engine: `page/build-engine.sh [PROFILE]`.
set -euo pipefail
cd "$(dirname "$0")/.."
profile=${1:-page}
target=${CARGO_TARGET_DIR:-target}
cargo build --locked --quiet --package engine --profile "$profile" --target wasm32-unknown-unknown
cargo build --locked --quiet --release --manifest-path page/bindgen/Cargo.toml --target-dir "$target/bindgen"
mkdir -p page/dist-engine/fonts
"$target/bindgen/release/bindgen" "$target/wasm32-unknown-unknown/$profile/engine.wasm" page/dist-engine
cargo run --locked --quiet --example packs -- "$target/packs"
mkdir -p page/dist-engine/widths
for face in "$target"/packs/common/*; do cp "$face" "page/dist-engine/fonts/$(basename "$face" .ttf)"; done
for face in "$target"/packs/widths/*; do cp "$face" "page/dist-engine/widths/$(basename "$face" .ttf)"; done
