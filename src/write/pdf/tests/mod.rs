//! Files read back by lopdf, which did not write them.

mod read_back;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;
use std::sync::{Arc, LazyLock};

use lopdf::content::Content;
use lopdf::{Dictionary, Object, ObjectId};
use proptest::collection::vec;
use proptest::prelude::*;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::DrawSettings;
use skrifa::outline::pen::PathElement;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::*;
use crate::grid::{Builder, Cell, CellIndex, Grid, Look, Paper, Punctuation, Role, Row};
use crate::layout::{FaceIndex, Glyph, Layout, Page, Rule, Run, RunKind, SUBSTITUTE};
use crate::length::Length;
use crate::write::paper::SRGB;
use crate::write::{Date, Properties, Table};
use read_back::{ReadBack, utf16};

static FONTS: LazyLock<FontSet> = LazyLock::new(|| {
    let mut fonts = FontSet::new();
    for name in [
        "NotoSerifSC-Regular",
        "NotoSansSC-Medium",
        "NotoSerifSC-Bold",
    ] {
        let path = format!("{}/fonts/{name}.ttf", env!("CARGO_MANIFEST_DIR"));
        fonts
            .add(
                name,
                std::sync::Arc::<[u8]>::from(std::fs::read(path).unwrap()),
            )
            .unwrap();
    }
    fonts
});

const SERIF: FaceIndex = FaceIndex(0);
const SANS: FaceIndex = FaceIndex(1);

fn properties() -> Properties {
    Properties {
        title: "整体支出绩效目标表".to_owned(),
        author: "某某局 <甲> & 乙".to_owned(),
        subject: String::new(),
        date: Date {
            year: 2025,
            month: 3,
            day: 9,
        },
    }
}

fn grid(width: f64, height: f64) -> Grid {
    let (width, height, margin) = (Length::pt(width), Length::pt(height), Length::mm(20.0));
    let paper = Paper {
        width,
        height,
        top: margin,
        right: margin,
        bottom: margin,
        left: margin,
        head: None,
        foot: None,
        odd_start: None,
    };
    let (inner_rule, outer_rule) = (Length::pt(0.5), Length::pt(1.0));
    let look = Look {
        paper,
        fonts: Vec::new(),
        styles: Vec::new(),
        inner_rule,
        outer_rule,
        punctuation: Punctuation::Full,
        continued: None,
        words: crate::grid::Words::default(),
        fit: None,
    };
    let mut builder = Builder::new("form", "name", Arc::new(look), vec![Length::mm(100.0)]);
    builder.row(Row { min_height: None });
    builder.cell(cell(Role::Data, (1, 1), "")).unwrap();
    builder.finish().unwrap()
}

fn cell(role: Role, (rowspan, colspan): (usize, usize), text: &str) -> Cell {
    Cell {
        row: 0,
        col: 0,
        rowspan,
        colspan,
        role,
        style: 0,
        text: text.to_owned(),
        number: None,
        blank: None,
        formula: None,
        pointer: String::new(),
    }
}

fn layout(pages: Vec<Page>) -> Layout {
    Layout::drawn(pages)
}

/// Adds a run as layout does: from a fallback face if the wanted one lacks the character, the
/// substitute if all do.
fn put(page: &mut Page, position: (f64, f64), face: FaceIndex, size: f64, text: &str) {
    let start = page.glyphs.len();
    for character in text.chars() {
        let known = FONTS.face(face).glyph(character);
        let glyph = known.unwrap_or_else(|| FONTS.face(face).glyph(SUBSTITUTE).unwrap());
        page.glyphs.push(Glyph {
            id: glyph.id,
            advance: glyph.advance,
            character,
        });
    }
    page.runs.push(Run {
        x: Length::pt(position.0),
        baseline: Length::pt(position.1),
        face,
        size: Length::pt(size),
        glyphs: (start, page.glyphs.len()),
        kind: RunKind::Cell(CellIndex(0)),
    });
}

fn rule(from: (f64, f64), to: (f64, f64), width: f64) -> Rule {
    let position = |(x, y)| (Length::pt(x), Length::pt(y));
    Rule {
        from: position(from),
        to: position(to),
        width: Length::pt(width),
    }
}

fn one_page(text: &str) -> Page {
    let mut page = Page::default();
    put(&mut page, (72.0, 100.0), SERIF, 10.5, text);
    page
}

/// The PDF of tables with these page sizes and pages.
fn written(tables: &[(&Grid, &Layout)]) -> Result<Vec<u8>, WriteError> {
    let labels = ["整体支出", "项目 (一)", "项目 (二)"];
    let tables: Vec<Table<'_>> = tables
        .iter()
        .zip(labels)
        .map(|((grid, layout), label)| Table {
            grid,
            layout,
            label,
        })
        .collect();
    let properties = properties();
    write(
        &Document {
            tables: &tables,
            properties: &properties,
        },
        &FONTS,
    )
    .map(|written| written.bytes)
}

fn file_of(page: Page) -> Vec<u8> {
    written(&[(&grid(595.0, 842.0), &layout(vec![page]))]).unwrap()
}

fn error_of(page: Page) -> String {
    let WriteError::Pdf(source) =
        written(&[(&grid(595.0, 842.0), &layout(vec![page]))]).unwrap_err()
    else {
        panic!("not a failure of the PDF")
    };
    source.to_string()
}

#[test]
fn texts_and_rules_are_where_layout_placed_them() {
    let mut page = Page::default();
    put(&mut page, (200.25, 60.0), FaceIndex(2), 18.0, "目标表");
    put(&mut page, (72.13, 100.5), SERIF, 10.5, "预算数 95%");
    put(&mut page, (72.13, 118.9), SANS, 10.25, "合计");
    page.rules = vec![
        rule((70.0, 80.0), (500.0, 80.0), 1.0),
        rule((70.0, 130.0), (500.0, 130.0), 0.5),
        rule((70.0, 79.5), (70.0, 130.25), 1.0),
    ];
    let second = one_page("次页");
    let (grid, layout) = (grid(595.0, 842.0), layout(vec![page, second]));
    insta::assert_snapshot!(ReadBack::new(&written(&[(&grid, &layout)]).unwrap()).drawing(), @r"
    page 1
    70.00,762.00 500.00,762.00 1
    70.00,712.00 500.00,712.00 0.5
    70.00,762.50 70.00,711.75 1
    200.25,782.00 F2p0 18 目标表
    72.13,741.50 F0p0 10.5 预算数 95%
    72.13,723.10 F1p0 10.25 合计
    page 2
    72.00,742.00 F0p0 10.5 次页
    ");
}

#[test]
fn each_table_keeps_its_own_paper() {
    let (upright, across) = (grid(595.0, 842.0), grid(842.0, 595.0));
    let layout = layout(vec![one_page("甲")]);
    let read = ReadBack::new(&written(&[(&upright, &layout), (&across, &layout)]).unwrap());
    insta::assert_snapshot!(read.drawing(), @r"
    page 1
    72.00,742.00 F0p0 10.5 甲
    page 2
    72.00,495.00 F0p0 10.5 甲
    ");
    let second = read
        .0
        .get_object(read.0.get_pages()[&2])
        .unwrap()
        .as_dict()
        .unwrap();
    let sheet: Vec<_> = second
        .get(b"MediaBox")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(read_back::number)
        .collect();
    assert_eq!(sheet, [Some(0.0), Some(0.0), Some(842.0), Some(595.0)]);
}

#[test]
fn a_missing_character_stays_in_the_text() {
    let read = ReadBack::new(&file_of(one_page("甲\u{E000}\u{10FFFD}〓😀乙")));
    let drawing = read.drawing();
    let words = drawing
        .lines()
        .skip(1)
        .filter_map(|line| line.split(' ').nth(3));
    assert_eq!(words.collect::<String>(), "甲\u{E000}\u{10FFFD}〓😀乙");
    let page = read.0.get_pages()[&1];
    let mut glyphs = Vec::new();
    for name in [b"F0p0".as_slice(), b"F0p1", b"F0p16"] {
        let drawn = read.drawn(page, name).into_values();
        let substitutes = drawn.filter(|(text, _)| !"甲乙".contains(text.as_str()));
        glyphs.extend(substitutes.map(|(_, glyph)| glyph));
    }
    assert_eq!(glyphs.len(), 4);
    assert!(
        glyphs
            .iter()
            .all(|glyph| *glyph == glyphs[0] && *glyph != 0)
    );
}

#[test]
fn fonts_are_subset_with_the_same_outlines() {
    let text = "部门整体支出绩效目标表 A1";
    let bytes = file_of(one_page(text));
    let read = ReadBack::new(&bytes);
    let page = read.0.get_pages()[&1];
    assert_eq!(read.0.get_page_fonts(page).len(), 1);
    let [font, descendant, descriptor] = read.font(page, b"F0p0");
    let name = font.get(b"BaseFont").unwrap().as_name_str().unwrap();
    assert!(
        name.len() > 7 && name.ends_with("+NotoSerifSC-Regular"),
        "{name}"
    );
    for (dictionary, key) in [
        (&descendant, b"BaseFont".as_slice()),
        (&descriptor, b"FontName"),
    ] {
        assert_eq!(dictionary.get(key).unwrap().as_name_str().unwrap(), name);
    }
    let file = read.stream(&descriptor, "FontFile2");
    assert!(file.len() < 20_000 && bytes.len() < 20_000);
    let subset = FontRef::new(&file).unwrap();
    let whole = FontRef::new(FONTS.face(SERIF).data()).unwrap();
    for (character, glyph) in read.drawn(page, b"F0p0").into_values() {
        let original = whole.charmap().map(character.chars().next().unwrap());
        assert_eq!(
            outline(&subset, GlyphId::from(glyph)),
            outline(&whole, original.unwrap()),
            "{character}"
        );
    }
}

fn outline(font: &FontRef<'_>, glyph: GlyphId) -> (Option<f32>, Vec<PathElement>) {
    let (size, location) = (Size::unscaled(), LocationRef::default());
    let mut steps = Vec::new();
    let outline = font.outline_glyphs().get(glyph).unwrap();
    outline
        .draw(DrawSettings::unhinted(size, location), &mut steps)
        .unwrap();
    (
        font.glyph_metrics(size, location).advance_width(glyph),
        steps,
    )
}

#[test]
fn each_glyph_is_as_wide_as_in_its_face() {
    let text = "甲 A1乙i";
    let read = ReadBack::new(&file_of(one_page(text)));
    let page = read.0.get_pages()[&1];
    let [_, descendant, _] = read.font(page, b"F0p0");
    let whole = |object: &Object| u16::try_from(object.as_i64().unwrap()).unwrap();
    let mut widths = BTreeMap::new();
    for pair in descendant.get(b"W").unwrap().as_array().unwrap().chunks(2) {
        widths.extend((whole(&pair[0])..).zip(pair[1].as_array().unwrap().iter().map(whole)));
    }
    for (code, (character, _)) in read.drawn(page, b"F0p0") {
        let advance = FONTS
            .face(SERIF)
            .glyph(character.chars().next().unwrap())
            .unwrap()
            .advance;
        assert_eq!(
            widths.get(&code).copied().unwrap_or(1000),
            advance,
            "{character}"
        );
    }
}

#[test]
fn each_table_has_a_bookmark() {
    let grid = grid(595.0, 842.0);
    let (long, short) = (
        layout(vec![one_page("甲"), Page::default()]),
        layout(vec![one_page("乙")]),
    );
    let read = ReadBack::new(&written(&[(&grid, &long), (&grid, &short)]).unwrap());
    let outline = read.dictionary(read.0.catalog().unwrap().get(b"Outlines").unwrap());
    let first = read.dictionary(outline.get(b"First").unwrap());
    let second = read.dictionary(first.get(b"Next").unwrap());
    assert!(!second.has(b"Next"));
    for (item, label, page) in [(first, "整体支出", 1), (second, "项目 (一)", 3)] {
        assert_eq!(item.get(b"Title").unwrap().as_str().unwrap(), utf16(label));
        let destination = item.get(b"Dest").unwrap().as_array().unwrap();
        assert_eq!(
            destination[0].as_reference().unwrap(),
            read.0.get_pages()[&page]
        );
    }
}

#[test]
fn document_information_and_xmp_are_equal() {
    let read = ReadBack::new(&file_of(one_page("甲")));
    let info = read.dictionary(read.0.trailer.get(b"Info").unwrap());
    let said = |key: &str| info.get(key.as_bytes()).unwrap().as_str().unwrap().to_vec();
    assert_eq!(said("Title"), utf16("整体支出绩效目标表"));
    assert_eq!(said("Author"), utf16("某某局 <甲> & 乙"));
    assert!(!info.has(b"Subject"));
    assert!(said("CreationDate").starts_with(b"D:20250309"));
    let catalog = read.0.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"zh-CN");
    let xmp = String::from_utf8(read.stream(catalog, "Metadata")).unwrap();
    let xml = roxmltree::Document::parse(xmp.trim_start_matches('\u{feff}')).unwrap();
    let text = |name: &str| {
        let node = xml
            .descendants()
            .find(|node| node.tag_name().name() == name)?;
        node.descendants()
            .find_map(|node| node.text().filter(|text| !text.trim().is_empty()))
    };
    assert_eq!(text("title"), Some("整体支出绩效目标表"));
    assert_eq!(text("creator"), Some("某某局 <甲> & 乙"));
    assert_eq!(text("description"), None);
    assert_eq!(text("CreateDate"), Some("2025-03-09T00:00:00+00:00"));
    assert_eq!((text("part"), text("conformance")), (Some("2"), Some("U")));
}

#[test]
fn the_file_has_the_entries_that_pdf_a_requires() {
    let read = ReadBack::new(&file_of(one_page("甲")));
    let catalog = read.0.catalog().unwrap();
    assert!(!catalog.has(b"OCProperties"));
    let intent = read.dictionary(&catalog.get(b"OutputIntents").unwrap().as_array().unwrap()[0]);
    assert_eq!(
        intent.get(b"S").unwrap().as_name_str().unwrap(),
        "GTS_PDFA1"
    );
    assert_eq!(read.stream(&intent, "DestOutputProfile"), SRGB);
    let number = |at: usize| {
        let bytes = SRGB[at..at + 4].try_into().unwrap();
        u32::from_be_bytes(bytes) as usize
    };
    assert_eq!(number(0), SRGB.len());
    for tag in (132..132 + 12 * number(128)).step_by(12) {
        let (start, length) = (number(tag + 4), number(tag + 8));
        assert!(start % 4 == 0 && start + length <= SRGB.len());
    }
    let [_, descendant, descriptor] = read.font(read.0.get_pages()[&1], b"F0p0");
    assert!(descendant.has(b"CIDToGIDMap"));
    assert_eq!(
        descriptor
            .get(b"FontBBox")
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        4
    );
    assert_eq!(
        read.0.trailer.get(b"ID").unwrap().as_array().unwrap().len(),
        2
    );
}

#[test]
fn equal_input_gives_equal_bytes_on_every_thread() {
    let bytes = file_of(one_page("甲乙丙"));
    let threads: Vec<_> = (0..4)
        .map(|_| std::thread::spawn(|| file_of(one_page("甲乙丙"))))
        .collect();
    for thread in threads {
        assert!(thread.join().unwrap() == bytes);
    }
    let other = file_of(one_page("甲乙丁"));
    let id = |bytes: &[u8]| {
        ReadBack::new(bytes)
            .0
            .trailer
            .get(b"ID")
            .unwrap()
            .as_array()
            .unwrap()[0]
            .clone()
    };
    assert_ne!(id(&bytes).as_str().unwrap(), id(&other).as_str().unwrap());
}

#[test]
fn empty_pages_and_no_pages_make_a_file() {
    let grid = grid(595.0, 842.0);
    let mut blank = Page::default();
    put(&mut blank, (72.0, 100.0), SANS, 12.0, "");
    let (empty, none) = (layout(vec![blank, Page::default()]), layout(Vec::new()));
    assert_eq!(
        ReadBack::new(&written(&[(&grid, &empty), (&grid, &none)]).unwrap())
            .0
            .get_pages()
            .len(),
        2
    );
    assert_eq!(
        ReadBack::new(&written(&[(&grid, &none)]).unwrap())
            .0
            .get_pages()
            .len(),
        1
    );
    assert_eq!(ReadBack::new(&written(&[]).unwrap()).0.get_pages().len(), 1);
}

#[test]
fn an_invalid_layout_is_an_error_and_no_panic() {
    type Change = fn(&mut Page);
    let cases: [(Change, &str); 11] = [
        (
            |page| page.runs[0].kind = RunKind::Cell(CellIndex(1)),
            "a run of text belongs to a title or cell that its table lacks",
        ),
        (
            |page| page.runs[0].kind = RunKind::Title(0),
            "a run of text belongs to a title or cell that its table lacks",
        ),
        (
            |page| page.runs[0].face = FaceIndex(9),
            "a run of text has face 9, which the font set lacks",
        ),
        (
            |page| page.runs[0].glyphs = (0, 7),
            "a run of text has glyphs (0, 7), which its page lacks",
        ),
        (
            |page| page.runs[0].glyphs = (1, 0),
            "a run of text has glyphs (1, 0), which its page lacks",
        ),
        (
            |page| page.runs[0].size = Length::pt(f64::NAN),
            "a type size, a rule's width or a sheet is no length a PDF can hold",
        ),
        (
            |page| page.rules.push(rule((0.0, 0.0), (1.0, 1.0), -1.0)),
            "a type size, a rule's width or a sheet is no length a PDF can hold",
        ),
        (
            |page| page.runs[0].baseline = Length::pt(850.0),
            "a text or a rule stands where no sheet reaches",
        ),
        (
            |page| page.runs[0].x = Length::pt(f64::INFINITY),
            "a text or a rule stands where no sheet reaches",
        ),
        (
            |page| page.glyphs[0].id = u16::MAX,
            "字体 NotoSerifSC-Regular 里用到的字取不出来,字体文件已损坏",
        ),
        (
            |page| page.rules.push(rule((f64::NAN, 0.0), (1.0, 1.0), 1.0)),
            "a text or a rule stands where no sheet reaches",
        ),
    ];
    for (change, message) in cases {
        let mut page = one_page("甲");
        change(&mut page);
        assert_eq!(error_of(page), message);
    }
}

#[test]
fn a_glyph_of_no_character_is_drawn() {
    let mut page = one_page("甲乙");
    page.glyphs[0].id = 0;
    assert!(ReadBack::new(&file_of(page)).drawing().contains("甲乙"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_layout_makes_a_file_or_an_error(
        runs in vec((length(), length(), 0..4_usize, length(), (0..6_usize, 0..6_usize)), 0..4),
        glyphs in vec((0..2_000_u16, any::<u16>(), any::<char>()), 4),
        rules in vec(((length(), length()), (length(), length()), length()), 0..4),
        paper in (length(), length()),
    ) {
        let glyphs = glyphs.into_iter().map(|(id, advance, character)| Glyph { id, advance, character }).collect();
        let kind = RunKind::Foot;
        let runs = runs.into_iter().map(|(x, baseline, face, size, glyphs)| {
            Run { x, baseline, face: FaceIndex(face), size, glyphs, kind }
        });
        let rules = rules.into_iter().map(|(from, to, width)| Rule { from, to, width });
        let page = Page { runs: runs.collect(), glyphs, rules: rules.collect() };
        let grid = grid(paper.0.to_pt(), paper.1.to_pt());
        if let Ok(bytes) = written(&[(&grid, &layout(vec![page]))]) {
            assert_eq!(ReadBack::new(&bytes).0.get_pages().len(), 1);
        }
    }
}

/// Mostly a length as on paper, sometimes any number at all.
fn length() -> impl Strategy<Value = Length> {
    prop_oneof![40 => 0.0..900.0, 1 => any::<f64>()].prop_map(Length::pt)
}
