//! Reads `fonts.toml` of a folder of fonts: the uses of the user's own font files.
//!
//! ```toml
//! # A role of the edition, the name of an embedded face, or of a workbook's typeface.
//! title = "FZXBSJW.TTF"
//! # The second font of a collection; its name works too: "simsun.ttc#新宋体".
//! foot = "simsun.ttc#2"
//! # Searched first for rare characters.
//! fallback = ["SimSun-ExtB.ttf"]
//! ```

use std::ops::Range;

use super::definition::{Definition, Text};
use crate::finding::{Code, Read};
use crate::source::{Place, Source};
use crate::text;

/// Name of the file in a folder of fonts.
pub const TYPEFACES_FILE: &str = "fonts.toml";

/// Uses of the user's font files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Typefaces {
    /// Files by role or name of a face, in the order of `fonts.toml`.
    pub uses: Vec<(String, FontFile)>,
    /// Fonts searched first for a character that the chosen face lacks.
    pub fallbacks: Vec<FontFile>,
}

/// A font named in `fonts.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct FontFile {
    /// File name in the same folder.
    pub file: String,
    /// Font within a collection.
    pub member: Member,
    /// Place of its name.
    pub place: Place,
}

/// A font within a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// By number, from 0.
    Number(u32),
    /// By name.
    Name(String),
}

/// Reads `fonts.toml`. `known` contains the roles and names of all editions; other names are
/// reported.
pub fn read_typefaces<'k>(
    source: &Source,
    known: &(impl Iterator<Item = &'k str> + Clone),
) -> Read<Typefaces> {
    Definition::read(source, |definition, root| {
        let fallbacks = root.texts("fallback");
        let mut read = Typefaces::default();
        for (name, file) in root.named_texts() {
            if known.clone().any(|known| known == name.value) {
                let file = font_file(definition, source, file);
                read.uses.extend(file.map(|file| (name.value, file)));
            } else {
                unknown(definition, &name, known.clone());
            }
        }
        for file in fallbacks {
            read.fallbacks.extend(font_file(definition, source, file));
        }
        read
    })
}

fn unknown<'k>(
    definition: &Definition<'_>,
    name: &Text,
    known: impl Iterator<Item = &'k str> + Clone,
) {
    let known = known.chain(["fallback"]);
    definition.report(Code::DefinitionUnknownKey, name.range.clone(), |finding| {
        finding
            .seen(text::quote(&name.value))
            .expected(format!(
                "用途、嵌入字体名或工作簿字体名:{}",
                text::list(known.clone())
            ))
            .correction(text::did_you_mean(&name.value, known.clone()))
    });
}

/// Parses a file of the folder and the font in it: `simsun.ttc#2`.
fn font_file(
    definition: &Definition<'_>,
    source: &Source,
    Text { value, range }: Text,
) -> Option<FontFile> {
    let (file, member) = value.split_once('#').unwrap_or((&value, "1"));
    let member = match member.parse::<u32>() {
        Ok(number) => number.checked_sub(1).map(Member::Number),
        Err(_) => Some(member.trim())
            .filter(|name| !name.is_empty())
            .map(|name| Member::Name(name.to_owned())),
    };
    let is_name = !file.is_empty() && !file.contains(['/', '\\']) && file != "..";
    match member {
        Some(member) if is_name => Some(FontFile {
            file: file.to_owned(),
            member,
            place: source.place(range),
        }),
        _ => {
            wrong(definition, &value, range);
            None
        }
    }
}

fn wrong(definition: &Definition<'_>, value: &str, range: Range<usize>) {
    definition.report(Code::DefinitionValue, range, |finding| {
        finding
            .seen(text::quote(value))
            .expected("此文件夹里的字体文件名;字体集里的某一个,在后面写 # 与第几个或它的名称,如 simsun.ttc#2")
            .correction("改正此值;字体文件放在 fonts.toml 所在的文件夹里")
    });
}
