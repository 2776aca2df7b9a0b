//! `manifest.json`: every file with size and SHA-256, every input, what it all was made with, and how much there is. Its form is told in `docs/batch.md`.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::edition_digest;
use super::finish::Ending;
use super::kept::{MadeFile, State};
use super::told::{Told, names_read};
use super::{DEPARTMENTS, KEPT_FOLDER, MANIFEST};
use crate::digest::{Digest, Digesting};
use crate::error::{Error, Unusable};
use crate::write::GENERATOR;

/// Name and version of the format.
const SCHEMA: &str = "jixiao-manifest/1";

const NEVER_FAILS: &str = "serializing strings and numbers cannot fail";

/// The whole list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name and version of the format.
    pub schema: String,
    /// The program that made it.
    pub program: String,
    /// The options that the files depend on, in words.
    pub options: String,
    /// The part of the inputs that this is, as `2/5`; none for all of them.
    pub shard: Option<String>,
    /// The order of the departments, as in [`super::Batch`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
    /// Lines at the foot of the volume's cover, as in [`super::Batch`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imprint: Vec<String>,
    /// The editions at hand.
    pub editions: Vec<UsedEdition>,
    /// How much there is.
    pub counts: Counts,
    /// The inputs, in the order of their names.
    pub inputs: Vec<ListedInput>,
    /// The files, in the order of their paths; the list itself is not among them.
    pub files: Vec<MadeFile>,
    /// What the departments' files depend on beside their inputs.
    pub made_with: Digest,
    /// What all files depend on.
    pub key: Digest,
    /// Digest of the list itself, as it is without this: one that was edited by hand shows.
    #[serde(default)]
    pub seal: Digest,
}

/// An edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedEdition {
    /// Its id.
    pub id: String,
    /// Digest of its files.
    pub sha256: Digest,
}

/// An input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedInput {
    /// Its name.
    pub name: String,
    /// Its size.
    pub size: u64,
    /// Its SHA-256; empty where it could not be read.
    pub sha256: Digest,
    /// Why it could not be read.
    pub failure: Option<String>,
    /// Number of departments in it; 0 where none could be read.
    pub departments: usize,
}

/// How much there is of everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Inputs.
    pub inputs: usize,
    /// Inputs that no department could be read from; of all others one at least was.
    pub unread: usize,
    /// Departments.
    pub departments: usize,
    /// Departments whose tables were made.
    pub made: usize,
    /// Of these, departments with findings.
    pub made_with_findings: usize,
    /// Departments with errors to be mended first.
    pub returned: usize,
    /// Departments that the program failed at.
    pub failed: usize,
    /// Tables that were made.
    pub tables: usize,
    /// Findings of level error.
    pub errors: usize,
    /// Findings of level warning.
    pub warnings: usize,
    /// Findings of level note.
    pub notes: usize,
}

impl Counts {
    /// Every input is either read or not; a file that nothing was read from is no department.
    pub(super) fn of(told: &Told<'_>) -> Counts {
        let read = || told.departments.iter().filter(|one| told.is_read(one));
        let in_state = |state| read().filter(move |one| one.state == state);
        let findings = || {
            let inputs = told.inputs.iter().map(|input| &input.findings);
            inputs.chain(told.departments.iter().map(|one| &one.findings))
        };
        let with_findings = in_state(State::Made).filter(|one| !one.findings.is_empty());
        Counts {
            inputs: told.all.len(),
            unread: told.unread.len(),
            departments: read().count(),
            made: in_state(State::Made).count(),
            made_with_findings: with_findings.count(),
            returned: in_state(State::Returned).count(),
            failed: in_state(State::Failed).count(),
            tables: read().map(|department| department.tables).sum(),
            errors: findings().map(|findings| findings.errors).sum(),
            warnings: findings().map(|findings| findings.warnings).sum(),
            notes: findings().map(|findings| findings.notes).sum(),
        }
    }
}

impl Manifest {
    pub(super) fn new(
        ending: &Ending<'_>,
        key: Digest,
        counts: Counts,
        files: Vec<MadeFile>,
    ) -> Manifest {
        let editions = ending.renderer.registry().editions().iter();
        let read = names_read(&ending.departments);
        let inputs = ending.inputs.iter().map(|input| ListedInput {
            name: input.name.clone(),
            size: input.size,
            sha256: input.sha256,
            failure: input.failure.clone(),
            departments: if read.contains(input.name.as_str()) {
                input.departments
            } else {
                0
            },
        });
        let mut manifest = Manifest {
            schema: SCHEMA.to_owned(),
            program: GENERATOR.to_owned(),
            options: ending.options.clone(),
            shard: ending.shard.map(|shard| shard.to_string()),
            order: ending.order.to_vec(),
            imprint: ending.imprint.to_vec(),
            editions: editions
                .map(|edition| UsedEdition {
                    id: edition.id.clone(),
                    sha256: edition_digest(edition),
                })
                .collect(),
            counts,
            inputs: inputs.collect(),
            files,
            made_with: ending.made_with,
            key,
            seal: Digest::default(),
        };
        manifest.seal = manifest.digest();
        manifest
    }

    /// Of its bytes: without a seal, the seal.
    fn digest(&self) -> Digest {
        let mut digesting = Digesting::new(io::sink());
        self.write(&mut digesting).expect(NEVER_FAILS);
        digesting.finish().0
    }

    /// Whether nobody edited it since it was written.
    pub fn is_sealed(&self) -> bool {
        let unsealed = Manifest {
            seal: Digest::default(),
            ..self.clone()
        };
        self.seal == unsealed.digest()
    }

    /// Reads the manifest of a folder with results.
    ///
    /// # Errors
    /// [`Error::Read`] where there is none, [`Error::Unusable`] where it is none of ours.
    pub fn read(out: &Path) -> Result<Manifest, Error> {
        Manifest::read_file(&out.join(MANIFEST))
    }

    /// Whether a file is one, whole or not: others have files of this name too.
    pub(super) fn is_there(path: &Path) -> bool {
        /// What the format is called in each version.
        const NAME: &[u8] = b"jixiao-manifest/";
        let bytes = fs::read(path).unwrap_or_default();
        bytes.windows(NAME.len()).any(|window| window == NAME)
    }

    /// Reads a manifest that may lie elsewhere.
    pub(super) fn read_file(path: &Path) -> Result<Manifest, Error> {
        let bytes = fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|error| Error::unusable(path, Unusable::NotManifest(error)))?;
        if manifest.schema != SCHEMA {
            let (found, wanted) = (manifest.schema, SCHEMA);
            let reason = Unusable::ManifestFormat { found, wanted };
            return Err(Error::unusable(path, reason));
        }
        Ok(manifest)
    }

    /// Writes it as it goes: with a thousand departments it is a megabyte.
    pub(super) fn write(&self, out: impl Write) -> io::Result<()> {
        let mut out = BufWriter::new(out);
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")?;
        out.flush()
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes).expect(NEVER_FAILS);
        bytes
    }

    /// The files about all departments.
    pub(super) fn last_files(&self) -> impl Iterator<Item = &MadeFile> {
        self.files.iter().filter(|file| {
            let first = file.path.split('/').next();
            first != Some(DEPARTMENTS) && first != Some(KEPT_FOLDER)
        })
    }
}
