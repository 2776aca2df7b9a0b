//! Examples of command lines, for help and manual pages.

/// A command line with what it does.
pub(super) struct Example {
    pub(super) line: &'static str,
    pub(super) chinese: &'static str,
    pub(super) english: &'static str,
}

const fn example(line: &'static str, chinese: &'static str, english: &'static str) -> Example {
    Example {
        line,
        chinese,
        english,
    }
}

/// The examples of a command (`template copy`; empty for the program), the most usual first.
pub(super) fn of(path: &str) -> &'static [Example] {
    let mut all = EXAMPLES.iter();
    all.find(|(own, _)| *own == path)
        .map_or(&[], |(_, examples)| examples)
}

/// All examples.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static Example> {
    EXAMPLES.iter().flat_map(|(_, examples)| examples.iter())
}

#[rustfmt::skip]
static EXAMPLES: &[(&str, &[Example])] = &[
    ("", &[
        example("jixiao blank --all -o 水务局.xlsx", "领一份空白表,在 Excel、WPS 里填", "a blank to fill in with Excel or WPS"),
        example("jixiao check --mark 目标表.xlsx", "检查填好的表,问题标在另一份里", "check a filled-in workbook; findings go into a copy"),
        example("jixiao render 目标表.xlsx -o 成果", "生成上报用的工作簿与 PDF", "make the workbook and the PDF to hand in"),
        example("jixiao batch 报来 -o 成果 --volume", "一次做完“报来”里的所有部门", "make all departments of a folder at once"),
    ]),
    ("render", &[
        example("jixiao render 目标表.xlsx -o 成果", "生成工作簿与 PDF,写到“成果”文件夹", "a workbook and a PDF, into the folder 成果"),
        example("jixiao render 目标表.xlsx --format html --publish -o 公开", "生成公开用的网页,联系人留空", "a page to publish, without contacts"),
    ]),
    ("batch", &[
        example("jixiao batch 报来 -o 成果", "“报来”里各部门的表都做好,写到“成果”", "make the tables of all departments in 报来"),
        example("jixiao batch 报来 -o 成果 --roster 名册.xlsx --send-back --bureau 云岭县财政局", "对照名册说出谁没有报,有问题的退回并附通知", "say who has not handed in; send back what has mistakes, with a letter"),
        example("jixiao batch 报来 -o 成果 --resume", "改了几份以后,只重做变了的", "make again only what changed"),
    ]),
    ("verify", &[
        example("jixiao verify 成果", "成果里的文件有没有被改动、缺少", "whether files of the results were changed or are missing"),
        example("jixiao verify 成果 报来", "连同申报数据是不是生成时的那些", "also whether the submissions are those they were made from"),
    ]),
    ("merge", &[
        example("jixiao merge 甲机 乙机 -o 成果", "两台机器各做一半(--shard 1/2、2/2),合成一份", "join the halves that two machines made (--shard 1/2 and 2/2)"),
    ]),
    ("roster", &[
        example("jixiao roster 报来 -o 名册.xlsx", "由收来的表做一份名册,再补上没有报的", "a roster of those who have handed in, to be completed by hand"),
        example("jixiao roster 报来 --roster 名册.xlsx -o 新名册.xlsx", "名册里没有的部门加在后面", "add the departments that the roster has not"),
    ]),
    ("check", &[
        example("jixiao check 目标表.xlsx", "检查一份填好的表", "check a filled-in workbook"),
        example("jixiao check 报来", "检查一个文件夹里的全部", "check all files of a folder"),
        example("jixiao check --mark 报来 -o 退回", "每份另写一份,问题标在格里", "findings in the cells of copies"),
        example("jixiao check --fix 目标表.xlsx", "答案只有一个的,改正在另一份里", "mend in a copy what has one sure answer"),
    ]),
    ("blank", &[
        example("jixiao blank --all --projects 2 --year 2025 -o 水务局.xlsx", "部门表和两张项目表,放在一个工作簿里", "the table of a department and two of projects, in one workbook"),
        example("jixiao blank project-target", "只要项目表", "the table of a project only"),
    ]),
    ("import", &[
        example("jixiao import 目标表.xlsx -o 目标表.json", "填好的表读成 JSON", "a filled-in workbook as JSON"),
        example("jixiao import 清单.xlsx -o 数据/", "清单读成各部门的 JSON", "a list as a JSON file for each department"),
    ]),
    ("list", &[
        example("jixiao list 报来/甲.xlsx 报来/乙.xlsx -o 清单.xlsx", "几个部门的指标列在一份清单里", "the indicators of several departments in one list"),
    ]),
    ("carry", &[
        example("jixiao carry 目标表.xlsx --to selfeval-2020 --blank", "由目标表做自评表,只剩实际完成的要填", "a self-evaluation made of targets; only results are left to fill in"),
    ]),
    ("diff", &[
        example("jixiao diff 一稿.xlsx 二稿.xlsx", "两稿改了什么", "what changed between two drafts"),
        example("jixiao diff 上年 今年 -o 对比.xlsx", "两年的各部门对比,写成工作簿", "the departments of two years, as a workbook"),
    ]),
    ("explain", &[
        example("jixiao explain total-mismatch", "说明报告里方括号中的一个检查项目", "what a code in brackets means"),
        example("jixiao explain 合计", "按字词找检查项目", "codes whose explanation has a word"),
    ]),
    ("fonts", &[
        example("jixiao fonts", "有哪些字体,各处用哪个", "the fonts, and where each is used"),
        example("jixiao fonts 目标表.xlsx", "表里哪些字要别的字体来补", "which characters need another font"),
    ]),
    ("schema", &[
        example("jixiao schema gansu-2025", "写出 JSON Schema", "print the JSON Schema"),
    ]),
    ("template", &[
        example("jixiao template copy gansu-2025 我的表样", "写出一份内置的表样,从它改起", "write a built-in edition to start from"),
        example("jixiao template check 我的表样", "改了以后检查", "check it after changes"),
    ]),
    ("template list", &[
        example("jixiao template list", "内置的表样有哪些", "the built-in editions"),
    ]),
    ("template copy", &[
        example("jixiao template copy gansu-2025 我的表样", "写到文件夹“我的表样”", "into the folder 我的表样"),
    ]),
    ("template new", &[
        example("jixiao template new 我的表样", "写到文件夹“我的表样”", "into the folder 我的表样"),
    ]),
    ("template check", &[
        example("jixiao template check 我的表样", "读定义,试着生成各表", "read the definitions and try to make the tables"),
    ]),
    ("template diff", &[
        example("jixiao template diff 我的表样", "与内置的比", "compared with the built-in one"),
    ]),
    ("template words", &[
        example("jixiao template words 万元", "哪些词表里有“万元”", "the lists of words that have 万元"),
    ]),
    ("page", &[
        example("jixiao page -o 绩效目标表.html", "写出网页,发给填表的人", "write the page, to give to those who fill in tables"),
    ]),
    ("licenses", &[
        example("jixiao licenses", "列出第三方的软件包与字体", "the third-party packages and fonts"),
    ]),
    ("completions", &[
        example("jixiao completions bash", "写到标准输出;装到自己的文件夹见“命令与退出码”", "to standard output; where to put it: docs/commands.md"),
    ]),
    ("man", &[
        example("jixiao man -o man1", "写出 jixiao.1、jixiao-check.1 等,用 man -l man1/jixiao.1 看", "write jixiao.1, jixiao-check.1, …; read them with man -l man1/jixiao.1"),
        example("jixiao man --lang en -o man1", "英文的", "in English"),
    ]),
    ("help", &[
        example("jixiao help check", "检查怎样写", "how to check"),
        example("jixiao help template copy", "写出表样怎样写", "how to write an edition"),
    ]),
];
