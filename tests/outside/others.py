"""One department's tables by this program and by alternatives that a user might choose; the values of docs/performance.md.

    python3 -m venv V && V/bin/pip install openpyxl weasyprint typst
    V/bin/python tests/outside/others.py --program target/release/jixiao

The cells are those of this program's workbook of examples/hezheng-2025.json. Each alternative runs in a process of its own, as started by a user; the minimum of
several runs is printed, with the size and the pages of the PDF. The alternatives do not read, check or derive anything, nor choose page breaks: they get the
finished texts.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version

ROOT = pathlib.Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "hezheng-2025.json"


def cells_of(workbook: pathlib.Path) -> list[list]:
    """Of each sheet its cells: row, column, rows, columns, text."""
    import openpyxl

    sheets = []
    for sheet in openpyxl.load_workbook(workbook).worksheets:
        spans = {(area.min_row, area.min_col): (area.max_row - area.min_row + 1, area.max_col - area.min_col + 1) for area in sheet.merged_cells.ranges}
        cells = [cell for row in sheet.iter_rows() for cell in row if type(cell).__name__ == "Cell"]
        sheets.append([[cell.row, cell.column, *spans.get((cell.row, cell.column), (1, 1)), str(cell.value or "")] for cell in cells])
    return sheets


def with_openpyxl(cells: pathlib.Path, made: pathlib.Path) -> None:
    import openpyxl
    from openpyxl.styles import Alignment, Border, Side

    thin = Side(style="thin")
    border, wrap = Border(thin, thin, thin, thin), Alignment(wrap_text=True, vertical="center")
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for sheet in json.loads(cells.read_text()):
        page = workbook.create_sheet()
        page.page_setup.fitToWidth, page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 1, 0, True
        for row, column, rows, columns, text in sheet:
            cell = page.cell(row, column, text)
            cell.border, cell.alignment = border, wrap
            if (rows, columns) != (1, 1):
                page.merge_cells(start_row=row, start_column=column, end_row=row + rows - 1, end_column=column + columns - 1)
    workbook.save(made)


def with_weasyprint(page: pathlib.Path, made: pathlib.Path) -> None:
    import weasyprint

    weasyprint.HTML(page).write_pdf(made)


def with_typst(cells: pathlib.Path, made: pathlib.Path) -> None:
    import typst

    lines = ['#set text(font: "Noto Serif SC", size: 8pt)', '#set page(paper: "a4", margin: 2cm)']
    for sheet in json.loads(cells.read_text()):
        columns = max(column + count - 1 for _, column, _, count, _ in sheet)
        lines.append(f"#table(columns: {columns},")
        for row, column, rows, count, text in sheet:
            lines.append(f"  table.cell(x: {column - 1}, y: {row - 1}, rowspan: {rows}, colspan: {count})[#{json.dumps(text, ensure_ascii=False)}],")
        lines.append(")")
    source = made.with_suffix(".typ")
    source.write_text("\n".join(lines))
    typst.compile(source, output=made, font_paths=[ROOT / "fonts"])


STEPS = {"openpyxl": with_openpyxl, "weasyprint": with_weasyprint, "typst": with_typst}


def least(runs: int, *commands) -> float:
    """The least seconds that some commands, one after another, took."""
    taken = []
    for _ in range(runs):
        begun = time.monotonic()
        for command in commands:
            done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
            if done.returncode not in (0, 1) or "Traceback" in done.stderr:
                sys.exit(f"{command}: {done.stderr}")
        taken.append(time.monotonic() - begun)
    return min(taken)


def pages(pdf: pathlib.Path) -> str:
    told = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True).stdout
    return re.search(r"Pages: +(\d+)", told).group(1)


def main() -> None:
    if sys.argv[1:2] and sys.argv[1] in STEPS:
        return STEPS[sys.argv[1]](pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=3)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jixiao-others-") as temporary:
        folder = pathlib.Path(temporary)
        render = [words.program.resolve(), "render", EXAMPLE, "--force", "-o", folder]
        subprocess.run([*render, "--format", "html"], capture_output=True)
        ways = {"jixiao (xlsx + PDF)": least(words.runs, render)}
        ours, workbook, page = (next(folder.glob(f"*.{ending}")) for ending in ("pdf", "xlsx", "html"))
        made = {"jixiao (xlsx + PDF)": ours}
        cells = folder / "cells.json"
        cells.write_text(json.dumps(cells_of(workbook)))
        step = lambda name, source, target: [sys.executable, __file__, name, source, target]  # noqa: E731
        office = [shutil.which("soffice"), "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "pdf", "--outdir", folder]
        plain = folder / "openpyxl.xlsx"
        subprocess.run([*office, workbook.rename(folder / "first.xlsx")], capture_output=True)
        name = f"openpyxl {version('openpyxl')} + LibreOffice"
        ways[name] = least(words.runs, step("openpyxl", cells, plain), [*office, plain])
        made[name] = plain.with_suffix(".pdf")
        for package, source in (("weasyprint", page), ("typst", cells)):
            name, target = f"{package} {version(package)}", folder / f"{package}.pdf"
            ways[name] = least(words.runs, step(package, source, target))
            made[name] = target
        print("| way | seconds | PDF, bytes | pages |\n| --- | --- | --- | --- |")
        for name, seconds in ways.items():
            print(f"| {name} | {seconds:.3f} | {made[name].stat().st_size:,} | {pages(made[name])} |")


if __name__ == "__main__":
    main()
