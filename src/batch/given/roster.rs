//! A bureau's roster (名册): the departments that have to hand in.

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::finding::Read;
use crate::render::{Audience, read_roster, section_heads};
use crate::text::name_key;

/// A roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Name of its file.
    pub name: String,
    /// SHA-256 of its file.
    pub sha256: Digest,
    /// The departments, in its order.
    pub departments: Vec<RosterDepartment>,
}

/// A department of a roster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterDepartment {
    /// Its code; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its other names, old ones too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Section of the bureau that is responsible for it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// Person to ask; empty in published results.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// Day until which it has to hand in, as written; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub deadline: String,
}

impl Roster {
    /// Reads a roster from the bytes of a workbook or of a text of comma-separated values; `None` if
    /// a finding is an error.
    pub fn read(name: &str, bytes: &[u8]) -> Read<Option<Roster>> {
        let Read { value, report } = read_roster(name, bytes);
        let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let roster = value.map(|rows| Roster {
            name: file.to_owned(),
            sha256: Digest::of(bytes),
            departments: (rows.rows.into_iter())
                .map(|row| RosterDepartment {
                    code: row.code,
                    name: row.name,
                    aliases: row.aliases,
                    section: row.section,
                    contact: row.contact,
                    deadline: row.deadline,
                })
                .collect(),
        });
        Read::new(roster, report)
    }

    /// The head of the column with the sections of the bureau.
    pub fn section_head() -> &'static str {
        section_heads().first().copied().unwrap_or_default()
    }

    /// Whether this is a head of that column.
    pub fn is_section_head(word: &str) -> bool {
        section_heads().contains(&word)
    }

    /// Whether a department has a section.
    pub(in crate::batch) fn has_sections(&self) -> bool {
        let mut departments = self.departments.iter();
        departments.any(|department| !name_key(&department.section).is_empty())
    }

    /// The roster in the results for an audience: no person is published.
    pub(in crate::batch) fn for_audience(&self, audience: Audience) -> Roster {
        let mut roster = self.clone();
        if audience == Audience::Public {
            for department in &mut roster.departments {
                department.contact.clear();
            }
        }
        roster
    }
}
