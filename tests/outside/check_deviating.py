#!/usr/bin/env python3
"""Nothing is misread silently: 500 filled-in forms that deviate from the template in one to four of many ways.

    tests/outside/check_deviating.py --programs target/debug

The submissions are those of an invented county (`tests/support/county.rs`), written by jixiao, openpyxl, XlsxWriter, exceljs and SheetJS; `deviating.py` then changes
the XML. Each value must be read unchanged, or have a finding at its cell, row or column that the workbook without deviations does not have;
the same holds for rows; each finding that a kind of deviation requires must be reported.
"""

import argparse
import difflib
import json
import multiprocessing
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.dont_write_bytecode = True

from deviating import KINDS, LEVELS, Case  # noqa: E402
from filled_writers import model, write_all  # noqa: E402
from package import Sheet, place, write_package  # noqa: E402
from reading import ASIDE, canonical, convert, leaves, read, submissions  # noqa: E402

SUBMISSIONS = 40
MOST_KINDS = 4
BASES = ("ours", "openpyxl", "xlsxwriter", "exceljs", "sheetjs")


# Making.

def bases(programs, folder, paths):
    """A workbook of each submission, by one writer after the other, and its tables."""
    grids, files = [], []
    (folder / "bases").mkdir()
    wanted = defaultdict(list)
    for number, path in enumerate(paths):
        run = subprocess.run([programs / "examples" / "grid", path], check=True, capture_output=True, text=True)
        grids.append(json.loads(run.stdout))
        files.append(folder / "bases" / f"{path.stem}.xlsx")
        wanted[BASES[number % len(BASES)]].append(number)
    for writer, numbers in wanted.items():
        if writer == "ours":
            for number in numbers:
                out = folder / "ours" / str(number)
                subprocess.run([programs / "jixiao", "render", paths[number], "-o", out, "--format", "xlsx", "--force"], check=True, capture_output=True)
                next(out.glob("[!.]*")).rename(files[number])
        else:
            write_all(writer, [(model(grids[number]), files[number]) for number in numbers])
    return grids, files


def deviate(task):
    """One workbook that deviates; what must come of it, without XML."""
    number, seed, base, grids, path, only, most = task
    chance = random.Random(f"{seed}-{number}")
    names = only or list(KINDS)
    wanted = [names[number % len(names)], *chance.sample(names, min(chance.randint(0, most - 1), len(names)))]
    case, done, groups = Case(base, grids, chance), [], set()
    for name in KINDS:
        make, group = KINDS[name]
        if name not in wanted or group in groups:
            continue
        if make(case) is not False:
            done.append(name)
            groups.add(group)
    where = {pointer: spot(case, cell) for pointer, cell in case.cells.items()}
    told = [(one.kind, one.scope, spot(case, one.at), one.level, one.most) for one in case.told]
    for late in case.late:
        late()
    parts = case.book.texts()
    for pack in case.packing:
        parts = pack(parts)
    write_package(parts, path, **case.zip)
    return {"path": path, "kinds": done, "values": case.values, "any": case.any, "derived": case.derived, "where": where, "told": told, "optional": case.optional, "quiet": case.quiet}


def spot(case, at):
    """The place of a cell; the name of a sheet, which is given itself where it may yet be renamed."""
    if isinstance(at, str):
        return at
    return at.name if isinstance(at, Sheet) else (case.sheet_of(at).name, *place(at.get("r")))


# Reading.

class Found:
    """A finding with its place."""

    def __init__(self, one):
        self.code, self.level, self.pointer = one["code"], LEVELS.index(one["level"]), one.get("pointer") or ""
        self.words = json.dumps(one, ensure_ascii=False)
        self.key = (self.code, self.pointer, one.get("seen"))
        self.sheet, _, at = (one.get("cell") or "").rpartition("!")
        self.sheet = self.sheet or one.get("cell") or ""
        found = re.match(r"([A-Z]+)(\d+)", at)
        self.row, self.col = place(found[0]) if found else (0, 0)

    def at(self, scope, where):
        if scope == "sheet":
            return self.sheet == where or f"{where}" in self.words
        sheet, row, col = where
        if self.sheet != sheet:
            return False
        return {"cell": self.row == row and self.col == col, "row": self.row == row, "col": self.col == col}[scope]


# Comparing.

def tables(values):
    """Pointers of the lists of rows, with the names in them."""
    found = defaultdict(dict)
    for pointer, value in values.items():
        if match := re.fullmatch(r"(.*)/indicators/(\d+)/(\w+)", pointer):
            found[match[1]].setdefault(int(match[2]), {})[match[3]] = canonical(value)
    return {table: [tuple(rows[index].get(key) for key in ("name", "value", "unit")) for index in sorted(rows)] for table, rows in found.items()}


def align(case, found):
    """Rows that are lost, and rows too many; the found values with the numbers that their rows have in the data."""
    lost, more, names = [], [], {}
    ours, theirs = tables(case["values"]), tables(found)
    for table in ours.keys() | theirs.keys():
        left, right = ours.get(table, []), theirs.get(table, [])
        if len(left) == len(right):
            continue
        match = difflib.SequenceMatcher(None, [row[0] for row in left], [row[0] for row in right], autojunk=False)
        pairs = {block.b + step: block.a + step for block in match.get_matching_blocks() for step in range(block.size)}
        for op, a, b, c, d in match.get_opcodes():
            # Rows whose name alone differs stand for each other, in order.
            pairs.update({c + step: a + step for step in range(min(b - a, d - c)) if op == "replace"})
        lost += [(table, index) for index in range(len(left)) if index not in pairs.values()]
        more += [(table, right[index]) for index in range(len(right)) if index not in pairs]
        names[table] = pairs
    def renamed(pointer):
        match = re.fullmatch(r"(.*)/indicators/(\d+)/(\w+)", pointer)
        if not match or match[1] not in names:
            return pointer
        index = names[match[1]].get(int(match[2]))
        return None if index is None else f"{match[1]}/indicators/{index}/{match[3]}"
    moved = {renamed(pointer): value for pointer, value in found.items()}
    moved.pop(None, None)
    return lost, more, moved


def accepted(case, pointer, value):
    wanted = case["any"].get(pointer, (case["values"].get(pointer),))
    if pointer in case["derived"]:
        wanted = (*wanted, None)
    return any(one.fullmatch(str(value or "")) if isinstance(one, re.Pattern) else canonical(one) == value for one in wanted)


def excuse(case, pointer, findings):
    """The finding that names a value."""
    where = case["where"].get(pointer)
    for one in findings:
        note = any(at == where and level == "note" for _, scope, at, level, _ in case["told"] if scope == "cell")
        if one.level < (0 if note else 1):
            continue
        if one.pointer == pointer or (where and any(one.at(scope, where) for scope in ("cell", "row", "col"))):
            return one
    return None


class Verdict:
    def __init__(self):
        self.silent, self.untold, self.noise, self.told, self.often = [], [], [], [], []


def judge(case, result, base):
    """What is wrong with what was read of a workbook."""
    code, data, words, findings = result
    verdict = Verdict()
    known = {Found(one).key for one in base[3]}
    new = [one for one in map(Found, findings) if one.key not in known]
    if code not in (0, 1) or "panicked" in words:
        verdict.silent.append(f"exit code {code}: {words[:300]}")
        return verdict
    if data is None:
        verdict.silent.append(f"nothing was read: {words[:400]}")
        return verdict
    found = {pointer: value for pointer, value in leaves(data) if not pointer.startswith(ASIDE)}
    lost, more, found = align(case, found)
    for table, index in lost:
        at = case["where"].get(f"{table}/indicators/{index}/name")
        named = [one for one in new if one.level >= 1 and at and one.at("row", at)]
        (verdict.told if named else verdict.silent).append(f"row {table}/{index} {case['values'].get(f'{table}/indicators/{index}/name')!r} is lost" + (f" ({named[0].code})" if named else ""))
    for table, row in more:
        if case["optional"].get(table) not in row and not any(one.level >= 1 and (row[0] or "-") in one.words for one in new):
            verdict.silent.append(f"a row too many in {table}: {row}")
    for pointer in sorted(case["values"].keys() | found.keys() | case["any"].keys()):
        if pointer.startswith("/year") or any(f"{table}/indicators/{index}/" in pointer for table, index in lost):
            continue
        value = found.get(pointer)
        if accepted(case, pointer, value):
            continue
        named = excuse(case, pointer, new)
        line = f"{pointer}: {case['any'].get(pointer, (case['values'].get(pointer),))!r} expected, {value!r} found at {case['where'].get(pointer)}"
        (verdict.told if named else verdict.silent).append(line + (f" ({named.code})" if named else ""))
    for kind, scope, at, level, most in case["told"]:
        named = [one for one in new if one.level >= LEVELS.index(level) and one.at(scope, at)]
        if not named and not (kind == "row_of_a_subtotal" and more):
            verdict.untold.append(f"{kind}: no finding at {scope} {at}")
        elif most and max(Counter(one.code for one in named).values()) > most:
            verdict.often.append(f"{kind}: {len(named)} findings at {scope} {at}")
    if case["quiet"]:
        verdict.noise += [f"{one.code} {one.sheet}!{one.row},{one.col}: {one.words[:260]}" for one in new if one.level >= 1]
    return verdict


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, required=True)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--most", type=int, default=MOST_KINDS, help="kinds in a workbook")
    parser.add_argument("--kind", action="append", help="only these kinds")
    parser.add_argument("--through", choices=("xls", "xlsx"), help="let LibreOffice save the workbooks so before they are read; many kinds do not survive that")
    parser.add_argument("--keep", type=Path, help="leave the files in this folder")
    parser.add_argument("--show", type=int, default=30)
    words = parser.parse_args()
    programs, started = words.programs.resolve(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="jixiao-") as name, multiprocessing.Pool(2) as pool:
        folder = (words.keep or Path(name)).resolve()
        folder.mkdir(exist_ok=True)
        sys.exit(run(words, programs, folder, pool, started))


def run(words, programs, folder, pool, started):
    paths = submissions(programs, folder, SUBMISSIONS)
    grids, files = bases(programs, folder, paths)
    (folder / "files").mkdir()
    tasks = [(number, words.seed, files[number % len(files)], grids[number % len(files)], folder / "files" / f"{number:04}.xlsx", words.kind, words.most) for number in range(words.count)]
    # A number of submissions that divides the number of kinds would give each kind the same ones.
    random.Random(words.seed).shuffle(tasks)
    cases = pool.map(deviate, [(index, *task[1:]) for index, task in enumerate(tasks)], chunksize=16)
    if words.through:
        convert(folder, words.through, [case["path"] for case in cases], folder / words.through)
        cases = [{**case, "path": folder / words.through / f"{case['path'].stem}.{words.through}", "quiet": False} for case in cases]
    made = time.monotonic()
    results = read(pool, programs / "jixiao", [*files, *(case["path"] for case in cases)])
    plain, results = dict(zip(files, results)), results[len(files) :]
    read_ = time.monotonic()
    silent = told = 0
    totals, kinds = Counter(), Counter()
    for path, grid in zip(files, grids):
        case = {"kinds": ["none"], "values": Case(path, grid, random.Random(1)).values, "any": {}, "derived": set(), "where": {}, "told": [], "optional": {}, "quiet": True}
        for line in judge(case, plain[path], plain[path]).silent:
            totals["silent"] += 1
            print(f"{path.name} without deviations: {line}")
    shown = Counter()
    by_kind = defaultdict(Counter)
    for case, result, task in zip(cases, results, tasks):
        kinds.update(case["kinds"])
        verdict = judge(case, result, plain[task[2]])
        for label in ("silent", "untold", "often", "noise", "told"):
            lines = getattr(verdict, label)
            totals[label] += len(lines)
            for kind in case["kinds"]:
                by_kind[kind][label] += bool(lines)
            for line in lines:
                shown[label] += 1
                if shown[label] <= words.show:
                    print(f"{label}: {case['path'].name} from {task[2].name} {case['kinds']}: {line}")
    for kind in kinds:
        print(f"  {kind}: {kinds[kind]} workbooks" + "".join(f", {count} {label}" for label, count in by_kind[kind].items() if count and label != "told"))
    print(f"{len(cases)} workbooks, {len(kinds)} kinds of deviations, {sum(kinds.values())} deviations; values changed in silence: {totals['silent']}, findings missing: {totals['untold']}, "
          f"reported too often: {totals['often']}, reported without cause: {totals['noise']}, changed and reported: {totals['told']}; made in {made - started:.1f} s, read in {read_ - made:.1f} s, {time.monotonic() - started:.1f} s")
    return int(sum(totals[label] for label in ("silent", "untold", "often", "noise")) > 0)


if __name__ == "__main__":
    main()
