//! Explanations: the rules that a reviewer applies to a table.

use super::{Explanation, Origin};

pub(super) const TOTAL_MISMATCH: Explanation = Explanation {
    line: "合计或比率与分项算出来的不一致",
    meaning: "填写的合计、比率与表样规定的算式算出来的不同,相差超过 0.01。印的仍是填写的数;合计、比率可以省略,由程序汇总。空白与 0 在求和时一样。年末结转结余不一致是警告,因为表上没有写明怎样算。",
    origin: Origin::Form(
        "部门（单位）整体支出绩效目标表“当年预算构成”“上年预算情况”“基本信息”;项目支出绩效目标表“项目资金”",
    ),
    wrong: "\"expenditure\": { \"personnel\": 176.32, \"operating\": 14.63, \"projects\": 10, \"total\": 200.59 }",
    right: "\"expenditure\": { \"personnel\": 176.32, \"operating\": 14.63, \"projects\": 10, \"total\": 200.95 }",
};

pub(super) const AGREEMENT_BROKEN: Explanation = Explanation {
    line: "应当相等、或不应超过的两个数对不上",
    meaning: "表内有勾稽关系的两个数对不上,相差超过 0.01:收入预算合计与支出预算合计要相等;实有在职人数不超过编制与编外之和(此条是警告)。两边都没有填时不报;一边的各项都没有填时,改法是补上。由清单读入的,一边在清单里没有数不报;清单导入成 JSON 以后,清单没有的栏目(如收入)要补上,不补就报。有哪些勾稽关系、各是什么级别,写在表样的 [[agree]] 里。",
    origin: Origin::Form("部门（单位）整体支出绩效目标表“当年预算构成”“部门（单位）基本信息”"),
    wrong: "\"income\": { \"local_fiscal\": 195.95 }, \"expenditure\": { \"personnel\": 190.95, \"projects\": 10 }",
    right: "\"income\": { \"local_fiscal\": 200.95 }, \"expenditure\": { \"personnel\": 190.95, \"projects\": 10 }",
};

pub(super) const CONTENT_MISMATCH: Explanation = Explanation {
    line: "指标值内容与类型、值、单位不一致",
    meaning: "指标值内容由类型、值、单位合成(≥45家)。填写了而又不同,印出的一行就自相矛盾。省略此栏由程序合成;要印成空白就填空文本 \"\"。",
    origin: Origin::Form("两表的指标值内容栏"),
    wrong: "{ \"comparison\": \"≤\", \"value\": 10, \"unit\": \"万元\", \"content\": \"10万元\" }",
    right: "{ \"comparison\": \"≤\", \"value\": 10, \"unit\": \"万元\" }",
};

pub(super) const NOT_COMPUTABLE: Explanation = Explanation {
    line: "合计或比率算不出来",
    meaning: "算式里用到的栏目不是数,或结果的位数太多。除数为零或没有填时不报,印成空白。",
    origin: Origin::Program("算式由表样的 derive 规定"),
    wrong: "\"prior_budget\": { \"adjusted\": 0.0000000000000000000000000001, \"spent\": 99999999999 }",
    right: "\"prior_budget\": { \"adjusted\": 200, \"spent\": 200 }",
};

pub(super) const TABLES_DISAGREE: Explanation = Explanation {
    line: "各张表之间的数对不上",
    meaning: "部门的项目经费要容得下各个项目:各项目的年度资金总额之和不应超过部门表的项目经费。还有项目没有填表时,可以少于项目经费;申报数据写明项目表齐全(projects_complete 填“是”)时,两者要相等。由清单读入而清单里没有项目经费的不报。",
    origin: Origin::Practice(
        "部门（单位）整体支出绩效目标表“项目经费”与各项目支出绩效目标表“年度资金总额”",
    ),
    wrong: "\"department\": { \"expenditure\": { \"projects\": 10 } }, \"projects\": [ { \"name\": \"河道清淤\", \"funds\": { \"fiscal\": 60 } } ]",
    right: "\"department\": { \"expenditure\": { \"projects\": 60 } }, \"projects\": [ { \"name\": \"河道清淤\", \"funds\": { \"fiscal\": 60 } } ]",
};

pub(super) const SAME_TITLE: Explanation = Explanation {
    line: "两张表的名称相同",
    meaning: "一个项目填一张表。名称相同的两张表,多半是复制以后忘了改,或同一张表交了两次:汇总时它的钱就算了两遍。",
    origin: Origin::Program("表样里区别各张表的栏目(title)"),
    wrong: "\"projects\": [ { \"name\": \"河道清淤\" }, { \"name\": \"河道清淤\" } ]",
    right: "\"projects\": [ { \"name\": \"河道清淤(一期)\" }, { \"name\": \"河道清淤(二期)\" } ]",
};

pub(super) const NEGATIVE_FIGURE: Explanation = Explanation {
    line: "金额或人数小于 0",
    meaning: "预算数、支出数、人数不会小于 0,多半是打错了正负号。由各项算出的(如年末结转结余)可以是负数,不在此列;只填了合计、各项空着的,合计也看。",
    origin: Origin::Program("金额、人数栏目"),
    wrong: "\"expenditure\": { \"personnel\": -96 }",
    right: "\"expenditure\": { \"personnel\": 96 }",
};

pub(super) const AMOUNT_IN_YUAN: Explanation = Explanation {
    line: "金额大得像是以元填的",
    meaning: "表以万元计,填了 2009500 就是 200 多亿元,多半是照元抄的。一张表说一次,指最大的一处(只填了合计的,指合计);真有这么多的不必改。",
    origin: Origin::Program("以万元计、不小于 100 亿元的金额"),
    wrong: "\"income\": { \"local_fiscal\": 2009500 }",
    right: "\"income\": { \"local_fiscal\": 200.95 }",
};

pub(super) const COST_BUDGET: Explanation = Explanation {
    line: "成本指标的金额与预算不符",
    meaning: "说的是全部成本的指标(总成本、预算支出等),其金额应当与预算相符:部门表看支出预算合计,项目表看年度资金总额。单价、人均、节约额不比;只说一部分的成本不应超过预算。",
    origin: Origin::Practice("成本指标与支出预算合计、年度资金总额"),
    wrong: "\"expenditure\": { \"personnel\": 200.95 }, \"indicators\": [ { \"level1\": \"重点履职指标\", \"level2\": \"成本指标\", \"name\": \"预算支出\", \"comparison\": \"=\", \"value\": 195.95, \"unit\": \"万元\" } ]",
    right: "\"expenditure\": { \"personnel\": 200.95 }, \"indicators\": [ { \"level1\": \"重点履职指标\", \"level2\": \"成本指标\", \"name\": \"预算支出\", \"comparison\": \"=\", \"value\": 200.95, \"unit\": \"万元\" } ]",
};
