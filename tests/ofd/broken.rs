//! Files that are broken on purpose, each in one way.

use std::collections::BTreeMap;

/// A way to break a file.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// Words of the fault that it is.
    pub(crate) fault: &'static str,
    pub(crate) breaks: fn(&mut BTreeMap<String, Vec<u8>>),
}

const DOCUMENT: &str = "Doc_0/Document.xml";
const PAGE: &str = "Doc_0/Pages/Page_0/Content.xml";
const FONTS: &str = "Doc_0/PublicRes.xml";
const TAG: &str = "Doc_0/Tags/Tag_0.xml";

/// Replaces the first occurrence of a text in a file, which is there.
fn change(package: &mut BTreeMap<String, Vec<u8>>, file: &str, from: &str, to: &str) {
    let text = String::from_utf8(package[file].clone()).expect("it is a text");
    assert!(text.contains(from), "{from} is in {file}");
    package.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
}

/// Replaces the value of the first attribute of this name.
fn set(package: &mut BTreeMap<String, Vec<u8>>, file: &str, name: &str, value: &str) {
    let text = String::from_utf8(package[file].clone()).expect("it is a text");
    let start = text.find(&format!(" {name}=\"")).expect("it is there") + name.len() + 3;
    let end = start + text[start..].find('"').expect("it ends");
    let changed = format!("{}{value}{}", &text[..start], &text[end..]);
    package.insert(file.to_owned(), changed.into_bytes());
}

macro_rules! cases {
    ($($name:literal, $fault:literal, $breaks:expr;)*) => {
        vec![$(Case { name: $name, fault: $fault, breaks: $breaks }),*]
    };
}

pub(crate) fn cases() -> Vec<Case> {
    let mut all = structure();
    all.extend(pages());
    all.extend(others());
    all
}

fn structure() -> Vec<Case> {
    cases! {
        "no root file", "there is no OFD.xml", |all| drop(all.remove("OFD.xml"));
        "another kind of document", "version or kind", |all| set(all, "OFD.xml", "DocType", "PDF");
        "another version", "version or kind", |all| set(all, "OFD.xml", "Version", "1.2");
        "no document", "there is no Doc_0/Document.xml", |all| drop(all.remove(DOCUMENT));
        "a file that nothing refers to", "nothing refers to", |all| drop(all.insert("extra.xml".to_owned(), Vec::new()));
        "two documents", "2 DocBody", |all| change(all, "OFD.xml", "</ofd:OFD>", "<ofd:DocBody/></ofd:OFD>");
        "no number of the document", "is no UUID", |all| change(all, "OFD.xml", "<ofd:DocID>", "<ofd:DocID>x");
        "a day that is none", "CreationDate is", |all| change(all, "OFD.xml", "<ofd:CreationDate>20", "<ofd:CreationDate>1");
        "no usage", "0 DocUsage", |all| change(all, "OFD.xml", "<ofd:DocUsage>Normal</ofd:DocUsage>", "");
        "metadata out of order", "is not allowed, or not there", |all| change(all, "OFD.xml", "<ofd:CreationDate>", "<ofd:DocUsage>x</ofd:DocUsage><ofd:CreationDate>");
        "no metadata of archives", "has no 题名", |all| change(all, "OFD.xml", "\"题名\"", "\"名\"");
        "another namespace", "is no OFD", |all| change(all, "OFD.xml", "ofdspec.org/2016", "ofdspec.org/2020");
        "no XML", "Document.xml: ", |all| change(all, DOCUMENT, "</ofd:Document>", "");
        "permissions", "Permissions", |all| change(all, DOCUMENT, "<ofd:CustomTags>", "<ofd:Permissions/><ofd:CustomTags>");
        "tags before the outlines", "is not allowed, or not there", |all| change(all, DOCUMENT, "<ofd:Outlines>", "<ofd:CustomTags>x</ofd:CustomTags><ofd:Outlines>");
        "a small largest number", "MaxUnitID is 9", |all| change(all, DOCUMENT, "<ofd:MaxUnitID>", "<ofd:MaxUnitID>9</ofd:MaxUnitID><ofd:MaxUnitID>");
        "no page", "0 Page in Pages", |all| change(all, DOCUMENT, "<ofd:Pages>", "<ofd:Pages/><ofd:Pages>");
        "a page of no size", "the page's box", |all| change(all, DOCUMENT, "<ofd:PhysicalBox>0 0 210", "<ofd:PhysicalBox>0 0 0");
        "an outline to nowhere", "which is no page", |all| set(all, DOCUMENT, "PageID", "99999");
        "a link to the web", "is not allowed", |all| change(all, DOCUMENT, "<ofd:Goto>", "<ofd:URI/><ofd:Goto>");
        "a wrong number of outlines", "below it", |all| change(all, DOCUMENT, "<ofd:OutlineElem ", "<ofd:OutlineElem Count=\"3\" ");
        "the page of another", "is taken", |all| set(all, FONTS, "ID", "6");
        "a colour space that is none", "is no colour space", |all| change(all, DOCUMENT, "<ofd:DefaultCS>", "<ofd:DefaultCS>7");
        "no encoding", "does not declare its encoding", |all| change(all, PAGE, "UTF-8", "utf-16");
    }
}

fn pages() -> Vec<Case> {
    cases! {
        "a page that is not there", "there is no Doc_0/Pages", |all| drop(all.remove(PAGE));
        "a size that is the usual one", "states the usual size", |all| change(all, PAGE, "<ofd:Content>", "<ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area><ofd:Content>");
        "an area without height", "thinner than a line", |all| set(all, PAGE, "Boundary", "20 20 100 0");
        "an area off the page", "is not on the page", |all| set(all, PAGE, "Boundary", "500 20 10 10");
        "an area of three numbers", "are not 4 numbers", |all| set(all, PAGE, "Boundary", "20 20 100");
        "an area that is smaller than its rules", "outside of its area", |all| set(all, PAGE, "Boundary", "20 20 1 1");
        "a line without width", "a line of 0", |all| set(all, PAGE, "LineWidth", "0");
        "a slanted rule", "is no straight rule", |all| change(all, PAGE, "<ofd:AbbreviatedData>M 0", "<ofd:AbbreviatedData>M 0 0 L 5 5 M 0");
        "a filled path", "has the attribute Fill", |all| change(all, PAGE, "<ofd:PathObject ", "<ofd:PathObject Fill=\"true\" ");
        "a number that is used twice", "is taken", |all| set(all, PAGE, "ID", "1");
        "a font that is not there", "there is no font 77", |all| set(all, PAGE, "Font", "77");
        "a text without size", "a text of size 0", |all| set(all, PAGE, "Size", "0");
        "a glyph that is not there", "there is no glyph 60000", |all| change(all, PAGE, "<ofd:Glyphs>1 ", "<ofd:Glyphs>60000 ");
        "another glyph", "maps", |all| change(all, PAGE, "<ofd:Glyphs>1 2", "<ofd:Glyphs>2 1");
        "too few glyphs", "glyphs for", |all| change(all, PAGE, "<ofd:Glyphs>1 ", "<ofd:Glyphs>");
        "glyphs after the text", "is not allowed, or not there", |all| change(all, PAGE, "<ofd:CGTransform", "<ofd:TextCode X=\"0\" Y=\"0\">x</ofd:TextCode><ofd:CGTransform");
        "no glyphs", "0 CGTransform", |all| {
            let text = String::from_utf8(all[PAGE].clone()).expect("it is a text");
            let (start, end) = (text.find("<ofd:CGTransform").expect("one"), text.find("</ofd:CGTransform>").expect("one"));
            let end = end + "</ofd:CGTransform>".len();
            all.insert(PAGE.to_owned(), format!("{}{}", &text[..start], &text[end..]).into_bytes());
        };
        "too few distances", "distances for", |all| set(all, PAGE, "DeltaX", "1");
        "a text that is wider than its area", "outside of its area", |all| set(all, PAGE, "X", "200");
        "a space at the end", "spaces at its ends", |all| change(all, PAGE, "</ofd:TextCode>", " </ofd:TextCode>");
        "a layer behind", "kind of layer", |all| set(all, PAGE, "Type", "Background");
        "a picture", "ImageObject", |all| change(all, PAGE, "</ofd:Layer>", "<ofd:ImageObject/></ofd:Layer>");
    }
}

fn others() -> Vec<Case> {
    cases! {
        "no font file", "there is no Doc_0/Res/font_1.ttf", |all| drop(all.remove("Doc_0/Res/font_1.ttf"));
        "a font that is none", "is no font", |all| drop(all.insert("Doc_0/Res/font_1.ttf".to_owned(), vec![0; 40]));
        "a font without characters", "lacks the table cmap", |all| {
            let font = all.get_mut("Doc_0/Res/font_1.ttf").expect("it is there");
            let at = font.windows(4).position(|name| name == b"cmap").expect("a table");
            font[at..at + 4].copy_from_slice(b"cmbp");
        };
        "a font without metrics", "lacks the table OS/2", |all| {
            let font = all.get_mut("Doc_0/Res/font_1.ttf").expect("it is there");
            font[12..16].copy_from_slice(b"OS/1");
        };
        "the name of a subset in PDF", "the font name", |all| set(all, FONTS, "FontName", "ABCDEF+Song");
        "no profile", "is no profile of RGB", |all| drop(all.insert("Doc_0/Res/sRGB.icc".to_owned(), vec![0; 100]));
        "a tag of nothing", "there is no text 99999", |all| change(all, TAG, "</ofd:ObjectRef>", "</ofd:ObjectRef><ofd:ObjectRef PageRef=\"6\">99999</ofd:ObjectRef>");
        "a tag of another page", "there is no text", |all| set(all, TAG, "PageRef", "2");
        "another namespace of tags", "the namespace of a tag", |all| set(all, "Doc_0/Tags/CustomTags.xml", "NameSpace", "urn:x");
        "no schema", "has no schema", |all| change(all, "Doc_0/Tags/CustomTags.xml", "<ofd:SchemaLoc>tables.xsd</ofd:SchemaLoc>", "");
        "no file of tags", "there is no Doc_0/Tags/Tag_0.xml", |all| drop(all.remove(TAG));
        "a number that is no name", "the number of the attachment", |all| set(all, "Doc_0/Attachs/Attachments.xml", "ID", "1");
        "a workbook attached", "an attachment is no text", |all| set(all, "Doc_0/Attachs/Attachments.xml", "Format", "xlsx");
        "a wrong size", "has not the size", |all| set(all, "Doc_0/Attachs/Attachments.xml", "Size", "1000");
        "no attachment", "there is no Doc_0/Attachs/data_1.xml", |all| drop(all.remove("Doc_0/Attachs/data_1.xml"));
    }
}
