//! Small volumes read back by lopdf, and invalid chapter files.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object};

use super::super::Claim;
use super::*;
use crate::layout::Cover;
use crate::length::Length;
use crate::write::paper::chapter::Chapter;
use crate::write::paper::for_tests::{FONTS, look, table};
use crate::write::{Date, Table};

fn part(title: &str) -> Vec<u8> {
    let (grid, layout) = table(title);
    let table = Table {
        grid: &grid,
        layout: &layout,
        label: "表",
    };
    let tables = [table];
    let drawn = DrawnTables::new(&tables, &FONTS).unwrap();
    DrawnTables::chapter_file(&[drawn], &["表".to_owned()])
        .unwrap()
        .0
}

fn volume(parts: &[Vec<u8>]) -> io::Result<Vec<u8>> {
    divided(parts, |_| "")
}

/// A volume whose chapters have these divisions.
fn divided(parts: &[Vec<u8>], division: fn(usize) -> &'static str) -> io::Result<Vec<u8>> {
    let look = look();
    let lines = ["一个部门".to_owned()];
    let cover = Cover {
        look: &look,
        bureau: "某县财政局",
        title: "题名",
        subtitle: "（2025年度）",
        kind: "合订本",
        lines: &lines,
        imprint: &[],
        contents: "目录",
        index: "分部门页码",
    };
    let tables = [("表".to_owned(), 1)];
    let chapters: Vec<Chapter<'_>> = parts
        .iter()
        .enumerate()
        .map(|(index, _)| Chapter {
            title: "部门",
            name: "部门",
            division: division(index),
            tables: &tables,
        })
        .collect();
    let properties = Properties {
        title: "题名".to_owned(),
        author: String::new(),
        subject: String::new(),
        date: Date {
            year: 2025,
            month: 1,
            day: 1,
        },
    };
    let mut bytes = Vec::new();
    let parts = |index: usize| Ok(parts[index].clone());
    let by_name: Vec<usize> = (0..chapters.len()).rev().collect();
    let bound = Bound {
        cover: &cover,
        chapters: &chapters,
        by_name: &by_name,
        claim: Claim::Archive,
    };
    write_volume(&mut bytes, &bound, parts, &properties, &FONTS)?;
    Ok(bytes)
}

#[test]
fn all_pages_are_there_and_fonts_once() {
    let parts: Vec<Vec<u8>> = (0..70).map(|number| part(&format!("表{number}"))).collect();
    let bytes = volume(&parts).unwrap();
    assert_eq!(bytes, volume(&parts).unwrap());
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    // The cover, four of contents (140 entries) and an empty one, the tables with an empty page after
    // each, and the index.
    assert_eq!(file.get_pages().len(), 6 + 2 * 70 + 1);
    let of_type = |name: &[u8]| {
        let objects = file.objects.values();
        let dictionaries = objects.filter_map(|object| object.as_dict().ok());
        dictionaries
            .filter(|dictionary| dictionary.type_is(name))
            .count()
    };
    assert_eq!((of_type(b"Font"), of_type(b"FontDescriptor")), (2, 1));
}

#[test]
fn bookmarks_of_tables_are_children_of_their_department() {
    let parts = ["甲", "乙", "丙"].map(part);
    let file = lopdf::Document::load_mem(&volume(&parts).unwrap()).unwrap();
    let follow = |dictionary: &Dictionary, key: &[u8]| {
        let number = dictionary.get(key).ok()?.as_reference().unwrap();
        Some((number, file.get_dictionary(number).unwrap().clone()))
    };
    let outline = follow(file.catalog().unwrap(), b"Outlines").unwrap().1;
    let mut next = follow(&outline, b"First").and_then(|(_, contents)| follow(&contents, b"Next"));
    let mut seen = 0;
    while let Some((number, department)) = next {
        next = follow(&department, b"Next");
        if next.is_none() {
            // The index.
            assert!(department.get(b"First").is_err());
            break;
        }
        let (table, below) = follow(&department, b"First").unwrap();
        assert_eq!(follow(&department, b"Last").unwrap().0, table);
        assert_eq!(follow(&below, b"Parent").unwrap().0, number);
        seen += 1;
    }
    assert_eq!(seen, 3);
}

/// Content streams of a page, without its resources.
fn drawn(file: &lopdf::Document, page: lopdf::ObjectId) -> String {
    String::from_utf8_lossy(&file.get_page_content(page).unwrap()).into_owned()
}

#[test]
fn each_chapter_and_division_begins_on_the_front_of_a_leaf() {
    let parts: Vec<Vec<u8>> = ["甲", "乙", "丙"].map(part).into();
    let bytes = divided(&parts, |index| if index < 2 { "农业股" } else { "社保股" }).unwrap();
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    let pages: Vec<lopdf::ObjectId> = file.get_pages().into_values().collect();
    // Cover, contents; a divider and its back; two chapters and their empty backs; a divider and a
    // chapter; the index.
    let has_text: Vec<bool> = pages
        .iter()
        .map(|page| drawn(&file, *page).contains("Tj") || drawn(&file, *page).contains("TJ"))
        .collect();
    let leaf = [true, false];
    let wanted = [&[true, true][..], &leaf.repeat(5), &[true]].concat();
    assert_eq!(has_text, wanted);
}

/// Where the first text of the last content stream of a page begins.
fn foot_at(file: &lopdf::Document, page: lopdf::ObjectId) -> f64 {
    let foot = *file.get_page_contents(page).last().unwrap();
    let foot = file.get_object(foot).and_then(Object::as_stream).unwrap();
    let content = foot.decode_content().unwrap();
    let mut operations = content.operations.iter();
    let place = operations.find(|one| ["Td", "Tm"].contains(&one.operator.as_str()));
    let operands = &place.unwrap().operands;
    match &operands[operands.len() - 2] {
        Object::Integer(number) => f64::from(i32::try_from(*number).unwrap()),
        Object::Real(number) => *number,
        other => panic!("{other:?} is no number"),
    }
}

#[test]
fn page_numbers_are_at_the_outer_edge_whatever_the_edition_says() {
    // The foot of the look is centred.
    let bytes = volume(&["甲", "乙"].map(part)).unwrap();
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    let pages: Vec<lopdf::ObjectId> = file.get_pages().into_values().collect();
    let middle = Length::mm(105.0).to_pt();
    // Contents on page ii, departments on 1 and 3, index on 5.
    for (index, is_odd) in [(1, false), (2, true), (4, true), (6, true)] {
        let at = foot_at(&file, pages[index]);
        assert_eq!(at > middle, is_odd, "page {index}: {at}");
    }
}

#[test]
fn the_bytes_are_the_same_for_any_number_of_threads() {
    // More pages than are made at a time.
    let parts: Vec<Vec<u8>> = (0..600)
        .map(|number| part(&format!("表{number}")))
        .collect();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| volume(&parts).unwrap())
    };
    let one = with(1);
    assert!(lopdf::Document::load_mem(&one).unwrap().get_pages().len() > 600);
    assert!(one == with(2) && one == with(5));
}

#[test]
fn every_plane_of_characters_has_a_font() {
    let bytes = volume(&[part("甲\u{20BB7}乙")]).unwrap();
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    let resources = file.get_dictionary((7, 0)).unwrap();
    let fonts: &Dictionary = resources.get(b"Font").and_then(Object::as_dict).unwrap();
    let names: BTreeMap<_, _> = fonts.iter().collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn an_invalid_chapter_file_is_refused() {
    let whole = part("表");
    // Before the size of the only page are the numbers of attached files and of pages, and before
    // these the last marked content: page and number.
    let size = Length::mm(210.0).to_pt().to_be_bytes();
    let end = whole.windows(8).position(|bytes| bytes == size).unwrap();
    let mut elsewhere = whole.clone();
    assert_eq!(elsewhere[end - 4..end], [0, 0, 0, 1]);
    elsewhere[end - 4] = 1;
    for wrong in [
        elsewhere,
        Vec::new(),
        b"jixiao part 1\n".to_vec(),
        whole[..whole.len() - 1].to_vec(),
        whole[..40].to_vec(),
    ] {
        assert!(volume(&[wrong]).is_err());
    }
    assert!(volume(&[whole]).is_ok());
}
