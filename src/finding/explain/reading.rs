//! Explanations: reading an input file.

use super::{Explanation, Origin};

pub(super) const ENCODING: Explanation = Explanation {
    line: "文件不是 UTF-8 或 GB18030 的文本",
    meaning: "申报数据是文本文件。能读的编码有 UTF-8(有无 BOM 都行)、带 BOM 的 UTF-16、GB18030(含 GBK、GB2312)。Excel、Word、PDF、压缩包不是文本;\
              文件传坏了、只传了一半、由两种编码拼成,或文本里有半个字符(单独的 \\uD83D 之类)时也有此错误:写明是哪一行、哪一个字节,不猜。",
    origin: Origin::Program("RFC 8259 第 8.1 节:JSON 用 UTF-8;另读国内软件常写的 GB18030—2022"),
    wrong: "把 目标表.xlsx 改名为 目标表.json",
    right: "从软件里导出 JSON,或用记事本“另存为”,编码选 UTF-8",
};

pub(super) const STRAY_FILE: Explanation = Explanation {
    line: "临时文件、系统文件:略过",
    meaning: "Excel、WPS 打开着一个工作簿时,在旁边放一个名称以 ~$ 或 .~ 开头的小文件,关闭后自己删去;._ 开头的、Thumbs.db、.DS_Store 是系统存的。里面没有申报数据,略过。\
              看名称,也看内容:内容是工作簿或申报数据的照样读。",
    origin: Origin::Program("只读申报数据"),
    wrong: "jixiao check 报送/*(其中有 ~$水务局.xlsx)",
    right: "不用管它;它在,说明 水务局.xlsx 还在别处打开着,可能有没有存盘的改动",
};

pub(super) const INPUT_TOO_LARGE: Explanation = Explanation {
    line: "太大:文件、列表、文本或模板超过上限",
    meaning: "一个文件是一个部门一年的申报数据,几百个项目也不过几 MiB。更大的多半是选错了文件,或把许多部门写在了一个文件里。\
              文件、行数、项目数、一栏的字数、模板各有上限,见 docs/limits.md;超过的不读。",
    origin: Origin::Program("docs/limits.md 里的上限"),
    wrong: "全县.json(80 MiB,所有部门写在一起)",
    right: "001.json 002.json …(一个部门一个文件)",
};

pub(super) const INPUT_TOO_DEEP: Explanation = Explanation {
    line: "括号嵌套太深,超过 64 层",
    meaning: "申报数据只有几层:申报数据、表、行。嵌套几十层的不是申报数据,多半是别的程序写坏的文件。",
    origin: Origin::Program("嵌套的上限 64 层"),
    wrong: "{ \"projects\": [[[[ … ]]]] }",
    right: "{ \"projects\": [ { \"name\": \"…\" } ] }",
};

pub(super) const JSON_SYNTAX: Explanation = Explanation {
    line: "不是合法的 JSON:少了引号、逗号或括号",
    meaning: "JSON 的写法有一处不对,从那里起无法读下去,所以一次只报一处。常见的有:中文引号“”、中文逗号“,”、最后一项之后多一个逗号、文本里直接换行、数里写了逗号或单位。",
    origin: Origin::Program("RFC 8259(JSON)"),
    wrong: "{ \"name\": “云溪县水务局”, }",
    right: "{ \"name\": \"云溪县水务局\" }",
};

pub(super) const UNKNOWN_EDITION: Explanation = Explanation {
    line: "没有所写的版本(表样)",
    meaning: "申报数据的 edition 写明用哪一省、哪一年的表样。内置的表样用 jixiao template list 看;自己的表样用 --templates 指出所在的文件夹。",
    origin: Origin::Program("一份申报数据属于一个版本"),
    wrong: "{ \"edition\": \"gansu-2205\", \"year\": 2025 }",
    right: "{ \"edition\": \"gansu-2025\", \"year\": 2025 }",
};

pub(super) const UNKNOWN_KEY: Explanation = Explanation {
    line: "表样里没有这个键",
    meaning: "键写错一个字母,它的值就不会印在表上,所以报为错误。真的不属于表的键删去就行;数据由别的软件导出、总是带着多余的键时,可以在 jixiao.toml 里把此项改为提示或关掉。",
    origin: Origin::Program("键以表样的栏目为准,见 jixiao schema"),
    wrong: "\"department\": { \"name\": \"云溪县水务局\", \"anual_target\": \"…\" }",
    right: "\"department\": { \"name\": \"云溪县水务局\", \"annual_target\": \"…\" }",
};

pub(super) const DUPLICATE_KEY: Explanation = Explanation {
    line: "同一个键写了两次",
    meaning: "一个对象里同一个键出现两次,就不知道哪一个是真的。读的是前一个。",
    origin: Origin::Program("RFC 8259 第 4 节:键不应重复"),
    wrong: "\"funds\": { \"fiscal\": 10, \"fiscal\": 12 }",
    right: "\"funds\": { \"fiscal\": 12 }",
};

pub(super) const WRONG_TYPE: Explanation = Explanation {
    line: "值的类型不对:要文本给了数,要列表给了对象等",
    meaning: "每个栏目有它的类型:文字写在双引号里,金额、人数是数,指标是列表 [ … ]。电话号码、编码是文字,不是数(数会丢掉开头的 0)。",
    origin: Origin::Program("类型以表样的栏目为准,见 jixiao schema"),
    wrong: "\"contact\": { \"phone\": 9301234567 }",
    right: "\"contact\": { \"phone\": \"0930-1234567\" }",
};

pub(super) const VALUE_NOT_NUMBER: Explanation = Explanation {
    line: "要填数的栏目里是文字",
    meaning: "金额、人数、比率的栏目只填数,单位已在表头,不要再写;千分位的逗号也不要。数写成文本(\"200.95\")可以,百分数写成 \"100%\"。",
    origin: Origin::Form("两表的金额栏目,表头注明单位“万元”"),
    wrong: "\"income\": { \"local_fiscal\": \"200.95万元\" }",
    right: "\"income\": { \"local_fiscal\": 200.95 }",
};

pub(super) const NUMBER_TOO_LONG: Explanation = Explanation {
    line: "数的位数太多,不能精确保存",
    meaning: "金额按十进制精确计算,不用浮点数,至多 28 位有效数字。更长的多半是别的软件算出来的浮点数,或误把编码当成了数。",
    origin: Origin::Program("金额精确计算,至多 28 位有效数字"),
    wrong: "\"fiscal\": 10.000000000000000000000000000001",
    right: "\"fiscal\": 10",
};

pub(super) const UNKNOWN_CHOICE: Explanation = Explanation {
    line: "不是规定的选项之一",
    meaning: "此栏只能填表样列出的词。指标值类型可以写成多种样子(>=、≧、＝ 等),都读作标准的 ≥ ≤ = ＞ ＜;文字的类型用“定性”。",
    origin: Origin::Form("部门（单位）整体支出绩效目标表的是否栏;两表的指标值类型栏"),
    wrong: "{ \"name\": \"满意度\", \"comparison\": \"约\", \"value\": 95, \"unit\": \"%\" }",
    right: "{ \"name\": \"满意度\", \"comparison\": \"≥\", \"value\": 95, \"unit\": \"%\" }",
};

pub(super) const MISSING_REQUIRED: Explanation = Explanation {
    line: "必填的栏目没有填",
    meaning: "部门名称、项目名称、主管部门、年度绩效目标(总体目标),以及每一行指标的一级、二级、三级名称必须填写。空格不算填了。部门表一条指标也没有的是警告。清单没有必填的一列的,检查清单时是警告,一列说一次;导入成 JSON 以后要补上,不补就是错误。",
    origin: Origin::Practice("空着这些栏目的表会被退回;哪些栏目必填由表样的 required 规定"),
    wrong: "{ \"name\": \"河道清淤\", \"supervising_department\": \"\" }",
    right: "{ \"name\": \"河道清淤\", \"supervising_department\": \"云溪县水务局\" }",
};

pub(super) const CONTROL_CHARACTER: Explanation = Explanation {
    line: "文字里有看不见的控制字符",
    meaning: "从别的软件复制来的文字里混进了控制字符,印不出来,Excel 也不收。输出时去掉它;换行和制表符不在此列。",
    origin: Origin::Program("XML 1.0 第 2.2 节:工作簿里不能有这些字符"),
    wrong: "\"name\": \"河道\\u0007清淤\"",
    right: "\"name\": \"河道清淤\"",
};

pub(super) const BIDI_CHARACTER: Explanation = Explanation {
    line: "文字里有改变书写方向的字符",
    meaning: "U+202A 至 U+202E、U+2066 至 U+2069、U+200E、U+200F、U+061C 看不见,却会让后面的字倒着排:屏幕上读到的与存下的不是一句话,打印的又是另一句。\
              中文用不着它,多半是从网页、聊天软件复制来的,也可能是有意弄虚作假。",
    origin: Origin::Program("同一份数据在工作簿、PDF、网页里要读出同一句话"),
    wrong: "\"name\": \"云溪县\\u202E局务水\"",
    right: "\"name\": \"云溪县水务局\"",
};

pub(super) const INVISIBLE_CHARACTER: Explanation = Explanation {
    line: "文字里有看不见、没有宽度的字符",
    meaning: "零宽空格(U+200B)、字节顺序标记(U+FEFF)、软连字符(U+00AD)、字形选择符、标签字符等,印不出来也占不了地方,却让两个一样的名称不相等、查找找不到。\
              数据照原样保留;比较名称时不算它们。",
    origin: Origin::Practice("从网页、聊天软件复制文字时常带进来"),
    wrong: "\"name\": \"云溪县\\u200B水务局\"",
    right: "\"name\": \"云溪县水务局\"",
};
