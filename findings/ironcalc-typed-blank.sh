#!/bin/sh
# One would guess: a cell with a style and no value is blank, with or without t="n": "n" is the default of that attribute (ECMA-376 part 1, 18.3.1.4).
# What happens: IronCalc reads <c r="A1" s="1"/> as blank, and <c r="A1" s="1" t="n"/> as the number 0. openpyxl writes the second for every
# blank cell with a style: once saved by openpyxl, a form computes COUNT, AVERAGE, MIN and text results otherwise, without any error.
# Whom it hurts: whoever fills in or cleans workbooks by openpyxl and has IronCalc compute them. Its authors know: their pull request 1425 is open.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
python3 -m venv v && v/bin/pip install -q --only-binary :all: ironcalc==0.9.1 openpyxl==3.1.5 XlsxWriter==3.2.9
cat > t.py <<'P'
import importlib.metadata as m, re, sys, zipfile
import ironcalc, openpyxl, xlsxwriter
print(*(f"{name} {m.version(name)}" for name in ("ironcalc", "openpyxl", "XlsxWriter")))
b = xlsxwriter.Workbook("written.xlsx"); s = b.add_worksheet(); border = b.add_format({"border": 1})
s.write_blank("A1", None, border); s.write_blank("A2", None, border); s.write("A3", 10, border)
s.write_formula("B1", "=COUNT(A1:A3)"); s.write_formula("B2", "=AVERAGE(A1:A3)"); s.write_formula("B3", '=IF(COUNT(A1:A2)=0,"blank","numbers")'); b.close()
openpyxl.load_workbook("written.xlsx").save("saved.xlsx")
seen = {}
for file in ("written.xlsx", "saved.xlsx"):
    sheet = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    model = ironcalc.load_from_xlsx(file); model.evaluate()
    seen[file] = [model.get_cell_value(0, row, 2) for row in (1, 2, 3)]
    print(f"{file}: A1 is", re.search(r'<c r="A1"[^>]*>', sheet).group(), "COUNT, AVERAGE, IF:", seen[file])
sys.exit(seen != {"written.xlsx": [1.0, 10.0, "blank"], "saved.xlsx": [3.0, 10 / 3, "numbers"]})
P
v/bin/python t.py
