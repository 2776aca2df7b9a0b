#!/bin/sh
# One would guess: a sheet of rust_xlsxwriter's constant memory mode has each row once, as in the usual mode.
# What happens: if the last row of the sheet has values and a height of its own, it is written twice, the second time without values. (The same in low
# memory mode; not if a row without a height follows.)
# Whom it hurts: who sets the heights of all rows: the sheet does not conform to the standard, and a reader that takes the last element of a row number
# loses the last row.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
cargo init -q --name t . && cargo add -q rust_xlsxwriter@=0.102.0 --features constant_memory
cat > src/main.rs <<'R'
use rust_xlsxwriter::Workbook;
fn main() {
    for (name, mode) in [("usual", 0), ("constant", 1), ("low", 2)] {
        for (height, follows) in [(true, false), (false, false), (true, true)] {
            let mut book = Workbook::new();
            let sheet = match mode {
                0 => book.add_worksheet(),
                1 => book.add_worksheet_with_constant_memory().unwrap(),
                _ => book.add_worksheet_with_low_memory().unwrap(),
            };
            for row in 0..2 {
                if height {
                    sheet.set_row_height(row, 30).unwrap();
                }
                sheet.write_number(row, 0, 7).unwrap();
            }
            if follows {
                sheet.write_number(2, 0, 7).unwrap();
            }
            book.save(format!("{name}-{height}-{follows}.xlsx")).unwrap();
        }
    }
}
R
cargo run -q
python3 - <<'P'
import re, zipfile
print("rust_xlsxwriter 0.102.0: rows of a sheet of two rows")
for mode in ("usual", "constant", "low"):
    for case, meaning in (("true-false", "with heights"), ("false-false", "without heights"), ("true-true", "with heights, and a third row without")):
        sheet = zipfile.ZipFile(f"{mode}-{case}.xlsx").read("xl/worksheets/sheet1.xml").decode()
        rows = re.findall(r"<row [^>]*>", sheet)
        print(f"{mode} mode, {meaning}: {' '.join(rows)}")
        numbers = [re.search(r'r="(\d+)"', row)[1] for row in rows]
        twice = mode != "usual" and case == "true-false"
        assert numbers == ["1", "2", "2"] if twice else numbers == sorted(set(numbers)), numbers
P
