//! Choice of the face of each font of an edition: by `fonts.toml`, or else by the name of a file,
//! or else by the names in a font.

use super::{FaceOrigin, Folder};
use crate::finding::{Code, Finding, Report};
use crate::form::{FontFile, Member, Typefaces};
use crate::grid::Font;
use crate::layout::{FaceIndex, FaceInfo, FontSet};
use crate::text;

/// Why a font of an edition is drawn with its face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaceReason {
    /// It is the edition's face.
    Edition,
    /// `fonts.toml` assigns it to this key.
    Named(String),
    /// Its file has this name, that of the role or the workbook's typeface.
    FileName(String),
    /// It has this name, which is in the edition.
    OwnName(String),
}

/// The reason for the face of a font of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::render) struct ChosenFace {
    pub(in crate::render) edition: String,
    pub(in crate::render) role: String,
    pub(in crate::render) why: FaceReason,
}

/// Chooses among the faces of a folder.
pub(in crate::render) struct Chooser<'a> {
    fonts: &'a FontSet,
    folder: &'a Folder,
    /// The entries of `fonts.toml` with their faces.
    named: Vec<(String, FaceIndex)>,
}

impl<'a> Chooser<'a> {
    /// Finds the faces in `fonts.toml`, and reports missing ones. Also returns the faces that are
    /// searched first for missing characters.
    pub(in crate::render) fn new(
        fonts: &'a FontSet,
        folder: &'a Folder,
        map: &Typefaces,
    ) -> (Chooser<'a>, Vec<FaceIndex>, Report) {
        let mut report = Report::new();
        let mut find = |wanted: &FontFile| match find(folder, wanted) {
            Ok(face) => Some(face),
            Err(finding) => {
                report.push(*finding);
                None
            }
        };
        let mut named = Vec::new();
        for (name, file) in &map.uses {
            named.extend(find(file).map(|face| (name.clone(), face)));
        }
        let fallbacks = map.fallbacks.iter().filter_map(&mut find).collect();
        let chooser = Chooser {
            fonts,
            folder,
            named,
        };
        (chooser, fallbacks, report)
    }

    /// The user's own face for a font of an edition, and the reason.
    pub(in crate::render) fn choose(&self, font: &Font) -> Option<(String, FaceReason)> {
        let (face, why) = self
            .by_map(font)
            .or_else(|| self.by_file_name(font))
            .or_else(|| self.by_own_name(font))?;
        Some((self.fonts.face(face).name().to_owned(), why))
    }

    fn by_map(&self, font: &Font) -> Option<(FaceIndex, FaceReason)> {
        let keys = [&font.role, &font.face, &font.workbook];
        keys.into_iter().find_map(|key| {
            let (name, face) = self.named.iter().find(|(name, _)| name == key)?;
            Some((*face, FaceReason::Named(name.clone())))
        })
    }

    fn by_file_name(&self, font: &Font) -> Option<(FaceIndex, FaceReason)> {
        let names = [&font.role, &font.workbook];
        names.into_iter().find_map(|name| {
            let face = self.fonts.find(name)?;
            Some((face, FaceReason::FileName(name.clone())))
        })
    }

    /// Chooses by the names in the edition: the workbook's typeface, then the page's typefaces up
    /// to the embedded face.
    fn by_own_name(&self, font: &Font) -> Option<(FaceIndex, FaceReason)> {
        let own = self.fonts.find(&font.face);
        let own = own.map(|face| self.fonts.face(face).info());
        let is_own = |name: &String| own.as_ref().is_some_and(|own| own.bears(name));
        let listed = names_of_css(&font.css)
            .into_iter()
            .take_while(|name| !is_own(name));
        let wanted = std::iter::once(font.workbook.clone()).chain(listed);
        for name in wanted {
            let bearers = self
                .folder
                .faces
                .iter()
                .filter(|(_, _, facts)| facts.bears(&name));
            // The regular weight of a family: an edition uses the full name for other weights.
            if let Some((face, ..)) =
                bearers.min_by_key(|(_, _, facts)| facts.weight.abs_diff(REGULAR))
            {
                return Some((*face, FaceReason::OwnName(name)));
            }
        }
        None
    }
}

/// The weight of a regular face.
const REGULAR: u16 = 400;

/// The names in a CSS list of typefaces, without generic ones.
fn names_of_css(css: &str) -> Vec<String> {
    const GENERIC: [&str; 6] = [
        "serif",
        "sans-serif",
        "monospace",
        "cursive",
        "fantasy",
        "system-ui",
    ];
    let names = css
        .split(',')
        .map(|name| name.trim().trim_matches(['\'', '"']).trim());
    names
        .filter(|name| !name.is_empty() && !GENERIC.contains(name))
        .map(str::to_owned)
        .collect()
}

type Found<'f> = &'f (FaceIndex, FaceOrigin, FaceInfo);

/// The face of an entry of `fonts.toml`, ignoring the case of the file's name.
fn find(folder: &Folder, wanted: &FontFile) -> Result<FaceIndex, Box<Finding>> {
    let is_file = |name: &str| name.to_lowercase() == wanted.file.to_lowercase();
    let of_file: Vec<Found<'_>> = folder
        .faces
        .iter()
        .filter(|(_, origin, _)| is_file(&origin.file))
        .collect();
    let is_member = |(_, origin, facts): &&Found<'_>| match &wanted.member {
        Member::Number(number) => origin.member == *number,
        Member::Name(name) => facts.bears(name),
    };
    if let Some((face, ..)) = of_file.iter().find(is_member) {
        return Ok(*face);
    }
    let finding = Finding::new(Code::DefinitionValue, wanted.place.clone());
    let refused = folder.refused.iter().find(|(name, _)| is_file(name));
    Err(Box::new(match (of_file.is_empty(), refused) {
        (true, Some((_, error))) => finding
            .seen(format!("{} {error}", text::quote(&wanted.file)))
            .expected("TrueType 轮廓的字体文件(.ttf、.ttc)")
            .correction("换用可以嵌入的文件"),
        (true, None) => no_such_file(folder, wanted, finding),
        (false, _) => no_such_member(&of_file, wanted, finding),
    }))
}

fn no_such_file(folder: &Folder, wanted: &FontFile, finding: Finding) -> Finding {
    let mut files: Vec<&str> = folder
        .faces
        .iter()
        .map(|(_, origin, _)| origin.file.as_str())
        .collect();
    files.dedup();
    let known = files.iter().copied();
    finding
        .seen(format!("文件夹里没有 {}", text::quote(&wanted.file)))
        .expected(if files.is_empty() {
            "文件夹里的字体文件".to_owned()
        } else {
            text::list(known.clone())
        })
        .correction(text::did_you_mean(&wanted.file, known))
}

fn no_such_member(of_file: &[Found<'_>], wanted: &FontFile, finding: Finding) -> Finding {
    let seen = match &wanted.member {
        Member::Number(number) => format!("第 {} 个字体", number.saturating_add(1)),
        Member::Name(name) => format!("名为 {} 的字体", text::quote(name)),
    };
    let there: Vec<String> = of_file
        .iter()
        .map(|(_, origin, facts)| format!("#{} {}", origin.member + 1, facts.family))
        .collect();
    finding
        .seen(format!("{} 里没有{seen}", text::quote(&wanted.file)))
        .expected(there.join("、"))
        .correction("改正 # 后的数或名称")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_a_list_are_those_of_typefaces() {
        let css = "'仿宋_GB2312', \"FangSong\",Noto Serif SC,serif";
        assert_eq!(
            names_of_css(css),
            ["仿宋_GB2312", "FangSong", "Noto Serif SC"]
        );
    }
}
