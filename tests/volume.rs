//! The volume of a batch: divided by the sections of a roster, or a volume for each section.
//!
//! `src/write/pdf/volume/tests.rs` has its pages, `tests/tags.rs` its structure;
//! `tests/outside/check_archive.py` opens it with other programs.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jixiao::batch::{
    Batch, Binding, Event, Input, Merge, OVERVIEW, Observer, Origin, PaperThickness, Rerun, Roster,
    RunOutcome, SPINE, Shard, VOLUME, VOLUMES, Volume, find_inputs, verify,
};
use jixiao::render::Renderer;
use lopdf::{Dictionary, Document, Object};
use tempfile::TempDir;

#[path = "support/messages.rs"]
mod messages;
#[path = "support/program.rs"]
mod program;
#[path = "support/submissions.rs"]
mod submissions;
#[path = "support/tree.rs"]
mod tree;

use messages::messages;
use submissions::{department, folder_of};
use tree::tree;

static RENDERER: std::sync::LazyLock<Renderer> = std::sync::LazyLock::new(Renderer::built_in);

/// The section of the third is blank; the name of the second cannot be a file name.
const ROSTER: &str = "\
单位代码,单位名称,股室
004,云岭县教育局,教科文股
003,云岭县林业局,农业/股
001,云岭县档案馆,教科文股
005,云岭县司法局,
002,云岭县水务局,农业/股
";

const DEPARTMENTS: [(&str, &str, &str); 5] = [
    ("a.json", "001", "云岭县档案馆"),
    ("b.json", "002", "云岭县水务局"),
    ("c.json", "003", "云岭县林业局"),
    ("d.json", "004", "云岭县教育局"),
    ("e.json", "005", "云岭县司法局"),
];

fn county() -> TempDir {
    let folder = folder_of(DEPARTMENTS.map(|(file, code, name)| (file, department(code, name))));
    fs::write(folder.path().join("名册.csv"), ROSTER).unwrap();
    folder
}

fn roster(text: &str) -> Roster {
    Roster::read("名册.csv", text.as_bytes()).value.unwrap()
}

fn inputs(folder: &Path) -> Vec<Input> {
    let found = find_inputs(&[folder.join("申报")], Path::new("no such folder")).unwrap();
    found.inputs
}

/// A batch with the roster that resumes.
fn batch(by_section: bool) -> Batch {
    Batch {
        volume: Volume::With,
        rerun: Rerun::Resume,
        roster: Some(roster(ROSTER)),
        binding: Binding {
            bureau: "云岭县财政局".to_owned(),
            by_section,
            spine: None,
        },
        ..Batch::default()
    }
}

fn run(batch: &Batch, folder: &Path, out: &Path) -> RunOutcome {
    batch.run(&RENDERER, &inputs(folder), out, &()).unwrap()
}

fn assert_same(one: &Path, other: &Path, what: &str) {
    let (one, other) = (tree(one), tree(other));
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other), "{what}");
    for (name, bytes) in &one {
        assert!(other[name] == *bytes, "{what}: {name}");
    }
}

/// Names of the files in the folder of volumes.
fn volumes(out: &Path) -> Vec<String> {
    let entries = fs::read_dir(out.join(VOLUMES)).into_iter().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Titles of all bookmarks, indented by their level, with the number of their page counted from 1.
fn bookmarks(volume: &Document) -> Vec<String> {
    fn follow(volume: &Document, of: &Dictionary, key: &[u8]) -> Option<Dictionary> {
        let reference = of.get(key).ok()?.as_reference().unwrap();
        Some(volume.get_dictionary(reference).unwrap().clone())
    }
    fn add(volume: &Document, first: Option<Dictionary>, level: usize, all: &mut Vec<String>) {
        let mut next = first;
        while let Some(item) = next {
            let title = item.get(b"Title").and_then(Object::as_str).unwrap();
            let units: Vec<u16> = title[2..]
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            let title = String::from_utf16(&units).unwrap();
            let target = item.get(b"Dest").and_then(Object::as_array).unwrap()[0]
                .as_reference()
                .unwrap();
            let pages = volume.get_pages();
            let (number, _) = pages.iter().find(|(_, id)| **id == target).unwrap();
            all.push(format!("{}{title} {number}", "  ".repeat(level)));
            add(volume, follow(volume, &item, b"First"), level + 1, all);
            next = follow(volume, &item, b"Next");
        }
    }
    let outline = follow(volume, volume.catalog().unwrap(), b"Outlines").unwrap();
    let mut all = Vec::new();
    add(volume, follow(volume, &outline, b"First"), 0, &mut all);
    all
}

#[test]
fn a_volume_is_divided_by_the_sections_of_the_roster() {
    let folder = county();
    let out = folder.path().join("out");
    run(&batch(false), folder.path(), &out);
    let volume = Document::load(out.join(VOLUME)).unwrap();
    // Two pages of front matter; each divider and each department begins on an odd page.
    let wanted = [
        "目录 2",
        "教科文股 3",
        "  004 云岭县教育局 5",
        "  001 云岭县档案馆 7",
        "农业/股 9",
        "  003 云岭县林业局 11",
        "  002 云岭县水务局 13",
        "未分股室 15",
        "  005 云岭县司法局 17",
        "分部门页码 19",
    ];
    let found = bookmarks(&volume);
    let found: Vec<&String> = found
        .iter()
        .filter(|one| !one.starts_with("    "))
        .collect();
    assert_eq!(found, wanted);
    assert_eq!(volume.get_pages().len(), 19);
    // A given order precedes, but sections stay together.
    let ordered = Batch {
        order: vec!["002".to_owned()],
        ..batch(false)
    };
    run(&ordered, folder.path(), &out);
    let volume = Document::load(out.join(VOLUME)).unwrap();
    let found = bookmarks(&volume).join("\n");
    let at = |name: &str| found.find(name).unwrap();
    assert!(
        at("教科文股") < at("农业/股") && at("水务局") < at("林业局"),
        "{found}"
    );
}

#[test]
fn each_section_has_a_volume_of_its_own() {
    let folder = county();
    let out = folder.path().join("out");
    run(&batch(true), folder.path(), &out);
    assert_eq!(
        volumes(&out),
        ["农业_股.pdf", "教科文股.pdf", "未分股室.pdf"]
    );
    assert!(!out.join(VOLUME).exists());
    let volume = Document::load(out.join(VOLUMES).join("农业_股.pdf")).unwrap();
    let found = bookmarks(&volume);
    let found: Vec<&String> = found.iter().filter(|one| !one.starts_with("  ")).collect();
    let wanted = [
        "目录 2",
        "003 云岭县林业局 3",
        "002 云岭县水务局 5",
        "分部门页码 7",
    ];
    assert_eq!(found, wanted);
    let page = fs::read_to_string(out.join(OVERVIEW)).unwrap();
    assert!(page.contains("合订本/农业_股.pdf") && !page.contains(VOLUME));
    let verified = verify(&out, Some(&inputs(folder.path()))).unwrap();
    assert_eq!(verified.differences, []);
}

/// Counts the departments that are made.
#[derive(Default)]
struct Made(Mutex<usize>);

impl Observer for Made {
    fn on_event(&self, event: Event<'_>) {
        if let Event::Department(_, Origin::Made) = event {
            *self.0.lock().unwrap() += 1;
        }
    }
}

#[test]
fn binding_otherwise_makes_no_department_again_and_leaves_nothing_behind() {
    let folder = county();
    let (out, fresh) = (folder.path().join("out"), folder.path().join("fresh"));
    run(&batch(false), folder.path(), &out);
    let fewer = Batch {
        roster: Some(roster(&ROSTER.replace("农业/股", "社保股"))),
        ..batch(true)
    };
    let all = [batch(true), fewer.clone(), batch(false), batch(true), fewer];
    for (index, batch) in all.iter().enumerate() {
        let made = Made::default();
        batch
            .run(&RENDERER, &inputs(folder.path()), &out, &made)
            .unwrap();
        assert_eq!(*made.0.lock().unwrap(), 0, "run {index}");
        let _ = fs::remove_dir_all(&fresh);
        run(batch, folder.path(), &fresh);
        assert_same(&fresh, &out, &format!("run {index}"));
    }
    // Without a volume the records are others, and no volume is left.
    let without = Batch {
        volume: Volume::Without,
        ..batch(false)
    };
    run(&without, folder.path(), &out);
    assert!(!out.join(VOLUMES).exists() && !out.join(VOLUME).exists());
    assert_eq!(verify(&out, None).unwrap().differences, []);
}

/// The text of the only page of a file: the codes of glyphs are characters.
fn page_text(file: &Path) -> String {
    let document = Document::load(file).unwrap();
    let pages = document.get_pages();
    assert_eq!(pages.len(), 1);
    let content = document.get_and_decode_page_content(pages[&1]).unwrap();
    let operands = content.operations.iter().flat_map(|one| &one.operands);
    let mut strings: Vec<&Vec<u8>> = Vec::new();
    for operand in operands {
        match operand {
            Object::String(bytes, _) => strings.push(bytes),
            Object::Array(inner) => strings.extend(inner.iter().filter_map(|one| match one {
                Object::String(bytes, _) => Some(bytes),
                _ => None,
            })),
            _ => {}
        }
    }
    let units = strings.into_iter().flat_map(|bytes| bytes.chunks_exact(2));
    let units: Vec<u16> = units
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .collect();
    String::from_utf16(&units).unwrap().replace(' ', "")
}

/// The width between the marks of a spine, in millimetres, and the height of its page.
fn marks(file: &Path) -> (f64, f64) {
    let document = Document::load(file).unwrap();
    let page = *document.get_pages().values().next().unwrap();
    let content = document.get_and_decode_page_content(page).unwrap();
    let number = |one: &Object| -> f64 {
        let text = match one {
            Object::Integer(number) => number.to_string(),
            Object::Real(number) => number.to_string(),
            other => format!("{other:?}"),
        };
        text.parse().unwrap()
    };
    let begun = content.operations.iter().filter(|one| one.operator == "m");
    let mut lines: Vec<f64> = begun.map(|one| number(&one.operands[0])).collect();
    lines.dedup();
    lines.sort_by(f64::total_cmp);
    let page = document.get_object(page).unwrap().as_dict().unwrap();
    let size = page.get(b"MediaBox").unwrap().as_array().unwrap();
    let width = lines.last().unwrap() - lines.first().unwrap();
    let millimetres = |points: f64| points / 72.0 * 25.4;
    (millimetres(width), millimetres(number(&size[3])))
}

#[test]
fn a_spine_is_as_wide_as_the_volume_is_thick() {
    let folder = county();
    let out = folder.path().join("out");
    let mut with_spine = batch(false);
    with_spine.binding.spine = Some("1".parse().unwrap());
    run(&with_spine, folder.path(), &out);
    let spine = out.join(SPINE);
    let pages = Document::load(out.join(VOLUME)).unwrap().get_pages().len();
    let sheets = pages.div_ceil(2);
    let (width, height) = marks(&spine);
    let wanted = f64::from(u32::try_from(sheets).unwrap());
    assert!((width - wanted).abs() < 0.1, "{width} {pages}");
    let text = page_text(&spine);
    assert!(text.contains(&format!("书脊宽{sheets}毫米，")), "{text}");
    assert!(
        text.contains(&format!("高{}毫米", height.round())),
        "{text}"
    );
    assert!(
        text.contains(&format!("{pages}页，双面印{sheets}张，每张厚1毫米")),
        "{text}"
    );
    for part in ["绩效目标表", "2025年度", "合订本", "云岭县财政局"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // Too narrow for a text: no text is cut off, and it is said.
    with_spine.binding.spine = Some("0.03".parse().unwrap());
    run(&with_spine, folder.path(), &out);
    let text = page_text(&spine);
    assert!(text.contains("太窄") && !text.contains("财政局"), "{text}");
    assert_eq!(verify(&out, None).unwrap().differences, []);
    // It goes with the option; each section has its own.
    run(&batch(false), folder.path(), &out);
    assert!(!spine.exists());
    let mut by_section = batch(true);
    by_section.binding.spine = Some("1".parse().unwrap());
    run(&by_section, folder.path(), &out);
    let wanted = [
        "农业_股.pdf",
        "农业_股书脊.pdf",
        "教科文股.pdf",
        "教科文股书脊.pdf",
        "未分股室.pdf",
        "未分股室书脊.pdf",
    ];
    let mut there = volumes(&out);
    there.sort();
    assert_eq!(there, wanted);
    let text = page_text(&out.join(VOLUMES).join("农业_股书脊.pdf"));
    assert!(text.contains("农业/股第二卷"), "{text}");
    for wrong in ["0", "2", "0.1234", "厚"] {
        assert!(wrong.parse::<PaperThickness>().is_err(), "{wrong}");
    }
}

#[test]
fn an_edited_volume_is_set_aside() {
    let folder = county();
    let out = folder.path().join("out");
    run(&batch(true), folder.path(), &out);
    let path = out.join(VOLUMES).join("教科文股.pdf");
    let own = fs::read(&path).unwrap();
    fs::write(&path, "annotated").unwrap();
    // One of another program is where a volume will be.
    let other = out.join(VOLUMES).join("社保股.pdf");
    fs::write(&other, "foreign").unwrap();
    let changed = Batch {
        roster: Some(roster(&ROSTER.replace("农业/股", "社保股"))),
        ..batch(true)
    };
    let outcome = run(&changed, folder.path(), &out);
    assert_eq!(fs::read(&path).unwrap(), own);
    let aside = |name: &str| fs::read_to_string(out.join(VOLUMES).join(name)).unwrap();
    assert_eq!(aside("教科文股(改动过).pdf"), "annotated");
    assert_eq!(aside("社保股(改动过).pdf"), "foreign");
    assert_eq!(outcome.set_aside.len(), 2, "{:?}", outcome.set_aside);
    assert_eq!(outcome.removed, ["合订本/农业_股.pdf"]);
}

#[test]
fn any_number_of_jobs_and_shards_gives_the_same_bytes() {
    let folder = county();
    let out = |name: &str| folder.path().join(name);
    let batch = |by_section| {
        let mut batch = batch(by_section);
        batch.binding.spine = Some("0.8".parse().unwrap());
        batch
    };
    for by_section in [false, true] {
        let whole = out(&format!("whole {by_section}"));
        run(&batch(by_section), folder.path(), &whole);
        let jobs = out(&format!("jobs {by_section}"));
        let four = Batch {
            jobs: 4,
            ..batch(by_section)
        };
        run(&four, folder.path(), &jobs);
        assert_same(&whole, &jobs, "four jobs");
        let parts: Vec<PathBuf> = (1..=3)
            .map(|number| out(&format!("part {number} {by_section}")))
            .collect();
        for (number, part) in (1..).zip(&parts) {
            let shard = Batch {
                shard: Shard::new(number, 3),
                ..batch(by_section)
            };
            run(&shard, folder.path(), part);
            assert_eq!(verify(part, None).unwrap().differences, []);
        }
        let merged = out(&format!("merged {by_section}"));
        Merge::default()
            .run(&RENDERER, &parts, &merged, &())
            .unwrap();
        assert_same(&whole, &merged, "merged");
        let renamed = Merge {
            bureau: Some("清河县财政局".to_owned()),
            ..Merge::default()
        };
        renamed.run(&RENDERER, &parts, &merged, &()).unwrap();
        assert!(tree(&whole) != tree(&merged));
    }
    let mixed = [out("part 1 true"), out("part 2 false"), out("part 3 true")];
    let refused = Merge::default().run(&RENDERER, &mixed, &out("x"), &());
    assert!(refused.unwrap_err().in_a_line().contains("选项"));
}

#[test]
fn a_volume_for_each_section_needs_a_roster_with_sections() {
    let folder = county();
    let out = folder.path().join("out");
    let bare = "单位代码,单位名称\n001,云岭县档案馆\n";
    for given in [None, Some(roster(bare))] {
        let refused = Batch {
            roster: given,
            ..batch(true)
        };
        let refused = refused.run(&RENDERER, &inputs(folder.path()), &out, &());
        let words = refused.unwrap_err().in_a_line();
        assert!(
            words.contains("股室") && words.contains("--roster"),
            "{words}"
        );
        assert!(!out.exists());
    }
    fs::write(folder.path().join("无.csv"), bare).unwrap();
    for (words, code, said) in [
        (
            &["--volume-by", "股室", "--roster", "无.csv"][..],
            3,
            "没有可以分册的股室",
        ),
        (
            &["--volume-by", "编码", "--roster", "名册.csv"],
            2,
            "只能按名册里的股室分册",
        ),
        (&["--volume-by", "股室"], 3, "--roster"),
        (&["--bureau", "某局"], 2, "--volume"),
    ] {
        let words = [&["batch", "申报", "-o", "out"], words].concat();
        let output = program::run(folder.path(), &words);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{words:?} {}",
            messages(&output)
        );
        assert!(messages(&output).contains(said), "{}", messages(&output));
        assert!(!out.exists());
    }
    let words = [
        "batch",
        "申报",
        "-o",
        "out",
        "--volume-by",
        "归口股室",
        "--roster",
        "名册.csv",
        "--bureau",
        "某局",
        "--cover",
        "三月",
        "--send-back",
    ];
    let output = program::run(folder.path(), &words);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    assert_eq!(volumes(&out).len(), 3);
}
