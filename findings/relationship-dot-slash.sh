#!/bin/sh
# One would guess: the target of a relationship is a relative reference, as in a web page, so `./xl/workbook.xml` and
# `xl/workbook.xml` name the same part (ECMA-376 part 2, 8.3 and RFC 3986, 5.2.4: the segment `.` is removed).
# What happens: LibreOffice refuses the whole file when the workbook is named so, and opens it with an empty sheet, without a
# word, when a sheet is named so. calamine reads the first and refuses the second. openpyxl reads both.
# Whom it hurts: generators that join paths with `./`: the file opens in one program, and is broken or blank in the next.
# Needed beside Python: LibreOffice Calc (seen with 7.4.7.2 of Debian 12).
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
python3 -m venv v && v/bin/pip install -q XlsxWriter==3.2.9 openpyxl==3.1.5 python-calamine==0.5.3
v/bin/python - <<'P'
import zipfile, xlsxwriter
b = xlsxwriter.Workbook("plain.xlsx"); b.add_worksheet().write("A1", "here"); b.close()
def other(name, part, old, new):
    a = zipfile.ZipFile("plain.xlsx"); o = zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED)
    for n in a.namelist():
        d = a.read(n)
        if n == part: assert d.count(old) == 1; d = d.replace(old, new)
        o.writestr(n, d)
    o.close()
other("workbook.xlsx", "_rels/.rels", b'"xl/workbook.xml"', b'"./xl/workbook.xml"')
other("sheet.xlsx", "xl/_rels/workbook.xml.rels", b'"worksheets/sheet1.xml"', b'"./worksheets/sheet1.xml"')
P
for n in plain workbook sheet; do
    soffice "-env:UserInstallation=file://$T/profile" --headless --convert-to csv $n.xlsx >/dev/null 2>&1 || true
done
soffice "-env:UserInstallation=file://$T/profile" --version
v/bin/python - <<'P'
import os, sys, importlib.metadata as m
import openpyxl, python_calamine
print("openpyxl", m.version("openpyxl"), "python-calamine", m.version("python-calamine"))
def tried(read):
    try: return read()
    except Exception as error: return f"{type(error).__name__}: {error}"
seen = {}
for name in ("plain", "workbook", "sheet"):
    office = open(f"{name}.csv").read().strip() if os.path.exists(f"{name}.csv") else "refused"
    calamine = tried(lambda: python_calamine.load_workbook(f"{name}.xlsx").get_sheet_by_index(0).to_python())
    seen[name] = office, tried(lambda: openpyxl.load_workbook(f"{name}.xlsx").active["A1"].value), calamine
    print(f"{name:9} LibreOffice: {office!r}, openpyxl: {seen[name][1]!r}, calamine: {calamine!r}")
ok = [s[0] for s in seen.values()] == ["here", "refused", ""] and all(s[1] == "here" for s in seen.values())
ok = ok and seen["workbook"][2] == [["here"]] and str(seen["sheet"][2]).startswith("CalamineError")
sys.exit(0 if ok else 1)
P
