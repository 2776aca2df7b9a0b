//! Packs of the fonts: every output has the same bytes with any pack; a PDF whose outlines are not
//! there is refused with words, never printed with blanks.
//!
//! `tests/support/packs.rs` makes the packs; they are in no file.

#![cfg(feature = "fonts")]
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use jixiao::batch::{Batch, Rerun, VOLUME, Volume, find_inputs};
use jixiao::finding::{Code, Finding};
use jixiao::form::Registry;
use jixiao::layout::{FaceIndex, Page, lay_out, squeezable};
use jixiao::render::{
    BlankOptions, Files, OnErrors, Options, OutputFile, PackError, Rendered, Renderer,
    built_in_fonts, fonts_of_packs,
};
use jixiao::write::Format;

#[path = "support/editions.rs"]
mod editions;
#[path = "support/packs.rs"]
#[expect(dead_code, reason = "main is unused here")]
mod packs;
#[path = "support/snapshot.rs"]
mod snapshot;
#[path = "support/submissions.rs"]
mod submissions;
#[path = "support/tree.rs"]
mod tree;

use editions::write_built_in;
use packs::Kind;
use snapshot::assert_snapshot_in;
use submissions::{department, folder_of};
use tree::tree;

type Packs = Vec<(String, Arc<[u8]>)>;

static WIDTHS: LazyLock<Packs> = LazyLock::new(|| packs::packs(Kind::Widths).unwrap());
static COMMON: LazyLock<Packs> = LazyLock::new(|| packs::packs(Kind::Common).unwrap());

static WHOLE: LazyLock<Renderer> = LazyLock::new(Renderer::built_in);
static WITH_WIDTHS: LazyLock<Renderer> =
    LazyLock::new(|| Renderer::with_packs(WIDTHS.clone()).unwrap());
static WITH_COMMON: LazyLock<Renderer> =
    LazyLock::new(|| Renderer::with_packs(COMMON.clone()).unwrap());

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The example, the golden submissions, one of each other edition, and 25 invented submissions with
/// all kinds of findings.
fn submissions() -> Vec<PathBuf> {
    let mut files = vec![
        root().join("examples/hezheng-2025.json"),
        root().join("tests/golden/breaks.json"),
    ];
    let invented = fs::read_dir(root().join("tests/corpus")).unwrap();
    let mut invented: Vec<PathBuf> = invented.map(|entry| entry.unwrap().path()).collect();
    invented.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    assert!(invented.len() >= 20);
    let editions = fs::read_dir(root().join("tests/editions")).unwrap();
    invented.extend(editions.map(|entry| entry.unwrap().path().join("data.json")));
    invented.sort();
    files.extend(invented);
    files
}

fn options(formats: &[Format], files: Files) -> Options {
    Options {
        formats: formats.to_vec(),
        files,
        errors: OnErrors::Continue,
        ..Options::default()
    }
}

fn render(renderer: &Renderer, data: &[u8], options: &Options) -> Rendered {
    renderer.render("表.json", data, options).unwrap()
}

/// Compares names and bytes without printing the bytes.
fn assert_same(one: &[OutputFile], other: &[OutputFile], what: &str) {
    let names = |files: &[OutputFile]| files.iter().map(|file| file.name.clone()).collect();
    let [left, right]: [Vec<String>; 2] = [names(one), names(other)];
    assert_eq!(left, right, "{what}");
    for (one, other) in one.iter().zip(other) {
        assert!(one.bytes == other.bytes, "{what}: {}", one.name);
    }
}

fn of_outlines(rendered: &Rendered) -> Vec<&Finding> {
    let findings = rendered.report.findings().iter();
    findings
        .filter(|finding| finding.code == Code::OutlineMissing)
        .collect()
}

/// Compares the findings about outlines, as text, with a snapshot.
fn snapshot_of(name: &str, rendered: &Rendered) {
    let findings = of_outlines(rendered).into_iter();
    let text: Vec<String> = findings.map(|finding| format!("{finding}\n")).collect();
    assert_snapshot_in("packs", name, &text.join("\n"));
}

/// Whether a file has outlines of glyphs.
fn is_pdf(name: &str) -> bool {
    ["pdf", "ofd"].contains(&name.rsplit('.').next().unwrap_or_default())
}

fn without_pdf(mut files: Vec<OutputFile>) -> Vec<OutputFile> {
    files.retain(|file| !is_pdf(&file.name));
    files
}

#[test]
fn every_output_has_the_same_bytes_with_the_common_packs() {
    for path in submissions() {
        let data = fs::read(&path).unwrap();
        let what = path.display().to_string();
        let options = options(&Format::ALL, Files::Together);
        let whole = render(&WHOLE, &data, &options);
        let common = render(&WITH_COMMON, &data, &options);
        assert_eq!(whole.files.len(), 4, "{what}");
        assert_same(&whole.files, &common.files, &what);
        assert_eq!(whole.report, common.report, "{what}");
    }
}

#[test]
fn workbooks_and_pages_have_the_same_bytes_with_the_width_packs() {
    for path in submissions() {
        let data = fs::read(&path).unwrap();
        let what = path.display().to_string();
        let paperless = options(&[Format::Xlsx, Format::Html], Files::EachTable);
        let whole = render(&WHOLE, &data, &paperless);
        let widths = render(&WITH_WIDTHS, &data, &paperless);
        assert!(whole.files.len() >= 2, "{what}");
        assert_same(&whole.files, &widths.files, &what);
        assert_eq!(whole.report, widths.report, "{what}");
    }
}

#[test]
fn blank_workbooks_have_the_same_bytes_with_the_width_packs() {
    let registry = Registry::built_in();
    for edition in registry.editions() {
        let blank = |renderer: &Renderer| {
            let edition = renderer.registry().find(&edition.id).unwrap();
            let options = BlankOptions::all(edition, 3);
            let blank = renderer.blank(edition, &options).unwrap().value;
            blank.unwrap().file
        };
        let files = [&WHOLE, &WITH_WIDTHS].map(|renderer| [blank(renderer)]);
        assert_same(&files[0], &files[1], &edition.id);
    }
}

/// The pages of the tables of a submission, as text.
fn pages(renderer: &Renderer, data: &str) -> String {
    let submission = renderer.read("表.json", data.as_bytes()).value.unwrap();
    let grids = renderer.grids(&submission).unwrap();
    let fonts = renderer.fonts();
    let layouts = grids
        .iter()
        .map(|grid| (grid, lay_out(grid, fonts).unwrap()));
    let pages = layouts.map(|(grid, layout)| {
        let pages: Vec<Page> = layout.pages(grid).collect();
        format!("{pages:?}")
    });
    pages.collect()
}

/// The width packs have the extents of the glyphs whose ink decides how punctuation is compressed.
#[test]
fn compressed_punctuation_is_the_same_with_the_width_packs() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("挤压");
    let all: String = squeezable().collect();
    let text = format!("（一）《办法》“甲”、‘乙’，{all}。").repeat(20);
    let mut data = department("", "云溪县水务局");
    data["edition"] = "own".into();
    data["department"]["annual_target"] = text.into();
    let data = data.to_string();
    let mut made: Vec<String> = Vec::new();
    for how in ["full", "adjacent", "squeezed"] {
        write_built_in(&own, |name, text| match name {
            "edition.toml" => text.replace("\"gansu-2025\"", "\"own\"").replace(
                "punctuation = \"full\"",
                &format!("punctuation = \"{how}\""),
            ),
            _ => text.to_owned(),
        });
        let whole = Renderer::with_folders(Some(&own), None).unwrap();
        let whole = pages(&whole.value.unwrap(), &data);
        for packs in [WIDTHS.clone(), COMMON.clone()] {
            let fonts = fonts_of_packs(packs).unwrap();
            let read = Renderer::with_folders_and(fonts, Some(&own), None).unwrap();
            assert!(pages(&read.value.unwrap(), &data) == whole, "{how}");
        }
        assert!(!made.contains(&whole), "{how}: the ink is not read");
        made.push(whole);
    }
}

#[test]
fn a_pdf_is_refused_without_any_outline() {
    let data = fs::read(root().join("examples/hezheng-2025.json")).unwrap();
    assert!(!WITH_WIDTHS.fonts().has_outlines() && WITH_COMMON.fonts().has_outlines());
    for files in [Files::Together, Files::EachTable] {
        let mut all = options(&Format::ALL, files);
        let whole = render(&WHOLE, &data, &all);
        all.errors = OnErrors::Stop;
        let widths = render(&WITH_WIDTHS, &data, &all);
        let found = of_outlines(&widths);
        assert_eq!(found.len(), 1, "{:?}", widths.report);
        assert!(found[0].seen.contains("不带字形,不能生成 PDF"));
        assert!(widths.report.has_errors());
        snapshot_of("no-outlines", &widths);
        assert_same(&without_pdf(whole.files), &widths.files, "the other files");
        let pdf = render(&WITH_WIDTHS, &data, &options(&[Format::Pdf], files));
        assert!(pdf.files.is_empty() && of_outlines(&pdf).len() == 1);
    }
}

/// A department whose name and target have characters that are in the fonts, but not common: a
/// surname in its old form, a character of an ancient work, a place.
fn with_rare_characters() -> Vec<u8> {
    let mut data = department("", "云溪县劉家寨水务局");
    data["department"]["annual_target"] = "修好㐀村的渠，劉家寨的堰，鿏镇的站".into();
    data.to_string().into_bytes()
}

#[test]
fn a_rare_character_is_named_and_no_pdf_is_made() {
    let data = with_rare_characters();
    let mut all = options(&Format::ALL, Files::Together);
    let whole = render(&WHOLE, &data, &all);
    assert_eq!(whole.files.len(), 4);
    all.errors = OnErrors::Stop;
    let common = render(&WITH_COMMON, &data, &all);
    assert_same(&without_pdf(whole.files), &common.files, "the other files");
    let mut found: Vec<(&str, &str)> = Vec::new();
    for finding in of_outlines(&common) {
        found.push((&finding.seen, &finding.place.pointer));
    }
    // 鿏 is in 通用规范汉字表.
    let wanted = [
        (
            "\"㐀\"(U+3400)的字形不在这份程序所带的字体里",
            "/department/annual_target",
        ),
        (
            "\"劉\"(U+5289)的字形不在这份程序所带的字体里",
            "/department/name",
        ),
    ];
    assert_eq!(found, wanted);
    snapshot_of("rare-characters", &common);
    let paperless = options(&[Format::Xlsx], Files::Together);
    let paperless = render(&WITH_COMMON, &data, &paperless);
    assert!(of_outlines(&paperless).is_empty(), "it needs no outline");
}

/// Adding the whole file of a face gives the PDF of the whole program; another font with the
/// character gives one with that font's glyph.
#[test]
fn a_font_that_is_added_supplies_the_outlines() {
    let data = with_rare_characters();
    let pdf = options(&[Format::Pdf], Files::Together);
    let whole_fonts = built_in_fonts();
    let serif = whole_fonts.face(FaceIndex(0));
    let bytes: Arc<[u8]> = serif.data().into();
    let rendered = |names: &[&str]| {
        let mut fonts = fonts_of_packs(COMMON.clone()).unwrap();
        for name in names {
            fonts.add(name, Arc::clone(&bytes)).unwrap();
        }
        render(&Renderer::new(Registry::built_in(), fonts), &data, &pdf)
    };
    let whole = render(&WHOLE, &data, &pdf);
    let other = rendered(&["甲宋"]);
    assert!(of_outlines(&other).is_empty(), "{:?}", other.report);
    assert_eq!(other.files.len(), 1);
    assert_ne!(whole.files[0].bytes, other.files[0].bytes, "another face");
    let same = rendered(&[serif.name(), "甲宋"]);
    assert!(of_outlines(&same).is_empty(), "{:?}", same.report);
    assert_eq!(rendered(&[]).files.len(), 0);
}

#[test]
fn a_batch_has_the_same_bytes_with_the_common_packs() {
    let folder = folder_of([
        ("a.json", department("001", "云溪县水务局")),
        ("b.json", department("002", "云溪县档案馆")),
    ]);
    let found = find_inputs(&[folder.path().join("申报")], Path::new("no such folder")).unwrap();
    let batch = Batch {
        volume: Volume::With,
        ..Batch::default()
    };
    let outs = [(&*WHOLE, "whole"), (&*WITH_COMMON, "common")].map(|(renderer, name)| {
        let out = folder.path().join(name);
        batch.run(renderer, &found.inputs, &out, &()).unwrap();
        tree(&out)
    });
    assert!(outs[0].contains_key(VOLUME));
    let [whole, common] = outs;
    let names: BTreeSet<&String> = whole.keys().chain(common.keys()).collect();
    let differ: Vec<&String> = names
        .into_iter()
        .filter(|name| whole.get(*name) != common.get(*name))
        .collect();
    assert!(differ.is_empty(), "{differ:?}");
}

/// A volume is refused too; and with the outlines there, a department that lacked its PDF is made
/// again.
#[test]
fn a_batch_without_outlines_makes_no_pdf_and_is_completed_later() {
    let folder = folder_of([("a.json", department("001", "云溪县水务局"))]);
    let inputs = find_inputs(&[folder.path().join("申报")], Path::new("no such folder")).unwrap();
    let pdfs = |out: &Path| {
        let files = tree(out).into_keys();
        files.filter(|name| is_pdf(name)).count()
    };
    let out = folder.path().join("成果");
    let mut batch = Batch::default();
    let run = |renderer: &Renderer, batch: &Batch| batch.run(renderer, &inputs.inputs, &out, &());
    let outcome = run(&WITH_WIDTHS, &batch).unwrap();
    assert_eq!((outcome.counts.made, pdfs(&out)), (1, 0));
    batch.rerun = Rerun::Resume;
    run(&WHOLE, &batch).unwrap();
    assert_eq!(pdfs(&out), 1);
    batch.volume = Volume::With;
    let refused = run(&WITH_WIDTHS, &batch).unwrap_err().in_a_line();
    assert!(
        refused.contains(VOLUME) && refused.contains("里面没有这些字的字形"),
        "{refused}"
    );
}

#[test]
fn only_packs_of_this_programs_fonts_are_taken() {
    let changed = |change: &dyn Fn(&mut Packs)| {
        let mut packs = WIDTHS.clone();
        change(&mut packs);
        fonts_of_packs(packs).unwrap_err()
    };
    assert_eq!(
        changed(&|packs| drop(packs.remove(1))),
        PackError::Missing("NotoSansSC-Medium")
    );
    let twice = changed(&|packs| packs.push(packs[0].clone()));
    assert_eq!(twice, PackError::Twice("NotoSerifSC-Regular".to_owned()));
    let unknown = changed(&|packs| packs[0].0 = "甲宋".to_owned());
    assert_eq!(unknown, PackError::Unknown("甲宋".to_owned()));
    let other = changed(&|packs| packs[0].1 = Arc::clone(&packs[1].1));
    assert_eq!(
        other.to_string(),
        "字体 NotoSerifSC-Regular 不是与这份程序同版的"
    );
    let damaged = changed(&|packs| packs[0].1 = packs[0].1[..1000].into());
    assert!(matches!(damaged, PackError::Font { .. }), "{damaged}");
    let mut any_order = WIDTHS.clone();
    any_order.reverse();
    let fonts = fonts_of_packs(any_order).unwrap();
    assert!(built_in_fonts().names().eq(fonts.names()));
}

/// The packs are small; the common ones have all characters that they promise.
#[test]
fn the_packs_have_what_they_promise() {
    let size = |packs: &Packs| packs.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
    // After gzip 41 KB and 6.9 MB (the example `packs` prints it).
    assert!(size(&WIDTHS) < 450_000 && size(&COMMON) < 12_000_000);
    assert_eq!(packs::packs(Kind::Widths).unwrap(), *WIDTHS);
    let standard: BTreeSet<char> = packs::standard().collect();
    assert_eq!((packs::standard().count(), standard.len()), (8105, 8105));
    let fonts = fonts_of_packs(COMMON.clone()).unwrap();
    let form = root().join("templates/gansu-2025/department-target.tera");
    let form = fs::read_to_string(form).unwrap();
    for face in &fonts.faces()[..3] {
        let has = |character: char| {
            let glyph = face.glyph(character);
            glyph.is_some_and(|glyph| face.has_outline(glyph.id))
        };
        let lacking: String = standard.iter().filter(|one| !has(**one)).collect();
        assert_eq!(lacking, "", "{}", face.name());
        let drawn = form.chars().filter(|one| !one.is_control());
        let lacking: String = drawn.filter(|one| !has(*one)).collect();
        assert_eq!(lacking, "", "{}", face.name());
        assert!("〓①㎡％“—…≥℃".chars().all(has), "{}", face.name());
        assert!(!has('劉') && face.glyph('劉').is_some(), "{}", face.name());
    }
}

/// A font that says that it is a pack is read with care.
#[test]
fn a_damaged_pack_is_a_font_that_cannot_be_used() {
    let (name, bytes) = &WIDTHS[0];
    let at = bytes.windows(4).position(|tag| tag == b"jxPk").unwrap();
    let start = u32::from_be_bytes(bytes[at + 8..at + 12].try_into().unwrap());
    let mut damaged = bytes.to_vec();
    damaged[usize::try_from(start).unwrap() + 1] = 9;
    let refused = built_in_fonts().add(name, Arc::<[u8]>::from(damaged));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "不是可读的字体文件:jxPk 表已损坏"
    );
    let mut nameless = bytes.to_vec();
    nameless[at..at + 4].copy_from_slice(b"none");
    let refused = built_in_fonts().add(name, Arc::<[u8]>::from(nameless));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "不是可读的字体文件:没有 glyf、loca 或 cmap 表"
    );
}
