//! OFDs that keep their data (`--attach-data`): what is read back is what was rendered, for every
//! edition and for a volume; a changed page, changed data and every hostile file give a finding.
//!
//! `papers.rs` has the same of PDFs; `ofd_hostile.rs` has the hostile files.

#[path = "ofd_hostile.rs"]
mod hostile;
#[path = "../support/submissions.rs"]
mod submissions;
#[path = "../support/unzipped.rs"]
#[expect(dead_code, reason = "only bytes are used here")]
mod unzipped;
#[path = "../support/zipped.rs"]
mod zipped;

use std::collections::BTreeMap;
use std::path::Path;

use jixiao::OfdProfile;
use jixiao::batch::{Batch, Found, OFD_VOLUME, Volume, find_inputs};
use jixiao::finding::{Code, Level, Read};
use jixiao::render::{Attach, Audience, InputFile, OnErrors, Options, Renderer};
use jixiao::source::Source;
use jixiao::write::Format;

use super::{FOLDERS, MINIMAL, data_files};
use submissions::{department, folder_of};
use unzipped::unzipped;
use zipped::zipped;

const DOCUMENT: &str = "Doc_0/Document.xml";
const PAGE: &str = "Doc_0/Pages/Page_0/Content.xml";
const TAGS: &str = "Doc_0/Tags/Tag_0.xml";
const LIST: &str = "Doc_0/Attachs/Attachments.xml";
const DATA: &str = "Doc_0/Attachs/data_1.txt";

/// The parts of an OFD by name.
type Parts = BTreeMap<String, Vec<u8>>;

static RENDERER: std::sync::LazyLock<Renderer> = std::sync::LazyLock::new(Renderer::built_in);

fn options() -> Options {
    Options {
        formats: vec![Format::Ofd],
        attach: Attach::Data,
        errors: OnErrors::Continue,
        ..Options::default()
    }
}

/// The OFD of a submission with its data.
fn paper(data: &str) -> Vec<u8> {
    let made = RENDERER.render("a.json", data.as_bytes(), &options());
    made.unwrap().files.remove(0).bytes
}

/// The submissions of a file, and the codes of its findings, each once.
fn open(bytes: &[u8]) -> (Vec<Source>, Vec<Code>) {
    let Read { value, report } = RENDERER.open("a.ofd", bytes);
    let mut codes: Vec<Code> = report.findings().iter().map(|one| one.code).collect();
    codes.sort();
    codes.dedup();
    (value, codes)
}

/// An OFD with changed parts.
fn changed(ofd: &[u8], change: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let mut parts = unzipped(ofd);
    change(&mut parts);
    zipped(parts)
}

/// An OFD with a text of a part replaced, which is there.
fn replaced(ofd: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    changed(ofd, |parts| hostile::replace(parts, part, from, to))
}

#[test]
fn every_submission_is_read_back_from_its_ofd_as_it_was_given() {
    let mut papers = 0;
    for path in data_files::data_files(&FOLDERS) {
        let bytes = std::fs::read(&path).unwrap();
        let Some(source) = RENDERER.open("a.json", &bytes).value.pop() else {
            continue;
        };
        for profile in [OfdProfile::Plain, OfdProfile::Archive] {
            let options = Options {
                ofd: profile,
                ..options()
            };
            let made = RENDERER.render("a.json", &bytes, &options).unwrap();
            let Some(ofd) = made.files.first() else {
                continue;
            };
            papers += 1;
            let (read, codes) = open(&ofd.bytes);
            assert_eq!(codes, [], "{}", path.display());
            assert_eq!(read.len(), 1);
            assert_eq!(read[0].text().trim(), source.text().trim());
            // Its files are equal in every byte.
            let again = RENDERER.render("a.ofd", &ofd.bytes, &options).unwrap();
            assert!(again.files[0].bytes == ofd.bytes, "{}", path.display());
        }
    }
    assert!(papers >= 60, "{papers}");
}

/// Characters of other planes, of no font, that XML does not allow; spaces.
#[test]
fn rare_characters_are_read_back() {
    for text in [
        "甲\u{20BB7}乙  丙\u{E123}丁\u{1F5F9} &<>\"\u{1}\r\n 己\u{ad}",
        "戊\u{FFFF}庚\u{FFFE}",
        "戊\u{FFFF}庚\u{FFFD}",
    ] {
        let mut data: serde_json::Value = serde_json::from_str(MINIMAL).unwrap();
        data["department"]["annual_target"] = text.into();
        let data = data.to_string();
        let made = RENDERER.render("a.json", data.as_bytes(), &options());
        let (read, codes) = open(&made.unwrap().files[0].bytes);
        assert_eq!(codes, [], "{text}");
        assert_eq!(read[0].text().trim(), data);
    }
}

#[test]
fn other_inputs_may_be_given_with_it() {
    let ofd = paper(MINIMAL);
    // Packed anew by another program.
    let again = zipped(unzipped(&ofd));
    assert_ne!(again, ofd);
    let read = RENDERER.import(&[InputFile::new("a.ofd", &again)], None);
    assert!(read.report.is_empty(), "{:?}", read.report);
    assert_eq!(read.value[0].text().trim(), MINIMAL.trim());
    let plain = Options {
        attach: Attach::Nothing,
        ..options()
    };
    let plain = RENDERER
        .render("a.json", MINIMAL.as_bytes(), &plain)
        .unwrap();
    let plain = &plain.files[0].bytes;
    assert_eq!(open(plain), (Vec::new(), vec![Code::PaperNoData]));
    // The data alone are read too.
    let (read, codes) = open(&unzipped(&ofd)[DATA]);
    assert_eq!(
        (read[0].text().trim(), &codes[..]),
        (MINIMAL.trim(), &[][..])
    );
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("申报");
    std::fs::create_dir(&root).unwrap();
    std::fs::write(root.join("一.ofd"), &ofd).unwrap();
    std::fs::write(root.join("归档.ofd"), plain).unwrap();
    let cut = &ofd[..ofd.len() / 2];
    std::fs::write(root.join("坏.ofd"), cut).unwrap();
    assert_eq!(open(cut).1, [Code::PaperUnreadable]);
    let found = find_inputs(&[root], Path::new("成果")).unwrap();
    let names: Vec<&str> = found.inputs.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["一.ofd", "坏.ofd"]);
    assert_eq!(found.skipped.len(), 1);
}

#[test]
fn a_volume_has_the_data_of_each_department() {
    let folder = folder_of([
        ("1.json", department("001", "云岭县档案馆")),
        ("2.json", department("002", "云岭县水务局")),
        ("3.json", department("003", "云岭县林业局")),
    ]);
    let inputs = find_inputs(&[folder.path().join("申报")], Path::new("no such folder"));
    let Found { inputs, .. } = inputs.unwrap();
    let out = folder.path().join("成果");
    let batch = Batch {
        options: options(),
        volume: Volume::With,
        ..Batch::default()
    };
    batch.run(&RENDERER, &inputs, &out, &()).unwrap();
    let volume = std::fs::read(out.join(OFD_VOLUME)).unwrap();
    let (read, codes) = open(&volume);
    assert_eq!(codes, []);
    assert_eq!(read.len(), inputs.len());
    for input in &inputs {
        let own = std::fs::read_to_string(&input.path).unwrap();
        let is_own = |source: &Source| source.text().trim() == own.trim();
        assert_eq!(read.iter().filter(|one| is_own(one)).count(), 1);
    }
    assert!(read[0].name().starts_with("a.ofd › "), "{}", read[0].name());
    // Data that were exchanged belong to no page, although each is whole.
    let exchanged = changed(&volume, |parts| {
        let (first, second) = (DATA.to_owned(), DATA.replace('1', "2"));
        let one = parts.remove(&first).unwrap();
        let other = parts.insert(second, one).unwrap();
        parts.insert(first, other);
    });
    assert_eq!(open(&exchanged).1, [Code::PaperDiffers]);
    let lost = changed(&volume, |parts| {
        parts.insert(DATA.to_owned(), b"lost".to_vec());
    });
    let (read, codes) = open(&lost);
    assert_eq!((read.len(), &codes[..]), (2, &[Code::PaperUnchecked][..]));
    // A text on a page of a department, and one of the volume's own pages.
    let of_first = "Doc_0/Pages/Page_2/Content.xml";
    let beside = replaced(
        &volume,
        of_first,
        "</ofd:Layer>",
        &format!("{}</ofd:Layer>", text(9)),
    );
    assert_eq!(
        open(&beside).1,
        [Code::PaperUnchecked],
        "no glyph of the font"
    );
}

/// A text object without glyphs.
fn text(number: usize) -> String {
    format!(
        "<ofd:TextObject ID=\"99000{number}\" Boundary=\"9 9 9 9\" Font=\"1\" Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\">番</ofd:TextCode></ofd:TextObject>"
    )
}

#[test]
fn nothing_private_is_attached_to_an_ofd_for_the_public() {
    let public = Options {
        audience: Audience::Public,
        ..options()
    };
    let mut data: serde_json::Value = serde_json::from_str(MINIMAL).unwrap();
    data["department"]["contact"] = serde_json::json!({"name": "张某某", "phone": "138****0000"});
    let data = data.to_string();
    let made = RENDERER.render("a.json", data.as_bytes(), &public).unwrap();
    let (read, codes) = open(&made.files[0].bytes);
    assert_eq!(codes, []);
    let text = read[0].text();
    assert!(!text.contains("张某某") && !text.contains("138****0000"));
    let parts = unzipped(&made.files[0].bytes);
    for (name, part) in parts {
        assert!(!String::from_utf8_lossy(&part).contains("张某某"), "{name}");
    }
}

/// An OFD in which the first character of a text is another one of the page, both as the code and as
/// the glyph; in the last object that has the text.
fn with_other_character(ofd: &[u8], from: &str, to: &str) -> Vec<u8> {
    let page = String::from_utf8(unzipped(ofd)[PAGE].clone()).unwrap();
    let mut objects: Vec<String> = page.split("<ofd:Glyphs>").map(str::to_owned).collect();
    let place = |objects: &[String], wanted: &str| {
        let mut found = objects
            .iter()
            .enumerate()
            .rev()
            .filter_map(|(index, object)| {
                let text = object.split_once("</ofd:TextCode>")?.0;
                let text = text.rsplit_once('>')?.1;
                let at = text.find(wanted)?;
                Some((index, text[..at].chars().count()))
            });
        found.next().unwrap()
    };
    let glyphs = |object: &str| {
        let glyphs = object.split_once("</ofd:Glyphs>").unwrap().0;
        let glyphs = glyphs.split(' ').map(str::to_owned);
        glyphs.collect::<Vec<String>>()
    };
    let ((index, at), (other, other_at)) = (place(&objects, from), place(&objects, to));
    let mut new = glyphs(&objects[index]);
    new[at].clone_from(&glyphs(&objects[other])[other_at]);
    let (_, rest) = objects[index].split_once("</ofd:Glyphs>").unwrap();
    let first = from.chars().next().unwrap().to_string();
    let rest = rest.replacen(from, &from.replacen(&first, to, 1), 1);
    objects[index] = format!("{}</ofd:Glyphs>{rest}", new.join(" "));
    changed(ofd, |parts| {
        parts.insert(PAGE.to_owned(), objects.join("<ofd:Glyphs>").into_bytes());
    })
}

#[test]
fn a_changed_page_is_found_at_its_cell() {
    let ofd = paper(MINIMAL);
    // One character of the name, on the page alone.
    let other = with_other_character(&ofd, "档案馆", "馆");
    let report = RENDERER.open("a.ofd", &other).report;
    let found = report.findings().iter();
    let found = { found }
        .find(|one| one.place.pointer == "/department/name")
        .unwrap_or_else(|| panic!("{report:?}"));
    assert_eq!(
        (found.code, found.level),
        (Code::PaperDiffers, Level::Error)
    );
    assert!(found.seen.contains("云岭县馆案馆"), "{found:?}");
    assert!(found.expected.contains("云岭县档案馆"), "{found:?}");
    let outcome = RENDERER.render("a.ofd", &other, &Options::default());
    assert!(outcome.unwrap().files.is_empty());
    // The code alone, or the glyph alone: what readers draw and what they copy are two things.
    assert_eq!(
        open(&replaced(&ofd, PAGE, "档", "馆")).1,
        [Code::PaperUnchecked]
    );
    let glyph = changed(&ofd, |parts| {
        let page = String::from_utf8(parts[PAGE].clone()).unwrap();
        let (before, after) = page.split_once("<ofd:Glyphs>").unwrap();
        let page = format!("{before}<ofd:Glyphs>9{after}");
        parts.insert(PAGE.to_owned(), page.into_bytes());
    });
    assert_eq!(open(&glyph).1, [Code::PaperUnchecked]);
}

#[test]
fn what_is_beside_the_tables_is_found() {
    let ofd = paper(MINIMAL);
    // A text of the page, moved out of its cell: no tag has it any more.
    let tags = String::from_utf8(unzipped(&ofd)[TAGS].clone()).unwrap();
    let (_, rest) = tags.split_once("Field=\"/department/name\">").unwrap();
    let (reference, _) = rest.split_once("</t:Cell>").unwrap();
    let lost = replaced(&ofd, TAGS, reference, "");
    let report = RENDERER.open("a.ofd", &lost).report;
    let seen: Vec<&str> = report
        .findings()
        .iter()
        .map(|one| one.seen.as_str())
        .collect();
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert!(seen.iter().any(|seen| seen.contains("空白")), "{seen:?}");
    assert!(seen.iter().any(|seen| seen.contains("多出")), "{seen:?}");
}

#[test]
fn pages_with_anything_else_are_not_compared() {
    let ofd = paper(MINIMAL);
    let of_page = |from: &str, to: &str| open(&replaced(&ofd, PAGE, from, to)).1;
    let layer = "</ofd:Layer>";
    for strange in [
        "<ofd:ImageObject ID=\"990001\" Boundary=\"0 0 9 9\" ResourceID=\"1\"/>",
        "<ofd:CompositeObject ID=\"990001\" Boundary=\"0 0 9 9\" ResourceID=\"1\"/>",
        "<ofd:PageBlock ID=\"990001\"/>",
        "<ofd:PathObject ID=\"990001\" Boundary=\"0 0 99 99\" Fill=\"true\"><ofd:AbbreviatedData>M 0 0 L 9 9</ofd:AbbreviatedData></ofd:PathObject>",
        "<ofd:PathObject ID=\"990001\" Boundary=\"0 0 99 99\"><ofd:AbbreviatedData>M 0 0 B 1 1 2 2 3 3</ofd:AbbreviatedData></ofd:PathObject>",
        &text(1),
        "95",
    ] {
        let found = of_page(layer, &format!("{strange}{layer}"));
        assert_eq!(found, [Code::PaperUnchecked], "{strange}");
    }
    for (from, to) in [
        ("<ofd:TextObject ", "<ofd:TextObject Visible=\"false\" "),
        ("<ofd:TextObject ", "<ofd:TextObject Alpha=\"0\" "),
        ("<ofd:TextObject ", "<ofd:TextObject CTM=\"0 0 0 0 0 0\" "),
        ("<ofd:TextCode ", "<ofd:TextCode DeltaY=\"g 3 1\" "),
        ("<ofd:Layer ", "<ofd:Layer DrawParam=\"3\" "),
        (
            "<ofd:Content>",
            "<ofd:Template TemplateID=\"3\"/><ofd:Content>",
        ),
        ("</ofd:Content>", "</ofd:Content><ofd:Actions/>"),
    ] {
        assert_eq!(of_page(from, to), [Code::PaperUnchecked], "{to}");
    }
}

#[test]
fn what_was_added_to_a_file_is_named() {
    let ofd = paper(MINIMAL);
    for (part, from, to, words) in [
        (
            DOCUMENT,
            "</ofd:Pages>",
            "</ofd:Pages><ofd:Annotations>a.xml</ofd:Annotations>",
            "批注",
        ),
        (
            DOCUMENT,
            "<ofd:PublicRes>",
            "<ofd:TemplatePage ID=\"9\" BaseLoc=\"t.xml\"/><ofd:PublicRes>",
            "模板页",
        ),
        (
            "OFD.xml",
            "</ofd:DocRoot>",
            "</ofd:DocRoot><ofd:Signatures>s.xml</ofd:Signatures>",
            "签章",
        ),
    ] {
        let report = RENDERER
            .open("a.ofd", &replaced(&ofd, part, from, to))
            .report;
        let [finding] = report.findings() else {
            panic!("{report:?}");
        };
        assert_eq!(finding.code, Code::PaperUnchecked);
        assert!(finding.seen.contains(words), "{finding:?}");
    }
    // A page more, with a text of the first one.
    let more = changed(&ofd, |parts| {
        let page = parts[PAGE].clone();
        parts.insert("Doc_0/Pages/more.xml".to_owned(), page);
        let document = String::from_utf8(parts[DOCUMENT].clone()).unwrap();
        let entry = "<ofd:Page ID=\"880001\" BaseLoc=\"Pages/more.xml\"/></ofd:Pages>";
        let document = document.replace("</ofd:Pages>", entry);
        parts.insert(DOCUMENT.to_owned(), document.into_bytes());
    });
    assert_eq!(open(&more).1, [Code::PaperDiffers]);
}

#[test]
fn changed_data_are_found() {
    let ofd = paper(MINIMAL);
    let other = paper(&MINIMAL.replace("云岭县档案馆", "云岭县水务局"));
    assert_eq!(
        open(&replaced(&ofd, DATA, "档案馆", "水务局")),
        (Vec::new(), vec![Code::PaperData])
    );
    // With the digest of the new data, from another paper.
    let given = changed(&ofd, |parts| {
        parts.insert(DATA.to_owned(), unzipped(&other)[DATA].clone());
    });
    let (read, codes) = open(&given);
    assert!(read[0].text().contains("水务局"));
    assert_eq!(codes, [Code::PaperDiffers]);
    for wrong in ["", "{", "paper/1", "{\"jixiao\":\"paper/1\"}"] {
        let other = changed(&ofd, |parts| {
            parts.insert(DATA.to_owned(), wrong.into());
        });
        let is_data = wrong.starts_with("{\"jixiao\"");
        let code = if is_data {
            Code::PaperData
        } else {
            Code::PaperNoData
        };
        assert_eq!(open(&other).1, [code], "{wrong}");
    }
}

/// Readers that go from entry to entry would see other parts than those that read the list.
#[test]
fn a_package_of_two_readings_is_refused() {
    let ofd = paper(MINIMAL);
    let entries = unzipped(&ofd).into_iter();
    let twice = entries.chain([("Doc_0/Tags/Tag_1.xml".to_owned(), Vec::new())]);
    let mut twice = zipped(twice);
    let (name, other) = (b"Doc_0/Tags/Tag_1.xml", b"Doc_0/Tags/Tag_0.xml");
    let at = |bytes: &[u8]| {
        let mut places = bytes.windows(name.len()).enumerate();
        places.find(|(_, window)| window == name).unwrap().0
    };
    // The header before the entry alone.
    let first = at(&twice);
    twice[first..first + name.len()].copy_from_slice(other);
    assert_eq!(open(&twice).1, [Code::PaperUnreadable]);
    // The list too: two entries of one name.
    let second = at(&twice);
    twice[second..second + name.len()].copy_from_slice(other);
    assert_eq!(open(&twice).1, [Code::PaperUnreadable]);
}

#[test]
fn damaged_ofds_give_their_data_or_a_finding() {
    let ofd = paper(MINIMAL);
    for cut in (4..ofd.len()).step_by(997) {
        let Read { value, report } = RENDERER.open("a.ofd", &ofd[..cut]);
        assert!(value.is_empty() && report.has_errors(), "{cut}");
    }
    let mut noticed = 0;
    for at in (4..ofd.len()).step_by(211) {
        let mut damaged = ofd.clone();
        damaged[at] ^= 0x55;
        let Read { value, report } = RENDERER.open("a.ofd", &damaged);
        let is_same = matches!(&value[..], [one] if one.text().trim() == MINIMAL.trim());
        assert!(is_same || report.has_errors(), "{at}");
        noticed += usize::from(!report.is_empty());
    }
    assert!(noticed > 0);
}

#[test]
fn hostile_ofds_are_refused_at_once() {
    let ofd = paper(MINIMAL);
    for case in hostile::cases() {
        let name = case.name;
        let bytes = changed(&ofd, case.change);
        let start = std::time::Instant::now();
        let (read, codes) = open(&bytes);
        assert_eq!(codes, [case.code], "{name}");
        let is_read = matches!(case.code, Code::PaperUnchecked | Code::PaperDiffers);
        assert_eq!(read.is_empty(), !is_read, "{name}");
        assert!(start.elapsed().as_secs() < 20, "{name}");
    }
}
