#!/usr/bin/env python3
"""Reads flat lists of other programs: `tests/outside/check_list.py --program target/debug/jixiao examples/minimal.json …`.

A list of the given submissions of each edition is opened and saved by LibreOffice (as .xlsx, .xls and .csv) and by openpyxl, and one is written by openpyxl from scratch,
in the style of an officer. Each must give the same data as the original list, to the last digit.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font

sys.dont_write_bytecode = True

from reading import convert  # noqa: E402

HEADS = ["单位名称", "项目名称", "预算数(万元)", "年度目标", "一级", "二级", "三级", "指标性质", "指标值", "度量单位", "权重", "指标方向性"]


def jixiao(program, *words):
    """Runs the program; its findings are told where it fails."""
    run = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False)
    return run.returncode, run.stdout, run.stderr


def data_of(program, listing, folder):
    """What is read from a list: the text of each department's data, by its file's name."""
    folder.mkdir(parents=True)
    code, _, told = jixiao(program, "import", listing, "-o", f"{folder}/")
    if code not in (0, 1):
        raise RuntimeError(f"{listing}: {told}")
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("[!.]*"))}, told


def compare(what, wanted, found):
    """Whether two lists gave the same data; says where they differ."""
    if wanted == found:
        print(f"list  {what}: {len(wanted)} departments, the same data")
        return True
    print(f"list  {what}: DIFFERS; only in one: {sorted(wanted.keys() ^ found.keys())}")
    for name in sorted(wanted.keys() & found.keys()):
        pairs = zip(wanted[name].splitlines(), found[name].splitlines())
        for line in [f"    {ours!r} became {theirs!r}" for ours, theirs in pairs if ours != theirs][:5]:
            print(line)
    return False


def by_edition(submissions):
    """The submissions of each edition: a list has one."""
    editions = {}
    for path in submissions:
        editions.setdefault(json.loads(path.read_text(encoding="utf-8"))["edition"], []).append(path)
    return editions


def saved_by_others(program, submissions, folder):
    """Our list of each edition, opened and saved by other programs."""
    wanted, lists = {}, []
    (folder / "lists").mkdir()
    for edition, paths in by_edition(submissions).items():
        lists.append(folder / "lists" / f"{edition}.xlsx")
        code, _, told = jixiao(program, "list", *paths, "-o", lists[-1])
        if code != 0:
            raise RuntimeError(told)
        wanted[edition], _ = data_of(program, lists[-1], folder / "ours" / edition)
    good = True
    for ending in ("xlsx", "xls", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false"):
        kind = ending.split(":")[0]
        convert(folder, ending, lists, folder / f"office-{kind}")
        for edition, ours in wanted.items():
            found, _ = data_of(program, folder / f"office-{kind}" / f"{edition}.{kind}", folder / f"read-{kind}" / edition)
            good &= compare(f"of {edition}, saved by LibreOffice as .{kind}", ours, found)
    (folder / "openpyxl").mkdir()
    for path in lists:
        resaved = folder / "openpyxl" / path.name
        openpyxl.load_workbook(path).save(resaved)
        found, _ = data_of(program, resaved, folder / "read-openpyxl" / path.stem)
        good &= compare(f"of {path.stem}, saved by openpyxl", wanted[path.stem], found)
    return good


def written_by_openpyxl(program, folder):
    """A list from nothing: a title, heads in other words, merged names, formulas that were never computed in the row of sums."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2025年"
    sheet["A1"] = "某县2025年度绩效目标清单"
    sheet.merge_cells("A1:L1")
    sheet.append([])
    sheet.append(HEADS)
    rows = [
        ["水务局", "部门整体支出", 300.5, "完成任务", "基本运行指标", "预算收支管理", "执行率", "≥", 0.95, "%", 10, "正向"],
        [None, "河道巡查", 10.5, "一、巡查\n二、整治", "产出指标", "数量指标", "次数", "定量", "≥2", "次", 20, "正向"],
        [None, None, None, None, None, "质量指标", "质量", "定性", "良好", None, 20, None],
        [None, "小计", "=SUM(C5:C6)", None, None, None, None, None, None, None, 50, None],
    ]
    for row in rows:
        sheet.append(row)
    for cell in sheet[3]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
    sheet["I4"].number_format = "0%"
    sheet["C5"].number_format = "0.00"
    for area in ("A4:A6", "B5:B6", "C5:C6", "D5:D6", "E5:E6"):
        sheet.merge_cells(area)
    path = folder / "written.xlsx"
    book.save(path)
    found, told = data_of(program, path, folder / "read-written")
    text = "".join(found.values())
    wanted = ['"total": 300.5', '"total": 10.50', '"value": 95, "unit": "%"', "一、巡查\\n二、整治", '"comparison": "≥", "value": 2', '"year": 2025']
    missing = [part for part in wanted if part not in text]
    told_of = [code for code in ("list-not-kept", "list-inferred", "list-no-result") if f"[{code}]" not in told]
    good = len(found) == 1 and not missing and not told_of
    print(f"list  written by openpyxl: {'as meant' if good else f'LACKS {missing} {told_of}'}")
    if not good:
        print(text, told)
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, default=Path("target/debug/jixiao"))
    parser.add_argument("submissions", nargs="+", type=Path)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jixiao-") as name:
        folder = Path(name)
        good = saved_by_others(words.program.resolve(), words.submissions, folder)
        good &= written_by_openpyxl(words.program.resolve(), folder)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
