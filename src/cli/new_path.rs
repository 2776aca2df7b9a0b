//! Paths of files and folders that a command makes: results travel, so their names can be used on
//! every system.

use std::ffi::OsString;
use std::path::{Component, PathBuf, Prefix};

use jixiao::render::name_fault;

use super::language::said;
use super::places::{is_named_as_file, no_folder_words};

/// The path of a file or folder that a command makes.
///
/// # Errors
/// The reason why a name in it cannot be used on every system. Folders that exist keep their names.
pub(super) fn usable_path(path: OsString) -> Result<PathBuf, String> {
    if path.is_empty() {
        return Err(said!("没有写名称", "there is no name"));
    }
    let path = PathBuf::from(path);
    let mut below = PathBuf::new();
    for component in path.components() {
        below.push(component);
        let fault = match component {
            Component::Prefix(prefix) if matches!(prefix.kind(), Prefix::DeviceNS(_)) => {
                Some("那是设备,不是文件".to_owned())
            }
            Component::Normal(name) if !below.is_dir() => name_fault(&name.to_string_lossy()),
            _ => None,
        };
        if let Some(fault) = fault {
            return Err(fault);
        }
    }
    Ok(path)
}

/// The path of a folder that a command makes, or that is there.
///
/// # Errors
/// As for [`usable_path`], and if it is named like a file.
pub(super) fn usable_folder(path: OsString) -> Result<PathBuf, String> {
    let path = usable_path(path)?;
    if is_named_as_file(&path) {
        let name = path.file_name().unwrap_or_default();
        return Err(no_folder_words(&name.to_string_lossy()));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_are_new_must_be_usable_everywhere() {
        let folder = tempfile::tempdir().unwrap();
        let usable = |name: &str| usable_path(folder.path().join(name).into_os_string());
        for name in ["CON/表.xlsx", "甲/aux.xlsx", "表.", "表.xlsx:流"] {
            assert!(usable(name).is_err(), "{name}");
        }
        for name in ["表.xlsx", "甲/乙/", ".", "../表"] {
            assert!(usable(name).is_ok(), "{name}");
        }
        if cfg!(unix) {
            std::fs::create_dir(folder.path().join("aux")).unwrap();
            assert!(usable("aux/表.xlsx").is_ok());
            assert!(usable("aux/con.xlsx").is_err());
        }
    }

    #[test]
    fn a_new_folder_is_not_named_like_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let usable = |name: &str| usable_folder(folder.path().join(name).into_os_string());
        for name in ["新.ofd", "甲/x.XLSX", "成果.json"] {
            assert!(usable(name).is_err(), "{name}");
        }
        for name in ["成果", "成果.2025", "甲.ofd/成果", "新.ofd/"] {
            assert!(usable(name).is_ok(), "{name}");
        }
        std::fs::create_dir(folder.path().join("旧.ofd")).unwrap();
        assert!(usable("旧.ofd").is_ok());
        assert!(usable_folder(OsString::new()).is_err());
        assert!(usable_path(OsString::new()).is_err());
    }
}
