//! Settings of a batch, and the options that the bytes of its results depend on.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::binding::Binding;
use super::budget::Budget;
use super::earlier::EarlierResults;
use super::fingerprint::last_year_digest;
use super::given_folders::GivenFolders;
use super::roster::Roster;
use super::send_back::SendBack;
use super::shard::Shard;
use crate::digest::Digest;
use crate::render::{Attach, Audience, Files, LastYear, OnErrors, Options, Volume};
use crate::write::ofd::OfdProfile;
use crate::write::pdf::Claim;
use crate::write::{Date, Format};

/// Settings of a run.
#[derive(Debug, Clone)]
pub struct Batch {
    /// How each department's tables are made. Its levels override those of each input.
    pub options: Options,
    /// Whether all tables are bound into one volume.
    pub volume: Volume,
    /// What happens to the results of the previous run.
    pub rerun: Rerun,
    /// What happens to departments of earlier runs whose inputs are not given. A shard removes
    /// them: it always covers all of its inputs.
    pub others: Others,
    /// Maximum number of departments worked on in parallel. 0 means one more than there are
    /// processors, because one of them waits for the disk now and then.
    pub jobs: usize,
    /// The shard of the inputs that this run covers; `None` for all of them.
    pub shard: Option<Shard>,
    /// Codes or names of departments in their order in the summary and the volume. The others
    /// follow in the order of their inputs.
    pub order: Vec<String>,
    /// Lines at the foot of the volume's cover: who compiled it, and when.
    pub imprint: Vec<String>,
    /// How the volume is bound.
    pub binding: Binding,
    /// The departments that have to hand in. Departments follow their order unless
    /// [`Batch::order`] lists them.
    pub roster: Option<Roster>,
    /// The year that the run is for; submissions of other years are returned.
    pub year: Option<u16>,
    /// The results of an earlier batch, to compare with; not for a shard, which does not have all
    /// departments.
    pub earlier: Option<EarlierResults>,
    /// How submissions with errors and warnings are sent back; `None` if they are not.
    pub send_back: Option<SendBack>,
    /// Last year's submissions: tables that are filed again word for word are reported.
    pub last_year: Option<Arc<LastYear>>,
    /// The approved budgets, which amounts are compared with.
    pub budget: Option<Budget>,
    /// The folders that forms, fonts and letter were read from, for the options of a later run.
    pub folders: GivenFolders,
}

/// How a run treats the results of the previous run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rerun {
    /// Makes everything.
    Full,
    /// Reuses results that are up to date.
    Resume,
}

/// What happens to departments of earlier runs whose inputs are not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// They stay in the results.
    Keep,
    /// They are removed.
    Remove,
}

impl Default for Batch {
    fn default() -> Batch {
        Batch {
            options: Options::default(),
            volume: Volume::Without,
            rerun: Rerun::Full,
            others: Others::Keep,
            jobs: 0,
            shard: None,
            order: Vec::new(),
            imprint: Vec::new(),
            binding: Binding::default(),
            roster: None,
            year: None,
            earlier: None,
            send_back: None,
            last_year: None,
            budget: None,
            folders: GivenFolders::default(),
        }
    }
}

impl Batch {
    /// The options that the bytes of the results depend on.
    pub(in crate::batch) fn result_options(&self) -> ResultOptions {
        let Options {
            formats,
            files,
            audience,
            attach,
            claim,
            date,
            errors,
            levels: _,
            ofd,
        } = &self.options;
        ResultOptions {
            formats: formats.clone(),
            files: *files,
            audience: *audience,
            attach: *attach,
            claim: *claim,
            errors: *errors,
            volume: self.volume,
            date: *date,
            year: self.year,
            last_year: self.last_year.as_deref().map(last_year_digest),
            budget: self.budget.as_ref().map(Budget::digest),
            ofd: *ofd,
        }
    }
}

/// The options that the bytes of the results depend on, except the levels of findings.
///
/// In the manifest they are one text: `format xlsx,pdf volume date 2025-03-01`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ResultOptions {
    /// The formats of the departments' files, without duplicates.
    pub formats: Vec<Format>,
    /// How tables are distributed over files.
    pub files: Files,
    /// Who the tables are for.
    pub audience: Audience,
    /// Whether the data are attached to the papers.
    pub attach: Attach,
    /// What the PDFs claim to be.
    pub claim: Claim,
    /// How findings of level error are treated.
    pub errors: OnErrors,
    /// Whether there is a volume.
    pub volume: Volume,
    /// Date in the files' properties.
    pub date: Option<Date>,
    /// The year that the run is for.
    pub year: Option<u16>,
    /// Digest of last year's data.
    pub last_year: Option<Digest>,
    /// Digest of the approved budgets.
    pub budget: Option<Digest>,
    /// What OFD files claim to be.
    pub ofd: OfdProfile,
}

impl ResultOptions {
    /// The options as on the command line; without the files whose digests they have.
    pub fn in_words(&self) -> String {
        let mut words = Vec::new();
        let mut takes_value = false;
        let options = ResultOptions {
            last_year: None,
            budget: None,
            ..self.clone()
        };
        for word in options.to_string().split(' ') {
            if takes_value {
                words.push(word.to_owned());
            } else {
                words.push(format!("--{word}"));
            }
            takes_value = !takes_value && ["format", "date", "year"].contains(&word);
        }
        words.join(" ")
    }
}

const SPLIT: &str = "split";
const PUBLISH: &str = "publish";
const ATTACH: &str = "attach-data";
const ACCESSIBLE: &str = "accessible";
const FORCE: &str = "force";
const VOLUME: &str = "volume";
const LAST_YEAR: &str = "last-year";
const BUDGET: &str = "budget";
const OFD_ARCHIVE: &str = "ofd-archive";

impl fmt::Display for ResultOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let formats: Vec<&str> = self.formats.iter().map(|format| format.as_str()).collect();
        write!(formatter, "format {}", formats.join(","))?;
        for (is_set, word) in [
            (self.files == Files::EachTable, SPLIT),
            (self.audience == Audience::Public, PUBLISH),
            (self.attach == Attach::Data, ATTACH),
            (self.claim == Claim::Accessible, ACCESSIBLE),
            (self.errors == OnErrors::Continue, FORCE),
            (self.volume == Volume::With, VOLUME),
            (self.ofd == OfdProfile::Archive, OFD_ARCHIVE),
        ] {
            if is_set {
                write!(formatter, " {word}")?;
            }
        }
        if let Some(date) = self.date {
            write!(formatter, " date {date}")?;
        }
        if let Some(year) = self.year {
            write!(formatter, " year {year}")?;
        }
        for (word, digest) in [(LAST_YEAR, self.last_year), (BUDGET, self.budget)] {
            if let Some(digest) = digest {
                write!(formatter, " {word} {digest}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for ResultOptions {
    type Err = String;

    fn from_str(text: &str) -> Result<ResultOptions, String> {
        let mut options = ResultOptions {
            formats: Vec::new(),
            files: Files::Together,
            audience: Audience::Bureau,
            attach: Attach::Nothing,
            claim: Claim::Archive,
            errors: OnErrors::Stop,
            volume: Volume::Without,
            date: None,
            year: None,
            last_year: None,
            budget: None,
            ofd: OfdProfile::Plain,
        };
        let unknown = |word: &str| format!("unknown option {word}");
        let mut words = text.split(' ');
        while let Some(word) = words.next() {
            let mut value = || words.next().unwrap_or_default();
            match word {
                "format" => {
                    for name in value().split(',').filter(|name| !name.is_empty()) {
                        let format = Format::find(name).ok_or_else(|| unknown(name))?;
                        options.formats.push(format);
                    }
                }
                "date" => {
                    let day = value();
                    options.date = Some(Date::parse(day).ok_or_else(|| unknown(day))?);
                }
                "year" => {
                    let year = value();
                    options.year = Some(year.parse().map_err(|_invalid| unknown(year))?);
                }
                BUDGET => options.budget = Some(read_digest(value())?),
                LAST_YEAR => options.last_year = Some(read_digest(value())?),
                SPLIT => options.files = Files::EachTable,
                PUBLISH => options.audience = Audience::Public,
                ATTACH => options.attach = Attach::Data,
                ACCESSIBLE => options.claim = Claim::Accessible,
                FORCE => options.errors = OnErrors::Continue,
                VOLUME => options.volume = Volume::With,
                OFD_ARCHIVE => options.ofd = OfdProfile::Archive,
                _ => return Err(unknown(word)),
            }
        }
        Ok(options)
    }
}

fn read_digest(digits: &str) -> Result<Digest, String> {
    let digest = Digest::try_from(digits.to_owned())?;
    if digest == Digest::default() {
        return Err("no digest".to_owned());
    }
    Ok(digest)
}

impl From<ResultOptions> for String {
    fn from(options: ResultOptions) -> String {
        options.to_string()
    }
}

impl TryFrom<String> for ResultOptions {
    type Error = String;

    fn try_from(text: String) -> Result<ResultOptions, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_back_as_written() {
        let digests = [b"last year".as_slice(), b"budget"].map(Digest::of);
        let digests = format!("format html last-year {} budget {}", digests[0], digests[1]);
        for text in [
            digests.as_str(),
            "format ",
            "format xlsx,pdf",
            "format html volume",
            "format ofd volume ofd-archive",
            "format xlsx,pdf,html split publish attach-data accessible force volume date 2025-03-01 year 2026",
        ] {
            let options: ResultOptions = text.parse().unwrap();
            assert_eq!(options.to_string(), text);
            let json = serde_json::to_string(&options).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(
                serde_json::from_str::<ResultOptions>(&json).unwrap(),
                options
            );
        }
        assert_eq!(
            Batch::default().result_options().to_string(),
            "format xlsx,pdf"
        );
    }

    #[test]
    fn unknown_options_are_refused() {
        for text in [
            "format docx",
            "format xlsx later",
            "date 2025-02-30",
            "year x",
            "format pdf last-year",
            "format pdf last-year 12",
            "",
        ] {
            assert!(text.parse::<ResultOptions>().is_err(), "{text}");
        }
    }
}
