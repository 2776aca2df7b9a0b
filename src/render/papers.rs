//! Papers with attached data → submissions, compared with what the paper shows.

use super::job::place_of_cell;
use super::names::unique;
use super::renderer::Renderer;
use crate::derive::{Derived, derive};
use crate::finding::{Code, Finding, Read, Report};
use crate::form::Edition;
use crate::grid::{CellIndex, Grid, Role};
use crate::paper::{
    Difference, PaperData, PaperError, PaperKind, Shown, differences, edition_digest,
};
use crate::record::{identify_json, read_json};
use crate::source::{Place, Source};
use crate::text;

/// Differences that are reported one by one.
const MAX_LISTED: usize = 20;

impl Renderer {
    /// The submissions that are attached to a paper.
    pub(super) fn open_paper(
        &self,
        name: &str,
        kind: PaperKind,
        bytes: &[u8],
    ) -> Read<Vec<Source>> {
        let mut report = Report::new();
        let paper = match kind.read(bytes) {
            Ok(paper) => paper,
            Err(error) => {
                report.push(unreadable((name, kind), &error));
                return Read::new(Vec::new(), report);
            }
        };
        let is_volume = paper.submissions.len() > 1;
        let (mut sources, mut names) = (Vec::new(), Vec::new());
        for (index, one) in paper.submissions.into_iter().enumerate() {
            let data = match one.data {
                Ok(data) => data,
                Err(error) => {
                    report.push(
                        Finding::new(Code::PaperData, Place::file(name))
                            .seen(format!("第 {} 份:{error}", index + 1))
                            .expected("附着的数据与写入时一样")
                            .correction("用没有改动过的原来的文件,或给出生成它的数据"),
                    );
                    continue;
                }
            };
            let mut source = attached_source(name, &data);
            if is_volume {
                let own = self.name_in_volume(&source, index);
                let taken: Vec<&str> = names.iter().map(String::as_str).collect();
                let own = unique(&own, &taken);
                source = attached_source(&own, &data);
                names.push(own);
            }
            self.compare_paper(&source, &data, &one.shown, &mut report);
            sources.push(source);
        }
        Read::new(sources, report)
    }

    /// Name of a submission of a volume: each has its own, so that it has its own findings.
    fn name_in_volume(&self, source: &Source, index: usize) -> String {
        let submission = identify_json(source, &self.registry);
        let department = self.with_edition(submission).map(|(edition, submission)| {
            let name = submission.department(edition).trim().to_owned();
            text::clip(&name)
        });
        let department = department.filter(|name| !name.is_empty());
        let own = department.unwrap_or_else(|| format!("第 {} 份", index + 1));
        format!("{} › {own}", source.name())
    }

    /// Reports what a paper shows otherwise than its data. Data that cannot be read, or have no
    /// tables, are reported when they are read.
    fn compare_paper(
        &self,
        source: &Source,
        data: &PaperData,
        shown: &Result<Shown, String>,
        report: &mut Report,
    ) {
        let submission = read_json(source, &self.registry).value;
        let Some((edition, submission)) = self.with_edition(submission) else {
            return;
        };
        let shown = match shown {
            Ok(shown) => shown,
            Err(words) => {
                report.push(unchecked(source, words));
                return;
            }
        };
        let submission = derive(edition, submission);
        let Ok(grids) = self.grids(&submission) else {
            return;
        };
        let comparison = Comparison {
            source,
            edition,
            submission: &submission,
            grids: &grids,
            is_same_edition: edition_digest(edition) == data.edition_digest,
        };
        comparison.report(&differences(shown, &grids), report);
    }
}

/// The submission of attached data.
pub(super) fn attached_source(name: &str, data: &PaperData) -> Source {
    let source = Source::new(name, format!("{}\n", data.text));
    if data.is_of_list {
        source.of_list()
    } else {
        source
    }
}

/// Tables of the data of a paper.
struct Comparison<'a> {
    source: &'a Source,
    edition: &'a Edition,
    submission: &'a Derived,
    grids: &'a [Grid],
    /// Whether the edition is the one that the paper was made with.
    is_same_edition: bool,
}

impl Comparison<'_> {
    fn report(&self, differences: &[Difference], report: &mut Report) {
        let (of_edition, own): (Vec<_>, Vec<_>) = differences
            .iter()
            .partition(|one| self.may_be_of_edition(one));
        if let Some(first) = of_edition.first() {
            let finding = Finding::new(Code::PaperOtherEdition, Place::file(self.source.name()));
            report.push(
                finding
                    .seen(format!(
                        "表样 {} 在写这个文件以后改过;页上有 {} 处不同,如:{}",
                        self.edition.id,
                        of_edition.len(),
                        self.in_words(first)
                    ))
                    .expected("页上的栏目名称与现在的表样相同")
                    .correction("数据可以照用;要核对页上的字,用写它的那一版程序与表样"),
            );
        }
        for difference in own.iter().take(MAX_LISTED) {
            report.push(self.finding(difference));
        }
        if own.len() > MAX_LISTED {
            let finding = Finding::new(Code::PaperDiffers, Place::file(self.source.name()));
            report.push(
                finding
                    .seen(format!("还有 {} 处不同", own.len() - MAX_LISTED))
                    .expected("页上的字与附着的数据相同")
                    .correction(CORRECTION),
            );
        }
    }

    /// Whether a difference can come from another version of the edition: one of labels, or of the
    /// number of texts. Values of cells do not.
    fn may_be_of_edition(&self, difference: &Difference) -> bool {
        let is_label = |table: usize, cell: Option<CellIndex>| {
            let grid = self.grids.get(table);
            let cell = cell.and_then(|cell| grid?.cells.get(cell.0));
            cell.is_none_or(|cell| cell.role == Role::Label)
        };
        !self.is_same_edition
            && match difference {
                Difference::Text { table, cell, .. } => is_label(*table, *cell),
                Difference::Tables { .. }
                | Difference::Count { .. }
                | Difference::Beside { .. }
                | Difference::Paper { .. } => true,
            }
    }

    fn finding(&self, difference: &Difference) -> Finding {
        let place = match difference {
            Difference::Text { table, cell, .. } => self
                .grids
                .get(*table)
                .map(|grid| place_of_cell(self.submission, self.edition, grid, *cell)),
            _ => None,
        };
        let place = place.unwrap_or_else(|| Place::file(self.source.name()));
        let expected = match difference {
            Difference::Text { data, .. } => format!("附着的数据做出的是{}", quoted(data)),
            _ => "页上的字与附着的数据相同".to_owned(),
        };
        Finding::new(Code::PaperDiffers, place)
            .seen(self.in_words(difference))
            .expected(expected)
            .correction(CORRECTION)
    }

    fn in_words(&self, difference: &Difference) -> String {
        let table = |index: usize| self.grids.get(index).map_or("", |grid| grid.name.as_str());
        match difference {
            Difference::Tables { shown, data } => {
                format!("页上有 {shown} 张表,附着的数据有 {data} 张")
            }
            Difference::Count {
                table: index,
                shown,
                data,
            } => format!("{}:页上有 {shown} 格,附着的数据有 {data} 格", table(*index)),
            Difference::Text { shown, .. } => format!("页上印的是{}", quoted(shown)),
            Difference::Beside { page, text } => {
                format!("第 {page} 页多出{}", quoted(text))
            }
            Difference::Paper { page } => format!("第 {page} 页的纸不是表样的大小"),
        }
    }
}

const CORRECTION: &str =
    "页或数据在生成以后改动过:以哪个为准要问报送的人,再用它重新生成;这个文件不要用";

fn quoted(text: &str) -> String {
    if text.trim().is_empty() {
        "空白".to_owned()
    } else {
        text::quote(&text::clip(text.trim()))
    }
}

/// A finding that the pages of a paper cannot be compared with its data.
fn unchecked(source: &Source, words: &str) -> Finding {
    Finding::new(Code::PaperUnchecked, Place::file(source.name()))
        .seen(words)
        .expected("页与生成时一样,才能核对页上的字与附着的数据")
        .correction("对着页上的字看一遍数据;或用没有改动过的原来的文件")
}

/// A finding that a paper has no data that can be read.
fn unreadable((name, kind): (&str, PaperKind), error: &PaperError) -> Finding {
    let kind = kind.name();
    if *error == PaperError::NoData {
        return Finding::new(Code::PaperNoData, Place::file(name))
            .seen(format!("这是 {kind} 文件,里面没有附着申报数据"))
            .expected("JSON、填好的工作簿、清单,或用 --attach-data 生成的 PDF、OFD")
            .correction(format!(
                "给出生成此 {kind} 的数据;扫描、打印成的文件里没有数据"
            ));
    }
    Finding::new(Code::PaperUnreadable, Place::file(name))
        .seen(format!("这是 {kind} 文件,{error}"))
        .expected(format!("本程序用 --attach-data 生成的 {kind}"))
        .correction(format!(
            "用原来的文件,不要另存、加密;没有了就给出生成此 {kind} 的数据"
        ))
}
