//! Small volumes, and invalid chapter files. `tests/ofd.rs` reads whole volumes back.

use std::io::{Cursor, Read};

use super::*;
use crate::layout::Cover;
use crate::write::ofd::OfdProfile;
use crate::write::paper::chapter::Chapter;
use crate::write::paper::for_tests::{FONTS, look, table};
use crate::write::pdf::Claim;
use crate::write::{Date, Properties, Table};

fn part(title: &str) -> Vec<u8> {
    let (grid, layout) = table(title);
    let table = Table {
        grid: &grid,
        layout: &layout,
        label: "表",
    };
    let tables = [table];
    chapter_file(&[&tables], None, &FONTS, OfdProfile::Archive)
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
    let about = OfdAbout {
        properties: &properties,
        profile: OfdProfile::Archive,
    };
    write_volume(&mut bytes, &bound, parts, &about, &FONTS)?;
    Ok(bytes)
}

/// A file of an OFD.
fn file(bytes: &[u8], name: &str) -> Option<String> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    package
        .by_name(name)
        .ok()?
        .read_to_string(&mut text)
        .unwrap();
    Some(text)
}

fn page(bytes: &[u8], index: usize) -> Option<String> {
    file(bytes, &format!("Doc_0/Pages/Page_{index}/Content.xml"))
}

#[test]
fn all_pages_are_there_and_fonts_once() {
    let parts: Vec<Vec<u8>> = (0..70).map(|number| part(&format!("表{number}"))).collect();
    let bytes = volume(&parts).unwrap();
    assert_eq!(bytes, volume(&parts).unwrap());
    // The cover, four of contents (140 entries) and an empty one, the tables with an empty page after
    // each, and the index.
    let last = 6 + 2 * 70;
    assert!(page(&bytes, last).is_some() && page(&bytes, last + 1).is_none());
    let fonts = file(&bytes, "Doc_0/PublicRes.xml").unwrap();
    assert_eq!(fonts.matches("<ofd:Font ").count(), 1);
    for index in 0..70 {
        assert!(file(&bytes, &format!("Doc_0/Tags/Tag_{index}.xml")).is_some());
        assert!(file(&bytes, &format!("Doc_0/Attachs/data_{}.xml", index + 1)).is_some());
    }
}

#[test]
fn each_chapter_and_division_begins_on_the_front_of_a_leaf() {
    let parts: Vec<Vec<u8>> = ["甲", "乙", "丙"].map(part).into();
    let bytes = divided(&parts, |index| if index < 2 { "农业股" } else { "社保股" }).unwrap();
    // Cover, contents; a divider and its back; two chapters and their empty backs; a divider and a
    // chapter; the index.
    let pages = (0..).map_while(|index| page(&bytes, index));
    let has_text: Vec<bool> = pages.map(|page| page.contains("TextCode")).collect();
    let leaf = [true, false];
    let wanted = [&[true, true][..], &leaf.repeat(5), &[true]].concat();
    assert_eq!(has_text, wanted);
    let document = file(&bytes, "Doc_0/Document.xml").unwrap();
    // Contents, divisions, departments, tables, index.
    assert_eq!(
        document.matches("<ofd:OutlineElem ").count(),
        1 + 2 + 3 + 3 + 1
    );
}

#[test]
fn entries_of_contents_and_index_lead_to_their_pages() {
    let bytes = volume(&["甲", "乙"].map(part)).unwrap();
    let document = file(&bytes, "Doc_0/Document.xml").unwrap();
    let id = |index: usize| {
        let before = format!("\" BaseLoc=\"Pages/Page_{index}/Content.xml\"");
        let head = document.split(&before).next().unwrap();
        head.rsplit('"').next().unwrap().to_owned()
    };
    let targets = |index: usize| -> Vec<String> {
        let page = page(&bytes, index).unwrap();
        let rows = page.split("PageID=\"").skip(1);
        let mut targets: Vec<String> = rows
            .map(|row| row.split('"').next().unwrap().to_owned())
            .collect();
        // The texts of an entry, and those of the tables of a department.
        targets.dedup();
        targets
    };
    // The order of the index is the reverse.
    assert_eq!(targets(1), [id(2), id(4)]);
    assert_eq!(targets(6), [id(4), id(2)]);
}

#[test]
fn the_bytes_are_the_same_for_any_number_of_threads() {
    // More pages than are made at a time.
    let parts: Vec<Vec<u8>> = (0..300)
        .map(|number| part(&format!("表{number}")))
        .collect();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| volume(&parts).unwrap())
    };
    let one = with(1);
    assert!(page(&one, 600).is_some());
    assert!(one == with(2) && one == with(5));
}

#[test]
fn an_invalid_chapter_file_is_refused() {
    let whole = part("表");
    for end in 0..whole.len() {
        assert!(volume(&[whole[..end].to_vec()]).is_err(), "{end}");
    }
    let mut longer = whole.clone();
    longer.push(0);
    assert!(volume(&[longer]).is_err());
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        // Refused or not, it ends.
        let _ = volume(&[damaged]);
    }
    assert!(volume(&[whole]).is_ok());
}
