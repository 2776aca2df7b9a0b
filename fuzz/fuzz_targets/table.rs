//! A table built from the bytes (texts, merged cells, sizes, styles, faces, groups) → pages →
//! workbook, PDF, OFD, web page. Nothing panics, and each contract between layout and writers is
//! fulfilled.
//!
//! `cargo +nightly fuzz run table fuzz/corpus/table fuzz/seeds/table -- -timeout=10
//! -rss_limit_mb=2048 -max_len=4096`

#![no_main]

use std::sync::{Arc, LazyLock};

use jixiao::grid::{
    Align, Builder, Cell, CellIndex, Continued, Edge, Font, Foot, Formula, Grid, Look, Notation,
    Number, Operand, Operator, Paper, Punctuation, Role, Row, RowGroup, Style, Title,
    VerticalAlign, Words,
};
use jixiao::layout::{FontSet, add_feet, lay_out};
use jixiao::length::Length;
use jixiao::render::built_in_fonts;
use jixiao::write::{self, Document, Table};
use jixiao_fuzz::properties;
use libfuzzer_sys::arbitrary::{self, Arbitrary, Unstructured};
use libfuzzer_sys::fuzz_target;
use rust_decimal::Decimal;

/// Maximum number of bytes of text in a table.
const MAX_TEXT: usize = 100_000;

static FONTS: LazyLock<FontSet> = LazyLock::new(built_in_fonts);

#[derive(Debug, Arbitrary)]
struct DrawnCell {
    rowspan: u8,
    colspan: u8,
    is_label: bool,
    style: u8,
    text: DrawnText,
    number: Option<(i64, u8, bool)>,
    formula: Option<(u8, u8, u8)>,
}

#[derive(Debug, Arbitrary)]
enum DrawnText {
    Any(String),
    Chinese(Vec<u16>),
    Long(char, u16),
    Formula(char, String),
    Blank,
}

impl DrawnText {
    fn text(&self) -> String {
        const SORTS: &[char] = &[
            '预', '算', '，', '。', '（', '）', '“', '”', '—', '…', '1', '.', '%', ' ', '\n', 'a',
            '\u{3000}', '𠮷', '\u{200B}', '\u{202E}',
        ];
        match self {
            DrawnText::Any(text) => text.clone(),
            DrawnText::Chinese(sorts) => {
                let sorts = sorts.iter().take(300);
                sorts
                    .map(|sort| SORTS[usize::from(*sort) % SORTS.len()])
                    .collect()
            }
            DrawnText::Long(character, count) => {
                character.to_string().repeat(usize::from(*count % 4_000))
            }
            DrawnText::Formula(start, rest) => format!("{start}{rest}"),
            DrawnText::Blank => String::new(),
        }
    }
}

#[derive(Debug, Arbitrary)]
struct DrawnStyle {
    font: u8,
    size: u8,
    line_height: u8,
    align: u8,
    vertical: u8,
    paddings: (u8, u8),
}

#[derive(Debug, Arbitrary)]
struct Drawn {
    paper: (u16, u16),
    margins: (u8, u8, u8, u8),
    foot: Option<String>,
    styles: Vec<DrawnStyle>,
    columns: Vec<u8>,
    rows: Vec<Option<u8>>,
    cells: Vec<DrawnCell>,
    group: Option<(u8, u8)>,
    titles: Vec<DrawnText>,
    label: String,
    punctuation: u8,
    continued: Option<String>,
}

impl Drawn {
    fn look(&self) -> Look {
        let faces: Vec<String> = FONTS.names().map(str::to_owned).collect();
        let fonts: Vec<Font> = (faces.iter())
            .map(|face| Font {
                role: face.clone(),
                face: face.clone(),
                workbook: "宋体".to_owned(),
                css: "'宋体',serif".to_owned(),
                bold: face.ends_with("Bold"),
            })
            .collect();
        let aligns = [Align::Left, Align::Center, Align::Right, Align::Decimal];
        let verticals = [
            VerticalAlign::Top,
            VerticalAlign::Middle,
            VerticalAlign::Bottom,
        ];
        let punctuations = [
            Punctuation::Full,
            Punctuation::Adjacent,
            Punctuation::Squeezed,
        ];
        let plain = DrawnStyle {
            font: 0,
            size: 9,
            line_height: 3,
            align: 0,
            vertical: 0,
            paddings: (1, 1),
        };
        let styles = [&plain].into_iter().chain(self.styles.iter().take(8));
        let styles = styles.enumerate().map(|(number, style)| Style {
            name: format!("s{number}"),
            font: usize::from(style.font) % fonts.len(),
            size: Length::pt(f64::from(style.size % 72) + 1.0),
            line_height: 1.0 + f64::from(style.line_height % 30) / 10.0,
            align: aligns[usize::from(style.align) % aligns.len()],
            vertical: verticals[usize::from(style.vertical) % 3],
            padding_x: Length::mm(f64::from(style.paddings.0 % 60) / 2.0),
            padding_y: Length::mm(f64::from(style.paddings.1 % 60) / 2.0),
            min_size: None,
            indent: f64::from(style.paddings.1 % 4),
        });
        let margin = |margin: u8| Length::mm(f64::from(margin % 60));
        Look {
            paper: Paper {
                width: Length::mm(150.0 + f64::from(self.paper.0 % 1_000)),
                height: Length::mm(150.0 + f64::from(self.paper.1 % 1_000)),
                top: margin(self.margins.0),
                right: margin(self.margins.1),
                bottom: margin(self.margins.2),
                left: margin(self.margins.3),
                head: None,
                foot: self.foot.as_ref().map(|text| Foot {
                    text: text.clone(),
                    style: 0,
                    height: Length::mm(10.0),
                    edge: Edge::Fixed,
                }),
                odd_start: None,
            },
            styles: styles.collect(),
            fonts,
            inner_rule: Length::pt(0.5),
            outer_rule: Length::pt(1.0),
            punctuation: punctuations[usize::from(self.punctuation) % 3],
            continued: self.continued.as_ref().map(|text| Continued {
                text: text.clone(),
                style: 0,
            }),
            words: Words::default(),
            fit: None,
        }
    }

    fn grid(&self) -> Option<Grid> {
        let look = Arc::new(self.look());
        let styles = look.styles.len();
        let columns: Vec<Length> = (self.columns.iter().take(20))
            .map(|width| Length::mm(f64::from(*width) + 0.1))
            .collect();
        let width = columns.len();
        let rows: Vec<&Option<u8>> = self.rows.iter().take(120).collect();
        if width == 0 || rows.is_empty() || self.cells.is_empty() {
            return None;
        }
        let mut builder = Builder::new("form", "表", look, columns);
        for title in self.titles.iter().take(3) {
            builder.title(Title {
                text: title.text(),
                style: 0,
            });
        }
        let mut taken = vec![false; width * rows.len()];
        let mut cells = self.cells.iter().cycle();
        let mut placed = 0;
        let mut room = MAX_TEXT;
        for (row, height) in rows.iter().enumerate() {
            builder.row(Row {
                min_height: height.map(|height| Length::mm(f64::from(height))),
            });
            for col in 0..width {
                if taken[row * width + col] {
                    continue;
                }
                let drawn = cells.next()?;
                let free = (taken[row * width + col..(row + 1) * width].iter())
                    .take_while(|taken| !**taken)
                    .count();
                let rowspan = (usize::from(drawn.rowspan % 6) + 1).min(rows.len() - row);
                let colspan = (usize::from(drawn.colspan % 4) + 1).min(free);
                for row in row..row + rowspan {
                    taken[row * width + col..row * width + col + colspan].fill(true);
                }
                // Total text is bounded: slowness under a sanitizer is no finding.
                let text = Some(drawn.text.text()).filter(|text| text.len() <= room);
                let text = text.unwrap_or_default();
                room -= text.len();
                builder
                    .cell(drawn.cell((rowspan, colspan), styles, placed, &text))
                    .expect("the slot is free");
                placed += 1;
            }
        }
        if let Some((start, head)) = self.group {
            let start = usize::from(start) % rows.len();
            let head = usize::from(head % 4).min(rows.len() - start);
            builder.group(RowGroup {
                head: start..start + head,
                rows: start..rows.len(),
            });
        }
        Some(builder.finish().expect("every slot is covered once"))
    }
}

impl DrawnCell {
    fn cell(
        &self,
        (rowspan, colspan): (usize, usize),
        styles: usize,
        placed: usize,
        text: &str,
    ) -> Cell {
        let number = self.number.map(|(value, scale, is_percent)| {
            let decimals = u32::from(scale % 6);
            let value = Decimal::new(value, decimals);
            let notation = if is_percent {
                Notation::Percent { decimals }
            } else {
                Notation::Plain { decimals }
            };
            Number { value, notation }
        });
        // Only of existing cells, as the template's reader makes them.
        let formula = self
            .formula
            .filter(|_| placed > 0)
            .map(|(kind, one, other)| {
                let cell = |index: u8| Operand::Here(CellIndex(usize::from(index) % placed));
                let operators = [
                    Operator::Add,
                    Operator::Subtract,
                    Operator::Multiply,
                    Operator::Divide,
                ];
                match kind % 4 {
                    0 => Formula::Cell(cell(one)),
                    1 => Formula::Sum(vec![cell(one), cell(other)]),
                    2 => Formula::Nothing,
                    _ => Formula::Binary(
                        Box::new(Formula::Cell(cell(one))),
                        operators[usize::from(other) % 4],
                        Box::new(Formula::Number(Decimal::from(other))),
                    ),
                }
            });
        Cell {
            row: 0,
            col: 0,
            rowspan,
            colspan,
            role: if self.is_label {
                Role::Label
            } else {
                Role::Data
            },
            style: usize::from(self.style) % styles,
            text: number.map_or_else(|| text.to_owned(), |number| number.value.to_string()),
            number,
            blank: None,
            formula: formula.map(Box::new),
            pointer: String::new(),
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(drawn) = Drawn::arbitrary_take_rest(Unstructured::new(bytes)) else {
        return;
    };
    let Some(grid) = drawn.grid() else {
        return;
    };
    let mut layout = lay_out(&grid, &FONTS).expect("the faces are loaded");
    assert!(layout.page_count() > 0 && layout.row_heights.len() == grid.row_count());
    add_feet(&mut [(&grid, &mut layout)], &FONTS).expect("the faces are loaded");
    let tables = [Table {
        grid: &grid,
        layout: &layout,
        label: "表",
    }];
    let properties = properties(&drawn.label);
    let document = Document {
        tables: &tables,
        properties: &properties,
    };
    write::xlsx::write(&document).expect("a table can be written as a workbook");
    write::html::write(&document).expect("a table can be written as a page");
    write::pdf::write(&document, &FONTS).expect("a table can be written as a PDF");
    let profile = write::ofd::OfdProfile::Archive;
    let written = write::ofd::write(&document, &FONTS, profile);
    let written = written.expect("a table can be written as an OFD");
    let package = zip::ZipArchive::new(std::io::Cursor::new(written.bytes));
    let package = package.expect("it is a zip");
    let names = package.file_names();
    let pages = names.filter(|name| name.as_ref().is_ok_and(|name| name.contains("/Pages/")));
    assert_eq!(pages.count(), layout.page_count());
    write::ofd::chapter_file(&[&tables], None, &FONTS, profile).expect("a table can be bound");
});
