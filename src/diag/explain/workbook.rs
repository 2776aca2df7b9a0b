//! Explanations: reading a workbook.

use super::{Explanation, Origin};

pub(super) const WORKBOOK_UNREADABLE: Explanation = Explanation {
    line: "不是 Excel 工作簿,或工作簿已损坏",
    meaning: "能读的是 .xlsx 与 .xls 工作簿,WPS 的 .et 实际是其中之一的也行:看的是内容,不看文件名。Word 文档、压缩包、.ods、没有传完的文件都不是。",
    origin: Origin::Program("ISO/IEC 29500(.xlsx)与 Excel 97—2003 的 .xls"),
    wrong: "目标表.docx 改名为 目标表.xlsx",
    right: "用 WPS 或 Excel 打开,另存为“Excel 工作簿(.xlsx)”",
};

pub(super) const WORKBOOK_ENCRYPTED: Explanation = Explanation {
    line: "工作簿设了打开密码",
    meaning: "设了打开密码的工作簿是加了密的,没有密码读不出内容。只保护了工作表或结构、打开时不问密码的工作簿能读。",
    origin: Origin::Program("不问密码,也不解密"),
    wrong: "目标表.xlsx(打开时问密码)",
    right: "用 WPS 或 Excel 打开,在“文档加密”里去掉打开密码再保存",
};

pub(super) const WORKBOOK_TOO_LARGE: Explanation = Explanation {
    line: "工作簿太大:文件、单元格或工作表太多",
    meaning: "一个部门的表一张不过几百个单元格。超过上限的多半是选错了文件,或是有意撑爆电脑的文件,所以不再读下去。",
    origin: Origin::Program("文件至多 32 MiB,解压后至多 96 MiB,有内容的单元格至多 60 万个"),
    wrong: "全省指标库.xlsx(解压后 300 MiB)",
    right: "把本部门的表复制到新的工作簿",
};

pub(super) const WORKBOOK_ASIDE: Explanation = Explanation {
    line: "工作簿里有不读的东西:宏、外部链接",
    meaning: "只读单元格里的内容。宏不会运行;指向别的工作簿的链接不会去取,用的是上次保存时的值,所以要核对。",
    origin: Origin::Program("不运行别人的程序,不读没有给出的文件"),
    wrong: "='D:\\[底稿.xlsx]Sheet1'!B2",
    right: "200.95",
};
