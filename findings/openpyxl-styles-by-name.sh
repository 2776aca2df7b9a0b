#!/bin/sh
# One would guess: a reader of .xlsx finds the styles as the package says, by the workbook's relationship; the part may have any name (ECMA-376 part 2).
# What happens: openpyxl reads the part called xl/styles.xml and no other. Where the relationship names another part, it loads the workbook without
# any format: the first formatted cell raises IndexError.
# Whom it hurts: programs that add a styles part, or rename parts, and trust the relationships; readers of files by generators that number the part.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
python3 -m venv v && v/bin/pip install -q openpyxl==3.1.5 XlsxWriter==3.2.9 python-calamine==0.5.3
cat > t.py <<'P'
import sys, zipfile, importlib.metadata as m
import xlsxwriter, openpyxl, python_calamine
print("openpyxl", m.version("openpyxl"), "python-calamine", m.version("python-calamine"))
b = xlsxwriter.Workbook("a.xlsx"); s = b.add_worksheet()
s.write("A1", 0.5, b.add_format({"num_format": "0%"})); b.close()
a = zipfile.ZipFile("a.xlsx"); o = zipfile.ZipFile("b.xlsx", "w", zipfile.ZIP_DEFLATED)
for n in a.namelist():
    d = a.read(n)
    if n in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"): d = d.replace(b"styles.xml", b"styles1.xml")
    o.writestr("xl/styles1.xml" if n == "xl/styles.xml" else n, d)
o.close()
print("under its usual name:", openpyxl.load_workbook("a.xlsx").active["A1"].number_format)
print("another reader, renamed part:", python_calamine.load_workbook("b.xlsx").get_sheet_by_index(0).to_python())
try:
    cell = openpyxl.load_workbook("b.xlsx").active["A1"]
    print("openpyxl, renamed part:", cell.number_format); sys.exit(1)
except IndexError as e:
    print("openpyxl, renamed part: IndexError:", e); sys.exit(0)
P
v/bin/python t.py
