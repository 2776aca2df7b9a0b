//! The desk: what a screen shows of a submission, changes by hand, and the history.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::Format;
use jixiao::desk::{Desk, Operation, Screen, ScreenChange, TableChange};
use jixiao::finding::{Code, Levels, Report};
use jixiao::render::{Options, Renderer, opening_errors};
use jixiao::source::Source;

fn submissions() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["examples", "tests/golden"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let is_schema = path.to_string_lossy().contains(".schema.");
            if path.extension().is_some_and(|ending| ending == "json") && !is_schema {
                paths.push(path);
            }
        }
    }
    for entry in fs::read_dir(root.join("tests/editions")).unwrap() {
        paths.push(entry.unwrap().path().join("data.json"));
    }
    paths.sort();
    paths
}

fn open(renderer: &Renderer, path: &Path) -> Desk {
    let name = path.to_string_lossy();
    let mut opened = renderer.open(&name, &fs::read(path).unwrap());
    let errors = opening_errors(&opened.value, &opened.report);
    Desk::new(opened.value.remove(0), &errors[0])
}

fn generic(pointer: &str) -> String {
    let parts = pointer.split('/').map(|part| {
        let is_index = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if is_index { "*" } else { part }
    });
    parts.collect::<Vec<_>>().join("/")
}

fn set(pointer: &str, text: &str) -> Operation {
    Operation::Set {
        pointer: pointer.to_owned(),
        text: Some(text.to_owned()),
    }
}

/// A screen after a change, as a page puts it together.
fn patched(before: &Screen, change: &ScreenChange) -> Screen {
    let tables = change.changes.iter().map(|change| match change {
        TableChange::Same(index) => before.tables[*index].clone(),
        TableChange::Table(table) => (**table).clone(),
        TableChange::Patch(index, difference) => {
            let mut table = before.tables[*index].clone();
            for (cell, new) in &difference.cells {
                table.cells[*cell] = new.clone();
            }
            table.rows = difference.rows.clone().unwrap_or(table.rows);
            table.titles = difference.titles.clone().unwrap_or(table.titles);
            table
        }
    });
    let mut values = before.values.clone();
    for (pointer, value) in &change.new_values {
        match value {
            Some(value) => values.insert(pointer.clone(), value.clone()),
            None => values.remove(pointer),
        };
    }
    Screen {
        tables: tables.collect(),
        values,
        ..change.screen.clone()
    }
}

#[test]
fn a_screen_shows_the_tables_and_findings_of_every_edition() {
    let renderer = Renderer::built_in();
    for path in submissions() {
        let mut desk = open(&renderer, &path);
        let read = renderer.read_source(desk.source(), &Levels::new());
        let submission = read.value.unwrap();
        let screen = desk.screen(&renderer).unwrap();
        assert_eq!(
            screen.findings.len(),
            read.report.findings().len(),
            "{}",
            path.display()
        );
        let grids = renderer.grids(&submission).unwrap();
        assert_eq!(grids.len(), screen.tables.len());
        for (grid, table) in grids.iter().zip(&screen.tables) {
            let texts = grid.cells.iter().map(|cell| &cell.text);
            assert!(texts.eq(table.cells.iter().map(|cell| &cell.text)));
            assert_eq!(table.rows.len(), grid.row_count());
            for cell in &table.cells {
                for pointer in &cell.pointers {
                    assert!(
                        screen.values.contains_key(pointer),
                        "{}: {pointer}",
                        path.display()
                    );
                }
            }
        }
    }
}

/// Values that have no place in a table are few, and each is known here.
#[test]
fn every_value_has_a_place_or_is_named() {
    let renderer = Renderer::built_in();
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in submissions() {
        let mut desk = open(&renderer, &path);
        let screen = desk.screen(&renderer).unwrap();
        let others = screen.others.iter().map(|pointer| generic(pointer));
        all.entry(screen.edition.clone())
            .or_default()
            .extend(others);
    }
    let mut lines = Vec::new();
    for (edition, others) in all {
        lines.push(format!(
            "{edition}: {}",
            others.into_iter().collect::<Vec<_>>().join(" ")
        ));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

/// Some values typed anew, and a row added, moved and removed.
fn some_operations(screen: &Screen) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    let typed = screen
        .values
        .iter()
        .filter(|(_, value)| value.origin == "typed");
    for (index, (pointer, value)) in typed
        .enumerate()
        .filter(|(index, _)| index % 37 == 5)
        .take(3)
    {
        operations.push(set(pointer, &format!("{}{index}", value.text)));
    }
    let lists: BTreeSet<String> = screen
        .values
        .keys()
        .filter_map(|pointer| {
            let (row, _) = pointer.rsplit_once('/')?;
            let (list, index) = row.rsplit_once('/')?;
            index.parse::<usize>().ok().map(|_| list.to_owned())
        })
        .collect();
    for list in lists.iter().take(1) {
        operations.push(Operation::Add {
            list: list.clone(),
            at: 1,
        });
        operations.push(Operation::Move {
            pointer: format!("{list}/0"),
            to: 1,
        });
        operations.push(Operation::Remove {
            pointer: format!("{list}/0"),
        });
    }
    operations
}

#[test]
fn changes_put_together_are_the_new_screen() {
    let renderer = Renderer::built_in();
    // One of each edition: each operation shows every table again.
    let editions = submissions()
        .into_iter()
        .filter(|path| path.ends_with("data.json"));
    for path in editions {
        let mut desk = open(&renderer, &path);
        let mut screen = desk.screen(&renderer).unwrap().clone();
        let first = screen.clone();
        let operations = some_operations(&screen);
        let count = operations.len();
        for operation in operations {
            let change = desk
                .apply(&renderer, std::slice::from_ref(&operation))
                .unwrap();
            screen = patched(&screen, &change);
            let mut fresh = Desk::new(
                Source::new(desk.source().name(), desk.source().text()),
                &Report::new(),
            );
            let fresh = fresh.screen(&renderer).unwrap();
            assert_eq!(
                screen.tables,
                fresh.tables,
                "{} {operation:?}",
                path.display()
            );
            assert_eq!(
                screen.values,
                fresh.values,
                "{} {operation:?}",
                path.display()
            );
            assert_eq!(
                screen.findings,
                fresh.findings,
                "{} {operation:?}",
                path.display()
            );
        }
        for _ in 0..count {
            let change = desk.undo(&renderer).unwrap();
            screen = patched(&screen, &change);
        }
        assert_eq!(screen.tables, first.tables);
        assert_eq!(screen.values, first.values);
        assert!(screen.changed.is_empty() && !screen.undo && screen.redo);
        assert_eq!(desk.source().text(), desk.original().text());
    }
}

#[test]
fn a_table_is_filled_in_from_blank_and_mended() {
    let renderer = Renderer::built_in();
    let edition = renderer.registry().find("gansu-2025").unwrap();
    let copies = BTreeMap::from([("projects".to_owned(), 1)]);
    let mut desk = Desk::begin(edition, &copies, 1, Some(2025));
    let blank = desk.screen(&renderer).unwrap().clone();
    assert!(blank.counts.error > 0 && blank.tables.len() == 2);
    assert_eq!(blank.values["/year"].text, "2025");

    desk.apply(&renderer, &[set("/department/name", "云溪县水务局")])
        .unwrap();
    desk.apply(
        &renderer,
        &[set("/department/expenditure/personnel", "176.320")],
    )
    .unwrap();
    let change = desk
        .apply(
            &renderer,
            &[set("/department/expenditure/operating", "14.63")],
        )
        .unwrap();
    // The total is shown at once, and no digit is lost.
    let total = change.new_values["/department/expenditure/total"]
        .clone()
        .unwrap();
    assert_eq!((total.text.as_str(), total.origin), ("190.95", "derived"));
    assert!(desk.source().text().contains("\"personnel\": 176.320"));
    assert_eq!(change.screen.name, "云溪县水务局");

    // Full-width digits have one sure answer, which the finding proposes.
    let change = desk
        .apply(
            &renderer,
            &[set("/department/expenditure/projects", "１０")],
        )
        .unwrap();
    let mend = change.screen.findings.iter().find(|one| {
        let finding = &one.numbered.finding;
        finding.place.pointer == "/department/expenditure/projects" && !finding.changes.is_empty()
    });
    let finding = mend.unwrap().numbered.number;
    let change = desk
        .apply(&renderer, &[Operation::Take { finding }])
        .unwrap();
    let value = change.new_values["/department/expenditure/projects"]
        .clone()
        .unwrap();
    assert_eq!(value.text, "10");
    assert_eq!(
        change.screen.changed,
        [
            "/department/expenditure/operating",
            "/department/expenditure/personnel",
            "/department/expenditure/projects",
            "/department/name"
        ]
    );
}

#[test]
fn a_new_row_has_the_group_of_the_row_before_it() {
    let renderer = Renderer::built_in();
    let edition = renderer.registry().find("gansu-2025").unwrap();
    let mut desk = Desk::begin(edition, &BTreeMap::new(), 1, Some(2025));
    desk.apply(
        &renderer,
        &[set("/department/indicators/0/level1", "产出指标")],
    )
    .unwrap();
    let list = "/department/indicators".to_owned();
    let change = desk
        .apply(&renderer, &[Operation::Add { list, at: 1 }])
        .unwrap();
    let level = change.new_values["/department/indicators/1/level1"]
        .clone()
        .unwrap();
    assert_eq!(level.text, "产出指标");
}

#[test]
fn what_cannot_be_done_changes_nothing() {
    let renderer = Renderer::built_in();
    let edition = renderer.registry().find("gansu-2025").unwrap();
    let mut desk = Desk::begin(edition, &BTreeMap::new(), 1, Some(2025));
    let before = desk.source().text().to_owned();
    let wrong = [
        Operation::Take { finding: 9999 },
        Operation::Remove {
            pointer: "/department/indicators/7".to_owned(),
        },
        Operation::Move {
            pointer: "/projects/3".to_owned(),
            to: 0,
        },
        set("/projects/3/name", "甲"),
    ];
    for operation in wrong {
        let operations = [set("/department/name", "乙"), operation];
        desk.apply(&renderer, &operations).unwrap_err();
        assert_eq!(desk.source().text(), before);
    }
}

/// A level that several rows share is one cell, which shows the value of each.
#[test]
fn a_shared_cell_shows_the_value_of_each_row() {
    let renderer = Renderer::built_in();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hezheng-2025.json");
    let mut desk = open(&renderer, &path);
    let screen = desk.screen(&renderer).unwrap();
    let cells = screen.tables.iter().flat_map(|table| &table.cells);
    let shared = cells.filter(|cell| cell.pointers.len() > 1 && cell.rows > 1);
    let mut count = 0;
    for cell in shared {
        count += 1;
        let texts: BTreeSet<&str> = cell
            .pointers
            .iter()
            .map(|pointer| screen.values[pointer].text.as_str())
            .collect();
        assert_eq!(texts.len(), 1, "{cell:?}");
        assert_eq!(cell.pointers.len(), cell.rows, "{cell:?}");
    }
    assert!(count > 3);
}

#[test]
fn a_submission_goes_on_from_a_text_that_was_kept() {
    let renderer = Renderer::built_in();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hezheng-2025.json");
    let mut before = open(&renderer, &path);
    before.screen(&renderer).unwrap();
    let pointer = "/department/name";
    before
        .apply(&renderer, &[set(pointer, "云岭县档案馆")])
        .unwrap();
    let kept = before.screen(&renderer).unwrap().clone();
    let text = before.source().text().to_owned();

    let mut after = open(&renderer, &path);
    let came = after.screen(&renderer).unwrap().clone();
    after.resume(text, kept.changed.iter().cloned().collect());
    // Everything is as it was, and undo goes to what came.
    let again = after.screen(&renderer).unwrap().clone();
    assert_eq!(
        serde_json::to_value(&again).unwrap(),
        serde_json::to_value(&kept).unwrap()
    );
    assert_eq!(again.changed, [pointer]);
    after.undo(&renderer).unwrap();
    let undone = after.screen(&renderer).unwrap();
    assert_eq!(undone.values[pointer], came.values[pointer]);
    assert!(undone.changed.is_empty());

    // Nothing differs: there is nothing to undo.
    let original = after.original().text().to_owned();
    after.resume(original, BTreeSet::new());
    assert!(!after.screen(&renderer).unwrap().undo);
}

/// An error of reading the file stops the output until it is settled, as on the command line.
#[test]
fn an_error_of_reading_the_file_stands_until_it_is_settled() {
    let renderer = Renderer::built_in();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/filled");
    let made = |desk: &Desk| {
        let options = Options {
            formats: vec![Format::Xlsx],
            ..Options::default()
        };
        let made = renderer.render_opened(desk.source(), desk.standing(), &options);
        made.unwrap().files.len()
    };
    let mut desk = open(&renderer, &folder.join("an_error_value.xlsx"));
    let screen = desk.screen(&renderer).unwrap();
    let opening = screen.findings.iter().find(|finding| finding.opening);
    let opening = &opening.unwrap().numbered;
    assert_eq!(opening.finding.code, Code::CellError);
    let finding = opening.number;
    let errors = screen.counts.error;
    let of_data = screen.findings.iter().find(|finding| !finding.opening);
    let of_data = of_data.unwrap().numbered.number;
    assert_eq!(made(&desk), 0);

    let wrong = Operation::Settle { finding: of_data };
    desk.apply(&renderer, &[wrong]).unwrap_err();
    let typed = set("/department/expenditure/personnel", "176.32");
    desk.apply(&renderer, &[typed]).unwrap();
    assert_eq!(made(&desk), 0);
    let change = desk.apply(&renderer, &[Operation::Settle { finding }]);
    assert_eq!(change.unwrap().screen.counts.error, errors - 1);
    assert_eq!(made(&desk), 1);
    desk.undo(&renderer).unwrap();
    assert_eq!(made(&desk), 0);
    desk.redo(&renderer).unwrap();
    assert_eq!(made(&desk), 1);
}

/// The desk refuses the files that the renderer refuses, of every workbook and of a list with errors.
#[test]
fn what_is_refused_on_the_command_line_is_refused_at_the_desk() {
    let renderer = Renderer::built_in();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let entries = fs::read_dir(tests.join("filled")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "xlsx"));
    for folder in ["一份", "一家", "整份"] {
        let case = tests.join("cases/list-errors-of-departments");
        paths.push(case.join(folder).join("清单.csv"));
    }
    let options = Options {
        formats: vec![Format::Html],
        ..Options::default()
    };
    let (mut refused, mut made) = (0, 0);
    for path in paths {
        let name = path.to_string_lossy();
        let bytes = fs::read(&path).unwrap();
        let opened = renderer.open(&name, &bytes);
        let errors = opening_errors(&opened.value, &opened.report);
        let mut files = Vec::new();
        for (source, errors) in opened.value.into_iter().zip(&errors) {
            let desk = Desk::new(source, errors);
            let output = renderer.render_opened(desk.source(), desk.standing(), &options);
            let own = output.unwrap().files.into_iter().map(|file| file.bytes);
            refused += usize::from(own.len() == 0);
            made += own.len();
            files.extend(own);
        }
        let all = renderer.render(&name, &bytes, &options).unwrap().files;
        let all: Vec<Vec<u8>> = all.into_iter().map(|file| file.bytes).collect();
        assert!(files == all, "{name}");
    }
    assert!(refused > 3 && made > 10, "{refused} refused, {made} made");
}

/// The words of a screen's findings, and the level that they are at.
fn words(screen: &Screen) -> Vec<String> {
    let findings = screen
        .findings
        .iter()
        .map(|one| (&one.path, &one.numbered.finding));
    let words = findings.flat_map(|(path, one)| {
        [
            path,
            &one.place.label,
            &one.seen,
            &one.expected,
            &one.correction,
        ]
        .map(String::clone)
    });
    words.collect()
}

/// Keys of the data and terms of JSON or of the command line among these words.
fn technical<'w>(words: &'w [String], keys: &BTreeSet<&str>) -> Vec<&'w str> {
    let is_technical = |text: &&str| {
        let mut runs = text.split(|one: char| !one.is_ascii_alphanumeric() && one != '_');
        let terms = ["null", "jixiao", "双引号", "{ … }", "--"];
        runs.any(|run| keys.contains(run)) || terms.iter().any(|term| text.contains(term))
    };
    words
        .iter()
        .map(String::as_str)
        .filter(is_technical)
        .collect()
}

#[test]
fn findings_on_a_screen_name_labels_and_no_keys() {
    let renderer = Renderer::built_in();
    for edition in renderer.registry().editions() {
        let all = edition.tables.iter().map(|table| &table.form.fields);
        let paths = [&edition.fields].into_iter().chain(all);
        let paths = paths.flat_map(|fields| fields.iter().map(|(_, field)| field.path.as_str()));
        let keys: BTreeSet<&str> = paths
            .flat_map(|path| path.split('.'))
            .chain(edition.tables.iter().map(|table| table.key.as_str()))
            .collect();
        let copies = edition
            .tables
            .iter()
            .map(|table| (table.key.clone(), 2))
            .collect();
        let mut desk = Desk::begin(edition, &copies, 2, Some(2026));
        let blank = desk.screen(&renderer).unwrap();
        let found = words(blank);
        assert!(
            !found.is_empty(),
            "{}: a blank table lacks something",
            edition.id
        );
        assert_eq!(technical(&found, &keys), [""; 0], "{}", edition.id);

        // A department and a project that are not there, equal tables, and every value of another type.
        let text = format!("{{ \"edition\": \"{}\" }}", edition.id);
        let pointers: Vec<String> = (blank.values.keys()).cloned().collect();
        let source = desk.source().text().to_owned();
        for (text, values) in [
            (text, None),
            (source.clone(), Some("多于三分之二")),
            (source, Some("同")),
        ] {
            let mut desk = Desk::new(Source::new("表.json", text), &Report::new());
            desk.screen(&renderer).unwrap();
            if let Some(value) = values {
                let operations: Vec<Operation> =
                    pointers.iter().map(|pointer| set(pointer, value)).collect();
                desk.apply(&renderer, &operations).unwrap();
            }
            let found = words(desk.screen(&renderer).unwrap());
            assert!(!found.is_empty());
            assert_eq!(
                technical(&found, &keys),
                [""; 0],
                "{} {values:?}",
                edition.id
            );
        }
    }
}

#[test]
fn a_value_of_another_type_is_told_in_words_of_the_form() {
    let renderer = Renderer::built_in();
    let text = r#"{ "edition": "gansu-2025", "year": "二〇二五", "department": { "name": 5, "annual_target": true,
        "income": { "local_fiscal": "五" }, "indicators": [{ "name": 7, "comparison": 1, "value": "多" }] } }"#;
    let mut desk = Desk::new(Source::new("表.json", text), &Report::new());
    let screen = desk.screen(&renderer).unwrap();
    let found = words(screen);
    let keys = BTreeSet::from([
        "name",
        "year",
        "annual_target",
        "local_fiscal",
        "comparison",
        "value",
    ]);
    assert_eq!(technical(&found, &keys), [""; 0]);
    assert!(
        found.iter().any(|words| words == "在格里重新填写"),
        "{found:#?}"
    );
    // A marked copy of what came is in the words of the command.
    assert!(desk.source().is_on_screen() && !desk.original().is_on_screen());
}

#[test]
fn what_has_no_place_in_the_form_can_be_left_out() {
    let renderer = Renderer::built_in();
    let text = r#"{ "edition": "gansu-2025", "year": 2025, "department": { "nmae": "某局", "name": "某局", "year": 1,
        "name": "另一个局", "annual_target": "做好工作。" } }"#;
    let mut desk = Desk::new(Source::new("表.json", text), &Report::new());
    let of = |screen: &Screen| -> Vec<(usize, String)> {
        let own = screen.findings.iter().filter(|one| one.omissible);
        own.map(|one| (one.numbered.number, one.numbered.finding.seen.clone()))
            .collect()
    };
    let screen = desk.screen(&renderer).unwrap();
    let found = words(screen);
    let keys = BTreeSet::from(["annual_target", "income", "indicators", "contact"]);
    assert_eq!(technical(&found, &keys), [""; 0]);
    assert!(
        found.iter().any(|words| words == "\"nmae\":\"某局\""),
        "{found:#?}"
    );
    let other = screen
        .findings
        .iter()
        .find(|one| !one.omissible)
        .unwrap()
        .numbered
        .number;
    assert!(
        desk.apply(&renderer, &[Operation::Omit { finding: other }])
            .is_err()
    );
    assert_eq!(desk.source().text(), text);
    for left in [2, 1, 0] {
        let number = of(desk.screen(&renderer).unwrap())[0].0;
        desk.apply(&renderer, &[Operation::Omit { finding: number }])
            .unwrap();
        assert_eq!(
            of(desk.screen(&renderer).unwrap()).len(),
            left,
            "{}",
            desk.source().text()
        );
    }
    let data = desk.source().text();
    assert!(data.contains("\"name\": \"某局\""), "{data}");
    assert!(
        !data.contains("nmae") && !data.contains("另一个局"),
        "{data}"
    );
    desk.undo(&renderer).unwrap();
    assert_eq!(of(desk.screen(&renderer).unwrap()).len(), 1);
}
