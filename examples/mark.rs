//! Annotates a workbook with the findings given as arguments:
//! `cargo run --example mark -- 表.xlsx 标记.xlsx "Sheet1!B3=错误" "Sheet1!C4=提示"`.
//!
//! `jixiao check --mark` does this with the findings of its checks.

#![expect(clippy::print_stderr, reason = "an example prints to the terminal")]

use std::error::Error;
use std::fs;
use std::process::ExitCode;
use std::sync::Arc;

use jixiao::finding::{Code, Finding, Report, read_level};
use jixiao::mark::mark;
use jixiao::source::{Place, SheetCell};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

pub(crate) fn run(words: &[String]) -> Result<(), Box<dyn Error>> {
    let [workbook, copy, findings @ ..] = words else {
        return Err("workbook, copy, findings as Sheet1!B3=错误".into());
    };
    let mut report = Report::new();
    for word in findings {
        report.push(finding(workbook, word).ok_or_else(|| format!("no finding: {word}"))?);
    }
    fs::write(copy, mark(&fs::read(workbook)?, &report, workbook)?)?;
    Ok(())
}

/// A finding from `Sheet1!B3=错误`, or `=提示` for the whole file.
fn finding(workbook: &str, word: &str) -> Option<Finding> {
    let (cell, level) = word.rsplit_once('=')?;
    let mut place = Place::file(workbook);
    if let Some((sheet, name)) = cell.rsplit_once('!') {
        let (col, row) = slot(name)?;
        let (sheet, number) = (Arc::from(sheet), usize::MAX);
        place.cell = Some(SheetCell {
            sheet,
            number,
            row,
            col,
        });
        place.label = format!("{name} 的栏目");
    }
    let mut finding = Finding::new(Code::TotalMismatch, place)
        .seen("113 万元")
        .expected("131 万元 = 人员经费 96 + 公用经费 15 + 项目经费 20")
        .correction("相差 18 万元;像是两位数字写颠倒了;改正合计或分项");
    finding.level = read_level(level).ok().flatten()?;
    Some(finding)
}

/// Column and row of `B3`, from 0.
fn slot(name: &str) -> Option<(u32, u32)> {
    let letters = name.trim_end_matches(|digit: char| digit.is_ascii_digit());
    let col = letters.bytes().try_fold(0_u32, |col, letter| {
        letter
            .is_ascii_uppercase()
            .then(|| col * 26 + u32::from(letter - b'A') + 1)
    })?;
    let row: u32 = name[letters.len()..].parse().ok()?;
    Some((col.checked_sub(1)?, row.checked_sub(1)?))
}
