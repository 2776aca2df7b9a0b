#!/bin/sh
# One would guess: the Boundary of an object is the box around it (GB/T 33190-2016; the public schema asks for four numbers, none of them above zero), so that of a
# level rule has the height 0, as a rectangle around a line has everywhere else.
# What happens: ofd-core 0.3.0 (crates.io) calls a path with such a box malformed, and draws no page of the file; with a box as high as the rule is wide it draws it.
# Other readers draw the page and leave the rule out, without a word.
# Whom it hurts: writers of tables as OFD: all rules are gone, or the whole page. A box at least a line wide is right for both.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
cargo init -q --name t . && cargo add -q ofd-core@=0.3.0
cat > make.py <<'P'
import sys, zipfile

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
for name, height in [("flat", "0"), ("high", "0.4")]:
    parts = {
        "OFD.xml": f'<ofd:OFD {NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0123456789abcdef0123456789abcdef</ofd:DocID></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>4</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 60 40</ofd:PhysicalBox>"
        '</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page {NAMESPACE}><ofd:Content><ofd:Layer ID="2" Type="Body"><ofd:PathObject ID="3" Boundary="10 20 40 {height}" LineWidth="0.4">'
        "<ofd:AbbreviatedData>M 0 0 L 40 0</ofd:AbbreviatedData></ofd:PathObject></ofd:Layer></ofd:Content></ofd:Page>",
    }
    with zipfile.ZipFile(f"{name}.ofd", "w") as package:
        for part, text in parts.items():
            package.writestr(part, HEAD + text)
P
python3 make.py
cat > src/main.rs <<'R'
use ofd_core::OfdReader;
use ofd_core::render::RenderOptions;

fn draw(file: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut reader = OfdReader::open(file)?;
    let body = reader.ofd().doc_bodies.first().cloned().ok_or("no document")?;
    let document = reader.load_document(&body)?;
    let to = format!("{file}.png");
    reader.render_page_to_file(&document, 0, &RenderOptions::with_dpi(96.0), to)?;
    Ok(())
}

fn main() {
    let [flat, high] = ["flat.ofd", "high.ofd"].map(|file| draw(file).map_err(|error| error.to_string()));
    println!("ofd-core 0.3.0, a rule's box of height 0:   {flat:?}");
    println!("ofd-core 0.3.0, a box as high as its width: {high:?}");
    std::process::exit(i32::from(!(flat.is_err() && high.is_ok())))
}
R
cargo run -q
