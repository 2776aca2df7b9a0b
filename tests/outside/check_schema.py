#!/usr/bin/env python3
"""Checks the JSON Schemas with an independent validator: `tests/outside/check_schema.py --program jixiao SCHEMA SUBMISSION…`.

Each schema is valid in draft 2020-12; every given submission is accepted by that of its edition; invalid copies of the first are rejected, each
for its single error. The program reads the same copies: it must report an error for those the schema rejects, and read those it accepts, so that an editor
and the program agree. SCHEMA is that of the first submission's edition; the program prints those of others.
"""

import argparse
import copy
import json
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator


def change(path, value):
    """Sets the value of a path such as `department/income/total`; a missing key is added."""

    def apply(data):
        *parents, last = (int(part) if part.isdigit() else part for part in path.split("/"))
        for part in parents:
            data = data[part]
        data[last] = value

    return apply


def remove(path):
    def apply(data):
        *parents, last = (int(part) if part.isdigit() else part for part in path.split("/"))
        for part in parents:
            data = data[part]
        del data[last]

    return apply


ROW = "department/indicators/0"

# What is broken, and where the validator is to find it.
BROKEN = [
    ("no edition", remove("edition"), ""),
    ("another edition", change("edition", "gansu-1999"), "edition"),
    ("no year", remove("year"), ""),
    ("a year of two digits", change("year", 25), "year"),
    ("a year in words", change("year", "二〇二五"), "year"),
    ("no department", remove("department"), ""),
    ("a department that is null", change("department", None), "department"),
    ("a department that is a list", change("department", []), "department"),
    ("an unknown key at the root", change("departmnt", {}), ""),
    ("an unknown key in a table", change("department/anual_target", "…"), "department"),
    ("an unknown key in a group", change("department/income/locl", 1), "department/income"),
    ("an unknown key in a row", change(f"{ROW}/weight", 5), ROW),
    ("a name that is a number", change("department/name", 5), "department/name"),
    ("a name of spaces", change("department/name", "  "), "department/name"),
    ("a required text that is null", change("department/annual_target", None), "department/annual_target"),
    ("an amount with its unit", change("department/income/local_fiscal", "200.95万元"), "department/income/local_fiscal"),
    ("an amount that is a flag", change("department/income/local_fiscal", True), "department/income/local_fiscal"),
    ("an amount with separators", change("department/income/local_fiscal", "1,200"), "department/income/local_fiscal"),
    ("half a person", change("department/staffing/actual", 10.5), "department/staffing/actual"),
    ("a percentage without its sign", change("department/prior_budget/execution_rate", 95), "department/prior_budget/execution_rate"),
    ("a percentage as a bare text", change("department/prior_budget/execution_rate", "95"), "department/prior_budget/execution_rate"),
    ("a choice that is none", change("department/functions/major_change", "有"), "department/functions/major_change"),
    ("a choice that is a flag", change("department/functions/major_change", False), "department/functions/major_change"),
    ("a sign that is none", change(f"{ROW}/comparison", "约"), f"{ROW}/comparison"),
    ("a value that is a list", change(f"{ROW}/value", [95]), f"{ROW}/value"),
    ("a row without its name", remove(f"{ROW}/name"), ROW),
    ("a row that is null", change(ROW, None), ROW),
    ("a group that is a text", change("department/contact", "赵*"), "department/contact"),
    ("a phone that is a number", change("department/contact/phone", 9301234567), "department/contact/phone"),
    ("projects that are an object", change("projects", {}), "projects"),
    ("a project without its name", remove("projects/0/name"), "projects/0"),
]

# What looks odd and is read all the same.
READ = [
    ("the editor's own key", change("$schema", "./gansu-2025.schema.json")),
    ("no projects", remove("projects")),
    ("projects that are null", change("projects", None)),
    ("a group that is null", change("department/contact", None)),
    ("an amount as a text", change("department/income/local_fiscal", "200.95")),
    ("an amount left blank", change("department/income/other", "")),
    ("a total left out", change("department/income/total", None)),
    ("a year as a text", change("year", "2025")),
    ("a rate as a ratio", change("department/prior_budget/execution_rate", 1)),
    ("a rate in full-width", change("department/prior_budget/execution_rate", "100％")),
    ("a choice left blank", change("department/functions/major_change", "")),
    ("another family", change(f"{ROW}/level1", "别的指标")),
    ("a value as a text", change(f"{ROW}/value", "95")),
] + [
    (f"the sign {sign}", change(f"{ROW}/comparison", sign))
    for sign in ["≥", ">=", "≧", " ＞＝ ", "$\\geq$", "＝", "﹦", "==", "<", "不低于", "定性", "定量(其他)", "定量（其他）", "", None]
]

# Findings of reading: the data's shape. Others are of what it says, of which a schema knows nothing.
SHAPE = {
    "unknown-edition", "unknown-key", "duplicate-key", "wrong-type", "value-not-number", "number-too-long", "unknown-choice", "missing-required",
}  # fmt: skip


def program_says(program, data):
    """The codes of shape that the program finds."""
    text = json.dumps(data, ensure_ascii=False)
    done = subprocess.run([program, "check", "-", "--format", "json"], input=text, capture_output=True, encoding="utf-8", check=False)
    findings = json.loads(done.stdout)["findings"]
    return sorted({finding["code"] for finding in findings} & SHAPE)


def validator_of(schema):
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def printed_schema(program, edition):
    return json.loads(subprocess.run([program, "schema", edition], check=True, capture_output=True, encoding="utf-8").stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("schema")
    parser.add_argument("submissions", nargs="+")
    words = parser.parse_args()
    names, wrong = words.submissions, []
    whole = json.loads(Path(names[0]).read_text(encoding="utf-8"))
    validator = validator_of(json.loads(Path(words.schema).read_text(encoding="utf-8")))
    validators = {whole["edition"]: validator}
    for name in names:
        data = json.loads(Path(name).read_text(encoding="utf-8"))
        edition = data["edition"]
        if edition not in validators:
            validators[edition] = validator_of(printed_schema(words.program, edition))
        for error in validators[edition].iter_errors(data):
            wrong.append(f"{name}: {error.json_path}: {error.message}")

    for what, apply, where in BROKEN:
        data = copy.deepcopy(whole)
        apply(data)
        places = {"/".join(map(str, error.absolute_path)) for error in validator.iter_errors(data)}
        if places != {where}:
            wrong.append(f"{what}: rejected at {sorted(places) or 'nothing'}, not at {where or 'the root'}")
        if not program_says(words.program, data):
            wrong.append(f"{what}: the program reads it without an error")
    for what, apply in READ:
        data = copy.deepcopy(whole)
        apply(data)
        wrong.extend(f"{what}: {error.json_path}: {error.message}" for error in validator.iter_errors(data))
        if codes := program_says(words.program, data):
            wrong.append(f"{what}: the program finds {', '.join(codes)}")

    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        sys.exit(1)
    print(f"{len(validators)} schemas: {len(names)} submissions accepted, {len(BROKEN)} broken ones rejected, {len(READ)} odd ones accepted, by the program too")


if __name__ == "__main__":
    main()
