//! The program as users run it: arguments, output, exit code. Cases are in `tests/cmd/*.trycmd` and
//! the README.
//!
//! Renew them with `TRYCMD=overwrite cargo test --test cli`, and review each change.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::fs;
use std::path::Path;
use std::process::Command;

use calamine::{Reader, Xlsx, open_workbook};

#[path = "support/program.rs"]
mod program;

use program::run;

#[test]
fn every_command_prints_its_reviewed_output() {
    let cases = trycmd::TestCases::new();
    cases.case("tests/cmd/*.trycmd").case("tests/cmd/*.toml");
}

#[test]
fn no_help_text_is_english() {
    for words in [
        &["--help"][..],
        &["render", "--help"],
        &["batch", "--help"],
        &["verify", "--help"],
        &["merge", "--help"],
        &["roster", "--help"],
        &["check", "--help"],
        &["blank", "--help"],
        &["list", "--help"],
        &["import", "--help"],
        &["carry", "--help"],
        &["diff", "--help"],
        &["explain", "--help"],
        &["schema", "--help"],
        &["template", "--help"],
        &["template", "list", "--help"],
        &["template", "copy", "--help"],
        &["template", "new", "--help"],
        &["template", "check", "--help"],
        &["template", "diff", "--help"],
        &["completions", "--help"],
        &["man", "--help"],
        &["help"],
    ] {
        let help = String::from_utf8(run(Path::new("."), words).stdout).unwrap();
        for english in [
            "Usage",
            "Options",
            "OPTIONS",
            "COMMAND",
            "Arguments",
            "default",
            "Possible",
            "Print",
        ] {
            assert!(!help.contains(english), "{words:?}: {help}");
        }
    }
}

fn data(folder: &Path, name: &str) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cmd/render.in")
        .join(name);
    fs::copy(from, folder.join(name)).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn texts(workbook: &Path) -> Vec<String> {
    let mut workbook: Xlsx<_> = open_workbook(workbook).unwrap();
    let sheets = workbook.worksheets();
    sheets
        .iter()
        .flat_map(|(_, cells)| {
            cells
                .used_cells()
                .map(|(_, _, cell)| cell.to_string())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn only_the_asked_files_are_there_and_no_temporary_ones() {
    let folder = tempfile::tempdir().unwrap();
    data(folder.path(), "001.json");
    let output = run(
        folder.path(),
        &["render", "001.json", "-o", "成果", "--format", "xlsx,html"],
    );
    assert_eq!(output.status.code(), Some(0));
    let wanted = [
        ".jixiao-sums",
        "001-云溪县档案馆-绩效目标表.html",
        "001-云溪县档案馆-绩效目标表.xlsx",
    ];
    assert_eq!(names(&folder.path().join("成果")), wanted);
}

#[test]
fn a_published_table_leaves_out_the_contact_alone() {
    let folder = tempfile::tempdir().unwrap();
    data(folder.path(), "001.json");
    run(
        folder.path(),
        &["render", "001.json", "-o", "甲", "--format", "xlsx"],
    );
    run(
        folder.path(),
        &[
            "render",
            "001.json",
            "-o",
            "乙",
            "--format",
            "xlsx",
            "--publish",
        ],
    );
    let name = "001-云溪县档案馆-绩效目标表.xlsx";
    let (whole, public) = (
        texts(&folder.path().join("甲").join(name)),
        texts(&folder.path().join("乙").join(name)),
    );
    let private = ["李某", "138****0000"];
    assert!(
        private
            .iter()
            .all(|text| whole.contains(&(*text).to_owned()))
    );
    let left: Vec<&String> = whole
        .iter()
        .filter(|text| !private.contains(&text.as_str()))
        .collect();
    assert_eq!(
        public
            .iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>(),
        left.into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
    );
}

#[test]
fn a_file_that_cannot_be_replaced_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    data(folder.path(), "001.json");
    // A folder is at the path of the file to be written.
    let taken = folder.path().join("成果/001-云溪县档案馆-绩效目标表.html");
    fs::create_dir_all(taken.join("有物")).unwrap();
    let output = run(
        folder.path(),
        &["render", "001.json", "-o", "成果", "--format", "html"],
    );
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stdout.is_empty());
    assert_eq!(
        names(&folder.path().join("成果")),
        ["001-云溪县档案馆-绩效目标表.html"]
    );
    assert!(taken.join("有物").is_dir());
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!(
            "'{}' template list | true; '{}' --help | true",
            env!("CARGO_BIN_EXE_jixiao"),
            env!("CARGO_BIN_EXE_jixiao")
        ))
        .output()
        .unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
}

#[test]
fn a_copied_edition_never_overwrites_and_is_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("我的表样");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("project-target.tera"), "我改过的").unwrap();
    let output = run(
        folder.path(),
        &["template", "copy", "gansu-2025", "我的表样"],
    );
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stdout.is_empty());
    assert_eq!(names(&mine), ["project-target.tera"]);
    assert_eq!(
        fs::read_to_string(mine.join("project-target.tera")).unwrap(),
        "我改过的"
    );
    let output = run(folder.path(), &["template", "copy", "gansu-2025", "另一份"]);
    assert_eq!(output.status.code(), Some(0));
    for (name, source) in jixiao::form::built_in_folder("gansu-2025").unwrap() {
        let copied = fs::read_to_string(folder.path().join("另一份").join(name)).unwrap();
        assert_eq!(copied, source.text());
    }
}

/// A rendered workbook in a folder, as `目标表.xlsx`.
fn workbook(folder: &Path) -> Vec<u8> {
    data(folder, "001.json");
    run(
        folder,
        &["render", "001.json", "-o", "成果", "--format", "xlsx"],
    );
    let made = folder.join("成果/001-云溪县档案馆-绩效目标表.xlsx");
    let bytes = fs::read(&made).unwrap();
    fs::write(folder.join("目标表.xlsx"), &bytes).unwrap();
    fs::remove_file(made).unwrap();
    bytes
}

#[test]
fn an_annotated_copy_is_beside_its_original_or_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let original = workbook(folder.path());
    let check = |words: &[&str]| {
        let output = run(folder.path(), &[&["check", "--mark"][..], words].concat());
        let reported = String::from_utf8(output.stdout).unwrap();
        let reported = reported.lines().last().unwrap_or_default().to_owned();
        (output.status.code(), reported)
    };
    assert_eq!(check(&["目标表.xlsx"]).1, "目标表.检查.xlsx");
    assert_eq!(check(&["目标表.xlsx", "-o", "甲/乙.xlsx"]).1, "甲/乙.xlsx");
    assert_eq!(
        check(&["目标表.xlsx", "-o", "成果"]).1,
        "成果/目标表.检查.xlsx"
    );
    fs::write(folder.path().join("宏.XLSM"), &original).unwrap();
    check(&["目标表.xlsx", "宏.XLSM", "./目标表.xlsx", "-o", "几个"]);
    assert_eq!(
        names(&folder.path().join("几个")),
        ["宏.检查.XLSM", "目标表.检查.xlsx"]
    );
    assert!(texts(&folder.path().join("目标表.检查.xlsx")).contains(&"检查结果".to_owned()));
    // A path without the ending of a workbook is a folder; a copy has its original's ending.
    assert_eq!(
        check(&["目标表.xlsx", "-o", "退回"]).1,
        "退回/目标表.检查.xlsx"
    );
    assert_eq!(
        check(&["目标表.xlsx", "-o", "甲.xlsm"]),
        (Some(2), String::new())
    );
    // Never overwrites an input, under any path.
    for place in ["目标表.xlsx", "./成果/../目标表.xlsx"] {
        assert_eq!(
            check(&["目标表.xlsx", "-o", place]),
            (Some(2), String::new())
        );
    }
    // A copy next to its original is skipped; another workbook with its name is an input.
    let both = check(&["目标表.xlsx", "目标表.检查.xlsx"]);
    assert!(both.1.starts_with("共检查 1 个文件"), "{both:?}");
    fs::write(folder.path().join("目标表.检查.xlsx"), &original).unwrap();
    let both = check(&["目标表.xlsx", "目标表.检查.xlsx"]);
    assert_eq!(both, (Some(2), String::new()));
    assert_eq!(check(&["-"]), (Some(2), String::new()));
    assert!(fs::read(folder.path().join("目标表.xlsx")).unwrap() == original);
}

#[test]
fn a_file_that_cannot_be_annotated_leaves_no_copy() {
    let folder = tempfile::tempdir().unwrap();
    let original = workbook(folder.path());
    fs::write(
        folder.path().join("断了.xlsx"),
        &original[..original.len() / 2],
    )
    .unwrap();
    let before = names(folder.path());
    for (file, code, words) in [
        ("001.json", 2, "不是 Excel 工作簿"),
        ("断了.xlsx", 3, "损坏了"),
    ] {
        let output = run(folder.path(), &["check", "--mark", file]);
        let reported = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{reported}");
        assert!(
            reported.contains(&format!("{file} 没有标记:{words}")),
            "{reported}"
        );
    }
    assert_eq!(names(folder.path()), before);
}

#[test]
fn an_unused_edition_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["template", "copy", "gansu-2025", "自己的"]);
    let definition = folder.path().join("自己的/edition.toml");
    let text = fs::read_to_string(&definition).unwrap();
    let renamed = text.replacen("\nedition = \"gansu-2025\"", "\nedition = \"own-2026\"", 1);
    assert!(renamed != text);
    fs::write(&definition, renamed).unwrap();
    data(folder.path(), "001.json");
    let said = |words: &[&str]| {
        let words = [words, &["--templates", "自己的"]].concat();
        String::from_utf8(run(folder.path(), &words).stderr).unwrap()
    };
    let reported = "表样 own-2026 没有用上,用的是 gansu-2025";
    for words in [
        &["render", "001.json", "-o", "out"][..],
        &["batch", "001.json", "-o", "all"],
        &["batch", "001.json", "-o", "all", "--resume"],
    ] {
        assert!(said(words).contains(reported), "{}", said(words));
    }
    let text = fs::read_to_string(folder.path().join("001.json")).unwrap();
    let asked = text.replacen("gansu-2025", "own-2026", 1);
    fs::write(folder.path().join("002.json"), &asked).unwrap();
    // Data with errors use their edition too; without any data there is nothing to report.
    fs::write(
        folder.path().join("003.json"),
        asked.replacen("\"year\"", "\"yaer\"", 1),
    )
    .unwrap();
    fs::write(folder.path().join("004.json"), "{").unwrap();
    for words in [
        &["render", "001.json", "002.json", "-o", "out"][..],
        &["render", "003.json", "-o", "out"],
        &["render", "004.json", "-o", "out"],
        &["batch", "001.json", "002.json", "-o", "all", "--resume"],
    ] {
        assert!(!said(words).contains("没有用上"), "{}", said(words));
    }
}

#[test]
fn a_new_edition_is_checked_rendered_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let done = run(folder.path(), &["template", "new", "新的"]);
    assert_eq!(done.status.code(), Some(0));
    let data = r#"{ "edition": "own-2026", "year": 2026, "table": {
        "name": "云溪县水务局", "leader": "张三", "funds": { "fiscal": 12.5, "other": 1 }, "summary": "供水。",
        "tasks": [ { "name": "巡查管网", "deadline": "6月底" }, { "name": "更换水表" } ] } }"#;
    fs::write(folder.path().join("001.json"), data).unwrap();
    let with = |words: &[&str]| {
        let done = run(folder.path(), &[words, &["--templates", "新的"]].concat());
        let said = [done.stdout, done.stderr].map(|text| String::from_utf8(text).unwrap());
        assert_eq!(done.status.code(), Some(0), "{words:?}: {said:?}");
        said
    };
    let [made, said] = with(&[
        "render",
        "001.json",
        "-o",
        "out",
        "--format",
        "xlsx,pdf,html",
    ]);
    assert_eq!(made.lines().count(), 3);
    assert!(said.is_empty(), "{said}");
    let page = fs::read_to_string(folder.path().join("out/云溪县水务局-工作任务表.html")).unwrap();
    for text in ["云溪县水务局工作任务表", "13.5", "更换水表"] {
        assert!(page.contains(text), "{text}");
    }
    assert!(with(&["check", "001.json"])[1].is_empty());
    assert!(with(&["schema", "own-2026"])[0].contains("\"tasks\""));
    assert!(with(&["fonts"])[0].contains("表样 own-2026"));
    assert!(
        with(&[
            "blank",
            "--edition",
            "own-2026",
            "--all",
            "--year",
            "2026",
            "-o",
            "blank.xlsx"
        ])[1]
            .is_empty()
    );
    // The levels of an edition are explained with it.
    let definition = folder.path().join("新的/edition.toml");
    let text = fs::read_to_string(&definition).unwrap() + "\n[levels]\nunit-spelling = \"关\"\n";
    fs::write(&definition, text).unwrap();
    let explained = &with(&["explain", "unit-spelling"])[0];
    assert!(
        explained.contains("表样 own-2026 里,unit-spelling 的级别是关"),
        "{explained}"
    );
    assert!(with(&["explain"])[0].contains("表样 own-2026 里,unit-spelling 的级别是关"));
}

/// A report for Notepad: a byte order mark and the line ends of Windows; or GB18030, without either.
#[test]
fn the_result_of_a_check_becomes_a_text_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = include_bytes!("cmd/check.in/002.json");
    fs::write(folder.path().join("002.json"), data).unwrap();
    let printed = run(folder.path(), &["check", "002.json"]).stdout;
    let printed = String::from_utf8(printed).unwrap();
    assert!(printed.lines().count() > 5);

    let words = ["check", "002.json", "-o", "报告.txt"];
    assert_eq!(run(folder.path(), &words).status.code(), Some(1));
    let report = fs::read(folder.path().join("报告.txt")).unwrap();
    let text = format!("\u{feff}{}", printed.replace('\n', "\r\n"));
    assert_eq!(String::from_utf8(report).unwrap(), text);

    let words = ["check", "002.json", "-o", "旧.txt", "--encoding", "gb18030"];
    run(folder.path(), &words);
    let report = fs::read(folder.path().join("旧.txt")).unwrap();
    let (text, _, is_wrong) = encoding_rs::GB18030.decode(&report);
    assert!(!is_wrong);
    assert_eq!(text, printed.replace('\n', "\r\n"));
}

#[test]
fn what_goes_into_a_pipe_is_in_the_encoding_that_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let data = include_bytes!("cmd/check.in/002.json");
    fs::write(folder.path().join("002.json"), data).unwrap();
    let plain = run(folder.path(), &["check", "002.json", "没有.json"]);
    let words = ["check", "002.json", "没有.json", "--encoding", "gbk"];
    let other = run(folder.path(), &words);
    for (plain, other) in [(plain.stdout, other.stdout), (plain.stderr, other.stderr)] {
        assert!(!plain.is_empty());
        let (text, _, is_wrong) = encoding_rs::GB18030.decode(&other);
        assert!(!is_wrong);
        assert_eq!(text, String::from_utf8(plain).unwrap());
    }
}

/// Runs the program in a terminal of 80 columns (`script` is part of every Debian).
#[cfg(target_os = "linux")]
fn in_terminal(folder: &Path, words: &str, environment: &[(&str, &str)]) -> String {
    let line = format!("'{}' {words}", env!("CARGO_BIN_EXE_jixiao"));
    let mut script = Command::new("script");
    script
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder)
        .stdin(std::process::Stdio::null());
    for name in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "FORCE_HYPERLINK",
        "VTE_VERSION",
        "SSH_CONNECTION",
        "SSH_TTY",
    ] {
        script.env_remove(name);
    }
    let output = script
        .env("TERM", "xterm-256color")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn colour_and_links_are_for_terminals_that_show_them() {
    const COLOUR: &str = "\u{1B}[1;3";
    const LINK: &str = "\u{1B}]8;;file:///";
    let folder = tempfile::tempdir().unwrap();
    data(folder.path(), "001.json");
    let text = fs::read_to_string(folder.path().join("001.json")).unwrap();
    let doubled = text.replacen("\"year\"", "\"yaer\"", 1);
    fs::write(folder.path().join("有误.json"), doubled).unwrap();
    let links = ("VTE_VERSION", "7600");
    let shown = |words: &str, environment: &[(&str, &str)]| {
        let text = in_terminal(folder.path(), words, environment);
        (text.contains(COLOUR), text.contains(LINK))
    };
    for words in ["check 有误.json", "render 有误.json -o 成果"] {
        assert_eq!(shown(words, &[]), (true, false), "{words}");
        assert_eq!(shown(words, &[links]), (true, true), "{words}");
        assert_eq!(shown(words, &[links, ("NO_COLOR", "1")]), (false, false));
        let over_ssh = [links, ("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")];
        assert_eq!(shown(words, &over_ssh), (true, false), "{words}");
        assert_eq!(
            shown(&format!("{words} 2>&1 | cat"), &[links]),
            (false, false)
        );
    }
    // The path of a file that was made opens it.
    let made = in_terminal(
        folder.path(),
        "render 001.json -o 成果 --format html",
        &[links],
    );
    assert!(
        made.contains(LINK) && made.contains(".html\u{1B}\\"),
        "{made:?}"
    );
}

#[test]
fn nothing_in_the_environment_of_a_system_changes_the_language() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_jixiao"))
        .args(["--help"])
        .current_dir(folder.path())
        .env_remove("JIXIAO_LANG")
        .envs([("LANG", "en_US.UTF-8"), ("LC_ALL", "C"), ("LANGUAGE", "en")])
        .output()
        .unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.contains("用法: jixiao"), "{help}");
}

/// The script of bash is read by bash, and completes a command.
#[cfg(target_os = "linux")]
#[test]
fn bash_completes_commands_and_options() {
    let folder = tempfile::tempdir().unwrap();
    let script = run(folder.path(), &["completions", "bash"]).stdout;
    fs::write(folder.path().join("jixiao.bash"), script).unwrap();
    let completed = |words: &str| {
        let count = words.split(' ').count();
        let lines = format!(
            "source jixiao.bash; COMP_WORDS=({words}); COMP_CWORD={}; \
             _jixiao jixiao \"${{COMP_WORDS[{}]}}\" ''; echo \"${{COMPREPLY[*]}}\"",
            count - 1,
            count - 1
        );
        let output = Command::new("bash")
            .args(["-c", &lines])
            .current_dir(folder.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(completed("jixiao che"), "check");
    assert_eq!(completed("jixiao check --ma"), "--mark");
}

/// Ctrl-C: the command that goes on can be pasted, and goes on.
#[cfg(target_os = "linux")]
#[test]
fn a_stopped_batch_names_the_command_that_goes_on() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::Stdio;

    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("报 来")).unwrap();
    data(folder.path(), "001.json");
    let text = fs::read_to_string(folder.path().join("001.json")).unwrap();
    for number in 100..300 {
        let own = text.replace("云溪县档案馆", &format!("云溪县第{number}局"));
        assert!(own != text);
        fs::write(folder.path().join(format!("报 来/{number}.json")), own).unwrap();
    }
    let words = ["batch", "报 来", "-o", "成果", "--format", "html", "-v"];
    let mut running = Command::new(env!("CARGO_BIN_EXE_jixiao"))
        .args(words)
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(running.stderr.take().unwrap());
    let mut first = String::new();
    while !first.starts_with("1/200") {
        first.clear();
        assert!(said.read_line(&mut first).unwrap() > 0);
    }
    let killed = Command::new("kill")
        .args(["-INT", &running.id().to_string()])
        .status();
    assert!(killed.unwrap().success());
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert_eq!(running.wait().unwrap().code(), Some(3), "{rest}");
    let line = rest.lines().last().unwrap();
    let (_, command) = line.split_once("接着做:").expect(line);
    assert_eq!(
        command,
        "jixiao batch '报 来' -o 成果 --format html -v --resume"
    );
    let again = run(folder.path(), &[&words[..], &["--resume"]].concat());
    let again_said = String::from_utf8(again.stderr).unwrap();
    assert_eq!(again.status.code(), Some(0), "{again_said}");
    assert!(again_said.contains("没有变,不重做"), "{again_said}");
}
