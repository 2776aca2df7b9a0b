#!/bin/sh
# One would guess: a program that writes the text "=" into a cell gets a cell with the text "=". Signs of comparison (≥ ≤ =) are such texts.
# What happens: XlsxWriter's write() and PyExcelerate take a text that begins with "=" for a formula. The lone sign becomes an empty formula with the
# stored result 0 (XlsxWriter) or none (PyExcelerate). The text is gone, and no error is raised. write_string() keeps it.
# Whom it hurts: programs that export tables with a column of comparison signs; whoever reads such a file sees 0 or a blank where "=" was meant.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
python3 -m venv v && v/bin/pip install -q XlsxWriter==3.2.9 PyExcelerate==0.13.0
cat > t.py <<'P'
import sys, zipfile, re, importlib.metadata as m
import xlsxwriter
from pyexcelerate import Workbook
print("XlsxWriter", m.version("XlsxWriter"), "PyExcelerate", m.version("PyExcelerate"))
b = xlsxwriter.Workbook("x.xlsx"); s = b.add_worksheet()
s.write("A1", "="); s.write_string("A2", "="); b.close()
p = Workbook(); p.new_sheet("s", data=[["="]]); p.save("p.xlsx")
def cells(name):
    z = zipfile.ZipFile(name)
    part = next(n for n in z.namelist() if n.startswith("xl/worksheets/sheet"))
    return re.findall(r"<c [^>]*?(?:/>|>.*?</c>)", z.read(part).decode())
x, q = cells("x.xlsx"), cells("p.xlsx")
print("XlsxWriter write():       ", x[0]); print("XlsxWriter write_string():", x[1]); print("PyExcelerate:             ", q[0])
ok = re.search(r"<f>\s*</f>|<f/>", x[0]) and 't="s"' in x[1] and re.search(r"<f>\s*</f>|<f/>", q[0])
sys.exit(0 if ok else 1)
P
v/bin/python t.py
