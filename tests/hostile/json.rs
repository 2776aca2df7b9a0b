//! Bytes given as a submission.

use jixiao::finding::{Levels, Read};

use super::{BARE, Row, base, codes, soon};

const HEAD: &str = "{\"edition\":\"gansu-2025\",\"year\":2025,\"department\":{\"name\":\"水务局\",\"annual_target\":\"完成\",";

const TAIL: &str = ",\"indicators\":[{\"level1\":\"重点履职指标\",\"level2\":\"数量指标\",\"name\":\"次数\",\"comparison\":\"=\",\"value\":2,\"unit\":\"次\"}]}}";

pub(super) fn rows() -> Vec<Row> {
    let with = |member: &str| format!("{HEAD}{member}{TAIL}").into_bytes();
    let good = base().to_string();
    let mut cases: Vec<(&str, Vec<u8>)> = vec![
        ("空文件", Vec::new()),
        ("只有空格", b"  \n ".to_vec()),
        ("只有字节顺序标记", b"\xEF\xBB\xBF".to_vec()),
        ("数", b"1".to_vec()),
        ("空列表", b"[]".to_vec()),
        ("空对象", b"{}".to_vec()),
        ("没有结束", good.as_bytes()[..good.len() - 2].to_vec()),
        ("结束之后还有", format!("{good}{good}").into_bytes()),
        (
            "深一万层的列表",
            [b"[".repeat(10_000), b"]".repeat(10_000)].concat(),
        ),
        (
            "深一万层的对象",
            [
                b"{\"a\":".repeat(10_000),
                b"1".to_vec(),
                b"}".repeat(10_000),
            ]
            .concat(),
        ),
        ("没有结束的深一百万层", b"[".repeat(1_000_000)),
        (
            "文本里的括号",
            with(&format!("\"regulations\":\"{}\"", "[{".repeat(500))),
        ),
        (
            "同一个键两次",
            with("\"regulations\":\"甲\",\"regulations\":\"乙\""),
        ),
        (
            "同一个键,转义写的",
            with("\"regulations\":\"甲\",\"\\u0072egulations\":\"乙\""),
        ),
        ("原型", with("\"__proto__\":{\"a\":1}")),
        ("键里有空字符", with("\"a\\u0000b\":1")),
        ("键是孤立的代理项", with("\"\\ud800\":1")),
        ("键改变方向", with("\"\\u202Esnoitaluger\":1")),
        ("孤立的高代理项", with("\"regulations\":\"甲\\ud800乙\"")),
        ("孤立的低代理项", with("\"regulations\":\"甲\\udc00乙\"")),
        ("倒过来的一对", with("\"regulations\":\"\\udc00\\ud800\"")),
        (
            "CESU-8 的代理项",
            with("\"regulations\":\"\u{1}\"")
                .iter()
                .flat_map(|byte| {
                    if *byte == 1 {
                        vec![0xED, 0xA0, 0x80]
                    } else {
                        vec![*byte]
                    }
                })
                .collect(),
        ),
        (
            "过长的 UTF-8",
            with("\"regulations\":\"\u{1}\"")
                .iter()
                .flat_map(|byte| {
                    if *byte == 1 {
                        vec![0xC0, 0xAF]
                    } else {
                        vec![*byte]
                    }
                })
                .collect(),
        ),
        ("半个字", [good.as_bytes(), b"\xE6\xB0"].concat()),
        ("文本里的裸换行", with("\"regulations\":\"甲\n乙\"")),
        ("文本里的裸空字符", with("\"regulations\":\"甲\u{0}乙\"")),
        (
            "UTF-16 没有标记",
            good.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        (
            "UTF-16 有标记",
            [
                vec![0xFF, 0xFE],
                good.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            ]
            .concat(),
        ),
        (
            "UTF-32",
            good.chars()
                .flat_map(|one| u32::from(one).to_le_bytes())
                .collect(),
        ),
        ("注释", format!("// 甲\n{good}").into_bytes()),
        ("单引号", good.replace('"', "'").into_bytes()),
        ("NaN", with("\"income\":{\"local_fiscal\":NaN}")),
        ("Infinity", with("\"income\":{\"local_fiscal\":-Infinity}")),
        ("十六进制", with("\"income\":{\"local_fiscal\":0x10}")),
        ("前导零", with("\"income\":{\"local_fiscal\":007}")),
        (
            "指数十亿",
            with("\"income\":{\"local_fiscal\":1e999999999}"),
        ),
        (
            "负指数十亿",
            with("\"income\":{\"local_fiscal\":1e-999999999}"),
        ),
        (
            "一百万位的数",
            with(&format!(
                "\"income\":{{\"local_fiscal\":{}}}",
                "9".repeat(1_000_000)
            )),
        ),
        (
            "一百万位的小数",
            with(&format!(
                "\"income\":{{\"local_fiscal\":0.{}1}}",
                "0".repeat(1_000_000)
            )),
        ),
        ("负零", with("\"income\":{\"local_fiscal\":-0}")),
        (
            "最大的数相加",
            with(
                "\"income\":{\"local_fiscal\":79228162514264337593543950335,\"other\":79228162514264337593543950335}",
            ),
        ),
        ("真假当作数", with("\"income\":{\"local_fiscal\":true}")),
        (
            "对象当作数",
            with("\"income\":{\"local_fiscal\":{\"$gt\":0}}"),
        ),
        (
            "版本是路径",
            good.replace("gansu-2025", "../../gansu-2025").into_bytes(),
        ),
        (
            "版本是对象",
            good.replace("\"gansu-2025\"", "{\"a\":1}").into_bytes(),
        ),
        (
            "一万个键",
            with(
                &(0..10_000)
                    .map(|key| format!("\"k{key}\":1"))
                    .collect::<Vec<_>>()
                    .join(","),
            ),
        ),
        ("列表里不是对象", with("\"projects\":[1,null,\"甲\",[]]")),
        ("可执行文件", b"\x7FELF\x02\x01\x01".to_vec()),
        ("PDF", b"%PDF-1.7\n".to_vec()),
        ("网页", b"<!DOCTYPE html><html></html>".to_vec()),
    ];
    cases.push((
        "长一百万的键",
        with(&format!("\"{}\":1", "k".repeat(1_000_000))),
    ));
    let rows = cases.into_iter().map(|(case, bytes)| {
        let outcome = soon(case, || outcome(&bytes));
        let input = String::from_utf8_lossy(&bytes);
        let input = input.strip_prefix(HEAD).unwrap_or(&input);
        let input = input.split_once(TAIL).map_or(input, |(own, _)| own);
        Row::new(case, input, outcome)
    });
    rows.collect()
}

fn outcome(bytes: &[u8]) -> String {
    let Read {
        value: sources,
        report,
    } = BARE.open("a.json", bytes);
    let Some(source) = sources.first() else {
        assert!(report.has_errors());
        return codes(&report);
    };
    let Read {
        value: submission,
        report,
    } = BARE.read_source(source, &Levels::new());
    for finding in report.findings() {
        let words = finding.to_string();
        assert!(words.chars().count() < 2_000, "{words}");
        assert!(
            !words.contains(|one: char| one != '\n' && jixiao::text::is_hidden(one)),
            "{words:?}"
        );
    }
    match submission {
        None => format!("{},不读", codes(&report)),
        Some(_) => codes(&report),
    }
}
