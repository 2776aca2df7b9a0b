//! The objects of a file by their numbers: cross-reference tables and streams, object streams.
//!
//! Objects are read when they are needed and not kept; the last object streams are, because the
//! elements of a table are together in one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use super::super::MAX_UNPACKED;
use super::super::error::{PaperError, damaged};
use super::syntax::{Dict, Object, Syntax, is_space};
use super::unpack::unpack;

/// Maximum number of objects of a file.
pub(crate) const MAX_OBJECTS: usize = 1_000_000;

/// Maximum number of cross-reference sections: a file has one for each time that it was saved.
const MAX_SECTIONS: usize = 64;

/// Bytes at the end of a file in which the position of its cross-references is searched.
const TAIL: usize = 2048;

/// Object streams that are kept.
const KEPT: usize = 8;

/// Maximum length of a chain of references.
const MAX_CHAIN: usize = 8;

const NO_START: PaperError = damaged("结尾不全,可能只传了一半");
const BAD_XREF: PaperError = damaged("对象的位置表坏了");
const BAD_OBJECT: PaperError = damaged("有一个对象坏了");

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Free,
    At(usize),
    /// In an object stream, by index.
    In(u32, usize),
}

/// A file.
pub(super) struct PdfFile<'a> {
    bytes: &'a [u8],
    entries: BTreeMap<u32, Entry>,
    /// Trailer of the last section.
    trailer: Dict,
    /// Bytes that may still be unpacked.
    left: u64,
    kept: VecDeque<(u32, Rc<ObjectStream>)>,
}

/// An object stream: its bytes, and where its objects begin.
struct ObjectStream {
    bytes: Vec<u8>,
    starts: Vec<(u32, usize)>,
}

impl<'a> PdfFile<'a> {
    /// Reads the cross-references of a file.
    pub(super) fn open(bytes: &'a [u8]) -> Result<PdfFile<'a>, PaperError> {
        let mut file = PdfFile {
            bytes,
            entries: BTreeMap::new(),
            trailer: Dict::new(),
            left: MAX_UNPACKED,
            kept: VecDeque::new(),
        };
        let tail = bytes.len().saturating_sub(TAIL);
        let word = b"startxref";
        let tail = &bytes[tail..];
        let last = tail.windows(word.len()).rposition(|window| window == word);
        let start = bytes.len() - tail.len() + last.ok_or(NO_START)? + word.len();
        let start = Syntax::new(bytes, start).object();
        let mut next = start.as_ref().and_then(Object::count);
        let mut seen = BTreeSet::new();
        while let Some(at) = next {
            if !seen.insert(at) || seen.len() > MAX_SECTIONS {
                return Err(BAD_XREF);
            }
            let trailer = file.section(at)?;
            if trailer.contains_key(b"Encrypt".as_slice()) {
                return Err(PaperError::Encrypted);
            }
            next = position(&trailer, "Prev")?;
            if file.trailer.is_empty() {
                file.trailer = trailer;
            }
        }
        if seen.is_empty() {
            return Err(NO_START);
        }
        Ok(file)
    }

    /// Reads a section and returns its trailer.
    fn section(&mut self, at: usize) -> Result<Dict, PaperError> {
        let mut syntax = Syntax::new(self.bytes, at);
        if !syntax.object().ok_or(BAD_XREF)?.is_word("xref") {
            return self.stream_section(at);
        }
        loop {
            let first = syntax.object().ok_or(BAD_XREF)?;
            if first.is_word("trailer") {
                break;
            }
            let count = syntax.object().as_ref().and_then(Object::count);
            let first = first.count().ok_or(BAD_XREF)?;
            for number in first..first.saturating_add(count.ok_or(BAD_XREF)?) {
                let at = syntax.object().as_ref().and_then(Object::count);
                syntax.object().ok_or(BAD_XREF)?;
                let is_used = syntax.object().ok_or(BAD_XREF)?.is_word("n");
                let entry = if is_used {
                    Entry::At(at.ok_or(BAD_XREF)?)
                } else {
                    Entry::Free
                };
                self.add(number, entry)?;
            }
        }
        let Some(Object::Dict(trailer)) = syntax.object() else {
            return Err(BAD_XREF);
        };
        // For older readers the table lacks the objects in object streams.
        if let Some(at) = position(&trailer, "XRefStm")? {
            self.stream_section(at)?;
        }
        Ok(trailer)
    }

    fn stream_section(&mut self, at: usize) -> Result<Dict, PaperError> {
        let (_, dict, raw) = self.stream_at(at)?;
        if dict.get(b"Type".as_slice()).and_then(Object::name) != Some(b"XRef") {
            return Err(BAD_XREF);
        }
        let rows = unpack(&dict, raw, &mut self.left)?;
        let list = |key: &str| match dict.get(key.as_bytes()) {
            Some(Object::List(items)) => {
                items.iter().map(Object::count).collect::<Option<Vec<_>>>()
            }
            _ => None,
        };
        let widths = list("W").ok_or(BAD_XREF)?;
        let [kind, first, second] = widths[..] else {
            return Err(BAD_XREF);
        };
        if kind > 8 || first > 8 || second > 8 || kind + first + second == 0 {
            return Err(BAD_XREF);
        }
        let size = dict.get(b"Size".as_slice()).and_then(Object::count);
        let index = list("Index").unwrap_or_else(|| vec![0, size.unwrap_or(0)]);
        let mut rows = rows.chunks_exact(kind + first + second);
        for range in index.chunks_exact(2) {
            for number in range[0]..range[0].saturating_add(range[1]) {
                let row = rows.next().ok_or(BAD_XREF)?;
                let (kind, row) = row.split_at(kind);
                let (first, second) = row.split_at(first);
                let kind = if kind.is_empty() { 1 } else { value(kind) };
                let entry = match kind {
                    1 => Entry::At(value(first)),
                    2 => Entry::In(
                        u32::try_from(value(first)).or(Err(BAD_XREF))?,
                        value(second),
                    ),
                    _ => Entry::Free,
                };
                self.add(number, entry)?;
            }
        }
        Ok(dict)
    }

    /// Adds an entry, unless a later section has the object.
    fn add(&mut self, number: usize, entry: Entry) -> Result<(), PaperError> {
        let number = u32::try_from(number).or(Err(BAD_XREF))?;
        self.entries.entry(number).or_insert(entry);
        if self.entries.len() > MAX_OBJECTS {
            return Err(PaperError::TooLarge {
                what: "对象的个数",
                most: MAX_OBJECTS.to_string(),
            });
        }
        Ok(())
    }

    /// The catalog.
    pub(super) fn catalog(&mut self) -> Result<Dict, PaperError> {
        let root = self.trailer.get(b"Root".as_slice()).cloned();
        self.dict(root.as_ref())
    }

    /// The object of a number; `Null` if there is none, as the format asks.
    fn object(&mut self, number: u32) -> Result<Object, PaperError> {
        match self.entries.get(&number) {
            None | Some(Entry::Free) => Ok(Object::Null),
            Some(Entry::At(at)) => {
                let (own, object, _) = self.object_at(*at)?;
                if own == number {
                    Ok(object)
                } else {
                    Err(BAD_OBJECT)
                }
            }
            Some(Entry::In(stream, index)) => {
                let (stream, index) = (*stream, *index);
                let stream = self.object_stream(stream)?;
                let (own, start) = stream.starts.get(index).ok_or(BAD_OBJECT)?;
                if *own != number {
                    return Err(BAD_OBJECT);
                }
                Syntax::new(&stream.bytes, *start)
                    .object()
                    .ok_or(BAD_OBJECT)
            }
        }
    }

    /// The object that a value is or refers to; `Null` without a value.
    pub(super) fn resolved(&mut self, value: Option<&Object>) -> Result<Object, PaperError> {
        let mut object = value.cloned().unwrap_or(Object::Null);
        for _ in 0..MAX_CHAIN {
            match object {
                Object::Reference(number) => object = self.object(number)?,
                object => return Ok(object),
            }
        }
        Err(BAD_OBJECT)
    }

    /// The dictionary that a value is or refers to; an empty one for anything else.
    pub(super) fn dict(&mut self, value: Option<&Object>) -> Result<Dict, PaperError> {
        match self.resolved(value)? {
            Object::Dict(dict) => Ok(dict),
            _ => Ok(Dict::new()),
        }
    }

    /// The items of the list that a value is or refers to; the value alone if it is no list.
    pub(super) fn list(&mut self, value: Option<&Object>) -> Result<Vec<Object>, PaperError> {
        match (self.resolved(value)?, value) {
            (Object::List(items), _) => Ok(items),
            (Object::Null, _) | (_, None) => Ok(Vec::new()),
            (_, Some(own)) => Ok(vec![own.clone()]),
        }
    }

    /// The unpacked stream of a number, with its dictionary.
    pub(super) fn stream(&mut self, number: u32) -> Result<(Dict, Vec<u8>), PaperError> {
        let Some(Entry::At(at)) = self.entries.get(&number).copied() else {
            return Err(BAD_OBJECT);
        };
        let (own, dict, raw) = self.stream_at(at)?;
        if own != number {
            return Err(BAD_OBJECT);
        }
        let bytes = unpack(&dict, raw, &mut self.left)?;
        Ok((dict, bytes))
    }

    /// The object at a position, with its number and where it ends.
    fn object_at(&self, at: usize) -> Result<(u32, Object, usize), PaperError> {
        let mut syntax = Syntax::new(self.bytes, at);
        let number = syntax.object().as_ref().and_then(Object::count);
        let generation = syntax.object().as_ref().and_then(Object::count);
        let is_object = syntax.object().is_some_and(|word| word.is_word("obj"));
        let (Some(number), Some(_), true) = (number, generation, is_object) else {
            return Err(BAD_OBJECT);
        };
        let object = syntax.object().ok_or(BAD_OBJECT)?;
        let number = u32::try_from(number).or(Err(BAD_OBJECT))?;
        Ok((number, object, syntax.at))
    }

    /// The stream at a position: number, dictionary, packed bytes.
    fn stream_at(&self, at: usize) -> Result<(u32, Dict, &'a [u8]), PaperError> {
        let (number, object, end) = self.object_at(at)?;
        let Object::Dict(dict) = object else {
            return Err(BAD_OBJECT);
        };
        let mut syntax = Syntax::new(self.bytes, end);
        if !syntax.object().is_some_and(|word| word.is_word("stream")) {
            return Err(BAD_OBJECT);
        }
        let rest = self.bytes.get(syntax.at..).unwrap_or_default();
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let rest = rest.strip_prefix(b"\n").ok_or(BAD_OBJECT)?;
        let length = self.length(&dict)?;
        let (raw, after) = rest.split_at_checked(length).ok_or(BAD_OBJECT)?;
        let spaces = after.iter().take(3).take_while(|byte| is_space(**byte));
        if !after[spaces.count()..].starts_with(b"endstream") {
            return Err(BAD_OBJECT);
        }
        Ok((number, dict, raw))
    }

    /// Length of a stream. One in an object stream would need the length of that stream first.
    fn length(&self, dict: &Dict) -> Result<usize, PaperError> {
        let length = match dict.get(b"Length".as_slice()) {
            Some(Object::Reference(number)) => match self.entries.get(number) {
                Some(Entry::At(at)) => self.object_at(*at)?.1,
                _ => return Err(BAD_OBJECT),
            },
            Some(own) => own.clone(),
            None => return Err(BAD_OBJECT),
        };
        length.count().ok_or(BAD_OBJECT)
    }

    fn object_stream(&mut self, number: u32) -> Result<Rc<ObjectStream>, PaperError> {
        if let Some((_, kept)) = self.kept.iter().find(|(own, _)| *own == number) {
            return Ok(Rc::clone(kept));
        }
        let (dict, bytes) = self.stream(number)?;
        let count = |key: &str| dict.get(key.as_bytes()).and_then(Object::count);
        let (Some(objects), Some(first)) = (count("N"), count("First")) else {
            return Err(BAD_OBJECT);
        };
        let mut syntax = Syntax::new(&bytes, 0);
        let mut starts = Vec::new();
        for _ in 0..objects {
            let number = syntax.object().as_ref().and_then(Object::count);
            let start = syntax.object().as_ref().and_then(Object::count);
            let (Some(number), Some(start)) = (number, start) else {
                return Err(BAD_OBJECT);
            };
            let number = u32::try_from(number).or(Err(BAD_OBJECT))?;
            starts.push((number, first.saturating_add(start)));
        }
        let stream = Rc::new(ObjectStream { bytes, starts });
        self.kept.push_front((number, Rc::clone(&stream)));
        self.kept.truncate(KEPT);
        Ok(stream)
    }
}

/// A position in the file that a trailer names.
fn position(trailer: &Dict, key: &str) -> Result<Option<usize>, PaperError> {
    match trailer.get(key.as_bytes()) {
        None => Ok(None),
        Some(value) => value.count().map(Some).ok_or(BAD_XREF),
    }
}

/// A number of at most eight bytes, the highest first.
fn value(bytes: &[u8]) -> usize {
    let number = bytes
        .iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    usize::try_from(number).unwrap_or(usize::MAX)
}
