//! Comparisons: what is paired with what, what is listed, and that nothing is left out. Pairs of
//! submissions are made from one valid submission of each edition by known changes; exactly these
//! are listed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use jixiao::Derived;
use jixiao::compare::{Alteration, AlteredValue, Comparison, Departments, Presence};
use jixiao::form::{Edition, Field, FieldKind, Fields, Role};
use jixiao::render::Renderer;
use serde_json::{Value, json};

#[path = "support/data_files.rs"]
mod data_files;

use data_files::data_files;

fn read(renderer: &Renderer, data: &Value) -> Derived {
    let text = serde_json::to_vec(data).unwrap();
    read_all(renderer, "数据.json", &text).pop().unwrap()
}

fn read_all(renderer: &Renderer, name: &str, bytes: &[u8]) -> Vec<Derived> {
    let sources = renderer.open(name, bytes).value;
    let read = sources.iter().map(|source| renderer.read_for_list(source));
    read.filter_map(|read| read.value).collect()
}

/// A value that differs: where it is, and both values.
fn value_line(place: &str, value: &AlteredValue) -> [String; 3] {
    let texts = [&value.texts.old, &value.texts.new].map(|text| format!("{place}|{text}"));
    let [old, new] = texts;
    [value.label.clone(), old, new]
}

/// Everything that differs, as a name of the thing with its old and its new value. The name of a
/// renamed thing is the earlier one; `is_typed` leaves out what only follows from other values.
fn lines(comparison: &Comparison, is_typed: bool) -> Vec<[String; 3]> {
    let mut all = Vec::new();
    let is_listed = |value: &&AlteredValue| !(is_typed && value.is_derived);
    let own = comparison.values.iter().filter(is_listed);
    all.extend(own.map(|value| value_line("", value)));
    for table in &comparison.tables {
        let name = |title: &str| format!("{}“{title}”", table.form);
        let (old, new) = (name(&table.titles.old), name(&table.titles.new));
        match table.alteration {
            Some(Alteration::Added) => all.push(["表".to_owned(), String::new(), new.clone()]),
            Some(Alteration::Removed) => all.push(["表".to_owned(), old.clone(), String::new()]),
            _ => {}
        }
        let values = table.values.iter().filter(is_listed);
        all.extend(values.map(|value| value_line("", value)));
        for row in &table.rows {
            match row.alteration {
                Alteration::Added => {
                    all.push([row.list.clone(), String::new(), row.names.new.clone()]);
                }
                Alteration::Removed => {
                    all.push([row.list.clone(), row.names.old.clone(), String::new()]);
                }
                Alteration::Altered | Alteration::Renamed => {}
            }
            let values = row.values.iter().filter(is_listed);
            all.extend(values.map(|value| {
                let [label, old, new] = value_line("", value);
                [
                    label,
                    format!("{}{old}", row.names.old),
                    format!("{}{new}", row.names.new),
                ]
            }));
        }
    }
    all.sort();
    all
}

/// Asserts that the comparison the other way round is the inverse; returns what was typed.
fn compared(renderer: &Renderer, old: &Derived, new: &Derived) -> Vec<[String; 3]> {
    let there = renderer.compare(old, new);
    let back = renderer.compare(new, old);
    let mut inverse: Vec<[String; 3]> = lines(&back, false)
        .into_iter()
        .map(|[label, old, new]| [label, new, old])
        .collect();
    inverse.sort();
    assert_eq!(lines(&there, false), inverse);
    let [forth, back] = [there.counts(), back.counts()];
    assert_eq!(forth.values, back.values);
    for [one, other] in [
        [forth.tables, back.tables],
        [forth.indicators, back.indicators],
    ] {
        assert_eq!(one, [other[1], other[0], other[2]]);
    }
    assert_eq!(there.is_equal(), lines(&there, false).is_empty());
    lines(&there, true)
}

fn line(label: &str, old: &str, new: &str) -> [String; 3] {
    [label, old, new].map(str::to_owned)
}

/// A department of the edition `gansu-2025` with projects.
fn department(projects: &Value) -> Value {
    json!({
        "edition": "gansu-2025", "year": 2025, "code": "104",
        "department": { "name": "云溪县水务局", "annual_target": "完成年度任务" },
        "projects": projects,
    })
}

fn project(name: &str, rows: &[Value]) -> Value {
    json!({ "name": name, "overall_target": "治理河道", "indicators": rows })
}

fn row(name: &str, value: i32) -> Value {
    row_in("数量指标", name, value)
}

fn row_in(family: &str, name: &str, value: i32) -> Value {
    json!({ "level1": "产出指标", "level2": family, "name": name, "comparison": "≥",
            "value": value, "unit": "公里" })
}

/// The differences between two projects with these indicators.
fn between(old: &[Value], new: &[Value]) -> Vec<[String; 3]> {
    let renderer = Renderer::built_in();
    let [old, new] = [old, new].map(|rows| {
        let projects = json!([project("河道治理", rows)]);
        read(&renderer, &department(&projects))
    });
    compared(&renderer, &old, &new)
}

#[test]
fn the_order_of_rows_is_no_difference() {
    let (one, two, three) = (row("治理长度", 5), row("护岸长度", 6), row("清淤长度", 7));
    let there = [one.clone(), two.clone(), three.clone()];
    let back = [three, one, two];
    assert_eq!(between(&there, &back), Vec::<[String; 3]>::new());
    assert_eq!(between(&[], &[]), Vec::<[String; 3]>::new());
}

#[test]
fn a_value_is_listed_with_its_row() {
    assert_eq!(
        between(&[row("治理长度", 5)], &[row("治理长度", 8)]),
        [line("指标值", "治理长度|5", "治理长度|8")]
    );
    assert_eq!(
        between(&[], &[row("治理长度", 8)]),
        [line("绩效指标", "", "治理长度")]
    );
}

#[test]
fn a_renamed_row_is_the_same_row() {
    assert_eq!(
        between(
            &[row("河道治理长度", 5), row("护岸长度", 6)],
            &[row("护岸长度", 6), row("河道治理总长度", 8)]
        ),
        [
            line(
                "三级指标",
                "河道治理长度|河道治理长度",
                "河道治理总长度|河道治理总长度"
            ),
            line("指标值", "河道治理长度|5", "河道治理总长度|8"),
        ]
    );
    // Nothing alike: one row is gone and another is new.
    assert_eq!(
        between(&[row("河道治理长度", 5)], &[row("新建泵站", 8)]),
        [
            line("绩效指标", "", "新建泵站"),
            line("绩效指标", "河道治理长度", ""),
        ]
    );
}

#[test]
fn a_row_that_moved_to_another_family_is_the_same_row() {
    assert_eq!(
        between(
            &[row_in("数量指标", "治理长度", 5)],
            &[row_in("质量指标", "治理长度", 5)]
        ),
        [line("二级指标", "治理长度|数量指标", "治理长度|质量指标")]
    );
    // A name in two families: each row stays in its own.
    let both = |one, other| {
        [
            row_in("数量指标", "治理长度", one),
            row_in("质量指标", "治理长度", other),
        ]
    };
    assert_eq!(
        between(&both(5, 6), &both(5, 7)),
        [line("指标值", "治理长度|6", "治理长度|7")]
    );
    let [one, other] = both(5, 6);
    assert!(between(&[one.clone(), other.clone()], &[other, one]).is_empty());
}

#[test]
fn rows_of_one_name_are_paired_by_what_they_say_and_then_in_order() {
    let rows = |values: &[i32]| {
        values
            .iter()
            .map(|value| row("治理长度", *value))
            .collect::<Vec<_>>()
    };
    assert!(between(&rows(&[5, 6, 7]), &rows(&[7, 5, 6])).is_empty());
    assert_eq!(
        between(&rows(&[5, 6, 7]), &rows(&[7, 5, 9])),
        [line("指标值", "治理长度|6", "治理长度|9")]
    );
    assert_eq!(
        between(&rows(&[5, 6]), &rows(&[6])),
        [line("绩效指标", "治理长度", "")]
    );
}

#[test]
fn names_that_are_exchanged_are_paired_by_name() {
    assert_eq!(
        between(
            &[row("治理长度", 5), row("护岸长度", 6)],
            &[row("护岸长度", 5), row("治理长度", 6)]
        ),
        [
            line("指标值", "护岸长度|6", "护岸长度|5"),
            line("指标值", "治理长度|5", "治理长度|6"),
        ]
    );
}

#[test]
fn a_project_is_found_by_its_name_its_years_or_its_indicators() {
    let renderer = Renderer::built_in();
    let rows = [row("治理长度", 5), row("护岸长度", 6), row("清淤长度", 7)];
    let pair = |old: Value, new: Value| {
        let [old, new] = [old, new].map(|projects| read(&renderer, &department(&projects)));
        compared(&renderer, &old, &new)
    };
    for (old, new) in [
        ("2024年河道治理", "2025年河道治理"),
        ("河道治理", "河道综合治理"),
        ("河道治理", "水系连通"),
    ] {
        let other = project("农村饮水", &[row("管网长度", 3)]);
        let old_list = json!([project(old, &rows), other]);
        let new_list = json!([other, project(new, &rows)]);
        assert_eq!(
            pair(old_list, new_list),
            [line("项目名称", &format!("|{old}"), &format!("|{new}"))]
        );
    }
    assert_eq!(
        pair(
            json!([project("河道治理", &rows)]),
            json!([project("农村饮水", &[row("管网长度", 3)])])
        ),
        [
            line("表", "", "项目支出绩效目标表“农村饮水”"),
            line("表", "项目支出绩效目标表“河道治理”", ""),
        ]
    );
    // Of several projects of one name, equal ones are paired first.
    let (one, two) = (
        project("河道治理", &rows[..1]),
        project("河道治理", &rows[1..]),
    );
    assert!(pair(json!([one, two]), json!([two, one])).is_empty());
}

#[test]
fn a_project_with_a_code_is_found_by_it() {
    let renderer = Renderer::built_in();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editions/sichuan-2023/data.json");
    let base: Value = serde_json::from_slice(&fs::read(root).unwrap()).unwrap();
    let mut changed = base.clone();
    let project = &mut changed["projects"][0];
    project["name"] = json!("全新的另一件事");
    project["indicators"] = json!([]);
    let of = |data: &Value| {
        let comparison = renderer.compare(&read(&renderer, &base), &read(&renderer, data));
        let tables = comparison.tables.iter();
        tables
            .filter_map(|table| table.alteration)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&changed), [Alteration::Renamed]);
    // Without the code, nothing says that it is the same project.
    changed["projects"][0]["project_code"] = json!("51000099R000000099999");
    assert_eq!(of(&changed), [Alteration::Added, Alteration::Removed]);
}

#[test]
fn numbers_have_an_exact_difference_and_a_rounded_percentage() {
    let renderer = Renderer::built_in();
    let with = |personnel: &str, rate: &str| {
        let mut data = department(&json!([]));
        data["department"]["expenditure"] = json!({ "personnel": personnel });
        data["department"]["prior_budget"] = json!({ "execution_rate": rate });
        read(&renderer, &data)
    };
    let of = |old: &Derived, new: &Derived| {
        let comparison = renderer.compare(old, new);
        let values = comparison.tables[0].values.clone().into_iter();
        let typed = values.filter(|value| !value.is_derived);
        typed
            .map(|value| {
                let texts = [value.increase, value.percent]
                    .map(|number| number.map_or_else(String::new, |number| number.to_string()));
                (value.label, texts.join("/"))
            })
            .collect::<Vec<_>>()
    };
    let label = |label: &str| label.to_owned();
    let personnel = "当年预算构成 › 人员经费";
    for (old, new, expected) in [
        ("200.95", "220.00", "19.05/9.5"),
        ("3", "2", "-1/-33.3"),
        ("0", "5", "5/"),
        ("-4", "4", "8/200.0"),
        ("", "5", "/"),
        (
            "0.0000000000000000000000000001",
            "9999999999999999999999999999",
            "/",
        ),
    ] {
        let found = of(&with(old, "90%"), &with(new, "90%"));
        assert_eq!(
            found,
            [(label(personnel), expected.to_owned())],
            "{old} {new}"
        );
    }
    assert!(of(&with("10", "90%"), &with("10.00", "90.0%")).is_empty());
    let rate = of(&with("10", "90%"), &with("10", "95.5%"));
    assert_eq!(rate[0].1, "5.5/", "percentage points");
}

#[test]
fn a_long_text_is_shown_where_it_differs() {
    let renderer = Renderer::built_in();
    let with = |text: &str| {
        let mut data = department(&json!([]));
        data["department"]["annual_target"] = json!(text);
        read(&renderer, &data)
    };
    let long = "一、".to_owned()
        + &"保障单位正常运转。\n".repeat(9)
        + "完成5公里治理，"
        + &"及时验收。".repeat(9);
    let comparison = renderer.compare(&with(&long), &with(&long.replace('5', "8")));
    let value = &comparison.tables[0].values[0];
    assert_eq!(value.texts.old, long);
    let excerpts = value.excerpts();
    assert!(
        excerpts.old.starts_with('…') && excerpts.old.contains("完成5公里"),
        "{excerpts:?}"
    );
    assert!(
        excerpts.new.ends_with('…') && excerpts.new.contains("完成8公里"),
        "{excerpts:?}"
    );
    assert!(excerpts.new.chars().count() < 50);
}

#[test]
fn another_edition_is_compared_by_the_fields_of_both() {
    let renderer = Renderer::built_in();
    let rows = [row("治理长度", 5), row("护岸长度", 6)];
    let new = read(&renderer, &department(&json!([project("河道治理", &rows)])));
    let old = json!({ "edition": "gansu-2023", "year": 2023, "projects": [{
        "name": "河道治理", "annual_target": "治理河道", "funds": { "total": 9 },
        "indicators": [
            { "level1": "产出指标", "level2": "数量指标", "name": "治理长度", "value": "≥4公里" },
            { "level1": "产出指标", "level2": "数量指标", "name": "护岸长度", "value": "≥6公里" },
        ] }] });
    let old = read(&renderer, &old);
    let comparison = renderer.compare(&old, &new);
    assert_eq!(comparison.editions.old, "gansu-2023");
    let pairs = comparison.tables.iter().map(|table| table.alteration);
    assert_eq!(pairs.collect::<Vec<_>>(), [Some(Alteration::Added), None]);
    let all = lines(&comparison, true);
    // Sign, number and unit in one text, and in three columns.
    let rows: Vec<_> = all.iter().filter(|line| line[1].contains("长度")).collect();
    assert_eq!(
        rows,
        [&line("指标值", "治理长度|≥4公里", "治理长度|≥5公里")]
    );
    // A value is listed even if the other edition has no field for it.
    let target = comparison
        .unshared
        .iter()
        .find(|field| field.path == "annual_target");
    assert!(target.unwrap().is_old);
    let values = &comparison.tables[1].values;
    let target = values.iter().find(|value| value.texts.old == "治理河道");
    assert_eq!(target.unwrap().alteration, Alteration::Removed);
    // The other way round.
    let back = renderer.compare(&new, &old);
    assert_eq!(comparison.counts().values, back.counts().values);
    assert_eq!(comparison.unshared.len(), back.unshared.len());
}

#[test]
fn departments_are_found_by_code_and_then_by_name() {
    let renderer = Renderer::built_in();
    let named = |code: &str, name: &str| {
        let mut data = department(&json!([]));
        data["code"] = json!(code);
        data["department"]["name"] = json!(name);
        read(&renderer, &data)
    };
    let side = |submissions: Vec<Derived>, unread: &[&str]| Departments {
        submissions,
        unread: unread.iter().map(|name| (*name).to_owned()).collect(),
    };
    let old = vec![
        named("001", "水务局"),
        named("", "林业局"),
        named("003", "统计局"),
    ];
    let new = vec![
        named("", "林 业局"),
        named("001", "水利局"),
        named("009", "档案馆"),
    ];
    let states = |old: &Departments, new: &Departments| {
        let all = renderer.compare_departments(old, new);
        all.iter()
            .map(|one| (one.names.old.clone(), one.names.new.clone(), one.presence))
            .collect::<Vec<_>>()
    };
    let state = |old: &str, new: &str, presence| (old.to_owned(), new.to_owned(), presence);
    assert_eq!(
        states(&side(old.clone(), &[]), &side(new.clone(), &[])),
        [
            state("林业局", "林 业局", Presence::Both),
            state("水务局", "水利局", Presence::Both),
            state("", "档案馆", Presence::Added),
            state("统计局", "", Presence::Removed),
        ]
    );
    // What may be in a file that could not be read is neither gone nor new.
    let all = states(&side(old, &[]), &side(new, &["坏.xlsx"]));
    assert_eq!(all[2].2, Presence::Added);
    assert_eq!(all[3].2, Presence::Unknown);
}

/// Departments of a side by code and name, with the state of each.
fn presences(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<(String, Presence)> {
    let renderer = Renderer::built_in();
    let side = |departments: &[(&str, &str)]| Departments {
        submissions: departments
            .iter()
            .map(|(code, name)| {
                let mut data = department(&json!([]));
                data["code"] = json!(code);
                data["department"]["name"] = json!(name);
                read(&renderer, &data)
            })
            .collect(),
        unread: Vec::new(),
    };
    let all = renderer.compare_departments(&side(old), &side(new));
    all.iter()
        .map(|one| (one.title().to_owned(), one.presence))
        .collect()
}

#[test]
fn zeros_that_a_code_begins_with_do_not_count() {
    let all = presences(
        &[("017", "水务局"), ("18", "林业局"), ("170", "统计局")],
        &[("17", "水利局"), ("0018", "林草局"), ("1700", "审计局")],
    );
    let state = |name: &str, presence| (name.to_owned(), presence);
    assert_eq!(
        all,
        [
            state("水利局", Presence::Both),
            state("林草局", Presence::Both),
            state("审计局", Presence::Added),
            state("统计局", Presence::Removed),
        ]
    );
}

#[test]
fn a_department_that_a_side_has_twice_is_a_duplicate() {
    let twice = [("017", "水务局"), ("17", "水务局"), ("18", "林业局")];
    let once = [("17", "水务局"), ("19", "统计局")];
    let state = |name: &str, presence| (name.to_owned(), presence);
    assert_eq!(
        presences(&twice, &once),
        [
            state("水务局", Presence::Both),
            state("统计局", Presence::Added),
            state("水务局", Presence::Duplicate),
            state("林业局", Presence::Removed),
        ]
    );
    assert_eq!(
        presences(&once, &twice),
        [
            state("水务局", Presence::Both),
            state("水务局", Presence::Duplicate),
            state("林业局", Presence::Added),
            state("统计局", Presence::Removed),
        ]
    );
    // Another code with the same name is another department.
    let all = presences(
        &[("17", "水务局"), ("18", "水务局")],
        &[("17", "水务局"), ("19", "甲局")],
    );
    let removed = (String::from("水务局"), Presence::Removed);
    assert!(all.contains(&removed), "{all:?}");
}

#[test]
fn a_number_that_is_written_with_more_zeros_is_no_difference() {
    let mut there = row("治理长度", 5);
    let mut back = there.clone();
    there["value"] = json!("1.10");
    back["value"] = json!("1.1");
    assert_eq!(
        between(&[there.clone()], &[back.clone()]),
        Vec::<[String; 3]>::new()
    );
    // Computed or not, nothing is listed alone.
    let renderer = Renderer::built_in();
    let [old, new] = [there, back].map(|row| {
        read(
            &renderer,
            &department(&json!([project("河道治理", &[row])])),
        )
    });
    assert!(renderer.compare(&old, &new).is_equal());
}

/// The submissions and workbooks of the repository that can be read.
fn files() -> Vec<PathBuf> {
    let mut files = data_files(&["examples", "tests/corpus", "tests/across"]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut folders = vec![root.join("filled")];
    let editions = fs::read_dir(root.join("editions")).unwrap();
    folders.extend(editions.map(|entry| entry.unwrap().path()));
    for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
        let entries = fs::read_dir(&folder).unwrap();
        files.extend(entries.map(|entry| entry.unwrap().path()).filter(|path| {
            let ending = path.extension().unwrap_or_default();
            ["json", "xlsx", "xls"].iter().any(|own| ending == *own)
        }));
    }
    files.sort();
    files
}

#[test]
fn a_submission_equals_itself() {
    let renderer = Renderer::built_in();
    let mut count = 0;
    for file in files() {
        let bytes = fs::read(&file).unwrap();
        let submissions = read_all(&renderer, "同一个", &bytes);
        let again = read_all(&renderer, "同一个", &bytes);
        for (old, new) in submissions.iter().zip(&again) {
            let found = compared(&renderer, old, new);
            assert_eq!(found, Vec::<[String; 3]>::new(), "{}", file.display());
            assert!(renderer.compare(old, new).is_equal(), "{}", file.display());
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}

/// A valid submission of each edition.
fn bases() -> Vec<(PathBuf, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let editions = fs::read_dir(root.join("tests/editions")).unwrap();
    let folders = editions.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = folders
        .filter(|folder| folder.is_dir())
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.push(root.join("examples/hezheng-2025.json"));
    files.push(root.join("tests/golden/breaks.json"));
    files.sort();
    let read = |path: PathBuf| {
        let data = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        (path, data)
    };
    files.into_iter().map(read).collect()
}

/// Numbers that only depend on the seed.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }
}

/// A place in the data that may be changed.
#[derive(Clone)]
enum Spot {
    /// A value: its pointer, and the name of its row.
    Value(String, Option<(String, String)>),
    /// A row: the pointer of its list, its index, the list's label and the row's name.
    Row(String, usize, String, String),
}

/// A new value of a field, as it is read; `None` if a change would not be one value's.
fn changed(field: &Field, value: &Value) -> Option<Value> {
    if field.derive.is_some() || field.limits.is_any() || value.is_null() {
        return None;
    }
    let more = |value: &Value, step: i64| match value {
        Value::Number(number) => {
            let whole = number.as_i64()?;
            Some(json!(whole + step))
        }
        Value::String(text)
            if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            Some(json!((text.parse::<i64>().ok()? + step).to_string()))
        }
        _ => None,
    };
    match &field.kind {
        FieldKind::Text | FieldKind::Narrative | FieldKind::Unit => {
            let text = value.as_str()?;
            (!text.trim().is_empty()).then(|| json!(format!("{}改", text.trim_end())))
        }
        FieldKind::Amount
        | FieldKind::Number
        | FieldKind::Count
        | FieldKind::Integer
        | FieldKind::Weight
        | FieldKind::Score
        | FieldKind::Measure => more(value, 3),
        FieldKind::Choice(choices) => {
            let own = value.as_str()?;
            let other = choices.iter().find(|choice| *choice != own)?;
            choices
                .iter()
                .any(|choice| choice == own)
                .then(|| json!(other))
        }
        FieldKind::Target => {
            let text = value.as_str()?;
            let digit = text.find(|one: char| ('1'..='8').contains(&one))?;
            let next = char::from(text.as_bytes()[digit] + 1).to_string();
            let mut text = text.to_owned();
            text.replace_range(digit..=digit, &next);
            Some(json!(text))
        }
        _ => None,
    }
}

/// The places of a table that may be changed.
fn spots_of(
    data: &Value,
    pointer: &str,
    fields: &Fields,
    title: Option<&str>,
    spots: &mut Vec<Spot>,
) {
    for (_, field) in fields.iter() {
        let own = format!("{pointer}/{}", field.path.replace('.', "/"));
        let Some(value) = data.pointer(&own) else {
            continue;
        };
        let Some(columns) = field.rows() else {
            if title != Some(field.path.as_str()) && changed(field, value).is_some() {
                spots.push(Spot::Value(own, None));
            }
            continue;
        };
        let Some(name) = columns.with_role(Role::Name) else {
            continue;
        };
        let path = &columns.get(name).path;
        let name_of = |row: &Value| {
            let at = row.pointer(&format!("/{}", path.replace('.', "/")));
            at.and_then(Value::as_str)
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let rows = value.as_array().unwrap();
        for (index, row) in rows.iter().enumerate() {
            let name = name_of(row);
            let namesakes = rows.iter().filter(|other| name_of(other) == name);
            // Of rows with one name, which one was changed is a matter of interpretation.
            if name.is_empty() || namesakes.count() > 1 {
                continue;
            }
            let label = field.full_label();
            spots.push(Spot::Row(own.clone(), index, label, name.clone()));
            for (_, column) in columns.iter() {
                let at = format!("{own}/{index}/{}", column.path.replace('.', "/"));
                let is_changed = data.pointer(&at).and_then(|value| changed(column, value));
                if is_changed.is_some() {
                    spots.push(Spot::Value(at, Some((name.clone(), path.clone()))));
                }
            }
        }
    }
}

fn spots(edition: &Edition, data: &Value) -> Vec<Spot> {
    let mut spots = Vec::new();
    for table in &edition.tables {
        let fields = &table.form.fields;
        let title = table.title.map(|title| fields.get(title).path.as_str());
        match data.get(&table.key) {
            Some(Value::Array(list)) => {
                for index in 0..list.len() {
                    let pointer = format!("/{}/{index}", table.key);
                    spots_of(data, &pointer, fields, title, &mut spots);
                }
            }
            Some(_) => spots_of(data, &format!("/{}", table.key), fields, title, &mut spots),
            None => {}
        }
    }
    spots
}

/// The field at a pointer.
fn field_at<'e>(edition: &'e Edition, pointer: &str) -> &'e Field {
    let mut parts = pointer.split('/').skip(1);
    let key = parts.next().unwrap();
    let table = edition
        .tables
        .iter()
        .find(|table| table.key == key)
        .unwrap();
    let parts: Vec<&str> = parts
        .filter(|part| part.parse::<usize>().is_err())
        .collect();
    let path = parts.join(".");
    let fields = &table.form.fields;
    if let Some(field) = fields.find(&path) {
        return fields.get(field);
    }
    let of_row = fields.iter().find_map(|(_, list)| {
        let column = path.strip_prefix(&list.path)?.strip_prefix('.')?;
        let columns = list.rows()?;
        Some(columns.get(columns.find(column)?))
    });
    of_row.unwrap()
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Changes a submission at some places; returns what must be listed.
fn mutate(
    edition: &Edition,
    data: &mut Value,
    random: &mut Random,
    count: usize,
) -> Vec<[String; 3]> {
    let mut all = spots(edition, data);
    let (mut expected, mut gone, mut used) = (Vec::new(), Vec::new(), Vec::new());
    while expected.len() < count && !all.is_empty() {
        match all.swap_remove(random.below(all.len())) {
            Spot::Value(pointer, row) => {
                let owner = row
                    .as_ref()
                    .map(|_| pointer[..pointer.rfind('/').unwrap()].to_owned());
                if owner.as_ref().is_some_and(|owner| used.contains(owner)) {
                    continue;
                }
                let field = field_at(edition, &pointer);
                let value = data.pointer_mut(&pointer).unwrap();
                let old = value.clone();
                *value = changed(field, &old).unwrap();
                let [before, after] = [&old, &*value].map(text_of);
                let (first, then) = match &row {
                    // The name itself was changed.
                    Some((name, path)) if field.path == *path => (name.clone(), after.clone()),
                    Some((name, _)) => (name.clone(), name.clone()),
                    None => (String::new(), String::new()),
                };
                expected.push([
                    field.full_label(),
                    format!("{first}|{before}"),
                    format!("{then}|{after}"),
                ]);
                used.extend(owner);
            }
            Spot::Row(list, index, label, name) => {
                let own = format!("{list}/{index}");
                if used.iter().any(|used: &String| used.starts_with(&own)) {
                    continue;
                }
                used.push(own);
                gone.push((list, index));
                expected.push([label, name, String::new()]);
            }
        }
    }
    gone.sort();
    for (list, index) in gone.iter().rev() {
        data.pointer_mut(list)
            .unwrap()
            .as_array_mut()
            .unwrap()
            .remove(*index);
    }
    // The order of rows is no difference.
    for (list, _) in &gone {
        data.pointer_mut(list)
            .unwrap()
            .as_array_mut()
            .unwrap()
            .reverse();
    }
    expected.sort();
    expected
}

#[test]
fn exactly_what_was_changed_is_listed() {
    let renderer = Renderer::built_in();
    let mut editions = Vec::new();
    let mut total = 0;
    for (path, base) in bases() {
        let id = base["edition"].as_str().unwrap();
        let edition = renderer.registry().find(id).unwrap();
        let old = read(&renderer, &base);
        for seed in 0..24 {
            let mut random = Random(seed * 7919 + 1);
            let count = 1 + random.below(6);
            let mut data = base.clone();
            let expected = mutate(edition, &mut data, &mut random, count);
            let new = read(&renderer, &data);
            let found = compared(&renderer, &old, &new);
            assert_eq!(found, expected, "{} {seed}", path.display());
            total += expected.len();
        }
        editions.push(id.to_owned());
    }
    let forgotten = renderer
        .registry()
        .ids()
        .find(|id| !editions.iter().any(|own| own == id));
    assert_eq!(forgotten, None);
    assert!(total > 500, "{total}");
}

#[test]
fn exactly_the_tables_that_were_added_or_removed_are_listed() {
    let renderer = Renderer::built_in();
    for (path, base) in bases() {
        let edition = renderer
            .registry()
            .find(base["edition"].as_str().unwrap())
            .unwrap();
        for table in edition.tables.iter().filter(|table| table.title.is_some()) {
            let Some(list) = base[&table.key].as_array() else {
                continue;
            };
            let title = &table.form.fields.get(table.title.unwrap()).path;
            let name = &table.form.name;
            let mut more = base.clone();
            let added = json!({ title: "全新的另一件事" });
            more[&table.key].as_array_mut().unwrap().insert(0, added);
            let mut less = base.clone();
            let removed = less[&table.key].as_array_mut().unwrap().remove(0);
            let removed = removed
                .pointer(&format!("/{title}"))
                .unwrap()
                .as_str()
                .unwrap();
            let [base, more, less] = [&base, &more, &less].map(|data| read(&renderer, data));
            assert_eq!(
                compared(&renderer, &base, &more),
                [line("表", "", &format!("{name}“全新的另一件事”"))],
                "{}",
                path.display()
            );
            if list.len() > 1 {
                assert_eq!(
                    compared(&renderer, &base, &less),
                    [line("表", &format!("{name}“{}”", removed.trim()), "")]
                );
            }
        }
    }
}

#[test]
fn reading_does_not_take_long_for_many_rows_without_a_partner() {
    // Names that are all different and unlike: the most that the comparison by likeness can cost.
    let renderer = Renderer::built_in();
    let rows = |word: &str| {
        let rows = (0..3000).map(|at| row(&format!("{word}{at}{word}{}", at * 7919 % 3001), 1));
        rows.collect::<Vec<_>>()
    };
    let projects = |word: &str| department(&json!([project("河道治理", &rows(word))]));
    let old = read(&renderer, &projects("甲乙丙丁"));
    let new = read(&renderer, &projects("戊己庚辛"));
    let comparison = renderer.compare(&old, &new);
    assert!(comparison.tables[1].rows.len() >= 3000);
}
