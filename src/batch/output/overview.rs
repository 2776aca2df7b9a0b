//! 总览: a page about all departments that opens from disk: states, search, links to the files,
//! charts, and the findings of each department by their causes.
//!
//! The page is complete without its script, which only filters and sorts. It loads nothing.

use std::collections::BTreeSet;
use std::io::{self, Write};

use rust_decimal::Decimal;

use super::super::across::hand_in::HandIn;
use super::super::across::results::{Department, Results};
use super::super::given::listed_roster::HandInState;
use super::super::paths::{DEPARTMENTS, REPORT, SEND_BACK, SUMMARY};
use super::super::record::records::{DepartmentState, Findings};
use super::overall::Target;
use super::overview_figures::{Chart, used_editions};
use super::volume::Plan;
use crate::finding::{Finding, Level};
use crate::text;
use crate::write::Format;
use crate::write::html::{Plain, Text};

const STYLE: &str = include_str!("overview.css");
const SCRIPT: &str = include_str!("overview.js");

/// Most causes that are shown of a department; the report has all.
const MOST_CAUSES: usize = 40;

/// Size of a chart in its own units: labels, bars, numbers; height of a bar with its space.
const LABELS: u32 = 190;
const BARS: u32 = 330;
const NUMBERS: u32 = 110;
const STEP: u32 = 22;

/// Most characters of a bar's label.
const LABEL: usize = 14;

/// A state: its class in the page, which is the key of its filter, and its words.
#[derive(Clone, Copy)]
struct State {
    class: &'static str,
    words: &'static str,
}

const UNREAD: State = State {
    class: "unread",
    words: "读不出",
};
const MISSING: State = State {
    class: "absent",
    words: HandInState::Missing.as_str(),
};

/// Writes the page.
pub(in crate::batch) fn write(
    target: &Target<'_>,
    results: &Results<'_>,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let editions = used_editions(target.renderer, results);
    let titles: Vec<String> = editions.iter().map(|one| results.title(one)).collect();
    let title = match titles.as_slice() {
        [] => "总览".to_owned(),
        titles => format!("{} 总览", titles.join("、")),
    };
    head(&title, (target, results), out)?;
    let charts = &target.figures.get(results, &editions, target.out)?.charts;
    if !charts.is_empty() {
        writeln!(out, "<div class=\"charts\">")?;
        for chart in charts {
            figure(chart, out)?;
        }
        writeln!(out, "</div>")?;
    }
    Table { target, results }.write(out)?;
    write!(out, "<script>\n{SCRIPT}</script>\n</body>\n</html>\n")
}

fn head(
    title: &str,
    (target, results): (&Target<'_>, &Results<'_>),
    out: &mut dyn Write,
) -> io::Result<()> {
    let counts = results.counts();
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
        Plain(title),
        Text(title)
    )?;
    writeln!(
        out,
        "<p class=\"soft\">申报数据 {} 个,读不出 {} 个;部门 {} 个:已生成 {},退回 {},失败 {};表 {} 张;错误 {} 处、警告 {} 处、提示 {} 处。</p>",
        counts.inputs,
        counts.unread,
        counts.departments,
        counts.made,
        counts.returned,
        counts.failed,
        counts.tables,
        counts.errors,
        counts.warnings,
        counts.notes
    )?;
    write!(out, "<p class=\"files\">")?;
    let has_volume = results.departments.iter().any(|one| one.brief.has_pages);
    let volumes = if has_volume {
        Plan::all(target, results)
    } else {
        Vec::new()
    };
    let volumes = volumes.iter().flat_map(|volume| {
        let papers = Format::volumes(&results.formats);
        papers.map(|paper| volume.path(paper))
    });
    let files = [SUMMARY, REPORT].map(str::to_owned).into_iter();
    for file in files.chain(volumes) {
        write!(out, "{}", link(&file, &file))?;
    }
    writeln!(out, "</p>")
}

/// A link to a file of the results.
fn link(path: &str, words: &str) -> String {
    // The characters of file names that end or change an address.
    let address = path
        .replace('%', "%25")
        .replace('#', "%23")
        .replace('?', "%3F");
    format!("<a href=\"{}\">{}</a>", Plain(&address), Text(words))
}

fn figure(chart: &Chart, out: &mut dyn Write) -> io::Result<()> {
    let longest = chart.bars.iter().map(|bar| bar.value).max();
    let longest = longest.unwrap_or(Decimal::ONE).max(Decimal::ONE);
    let height = STEP * u32::try_from(chart.bars.len()).unwrap_or_default();
    let width = LABELS + BARS + NUMBERS;
    writeln!(
        out,
        "<figure>\n<figcaption>{}</figcaption>\n<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">",
        Text(&chart.title),
        Plain(&chart.title)
    )?;
    for (bar, top) in chart.bars.iter().zip((0..).step_by(STEP as usize)) {
        let length = (bar.value.max(Decimal::ZERO) / longest * Decimal::from(BARS)).round();
        let (middle, after) = (top + 15, Decimal::from(LABELS + 6) + length);
        writeln!(
            out,
            "<g><title>{} {}</title><text x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{}</text><rect x=\"{LABELS}\" y=\"{}\" width=\"{length}\" height=\"{}\"/><text x=\"{after}\" y=\"{middle}\">{}</text></g>",
            Plain(&bar.label),
            bar.value,
            LABELS - 8,
            Text(&text::clip_to(&bar.label, LABEL)),
            top + 4,
            STEP - 8,
            bar.value
        )?;
    }
    writeln!(out, "</svg>\n</figure>")
}

/// The table of departments.
struct Table<'a> {
    target: &'a Target<'a>,
    results: &'a Results<'a>,
}

/// What a row shows.
struct Row<'a> {
    code: &'a str,
    name: &'a str,
    section: Option<&'a str>,
    state: State,
    counts: [usize; 3],
    /// Links to its files.
    links: Vec<String>,
    /// What is said below the name, as markup.
    more: String,
}

impl Table<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let hand_in = HandIn::of(self.results);
        let missing = hand_in.iter().flat_map(|hand_in| &hand_in.rows);
        let missing = || {
            missing
                .clone()
                .filter(|row| row.state == HandInState::Missing)
        };
        let departments = &self.results.departments;
        let has_sections = departments
            .iter()
            .any(|one| self.results.section(one).is_some());
        let mut states: Vec<State> = Vec::new();
        let known: BTreeSet<&str> = departments.iter().map(|one| &*one.brief.input).collect();
        let unread = self.results.unread.iter();
        let unread: Vec<_> = unread
            .filter(|input| !known.contains(input.name.as_str()))
            .collect();
        let own = departments.iter().map(|one| self.state_of(one));
        for state in own
            .chain(unread.iter().map(|_| UNREAD))
            .chain(missing().map(|_| MISSING))
        {
            if !states.iter().any(|known| known.class == state.class) {
                states.push(state);
            }
        }
        tools(&states, has_sections, out)?;
        for department in departments {
            row(&self.of_department(department)?, has_sections, out)?;
        }
        for input in unread {
            let more = match &input.failure {
                Some(failure) => format!("<div class=\"error\">{}</div>", Text(failure)),
                None => causes(&input.findings),
            };
            let unread = Row {
                code: "",
                name: &input.name,
                section: None,
                state: UNREAD,
                counts: input.findings.counts(),
                links: Vec::new(),
                more,
            };
            row(&unread, has_sections, out)?;
        }
        for listed in missing() {
            let missing = Row {
                code: listed.code,
                name: listed.name,
                section: listed.section,
                state: MISSING,
                counts: [0; 3],
                links: Vec::new(),
                more: String::new(),
            };
            row(&missing, has_sections, out)?;
        }
        writeln!(out, "</tbody>\n</table>")
    }

    fn state_of(&self, department: &Department<'_>) -> State {
        let class = match department.brief.state {
            _ if !self.results.is_read(department.brief) => return UNREAD,
            DepartmentState::Made => "made",
            DepartmentState::Returned => "returned",
            DepartmentState::Failed => "failed",
        };
        State {
            class,
            words: department.brief.state_in_words(),
        }
    }

    fn of_department<'d>(&'d self, department: &'d Department<'_>) -> io::Result<Row<'d>> {
        let record = department.read(self.target.out)?;
        let mut links: Vec<String> = Vec::new();
        if !record.files.is_empty() {
            links.push(link(&format!("{DEPARTMENTS}/{}/", record.folder), "文件夹"));
        }
        for file in &record.files {
            let ending = file.path.rsplit('.').next().unwrap_or_default();
            links.push(link(&file.path, &ending.to_uppercase()));
        }
        let letter = self.results.letter(department, self.target.out)?;
        if letter.is_some() {
            links.push(link(&format!("{SEND_BACK}/{}/", record.folder), "退回"));
        }
        let failure = record.failure.as_deref();
        let failure = failure.map(|words| format!("<div class=\"error\">{}</div>", Text(words)));
        let brief = department.brief;
        Ok(Row {
            code: &brief.code,
            name: brief.title(),
            section: self.results.section(department),
            state: self.state_of(department),
            counts: department.findings(),
            links,
            more: failure.unwrap_or_default() + &causes(&record.findings),
        })
    }
}

/// Search, filters and the head of the table.
fn tools(states: &[State], has_sections: bool, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "<h2>各部门</h2>\n<div class=\"tools\"><input id=\"search\" type=\"search\" placeholder=\"查找:名称、编码、问题\" aria-label=\"查找\">\
         <button type=\"button\" data-filter=\"\" aria-pressed=\"true\">全部</button>"
    )?;
    for State { class, words } in states {
        write!(
            out,
            "<button type=\"button\" data-filter=\"{class}\" aria-pressed=\"false\">{words}</button>"
        )?;
    }
    write!(
        out,
        "<span id=\"shown\" class=\"soft\" role=\"status\"></span></div>\n<table>\n<thead><tr>"
    )?;
    let heads = ["编码", "部门(单位)"]
        .into_iter()
        .chain(has_sections.then_some("股室"))
        .chain(["状态", "错误", "警告", "提示"]);
    for head in heads {
        write!(
            out,
            "<th scope=\"col\"><button type=\"button\">{head}</button></th>"
        )?;
    }
    writeln!(out, "<th scope=\"col\">文件</th></tr></thead>\n<tbody>")
}

fn row(row: &Row<'_>, has_sections: bool, out: &mut dyn Write) -> io::Result<()> {
    let State { class, words } = row.state;
    write!(
        out,
        "<tr data-state=\"{class}\"><td>{}</td><td data-key=\"{}\">{}{}</td>",
        Text(row.code),
        Plain(row.name),
        Text(row.name),
        row.more
    )?;
    if has_sections {
        write!(out, "<td>{}</td>", Text(row.section.unwrap_or_default()))?;
    }
    write!(out, "<td><span class=\"state {class}\">{words}</span></td>")?;
    for count in row.counts {
        write!(out, "<td class=\"number\">{count}</td>")?;
    }
    writeln!(out, "<td>{}</td></tr>", row.links.join(" "))
}

/// The findings of a department by their causes, to be unfolded.
fn causes(findings: &Findings) -> String {
    if findings.list.is_empty() {
        return String::new();
    }
    let causes = findings.causes();
    let mut markup = format!(
        "<details><summary class=\"soft\">{} 处,{} 个原因</summary><ul class=\"findings\">",
        findings.count(),
        causes.len()
    );
    for cause in causes.iter().take(MOST_CAUSES) {
        let finding = &findings.list[cause.finding];
        let more = match cause.len() {
            1 => String::new(),
            count => format!(" <span class=\"soft\">(连同由它引出的、同样的 {count} 处)</span>"),
        };
        markup.push_str(&item(finding, &more));
    }
    if causes.len() > MOST_CAUSES {
        let more = causes.len() - MOST_CAUSES;
        let more = format!("<li class=\"soft\">另有 {more} 个原因,见{REPORT}</li>");
        markup.push_str(&more);
    }
    markup.push_str("</ul></details>");
    markup
}

fn item(finding: &Finding, more: &str) -> String {
    let class = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let place = finding.place.short();
    let place = [place.as_str(), &finding.place.label];
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let words = [
        ("现值", &finding.seen),
        ("应为", &finding.expected),
        ("改法", &finding.correction),
    ];
    let words: Vec<String> = words
        .into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(name, words)| format!("{name} {}", Text(words)))
        .collect();
    format!(
        "<li class=\"{class}\">{}{more}<br><span class=\"soft\">{}</span><br>{}</li>",
        Text(finding.code.explanation().summary),
        Text(&place.join(" ")),
        words.join(";")
    )
}
