//! Each limit on user input: the limit itself is accepted, one more is reported.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use jixiao::finding::{Read, Report};
use jixiao::form::{MAX_DEFINITION, Registry};
use jixiao::layout::MAX_COLLECTION;
use jixiao::record::{MAX_DEPTH, MAX_INPUT, MAX_MEMBERS, MAX_PROJECTS, MAX_ROWS, MAX_TEXT};
use jixiao::render::{MAX_FONT_FILE, MAX_FONTS, Renderer};
use jixiao::source::Source;
use jixiao::template::{MAX_TABLE_COLUMNS, MAX_TABLE_ROWS, limits};
use serde_json::{Value, json};

use super::findings::findings_on;
use super::templates::{cell, findings};
use super::{BARE, Row, base, codes, soon};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    let mut both = |of: &str, most: usize, outcome: &dyn Fn(usize) -> String| {
        for count in [most, most + 1] {
            let found = soon(of, || outcome(count));
            let is_refused = ["input-too", "template-", "大于", "至多"]
                .iter()
                .any(|word| found.contains(word));
            assert_eq!(is_refused, count > most, "{of}, {count}: {found}");
            rows.push(Row::new(of, &count.to_string(), found));
        }
    };
    both("申报数据的字节", MAX_INPUT, &|count| {
        let mut bytes = base().to_string().into_bytes();
        bytes.resize(count, b' ');
        read(&bytes)
    });
    both("嵌套的层数", MAX_DEPTH, &|count| {
        let inner = "[".repeat(count - 1) + &"]".repeat(count - 1);
        only_size(&format!("{{\"a\":{inner}}}"))
    });
    both("一个对象里的键", MAX_MEMBERS, &|count| {
        let members: Vec<String> = (0..count).map(|key| format!("\"k{key}\":1")).collect();
        only_size(&format!("{{{}}}", members.join(",")))
    });
    both("指标", MAX_ROWS, &|count| {
        let mut data = base();
        let row = data["department"]["indicators"][0].clone();
        let taken = data["projects"][0]["indicators"].as_array().unwrap().len();
        data["department"]["indicators"] = Value::Array(vec![row; count - taken]);
        only_size(&data.to_string())
    });
    both("项目", MAX_PROJECTS, &|count| {
        let mut data = base();
        data["projects"] = Value::Array(vec![json!({ "name": "甲" }); count]);
        only_size(&data.to_string())
    });
    both("一栏的字符", MAX_TEXT, &|count| {
        let mut data = base();
        data["department"]["annual_target"] = "治".repeat(count).into();
        only_size(&data.to_string())
    });
    both("版本文件的字节", MAX_DEFINITION, &|count| {
        let more = "#".repeat(count - include_str!("../../fuzz/seeds/small/edition.toml").len());
        edition(&more)
    });
    both("模板的字节", limits::MAX_TEMPLATE, &|count| {
        let template = cell("甲");
        let more = " ".repeat(count - template.len());
        told(&findings(&(template + &more), ""))
    });
    both("一个标记的字节", limits::MAX_BRACKET, &|count| {
        told(&findings(
            &cell(&format!("{{{{ \"{}\" }}}}", "a".repeat(count - 8))),
            "",
        ))
    });
    both("一个标记里的 ~", limits::MAX_JOINED, &|count| {
        told(&findings(
            &cell(&format!(
                "{{{{ {} }}}}",
                vec!["name"; count + 1].join(" ~ ")
            )),
            "",
        ))
    });
    // A round of the outer loop and a range cost steps too.
    let steps = usize::try_from(limits::MAX_STEPS).unwrap();
    both("循环的次数", steps, &|count| {
        let in_tens = "{% for a in [1,2,3,4,5,6,7,8,9,0] %}";
        let inner = format!(
            "{in_tens}{in_tens}{in_tens}{in_tens}{in_tens}{in_tens}{}",
            "{% endfor %}".repeat(6)
        );
        // 1,111,110 rounds; the rest in one loop for each decimal.
        let mut left = count - 1_111_110;
        let mut loops = inner;
        for (tens, rounds) in [(5, 111_110), (4, 11_110), (3, 1_110), (2, 110), (1, 10)] {
            while left >= rounds {
                loops += &in_tens.repeat(tens);
                loops += &"{% endfor %}".repeat(tens);
                left -= rounds;
            }
        }
        let rest = vec!["1"; left].join(",");
        loops += &format!("{{% for a in [{rest}] %}}{{% endfor %}}");
        told(&findings(&cell(&loops), ""))
    });
    both(
        "range 的数",
        usize::try_from(limits::MAX_RANGE).unwrap(),
        &|count| {
            told(&findings(
                &cell(&format!("{{{{ range(end={count}) | length }}}}")),
                "",
            ))
        },
    );
    both("set 的文本的字节", limits::MAX_HELD, &|count| {
        // 2 KiB, doubled seven times, and the excess.
        let doubled = "{% set x = x ~ x %}".repeat(7);
        let more = "b".repeat(count - limits::MAX_HELD);
        told(&findings(
            &cell(&format!(
                "{{% set x = \"{}\" %}}{doubled}{{% set y = x ~ \"{more}\" %}}",
                "a".repeat(2048)
            )),
            "",
        ))
    });
    both("set 的值的嵌套", limits::MAX_NESTED, &|count| {
        let nested = "{% set x = [x] %}".repeat(count);
        told(&findings(&cell(&format!("{{% set x = 1 %}}{nested}")), ""))
    });
    both("一张表的列", MAX_TABLE_COLUMNS, &|count| {
        let columns = "<col width=\"1\"/>".repeat(count);
        told(&findings(
            &format!(
                "<table><colgroup>{columns}</colgroup><tbody><tr>{}</tr></tbody></table>",
                "<td/>".repeat(count)
            ),
            "",
        ))
    });
    both("一张表的行", MAX_TABLE_ROWS, &|count| {
        let row = format!("{{% for a in range(end={count}) %}}<tr><td/></tr>{{% endfor %}}");
        told(&findings(
            &format!("<table><colgroup><col width=\"9\"/></colgroup><tbody>{row}</tbody></table>"),
            "",
        ))
    });
    both("字体文件", MAX_FONTS, &|count| fonts(count, 0));
    let most = usize::try_from(MAX_FONT_FILE).unwrap();
    both("字体文件的字节", most, &|count| fonts(1, count));
    let most = usize::try_from(MAX_COLLECTION).unwrap();
    both("字体集里的字体", most, &collection);
    rows
}

fn read(bytes: &[u8]) -> String {
    codes(&findings_on(&BARE, "a.json", bytes))
}

/// Findings about the size only; the data have other errors.
fn only_size(data: &str) -> String {
    let all = read(data.as_bytes());
    let sizes: Vec<&str> = all
        .split(' ')
        .filter(|code| code.starts_with("input-too"))
        .collect();
    if sizes.is_empty() {
        "读".to_owned()
    } else {
        sizes.join(" ")
    }
}

fn told(report: &Report) -> String {
    if report.is_empty() {
        "出表".to_owned()
    } else {
        codes(report)
    }
}

fn edition(more: &str) -> String {
    let files = [
        (
            "edition.toml",
            include_str!("../../fuzz/seeds/small/edition.toml").to_owned() + more,
        ),
        (
            "form.toml",
            include_str!("../../fuzz/seeds/small/form.toml").to_owned(),
        ),
        ("form.tera", cell("甲")),
    ];
    let files: BTreeMap<String, Source> = files
        .into_iter()
        .map(|(name, text)| (name.to_owned(), Source::new(name, text)))
        .collect();
    let report = Registry::default().add_files("表样", files);
    codes(&report)
}

/// A folder with `files` files of `bytes` bytes that are not fonts: whether they are read.
fn fonts(files: usize, bytes: usize) -> String {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..files {
        let file = fs::File::create(folder.path().join(format!("{number}.ttf"))).unwrap();
        file.set_len(bytes as u64).unwrap();
    }
    with_fonts(folder.path())
}

/// A folder with a collection of `count` fonts, all with the same bytes, which are not a font.
fn collection(count: usize) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = b"ttcf\0\x01\0\0".to_vec();
    bytes.extend(u32::try_from(count).unwrap().to_be_bytes());
    bytes.extend([0, 0, 0, 4].repeat(count));
    fs::write(folder.path().join("a.ttc"), bytes).unwrap();
    with_fonts(folder.path())
}

/// Findings about a folder of fonts.
fn with_fonts(folder: &std::path::Path) -> String {
    match Renderer::with_folders(None, Some(folder)) {
        Err(failed) => {
            let said = failed.to_string();
            let (_, reason) = said.split_once(':').unwrap();
            assert!(reason.contains("至多") || reason.contains("大于"), "{said}");
            reason.to_owned()
        }
        Ok(Read { report, .. }) => {
            let said: BTreeSet<&str> = report
                .findings()
                .iter()
                .map(|finding| finding.seen.as_str())
                .collect();
            said.into_iter().collect::<Vec<_>>().join(" ")
        }
    }
}
