//! Sending back: annotated copies and letters for departments with errors and warnings; resuming,
//! shards, a letter of one's own.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::SystemTime;

use jixiao::Format;
use jixiao::batch::{DEPARTMENTS, Manifest, REPORT, SEND_BACK, verify};
use jixiao::mark::{is_copy_of, is_untouched};
use jixiao::render::{Files, OnErrors, Options, Renderer};
use jixiao::workbook::{self, Workbook};
use serde_json::{Value, json};
use tempfile::TempDir;

#[path = "support/messages.rs"]
mod messages;
#[path = "support/program.rs"]
mod program;
#[path = "support/submissions.rs"]
mod submissions;
#[path = "support/unzipped.rs"]
mod unzipped;

use messages::messages;
use program::run;
use submissions::{department, folder_of, write};

const LETTER_PDF: &str = "退回通知.pdf";
const LETTER_XLSX: &str = "退回通知.xlsx";

/// A run that sends back.
const RUN: [&str; 8] = [
    "batch",
    "申报",
    "-o",
    "out",
    "--send-back",
    "--bureau",
    "云岭县财政局",
    "--resume",
];

/// A department with a wrong total.
fn wrong(code: &str, name: &str) -> Value {
    let mut data = department(code, name);
    data["department"]["expenditure"]["total"] = json!(99);
    data
}

/// The same with the name in every table, so that its workbooks are joined.
fn wrong_throughout(code: &str, name: &str) -> Value {
    let mut data = wrong(code, name);
    data["projects"][0]["supervising_department"] = name.into();
    data
}

/// A department with a warning only.
fn doubtful(code: &str, name: &str) -> Value {
    let mut data = department(code, name);
    let indicator = &mut data["department"]["indicators"][0]["name"];
    *indicator = json!("馆藏 档案数字化页数");
    data
}

/// Writes the workbooks of a submission, one for each table or one for all.
fn write_workbooks(folder: &Path, data: &Value, files: Files) -> Vec<String> {
    let options = Options {
        formats: vec![Format::Xlsx],
        files,
        errors: OnErrors::Continue,
        ..Options::default()
    };
    let bytes = data.to_string();
    let rendered = Renderer::built_in().render("data.json", bytes.as_bytes(), &options);
    let files = rendered.unwrap().files;
    for file in &files {
        fs::write(folder.join(&file.name), &file.bytes).unwrap();
    }
    files.into_iter().map(|file| file.name).collect()
}

/// A clean department, a returned text, a doubtful text, and one that cannot be read.
fn texts() -> TempDir {
    let folder = folder_of([
        ("001.json", department("001", "云岭县档案馆")),
        ("002.json", wrong("002", "云岭县水务局")),
        ("003.json", doubtful("003", "云岭县教育局")),
    ]);
    fs::write(folder.path().join("申报/坏.json"), "{\"edition\": ").unwrap();
    folder
}

fn send_back(folder: &Path, more: &[&str]) -> Output {
    let output = run(folder, &[&RUN[..], more].concat());
    assert_eq!(output.status.code(), Some(1), "{}", messages(&output));
    output
}

/// Every file of what is sent back, by its path in the folder, with its bytes.
fn sent_back(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let top = out.join(SEND_BACK);
    let mut files = BTreeMap::new();
    for folder in fs::read_dir(&top).into_iter().flatten().flatten() {
        for file in fs::read_dir(folder.path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.strip_prefix(&top).unwrap().to_string_lossy();
            files.insert(name.replace('\\', "/"), fs::read(&path).unwrap());
        }
    }
    files
}

fn names(out: &Path) -> Vec<String> {
    sent_back(out).into_keys().collect()
}

/// The modification time of every file below a folder of results.
fn times(out: &Path, folder: &str) -> BTreeMap<PathBuf, SystemTime> {
    let mut times = BTreeMap::new();
    for inner in fs::read_dir(out.join(folder)).unwrap() {
        for file in fs::read_dir(inner.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let time = path.metadata().unwrap().modified().unwrap();
            times.insert(path, time);
        }
    }
    times
}

fn read(name: &str, bytes: &[u8]) -> Workbook {
    let read = workbook::read(name, bytes);
    assert!(!read.report.has_errors(), "{:?}", read.report);
    read.value.unwrap()
}

/// All texts of the workbook of a letter.
fn words(out: &Path, department: &str) -> String {
    words_of(&out.join(SEND_BACK).join(department).join(LETTER_XLSX))
}

fn words_of(file: &Path) -> String {
    let book = read(LETTER_XLSX, &fs::read(file).unwrap());
    let cells = book.sheets.iter().flat_map(|sheet| &sheet.cells);
    cells.map(|cell| cell.text().into_owned() + "\n").collect()
}

fn assert_verified(out: &Path) {
    let differences = verify(out, None).unwrap().differences;
    assert!(differences.is_empty(), "{differences:?}");
}

#[test]
fn what_has_errors_or_warnings_is_sent_back() {
    let folder = texts();
    let out = folder.path().join("out");
    let output = send_back(
        folder.path(),
        &["--return-by", "2026年3月20日", "--date", "2026-03-10"],
    );
    assert_eq!(
        names(&out),
        [
            "002-云岭县水务局/002-云岭县水务局-绩效目标表.检查.xlsx",
            "002-云岭县水务局/退回通知.pdf",
            "002-云岭县水务局/退回通知.xlsx",
            "003-云岭县教育局/003-云岭县教育局-绩效目标表.检查.xlsx",
            "003-云岭县教育局/退回通知.pdf",
            "003-云岭县教育局/退回通知.xlsx",
        ]
    );
    let said = messages(&output);
    assert!(said.contains("退回、要核对的部门 2 个"), "{said}");
    let returned = words(&out, "002-云岭县水务局");
    for words in [
        "退回通知",
        "云岭县水务局：",
        "贵单位报来的2025年度绩效目标表收悉。经检查，有1处须改正，现予退回",
        "请于2026年3月20日前改好，重新报送。",
        "须改正的",
        "当年预算构成 › 支出预算合计",
        "现在：99 万元",
        "附：002-云岭县水务局-绩效目标表.检查.xlsx。报来的文件不能在上面标出问题",
        "云岭县财政局",
        "2026年3月10日",
    ] {
        assert!(returned.contains(words), "{words} is not in {returned}");
    }
    assert!(!returned.contains("请核对的"), "{returned}");
    let doubtful = words(&out, "003-云岭县教育局");
    for words in ["核对通知", "已计入汇总", "有1处请核对", "请核对的"] {
        assert!(doubtful.contains(words), "{words} is not in {doubtful}");
    }
    let pdf = fs::read(out.join("退回/002-云岭县水务局").join(LETTER_PDF)).unwrap();
    let pdf = String::from_utf8_lossy(&pdf);
    assert!(pdf.starts_with("%PDF") && pdf.contains("<pdfaid:part>2</pdfaid:part>"));
    let page = fs::read_to_string(out.join("index.html")).unwrap();
    assert!(page.contains("href=\"退回/002-云岭县水务局/\""), "no link");
    assert!(!page.contains("href=\"退回/001"), "a link to nothing");
    assert_verified(&out);
}

#[test]
fn errors_that_are_forced_have_to_be_corrected() {
    let folder = texts();
    let out = folder.path().join("out");
    send_back(folder.path(), &["--force"]);
    let said = words(&out, "002-云岭县水务局");
    for words in [
        "改正通知",
        "已计入汇总。经检查，有1处须改正。请改好后重新报送。",
        "须改正的",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    for words in ["不必再报", "有处请核对", "核对通知", "退回，改好以前"] {
        assert!(!said.contains(words), "{words} is in {said}");
    }
}

/// The comments of the filled form are at the cells that the letter names.
/// The files and folders that the first sheet of the report links to.
fn linked(out: &Path) -> Vec<String> {
    let parts = unzipped::unzipped(&fs::read(out.join(REPORT)).unwrap());
    let links = parts
        .into_iter()
        .filter(|(name, _)| name.ends_with("sheet1.xml.rels"));
    let links: Vec<String> = links
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect();
    let targets = links
        .iter()
        .flat_map(|text| text.split("Target=\"").skip(1));
    let targets = targets.map(|rest| rest.split('"').next().unwrap().to_owned());
    targets.collect()
}

#[test]
fn the_report_links_to_what_is_sent_back() {
    let folder = texts();
    let out = folder.path().join("out");
    send_back(folder.path(), &[]);
    // What was remade is by department, too.
    let list = fs::read_to_string(out.join("本次重做.txt")).unwrap();
    let own = list.split("【新增】002-云岭县水务局").nth(1).unwrap();
    let own = own.split('【').next().unwrap();
    assert!(own.contains("退回/002-云岭县水务局/退回通知.pdf"), "{list}");
    let links = linked(&out);
    for department in ["002-云岭县水务局", "003-云岭县教育局"] {
        let folder = format!("退回/{department}");
        for target in [format!("{folder}/"), format!("{folder}/{LETTER_PDF}")] {
            assert!(links.contains(&target), "{target} {links:?}");
        }
    }
    assert_eq!(links.len(), 4, "{links:?}");
    assert!(
        links.iter().all(|link| out.join(link).exists()),
        "{links:?}"
    );
    let words = ["batch", "申报", "-o", "out", "--resume", "--fresh-options"];
    run(folder.path(), &words);
    assert_eq!(linked(&out), [] as [String; 0]);
}

#[test]
fn a_text_is_sent_back_as_its_form() {
    let folder = texts();
    let out = folder.path().join("out");
    send_back(folder.path(), &[]);
    let files = sent_back(&out);
    let name = "002-云岭县水务局/002-云岭县水务局-绩效目标表.检查.xlsx";
    let copy = &files[name];
    assert!(is_untouched(copy) && is_copy_of(copy, "002.json"));
    let book = read(name, copy);
    let sheet = book
        .sheets
        .iter()
        .find(|sheet| &*sheet.name == "部门整体支出绩效目标表");
    assert!(
        sheet
            .unwrap()
            .cells
            .iter()
            .any(|cell| cell.text() == "云岭县水务局")
    );
    let parts = unzipped::texts(copy);
    let comments = parts.iter().find(|(name, _)| name.contains("comments"));
    let letter = words(&out, "002-云岭县水务局");
    let cell = letter.split("“部门整体支出绩效目标表”").nth(1).unwrap();
    let cell = cell.lines().next().unwrap();
    let reference = format!("ref=\"{cell}\"");
    assert!(comments.unwrap().1.contains(&reference), "{reference}");
}

#[test]
fn a_workbook_is_sent_back_with_nothing_else_changed() {
    let folder = folder_of([]);
    let source = folder.path().join("申报");
    let name = write_workbooks(&source, &wrong("002", "云岭县水务局"), Files::Together);
    let original = fs::read(source.join(&name[0])).unwrap();
    let out = folder.path().join("out");
    send_back(folder.path(), &[]);
    let files = sent_back(&out);
    let copy = files.iter().find(|(name, _)| name.ends_with(".检查.xlsx"));
    let copy = copy.unwrap().1;
    assert!(is_copy_of(copy, &name[0]));
    let (before, after) = (unzipped::unzipped(&original), unzipped::unzipped(copy));
    let is_untouched = |part: &&String| {
        let parts = ["sheet2.xml", "docProps/core.xml", "theme1.xml"];
        parts.iter().any(|end| part.ends_with(end))
    };
    let mut compared = 0;
    for part in before.keys().filter(is_untouched) {
        assert_eq!(before[part], after[part], "{part}");
        compared += 1;
    }
    assert!(compared >= 3, "{:?}", before.keys());
    let letter = words(&out, names(&out)[0].split('/').next().unwrap());
    assert!(letter.contains("“部门整体支出绩效目标表”"), "{letter}");
    assert!(!letter.contains("不能在上面标出"), "{letter}");
}

#[test]
fn an_old_workbook_is_sent_back_as_its_form() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("申报");
    fs::create_dir(&source).unwrap();
    // Made by another program; of another year than the run is for.
    fs::copy("tests/filled/old.xls", source.join("水务局.xls")).unwrap();
    send_back(folder.path(), &["--year", "2031"]);
    let out = folder.path().join("out");
    let files = names(&out);
    let [copy, pdf, letter] = &files[..] else {
        panic!("{files:?}")
    };
    assert!(copy.ends_with(".检查.xlsx"), "{files:?}");
    assert!(pdf.ends_with(LETTER_PDF) && letter.ends_with(LETTER_XLSX));
    let book = read(copy, &sent_back(&out)[copy]);
    let cells = book.sheets.iter().flat_map(|sheet| &sheet.cells);
    let texts: Vec<String> = cells.map(|cell| cell.text().into_owned()).collect();
    // The data are in the form, with what is wrong.
    assert!(
        texts.iter().any(|text| text.contains("水务局")),
        "{texts:?}"
    );
    assert!(texts.iter().any(|text| text.contains("2031")), "{texts:?}");
    let words = words_of(&out.join(SEND_BACK).join(letter));
    assert!(
        words.contains("退回通知") && words.contains("2031"),
        "{words}"
    );
    assert_verified(&out);
}

#[test]
fn a_department_in_several_workbooks_gets_each_of_them() {
    let folder = folder_of([]);
    let source = folder.path().join("申报");
    let given = write_workbooks(
        &source,
        &wrong_throughout("002", "云岭县水务局"),
        Files::EachTable,
    );
    assert_eq!(given.len(), 2);
    let out = folder.path().join("out");
    send_back(folder.path(), &[]);
    let files = names(&out);
    for name in &given {
        let copy = name.replace(".xlsx", ".检查.xlsx");
        assert!(
            files.iter().any(|file| file.ends_with(&copy)),
            "{copy}: {files:?}"
        );
    }
    let letter = words(&out, files[0].split('/').next().unwrap());
    assert!(letter.contains("部门整体支出绩效目标表.xlsx"), "{letter}");
}

/// The list has other departments, so each gets its own form.
#[test]
fn departments_of_a_list_are_sent_back_apart() {
    let folder = folder_of([
        ("1.json", department("001", "云岭县档案馆")),
        ("2.json", doubtful("002", "云岭县水务局")),
        ("3.json", doubtful("003", "云岭县教育局")),
    ]);
    let inputs = ["申报/1.json", "申报/2.json", "申报/3.json"];
    let list = [&["list"][..], &inputs[..], &["-o", "申报/清单.xlsx"]].concat();
    let listed = run(folder.path(), &list);
    assert!(
        folder.path().join("申报/清单.xlsx").is_file(),
        "{}",
        messages(&listed)
    );
    for input in inputs {
        fs::remove_file(folder.path().join(input)).unwrap();
    }
    let out = folder.path().join("out");
    let output = run(folder.path(), &RUN);
    let files = names(&out);
    assert!(
        files
            .iter()
            .any(|file| file.contains("云岭县水务局-绩效目标表.检查.xlsx")),
        "{files:?} {}",
        messages(&output)
    );
    let own = files
        .iter()
        .find(|file| file.contains("教育局") && file.ends_with(".检查.xlsx"));
    let own = own.unwrap();
    let book = read(own, &sent_back(&out)[own]);
    let cells = book.sheets.iter().flat_map(|sheet| &sheet.cells);
    assert!(
        cells
            .map(workbook::Cell::text)
            .all(|text| !text.contains("水务局"))
    );
    assert_verified(&out);
}

#[test]
fn a_resumed_run_makes_nothing_again_and_another_bureau_only_letters() {
    let folder = texts();
    let out = folder.path().join("out");
    send_back(folder.path(), &[]);
    let (departments, letters) = (times(&out, DEPARTMENTS), times(&out, SEND_BACK));
    send_back(folder.path(), &[]);
    assert_eq!(times(&out, DEPARTMENTS), departments);
    assert_eq!(times(&out, SEND_BACK), letters);
    let mut words: Vec<&str> = RUN.to_vec();
    words[6] = "清河县财政局";
    assert_eq!(run(folder.path(), &words).status.code(), Some(1));
    assert_eq!(times(&out, DEPARTMENTS), departments);
    for (path, time) in times(&out, SEND_BACK) {
        let is_letter = !path.to_string_lossy().ends_with(".检查.xlsx");
        assert_eq!(letters[&path] != time, is_letter, "{}", path.display());
    }
    assert!(self::words(&out, "002-云岭县水务局").contains("清河县财政局"));
    assert_verified(&out);
}

#[test]
fn what_is_corrected_is_not_sent_back_any_more() {
    let folder = texts();
    let out = folder.path().join("out");
    send_back(folder.path(), &[]);
    let edited = out.join("退回/003-云岭县教育局").join(LETTER_XLSX);
    fs::write(&edited, "edited").unwrap();
    for (file, code, name) in [
        ("002.json", "002", "云岭县水务局"),
        ("003.json", "003", "云岭县教育局"),
    ] {
        write(
            &folder.path().join("申报").join(file),
            &department(code, name),
        );
    }
    send_back(folder.path(), &[]);
    // What people changed stays.
    assert_eq!(names(&out), ["003-云岭县教育局/退回通知(改动过).xlsx"]);
    fs::remove_dir_all(out.join(SEND_BACK)).unwrap();
    assert_verified(&out);
    // Without the option of the last run nothing is sent back, and the departments stay.
    write(
        &folder.path().join("申报/002.json"),
        &wrong("002", "云岭县水务局"),
    );
    send_back(folder.path(), &[]);
    assert_eq!(names(&out).len(), 3);
    let departments = times(&out, DEPARTMENTS);
    let words = ["batch", "申报", "-o", "out", "--resume"];
    assert_eq!(run(folder.path(), &words).status.code(), Some(1));
    assert_eq!(names(&out).len(), 3);
    let words = [&words[..], &["--fresh-options"]].concat();
    assert_eq!(run(folder.path(), &words).status.code(), Some(1));
    assert!(!out.join(SEND_BACK).exists());
    assert_eq!(times(&out, DEPARTMENTS), departments);
    assert_verified(&out);
}

#[test]
fn merged_shards_are_one_run() {
    let folder = texts();
    let given = write_workbooks(
        &folder.path().join("申报"),
        &wrong_throughout("009", "云岭县农业农村局"),
        Files::EachTable,
    );
    assert_eq!(given.len(), 2);
    fs::write(
        folder.path().join("名册.csv"),
        "单位代码,单位名称,股室,联系人\n002,云岭县水务局,农业股,张某 138****0000\n003,云岭县教育局,教科文股,\n",
    )
    .unwrap();
    let more = ["--roster", "名册.csv", "--return-by", "2026-03-20"];
    send_back(folder.path(), &more);
    for shard in ["1/2", "2/2"] {
        let words = [&RUN[..], &more, &["--shard", shard]].concat();
        let words: Vec<&str> = words
            .into_iter()
            .map(|word| match (word, shard) {
                ("out", "1/2") => "片1",
                ("out", _) => "片2",
                _ => word,
            })
            .collect();
        run(folder.path(), &words);
    }
    let output = run(folder.path(), &["merge", "片1", "片2", "-o", "合"]);
    assert_eq!(output.status.code(), Some(1), "{}", messages(&output));
    let (one, merged) = (folder.path().join("out"), folder.path().join("合"));
    assert_eq!(names(&one), names(&merged));
    assert!(sent_back(&one) == sent_back(&merged), "the bytes differ");
    let manifest = |out: &Path| fs::read(out.join("manifest.json")).unwrap();
    assert!(manifest(&one) == manifest(&merged), "the manifests differ");
    assert_verified(&merged);
    let letter = words(&merged, "002-云岭县水务局");
    assert!(letter.contains("请与本局农业股联系"), "{letter}");
    assert!(
        letter.contains("（贵单位联系人：张某 138****0000）"),
        "{letter}"
    );
    // Another bureau may be given.
    let words = [
        "merge",
        "片1",
        "片2",
        "-o",
        "合",
        "--bureau",
        "清河县财政局",
    ];
    run(folder.path(), &words);
    assert!(self::words(&merged, "002-云岭县水务局").contains("清河县财政局"));
    let listed = Manifest::read(&merged).unwrap().send_back.unwrap();
    assert_eq!(listed.bureau, "清河县财政局");
    assert_eq!(listed.return_by.as_deref(), Some("2026-03-20"));
}

#[test]
fn of_several_versions_only_the_newest_is_sent_back() {
    let folder = folder_of([
        // Corrected since.
        ("001.json", wrong("001", "甲局")),
        ("001改2.json", department("001", "甲局")),
        // Corrected, but not well enough.
        ("002.json", wrong("002", "乙局")),
        ("002改2.json", doubtful("002", "乙局")),
        // The newer one is wrong, so that the older one counts.
        ("003.json", doubtful("003", "丙局")),
        ("003改2.json", wrong("003", "丙局")),
        ("004.json", wrong("004", "丁局")),
    ]);
    let out = folder.path().join("out");
    let copies = |out: &Path| {
        let mut names = names(out);
        names.retain(|name| name.ends_with(".检查.xlsx"));
        names
    };
    send_back(folder.path(), &[]);
    let wanted = [
        "002-乙局(2)/002-乙局-绩效目标表.检查.xlsx",
        "003-丙局(2)/003-丙局-绩效目标表.检查.xlsx",
        "004-丁局/004-丁局-绩效目标表.检查.xlsx",
    ];
    assert_eq!(copies(&out), wanted);
    // Each has its letter and nothing else is there.
    assert_eq!(names(&out).len(), 3 * wanted.len());
    assert!(words(&out, "003-丙局(2)").contains("现予退回"));
    assert_verified(&out);
    let shards = ["1/3", "2/3", "3/3"];
    for (shard, to) in shards.iter().zip(["片1", "片2", "片3"]) {
        let words = RUN.map(|word| if word == "out" { to } else { word });
        run(folder.path(), &[&words[..], &["--shard", shard]].concat());
    }
    run(folder.path(), &["merge", "片1", "片2", "片3", "-o", "合"]);
    let merged = folder.path().join("合");
    assert_eq!(names(&merged), names(&out));
    let manifest = |out: &Path| fs::read(out.join("manifest.json")).unwrap();
    assert!(manifest(&out) == manifest(&merged), "the manifests differ");
    // A newer version comes later: what was sent back for the older one is removed.
    write(
        &folder.path().join("申报/004改2.json"),
        &doubtful("004", "丁局"),
    );
    send_back(folder.path(), &[]);
    assert_eq!(copies(&out)[2], "004-丁局(2)/004-丁局-绩效目标表.检查.xlsx");
    assert_eq!(names(&out).len(), 3 * wanted.len());
    // And it goes again.
    fs::remove_file(folder.path().join("申报/004改2.json")).unwrap();
    send_back(folder.path(), &["--prune"]);
    assert_eq!(copies(&out), wanted);
    assert_verified(&out);
    assert!(manifest(&out) == manifest(&merged), "the manifests differ");
}

#[test]
fn a_bureau_writes_its_own_letter() {
    let folder = texts();
    let copied = run(folder.path(), &["template", "copy", "letter", "通知"]);
    assert_eq!(copied.status.code(), Some(0), "{}", messages(&copied));
    let checked = run(folder.path(), &["template", "check", "通知"]);
    assert_eq!(checked.status.code(), Some(0), "{}", messages(&checked));
    let change = |file: &str, from: &str, to: &str| {
        let path = folder.path().join("通知").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        fs::write(path, text.replace(from, to)).unwrap();
    };
    change("letter.tera", "退回通知", "整改通知书");
    change(
        "edition.toml",
        "document = \"退回通知\"",
        "document = \"整改通知书\"",
    );
    // A value without a field is not given.
    change("letter.toml", "\"contact\" = { label = \"联系人\" }\n", "");
    change(
        "letter.tera",
        "{% if contact %}<tr><td colspan=\"4\" class=\"small\"><p>（贵单位联系人：{{ contact }}）</p></td></tr>{% endif %}",
        "",
    );
    let words = ["batch", "申报", "-o", "out", "--letter", "通知"];
    let output = run(folder.path(), &words);
    assert_eq!(output.status.code(), Some(1), "{}", messages(&output));
    let out = folder.path().join("out");
    let own = out.join("退回/002-云岭县水务局/整改通知书.xlsx");
    assert!(words_of(&own).contains("整改通知书"));
    assert!(!out.join("退回/002-云岭县水务局").join(LETTER_XLSX).exists());
    // It is that of later runs too.
    send_back(folder.path(), &[]);
    assert!(own.exists());
    // With the built-in one the files of the other letter go.
    send_back(folder.path(), &["--fresh-options"]);
    assert!(!own.exists());
    assert!(out.join("退回/002-云岭县水务局").join(LETTER_XLSX).exists());
    assert_verified(&out);
}

#[test]
fn a_letter_built_on_the_built_in_one_changes_only_what_it_says() {
    let folder = texts();
    fs::create_dir(folder.path().join("通知")).unwrap();
    fs::write(
        folder.path().join("通知/edition.toml"),
        "edition = \"own-letter\"\nextends = \"letter\"\ntitle = \"退回通知\"\nsource = \"本局\"\n\n[styles.title]\nsize = 26\n",
    )
    .unwrap();
    let words = ["batch", "申报", "-o", "out", "--letter", "通知"];
    let output = run(folder.path(), &words);
    assert_eq!(output.status.code(), Some(1), "{}", messages(&output));
    let out = folder.path().join("out");
    assert!(self::words(&out, "002-云岭县水务局").contains("退回通知"));
}

#[test]
fn a_wrong_letter_is_refused_before_anything_is_written() {
    let folder = texts();
    let out = folder.path().join("out");
    run(folder.path(), &["template", "copy", "letter", "通知"]);
    let path = folder.path().join("通知/letter.tera");
    let text = fs::read_to_string(&path).unwrap();
    let refused = |said: &str| {
        let words = ["batch", "申报", "-o", "out", "--letter", "通知"];
        let output = run(folder.path(), &words);
        assert_eq!(output.status.code(), Some(1), "{}", messages(&output));
        assert!(messages(&output).contains(said), "{}", messages(&output));
        assert!(!out.exists());
    };
    fs::write(&path, text.replace("{{ bureau }}", "{{ buro }}")).unwrap();
    refused("template-undefined");
    fs::write(&path, text).unwrap();
    let path = folder.path().join("通知/letter.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replace(
            "\"bureau\" = { label",
            "\"bureau\" = { type = \"amount\", label",
        ),
    )
    .unwrap();
    refused("value-not-number");
    // A folder with forms is no letter.
    fs::remove_dir_all(folder.path().join("通知")).unwrap();
    run(folder.path(), &["template", "copy", "gansu-2025", "通知"]);
    refused("definition-missing-key");
    let none = run(
        folder.path(),
        &["batch", "申报", "-o", "out", "--letter", "没有"],
    );
    assert_eq!(none.status.code(), Some(3), "{}", messages(&none));
    assert!(!out.exists());
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let folder = texts();
    for words in [
        &["--send-back", "--publish"][..],
        &["--bureau", "云岭县财政局"],
        &["--return-by", "2026-03-20"],
        &["--send-back", "--return-by", "下周"],
        &["--send-back", "--bureau", ""],
    ] {
        let words = [&["batch", "申报", "-o", "out"], words].concat();
        let output = run(folder.path(), &words);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{words:?} {}",
            messages(&output)
        );
        assert!(!folder.path().join("out").exists());
    }
}
