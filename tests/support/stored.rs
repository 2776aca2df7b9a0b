//! Pages that tests make and compare with the stored ones. `INSTA_UPDATE=always` writes them again,
//! as it does snapshots.

use std::fs;
use std::path::Path;

/// Compares a page with the stored one, line by line; `path` is below the repository.
#[expect(
    clippy::disallowed_methods,
    reason = "an environment variable requests updating the stored pages"
)]
pub(crate) fn compare(path: &str, page: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        fs::write(&file, page).expect("a stored page can be written");
    }
    let stored = fs::read_to_string(&file).unwrap_or_default();
    for (made, stored) in page.lines().zip(stored.lines()) {
        assert_eq!(made, stored, "{path}");
    }
    assert_eq!(page, stored, "{path}: INSTA_UPDATE=always renews it");
}
