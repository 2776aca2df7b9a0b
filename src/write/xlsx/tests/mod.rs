//! Workbooks read back by another library than the one that wrote them.

mod formulas;

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Reader, Xlsx};
use rust_decimal::Decimal;

use super::formula::{Formulas, quoted};
use super::number::{NumberFormat, NumberStorage};
use super::sheet_rows::SheetRows;
use super::{page, row_height, text, write};
use crate::grid::*;
use crate::layout::Layout;
use crate::length::Length;
use crate::write::{Date, Document, NoteKind, Properties, Table, WrittenFile};

fn look() -> Look {
    let style = |name: &str, align| Style {
        name: name.to_owned(),
        font: 0,
        size: Length::pt(10.0),
        line_height: 1.3,
        align,
        vertical: VerticalAlign::Middle,
        padding_x: Length::mm(1.0),
        padding_y: Length::mm(0.5),
        min_size: None,
        indent: 0.0,
    };
    let foot = Foot {
        text: "第{page}页 A&B 共{pages}页".to_owned(),
        style: 1,
        height: Length::mm(28.0),
        edge: Edge::Fixed,
    };
    let paper = Paper {
        width: Length::mm(210.0),
        height: Length::mm(297.0),
        top: Length::mm(37.0),
        right: Length::mm(26.0),
        bottom: Length::mm(35.0),
        left: Length::mm(28.0),
        head: None,
        foot: Some(foot),
        odd_start: None,
    };
    let typeface = Font {
        role: "body".to_owned(),
        face: "Body".to_owned(),
        workbook: "宋体".to_owned(),
        css: String::new(),
        bold: false,
    };
    Look {
        paper,
        fonts: vec![typeface],
        styles: vec![style("body", Align::Left), style("foot", Align::Right)],
        inner_rule: Length::pt(0.5),
        outer_rule: Length::pt(1.0),
        punctuation: Punctuation::Full,
        continued: None,
        words: Words::default(),
        fit: None,
    }
}

fn cell(text: &str) -> Cell {
    Cell {
        row: 0,
        col: 0,
        rowspan: 1,
        colspan: 1,
        role: Role::Data,
        style: 0,
        text: text.to_owned(),
        number: None,
        blank: None,
        formula: None,
        pointer: String::new(),
    }
}

fn spanning(text: &str, rowspan: usize, colspan: usize) -> Cell {
    Cell {
        rowspan,
        colspan,
        ..cell(text)
    }
}

fn amount(text: &str) -> Cell {
    let value: Decimal = text.parse().unwrap();
    Cell {
        number: Some(Number {
            value,
            notation: Notation::Plain {
                decimals: value.scale(),
            },
        }),
        ..cell(text)
    }
}

fn percent(text: &str) -> Cell {
    let value: Decimal = text.strip_suffix('%').unwrap().parse().unwrap();
    let notation = Notation::Percent {
        decimals: value.scale(),
    };
    Cell {
        number: Some(Number {
            value: value / Decimal::ONE_HUNDRED,
            notation,
        }),
        ..cell(text)
    }
}

fn derived(cell: Cell, formula: Formula) -> Cell {
    Cell {
        formula: Some(Box::new(formula)),
        ..cell
    }
}

fn sum(cells: &[usize]) -> Formula {
    let cells = cells.iter().copied().map(CellIndex);
    Formula::Sum(cells.map(Operand::Here).collect())
}

fn grid(columns: usize, rows: Vec<Vec<Cell>>) -> Grid {
    let mut builder = Builder::new(
        "form",
        "表",
        Arc::new(look()),
        vec![Length::mm(20.0); columns],
    );
    builder.title(Title {
        text: "=表名".to_owned(),
        style: 0,
    });
    for row in rows {
        builder.row(Row { min_height: None });
        for cell in row {
            builder.cell(cell).unwrap();
        }
    }
    builder.finish().unwrap()
}

fn layout(heights: &[f64]) -> Layout {
    let mut layout = Layout::drawn(Vec::new());
    layout.row_heights = heights.iter().copied().map(Length::pt).collect();
    layout.title_heights = vec![Length::pt(20.0)];
    layout
}

fn written(grid: &Grid, layout: &Layout) -> WrittenFile {
    let date = Date {
        year: 2025,
        month: 3,
        day: 1,
    };
    let properties = Properties {
        title: "题".to_owned(),
        author: "某局".to_owned(),
        subject: "2025".to_owned(),
        date,
    };
    let document = Document {
        tables: &[Table {
            grid,
            layout,
            label: "表",
        }],
        properties: &properties,
    };
    let written = write(&document).unwrap();
    assert_eq!(
        written,
        write(&document).unwrap(),
        "equal input gives equal bytes"
    );
    written
}

fn open(written: &WrittenFile) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(written.bytes.clone())).unwrap()
}

/// Text of a part of the package.
fn part(written: &WrittenFile, name: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(&written.bytes)).unwrap();
    std::io::read_to_string(package.by_name(name).unwrap()).unwrap()
}

/// Value of a cell.
fn value(workbook: &mut Xlsx<Cursor<Vec<u8>>>, row: u32, col: u32) -> Data {
    workbook
        .worksheet_range("表")
        .unwrap()
        .get_value((row, col))
        .cloned()
        .unwrap_or_default()
}

fn text_of(data: &Data) -> &str {
    match data {
        Data::String(text) => text,
        Data::Empty => "",
        other => panic!("not a text: {other:?}"),
    }
}

fn merges(written: &WrittenFile) -> Vec<((u32, u32), (u32, u32))> {
    let mut merges: Vec<_> = open(written)
        .merge_cells_by_sheet_name("表")
        .unwrap()
        .iter()
        .map(|range| (range.start, range.end))
        .collect();
    merges.sort_unstable();
    merges
}

#[test]
fn every_text_comes_back() {
    let texts = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "'a",
        "a\u{B}b",
        "\0",
        "_x000B_",
        "_x000B\u{B}",
        "_x005F_",
        "<r>x</r>",
        "<r>\u{1}_x0041_&</r>",
        "\u{1F}\u{7F}\u{85}\u{FFFE}\u{FFFF}",
        "  a  ",
        "a\r\nb",
        "\ta\n",
        "\u{3000}a\u{3000}",
        "𠀀🎉👨‍👩‍👧e\u{301}",
        "&lt;\"'",
        "007",
        "1e5",
        "TRUE",
        " ",
    ];
    let grid = grid(1, texts.iter().map(|text| vec![cell(text)]).collect());
    let written = written(&grid, &layout(&[18.0; 23]));
    let mut workbook = open(&written);
    for (row, text) in (1..).zip(texts) {
        assert_eq!(text_of(&value(&mut workbook, row, 0)), text, "{text:?}");
    }
    assert_eq!(text_of(&value(&mut workbook, 0, 0)), "=表名");
    assert_eq!(
        open(&written)
            .worksheet_formula("表")
            .unwrap()
            .used_cells()
            .count(),
        0
    );
    assert_eq!(written.notes, []);
}

#[test]
fn a_text_longer_than_a_cell_continues_below() {
    let plain: String = (0..40_000)
        .filter_map(|index| char::from_u32(0x4E00 + index % 20_000))
        .collect();
    let paired: String = (0..20_000)
        .filter_map(|index| char::from_u32(0x20000 + index))
        .collect();
    let lines = "条\n".repeat(600);
    let marked = format!("<r>{}</r>", "\u{1}".repeat(10_000));
    for text in [plain, paired, lines, marked] {
        for height in [10.0, 20_000.0] {
            let grid = grid(
                2,
                vec![vec![cell("a"), cell(&text)], vec![cell("b"), cell("c")]],
            );
            let written = written(&grid, &layout(&[height, 18.0]));
            let mut workbook = open(&written);
            let last = workbook.worksheet_range("表").unwrap().end().unwrap().0;
            let chunks: Vec<Data> = (1..last).map(|row| value(&mut workbook, row, 1)).collect();
            assert!(chunks.iter().map(text_of).collect::<String>() == text);
            assert!(
                chunks
                    .iter()
                    .all(|piece| text_of(piece).encode_utf16().count() <= 32_767)
            );
            assert_eq!(text_of(&value(&mut workbook, last, 1)), "c");
            let [ref note] = written.notes[..] else {
                panic!("one note")
            };
            assert_eq!(
                (note.cell, note.kind),
                (
                    Some(CellIndex(1)),
                    NoteKind::TextSplit {
                        length: text.encode_utf16().count()
                    }
                )
            );
        }
    }
}

#[test]
fn a_title_longer_than_a_cell_continues_below() {
    for columns in [1, 2] {
        let mut grid = grid(columns, vec![vec![spanning("首", 1, columns)]]);
        grid.titles[0].text = "某局".repeat(20_000);
        let written = written(&grid, &layout(&[18.0]));
        let mut workbook = open(&written);
        let last = workbook.worksheet_range("表").unwrap().end().unwrap().0;
        let chunks: Vec<Data> = (0..last).map(|row| value(&mut workbook, row, 0)).collect();
        assert_eq!(
            chunks.iter().map(text_of).collect::<String>(),
            grid.titles[0].text
        );
        assert_eq!(text_of(&value(&mut workbook, last, 0)), "首");
        let [ref note] = written.notes[..] else {
            panic!("one note")
        };
        assert_eq!(note.cell, None);
        assert_eq!(note.kind, NoteKind::TextSplit { length: 40_000 });
    }
}

#[test]
fn long_texts_are_split_at_paragraphs_and_never_inside_a_character() {
    let text = format!("{}\n{}", "一".repeat(30_000), "二".repeat(10_000));
    let grid_of = |text: &str| grid(1, vec![vec![cell(text)]]);
    let lengths = |text: &str| {
        text::splits(&grid_of(text))[0]
            .chunks
            .iter()
            .map(|piece| piece.chars().count())
            .collect::<Vec<_>>()
    };
    assert_eq!(lengths(&text), [30_001, 10_000]);
    assert_eq!(
        lengths(&format!(
            "{}e\u{301}{}",
            "一".repeat(32_766),
            "二".repeat(10)
        )),
        [32_766, 12]
    );
    assert_eq!(lengths(&"𠀀".repeat(20_000)), [16_383, 3_617]);
}

#[test]
fn a_row_higher_than_excel_allows_becomes_several() {
    let total = derived(amount("30"), sum(&[0, 2]));
    let rows = vec![
        vec![amount("10"), cell("长文")],
        vec![amount("20"), cell("b")],
        vec![total, cell("c")],
    ];
    let grid = grid(2, rows);
    let written = written(&grid, &layout(&[900.0, 18.0, 18.0]));
    assert_eq!(
        merges(&written),
        [((0, 0), (0, 1)), ((1, 0), (8, 0)), ((1, 1), (8, 1))]
    );
    let formulas = open(&written).worksheet_formula("表").unwrap();
    assert_eq!(formulas.get_value((10, 0)).unwrap(), "SUM(A2:A10)");
    assert_eq!(
        value(&mut open(&written), 9, 1),
        Data::String("b".to_owned())
    );
}

#[test]
fn merges_are_the_spans_of_the_grid() {
    let rows = vec![
        vec![spanning("a", 2, 1), spanning("b", 1, 2)],
        vec![cell("c"), cell("d")],
        vec![spanning("e", 1, 3)],
        vec![
            cell("f"),
            Cell {
                colspan: 2,
                ..amount("1.50")
            },
        ],
    ];
    let grid = grid(3, rows);
    let written = written(&grid, &layout(&[18.0; 4]));
    let expected = [
        ((0, 0), (0, 2)),
        ((1, 0), (2, 0)),
        ((1, 1), (1, 2)),
        ((3, 0), (3, 2)),
        ((4, 1), (4, 2)),
    ];
    assert_eq!(merges(&written), expected);
    assert_eq!(value(&mut open(&written), 4, 1), Data::Float(1.5));
}

#[test]
fn numbers_keep_their_digits_or_stay_text() {
    let texts = [
        "0",
        "200",
        "14.63",
        "10.00",
        "-3.5",
        "999999999999999",
        "0.000000000000001",
        "1234567890123456",
        "0.1234567890123456789",
    ];
    let grid = grid(1, texts.iter().map(|text| vec![amount(text)]).collect());
    let written = written(&grid, &layout(&[18.0; 9]));
    let mut workbook = open(&written);
    for (row, text) in (1..).zip(&texts[..7]) {
        assert_eq!(
            value(&mut workbook, row, 0),
            Data::Float(text.parse().unwrap()),
            "{text}"
        );
    }
    for (row, text) in (8..).zip(&texts[7..]) {
        assert_eq!(text_of(&value(&mut workbook, row, 0)), *text);
    }
    let notes: Vec<_> = written
        .notes
        .iter()
        .map(|note| (note.cell, note.kind))
        .collect();
    assert_eq!(
        notes,
        [
            (Some(CellIndex(7)), NoteKind::NumberAsText),
            (Some(CellIndex(8)), NoteKind::NumberAsText)
        ]
    );
}

#[test]
fn number_formats_show_the_digits_as_typed() {
    let code = |cell: &Cell| NumberFormat::of(cell.number.unwrap()).code();
    assert_eq!(code(&amount("200")), None);
    assert_eq!(code(&amount("20000000000")).as_deref(), Some("0"));
    assert_eq!(code(&amount("10.00")).as_deref(), Some("0.00"));
    assert_eq!(code(&percent("100%")).as_deref(), Some("0%"));
    assert_eq!(code(&percent("7.50%")).as_deref(), Some("0.00%"));
    assert_eq!(
        NumberStorage::of(percent("7.50%").number.unwrap(), "7.50%"),
        NumberStorage::Double(0.075)
    );
    assert_eq!(
        NumberStorage::of(amount("1200").number.unwrap(), "1,200"),
        NumberStorage::OtherText
    );
    assert_eq!(
        NumberStorage::of(amount("0").number.unwrap(), "-0"),
        NumberStorage::OtherText
    );
    let largest = Number {
        value: Decimal::MAX,
        notation: Notation::Percent { decimals: 28 },
    };
    assert_eq!(NumberStorage::of(largest, "x"), NumberStorage::TooLong);
}

#[test]
fn page_setup_follows_the_paper_of_the_look() {
    let look = look();
    let columns = page::column_pixels(
        &[Length::mm(1.0), Length::mm(2.0), Length::mm(4.0)],
        &look.paper,
    );
    assert_eq!(columns, [84, 168, 336]);
    let grid = grid(1, vec![vec![cell("甲")]]);
    assert_eq!(
        page::foot_text(&grid, page::PageSide::Odd).unwrap(),
        "&R&10&\"宋体,Regular\"第&P页 A&&B 共&N页"
    );
    assert!(page::column_pixels(&[], &look.paper).is_empty());
    assert_eq!(page::column_pixels(&[Length::ZERO], &look.paper), [1]);
}

#[test]
fn every_empty_slot_has_a_format() {
    let rows = vec![
        vec![cell(""), cell("甲"), cell("")],
        vec![cell("乙"), cell(""), cell("")],
        vec![cell(""), cell("丙"), cell("")],
        vec![cell(""), cell(""), cell("")],
    ];
    let written = written(&grid(3, rows), &layout(&[15.0; 4]));
    let sheet = part(&written, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<dimension ref=\"A1:C5\"/>"), "{sheet}");
    for row in 2..=5 {
        for column in ["A", "B", "C"] {
            let slot = format!("<c r=\"{column}{row}\" s=\"");
            assert!(sheet.contains(&slot), "{slot}: {sheet}");
        }
    }
}

#[test]
fn every_row_states_its_height() {
    let heights = [15.0, 15.75, 16.5, 18.0];
    let rows = heights.map(|_| vec![cell("")]).to_vec();
    let written = written(&grid(1, rows), &layout(&heights));
    let sheet = part(&written, "xl/worksheets/sheet1.xml");
    for (row, height) in (2..).zip(heights) {
        let said = format!("<row r=\"{row}\" spans=\"1:1\" ht=\"{height}\" customHeight=\"1\"");
        assert!(sheet.contains(&said), "{said}: {sheet}");
    }
}

#[test]
fn rows_are_high_enough_for_stand_in_typefaces() {
    let text = "一二三四五六七八九十".repeat(10);
    let grid = grid(
        1,
        vec![vec![cell(&text)], vec![cell("a\nb")], vec![cell("")]],
    );
    let layout = layout(&[50.0, 50.0, 50.0]);
    let heights = row_height::heights(
        &Table {
            grid: &grid,
            layout: &layout,
            label: "表",
        },
        &[280],
    );
    assert_eq!(
        heights
            .rows
            .iter()
            .map(|height| height.to_pt())
            .collect::<Vec<_>>(),
        [10.0 * 1.45 * 5.0 + 1.5, 50.0, 50.0]
    );
}

#[test]
fn a_table_without_rows_is_a_sheet_with_its_title() {
    let written = written(&grid(2, Vec::new()), &layout(&[]));
    assert_eq!(text_of(&value(&mut open(&written), 0, 0)), "=表名");
}

#[test]
fn a_table_without_columns_is_a_sheet_with_its_title() {
    let written = written(&grid(0, Vec::new()), &layout(&[]));
    assert_eq!(text_of(&value(&mut open(&written), 0, 0)), "=表名");
}
