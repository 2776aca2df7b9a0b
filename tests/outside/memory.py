"""Memory: of reading a large workbook, of making large files, and of a batch of large departments in limited memory.

    python3 tests/outside/memory.py --program target/debug/jixiao

- A workbook of hundreds of tables is read in at most five times the unpacked size of its sheets. Counted by valgrind, so the count of one program
  is constant: the peak of the heap, including the allocator's overhead. The amount for a small workbook (the editions, the templates) is
  subtracted.
- The PDFs of the largest submissions that may be read (20,000 indicators, 2,000 projects): the peak resident size. The amount for the smallest
  submission (the program itself, the fonts, templates) is subtracted, because it is larger in a debug build.
- The memory of a batch grows by a bounded amount for each further department: the peak resident size of two batches of small departments with one
  finding each. About half of it is the link to its page in the report (rust_xlsxwriter has a tree node for each); it differs by 2 KB between runs.
- A batch of four large departments and a small one, and one that is too large, within far less memory than a version needed that kept drawn pages: the large ones and the small one are made, and the one too large is refused with its name.
"""

import argparse
import json
import pathlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).parents[2]

# Tables of projects in the large workbook.
PROJECTS = 300

MOST = 5.0

# Most resident memory of a PDF beyond that of the smallest, in MB, with some room: see docs/performance.md.
INDICATORS, MOST_OF_INDICATORS = 20_000, 105
MANY_PROJECTS, MOST_OF_PROJECTS = 2_000, 90

# Small departments of two batches, and the most resident memory in KB for each further one.
FEW, MANY, MOST_OF_DEPARTMENT = 300, 900, 6.0

# Indicators of each large department of the batch, and the most memory that it may write to; it needs between 160 and 200 MB. Before, an indicator took
# 42 KB. Address space is not limited: glibc reserves up to 64 MB of it for each thread, as much as is left, so that the need differs from run to run.
OF_BATCH, SPACE = 4_000, 320 * 2**20


def workbook(program: pathlib.Path, projects: int, folder: pathlib.Path) -> pathlib.Path:
    data = json.loads((ROOT / "examples" / "stress.json").read_text(encoding="utf-8"))
    some = data["projects"]
    data["projects"] = [some[number % len(some)] | {"name": f"项目{number}"} for number in range(projects)]
    folder.mkdir()
    source = folder / "data.json"
    source.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    command = [program, "render", source, "--format", "xlsx", "--force", "-o", folder]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return next(folder.glob("*.xlsx"))


def unpacked(path: pathlib.Path) -> int:
    """Bytes of the sheets and their texts."""
    with zipfile.ZipFile(path) as package:
        return sum(part.file_size for part in package.infolist() if "worksheets/" in part.filename or "sharedStrings" in part.filename)


def peak(program: pathlib.Path, path: pathlib.Path) -> int:
    """The most memory, in bytes, that was allocated at a time while a workbook was read."""
    profile, made = path.with_suffix(".massif"), path.with_suffix(".json")
    command = ["valgrind", "-q", "--tool=massif", f"--massif-out-file={profile}", program, "import", path, "-o", made]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if done.returncode > 1 or not made.exists():
        sys.exit(f"import {path.name}: exit code {done.returncode}")
    taken = re.findall(r"mem_heap_B=(\d+)\nmem_heap_extra_B=(\d+)", profile.read_text())
    return max(int(heap) + int(extra) for heap, extra in taken)


def indicators(count: int) -> dict:
    rows = [
        {"comparison": "定性", "value": "按时完成"} if index % 3 == 0 else {"comparison": "≥", "value": 95, "unit": "%"}
        for index in range(count)
    ]
    for index, row in enumerate(rows):
        row |= {"level1": "重点履职指标", "level2": "质量指标", "name": f"第{index:05}段供水管网维护验收合格情况"}
    department = {"name": "云溪县水务局", "annual_target": "保障供水", "indicators": rows}
    return {"edition": "gansu-2025", "year": 2025, "department": department}


def projects(count: int) -> dict:
    families = [("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度指标")]
    rows = [
        {"level1": level1, "level2": level2, "name": f"供水管网维护{level2}", "comparison": "≥", "value": 95, "unit": "%"}
        for level1, level2 in families
    ]
    one = {"supervising_department": "云溪县水务局", "implementing_unit": "云溪县供水公司", "funds": {"fiscal": 10}}
    one |= {"overall_target": "按期完成供水管网改造，保障群众用水。", "indicators": rows}
    return indicators(10) | {"projects": [one | {"name": f"供水管网改造项目{index}"} for index in range(count)]}


def resident(program: pathlib.Path, data: dict, folder: pathlib.Path) -> float:
    """The most memory, in MB, that was resident while a PDF was made."""
    folder.mkdir()
    source = folder / "data.json"
    source.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    command = [program, "render", source, "--format", "pdf", "--force", "-o", folder]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode > 1 or not list(folder.glob("*.pdf")):
        sys.exit(f"render: exit code {started.returncode}")
    return used.ru_maxrss / 1000


def check_resident(program: pathlib.Path, folder: pathlib.Path) -> None:
    least = resident(program, indicators(1), folder / "least")
    cases = [
        ("indicators", indicators(INDICATORS), MOST_OF_INDICATORS),
        ("projects", projects(MANY_PROJECTS), MOST_OF_PROJECTS),
    ]
    for name, data, most in cases:
        more = resident(program, data, folder / name) - least
        print(f"PDF of many {name}: {more:.0f} MB more than the {least:.0f} MB of the smallest")
        if more > most:
            sys.exit(f"more than {most} MB")


def batch(program: pathlib.Path, count: int, folder: pathlib.Path) -> float:
    """The most memory, in KB, that was resident during a batch of small departments."""
    data = folder / "data"
    data.mkdir(parents=True)
    for number in range(count):
        submission = indicators(2)
        submission["department"] |= {"name": f"第{number}单位", "unknown": 1}
        (data / f"{number:05}.json").write_text(json.dumps(submission, ensure_ascii=False), encoding="utf-8")
    command = [program, "batch", data, "--format", "html", "--force", "--jobs", "1", "-o", folder / "out"]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    report = json.loads((folder / "out" / "检查报告.json").read_text(encoding="utf-8"))
    if started.returncode > 1 or len(report["departments"]) != count:
        sys.exit(f"batch: exit code {started.returncode}, {len(report['departments'])} departments with findings")
    return used.ru_maxrss


def check_growth(program: pathlib.Path, folder: pathlib.Path) -> None:
    few, many = (batch(program, count, folder / str(count)) for count in (FEW, MANY))
    growth = (many - few) / (MANY - FEW)
    print(f"batch: {few / 1000:.1f} MB for {FEW} departments, {many / 1000:.1f} MB for {MANY}: {growth:.2f} KB for each further one")
    if growth > MOST_OF_DEPARTMENT:
        sys.exit(f"more than {MOST_OF_DEPARTMENT} KB")


def check_batch(program: pathlib.Path, folder: pathlib.Path) -> None:
    data = folder / "data"
    data.mkdir(parents=True)
    large = {f"第{number}大局": indicators(OF_BATCH) for number in range(4)}
    too_large = indicators(60)
    for row in too_large["department"]["indicators"]:
        row["name"] = "供水管网维护" * 15_000
    for name, submission in (large | {"小局": indicators(3), "过大局": too_large}).items():
        submission["department"]["name"] = name
        (data / f"{name}.json").write_text(json.dumps(submission, ensure_ascii=False), encoding="utf-8")
    out = folder / "out"
    command = [program, "batch", data, "--volume", "--force", "--jobs", "4", "-o", out]
    limit = lambda: resource.setrlimit(resource.RLIMIT_DATA, (SPACE, SPACE))
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit)
    made = {path.parent.name for path in out.glob("部门/*/*.pdf")}
    print(f"batch within {SPACE / 2**20:.0f} MB: exit code {done.returncode}, made {sorted(made)}")
    if done.returncode != 1 or made != {*large, "小局"} or not (out / "合订本.pdf").exists():
        sys.exit(done.stderr[-2000:])
    report = (out / "检查报告.json").read_text(encoding="utf-8")
    if "document-too-large" not in report or "过大局.json" not in report:
        sys.exit("the department that is too large is not told")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    program = parser.parse_args().program.resolve()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        small, large = workbook(program, 1, folder / "small"), workbook(program, PROJECTS, folder / "large")
        size = unpacked(large) - unpacked(small)
        more = peak(program, large) - peak(program, small)
        check_resident(program, folder)
        check_growth(program, folder / "growth")
        check_batch(program, folder / "batch")
    print(f"{PROJECTS} tables: {size / 1e6:.2f} MB unpacked, {more / 1e6:.2f} MB more in memory: {more / size:.2f} times")
    if more > MOST * size:
        sys.exit(f"more than {MOST} times")


if __name__ == "__main__":
    main()
