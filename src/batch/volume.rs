//! 合订本: cover and contents, then the pages of all departments except duplicates.

use std::fs;
use std::io;

use super::brief::DepartmentBrief;
use super::overall::{OverallFile, Target};
use super::paths::{VOLUME, path_of};
use super::records::RecordedPages;
use super::results::Results;
use crate::error::Error;
use crate::form::Edition;
use crate::write::pdf::{Chapter, Cover, write_volume};

/// A department in the volume.
struct Bound {
    title: String,
    edition: Box<str>,
    pages: RecordedPages,
}

impl Bound {
    fn read(department: &DepartmentBrief, target: &Target<'_>) -> io::Result<Bound> {
        let pages = department.read(target.out)?.pages;
        let title = if department.code.is_empty() {
            department.name.to_string()
        } else {
            format!("{} {}", department.code, department.name)
        };
        Ok(Bound {
            title,
            edition: department.edition.clone(),
            pages: pages.ok_or_else(|| io::Error::other("没有合订本的分册"))?,
        })
    }

    /// The pages, if their file is unchanged.
    fn pages(&self, target: &Target<'_>) -> io::Result<Vec<u8>> {
        let file = &self.pages.file;
        let bytes = fs::read(path_of(target.out, &file.path))?;
        if file.is_untouched(target.out) {
            Ok(bytes)
        } else {
            Err(io::Error::other(format!(
                "{} 被改动过;请加 --resume 再运行一次",
                file.path
            )))
        }
    }
}

/// Writes the volume without its final name. Only the pages of a few departments are in memory at a
/// time.
pub(super) fn write(target: &Target<'_>, results: &Results<'_>) -> Result<OverallFile, Error> {
    let bound = results
        .departments
        .iter()
        .filter(|department| department.brief.has_pages && !department.is_duplicate())
        .map(|department| Bound::read(department.brief, target));
    let bound = bound.collect::<io::Result<Vec<Bound>>>();
    let bound = bound.map_err(|source| Error::Write {
        path: target.out.join(VOLUME),
        source,
    })?;
    let chapters: Vec<Chapter<'_>> = bound
        .iter()
        .map(|bound| Chapter {
            title: &bound.title,
            tables: &bound.pages.tables,
        })
        .collect();
    let edition = edition(target, &bound);
    let heading = results.title(edition);
    let lines = [counts(&chapters)];
    let (name, year) = split_year(&heading);
    let cover = Cover {
        look: &edition.look,
        title: name,
        subtitle: &year,
        kind: "合\u{3000}订\u{3000}本",
        lines: &lines,
        imprint: target.imprint,
        contents: "目录",
    };
    let properties = target.properties(&format!("{heading} 合订本"));
    OverallFile::write(target.out, VOLUME, |file| {
        write_volume(
            file,
            (&cover, &chapters),
            |index| bound[index].pages(target),
            &properties,
            target.renderer.fonts(),
        )
    })
}

/// The edition that styles cover and contents: that of the first department, or the first known.
fn edition<'a>(target: &'a Target<'_>, bound: &[Bound]) -> &'a Edition {
    let registry = target.renderer.registry();
    let first = bound
        .first()
        .and_then(|bound| registry.find(&bound.edition));
    first
        .or_else(|| registry.editions().first().copied())
        .expect("an edition is built in")
}

fn counts(chapters: &[Chapter<'_>]) -> String {
    let tables = || chapters.iter().flat_map(|chapter| chapter.tables);
    let pages: usize = tables().map(|(_, pages)| pages).sum();
    format!(
        "{} 个部门　{} 张表　{pages} 页",
        chapters.len(),
        tables().count()
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
