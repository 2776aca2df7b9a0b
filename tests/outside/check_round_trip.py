#!/usr/bin/env python3
"""Values filled into a blank are read back: 500 submissions of an invented county, each filled into a blank of its size by openpyxl.

    tests/outside/check_round_trip.py --programs target/debug

The page of each filled-in workbook must equal the page of the data, character by character. Only the first projects of each submission are used, to
save time. Submissions that cannot be compared are recognized by their content, and no other may be missing.
Needs `cargo build --bin jixiao --example blank --example county`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

import blank  # noqa: E402
from check import look  # noqa: E402

EDITION = "gansu-2025"
DEPARTMENTS = 500
MOST_PROJECTS = 2

# The generator plants a fault in 2 % of the tables. No data: what is no JSON, or has a key twice. Refused: values that no field can hold, even with
# --force. Beyond Excel: texts longer than a cell. All else is compared.
EXPECTED = {"no data": 9, "refused": 4, "beyond Excel": 2, "compared": 485}

# openpyxl cuts a text there without a word.
MAX_TEXT = 32_767


def cut(path, target):
    """A submission with its first projects. None for what is no JSON, or has a key twice: one of the planted faults."""
    twice = []

    def members(pairs):
        keys = [key for key, _ in pairs]
        twice.extend(key for key in keys if keys.count(key) > 1)
        return dict(pairs)

    try:
        text = path.read_text("utf-8-sig")
        json.loads(text, object_pairs_hook=members)
        data = json.loads(text)
    except ValueError:
        return None
    if twice or not isinstance(data, dict):
        return None
    if isinstance(data.get("projects"), list):
        data["projects"] = data["projects"][:MOST_PROJECTS]
    target.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return target


def fill(program, submissions, folder):
    """Fills each submission into a blank of its size; those with a text that openpyxl cuts, and those with values that have no cell."""
    blanks, cut_short, left = {}, set(), {}
    for path in submissions:
        data = blank.read_submission(path)
        size = blank.size(data)
        if size not in blanks:
            empty = folder / f"空白-{size[0]}-{size[1]}.xlsx"
            blanks[size] = (empty, blank.make_blank(program, empty, EDITION, *size)[0])
        empty, places = blanks[size]
        without = blank.fill_blank(empty, places, data, folder / "filled" / f"{path.stem}.xlsx")
        if without:
            left[path.stem] = without
        if any(len(value) > MAX_TEXT for _, value in blank.values(data)):
            cut_short.add(path.stem)
    return cut_short, left


def pages(program, files, out):
    """The page made of each file, by the file's name; each in a folder of its own, for two departments may have one name."""
    made = {}
    for file in files:
        folder = out / file.stem
        subprocess.run([program, "render", file, "-o", folder, "--format", "html", "--force"], capture_output=True, check=False)
        made[file.stem] = [page.read_text(encoding="utf-8") for page in sorted(folder.glob("*.html"))]
    return made


def check(programs, folder, findings):
    source = folder / "county"
    subprocess.run([programs / "examples" / "county", source, str(DEPARTMENTS)], check=True, capture_output=True)
    (folder / "data").mkdir()
    (folder / "filled").mkdir()
    given = sorted(path for path in source.rglob("*.json") if not any(part.startswith(".") for part in path.relative_to(source).parts))
    taken = [path for path in (cut(path, folder / "data" / path.name) for path in given) if path]
    cut_short, left = fill(programs / "examples" / "blank", taken, folder)
    of_data = pages(programs / "jixiao", taken, folder / "of-data")
    of_blank = pages(programs / "jixiao", [folder / "filled" / f"{path.stem}.xlsx" for path in taken], folder / "of-blank")
    compared = unreadable = 0
    for path in taken:
        name = path.stem
        if not of_data[name]:
            unreadable += 1
        elif name in cut_short:
            continue
        else:
            findings.equal(of_blank[name], of_data[name], name, "the page of the filled blank", left.get(name, ""))
            compared += 1
    seen = {"no data": len(given) - len(taken), "refused": unreadable, "beyond Excel": len(cut_short), "compared": compared}
    print(f"{len(given)} submissions: {seen}")
    findings.equal(seen, EXPECTED, "what is compared, and what cannot be")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, required=True)
    programs = parser.parse_args().programs.resolve()
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        fine = look(f"{DEPARTMENTS} submissions", "filled in by openpyxl and read back", lambda findings: check(programs, Path(folder), findings))
    sys.exit(not fine)


if __name__ == "__main__":
    main()
