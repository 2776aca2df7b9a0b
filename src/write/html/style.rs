//! The look as CSS: on a screen a sheet of paper, on a phone a table that scrolls sideways, in
//! print the page of the edition.

use std::fmt::Write;

use crate::grid::{Align, Edge, Foot, Grid, Look, OddStart, Style, VerticalAlign};
use crate::length::Length;
use crate::write::document::Table;
use crate::write::infallible::CANNOT_FAIL;

/// Style sheet independent of the look.
const COMMON: &str = "\
*{box-sizing:border-box}
html{color:#000;background:#eceae6;line-height:1.4;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0}
header{max-width:210mm;margin:0 auto;padding:1.5rem 1rem 0;font-family:\"Noto Sans SC\",\"Microsoft YaHei\",\"PingFang SC\",sans-serif}
header h1{margin:0 0 .5rem;font-size:1.25rem}
nav ol{margin:0;padding-left:1.5rem}
nav a{color:#0b4f8a}
section{max-width:100%;margin:1.5rem auto;background:#fff;box-shadow:0 1px 4px #0003}
section>h1,section>h2,section>p{margin:0;white-space:pre-wrap;text-wrap:balance}
.sheet{margin-top:.5rem;overflow-x:auto}
.sheet:focus-visible{outline:2px solid #0b4f8a;outline-offset:2px}
table{width:100%;border-collapse:collapse;table-layout:fixed}
th,td{white-space:pre-wrap;overflow-wrap:anywhere}
th{font-weight:inherit}
.n{font-variant-numeric:tabular-nums lining-nums}
.control{color:#a00}
@media print{html{background:none}header{display:none}section{width:auto!important;margin:0;padding:0!important;box-shadow:none}
section+section{break-before:page}.sheet{overflow:visible}section>h1,section>h2,section>p{break-after:avoid}
thead,td:not([rowspan]),th:not([rowspan]){break-inside:avoid}}
@media screen and (max-width:50rem){section{padding:1rem .75rem!important}}
";

/// The two parts of a number aligned at the decimal point: the integer part to the right, the rest
/// to the left.
const DECIMALS: &str = "\
.w,.d{display:inline-block;text-align:right}
.d{text-align:left}
";

/// Class of the rows above and below the frame.
pub(super) const FREE: &str = "free";

/// Rows above and below the frame stay with the table.
const FREE_ROWS: &str = "\
@media print{.free{break-inside:avoid}.free:first-child{break-after:avoid}.free:last-child{break-before:avoid}}
";

/// Paragraphs of a text whose first lines are indented; one that begins with a space has its own
/// indent.
const PARAGRAPHS: &str = "\
td p,th p{margin:0}
p.o{text-indent:0}
";

/// Class of a table's section; the rules of its look are scoped to it.
pub(super) fn look_of(table: usize) -> String {
    format!("look{}", table + 1)
}

/// Writes the style sheet of all tables. Tables with the same look share its rules.
pub(super) fn write(out: &mut String, tables: &[Table<'_>]) {
    out.push_str(COMMON);
    if tables.iter().any(|table| table.grid.look.aligns_decimals()) {
        out.push_str(DECIMALS);
    }
    if tables.iter().any(|table| table.grid.has_free_rows()) {
        out.push_str(FREE_ROWS);
    }
    let is_indented = |table: &Table<'_>| {
        let mut styles = table.grid.look.styles.iter();
        styles.any(|style| style.indent > 0.0)
    };
    if tables.iter().any(is_indented) {
        out.push_str(PARAGRAPHS);
    }
    pages(out, tables);
    let mut done = vec![false; tables.len()];
    for index in 0..tables.len() {
        if done[index] {
            continue;
        }
        let look = &tables[index].grid.look;
        let same: Vec<usize> = (index..tables.len())
            .filter(|other| *tables[*other].grid.look == **look)
            .collect();
        for other in &same {
            done[*other] = true;
        }
        rules(out, &same, look);
        let mut same = same.iter().map(|table| tables[*table].grid);
        if same.any(Grid::has_free_rows) {
            free_rows(out, tables, look);
        }
    }
}

/// Papers: that of the first table for all pages, and named pages for tables with another one.
fn pages(out: &mut String, tables: &[Table<'_>]) {
    let Some(first) = tables.first().map(|table| table.grid) else {
        return;
    };
    page(out, "", first);
    for (index, table) in tables.iter().enumerate().skip(1) {
        let grid = table.grid;
        let is_same = grid.look.paper == first.look.paper
            && (!has_title(&first.look) || grid.name == first.name);
        if !is_same {
            let name = look_of(index);
            page(out, &format!(" {name}"), grid);
            writeln!(out, ".{name}{{page:{name}}}").expect(CANNOT_FAIL);
        }
    }
    if first.look.paper.odd_start == Some(OddStart::Table) {
        out.push_str("@media print{section+section{break-before:recto}}\n");
    }
}

/// Whether a head or foot shows the table's name.
fn has_title(look: &Look) -> bool {
    let mut feet = look.paper.head.iter().chain(&look.paper.foot);
    feet.any(|foot| foot.text.contains("{title}"))
}

/// Paper, page head and foot of the pages with a name.
fn page(out: &mut String, name: &str, grid: &Grid) {
    let look = &grid.look;
    let paper = &look.paper;
    let mm = |length: Length| format!("{:.2}mm", length.to_mm());
    let margins = [paper.top, paper.right, paper.bottom, paper.left]
        .map(mm)
        .join(" ");
    write!(
        out,
        "@page{name}{{size:{} {};margin:{margins}",
        mm(paper.width),
        mm(paper.height)
    )
    .expect(CANNOT_FAIL);
    let feet = [("top", &paper.head), ("bottom", &paper.foot)];
    let feet = feet.map(|(at, foot)| foot.as_ref().map(|foot| (at, foot)));
    let (outer, fixed): (Vec<_>, Vec<_>) = feet
        .into_iter()
        .flatten()
        .partition(|(_, foot)| foot.edge == Edge::Outer);
    for (at, foot) in fixed {
        let side = match look.styles[foot.style].align {
            Align::Left => "left",
            Align::Center | Align::Decimal => "center",
            Align::Right => "right",
        };
        page_foot(out, grid, foot, &format!("{at}-{side}"));
    }
    out.push_str("}\n");
    for side in ["right", "left"] {
        if outer.is_empty() {
            break;
        }
        // A page to the right of the fold has an odd number.
        write!(out, "@page{name}:{side}{{").expect(CANNOT_FAIL);
        for (at, foot) in &outer {
            page_foot(out, grid, foot, &format!("{at}-{side}"));
            let indent = look.styles[foot.style].size.to_pt();
            out.pop();
            write!(out, ";padding-{side}:{indent:.2}pt}}").expect(CANNOT_FAIL);
        }
        out.push_str("}\n");
    }
}

/// Writes a head or foot into a margin box.
fn page_foot(out: &mut String, grid: &Grid, foot: &Foot, margin_box: &str) {
    let look = &grid.look;
    let style = &look.styles[foot.style];
    let content = quoted(&foot.text.replace("{title}", &grid.name))
        .replace("{pages}", "\" counter(pages) \"")
        .replace("{page}", "\" counter(page) \"");
    let typeface = family(&look.fonts[style.font].css);
    let points = style.size.to_pt();
    write!(
        out,
        ";@{margin_box}{{content:{content};font:{points:.2}pt {typeface}}}"
    )
    .expect(CANNOT_FAIL);
}

/// Rules of a look, scoped to the classes of its tables.
fn rules(out: &mut String, tables: &[usize], look: &Look) {
    let paper = &look.paper;
    let under = |what: &str| {
        tables
            .iter()
            .map(|table| format!(".{}{what}", look_of(*table)))
            .collect::<Vec<_>>()
            .join(",")
    };
    let width = paper.width.to_mm();
    let (left, right, above) = (
        paper.left.to_mm(),
        paper.right.to_mm(),
        paper.left.min(paper.right).to_mm(),
    );
    writeln!(
        out,
        "{}{{width:{width:.2}mm;padding:{above:.2}mm {right:.2}mm {above:.2}mm {left:.2}mm}}",
        under("")
    )
    .expect(CANNOT_FAIL);
    let text_width = paper.text_width().to_mm();
    writeln!(
        out,
        "@media screen{{{}{{min-width:{text_width:.2}mm}}}}",
        under(" table")
    )
    .expect(CANNOT_FAIL);
    let outer_pixels = if look.outer_rule.to_pt() >= 1.0 {
        2.0
    } else {
        1.0
    };
    borders(out, &under, ("px", 1.0, outer_pixels));
    out.push_str("@media print{");
    borders(
        out,
        &under,
        ("pt", look.inner_rule.to_pt(), look.outer_rule.to_pt()),
    );
    out.push_str("}\n");
    for (index, style) in look.styles.iter().enumerate() {
        writeln!(
            out,
            "{}{{{}}}",
            under(&format!(" .s{index}")),
            declarations(look, style)
        )
        .expect(CANNOT_FAIL);
    }
}

/// Rules and frame, with widths in a unit. If one table continues another, both draw the same thin
/// rule.
fn borders(
    out: &mut String,
    under: &dyn Fn(&str) -> String,
    (unit, inner, outer): (&str, f64, f64),
) {
    let (tables, next, before) = (
        under(" table"),
        under(" table+table"),
        under(" table:not(:last-child)"),
    );
    let cells = [under(" th"), under(" td")].join(",");
    writeln!(out, "{tables}{{border:{outer:.2}{unit} solid #000}}{cells}{{border:{inner:.2}{unit} solid #000}}").expect(CANNOT_FAIL);
    writeln!(out, "{before}{{border-bottom-width:{inner:.2}{unit}}}{next}{{border-top-width:{inner:.2}{unit};margin-top:-{inner:.2}{unit}}}")
        .expect(CANNOT_FAIL);
}

/// Removes the rules of rows above and below the frame.
fn free_rows(out: &mut String, tables: &[Table<'_>], look: &Look) {
    let own = (0..tables.len()).filter(|index| *tables[*index].grid.look == *look);
    let selectors = own.flat_map(|index| {
        let class = look_of(index);
        [" table", " td"].map(|what| format!(".{class} .{FREE}{what}"))
    });
    let selectors = selectors.collect::<Vec<_>>().join(",");
    writeln!(out, "{selectors}{{border:0}}").expect(CANNOT_FAIL);
}

/// Declarations of a style.
pub(super) fn declarations(look: &Look, style: &Style) -> String {
    let font = &look.fonts[style.font];
    let (align, vertical) = (horizontal(style.align), vertical(style.vertical));
    let weight = if font.bold { "bold" } else { "normal" };
    let (size, line, family) = (style.size.to_pt(), style.line_height, family(&font.css));
    // A browser subtracts the rule's width from the cell, print does not: the padding is reduced,
    // so that a head that fills its cell does not wrap.
    let beside = (style.padding_x - look.inner_rule)
        .max(Length::ZERO)
        .to_pt();
    let above = style.padding_y.to_pt();
    let indent = if style.indent > 0.0 {
        format!(";text-indent:{}em", style.indent)
    } else {
        String::new()
    };
    format!(
        "font:{weight} {size:.2}pt/{line:.2} {family};text-align:{align};vertical-align:{vertical};padding:{above:.2}pt {beside:.2}pt{indent}"
    )
}

const fn horizontal(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Center | Align::Decimal => "center",
        Align::Right => "right",
    }
}

const fn vertical(align: VerticalAlign) -> &'static str {
    match align {
        VerticalAlign::Top => "top",
        VerticalAlign::Middle => "middle",
        VerticalAlign::Bottom => "bottom",
    }
}

/// Font list of an edition without characters that could end the declaration or the style sheet.
fn family(css: &str) -> String {
    let kept: String = css
        .chars()
        .filter(|character| {
            !matches!(character, '<' | '>' | '{' | '}' | ';' | '\\' | '/')
                && !character.is_control()
        })
        .collect();
    if kept.trim().is_empty() {
        "serif".to_owned()
    } else {
        kept
    }
}

/// A text as a CSS string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' | '<' | '>' => {
                write!(quoted, "\\{:X} ", u32::from(character)).expect(CANNOT_FAIL);
            }
            _ if character.is_control() => {
                write!(quoted, "\\{:X} ", u32::from(character).max(1)).expect(CANNOT_FAIL);
            }
            _ => quoted.push(character),
        }
    }
    quoted + "\""
}
