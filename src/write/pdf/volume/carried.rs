//! The elements of a part's structure in its file.
//!
//! ```text
//! number of elements · each: kind, parent (one more, 0 for none), spans, whether it has a name, the name, stretches: page, number
//! ```

use super::super::Broken;
use super::super::structure::tree::{Element, Item, Kind, Tree};
use super::part::{PartReader, put, put_bytes};

/// Puts a tree behind the bytes.
pub(super) fn put_tree(bytes: &mut Vec<u8>, tree: &Tree) {
    put(bytes, tree.elements().len());
    for element in tree.elements() {
        let kind = Kind::ALL.iter().position(|kind| *kind == element.kind);
        put(bytes, kind.unwrap_or(usize::MAX));
        put(bytes, element.parent.map_or(0, |parent| parent + 1));
        put(bytes, element.rowspan);
        put(bytes, element.colspan);
        bytes.push(u8::from(element.title.is_some()));
        put_bytes(
            bytes,
            element.title.as_deref().unwrap_or_default().as_bytes(),
        );
        let stretches = element.items.iter().filter_map(|item| match *item {
            Item::Content { page, number } => Some((page, number)),
            // The tables of a department have none.
            Item::Link { .. } => None,
        });
        let stretches: Vec<(usize, usize)> = stretches.collect();
        put(bytes, stretches.len());
        for (page, number) in stretches {
            put(bytes, page);
            put(bytes, number);
        }
    }
}

/// Reads it again.
pub(super) fn tree(reader: &mut PartReader<'_>) -> Result<Tree, Broken> {
    let mut tree = Tree::default();
    for index in 0..reader.number()? {
        let kind = Kind::ALL.get(reader.number()?).ok_or(Broken::Part)?;
        let parent = reader.number()?.checked_sub(1);
        if parent.is_some_and(|parent| parent >= index) {
            return Err(Broken::Part);
        }
        let mut element = Element::new(*kind, parent);
        element = element.with_spans(reader.number()?, reader.number()?);
        let is_named = reader.take()? == [1];
        let title = std::str::from_utf8(reader.bytes()?)
            .ok()
            .ok_or(Broken::Part)?;
        if is_named {
            element = element.with_title(title);
        }
        let mut items = Vec::new();
        for _ in 0..reader.number()? {
            let (page, number) = (reader.number()?, reader.number()?);
            items.push(Item::Content { page, number });
        }
        tree.add(element.with_items(items));
    }
    Ok(tree)
}
