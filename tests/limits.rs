//! The page on limits lists the limits that the program enforces.

#[path = "support/stored.rs"]
mod stored;

#[test]
fn the_page_is_up_to_date() {
    stored::compare("docs/limits.md", &jixiao::limits_page());
}

#[test]
fn every_limit_states_the_consequence() {
    let groups = jixiao::limits();
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
