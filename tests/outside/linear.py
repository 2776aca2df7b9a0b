"""The program takes as many instructions for each further indicator of a large table as of a small one.

Counted by valgrind, so that the same program always has the same number: `python3 tests/outside/linear.py --program target/debug/jixiao`.
Start-up, and what is done once for a table, falls away in the differences; reading, derivation and report are in them.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

# Indicators of each table that is checked.
COUNTS = [50, 1000, 2000, 4000]

# How much more instructions an indicator may take in the longest table than in the shortest: duplicates are found by sorting numbers.
MOST = 1.03


def department(count: int) -> dict:
    rows = [
        {"comparison": "定性", "value": "按时完成"} if index % 3 == 0 else {"comparison": "≥", "value": 95, "unit": "%"}
        for index in range(count)
    ]
    for index, row in enumerate(rows):
        row |= {"level1": "重点履职指标", "level2": "质量指标", "name": f"第{index:04}段供水管网维护验收合格情况"}
    table = {"name": "云溪县水务局", "annual_target": "保障供水", "indicators": rows}
    return {"edition": "gansu-2025", "year": 2025, "department": table}


def instructions(program: pathlib.Path, count: int, folder: pathlib.Path) -> int:
    data = folder / f"{count}.json"
    data.write_text(json.dumps(department(count), ensure_ascii=False, indent=1), encoding="utf-8")
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder / 'profile'}", program, "check", data]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{count} indicators: exit code {done.returncode}\n{done.stderr}")
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    program = parser.parse_args().program
    with tempfile.TemporaryDirectory() as folder:
        taken = [instructions(program, count, pathlib.Path(folder)) for count in COUNTS]
    each = [
        (more - less) / (many - few)
        for few, many, less, more in zip(COUNTS, COUNTS[1:], taken, taken[1:])
    ]
    for few, many, one in zip(COUNTS, COUNTS[1:], each):
        print(f"{few} to {many} indicators: {one:,.0f} instructions each")
    if max(each) > MOST * each[0]:
        sys.exit(f"the time for each indicator grows with their number: more than {MOST} times")


if __name__ == "__main__":
    main()
