//! The print of an official document: titles, labels and numbers break where the meaning does;
//! first-line indents; blocks of rows; tables set closer; columns by content.

#![expect(
    clippy::float_cmp,
    reason = "sizes are whole points, which a double holds exactly"
)]
#![expect(
    clippy::single_range_in_vec_init,
    reason = "one block of rows is a list of one range"
)]

use super::*;
use crate::grid::Fit;
use crate::layout::{adapt, set_auto_columns};

/// Words and endings as an edition lists them.
fn words(whole: &[&str], endings: &[&str]) -> Words {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Words::new(owned(whole), owned(endings))
}

/// Lines of a title of these segments, with a permitted break between two of them, at 18 pt in a
/// text block of A4.
fn title(segments: &[&str], words: Words) -> Vec<String> {
    let mut look = look(442.0, 600.0);
    look.words = words;
    let mut builder = builder(look, &[1.0]);
    let offsets = segments.iter().scan(0, |offset, segment| {
        *offset += segment.len();
        Some(*offset)
    });
    builder.break_title(0, offsets.collect());
    builder.title(Title {
        text: segments.concat(),
        style: TITLE,
    });
    fill(&mut builder, vec![vec![data("甲")]]);
    let layout = check(&builder.finish().unwrap()).layout;
    lines(&layout, RunKind::Title(0))
}

const REST: &str = "部门（单位）整体支出绩效目标表";

#[test]
fn a_title_breaks_between_a_value_and_the_words_after_it() {
    for name in [
        "某某县委某某工作领导小组办公室",
        "甘肃省临夏州和政县文化体育广电和旅游局",
        "甘肃省临夏回族自治州和政县文化体育广电和旅游局",
    ] {
        assert_eq!(title(&[name, REST], Words::default()), [name, REST]);
    }
}

#[test]
fn a_value_too_long_for_a_line_breaks_at_the_words_of_the_edition() {
    let name = "甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县文化体育广电和旅游局";
    let endings = words(&[], &["省", "自治州", "自治县"]);
    assert_eq!(
        title(&[name, REST], endings),
        [
            "甘肃省临夏回族自治州",
            "积石山保安族东乡族撒拉族自治县",
            "文化体育广电和旅游局",
            REST
        ]
    );
}

#[test]
fn a_title_without_values_breaks_after_punctuation_or_in_the_middle() {
    assert_eq!(
        title(
            &["某某县委某某工作领导小组办公室部门（单位）整体支出绩效目标表"],
            Words::default()
        ),
        [
            "某某县委某某工作领导小组办公室部门（单位）",
            "整体支出绩效目标表"
        ]
    );
    assert_eq!(
        title(&["甲".repeat(30).as_str()], Words::default()),
        ["甲".repeat(15), "甲".repeat(15)]
    );
}

#[test]
fn a_year_of_a_title_stays_with_its_word() {
    let lines = title(
        &[
            "某某县交通运输局农村公路管理所",
            "2025",
            "年度项目支出绩效目标表",
        ],
        Words::default(),
    );
    assert_eq!(
        lines,
        [
            "某某县交通运输局农村公路管理所",
            "2025年度项目支出绩效目标表"
        ]
    );
}

/// Lines of a text of 9 pt in a label of this inner width.
fn label_lines(text: &str, width: f64, words: Words, permitted: &[usize]) -> Vec<String> {
    let mut look = look(width, 600.0);
    look.words = words;
    look.styles[LABEL].padding_x = Length::ZERO;
    let mut builder = builder(look, &[1.0]);
    fill(&mut builder, vec![vec![label(text, 1)]]);
    builder.break_cell(CellIndex(0), permitted.to_vec());
    let layout = check(&builder.finish().unwrap()).layout;
    lines(&layout, RunKind::Cell(CellIndex(0)))
}

#[test]
fn a_label_breaks_where_its_template_permits() {
    let text = "项目实施单位名称";
    let of = |permitted: &[usize]| label_lines(text, 64.0, Words::default(), permitted);
    assert_eq!(of(&[]), ["项目实施单位", "名称"]);
    assert_eq!(of(&["项目实施".len()]), ["项目实施", "单位名称"]);
    assert_eq!(
        of(&["项目".len(), "项目实施".len()]),
        ["项目实施", "单位名称"]
    );
    // A segment that does not fit breaks anywhere.
    let narrow = label_lines(text, 28.0, Words::default(), &["项目实施".len()]);
    assert_eq!(narrow, ["项目实", "施单位", "名称"]);
}

#[test]
fn a_label_keeps_the_words_of_the_edition_whole_where_that_takes_no_more_lines() {
    let of = |words: Words| label_lines("重点工作履行情况", 56.0, words, &[]);
    assert_eq!(of(Words::default()), ["重点工作履行", "情况"]);
    assert_eq!(of(words(&["履行情况"], &[])), ["重点工作", "履行情况"]);
}

/// Lines of a text of 10 pt in a cell of this inner width.
fn cell_lines(text: &str, width: f64, words: Words) -> Vec<String> {
    let mut look = look(width, 600.0);
    look.words = words;
    look.styles[TEXT].padding_x = Length::ZERO;
    let layout = check(&single(look, text)).layout;
    lines(&layout, RunKind::Cell(CellIndex(0)))
}

#[test]
fn a_number_stays_with_its_sign_and_unit() {
    let text = "全年需补助27.44万元，培训30余家";
    for width in 60..150 {
        let lines = cell_lines(text, f64::from(width), Words::default());
        let is_whole = |part: &str| lines.iter().any(|line| line.contains(part));
        assert!(
            is_whole("27.44万元") && is_whole("30余家"),
            "{width}: {lines:?}"
        );
    }
    let lines = cell_lines("改造面积不少于120平方米", 80.0, words(&["平方米"], &[]));
    assert_eq!(lines, ["改造面积不少于", "120平方米"]);
}

#[test]
fn a_date_too_wide_for_its_cell_breaks_between_its_parts() {
    assert_eq!(
        cell_lines("2025年12月31日", 80.0, Words::default()),
        ["2025年12月31日"]
    );
    assert_eq!(
        cell_lines("2025年12月31日", 60.0, Words::default()),
        ["2025年12月", "31日"]
    );
    assert_eq!(
        cell_lines("2025年12月31日", 34.0, Words::default()),
        ["2025年", "12月", "31日"]
    );
    assert_eq!(
        cell_lines("2025年3月—2026年12月", 62.0, Words::default()),
        ["2025年3月—", "2026年12月"]
    );
}

#[test]
fn a_compound_unit_breaks_at_its_separators() {
    assert_eq!(
        cell_lines("≤12.5元/平方米·年", 60.0, Words::default()),
        ["≤12.5元/", "平方米·年"]
    );
    assert_eq!(
        cell_lines("≤12.5元/平方米·年", 42.0, Words::default()),
        ["≤12.5", "元/", "平方米·", "年"]
    );
    assert_eq!(
        cell_lines("2025/03/01", 40.0, Words::default()).concat(),
        "2025/03/01"
    );
}

/// A cell of this inner width whose style may be reduced to 7 pt: its lines and type size.
fn reduced(text: &str, width: f64) -> (Vec<String>, f64) {
    let mut look = look(width, 600.0);
    look.styles[TEXT].padding_x = Length::ZERO;
    look.styles[TEXT].min_size = Some(Length::pt(7.0));
    let mut grid = single(look, text);
    adapt(&mut grid, fonts()).unwrap();
    let layout = check(&grid).layout;
    let size = layout.pages[0].runs[0].size.to_pt();
    assert_eq!(
        grid.style(&grid.cells[0]).size.to_pt(),
        size,
        "all formats have this size"
    );
    (lines(&layout, RunKind::Cell(CellIndex(0))), size)
}

#[test]
fn a_number_with_its_unit_is_set_smaller_down_to_the_floor() {
    let whole = |text: &str| vec![text.to_owned()];
    assert_eq!(reduced("≥45.25万元", 60.0), (whole("≥45.25万元"), 10.0));
    let (lines, size) = reduced("≥45.25万元", 45.0);
    assert_eq!(lines, ["≥45.25万元"]);
    assert!(
        (7.0..10.0).contains(&size) && (size * 2.0).fract() == 0.0,
        "{size}"
    );
    // Below the floor, separators come first; then the parts between them.
    assert_eq!(reduced("≤12.5元/平方米·年", 46.0).1, 10.0);
    let (lines, size) = reduced("≤12.5元/平方米·年", 36.0);
    assert_eq!(lines, ["≤12.5元/", "平方米·年"]);
    assert!(size < 10.0, "{size}");
    // Nothing helps in a cell this narrow.
    let (lines, size) = reduced("≤12.5元/平方米·年", 16.0);
    assert!(lines.len() > 4 && size == 10.0, "{lines:?}");
    // Words are not reduced.
    assert_eq!(reduced("6月底前全部完成", 45.0).1, 10.0);
}

#[test]
fn tables_with_different_texts_get_the_same_smaller_styles() {
    let look_of = |text: &str| {
        let mut look = look(45.0, 600.0);
        look.styles[TEXT].min_size = Some(Length::pt(7.0));
        let mut grid = single(look, text);
        adapt(&mut grid, fonts()).unwrap();
        grid.look
    };
    assert_eq!(look_of("≥45.25万元"), look_of("≥46.75万元"));
    assert!(look_of("甲").styles.len() < look_of("≥45.25万元").styles.len());
}

#[test]
fn the_first_line_of_each_paragraph_is_indented() {
    let mut look = look(100.0, 600.0);
    look.styles[TEXT].padding_x = Length::ZERO;
    look.styles[TEXT].indent = 2.0;
    let text = "一二三四五六七八九十一二三\n　　自有缩进\n二";
    let layout = check(&single(look, text)).layout;
    let page = &layout.pages[0];
    let starts: Vec<(String, f64)> = page
        .runs
        .iter()
        .map(|run| (page.text_of(run), run.x.to_pt() - 50.0))
        .collect();
    let expected = [
        ("一二三四五六七八", 20.0),
        ("九十一二三", 0.0),
        ("　　自有缩进", 0.0),
        ("二", 20.0),
    ];
    assert_eq!(starts.len(), expected.len(), "{starts:?}");
    for ((text, x), (wanted, at)) in starts.iter().zip(expected) {
        assert!(text == wanted && (x - at).abs() < EPSILON, "{text} {x}");
    }
}

#[test]
fn a_narrow_cell_has_no_indent() {
    let mut look = look(30.0, 600.0);
    look.styles[TEXT].padding_x = Length::ZERO;
    look.styles[TEXT].indent = 2.0;
    let layout = check(&single(look, "一二三四")).layout;
    assert!(
        layout.pages[0]
            .runs
            .iter()
            .all(|run| run.x.to_pt() < 50.0 + EPSILON)
    );
}

/// Rows of one line on pages for ten of them, some of which stay together.
fn kept(rows: usize, blocks: &[std::ops::Range<usize>], head: usize) -> TablePages {
    let height = (10.0 * 1.3 + 2.0 * 0.6 / 25.4 * 72.0) * 10.0 + 1.0;
    let mut builder = builder(look(200.0, height), &[1.0, 1.0]);
    for row in 0..rows {
        fill(&mut builder, vec![vec![data(&row.to_string()), data("字")]]);
    }
    for block in blocks {
        builder.keep(block.clone());
    }
    if head > 0 {
        builder.group(RowGroup {
            head: 0..head,
            rows: 0..rows,
        });
    }
    check(&builder.finish().unwrap())
}

fn first_rows(table_pages: &TablePages) -> Vec<usize> {
    let body = |plan: &PagePlan| {
        let mut fragments = plan.fragments.iter();
        fragments
            .find(|fragment| fragment.kind != super::super::pagination::RowFragmentKind::Head)
            .map(|fragment| fragment.row)
    };
    table_pages.plans.iter().filter_map(body).collect()
}

#[test]
fn a_block_of_rows_moves_whole() {
    assert_eq!(first_rows(&kept(14, &[], 0)), [0, 10]);
    assert_eq!(first_rows(&kept(14, &[7..12], 0)), [0, 7]);
    assert_eq!(first_rows(&kept(14, &[5..10], 0)), [0, 10]);
    // One that is higher than a page is broken like other rows.
    assert_eq!(first_rows(&kept(14, &[1..13], 0)), [0, 10]);
    // A block at the top of a page stays there.
    assert_eq!(first_rows(&kept(24, &[10..20], 0)), [0, 10, 20]);
    // Below a repeated head, there is less room.
    assert_eq!(first_rows(&kept(14, &[7..12], 1)), [0, 7]);
    assert_eq!(first_rows(&kept(24, &[4..14], 1)), [0, 10, 19]);
}

#[test]
fn any_block_of_rows_is_whole_if_it_fits() {
    for start in 0..12 {
        for length in 2..10 {
            let block = start..start + length;
            let pages = kept(26, std::slice::from_ref(&block), 0);
            let is_cut = |row: &usize| block.start < *row && *row < block.end;
            assert!(!first_rows(&pages).iter().any(is_cut), "{block:?}");
        }
    }
}

/// A table of two pages, or of one if it is set a little closer.
fn long_by(rows: usize, fit: Option<Fit>) -> Grid {
    let mut look = look(200.0, 300.0);
    look.fit = fit;
    let rows = (0..rows).map(|_| vec![label("项目", 1), data("字")]);
    let mut grid = grid(look, &[1.0, 1.0], rows.collect());
    adapt(&mut grid, fonts()).unwrap();
    grid
}

const FIT: Fit = Fit {
    size: Length::pt(9.0),
    padding: Length::pt(0.8),
};

#[test]
fn a_table_a_little_too_long_is_set_closer_and_says_so() {
    // 18 rows of 16.4 pt fit on a page of 300 pt.
    let pages = |grid: &Grid| check_sizes(grid);
    assert_eq!(pages(&long_by(18, Some(FIT))), 1);
    assert_eq!(long_by(18, Some(FIT)).fitted, None);
    assert_eq!(pages(&long_by(19, None)), 2);
    let closer = long_by(19, Some(FIT));
    assert_eq!(pages(&closer), 1);
    let fitted = closer.fitted.unwrap();
    assert_eq!(
        (fitted.pages, fitted.size),
        (1, Length::pt(9.0)),
        "only the padding is less"
    );
    assert!(closer.look.styles[TEXT].size == Length::pt(10.0));
    let smaller = long_by(22, Some(FIT));
    assert_eq!(pages(&smaller), 1);
    assert!(smaller.look.styles[TEXT].size < Length::pt(10.0));
    assert!(smaller.look.styles[TEXT].size >= FIT.size);
    assert_eq!(smaller.look.styles[TITLE].size, Length::pt(18.0));
    // One that is too long anyway keeps its sizes.
    let long = long_by(50, Some(FIT));
    assert_eq!(long.fitted, None);
    assert_eq!(long.look.styles, long_by(50, None).look.styles);
}

/// Number of pages. The heights for the workbook are those of the pages.
fn check_sizes(grid: &Grid) -> usize {
    let table_pages = check(grid);
    let heights = &table_pages.layout.row_heights;
    for fragment in table_pages.plans.iter().flat_map(|plan| &plan.fragments) {
        let height = fragment.bottom - fragment.top;
        assert!((height - heights[fragment.row]).to_pt().abs() < EPSILON);
    }
    table_pages.plans.len()
}

#[test]
fn columns_by_content_share_what_the_others_leave() {
    let rows = vec![
        vec![
            label("序号", 1),
            data("很长的一段文字".repeat(12).as_str()),
            label("单位", 1),
        ],
        vec![label("1", 1), data("短"), label("平方米每年", 1)],
    ];
    let mut builder = builder(look(400.0, 600.0), &[1.0, 1.0, 50.0]);
    fill(&mut builder, rows);
    builder.auto_columns(vec![0, 1]);
    let mut grid = builder.finish().unwrap();
    set_auto_columns(&mut grid, fonts()).unwrap();
    let widths: Vec<f64> = grid.columns.iter().map(|width| width.to_pt()).collect();
    assert!(
        (widths.iter().sum::<f64>() - 400.0).abs() < EPSILON,
        "{widths:?}"
    );
    assert_eq!(widths[2], 50.0);
    let layout = check(&grid).layout;
    assert_eq!(lines(&layout, RunKind::Cell(CellIndex(0))), ["序号"]);
    assert!(widths[0] < 25.0 && widths[1] > 320.0, "{widths:?}");
    // Twice the same.
    let mut again = grid.clone();
    set_auto_columns(&mut again, fonts()).unwrap();
    assert_eq!(again.columns, grid.columns);
}
