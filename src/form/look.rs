//! Reads the look of an edition: `[paper]`, `[head]`, `[foot]`, `[continued]`, `[text]`, `[fit]`,
//! `[rules]`,
//! `[fonts.*]`, `[styles.*]`.

use std::ops::Range;

use super::definition::{Section, Text};
use crate::finding::{Code, Finding};
use crate::grid::{
    Align, Continued, Edge, Fit, Font, Foot, Look, OddStart, Paper, PaperSize, Punctuation, Style,
    VerticalAlign, Words,
};
use crate::length::Length;
use crate::text;

/// Reads the look from the root of `edition.toml`. Reports missing keys; returns `None` if a
/// required one is missing.
pub(super) fn read_look(root: &Section<'_, '_>) -> Option<Look> {
    let fonts: Vec<Font> = named(root.required_section("fonts"))
        .into_iter()
        .filter_map(read_font)
        .collect();
    let styles = named(root.required_section("styles"));
    let defined: Vec<String> = styles.iter().map(|(name, _)| name.value.clone()).collect();
    let styles: Vec<Style> = styles
        .into_iter()
        .filter_map(|(name, section)| read_style(name, section, &fonts))
        .collect();
    let paper = read_paper(root, &styles);
    let (inner_rule, outer_rule) = read_rules(root);
    let continued = root
        .section("continued")
        .and_then(|section| read_continued(section, &styles));
    let (punctuation, words) = read_text(root);
    let fit = root.section("fit").and_then(read_fit);
    let wanted: &[&str] = if defined.is_empty() {
        &[]
    } else {
        &["th", "td"]
    };
    for required in wanted {
        if !defined.iter().any(|name| name == required) {
            root.definition()
                .report(Code::DefinitionMissingKey, root.range(), |finding| {
                    finding
                        .seen(format!("[styles] 里没有 {required}"))
                        .expected("有 th 与 td:模板里没有写 class 的单元格用它们")
                        .correction(format!("补上 [styles.{required}]"))
                });
            return None;
        }
    }
    Some(Look {
        paper: paper?,
        fonts,
        styles,
        inner_rule,
        outer_rule,
        punctuation,
        continued,
        words,
        fit,
    })
}

fn named<'d, 't>(section: Option<Section<'d, 't>>) -> Vec<(Text, Section<'d, 't>)> {
    section.map(|section| section.entries()).unwrap_or_default()
}

/// Range of line widths, in points: thinner lines vanish in print, thicker ones touch the text.
const THINNEST: f64 = 0.1;
const THICKEST: f64 = 6.0;

/// Largest padding of a cell, in millimetres: more leaves no room for the text.
const WIDEST_PADDING: f64 = 10.0;

/// Smallest type size, in points, to which a text may be reduced: smaller print is not readable.
const SMALLEST: f64 = 5.0;

/// Largest indent of a first line, in characters.
const WIDEST_INDENT: f64 = 10.0;

fn read_text(root: &Section<'_, '_>) -> (Punctuation, Words) {
    let Some(text) = root.section("text") else {
        return (Punctuation::Full, Words::default());
    };
    let punctuation = choose(
        &text,
        "punctuation",
        &[
            ("full", Punctuation::Full),
            ("adjacent", Punctuation::Adjacent),
            ("squeezed", Punctuation::Squeezed),
        ],
    );
    let list = |key| text.texts(key).into_iter().map(|word| word.value).collect();
    let words = Words::new(list("words"), list("break_after"));
    text.finish();
    (punctuation, words)
}

fn read_fit(section: Section<'_, '_>) -> Option<Fit> {
    let size = section.required_number_within("size", SMALLEST, 100.0);
    let padding = section.required_number_within("padding", 0.0, WIDEST_PADDING);
    section.finish();
    Some(Fit {
        size: Length::pt(size?),
        padding: Length::mm(padding?),
    })
}

fn read_continued(section: Section<'_, '_>, styles: &[Style]) -> Option<Continued> {
    let text = pattern(&section, "text", &["title"]);
    let style = section
        .required_text("style")
        .and_then(|name| style_index(&section, &name, styles));
    section.finish();
    Some(Continued {
        text: text?,
        style: style?,
    })
}

fn read_rules(root: &Section<'_, '_>) -> (Length, Length) {
    const HAIRLINE: f64 = 0.5;
    let Some(rules) = root.section("rules") else {
        return (Length::pt(HAIRLINE), Length::pt(HAIRLINE));
    };
    let inner = rules.required_number_within("inner", THINNEST, THICKEST);
    let inner = inner.unwrap_or(HAIRLINE);
    let outer = rules.number_within("outer", THINNEST, THICKEST);
    let outer = outer.unwrap_or(inner);
    rules.finish();
    (Length::pt(inner), Length::pt(outer))
}

fn read_paper(root: &Section<'_, '_>, styles: &[Style]) -> Option<Paper> {
    let section = root.required_section("paper")?;
    let odd_start = section.text("odd_start").and_then(|word| {
        let known = [
            ("table", OddStart::Table),
            ("department", OddStart::Department),
        ];
        let found = known.iter().find(|(name, _)| *name == word.value);
        if found.is_none() {
            let names = known.iter().map(|(name, _)| *name);
            unknown(&section, &word, names, "odd_start");
        }
        found.map(|(_, start)| *start)
    });
    let size = read_size(section);
    let margin = |key: &'static str| {
        let section = root.section(key)?;
        let (range, margin) = (section.range(), read_foot(section, styles)?);
        if size.is_some_and(|size| is_outside(key, &margin, styles, size)) {
            root.definition()
                .report(Code::DefinitionValue, range, |finding| {
                    outside(finding, key)
                });
        }
        Some(margin)
    };
    let (head, foot) = (margin("head"), margin("foot"));
    let size = size?;
    Some(Paper {
        width: size.width,
        height: size.height,
        top: size.top,
        right: size.right,
        bottom: size.bottom,
        left: size.left,
        head,
        foot,
        odd_start,
    })
}

/// Words of a finding: a head or foot that is higher than the margin in which it is printed.
pub(super) fn outside(finding: Finding, key: &str) -> Finding {
    let (name, margin) = if key == "head" {
        ("页眉", "top")
    } else {
        ("页脚", "bottom")
    };
    finding
        .seen(format!("[{key}] 的 height 与字号超出 [paper] 的 {margin}"))
        .expected(format!("{name}在页边距之内,不印到表上"))
        .correction(format!("改小 height,或改大 {margin}"))
}

/// Reads the paper of a form, with the range of its definition.
pub(super) fn read_own_paper(root: &Section<'_, '_>) -> Option<(PaperSize, Range<usize>)> {
    let section = root.section("paper")?;
    let range = section.range();
    Some((read_size(section)?, range))
}

/// Depth of a line below its baseline, as a fraction of the type size.
const DESCENT: f64 = 0.25;

/// Whether a head or foot reaches over the margin in which it is printed.
fn is_outside(key: &str, margin: &Foot, styles: &[Style], size: PaperSize) -> bool {
    let text = styles[margin.style].size;
    if key == "head" {
        margin.height + text * DESCENT > size.top
    } else {
        margin.height + text * (1.0 - DESCENT) > size.bottom
    }
}

/// Key of the edition's head or foot that is outside the margins of a form's own paper.
pub(super) fn margin_too_small(look: &Look, size: PaperSize) -> Option<&'static str> {
    let feet = [("head", &look.paper.head), ("foot", &look.paper.foot)];
    feet.into_iter().find_map(|(key, foot)| {
        let foot = foot.as_ref()?;
        is_outside(key, foot, &look.styles, size).then_some(key)
    })
}

/// Reads size and margins of a page. Reports margins that leave no room for the text.
fn read_size(section: Section<'_, '_>) -> Option<PaperSize> {
    let length = |key| section.required_number(key).map(Length::mm);
    let (width, height) = (length("width"), length("height"));
    let (top, right, bottom, left) = (
        length("top"),
        length("right"),
        length("bottom"),
        length("left"),
    );
    let (range, definition) = (section.range(), section.definition());
    section.finish();
    let size = PaperSize {
        width: width?,
        height: height?,
        top: top?,
        right: right?,
        bottom: bottom?,
        left: left?,
    };
    let least = Length::mm(20.0);
    if size.width - size.left - size.right < least || size.height - size.top - size.bottom < least {
        definition.report(Code::DefinitionValue, range, |finding| {
            finding
                .seen("页边距之间不足 20 毫米")
                .expected("页边距小于纸张")
                .correction("改小页边距,或改大纸张")
        });
        return None;
    }
    Some(size)
}

/// Reads `[head]` or `[foot]`.
fn read_foot(section: Section<'_, '_>, styles: &[Style]) -> Option<Foot> {
    let text = pattern(&section, "text", &["page", "pages", "title"]);
    let style = section
        .required_text("style")
        .and_then(|name| style_index(&section, &name, styles));
    let height = section.required_number("height").map(Length::mm);
    let edge = choose(
        &section,
        "edge",
        &[("fixed", Edge::Fixed), ("outer", Edge::Outer)],
    );
    section.finish();
    Some(Foot {
        text: text?,
        style: style?,
        height: height?,
        edge,
    })
}

fn read_font((role, section): (Text, Section<'_, '_>)) -> Option<Font> {
    let face = section.required_text("face");
    let workbook = section.required_text("workbook");
    let css = section.required_text("css");
    let bold = section.flag("bold");
    section.finish();
    Some(Font {
        role: role.value,
        face: face?.value,
        workbook: workbook?.value,
        css: css?.value,
        bold,
    })
}

fn read_style(name: Text, section: Section<'_, '_>, fonts: &[Font]) -> Option<Style> {
    let font = section
        .required_text("font")
        .and_then(|role| font_index(&section, &role, fonts));
    let size = section.required_number_within("size", 1.0, 100.0);
    let line_height = section.number_within("line_height", 0.5, 10.0);
    let align = choose(
        &section,
        "align",
        &[
            ("left", Align::Left),
            ("center", Align::Center),
            ("right", Align::Right),
            ("decimal", Align::Decimal),
        ],
    );
    let vertical = choose(
        &section,
        "vertical",
        &[
            ("middle", VerticalAlign::Middle),
            ("top", VerticalAlign::Top),
            ("bottom", VerticalAlign::Bottom),
        ],
    );
    let padding_x = section.number_within("padding_x", 0.0, WIDEST_PADDING);
    let padding_y = section.number_within("padding_y", 0.0, WIDEST_PADDING);
    let min_size = section.number_within("min_size", SMALLEST, size.unwrap_or(100.0));
    let indent = section.number_within("indent", 0.0, WIDEST_INDENT);
    let indent = indent.unwrap_or(0.0);
    if indent > 0.0 && align != Align::Left {
        section
            .definition()
            .report(Code::DefinitionValue, section.range(), |finding| {
                finding
                    .seen(format!("indent = {indent},而 align 不是 left"))
                    .expected("首行缩进只用于左对齐的段落")
                    .correction("写 align = \"left\",或删去 indent")
            });
    }
    section.finish();
    Some(Style {
        name: name.value,
        font: font?,
        size: Length::pt(size?),
        line_height: line_height.unwrap_or(1.3),
        align,
        vertical,
        padding_x: Length::mm(padding_x.unwrap_or(0.8)),
        padding_y: Length::mm(padding_y.unwrap_or(0.6)),
        min_size: min_size.map(Length::pt),
        indent,
    })
}

/// A text for print with placeholders in braces. Reports a blank text and unknown placeholders.
fn pattern(section: &Section<'_, '_>, key: &'static str, names: &[&str]) -> Option<String> {
    let text = section.required_text(key)?;
    let say = |seen: String, expected: String, correction: String| {
        let definition = section.definition();
        definition.report(Code::DefinitionValue, text.range.clone(), |finding| {
            finding.seen(seen).expected(expected).correction(correction)
        });
    };
    if text.value.trim().is_empty() {
        say(
            format!("{key} = \"\""),
            "有文字".to_owned(),
            "写上要印的文字;不要印,就删去这一节".to_owned(),
        );
        return None;
    }
    let mut inner = text.value.split('{').skip(1);
    let unknown = inner.find_map(|rest| {
        let name = rest.split('}').next().unwrap_or_default();
        (!rest.contains('}') || !names.contains(&name)).then_some(name)
    });
    if let Some(name) = unknown {
        let known: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
        say(
            format!("{key} = {}", text::quote(&text.value)),
            format!(
                "花括号里是 {}",
                text::list(known.iter().map(String::as_str))
            ),
            text::did_you_mean(name, names.iter().copied()),
        );
        return None;
    }
    Some(text.value)
}

/// The choice given by a key; the first choice if the key is absent.
fn choose<T: Copy>(section: &Section<'_, '_>, key: &'static str, choices: &[(&str, T)]) -> T {
    let Some(word) = section.text(key) else {
        return choices[0].1;
    };
    if let Some((_, choice)) = choices.iter().find(|(name, _)| *name == word.value) {
        return *choice;
    }
    unknown(section, &word, choices.iter().map(|(name, _)| *name), key);
    choices[0].1
}

fn font_index(section: &Section<'_, '_>, role: &Text, fonts: &[Font]) -> Option<usize> {
    let found = fonts.iter().position(|font| font.role == role.value);
    if found.is_none() {
        unknown(
            section,
            role,
            fonts.iter().map(|font| font.role.as_str()),
            "font",
        );
    }
    found
}

fn style_index(section: &Section<'_, '_>, name: &Text, styles: &[Style]) -> Option<usize> {
    let found = styles.iter().position(|style| style.name == name.value);
    if found.is_none() {
        unknown(
            section,
            name,
            styles.iter().map(|style| style.name.as_str()),
            "style",
        );
    }
    found
}

fn unknown<'a>(
    section: &Section<'_, '_>,
    word: &Text,
    known: impl Iterator<Item = &'a str> + Clone,
    key: &str,
) {
    section
        .definition()
        .report(Code::DefinitionValue, word.range.clone(), |finding| {
            let correction = text::did_you_mean(&word.value, known.clone());
            finding
                .seen(format!("{key} = {}", text::quote(&word.value)))
                .expected(text::list(known))
                .correction(correction)
        });
}
