//! 合订本: cover and contents, then the pages of all departments except duplicates, and an index. One
//! volume, or one for each section of the bureau. Beside each its spine (书脊), if there is to be one.

use std::collections::BTreeMap;
use std::io;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::super::across::matching::RosterIndex;
use super::super::across::results::{Department, Results};
use super::super::given::binding::PaperThickness;
use super::super::making::folders::Folders;
use super::super::paths::{SPINE, VOLUMES, path_of, relative};
use super::super::record::brief::DepartmentBrief;
use super::super::record::records::RecordedPages;
use super::overall::{OverallFile, Target};
use crate::disk as fs;
use crate::error::Error;
use crate::form::Edition;
use crate::length::Length;
use crate::text::sound_key;
use crate::write::ofd::{self, OfdAbout};
use crate::write::pdf::{Bound, Chapter, Cover, Spine, write_spine, write_volume};
use crate::write::{Format, Properties, VolumePaper, part_of};

/// A volume to be made.
pub(in crate::batch) struct Plan<'r> {
    /// Its path in the folder of results, without the ending of its format.
    path: String,
    /// The path of its spine.
    spine: String,
    /// Its number among the volumes, from 1.
    number: usize,
    /// The section of the bureau whose departments it has; `None` for all departments.
    section: Option<&'r str>,
    /// Its departments, in the order of the sections.
    departments: Vec<&'r Department<'r>>,
}

impl<'r> Plan<'r> {
    /// The volumes of a run: one, or one for each section that has a department with tables.
    pub(in crate::batch) fn all(target: &Target<'_>, results: &'r Results<'r>) -> Vec<Plan<'r>> {
        let departments = results.departments.iter();
        let departments = departments.filter(|one| one.brief.has_pages && !one.is_duplicate());
        let mut departments: Vec<&Department<'_>> = departments.collect();
        let roster = results.roster.as_ref();
        let order = roster.map_or_else(Vec::new, RosterIndex::section_order);
        let ranks: BTreeMap<&str, usize> = order.into_iter().zip(0..).collect();
        // The sort keeps the order of the departments in each section.
        departments.sort_by_cached_key(|department| {
            let section = results.section(department);
            section.and_then(|section| ranks.get(section).copied())
        });
        if !target.binding.by_section {
            let (path, section) = (VOLUMES.to_owned(), None);
            return vec![Plan {
                path,
                spine: SPINE.to_owned(),
                number: 1,
                section,
                departments,
            }];
        }
        let mut names = Folders::default();
        let of_one = |one: &&Department<'_>, next: &&Department<'_>| {
            results.section(one) == results.section(next)
        };
        let volumes = departments.chunk_by(of_one).zip(1..);
        let volumes = volumes.map(|(departments, number)| {
            let section = departments
                .first()
                .and_then(|first| results.section(first))
                .unwrap_or_default();
            let mut path = |name: &str| relative(&[VOLUMES, &names.unique(name)]);
            Plan {
                path: path(section),
                spine: format!("{}.pdf", path(&format!("{section}书脊"))),
                number,
                section: Some(section),
                departments: departments.to_vec(),
            }
        });
        volumes.collect()
    }

    /// Its path in the folder of results, on this paper.
    pub(in crate::batch) fn path(&self, paper: VolumePaper) -> String {
        format!("{}.{}", self.path, Format::of_volume(paper).as_str())
    }
}

/// A department in the volume.
struct BoundDepartment<'r> {
    title: String,
    name: &'r str,
    division: &'r str,
    edition: Box<str>,
    pages: RecordedPages,
}

impl<'r> BoundDepartment<'r> {
    fn read(
        department: &'r DepartmentBrief,
        division: &'r str,
        target: &Target<'_>,
    ) -> io::Result<BoundDepartment<'r>> {
        let pages = department.read(target.out)?.pages;
        let title = if department.code.is_empty() {
            department.name.to_string()
        } else {
            format!("{} {}", department.code, department.name)
        };
        let name = [&*department.name, &*department.code];
        Ok(BoundDepartment {
            title,
            name: { name }
                .into_iter()
                .find(|name| !name.is_empty())
                .unwrap_or_default(),
            division,
            edition: department.edition.clone(),
            pages: pages.ok_or_else(|| io::Error::other("没有合订本的分册"))?,
        })
    }

    /// The pages for a paper, if their file is unchanged.
    fn pages(&self, target: &Target<'_>, paper: VolumePaper) -> io::Result<Vec<u8>> {
        let file = &self.pages.file;
        let bytes = fs::read(path_of(target.out, &file.path))?;
        let part = part_of(bytes, paper).filter(|_| file.is_untouched(target.out));
        part.ok_or_else(|| {
            io::Error::other(format!("{} 被改动过;请加 --resume 再运行一次", file.path))
        })
    }
}

/// Writes the volumes, one after the other, without their final names. Only the pages of a few
/// departments are in memory at a time.
pub(in crate::batch) fn write(
    target: &Target<'_>,
    results: &Results<'_>,
) -> Result<Vec<OverallFile>, Error> {
    let plans = Plan::all(target, results);
    let mut written = Vec::new();
    for plan in &plans {
        written.extend(write_one(target, results, plan)?);
    }
    Ok(written)
}

fn write_one(
    target: &Target<'_>,
    results: &Results<'_>,
    plan: &Plan<'_>,
) -> Result<Vec<OverallFile>, Error> {
    let bound = plan.departments.iter().map(|department| {
        let division = match plan.section {
            None => results.section(department).unwrap_or_default(),
            Some(_) => "",
        };
        BoundDepartment::read(department.brief, division, target)
    });
    let bound = bound.collect::<io::Result<Vec<BoundDepartment<'_>>>>();
    let bound = bound.map_err(|source| Error::Write {
        path: path_of(target.out, VOLUMES),
        source,
    })?;
    let chapters: Vec<Chapter<'_>> = bound
        .iter()
        .map(|bound| Chapter {
            title: &bound.title,
            name: bound.name,
            division: bound.division,
            tables: &bound.pages.tables,
        })
        .collect();
    let edition = edition(target, &bound);
    let heading = results.title(edition);
    let lines = [counts(&chapters)];
    let (name, year) = split_year(&heading);
    let section = plan.section.unwrap_or_default();
    let cover = Cover {
        look: &edition.look,
        bureau: &target.binding.bureau,
        title: name,
        subtitle: &format!("{section}{year}"),
        kind: "合\u{3000}订\u{3000}本",
        lines: &lines,
        imprint: target.imprint,
        contents: "目录",
        index: "分部门页码",
    };
    let properties = target.properties(format!("{heading} 合订本 {section}").trim_end());
    let bound_chapters = Bound {
        cover: &cover,
        chapters: &chapters,
        by_name: &by_name(&chapters),
        claim: target.claim,
    };
    let papers = Papers {
        target,
        results,
        bound: &bound,
        properties: &properties,
    };
    let (mut files, pages) = papers.write(plan, &bound_chapters)?;
    if let Some(paper) = target.binding.spine {
        files.push(write_spine_of(target, plan, (&cover, pages), paper)?);
    }
    Ok(files)
}

/// What a volume is written with on each paper.
struct Papers<'p> {
    target: &'p Target<'p>,
    results: &'p Results<'p>,
    bound: &'p [BoundDepartment<'p>],
    properties: &'p Properties,
}

impl Papers<'_> {
    /// Writes the volume on each paper of the run; returns its number of pages too.
    fn write(
        &self,
        plan: &Plan<'_>,
        chapters: &Bound<'_>,
    ) -> Result<(Vec<OverallFile>, usize), Error> {
        let (mut pages, mut files) = (0, Vec::new());
        for paper in Format::volumes(&self.results.formats) {
            files.push(OverallFile::write(
                self.target.out,
                &plan.path(paper),
                |file| {
                    pages = self.write_on(paper, chapters, file)?;
                    Ok(())
                },
            )?);
        }
        Ok((files, pages))
    }

    fn write_on(
        &self,
        paper: VolumePaper,
        chapters: &Bound<'_>,
        file: &mut (dyn io::Write + Send),
    ) -> io::Result<usize> {
        let fonts = self.target.renderer.fonts();
        let chapter_file = |index: usize| self.bound[index].pages(self.target, paper);
        match paper {
            VolumePaper::Pdf => write_volume(file, chapters, chapter_file, self.properties, fonts),
            VolumePaper::Ofd => {
                let about = OfdAbout {
                    properties: self.properties,
                    profile: self.results.ofd,
                };
                ofd::write_volume(file, chapters, chapter_file, &about, fonts)
            }
        }
    }
}

/// Writes the spine of a volume with this number of pages on paper of this thickness.
fn write_spine_of(
    target: &Target<'_>,
    plan: &Plan<'_>,
    (cover, pages): (&Cover<'_>, usize),
    paper: PaperThickness,
) -> Result<OverallFile, Error> {
    let sheets = pages.div_ceil(2);
    let millimetres = Decimal::from(sheets) * paper.millimetres();
    let section = plan.section.unwrap_or_default();
    let number = (plan.section.is_some()).then(|| format!("第{}卷", in_chinese(plan.number)));
    let year = cover.subtitle.strip_prefix(section).unwrap_or_default();
    let year = year.trim_matches(['（', '）']);
    let about = format!(
        "书脊宽 {} 毫米，高 {} 毫米。{pages} 页，双面印 {sheets} 张，每张厚 {paper} 毫米，没有算封皮。按角上的线裁切。",
        millimetres.round_dp(1),
        cover.look.paper.height.to_mm().round(),
    );
    let spine = Spine {
        look: cover.look,
        texts: &[
            cover.title,
            year,
            section,
            number.as_deref().unwrap_or_default(),
            if section.is_empty() { cover.kind } else { "" },
        ],
        foot: cover.bureau,
        width: Length::mm(millimetres.to_f64().unwrap_or_default()),
        about: &about,
        too_narrow: "太窄，书脊上印不下字。",
    };
    let title = format!("{} 书脊 {section}", cover.title);
    let properties = target.properties(title.trim_end());
    OverallFile::write(target.out, &plan.spine, |file| {
        let fonts = target.renderer.fonts();
        write_spine(file, (&spine, "书脊"), &properties, fonts)
    })
}

/// A number up to 99 in Chinese; others in digits.
fn in_chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |number: usize| DIGITS[number % 10];
    match (number / 10, number) {
        (0, 1..) => digit(number).to_owned(),
        (1, _) => format!("十{}", digit(number)),
        (2..=9, _) => format!("{}十{}", digit(number / 10), digit(number)),
        _ => number.to_string(),
    }
}

/// The indexes of chapters in the order of their names by sound.
fn by_name(chapters: &[Chapter<'_>]) -> Vec<usize> {
    let mut indexes: Vec<usize> = (0..chapters.len()).collect();
    indexes.sort_by_cached_key(|index| sound_key(chapters[*index].name));
    indexes
}

/// The edition that styles cover and contents: that of the first department, or the first known.
fn edition<'a>(target: &'a Target<'_>, bound: &[BoundDepartment<'_>]) -> &'a Edition {
    let registry = target.renderer.registry();
    let first = bound
        .first()
        .and_then(|bound| registry.find(&bound.edition));
    first
        .or_else(|| registry.editions().first().copied())
        .expect("an edition is built in")
}

/// Numbers of departments and tables; the writer knows that of the pages.
fn counts(chapters: &[Chapter<'_>]) -> String {
    let tables = chapters.iter().flat_map(|chapter| chapter.tables);
    format!(
        "{} 个部门　{} 张表　{{pages}} 页",
        chapters.len(),
        tables.count()
    )
}

/// Splits the text in brackets off the end of a title; returns it in full-width brackets:
/// `甲表(2025年度)` → `甲表`, `（2025年度）`.
fn split_year(title: &str) -> (&str, String) {
    let inner = title.strip_suffix([')', '）']);
    match inner.and_then(|inner| inner.rsplit_once(['(', '（'])) {
        Some((name, year)) if !name.is_empty() => (name, format!("（{year}）")),
        _ => (title, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_in_the_order_of_names_by_sound() {
        let chapter = |name| Chapter {
            title: "",
            name,
            division: "",
            tables: &[],
        };
        let chapters = ["某县水务局", "某县档案馆", "某县安监局", "某县档案馆"].map(chapter);
        assert_eq!(by_name(&chapters), [2, 1, 3, 0]);
    }

    #[test]
    fn volumes_are_numbered_in_chinese() {
        let numbers = [1, 9, 10, 11, 20, 34, 100].map(in_chinese);
        assert_eq!(numbers, ["一", "九", "十", "十一", "二十", "三十四", "100"]);
    }

    #[test]
    fn brackets_at_the_end_of_a_title_are_split_off() {
        assert_eq!(
            split_year("甲表(2025年度)"),
            ("甲表", "（2025年度）".to_owned())
        );
        assert_eq!(
            split_year("甲（单位）表（2025）"),
            ("甲（单位）表", "（2025）".to_owned())
        );
        for whole in ["甲表", "(2025)", "甲(一)表", ""] {
            assert_eq!(split_year(whole), (whole, String::new()));
        }
    }
}
