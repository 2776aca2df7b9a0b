#!/bin/sh
# One would guess: a reader of .xlsx gives an error value (#REF!, #N/A, …) as that cell's value, also one that newer versions of Excel brought.
# What happens: calamine knows a fixed list. #SPILL! in one cell, which Excel 365 stores, makes the reading of the whole sheet fail.
# Whom it hurts: importers of workbooks from many senders: one dynamic array that could not spill hides all other cells of the sheet.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
python3 -m venv v && v/bin/pip install -q XlsxWriter==3.2.9 openpyxl==3.1.5
v/bin/python - <<'P'
import zipfile, xlsxwriter, openpyxl
b = xlsxwriter.Workbook("a.xlsx"); s = b.add_worksheet(); s.write("A1", "before"); s.write_formula("A2", "=1+A9", None, "#REF!"); b.close()
a = zipfile.ZipFile("a.xlsx"); o = zipfile.ZipFile("b.xlsx", "w", zipfile.ZIP_DEFLATED)
for n in a.namelist(): o.writestr(n, a.read(n).replace(b"#REF!", b"#SPILL!"))
o.close()
print("openpyxl 3.1.5 reads:", [c.value for c in openpyxl.load_workbook("b.xlsx", data_only=True).active["A"]])
P
cargo init -q --name t . && cargo add -q calamine@=0.38.0
cat > src/main.rs <<'R'
use calamine::{Reader, Xlsx, open_workbook};
fn main() {
    for file in ["a.xlsx", "b.xlsx"] {
        let mut book: Xlsx<_> = open_workbook(file).unwrap();
        let read = book.worksheet_range("Sheet1").map(|range| range.cells().count());
        println!("calamine 0.38.0, {file}: {read:?}");
        if read.is_ok() != (file == "a.xlsx") { std::process::exit(1) }
    }
}
R
cargo run -q
