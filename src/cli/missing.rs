//! What to write instead of a file that does not exist.

use std::fs;
use std::path::{Path, PathBuf};

use jixiao::batch::ENDINGS;

use super::slips::narrow;
use super::usage;

/// The command line of this process without the slip that made a path of a file that does not exist.
pub(super) fn advice(path: &Path) -> Option<String> {
    let word = path.to_str()?;
    if let Some(meant) = file_meant(path) {
        return usage::again_replacing(word, &[meant.to_str()?]);
    }
    usage::again_asking_for_help(word).or_else(|| usage::again_with_output(word))
}

/// The only file beside a path whose name differs in signs, case, spaces or the ending.
fn file_meant(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let names: Vec<String> = names.collect();
    let only = |is_it: &dyn Fn(&String) -> bool| {
        let mut found = names.iter().filter(|name| is_it(name));
        let one = found.next()?;
        found.next().is_none().then(|| path.with_file_name(one))
    };
    let wanted = plain(name);
    only(&|other| plain(other) == wanted).or_else(|| {
        let stem = stem(&wanted);
        only(&|other| {
            let other = plain(other);
            self::stem(&other) == stem && self::stem(&other) != other
        })
    })
}

/// A name in lower case, without spaces, with a dot for every mark that is typed instead.
fn plain(name: &str) -> String {
    let name = narrow(name).to_lowercase();
    let name = name.chars().filter(|sign| !sign.is_whitespace());
    name.map(|sign| match sign {
        '。' | '．' | '、' | ',' | '·' => '.',
        sign => sign,
    })
    .collect()
}

/// A plain name without the ending of submissions.
fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending)) if ENDINGS.contains(&ending) => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_meant_if_it_is_the_only_one_so_named() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["目标表.xlsx", "甲.xlsx", "甲.json", "Budget 1.XLSX", "记录"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let meant = |name: &str| {
            let path = file_meant(&folder.path().join(name))?;
            Some(path.file_name()?.to_string_lossy().into_owned())
        };
        for name in [
            "目标表",
            "目标表.xls",
            "目标表,xlsx",
            "目标表。xlsx",
            "目标表．ｘｌｓｘ",
            "目标 表.xlsx",
        ] {
            assert_eq!(meant(name).as_deref(), Some("目标表.xlsx"), "{name}");
        }
        assert_eq!(meant("budget1.xlsx").as_deref(), Some("Budget 1.XLSX"));
        // Another department's, or one of two.
        for name in ["乙.xlsx", "目标.xlsx", "甲", "甲.xls", "记录.xlsx"] {
            assert_eq!(meant(name), None, "{name}");
        }
    }
}
