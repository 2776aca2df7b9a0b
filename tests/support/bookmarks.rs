//! Bookmarks of a PDF.

/// Titles of the bookmarks of the first level.
pub(crate) fn bookmarks(volume: &lopdf::Document) -> Vec<String> {
    let object = |reference: &lopdf::Object| {
        let id = reference.as_reference().expect("the outline is whole");
        volume
            .get_dictionary(id)
            .expect("the outline is whole")
            .clone()
    };
    let outline = object(
        volume
            .catalog()
            .expect("the outline is whole")
            .get(b"Outlines")
            .expect("the outline is whole"),
    );
    let mut next = outline.get(b"First").ok().cloned();
    let mut titles = Vec::new();
    while let Some(reference) = next {
        let item = object(&reference);
        let bytes = item
            .get(b"Title")
            .expect("the outline is whole")
            .as_str()
            .expect("the outline is whole")
            .to_vec();
        let units: Vec<u16> = bytes[2..]
            .chunks_exact(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect();
        titles.push(String::from_utf16(&units).expect("the outline is whole"));
        next = item.get(b"Next").ok().cloned();
    }
    titles
}
