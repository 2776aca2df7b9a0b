//! The attached files of a PDF that are the data of its tables: associated with the document, with
//! the relationship `Data`, beginning as such data do.

use super::super::MAX_ATTACHED;
use super::super::attached::{Attached, too_many};
use super::super::data::is_paper_data;
use super::super::error::PaperError;
use super::file::PdfFile;
use super::syntax::Object;

/// The data of all submissions, in the order of the pages.
pub(super) fn all(file: &mut PdfFile<'_>) -> Result<Vec<Vec<u8>>, PaperError> {
    let mut all = Attached::default();
    for one in associated(file)? {
        if let Some(bytes) = data(file, &one)? {
            all.add(bytes)?;
        }
    }
    Ok(all.into_all())
}

/// The first of them.
pub(super) fn first(file: &mut PdfFile<'_>) -> Result<Option<Vec<u8>>, PaperError> {
    for one in associated(file)? {
        if let Some(bytes) = data(file, &one)? {
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

/// The file specifications that are associated with the document.
fn associated(file: &mut PdfFile<'_>) -> Result<Vec<Object>, PaperError> {
    let catalog = file.catalog()?;
    let associated = file.list(catalog.get(b"AF".as_slice()))?;
    if associated.len() > MAX_ATTACHED {
        return Err(too_many());
    }
    Ok(associated)
}

/// The bytes of a file specification, if they are data.
fn data(file: &mut PdfFile<'_>, specification: &Object) -> Result<Option<Vec<u8>>, PaperError> {
    let dict = file.dict(Some(specification))?;
    let relation = file.resolved(dict.get(b"AFRelationship".as_slice()))?;
    if relation.name() != Some(b"Data") {
        return Ok(None);
    }
    let embedded = file.dict(dict.get(b"EF".as_slice()))?;
    let mut keys = [b"UF".as_slice(), b"F"].into_iter();
    let Some(Object::Reference(number)) = keys.find_map(|key| embedded.get(key)) else {
        return Ok(None);
    };
    let (_, bytes) = file.stream(*number)?;
    Ok(is_paper_data(&bytes).then_some(bytes))
}
