//! All limits on input and output in one table. Each limit is a constant of the module that
//! enforces it; [`limits_page`] makes `docs/limits.md`.
//!
//! The limits are far above any bureau's data. Input beyond them is refused within a second and 200
//! MiB; limits on output take longer, because the tables must exist to be counted.

use std::fmt::Write;

use crate::form::MAX_DEFINITION;
use crate::import::list;
use crate::layout::MAX_COLLECTION;
use crate::paper;
use crate::record::{MAX_DEPTH, MAX_INPUT, MAX_MEMBERS, MAX_PROJECTS, MAX_ROWS, MAX_TEXT};
use crate::render::{
    MAX_ADDED_FILES, MAX_ADDED_TEXT, MAX_CELLS, MAX_CHARACTERS, MAX_FONT_FILE, MAX_FONTS,
    MAX_PAGES, MAX_ZIP,
};
use crate::template::{
    MAX_RENDERED, MAX_TABLE_COLUMNS, MAX_TABLE_NODES, MAX_TABLE_PLACES, MAX_TABLE_ROWS,
    limits as template_limits,
};
use crate::workbook::limits as workbook;

/// A limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The limited quantity.
    pub of: &'static str,
    /// The largest value.
    pub most: String,
    /// Behaviour beyond the limit.
    pub beyond: &'static str,
}

/// Limits on one kind of input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitGroup {
    /// The kind of input.
    pub title: &'static str,
    /// The limits.
    pub limits: Vec<Limit>,
}

const UNREADABLE: &str = "`input-too-large`,不读";
const TEMPLATE: &str = "`template-failed`,不出表";
const WORKBOOK: &str = "`workbook-too-large`,不读";

/// All limits.
pub fn limits() -> Vec<LimitGroup> {
    vec![
        data(),
        documents(),
        lists(),
        workbooks(),
        papers(),
        editions(),
        templates(),
        fonts(),
    ]
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "callers pass numbers by value"
)]
fn limit(of: &'static str, most: impl ToString, beyond: &'static str) -> Limit {
    Limit {
        of,
        most: most.to_string(),
        beyond,
    }
}

fn bytes(most: u64) -> String {
    const KIB: u64 = 1024;
    if most.is_multiple_of(KIB * KIB) {
        format!("{} MiB", most / KIB / KIB)
    } else {
        format!("{} KiB", most / KIB)
    }
}

fn data() -> LimitGroup {
    LimitGroup {
        title: "申报数据(JSON)",
        limits: vec![
            limit("一个文件", bytes(MAX_INPUT as u64), UNREADABLE),
            limit("嵌套的层数", MAX_DEPTH, "`input-too-deep`,不读"),
            limit("一个对象里的键", MAX_MEMBERS, UNREADABLE),
            limit(
                "一个部门各表的行(指标)之和",
                MAX_ROWS,
                "`input-too-large`,超过的那张表的行不读",
            ),
            limit("一个部门的项目", MAX_PROJECTS, "`input-too-large`,多的不读"),
            limit("一栏的字符", MAX_TEXT, "`input-too-large`,这一栏不读"),
            limit(
                "一个数的有效数字",
                crate::amount::MAX_DIGITS,
                "`number-too-long`,这一栏不读",
            ),
        ],
    }
}

fn documents() -> LimitGroup {
    const REFUSED: &str = "`document-too-large`,这个部门不出表,其余的照做";
    LimitGroup {
        title: "生成的文件(一个部门的各表之和)",
        limits: vec![
            limit("格", MAX_CELLS, REFUSED),
            limit("字符", MAX_CHARACTERS, REFUSED),
            limit("页", MAX_PAGES, REFUSED),
        ],
    }
}

fn lists() -> LimitGroup {
    LimitGroup {
        title: "清单",
        limits: vec![
            limit("一份清单的行", list::MAX_ROWS, "`input-too-large`,多的不读"),
            limit(
                "一份清单的部门",
                list::MAX_DEPARTMENTS,
                "`input-too-large`,多的不读",
            ),
            limit("一份名册的行", list::MAX_ROWS, "`roster-row`,不读"),
            limit(
                "名册一格的字,别名除外",
                list::MAX_ROSTER_VALUE,
                "`roster-row`,不读",
            ),
        ],
    }
}

fn workbooks() -> LimitGroup {
    LimitGroup {
        title: "工作簿(.xlsx、.xls)",
        limits: vec![
            limit("一个文件", bytes(workbook::MAX_FILE as u64), WORKBOOK),
            limit("压缩包里的文件", workbook::MAX_PARTS, WORKBOOK),
            limit("解开后的大小", bytes(workbook::MAX_UNPACKED), WORKBOOK),
            limit(
                "格式部分解开后的大小",
                bytes(workbook::MAX_STYLES),
                WORKBOOK,
            ),
            limit("格式部分的元素", workbook::MAX_STYLE_ELEMENTS, WORKBOOK),
            limit("工作表", workbook::MAX_SHEETS, WORKBOOK),
            limit(
                "加密工作簿的密码的散列次数",
                workbook::MAX_SPINS,
                "`workbook-encrypted`,不读",
            ),
            limit("共用文本", workbook::MAX_TEXTS, WORKBOOK),
            limit("单元格,空白而有格式的也算", workbook::MAX_CELLS, WORKBOOK),
            limit("有内容的单元格", workbook::MAX_FILLED, WORKBOOK),
            limit("一张工作表的合并区域", workbook::MAX_MERGES, WORKBOOK),
            limit(
                "各单元格文本之和",
                bytes(workbook::MAX_TEXT as u64),
                WORKBOOK,
            ),
        ],
    }
}

fn papers() -> LimitGroup {
    const PAPER: &str = "`paper-unreadable`,不读";
    LimitGroup {
        title: "附着数据的 PDF、OFD",
        limits: vec![
            limit("一个文件", bytes(MAX_INPUT as u64), UNREADABLE),
            limit("PDF 的对象", paper::MAX_OBJECTS, PAPER),
            limit("OFD 的压缩包里的文件", paper::MAX_PARTS, PAPER),
            limit("附件", paper::MAX_ATTACHED, PAPER),
            limit(
                "一段内容,或所附数据之和,解开后的大小",
                bytes(paper::MAX_STREAM),
                PAPER,
            ),
            limit("解开的各段之和", bytes(paper::MAX_UNPACKED), PAPER),
        ],
    }
}

fn editions() -> LimitGroup {
    LimitGroup {
        title: "版本的定义",
        limits: vec![
            limit("一个文件", bytes(MAX_DEFINITION as u64), UNREADABLE),
            limit("网页里加的:一个压缩包", bytes(MAX_ZIP as u64), UNREADABLE),
            limit("网页里一次加的:文件", MAX_ADDED_FILES, UNREADABLE),
            limit(
                "网页里一次加的:各文件之和",
                bytes(MAX_ADDED_TEXT as u64),
                UNREADABLE,
            ),
        ],
    }
}

fn templates() -> LimitGroup {
    const MARKUP: &str = "`template-markup`,不出表";
    const SYNTAX: &str = "`template-syntax`,不出表";
    LimitGroup {
        title: "模板",
        limits: vec![
            limit(
                "一个文件",
                bytes(template_limits::MAX_TEMPLATE as u64),
                "`input-too-large`,不出表",
            ),
            limit(
                "一个标记({{ … }}、{% … %})的字节",
                template_limits::MAX_BRACKET,
                SYNTAX,
            ),
            limit("一个标记里的 ~", template_limits::MAX_JOINED, SYNTAX),
            limit("一张表的循环次数", template_limits::MAX_STEPS, TEMPLATE),
            limit(
                "渲染一张表的时间",
                format!("{} 秒", template_limits::MAX_SECONDS),
                TEMPLATE,
            ),
            limit(
                "set 的文本、过滤器做出的文本",
                bytes(template_limits::MAX_HELD as u64),
                TEMPLATE,
            ),
            limit("set 的值里的值", template_limits::MAX_VALUES, TEMPLATE),
            limit(
                "set 的值里的嵌套",
                format!("{} 层", template_limits::MAX_NESTED),
                TEMPLATE,
            ),
            limit("range 的数", template_limits::MAX_RANGE, TEMPLATE),
            limit("渲染出的文本", bytes(MAX_RENDERED as u64), TEMPLATE),
            limit("渲染出的元素与文字", MAX_TABLE_NODES, MARKUP),
            limit("一张表的列", MAX_TABLE_COLUMNS, MARKUP),
            limit("一张表的行", MAX_TABLE_ROWS, MARKUP),
            limit("一张表的格(行乘列)", MAX_TABLE_PLACES, MARKUP),
        ],
    }
}

fn fonts() -> LimitGroup {
    const REFUSED: &str = "不出表,退出码 3";
    LimitGroup {
        title: "字体文件夹(--fonts)",
        limits: vec![
            limit("字体文件", MAX_FONTS, REFUSED),
            limit("一个字体文件", bytes(MAX_FONT_FILE), REFUSED),
            limit(
                "一个字体集(.ttc)里的字体",
                MAX_COLLECTION,
                "`font-aside`,不用这个文件",
            ),
        ],
    }
}

/// The page of all limits, in Markdown.
pub fn limits_page() -> String {
    let mut page = String::from(
        "# 上限\n\n\
         所有上限都在这里,由程序写出(`cargo test --test limits` 核对)。一个部门、一个县的数据离它们很远;\
         碰到的多半是选错了文件,或有意要拖垮机器的文件:一秒之内、200 MiB 之内拒绝(生成的文件的上限要等各表的内容定了才知道,慢一些)。\n",
    );
    for group in limits() {
        let _ = write!(
            page,
            "\n## {}\n\n| 什么 | 至多 | 超过时 |\n| --- | ---: | --- |\n",
            group.title
        );
        for limit in group.limits {
            let of = limit.of.replace('|', "\\|");
            let _ = writeln!(page, "| {of} | {} | {} |", limit.most, limit.beyond);
        }
    }
    page.push_str(
        "\n模板的语言是 Tera 的一部分:`if`、`for`、`set`、`include`、`raw` 与过滤器。`block`、`extends`、`component`、`filter`、\
         到 `endset` 为止的 `set`、算式里的 `for`、`safe` 与 `indent` 不用,因为它们的大小无法计数;写了就说在哪一行。\n",
    );
    page
}
