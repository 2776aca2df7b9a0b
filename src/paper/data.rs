//! The data of a paper: a submission's text with its edition and digests, as one JSON text.
//!
//! ```text
//! {"jixiao":"paper/1","program":"jixiao 0.1.0","edition":"gansu-2025","edition_sha256":"…",
//! "list":false,"data_sha256":"…","data":
//! { …the submission… }}
//! ```
//!
//! The submission is the text that was read, not a text written anew: typed numbers, left-out and
//! blank values stay what they are, so that what is read back is equal in every finding and every
//! byte of the results. `import` prints the same text.
//!
//! The digest of the edition tells whether a later program has the same form. The digest of the data
//! only finds accidents: whoever changes the data can change it too.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::digest::{Digest, SequenceHash};
use crate::form::Edition;

/// Media type of the data.
pub(crate) const MEDIA_TYPE: &str = "application/json";

/// Beginning of the data of a paper, of any version.
const BEGINNING: &str = "{\"jixiao\":\"paper/";

/// The version that is written and read.
const VERSION: &str = "paper/1";

/// The data of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PaperData {
    /// Id of the edition.
    pub(crate) edition: String,
    /// Digest of the edition's files.
    pub(crate) edition_digest: Digest,
    /// Whether it was read from a flat list, which lacks much of a submission.
    pub(crate) is_of_list: bool,
    /// The submission, a JSON object.
    pub(crate) text: String,
}

/// Why attached data cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DataError {
    #[error("所附的数据不全,或不是本程序写的样子")]
    Malformed,
    #[error("所附的数据是更新的版本的程序写的,这一版读不了")]
    OtherVersion,
    #[error("所附的数据与它的摘要不符:附上以后改动过,或传坏了")]
    Digest,
}

/// The data as written.
#[derive(Deserialize)]
struct Written<'t> {
    jixiao: Cow<'t, str>,
    edition: String,
    edition_sha256: Digest,
    list: bool,
    data_sha256: Digest,
    #[serde(borrow)]
    data: &'t RawValue,
}

/// Only the version.
#[derive(Deserialize)]
struct Version<'t> {
    jixiao: Cow<'t, str>,
}

/// Whether bytes begin as the data of a paper.
pub(crate) fn is_paper_data(bytes: &[u8]) -> bool {
    bytes.starts_with(BEGINNING.as_bytes())
}

/// Digest of an edition's files.
pub(crate) fn edition_digest(edition: &Edition) -> Digest {
    let mut hash = SequenceHash::default();
    for (name, source) in &edition.files {
        hash.add(name);
        hash.add(source.text());
    }
    hash.finish()
}

impl PaperData {
    /// The data of a submission of an edition with this text.
    pub(crate) fn new(edition: &Edition, is_of_list: bool, text: &str) -> PaperData {
        PaperData {
            edition: edition.id.clone(),
            edition_digest: edition_digest(edition),
            is_of_list,
            text: text.trim().to_owned(),
        }
    }

    /// The bytes to be attached; `program` wrote them.
    pub(crate) fn to_bytes(&self, program: &str) -> Vec<u8> {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let [version, program, edition] = [VERSION, program, &self.edition].map(quoted);
        let (list, form, text) = (self.is_of_list, self.edition_digest, &self.text);
        let data = Digest::of(text.as_bytes());
        let written = format!(
            "{{\"jixiao\":{version},\"program\":{program},\"edition\":{edition},\"edition_sha256\":\"{form}\",\n\
             \"list\":{list},\"data_sha256\":\"{data}\",\"data\":\n{text}}}\n"
        );
        written.into_bytes()
    }

    /// Reads attached bytes.
    pub(crate) fn read(bytes: &[u8]) -> Result<PaperData, DataError> {
        let text = std::str::from_utf8(bytes).or(Err(DataError::Malformed))?;
        let version: Version<'_> = serde_json::from_str(text).or(Err(DataError::Malformed))?;
        if version.jixiao != VERSION {
            return Err(DataError::OtherVersion);
        }
        let written: Written<'_> = serde_json::from_str(text).or(Err(DataError::Malformed))?;
        debug_assert_eq!(written.jixiao, VERSION);
        let data = written.data.get();
        if Digest::of(data.as_bytes()) != written.data_sha256 {
            return Err(DataError::Digest);
        }
        Ok(PaperData {
            edition: written.edition,
            edition_digest: written.edition_sha256,
            is_of_list: written.list,
            text: data.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(text: &str) -> PaperData {
        PaperData {
            edition: "甲\"乙".to_owned(),
            edition_digest: Digest::of(b"form"),
            is_of_list: true,
            text: text.to_owned(),
        }
    }

    #[test]
    fn data_are_read_back_as_they_were_written() {
        for text in [
            "{}",
            "{ \"edition\" : \"x\",\n\t\"a\": [1.50, null, \"\\u4e00\"] }",
        ] {
            let bytes = data(text).to_bytes("jixiao 0");
            assert!(is_paper_data(&bytes));
            assert_eq!(PaperData::read(&bytes), Ok(data(text)));
        }
    }

    #[test]
    fn changed_cut_and_later_data_are_refused() {
        let written = String::from_utf8(data("{\"a\":1}").to_bytes("jixiao 0")).unwrap();
        let read = |text: &str| PaperData::read(text.as_bytes());
        let changed = written.replace("{\"a\":1}", "{\"a\":2}");
        assert_eq!(read(&changed), Err(DataError::Digest));
        let later = written.replace("paper/1", "paper/2");
        assert_eq!(read(&later), Err(DataError::OtherVersion));
        for cut in 0..written.len() - 1 {
            if written.is_char_boundary(cut) {
                assert_eq!(read(&written[..cut]), Err(DataError::Malformed), "{cut}");
            }
        }
        assert_eq!(PaperData::read(b"\xFF"), Err(DataError::Malformed));
        let deep = written.replace("{\"a\":1}", &"[".repeat(200_000));
        assert_eq!(read(&deep), Err(DataError::Malformed));
    }
}
