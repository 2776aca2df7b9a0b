#!/bin/sh
# One would guess: XlsxWriter, which does not compute, stores a formula without a result, so that a reader can tell that there
# is none; or that readers heed the workbook's mark "recalculate all on load", which it sets.
# What happens: it stores the number 0 as the result of each formula, of text formulas too (its documentation says so). Readers
# that do not compute return 0 and say nothing of the mark. A true 0 cannot be told from it.
# Whom it hurts: whoever reads totals from such workbooks before Excel has saved them once: every total is 0.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
python3 -m venv v && v/bin/pip install -q XlsxWriter==3.2.9 openpyxl==3.1.5 python-calamine==0.5.3
cat > t.py <<'P'
import re, sys, zipfile, importlib.metadata as m
import openpyxl, python_calamine, xlsxwriter
print("XlsxWriter", m.version("XlsxWriter"), "openpyxl", m.version("openpyxl"), "python-calamine", m.version("python-calamine"))
b = xlsxwriter.Workbook("a.xlsx"); s = b.add_worksheet()
s.write_column("A1", [1, 2]); s.write_formula("A3", "=SUM(A1:A2)"); s.write_formula("A4", '=A1&"%"'); b.close()
z = zipfile.ZipFile("a.xlsx")
cells = re.findall(r'<c r="A[34]"[^>]*>.*?</c>', z.read("xl/worksheets/sheet1.xml").decode())
mark = re.search(r"<calcPr[^>]*>", z.read("xl/workbook.xml").decode()).group()
first = [c.value for c in openpyxl.load_workbook("a.xlsx", data_only=True).active["A"]]
second = [row[0] for row in python_calamine.load_workbook("a.xlsx").get_sheet_by_index(0).to_python()]
print("stored: ", *cells); print("mark:   ", mark); print("openpyxl:", first); print("calamine:", second)
ok = all("<v>0</v>" in c for c in cells) and 'fullCalcOnLoad="1"' in mark and first == second == [1, 2, 0, 0]
sys.exit(0 if ok else 1)
P
v/bin/python t.py
