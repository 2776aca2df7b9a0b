//! Corrections for people who have not this program's command.

use super::Finding;

/// A correction without the clauses about commands and options of this program: a department need not
/// have it, and a screen has other ways.
pub fn without_commands(correction: &str) -> String {
    let clauses = correction.split(';');
    let clauses = clauses.filter(|clause| !clause.contains("jixiao ") && !clause.contains("--"));
    clauses.collect::<Vec<_>>().join(";")
}

impl Finding {
    /// The finding with a correction for people who have not this program's command.
    #[must_use]
    pub fn without_commands(self) -> Finding {
        Finding {
            correction: without_commands(&self.correction),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_has_no_command() {
        assert_eq!(
            without_commands("补上;在别的文件里,就用 jixiao import 甲"),
            "补上"
        );
        assert_eq!(
            without_commands("按后者读;用 --edition 指定版本"),
            "按后者读"
        );
        assert_eq!(without_commands("用 --templates 给出"), "");
        assert_eq!(without_commands("改正;再报"), "改正;再报");
    }
}
