//! `jixiao fonts`: the available fonts, the face of each role of an edition, and the characters of
//! the data that a fallback face supplies.

use std::path::Path;

use jixiao::Error;
use jixiao::finding::{Levels, Read};
use jixiao::form::Edition;
use jixiao::render::{BorrowedCharacter, FaceReason, FontUse, ListedFace, Renderer};
use jixiao::source::Place;
use jixiao::text;

use super::args::FontsArgs;
use super::renderer::load_renderer;
use super::status::ExitStatus;
use super::{input, report};

pub(super) fn run(args: &FontsArgs) -> Result<ExitStatus, Error> {
    let Some(renderer) = load_renderer(args.templates.as_deref(), args.fonts.as_deref())? else {
        return Ok(ExitStatus::Findings);
    };
    report::result("字体(补缺字时依此先后查找):");
    for (number, face) in renderer.listed_faces().iter().enumerate() {
        report::result(&format!("  {}. {}", number + 1, face_line(face)));
    }
    for edition in renderer.registry().editions() {
        print_uses(&renderer, edition);
    }
    let mut worst = ExitStatus::Success;
    for file in &args.files {
        let status = print_data(&renderer, file).unwrap_or_else(|error| {
            report::failure(&error);
            ExitStatus::Failure
        });
        worst = worst.max(status);
    }
    Ok(worst)
}

fn face_line(face: &ListedFace) -> String {
    let origin = match &face.origin {
        None => "内置".to_owned(),
        Some(origin) if origin.members > 1 => {
            format!(
                "{} 的第 {} 个(共 {} 个)",
                origin.file,
                origin.member + 1,
                origin.members
            )
        }
        Some(origin) => origin.file.clone(),
    };
    let facts = &face.facts;
    let allowed = face.forbids().unwrap_or("许可嵌入");
    format!(
        "{}:{} {},TrueType,{} 个字形,{origin},{allowed}",
        face.name, facts.family, facts.version, facts.glyphs
    )
}

fn print_uses(renderer: &Renderer, edition: &Edition) {
    report::result(&format!("\n表样 {}:", edition.id));
    for used in renderer.font_uses(edition) {
        report::result(&format!("  {}", use_line(&used)));
    }
}

fn use_line(used: &FontUse) -> String {
    let why = match &used.why {
        FaceReason::Edition => "表样所写".to_owned(),
        FaceReason::Named(key) => format!("fonts.toml 的 {key}"),
        FaceReason::FileName(name) => format!("文件名 {name}"),
        FaceReason::OwnName(name) => format!("字体名 {name}"),
    };
    let instead = if used.is_substitute {
        ",代替工作簿里的字体"
    } else {
        ""
    };
    format!(
        "{}:工作簿 {},PDF {}(依据:{why}{instead})",
        used.role, used.workbook, used.face
    )
}

/// Prints the characters of a file's submissions that are missing in the face of their text.
fn print_data(renderer: &Renderer, file: &Path) -> Result<ExitStatus, Error> {
    let bytes = input::read(file)?;
    let Read {
        value: sources,
        report: mut findings,
    } = renderer.open(&file.to_string_lossy(), &bytes);
    let mut lines = Vec::new();
    for source in &sources {
        // Findings of rules are reported by `check` only.
        let Read {
            value: submission,
            report: found,
        } = renderer.read_source(source, &Levels::new());
        let Some(submission) = submission else {
            findings.append(found);
            continue;
        };
        let Read {
            value: borrowed,
            report: found,
        } = renderer.borrowed(&submission)?;
        findings.append(found);
        lines.extend(borrowed.iter().map(borrowed_line));
    }
    report::result(&format!("\n{}:", file.display()));
    if findings.has_errors() {
        report::findings(&findings);
    }
    if lines.is_empty() && !sources.is_empty() {
        report::result("  所用的字都在该用的字体里");
    }
    for line in lines {
        report::result(&format!("  {line}"));
    }
    Ok(if findings.has_errors() {
        ExitStatus::Findings
    } else {
        ExitStatus::Success
    })
}

fn borrowed_line(borrowed: &BorrowedCharacter) -> String {
    let character = borrowed.character;
    let shown = text::quote(&character.to_string());
    let from = match &borrowed.from {
        Some(face) => format!("{} 里没有,取自 {face}", borrowed.wanted),
        None => "哪个字体里都没有,PDF 里印成 〓".to_owned(),
    };
    let at = place_words(&borrowed.place);
    let others = match borrowed.count {
        0 | 1 => String::new(),
        count => format!(" 等 {count} 处"),
    };
    format!(
        "{shown}(U+{:04X}) {from}:{at}{others}",
        u32::from(character)
    )
}

/// The cell or pointer of a place, with the labels of the form.
fn place_words(place: &Place) -> String {
    let at = match &place.cell {
        Some(cell) => cell.to_string(),
        None => place.pointer.clone(),
    };
    match (at.is_empty(), place.label.is_empty()) {
        (_, true) => at,
        (true, false) => place.label.clone(),
        (false, false) => format!("{at}({})", place.label),
    }
}
