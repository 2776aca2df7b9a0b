//! The page on limits is what the program keeps to.

#![expect(
    clippy::disallowed_methods,
    reason = "snapshots are renewed where the environment says so"
)]

use std::fs;

#[test]
fn the_page_is_made_of_the_limits() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/limits.md");
    let made = jixiao::limits::markdown();
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        fs::write(page, &made).unwrap();
    }
    assert_eq!(
        fs::read_to_string(page).unwrap(),
        made,
        "INSTA_UPDATE=always cargo test --test limits"
    );
}

#[test]
fn every_limit_says_what_becomes_of_more() {
    let groups = jixiao::limits::groups();
    assert!(groups.iter().map(|group| group.limits.len()).sum::<usize>() > 30);
    for limit in groups.iter().flat_map(|group| &group.limits) {
        assert!(
            !limit.of.is_empty() && !limit.beyond.is_empty(),
            "{limit:?}"
        );
        assert!(
            limit
                .most
                .starts_with(|first: char| first.is_ascii_digit() && first != '0'),
            "{limit:?}"
        );
    }
}
