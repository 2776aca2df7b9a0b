//! JSON → workbook → JSON: data that are rendered and read back are the same.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::fs;

use jixiao::check::Checked;
use jixiao::finding::{Level, Levels, Read};
use jixiao::form::{Edition, Field, FieldKind, Fields};
use jixiao::record::{Content, Record, Submission};
use jixiao::render::{OnErrors, Options, Renderer};
use jixiao::write::Format;

#[path = "support/data_files.rs"]
mod data_files;

use data_files::data_files;

fn options() -> Options {
    Options {
        formats: vec![Format::Xlsx],
        errors: OnErrors::Continue,
        ..Options::default()
    }
}

fn read(renderer: &Renderer, name: &str, bytes: &[u8]) -> (Checked, String) {
    let Read {
        value: sources,
        report,
    } = renderer.open(name, bytes);
    let findings: Vec<String> = report.findings().iter().map(ToString::to_string).collect();
    let findings = findings.join("\n");
    assert_eq!(sources.len(), 1, "{name}: {findings}");
    let submission = renderer.read_source(&sources[0], &Levels::new()).value;
    (submission.expect(&findings), findings)
}

/// Differences of two submissions, field by field.
fn differences(edition: &Edition, left: &Submission, right: &Submission) -> Vec<String> {
    let mut all = Vec::new();
    if left.tables.len() != right.tables.len() {
        all.push(format!(
            "{} tables, {}",
            left.tables.len(),
            right.tables.len()
        ));
    }
    for (left, right) in left.tables.iter().zip(&right.tables) {
        let form = &edition.tables[left.table].form;
        assert_eq!(left.table, right.table);
        compare(&form.fields, &left.record, &right.record, &mut all);
    }
    let year = edition.year.unwrap();
    if left.fields.get(year).content != right.fields.get(year).content {
        all.push("year".to_owned());
    }
    all
}

fn compare(fields: &Fields, left: &Record, right: &Record, all: &mut Vec<String>) {
    for (index, field) in fields.iter() {
        let (a, b) = (&left.get(index).content, &right.get(index).content);
        if let Some(columns) = field.rows() {
            let (a, b) = (left.rows(index), right.rows(index));
            if a.len() != b.len() {
                all.push(format!(
                    "{}/{}: {} rows, {}",
                    left.pointer,
                    field.path,
                    a.len(),
                    b.len()
                ));
            }
            for (a, b) in a.iter().zip(b) {
                compare(columns, a, b, all);
            }
            continue;
        }
        // A value that could not be read prints nothing, and neither do spaces alone. All
        // derivations are done: a blank is printed blank, for any kind of field.
        let is_blank = |content: &Content| match content {
            Content::Absent | Content::Null => true,
            Content::Text(text) => text.trim().is_empty(),
            Content::Number(_) | Content::Percent(_) | Content::Rows(_) => false,
        };
        if a != b && !(is_blank(a) && is_blank(b)) {
            all.push(format!("{}/{}: {a:?}, {b:?}", left.pointer, field.path));
        }
    }
}

/// A submission, the same rendered and read back, and the findings on the workbook.
fn round_trip(renderer: &Renderer, name: &str, data: &[u8]) -> (Checked, Checked, String) {
    let (first, _) = read(renderer, name, data);
    let made = renderer.render(name, data, &options()).unwrap();
    let (second, findings) = read(renderer, "a.xlsx", &made.files[0].bytes);
    (first, second, findings)
}

/// Fails with the first of some failures.
fn assert_none(failures: &[String]) {
    let shown = failures.iter().take(4).map(String::as_str);
    let shown: Vec<&str> = shown.collect();
    assert!(
        failures.is_empty(),
        "{} failures\n{}",
        failures.len(),
        shown.join("\n")
    );
}

#[test]
fn rendered_workbooks_read_back_equal() {
    let renderer = Renderer::built_in();
    let mut wrong = Vec::new();
    for path in data_files(&["examples", "tests/corpus", "tests/golden"]) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let data = fs::read(&path).unwrap();
        let (first, second, findings) = round_trip(&renderer, name, &data);
        let edition = renderer.registry().find(&first.edition).unwrap();
        let all = differences(edition, &first, &second);
        if !all.is_empty() || !findings.is_empty() {
            wrong.push(format!("{name}: {all:#?} {findings}"));
        }
    }
    assert_none(&wrong);
}

/// Deterministic pseudorandom numbers: a seed generates a submission, and a failure prints it.
struct Dice(u64);

/// Texts that resemble labels, sums, notes, titles, ids, signs.
const MISLEADING: [&str; 40] = [
    "绩效指标",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值类型",
    "指标值",
    "度量单位",
    "指标值内容",
    "备注",
    "项目名称",
    "项目主管部门",
    "项目实施单位",
    "年度资金总额:",
    "其中: 财政资金",
    "其他资金",
    "总体目标",
    "部门（单位）",
    "联系人",
    "联系电话",
    "依据",
    "职能概述",
    "编制人员数",
    "合计",
    "小计",
    "总计",
    "培训人次合计",
    "产出指标小计",
    "质量指标：",
    "服务对象满意度：机关",
    "注：本表一式三份",
    "说明：以上各项指标均以年末统计数为准，由各科室分别提供，经办公室汇总后报送，未尽事宜另行说明。",
    "填表人：",
    "审核人：某某",
    "项目支出绩效目标表",
    "（2025年度）",
    "gansu-2025",
    "≥",
    "定性",
    "95%",
    "第一行\n第二行",
];

impl Dice {
    fn misleading(&mut self) -> String {
        MISLEADING[self.roll(MISLEADING.len())].to_owned()
    }

    /// A submission of misleading texts. Rows have groups, names, and mostly signs.
    fn misleading_submission(&mut self, edition: &Edition) -> String {
        let mut tables = Vec::new();
        for table in [0, 1, 1] {
            let fields = &edition.tables[table].form.fields;
            let mut tree: BTreeMap<&str, Vec<String>> = BTreeMap::new();
            for (_, field) in fields.iter() {
                let value = match (&field.kind, field.rows()) {
                    (_, Some(columns)) => {
                        let rows: Vec<String> = (0..self.roll(7))
                            .map(|_| self.misleading_row(columns))
                            .collect();
                        format!("[{}]", rows.join(","))
                    }
                    (FieldKind::Text | FieldKind::Narrative, None) => {
                        serde_json::to_string(&self.misleading()).unwrap()
                    }
                    _ => continue,
                };
                let (group, key) = field.path.split_once('.').unwrap_or(("", &field.path));
                let member = format!("\"{key}\":{value}");
                tree.entry(group).or_default().push(member);
            }
            let members = tree.into_iter().map(|(group, parts)| match group {
                "" => parts.join(","),
                group => format!("\"{group}\":{{{}}}", parts.join(",")),
            });
            tables.push(format!("{{{}}}", members.collect::<Vec<_>>().join(",")));
        }
        format!(
            "{{\"edition\":\"{}\",\"year\":2025,\"{}\":{},\"{}\":[{},{}]}}",
            edition.id,
            edition.tables[0].key,
            tables[0],
            edition.tables[1].key,
            tables[1],
            tables[2]
        )
    }

    fn misleading_row(&mut self, columns: &Fields) -> String {
        let mut members = Vec::new();
        for (_, column) in columns.iter() {
            let is_wanted = matches!(column.kind, FieldKind::Level(_)) || column.required;
            if !is_wanted && self.roll(4) == 0 {
                continue;
            }
            let value = match &column.kind {
                FieldKind::Comparison(_) => self.one_of(&["≥", "=", "定性", "约等于"]).to_owned(),
                _ => self.misleading(),
            };
            let value = serde_json::to_string(&value).unwrap();
            members.push(format!("\"{}\":{value}", column.path));
        }
        format!("{{{}}}", members.join(","))
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (sides as u64)).unwrap()
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len())]
    }

    fn number(&mut self) -> String {
        let whole = ["0", "1", "7", "10", "200", "1385", "20095", "99999999"][self.roll(8)];
        let fraction = ["", "", "", ".5", ".50", ".00", ".95", ".123456"][self.roll(8)];
        let sign = if self.roll(12) == 0 { "-" } else { "" };
        if whole == "0" && fraction.trim_matches(['.', '0']).is_empty() {
            return format!("{whole}{fraction}");
        }
        format!("{sign}{whole}{fraction}")
    }

    fn words(&mut self) -> String {
        const PARTS: [&str; 16] = [
            "完成年度任务",
            "项目名称",
            "≥95%",
            " ",
            "\u{3000}",
            "\n",
            "<b>&\"'",
            "=1+1",
            "-",
            "（本级）",
            "𠀀",
            "_x000B_",
            "2025年",
            "A1",
            "注：",
            "其他资金",
        ];
        let mut text = self
            .one_of(&["指标", "内容", "工作", "=合格", "+10", "@某", "'引"])
            .to_owned();
        for _ in 0..self.roll(5) {
            text.push_str(self.one_of(&PARTS));
        }
        if self.roll(40) == 0 {
            text = format!("{text}\n").repeat(self.roll(60));
        }
        // A text of spaces alone is blank, and spaces at the ends of a text are preserved.
        text
    }

    fn value(&mut self, field: &Field) -> Option<String> {
        match self.roll(8) {
            0 => return None,
            1 => return Some("null".to_owned()),
            // Blank on purpose, although it could be derived.
            2 if field.derive.is_some() => return Some("\"\"".to_owned()),
            _ => {}
        }
        let quoted = |text: String| serde_json::to_string(&text).unwrap();
        Some(match &field.kind {
            FieldKind::Text | FieldKind::Narrative => quoted(self.words()),
            FieldKind::Amount | FieldKind::Number | FieldKind::Weight | FieldKind::Score => {
                self.number()
            }
            FieldKind::Date => quoted(self.one_of(&["2025-03-01", "2025年12月31日"]).to_owned()),
            FieldKind::Period => quoted("2025年3月—12月".to_owned()),
            FieldKind::Phone => quoted(self.one_of(&["0931-6622315", "13812345678"]).to_owned()),
            FieldKind::Choices(choices) => quoted(choices.join("、")),
            FieldKind::Count | FieldKind::Integer => {
                ["0", "3", "56", "1200"][self.roll(4)].to_owned()
            }
            FieldKind::Percent => ["\"100%\"", "\"7.5%\"", "\"7.50%\"", "0.95", "1", "\"0%\""]
                [self.roll(6)]
            .to_owned(),
            FieldKind::Year => "2025".to_owned(),
            FieldKind::Choice(choices) => quoted(choices[self.roll(choices.len())].clone()),
            FieldKind::Level(words) if !words.is_empty() => {
                quoted(words[self.roll(words.len())].clone())
            }
            FieldKind::Level(_) => {
                quoted(self.one_of(&["数量", "质量", "时效", "成本"]).to_owned())
            }
            FieldKind::Comparison(words) => {
                let known: Vec<&str> = words
                    .iter()
                    .map(String::as_str)
                    .chain(["≥", "≤", "=", "＞", "＜"])
                    .collect();
                quoted(self.one_of(&known).to_owned())
            }
            FieldKind::Measure => match self.roll(3) {
                0 => quoted(self.words()),
                1 => quoted("95%".to_owned()),
                _ => self.number(),
            },
            FieldKind::Target => quoted(self.one_of(&["≥95%", "12公里", "改善"]).to_owned()),
            FieldKind::Unit => quoted(self.one_of(&["%", "万元", "人", "次"]).to_owned()),
            FieldKind::Rows(..) => return None,
        })
    }

    /// An object with values for some fields.
    fn object(&mut self, fields: &Fields) -> String {
        let mut tree: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (_, field) in fields.iter() {
            let value = match field.rows() {
                Some(columns) => {
                    let count = [0, 1, 2, 3, 5, 9][self.roll(6)];
                    let rows: Vec<String> = (0..count).map(|_| self.row(columns)).collect();
                    Some(format!("[{}]", rows.join(",")))
                }
                None => self.value(field),
            };
            let Some(value) = value else { continue };
            match field.path.split_once('.') {
                Some((group, key)) => tree
                    .entry(group.to_owned())
                    .or_default()
                    .push(format!("\"{key}\":{value}")),
                None => tree.entry(field.path.clone()).or_default().push(value),
            }
        }
        let members = tree.into_iter().map(|(key, parts)| {
            let is_group = fields.iter().all(|(_, field)| field.path != key);
            if is_group {
                format!("\"{key}\":{{{}}}", parts.join(","))
            } else {
                format!("\"{key}\":{}", parts[0])
            }
        });
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }

    /// A row that is valid in forms: with groups, name, and another value.
    fn row(&mut self, columns: &Fields) -> String {
        let mut members = Vec::new();
        for (_, column) in columns.iter() {
            let is_wanted = matches!(column.kind, FieldKind::Level(_) | FieldKind::Comparison(_))
                || column.required;
            let value = loop {
                let value = self
                    .value(column)
                    .filter(|value| !is_wanted || !matches!(value.as_str(), "null" | "\"\""));
                if value.is_some() || !is_wanted {
                    break value;
                }
            };
            members.extend(value.map(|value| format!("\"{}\":{value}", column.path)));
        }
        format!("{{{}}}", members.join(","))
    }

    fn submission(&mut self, edition: &Edition) -> String {
        let department = self.object(&edition.tables[0].form.fields);
        let projects: Vec<String> = (0..self.roll(4))
            .map(|_| self.object(&edition.tables[1].form.fields))
            .collect();
        format!(
            "{{\"edition\":\"{}\",\"year\":2025,\"{}\":{department},\"{}\":[{}]}}",
            edition.id,
            edition.tables[0].key,
            edition.tables[1].key,
            projects.join(",")
        )
    }
}

/// Number of generated submissions.
const GENERATED: u64 = 500;

/// Texts too long for a cell, or with too many line feeds, are split over several cells, and joined
/// when read.
#[test]
fn texts_split_over_cells_are_joined() {
    let renderer = Renderer::built_in();
    let edition = renderer.registry().edition(0);
    let long = [
        "没有换行的一段。".repeat(9_000),
        "一行\n".repeat(700),
        "_x000B_\u{B}长".repeat(1_200),
    ];
    for text in long {
        let text = serde_json::to_string(&text).unwrap();
        let row = format!(
            "{{\"level1\":\"产出指标\",\"level2\":\"数量指标\",\"name\":{text},\"comparison\":\"=\",\"value\":1,\"unit\":\"次\"}}"
        );
        let data = format!(
            "{{\"edition\":\"{}\",\"year\":2025,\"projects\":[{{\"name\":\"甲\",\"overall_target\":{text},\"indicators\":[{row},{row}]}}]}}",
            edition.id
        );
        let (first, second, findings) = round_trip(&renderer, "a.json", data.as_bytes());
        assert_eq!(
            differences(edition, &first, &second),
            Vec::<String>::new(),
            "{findings}"
        );
    }
}

#[test]
fn five_hundred_generated_submissions_are_read_back() {
    let renderer = Renderer::built_in();
    let edition = renderer.registry().edition(0);
    let mut wrong = Vec::new();
    for seed in 1..=GENERATED {
        let data = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)).submission(edition);
        let (first, second, findings) = round_trip(&renderer, "a.json", data.as_bytes());
        let all = differences(edition, &first, &second);
        if !all.is_empty() || !findings.is_empty() {
            wrong.push(format!("seed {seed}: {all:#?}\n{findings}"));
        }
    }
    assert_none(&wrong);
}

/// Number of lost rows; the others must be original rows in order.
fn lost_rows(columns: &Fields, left: &[Record], right: &[Record]) -> Result<usize, String> {
    let mut rest = left.iter();
    for back in right {
        let is_it = |row: &&Record| {
            let mut all = Vec::new();
            compare(columns, row, back, &mut all);
            all.is_empty()
        };
        if !rest.by_ref().any(|row| is_it(&row)) {
            return Err(format!("{} is none of the rows", back.pointer));
        }
    }
    Ok(left.len() - right.len())
}

/// Differences of two submissions except for lost rows; the number of lost rows, and of all rows.
fn unlike(
    edition: &Edition,
    first: &Submission,
    second: &Submission,
) -> (Vec<String>, usize, usize) {
    let (mut all, mut lost, mut count) = (Vec::new(), 0, 0);
    let kinds = |submission: &Submission| -> Vec<usize> {
        let tables = submission.tables.iter();
        tables.map(|table| table.table).collect()
    };
    if kinds(first) != kinds(second) {
        all.push(format!("tables {:?}", kinds(second)));
        return (all, lost, count);
    }
    for (left, right) in first.tables.iter().zip(&second.tables) {
        let (a, b) = (&left.record, &right.record);
        for (index, field) in edition.tables[left.table].form.fields.iter() {
            let Some(columns) = field.rows() else {
                let is_same = a.get(index).display() == b.get(index).display();
                all.extend((!is_same).then(|| format!("{}/{}", a.pointer, field.path)));
                continue;
            };
            count += a.rows(index).len();
            match lost_rows(columns, a.rows(index), b.rows(index)) {
                Ok(rows) => lost += rows,
                Err(other) => all.push(other),
            }
        }
    }
    (all, lost, count)
}

/// For any text: values come back unchanged, and each lost row has a warning.
#[test]
fn misleading_words_are_data() {
    let renderer = Renderer::built_in();
    let edition = renderer.registry().edition(0);
    let (mut wrong, mut lost_in_all, mut in_all) = (Vec::new(), 0, 0);
    for seed in 1..=GENERATED {
        let data = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)).misleading_submission(edition);
        let (first, _) = read(&renderer, "a.json", data.as_bytes());
        let made = renderer
            .render("a.json", data.as_bytes(), &options())
            .unwrap();
        let Read {
            value: sources,
            report,
        } = renderer.open("a.xlsx", &made.files[0].bytes);
        assert_eq!(sources.len(), 1, "seed {seed}: {report:?}");
        let second = renderer.read_source(&sources[0], &Levels::new()).value;
        let (mut all, lost, count) = unlike(edition, &first, &second.unwrap());
        let warnings = report.count(Level::Warning) + report.count(Level::Error);
        if lost > warnings {
            all.push(format!("{lost} rows lost, {warnings} warnings"));
        }
        (lost_in_all, in_all) = (lost_in_all + lost, in_all + count);
        if !all.is_empty() {
            let findings: Vec<String> = report.findings().iter().map(ToString::to_string).collect();
            wrong.push(format!(
                "seed {seed}: {all:#?}\n{data}\n{}",
                findings.join("\n")
            ));
        }
    }
    assert_none(&wrong);
    // Only rows without a sign may look like notes or sums.
    assert!(lost_in_all * 6 < in_all, "{lost_in_all} of {in_all}");
    println!("{lost_in_all} of {in_all} rows are a warning");
}
