//! Parses rendered XHTML to a grid, strictly: every element, attribute and number is checked, and
//! all errors are reported at once.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use roxmltree::{Document, Node, ParsingOptions};

use super::chunks::{self, BodyRows};
use super::input::{MAX_TABLE_NODES, TableInput};
use super::malformed::malformed;
use super::source_map::PLACE_ATTRIBUTE;
use super::values::{Boxed, FieldValue, ValueKey};
use crate::finding::{Code, Finding, Report};
use crate::form::Expr;
use crate::grid::{
    BuildError, Builder, Cell, CellIndex, Formula, Grid, Role, Row, RowGroup, Title,
};
use crate::length::Length;
use crate::text;

/// Maximum number of columns of a table; a workbook has 16,384, paper far fewer.
pub const MAX_TABLE_COLUMNS: usize = 256;

/// Maximum number of rows of a table: 20,000 indicators and a margin.
pub const MAX_TABLE_ROWS: usize = 25_000;

/// Maximum number of slots (rows times columns) of a table.
pub const MAX_TABLE_PLACES: usize = 1_000_000;

/// Maximum number of findings about one table; further ones probably have the same cause.
const MAX_FINDINGS: usize = 50;

/// Width of a column of `width="auto"` until `layout` sets it.
const PROVISIONAL_WIDTH: Length = Length::mm(20.0);

/// Builds the grid of a rendered template.
pub(super) fn read(markup: &str, table: &TableInput<'_>) -> Result<Grid, Report> {
    if markup.len() > table.longest_whole
        && let Some(grid) = read_in_chunks(markup, table)
    {
        return Ok(grid);
    }
    let document = match Document::parse_with_options(markup, limited(MAX_TABLE_NODES)) {
        Ok(document) => document,
        Err(error) => return Err(one(malformed(markup, table, &error))),
    };
    let mut reader = Reader::new(table);
    let grid = reader.table(document.root_element(), &[]);
    match grid {
        Some(grid) if reader.report.is_empty() => Ok(grid),
        _ => Err(reader.report),
    }
}

/// Builds the grid of a long table in chunks. `None` if the table has errors or [`chunks::split`]
/// cannot split it.
fn read_in_chunks(markup: &str, table: &TableInput<'_>) -> Option<Grid> {
    let (frame, rows) = chunks::split(markup)?;
    let document = Document::parse_with_options(&frame, limited(MAX_TABLE_NODES)).ok()?;
    let mut reader = Reader::new(table);
    let grid = reader.table(document.root_element(), &rows)?;
    (reader.report.is_empty() && reader.nodes_left > 0).then_some(grid)
}

fn limited<'i>(nodes: u32) -> ParsingOptions<'i> {
    ParsingOptions {
        nodes_limit: nodes,
        ..ParsingOptions::default()
    }
}

fn one(finding: Finding) -> Report {
    let mut report = Report::new();
    report.push(finding);
    report
}

pub(super) struct Reader<'a> {
    pub(super) table: &'a TableInput<'a>,
    report: Report,
    cells: BTreeMap<ValueKey, CellIndex>,
    computed: Vec<(CellIndex, ValueKey, &'a Expr)>,
    /// Cells of boxes alone that tick a derived value.
    ticked: Vec<(CellIndex, Boxed<'a>)>,
    /// The first value with boxes in the text that is being read.
    pub(super) boxed: Option<Boxed<'a>>,
    /// Remaining number of elements and texts; counted for chunks only.
    nodes_left: u32,
    /// Permitted line breaks (`wbr`) of the text being read, as byte offsets.
    breaks: Vec<usize>,
    /// Those of the titles read so far.
    title_breaks: Vec<Vec<usize>>,
    /// Columns whose width depends on their content.
    auto_columns: Vec<usize>,
}

/// A table body, with its rows if they were split off.
struct Body<'n, 'i, 'm> {
    node: Node<'n, 'i>,
    split: Option<BodyRows<'m>>,
}

impl Body<'_, '_, '_> {
    fn row_count(&self) -> usize {
        match &self.split {
            Some(rows) => rows.count(),
            None => rows_of(self.node).count(),
        }
    }
}

/// Pairs bodies with their split-off rows; if any were split off, all were.
fn with_rows<'n, 'i, 'm>(
    bodies: Vec<Node<'n, 'i>>,
    split: &[BodyRows<'m>],
) -> Option<Vec<Body<'n, 'i, 'm>>> {
    if !split.is_empty() && split.len() != bodies.len() {
        return None;
    }
    let mut split = split.iter().copied();
    let with_rows = bodies.into_iter().map(|node| Body {
        node,
        split: split.next(),
    });
    Some(with_rows.collect())
}

impl<'a> Reader<'a> {
    fn new(table: &'a TableInput<'a>) -> Reader<'a> {
        Reader {
            table,
            report: Report::new(),
            cells: BTreeMap::new(),
            computed: Vec::new(),
            ticked: Vec::new(),
            boxed: None,
            nodes_left: MAX_TABLE_NODES,
            breaks: Vec::new(),
            title_breaks: Vec::new(),
            auto_columns: Vec::new(),
        }
    }

    /// Builds the table of a root element. `split` contains the rows of all its bodies, if they
    /// were split off.
    fn table(&mut self, root: Node<'_, '_>, split: &[BodyRows<'_>]) -> Option<Grid> {
        if root.tag_name().name() != "table" {
            self.say(Code::TemplateMarkup, root, |finding| {
                finding
                    .seen(format!("<{}>", root.tag_name().name()))
                    .expected("<table>")
                    .correction("模板只写一个 <table>")
            });
            return None;
        }
        self.attributes(root, &[]);
        let (mut titles, mut columns, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for child in self.children(root, &["caption", "colgroup", "tbody", "tfoot"]) {
            if !below.is_empty() {
                self.after_foot(child);
            }
            match child.tag_name().name() {
                "caption" => titles.extend(self.caption(child, &mut above)),
                "colgroup" => columns.extend(self.columns(child)),
                "tfoot" => below.extend(self.foot(child)),
                _ => bodies.push(child),
            }
        }
        self.check_columns(root, columns.len())?;
        let bodies = with_rows(bodies, split)?;
        let rows = bodies.iter().map(Body::row_count).sum::<usize>();
        let framed = above.len()..above.len() + rows;
        let total = framed.end + below.len();
        self.places(root, (rows, total), columns.len())?;
        let form = self.table.form;
        let mut builder = Builder::new(&form.id, &form.name, Arc::clone(self.table.look), columns);
        for title in titles {
            builder.title(title);
        }
        for (title, breaks) in self.title_breaks.drain(..).enumerate() {
            builder.break_title(title, breaks);
        }
        builder.auto_columns(std::mem::take(&mut self.auto_columns));
        let all = (above.clone(), below.clone());
        self.free_rows(above, framed.start, &mut builder)?;
        self.bodies(&bodies, framed.end, &mut builder)?;
        self.free_rows(below, total, &mut builder)?;
        builder.frame(framed);
        self.formulas(&mut builder);
        match builder.finish() {
            Ok(grid) => Some(grid),
            Err(error) => {
                let in_bodies = bodies.iter().flat_map(|body| rows_of(body.node));
                let rows = all.0.iter().copied().chain(in_bodies);
                let mut rows = rows.chain(all.1.iter().copied());
                self.slots(rows.nth(row_of(&error)).unwrap_or(root), &error);
                None
            }
        }
    }

    /// Checks the number of columns: reports a table without columns or with too many.
    fn check_columns(&mut self, root: Node<'_, '_>, columns: usize) -> Option<()> {
        if (1..=MAX_TABLE_COLUMNS).contains(&columns) {
            return Some(());
        }
        self.say(Code::TemplateMarkup, root, |finding| {
            let finding = finding
                .seen(format!("{columns} 列"))
                .expected(format!("1 到 {MAX_TABLE_COLUMNS} 列"));
            finding.correction("在 <colgroup> 里为每一列写 <col width=\"毫米\"/>")
        });
        None
    }

    /// Checks the number of slots: reports a table without rows or with too many slots.
    fn places(
        &mut self,
        root: Node<'_, '_>,
        (rows, total): (usize, usize),
        columns: usize,
    ) -> Option<()> {
        if total > MAX_TABLE_ROWS || total * columns > MAX_TABLE_PLACES {
            self.say(Code::TemplateMarkup, root, |finding| {
                finding
                    .seen(format!("{total} 行 {columns} 列"))
                    .expected(format!("至多 {MAX_TABLE_ROWS} 行、{MAX_TABLE_PLACES} 格"))
                    .correction("检查模板里的循环")
            });
            return None;
        }
        if rows == 0 {
            self.say(Code::TemplateMarkup, root, |finding| {
                let finding = finding.seen("一行也没有").expected("至少一行 <tr>");
                finding.correction("把行写进 <tbody>")
            });
            return None;
        }
        Some(())
    }

    /// Reads the lines above the table; the rows below them are added to `rows`.
    fn caption<'n, 'i>(
        &mut self,
        caption: Node<'n, 'i>,
        rows: &mut Vec<Node<'n, 'i>>,
    ) -> Vec<Title> {
        self.attributes(caption, &[]);
        let children = self.children(caption, &["p", "tr"]);
        let (lines, free): (Vec<_>, Vec<_>) = children
            .into_iter()
            .partition(|child| child.has_tag_name("p"));
        if let (Some(first), Some(last)) = (free.first(), lines.last())
            && first.range().start < last.range().start
        {
            self.say(Code::TemplateMarkup, *last, |finding| {
                finding
                    .seen("<tr> 后面还有 <p>")
                    .expected("<caption> 里先是标题各行 <p>,再是不画线的各行 <tr>")
                    .correction("把这一行移到 <tr> 上面,或也写成 <tr>")
            });
        }
        rows.extend(free);
        let titles = lines.into_iter().map(|line| {
            self.attributes(line, &["class"]);
            let style = self.style(line, "td");
            let text = self.text(line);
            self.title_breaks.push(std::mem::take(&mut self.breaks));
            Title { text, style }
        });
        titles.collect()
    }

    fn foot<'n, 'i>(&mut self, foot: Node<'n, 'i>) -> Vec<Node<'n, 'i>> {
        self.attributes(foot, &[]);
        self.children(foot, &["tr"])
    }

    fn after_foot(&mut self, node: Node<'_, '_>) {
        let name = node.tag_name().name().to_owned();
        self.say(Code::TemplateMarkup, node, |finding| {
            finding
                .seen(format!("<tfoot> 后面还有 <{name}>"))
                .expected("<tfoot> 写在最后,只有一个:表下面不画线的各行")
                .correction("把它移到 <tfoot> 上面;几个 <tfoot> 合成一个")
        });
    }

    fn columns(&mut self, group: Node<'_, '_>) -> Vec<Length> {
        self.attributes(group, &[]);
        let columns = self.children(group, &["col"]);
        let widths = columns.into_iter().enumerate().map(|(index, column)| {
            self.attributes(column, &["width"]);
            if column.attribute("width") == Some("auto") {
                self.auto_columns.push(index);
                return PROVISIONAL_WIDTH;
            }
            self.millimetres(column, "width").unwrap_or(Length::mm(1.0))
        });
        widths.collect()
    }

    /// Builds rows above or below the frame, which end before row `end`. They have no labels: their
    /// words are texts.
    fn free_rows(
        &mut self,
        rows: Vec<Node<'_, '_>>,
        end: usize,
        builder: &mut Builder,
    ) -> Option<()> {
        for row in rows {
            self.row(row, (end, &["td"]), builder)?;
        }
        Some(())
    }

    /// Builds the rows of all bodies, which end before row `total`. `None` if a row cannot be placed.
    fn bodies(
        &mut self,
        bodies: &[Body<'_, '_, '_>],
        total: usize,
        builder: &mut Builder,
    ) -> Option<()> {
        for Body { node, split } in bodies {
            self.attributes(*node, &["head", "keep"]);
            let rows = self.children(*node, &["tr"]);
            let count = split.as_ref().map_or(rows.len(), BodyRows::count);
            let head = self.count(*node, "head", 0, count);
            let group = match split {
                Some(rows) => self.chunks(*rows, total, builder)?,
                None => self.rows(rows, total, builder)?,
            };
            if self.count(*node, "keep", 0, 1) > 0 && group.len() > 1 {
                builder.keep(group.clone());
            }
            if !group.is_empty() && head > 0 {
                builder.group(RowGroup {
                    head: group.start..group.start + head,
                    rows: group,
                });
            }
        }
        Some(())
    }

    /// Builds split-off rows chunk by chunk; returns their indexes.
    fn chunks(
        &mut self,
        rows: BodyRows<'_>,
        total: usize,
        builder: &mut Builder,
    ) -> Option<Range<usize>> {
        let mut all = 0..0;
        for chunk in rows.chunks() {
            let document =
                Document::parse_with_options(&chunk, limited(self.nodes_left.max(1))).ok()?;
            let nodes = u32::try_from(document.descendants().len()).unwrap_or(u32::MAX);
            self.nodes_left = self.nodes_left.saturating_sub(nodes);
            let rows = self.children(document.root_element(), &["tr"]);
            let some = self.rows(rows, total, builder)?;
            all = if all.is_empty() {
                some
            } else {
                all.start..some.end.max(all.end)
            };
        }
        Some(all)
    }

    /// Builds the rows of a body; returns their indexes.
    fn rows(
        &mut self,
        rows: Vec<Node<'_, '_>>,
        total: usize,
        builder: &mut Builder,
    ) -> Option<Range<usize>> {
        let mut group: Option<Range<usize>> = None;
        for row in rows {
            let index = self.row(row, (total, &["th", "td"]), builder)?;
            group = Some(group.map_or(index, |group| group.start)..index + 1);
        }
        Some(group.unwrap_or_default())
    }

    /// Builds a row of cells with these tags; a merged cell ends before row `end`.
    fn row(
        &mut self,
        row: Node<'_, '_>,
        (end, tags): (usize, &[&str]),
        builder: &mut Builder,
    ) -> Option<usize> {
        self.attributes(row, &["height"]);
        let min_height = row
            .has_attribute("height")
            .then(|| self.millimetres(row, "height"))
            .flatten();
        let index = builder.row(Row { min_height });
        let room = end - index;
        for node in self.children(row, tags) {
            let (cell, value) = self.cell(node, room);
            let breaks = std::mem::take(&mut self.breaks);
            let boxed = self.boxed.take();
            let boxed = boxed.filter(|boxed| boxed.expr.is_some() && boxed.text == cell.text);
            match builder.cell(cell) {
                Ok(placed) => {
                    builder.break_cell(placed, breaks);
                    self.ticked.extend(boxed.map(|boxed| (placed, boxed)));
                    if let Some(value) = value {
                        self.cells.entry(value.key).or_insert(placed);
                        self.computed
                            .extend(value.computed.map(|expr| (placed, value.key, expr)));
                    }
                }
                Err(error) => {
                    self.slots(node, &error);
                    return None;
                }
            }
        }
        Some(index)
    }

    fn cell(&mut self, node: Node<'_, '_>, room: usize) -> (Cell, Option<FieldValue<'a>>) {
        self.attributes(node, &["colspan", "rowspan", "class", "field"]);
        let (role, default_style) = if node.tag_name().name() == "th" {
            (Role::Label, "th")
        } else {
            (Role::Data, "td")
        };
        let style = self.style(node, default_style);
        let colspan = self.count(node, "colspan", 1, MAX_TABLE_COLUMNS);
        let rowspan = self.count(node, "rowspan", 1, room);
        self.boxed = None;
        let text = self.text(node);
        let mut value = node
            .attribute("field")
            .and_then(|path| self.value(node, path));
        // A cell is a number only if it shows exactly that value; if a template words it
        // differently, it is text.
        let number = value
            .as_ref()
            .and_then(|value| value.number.filter(|_| value.text == text));
        let blank = value
            .as_ref()
            .and_then(|value| value.blank.filter(|_| text.is_empty()));
        let on_purpose = value
            .as_ref()
            .is_some_and(|value| value.blank_on_purpose && text.is_empty());
        let pointer = value
            .as_mut()
            .map_or_else(String::new, |value| std::mem::take(&mut value.pointer));
        let pointer = match &self.boxed {
            Some(boxed) if pointer.is_empty() => boxed.pointer.clone(),
            _ => pointer,
        };
        let cell = Cell {
            row: 0,
            col: 0,
            rowspan,
            colspan,
            role,
            style,
            text,
            number,
            blank,
            // Distinguishes a cell that is blank on purpose when the workbook is read back.
            formula: on_purpose.then(|| Box::new(Formula::Nothing)),
            pointer,
        };
        (cell, value)
    }

    pub(super) fn value(&mut self, node: Node<'_, '_>, path: &str) -> Option<FieldValue<'a>> {
        let value = self.table.shown.find(path);
        if value.is_none() {
            let known = self.table.form.fields.paths();
            let generic: String = path
                .split('.')
                .filter(|part| part.parse::<usize>().is_err())
                .collect::<Vec<_>>()
                .join(".");
            let correction = text::did_you_mean(&generic, known.iter().map(String::as_str));
            self.say(Code::UnknownPath, node, |finding| {
                finding
                    .seen(format!("field={}", text::quote(&generic)))
                    .expected("有此路径的栏目")
                    .correction(correction)
            });
        }
        value
    }

    fn formulas(&mut self, builder: &mut Builder) {
        for (cell, key, expr) in &self.computed {
            let target = &mut builder.cells_mut()[cell.0];
            let formula = self.table.shown.formula(*key, expr, &self.cells);
            let is_number = target.number.is_some() || target.blank.is_some();
            let formula = formula.filter(|formula| is_number || formula.is_text());
            target.formula = formula.map(Box::new);
        }
        for (cell, boxed) in &self.ticked {
            let Some(expr) = boxed.expr else { continue };
            let boxes = (&boxed.boxes, boxed.is_blank);
            let formula = self
                .table
                .shown
                .ticked((boxed.key, expr), &self.cells, boxes);
            builder.cells_mut()[cell.0].formula = formula.map(Box::new);
        }
    }

    /// Text of a cell as written; `br` and the end of `p` are line breaks.
    fn text(&mut self, node: Node<'_, '_>) -> String {
        let mut out = String::new();
        let mut paragraphs = false;
        // Iterative: a template may nest elements deeper than the stack allows.
        if node.tag_name().name() == "p"
            && node
                .ancestors()
                .skip(1)
                .any(|outer| outer.has_tag_name("p"))
        {
            self.unknown_element(node, &["br", "wbr", "char", "boxes"]);
            return out;
        }
        for child in node.children() {
            if child.is_text() {
                let chunk = child.text().unwrap_or_default();
                let layout_only =
                    chunk.trim_matches([' ', '\n', '\t', '\r']).is_empty() && has_paragraph(node);
                out.push_str(if layout_only { "" } else { chunk });
            } else if child.is_element() {
                self.element_text(child, &mut out, &mut paragraphs);
            }
        }
        out
    }

    fn element_text(&mut self, child: Node<'_, '_>, out: &mut String, paragraphs: &mut bool) {
        match child.tag_name().name() {
            "br" => {
                self.attributes(child, &[]);
                out.push('\n');
            }
            "p" => {
                self.attributes(child, &[]);
                if *paragraphs {
                    out.push('\n');
                }
                *paragraphs = true;
                let outer = self.breaks.len();
                let inner = self.text(child);
                for offset in &mut self.breaks[outer..] {
                    *offset += out.len();
                }
                out.push_str(&inner);
            }
            "wbr" => {
                self.attributes(child, &[]);
                self.breaks.push(out.len());
            }
            "char" => {
                self.attributes(child, &["code"]);
                let code = child
                    .attribute("code")
                    .and_then(|code| u32::from_str_radix(code, 16).ok())
                    .and_then(char::from_u32);
                match code {
                    Some(character) => out.push(character),
                    None => self.bad_value(child, "code", "字符的十六进制码位,如 B"),
                }
            }
            "boxes" => self.boxes(child, out),
            _ => self.unknown_element(child, &["br", "p", "wbr", "char", "boxes"]),
        }
    }

    /// Element children. Unknown elements and text between them are reported.
    fn children<'n, 'i>(&mut self, node: Node<'n, 'i>, known: &[&str]) -> Vec<Node<'n, 'i>> {
        let mut children = Vec::new();
        for child in node.children() {
            if child.is_element() && known.contains(&child.tag_name().name()) {
                children.push(child);
            } else if child.is_element() {
                self.unknown_element(child, known);
            } else if child.is_text() {
                self.stray_text(node, child.text().unwrap_or_default().trim(), known);
            }
        }
        children
    }

    fn stray_text(&mut self, node: Node<'_, '_>, stray: &str, known: &[&str]) {
        if stray.is_empty() {
            return;
        }
        self.say(Code::TemplateMarkup, node, |finding| {
            finding
                .seen(text::quote(stray))
                .expected(format!(
                    "<{}> 里只有 {}",
                    node.tag_name().name(),
                    tags(known)
                ))
                .correction("把文字写进 th 或 td")
        });
    }

    fn unknown_element(&mut self, node: Node<'_, '_>, known: &[&str]) {
        let name = node.tag_name().name();
        let correction = text::did_you_mean(name, known.iter().copied());
        self.say(Code::TemplateMarkup, node, |finding| {
            finding
                .seen(format!("<{name}>"))
                .expected(tags(known))
                .correction(correction)
        });
    }

    pub(super) fn attributes(&mut self, node: Node<'_, '_>, known: &[&str]) {
        let is_place = |name: &str| self.table.has_places && name == PLACE_ATTRIBUTE;
        for attribute in node
            .attributes()
            .filter(|attribute| !known.contains(&attribute.name()) && !is_place(attribute.name()))
        {
            let expected = if known.is_empty() {
                "没有属性".to_owned()
            } else {
                text::list(known.iter().copied())
            };
            let correction = text::nearest(attribute.name(), known.iter().copied());
            let correction =
                correction.map_or_else(|| "删去此属性".to_owned(), |word| format!("可能是 {word}"));
            let seen = format!("{}={}", attribute.name(), text::quote(attribute.value()));
            self.say(Code::TemplateMarkup, node, |finding| {
                finding.seen(seen).expected(expected).correction(correction)
            });
        }
    }

    fn style(&mut self, node: Node<'_, '_>, default: &str) -> usize {
        let name = node.attribute("class").unwrap_or(default);
        let styles = &self.table.look.styles;
        let found = styles.iter().position(|style| style.name == name);
        if found.is_none() {
            let known = styles.iter().map(|style| style.name.as_str());
            let correction = text::did_you_mean(name, known.clone());
            self.say(Code::TemplateMarkup, node, |finding| {
                finding
                    .seen(format!("class={}", text::quote(name)))
                    .expected(text::list(known))
                    .correction(correction)
            });
        }
        found.unwrap_or(0)
    }

    /// Whole number of an attribute, at most `most`; `least` if the attribute is absent.
    fn count(&mut self, node: Node<'_, '_>, name: &str, least: usize, most: usize) -> usize {
        let Some(value) = node.attribute(name) else {
            return least;
        };
        let count = value.parse::<usize>().ok();
        if let Some(count) = count.filter(|count| (least..=most.max(least)).contains(count)) {
            return count;
        }
        let expected = if most > least {
            format!("{least} 到 {most} 的整数")
        } else {
            format!("{least},或不写")
        };
        self.bad_value(node, name, &expected);
        least
    }

    fn millimetres(&mut self, node: Node<'_, '_>, name: &str) -> Option<Length> {
        let value = node.attribute(name).unwrap_or_default();
        let number = value
            .strip_suffix("mm")
            .unwrap_or(value)
            .trim()
            .parse::<f64>()
            .ok();
        let length = number
            .filter(|number| number.is_finite() && *number > 0.0 && *number <= 1000.0)
            .map(Length::mm);
        if length.is_none() {
            let expected = if node.has_tag_name("col") {
                "毫米数,大于 0,至多 1000;或 auto"
            } else {
                "毫米数,大于 0,至多 1000"
            };
            self.bad_value(node, name, expected);
        }
        length
    }

    pub(super) fn bad_value(&mut self, node: Node<'_, '_>, name: &str, expected: &str) {
        let seen = match node.attribute(name) {
            Some(value) => format!("{name}={}", text::quote(value)),
            None => format!("没有 {name}"),
        };
        self.say(Code::TemplateMarkup, node, |finding| {
            finding.seen(seen).expected(expected).correction("改正此值")
        });
    }

    fn slots(&mut self, node: Node<'_, '_>, error: &BuildError) {
        // Errors in the markup are probably the reason why the slots do not fit.
        if !self.report.is_empty() {
            return;
        }
        let (seen, correction) = match error {
            BuildError::NoRoom { row, colspan } => (
                format!("第 {} 行放不下占 {colspan} 列的单元格", row + 1),
                "减少此行的单元格,或改小 colspan;上面各行的 rowspan 也占着位置",
            ),
            BuildError::Overlap { row, col } => (
                format!("第 {} 行第 {} 列被两个单元格占着", row + 1, col + 1),
                "改小 rowspan 或 colspan",
            ),
            BuildError::Uncovered { row, col } => (
                format!("第 {} 行第 {} 列没有单元格", row + 1, col + 1),
                "补上单元格,或改大 rowspan、colspan",
            ),
            BuildError::BelowTable { row, col } => (
                format!("第 {} 行第 {} 列的单元格超出表的下边", row + 1, col + 1),
                "改小 rowspan",
            ),
        };
        self.say(Code::TemplateSlots, node, |finding| {
            finding
                .seen(seen)
                .expected("每个格位恰好由一个单元格占着")
                .correction(correction)
        });
    }

    pub(super) fn say(
        &mut self,
        code: Code,
        node: Node<'_, '_>,
        words: impl FnOnce(Finding) -> Finding,
    ) {
        if self.report.findings().len() < MAX_FINDINGS {
            let value = node
                .ancestors()
                .find_map(|node| node.attribute(PLACE_ATTRIBUTE));
            let place = value.and_then(|value| self.table.tag_place(value));
            let place = place.unwrap_or_else(|| self.table.place());
            let finding = words(Finding::new(code, place));
            // The repeated row reports it once.
            if !self
                .report
                .findings()
                .iter()
                .any(|known| known.is_same(&finding))
            {
                self.report.push(finding);
            }
        }
    }
}

fn has_paragraph(node: Node<'_, '_>) -> bool {
    node.children().any(|child| child.has_tag_name("p"))
}

fn tags(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("<{name}>"))
        .collect::<Vec<_>>()
        .join(" ")
}

fn rows_of<'n, 'i>(body: Node<'n, 'i>) -> impl Iterator<Item = Node<'n, 'i>> {
    body.children().filter(|child| child.has_tag_name("tr"))
}

const fn row_of(error: &BuildError) -> usize {
    match error {
        BuildError::NoRoom { row, .. }
        | BuildError::Overlap { row, .. }
        | BuildError::Uncovered { row, .. }
        | BuildError::BelowTable { row, .. } => *row,
    }
}
