//! Invalid submissions, each with its whole report. Any input gives a report, never a panic, and
//! writes nothing.
//!
//! The reports are in `tests/bad_input/<case>.snap`; each was read and judged when it was accepted.
//! Errors in editions are in `tests/rules/`.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use jixiao::finding::{Code, Level, Levels, MAX_FINDINGS, Read};
use jixiao::render::{Options, Renderer};

#[cfg(feature = "cli")]
#[path = "support/piped.rs"]
mod piped;
#[cfg(feature = "cli")]
#[path = "support/program.rs"]
mod program;
#[path = "support/snapshot.rs"]
mod snapshot;

use snapshot::assert_snapshot_in;

static RENDERER: LazyLock<Renderer> = LazyLock::new(Renderer::built_in);

/// A small correct submission; cases change a section of it.
const GOOD: &str = r#"{
  "edition": "gansu-2025",
  "year": 2025,
  "code": "001",
  "department": {
    "name": "云溪县档案馆",
    "contact": { "name": "李某", "phone": "138****0000" },
    "functions": { "summary": "保管档案", "major_change": "否" },
    "staffing": { "quota": 8, "actual": 10, "administrative": 5, "institutional": 3, "non_quota": 2 },
    "prior_budget": { "adjusted": 200, "spent": 150, "execution_rate": "75%" },
    "income": { "local_fiscal": 120.5 },
    "expenditure": { "personnel": 91.0, "operating": 20.5, "projects": 9.00 },
    "annual_target": "做好档案保管",
    "indicators": [
      { "level1": "基本运行指标", "level2": "预算收支管理", "name": "预算执行率", "comparison": "≥", "value": 95, "unit": "%" }
    ]
  },
  "projects": [
    { "name": "档案数字化", "supervising_department": "县委办", "funds": { "fiscal": 9 }, "overall_target": "扫描档案",
      "indicators": [ { "level1": "成本指标", "level2": "经济成本指标", "name": "扫描总成本", "comparison": "≤", "value": 9, "unit": "万元" },
        { "level1": "产出指标", "level2": "质量指标", "name": "扫描合格率", "comparison": "≥", "value": 98, "unit": "%" },
        { "level1": "效益指标", "level2": "社会效益指标", "name": "查档便利程度", "comparison": "定性", "value": "提高" },
        { "level1": "满意度指标", "level2": "服务对象满意度指标", "name": "查档群众满意度", "comparison": "≥", "value": 95, "unit": "%" },
        { "level1": "产出指标", "level2": "数量指标", "name": "扫描卷数", "comparison": "≥", "value": 45, "unit": "卷" } ] }
  ]
}
"#;

/// Name of a case, a section of the correct submission, and its replacement.
struct Change(&'static str, &'static str, &'static str);

/// The cases.
const CHANGES: &[Change] = &[
    // JSON.
    Change(
        "json-trailing-comma",
        "\"code\": \"001\",\n",
        "\"code\": \"001\",,\n",
    ),
    Change(
        "json-comma-at-end",
        "\"phone\": \"138****0000\" }",
        "\"phone\": \"138****0000\", }",
    ),
    Change(
        "json-comma-in-list",
        "\"unit\": \"%\" }\n",
        "\"unit\": \"%\" },\n",
    ),
    Change("json-no-comma", "\"year\": 2025,", "\"year\": 2025"),
    Change(
        "json-no-comma-in-list",
        "\"unit\": \"%\" }\n",
        "\"unit\": \"%\" } {}\n",
    ),
    Change("json-no-colon", "\"year\": 2025", "\"year\" 2025"),
    Change("json-full-width-colon", "\"year\": 2025", "\"year\"：2025"),
    Change(
        "json-full-width-comma",
        "\"year\": 2025,",
        "\"year\": 2025，",
    ),
    Change(
        "json-full-width-quotes",
        "\"云溪县档案馆\"",
        "“云溪县档案馆”",
    ),
    Change("json-single-quotes", "\"云溪县档案馆\"", "'云溪县档案馆'"),
    Change("json-bare-key", "\"year\": 2025", "year: 2025"),
    Change(
        "json-bare-word",
        "\"local_fiscal\": 120.5",
        "\"local_fiscal\": 无",
    ),
    Change(
        "json-half-a-word",
        "\"projects\": 9.00 }",
        "\"projects\": nul }",
    ),
    Change("json-nan", "120.5", "NaN"),
    Change("json-leading-zero", "120.5", "0120.5"),
    Change("json-plus", "120.5", "+120.5"),
    Change("json-point-first", "120.5", ".5"),
    Change("json-point-last", "120.5", "120."),
    Change("json-full-width-number", "120.5", "１２０．５"),
    Change("json-full-width-separator", "120.5", "１，１２０．５"),
    Change("json-separator", "120.5", "1,120.5"),
    Change("json-unit", "120.5", "120.5万元"),
    Change("json-bad-escape", "保管档案", "D:\\档案"),
    Change("json-line-break-in-text", "保管档案", "保管\n档案"),
    Change("json-control-in-text", "保管档案", "保管\u{1}档案"),
    Change("json-open-text", "\"做好档案保管\",\n", "\"做好档案保管,\n"),
    Change(
        "json-text-to-the-end",
        "\"unit\": \"卷\" } ] }\n  ]\n}\n",
        "\"unit\": \"卷",
    ),
    Change(
        "json-list-to-the-end",
        "\"unit\": \"卷\" } ] }\n  ]\n}\n",
        "\"unit\": \"卷\" }",
    ),
    Change("json-object-to-the-end", "  ]\n}\n", "  ]\n"),
    Change(
        "json-value-to-the-end",
        "\"unit\": \"卷\" } ] }\n  ]\n}\n",
        "\"unit\": ",
    ),
    Change("json-two-objects", "  ]\n}\n", "  ]\n}\n{}\n"),
    Change("json-comment", "\"year\": 2025,", "\"year\": 2025, // 年度"),
    Change("json-wrong-bracket", "  ]\n}\n", "  }\n}\n"),
    // Keys.
    Change("key-unknown", "\"annual_target\"", "\"anual_target\""),
    Change(
        "key-unknown-in-group",
        "\"operating\": 20.5",
        "\"operting\": 20.5",
    ),
    Change("key-unknown-at-root", "\"code\"", "\"danwei\""),
    Change("key-unknown-in-row", "\"unit\": \"%\"", "\"units\": \"%\""),
    Change("key-in-chinese", "\"annual_target\"", "\"年度绩效目标\""),
    Change(
        "key-in-chinese-alike",
        "\"name\": \"云溪县档案馆\"",
        "\"单位名称\": \"云溪县档案馆\"",
    ),
    Change("key-empty", "\"code\": \"001\"", "\"\": \"001\""),
    Change("key-with-slash", "\"code\": \"001\"", "\"a/b~c\": 1"),
    Change(
        "key-with-escapes",
        "\"code\": \"001\"",
        "\"\\u202Ecode\\n\": 1",
    ),
    Change(
        "key-twice",
        "\"code\": \"001\"",
        "\"code\": \"001\", \"year\": 2024",
    ),
    Change(
        "key-twice-in-row",
        "\"unit\": \"%\"",
        "\"unit\": \"%\", \"unit\": \"次\"",
    ),
    Change(
        "key-twice-escaped",
        "\"code\": \"001\"",
        "\"code\": \"001\", \"\\u0063ode\": \"002\"",
    ),
    Change(
        "table-twice",
        "\"projects\": [\n",
        "\"projects\": [],\n  \"projects\": [\n",
    ),
    Change(
        "group-twice",
        "\"functions\":",
        "\"contact\": {}, \"functions\":",
    ),
    Change(
        "edition-twice",
        "\"year\": 2025",
        "\"edition\": \"gansu-2025\", \"year\": 2025",
    ),
    // Editions.
    Change("edition-missing", "\"edition\": \"gansu-2025\",", ""),
    Change("edition-unknown", "gansu-2025", "gansu-2024"),
    Change("edition-blank", "gansu-2025", ""),
    Change("edition-null", "\"gansu-2025\"", "null"),
    Change("edition-number", "\"gansu-2025\"", "2025"),
    // Types.
    Change(
        "type-text-for-object",
        "{ \"name\": \"李某\", \"phone\": \"138****0000\" }",
        "\"李某\"",
    ),
    Change("type-number-for-text", "\"138****0000\"", "13900000000"),
    Change("type-flag-for-text", "\"否\"", "false"),
    Change(
        "type-object-for-text",
        "\"保管档案\"",
        "{ \"一\": \"保管\" }",
    ),
    Change("type-list-for-text", "\"保管档案\"", "[\"保管\", \"档案\"]"),
    Change("type-object-for-number", "120.5", "{}"),
    Change("type-flag-for-number", "120.5", "true"),
    Change(
        "type-object-for-rows",
        "[\n      { \"level1\": \"基本运行指标\", \"level2\": \"预算收支管理\", \"name\": \"预算执行率\", \"comparison\": \"≥\", \"value\": 95, \"unit\": \"%\" }\n    ]",
        "{}",
    ),
    Change(
        "type-text-for-row",
        "    \"indicators\": [\n",
        "    \"indicators\": [ \"预算执行率\",\n",
    ),
    Change(
        "type-null-for-row",
        "    \"indicators\": [\n",
        "    \"indicators\": [ null,\n",
    ),
    Change(
        "type-object-for-projects",
        "\"projects\": [\n",
        "\"projects\": {}, \"x\": [\n",
    ),
    Change("type-list-for-value", "\"value\": 95", "\"value\": [95]"),
    // Required.
    Change(
        "required-absent",
        "\"annual_target\": \"做好档案保管\",\n",
        "",
    ),
    Change("required-null", "\"做好档案保管\"", "null"),
    Change("required-blank", "\"做好档案保管\"", "\"\""),
    Change("required-spaces", "\"做好档案保管\"", "\" \\n　\""),
    Change(
        "required-in-row",
        "\"name\": \"预算执行率\"",
        "\"name\": \"\"",
    ),
    Change("required-in-project", "\"name\": \"档案数字化\", ", ""),
    Change("required-year", "  \"year\": 2025,\n", ""),
    // Numbers.
    Change("number-separator", "120.5", "\"1,120.50\""),
    Change("number-with-unit", "120.5", "\"12万元\""),
    Change("number-with-other-unit", "120.5", "\"1205000元\""),
    Change("number-with-currency", "120.5", "\"￥120.5\""),
    Change("number-full-width", "120.5", "\"１２０．５\""),
    Change("number-in-chinese", "120.5", "\"一百二十\""),
    Change("number-about", "120.5", "\"约120\""),
    Change("number-range", "120.5", "\"100-120\""),
    Change("number-spaces", "120.5", "\" 120.5 \""),
    Change("number-leading-zeros", "120.5", "\"00120.5\""),
    Change("number-huge-exponent", "120.5", "1e400"),
    Change("number-tiny-exponent", "120.5", "1e-400"),
    Change("number-too-long", "120.5", "12345678901234567890123456789"),
    Change(
        "number-too-long-after-point",
        "120.5",
        "0.12345678901234567890123456789",
    ),
    Change("number-million-digits", "120.5", "1%DIGITS%"),
    Change("number-infinity", "120.5", "\"Infinity\""),
    Change("count-with-fraction", "\"quota\": 8", "\"quota\": 8.5"),
    Change("count-with-word", "\"quota\": 8", "\"quota\": \"8人\""),
    Change("percent-no-sign", "\"75%\"", "\"75\""),
    Change("percent-number", "\"75%\"", "75"),
    Change("percent-words", "\"75%\"", "\"百分之七十五\""),
    Change("percent-too-many-signs", "\"75%\"", "\"75%%\""),
    Change("percent-separator", "\"75%\"", "\"1,075%\""),
    Change("year-two-digits", "\"year\": 2025", "\"year\": 25"),
    Change("year-fraction", "\"year\": 2025", "\"year\": 2025.5"),
    Change("year-with-word", "\"year\": 2025", "\"year\": \"2025年\""),
    Change("year-negative", "\"year\": 2025", "\"year\": -2025"),
    Change("year-point-zero", "\"year\": 2025", "\"year\": 2025.0"),
    // Choices and signs.
    Change("choice-unknown", "\"否\"", "\"没有\""),
    Change("choice-close", "\"否\"", "\"否。\""),
    Change(
        "sign-unknown",
        "\"comparison\": \"≥\", \"value\": 95",
        "\"comparison\": \"≠\", \"value\": 95",
    ),
    Change(
        "sign-word-close",
        "\"comparison\": \"≥\", \"value\": 95",
        "\"comparison\": \"定量(其它)\", \"value\": 95",
    ),
    // Characters.
    Change("character-control", "保管档案", "保管\\u0007档案"),
    Change("character-nul", "保管档案", "\\u0000"),
    Change("character-no-character", "保管档案", "保管\\uFFFE"),
    Change("character-half", "保管档案", "保管\\uD800档案"),
    Change("character-half-in-name", "云溪县档案馆", "\\uDC00"),
    Change("character-half-in-key", "\"code\"", "\"\\uD800\""),
    Change("character-half-in-number", "120.5", "\"\\uD800\""),
    // Agreements.
    Change(
        "total-wrong",
        "\"local_fiscal\": 120.5",
        "\"local_fiscal\": 120.5, \"total\": 121",
    ),
    Change(
        "total-of-words",
        "\"value\": 95, \"unit\": \"%\"",
        "\"value\": 95, \"unit\": \"%\", \"content\": \"≥96%\"",
    ),
    Change("rate-wrong", "\"75%\"", "\"100%\""),
    Change("sides-differ", "120.5", "130"),
    Change("staff-differ", "\"non_quota\": 2", "\"non_quota\": 1"),
    Change(
        "total-too-large",
        "120.5",
        "9999999999999999999999999999, \"other\": 9999999999999999999999999999, \"upper_fiscal\": 9999999999999999999999999999",
    ),
];

fn changed(change: &Change) -> Vec<u8> {
    let Change(name, part, instead) = change;
    assert!(
        GOOD.contains(part),
        "{name}: {part} is in the right submission"
    );
    let instead = instead.replace("%DIGITS%", &"0".repeat(1_000_000));
    GOOD.replacen(part, &instead, 1).into_bytes()
}

/// Inputs that are not a change of the correct submission.
fn whole_files() -> Vec<(&'static str, Vec<u8>)> {
    let good = GOOD.as_bytes();
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let nested = |depth: usize| {
        let value = "[".repeat(depth - 1) + &"]".repeat(depth - 1);
        GOOD.replacen("\"001\"", &value, 1).into_bytes()
    };
    vec![
        ("file-empty", Vec::new()),
        ("file-blank", b" \n\t ".to_vec()),
        ("file-only-bom", b"\xEF\xBB\xBF".to_vec()),
        ("file-top-level-list", b"[1, 2]".to_vec()),
        ("file-top-level-text", "\"云溪县档案馆\"".into()),
        ("file-top-level-null", b"null".to_vec()),
        ("file-empty-object", b"{}".to_vec()),
        (
            "file-only-edition",
            b"{\"edition\": \"gansu-2025\"}".to_vec(),
        ),
        (
            "file-xlsx",
            b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xB6\xA3".to_vec(),
        ),
        (
            "file-pdf",
            b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n".to_vec(),
        ),
        ("file-garbage", b"\xFF\xFF\x80\x81{".to_vec()),
        ("file-utf16-no-mark", utf16(GOOD)[2..].to_vec()),
        ("file-utf16-broken", b"\xFF\xFE{\x00\x00\xD8".to_vec()),
        (
            "file-utf8-mark-broken",
            b"\xEF\xBB\xBF{\"a\": \"\xC0\xC1\"}".to_vec(),
        ),
        ("file-cut-in-a-character", good[..90].to_vec()),
        ("file-too-large", vec![b' '; 32 * 1024 * 1024 + 1]),
        ("file-64-levels", nested(64)),
        ("file-65-levels", nested(65)),
        ("file-million-levels", vec![b'['; 1_000_000]),
        (
            "text-1-mib",
            GOOD.replacen(
                "\"001\"",
                &format!("{{\"{}\": 1}}", "长".repeat(350_000)),
                1,
            )
            .into_bytes(),
        ),
        (
            "key-1-mib",
            GOOD.replacen("code", &"键".repeat(350_000), 1).into_bytes(),
        ),
        (
            "choice-1-mib",
            GOOD.replacen("\"否\"", &format!("\"{}\"", "否".repeat(350_000)), 1)
                .into_bytes(),
        ),
    ]
}

fn cases() -> Vec<(&'static str, Vec<u8>)> {
    let changes = CHANGES.iter().map(|change| (change.0, changed(change)));
    changes.chain(whole_files()).collect()
}

/// The report as printed, or a line if it is empty.
fn report_of(bytes: &[u8]) -> String {
    let rendered = RENDERER
        .render("数据/001.json", bytes, &options())
        .expect("findings are not failures");
    let report = &rendered.report;
    assert_eq!(
        rendered.files.is_empty(),
        report.has_errors(),
        "files where there is no error, and only there"
    );
    let findings: Vec<String> = report.findings().iter().map(ToString::to_string).collect();
    if findings.is_empty() {
        "没有发现问题".to_owned()
    } else {
        findings.join("\n\n")
    }
}

fn options() -> Options {
    Options {
        formats: vec![jixiao::write::Format::Html],
        ..Options::default()
    }
}

#[test]
fn every_broken_input_has_its_reviewed_report() {
    let mut names = BTreeSet::new();
    for (name, bytes) in cases() {
        assert!(names.insert(name), "{name} is there twice");
        assert_snapshot_in("bad_input", name, &report_of(&bytes));
    }
    assert!(names.len() > 60);
}

#[test]
fn the_right_submission_has_no_finding() {
    assert_eq!(report_of(GOOD.as_bytes()), "没有发现问题");
}

/// A misspelt key is reported without its consequences; if the level of keys is lower than theirs,
/// the consequences are reported.
#[test]
fn consequences_of_a_misspelt_key_are_reported_only_without_it() {
    let misspelt = GOOD
        .replace("\"operating\"", "\"operting\"")
        .replace("\"annual_target\"", "\"anual_target\"")
        .replace("\"unit\": \"卷\"", "\"units\": \"卷\"");
    let codes = |levels: &Levels| -> Vec<Code> {
        let sources = RENDERER.open("a", misspelt.as_bytes()).value;
        let report = RENDERER.read_source(&sources[0], levels).report;
        let codes: Vec<Code> = report
            .findings()
            .iter()
            .map(|finding| finding.code)
            .collect();
        assert_eq!(
            report.count(Level::Error),
            codes.len(),
            "what is left out is not counted"
        );
        codes
    };
    assert_eq!(codes(&Levels::new()), [Code::UnknownKey; 3]);
    let mut off = Levels::new();
    off.set(Code::UnknownKey, None);
    assert_eq!(
        codes(&off),
        [
            Code::MissingRequired,
            Code::AgreementBroken,
            Code::UnitMissing
        ]
    );
}

#[test]
fn every_encoding_of_the_right_submission_is_read() {
    let units = || std::iter::once(0xFEFF).chain(GOOD.encode_utf16());
    let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
    let (gb18030, _, _) = encoding_rs::GB18030.encode(GOOD);
    let marked = [b"\xEF\xBB\xBF", GOOD.as_bytes()].concat();
    for bytes in [&little, &big, &gb18030.into_owned(), &marked] {
        assert_eq!(report_of(bytes), "没有发现问题");
    }
    let windows = GOOD.replace('\n', "\r\n");
    assert_eq!(report_of(windows.as_bytes()), "没有发现问题");
}

#[test]
fn every_truncation_and_every_flipped_byte_gives_a_report() {
    let good = GOOD.as_bytes();
    for end in (0..good.len()).step_by(7) {
        let Read {
            value: submission,
            report,
        } = RENDERER.read("a", &good[..end]);
        assert!(submission.is_none() && report.has_errors(), "{end}");
    }
    for at in 0..good.len() {
        for flip in [1, 0x20, 0x80] {
            let mut bytes = good.to_vec();
            bytes[at] ^= flip;
            let Read {
                value: submission,
                report,
            } = RENDERER.read("a", &bytes);
            assert!(submission.is_some() || report.has_errors(), "{at} {flip}");
        }
    }
}

/// Time limit for hostile input. Generous, for unoptimized tests that run in parallel with others;
/// a release build needs a tenth of it.
const MAX_LENGTH: Duration = Duration::from_secs(60);

fn hostile(bytes: &[u8]) -> usize {
    let start = Instant::now();
    let report = RENDERER.read("a", bytes).report;
    let took = start.elapsed();
    assert!(took < MAX_LENGTH, "{took:?}");
    assert!(report.has_errors());
    for level in [Level::Error, Level::Warning, Level::Note] {
        assert!(report.kept(level) <= MAX_FINDINGS);
    }
    let shown: usize = report
        .findings()
        .iter()
        .map(|finding| finding.to_string().len())
        .sum();
    assert!(shown < 1024 * 1024, "the report is bounded: {shown} bytes");
    report.count(Level::Error)
}

#[test]
fn a_million_unknown_keys_end_soon() {
    let keys: Vec<String> = (0..1_000_000).map(|key| format!("\"k{key}\":1")).collect();
    let bytes = format!(
        "{{\"edition\":\"gansu-2025\",\"year\":2025,\"department\":{{{}}}}}",
        keys.join(",")
    );
    // More members than an object may have are refused with one finding.
    assert_eq!(hostile(bytes.as_bytes()), 1);
}

#[test]
fn one_long_line_with_many_findings_ends_soon() {
    let row = "{\"level1\":1,\"level2\":\"甲\",\"name\":\"乙\",\"value\":{},\"comparison\":\"~\"},";
    let rows = row.repeat(31 * 1024 * 1024 / row.len());
    let count = rows.matches('~').count();
    let bytes = format!(
        "{{\"edition\":\"gansu-2025\",\"year\":2025,\"department\":{{\"name\":\"丙\",\"annual_target\":\"丁\",\"indicators\":[{}]}}}}",
        rows.trim_end_matches(',')
    );
    // More rows than a table may have are refused with one finding.
    assert!(count > 20_000);
    assert_eq!(hostile(bytes.as_bytes()), 1);
}

/// The program itself: exit codes, and no output files.
#[cfg(feature = "cli")]
mod command {
    use std::fs;
    use std::path::Path;

    use super::{GOOD, cases};
    use crate::piped::run_with_input;
    use crate::program::run;

    fn is_empty(folder: &Path) -> bool {
        fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
    }

    #[test]
    fn wrong_input_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = [
            "json-no-comma",
            "edition-number",
            "required-blank",
            "number-separator",
            "file-empty",
            "file-garbage",
            "file-too-large",
            "file-million-levels",
            "character-half",
            "table-twice",
        ];
        let cases = cases()
            .into_iter()
            .filter(|(name, _)| wanted.contains(name));
        let mut count = 0;
        for (name, bytes) in cases {
            let target = folder.path().join(name);
            let output = run_with_input(
                folder.path(),
                &["render", "-", "-o", target.to_str().unwrap()],
                &bytes,
            );
            assert_eq!(output.status.code(), Some(1), "{name}");
            assert!(
                output.stdout.is_empty() && !output.stderr.is_empty(),
                "{name}"
            );
            assert!(is_empty(&target), "{name}");
            count += 1;
        }
        assert_eq!(count, wanted.len());
    }

    #[test]
    fn wrong_usage_and_failures_write_nothing_either() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        let target_name = target.to_str().unwrap();
        let good = folder.path().join("good.json");
        fs::write(&good, GOOD).unwrap();
        let good = good.to_str().unwrap();
        for (words, code) in [
            (vec!["render", "-o", target_name], 2),
            (
                vec!["render", good, "-o", target_name, "--format", "doc"],
                2,
            ),
            (
                vec!["render", good, "-o", target_name, "--date", "2025-02-30"],
                2,
            ),
            (vec!["rendr", good, "-o", target_name], 2),
            (vec!["render", "没有这个文件.json", "-o", target_name], 3),
            (
                vec![
                    "render",
                    good,
                    "-o",
                    target_name,
                    "--templates",
                    "没有这个文件夹",
                ],
                3,
            ),
            (
                vec![
                    "render",
                    good,
                    "-o",
                    target_name,
                    "--fonts",
                    "没有这个文件夹",
                ],
                3,
            ),
        ] {
            let output = run(folder.path(), &words);
            assert_eq!(output.status.code(), Some(code), "{words:?}");
            assert!(
                output.stdout.is_empty() && !output.stderr.is_empty(),
                "{words:?}"
            );
            assert!(is_empty(&target), "{words:?}");
        }
    }
}
