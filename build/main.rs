//! Build script: generates the codes of findings and a fingerprint of the sources.

#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a build script prints for cargo, and ends if it cannot read its sources"
)]

mod codes;
mod sources;

fn main() {
    codes::generate();
    sources::fingerprint();
}
