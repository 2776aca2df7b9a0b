//! The PDF of genpdf (feature `genpdf`) has each text at the position of the direct backend: `cargo
//! test --features genpdf --test genpdf`.

#![cfg(feature = "genpdf")]
#![expect(clippy::unwrap_used, reason = "a failed precondition fails the test")]

use jixiao::render::{Options, Renderer};
use jixiao::write::Format;
use jixiao::write::pdf::Engine;
use lopdf::content::Content;
use lopdf::{Document as File, Object};

/// Start of each text on each page, in hundredths of a point, for any text positioning operator.
fn places(bytes: &[u8]) -> Vec<Vec<[i64; 2]>> {
    let file = File::load_mem(bytes).unwrap();
    let pages = file.get_pages();
    let pages = pages.values().map(|page| {
        let content = Content::decode(&file.get_page_content(*page).unwrap()).unwrap();
        let mut at = [0, 0];
        let mut places = Vec::new();
        for operation in content.operations {
            let number = |index: usize| match &operation.operands[index] {
                Object::Integer(number) => number * 100,
                #[expect(clippy::cast_possible_truncation, reason = "coordinates of a page")]
                other => (other.as_f64().unwrap() * 100.0).round() as i64,
            };
            match operation.operator.as_str() {
                // A text object begins at the corner of the page.
                "BT" => at = [0, 0],
                "Td" => at = [at[0] + number(0), at[1] + number(1)],
                "Tj" | "TJ" => places.push(at),
                _ => {}
            }
        }
        places
    });
    pages.collect()
}

#[test]
fn texts_are_where_the_direct_backend_places_them() {
    let mut renderer = Renderer::built_in();
    let options = Options {
        formats: vec![Format::Pdf],
        ..Options::default()
    };
    let data = include_bytes!("../examples/hezheng-2025.json");
    let mut render = |engine| {
        renderer.set_pdf_engine(engine);
        let made = renderer
            .render("hezheng-2025.json", data, &options)
            .unwrap();
        places(&made.files[0].bytes)
    };
    let direct = render(Engine::Direct);
    let other = render(Engine::Genpdf);
    assert_eq!(direct.len(), other.len());
    for (page, (direct, other)) in direct.iter().zip(&other).enumerate() {
        assert_eq!(direct.len(), other.len(), "texts of page {page}");
        assert!(!direct.is_empty());
        for (one, two) in direct.iter().zip(other) {
            let near = one.iter().zip(two).all(|(one, two)| (one - two).abs() <= 2);
            assert!(near, "page {page}: {one:?} {two:?}");
        }
    }
}
