//! Explanations: rows of indicators and the families they belong to.

use super::{Explanation, Origin};

pub(super) const MISSING_VALUE: Explanation = Explanation {
    line: "指标没有指标值",
    meaning: "每条指标都要有指标值:≥ ≤ = ＞ ＜ 填数,定性填文字。指标值、指标值内容都空,就不知道要做到什么程度。",
    origin: Origin::Practice("两表的指标值栏"),
    wrong: "{ \"name\": \"制度健全\", \"comparison\": \"定性\" }",
    right: "{ \"name\": \"制度健全\", \"comparison\": \"定性\", \"value\": \"健全\" }",
};

pub(super) const VALUE_IN_CONTENT: Explanation = Explanation {
    line: "指标值填到了指标值内容栏里",
    meaning: "定性指标的文字在指标值内容栏里,指标值栏空着。印出来看得懂,汇总、评分时却取不到指标值。",
    origin: Origin::Form("两表的指标值、指标值内容栏"),
    wrong: "{ \"name\": \"制度健全\", \"comparison\": \"定性\", \"content\": \"健全\" }",
    right: "{ \"name\": \"制度健全\", \"comparison\": \"定性\", \"value\": \"健全\" }",
};

pub(super) const MISSING_COMPARISON: Explanation = Explanation {
    line: "指标没有指标值类型",
    meaning: "填了指标值,没有填 ≥ ≤ = ＞ ＜ 或定性,看不出是至少还是至多。",
    origin: Origin::Practice("两表的指标值类型栏"),
    wrong: "{ \"name\": \"巡河次数\", \"value\": 12, \"unit\": \"次\" }",
    right: "{ \"name\": \"巡河次数\", \"comparison\": \"≥\", \"value\": 12, \"unit\": \"次\" }",
};

pub(super) const VALUE_NOT_WORDS: Explanation = Explanation {
    line: "定性指标的指标值是数",
    meaning: "指标值类型是定性,指标值却是数,或“98%以上”这样能写成数的文字。改成 ≥ ≤ = 与数、单位,报告里给出改好的一行。",
    origin: Origin::Practice("两表的指标值类型、指标值栏"),
    wrong: "{ \"name\": \"验收合格率\", \"comparison\": \"定性\", \"value\": \"98%以上\" }",
    right: "{ \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"%\" }",
};

pub(super) const UNIT_MISSING: Explanation = Explanation {
    line: "指标值是数而没有度量单位",
    meaning: "≥ ≤ = ＞ ＜ 后面的数要有度量单位,如 人、次、%、万元。",
    origin: Origin::Practice("两表的度量单位栏"),
    wrong: "{ \"name\": \"巡河次数\", \"comparison\": \"≥\", \"value\": 12 }",
    right: "{ \"name\": \"巡河次数\", \"comparison\": \"≥\", \"value\": 12, \"unit\": \"次\" }",
};

pub(super) const UNIT_NOT_WANTED: Explanation = Explanation {
    line: "定性指标有度量单位",
    meaning: "定性的指标值是文字,没有度量单位;有单位,多半是类型选错了。",
    origin: Origin::Practice("两表的度量单位栏"),
    wrong: "{ \"name\": \"制度健全\", \"comparison\": \"定性\", \"value\": \"健全\", \"unit\": \"项\" }",
    right: "{ \"name\": \"制度健全\", \"comparison\": \"定性\", \"value\": \"健全\" }",
};

pub(super) const UNIT_SPELLING: Explanation = Explanation {
    line: "度量单位的写法不合通例",
    meaning: "百分比、百分之写 %,万写 万元(不是钱的写全,如 万人、万亩)。写法不同,汇总时就成了两种单位。",
    origin: Origin::Practice("两表的度量单位栏"),
    wrong: "{ \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"百分比\" }",
    right: "{ \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"%\" }",
};

pub(super) const UNIT_IN_NAME: Explanation = Explanation {
    line: "名称里说的单位与度量单位不同",
    meaning: "名称里的数带着一种量词(2轮、5次),度量单位却是另一种(家)。次、轮、场,人、名、人次等意思相近的不报;比率、金额不比。名称里的数与这条指标无关的,不必改。",
    origin: Origin::Form("两表的三级指标、度量单位栏"),
    wrong: "{ \"name\": \"开展2轮巡察\", \"comparison\": \"=\", \"value\": 2, \"unit\": \"家\" }",
    right: "{ \"name\": \"开展2轮巡察\", \"comparison\": \"=\", \"value\": 2, \"unit\": \"轮\" }",
};

pub(super) const PERCENT_OVER_100: Explanation = Explanation {
    line: "百分数大于 100",
    meaning: "比率至多 100%,大于 100 多半是小数点错位,或单位不是 %。增长、增幅一类的比率不报。",
    origin: Origin::Practice("两表的指标值、度量单位栏"),
    wrong: "{ \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 980, \"unit\": \"%\" }",
    right: "{ \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"%\" }",
};

pub(super) const PERCENT_AT_LEAST_100: Explanation = Explanation {
    line: "≥100% 应写成 =100%",
    meaning: "比率至多 100%,“至少 100%”就是等于 100%。增长、增幅一类的比率不报。",
    origin: Origin::Practice("两表的指标值类型、指标值栏"),
    wrong: "{ \"name\": \"资金拨付率\", \"comparison\": \"≥\", \"value\": 100, \"unit\": \"%\" }",
    right: "{ \"name\": \"资金拨付率\", \"comparison\": \"=\", \"value\": 100, \"unit\": \"%\" }",
};

pub(super) const COST_DIRECTION: Explanation = Explanation {
    line: "成本指标用了 ≥ 或 ＞",
    meaning: "成本是上限,用 ≤ 或 =。节约、降低一类越多越好的不报。",
    origin: Origin::Practice("两表的成本指标"),
    wrong: "{ \"level1\": \"成本指标\", \"level2\": \"经济成本指标\", \"name\": \"项目总成本\", \"comparison\": \"≥\", \"value\": 10, \"unit\": \"万元\" }",
    right: "{ \"level1\": \"成本指标\", \"level2\": \"经济成本指标\", \"name\": \"项目总成本\", \"comparison\": \"≤\", \"value\": 10, \"unit\": \"万元\" }",
};

pub(super) const MISSING_FAMILY: Explanation = Explanation {
    line: "缺一类必须有的指标",
    meaning: "项目表的产出、效益、满意度三类一级指标,每类至少一条。必须有的类由表样的 required 规定。",
    origin: Origin::Practice("项目支出绩效目标表“一级指标”"),
    wrong: "{ \"level1\": \"产出指标\", … }, { \"level1\": \"效益指标\", … }",
    right: "{ \"level1\": \"产出指标\", … }, { \"level1\": \"效益指标\", … }, { \"level1\": \"满意度指标\", … }",
};

pub(super) const CUSTOMARY_FAMILY: Explanation = Explanation {
    line: "缺一类按惯例有的指标",
    meaning: "产出指标里按惯例有数量指标和质量指标。没有的不一定是错。",
    origin: Origin::Convention("财预〔2021〕101号,项目支出绩效目标表“二级指标”"),
    wrong: "{ \"level1\": \"产出指标\", \"level2\": \"数量指标\", … }",
    right: "{ \"level1\": \"产出指标\", \"level2\": \"数量指标\", … }, { \"level1\": \"产出指标\", \"level2\": \"质量指标\", … }",
};

pub(super) const FAMILY_ORDER: Explanation = Explanation {
    line: "按惯例排在最前的一类指标不在最前",
    meaning: "项目表有成本指标的,按惯例排在最前。程序按数据的先后印出,不替人重排。",
    origin: Origin::Convention("财预〔2021〕101号,项目支出绩效目标表“一级指标”"),
    wrong: "{ \"level1\": \"产出指标\", … }, { \"level1\": \"成本指标\", … }",
    right: "{ \"level1\": \"成本指标\", … }, { \"level1\": \"产出指标\", … }",
};

pub(super) const UNKNOWN_FAMILY: Explanation = Explanation {
    line: "一级指标不是表样里的名称",
    meaning: "表样规定了一级指标的几个名称,填的是另一个。按汇总的口径,这条指标就归不了类。",
    origin: Origin::Form("两表的一级指标栏"),
    wrong: "{ \"level1\": \"产出目标\", \"level2\": \"数量指标\", \"name\": \"巡河次数\", … }",
    right: "{ \"level1\": \"产出指标\", \"level2\": \"数量指标\", \"name\": \"巡河次数\", … }",
};

pub(super) const FAMILY_NAME: Explanation = Explanation {
    line: "指标名称不是正式的写法",
    meaning: "二级指标用了通行而不正式的名称,如 环境成本指标,正式名称是 生态环境成本指标。对应关系由表样的 [official_names] 规定。",
    origin: Origin::Practice("项目支出绩效目标表“二级指标”"),
    wrong: "{ \"level1\": \"成本指标\", \"level2\": \"环境成本指标\", … }",
    right: "{ \"level1\": \"成本指标\", \"level2\": \"生态环境成本指标\", … }",
};

pub(super) const WRONG_FAMILY: Explanation = Explanation {
    line: "指标放错了类",
    meaning: "数量指标里有金额或比率,或满意度在满意度指标以外。金额归成本指标,比率归质量指标一类。",
    origin: Origin::Practice("两表的二级指标栏"),
    wrong: "{ \"level1\": \"产出指标\", \"level2\": \"数量指标\", \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"%\" }",
    right: "{ \"level1\": \"产出指标\", \"level2\": \"质量指标\", \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"%\" }",
};

pub(super) const DUPLICATE_INDICATOR: Explanation = Explanation {
    line: "同一张表里有同名的三级指标",
    meaning: "两条指标名称相同,多半是复制后忘了改。名称里的空格不算分别。",
    origin: Origin::Practice("两表的三级指标栏"),
    wrong: "{ \"name\": \"巡河次数\", … }, { \"name\": \"巡河次数\", … }",
    right: "{ \"name\": \"巡河次数\", … }, { \"name\": \"清淤长度\", … }",
};

pub(super) const NAME_TOO_LONG: Explanation = Explanation {
    line: "三级指标的名称超过 100 个字",
    meaning: "名称长过 100 个字,录入系统时会被截断。说明写进目标或备注,名称只说是什么。",
    origin: Origin::Practice("三级指标的名称"),
    wrong: "\"name\": \"完成……(一百多个字)\"",
    right: "\"name\": \"河道清淤长度\"",
};
