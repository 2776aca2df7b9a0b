//! Papers that keep their data (`--attach-data`): what is read back is what was rendered, for every
//! edition and for a volume; a changed page, changed data and every hostile file give a finding.
//! `papers/ofd.rs` has the same of OFDs.
//!
//! `papers/hostile.rs` has the hostile files, `papers/edited.rs` changes papers with lopdf, as another
//! program would.

#![expect(clippy::unwrap_used, reason = "a failed precondition fails the test")]

#[path = "support/data_files.rs"]
mod data_files;
#[path = "papers/edited.rs"]
mod edited;
#[path = "papers/hostile.rs"]
mod hostile;
#[path = "papers/ofd.rs"]
mod ofd;

use std::path::Path;

use jixiao::finding::{Code, Level, Levels, Read, Report};
use jixiao::form::Registry;
use jixiao::render::{Attach, Audience, Files, OnErrors, Options, Renderer, Volume};
use jixiao::source::Source;
use jixiao::write::pdf::{Bound, Chapter, Cover, write_volume};
use jixiao::write::{Date, Format, Properties, VolumePaper, part_of};
use jixiao::{FontSet, render};

const MINIMAL: &str = include_str!("../examples/minimal.json");

const FOLDERS: [&str; 11] = [
    "examples",
    "tests/golden",
    "tests/corpus",
    "tests/editions/budget-2026",
    "tests/editions/department-selfeval",
    "tests/editions/gansu-2023",
    "tests/editions/mof-2015",
    "tests/editions/monitor-2019",
    "tests/editions/selfeval-2020",
    "tests/editions/shanghai-2026",
    "tests/editions/sichuan-2023",
];

/// Length of the first bytes, by which a PDF is recognized.
const MAGIC: usize = 5;

/// Codes about papers.
const OF_PAPERS: [Code; 7] = [
    Code::PaperNoData,
    Code::PaperUnreadable,
    Code::PaperData,
    Code::PaperDiffers,
    Code::PaperUnchecked,
    Code::PaperOtherEdition,
    Code::PaperPrivate,
];

fn options() -> Options {
    Options {
        formats: vec![Format::Pdf],
        attach: Attach::Data,
        errors: OnErrors::Continue,
        ..Options::default()
    }
}

/// The paper of a submission with its data.
fn paper(renderer: &Renderer, data: &str) -> Vec<u8> {
    let made = renderer.render("a.json", data.as_bytes(), &options());
    made.unwrap().files.remove(0).bytes
}

/// The codes about papers of a report.
fn codes(report: &Report) -> Vec<Code> {
    let codes = report.findings().iter().map(|finding| finding.code);
    codes.filter(|code| OF_PAPERS.contains(code)).collect()
}

/// Each of these codes once.
fn codes_of(report: &Report) -> Vec<Code> {
    let mut codes = codes(report);
    codes.sort();
    codes.dedup();
    codes
}

fn open(renderer: &Renderer, bytes: &[u8]) -> (Vec<Source>, Vec<Code>) {
    let Read { value, report } = renderer.open("a.pdf", bytes);
    let codes = codes(&report);
    assert_eq!(codes.len(), report.findings().len(), "{report:?}");
    (value, codes)
}

/// A volume of submissions.
fn volume(renderer: &Renderer, submissions: &[&str]) -> Vec<u8> {
    let parts: Vec<render::VolumePages> = submissions
        .iter()
        .map(|data| {
            let read = renderer.read("a.json", data.as_bytes()).value.unwrap();
            let made = renderer.render_read(&read, Report::new(), &options(), Volume::With);
            made.unwrap().pages.unwrap()
        })
        .collect();
    let chapters: Vec<Chapter<'_>> = parts
        .iter()
        .enumerate()
        .map(|(index, part)| Chapter {
            title: "某局",
            name: "某局",
            division: if index < 2 { "农业股" } else { "社保股" },
            tables: &part.tables,
        })
        .collect();
    let cover = Cover {
        look: &renderer.registry().edition(0).look,
        bureau: "云岭县财政局",
        title: "绩效目标表",
        subtitle: "",
        kind: "合订本",
        lines: &["几个部门".to_owned()],
        imprint: &[],
        contents: "目录",
        index: "分部门页码",
    };
    let properties = Properties {
        title: "合订本".to_owned(),
        author: "财政局".to_owned(),
        subject: String::new(),
        date: Date::new(2025, 1, 1).unwrap(),
    };
    let by_name: Vec<usize> = (0..chapters.len()).collect();
    let bound = Bound {
        cover: &cover,
        chapters: &chapters,
        by_name: &by_name,
        claim: jixiao::PdfClaim::Archive,
    };
    let given = |index: usize| {
        let part = part_of(parts[index].bytes.clone(), VolumePaper::Pdf);
        Ok(part.unwrap())
    };
    let mut bytes = Vec::new();
    write_volume(&mut bytes, &bound, given, &properties, renderer.fonts()).unwrap();
    bytes
}

#[test]
fn every_submission_is_read_back_from_its_paper_as_it_was_given() {
    let renderer = Renderer::built_in();
    // `import` and `check` need no fonts.
    let without_fonts = Renderer::new(Registry::built_in(), FontSet::new());
    let mut papers = 0;
    for path in data_files::data_files(&FOLDERS) {
        let bytes = std::fs::read(&path).unwrap();
        let Some(source) = renderer.open("a.json", &bytes).value.pop() else {
            continue;
        };
        let made = renderer.render("a.json", &bytes, &options()).unwrap();
        let Some(pdf) = made.files.first() else {
            continue;
        };
        papers += 1;
        for renderer in [&renderer, &without_fonts] {
            let (read, codes) = open(renderer, &pdf.bytes);
            assert_eq!(codes, [], "{}", path.display());
            assert_eq!(read.len(), 1);
            assert_eq!(read[0].text().trim(), source.text().trim());
        }
        // Its files are equal in every byte.
        let again = renderer.render("a.pdf", &pdf.bytes, &options()).unwrap();
        assert!(again.files[0].bytes == pdf.bytes, "{}", path.display());
    }
    assert!(papers >= 30, "{papers}");
}

#[test]
fn without_the_option_nothing_is_attached() {
    let renderer = Renderer::built_in();
    let plain = Options {
        attach: Attach::Nothing,
        ..options()
    };
    let made = |options: &Options| {
        let made = renderer.render("a.json", MINIMAL.as_bytes(), options);
        made.unwrap().files.remove(0).bytes
    };
    let plain = made(&plain);
    let text = String::from_utf8_lossy(&plain);
    assert!(text.contains("<pdfaid:part>2</pdfaid:part>"));
    assert!(!text.contains("EmbeddedFile"));
    assert_eq!(
        open(&renderer, &plain),
        (Vec::new(), vec![Code::PaperNoData])
    );
    let attached = made(&options());
    let text = String::from_utf8_lossy(&attached);
    assert!(text.contains("<pdfaid:part>3</pdfaid:part>"));
    // A file of one table does not show the data of the others.
    let split = Options {
        files: Files::EachTable,
        ..options()
    };
    assert_eq!(open(&renderer, &made(&split)).1, [Code::PaperNoData]);
}

#[test]
fn a_volume_has_the_data_of_each_department() {
    let renderer = Renderer::built_in();
    let other = MINIMAL.replace("云岭县档案馆", "云岭县水务局");
    let published = include_str!("../examples/hezheng-2025.json");
    let all = [MINIMAL, published, &other];
    let bytes = volume(&renderer, &all);
    assert!(bytes == volume(&renderer, &all));
    let (read, codes) = open(&renderer, &bytes);
    assert_eq!(codes, []);
    let texts: Vec<&str> = read.iter().map(|source| source.text().trim()).collect();
    assert_eq!(texts, all.map(str::trim));
    let names: Vec<&str> = read.iter().map(Source::name).collect();
    assert_eq!(names[0], "a.pdf › 云岭县档案馆");
    assert_eq!(names[2], "a.pdf › 云岭县水务局");
    // Data that were exchanged belong to no page, although each is whole.
    let exchanged = edited::with_attachments(&bytes, &mut |all| all.swap(0, 2));
    let Read { value, report } = renderer.open("a.pdf", &exchanged);
    assert_eq!(value.len(), 3);
    let mut files: Vec<&str> = report
        .findings()
        .iter()
        .map(|finding| finding.place.file.as_str())
        .collect();
    files.dedup();
    assert_eq!(files, [names[2], names[0]]);
    assert!(codes_of(&report) == [Code::PaperDiffers]);
    // An error of one department is no error of the others.
    let outcome = renderer
        .render("a.pdf", &exchanged, &Options::default())
        .unwrap();
    let names: Vec<&str> = outcome
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(
        names.iter().all(|name| name.contains("和政县")),
        "{names:?}"
    );
    let lost = edited::with_attachments(&bytes, &mut |all| {
        all.pop();
    });
    assert_eq!(open(&renderer, &lost).1, [Code::PaperUnchecked; 2]);
}

#[test]
fn data_of_a_list_are_read_back_as_of_a_list() {
    let renderer = Renderer::built_in();
    let list = include_bytes!("cmd/list.in/清单.csv");
    let of_list = renderer.open("清单.csv", list).value;
    assert!(of_list.len() > 1);
    assert!(of_list[0].is_of_list());
    let made = renderer.render("清单.csv", list, &options()).unwrap();
    assert_eq!(made.files.len(), of_list.len());
    for (file, own) in made.files.iter().zip(&of_list) {
        let (back, codes) = open(&renderer, &file.bytes);
        assert_eq!(codes, []);
        assert!(back[0].is_of_list());
        assert_eq!(back[0].text().trim(), own.text().trim());
    }
}

#[test]
fn nothing_private_is_attached_to_a_paper_for_the_public() {
    let renderer = Renderer::built_in();
    let public = Options {
        audience: Audience::Public,
        ..options()
    };
    let mut data: serde_json::Value = serde_json::from_str(MINIMAL).unwrap();
    data["department"]["contact"] = serde_json::json!({"name": "张某某", "phone": "138****0000"});
    let data = data.to_string();
    let made = |data: &str, options: &Options| renderer.render("a.json", data.as_bytes(), options);
    let files = made(&data, &public).unwrap().files;
    let (read, codes) = open(&renderer, &files[0].bytes);
    assert_eq!(codes, []);
    let text = read[0].text();
    assert!(
        !text.contains("张某某") && !text.contains("138****0000"),
        "{text}"
    );
    assert!(
        text.contains("\"contact\":{\"name\":\"\",\"phone\":\"\"}"),
        "{text}"
    );
    let whole = open(&renderer, &made(&data, &options()).unwrap().files[0].bytes).0;
    assert!(whole[0].text().contains("张某某"));
    // What no field accepts may be private too, whatever its level.
    let strange = data.replacen('{', "{\"联系人手机\":\"138****0000\",", 1);
    let mut levels = Levels::new();
    levels.set(Code::UnknownKey, None);
    let public = Options { levels, ..public };
    let refused = made(&strange, &public).unwrap();
    assert!(refused.files.is_empty());
    assert_eq!(self::codes(&refused.report), [Code::PaperPrivate]);
}

#[test]
fn a_changed_page_is_found_at_its_cell() {
    let renderer = Renderer::built_in();
    let pdf = paper(&renderer, MINIMAL);
    let saved = edited::saved(&pdf);
    assert_ne!(saved, pdf);
    assert_eq!(open(&renderer, &saved).1, [], "saved by another program");
    // One character of the name, on the page alone.
    let changed = edited::with_text(&pdf, "档", "挡");
    let report = renderer.open("a.pdf", &changed).report;
    assert!(
        codes(&report)
            .iter()
            .all(|code| *code == Code::PaperDiffers),
        "{report:?}"
    );
    let mut found = report.findings().iter();
    let found = found.find(|one| one.place.pointer == "/department/name");
    let found = found.unwrap_or_else(|| panic!("{report:?}"));
    assert!(found.seen.contains("云岭县挡案馆"), "{found:?}");
    assert!(found.expected.contains("云岭县档案馆"), "{found:?}");
    assert_eq!(found.level, Level::Error);
    let outcome = renderer
        .render("a.pdf", &changed, &Options::default())
        .unwrap();
    assert!(outcome.files.is_empty());
}

#[test]
fn texts_beside_the_tables_are_found() {
    let renderer = Renderer::built_in();
    let pdf = paper(&renderer, MINIMAL);
    let found = |before: &str, code: Code| {
        let changed = edited::with_content(&pdf, before);
        assert_eq!(open(&renderer, &changed).1, [code], "{before}");
    };
    let artifact = |x: f32, y: f32, codes: &str| {
        format!("/Artifact<</Type/Pagination>>BDC BT /F0p0 9 Tf {x} {y} Td <{codes}>Tj ET EMC")
    };
    // 999, where no page number is.
    found(&artifact(100.0, 300.0, "003900390039"), Code::PaperDiffers);
    found(&artifact(100.0, 300.0, "756A"), Code::PaperDiffers);
    // Parts of labels, and what a label has beside it.
    found(&artifact(100.0, 300.0, "4E07"), Code::PaperDiffers);
    found(&artifact(100.0, 300.0, "0031"), Code::PaperDiffers);
    found(
        "/TD<</MCID 900>>BDC BT /F0p0 9 Tf <4E00>Tj ET EMC",
        Code::PaperUnchecked,
    );
    found("q 1 1 1 rg 0 0 600 800 re f Q", Code::PaperUnchecked);
    found("BT /Helv 9 Tf 9 9 Td (95) Tj ET", Code::PaperUnchecked);
    for (key, value) in [("Rotate", "90"), ("CropBox", "[0 0 9 9]")] {
        let changed = edited::with_page_entry(&pdf, key, value);
        assert_eq!(open(&renderer, &changed).1, [Code::PaperUnchecked], "{key}");
    }
    for kind in ["FreeText", "Stamp", "Widget"] {
        let changed = edited::with_annotation(&pdf, kind);
        assert_eq!(
            open(&renderer, &changed).1,
            [Code::PaperUnchecked],
            "{kind}"
        );
    }
    for key in ["AcroForm", "OCProperties"] {
        let changed = edited::with_catalog_entry(&pdf, key);
        assert_eq!(open(&renderer, &changed).1, [Code::PaperUnchecked], "{key}");
    }
}

#[test]
fn changed_data_are_found() {
    let renderer = Renderer::built_in();
    let pdf = paper(&renderer, MINIMAL);
    let with = |change: &dyn Fn(&str) -> String| {
        edited::with_attachments(&pdf, &mut |all| {
            let text = String::from_utf8(all[0].clone()).unwrap();
            all[0] = change(&text).into_bytes();
        })
    };
    // Without a new digest.
    let changed = with(&|text| text.replace("档案馆", "水务局"));
    assert_eq!(
        open(&renderer, &changed),
        (Vec::new(), vec![Code::PaperData])
    );
    // With the digest of the new data, from another paper.
    let other = MINIMAL.replace("云岭县档案馆", "云岭县水务局");
    let other = paper(&renderer, &other);
    let mut given = Vec::new();
    edited::with_attachments(&other, &mut |all| given.clone_from(&all[0]));
    let changed = with(&|_| String::from_utf8(given.clone()).unwrap());
    let (read, codes) = open(&renderer, &changed);
    assert!(read[0].text().contains("水务局"));
    assert!(!codes.is_empty() && codes.iter().all(|code| *code == Code::PaperDiffers));
    // Another edition digest: labels that differ would be the edition's, but values are not.
    let digest = |text: &str| {
        let at = text.find("edition_sha256\":\"").unwrap() + 17;
        format!("{}{}{}", &text[..at], "0".repeat(64), &text[at + 64..])
    };
    let older = with(&digest);
    assert_eq!(open(&renderer, &older).1, [], "no text differs");
    let label = edited::with_text(&older, "绩", "缋");
    let (_, codes) = open(&renderer, &label);
    assert_eq!(codes, [Code::PaperOtherEdition]);
    let value = edited::with_text(&older, "档", "挡");
    assert!(open(&renderer, &value).1.contains(&Code::PaperDiffers));
    for wrong in ["", "{", "paper/1", "{\"jixiao\":\"paper/1\"}"] {
        let changed = with(&|_| wrong.to_owned());
        let codes = open(&renderer, &changed).1;
        let is_data = wrong.starts_with("{\"jixiao\"");
        let code = if is_data {
            Code::PaperData
        } else {
            Code::PaperNoData
        };
        assert_eq!(codes, [code], "{wrong}");
    }
}

#[test]
fn the_data_alone_are_read_too() {
    let renderer = Renderer::built_in();
    let pdf = paper(&renderer, MINIMAL);
    let mut data = Vec::new();
    edited::with_attachments(&pdf, &mut |all| data.clone_from(&all[0]));
    let Read { value, report } = renderer.open("取出.json", &data);
    assert!(report.is_empty(), "{report:?}");
    assert_eq!(value[0].text().trim(), MINIMAL.trim());
}

#[test]
fn the_bytes_are_the_same_in_every_thread() {
    let renderer = Renderer::built_in();
    let first = paper(&renderer, MINIMAL);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| assert!(paper(&Renderer::built_in(), MINIMAL) == first));
        }
    });
}

#[test]
fn damaged_papers_give_their_data_or_a_finding() {
    let renderer = Renderer::built_in();
    let pdf = paper(&renderer, MINIMAL);
    for cut in (MAGIC..pdf.len()).step_by(997) {
        let Read { value, report } = renderer.open("a.pdf", &pdf[..cut]);
        assert!(value.is_empty() && report.has_errors(), "{cut}");
    }
    let mut noticed = 0;
    for at in (MAGIC..pdf.len()).step_by(211) {
        let mut damaged = pdf.clone();
        damaged[at] ^= 0x55;
        let Read { value, report } = renderer.open("a.pdf", &damaged);
        let is_same = matches!(&value[..], [one] if one.text().trim() == MINIMAL.trim());
        assert!(is_same || report.has_errors(), "{at}");
        noticed += usize::from(!report.is_empty());
    }
    assert!(noticed > 0);
}

#[test]
fn hostile_files_are_refused_at_once() {
    let renderer = Renderer::built_in();
    let pdf = paper(&renderer, MINIMAL);
    let all = hostile::files(&pdf);
    assert!(all.len() >= 30, "{}", all.len());
    for (name, bytes, wanted) in all {
        let start = std::time::Instant::now();
        let (read, codes) = open(&renderer, &bytes);
        assert!(codes.contains(&wanted), "{name}: {codes:?}");
        let is_read = matches!(wanted, Code::PaperUnchecked | Code::PaperDiffers);
        assert_eq!(read.is_empty(), !is_read, "{name}");
        assert!(start.elapsed().as_secs() < 20, "{name}");
    }
}

#[test]
fn scans_in_a_folder_are_no_inputs_and_papers_with_data_are() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("申报");
    std::fs::create_dir(&root).unwrap();
    let renderer = Renderer::built_in();
    std::fs::write(root.join("一.pdf"), paper(&renderer, MINIMAL)).unwrap();
    let plain = Options {
        attach: Attach::Nothing,
        ..options()
    };
    let scan = renderer
        .render("a.json", MINIMAL.as_bytes(), &plain)
        .unwrap();
    std::fs::write(root.join("扫描.pdf"), &scan.files[0].bytes).unwrap();
    std::fs::write(root.join("坏.pdf"), b"%PDF-1.4\n").unwrap();
    // Cut, but one of ours: no filing is lost without a word.
    let own = paper(&renderer, MINIMAL);
    std::fs::write(root.join("二.pdf"), &own[..own.len() - 100]).unwrap();
    let found = jixiao::batch::find_inputs(&[root], Path::new("成果")).unwrap();
    let names: Vec<&str> = found
        .inputs
        .iter()
        .map(|input| input.name.as_str())
        .collect();
    assert_eq!(names, ["一.pdf", "二.pdf"]);
    assert_eq!(found.skipped.len(), 2);
}
