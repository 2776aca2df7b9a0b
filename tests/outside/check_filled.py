#!/usr/bin/env python3
"""Reads filled-in forms of other writers: `tests/outside/check_filled.py --programs target/debug`.

The official tables (`tests/official/*.tsv`) are written by openpyxl, XlsxWriter and exceljs, each time with a small deviation typical of clerks;
`jixiao import` must read the known data (`examples/hezheng-2025.json`), and report the content that it could not assign. Then rendered workbooks are
opened and saved by LibreOffice, converted to `.xls` and back to `.xlsx`, and must still contain the same data.
"""

import argparse
import copy
import csv
import json
import re
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

sys.dont_write_bytecode = True

import office  # noqa: E402
from filled_writers import WRITERS  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
DEPARTMENT, PROJECT = "部门整体支出绩效目标表", "项目支出绩效目标表"
NAME = "和政县委巡察工作领导小组办公室"


# The official tables as plain sheets.

def table(tsv, name, titles, width):
    cells = [cell(index + 1, 1, 1, width, text) for index, text in enumerate(titles)]
    with open(ROOT / "tests" / "official" / tsv, encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            place = [int(row[key]) for key in ("row", "col", "rowspan", "colspan")]
            cells.append(cell(place[0] + len(titles), *place[1:], typed(row["text"].replace("\\n", "\n"))))
    return {"name": name, "cells": cells}


def cell(row, col, rows, cols, value, **more):
    return {"row": row, "col": col, "rows": rows, "cols": cols, "value": value, **more}


def typed(text):
    return (float(text) if "." in text else int(text)) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def department():
    return table("department-2025.tsv", DEPARTMENT, [f"{NAME}部门（单位）整体支出绩效目标表", "（2025年度）"], 9)


def project():
    return table("project-2025.tsv", PROJECT, ["项目支出绩效目标表", "(2025年度)"], 8)


def known():
    """The data behind the published tables; what it leaves to be derived stands in the tables."""
    data = json.loads((ROOT / "examples" / "hezheng-2025.json").read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
    for part in ("income", "expenditure"):
        data["department"][part]["total"] = Decimal("200.95")
    for one in data["projects"]:
        one["funds"]["total"] = Decimal(10)
        for row in one["indicators"]:
            if "content" not in row:
                sign = "" if row["comparison"] == "定性" else row["comparison"]
                row["content"] = f"{sign}{row['value']}{row.get('unit') or ''}"
    return data


# What deviations are made of.

def find(sheet, value, nth=0):
    return [cell for cell in sheet["cells"] if cell["value"] == value][nth]


def right_of(sheet, label):
    at = find(sheet, label)
    return next(other for other in sheet["cells"] if other["row"] == at["row"] and other["col"] == at["col"] + at["cols"])


def body(sheet):
    """The row below the head of the indicators."""
    return find(sheet, "三级指标")["row"] + 1


def shift(sheet, rows, cols):
    for cell in sheet["cells"]:
        cell["row"] += rows
        cell["col"] += cols


def insert_rows(sheet, at, count):
    for cell in sheet["cells"]:
        if cell["row"] >= at:
            cell["row"] += count
        elif cell["row"] + cell["rows"] > at:
            cell["rows"] += count


def insert_cols(sheet, at, count):
    for cell in sheet["cells"]:
        if cell["col"] >= at:
            cell["col"] += count
        elif cell["col"] + cell["cols"] > at:
            cell["cols"] += count


def remove_row(sheet, at):
    sheet["cells"] = [cell for cell in sheet["cells"] if not (cell["row"] == at and cell["rows"] == 1)]
    for cell in sheet["cells"]:
        if cell["row"] > at:
            cell["row"] -= 1
        elif cell["row"] + cell["rows"] > at:
            cell["rows"] -= 1


def unmerge(sheet, test, fill=False):
    for cell in [cell for cell in sheet["cells"] if test(cell)]:
        if fill:
            for row in range(cell["row"] + 1, cell["row"] + cell["rows"]):
                sheet["cells"].append({**cell, "row": row, "rows": 1, "cols": 1})
        cell["rows"] = cell["cols"] = 1


def put(sheet, row, values, start=1):
    for index, value in enumerate(values):
        sheet["cells"].append(cell(row, start + index, 1, 1, value))


def labels(sheet, change):
    first = body(sheet)
    for cell in sheet["cells"]:
        if isinstance(cell["value"], str) and cell["row"] < first and len(cell["value"]) < 30 and "\n" not in cell["value"]:
            cell["value"] = change(cell["value"])


# The cases: what is done to the two sheets and the data, and which findings it makes.

CASES = []


def case(writer, *codes):
    def add(make):
        CASES.append((make.__name__, writer, set(codes), make))
        return make
    return add


@case("openpyxl")
def plain_openpyxl(sheets, data):
    """As published."""


@case("xlsxwriter")
def plain_xlsxwriter(sheets, data):
    """As published."""


@case("exceljs")
def plain_exceljs(sheets, data):
    """As published."""


@case("openpyxl")
def shifted_origin(sheets, data):
    for sheet in sheets:
        shift(sheet, 3, 2)


@case("xlsxwriter")
def blank_column_in_between(sheets, data):
    insert_cols(sheets[0], 2, 1)
    insert_cols(sheets[1], 5, 2)


@case("exceljs")
def blank_column_inside_a_merged_label(sheets, data):
    insert_cols(sheets[0], 4, 1)
    insert_cols(sheets[1], 7, 1)


@case("openpyxl")
def blank_rows_in_between(sheets, data):
    for row in (20, 15, 8, 3):
        insert_rows(sheets[0], row, 1)
    for row in (8, 4):
        insert_rows(sheets[1], row, 2)


@case("xlsxwriter")
def labels_in_other_spelling(sheets, data):
    swap = str.maketrans("（）:", "()：")
    for sheet in sheets:
        labels(sheet, lambda text: text.translate(swap))


@case("exceljs")
def labels_with_spaces_and_line_breaks(sheets, data):
    for sheet in sheets:
        for at in sheet["cells"]:
            if at["value"] in ("联系人", "执行率", "项目名称", "总体目标", "一级指标", "指标值", "依据"):
                at["value"] = "\u3000".join(at["value"]) if at["value"] != "依据" else "依\n据 "


@case("openpyxl")
def labels_unmerged(sheets, data):
    for sheet in sheets:
        first = body(sheet)
        unmerge(sheet, lambda cell: cell["rows"] > 1 and cell["row"] < first)


@case("xlsxwriter", "level-inferred")
def everything_unmerged(sheets, data):
    for sheet in sheets:
        unmerge(sheet, lambda cell: True)


@case("exceljs")
def group_names_unmerged_and_repeated(sheets, data):
    for sheet in sheets:
        first = body(sheet)
        unmerge(sheet, lambda cell: cell["rows"] > 1 and cell["row"] >= first, fill=True)


@case("openpyxl")
def group_label_repeated_in_each_row(sheets, data):
    unmerge(sheets[1], lambda cell: cell["value"] == "绩效指标", fill=True)


@case("openpyxl", "sheet-aside")
def sheets_in_another_order_beside_others(sheets, data):
    sheets.reverse()
    sheets.insert(0, {"name": "填报说明", "cells": [cell(1, 1, 1, 1, "填报说明"), cell(2, 1, 1, 1, "一、项目名称照实填写"), cell(3, 1, 1, 1, "二、金额单位为万元")]})


@case("xlsxwriter", "hidden-table")
def hidden_copy(sheets, data):
    old = department()
    old.update(name="底稿", hidden=True)
    right_of(old, "人员经费")["value"] = 1
    sheets.append(old)


@case("exceljs")
def title_in_one_cell(sheets, data):
    find(sheets[0], "（2025年度）")["value"] = None
    at = find(sheets[0], f"{NAME}部门（单位）整体支出绩效目标表")
    at["value"] = f"{NAME}部门(单位)整体支出绩效目标表\n(2025 年度)"


@case("openpyxl", "outside-cell")
def title_without_a_name_and_an_attachment_number(sheets, data):
    shift(sheets[0], 1, 0)
    sheets[0]["cells"].append(cell(1, 1, 1, 1, "附件2"))


@case("xlsxwriter")
def numbers_stored_as_text(sheets, data):
    for sheet in sheets:
        for at in sheet["cells"]:
            if isinstance(at["value"], (int, float)):
                at["value"] = str(at["value"])


@case("exceljs")
def rates_by_number_format(sheets, data):
    find(sheets[0], "100%").update(value=1, format="0%")
    at = find(sheets[0], 95)
    at.update(value=0.95, format="0%")


@case("openpyxl")
def a_rate_with_its_decimals(sheets, data):
    find(sheets[0], "100%").update(value=0.075, format="0.0%")
    data["department"]["prior_budget"]["execution_rate"] = "7.5%"
    find(sheets[0], 95).update(value=0.955, format="0.00%")
    data["department"]["indicators"][0]["value"] = Decimal("95.50")


@case("xlsxwriter")
def a_rate_without_format(sheets, data):
    find(sheets[0], "100%").update(value=1)


@case("openpyxl")
def formulas_without_results(sheets, data):
    at, total = right_of(sheets[0], "上级财政拨款"), right_of(sheets[0], "收入预算合计")
    del total["value"]
    total.update(value=None, formula=f"SUM(C{at['row']}:C{at['row'] + 2})")
    data["department"]["income"]["total"] = None


@case("xlsxwriter")
def formulas_with_results(sheets, data):
    right_of(sheets[0], "收入预算合计").update(value=200.95000000000002, formula="SUM(C1:C2)")


@case("exceljs")
def rich_text(sheets, data):
    at = right_of(sheets[0], "变化内容")
    at["rich"] = list(at["value"])
    at = right_of(sheets[1], "项目名称")
    at["rich"] = [at["value"][:2], at["value"][2:]]


@case("openpyxl")
def a_date_as_value(sheets, data):
    find(sheets[0], "按时完成").update(value=None, date="2025-06-30", format='yyyy"年"m"月"d"日"')
    data["department"]["indicators"][17]["value"] = "2025年6月30日"


@case("xlsxwriter")
def money_with_its_decimals(sheets, data):
    right_of(sheets[0], "人员经费").update(format="#,##0.00")
    right_of(sheets[0], "项目经费").update(format="0.00_ ")
    data["department"]["expenditure"]["projects"] = Decimal("10.00")


@case("exceljs")
def rows_added(sheets, data):
    last = max(cell["row"] + cell["rows"] for cell in sheets[0]["cells"])
    sheets[0]["cells"].append(cell(last, 1, 1, 1, "可持续发展能力指标"))
    for offset in range(3):
        put(sheets[0], last + offset, ["创新", f"新做法{offset + 1}"], 2)
        put(sheets[0], last + offset, ["≥", offset + 1, "项", None, "新增"], 5)
        data["department"]["indicators"].append({"level1": "可持续发展能力指标", "level2": "创新", "name": f"新做法{offset + 1}", "comparison": "≥", "value": Decimal(offset + 1), "unit": "项", "content": "", "remark": "新增"})
    unmerge(sheets[0], lambda cell: cell["row"] >= body(sheets[0]) and cell["rows"] > 1, fill=True)
    for offset in (1, 2):
        put(sheets[0], last + offset, ["可持续发展能力指标"])


@case("openpyxl")
def rows_removed(sheets, data):
    first = body(sheets[0])
    for _ in range(3):
        remove_row(sheets[0], first + 1)
        del data["department"]["indicators"][1]


@case("xlsxwriter")
def the_head_again_in_the_middle(sheets, data):
    first = body(sheets[0])
    head = [copy.copy(cell) for cell in sheets[0]["cells"] if cell["row"] == first - 1]
    unmerge(sheets[0], lambda cell: cell["row"] >= first and cell["rows"] > 1, fill=True)
    insert_rows(sheets[0], first + 6, 1)
    for at in head:
        sheets[0]["cells"].append({**at, "row": first + 6})


@case("exceljs")
def spare_rows(sheets, data):
    first = body(sheets[1])
    unmerge(sheets[1], lambda cell: cell["row"] >= first and cell["rows"] > 1, fill=True)
    insert_rows(sheets[1], first + 3, 2)
    insert_rows(sheets[1], first + 1, 1)


@case("openpyxl", "unplaced-cell")
def notes_and_signatures_below(sheets, data):
    last = max(cell["row"] + cell["rows"] for cell in sheets[0]["cells"])
    sheets[0]["cells"].append(cell(last, 1, 1, 9, "注:本表一式三份,由财政部门留存。"))
    put(sheets[0], last + 2, ["填表人：", "某某", "联系电话：", None, "0930-0000000"])


@case("xlsxwriter")
def tables_one_below_the_other(sheets, data):
    last = max(cell["row"] + cell["rows"] for cell in sheets[0]["cells"])
    shift(sheets[1], last + 1, 0)
    sheets[0]["cells"] += sheets.pop()["cells"]


@case("exceljs")
def many_projects(sheets, data):
    for number in range(2, 5):
        more = project()
        more["name"] = f"项目{number}"
        right_of(more, "项目名称")["value"] = f"项目{number}"
        sheets.append(more)
        data["projects"].append({**copy.deepcopy(data["projects"][0]), "name": f"项目{number}"})


@case("openpyxl", "cell-error")
def an_error_value(sheets, data):
    right_of(sheets[0], "人员经费").update(value=None, error="#REF!")
    data["department"]["expenditure"]["personnel"] = None


@case("xlsxwriter")
def a_truth_value(sheets, data):
    right_of(sheets[0], "近三年部门（单位）职能是否出现过重大变化")["value"] = False


@case("exceljs")
def a_number_of_a_phone(sheets, data):
    right_of(sheets[0], "联系电话")["value"] = 9300000000
    data["department"]["contact"]["phone"] = "9300000000"


@case("openpyxl", "table-unit")
def another_unit(sheets, data):
    find(sheets[1], "项目资金（万元）")["value"] = "项目资金（元）"
    data["projects"][0]["funds"] = {"total": None, "fiscal": None, "other": None}


@case("openpyxl", "label-differs")
def other_brackets(sheets, data):
    find(sheets[1], "项目资金（万元）")["value"] = "项目资金（合计）"


@case("xlsxwriter", "label-missing")
def a_label_less(sheets, data):
    find(sheets[0], "部门（单位）职能")["value"] = "职责"
    sheets[0]["cells"].remove(find(sheets[0], "职责"))


@case("exceljs", "unplaced-cell")
def a_subtotal_among_the_rows(sheets, data):
    first = body(sheets[1])
    unmerge(sheets[1], lambda cell: cell["row"] >= first and cell["rows"] > 1, fill=True)
    insert_rows(sheets[1], first + 2, 1)
    sheets[1]["cells"].append(cell(first + 2, 3, 1, 4, "以上成本小计"))


@case("openpyxl", "duplicate-table")
def two_of_one_kind(sheets, data):
    again = department()
    again["name"] = "整体(2)"
    sheets.append(again)


@case("xlsxwriter")
def words_like_formulas(sheets, data):
    for index, word in enumerate(("=合格", "+10分", "-无-", "@某某", "'引号")):
        row = find(sheets[0], data["department"]["indicators"][index]["name"])["row"]
        sheets[0]["cells"].append(cell(row, 9, 1, 1, word))
        data["department"]["indicators"][index]["remark"] = word
    sheets[0]["cells"] = [one for one in sheets[0]["cells"] if not (one["col"] == 9 and one["value"] == "")]


@case("openpyxl", "title-differs")
def a_title_of_another_department(sheets, data):
    find(sheets[0], f"{NAME}部门（单位）整体支出绩效目标表")["value"] = "云溪县水务局部门（单位）整体支出绩效目标表"


@case("exceljs", "number-unclear")
def a_number_shown_as_another(sheets, data):
    right_of(sheets[1], "其中: 财政资金").update(value=100000, format='0!.0,"万元"')
    data["projects"][0]["funds"]["fiscal"] = None


# Comparing.

def leaves(value, path=""):
    """The values of some data by path; what is not given and what is null is left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}/{key}")
    elif isinstance(value, list):
        yield f"{path}/#", len(value)
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}/{index}")
    elif value is not None:
        yield path, value


def plain(path, value):
    """Numbers with their digits; a blank text is told from what is not given only where it is derived."""
    if isinstance(value, Decimal):
        return str(value)
    return None if value == "" and not path.endswith("/content") else str(value)


def differences(expected, found):
    left, right = (dict(leaves(data)) for data in (expected, found))
    for path in sorted(left.keys() | right.keys()):
        if path.startswith(("/$schema", "/edition", "/code")):
            continue
        one, other = (plain(path, data.get(path)) if path in data else None for data in (left, right))
        if one != other:
            yield f"{path}: {one!r} expected, {other!r} found"


def imported(program, files):
    run = subprocess.run([program, "import", *map(str, files)], capture_output=True, text=True)
    data = json.loads(run.stdout, parse_float=Decimal, parse_int=Decimal) if run.stdout else None
    codes = set(re.findall(r"^\S+?\[([a-z0-9-]+)\]", run.stderr, re.M))
    return data, codes, run.stderr


def check_case(program, folder, name, writer, codes, make):
    sheets, data = [department(), project()], known()
    make(sheets, data)
    path = folder / f"{name}.xlsx"
    WRITERS[writer](sheets, path)
    found, told, words = imported(program, [path])
    if found is None:
        return [f"nothing was read: {words}"]
    lines = list(differences(data, found))
    if told != codes:
        lines.append(f"findings {sorted(told)}, expected {sorted(codes)}\n{words}")
    return lines


def check_two_files(program, folder):
    for sheet, name in ((department(), "整体.xlsx"), (project(), "项目.xlsx")):
        WRITERS["openpyxl"]([sheet], folder / name)
    found, told, words = imported(program, [folder / "整体.xlsx", folder / "项目.xlsx"])
    return [*differences(known(), found), *(told and [words])]


# Through LibreOffice.

def check_office(program, folder, submissions):
    """What we render, saved by LibreOffice, as .xls, and as .xlsx again: the same data as read from our own file."""
    ours = folder / "ours"
    ours.mkdir()
    for index, submission in enumerate(submissions):
        out = folder / f"r{index}"
        subprocess.run([program, "render", submission, "-o", out, "--format", "xlsx", "--force"], capture_output=True)
        next(out.glob("[!.]*")).rename(ours / f"{index}-{Path(submission).stem}.xlsx")
    files = sorted(ours.glob("[!.]*"))
    steps = [("saved", "xlsx", files)]
    office.convert(files, "xlsx", folder / "saved")
    office.convert(files, "xls", folder / "old")
    olds = sorted((folder / "old").glob("*.xls"))
    steps.append(("old", "xls", olds))
    office.convert(olds, "xlsx", folder / "again")
    steps.append(("again", "xlsx", None))
    lines, count = [], 0
    for file in files:
        expected = imported(program, [file])
        for step, ending, _ in steps:
            found = imported(program, [folder / step / f"{file.stem}.{ending}"])
            count += 1
            if found[0] is None:
                lines.append(f"{file.stem} {step}: {found[2]}")
                continue
            lines += [f"{file.stem} {step}: {line}" for line in differences(expected[0], found[0])]
            if found[1] != expected[1]:
                lines.append(f"{file.stem} {step}: findings {sorted(found[1])}, expected {sorted(expected[1])}")
    return count, lines


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=Path, default=ROOT / "target" / "debug")
    parser.add_argument("--keep", type=Path, help="leave the files in this folder")
    parser.add_argument("submissions", nargs="*")
    args = parser.parse_args()
    program, wrong, started = args.programs / "jixiao", 0, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="jixiao-") as name:
        folder = args.keep or Path(name)
        folder.mkdir(exist_ok=True)
        for case in [*CASES, ("two_files", "openpyxl", None, None)]:
            lines = check_case(program, folder, *case) if case[3] else check_two_files(program, folder)
            wrong += bool(lines)
            print(f"{case[0]} ({case[1]}): {'as known' if not lines else 'WRONG'}", flush=True)
            print("".join(f"    {line}\n" for line in lines[:20]), end="")
        if args.submissions:
            count, lines = check_office(program, Path(name), args.submissions)
            wrong += bool(lines)
            print(f"through LibreOffice: {count} files, {len(lines)} differences")
            print("".join(f"    {line}\n" for line in lines[:40]), end="")
    print(f"{len(CASES) + 1} cases, {wrong} wrong, {time.monotonic() - started:.1f} s")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
