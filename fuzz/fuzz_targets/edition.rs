//! Texts as an edition: `edition.toml`, `form.toml` and optionally `form.tera`, separated by a
//! divider. The edition is read, its templates validated, its blank and JSON Schema written.
//!
//! `cargo +nightly fuzz run edition fuzz/corpus/edition fuzz/seeds/edition --
//! -dict=fuzz/edition.dict -timeout=10 -rss_limit_mb=2048`

#![no_main]

use jixiao::finding::{Levels, Read};
use jixiao_fuzz::{bare, divided, edition};
use libfuzzer_sys::fuzz_target;

/// Shows no field, so that any form has a table.
const TEMPLATE: &str =
    r#"<table><colgroup><col width="20"/></colgroup><tbody><tr><th>表</th></tr></tbody></table>"#;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let parts = divided(text.as_bytes());
    let part = |index: usize| {
        let part = parts.get(index).copied();
        part.map(|part| std::str::from_utf8(part).expect("the divider is ASCII"))
    };
    let files = [
        ("edition.toml", part(0).unwrap_or_default()),
        ("form.toml", part(1).unwrap_or_default()),
        ("form.tera", part(2).unwrap_or(TEMPLATE)),
    ];
    let Some(registry) = edition(&files) else {
        return;
    };
    for edition in registry.editions() {
        let _ = jixiao::schema::schema(edition);
    }
    let renderer = bare(registry);
    let _ = renderer.validate();
    let id = renderer.registry().edition(0).id.clone();
    let id = serde_json::to_string(&id).expect("a string always serializes to JSON");
    let data = format!(
        "{{\"edition\": {id}, \"year\": 2025, \"a\": {{\"name\": \"甲\"}}, \"b\": [{{}}]}}"
    );
    let Read {
        value: sources,
        report: _,
    } = renderer.open("数据.json", data.as_bytes());
    for source in &sources {
        let _ = renderer.read_source(source, &Levels::new());
    }
});
