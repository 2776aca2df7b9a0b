//! Papers as another program changes and saves them, with lopdf.

use lopdf::content::Operation;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

fn load(pdf: &[u8]) -> Document {
    Document::load_mem(pdf).unwrap()
}

fn save(mut file: Document) -> Vec<u8> {
    // What is left of the cross-reference stream.
    for key in [
        "W",
        "Type",
        "Filter",
        "DecodeParms",
        "Length",
        "Index",
        "Prev",
    ] {
        file.trailer.remove(key.as_bytes());
    }
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

/// The same file saved by another program.
pub(crate) fn saved(pdf: &[u8]) -> Vec<u8> {
    save(load(pdf))
}

fn pages(file: &Document) -> Vec<ObjectId> {
    file.get_pages().into_values().collect()
}

/// Object numbers of the streams of a page.
fn streams(file: &Document, page: ObjectId) -> Vec<ObjectId> {
    let contents = file.get_dictionary(page).unwrap().get(b"Contents").unwrap();
    let contents = contents.as_array().unwrap();
    contents
        .iter()
        .map(|one| one.as_reference().unwrap())
        .collect()
}

fn content(file: &Document, stream: ObjectId) -> Vec<u8> {
    let stream = file.get_object(stream).unwrap().as_stream().unwrap();
    if stream.dict.has(b"Filter") {
        stream.decompressed_content().unwrap()
    } else {
        stream.content.clone()
    }
}

fn plain(content: Vec<u8>) -> Object {
    Object::Stream(Stream::new(Dictionary::new(), content))
}

/// Replaces a code in a shown text; returns how often.
fn replace(operation: &mut Operation, from: [u8; 2], to: [u8; 2]) -> usize {
    let ("Tj", [Object::String(codes, _)]) =
        (operation.operator.as_str(), &mut operation.operands[..])
    else {
        return 0;
    };
    let own = codes.chunks_exact_mut(2).filter(|code| **code == from);
    own.map(|code| code.copy_from_slice(&to)).count()
}

/// A character replaced by another wherever it is on the pages.
pub(crate) fn with_text(pdf: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut file = load(pdf);
    let code = |text: &str| {
        let mut units = text.encode_utf16();
        units.next().unwrap().to_be_bytes()
    };
    let (from, to) = (code(from), code(to));
    let mut changed = 0;
    for page in pages(&file) {
        for stream in streams(&file, page) {
            let content = content(&file, stream);
            let mut operations = lopdf::content::Content::decode(&content).unwrap();
            let operations_of = operations.operations.iter_mut();
            changed += operations_of
                .map(|one| replace(one, from, to))
                .sum::<usize>();
            let object = plain(operations.encode().unwrap());
            file.objects.insert(stream, object);
        }
    }
    assert!(changed > 0);
    save(file)
}

/// Operators before those of the first page.
pub(crate) fn with_content(pdf: &[u8], before: &str) -> Vec<u8> {
    let mut file = load(pdf);
    let page = pages(&file)[0];
    let stream = streams(&file, page)[0];
    let content = [before.as_bytes(), b"\n", &content(&file, stream)].concat();
    file.objects.insert(stream, plain(content));
    save(file)
}

fn page_of(file: &mut Document) -> &mut Dictionary {
    let page = pages(file)[0];
    file.get_object_mut(page).unwrap().as_dict_mut().unwrap()
}

/// An entry of the first page: numbers, alone or in a list.
pub(crate) fn with_page_entry(pdf: &[u8], key: &str, value: &str) -> Vec<u8> {
    let mut file = load(pdf);
    let numbers = value.trim_matches(['[', ']']).split(' ');
    let mut numbers: Vec<Object> = numbers
        .map(|one| Object::Integer(one.parse().unwrap()))
        .collect();
    let value = if value.starts_with('[') {
        Object::Array(numbers)
    } else {
        numbers.remove(0)
    };
    page_of(&mut file).set(key, value);
    save(file)
}

/// An annotation on the first page.
pub(crate) fn with_annotation(pdf: &[u8], kind: &str) -> Vec<u8> {
    let mut file = load(pdf);
    let mut annotation = Dictionary::new();
    annotation.set("Type", Object::Name(b"Annot".to_vec()));
    annotation.set("Subtype", Object::Name(kind.as_bytes().to_vec()));
    let own = file.add_object(annotation);
    page_of(&mut file).set("Annots", Object::Array(vec![Object::Reference(own)]));
    save(file)
}

/// An entry of the catalog, an empty dictionary.
pub(crate) fn with_catalog_entry(pdf: &[u8], key: &str) -> Vec<u8> {
    let mut file = load(pdf);
    catalog(&mut file).set(key, Dictionary::new());
    save(file)
}

fn catalog(file: &mut Document) -> &mut Dictionary {
    let root = file.trailer.get(b"Root").unwrap().as_reference().unwrap();
    file.get_object_mut(root).unwrap().as_dict_mut().unwrap()
}

/// Other attachments, in their order; those that are gone are taken from the list.
pub(crate) fn with_attachments(pdf: &[u8], change: &mut dyn FnMut(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let mut file = load(pdf);
    let associated = catalog(&mut file)
        .get(b"AF")
        .unwrap()
        .as_array()
        .unwrap()
        .clone();
    let streams: Vec<ObjectId> = associated
        .iter()
        .map(|one| {
            let dict = file.get_dictionary(one.as_reference().unwrap()).unwrap();
            let embedded = dict.get(b"EF").unwrap().as_dict().unwrap();
            embedded.get(b"F").unwrap().as_reference().unwrap()
        })
        .collect();
    let mut all: Vec<Vec<u8>> = streams
        .iter()
        .map(|stream| content(&file, *stream))
        .collect();
    change(&mut all);
    let left = associated[..all.len()].to_vec();
    catalog(&mut file).set("AF", Object::Array(left));
    for (stream, bytes) in streams.into_iter().zip(all) {
        file.objects.insert(stream, plain(bytes));
    }
    save(file)
}
