//! Digests of what results depend on beside their inputs.

use super::options::ResultOptions;
use crate::digest::{Digest, Feed};
use crate::form::Edition;
use crate::render::{Renderer, is_built_in};

/// SHA-256 of the program's sources, computed by `build.rs`.
const SOURCES: &str = env!("JIXIAO_SOURCES");

/// Digest of program, editions, fonts and options: what the results of every department depend on
/// beside its input.
pub(super) fn fingerprint(renderer: &Renderer, options: &ResultOptions) -> Digest {
    let mut feed = Feed::default();
    feed.piece(crate::write::GENERATOR);
    feed.piece(SOURCES);
    feed.piece(options.to_string());
    for edition in renderer.registry().editions() {
        feed.piece(&edition.id);
        feed.piece(edition_digest(edition).to_string());
        // The folder of fonts may choose the face of a font.
        for font in &edition.look.fonts {
            feed.piece(&font.face);
        }
    }
    for face in renderer.fonts().faces() {
        feed.piece(face.name());
        // The digest of the program's sources covers the built-in faces. Hashing their 40 MB would
        // take a third of a small run.
        if !is_built_in(face) {
            feed.piece(face.data());
        }
    }
    for face in renderer.fonts().fallbacks() {
        feed.piece(face.0.to_string());
    }
    feed.finish()
}

/// Digest of an edition's files.
pub(super) fn edition_digest(edition: &Edition) -> Digest {
    let mut feed = Feed::default();
    for (name, source) in &edition.files {
        feed.piece(name);
        feed.piece(source.text());
    }
    feed.finish()
}
