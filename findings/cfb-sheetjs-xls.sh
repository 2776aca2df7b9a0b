#!/bin/sh
# One would guess: a .xls that SheetJS writes, and that xlrd and office programs open, is a compound file that a Rust reader opens too.
# What happens: the crate cfb refuses it. SheetJS fills the unused end of the sector table with the end-of-chain mark instead of the free mark, and
# the crate takes those entries for sectors that the file does not have.
# Whom it hurts: Rust programs that read .xls from web applications, most of which write it with SheetJS.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
npm init -y >/dev/null && npm install --silent --no-audit --no-fund xlsx@0.18.5
node -e 'const x=require("xlsx");const b=x.utils.book_new();x.utils.book_append_sheet(b,x.utils.aoa_to_sheet([["甲",1]]),"表");x.writeFile(b,"a.xls",{bookType:"biff8"});console.log("SheetJS",x.version)'
python3 -m venv v && v/bin/pip install -q xlrd==2.0.2
v/bin/python -c 'import xlrd; print("xlrd", xlrd.__version__, "reads:", xlrd.open_workbook("a.xls").sheet_by_index(0).row_values(0))'
cargo init -q --name t . && cargo add -q cfb@=0.16.0
cat > src/main.rs <<'R'
fn main() {
    match cfb::open("a.xls") {
        Ok(_) => { println!("cfb 0.16.0 opens it"); std::process::exit(1) }
        Err(error) => println!("cfb 0.16.0 refuses it: {error}"),
    }
}
R
cargo run -q
