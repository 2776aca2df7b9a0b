//! Hostile files: what each would do to a reader without limits, and the finding that it gives.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use jixiao::finding::Code::{self, PaperData, PaperNoData, PaperUnchecked, PaperUnreadable};

/// A file of these objects with a classic table; the first one is the catalog.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    with_trailer(objects, "")
}

fn with_trailer(objects: &[Vec<u8>], more: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", bytes.len()).unwrap();
        bytes.extend(format!("{} 0 obj\n", index + 1).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let (start, size) = (bytes.len(), objects.len() + 1);
    bytes.extend(table.bytes());
    let tail = format!("trailer\n<</Size {size}/Root 1 0 R{more}>>\nstartxref\n{start}\n%%EOF");
    bytes.extend(tail.bytes());
    bytes
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Zeros that unpack to this size.
fn bomb(size: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..size >> 20 {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.finish().unwrap()
}

fn stream(entries: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("<</Length {}{entries}>>\nstream\n", content.len());
    [head.as_bytes(), content, b"\nendstream"].concat()
}

fn objects(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// A catalog with one attached file, whose content is the third object.
fn attached(content: Vec<u8>) -> Vec<Vec<u8>> {
    let mut all = objects(&[
        "<</Type/Catalog/AF[2 0 R]>>",
        "<</Type/Filespec/AFRelationship/Data/EF<</F 3 0 R>>>>",
    ]);
    all.push(content);
    all
}

/// Data of no digest that is right.
const DATA: &str = "{\"jixiao\":\"paper/1\",\"edition\":\"gansu-2025\",\"edition_sha256\":\"\",\"list\":false,\
    \"data_sha256\":\"\",\"data\":{}}";

/// Data that are whole: `{"edition":"gansu-2025"}` with its digest.
fn whole() -> Vec<u8> {
    let text = "{\"edition\":\"gansu-2025\"}";
    let digest = jixiao::batch::Digest::of(text.as_bytes());
    let written = format!(
        "{{\"jixiao\":\"paper/1\",\"edition\":\"gansu-2025\",\"edition_sha256\":\"\",\"list\":false,\
         \"data_sha256\":\"{digest}\",\"data\":{text}}}"
    );
    written.into_bytes()
}

/// A file with whole data whose pages and structure are these objects, from the fifth on.
fn shown(pages: &str, root: &str, others: &[&str]) -> Vec<u8> {
    let catalog = format!("<</Type/Catalog/AF[2 0 R]/Pages {pages}/StructTreeRoot {root}>>");
    let mut all = vec![catalog.into_bytes()];
    all.extend(attached(stream("", &whole())).split_off(1));
    all.push(b"null".to_vec());
    all.extend(objects(others));
    file(&all)
}

/// A hostile file: its name, its bytes, a finding.
type Case = (&'static str, Vec<u8>, Code);

/// The hostile files.
pub(crate) fn files(paper: &[u8]) -> Vec<Case> {
    let mut all = of_ends(paper);
    all.extend(of_objects());
    all.extend(of_streams());
    all.extend(of_packing());
    all.extend(of_attachments());
    all.extend(of_data());
    all.extend(of_pages());
    all.extend(of_contents());
    all.extend(of_elements());
    all
}

/// A file that cannot be read.
const fn bad(name: &'static str, bytes: Vec<u8>) -> Case {
    (name, bytes, PaperUnreadable)
}

/// A file whose data are read, but not compared.
const fn unchecked(name: &'static str, bytes: Vec<u8>) -> Case {
    (name, bytes, PaperUnchecked)
}

fn of_ends(paper: &[u8]) -> Vec<Case> {
    let tail = |text: &str| [b"%PDF-1.7\n".as_slice(), text.as_bytes()].concat();
    let catalog = objects(&["<</Type/Catalog>>"]);
    let mut many = String::from("xref\n");
    for first in 0..400 {
        writeln!(many, "{} 0", first * 7).unwrap();
    }
    let billions = "xref\n0 4000000000\ntrailer<<>>\nstartxref\n9\n";
    let spaces = [paper, &[b' '; 5000]].concat();
    vec![
        bad("no more than the magic", b"%PDF-".to_vec()),
        bad("no cross-references", tail("1 0 obj\nnull\nendobj\n")),
        bad("a start beyond the end", tail("startxref\n999999999999\n")),
        bad("a negative start", tail("startxref\n-5\n%%EOF")),
        bad("a start that is no number", tail("startxref\n/Name\n")),
        bad("half of a paper", paper[..paper.len() / 2].to_vec()),
        bad("much behind the end", spaces),
        bad("encrypted", with_trailer(&catalog, "/Encrypt 9 0 R")),
        bad("sections in a circle", with_trailer(&catalog, "/Prev 44")),
        bad("a table of billions of objects", tail(billions)),
        bad("no end", tail(&format!("{many}startxref\n9\n"))),
    ]
}

fn of_objects() -> Vec<Case> {
    let one = |text: &str| file(&objects(&[text]));
    let catalog = String::from_utf8(one("<</Type/Catalog>>")).unwrap();
    let other = catalog.replace("1 0 obj", "7 0 obj").into_bytes();
    let circle = objects(&["2 0 R", "3 0 R", "1 0 R"]);
    vec![
        ("no catalog", one("null"), PaperNoData),
        bad("a catalog that is itself", one("1 0 R")),
        bad("references in a circle", file(&circle)),
        bad("lists in lists", one(&"[".repeat(100_000))),
        bad("dictionaries in dictionaries", one(&"<</A".repeat(100_000))),
        bad("a text without end", one(&"(".repeat(100_000))),
        bad("an object of another number", other),
    ]
}

/// A file whose cross-references are a stream with these entries and rows.
fn with_rows(entries: &str, rows: &[u8]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend(b"1 0 obj\n");
    bytes.extend(stream(&format!("/Type/XRef/Root 2 0 R{entries}"), rows));
    bytes.extend(b"\nendobj\nstartxref\n9\n%%EOF");
    bytes
}

fn of_streams() -> Vec<Case> {
    let flate = "/Filter/FlateDecode/Size 9/W[1 1 1]";
    let predictor = format!("{flate}/DecodeParms<</Predictor 12/Columns 4000000000>>");
    // The second object is in the object stream that is the first one.
    let own = with_rows("/Index[1 2]/Size 3/W[1 1 1]", &[1, 9, 0, 2, 1, 0]);
    let length = [1, 9, 0, 2, 3, 0, 1, 9, 0];
    let length = with_rows("/Index[1 3]/Size 4/W[1 1 1]", &length);
    let few = with_rows("/Size 4000000000/W[1 1 1]", b"\x01\x09\x00");
    vec![
        bad("rows of a gigabyte", with_rows(flate, &bomb(1 << 30))),
        bad("rows without width", with_rows("/Size 9/W[0 0 0]", b"")),
        bad(
            "rows wider than numbers",
            with_rows("/Size 9/W[1 900 1]", b"123"),
        ),
        bad("fewer rows than objects", few),
        bad(
            "a predictor of gigabytes",
            with_rows(&predictor, &packed(b"123")),
        ),
        bad("an object stream in itself", own),
        bad("a length that needs itself", length),
    ]
}

fn of_packing() -> Vec<Case> {
    let one = |entries: &str, content: &[u8]| file(&attached(stream(entries, content)));
    let raw = |text: &str| file(&attached(text.as_bytes().to_vec()));
    let flate = "/Filter/FlateDecode";
    vec![
        bad("data of a gigabyte", one(flate, &bomb(1 << 30))),
        bad("data that cannot be unpacked", one(flate, b"no zlib")),
        bad("data packed unknown", one("/Filter/JBIG2Decode", b"1")),
        bad(
            "data packed twice",
            one("/Filter[/FlateDecode/FlateDecode]", b"1"),
        ),
        bad(
            "data longer than the file",
            raw("<</Length 999999999>>\nstream\n1"),
        ),
        bad(
            "data of a negative length",
            raw("<</Length -1>>\nstream\n1\nendstream"),
        ),
        bad(
            "data that are their length",
            raw("<</Length 3 0 R>>\nstream\n1\nendstream"),
        ),
        bad("data that are no stream", raw("(text)")),
    ]
}

fn of_attachments() -> Vec<Case> {
    let long = [DATA.as_bytes(), &vec![b' '; 20 << 20]].concat();
    let mut twice = attached(stream("/Filter/FlateDecode", &packed(&long)));
    twice[0] = b"<</AF[2 0 R 2 0 R 2 0 R]>>".to_vec();
    let mut lots = attached(stream("", DATA.as_bytes()));
    lots[0] = format!("<</AF[{}]>>", "2 0 R ".repeat(200_000)).into_bytes();
    let circle = file(&objects(&["<</AF 2 0 R>>", "[2 0 R]"]));
    vec![
        bad("the same long data three times", file(&twice)),
        bad("two hundred thousand attachments", file(&lots)),
        ("an attachment that is the list", circle, PaperNoData),
    ]
}

fn of_data() -> Vec<Case> {
    let wrong = |name, bytes: &[u8]| (name, file(&attached(stream("", bytes))), PaperData);
    let later = DATA.replace("paper/1", "paper/9");
    let deep = DATA.replace("{}", &"[".repeat(1 << 20));
    vec![
        wrong("data of no digest", DATA.as_bytes()),
        wrong("data of a later program", later.as_bytes()),
        wrong("data cut off", &DATA.as_bytes()[..40]),
        wrong("data in lists in lists", deep.as_bytes()),
        wrong("data in no encoding", &[DATA.as_bytes(), b"\xFF"].concat()),
    ]
}

fn of_pages() -> Vec<Case> {
    let pages = |others: &[&str]| shown("5 0 R", "9 0 R", others);
    vec![
        unchecked("pages in a circle", pages(&["<</Kids[5 0 R]>>"])),
        unchecked("one page twice", pages(&["<</Kids[6 0 R 6 0 R]>>", "<<>>"])),
        unchecked("pages that are no pages", pages(&["<</Kids[(a) 5]>>"])),
    ]
}

fn of_contents() -> Vec<Case> {
    let page = |content: Vec<u8>| {
        let mut all = attached(stream("", &whole()));
        all[0] = b"<</AF[2 0 R]/Pages 5 0 R/StructTreeRoot 8 0 R>>".to_vec();
        let page = "<</Type/Page/Contents 7 0 R>>";
        all.extend(objects(&["null", "<</Kids[6 0 R]>>", page]));
        all.push(content);
        all.push(b"null".to_vec());
        file(&all)
    };
    let brackets = stream("", "/P<</A".repeat(50_000).as_bytes());
    let operands = stream("", "1 ".repeat(100_000).as_bytes());
    let huge = stream("/Filter/FlateDecode", &bomb(1 << 30));
    vec![
        unchecked("a page of a gigabyte", page(huge)),
        unchecked("a page of brackets", page(brackets)),
        unchecked("a page of operands", page(operands)),
    ]
}

fn of_elements() -> Vec<Case> {
    let root = "<</K 7 0 R>>";
    let tags = |others: &[&str]| {
        let others = [&["<</Kids[]>>", root], others].concat();
        shown("5 0 R", "6 0 R", &others)
    };
    let (open, close) = ("<</S/P/K[".repeat(12), "]>>".repeat(12));
    let nest = format!("<</S/Document/K[<</S/Sect/K[{open}{close}]>>]>>");
    let no_page = "<</S/Document/K[<</S/Sect/K[<</S/P/Pg 5 0 R/K 4>>]>>]>>";
    let circle = ["<</S/Document/K[8 0 R]>>", "<</S/Sect/K[8 0 R]>>"];
    vec![
        unchecked("elements in a circle", tags(&circle)),
        unchecked("elements of no kind", tags(&["<</K[<<>>]>>"])),
        unchecked("elements in elements", tags(&[&nest])),
        unchecked("marks of no page", tags(&[no_page])),
    ]
}
