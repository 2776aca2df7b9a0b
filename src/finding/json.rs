//! The JSON form of a [`Finding`], a flat object, in reports for programs and in the records of a
//! batch.
//!
//! An unknown value is `null`; a text may be empty. The excerpt of the input, the title of the table
//! and what connects a finding with others ([`Finding::follows`], [`Finding::links`]) are not
//! written, so reading does not restore them. A report adds the numbers of causes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Cause, Change, Code, Finding, Level};
use crate::source::{Place, Position, SheetCell};

/// A finding of a list with its number in it and that of the finding from which it follows, counted
/// from 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NumberedFinding<'a> {
    /// The finding.
    #[serde(flatten)]
    pub finding: Cow<'a, Finding>,
    /// Its number.
    pub number: usize,
    /// The number of the finding from which it follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<usize>,
}

/// A cause in numbers: that of its finding, and those of the findings that follow from it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NumberedCause {
    /// The number of its finding.
    pub number: usize,
    /// Those of its followers.
    pub followers: Vec<usize>,
}

/// Findings in the order of their causes, each with its number, and the causes by these numbers, which
/// continue after `before`.
pub fn number(
    findings: &[Finding],
    causes: &[Cause],
    before: usize,
) -> (Vec<NumberedFinding<'static>>, Vec<NumberedCause>) {
    let mut numbers = BTreeMap::new();
    for cause in causes {
        let followers = cause.followers.iter().map(|follower| follower.finding);
        for finding in std::iter::once(cause.finding).chain(followers) {
            numbers.insert(finding, before + numbers.len() + 1);
        }
    }
    let numbered = |finding: usize, follows: Option<usize>| NumberedFinding {
        finding: Cow::Owned(findings[finding].clone()),
        number: numbers[&finding],
        follows: follows.map(|follows| numbers[&follows]),
    };
    let (mut in_order, mut by_number) = (Vec::new(), Vec::new());
    for cause in causes {
        in_order.push(numbered(cause.finding, None));
        let followers = cause.followers.iter();
        in_order.extend(followers.map(|one| numbered(one.finding, Some(one.of))));
        let followers = cause.followers.iter();
        by_number.push(NumberedCause {
            number: numbers[&cause.finding],
            followers: followers.map(|one| numbers[&one.finding]).collect(),
        });
    }
    (in_order, by_number)
}

/// The keys of a finding in JSON, in their order.
#[derive(Serialize, Deserialize)]
struct FlatFinding<'a> {
    code: Cow<'a, str>,
    /// Name of the edition's own check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    check: Option<Cow<'a, str>>,
    level: Level,
    /// The input.
    file: Cow<'a, str>,
    /// Line in a text file, counted from 1.
    line: Option<usize>,
    /// Column in a text file in characters, counted from 1.
    column: Option<usize>,
    /// Sheet and cell of a workbook: `表一!F18`; no sheet for a list of values.
    cell: Option<Cow<'a, str>>,
    /// JSON Pointer.
    pointer: Cow<'a, str>,
    label: Cow<'a, str>,
    seen: Cow<'a, str>,
    expected: Cow<'a, str>,
    #[serde(rename = "mend")]
    correction: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "<[Change]>::is_empty")]
    changes: Cow<'a, [Change]>,
    /// Number of the sheet in its workbook, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sheet: Option<usize>,
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = &self.place;
        let flat = FlatFinding {
            code: self.code.as_str().into(),
            check: self.check.as_deref().map(Cow::from),
            level: self.level,
            file: place.file.as_str().into(),
            line: place.position.map(|position| position.line),
            column: place.position.map(|position| position.column),
            cell: place.cell.as_ref().map(|cell| cell.to_string().into()),
            pointer: place.pointer.as_str().into(),
            label: place.label.as_str().into(),
            seen: self.seen.as_str().into(),
            expected: self.expected.as_str().into(),
            correction: self.correction.as_str().into(),
            changes: self.changes.as_slice().into(),
            sheet: place.cell.as_ref().map(|cell| cell.number + 1),
        };
        flat.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Finding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Finding, D::Error> {
        let flat = FlatFinding::deserialize(deserializer)?;
        let code = Code::find(&flat.code)
            .ok_or_else(|| D::Error::custom(format_args!("unknown code {}", flat.code)))?;
        let cell = match flat.cell {
            Some(name) => Some(
                read_cell(&name, flat.sheet)
                    .ok_or_else(|| D::Error::custom(format_args!("{name} is no cell")))?,
            ),
            None => None,
        };
        let position = flat.line.zip(flat.column);
        let place = Place {
            position: position.map(|(line, column)| Position { line, column }),
            cell,
            pointer: flat.pointer.into_owned(),
            label: flat.label.into_owned(),
            ..Place::file(&flat.file)
        };
        Ok(Finding {
            level: flat.level,
            changes: flat.changes.into_owned(),
            ..Finding::new(code, place)
                .seen(flat.seen)
                .expected(flat.expected)
                .correction(flat.correction)
                .of_check(flat.check.as_deref())
        })
    }
}

/// The cell with a name such as `表一!F18`; `None` if the text is not a cell name. `number` counts
/// from 1.
fn read_cell(name: &str, number: Option<usize>) -> Option<SheetCell> {
    let (sheet, name) = name.rsplit_once('!').unwrap_or(("", name));
    let digits = name.find(|character: char| character.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        let digit = letter.is_ascii_uppercase().then(|| letter - b'A')?;
        column.checked_mul(26)?.checked_add(u32::from(digit) + 1)
    });
    Some(SheetCell {
        sheet: sheet.into(),
        number: number.map_or(Some(0), |number| number.checked_sub(1))?,
        row: row.parse::<u32>().ok()?.checked_sub(1)?,
        col: column?.checked_sub(1)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_cell(sheet: &str, row: u32, col: u32) -> Finding {
        let cell = SheetCell {
            sheet: sheet.into(),
            number: 1,
            row,
            col,
        };
        let place = Place {
            cell: Some(cell),
            pointer: "/department/name".to_owned(),
            label: "甲 › 乙".to_owned(),
            ..Place::file("甲.xlsx")
        };
        Finding::new(Code::UnknownKey, place)
            .seen("甲")
            .expected("乙")
            .correction("改")
    }

    #[test]
    fn a_finding_is_read_back_as_written() {
        let in_text = Place {
            position: Some(Position { line: 3, column: 7 }),
            ..Place::file("甲.json")
        };
        let proposals = [Change::text("/a", "1"), Change::number("/b", "2.50")];
        for finding in [
            Finding::new(Code::ControlCharacter, in_text).proposing(proposals),
            Finding::new(Code::StrayFile, Place::file("甲.json")),
            in_cell("表一", 17, 5),
            in_cell("甲!乙", 0, 702),
            in_cell("", 1_048_575, 16_383),
            in_cell("表一", 17, 5).of_check(Some("weight-sum")),
        ] {
            let json = serde_json::to_string(&finding).unwrap();
            let read: Finding = serde_json::from_str(&json).unwrap();
            assert_eq!(read, finding, "{json}");
        }
    }

    #[test]
    fn the_keys_and_their_order_are_fixed() {
        let finding = in_cell("表一", 17, 5).proposing([Change::number("/a", "2.50")]);
        assert_eq!(
            serde_json::to_string(&finding).unwrap(),
            concat!(
                r#"{"code":"unknown-key","level":"error","file":"甲.xlsx","line":null,"#,
                r#""column":null,"cell":"表一!F18","pointer":"/department/name","label":"甲 › 乙","#,
                r#""seen":"甲","expected":"乙","mend":"改","#,
                r#""changes":[{"pointer":"/a","number":"2.50"}],"sheet":2}"#
            )
        );
    }

    #[test]
    fn an_unknown_code_or_cell_is_refused() {
        let json = serde_json::to_string(&in_cell("表一", 17, 5)).unwrap();
        for (known, unknown) in [
            ("unknown-key", "no-such-code"),
            ("F18", "F0"),
            ("F18", "18"),
            ("F18", "f18"),
            (r#""error""#, r#""fatal""#),
            (r#""sheet":2"#, r#""sheet":0"#),
        ] {
            let other = json.replacen(known, unknown, 1);
            assert_ne!(other, json);
            assert!(serde_json::from_str::<Finding>(&other).is_err(), "{other}");
        }
    }
}
