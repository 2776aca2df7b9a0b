//! Metadata: the document information dictionary and XMP, with equal values.
//!
//! The date is a day, but the format requires a time. Midnight UTC is the same day in Beijing.

use std::fmt::Write;

use pdf_writer::{Pdf, Ref, TextStr};

use super::Claim;
use crate::write::document::{Date, GENERATOR, LANGUAGE, Properties};
use crate::write::infallible::CANNOT_FAIL;

/// A day as a moment.
pub(super) fn moment(date: Date) -> pdf_writer::Date {
    let Date { year, month, day } = date;
    let date = pdf_writer::Date::new(year).month(month).day(day);
    let date = date.hour(0).minute(0).second(0);
    date.utc_offset_hour(0).utc_offset_minute(0)
}

/// Writes the document information dictionary.
pub(super) fn write_info(pdf: &mut Pdf, info: Ref, properties: &Properties) {
    let date = moment(properties.date);
    let [title, author, subject] =
        [&properties.title, &properties.author, &properties.subject].map(|text| printable(text));
    let mut dictionary = pdf.document_info(info);
    if !title.is_empty() {
        dictionary.title(TextStr(&title));
    }
    if !author.is_empty() {
        dictionary.author(TextStr(&author));
    }
    if !subject.is_empty() {
        dictionary.subject(TextStr(&subject));
    }
    dictionary
        .creator(TextStr(GENERATOR))
        .producer(TextStr(GENERATOR));
    dictionary.creation_date(date).modified_date(date);
}

/// Part of PDF/A (ISO 19005) that a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Two,
    /// Part 2 with attached files of any kind.
    Three,
}

/// Description of the schema `pdfuaid`, which PDF/A does not know (ISO 19005-2, 6.6.2.3).
const UA_SCHEMA: &str = "<rdf:Description rdf:about=\"\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\" \
     xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
     xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n\
     <pdfuaid:part>1</pdfuaid:part>\n\
     <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n\
     <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\n\
     <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\n\
     <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n\
     <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n\
     <pdfaProperty:name>part</pdfaProperty:name>\n\
     <pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n\
     <pdfaProperty:category>internal</pdfaProperty:category>\n\
     <pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>\n\
     </rdf:li></rdf:Seq></pdfaSchema:property>\n\
     </rdf:li></rdf:Bag></pdfaExtension:schemas>\n\
     </rdf:Description>\n";

/// XMP packet. Level U: every character can be extracted; level A: the structure is tagged, and every
/// character has a meaning.
pub(super) fn xmp(properties: &Properties, part: Part, claim: Claim) -> String {
    let Date { year, month, day } = properties.date;
    let date = format!("{year:04}-{month:02}-{day:02}T00:00:00+00:00");
    let mut xmp = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n",
    );
    let mut list = |name: &str, kind: &str, attribute: &str, text: &str| {
        if !text.is_empty() {
            let text = escape(&printable(text));
            let item = format!("<rdf:{kind}><rdf:li{attribute}>{text}</rdf:li></rdf:{kind}>");
            writeln!(xmp, "<dc:{name}>{item}</dc:{name}>").expect(CANNOT_FAIL);
        }
    };
    list("title", "Alt", " xml:lang=\"x-default\"", &properties.title);
    list("creator", "Seq", "", &properties.author);
    list(
        "description",
        "Alt",
        " xml:lang=\"x-default\"",
        &properties.subject,
    );
    list("language", "Bag", "", LANGUAGE);
    for (name, text) in [
        ("dc:format", "application/pdf"),
        ("xmp:CreatorTool", GENERATOR),
        ("xmp:CreateDate", &date),
        ("xmp:ModifyDate", &date),
        ("xmp:MetadataDate", &date),
        ("pdf:Producer", GENERATOR),
        (
            "pdfaid:part",
            match part {
                Part::Two => "2",
                Part::Three => "3",
            },
        ),
        (
            "pdfaid:conformance",
            match claim {
                Claim::Archive => "U",
                Claim::Accessible => "A",
            },
        ),
    ] {
        writeln!(xmp, "<{name}>{text}</{name}>").expect(CANNOT_FAIL);
    }
    xmp.push_str("</rdf:Description>\n");
    if claim == Claim::Accessible {
        xmp.push_str(UA_SCHEMA);
    }
    xmp.push_str("</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
    xmp
}

/// The text without characters that XML does not allow; both descriptions omit the same ones.
fn printable(text: &str) -> String {
    text.chars()
        .map(|letter| if is_printable(letter) { letter } else { ' ' })
        .collect()
}

fn is_printable(letter: char) -> bool {
    !letter.is_control() && !matches!(letter, '\u{FFFE}' | '\u{FFFF}')
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
