//! Results of a batch.

use std::fs;
use std::path::Path;

use jixiao::batch::REPORT_JSON;
use serde_json::Value;

/// The findings of a code about all departments, in the order of the report.
pub(crate) fn findings_of(out: &Path, code: &str) -> Vec<Value> {
    let report = fs::read(out.join(REPORT_JSON)).expect("there is a report");
    let report: Value = serde_json::from_slice(&report).expect("the report is JSON");
    let departments = report["departments"].as_array().expect("it is a list");
    let findings = departments
        .iter()
        .flat_map(|one| one["findings"].as_array().expect("it is a list"));
    findings
        .filter(|finding| finding["code"] == code)
        .cloned()
        .collect()
}

/// The texts of a finding under some keys.
pub(crate) fn texts<const N: usize>(finding: &Value, keys: [&str; N]) -> [String; N] {
    keys.map(|key| finding[key].as_str().expect("it is a text").to_owned())
}
