//! Icon, version and manifest of the program for Windows. Other targets have none.
//!
//! For `windows-gnu` they are compiled by `windres`, which is part of the same package as the
//! linker. For `windows-msvc` the linker takes the manifest; icon and version need the resource
//! compiler of the Windows SDK, and are left out.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const FOLDER: &str = "build/windows";

/// Resources by their numbers: the kinds 1 (icon), 24 (manifest) and the version.
const RESOURCES: &str = r#"#pragma code_page(65001)
1 ICON "ICON_FILE"
1 24 "MANIFEST_FILE"
1 VERSIONINFO
FILEVERSION NUMBERS
PRODUCTVERSION NUMBERS
FILEOS 0x40004L
FILETYPE 0x1L
{
    BLOCK "StringFileInfo"
    {
        BLOCK "080404B0"
        {
            VALUE "CompanyName", "jixiao"
            VALUE "FileDescription", "绩效目标表:检查、生成"
            VALUE "FileVersion", "VERSION"
            VALUE "InternalName", "jixiao"
            VALUE "LegalCopyright", "Apache-2.0"
            VALUE "OriginalFilename", "jixiao.exe"
            VALUE "ProductName", "jixiao 绩效"
            VALUE "ProductVersion", "VERSION"
        }
    }
    BLOCK "VarFileInfo"
    {
        VALUE "Translation", 0x0804, 1200
    }
}
"#;

/// Compiles the resources, and links them into the program, without the time.
pub(crate) fn resources() {
    println!("cargo::rerun-if-changed={FOLDER}");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("windows") {
        return;
    }
    let here = env::current_dir().expect("cargo sets the folder of the package");
    let folder = here.join(FOLDER);
    if env::var("CARGO_CFG_TARGET_ENV").as_deref() == Ok("msvc") {
        let manifest = folder.join("jixiao.manifest");
        println!("cargo::rustc-link-arg-bins=/MANIFEST:EMBED");
        println!(
            "cargo::rustc-link-arg-bins=/MANIFESTINPUT:{}",
            manifest.display()
        );
        return;
    }
    // Equal input gives equal bytes: the linker would write the time into the program.
    println!("cargo::rustc-link-arg-bins=-Wl,--no-insert-timestamp");
    match compile(&folder) {
        Ok(object) => println!("cargo::rustc-link-arg-bins={}", object.display()),
        // A check of the sources needs no linker either.
        Err(words) => println!("cargo::warning=no icon, version and manifest: {words}"),
    }
}

/// The resources as an object file.
fn compile(folder: &Path) -> Result<PathBuf, String> {
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let (script, object) = (out.join("jixiao.rc"), out.join("resources.o"));
    // A backslash begins an escape in a script.
    let file = |name: &str| folder.join(name).display().to_string().replace('\\', "/");
    let number = |name: &str| env::var(name).expect("cargo sets the version");
    let numbers =
        ["MAJOR", "MINOR", "PATCH"].map(|part| number(&format!("CARGO_PKG_VERSION_{part}")));
    let text = RESOURCES
        .replace("ICON_FILE", &file("jixiao.ico"))
        .replace("MANIFEST_FILE", &file("jixiao.manifest"))
        .replace("NUMBERS", &format!("{},0", numbers.join(",")))
        .replace(
            "\"VERSION\"",
            &format!("\"{}\"", number("CARGO_PKG_VERSION")),
        );
    fs::write(&script, text).map_err(|error| error.to_string())?;
    let made = windres().into_iter().find_map(|program| {
        let mut command = Command::new(program);
        command.args(["-c", "65001", "-O", "coff", "-i"]);
        command.arg(&script).arg("-o").arg(&object);
        command.status().ok()
    });
    match made {
        Some(status) if status.success() => Ok(object),
        Some(status) => Err(format!("windres ended with {status}")),
        None => Err("there is no windres (Debian: gcc-mingw-w64)".to_owned()),
    }
}

/// The names of the program, the most exact first.
fn windres() -> [&'static str; 2] {
    let is_long = env::var("CARGO_CFG_TARGET_POINTER_WIDTH").as_deref() == Ok("64");
    let own = match env::var("CARGO_CFG_TARGET_ARCH").as_deref() {
        Ok("aarch64") => "aarch64-w64-mingw32-windres",
        _ if is_long => "x86_64-w64-mingw32-windres",
        _ => "i686-w64-mingw32-windres",
    };
    [own, "windres"]
}
