#!/bin/sh
# One would guess: the filter group_by keeps the groups in the order in which they first come, as Jinja's and most template languages' do or say, and
# that in any case equal data and template give equal text.
# What happens: Tera collects the groups in a hash map with a random seed. The groups come in another order at each rendering, within one process
# too, also with the feature preserve_order.
# Whom it hurts: generators of documents whose output is compared, signed or archived; tables whose sections change places from run to run.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
cargo init -q --name t . && cargo add -q tera@=2.4.0 --features preserve_order && cargo add -q serde_json@1
cat > src/main.rs <<'R'
use std::collections::BTreeSet;
fn main() {
    let mut tera = tera::Tera::default();
    tera.add_raw_template("t", "{% for g, rows in list | group_by(attribute=\"g\") %}{{ g }} {% endfor %}").unwrap();
    let list: Vec<_> = (0..8).map(|n| serde_json::json!({ "g": format!("g{n}") })).collect();
    let mut context = tera::Context::new();
    context.insert("list", &list);
    let seen: BTreeSet<String> = (0..20).map(|_| tera.render("t", &context).unwrap()).collect();
    println!("tera 2.4.0: {} different texts in 20 renderings of the same data", seen.len());
    for text in seen.iter().take(3) { println!("  {text}") }
    std::process::exit(i32::from(seen.len() == 1))
}
R
cargo run -q
