//! The results of a comparison in words, for all outputs.

use super::departments::{ComparedDepartment, Presence};
use super::result::{
    Alteration, AlterationCounts, AlteredRow, AlteredValue, Budget, ComparedTable, Comparison,
    Sides,
};
use crate::source::LABEL_SEPARATOR;

impl ComparedTable {
    /// The name of its form, with its title if it has one.
    pub fn name(&self) -> String {
        match self.title() {
            "" => self.form.clone(),
            title => format!("{}“{title}”", self.form),
        }
    }
}

impl Budget {
    /// Its label with the unit: `支出预算合计(万元)`.
    pub fn label_with_unit(&self) -> String {
        if self.unit.is_empty() || self.label.contains(&self.unit) {
            self.label.clone()
        } else {
            format!("{}({})", self.label, self.unit)
        }
    }
}

impl Alteration {
    /// The word for people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Alteration::Added => "新增",
            Alteration::Removed => "删去",
            Alteration::Renamed => "改名",
            Alteration::Altered => "改动",
        }
    }
}

impl AlteredRow {
    /// Its families and its name: `产出指标 › 数量指标 › 治理河道长度`.
    pub fn title(&self) -> String {
        let families = self.families.iter().map(String::as_str);
        let parts: Vec<&str> = families.chain([self.name()]).collect();
        parts.join(LABEL_SEPARATOR)
    }

    /// Its altered values without those that are put together from others that are listed.
    pub fn shown_values(&self) -> impl Iterator<Item = &AlteredValue> {
        let typed = self.values.iter().any(|value| !value.is_derived);
        let values = self.values.iter();
        values.filter(move |value| !(typed && value.is_derived))
    }
}

impl AlteredValue {
    /// Its label and both values: `责任人 张某 → 李某`.
    fn line(&self) -> String {
        let Sides { old, new } = self.excerpts().map(|text| match text.as_str() {
            "" => "(空)".to_owned(),
            _ => text,
        });
        format!("{} {old} → {new}", self.label)
    }
}

impl Comparison {
    /// What differs, a line for each value, row and table.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.values.iter().map(AlteredValue::line).collect();
        for table in self.tables.iter().filter(|table| table.is_altered()) {
            let name = table.name();
            if let Some(alteration) = table.alteration {
                lines.push(format!("{name}:{}", alteration.as_str()));
            }
            let values = table.values.iter().filter(|value| !value.is_derived);
            lines.extend(values.map(|value| format!("{name}{LABEL_SEPARATOR}{}", value.line())));
            for row in &table.rows {
                let title = format!("{name}{LABEL_SEPARATOR}{}", row.title());
                if row.alteration != Alteration::Altered {
                    lines.push(format!("{title}:{}", row.alteration.as_str()));
                }
                let values = row.shown_values();
                lines.extend(
                    values.map(|value| format!("{title}{LABEL_SEPARATOR}{}", value.line())),
                );
            }
        }
        lines
    }
}

impl ComparedDepartment {
    /// Its state in words.
    pub fn state_in_words(&self) -> &'static str {
        match self.presence {
            Presence::Both if self.is_equal() => "没有变化",
            Presence::Both => "有变化",
            Presence::Added => "新增",
            Presence::Removed => "缺少",
            Presence::Duplicate => "重复",
            Presence::Unknown => "不能判断",
        }
    }

    /// Counts what differs. All tables of a department that only one side has are counted as added
    /// or removed.
    pub fn counts(&self) -> AlterationCounts {
        let mut counts = match &self.comparison {
            Some(comparison) => return comparison.counts(),
            None => AlterationCounts::default(),
        };
        match self.presence {
            Presence::Added => counts.tables[0] = self.tables.new,
            Presence::Removed => counts.tables[1] = self.tables.old,
            Presence::Both | Presence::Duplicate | Presence::Unknown => {}
        }
        counts
    }
}
