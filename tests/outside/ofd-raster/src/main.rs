//! `ofd-raster FILE FOLDER DPI`: checks an OFD by the library `ofd-core`, and draws its pages as `0.png`, `1.png`, … in the folder.

use std::path::Path;
use std::process::ExitCode;

use ofd_core::OfdReader;
use ofd_core::render::RenderOptions;
use ofd_core::verify::check_path;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [file, folder, dpi] = words.as_slice() else {
        eprintln!("usage: ofd-raster FILE FOLDER DPI");
        return ExitCode::FAILURE;
    };
    match draw(Path::new(file), Path::new(folder), dpi) {
        Ok(pages) => {
            println!("{pages}");
            ExitCode::SUCCESS
        }
        Err(words) => {
            eprintln!("{file}: {words}");
            ExitCode::FAILURE
        }
    }
}

fn draw(file: &Path, folder: &Path, dpi: &str) -> Result<usize, Box<dyn std::error::Error>> {
    let report = check_path(file);
    if !report.conforms() {
        return Err(format!("{:?}", report.problems).into());
    }
    let options = RenderOptions::with_dpi(dpi.parse()?);
    let mut reader = OfdReader::open(file)?;
    let body = reader.ofd().doc_bodies.first().cloned().ok_or("no document")?;
    let document = reader.load_document(&body)?;
    let pages = document.pages().len();
    for index in 0..pages {
        let path = folder.join(format!("{index}.png"));
        reader.render_page_to_file(&document, index, &options, path)?;
    }
    Ok(pages)
}
