//! The root file (`OFD.xml`) with the metadata.

use super::xml::{DECLARED, HEAD, put_attribute, put_element, put_text};
use super::{OfdAbout, OfdProfile};
use crate::write::document::{GENERATOR, LANGUAGE};

/// Folder of the document, and the file in it that the root file refers to.
pub(super) const FOLDER: &str = "Doc_0";
pub(super) const ROOT: &str = "Document.xml";

/// The root file of a document with this hash, keywords and number of pages.
pub(super) fn root(about: &OfdAbout<'_>, hash: u128, keywords: &[&str], pages: usize) -> String {
    let properties = about.properties;
    let kind = match about.profile {
        OfdProfile::Plain => "OFD",
        OfdProfile::Archive => "OFD-A",
    };
    let mut xml = format!(
        "{HEAD}<ofd:OFD {DECLARED} Version=\"1.0\" DocType=\"{kind}\"><ofd:DocBody><ofd:DocInfo>"
    );
    put_element(&mut xml, "DocID", &format!("{hash:032x}"));
    for (name, text) in [
        ("Title", &properties.title),
        ("Author", &properties.author),
        ("Subject", &properties.subject),
    ] {
        if !text.is_empty() {
            put_element(&mut xml, name, text);
        }
    }
    let date = properties.date.to_string();
    put_element(&mut xml, "CreationDate", &date);
    put_element(&mut xml, "ModDate", &date);
    put_element(&mut xml, "DocUsage", "Normal");
    if !keywords.is_empty() {
        xml.push_str("<ofd:Keywords>");
        for word in keywords {
            put_element(&mut xml, "Keyword", word);
        }
        xml.push_str("</ofd:Keywords>");
    }
    let (creator, version) = GENERATOR.split_once(' ').unwrap_or((GENERATOR, ""));
    put_element(&mut xml, "Creator", creator);
    put_element(&mut xml, "CreatorVersion", version);
    xml.push_str("<ofd:CustomDatas>");
    put_data(&mut xml, "Language", LANGUAGE);
    put_data(&mut xml, "PageCount", &pages.to_string());
    if about.profile == OfdProfile::Archive {
        let pages = pages.to_string();
        for (name, text) in [
            ("题名", properties.title.as_str()),
            ("责任者", &properties.author),
            ("日期", &date),
            ("页数", &pages),
            ("语种", LANGUAGE),
            ("格式信息", "OFD-A (GB/T 42133-2022)"),
        ] {
            if !text.is_empty() {
                put_data(&mut xml, name, text);
            }
        }
    }
    xml.push_str("</ofd:CustomDatas></ofd:DocInfo><ofd:DocRoot>");
    put_text(&mut xml, &format!("{FOLDER}/{ROOT}"));
    xml.push_str("</ofd:DocRoot></ofd:DocBody></ofd:OFD>");
    xml
}

fn put_data(xml: &mut String, name: &str, text: &str) {
    xml.push_str("<ofd:CustomData");
    put_attribute(xml, "Name", name);
    xml.push('>');
    put_text(xml, text);
    xml.push_str("</ofd:CustomData>");
}
