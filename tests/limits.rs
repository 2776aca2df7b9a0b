//! The page on limits is what the program keeps to.

mod stored;

#[test]
fn the_page_is_made_of_the_limits() {
    stored::compare("docs/limits.md", &jixiao::limits::markdown());
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
