//! `manifest.json` (清单): every file with its size and SHA-256, every input, the options and
//! editions they were made with, and the counts of the run. `docs/batch.md` describes its format.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::across::results::Counts;
use super::super::given::binding::Binding;
use super::super::given::budget::ListedBudget;
use super::super::given::given_folders::GivenFolders;
use super::super::given::listed_roster::ListedRoster;
use super::super::given::options::ResultOptions;
use super::super::given::send_back::ListedSendBack;
use super::super::given::shard::Shard;
use super::super::paths::{
    DEPARTMENTS, MANIFEST, PREVIOUS_MANIFEST, RECORDS_FOLDER, records_folder,
};
use super::super::record::columns::column_name;
use super::super::record::files::ResultFile;
use super::super::record::records::LETTER;
use crate::digest::{Digest, DigestWriter};
use crate::disk as fs;
use crate::error::{Error, Unusable};
use crate::render::Renderer;

/// Name and version of the format.
pub(in crate::batch) const SCHEMA: &str = "jixiao-manifest/1";

const NEVER_FAILS: &str = "a manifest is always representable in JSON";

/// The manifest of a folder of results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name and version of the format.
    pub schema: String,
    /// The program that made it.
    pub program: String,
    /// The options that the files depend on.
    pub options: ResultOptions,
    /// The shard of the inputs that the run covered; `None` for all of them.
    pub shard: Option<Shard>,
    /// The order of the departments, as in [`Batch`](super::super::Batch).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
    /// Lines at the foot of the volume's cover, as in [`Batch`](super::super::Batch).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imprint: Vec<String>,
    /// Levels of the options, as `unit-spelling=关`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// How the volume is bound, as in [`Batch`](super::super::Batch).
    #[serde(default, skip_serializing_if = "Binding::is_default")]
    pub binding: Binding,
    /// The editions known to the run.
    pub editions: Vec<UsedEdition>,
    /// Counts of the run.
    pub counts: Counts,
    /// The inputs, in the order of their names.
    pub inputs: Vec<ListedInput>,
    /// All files except the manifest itself, in the order of their paths.
    pub files: Vec<ResultFile>,
    /// Digest of everything besides the inputs that the departments' files depend on.
    pub made_with: Digest,
    /// Digest of what all files depend on.
    pub key: Digest,
    /// Digest of the manifest without this seal; detects an edited manifest.
    #[serde(default)]
    pub seal: Digest,
    /// What [`Manifest::key`] of the earlier results was that these were compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<Digest>,
    /// The departments that have to hand in, and which have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roster: Option<ListedRoster>,
    /// How submissions were sent back; `None` if they were not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_back: Option<ListedSendBack>,
    /// The run's own folders, as given.
    #[serde(default, skip_serializing_if = "GivenFolders::is_empty")]
    pub folders: GivenFolders,
    /// The departments of the approved budgets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<ListedBudget>,
}

/// An edition of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedEdition {
    /// Its id.
    pub id: String,
    /// Digest of its files.
    pub sha256: Digest,
    /// The names of its columns in the summary, if a department has this edition: the records have
    /// only their values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

/// The editions known to a renderer; those that departments have, with their columns.
pub(in crate::batch) fn known_editions(
    renderer: &Renderer,
    used: &BTreeSet<&str>,
) -> Vec<UsedEdition> {
    let editions = renderer.registry().editions().into_iter();
    let known = editions.map(|edition| UsedEdition {
        id: edition.id.clone(),
        sha256: crate::paper::edition_digest(edition),
        columns: if used.contains(edition.id.as_str()) {
            edition.summary.iter().map(column_name).collect()
        } else {
            Vec::new()
        },
    });
    known.collect()
}

/// An input of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedInput {
    /// Its name.
    pub name: String,
    /// Its size.
    pub size: u64,
    /// Its SHA-256; empty if it could not be read.
    pub sha256: Digest,
    /// Why it could not be read.
    pub failure: Option<String>,
    /// Number of departments in it; 0 if none could be read.
    pub departments: usize,
    /// Whether it was not given to the last run, which kept its departments.
    #[serde(default, skip_serializing_if = "is_false")]
    pub kept: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it like this"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl Manifest {
    /// Seals a manifest.
    pub(in crate::batch) fn sealed(self) -> Manifest {
        let unsealed = Manifest {
            seal: Digest::default(),
            ..self
        };
        Manifest {
            seal: unsealed.digest(),
            ..unsealed
        }
    }

    /// Digest of its bytes. The digest of an unsealed manifest is its seal.
    fn digest(&self) -> Digest {
        let mut writer = DigestWriter::new(io::sink());
        self.write(&mut writer).expect(NEVER_FAILS);
        writer.finish().0
    }

    /// Whether its seal matches: it was not edited since it was written.
    pub fn is_sealed(&self) -> bool {
        self.clone().sealed().seal == self.seal
    }

    /// The manifest of the last run in a folder of results that was finished, even if a later one
    /// was interrupted.
    pub fn last(out: &Path) -> Option<Manifest> {
        let read = Manifest::read(out).or_else(|_| Manifest::read_aside(out));
        read.ok().filter(Manifest::is_sealed)
    }

    /// Reads the manifest of a folder of results.
    ///
    /// # Errors
    /// [`Error::Read`] if there is none, [`Error::Unusable`] if it was not written by this program.
    pub fn read(out: &Path) -> Result<Manifest, Error> {
        Manifest::read_file(&out.join(MANIFEST))
    }

    /// Reads the manifest of the last run that was finished, which a later one moved aside.
    pub(in crate::batch) fn read_aside(out: &Path) -> Result<Manifest, Error> {
        Manifest::read_file(&records_folder(out).join(PREVIOUS_MANIFEST))
    }

    /// Whether a file is a manifest, damaged or not. Other programs have files of this name too.
    pub(in crate::batch) fn is_there(path: &Path) -> bool {
        /// Name of the format in every version.
        const NAME: &[u8] = b"jixiao-manifest/";
        let bytes = fs::read(path).unwrap_or_default();
        bytes.windows(NAME.len()).any(|window| window == NAME)
    }

    /// Reads the manifest of a path.
    pub(in crate::batch) fn read_file(path: &Path) -> Result<Manifest, Error> {
        let bytes = fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|error| Error::unusable(path, Unusable::NotManifest(error.to_string())))?;
        if manifest.schema != SCHEMA {
            let (found, wanted) = (manifest.schema, SCHEMA);
            let reason = Unusable::ManifestFormat { found, wanted };
            return Err(Error::unusable(path, reason));
        }
        Ok(manifest)
    }

    /// Writes it without a copy in memory; it takes 1 MB for a thousand departments.
    pub(in crate::batch) fn write(&self, out: impl Write) -> io::Result<()> {
        let mut out = BufWriter::new(out);
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")?;
        out.flush()
    }

    pub(in crate::batch) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes).expect(NEVER_FAILS);
        bytes
    }

    /// Number of letters.
    pub(in crate::batch) fn letters(&self) -> usize {
        let records = self.files.iter().filter(|file| {
            let path = Path::new(&file.path);
            path.starts_with(RECORDS_FOLDER) && path.extension() == Some(LETTER.as_ref())
        });
        records.count()
    }

    /// The files about all departments.
    pub(in crate::batch) fn overall_files(&self) -> impl Iterator<Item = &ResultFile> {
        self.files.iter().filter(|file| {
            let first = file.path.split('/').next();
            first != Some(DEPARTMENTS) && first != Some(RECORDS_FOLDER)
        })
    }
}
