#!/bin/sh
# One would guess: where a page's contents are an array of streams, a reader takes them as parts that are divided between two words of the language, as the
# standard asks of writers (ISO 32000-1, 7.8.2); so `… ET` in one stream and `BT …` in the next are two operators.
# What happens: lopdf 0.26 (the one beneath printpdf 0.3 and genpdf 0.2) puts the streams' bytes together with nothing between them. `ET` and `BT` become one
# operator `ETBT`, which no one knows: a block of text is never ended, and what stands in the second stream is measured from the place of the first.
# Whom it hurts: writers that keep what changes from file to file (a page's number, a stamp) in a stream of its own; their texts seem to stand elsewhere
# for programs that take texts and places out. A line's end at the end of each stream makes both readings the same.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
cargo init -q --name t . && cargo add -q lopdf@=0.26.0
cat > src/main.rs <<'R'
use lopdf::content::Content;
use lopdf::{dictionary, Document, Object, Stream};

fn operators(first: &[u8]) -> Vec<String> {
    let mut file = Document::with_version("1.5");
    let streams: Vec<Object> = [first, &b"BT 5 6 Td (b) Tj ET"[..]]
        .iter()
        .map(|bytes| file.add_object(Stream::new(dictionary! {}, bytes.to_vec())).into())
        .collect();
    let page = file.add_object(dictionary! { "Type" => "Page", "Contents" => streams });
    let content = file.get_page_content(page).unwrap();
    Content::decode(&content).unwrap().operations.into_iter().map(|one| one.operator).collect()
}

fn main() {
    let plain = operators(b"BT 1 2 Td (a) Tj ET");
    let ended = operators(b"BT 1 2 Td (a) Tj ET\n");
    println!("lopdf 0.26.0, streams as they are:      {plain:?}");
    println!("lopdf 0.26.0, a line's end after each:  {ended:?}");
    let is_joined = plain.iter().any(|one| one == "ETBT") && ended.iter().filter(|one| *one == "BT").count() == 2;
    std::process::exit(i32::from(!is_joined))
}
R
cargo run -q
