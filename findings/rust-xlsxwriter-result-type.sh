#!/bin/sh
# One would guess: Formula::set_result("001") stores the text 001 as the formula's result, since a text was handed in.
# What happens: the type is guessed from how the text looks. "001" and "7.50" are stored as numbers, "TRUE" as a truth value: a reader that does not
# recalculate sees 1 and 7.5. There is no way to say that it is a text; only a result that cannot be read as a number stays one.
# Whom it hurts: programs that store results of text formulas (codes, padded numbers, amounts with two decimals) for readers without a recalculator.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
cargo init -q --name t . && cargo add -q rust_xlsxwriter@=0.102.0
cat > src/main.rs <<'R'
use rust_xlsxwriter::{Formula, Workbook};
fn main() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, result) in ["001", "7.50", "TRUE", "7.50元"].into_iter().enumerate() {
        sheet.write_formula(row as u32, 0, Formula::new("=A9&\"\"").set_result(result)).unwrap();
    }
    book.save("a.xlsx").unwrap();
}
R
cargo run -q
python3 - <<'P'
import re, sys, zipfile
text = zipfile.ZipFile("a.xlsx").read("xl/worksheets/sheet1.xml").decode()
cells = re.findall(r'<c r="A\d"([^>]*)>.*?<v>(.*?)</v>', text)
print("rust_xlsxwriter 0.102.0")
for attributes, value in cells: print("  stored:", value, attributes.strip() or "(number)")
kinds = [re.search(r't="(\w+)"', a).group(1) if "t=" in a else "n" for a, _ in cells]
sys.exit(0 if kinds[:3] == ["n", "n", "b"] and kinds[3] == "str" else 1)
P
