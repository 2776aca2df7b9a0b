//! HTML pages as text, and escaping of text.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::escape::{Plain, Text};
use super::write;
use crate::grid::*;
use crate::layout::Layout;
use crate::length::Length;
use crate::write::{Date, Document, Properties, Table};

fn look() -> Look {
    let style = Style {
        name: "body".to_owned(),
        font: 0,
        size: Length::pt(10.5),
        line_height: 1.3,
        align: Align::Center,
        vertical: VerticalAlign::Middle,
        padding_x: Length::mm(1.0),
        padding_y: Length::mm(0.5),
        min_size: None,
        indent: 0.0,
    };
    let paper = Paper {
        width: Length::mm(210.0),
        height: Length::mm(297.0),
        top: Length::mm(37.0),
        right: Length::mm(26.0),
        bottom: Length::mm(35.0),
        left: Length::mm(28.0),
        head: None,
        foot: Some(Foot {
            text: "第{page}页 \"共\"{pages}页".to_owned(),
            style: 0,
            height: Length::mm(28.0),
            edge: Edge::Fixed,
        }),
        odd_start: None,
    };
    let css = "'SimSun',serif;}</style>".to_owned();
    let font = Font {
        role: "body".to_owned(),
        face: "Body".to_owned(),
        workbook: "宋体".to_owned(),
        css,
        bold: true,
    };
    Look {
        paper,
        fonts: vec![font],
        styles: vec![style],
        inner_rule: Length::pt(0.5),
        outer_rule: Length::pt(1.0),
        punctuation: Punctuation::Full,
        continued: None,
        words: Words::default(),
        fit: None,
    }
}

fn cell(role: Role, text: &str, rowspan: usize, colspan: usize) -> Cell {
    let value: Option<Decimal> = text.parse().ok();
    let number = value.map(|value| Number {
        value,
        notation: Notation::Plain {
            decimals: value.scale(),
        },
    });
    Cell {
        row: 0,
        col: 0,
        rowspan,
        colspan,
        role,
        style: 0,
        text: text.to_owned(),
        number,
        blank: None,
        formula: None,
        pointer: String::new(),
    }
}

/// A label with a number; then a group with a repeated head.
fn grid() -> Grid {
    let mut builder = Builder::new(
        "form",
        "表<一>",
        Arc::new(look()),
        vec![Length::mm(20.0), Length::mm(60.0)],
    );
    builder.title(Title {
        text: "某局<表>".to_owned(),
        style: 0,
    });
    builder.title(Title {
        text: "(2025年度)".to_owned(),
        style: 0,
    });
    let rows = [
        vec![
            cell(Role::Label, "资金", 1, 1),
            cell(Role::Data, "14.63", 1, 1),
        ],
        vec![
            cell(Role::Label, "指标", 1, 1),
            cell(Role::Label, "内容", 1, 1),
        ],
        vec![
            cell(Role::Label, "产出", 2, 1),
            cell(Role::Data, "一\n  二 & <b>", 1, 1),
        ],
        vec![cell(Role::Data, "", 1, 1)],
    ];
    for row in rows {
        builder.row(Row { min_height: None });
        for cell in row {
            builder.cell(cell).unwrap();
        }
    }
    builder.group(RowGroup {
        head: 1..2,
        rows: 1..4,
    });
    builder.finish().unwrap()
}

fn page(grids: &[Grid]) -> String {
    let layout = Layout::drawn(Vec::new());
    let labels: Vec<String> = (1..=grids.len())
        .map(|number| format!("表{number}"))
        .collect();
    let tables: Vec<Table<'_>> = grids
        .iter()
        .zip(&labels)
        .map(|(grid, label)| Table {
            grid,
            layout: &layout,
            label,
        })
        .collect();
    let date = Date {
        year: 2025,
        month: 3,
        day: 1,
    };
    let properties = Properties {
        title: "</title>".to_owned(),
        author: "\"某局\"".to_owned(),
        subject: "2025".to_owned(),
        date,
    };
    let document = Document {
        tables: &tables,
        properties: &properties,
    };
    let written = write(&document).unwrap();
    assert_eq!(
        written,
        write(&document).unwrap(),
        "equal input gives equal bytes"
    );
    String::from_utf8(written.bytes).unwrap()
}

#[test]
fn a_group_with_a_repeated_head_is_a_table_of_its_own() {
    let page = page(&[grid()]);
    let body = &page[page.find("<main>").unwrap()..];
    insta::assert_snapshot!(body, @r#"
    <main>
    <section id="t1" class="look1" aria-label="表1">
    <h1 class="s0">某局&lt;表&gt;</h1>
    <p class="s0">(2025年度)</p>
    <div class="sheet" role="region" aria-label="表&lt;一&gt;" tabindex="0">
    <table>
    <colgroup><col style="width:25.000%"><col style="width:75.000%"></colgroup>
    <tbody>
    <tr>
    <th scope="row" class="s0">资金</th>
    <td class="s0 n">14.63</td>
    </tr>
    </tbody>
    </table>
    <table>
    <colgroup><col style="width:25.000%"><col style="width:75.000%"></colgroup>
    <thead>
    <tr>
    <th scope="col" class="s0">指标</th>
    <th scope="col" class="s0">内容</th>
    </tr>
    </thead>
    <tbody>
    <tr>
    <th scope="row" class="s0" rowspan="2">产出</th>
    <td class="s0">一<br>  二 &amp; &lt;b&gt;</td>
    </tr>
    <tr>
    <td class="s0"></td>
    </tr>
    </tbody>
    </table>
    </div>
    </section>
    </main>
    </body>
    </html>
    "#);
}

#[test]
fn several_tables_have_a_list_of_contents_and_one_set_of_rules() {
    let page = page(&[grid(), grid()]);
    assert!(page.contains("<li><a href=\"#t2\">表2</a></li>"));
    assert!(page.contains("<h1>&lt;/title&gt;</h1>") && page.contains("<h2 class=\"s0\">"));
    assert_eq!(page.matches(".look1 .s0,.look2 .s0{").count(), 1);
}

#[test]
fn texts_stay_within_the_head() {
    let page = page(&[grid()]);
    assert_eq!(page.matches("</title>").count(), 1);
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(page.contains("<meta name=\"author\" content=\"&quot;某局&quot;\">"));
    assert!(page.contains("<meta name=\"date\" content=\"2025-03-01\">"));
    assert!(page.contains(r#"content:"第" counter(page) "页 \22 共\22 " counter(pages) "页""#));
}

#[test]
fn characters_html_forbids_are_shown_by_a_sign() {
    let text = |text: &str| Text(text).to_string();
    assert_eq!(
        text("a\u{B}b"),
        "a<span class=\"control\" title=\"U+000B\">\u{240B}</span>b"
    );
    assert_eq!(
        text("\0"),
        "<span class=\"control\" title=\"U+0000\">\u{2400}</span>"
    );
    assert_eq!(
        text("\u{85}"),
        "<span class=\"control\" title=\"U+0085\">\u{FFFD}</span>"
    );
    assert_eq!(
        text("\u{1FFFE}"),
        "<span class=\"control\" title=\"U+1FFFE\">\u{FFFD}</span>"
    );
    assert_eq!(
        text("a\r\nb\rc"),
        "a<br>b<span class=\"control\" title=\"U+000D\">\u{240D}</span>c"
    );
    assert_eq!(text(" 𠀀🎉\t<&>\" "), " 𠀀🎉\t&lt;&amp;&gt;&quot; ");
    assert_eq!(Plain("a\u{7F}\nb").to_string(), "a\u{2421}\nb");
}
