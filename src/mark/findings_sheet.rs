//! The sheet 检查结果: every finding with number, level, place and correction; made for reading,
//! sorting and printing.

use std::collections::BTreeMap;

use crate::finding::{Cause, Finding, Level, Report, causes};
use crate::source::Place;
use crate::workbook::{Cell, Sheet};

use super::cell_ref::{CellRef, name_of};
use super::style::Styles;
use super::words;
use super::workbook_part::{LIST, ListRows};
use super::xml::{Conformance, DECLARATION, escape};

/// Heads and widths (in characters) of the columns.
const COLUMNS: [(&str, f64); 9] = [
    ("序号", 5.5),
    ("级别", 6.5),
    ("页签", 20.0),
    ("单元格", 8.0),
    ("问题", 26.0),
    ("栏目", 18.0),
    ("现值", 20.0),
    ("应为", 26.0),
    ("改法", 30.0),
];
const LAST_COLUMN: char = 'I';
/// Column of the links.
const LINK_COLUMN: &str = "D";
/// Height of title and head, in points.
const TITLE_HEIGHT: f64 = 30.0;
const HEAD_HEIGHT: f64 = 22.0;
/// Height of a line of text, and spacing of a row, in points.
const LINE_HEIGHT: f64 = 14.25;
const AIR: f64 = 6.0;
/// Largest row height of Excel, in points.
const MAX_HEIGHT: f64 = 409.0;

/// Target of a finding's link: the annotated cell.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) sheet: String,
    pub(super) cell: CellRef,
    pub(super) is_hidden: bool,
}

/// Formats of the sheet's cells.
struct Look {
    title: usize,
    line: usize,
    head: usize,
    text: usize,
    centred: usize,
    link: usize,
    levels: [usize; 3],
}

impl Look {
    fn new(styles: &mut Styles) -> Look {
        let font = |name: &str, size: &str, more: &str| {
            format!(
                "<font>{more}<sz val=\"{size}\"/><name val=\"{name}\"/><charset val=\"134\"/></font>"
            )
        };
        let title = styles.font(&font("黑体", "16", ""));
        let body = styles.font(&font("宋体", "10.5", ""));
        let bold = styles.font(&font("宋体", "10.5", "<b/>"));
        let link = styles.font(
            "<font><u/><sz val=\"10.5\"/><color rgb=\"FF0563C1\"/><name val=\"宋体\"/><charset val=\"134\"/></font>",
        );
        let edge =
            |side: &str| format!("<{side} style=\"thin\"><color rgb=\"FF7F7F7F\"/></{side}>");
        let sides = ["left", "right", "top", "bottom"].map(edge).concat();
        let box_ = styles.border(&format!("<border>{sides}<diagonal/></border>"));
        let fills = Level::ALL.map(|level| styles.fill(level));
        let head_fill = styles.solid("FFEDEDED");
        let mut format = |font: usize, fill: usize, border: usize, alignment: &str| {
            styles.format(&format!(
                "<xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment {alignment}/></xf>"
            ))
        };
        let centre = "horizontal=\"center\" vertical=\"center\" wrapText=\"1\"";
        let left = "horizontal=\"left\" vertical=\"center\" wrapText=\"1\"";
        Look {
            title: format(title, 0, 0, "horizontal=\"center\" vertical=\"center\""),
            line: format(body, 0, 0, left),
            head: format(bold, head_fill, box_, centre),
            text: format(body, 0, box_, left),
            centred: format(body, 0, box_, centre),
            link: format(link, 0, box_, centre),
            levels: fills.map(|fill| format(bold, fill, box_, centre)),
        }
    }
}

/// Whether a sheet is such a sheet, by its name and heads.
pub(super) fn is_findings_sheet(sheet: &Sheet) -> bool {
    let heads = || COLUMNS.iter().map(|(head, _)| *head);
    sheet.name.starts_with(LIST)
        && sheet
            .rows()
            .any(|row| row.len() == COLUMNS.len() && row.iter().map(Cell::text).eq(heads()))
}

/// Part of the sheet, and the position of its rows. `notices` are lines about the file as a whole.
pub(super) fn sheet(
    conformance: Conformance,
    report: &Report,
    links: &[Option<Link>],
    notices: &[String],
    styles: &mut Styles,
) -> (String, ListRows) {
    let look = Look::new(styles);
    let mut rows = Rows::default();
    rows.row(TITLE_HEIGHT, &[(look.title, "检查结果".to_owned())]);
    let causes = causes(report.findings());
    rows.line(look.line, &words::summary(report, causes.len()));
    if !report.is_empty() {
        rows.line(look.line, words::LEGEND);
    }
    rows.line(look.line, words::PURPOSE);
    for notice in notices {
        rows.line(look.line, notice);
    }
    let merged = rows.count;
    let heads = COLUMNS.map(|(head, _)| (look.head, head.to_owned()));
    rows.row(HEAD_HEIGHT, &heads);
    let head = rows.count;
    let under = under(&causes);
    for (number, (finding, link)) in (1_usize..).zip(report.findings().iter().zip(links)) {
        if let Some(link) = link {
            rows.link(link);
        }
        let [sheet, cell] = place(&finding.place, link.as_ref());
        let cell_look = if link.is_some() {
            look.link
        } else {
            look.centred
        };
        let question = question(finding, under.get(&(number - 1)));
        let cells = [
            (look.centred, number.to_string()),
            (
                look.levels[finding.level as usize],
                finding.level.to_string(),
            ),
            (look.text, sheet),
            (cell_look, cell),
            (look.text, question),
            (look.text, words::subject(finding)),
            (look.text, words::cell(&finding.seen)),
            (look.text, words::cell(&finding.expected)),
            (look.text, words::cell(&finding.correction)),
        ];
        let texts = cells.each_ref().map(|(_, text)| text.as_str());
        let widths = COLUMNS.map(|(_, width)| width);
        let texts: Vec<(&str, f64)> = texts.into_iter().zip(widths).collect();
        rows.row(height(&texts), &cells);
    }
    let listed = ListRows {
        head,
        last: rows.count,
        column: LAST_COLUMN,
    };
    (rows.finish(conformance, merged, &listed), listed)
}

/// For each finding that follows from another one or repeats it, words with the number of that.
fn under(causes: &[Cause]) -> BTreeMap<usize, String> {
    let followers = causes.iter().flat_map(|cause| &cause.followers);
    let words = followers.map(|follower| {
        let words = match follower.like {
            Some(like) => format!("与第 {} 处同样", like + 1),
            None => format!("随第 {} 处来的", follower.of + 1),
        };
        (follower.finding, words)
    });
    words.collect()
}

/// What is wrong, the code, and the finding under which this one is grouped.
fn question(finding: &Finding, under: Option<&String>) -> String {
    let summary = finding.code.explanation().summary;
    let under = under.map_or_else(String::new, |words| format!("\n{words}"));
    format!("{summary}\n({}){under}", finding.name())
}

/// Sheet and cell of a finding for people; a finding without a cell is about the file.
fn place(place: &Place, link: Option<&Link>) -> [String; 2] {
    let Some(cell) = &place.cell else {
        return ["整个文件".to_owned(), String::new()];
    };
    let hidden = link.is_some_and(|link| link.is_hidden);
    let hidden = if hidden { "(隐藏的页签)" } else { "" };
    [format!("{}{hidden}", cell.sheet), cell.name()]
}

/// Height of a row of texts in columns of a width, in points.
fn height(cells: &[(&str, f64)]) -> f64 {
    let lines = cells.iter().map(|(text, width)| {
        // Cell margins take half a character on either side.
        words::lines_of(text, (width - 1.5).max(2.0))
    });
    let lines = lines.fold(1.0, f64::max);
    (lines * LINE_HEIGHT + AIR).min(MAX_HEIGHT)
}

/// Rows being written.
#[derive(Default)]
struct Rows {
    text: String,
    links: String,
    count: usize,
}

impl Rows {
    /// A line across all columns.
    fn line(&mut self, look: usize, text: &str) {
        let width = COLUMNS.iter().map(|(_, width)| width).sum();
        self.row(height(&[(text, width)]), &[(look, text.to_owned())]);
    }

    /// A row of cells, high enough for its text. A user who edits the text adjusts the height.
    fn row(&mut self, height: f64, cells: &[(usize, String)]) {
        self.count += 1;
        let row = self.count;
        let cells = cells.iter().zip('A'..).map(|((look, text), column)| {
            let value = match text.parse::<usize>() {
                Ok(number) if column == 'A' => return format!("<c r=\"A{row}\" s=\"{look}\"><v>{number}</v></c>"),
                _ => escape(text),
            };
            format!("<c r=\"{column}{row}\" s=\"{look}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{value}</t></is></c>")
        });
        let cells: String = cells.collect();
        let (number, height) = (row.to_string(), height.to_string());
        let row = [
            "<row r=\"",
            &number,
            "\" ht=\"",
            &height,
            "\">",
            &cells,
            "</row>",
        ];
        self.text.extend(row);
    }

    /// Link of the next row's place.
    fn link(&mut self, link: &Link) {
        let location = format!(
            "'{}'!{}",
            link.sheet.replace('\'', "''"),
            name_of(link.cell)
        );
        let row = self.count + 1;
        let (row, location) = (row.to_string(), escape(&location));
        self.links.extend([
            "<hyperlink ref=\"",
            LINK_COLUMN,
            &row,
            "\" location=\"",
            &location,
            "\"/>",
        ]);
    }

    fn finish(&self, conformance: Conformance, merged: usize, rows: &ListRows) -> String {
        let (main, relationships) = (conformance.main(), conformance.relationships());
        let ListRows { head, last, column } = rows;
        let widths = (1..).zip(COLUMNS).map(|(number, (_, width))| {
            format!("<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>")
        });
        let widths: String = widths.collect();
        let areas = (1..=merged).map(|row| format!("<mergeCell ref=\"A{row}:{column}{row}\"/>"));
        let areas: String = areas.collect();
        let links = if self.links.is_empty() {
            String::new()
        } else {
            format!("<hyperlinks>{}</hyperlinks>", self.links)
        };
        let below = head + 1;
        format!(
            "{DECLARATION}<worksheet xmlns=\"{main}\" xmlns:r=\"{relationships}\"><sheetPr><tabColor rgb=\"FFC00000\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr><dimension ref=\"A1:{column}{last}\"/><sheetViews><sheetView showGridLines=\"0\" workbookViewId=\"0\"><pane ySplit=\"{head}\" topLeftCell=\"A{below}\" activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\" activeCell=\"A{below}\" sqref=\"A{below}\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><cols>{widths}</cols><sheetData>{}</sheetData><autoFilter ref=\"A{head}:{column}{last}\"/><mergeCells count=\"{merged}\">{areas}</mergeCells>{links}<printOptions horizontalCentered=\"1\"/><pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/><headerFooter><oddFooter>&amp;L&amp;F&amp;C第 &amp;P 页,共 &amp;N 页</oddFooter></headerFooter></worksheet>",
            self.text
        )
    }
}
