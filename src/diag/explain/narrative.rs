//! Explanations: figures, years, words in texts.

use super::{Explanation, Origin};

pub(super) const ARITHMETIC_WRONG: Explanation = Explanation {
    line: "文字里的算式算不出所说的金额",
    meaning: "金额后面(括号里)或等号前面的算式,与金额不等,按金额印出的最末一位比较。乘号 × x X * 都认,有千分位也认;没有写钱的单位的算式,按元、按金额的单位有一种算得出就不报。",
    origin: Origin::Practice("项目支出绩效目标表“总体目标”里的测算依据"),
    wrong: "\"overall_target\": \"开展巡察,每轮需补助27.44万元(56人×35天×130元)\"",
    right: "\"overall_target\": \"开展巡察,每轮需补助27.44万元(56人×35天×140元)\"",
};

pub(super) const NARRATIVE_SUM: Explanation = Explanation {
    line: "文字里的合计不等于前面所列各项之和",
    meaning: "“以上各项共计”“合计”后面的金额,与它前面列出的各项之和不等。单价(每家、每人)不计入;“2轮,每轮”按次数计;各项另有算式而算式有误的,用算出来的数也算得拢就不报。",
    origin: Origin::Practice("项目支出绩效目标表“总体目标”里的测算依据"),
    wrong: "\"overall_target\": \"印刷费3万元、培训费2万元,合计6万元\"",
    right: "\"overall_target\": \"印刷费3万元、培训费2万元,合计5万元\"",
};

pub(super) const OVER_BUDGET: Explanation = Explanation {
    line: "文字里所说的总额超过预算",
    meaning: "目标里说出的总额(共计、合计、总额、预算资金)大于预算:部门表比支出预算合计,项目表比年度资金总额。收入、产值、贷款、累计等不是本年支出的金额不比。",
    origin: Origin::Practice("项目支出绩效目标表“总体目标”与“年度资金总额”"),
    wrong: "\"funds\": { \"fiscal\": 10 }, \"overall_target\": \"完成两轮巡察,共计60.08万元\"",
    right: "\"funds\": { \"fiscal\": 60.08 }, \"overall_target\": \"完成两轮巡察,共计60.08万元\"",
};

pub(super) const STAFF_MISMATCH: Explanation = Explanation {
    line: "文字里的人数与表里的人数不同",
    meaning: "职能概述、内设机构等文字里说的行政编制、事业编制、在职人数,与基本信息里的数不同。同一种人分几处说的,任何一处或各处之和相符就不报;哪些词说的是哪一栏,由表样的 [[staff]] 规定。",
    origin: Origin::Form(
        "部门（单位）整体支出绩效目标表“部门（单位）职能”与“部门（单位）基本信息”",
    ),
    wrong: "\"functions\": { \"summary\": \"现有行政人员6人\" }, \"staffing\": { \"administrative\": 8 }",
    right: "\"functions\": { \"summary\": \"现有行政人员8人\" }, \"staffing\": { \"administrative\": 8 }",
};

pub(super) const STRAY_SPACE: Explanation = Explanation {
    line: "名称里有多余的空格或换行",
    meaning: "名称、单位的首尾有空格,中间有连续的空格、全角空格、换行,或两个汉字之间有空格。多半是从别处复制时带来的;汉字与英文、数字之间的一个空格不报。",
    origin: Origin::Practice("两表的各级指标名称"),
    wrong: "\"name\": \"河道清淤 \"",
    right: "\"name\": \"河道清淤\"",
};

pub(super) const PLACEHOLDER: Explanation = Explanation {
    line: "占位的符号没有换成实际内容",
    meaning: "文字里留着 XX、××、**、__、待填、某某、{…}。型号、尺码里的字母 XX(如 XXL)不报。",
    origin: Origin::Practice("两表的各栏文字"),
    wrong: "\"name\": \"XX河道清淤\"",
    right: "\"name\": \"清水河河道清淤\"",
};

pub(super) const OTHER_YEAR: Explanation = Explanation {
    line: "文字里的年份不是表的年度",
    meaning: "多半是上一年的表改成今年的,漏改了一处。书名号、文号里的年份,“截至”“依据”“较”之后的年份,“2023—2025年”这样的起止不报;依据、制度等本来说别的年度的栏目也不查。",
    origin: Origin::Practice("两表的目标与指标名称"),
    wrong: "\"overall_target\": \"完成2020年巡察任务\"",
    right: "\"overall_target\": \"完成2025年巡察任务\"",
};

pub(super) const DOUBLED_WORD: Explanation = Explanation {
    line: "同一个词连写了两遍",
    meaning: "如“关于关于”,多半是输入时重复了。“一户一户”“商量商量”这样本来要重复的词不报。",
    origin: Origin::Form("部门（单位）整体支出绩效目标表“依据”"),
    wrong: "\"overall_target\": \"落实关于关于河道管理的规定\"",
    right: "\"overall_target\": \"落实关于河道管理的规定\"",
};
