//! Rows, pages, rules, titles and feet.

use super::*;

#[test]
fn a_row_is_as_high_as_its_tallest_text_and_its_minimum() {
    let mut builder = builder(look(400.0, 600.0), &[1.0, 1.0]);
    builder.row(Row {
        min_height: Some(Length::pt(40.0)),
    });
    builder.cell(data("甲")).unwrap();
    builder.cell(data("乙")).unwrap();
    fill(
        &mut builder,
        vec![vec![data("甲\n乙\n丙"), data("")], vec![data(""), data("")]],
    );
    let heights = check(&builder.finish().unwrap()).layout.row_heights;
    let padding = Length::mm(1.2).to_pt();
    for (height, wanted) in heights.iter().zip([40.0, 39.0 + padding, 13.0 + padding]) {
        assert!((height.to_pt() - wanted).abs() < EPSILON);
    }
}

#[test]
fn a_merged_cell_distributes_its_height_over_its_rows() {
    let rows = vec![
        vec![label("一\n二\n三\n四\n五\n六\n七\n八", 3), data("甲")],
        vec![data("乙\n乙\n乙")],
        vec![data("丙")],
    ];
    let layout = check(&grid(look(400.0, 600.0), &[1.0, 4.0], rows)).layout;
    let heights: Vec<f64> = layout
        .row_heights
        .iter()
        .map(|height| height.to_pt())
        .collect();
    let needed = 8.0 * 9.0 * 1.3 + Length::mm(1.2).to_pt();
    assert!((heights.iter().sum::<f64>() - needed).abs() < EPSILON);
    assert!(
        (heights[0] - heights[2]).abs() < EPSILON
            && (heights[1] - 39.0 - Length::mm(1.2).to_pt()).abs() < EPSILON
    );
}

#[test]
fn partly_overlapping_merged_cells_make_the_table_no_higher_than_necessary() {
    let tall = "一\n二\n三\n四\n五\n六\n七\n八";
    let rows = vec![
        vec![label(tall, 2), data("甲")],
        vec![label(tall, 2)],
        vec![data("丙")],
    ];
    let layout = check(&grid(look(400.0, 600.0), &[1.0, 1.0], rows)).layout;
    let total: f64 = layout.row_heights.iter().map(|height| height.to_pt()).sum();
    let (tall, low) = (
        8.0 * 9.0 * 1.3 + Length::mm(1.2).to_pt(),
        13.0 + Length::mm(1.2).to_pt(),
    );
    assert!(
        (total - tall - low).abs() < EPSILON,
        "{:?}",
        layout.row_heights
    );
}

#[test]
fn a_row_that_does_not_fit_moves_to_the_next_page() {
    let rows = vec![
        vec![data(&"行\n".repeat(12))],
        vec![data(&"行\n".repeat(12))],
        vec![data("末")],
    ];
    let layout = check(&grid(look(400.0, 200.0), &[1.0], rows)).layout;
    assert_eq!(layout.pages.len(), 2);
    assert_eq!(pages_with(&layout, RunKind::Cell(CellIndex(1))), [1]);
}

#[test]
fn a_long_text_is_split_where_much_of_a_page_would_stay_blank() {
    let laid_out = |above: usize, lines: usize| {
        let text: Vec<String> = (1..=lines).map(|number| format!("第{number}行")).collect();
        let rows = vec![
            vec![label("依据", 1), data(&"行\n".repeat(above))],
            vec![label("总体\n目标", 1), data(&text.join("\n"))],
        ];
        let layout = check(&grid(look(400.0, 200.0), &[1.0, 5.0], rows)).layout;
        let text = RunKind::Cell(CellIndex(3));
        let counts: Vec<usize> = (layout.pages.iter())
            .map(|page| lines_on(page, text).len())
            .collect();
        (layout, counts)
    };
    let (layout, counts) = laid_out(8, 12);
    assert_eq!(counts, [6, 6]);
    assert_eq!(pages_with(&layout, RunKind::Cell(CellIndex(2))), [0]);
    assert_eq!(pages_with(&layout, RunKind::Repeated(CellIndex(2))), [1]);
    // A line never stays alone; short texts, and texts that leave little blank, are not split.
    assert_eq!(laid_out(8, 7).1, [5, 2]);
    assert_eq!(laid_out(10, 5).1, [0, 5]);
    assert_eq!(laid_out(12, 12).1, [0, 12]);
}

#[test]
fn a_head_is_above_the_first_fragment_of_a_split_row() {
    let mut builder = builder(look(400.0, 200.0), &[1.0, 5.0]);
    fill(
        &mut builder,
        vec![vec![label("依据", 1), data(&"行\n".repeat(5))]],
    );
    fill(&mut builder, vec![vec![label("指标", 1), label("内容", 1)]]);
    fill(
        &mut builder,
        vec![vec![data("甲"), data(&"行\n".repeat(10))]],
    );
    builder.group(RowGroup {
        head: 1..2,
        rows: 1..3,
    });
    let layout = check(&builder.finish().unwrap()).layout;
    assert_eq!(pages_with(&layout, RunKind::Cell(CellIndex(3))), [0]);
    assert_eq!(pages_with(&layout, RunKind::Repeated(CellIndex(3))), [1]);
    assert_eq!(pages_with(&layout, RunKind::Cell(CellIndex(5))), [0, 1]);
}

#[test]
fn a_cell_taller_than_a_page_is_split_between_its_lines() {
    let paragraphs: Vec<String> = (1..=120)
        .map(|number| format!("第{number}段，本年度工作安排。"))
        .collect();
    let rows = vec![
        vec![label("依据", 1), data("短")],
        vec![label("职能概述", 1), data(&paragraphs.join("\n"))],
        vec![label("末", 1), data("尾")],
    ];
    let layout = check(&grid(look(400.0, 400.0), &[1.0, 5.0], rows)).layout;
    assert_eq!(layout.pages.len(), 5);
    assert_eq!(
        pages_with(&layout, RunKind::Cell(CellIndex(3))),
        [0, 1, 2, 3, 4]
    );
    assert_eq!(pages_with(&layout, RunKind::Cell(CellIndex(2))), [0]);
    assert_eq!(
        pages_with(&layout, RunKind::Repeated(CellIndex(2))),
        [1, 2, 3, 4]
    );
    assert_eq!(lines(&layout, RunKind::Cell(CellIndex(3))), paragraphs);
}

#[test]
fn forty_thousand_characters_in_a_cell_are_all_printed() {
    let text = "加强组织领导，完善工作制度；".repeat(40_000 / 14);
    let layout = check(&grid(
        look(450.0, 640.0),
        &[1.0, 5.0],
        vec![vec![label("总体目标", 1), data(&text)]],
    ))
    .layout;
    assert!(layout.pages.len() > 15);
}

/// A group of rows below a head, with a label in the first column that spans `per_label` rows.
fn indicators(look: Look, count: usize, per_label: usize) -> Grid {
    let mut builder = builder(look, &[2.0, 6.0, 2.0]);
    fill(
        &mut builder,
        vec![vec![
            label("一级指标", 1),
            label("三级指标", 1),
            label("指标值", 1),
        ]],
    );
    for number in 0..count {
        let mut row = vec![
            data(&format!("指标{number}")),
            Cell {
                style: DECIMAL,
                ..data("95%")
            },
        ];
        if number % per_label == 0 {
            row.insert(0, label("基本运行指标", per_label));
        }
        fill(&mut builder, vec![row]);
    }
    builder.group(RowGroup {
        head: 0..1,
        rows: 0..count + 1,
    });
    builder.finish().unwrap()
}

#[test]
fn head_and_open_labels_are_repeated_on_each_page() {
    let grid = indicators(look(400.0, 600.0), 2000, 500);
    let layout = check(&grid).layout;
    let pages = layout.pages.len();
    assert!(pages > 40);
    assert_eq!(
        pages_with(&layout, RunKind::Repeated(CellIndex(1))),
        (1..pages).collect::<Vec<_>>()
    );
    let labels: Vec<usize> = (0..grid.cells.len())
        .filter(|index| grid.cells[*index].rowspan == 500)
        .collect();
    for page in &layout.pages {
        let is_printed = |index: &&usize| {
            let cell = CellIndex(**index);
            page.runs
                .iter()
                .any(|run| run.kind == RunKind::Cell(cell) || run.kind == RunKind::Repeated(cell))
        };
        assert!(labels.iter().any(|index| is_printed(&index)));
    }
    let last = *labels.last().unwrap();
    assert!(pages_with(&layout, RunKind::Repeated(CellIndex(last))).contains(&(pages - 1)));
}

#[test]
fn a_label_that_begins_at_the_head_covers_the_repeated_head_too() {
    let mut builder = builder(look(400.0, 120.0), &[1.0, 3.0, 1.0]);
    fill(
        &mut builder,
        vec![vec![
            label("绩效指标", 9),
            label("三级指标", 1),
            label("指标值", 1),
        ]],
    );
    fill(
        &mut builder,
        (0..8)
            .map(|number| vec![data(&format!("指标{number}")), data("1")])
            .collect(),
    );
    builder.group(RowGroup {
        head: 0..1,
        rows: 0..9,
    });
    let table_pages = check(&builder.finish().unwrap());
    assert!(table_pages.plans.len() > 1);
    for plan in &table_pages.plans[1..] {
        let cell_fragment = plan
            .cell_fragments
            .iter()
            .find(|cell_fragment| cell_fragment.cell == CellIndex(0))
            .unwrap();
        let (first, last) = (
            plan.fragments.first().unwrap(),
            plan.fragments.last().unwrap(),
        );
        assert_eq!(
            (cell_fragment.top, cell_fragment.bottom, first.row),
            (first.top, last.bottom, 0)
        );
    }
    for page in &table_pages.layout.pages {
        let inner = page
            .rules
            .iter()
            .filter(|rule| rule.from.1 == rule.to.1 && rule.width.to_pt() < 0.9);
        assert!(
            inner.clone().count() > 0
                && inner
                    .clone()
                    .all(|rule| (rule.from.0.to_pt() - 130.0).abs() < EPSILON)
        );
    }
}

#[test]
fn a_head_is_never_last_on_a_page() {
    for height in 60..240 {
        let mut builder = builder(look(400.0, f64::from(height)), &[1.0, 1.0]);
        fill(
            &mut builder,
            (0..4).map(|_| vec![data("甲"), data("乙")]).collect(),
        );
        fill(&mut builder, vec![vec![label("头", 1), label("头", 1)]]);
        fill(
            &mut builder,
            (0..4).map(|_| vec![data("甲\n甲"), data("乙")]).collect(),
        );
        builder.group(RowGroup {
            head: 4..5,
            rows: 4..9,
        });
        for plan in check(&builder.finish().unwrap()).plans {
            assert_ne!(plan.fragments.last().unwrap().row, 4, "{height}");
        }
    }
}

#[test]
fn a_head_too_high_to_repeat_is_not_repeated() {
    let mut builder = builder(look(400.0, 100.0), &[1.0]);
    fill(&mut builder, vec![vec![label("头\n头\n头\n头\n头\n头", 1)]]);
    fill(
        &mut builder,
        (0..6).map(|_| vec![data("甲\n甲\n甲")]).collect(),
    );
    builder.group(RowGroup {
        head: 0..1,
        rows: 0..7,
    });
    let layout = check(&builder.finish().unwrap()).layout;
    assert_eq!(
        pages_with(&layout, RunKind::Repeated(CellIndex(0))),
        Vec::<usize>::new()
    );
}

#[test]
fn the_last_row_grows_so_that_an_open_label_is_whole() {
    let rows = vec![
        vec![Cell {
            colspan: 2,
            ..data("首")
        }],
        vec![label("部\n门\n职\n能", 3), data("短")],
        vec![data(&"叙\n".repeat(5))],
        vec![data("末")],
    ];
    let layout = check(&grid(look(400.0, 100.0), &[1.0, 5.0], rows)).layout;
    assert_eq!(
        lines_on(&layout.pages[0], RunKind::Cell(CellIndex(1))),
        ["部", "门", "职", "能"]
    );
    assert_eq!(
        lines_on(&layout.pages[1], RunKind::Repeated(CellIndex(1))),
        ["部", "门", "职", "能"]
    );
    assert_eq!(pages_with(&layout, RunKind::Cell(CellIndex(3))), [1]);
}

#[test]
fn rows_move_to_the_next_page_so_that_a_label_is_whole() {
    let mut rows: Vec<Vec<Cell>> = (0..11)
        .map(|_| {
            vec![Cell {
                colspan: 2,
                ..data("行")
            }]
        })
        .collect();
    rows.push(vec![label("部\n门\n职\n能", 6), data("甲")]);
    rows.extend((0..5).map(|_| vec![data("乙")]));
    let layout = check(&grid(look(400.0, 12.4 * 16.4), &[1.0, 5.0], rows)).layout;
    assert_eq!(
        lines_on(&layout.pages[1], RunKind::Cell(CellIndex(11))),
        ["部", "门", "职", "能"]
    );
    assert_eq!(pages_with(&layout, RunKind::Cell(CellIndex(12))), [1]);
}

#[test]
fn merged_data_continues_on_the_next_page() {
    let text = (1..=40)
        .map(|number| format!("第{number}行"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut rows = vec![vec![
        Cell {
            rowspan: 4,
            ..data(&text)
        },
        data("甲"),
    ]];
    rows.extend((0..3).map(|_| vec![data("乙")]));
    let layout = check(&grid(look(400.0, 200.0), &[1.0, 1.0], rows)).layout;
    let pages = pages_with(&layout, RunKind::Cell(CellIndex(0)));
    assert!(pages.len() > 2 && pages.len() == layout.pages.len());
    assert_eq!(
        pages_with(&layout, RunKind::Repeated(CellIndex(0))),
        Vec::<usize>::new()
    );
}

#[test]
fn every_page_is_framed_and_no_rule_crosses_a_merged_cell() {
    let rows = vec![
        vec![label("组", 2), data("甲"), data("乙")],
        vec![Cell {
            colspan: 2,
            ..data("丙")
        }],
    ];
    let layout = check(&grid(look(400.0, 600.0), &[1.0, 1.0, 2.0], rows)).layout;
    let heights: Vec<f64> = layout
        .row_heights
        .iter()
        .map(|height| height.to_pt())
        .collect();
    let (middle, bottom) = (50.0 + heights[0], 50.0 + heights[0] + heights[1]);
    let rules: Vec<_> = layout.pages[0]
        .rules
        .iter()
        .map(|rule| [rule.from.0, rule.from.1, rule.to.0, rule.to.1].map(Length::to_pt))
        .collect();
    let wanted = [
        [49.5, 50.0, 450.5, 50.0],
        [150.0, middle, 450.0, middle],
        [49.5, bottom, 450.5, bottom],
        [50.0, 49.5, 50.0, bottom + 0.5],
        [150.0, 50.0, 150.0, bottom],
        [250.0, 50.0, 250.0, middle],
        [450.0, 49.5, 450.0, bottom + 0.5],
    ];
    assert_eq!(rules.len(), wanted.len());
    for (rule, wanted) in rules.iter().zip(wanted) {
        assert!(
            rule.iter()
                .zip(wanted)
                .all(|(one, other)| (one - other).abs() < EPSILON),
            "{rule:?} {wanted:?}"
        );
    }
}

#[test]
fn titles_are_on_the_first_page_only() {
    let mut builder = builder(look(200.0, 300.0), &[1.0]);
    builder.title(Title {
        text: "某某局部门（单位）整体支出绩效目标表".to_owned(),
        style: TITLE,
    });
    builder.title(Title {
        text: "（2025年度）".to_owned(),
        style: TITLE,
    });
    fill(&mut builder, (0..30).map(|_| vec![data("甲")]).collect());
    let table_pages = check(&builder.finish().unwrap());
    assert_eq!(pages_with(&table_pages.layout, RunKind::Title(0)), [0]);
    let titles: f64 = table_pages
        .layout
        .title_heights
        .iter()
        .map(|height| height.to_pt())
        .sum();
    assert!((table_pages.plans[0].fragments[0].top.to_pt() - 50.0 - titles).abs() < EPSILON);
    assert_eq!(lines(&table_pages.layout, RunKind::Title(0)).len(), 2);
}

#[test]
fn feet_count_through_all_tables() {
    let mut look = look(400.0, 200.0);
    look.paper.foot = Some(Foot {
        text: "第{page}页 共{pages}页".to_owned(),
        style: DECIMAL,
        height: Length::pt(30.0),
        edge: Edge::Fixed,
    });
    let grid = grid(look, &[1.0], (0..15).map(|_| vec![data("甲")]).collect());
    let laid_out = || crate::layout::lay_out(&grid, fonts()).unwrap();
    let (mut one, mut other) = (laid_out(), laid_out());
    add_feet(&mut [(&grid, &mut one), (&grid, &mut other)], fonts()).unwrap();
    let feet = |layout: &crate::layout::Layout| -> Vec<String> {
        let pages = layout.pages(&grid);
        pages
            .flat_map(|page| lines_on(&page, RunKind::Foot))
            .collect()
    };
    assert_eq!(feet(&one), ["第1页 共4页", "第2页 共4页"]);
    assert_eq!(feet(&other), ["第3页 共4页", "第4页 共4页"]);
    let page = one.pages(&grid).next().unwrap();
    let foot = page.runs.last().unwrap();
    assert!((foot.baseline.to_pt() - 270.0).abs() < EPSILON);
    let width: f64 = page
        .glyphs_of(foot)
        .iter()
        .map(|glyph| f64::from(glyph.advance) / 100.0)
        .sum();
    assert!((foot.x.to_pt() + width - 450.0).abs() < EPSILON);
}

#[test]
fn a_table_without_rows_has_a_page() {
    let mut builder = builder(look(400.0, 600.0), &[1.0]);
    builder.title(Title {
        text: "空表".to_owned(),
        style: TITLE,
    });
    assert_eq!(check(&builder.finish().unwrap()).layout.pages.len(), 1);
    let rows = grid(look(400.0, 600.0), &[], vec![vec![], vec![]]);
    assert_eq!(check(&rows).layout.pages.len(), 1);
}

#[test]
fn short_data_of_a_merged_cell_is_not_split() {
    let mut rows: Vec<Vec<Cell>> = (0..11)
        .map(|_| {
            vec![Cell {
                colspan: 2,
                ..data("行")
            }]
        })
        .collect();
    rows.push(vec![
        Cell {
            rowspan: 6,
            ..data("部\n门\n职\n能")
        },
        data("甲"),
    ]);
    rows.extend((0..5).map(|_| vec![data("乙")]));
    let layout = check(&grid(look(400.0, 12.4 * 16.4), &[1.0, 5.0], rows)).layout;
    assert_eq!(pages_with(&layout, RunKind::Cell(CellIndex(11))), [1]);
}

#[test]
fn an_invalid_look_is_still_laid_out() {
    let odd = |change: fn(&mut Look)| {
        let mut look = look(200.0, 120.0);
        change(&mut look);
        let rows = vec![
            vec![label("绩效，指标", 3), label("头", 1)],
            vec![data("甲乙丙丁，“戊己”abc 123")],
            vec![data("")],
        ];
        let mut builder = builder(look, &[1.0, 2.0]);
        fill(&mut builder, rows);
        builder.group(RowGroup {
            head: 0..1,
            rows: 0..3,
        });
        let grid = builder.finish().unwrap();
        all_text_is_there_once(&grid, &lay_out(&grid, fonts()).unwrap());
    };
    odd(|look| look.paper.left = Length::mm(900.0));
    odd(|look| look.paper.top = Length::mm(900.0));
    odd(|look| of_all(look, |style| style.size = Length::ZERO));
    odd(|look| of_all(look, |style| style.size = Length::pt(4000.0)));
    odd(|look| of_all(look, |style| style.line_height = 0.0));
    odd(|look| of_all(look, |style| style.padding_y = Length::pt(f64::NAN)));
    odd(|look| of_all(look, |style| style.padding_x = Length::pt(f64::INFINITY)));
    odd(|look| of_all(look, |style| style.padding_x = Length::pt(-70.0)));
}

fn of_all(look: &mut Look, change: fn(&mut Style)) {
    for style in &mut look.styles {
        change(style);
    }
}

#[test]
fn rows_of_any_minimum_height_are_laid_out() {
    for height in [0.0, 900.0, -5.0, f64::INFINITY, f64::NAN] {
        let mut builder = builder(look(400.0, 200.0), &[1.0]);
        for _ in 0..5 {
            builder.row(Row {
                min_height: Some(Length::pt(height)),
            });
            builder.cell(data("甲")).unwrap();
        }
        check(&builder.finish().unwrap());
    }
}

#[test]
fn a_group_outside_the_table_is_ignored() {
    let mut builder = builder(look(400.0, 100.0), &[1.0]);
    fill(&mut builder, (0..20).map(|_| vec![data("甲")]).collect());
    builder.group(RowGroup {
        head: 5..30,
        rows: 5..40,
    });
    check(&builder.finish().unwrap());
}
