#!/usr/bin/python3
"""Simulates a clerk in LibreOffice: fills in a blank, records refused input, and saves it. Needs Debian's python3-uno, so it runs with Debian's Python.

`clerk.py TASK.json` runs a task and prints the outcome as JSON:
    blank        the workbook
    rules        [sheet, cell] whose rules are printed
    fill         [sheet, cell, text] to be typed; a leading `'` makes it a text
    read         [sheet, cell] whose displayed text is printed afterwards
    wrong        [sheet, cell, text] to be typed after that; those that LibreOffice circles as invalid are printed
    rows         [sheet, row of a record, row of a label]: inserts a row, deletes a record, and tries to delete the label's row, on the protected sheet
    save         path of the filled-in workbook, saved before the wrong values
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

# Seconds that LibreOffice may take to start.
PATIENCE = 60


def main(task):
    with tempfile.TemporaryDirectory(prefix="jixiao-") as profile:
        pipe = Path(profile).name
        # A copy of its own: a LibreOffice that went away leaves a lock beside the workbook, and the next one opens nothing that is locked.
        blank = shutil.copy(task["blank"], profile)
        words = ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"]
        office = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            desktop, dispatcher, toolkit = connect(pipe)
            # First, while the sheets are protected as they came; a second document, so that places stay what they are.
            moved = open_workbook(desktop, blank)
            told = [rows(dispatcher, toolkit, moved, *place) for place in task["rows"]]
            moved.close(True)
            document = open_workbook(desktop, blank)
            result = {**work(document, task), "rows": told}
            document.close(True)
            desktop.terminate()
            office.wait(PATIENCE)
        finally:
            # The program that was started is a script: what it started goes with it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(office.pid, signal.SIGKILL)
    json.dump(result, sys.stdout, ensure_ascii=False)


def connect(pipe):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    given_up = time.monotonic() + PATIENCE
    while True:
        try:
            found = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            names = ("com.sun.star.frame.Desktop", "com.sun.star.frame.DispatchHelper", "com.sun.star.awt.Toolkit")
            return [found.ServiceManager.createInstanceWithContext(name, found) for name in names]
        except NoConnectException:
            if time.monotonic() > given_up:
                raise
            time.sleep(0.2)


def rows(dispatcher, toolkit, document, name, record, label):
    """What comes of a row inserted above a record, of a record deleted, of a label's row deleted: rows that are used, and the new row's rules."""
    sheet, frame = document.Sheets.getByName(name), document.CurrentController.Frame
    document.CurrentController.setActiveSheet(sheet)
    before = [rule(sheet.getCellByPosition(column, record - 1))["kind"] for column in range(used(sheet).EndColumn + 1)]

    def do(command, row):
        document.CurrentController.select(sheet.Rows.getByIndex(row - 1))
        dispatcher.executeDispatch(frame, command, "", 0, ())
        # What the command leaves to be done later is done before the next call: side by side they end the program now and then.
        toolkit.processEventsToIdle()
        return used(sheet).EndRow + 1

    counts = [used(sheet).EndRow + 1, do(".uno:InsertRowsBefore", record)]
    after = [rule(sheet.getCellByPosition(column, record - 1))["kind"] for column in range(len(before))]
    counts += [do(".uno:DeleteRows", record), do(".uno:DeleteRows", label)]
    return {"counts": counts, "same": before == after, "rules": after}


def used(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return cursor.RangeAddress


def open_workbook(desktop, path):
    return desktop.loadComponentFromURL(Path(path).resolve().as_uri(), "_blank", 0, (setting("Hidden", True),))


def setting(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def work(document, task):
    def cell(sheet, at):
        return document.Sheets.getByName(sheet).getCellRangeByName(at)

    protected = [sheet.isProtected() for sheet in sheets(document)]
    rules = [rule(cell(*place)) for place in task["rules"]]
    for sheet, at, text in task["fill"]:
        cell(sheet, at).setFormula(text)
    document.calculateAll()
    shown = [cell(*place).String for place in task["read"]]
    circled = invalid(document)
    if task.get("save"):
        document.storeToURL(Path(task["save"]).resolve().as_uri(), (setting("FilterName", "Calc MS Excel 2007 XML"),))
    for sheet, at, text in task["wrong"]:
        cell(sheet, at).setFormula(text)
    return {"protected": protected, "rules": rules, "shown": shown, "circled": circled, "wrong": invalid(document)}


def sheets(document):
    return [document.Sheets.getByIndex(index) for index in range(document.Sheets.Count)]


def rule(cell):
    """The rule of a cell: kind, style of the message, list or bounds, words."""
    found = cell.Validation
    return {
        "kind": found.Type.value,
        "style": found.ErrorAlertStyle.value,
        "formulas": [found.getFormula1(), found.getFormula2()],
        "refuses": found.ShowErrorMessage and bool(found.ErrorMessage),
        "title": found.InputTitle,
        "hint": found.InputMessage,
        "locked": cell.CellProtection.IsLocked,
    }


def invalid(document):
    """The cells that LibreOffice itself finds against their rules (数据 › 圈释无效数据), as [sheet, cell]."""
    found = []
    for sheet in sheets(document):
        sheet.unprotect("")
        before = sheet.DrawPage.Count
        sheet.showInvalid()
        for index in range(before, sheet.DrawPage.Count):
            found.append([sheet.Name, at(sheet, sheet.DrawPage.getByIndex(index))])
        sheet.clearArrows()
    return sorted(found)


def at(sheet, circle):
    """The cell in the middle of a circle."""
    x, y = circle.Position.X + circle.Size.Width // 2, circle.Position.Y + circle.Size.Height // 2
    column = last_before(sheet.Columns, used(sheet).EndColumn, lambda one: one.Position.X, x)
    row = last_before(sheet.Rows, used(sheet).EndRow, lambda one: one.Position.Y, y)
    cell = sheet.getCellByPosition(column, row)
    merged = sheet.createCursorByRange(cell)
    merged.collapseToMergedArea()
    first = merged.RangeAddress
    name = sheet.getCellByPosition(first.StartColumn, first.StartRow).AbsoluteName
    return name.split(".")[-1].replace("$", "")


def last_before(lines, end, position, place):
    return max(index for index in range(end + 1) if position(lines.getByIndex(index)) <= place)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
