//! Compression of punctuation, decimal alignment, the label of continuation pages.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

/// Each glyph of a cell with its left edge.
fn places(layout: &Layout, cell: usize) -> Vec<(char, f64, Length)> {
    let mut places = Vec::new();
    for page in &layout.pages {
        for run in page
            .runs
            .iter()
            .filter(|run| run.kind == RunKind::Cell(CellIndex(cell)))
        {
            let mut x = run.x.to_pt();
            for glyph in page.glyphs_of(run) {
                places.push((glyph.character, x, run.baseline));
                x += run.size.to_pt() * f64::from(glyph.advance) / 1000.0;
            }
        }
    }
    places
}

/// A text of 10 points in a cell of this width, with this spacing of punctuation; positions count
/// from the start of the text.
fn set(text: &str, width: f64, punctuation: Punctuation) -> Vec<(char, f64, Length)> {
    let mut look = look(width, 600.0);
    look.punctuation = punctuation;
    look.styles[TEXT].padding_x = Length::ZERO;
    let layout = lay_out(&single(look, text), fonts()).unwrap();
    assert_eq!(
        lines(&layout, RunKind::Cell(CellIndex(0))).concat(),
        text,
        "the text stays"
    );
    let left = 50.0;
    let places = places(&layout, 0).into_iter();
    places
        .map(|(character, x, line)| (character, x - left, line))
        .collect()
}

fn offsets(text: &str, punctuation: Punctuation) -> Vec<f64> {
    set(text, 300.0, punctuation)
        .iter()
        .map(|place| (place.1 * 100.0).round() / 100.0)
        .collect()
}

#[test]
fn each_mark_has_a_full_square_by_default() {
    assert_eq!(
        offsets("（甲）、（乙）", Punctuation::Full),
        [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    );
}

#[test]
fn adjacent_marks_share_the_space_between_them() {
    use Punctuation::Adjacent;
    assert_eq!(
        offsets("（甲）、（乙）", Adjacent),
        [0.0, 10.0, 20.0, 25.0, 30.0, 40.0, 50.0]
    );
    assert_eq!(offsets("《（甲", Adjacent), [0.0, 5.0, 15.0]);
    assert_eq!(offsets("甲。”乙", Adjacent), [0.0, 10.0, 15.0, 25.0]);
    // Empty brackets have no space between them; a dash and an ellipsis have none at all.
    assert_eq!(offsets("甲（）乙", Adjacent), [0.0, 10.0, 20.0, 30.0]);
    assert_eq!(offsets("甲……乙", Adjacent), [0.0, 10.0, 20.0, 30.0]);
    // Half-width signs have no blank half.
    assert_eq!(
        offsets("(甲),(乙)", Adjacent),
        offsets("(甲),(乙)", Punctuation::Full)
    );
}

#[test]
fn marks_at_the_ends_of_a_line_lose_their_outer_half() {
    use Punctuation::Squeezed;
    assert_eq!(offsets("（甲）乙", Squeezed), [-5.0, 5.0, 15.0, 25.0]);
    let count = |punctuation| {
        let mut lines: Vec<Length> = set("甲乙丙丁。", 45.0, punctuation)
            .iter()
            .map(|place| place.2)
            .collect();
        lines.dedup();
        lines.len()
    };
    assert_eq!(
        (
            count(Punctuation::Full),
            count(Punctuation::Adjacent),
            count(Squeezed)
        ),
        (2, 2, 1)
    );
}

#[test]
fn workbook_rows_are_high_enough_for_full_width_marks() {
    let text = "甲），（乙），（丙），（丁），（戊），（己），（庚），（辛），（壬），（癸）";
    let heights = |punctuation| {
        let mut look = look(80.0, 600.0);
        look.punctuation = punctuation;
        let table_pages = check_text(&single(look, text));
        let fragment = &table_pages.plans[0].fragments[0];
        (
            table_pages.layout.row_heights[0],
            fragment.bottom - fragment.top,
        )
    };
    let (full, squeezed) = (heights(Punctuation::Full), heights(Punctuation::Squeezed));
    assert_eq!(full.0, full.1);
    assert_eq!(squeezed.0, full.0);
    assert!(squeezed.1 < full.1, "{squeezed:?} {full:?}");
}

fn check_text(grid: &Grid) -> TablePages {
    let table_pages = table_pages(grid, fonts()).unwrap();
    all_text_is_there_once(grid, &table_pages.layout);
    table_pages
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn ink_stays_within_its_cell_and_apart(
        text in "[字句，。、；：！？（）《》“”「」—…a-c0-9 .%]{0,80}",
        width in 30.0..200.0,
        is_squeezed in any::<bool>(),
    ) {
        let mut look = look(width, 600.0);
        look.punctuation = if is_squeezed { Punctuation::Squeezed } else { Punctuation::Adjacent };
        let layout = check_text(&single(look, &text)).layout;
        let face = fonts().face(FaceIndex(0));
        let mut last: Option<(f64, Length)> = None;
        for (character, x, line) in places(&layout, 0) {
            if character == ' ' {
                continue;
            }
            let Some((left, right)) = face.glyph(character).and_then(|glyph| face.ink(glyph.id)) else { continue };
            let (left, right) = (x + f64::from(left) / 100.0, x + f64::from(right) / 100.0);
            prop_assert!(left > 50.0 - 0.3 && right < 50.0 + width + 0.3, "{character} at {x}");
            if let Some((end, before)) = last {
                prop_assert!(before != line || left > end - 0.5, "{character} at {x} over what is before it");
            }
            last = Some((right, line));
        }
    }
}

/// A cell with a number in the decimal style.
fn decimal(text: &str) -> Cell {
    let value: Decimal = text.replace('−', "-").parse().unwrap();
    let notation = Notation::Plain {
        decimals: value.scale(),
    };
    Cell {
        style: DECIMAL,
        number: Some(Number { value, notation }),
        ..data(text)
    }
}

fn with_decimals(mut look: Look) -> Look {
    look.styles[DECIMAL].align = Align::Decimal;
    look
}

/// Right edge of the integer part of a number.
fn point(layout: &Layout, cell: usize, text: &str) -> f64 {
    let places = places(layout, cell);
    let at = text.find('.').map(|byte| text[..byte].chars().count());
    if let Some(at) = at {
        return places[at].1;
    }
    let (digit, x, _) = places[places.len() - 1];
    let face = fonts().face(FaceIndex(0));
    x + f64::from(face.glyph(digit).unwrap().advance) / 100.0
}

#[test]
fn decimal_points_of_a_column_are_aligned() {
    let texts = ["14.63", "200", "7.5", "-1024.125", "0.00"];
    let rows = texts
        .iter()
        .map(|text| vec![label("金额", 1), decimal(text)])
        .collect();
    let grid = grid(with_decimals(look(200.0, 300.0)), &[1.0, 1.0], rows);
    let layout = check(&grid).layout;
    let points: Vec<f64> = texts
        .iter()
        .enumerate()
        .map(|(row, text)| point(&layout, row * 2 + 1, text))
        .collect();
    for one in &points {
        assert!((one - points[0]).abs() < 1e-6, "{points:?}");
    }
    // The widest number is in the middle of its cell.
    let widest = places(&layout, 7);
    let (left, right) = (widest[0].1, widest[widest.len() - 1].1 + 5.0);
    assert!(
        (f64::midpoint(left, right) - 200.0).abs() < 0.5,
        "{left} {right}"
    );
}

#[test]
fn numbers_that_do_not_fit_and_texts_are_centred() {
    let rows = vec![
        vec![decimal("1234567890")],
        vec![decimal("0.123456789")],
        vec![Cell {
            style: DECIMAL,
            ..data("无")
        }],
    ];
    let narrow = |align| {
        let mut look = look(70.0, 300.0);
        look.styles[DECIMAL].align = align;
        check(&grid(look, &[1.0], rows.clone())).layout
    };
    assert_eq!(narrow(Align::Decimal).pages, narrow(Align::Center).pages);
}

#[test]
fn columns_are_aligned_independently() {
    let row = vec![decimal("1.5"), decimal("1234.5"), decimal("1.5")];
    let grid = grid(
        with_decimals(look(300.0, 300.0)),
        &[1.0, 1.0, 1.0],
        vec![row],
    );
    let layout = check(&grid).layout;
    let (first, last) = (point(&layout, 0, "1.5"), point(&layout, 2, "1.5"));
    assert!((last - first - 200.0).abs() < 1e-6);
}

/// A table of this number of rows with a head, whose look has a label for continuation pages.
fn long(label_text: Option<&str>, rows: usize) -> Grid {
    let mut look = look(200.0, 150.0);
    look.continued = label_text.map(|text| Continued {
        text: text.to_owned(),
        style: DECIMAL,
    });
    let mut builder = builder(look, &[1.0, 1.0]);
    builder.title(Title {
        text: "某某表".to_owned(),
        style: TITLE,
    });
    fill(&mut builder, vec![vec![label("甲", 1), label("乙", 1)]]);
    for row in 0..rows {
        fill(&mut builder, vec![vec![data(&row.to_string()), data("字")]]);
    }
    builder.group(RowGroup {
        head: 0..1,
        rows: 0..rows + 1,
    });
    builder.finish().unwrap()
}

#[test]
fn continuation_pages_have_the_label_of_the_edition() {
    let plain = check(&long(None, 25)).layout;
    assert!(plain.pages.len() > 2);
    assert!(pages_with(&plain, RunKind::Continued).is_empty());
    let labelled = check(&long(Some("{title}（续）"), 25));
    let layout = &labelled.layout;
    let all: Vec<usize> = (1..layout.pages.len()).collect();
    assert_eq!(pages_with(layout, RunKind::Continued), all);
    let words = lines(layout, RunKind::Continued);
    assert!(words.iter().all(|line| line == "表（续）"), "{words:?}");
    // The table begins below it, with its head.
    for (page, plan) in layout.pages.iter().zip(&labelled.plans).skip(1) {
        let label = page
            .runs
            .iter()
            .find(|run| run.kind == RunKind::Continued)
            .unwrap();
        assert!(label.baseline < plan.fragments[0].top);
        assert!(label.baseline.to_pt() > 50.0);
        assert_eq!(lines_on(page, RunKind::Repeated(CellIndex(0))), ["甲"]);
    }
    assert_eq!(layout.row_heights, plain.row_heights);
}

#[test]
fn a_table_of_one_page_has_no_continuation_label() {
    let layout = check(&long(Some("续表"), 3)).layout;
    assert_eq!(layout.pages.len(), 1);
    assert!(pages_with(&layout, RunKind::Continued).is_empty());
}

#[test]
fn any_continued_table_is_printed_completely_below_its_label() {
    for rows in 1..60 {
        check(&long(Some("续表"), rows));
    }
}

#[test]
fn characters_of_a_fallback_face_are_listed() {
    let mut look = look(200.0, 300.0);
    look.styles[TEXT].font = 0;
    let grid = single(look, "字\u{2A700}\u{E000}字\u{E000}");
    let found = super::super::fallback_characters(&grid, fonts()).unwrap();
    let missing: Vec<(char, bool)> = found
        .iter()
        .map(|one| (one.character, one.from.is_none()))
        .collect();
    assert!(missing.contains(&('\u{E000}', true)), "{missing:?}");
    assert_eq!(missing.iter().filter(|one| one.0 == '\u{E000}').count(), 1);
}

#[test]
fn a_number_slightly_too_wide_is_shrunk_and_a_text_is_not() {
    // In serif a digit is about half as wide as high: ten of 10 pt are about 55 pt.
    let cell = |cell: Cell| check(&grid(look(48.0, 300.0), &[1.0], vec![vec![cell]])).layout;
    let runs = |layout: &Layout| {
        let runs = layout.pages[0].runs.iter();
        runs.map(|run| (run.size.to_pt(), layout.pages[0].text_of(run)))
            .collect::<Vec<_>>()
    };
    let number = cell(decimal("1234567890"));
    let [(size, text)] = &runs(&number)[..] else {
        panic!("{:?}", runs(&number));
    };
    assert_eq!(text, "1234567890");
    assert!((5.5..10.0).contains(size), "{size}");
    // The row is as high as one line of the usual size.
    assert_eq!(number.row_heights, cell(decimal("1")).row_heights);
    // A number that would have to be this small is not readable.
    let long = cell(decimal("12345678901234567890"));
    assert!(runs(&long).len() > 1 && runs(&long).iter().all(|(size, _)| *size > 9.9));
    let text = cell(Cell {
        style: DECIMAL,
        ..data("1234567890")
    });
    assert_eq!(runs(&text).len(), 2);
}
