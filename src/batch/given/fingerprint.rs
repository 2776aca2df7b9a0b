//! Digests of everything besides the inputs that the results depend on.

use std::fmt::Display;

use crate::digest::{Digest, SequenceHash};
use crate::paper::edition_digest;
use crate::render::{LastYear, Renderer};

/// SHA-256 of the program's sources, computed by `build.rs`.
const SOURCES: &str = env!("JIXIAO_SOURCES");

/// Digest of program, editions, fonts and options: everything besides the input that the results of
/// every department depend on.
pub(in crate::batch) fn fingerprint(renderer: &Renderer, options: &impl Display) -> Digest {
    let mut hash = SequenceHash::default();
    hash.add(crate::write::GENERATOR);
    hash.add(SOURCES);
    hash.add(options.to_string());
    for edition in renderer.registry().editions() {
        hash.add(&edition.id);
        hash.add(edition_digest(edition).to_string());
        // The font folder may determine the face of a font.
        for font in &edition.look.fonts {
            hash.add(&font.face);
        }
    }
    for face in renderer.fonts().faces() {
        hash.add(face.name());
        // The digest of the program's sources covers the built-in faces. Hashing their 40 MB would
        // take a third of a small run. The results with a pack of them are the same; a department that
        // lacks a PDF because of it is not reused.
        if !face.is_built_in() {
            hash.add(face.data());
        }
    }
    for face in renderer.fonts().fallbacks() {
        hash.add(face.0.to_string());
    }
    hash.finish()
}

/// Digest of last year's data: of everything that findings compare or name.
pub(in crate::batch) fn last_year_digest(last_year: &LastYear) -> Digest {
    let mut hash = SequenceHash::default();
    last_year.each_text(|text| hash.add(text));
    hash.finish()
}
