//! A font and tables of titles only, of which the tests of volumes are made.

use std::fs;
use std::sync::{Arc, LazyLock};

use crate::grid::{
    Align, Builder, Edge, Font, Foot, Grid, Look, Paper, Punctuation, Style, Title, VerticalAlign,
    Words,
};
use crate::layout::{FontSet, Layout, lay_out};
use crate::length::Length;

pub(in crate::write) static FONTS: LazyLock<FontSet> = LazyLock::new(|| {
    let path = format!(
        "{}/fonts/NotoSerifSC-Regular.ttf",
        env!("CARGO_MANIFEST_DIR")
    );
    let mut fonts = FontSet::new();
    fonts
        .add("face", Arc::<[u8]>::from(fs::read(path).unwrap()))
        .unwrap();
    fonts
});

pub(in crate::write) fn look() -> Arc<Look> {
    let margin = Length::mm(20.0);
    let foot = Foot {
        text: "第{page}页 共{pages}页".to_owned(),
        style: 0,
        height: Length::mm(10.0),
        edge: Edge::Fixed,
    };
    let paper = Paper {
        width: Length::mm(210.0),
        height: Length::mm(297.0),
        top: margin,
        right: margin,
        bottom: margin,
        left: margin,
        head: None,
        foot: Some(foot),
        odd_start: None,
    };
    let body = Font {
        role: "body".to_owned(),
        face: "face".to_owned(),
        workbook: String::new(),
        css: String::new(),
        bold: false,
    };
    let style = Style {
        name: "td".to_owned(),
        font: 0,
        size: Length::pt(9.0),
        line_height: 1.3,
        align: Align::Center,
        vertical: VerticalAlign::Middle,
        padding_x: Length::ZERO,
        padding_y: Length::ZERO,
        min_size: None,
        indent: 0.0,
    };
    Arc::new(Look {
        paper,
        fonts: vec![body],
        styles: vec![style],
        inner_rule: Length::pt(0.5),
        outer_rule: Length::pt(1.0),
        punctuation: Punctuation::Full,
        continued: None,
        words: Words::default(),
        fit: None,
    })
}

/// A table of titles only.
pub(in crate::write) fn table(title: &str) -> (Grid, Layout) {
    let mut grid = Builder::new("form", "name", look(), vec![Length::mm(100.0)])
        .finish()
        .unwrap();
    grid.titles.push(Title {
        text: title.to_owned(),
        style: 0,
    });
    let layout = lay_out(&grid, &FONTS).unwrap();
    (grid, layout)
}
