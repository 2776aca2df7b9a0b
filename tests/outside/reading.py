"""Data and findings that `jixiao` reads from workbooks, the submissions these are made from, and values for comparison."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal

# Keys of data that no workbook holds.
ASIDE = ("/edition", "/code", "/$schema")
# Workbooks for one run of `check`.
CHUNK = 25


def submissions(programs, folder, count):
    """Clean submissions of the county, each with one project or two."""
    source = folder / "county"
    subprocess.run([programs / "examples" / "county", source, str(count * 2)], check=True, capture_output=True)
    expected = json.loads((source / ".expected" / "expected.json").read_text(encoding="utf-8"))
    made = []
    for one in [one for one in expected["departments"] if not one["fault"]][:count]:
        data = json.loads((source / one["input"]).read_text(encoding="utf-8"))
        data["projects"] = data["projects"][: 1 + len(made) % 2]
        for number, row in enumerate(data["department"]["indicators"]):
            if number % 3 == 0:
                row["remark"] = f"新增{number}项"
        path = folder / "data" / f"{len(made):03}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        made.append(path)
    return made


def imported(task):
    program, path = task
    run = subprocess.run([program, "import", path], capture_output=True, text=True, check=False)
    try:
        data = json.loads(run.stdout, parse_float=Decimal, parse_int=Decimal) if run.stdout else None
    except ValueError:
        data = None
    return run.returncode, data, run.stderr


def checked(task):
    program, paths = task
    run = subprocess.run([program, "check", "--format", "json", *paths], capture_output=True, text=True, check=False)
    try:
        report = json.loads(run.stdout)
    except ValueError:
        sys.exit(f"check --format json does not print JSON, exit code {run.returncode}: {run.stderr[:2000]}")
    return [*report["findings"], *({"code": "failure", "level": "error", **one} for one in report["failures"])]


def read(pool, program, paths):
    """Of each file: exit code, data, words, findings."""
    results = pool.map(imported, [(program, path) for path in paths], chunksize=8)
    findings = defaultdict(list)
    chunks = [paths[start : start + CHUNK] for start in range(0, len(paths), CHUNK)]
    for found in pool.map(checked, [(program, chunk) for chunk in chunks], chunksize=1):
        for one in found:
            findings[str(one.get("file") or one.get("path"))].append(one)
    return [(*result, findings[str(path)]) for path, result in zip(paths, results)]


def leaves(value, path=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}/{index}")
    elif value is not None and value != "":
        yield path, canonical(value)


def canonical(value):
    """Numbers alike are alike, whatever their zeros."""
    if value is None or value == "":
        return None
    text = str(value).strip()
    if re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", text):
        number = Decimal(text)
        return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
    return text


def convert(folder, ending, files, out):
    """Has LibreOffice save files in another kind."""
    out.mkdir()
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", ending, "--outdir", out, *files], check=True, capture_output=True)
