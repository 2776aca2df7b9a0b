//! Explanations: indicators.

use super::{Explanation, Origin};

pub(super) const MISSING_VALUE: Explanation = Explanation {
    line: "指标没有指标值",
    meaning: "每条指标都要有指标值:数,或定性的文字。类型是 ≥ ≤ = ＞ ＜ 而把“≥45家”整个写在指标值内容里的,也要把数填在指标值栏里。",
    origin: Origin::Practice("缺指标值的表会被退回"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"治理河道长度\", \"comparison\": \"≥\", \"unit\": \"公里\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"治理河道长度\", \"comparison\": \"≥\", \"value\": 12, \"unit\": \"公里\" }",
};

pub(super) const VALUE_IN_CONTENT: Explanation = Explanation {
    line: "指标值写在了指标值内容栏里",
    meaning: "定性的文字填在了指标值内容栏,而指标值栏空着。文字应填在指标值栏,内容栏省略,由程序合成。照样印出,不算缺值。",
    origin: Origin::Form("项目支出绩效目标表的“指标值”“指标值内容”两栏"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"治理效果\", \"comparison\": \"定性\", \"content\": \"较显著\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"治理效果\", \"comparison\": \"定性\", \"value\": \"较显著\" }",
};

pub(super) const MISSING_COMPARISON: Explanation = Explanation {
    line: "指标没有指标值类型",
    meaning: "填了指标值,而没有填类型(≥ ≤ = ＞ ＜ 或定性),就不知道要达到多少。",
    origin: Origin::Practice("指标值类型必填"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"治理河道长度\", \"value\": 12, \"unit\": \"公里\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"治理河道长度\", \"comparison\": \"≥\", \"value\": 12, \"unit\": \"公里\" }",
};

pub(super) const VALUE_NOT_WORDS: Explanation = Explanation {
    line: "类型是定性,指标值却是数",
    meaning: "定性的指标值是文字,如“合规”“较上年提升”。指标值是数,就把类型改为 ≥ ≤ = 等,单位填在度量单位栏。",
    origin: Origin::Practice("定性指标填文字,定量指标填数"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"验收合格率\", \"comparison\": \"定性\", \"value\": \"98%\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"%\" }",
};

pub(super) const UNIT_MISSING: Explanation = Explanation {
    line: "指标值是数,没有度量单位",
    meaning: "类型是 ≥ ≤ = ＞ ＜ 的指标要有数和单位,如 人、次、公里、%。",
    origin: Origin::Practice("定量指标要有度量单位"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"治理河道长度\", \"comparison\": \"≥\", \"value\": 12 }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"治理河道长度\", \"comparison\": \"≥\", \"value\": 12, \"unit\": \"公里\" }",
};

pub(super) const UNIT_NOT_WANTED: Explanation = Explanation {
    line: "类型是定性,却填了度量单位",
    meaning: "定性的指标值是文字,没有单位。删去单位;其实是数,就改类型。",
    origin: Origin::Practice("定性指标不填度量单位"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"治理效果\", \"comparison\": \"定性\", \"value\": \"较显著\", \"unit\": \"%\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"治理效果\", \"comparison\": \"定性\", \"value\": \"较显著\" }",
};

pub(super) const UNIT_SPELLING: Explanation = Explanation {
    line: "度量单位的写法不规范",
    meaning: "百分比写成 %,金额写成 元、万元、亿元(不写“万”“亿”),汇总时才能归在一起。",
    origin: Origin::Practice("度量单位用通行的写法"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"百分比\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"%\" }",
};

pub(super) const UNIT_IN_NAME: Explanation = Explanation {
    line: "指标名称里说的单位与度量单位不同",
    meaning: "名称里写着“2轮”“2次”,这一行的单位却是“家”,多半是抄错了行。名称里的数与此指标无关时不必改。",
    origin: Origin::Form("公开的项目表里“…2轮常规巡察, 2次…培训”一行,单位填的是“家”"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"开展2轮巡查\", \"comparison\": \"≥\", \"value\": 45, \"unit\": \"家\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"开展2轮巡查\", \"comparison\": \"=\", \"value\": 2, \"unit\": \"轮\" }",
};

pub(super) const PERCENT_OVER_100: Explanation = Explanation {
    line: "百分数超过 100%",
    meaning: "合格率、完成率、满意度不会超过 100%。增长率、增幅一类可以超过,不报。",
    origin: Origin::Practice("比率的范围"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 980, \"unit\": \"%\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"%\" }",
};

pub(super) const PERCENT_AS_RATIO: Explanation = Explanation {
    line: "百分数像是写成了小数",
    meaning: "度量单位是 %,指标值写 0.95 就是 0.95%,而不是 95%;从 Excel 的百分比格里抄来的数常常这样。增长率一类、差错率那样越低越好的(≤)本来可以小于 1%,不报。",
    origin: Origin::Practice("比率的写法"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 0.98, \"unit\": \"%\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"%\" }",
};

pub(super) const PERCENT_AT_LEAST_100: Explanation = Explanation {
    line: "写成了 ≥100%",
    meaning: "百分数至多 100%,“≥100%”就是“=100%”,类型写 =。",
    origin: Origin::Practice("比率的写法"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 100, \"unit\": \"%\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"验收合格率\", \"comparison\": \"=\", \"value\": 100, \"unit\": \"%\" }",
};

pub(super) const COST_DIRECTION: Explanation = Explanation {
    line: "成本指标用了 ≥ 或 ＞",
    meaning: "成本是上限,类型写 ≤ 或 =。节约率这样越多越好的指标不算成本。",
    origin: Origin::Practice("成本指标的方向"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"成本指标\", \"name\": \"每公里治理成本\", \"comparison\": \"≥\", \"value\": 5, \"unit\": \"万元\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"成本指标\", \"name\": \"每公里治理成本\", \"comparison\": \"≤\", \"value\": 5, \"unit\": \"万元\" }",
};

pub(super) const MISSING_FAMILY: Explanation = Explanation {
    line: "缺一类必须有的指标",
    meaning: "项目的产出、效益、满意度三类指标各至少一条。没有依据规定最少几条、定量指标占多少,所以不查。",
    origin: Origin::Practice("项目支出绩效目标表的一级指标"),
    wrong: "\"indicators\": [ { \"level1\": \"产出指标\", \"level2\": \"数量指标\", … } ]",
    right: "\"indicators\": [ { \"level1\": \"产出指标\", … }, { \"level1\": \"效益指标\", … }, { \"level1\": \"满意度指标\", … } ]",
};

pub(super) const CUSTOMARY_FAMILY: Explanation = Explanation {
    line: "按惯例应有的一类指标没有",
    meaning: "产出指标一般既有数量指标,又有质量指标。",
    origin: Origin::Convention("财预〔2021〕101号"),
    wrong: "\"indicators\": [ { \"level1\": \"产出指标\", \"level2\": \"数量指标\", … } ]",
    right: "\"indicators\": [ { \"level1\": \"产出指标\", \"level2\": \"数量指标\", … }, { \"level1\": \"产出指标\", \"level2\": \"质量指标\", … } ]",
};

pub(super) const FAMILY_ORDER: Explanation = Explanation {
    line: "按惯例排在最前的一类指标不在最前",
    meaning: "项目的成本指标一般排在产出、效益、满意度指标之前。程序按数据的先后印,不替你改。",
    origin: Origin::Convention("财预〔2021〕101号"),
    wrong: "\"indicators\": [ { \"level1\": \"产出指标\", … }, { \"level1\": \"成本指标\", … } ]",
    right: "\"indicators\": [ { \"level1\": \"成本指标\", … }, { \"level1\": \"产出指标\", … } ]",
};

pub(super) const UNKNOWN_FAMILY: Explanation = Explanation {
    line: "一级指标的名称不是表样规定的",
    meaning: "一级指标的名称由表样规定,写成别的名称,汇总时就不知道归在哪一类。",
    origin: Origin::Form("两表的“一级指标”栏"),
    wrong: "{ \"level1\": \"重点履责指标\", \"level2\": \"数量指标\", \"name\": \"治理河道长度\", \"comparison\": \"≥\", \"value\": 12, \"unit\": \"公里\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"治理河道长度\", \"comparison\": \"≥\", \"value\": 12, \"unit\": \"公里\" }",
};

pub(super) const FAMILY_NAME: Explanation = Explanation {
    line: "指标类别的名称另有正式的写法",
    meaning: "如“环境成本指标”的正式名称是“生态环境成本指标”。照填写的印,不替你改。",
    origin: Origin::Practice("成本指标下的二级指标:经济成本、社会成本、生态环境成本"),
    wrong: "{ \"level1\": \"成本指标\", \"level2\": \"环境成本指标\", \"name\": \"清淤弃土占地\", … }",
    right: "{ \"level1\": \"成本指标\", \"level2\": \"生态环境成本指标\", \"name\": \"清淤弃土占地\", … }",
};

pub(super) const WRONG_FAMILY: Explanation = Explanation {
    line: "指标像是放错了类别",
    meaning: "数量指标里有金额或比率,满意度放在了别的类别里。金额多半属于成本或效益,比率多半属于质量。",
    origin: Origin::Practice("各类指标的含义"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"%\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"质量指标\", \"name\": \"验收合格率\", \"comparison\": \"≥\", \"value\": 98, \"unit\": \"%\" }",
};

pub(super) const DUPLICATE_INDICATOR: Explanation = Explanation {
    line: "同一条指标写了两次",
    meaning: "一张表里三级指标的名称相同,多半是复制了一行而没有改。",
    origin: Origin::Practice("三级指标不重复"),
    wrong: "{ \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"培训次数\", \"comparison\": \"=\", \"value\": 2, \"unit\": \"次\" }, { \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"培训次数\", \"comparison\": \"=\", \"value\": 2, \"unit\": \"次\" }",
    right: "{ \"level1\": \"重点履职指标\", \"level2\": \"数量指标\", \"name\": \"培训次数\", \"comparison\": \"=\", \"value\": 2, \"unit\": \"次\" }",
};

pub(super) const NAME_TOO_LONG: Explanation = Explanation {
    line: "指标名称超过 100 个字",
    meaning: "三级指标是一个名称,不是一段话。要说明的写进目标或备注。",
    origin: Origin::Practice("名称至多 100 个字"),
    wrong: "\"name\": \"(一百多字,把工作内容都写上了)\"",
    right: "\"name\": \"治理河道长度\"",
};
