#!/usr/bin/env python3
"""Checks a run over a whole county with independent programs: `tests/outside/county.py`.

Makes the county of `tests/support/county.rs`, runs `jixiao batch` on it and checks: counts against the generator's; the totals of 汇总表 against
an independent sum from the JSON; a sample of the files and the whole volume (openpyxl, poppler, qpdf, pypdf, PDFBox preflight); the page numbers in
the volume's contents; the manifest by `sha256sum`; the sheet of who has handed in, also computed by LibreOffice; the charts, the one page and the print of 汇总表; a run on a disk that becomes full, if one may be mounted.

Needs `cargo build --bin jixiao --example county`, and the requirements of `check.py` and `check_archive.py`.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from decimal import Decimal, getcontext
from pathlib import Path

sys.dont_write_bytecode = True

import openpyxl  # noqa: E402
import pypdf  # noqa: E402

import office  # noqa: E402
import paper  # noqa: E402
from check_archive import preflight  # noqa: E402
from formulas import is_equal, saved, write_bare  # noqa: E402
from tables import Findings, squeezed  # noqa: E402

getcontext().prec = 60
SAMPLE = 20  # every twentieth file: 5 %
MOST_TOLD = 30

A4 = 9
HUGE = Decimal(10) ** 15  # more digits than a double keeps; the fault `not-computable` needs some

# Columns of the summary, and where their money is in a submission.
COLUMNS = {
    ("上年预算情况", "预算批复数(万元)"): "prior_budget.approved",
    ("上年预算情况", "预算调整数(万元)"): "prior_budget.adjusted",
    ("上年预算情况", "实际支出数(万元)"): "prior_budget.spent",
    ("当年预算构成", "上级财政拨款(万元)"): "income.upper_fiscal",
    ("当年预算构成", "本级财政安排(万元)"): "income.local_fiscal",
    ("当年预算构成", "其他资金(万元)"): "income.other",
    ("当年预算构成", "人员经费(万元)"): "expenditure.personnel",
    ("当年预算构成", "公用经费(万元)"): "expenditure.operating",
    ("当年预算构成", "项目经费(万元)"): "expenditure.projects",
}
SUMS = {
    "收入预算合计(万元)": ("income.upper_fiscal", "income.local_fiscal", "income.other"),
    "支出预算合计(万元)": ("expenditure.personnel", "expenditure.operating", "expenditure.projects"),
}


class Decimals(json.JSONDecoder):
    def __init__(self, **words):
        super().__init__(parse_float=Decimal, parse_int=Decimal, **words)


def money(record, path):
    for part in path.split("."):
        record = (record or {}).get(part)
    return Decimal(str(record)) if record not in (None, "") else Decimal(0)


def batch(program, source, out, *words):
    return subprocess.run([program, "batch", source, "-o", out, *words], capture_output=True, text=True, check=False)


def check_counts(expected, out, findings):
    """Every fault that was put in is found, in its department, and nowhere is anything else."""
    report = json.loads((out / "检查报告.json").read_text())
    manifest = json.loads((out / "manifest.json").read_text())
    told = {department["file"]: department for department in report["departments"]}
    faulty = {one["input"]: one for one in expected["departments"] if one["fault"]}
    findings.equal(sorted(told), sorted(faulty), "departments with findings")
    for name, one in faulty.items():
        codes = {finding["code"] for finding in told.get(name, {"findings": []})["findings"]}
        findings.expect(one["fault"] in codes, name, one["fault"], codes)
        findings.equal(told.get(name, {}).get("state") in ("退回", "读不出"), one["returned"], name + " returned")
    made = [one for one in expected["departments"] if not one["returned"]]
    counts = manifest["counts"]
    findings.equal(counts["inputs"], len(expected["departments"]), "inputs")
    # A file that cannot be read has no department in it.
    unread = [name for name in told if told[name]["state"] == "读不出"]
    findings.equal(counts["unread"], len(unread), "unread")
    findings.equal(counts["departments"], len(expected["departments"]) - len(unread), "departments")
    findings.equal(counts["made"], len(made), "made")
    findings.equal(counts["made_with_findings"], sum(1 for one in made if one["fault"]), "made with findings")
    findings.equal(counts["tables"], sum(one["tables"] for one in made), "tables")
    findings.equal(counts["failed"], 0, "failed")
    folders = sorted(path.name for path in (out / "部门").iterdir())
    findings.equal(folders, sorted(f"{one['code']}-{one['name']}" for one in made), "folders")
    return made


def near(findings, seen, expected, words):
    """Equal to nine decimals: a workbook's numbers are doubles."""
    findings.expect(abs(seen - expected) < Decimal("1e-9"), words, f"seen {seen}, expected {expected}")


def read_summary(out):
    """The summary's sheet twice: with formulas and with values; and its columns by group and label."""
    formulas = openpyxl.load_workbook(out / "汇总表.xlsx").worksheets[0]
    values = openpyxl.load_workbook(out / "汇总表.xlsx", data_only=True).worksheets[0]
    columns, group = {}, ""
    for column in range(1, values.max_column + 1):
        group = values.cell(3, column).value or group
        columns[(group, values.cell(4, column).value)] = column
    return formulas, values, columns


def check_summary(source, made, out, findings):
    """Totals equal the sum from the JSON, and stay live."""
    submissions = [json.loads((source / one["input"]).read_text(), cls=Decimals) for one in made]
    formulas, values, columns = read_summary(out)
    last = next(row for row in range(5, values.max_row + 1) if values.cell(row, 3).value == "合计")
    wanted = {
        column: sum(money(one["department"], path) for one in submissions) for column, path in COLUMNS.items()
    }
    # The same label stands among a department's funds and a project's.
    projects = [project for one in submissions for project in one["projects"]]
    wanted[("项目支出绩效目标表", "张数")] = Decimal(len(projects))
    wanted[("项目支出绩效目标表", "年度资金总额(万元)")] = sum(
        money(project, "funds.fiscal") + money(project, "funds.other") for project in projects
    )
    for label, paths in SUMS.items():
        wanted[("当年预算构成", label)] = sum(money(one["department"], path) for one in submissions for path in paths)
    for level in ("重点履职指标", "部门综合指标"):
        rows = [row for one in submissions for row in one["department"]["indicators"]]
        wanted[("部门整体支出绩效目标表 绩效指标", level)] = Decimal(sum(1 for row in rows if row["level1"] == level))
    for key, sum_of_json in wanted.items():
        column = columns.get(key)
        findings.expect(column, "the summary has the column", key)
        if column and sum_of_json > HUGE:
            findings.equal(values.cell(last, column).value, str(sum_of_json), f"{key}, more than a workbook counts, in words")
        elif column:
            cell = formulas.cell(last, column)
            findings.expect(str(cell.value).startswith("=SUM("), key, "is live:", cell.value)
            own = sum(Decimal(str(values.cell(row, column).value or 0)) for row in range(5, last))
            near(findings, own, sum_of_json, f"{key} summed over its rows")
            near(findings, Decimal(str(values.cell(last, column).value)), sum_of_json, f"{key} as the total says")
    rate = columns.get(("上年预算情况", "执行率"))
    spent, adjusted = (wanted[("上年预算情况", name)] for name in ("实际支出数(万元)", "预算调整数(万元)"))
    if spent <= HUGE:
        findings.equal(Decimal(str(values.cell(last, rate).value)), round(spent / adjusted, 4), "the county's 执行率")
    findings.expect("/" in str(formulas.cell(last, rate).value), "执行率 is live:", formulas.cell(last, rate).value)
    check_links(formulas, last, made, out, findings)


def check_links(sheet, last, made, out, findings):
    """Each link of the summary leads to a file or folder that is there."""
    targets = [cell.hyperlink.target for row in sheet.iter_rows(5, last) for cell in row if cell.hyperlink]
    findings.equal(len(targets), 3 * len(made), "links of folder, workbook and PDF")
    for target in targets:
        findings.expect((out / target).exists(), "the link leads somewhere:", target)


def check_sample(out, findings):
    manifest = json.loads((out / "manifest.json").read_text())
    files = [out / file["path"] for file in manifest["files"] if file["path"].startswith("部门/")]
    for path in files[::SAMPLE] + files[1::SAMPLE]:
        if path.suffix == ".xlsx":
            findings.expect(openpyxl.load_workbook(path).worksheets, path.name, "opens")
        else:
            opens(path, findings)


def opens(path, findings):
    for command in (["qpdf", "--check", path], ["pdfinfo", path]):
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        findings.expect(run.returncode == 0, command[0], path.name, run.stdout, run.stderr)


def check_volume(made, out, findings):
    """The volume opens, is an archive file, and its contents lead where they say."""
    path = out / "合订本.pdf"
    opens(path, findings)
    paper.check_fonts(path, findings)
    reader = pypdf.PdfReader(path)
    paper.check_archive(reader, findings)
    preflight([path], findings)
    front = next(index for index, label in enumerate(reader.page_labels) if label == "1")
    texts = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout.split("\f")
    body = len(reader.pages) - front
    findings.equal(front % 2, 0, "pages before the first department")
    empty = [number for number in range(1, body + 1) if not squeezed(texts[front + number - 1])]
    findings.expect(all(number % 2 == 0 for number in empty), "empty pages are backs of leaves:", empty)
    for number in range(1, body + 1):
        page = squeezed(texts[front + number - 1])
        findings.expect(number in empty or f"—{number}—" in page, "page", number, "says its number")
    entries = [
        (squeezed(found[1]), int(found[2]))
        for text in texts[1:front]
        for found in re.finditer(r"^(.*?)[ .]*\. ?[ .]*(\d+) *$", text, re.MULTILINE)
    ]
    links = []
    for page in reader.pages[1:front]:
        for annotation in page.get("/Annots", []):
            target = annotation.get_object()["/A"]["/D"][0]
            links.append(reader.get_page_number(target.get_object()) - front + 1)
    tables = sum(one["tables"] for one in made)
    findings.equal(len(entries), tables + len(made), "entries of the contents")
    findings.equal([page for _, page in entries], links, "links and printed numbers")
    for title, page in entries:
        text = squeezed(texts[front + page - 1])
        own = re.sub(r"^(\d{5}|项目支出绩效目标表-|部门整体支出绩效目标表$)", "", title)
        findings.expect(own in text, title, "stands on page", page)
    check_bookmarks(reader, made, front, entries, findings)


def check_bookmarks(reader, made, front, entries, findings):
    """A bookmark a department, below it one a table, at the pages of the contents."""
    flat, departments = [], 0
    for item in reader.outline[1:]:
        if isinstance(item, list):
            flat.extend(item)
        else:
            departments += 1
            flat.append(item)
    pages = [reader.get_destination_page_number(item) - front + 1 for item in flat]
    # The last one is that of the index.
    (pages, departments) = (pages[:-1], departments - 1)
    findings.equal(departments, len(made), "bookmarks of departments")
    findings.equal(pages, [page for _, page in entries], "pages of bookmarks and contents")


def check_manifest(out, findings):
    manifest = json.loads((out / "manifest.json").read_text())
    lines = "".join(f"{file['sha256']}  {file['path']}\n" for file in manifest["files"])
    run = subprocess.run(["sha256sum", "--check", "--quiet"], input=lines, cwd=out, capture_output=True, text=True, check=False)
    findings.expect(run.returncode == 0, "sha256sum:", run.stdout[:500], run.stderr[:500])
    there = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    findings.equal(there - {"manifest.json", ".jixiao/lock", "本次重做.txt"}, {file["path"] for file in manifest["files"]}, "files in the manifest")


@contextlib.contextmanager
def small_disk(folder, size):
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False)
    try:
        yield mounted.returncode == 0
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)


def check_full_disk(programs, folder, findings):
    """A disk becomes full: told, nothing half written; with room again, the run goes on to the same bytes."""
    source, disk = folder / "few", folder / "disk"
    subprocess.run([programs / "examples" / "county", source, "8"], check=True, capture_output=True)
    batch(programs / "jixiao", source, folder / "roomy", "--volume", "--resume")
    with small_disk(disk, "600k") as mounted:
        if not mounted:
            print("NOT CHECKED: a full disk, for nothing may be mounted here")
            return
        run = batch(programs / "jixiao", source, disk / "out", "--volume", "--resume")
        findings.equal(run.returncode, 3, "exit code on a full disk")
        findings.expect("磁盘已满" in run.stderr and "--resume" in run.stderr, "says that the disk is full:", run.stderr)
        findings.expect(not list(disk.rglob("*.tmp")), "nothing half written")
        findings.expect(not (disk / "out" / "manifest.json").exists(), "no manifest")
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        run = batch(programs / "jixiao", source, disk / "out", "--volume", "--resume")
        findings.equal(run.returncode, 1, "exit code with room again")
        same = subprocess.run(["diff", "-r", disk / "out", folder / "roomy"], capture_output=True, text=True, check=False)
        findings.expect(same.returncode == 0, "the same bytes:", same.stdout[:500])


SECTIONS = ["教科文股", "农业股*", "社保股"]
STATES = ["已报送", "退回", "读不出", "未报送"]


def check_roster(programs, folder, findings):
    """The sheet of who has handed in: openpyxl reads it, and LibreOffice computes the same sums and counts."""
    source, out = folder / "listed", folder / "listed-out"
    subprocess.run([programs / "examples" / "county", source, "24"], check=True, capture_output=True)
    expected = json.loads((source / ".expected" / "expected.json").read_text())["departments"]
    rows = [(one["code"], one["name"], SECTIONS[index % 3]) for index, one in enumerate(reversed(expected))]
    rows.insert(5, ("99001", "云岭县没有报送的局", SECTIONS[0]))
    heads = [("单位代码", "单位名称", "股室", "联系人", "截止日期")]
    lines = heads + [(*row, "张某 138****0000", "2025-03-15") for row in rows]
    (folder / "名册.csv").write_text("".join(",".join(line) + "\n" for line in lines))
    run = batch(programs / "jixiao", source, out, "--roster", folder / "名册.csv")
    findings.equal(run.returncode, 1, "exit code with a roster")
    unread = {one["file"] for one in json.loads((out / "检查报告.json").read_text())["departments"] if one["state"] == "读不出"}
    of_name = {one["name"]: "未报送" if one["input"] in unread else "退回" if one["returned"] else "已报送" for one in expected}
    path = out / "汇总表.xlsx"
    formulas, values = openpyxl.load_workbook(path)["报送情况"], openpyxl.load_workbook(path, data_only=True)["报送情况"]
    heads = {cell.value: cell.column for cell in values[3]}
    findings.equal(list(heads)[:6], ["序号", "编码", "部门(单位)", "状态", "股室", "联系人"], "heads")
    for row, (code, name, section) in enumerate(rows, 4):
        seen = [values.cell(row, column).value for column in range(1, 6)]
        findings.equal(seen, [row - 3, code, name, of_name.get(name, "未报送"), section], f"row {row}")
    last = 3 + len(rows) + len(unread)
    findings.equal(formulas.auto_filter.ref, f"A3:{formulas.cell(last, len(heads)).coordinate}", "the filter")
    findings.equal((formulas.page_setup.paperSize, formulas.page_setup.orientation), (9, "landscape"), "paper")
    findings.equal((formulas.print_title_rows, formulas.sheet_properties.pageSetUpPr.fitToPage), ("$3:$3", True), "print")
    for row, section in enumerate([*SECTIONS, None], last + 1):
        own = [of_name.get(name, "未报送") for _, name, one in rows if section in (one, None)]
        counts = ",".join(f"{state} {own.count(state)}" for state in STATES)
        wanted = f"应报 {len(own)}:{counts}"
        cell = formulas.cell(row, heads["文件"])
        findings.equal(values.cell(row, heads["文件"]).value, wanted, f"the numbers of {section}")
        findings.expect("COUNTIFS(" in str(cell.value), "is live:", cell.value)
    check_computed(path, folder, findings)


def check_computed(path, folder, findings):
    """Every formula of a workbook gives the saved result in LibreOffice."""
    bare = folder / "汇总表-无结果.xlsx"
    write_bare(path, bare)
    (folder / "office").mkdir(exist_ok=True)
    office.convert([bare], "xlsx", folder / "office")
    computed = saved(folder / "office" / bare.name)
    formulas, ours = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    for index, sheet in enumerate(formulas):
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            seen, wanted = computed(index, cell.row, cell.column), ours[sheet.title][cell.coordinate].value
            findings.expect(is_equal(seen, wanted), sheet.title, cell.coordinate, cell.value, repr(seen), "not", repr(wanted))


def check_few(folder, findings):
    """The summary of the few departments, whose figures a workbook can all count."""
    source = folder / "few"
    expected = json.loads((source / ".expected" / "expected.json").read_text())
    made = [one for one in expected["departments"] if not one["returned"]]
    check_summary(source, made, folder / "roomy", findings)


def check_figures(out, folder, findings):
    """The sheets of figures: openpyxl reads each chart with its ranges, what the charts show is in the cells, and the one page is one."""
    book = openpyxl.load_workbook(out / "汇总表.xlsx", data_only=True)
    sheet, page = book["图表"], book["一页表"]
    findings.expect(len(sheet._charts) >= 4, "charts:", len(sheet._charts))
    for chart in sheet._charts:
        (series,) = chart.series
        cells, labels = reading(sheet, series.val.numRef.f), reading(sheet, series.cat.strRef.f)
        title = "".join(run.t for paragraph in chart.title.tx.rich.p for run in paragraph.r) if chart.title.tx.rich else None
        heading = sheet[series.val.numRef.f.split("!")[1].replace("$", "").split(":")[0].replace("B", "A")].offset(-2, 0).value
        title = title or reading(sheet, chart.title.tx.strRef.f)[0]
        findings.equal(title, heading, "the chart's title is its table's")
        findings.equal([point.v for point in series.cat.strRef.strCache.pt], labels, f"labels of {title}")
        cached = {point.idx: Decimal(str(point.v)) for point in series.val.numRef.numCache.pt if numeric(point.v)}
        numbers = {at: Decimal(str(value)) for at, value in enumerate(cells) if numeric(value)}
        # A number that a workbook cannot hold is text in its cell; the chart repeats it until it is drawn again.
        cached = {at: number for at, number in cached.items() if not isinstance(cells[at], str)}
        findings.equal(cached, numbers, f"numbers of {title}")
        is_sorted = [numbers[at] for at in sorted(numbers)]
        if "最多的" in title:
            findings.equal(is_sorted, sorted(is_sorted, reverse=True), f"the order of {title}")
    main = book.worksheets[0]
    widest = max(main.column_dimensions[cell.column_letter].width for cell in main[4])
    findings.expect(main.page_setup.scale >= 70, "the summary stays readable:", main.page_setup.scale, widest)
    findings.equal((main.page_setup.paperSize, main.page_setup.orientation, main.print_title_cols), (A4, "landscape", "$A:$C"), "paper of the summary")
    findings.expect("汇总表" in main.oddHeader.left.text, "the title is on every page:", main.oddHeader.left.text)
    fits = (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight or 1, page.sheet_properties.pageSetUpPr.fitToPage)
    findings.equal(tuple(str(one) for one in fits), ("1", "1", "True"), "一页表 is one page")
    office.convert([out / "汇总表.xlsx"], "pdf", folder)
    texts = subprocess.run(["pdftotext", "-layout", folder / "汇总表.pdf", "-"], capture_output=True, text=True, check=True).stdout.split("\f")
    findings.equal(sum("一页表" in squeezed(text).split("做这份")[0][-80:] and "最多的部门" in text for text in texts), 1, "pages of 一页表")
    across = 1 + len(main.col_breaks.brk)
    pages = [text for text in texts if "汇总表" in text.split("\n")[0]]
    findings.expect(len(pages) % across == 0, "pages of the summary:", len(pages), "across", across)
    for text in pages:
        findings.expect("部门(单位)" in text, "the head is on every page:", text[:200])


def numeric(value):
    return isinstance(value, (int, float)) or bool(re.fullmatch(r"-?[0-9.]+", str(value))) and len(str(value)) < 16


def reading(sheet, range_of):
    cells = sheet[range_of.split("!")[1].replace("$", "")]
    return [row[0].value for row in cells] if isinstance(cells, tuple) else [cells.value]


def look(name, run, *words):
    started, findings = time.monotonic(), Findings()
    result = run(*words, findings)
    print(f"county  {name}: {findings.checked} checks, {len(findings.lines)} findings, {time.monotonic() - started:.1f} s", flush=True)
    for line in findings.lines[:MOST_TOLD]:
        print("   ", line)
    return result, not findings.lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=Path, default=Path("target/debug"), help="folder of the built programs")
    parser.add_argument("--departments", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="folder to keep everything in")
    words = parser.parse_args()
    folder = words.keep or Path(tempfile.mkdtemp(prefix="jixiao-"))
    os.makedirs(folder, exist_ok=True)
    try:
        source, out = folder / "申报", folder / "成果"
        subprocess.run([words.programs / "examples" / "county", source, str(words.departments)], check=True)
        expected = json.loads((source / ".expected" / "expected.json").read_text())
        started = time.monotonic()
        run = batch(words.programs / "jixiao", source, out, "--volume")
        print(f"county  batch: {time.monotonic() - started:.1f} s, exit code {run.returncode}\n{run.stderr}", flush=True)
        if run.returncode != 1:
            sys.exit("county  batch did not run as it should")
        made, well = look("counts", check_counts, expected, out)
        results = [
            well,
            look("summary", check_summary, source, made, out)[1],
            look("figures", check_figures, out, folder)[1],
            look("sample", check_sample, out)[1],
            look("volume", check_volume, made, out)[1],
            look("manifest", check_manifest, out)[1],
            look("full disk", check_full_disk, words.programs, folder)[1],
            look("a few departments", check_few, folder)[1],
            look("roster", check_roster, words.programs, folder)[1],
        ]
    finally:
        if not words.keep:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
