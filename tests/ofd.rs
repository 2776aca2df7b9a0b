//! OFD files: the rules of `docs/ofd.md` by a checker of their own (`ofd/checker.rs`), in all examples,
//! editions and a county of invented departments, and in a volume; files that were broken on purpose;
//! texts, positions, rules and outlines against the grids and the PDF of the same tables.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "a failed precondition fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::OfdProfile;
use jixiao::batch::{
    Batch, Difference, Found, Input, Merge, OFD_VOLUME, Rerun, Roster, Shard, VOLUME, Volume,
    find_inputs, verify,
};
use jixiao::grid::{Grid, Role};
use jixiao::render::{Attach, Files, OnErrors, Options, OutputFile, Renderer};
use jixiao::write::Format;
use lopdf::Object;
use lopdf::content::Content;

#[path = "ofd/broken.rs"]
mod broken;
#[path = "ofd/checker.rs"]
mod checker;
#[path = "support/county.rs"]
#[expect(dead_code, reason = "its main is not used here")]
mod county;
#[path = "support/submissions.rs"]
mod submissions;
#[path = "support/unzipped.rs"]
#[expect(dead_code, reason = "only bytes are used here")]
mod unzipped;

use checker::{Read, check};
use submissions::{department, folder_of};
use unzipped::unzipped;

static RENDERER: std::sync::LazyLock<Renderer> = std::sync::LazyLock::new(Renderer::built_in);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files of a folder with this ending, in their order.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    paths.sort();
    paths
}

/// Examples, golden submissions, and one of each other edition.
fn submissions() -> Vec<PathBuf> {
    let mut all = files("examples", ".json");
    all.retain(|path| !path.to_string_lossy().ends_with(".schema.json"));
    all.extend(files("tests/golden", ".json"));
    let editions = files("tests/editions", "");
    all.extend(editions.iter().map(|folder| folder.join("data.json")));
    all
}

fn options(formats: &[Format], ofd: OfdProfile) -> Options {
    Options {
        formats: formats.to_vec(),
        errors: OnErrors::Continue,
        ofd,
        ..Options::default()
    }
}

fn made(path: &Path, options: &Options) -> Vec<OutputFile> {
    let bytes = fs::read(path).unwrap();
    let name = path.to_string_lossy();
    RENDERER.render(&name, &bytes, options).unwrap().files
}

/// Reads an OFD, which keeps all rules.
fn sound(bytes: &[u8], name: &str) -> Read {
    let read = check(&unzipped(bytes));
    let some: Vec<&String> = read.faults.iter().take(10).collect();
    assert!(some.is_empty(), "{name}: {some:#?}");
    assert!(!read.pages.is_empty(), "{name}");
    read
}

fn without_whitespace(text: &str) -> String {
    let is_drawn = |letter: &char| !letter.is_whitespace() && !letter.is_control();
    text.chars().filter(is_drawn).collect()
}

/// The tags of a file name each cell of its grids with its text.
fn assert_cells(read: &Read, grids: &[Grid], name: &str) {
    let mut tagged = read.cells.iter();
    for grid in grids {
        for cell in &grid.cells {
            let own = tagged.next().unwrap();
            let kind = match cell.role {
                Role::Label => "label",
                Role::Data => "data",
            };
            assert_eq!(
                (own.row, own.column),
                (cell.row + 1, cell.col + 1),
                "{name}"
            );
            assert_eq!(own.spans, [cell.rowspan, cell.colspan], "{name}");
            assert_eq!(
                (own.kind.as_str(), &own.field),
                (kind, &cell.pointer),
                "{name}"
            );
            let text = without_whitespace(&cell.text);
            if !text.chars().any(is_left_out) {
                assert_eq!(
                    without_whitespace(&own.text),
                    text,
                    "{name} {}",
                    cell.pointer
                );
            }
        }
    }
    assert!(tagged.next().is_none(), "{name}");
}

/// Characters that no writer draws (`layout`), such as zero-width ones.
fn is_left_out(character: char) -> bool {
    matches!(u32::from(character), 0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xFFF0..=0xFFFF | 0xE0000..=0xE0FFF)
}

/// A text of a PDF: left edge and baseline in points from the upper left corner.
struct PdfText {
    x: f64,
    y: f64,
    text: String,
}

fn number(object: &Object) -> f64 {
    match object {
        Object::Integer(number) => f64::from(i32::try_from(*number).unwrap()),
        other => other.as_f64().unwrap(),
    }
}

/// Texts and rules (ends in points) of each page of a PDF.
fn pages_of_pdf(bytes: &[u8]) -> Vec<(Vec<PdfText>, Vec<[f64; 4]>)> {
    let file = lopdf::Document::load_mem(bytes).unwrap();
    let pages = file.get_pages().into_values();
    pages.map(|page| page_of_pdf(&file, page)).collect()
}

fn page_of_pdf(file: &lopdf::Document, page: lopdf::ObjectId) -> (Vec<PdfText>, Vec<[f64; 4]>) {
    let media = file.get_dictionary(page).unwrap().get(b"MediaBox").unwrap();
    let height = number(&media.as_array().unwrap()[3]);
    let content = Content::decode(&file.get_page_content(page).unwrap()).unwrap();
    let (mut texts, mut rules) = (Vec::new(), Vec::new());
    let (mut at, mut plane, mut from) = ([0.0, 0.0], 0, [0.0, 0.0]);
    for operation in content.operations {
        let operands = &operation.operands;
        match operation.operator.as_str() {
            "BT" => at = [0.0, 0.0],
            "Tf" => {
                let name = String::from_utf8(operands[0].as_name().unwrap().to_vec()).unwrap();
                plane = name.split('p').next_back().unwrap().parse().unwrap();
            }
            "Td" => (0..2).for_each(|way| at[way] += number(&operands[way])),
            "Tj" => {
                let codes = operands[0].as_str().unwrap().chunks_exact(2);
                let codes = codes.map(|code| u32::from(u16::from_be_bytes([code[0], code[1]])));
                let text = codes.map(|code| char::from_u32(plane << 16 | code).unwrap());
                let (x, y, text) = (at[0], height - at[1], text.collect());
                texts.push(PdfText { x, y, text });
            }
            "m" => from = [number(&operands[0]), height - number(&operands[1])],
            "l" => {
                let to = [number(&operands[0]), height - number(&operands[1])];
                rules.push([from[0], from[1], to[0], to[1]]);
            }
            _ => {}
        }
    }
    (texts, rules)
}

/// Hundredths of a point are rounded in a PDF, micrometres in an OFD.
const NEAR: f64 = 0.012;

const POINTS: f64 = 72.0 / 25.4;

/// An OFD has the texts and rules of a PDF at the same places.
fn assert_same_pages(read: &Read, pdf: &[u8], name: &str) {
    let pages = pages_of_pdf(pdf);
    assert_eq!(read.pages.len(), pages.len(), "{name}");
    let mut compared = 0;
    for (page, (texts, rules)) in read.pages.iter().zip(&pages) {
        let drawn = texts.iter().filter(|text| !text.text.trim().is_empty());
        // Each character of another plane is a text of its own in an OFD.
        let is_plain = |text: &str| text.chars().all(|one| u32::from(one) <= 0xFFFF);
        let drawn: Vec<&PdfText> = drawn.filter(|text| is_plain(&text.text)).collect();
        let own = page.texts.iter().filter(|(.., text)| is_plain(text));
        let own: Vec<_> = own.collect();
        assert_eq!(own.len(), drawn.len(), "{name}");
        for ((x, y, text), drawn) in own.into_iter().zip(drawn) {
            assert_eq!(text, &printable(drawn.text.trim()), "{name}");
            assert!((y * POINTS - drawn.y).abs() < NEAR, "{name}: {text}");
            if drawn.text.trim_start() == drawn.text {
                assert!((x * POINTS - drawn.x).abs() < NEAR, "{name}: {text}");
                compared += 1;
            }
        }
        assert_eq!(page.rules.len(), rules.len(), "{name}");
        for ((ends, _), drawn) in page.rules.iter().zip(rules) {
            let apart = ends
                .iter()
                .zip(drawn)
                .map(|(one, other)| (one * POINTS - other).abs());
            assert!(
                apart.fold(0.0, f64::max) < NEAR,
                "{name}: {ends:?} {drawn:?}"
            );
        }
    }
    assert!(compared > 10, "{name}: {compared} texts");
}

/// The text as XML can hold it.
fn printable(text: &str) -> String {
    text.replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}")
}

fn assert_is_drawn(path: &Path) {
    let name = path.to_string_lossy();
    let files = made(
        path,
        &options(&[Format::Pdf, Format::Ofd], OfdProfile::Plain),
    );
    let read = sound(&files[1].bytes, &name);
    assert_same_pages(&read, &files[0].bytes, &name);
    let bytes = fs::read(path).unwrap();
    let submission = RENDERER.read(&name, &bytes).value.unwrap();
    assert_cells(&read, &RENDERER.grids(&submission).unwrap(), &name);
    assert_eq!(
        read.info["Author"],
        submission.department(RENDERER.edition_of(&submission))
    );
    assert!(read.info["Title"].starts_with(&read.info["Author"]));
    let archive = made(path, &options(&[Format::Ofd], OfdProfile::Archive));
    let archived = sound(&archive[0].bytes, &name);
    assert_eq!(archived.cells, read.cells);
    assert!(
        archived.outlines == read.outlines && read.outlines.iter().all(|one| one.2 != usize::MAX)
    );
}

#[test]
fn every_example_and_edition_keeps_the_rules_and_has_the_pages_of_its_pdf() {
    for path in submissions() {
        assert_is_drawn(&path);
    }
}

#[test]
fn the_corpus_keeps_the_rules() {
    for path in files("tests/corpus", ".json") {
        let name = path.to_string_lossy();
        for file in made(&path, &options(&[Format::Ofd], OfdProfile::Archive)) {
            sound(&file.bytes, &name);
        }
    }
}

#[test]
fn a_county_keeps_the_rules() {
    let folder = tempfile::tempdir().unwrap();
    county::run(folder.path(), 500).unwrap();
    let found = find_inputs(&[folder.path().to_owned()], Path::new("no such folder")).unwrap();
    let options = Options {
        attach: Attach::Data,
        ..options(&[Format::Ofd], OfdProfile::Plain)
    };
    let pages = |inputs: &[Input]| {
        let pages = inputs.iter().flat_map(|input| {
            let name = input.path.to_string_lossy();
            // With errors some have no file.
            let files = made(&input.path, &options).into_iter();
            files.map(move |file| sound(&file.bytes, &name).pages.len())
        });
        pages.sum::<usize>()
    };
    let (first, second) = found.inputs.split_at(found.inputs.len() / 2);
    let seen = std::thread::scope(|scope| {
        let other = scope.spawn(|| pages(second));
        pages(first) + other.join().unwrap()
    });
    assert!(seen > 5000, "{seen} pages");
}

#[test]
fn each_table_may_have_its_own_file() {
    let path = root().join("examples/hezheng-2025.json");
    let options = Options {
        files: Files::EachTable,
        ..options(&[Format::Pdf, Format::Ofd], OfdProfile::Plain)
    };
    let files = made(&path, &options);
    assert_eq!(files.len(), 4);
    for pair in files.chunks(2) {
        let read = sound(&pair[1].bytes, &pair[1].name);
        assert_same_pages(&read, &pair[0].bytes, &pair[1].name);
        assert_eq!(read.outlines.len(), 1);
    }
}

#[test]
fn the_published_example_is_no_larger_than_its_pdf() {
    let path = root().join("examples/hezheng-2025.json");
    let files = made(
        &path,
        &options(&[Format::Pdf, Format::Ofd], OfdProfile::Plain),
    );
    let [pdf, ofd] = [0, 1].map(|index| files[index].bytes.len());
    assert!(ofd <= pdf, "{ofd} bytes of OFD, {pdf} of PDF");
}

/// A character of another plane, one that no font has, one that XML does not allow, spaces.
#[test]
fn rare_characters_are_drawn_and_can_be_copied() {
    let mut data: serde_json::Value =
        serde_json::from_slice(&fs::read(root().join("examples/minimal.json")).unwrap()).unwrap();
    data["department"]["annual_target"] =
        "甲\u{20BB7}乙  丙\u{E123}丁\u{FFFF}戊\u{1F5F9} &<>\"".into();
    let options = options(&[Format::Pdf, Format::Ofd], OfdProfile::Plain);
    let files = RENDERER.render("a.json", data.to_string().as_bytes(), &options);
    let files = files.unwrap().files;
    let read = sound(&files[1].bytes, "rare");
    assert_same_pages(&read, &files[0].bytes, "rare");
    let cell = read
        .cells
        .iter()
        .find(|cell| cell.field == "/department/annual_target");
    let text = without_whitespace(&cell.unwrap().text);
    assert_eq!(text, "甲\u{20BB7}乙丙\u{E123}丁\u{FFFD}戊\u{1F5F9}&<>\"");
}

/// A folder with five departments in three sections.
fn county_folder() -> tempfile::TempDir {
    let departments = [
        ("a.json", "001", "云岭县档案馆"),
        ("b.json", "002", "云岭县水务局"),
        ("c.json", "003", "云岭县林业局"),
        ("d.json", "004", "云岭县教育局"),
        ("e.json", "005", "云岭县司法局"),
    ];
    folder_of(departments.map(|(file, code, name)| (file, department(code, name))))
}

const ROSTER: &str = "\
单位代码,单位名称,股室
001,云岭县档案馆,教科文股
004,云岭县教育局,教科文股
002,云岭县水务局,农业股
003,云岭县林业局,农业股
005,云岭县司法局,
";

fn batch(formats: &[Format], ofd: OfdProfile, by_section: bool) -> Batch {
    let mut batch = Batch {
        options: Options {
            errors: OnErrors::Stop,
            ..options(formats, ofd)
        },
        volume: Volume::With,
        rerun: Rerun::Resume,
        roster: Roster::read("名册.csv", ROSTER.as_bytes()).value,
        ..Batch::default()
    };
    batch.binding.by_section = by_section;
    batch
}

fn run(folder: &Path, batch: &Batch) {
    let Found { inputs, .. } =
        find_inputs(&[folder.join("申报")], Path::new("no such folder")).unwrap();
    assert_eq!(inputs.len(), 5);
    batch
        .run(&RENDERER, &inputs, &folder.join("成果"), &())
        .unwrap();
}

fn assert_is_volume(ofd: &[u8], pdf: &[u8], chapters: usize) -> Read {
    let read = sound(ofd, "volume");
    assert_same_pages(&read, pdf, "volume");
    let tags: BTreeSet<usize> = read.cells.iter().map(|cell| cell.file).collect();
    assert_eq!(tags.len(), chapters);
    let fields = read
        .cells
        .iter()
        .filter(|cell| cell.field == "/department/name");
    let names: Vec<&str> = fields.map(|cell| cell.text.as_str()).collect();
    assert_eq!(names.len(), chapters);
    assert!(
        names.iter().all(|name| name.starts_with("云岭县")),
        "{names:?}"
    );
    read
}

#[test]
fn a_volume_has_the_pages_and_outlines_of_the_pdf() {
    let folder = county_folder();
    let out = folder.path().join("成果");
    let both = [Format::Pdf, Format::Ofd];
    run(folder.path(), &batch(&both, OfdProfile::Archive, false));
    let [ofd, pdf] = [OFD_VOLUME, VOLUME].map(|name| fs::read(out.join(name)).unwrap());
    let read = assert_is_volume(&ofd, &pdf, 5);
    let titles = read
        .outlines
        .iter()
        .map(|(level, title, _)| (*level, title.as_str()));
    let outer: Vec<&str> = titles.filter(|one| one.0 == 0).map(|one| one.1).collect();
    // The department without a section has no division.
    assert_eq!(outer.len(), 1 + 2 + 1 + 1, "{outer:?}");
    assert!(verify(&out, None).unwrap().differences.is_empty());

    // Only OFD: the PDF goes, and the pages are the same.
    run(
        folder.path(),
        &batch(&[Format::Ofd], OfdProfile::Archive, false),
    );
    assert!(!out.join(VOLUME).exists());
    assert!(fs::read(out.join(OFD_VOLUME)).unwrap() == ofd);
    assert!(verify(&out, None).unwrap().differences.is_empty());

    // A changed file is made again; a changed volume is set aside and made again.
    fs::write(out.join(OFD_VOLUME), "changed").unwrap();
    let departments = files_below(&out.join("部门"));
    assert_eq!(departments.len(), 5);
    fs::write(&departments[0], "changed").unwrap();
    assert_eq!(verify(&out, None).unwrap().differences.len(), 2);
    run(
        folder.path(),
        &batch(&[Format::Ofd], OfdProfile::Archive, false),
    );
    assert!(fs::read(out.join(OFD_VOLUME)).unwrap() == ofd);
    let differences = verify(&out, None).unwrap().differences;
    let is_set_aside = |one: &Difference| matches!(one, Difference::SetAside(_));
    assert!(differences.len() == 2 && differences.iter().all(is_set_aside));
    sound(&fs::read(&departments[0]).unwrap(), "department");

    // As PDF by default.
    run(
        folder.path(),
        &batch(&[Format::Xlsx], OfdProfile::Plain, false),
    );
    assert!(!out.join(OFD_VOLUME).exists());
    assert!(fs::read(out.join(VOLUME)).unwrap() == pdf);
}

/// Files of formats in a folder and the folders in it, without those that were set aside.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn each_section_may_have_its_volume() {
    let folder = county_folder();
    let both = [Format::Ofd, Format::Pdf];
    run(folder.path(), &batch(&both, OfdProfile::Plain, true));
    let out = folder.path().join("成果/合订本");
    let volumes = files_below(&out);
    assert_eq!(volumes.len(), 6, "{volumes:?}");
    for pair in volumes.chunks(2) {
        let [ofd, pdf] = [0, 1].map(|index| fs::read(&pair[index]).unwrap());
        sound(&ofd, "volume");
        assert_same_pages(&check(&unzipped(&ofd)), &pdf, "volume");
    }
}

#[test]
fn shards_and_single_departments_give_the_same_volume() {
    let folder = county_folder();
    let both = [Format::Xlsx, Format::Ofd];
    let whole = batch(&both, OfdProfile::Plain, false);
    run(folder.path(), &whole);
    let out = folder.path().join("成果");
    let volume = fs::read(out.join(OFD_VOLUME)).unwrap();
    let found = find_inputs(&[folder.path().join("申报")], Path::new("no such folder")).unwrap();

    let parts = [1, 2].map(|number| folder.path().join(format!("分片{number}")));
    for (number, part) in (1..).zip(&parts) {
        let shard = Batch {
            shard: Shard::new(number, 2),
            ..whole.clone()
        };
        shard.run(&RENDERER, &found.inputs, part, &()).unwrap();
    }
    let merged = folder.path().join("合并");
    Merge::default()
        .run(&RENDERER, &parts, &merged, &())
        .unwrap();
    assert!(fs::read(merged.join(OFD_VOLUME)).unwrap() == volume);
    assert!(verify(&merged, None).unwrap().differences.is_empty());

    // One department is given again, the others are kept.
    let one = &found.inputs[2..3];
    let mut data: serde_json::Value =
        serde_json::from_slice(&fs::read(&one[0].path).unwrap()).unwrap();
    data["department"]["annual_target"] = "完成新的任务".into();
    fs::write(&one[0].path, data.to_string()).unwrap();
    whole.run(&RENDERER, one, &out, &()).unwrap();
    let read = sound(&fs::read(out.join(OFD_VOLUME)).unwrap(), "volume");
    let targets = read
        .cells
        .iter()
        .filter(|cell| cell.field == "/department/annual_target");
    let new = targets.clone().filter(|cell| cell.text == "完成新的任务");
    assert_eq!((targets.count(), new.count()), (5, 1));
    assert!(verify(&out, None).unwrap().differences.is_empty());
}

/// Files that are broken on purpose, each in one way: the checker names it.
#[test]
fn the_checker_finds_what_is_broken() {
    let path = root().join("examples/minimal.json");
    let archive = made(&path, &options(&[Format::Ofd], OfdProfile::Archive));
    let whole = unzipped(&archive[0].bytes);
    assert!(check(&whole).faults.is_empty());
    let cases = broken::cases();
    assert!(cases.len() >= 30, "{} files", cases.len());
    for case in cases {
        let mut package: BTreeMap<String, Vec<u8>> = whole.clone();
        (case.breaks)(&mut package);
        let faults = check(&package).faults;
        let is_named = faults.iter().any(|fault| fault.contains(case.fault));
        assert!(is_named, "{}: {faults:#?}", case.name);
    }
}
