//! A user's font file → faces → lines and pages → a PDF and an OFD with a subset of it. Nothing panics, and a
//! file is written or refused with a message.
//!
//! `cargo +nightly fuzz run font fuzz/corpus/font fuzz/seeds/font -- -timeout=10 -rss_limit_mb=2048
//! -max_len=8192`

#![no_main]

use std::sync::Arc;

use jixiao::grid::{
    Align, Builder, Cell, Font, Grid, Look, Paper, Punctuation, Role, Row, Style, VerticalAlign,
    Words,
};
use jixiao::layout::{FontSet, lay_out, members};
use jixiao::length::Length;
use jixiao::render::built_in_fonts;
use jixiao::write::{self, Document, Table};
use jixiao_fuzz::properties;
use libfuzzer_sys::fuzz_target;

/// Maximum number of fonts of a file that are tried.
const MAX: u32 = 3;

/// Characters with and without glyphs in the small fonts of the seeds.
const TEXT: &str = "预算绩效目标表，（2025）Ab𠮷\u{301}";

fn grid(face: &str, punctuation: Punctuation) -> Grid {
    let look = Look {
        paper: Paper {
            width: Length::mm(210.0),
            height: Length::mm(297.0),
            top: Length::mm(20.0),
            right: Length::mm(20.0),
            bottom: Length::mm(20.0),
            left: Length::mm(20.0),
            head: None,
            foot: None,
            odd_start: None,
        },
        fonts: vec![Font {
            role: "body".to_owned(),
            face: face.to_owned(),
            workbook: "宋体".to_owned(),
            css: "serif".to_owned(),
            bold: false,
        }],
        styles: vec![Style {
            name: "td".to_owned(),
            font: 0,
            size: Length::pt(9.0),
            line_height: 1.2,
            align: Align::Left,
            vertical: VerticalAlign::Middle,
            padding_x: Length::mm(1.0),
            padding_y: Length::mm(1.0),
            min_size: None,
            indent: 0.0,
        }],
        inner_rule: Length::pt(0.5),
        outer_rule: Length::pt(1.0),
        punctuation,
        continued: None,
        words: Words::default(),
        fit: None,
    };
    let mut builder = Builder::new("form", "表", Arc::new(look), vec![Length::mm(60.0)]);
    builder.row(Row { min_height: None });
    builder
        .cell(Cell {
            row: 0,
            col: 0,
            rowspan: 1,
            colspan: 1,
            role: Role::Data,
            style: 0,
            text: TEXT.to_owned(),
            number: None,
            blank: None,
            formula: None,
            pointer: String::new(),
        })
        .expect("the slot is free");
    builder.finish().expect("every slot is covered once")
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(count) = members(bytes) else {
        return;
    };
    // Faces live as long as the program.
    let bytes: &'static [u8] = Box::leak(bytes.to_vec().into_boxed_slice());
    for member in 0..count.min(MAX) {
        let mut fonts = built_in_fonts();
        let Ok(index) = fonts.add_member("mine", bytes, member) else {
            continue;
        };
        let _ = fonts.face(index).info();
        draw(&fonts);
    }
});

fn draw(fonts: &FontSet) {
    for punctuation in [Punctuation::Full, Punctuation::Squeezed] {
        let grid = grid("mine", punctuation);
        let layout = lay_out(&grid, fonts).expect("the face is loaded");
        let tables = [Table {
            grid: &grid,
            layout: &layout,
            label: "表",
        }];
        let properties = properties("表");
        let document = Document {
            tables: &tables,
            properties: &properties,
        };
        // A damaged face may be refused with a message.
        if let Err(refused) = write::pdf::write(&document, fonts) {
            assert!(!refused.to_string().is_empty());
        }
        let profile = write::ofd::OfdProfile::Plain;
        if let Err(refused) = write::ofd::write(&document, fonts, profile) {
            assert!(!refused.to_string().is_empty());
        }
    }
}
