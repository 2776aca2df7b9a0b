#!/bin/sh
# One would guess: xlwt, which cannot compute, saves a formula without a result, or with the number 0, so that a reader can tell that it was never
# computed.
# What happens: each formula is saved with the result "empty text" (kind 3 of the record's result), also =SUM(...). A reader that does not compute
# sees a blank cell, exactly as if the formula had given "".
# Whom it hurts: readers of .xls reports: totals come back as blank texts, and a missing result cannot be told from a formula that means a blank.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
python3 -m venv v && v/bin/pip install -q xlwt==1.3.0 xlrd==2.0.2
cat > t.py <<'P'
import sys, xlwt, xlrd
print("xlwt", xlwt.__VERSION__, "xlrd", xlrd.__version__)
b = xlwt.Workbook(); s = b.add_sheet("s")
s.write(0, 0, xlwt.Formula("SUM(A2:A3)")); s.write(1, 0, 1); s.write(2, 0, 2); b.save("a.xls")
data = open("a.xls", "rb").read()
at = data.index(b"\x06\x00", data.index(b"\x09\x08", data.index(b"\x09\x08") + 2))
while True:  # the FORMULA record of cell A1
    length = int.from_bytes(data[at + 2:at + 4], "little")
    if data[at:at + 2] == b"\x06\x00" and data[at + 4:at + 8] == b"\0\0\0\0" and 20 < length < 100: break
    at = data.index(b"\x06\x00", at + 1)
result = data[at + 10:at + 18]
cell = xlrd.open_workbook("a.xls").sheet_by_index(0).cell(0, 0)
print("stored result of =SUM(A2:A3):", result.hex(), "(03 … ffff is the empty text)"); print("as xlrd reads it:", cell)
sys.exit(0 if result[0] == 3 and result[6:] == b"\xff\xff" and cell.value == "" else 1)
P
v/bin/python t.py
