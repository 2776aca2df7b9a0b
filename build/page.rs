//! Puts the page (绩效目标表.html) into the command, if it was built before the command.

use std::path::Path;
use std::{env, fs};

const PAGE: &str = "page/dist/绩效目标表.html";

/// Writes `page.rs` into cargo's output folder, for `src/cli/page.rs` to include.
pub(crate) fn generate() {
    println!("cargo::rerun-if-changed={PAGE}");
    let here = env::current_dir().expect("cargo sets the folder of the package");
    let page = here.join(PAGE);
    let value = if page.is_file() {
        let page = page.to_str().expect("the package's folder is a text");
        format!("Some(include_bytes!({page:?}))")
    } else {
        "None".to_owned()
    };
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let rust = format!("/// The page, if it was built.\nstatic PAGE: Option<&[u8]> = {value};\n");
    fs::write(Path::new(&folder).join("page.rs"), rust).expect("the page's place can be written");
}
