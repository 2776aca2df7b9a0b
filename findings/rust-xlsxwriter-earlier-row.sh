#!/bin/sh
# One would guess: a call that returns a Result says so when the value cannot be written.
# What happens: in a sheet of rust_xlsxwriter's constant memory mode, a value for a row above the last one written is dropped and the call returns Ok; the
# library itself prints a line to the process's standard error. (Its documentation says that rows must come in order.)
# Whom it hurts: who writes a head of two lines column by column, lower line first: words are missing in the workbook, and no error was seen.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
python3 -m venv v && v/bin/pip install -q openpyxl==3.1.5
cargo init -q --name t . && cargo add -q rust_xlsxwriter@=0.102.0 --features constant_memory
cat > src/main.rs <<'R'
use rust_xlsxwriter::Workbook;
fn main() {
    for (name, constant) in [("usual.xlsx", false), ("constant.xlsx", true)] {
        let mut book = Workbook::new();
        let sheet = match constant {
            true => book.add_worksheet_with_constant_memory().unwrap(),
            false => book.add_worksheet(),
        };
        let lower = sheet.write_string(1, 0, "lower").is_ok();
        let upper = sheet.write_string(0, 0, "upper").is_ok();
        println!("rust_xlsxwriter 0.102.0, {name}: Ok of row 2: {lower}, Ok of row 1 after it: {upper}");
        assert!(lower && upper);
        book.save(name).unwrap();
    }
}
R
cargo run -q
v/bin/python - <<'P'
import openpyxl
seen = {n: [c.value for c in openpyxl.load_workbook(n).active["A"]] for n in ("usual.xlsx", "constant.xlsx")}
print("openpyxl 3.1.5 reads:", seen)
assert seen == {"usual.xlsx": ["upper", "lower"], "constant.xlsx": [None, "lower"]}
P
