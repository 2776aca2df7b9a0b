//! Code and name of a department → file names that every system accepts and that stay in their
//! folder.

use jixiao::write::Format;

use super::{Row, WHOLE, all_the_same, base, soon};

const NAMES: &[(&str, &str, &str)] = &[
    ("上一级", "", "../../etc/passwd"),
    ("绝对路径", "", "/etc/passwd"),
    ("盘符", "", "C:\\Windows\\system32"),
    ("共享", "", "\\\\server\\share\\甲"),
    ("编码里的路径", "../..", "水务局"),
    ("数据流", "", "水务局:隐藏"),
    ("只有点", "", ".."),
    ("一个点", "", "."),
    ("隐藏文件", "", ".bashrc"),
    ("结尾的点", "", "水务局..."),
    ("结尾的空格", "", "水务局  "),
    ("CON", "", "CON"),
    ("小写 nul", "", "nul"),
    ("带扩展名的设备", "", "aux.局"),
    ("端口", "", "COM1"),
    ("上标的端口", "", "COM²"),
    ("设备后的空格", "", "LPT1 .局"),
    ("控制台", "", "CONIN$"),
    ("选项", "", "-rf"),
    ("主目录", "", "~root"),
    ("Excel 的临时文件", "", "~$水务局"),
    ("通配符", "", "水*务?局"),
    ("管道与重定向", "", "a|b>c<d"),
    ("引号", "", "水\"务'局"),
    ("命令替换", "", "$(touch a)`id`"),
    ("百分号编码", "", "%2e%2e%2fetc"),
    ("空字符", "", "水务局\u{0}.exe"),
    ("换行", "", "水务局\n甲"),
    ("退格", "", "水务局\u{8}"),
    ("倒排的扩展名", "", "水务局\u{202E}fdp.exe"),
    ("零宽空格", "", "水\u{200B}务局"),
    ("全角的路径", "", "．．／水务局"),
    ("除号与分数线", "", "水∕务⁄局"),
    ("表情", "", "🏢水务局"),
    ("扩展区的字", "", "𠮷县水务局"),
    ("分解的字母", "", "cafe\u{301}局"),
    ("只有空格", "", "   "),
    ("全角空格", "", "　水务局　"),
];

pub(super) fn rows() -> Vec<Row> {
    let long = "名称很长的单位".repeat(200);
    let emoji = "🏢".repeat(300);
    let mut cases: Vec<(&str, &str, &str)> = NAMES.to_vec();
    cases.push(("一千四百字", "", &long));
    cases.push(("三百个表情", "", &emoji));
    cases.push(("很长的编码", &long, "水务局"));
    let rows = cases.into_iter().map(|(case, code, name)| {
        let file = soon(case, || file(code, name));
        holds(case, &file);
        let input = [code, name].join(" ");
        let shown = if file.chars().count() > 60 {
            format!(
                "{}…({} 字节)",
                file.chars().take(12).collect::<String>(),
                file.len()
            )
        } else {
            file
        };
        Row::new(case, input.trim_start(), jixiao::text::visible(&shown))
    });
    rows.collect()
}

fn file(code: &str, name: &str) -> String {
    let mut data = base();
    data["code"] = code.into();
    data["department"]["name"] = name.into();
    let rendered = WHOLE.render(
        "a.json",
        data.to_string().as_bytes(),
        &all_the_same(&[Format::Xlsx]),
    );
    let mut files = rendered.unwrap().files;
    assert_eq!(files.len(), 1);
    files.remove(0).name
}

/// Requirements of every system on a file name.
fn holds(case: &str, name: &str) {
    assert!(
        name.len() <= 255 && name.encode_utf16().count() <= 255,
        "{case}: {name}"
    );
    let forbidden = |character: char| character.is_control() || "<>:\"/\\|?*".contains(character);
    assert!(!name.contains(forbidden), "{case}: {name}");
    assert!(!name.contains(jixiao::text::is_hidden), "{case}: {name}");
    assert!(!name.starts_with(['.', ' ', '-', '~']), "{case}: {name}");
    assert!(!name.ends_with(['.', ' ']), "{case}: {name}");
    let path = std::path::Path::new(name);
    assert_eq!(path.components().count(), 1, "{case}: {name}");
    assert_eq!(path.file_name().unwrap(), name, "{case}");
    let stem = name.split('.').next().unwrap().trim_end().to_uppercase();
    let devices = [
        "CON", "PRN", "AUX", "NUL", "COM1", "COM²", "LPT1", "CONIN$", "CONOUT$",
    ];
    assert!(!devices.contains(&stem.as_str()), "{case}: {name}");
}
