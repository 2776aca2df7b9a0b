//! Explanations: what is told in texts.

use super::{Explanation, Origin};

pub(super) const ARITHMETIC_WRONG: Explanation = Explanation {
    line: "文字里的算式算不出所写的金额",
    meaning: "目标里写着“27.44万元<56人×35天×140元>”“=”这样的算式,把各数乘起来与所写的金额不同。乘号可以写成 × * x X,金额可以用元、万元、亿元、千分位;比到所写的最后一位小数。",
    origin: Origin::Practice("退回的表里常见的一类:文字里的金额与算式"),
    wrong: "\"annual_target\": \"下乡补助24.77万元（56人×35天×140元）。\"",
    right: "\"annual_target\": \"下乡补助27.44万元（56人×35天×140元）。\"",
};

pub(super) const NARRATIVE_SUM: Explanation = Explanation {
    line: "文字里的合计不等于前面各项之和",
    meaning: "“以上各项共计…”“其中:…”所说的总数,与列出的各项加起来不同。比到所写的最后一位小数;各项没有列全的不比。",
    origin: Origin::Practice("退回的表里常见的一类:文字里的合计"),
    wrong: "\"annual_target\": \"办公用品3万元，差旅费2万元，以上各项共计6万元。\"",
    right: "\"annual_target\": \"办公用品3万元，差旅费2万元，以上各项共计5万元。\"",
};

pub(super) const OVER_BUDGET: Explanation = Explanation {
    line: "文字里的总额超过预算",
    meaning: "目标里说出的所需总额,比表里的预算(部门表的支出预算合计,项目表的年度资金总额)还多。说的是往年、收入、节约等时不比。",
    origin: Origin::Practice("文字里的总额与支出预算合计、年度资金总额"),
    wrong: "\"funds\": { \"fiscal\": 10 }, \"overall_target\": \"办公用品费1.5万元，差旅费58.58万元，以上各项共计需经费60.08万元。\"",
    right: "\"funds\": { \"fiscal\": 60.08 }, \"overall_target\": \"办公用品费1.5万元，差旅费58.58万元，以上各项共计需经费60.08万元。\"",
};

pub(super) const STAFF_MISMATCH: Explanation = Explanation {
    line: "文字里的人数与表里的人数不同",
    meaning: "职能、机构的文字里写了行政、事业、编外、实有人数,与表里填的不同。说的是增减、往年的不比;哪些词对应哪个栏目由表样规定。",
    origin: Origin::Form("部门（单位）整体支出绩效目标表“职能概述”与“基本信息”"),
    wrong: "\"functions\": { \"summary\": \"行政人员6人，事业人员5人。\" }, \"staffing\": { \"administrative\": 6, \"institutional\": 3 }",
    right: "\"functions\": { \"summary\": \"行政人员6人，事业人员3人。\" }, \"staffing\": { \"administrative\": 6, \"institutional\": 3 }",
};

pub(super) const PLACEHOLDER: Explanation = Explanation {
    line: "还留着待填的符号",
    meaning: "文字里有 XX、××、**、__、待填、某某、{…} 之类的占位,或例：、（示例）,是照样本填写而没有改完;�、??、锟斤拷 是转存时丢了字留下的,照原件补上。",
    origin: Origin::Practice("留着占位符号的表会被退回"),
    wrong: "\"annual_target\": \"完成XX公里河道治理\"",
    right: "\"annual_target\": \"完成12公里河道治理\"",
};

pub(super) const REFERS_ELSEWHERE: Explanation = Explanation {
    line: "只写了“同上”“见附件”",
    meaning: "栏目里只有同上、见附件、略之类,没有内容。各行、各表分开汇总和公开,读的人看不到所指的那一处;后面写着内容的(见附件1的名单…)不报。",
    origin: Origin::Practice("每个栏目自己写全"),
    wrong: "\"annual_target\": \"见附件\"",
    right: "\"annual_target\": \"完成12公里河道治理\"",
};

pub(super) const OTHER_YEAR: Explanation = Explanation {
    line: "文字里的年份不是表的年度",
    meaning: "多半是抄了往年的表而没有改年份。文件名称《…》里的、“截至”“依据”“自…年以来”之后的、与往年相比的年份不算;哪些栏目说的是往年由表样规定。",
    origin: Origin::Practice("抄自往年的表是退回的常见原因"),
    wrong: "\"annual_target\": \"2020年完成河道治理12公里\"",
    right: "\"annual_target\": \"2025年完成河道治理12公里\"",
};

pub(super) const DOUBLED_WORD: Explanation = Explanation {
    line: "同一个词连着写了两遍",
    meaning: "如“关于关于”,多半是复制时多出来的。“一个一个”“研究研究”这样本来就重叠的不算。",
    origin: Origin::Form("公开的表里就有“关于关于印发…”"),
    wrong: "\"functions\": { \"basis\": \"县委办公室关于关于印发机构规定的通知\" }",
    right: "\"functions\": { \"basis\": \"县委办公室关于印发机构规定的通知\" }",
};

pub(super) const STRAY_SPACE: Explanation = Explanation {
    line: "名称里有多余的空格或换行",
    meaning: "名称的前后、汉字之间有空格或换行,印出来有空当,汇总时也会当作另一个名称。英文单词之间的空格不算。",
    origin: Origin::Practice("名称里的空格使汇总、查重出错"),
    wrong: "\"name\": \"云溪县 水务局\"",
    right: "\"name\": \"云溪县水务局\"",
};
