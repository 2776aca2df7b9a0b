#!/usr/bin/env python3
"""Measures the batch run: `tests/outside/measure.py --programs target/release`. Run it on an idle machine; prints medians of interleaved runs.

Tables per second for xlsx, pdf, both, and everything; peak memory; growth from 200 to 2,000 (and, with --province, 20,000) departments; 2 jobs against 1;
`--resume` with nothing changed; with --usual, openpyxl filling a workbook and LibreOffice converting it, for the same 50 departments in the same run.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True


def timed(*words):
    """Seconds, peak memory in MB, and exit code of a command."""
    started = time.monotonic()
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        raise SystemExit(f"exit code {code}: {words}")
    return time.monotonic() - started, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def county(programs, folder, departments):
    source = folder / f"{departments}"
    if not source.exists():
        subprocess.run([programs / "county", source, str(departments)], check=True, capture_output=True)
    return source, json.loads((source / ".expected" / "expected.json").read_text())["tables"]


def fresh(jixiao, source, out, *words):
    shutil.rmtree(out, ignore_errors=True)
    return timed(jixiao, "batch", source, "-o", out, *words)


def rounds(count, runs):
    """Each run of a round one after the other, so that a noisy minute hits all of them alike."""
    seen = {name: [] for name in runs}
    for _ in range(count):
        for name, run in runs.items():
            seen[name].append(run())
    return {name: tuple(statistics.median(values) for values in zip(*results)) for name, results in seen.items()}


def usual_way(folder, departments, rendered):
    """What is done without this program: a filled-in template saved by openpyxl, converted by LibreOffice. The template is one of our workbooks."""
    import openpyxl

    books = sorted(rendered.glob("部门/*/*.xlsx"))[:departments]
    target = folder / "usual"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    started, sheets = time.monotonic(), 0
    for number, book in enumerate(books):
        workbook = openpyxl.load_workbook(book)
        for sheet in workbook.worksheets:
            sheets += 1
            for row in sheet.iter_rows():
                for cell in row:
                    if not isinstance(cell, openpyxl.cell.MergedCell) and isinstance(cell.value, (int, float)):
                        cell.value = cell.value + 1
        workbook.save(target / f"{number}.xlsx")
    filled = time.monotonic() - started
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "pdf", "--outdir", target, *sorted(target.glob("*.xlsx"))],
        check=True,
        capture_output=True,
    )
    return sheets, filled, time.monotonic() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=Path, default=Path("target/release"), help="folder of jixiao")
    parser.add_argument("--county", type=Path, default=Path("target/debug/examples"), help="folder of the generator")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", action="store_true", help="2,000 departments too")
    parser.add_argument("--province", action="store_true", help="20,000 departments too (10 GB)")
    parser.add_argument("--usual", action="store_true", help="compare with openpyxl and LibreOffice")
    words = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="jixiao-"))
    jixiao, out = words.programs / "jixiao", folder / "out"
    try:
        source, tables = county(words.county, folder, 200)
        everything = lambda *more: fresh(jixiao, source, out, "--volume", *more)  # noqa: E731
        results = rounds(
            words.rounds,
            {
                "xlsx": lambda: fresh(jixiao, source, out, "--format", "xlsx"),
                "pdf": lambda: fresh(jixiao, source, out, "--format", "pdf"),
                "both": lambda: fresh(jixiao, source, out),
                "everything, 1 job": lambda: everything("--jobs", "1"),
                "everything, 2 jobs": lambda: everything("--jobs", "2"),
                "--resume, nothing changed": lambda: timed(jixiao, "batch", source, "-o", out, "--volume", "--resume"),
                "verify": lambda: timed(jixiao, "verify", out, source),
            },
        )
        for name, (seconds, megabytes, cpu) in results.items():
            print(f"{name}: {seconds:.2f} s, {tables / seconds:.0f} tables/s, {megabytes:.0f} MB, cpu {cpu:.2f} s", flush=True)
        one, two = results["everything, 1 job"][0], results["everything, 2 jobs"][0]
        print(f"2 jobs against 1: {one / two:.2f}")
        print(f"volume: {(out / '合订本.pdf').stat().st_size / 1e6:.1f} MB", flush=True)
        base = two / 200
        for departments in [2000] * words.large + [20000] * words.province:
            many, _ = county(words.county, folder, departments)
            seconds, megabytes, cpu = fresh(jixiao, many, out, "--volume")
            print(f"{departments} departments: {seconds:.1f} s, {megabytes:.0f} MB, cpu {cpu:.1f} s, a department {seconds / departments / base:.2f} times that of 200", flush=True)
        if words.usual:
            few, tables = county(words.county, folder, 50)
            seconds, _, _ = fresh(jixiao, few, out)
            sheets, filled, all_of_it = usual_way(folder, 50, out)
            ours, usual = tables / seconds, sheets / all_of_it
            print(f"50 departments: ours {ours:.0f} tables/s; openpyxl and LibreOffice {usual:.1f} ({filled:.1f} s filling, {all_of_it:.1f} s in all): {ours / usual:.0f} times")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
