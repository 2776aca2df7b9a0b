//! Explanations: making the files.

use super::{Explanation, Origin};

pub(super) const SAME_DEPARTMENT: Explanation = Explanation {
    line: "同一个部门报了两份",
    meaning: "一次做许多部门(jixiao batch)、读几个文件(jixiao import)时,名称和编码都相同(或名称相同、一份没有写编码)的部门又来了一次;文件一字不差的,写明与哪个文件相同。\
              两份都照做(import 写成两份数据),汇总表的状态里写着“重复”,合计与合订本只算一份(按路径在前、已生成的)。同一个文件经两条路径(链接)给出的只取一次,不算重复。确是两个同名单位的,给它们不同的编码。",
    origin: Origin::Program("汇总表一个部门一行,合计每个部门算一次"),
    wrong: "申报/水务局.xlsx 申报/水务局(改).xlsx(都是云溪县水务局)",
    right: "申报/水务局(改).xlsx(旧的一份已移出)",
};

pub(super) const CODE_APART: Explanation = Explanation {
    line: "一个编码几个名称,或一个名称几个编码",
    meaning: "一次做许多部门(jixiao batch)时,两份数据编码相同而名称不同,或名称相同而编码不同:多半有一份的编码写错了,或部门改了名、旧的一份没有移出去。\
              两份都照做、都算进合计,所以要看清楚。",
    origin: Origin::Program("一个部门一个编码、一个名称"),
    wrong: "申报/司法局.json:015 青石县司法局;申报/审计局.json:015 青石县审计局",
    right: "申报/司法局.json:015 青石县司法局;申报/审计局.json:016 青石县审计局",
};

pub(super) const FILES_JOINED: Explanation = Explanation {
    line: "几个文件合成一份,或略过标记副本",
    meaning: "一次做许多部门(jixiao batch)时,一个部门的表分在几个工作簿里(部门表一个、项目表一个)的,合成一份,与 jixiao import 给出这几个文件相同。\
              jixiao check --mark 做的标记副本(*.检查.xlsx),原文件也在的,用原文件,副本略过;副本做出以后又改过的写明,要用副本就把原文件移出去。\
              本程序的汇总表、检查报告放在申报数据里的,也略过。",
    origin: Origin::Program("一个部门一份申报数据"),
    wrong: "申报/水务局.xlsx 与 申报/水务局.检查.xlsx(在副本里改了,两份都交上来)",
    right: "申报/水务局.检查.xlsx(只交改过的那份)",
};

pub(super) const YEAR_APART: Explanation = Explanation {
    line: "年度与其余的部门不同",
    meaning: "一次做许多部门(jixiao batch)时,这一份的年度与多数不同:多半是交了去年的表,或忘了改年度。表照做,汇总表照算;确要把几个年度放在一起的,用 --level year-apart=off。",
    origin: Origin::Program("汇总表与合订本是一个年度的"),
    wrong: "申报/水务局.json(2024 年度),其余 20 个部门都是 2025 年度",
    right: "申报/水务局.json(2025 年度)",
};

pub(super) const DOCUMENT_TOO_LARGE: Explanation = Explanation {
    line: "一个部门的各表太大,内存装不下",
    meaning: "一个部门的各表一起生成,字符、格或页超过了上限(见 docs/limits.md),排版以前就停下,这个部门一个文件也不生成;一次做许多部门(jixiao batch)时,其余的部门照做。\
              上限比两万条指标、两千个项目的部门还高出许多:多半是整篇文件粘进了一栏。",
    origin: Origin::Program("生成文件时各表都在内存里"),
    wrong: "\"overall_target\": \"(整本规划,八万字)\",一百个项目都是这样",
    right: "\"overall_target\": \"(几百字,列出目标与要点)\"",
};

pub(super) const GLYPH_MISSING: Explanation = Explanation {
    line: "所用的字体里没有这个字",
    meaning: "PDF 里嵌入的字体没有此字,以 〓 印出。多见于人名、地名里的生僻字。用 jixiao fonts 数据.json 看缺哪些字、在哪一栏。工作簿用的是电脑上的字体,不受影响。",
    origin: Origin::Program("PDF 须嵌入字体;内置的字体不含全部生僻字"),
    wrong: "jixiao render 数据.json(名称里有生僻字)",
    right: "jixiao render 数据.json --fonts 我的字体/(其中的字体含此字)",
};

pub(super) const FONT_ASIDE: Explanation = Explanation {
    line: "字体文件不能用,或标明不许嵌入",
    meaning: "--fonts 的文件夹里有程序用不了的字体文件(不是 TrueType 轮廓、已损坏、不是字体),或文件夹里一个字体也没有:程序不用它们,用别的字体。\
              字体标明不许嵌入(OS/2 表的 fsType)的照样用,但对外发布这样的 PDF 要先问清许可。用 jixiao fonts 看各处用的是什么字体。",
    origin: Origin::Program("PDF 里的字体须嵌入;OpenType 规格的 OS/2 表 fsType"),
    wrong: "我的字体/SourceHanSerif.otf(CFF 轮廓)",
    right: "我的字体/simfang.ttf(TrueType 轮廓)",
};

pub(super) const XLSX_TEXT_SPLIT: Explanation = Explanation {
    line: "文字超过工作簿一个单元格的容量,分写在几格",
    meaning: "Excel 的一个单元格至多 32767 个字符。更长的文字接着写在下面的单元格里,内容不丢;PDF 不受影响。",
    origin: Origin::Program("Excel 规格:单元格至多 32767 个字符"),
    wrong: "\"overall_target\": \"(四万字)\"",
    right: "\"overall_target\": \"(几百字,列出目标与要点)\"",
};

pub(super) const XLSX_NUMBER_AS_TEXT: Explanation = Explanation {
    line: "数的位数超过工作簿能保存的,写成了文字",
    meaning: "Excel 的数只有 15 位有效数字,更长的会被改掉末尾几位,所以写成文字,原样不动,但不能参加求和。",
    origin: Origin::Program("Excel 规格:15 位有效数字"),
    wrong: "\"fiscal\": 1234567890.1234567",
    right: "\"fiscal\": 1234567890.12",
};
