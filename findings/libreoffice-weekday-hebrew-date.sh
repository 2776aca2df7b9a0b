#!/bin/sh
# One would guess: the number format `yyyy-mm-dd aaaa` shows the date and the name of the weekday, as in Excel; Chinese and Japanese
# workbooks use `aaaa` for it (星期六, 土曜日).
# What happens: where neither format nor system is Chinese or Japanese, LibreOffice takes `aaaa` for the Hebrew calendar: 1st November 2025
# reads `2025-08-10 Shabbat`. Month and day of the whole date change, the year does not, and nothing tells of it.
# Whom it hurts: whoever opens or converts such a workbook with LibreOffice on an English system (a server, mostly): dates in PDFs and
# web pages made of it are wrong. `[$-804]` before the format gives the right date.
# Needed beside Python: LibreOffice Calc (seen with 7.4.7.2 of Debian 12).
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
python3 -m venv v && v/bin/pip install -q XlsxWriter==3.2.9
v/bin/python - <<'P'
import datetime, xlsxwriter
b = xlsxwriter.Workbook("a.xlsx"); s = b.add_worksheet()
for row, format in enumerate(["yyyy-mm-dd", "yyyy-mm-dd aaaa", "[$-804]yyyy-mm-dd aaaa"]):
    s.write_string(row, 0, format)
    s.write_datetime(row, 1, datetime.date(2025, 11, 1), b.add_format({"num_format": format}))
b.close()
P
LC_ALL=C soffice "-env:UserInstallation=file://$T/profile" --headless --convert-to html a.xlsx >/dev/null 2>&1
LC_ALL=C soffice "-env:UserInstallation=file://$T/profile" --version
v/bin/python - <<'P'
import html, re, sys
rows = re.findall(r"<tr>(.*?)</tr>", open("a.html", encoding="utf-8").read(), re.S)
rows = [[html.unescape(re.sub("<[^>]*>", "", cell)).strip() for cell in re.findall("<td.*?</td>", row, re.S)] for row in rows]
for format, shown in rows: print(f"{format:24}{shown}")
sys.exit(0 if [shown for _, shown in rows] == ["2025-11-01", "2025-08-10 Shabbat", "2025-11-01 星期六"] else 1)
P
