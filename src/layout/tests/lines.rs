//! Lines: line breaks, drawn characters, missing glyphs.

use super::*;

#[test]
fn a_look_may_name_only_faces_of_the_set() {
    let mut look = look(400.0, 600.0);
    look.fonts[1].face = "song".to_owned();
    let error = lay_out(&single(look, "字"), fonts()).unwrap_err();
    assert_eq!(
        error,
        UnknownFace {
            face: "song".to_owned(),
            known: "serif、sans".to_owned()
        }
    );
}

#[test]
fn columns_fill_the_text_block() {
    let table_pages = check(&grid(
        look(400.0, 600.0),
        &[10.0, 30.0],
        vec![vec![data("甲"), data("乙")]],
    ));
    assert_eq!(table_pages.edges, [50.0, 150.0, 450.0].map(Length::pt));
}

#[test]
fn lines_start_and_end_as_chinese_print_does() {
    let text = "（一）对县委、工作组负责；向“办公室”报告（含数据）：《条例》第3条，《办法》第14条。完成率≥95%，预算27.44万元，比2025年增195.95%！——以上……为限。";
    for width in 46..220 {
        let table_pages = check(&single(look(f64::from(width), 600.0), text));
        let lines = lines(&table_pages.layout, RunKind::Cell(CellIndex(0)));
        for pair in lines.windows(2) {
            let (before, after) = (
                pair[0].trim_end().chars().last().unwrap(),
                pair[1].chars().next().unwrap(),
            );
            assert!(
                kinsoku::may_part(before, after),
                "{width}: {before}|{after}"
            );
            assert!(
                !(before == after && "—…".contains(after)),
                "{width}: {before}|{after}"
            );
            let is_figure = |character: char| character.is_ascii_digit() || character == '.';
            assert!(
                width < 60 || !(is_figure(before) && is_figure(after)),
                "{width}: {before}|{after}"
            );
        }
    }
}

#[test]
fn a_box_stays_with_its_word() {
    for width in 30..140 {
        let table_pages = check(&single(
            look(f64::from(width), 600.0),
            "☐集中 ☑分散 □其他 √是",
        ));
        for line in lines(&table_pages.layout, RunKind::Cell(CellIndex(0))) {
            let last = line.trim_end().chars().last();
            assert!(!last.is_some_and(kinsoku::is_box), "{width}: {line}");
        }
    }
}

#[test]
fn a_break_is_allowed_at_quotation_marks_between_chinese() {
    let table_pages = check(&single(look(46.0, 600.0), "落实的“三公”经费"));
    assert_eq!(
        lines(&table_pages.layout, RunKind::Cell(CellIndex(0))),
        ["落实的", "“三公”", "经费"]
    );
}

#[test]
fn bracketed_words_of_a_label_stay_on_one_line_where_that_takes_no_more_lines() {
    let of = |text: &str| {
        let rows = vec![vec![label(text, 1)]];
        let layout = check(&grid(look(41.0, 600.0), &[1.0], rows)).layout;
        lines(&layout, RunKind::Cell(CellIndex(0)))
    };
    assert_eq!(of("部门（单位）基本信息"), ["部门", "（单位）", "基本信息"]);
    assert_eq!(of("部门（单位）职能"), ["部门（单", "位）职能"]);
}

#[test]
fn a_single_last_character_is_joined_by_the_one_before_it() {
    let of = |text: &str| {
        lines(
            &check(&single(look(46.0, 600.0), text)).layout,
            RunKind::Cell(CellIndex(0)),
        )
    };
    assert_eq!(of("指标值类型"), ["指标值", "类型"]);
    assert_eq!(of("合规率，好"), ["合规", "率，好"]);
    assert_eq!(of("共有职工11人。"), ["共有职工", "11人。"]);
}

#[test]
fn a_word_wider_than_its_cell_is_broken_anywhere() {
    let word = "Abcdefghij".repeat(30);
    let table_pages = check(&single(look(100.0, 600.0), &word));
    assert!(lines(&table_pages.layout, RunKind::Cell(CellIndex(0))).len() > 15);
}

#[test]
fn a_cell_too_narrow_for_the_rules_still_breaks() {
    let table_pages = check(&single(look(12.0, 600.0), "甲，乙。（丙）……"));
    assert_eq!(
        lines(&table_pages.layout, RunKind::Cell(CellIndex(0))).len(),
        9
    );
    let table_pages = check(&single(look(6.0, 600.0), "甲，乙"));
    assert_eq!(
        lines(&table_pages.layout, RunKind::Cell(CellIndex(0))),
        ["甲", "，", "乙"]
    );
}

#[test]
fn padding_is_reduced_for_a_wide_glyph() {
    let mut look = look(40.0, 600.0);
    look.styles[TEXT].padding_x = Length::pt(500.0);
    look.styles[TEXT].padding_y = Length::pt(5000.0);
    let table_pages = check(&single(look, "甲乙"));
    assert_eq!(
        lines(&table_pages.layout, RunKind::Cell(CellIndex(0))),
        ["甲", "乙"]
    );
}

#[test]
fn spaces_at_the_end_of_a_line_take_no_width() {
    let table_pages = check(&grid(
        look(400.0, 600.0),
        &[1.0],
        vec![vec![Cell {
            style: DECIMAL,
            ..data("10   ")
        }]],
    ));
    let page = &table_pages.layout.pages[0];
    let digits: f64 = page.glyphs[..2]
        .iter()
        .map(|glyph| f64::from(glyph.advance))
        .sum();
    assert!(
        (page.runs[0].x.to_pt() + digits / 100.0 + Length::mm(0.8).to_pt() - 450.0).abs() < EPSILON
    );
    assert_eq!(page.text_of(&page.runs[0]), "10   ");
}

#[test]
fn every_kind_of_line_end_ends_a_paragraph() {
    let table_pages = check(&single(
        look(400.0, 600.0),
        "a\nb\r\nc\rd\u{2028}e\u{2029}f\u{B}g\u{C}h\u{85}i\n\nj\n",
    ));
    assert_eq!(
        lines(&table_pages.layout, RunKind::Cell(CellIndex(0))),
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
    );
    let pitch = Length::pt(13.0);
    let height = pitch * 11.0 + Length::mm(1.2);
    assert!((table_pages.layout.row_heights[0] - height).to_pt().abs() < EPSILON);
}

#[test]
fn controls_draw_nothing_and_a_tab_is_a_space() {
    let table_pages = check(&single(
        look(400.0, 600.0),
        "a\u{0}b\u{200B}c\u{202E}\u{FEFF}d\te\u{FE0F}",
    ));
    assert_eq!(
        lines(&table_pages.layout, RunKind::Cell(CellIndex(0))),
        ["abcd\te"]
    );
    let page = &table_pages.layout.pages[0];
    assert_eq!(
        page.glyphs[4].id,
        fonts().face(FaceIndex(0)).glyph(' ').unwrap().id
    );
    assert!(table_pages.layout.missing.is_empty());
}

#[test]
fn a_character_no_face_has_is_drawn_as_the_geta_mark_and_reported_once_a_cell() {
    let cells = vec![data("甲😀乙😀\u{2A6D6}"), data("😀")];
    let mut builder = builder(look(400.0, 600.0), &[1.0, 1.0]);
    builder.title(Title {
        text: "表😀".to_owned(),
        style: TITLE,
    });
    fill(&mut builder, vec![cells]);
    let layout = check(&builder.finish().unwrap()).layout;
    let missing: Vec<_> = layout
        .missing
        .iter()
        .map(|missing| (missing.cell.map(|cell| cell.0), missing.character))
        .collect();
    let emoji = '😀';
    assert!(
        missing.contains(&(None, emoji))
            && missing.contains(&(Some(0), emoji))
            && missing.contains(&(Some(1), emoji))
    );
    assert_eq!(
        missing
            .iter()
            .filter(|(cell, character)| *cell == Some(0) && *character == emoji)
            .count(),
        1
    );
    let geta = fonts().look_up(FaceIndex(0), SUBSTITUTE).unwrap().1.id;
    let page = &layout.pages[0];
    let drawn = page
        .runs
        .iter()
        .filter(|run| matches!(run.kind, RunKind::Cell(_)))
        .flat_map(|run| page.glyphs_of(run));
    assert!(
        drawn
            .filter(|glyph| glyph.character == emoji)
            .all(|glyph| glyph.id == geta)
    );
}

#[test]
fn a_fallback_face_starts_a_run_on_the_same_baseline() {
    let only_serif = (0x2000..0x3000)
        .filter_map(char::from_u32)
        .find(|character| {
            let has = |face: usize| fonts().face(FaceIndex(face)).glyph(*character).is_some();
            has(0) && !has(1) && is_drawn(*character) && !character.is_whitespace()
        });
    let Some(character) = only_serif else { return };
    let layout = check(&grid(
        look(400.0, 600.0),
        &[1.0],
        vec![vec![label(&format!("甲{character}乙"), 1)]],
    ))
    .layout;
    let runs = &layout.pages[0].runs;
    assert_eq!(
        runs.iter().map(|run| run.face.0).collect::<Vec<_>>(),
        [1, 0, 1]
    );
    assert!(
        runs.iter().all(|run| run.baseline == runs[0].baseline)
            && runs[0].x < runs[1].x
            && runs[1].x < runs[2].x
    );
}
