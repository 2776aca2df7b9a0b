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

/// The hostile files: name, bytes, a finding.
pub(crate) fn files(paper: &[u8]) -> Vec<(&'static str, Vec<u8>, Code)> {
    let mut all = of_the_file(paper);
    all.extend(of_streams());
    all.extend(of_attachments());
    all.extend(of_pages());
    all
}

fn of_the_file(paper: &[u8]) -> Vec<(&'static str, Vec<u8>, Code)> {
    let tail = |text: &str| [b"%PDF-1.7\n".as_slice(), text.as_bytes()].concat();
    let catalog = objects(&["<</Type/Catalog>>"]);
    let mut many = String::from("xref\n");
    for first in 0..400 {
        writeln!(many, "{} 0", first * 7).unwrap();
    }
    vec![
        ("no more than the magic", b"%PDF-".to_vec(), PaperUnreadable),
        (
            "no cross-references",
            tail("1 0 obj\nnull\nendobj\n"),
            PaperUnreadable,
        ),
        (
            "a start beyond the end",
            tail("startxref\n999999999999\n%%EOF"),
            PaperUnreadable,
        ),
        (
            "a negative start",
            tail("startxref\n-5\n%%EOF"),
            PaperUnreadable,
        ),
        (
            "a start that is no number",
            tail("startxref\n/Name\n%%EOF"),
            PaperUnreadable,
        ),
        (
            "half of a paper",
            paper[..paper.len() / 2].to_vec(),
            PaperUnreadable,
        ),
        (
            "garbage at the end",
            [paper, &[b' '; 5000]].concat(),
            PaperUnreadable,
        ),
        (
            "encrypted",
            with_trailer(&catalog, "/Encrypt 9 0 R"),
            PaperUnreadable,
        ),
        (
            "sections in a circle",
            with_trailer(&catalog, "/Prev 44"),
            PaperUnreadable,
        ),
        (
            "a table of billions of objects",
            tail("xref\n0 4000000000\ntrailer<<>>\nstartxref\n9\n"),
            PaperUnreadable,
        ),
        (
            "sections without end",
            tail(&format!("{many}startxref\n9\n")),
            PaperUnreadable,
        ),
        (
            "no catalog",
            with_trailer(&objects(&["null"]), ""),
            PaperNoData,
        ),
        (
            "a catalog that is itself",
            file(&objects(&["1 0 R"])),
            PaperUnreadable,
        ),
        (
            "references in a circle",
            file(&objects(&["2 0 R", "3 0 R", "1 0 R"])),
            PaperUnreadable,
        ),
        (
            "lists in lists",
            file(&objects(&[&"[".repeat(100_000)])),
            PaperUnreadable,
        ),
        (
            "dictionaries in dictionaries",
            file(&objects(&[&"<</A".repeat(100_000)])),
            PaperUnreadable,
        ),
        (
            "a text without end",
            file(&objects(&[&"(".repeat(100_000)])),
            PaperUnreadable,
        ),
        (
            "an object of another number",
            {
                let text = String::from_utf8(file(&catalog)).unwrap();
                text.replace("1 0 obj", "7 0 obj").into_bytes()
            },
            PaperUnreadable,
        ),
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

fn of_streams() -> Vec<(&'static str, Vec<u8>, Code)> {
    let flate = "/Filter/FlateDecode";
    let predictor =
        "/Filter/FlateDecode/Size 9/W[1 1 1]/DecodeParms<</Predictor 12/Columns 4000000000>>";
    // The second object is in the object stream that is itself.
    let own = [1, 9, 0, 2, 1, 0];
    vec![
        (
            "rows of a gigabyte",
            with_rows(&format!("{flate}/Size 9/W[1 1 1]"), &bomb(1 << 30)),
            PaperUnreadable,
        ),
        (
            "rows without width",
            with_rows("/Size 9/W[0 0 0]", b""),
            PaperUnreadable,
        ),
        (
            "rows wider than numbers",
            with_rows("/Size 9/W[1 900 1]", b"123"),
            PaperUnreadable,
        ),
        (
            "fewer rows than objects",
            with_rows("/Size 4000000000/W[1 1 1]", b"\x01\x09\x00"),
            PaperUnreadable,
        ),
        (
            "a predictor of gigabytes",
            with_rows(predictor, &packed(b"123")),
            PaperUnreadable,
        ),
        (
            "an object stream in itself",
            with_rows("/Index[1 2]/Size 3/W[1 1 1]", &own),
            PaperUnreadable,
        ),
        (
            "a length that needs itself",
            {
                let rows = [1, 9, 0, 2, 3, 0, 1, 9, 0];
                with_rows("/Index[1 3]/Size 4/W[1 1 1]", &rows)
            },
            PaperUnreadable,
        ),
    ]
}

fn of_attachments() -> Vec<(&'static str, Vec<u8>, Code)> {
    let flate = "/Filter/FlateDecode";
    let many = format!("<</AF[{}]>>", "2 0 R ".repeat(200_000));
    let long = [DATA.as_bytes(), &vec![b' '; 20 << 20]].concat();
    let mut twice = attached(stream(flate, &packed(&long)));
    twice[0] = b"<</AF[2 0 R 2 0 R 2 0 R]>>".to_vec();
    let mut lots = attached(stream("", DATA.as_bytes()));
    lots[0] = many.into_bytes();
    vec![
        (
            "data of a gigabyte",
            file(&attached(stream(flate, &bomb(1 << 30)))),
            PaperUnreadable,
        ),
        (
            "data that cannot be unpacked",
            file(&attached(stream(flate, b"no zlib"))),
            PaperUnreadable,
        ),
        (
            "data packed in an unknown way",
            file(&attached(stream("/Filter/JBIG2Decode", b"1"))),
            PaperUnreadable,
        ),
        (
            "data packed again and again",
            file(&attached(stream("/Filter[/FlateDecode/FlateDecode]", b"1"))),
            PaperUnreadable,
        ),
        (
            "data longer than the file",
            file(&attached(b"<</Length 999999999>>\nstream\n1".to_vec())),
            PaperUnreadable,
        ),
        (
            "data of a negative length",
            file(&attached(b"<</Length -1>>\nstream\n1\nendstream".to_vec())),
            PaperUnreadable,
        ),
        (
            "data whose length is the data",
            file(&attached(
                b"<</Length 3 0 R>>\nstream\n1\nendstream".to_vec(),
            )),
            PaperUnreadable,
        ),
        (
            "data that are no stream",
            file(&attached(b"(text)".to_vec())),
            PaperUnreadable,
        ),
        (
            "the same long data three times",
            file(&twice),
            PaperUnreadable,
        ),
        (
            "two hundred thousand attachments",
            file(&lots),
            PaperUnreadable,
        ),
        (
            "an attachment that is the list",
            file(&objects(&["<</AF 2 0 R>>", "[2 0 R]"])),
            PaperNoData,
        ),
        (
            "data of no digest",
            file(&attached(stream("", DATA.as_bytes()))),
            PaperData,
        ),
        (
            "data of a later program",
            file(&attached(stream(
                "",
                DATA.replace("paper/1", "paper/9").as_bytes(),
            ))),
            PaperData,
        ),
        (
            "data cut off",
            file(&attached(stream("", &DATA.as_bytes()[..40]))),
            PaperData,
        ),
        (
            "data in lists in lists",
            file(&attached(stream(
                "",
                DATA.replace("{}", &"[".repeat(1 << 20)).as_bytes(),
            ))),
            PaperData,
        ),
        (
            "data in no encoding",
            file(&attached(stream("", &[DATA.as_bytes(), b"\xFF"].concat()))),
            PaperData,
        ),
    ]
}

fn of_pages() -> Vec<(&'static str, Vec<u8>, Code)> {
    let page = "<</Type/Page/Contents 7 0 R>>";
    let kids = "<</Kids[6 0 R]>>";
    let flate = "/Filter/FlateDecode";
    let with_content = |content: Vec<u8>| {
        let mut all = attached(stream("", &whole()));
        all[0] = b"<</AF[2 0 R]/Pages 5 0 R/StructTreeRoot 8 0 R>>".to_vec();
        all.extend(objects(&["null", kids, page]));
        all.push(content);
        all.push(b"null".to_vec());
        file(&all)
    };
    let deep = "/P<</A".repeat(50_000);
    vec![
        (
            "pages in a circle",
            shown("5 0 R", "6 0 R", &["<</Kids[5 0 R]>>", "null"]),
            PaperUnchecked,
        ),
        (
            "one page many times",
            shown(
                "5 0 R",
                "7 0 R",
                &["<</Kids[6 0 R 6 0 R]>>", "<</Type/Page>>", "null"],
            ),
            PaperUnchecked,
        ),
        (
            "pages that are no pages",
            shown("5 0 R", "6 0 R", &["<</Kids[(a) 5]>>", "null"]),
            PaperUnchecked,
        ),
        (
            "a page of a gigabyte",
            with_content(stream(flate, &bomb(1 << 30))),
            PaperUnchecked,
        ),
        (
            "a page of brackets",
            with_content(stream("", deep.as_bytes())),
            PaperUnchecked,
        ),
        (
            "a page of operands",
            with_content(stream("", "1 ".repeat(100_000).as_bytes())),
            PaperUnchecked,
        ),
        (
            "elements in a circle",
            shown(
                "5 0 R",
                "6 0 R",
                &[
                    "<</Kids[]>>",
                    "<</K 7 0 R>>",
                    "<</S/Document/K[8 0 R]>>",
                    "<</S/Sect/K[8 0 R]>>",
                ],
            ),
            PaperUnchecked,
        ),
        (
            "elements of no kind",
            shown("5 0 R", "6 0 R", &["<</Kids[]>>", "<</K[<<>>]>>"]),
            PaperUnchecked,
        ),
        (
            "elements in elements",
            {
                let nest = format!(
                    "<</S/Document/K[<</S/Sect/K[{}{}]>>]>>",
                    "<</S/P/K[".repeat(12),
                    "]>>".repeat(12)
                );
                shown("5 0 R", "6 0 R", &["<</Kids[]>>", "<</K 7 0 R>>", &nest])
            },
            PaperUnchecked,
        ),
        (
            "marks of no page",
            shown(
                "5 0 R",
                "6 0 R",
                &[
                    "<</Kids[]>>",
                    "<</K 7 0 R>>",
                    "<</S/Document/K[<</S/Sect/K[<</S/P/Pg 5 0 R/K 4>>]>>]>>",
                ],
            ),
            PaperUnchecked,
        ),
    ]
}
