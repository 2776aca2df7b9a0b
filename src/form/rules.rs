//! Reads the facts about a form that the checks use: `[indicator]`, `[narrative]`, `[[staff]]`,
//! `[official_names]`, `[families]`.
//!
//! The rules themselves are in [`check`](crate::check). Another form uses them through these keys,
//! without Rust code.

use super::definition::{Definition, Section, Text};
use super::expression::FieldIndex;
use super::field::{Field, FieldKind, Fields};
use super::path::find_field;
use crate::finding::Code;
use crate::text;

/// Facts about a form that rules need. A rule whose facts are absent reports nothing.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Facts about indicators.
    pub indicator: IndicatorRules,
    /// Facts about texts in paragraphs.
    pub narrative: NarrativeRules,
    /// Words for staff and the field of their number.
    pub staff: Vec<StaffWords>,
    /// Unofficial names of families, each with the official one.
    pub official_names: Vec<(String, String)>,
    /// Families, each with the family of the widest level it belongs to.
    pub families: Vec<(String, String)>,
}

impl Rules {
    /// Compares the family of the widest level with those of the others, given from the widest
    /// level on. Returns the first name that belongs to another family, and that family.
    pub fn other_family<'s>(
        &'s self,
        names: impl IntoIterator<Item = &'s str>,
    ) -> Option<(&'s str, &'s str)> {
        let mut names = names.into_iter();
        let widest = names.next().filter(|name| !name.is_empty())?;
        let is_known = self.families.iter().any(|(_, outer)| outer == widest);
        let own = |name: &'s str| {
            let mut pairs = self.families.iter();
            let pair = pairs.find(|(inner, _)| inner == name)?;
            (is_known && pair.1 != widest).then_some((name, pair.1.as_str()))
        };
        names.find_map(own)
    }
}

/// Names of families (first or second level) by meaning.
#[derive(Debug, Clone, Default)]
pub struct IndicatorRules {
    /// Signs that are used with text and no unit: 定性.
    pub qualitative: Vec<String>,
    /// Families of quantities.
    pub quantity: Vec<String>,
    /// Families of costs.
    pub cost: Vec<String>,
    /// Families of satisfaction.
    pub satisfaction: Vec<String>,
    /// Amounts that cost indicators in money refer to, each with the list of the indicators; `None`
    /// for all lists.
    pub budgets: Vec<(Option<FieldIndex>, FieldIndex)>,
    /// Families of quality, where rates belong.
    pub quality: Vec<String>,
    /// Families of times.
    pub time: Vec<String>,
    /// Families of benefits, where what is bought or built does not belong.
    pub benefit: Vec<String>,
    /// Family that usually comes first.
    pub first: Option<String>,
}

impl IndicatorRules {
    /// Amount that the cost indicators of a list refer to.
    pub fn budget_of(&self, list: FieldIndex) -> Option<FieldIndex> {
        let mut budgets = self.budgets.iter();
        let own = budgets.find(|(own, _)| own.is_none_or(|own| own == list));
        own.map(|(_, field)| *field)
    }
}

/// Facts about texts.
#[derive(Debug, Clone, Default)]
pub struct NarrativeRules {
    /// Amount that no total stated in a text exceeds.
    pub budget: Option<FieldIndex>,
    /// Texts that state such totals.
    pub totals: Vec<FieldIndex>,
    /// Texts about other years, and lists whose texts are.
    pub other_years: Vec<FieldIndex>,
    /// Texts that state numbers of staff.
    pub staff: Vec<FieldIndex>,
    /// Texts in which 无 is an answer; if the form names some, it is none in the other texts in
    /// paragraphs.
    pub answers: Vec<FieldIndex>,
    /// Texts that are phone numbers, also masked ones.
    pub phones: Vec<FieldIndex>,
    /// Texts that state the targets, which the indicators break down.
    pub targets: Vec<FieldIndex>,
}

/// Words for staff and the field of their number.
#[derive(Debug, Clone)]
pub struct StaffWords {
    /// Words: 行政编制, 行政人员.
    pub words: Vec<String>,
    /// Field of the number.
    pub field: FieldIndex,
    /// Number that a text may omit: staff outside the quota.
    pub less: Option<FieldIndex>,
}

/// Reads all facts.
pub(super) fn read_rules(root: &Section<'_, '_>, fields: &Fields) -> Rules {
    let indicator = root.section("indicator");
    let narrative = root.section("narrative");
    let staff = root.sections("staff").into_iter();
    let names = root.section("official_names");
    let belonging = root.section("families");
    let pairs_of = |section: Option<Section<'_, '_>>| {
        section.map_or_else(Vec::new, |section| {
            let pairs = section.named_texts().into_iter();
            pairs.map(|(met, name)| (met.value, name.value)).collect()
        })
    };
    Rules {
        indicator: indicator.map_or_else(IndicatorRules::default, |section| {
            read_indicator(section, fields)
        }),
        narrative: narrative.map_or_else(NarrativeRules::default, |section| {
            read_narrative(section, fields)
        }),
        staff: staff.filter_map(|one| read_staff(one, fields)).collect(),
        official_names: pairs_of(names),
        families: pairs_of(belonging),
    }
}

fn read_indicator(section: Section<'_, '_>, fields: &Fields) -> IndicatorRules {
    let definition = section.definition();
    let rules = IndicatorRules {
        qualitative: values(section.texts("qualitative")),
        quantity: values(section.texts("quantity")),
        cost: values(section.texts("cost")),
        satisfaction: values(section.texts("satisfaction")),
        budgets: budgets(&section, fields),
        quality: values(section.texts("quality")),
        time: values(section.texts("time")),
        benefit: values(section.texts("benefit")),
        first: families(
            definition,
            section.text("first").into_iter().collect(),
            fields,
        )
        .pop(),
    };
    section.finish();
    rules
}

fn read_narrative(section: Section<'_, '_>, fields: &Fields) -> NarrativeRules {
    let paths = |key: &'static str| {
        let texts = section.texts(key).into_iter();
        let found = texts.filter_map(|path| find_field(section.definition(), fields, &path));
        found.collect()
    };
    let rules = NarrativeRules {
        budget: amount(&section, "budget", fields),
        totals: paths("totals"),
        other_years: paths("other_years"),
        staff: paths("staff"),
        answers: paths("answers"),
        phones: paths("phones"),
        targets: paths("targets"),
    };
    section.finish();
    rules
}

fn read_staff(section: Section<'_, '_>, fields: &Fields) -> Option<StaffWords> {
    let words = values(section.texts("words"));
    let path = section.required_text("field");
    let less = amount(&section, "less", fields);
    let definition = section.definition();
    section.finish();
    let field = find_number(definition, fields, &path?)?;
    Some(StaffWords { words, field, less })
}

fn values(texts: Vec<Text>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

fn amount(section: &Section<'_, '_>, key: &'static str, fields: &Fields) -> Option<FieldIndex> {
    find_number(section.definition(), fields, &section.text(key)?)
}

/// The budget of cost indicators: of all lists (`budget = "funds.total"`), or of each
/// (`budget = { annual = "funds.total" }`).
fn budgets(section: &Section<'_, '_>, fields: &Fields) -> Vec<(Option<FieldIndex>, FieldIndex)> {
    if !section.is_section("budget") {
        let budget = amount(section, "budget", fields);
        return budget.map(|field| (None, field)).into_iter().collect();
    }
    let definition = section.definition();
    let budgets = section.section("budget");
    let budgets = budgets.map_or_else(Vec::new, |section| section.named_texts());
    let budgets = budgets.into_iter().filter_map(|(list, budget)| {
        let field = find_number(definition, fields, &budget);
        let index = find_field(definition, fields, &list)?;
        let holds_indicators = fields
            .get(index)
            .rows()
            .is_some_and(Fields::hold_indicators);
        if !holds_indicators {
            definition.report(Code::DefinitionValue, list.range.clone(), |finding| {
                finding
                    .seen(text::quote(&list.value))
                    .expected("指标的列表:有 role 是 name、value 的栏")
                    .correction("改正路径,或写上各栏的 role")
            });
            return None;
        }
        Some((Some(index), field?))
    });
    budgets.collect()
}

fn find_number(definition: &Definition<'_>, fields: &Fields, path: &Text) -> Option<FieldIndex> {
    let field = find_field(definition, fields, path)?;
    if fields.get(field).kind.is_number() {
        return Some(field);
    }
    definition.report(Code::DefinitionValue, path.range.clone(), |finding| {
        finding
            .seen(text::quote(&path.value))
            .expected("数的栏目")
            .correction("改正路径或栏目的 type")
    });
    None
}

/// The names of families; reports names that no level of the form has, if the form defines names.
fn families(definition: &Definition<'_>, names: Vec<Text>, fields: &Fields) -> Vec<String> {
    let official = official_levels(fields);
    let known = official.iter().map(String::as_str);
    for name in &names {
        if official.is_empty() || official.contains(&name.value) {
            continue;
        }
        definition.report(Code::DefinitionValue, name.range.clone(), |finding| {
            finding
                .seen(text::quote(&name.value))
                .expected(text::list(known.clone()))
                .correction(text::did_you_mean(&name.value, known.clone()))
        });
    }
    values(names)
}

fn official_levels(fields: &Fields) -> Vec<String> {
    let columns = fields.iter().filter_map(|(_, field)| field.rows());
    let choices = columns.flat_map(Fields::iter).filter_map(choices_of);
    choices.flatten().cloned().collect()
}

fn choices_of((_, field): (FieldIndex, &Field)) -> Option<&Vec<String>> {
    match &field.kind {
        FieldKind::Level(choices) => Some(choices),
        _ => None,
    }
}
