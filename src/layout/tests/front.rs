//! Cover and contents of a volume.

use super::*;
use crate::layout::{ContentsEntry, Cover, EntryLevel, List, cover, divider, list};

fn entry(words: &str, level: EntryLevel) -> ContentsEntry<'_> {
    ContentsEntry {
        words,
        page: 7,
        level,
    }
}

/// Pages of a list of contents with space for a head and 9 lines.
fn pages_of(entries: &[ContentsEntry<'_>]) -> Vec<Page> {
    pages_in(1, entries)
}

fn pages_in(columns: u8, entries: &[ContentsEntry<'_>]) -> Vec<Page> {
    let (look, mut pages) = (look(300.0, 200.0), Vec::new());
    let contents = List {
        look: &look,
        head: "目录",
        columns,
        balanced: (columns > 1).then_some(entries.len()),
    };
    list(contents, entries.iter().copied(), fonts(), |page| {
        pages.push(page);
        Ok::<_, UnknownFace>(())
    })
    .unwrap();
    pages
}

/// Text of all runs of a kind.
fn text_of(pages: &[Page], kind: RunKind) -> String {
    let runs = pages.iter().flat_map(|page| {
        let runs = page.runs.iter().filter(|run| run.kind == kind);
        runs.map(|run| page.text_of(run))
    });
    runs.collect()
}

#[test]
fn an_entry_has_leader_dots_and_its_number_at_the_edge() {
    let pages = pages_of(&[
        entry("某局", EntryLevel::Chapter),
        entry("某表", EntryLevel::Table),
    ]);
    assert_eq!(pages.len(), 1);
    assert_eq!(text_of(&pages, RunKind::Title(0)), "目录");
    assert_eq!(text_of(&pages, RunKind::Entry(0)), "某局7");
    let runs = &pages[0].runs;
    let [.., words, dots, number] = runs.as_slice() else {
        panic!("an entry has three runs")
    };
    let end = |run: &Run| {
        let advances = pages[0].glyphs_of(run).iter();
        let advances = advances.map(|glyph| f64::from(glyph.advance));
        run.x + run.size * (advances.sum::<f64>() / 1000.0)
    };
    assert_eq!(words.x, Length::pt(68.0));
    assert!((end(number).to_pt() - 350.0).abs() < EPSILON);
    assert_eq!(dots.kind, RunKind::Leader);
    assert!(end(words) < dots.x && end(dots) < number.x);
    assert_eq!(words.baseline, number.baseline);
}

#[test]
fn a_list_continues_below_its_head_and_entries_keep_their_first_subentry() {
    let mut entries = vec![entry("表", EntryLevel::Table); 8];
    entries.extend([
        entry("局", EntryLevel::Chapter),
        entry("表", EntryLevel::Table),
    ]);
    let pages = pages_of(&entries);
    assert_eq!(pages.len(), 2);
    assert_eq!(text_of(&pages[1..], RunKind::Continued), "目录");
    assert_eq!(text_of(&pages[1..], RunKind::Entry(8)), "局7");
}

#[test]
fn an_entry_longer_than_a_page_loses_nothing() {
    let words = "关于农村供水、排水（第二批）".repeat(40);
    let pages = pages_of(&[
        entry(&words, EntryLevel::Chapter),
        entry("", EntryLevel::Table),
    ]);
    assert!(pages.len() > 2);
    assert_eq!(text_of(&pages, RunKind::Entry(0)), format!("{words}7"));
    assert_eq!(text_of(&pages, RunKind::Entry(1)).trim(), "7");
    for run in pages.iter().flat_map(|page| &page.runs) {
        assert!(
            run.baseline <= Length::pt(250.0),
            "a line stands in the text block"
        );
    }
}

#[test]
fn a_cover_has_its_texts_in_their_order_and_its_imprint_at_the_foot() {
    let look = look(300.0, 600.0);
    let (lines, imprint) = (
        ["3 个部门 {pages} 页".to_owned()],
        ["某局".to_owned(), "三月".to_owned()],
    );
    let page = cover(
        &Cover {
            look: &look,
            bureau: "某县财政局",
            title: &"某省某市绩效目标表".repeat(4),
            subtitle: "",
            kind: "合订本",
            lines: &lines,
            imprint: &imprint,
            contents: "目录",
            index: "分部门页码",
        },
        12,
        fonts(),
    )
    .unwrap();
    let texts =
        [0, 1, 2, 3, 4, 5].map(|index| text_of(std::slice::from_ref(&page), RunKind::Title(index)));
    let title = "某省某市绩效目标表".repeat(4);
    assert_eq!(
        texts,
        [
            "某县财政局",
            title.as_str(),
            "合订本",
            "3 个部门 12 页",
            "某局",
            "三月"
        ]
    );
    assert!(
        page.runs
            .is_sorted_by(|one, next| one.baseline < next.baseline)
    );
    // 6 % of the text block's height, and a line, above its lower edge.
    let last = page.runs.last().unwrap().baseline.to_pt();
    assert!((last - (650.0 - 36.0 - 16.0 * 1.7)).abs() < EPSILON);
}

#[test]
fn a_list_fills_its_columns_and_divides_the_rest_evenly() {
    let names: Vec<String> = (0..20).map(|number| format!("局{number}")).collect();
    let entries: Vec<ContentsEntry<'_>> = names
        .iter()
        .map(|name| entry(name, EntryLevel::Single))
        .collect();
    let pages = pages_in(2, &entries);
    // Nine lines in each column.
    assert_eq!(pages.len(), 2);
    let column = |page: usize, side: std::ops::Range<f64>| {
        let runs = pages[page].runs.iter();
        let mut own = runs
            .filter(|run| matches!(run.kind, RunKind::Entry(_)) && side.contains(&run.x.to_pt()));
        let first = own.next().map(|run| pages[page].text_of(run));
        let (left, middle) = (50.0, 200.0);
        assert!(own.all(|run| run.x.to_pt() >= left && run.x.to_pt() < 2.0 * middle));
        first
    };
    let found = [
        column(0, 0.0..200.0),
        column(0, 200.0..400.0),
        column(1, 0.0..200.0),
        column(1, 200.0..400.0),
    ];
    let wanted = [Some("局0"), Some("局9"), Some("局18"), Some("局19")];
    assert_eq!(found.each_ref().map(Option::as_deref), wanted);
}

#[test]
fn a_division_is_kept_with_its_first_chapter_and_has_a_divider() {
    let mut entries = vec![entry("表", EntryLevel::Table); 6];
    entries.extend([
        entry("股", EntryLevel::Division),
        entry("局", EntryLevel::Chapter),
        entry("表", EntryLevel::Table),
    ]);
    let pages = pages_of(&entries);
    assert_eq!(pages.len(), 2);
    assert_eq!(text_of(&pages[1..], RunKind::Entry(6)), "股7");
    let look = look(300.0, 200.0);
    let divider = divider(&look, "农业股", fonts()).unwrap();
    assert_eq!(text_of(&[divider], RunKind::Title(0)), "农业股");
}
