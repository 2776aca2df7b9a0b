//! Explanations: editions of the user's own, their definitions and templates, and the file with levels.

use super::{Explanation, Origin};

pub(super) const EDITION_FILE_MISSING: Explanation = Explanation {
    line: "表样的文件夹里缺文件",
    meaning: "一个版本的文件夹里要有 edition.toml,以及它列出的每张表的 .toml(栏目)和 .tera(表样)。",
    origin: Origin::Program("版本的文件夹,从 jixiao template copy 写出的一份改起"),
    wrong: "我的表样/edition.toml",
    right: "我的表样/edition.toml  我的表样/project-target.toml  我的表样/project-target.tera",
};

pub(super) const TOML_SYNTAX: Explanation = Explanation {
    line: "定义文件不是合法的 TOML",
    meaning: "edition.toml、各表的 .toml、jixiao.toml 的写法有一处不对。常见的有:键里有点而没写在引号里、文本没写在双引号里、用了中文引号。",
    origin: Origin::Program("TOML 1.0"),
    wrong: "title = 云溪县目标表",
    right: "title = \"云溪县目标表\"",
};

pub(super) const DEFINITION_UNKNOWN_KEY: Explanation = Explanation {
    line: "定义里没有这个键",
    meaning: "edition.toml、各表的 .toml 或 jixiao.toml 里有一个不认识的键,它不会起作用,所以报为错误。在 [levels] 一节里,键是检查项目的名称,用 jixiao explain 看有哪些。",
    origin: Origin::Program("定义文件的键"),
    wrong: "\"name\" = { lable = \"项目名称\" }",
    right: "\"name\" = { label = \"项目名称\" }",
};

pub(super) const DEFINITION_MISSING_KEY: Explanation = Explanation {
    line: "定义里缺一个键",
    meaning: "栏目要有 label,表要有 form、name,样式要有 font、size 等。缺了就不知道印什么。",
    origin: Origin::Program("定义文件的键"),
    wrong: "\"funds.total\" = { type = \"amount\" }",
    right: "\"funds.total\" = { label = \"年度资金总额\", type = \"amount\" }",
};

pub(super) const DEFINITION_VALUE: Explanation = Explanation {
    line: "定义里的值不对",
    meaning: "值的类型不对,或不是可用的词之一。在 [levels] 一节里,值是 错误、警告、提示、关(或 error、warning、note、off);读不出数据、表样的错误不能改级别。",
    origin: Origin::Program("定义文件的值"),
    wrong: "\"funds.total\" = { label = \"年度资金总额\", type = \"money\" }",
    right: "\"funds.total\" = { label = \"年度资金总额\", type = \"amount\" }",
};

pub(super) const UNKNOWN_PATH: Explanation = Explanation {
    line: "定义里的路径没有对应的栏目",
    meaning: "算式、勾稽关系、title、name 等处写的路径必须是 [fields] 里的一个栏目。",
    origin: Origin::Program("定义文件的路径"),
    wrong: "derive = \"funds.fical + funds.other\"",
    right: "derive = \"funds.fiscal + funds.other\"",
};

pub(super) const DERIVATION_SYNTAX: Explanation = Explanation {
    line: "算式的写法不对",
    meaning: "算式由路径、数、+ - * / 和括号组成,另有 sum(行.栏) 与 measure(类型, 值, 单位)。",
    origin: Origin::Program("算式 derive、[[agree]] 的写法"),
    wrong: "derive = \"funds.fiscal + \"",
    right: "derive = \"funds.fiscal + funds.other\"",
};

pub(super) const DERIVATION_CYCLE: Explanation = Explanation {
    line: "算式绕了一圈,依赖自己的结果",
    meaning: "甲由乙算出,乙又由甲算出,就都算不出来。",
    origin: Origin::Program("算式 derive 的写法"),
    wrong: "\"total\" = { …, derive = \"part * 2\" }   \"part\" = { …, derive = \"total / 2\" }",
    right: "\"total\" = { …, derive = \"part * 2\" }   \"part\" = { … }",
};

pub(super) const TEMPLATE_SYNTAX: Explanation = Explanation {
    line: "模板不合 Tera 的写法",
    meaning: "{% %}、{{ }} 没有成对,或语句写错了。",
    origin: Origin::Program("Tera 模板语言"),
    wrong: "{% for row in indicators %} <tr>…</tr>",
    right: "{% for row in indicators %} <tr>…</tr> {% endfor %}",
};

pub(super) const TEMPLATE_UNDEFINED: Explanation = Explanation {
    line: "模板里的名字没有对应的栏目",
    meaning: "{{ }} 里或 field=\"…\" 里写的名字不是表样的栏目,多半是拼写错误。",
    origin: Origin::Program("模板里可用的名字是表样的栏目"),
    wrong: "<td field=\"funds.fical\">{{ funds.fical }}</td>",
    right: "<td field=\"funds.fiscal\">{{ funds.fiscal }}</td>",
};

pub(super) const TEMPLATE_FAILED: Explanation = Explanation {
    line: "模板执行时出错",
    meaning: "模板合乎写法,用数据一试却出了错,如对文字做除法、递归太深。",
    origin: Origin::Program("Tera 模板语言"),
    wrong: "{{ name / 2 }}",
    right: "{{ name }}",
};

pub(super) const TEMPLATE_MARKUP: Explanation = Explanation {
    line: "模板生成的不是规定的表格标记",
    meaning: "模板生成一张 XHTML 表格,只用 table、caption、colgroup、col、tbody、tr、th、td、p、br 几种元素,标签要成对,属性要有引号,样式(class)要在 edition.toml 里有。",
    origin: Origin::Program("模板的标记"),
    wrong: "<td class=name>河道清淤<td>",
    right: "<td class=\"name\">河道清淤</td>",
};

pub(super) const TEMPLATE_SLOTS: Explanation = Explanation {
    line: "模板的表格里格子重叠、缺少或超出",
    meaning: "按 colspan、rowspan 排下来,每一格应当恰好被一个单元格占住。",
    origin: Origin::Program("表格的每一格恰好有一个单元格"),
    wrong: "<tr><td colspan=\"3\">…</td></tr>(表有四列)",
    right: "<tr><td colspan=\"4\">…</td></tr>",
};

pub(super) const FIELD_NOT_SHOWN: Explanation = Explanation {
    line: "表样没有一格显示这个栏目",
    meaning: "[fields] 里的栏目,模板里没有一格(也没有表名)显示它,填了也不会印出来,多半是漏了一格。只供算式使用、本来就不印的栏目不是错,在此表样的 edition.toml 的 [levels] 里关掉。",
    origin: Origin::Program("填写的数据都印在表上"),
    wrong: "\"assets.total\" = { label = \"资产合计\", type = \"amount\" }(模板里没有 assets.total)",
    right: "<td field=\"assets.total\">{{ assets.total }}</td>",
};

pub(super) const FIELD_NOT_FILLABLE: Explanation = Explanation {
    line: "印出来的值,填不了,也读不回来",
    meaning: "栏目的值印在没有 field 的格子里,或与别的字印在一格:空白表里没有地方填它,填好的表读回来也认不出它。要算出的栏目(derive)不在此列。",
    origin: Origin::Program("空白表能填写,填好的表能读回"),
    wrong: "<td>联系人:{{ contact.name }}</td>",
    right: "<th>联系人</th><td field=\"contact.name\">{{ contact.name }}</td>",
};

pub(super) const CELL_NOT_FIELD: Explanation = Explanation {
    line: "格子里印的不是 field 所说的栏目",
    meaning: "field 说明这一格显示哪个栏目:工作簿的公式、填写与问题的位置都按它。格子里印的却是别的栏目,或数后面带着单位,工作簿里就成了文字,不能求和。",
    origin: Origin::Program("模板的 field 与格子里的值相同"),
    wrong: "<td field=\"funds.fiscal\">{{ funds.fiscal }}万元</td>",
    right: "<th>财政资金（万元）</th><td field=\"funds.fiscal\">{{ funds.fiscal }}</td>",
};
