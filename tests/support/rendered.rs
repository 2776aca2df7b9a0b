//! Rendered files.

use jixiao::render::{OnErrors, Options, Renderer};
use jixiao::write::Format;

/// The file of a submission in a format, whatever errors the data have.
pub(crate) fn rendered(renderer: &Renderer, data: &[u8], format: Format) -> Vec<u8> {
    let options = Options {
        formats: vec![format],
        errors: OnErrors::Continue,
        ..Options::default()
    };
    let mut made = renderer
        .render("a.json", data, &options)
        .expect("there is an outcome");
    made.files.remove(0).bytes
}
