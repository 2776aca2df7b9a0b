//! Explanations: lists, read and written.

use super::{Explanation, Origin};

const LIST: Origin =
    Origin::Program("一行一个指标的清单;哪一列是哪一栏,见表样 edition.toml 的 [list]");

pub(super) const LIST_MISSING_COLUMN: Explanation = Explanation {
    line: "清单缺少需要的一列",
    meaning: "表头里没有这一列,或用了表样不认识的写法。没有部门名称或项目名称的列,分不出各行属于谁,清单不读入;缺别的列,其余照读。",
    origin: LIST,
    wrong: "单位名称,一级指标,二级指标,三级指标(没有 项目名称)",
    right: "单位名称,项目名称,一级指标,二级指标,三级指标",
};

pub(super) const LIST_UNKNOWN_COLUMN: Explanation = Explanation {
    line: "清单里有不认识的一列,没有读入",
    meaning: "这一列的表头不是表样 [list] 里的任何一个写法,或与另一列相同,或没有表头。表头不对就改正;要认得这种写法,加进 edition.toml 的 heads。",
    origin: LIST,
    wrong: "单位名称,项目名称,…,审核意见",
    right: "单位名称,项目名称,…(不需要的列删去,或不必理会)",
};

pub(super) const LIST_NOT_KEPT: Explanation = Explanation {
    line: "清单里的内容在表样里没有位置,没有读入",
    meaning: "如权重:表样没有这一栏,整列只说一次;一列在某种表里没有栏目的,一列说一次,写明有几行,位置是第一行;没有清单的工作表,也在这里说。",
    origin: LIST,
    wrong: "…,度量单位,权重\n…,%,10",
    right: "…,度量单位\n…,%",
};

pub(super) const LIST_UNIT: Explanation = Explanation {
    line: "清单里金额的单位与表样不同",
    meaning: "表头或标题说金额以元计,而表样以万元计(或相反),读入就差了倍数。所以这一列不读入。",
    origin: LIST,
    wrong: "项目名称,预算数(元)\n河道巡查,100000",
    right: "项目名称,预算数(万元)\n河道巡查,10",
};

pub(super) const LIST_ROW_UNPLACED: Explanation = Explanation {
    line: "清单里有一行或一格不知属于谁,没有读入",
    meaning: "这一行没有部门名称,上面的行也没有。部门名称可以只写在第一行,下面各行空白;名称一格划掉了、出错、没有结果、看不见的不是空白,它和下面靠它的各行都不读。一格数合并着盖住几个项目的,只给第一个。",
    origin: LIST,
    wrong: ",河道巡查,10,…(第一行就没有部门名称)",
    right: "水务局,河道巡查,10,…",
};

pub(super) const LIST_NO_RESULT: Explanation = Explanation {
    line: "清单里的公式没有保存结果",
    meaning: "工作簿是由不会计算的程序写的,公式有而结果没有,读不出这一格的值。用 Excel 或 WPS 打开重新保存,结果就有了。",
    origin: Origin::Program("只读公式上次保存的结果,不计算公式"),
    wrong: "=C2+C3(没有结果)",
    right: "=C2+C3(结果 15)",
};

pub(super) const LIST_VALUES_DIFFER: Explanation = Explanation {
    line: "清单里同一项目各行的预算数或目标不一致",
    meaning: "一个项目有几行时,预算数、年度目标每行重复写或只写在第一行;重复写的必须相同。读入的是第一个。",
    origin: LIST,
    wrong: "水务局,河道巡查,10,…\n水务局,河道巡查,12,…",
    right: "水务局,河道巡查,10,…\n水务局,河道巡查,10,…",
};

pub(super) const SUBTOTAL_MISMATCH: Explanation = Explanation {
    line: "清单里的小计、合计与各项目之和不符",
    meaning: "小计与合计只核对,不读入。只加各项目的预算数:部门整体的预算数已经包括项目,不计入。相差在 0.01 以内不算。",
    origin: LIST,
    wrong: "水务局,河道巡查,10\n水务局,水质监测,5\n水务局,小计,16",
    right: "水务局,河道巡查,10\n水务局,水质监测,5\n水务局,小计,15",
};

pub(super) const LIST_DIRECTION: Explanation = Explanation {
    line: "清单里的指标方向与符号相反,或不认识",
    meaning: "正向指标越大越好,用 ≥ 或 ＞;反向越小越好,用 ≤ 或 ＜。表样没有方向一栏,读入的是符号。",
    origin: LIST,
    wrong: "指标性质 ≤,指标方向性 正向",
    right: "指标性质 ≥,指标方向性 正向",
};

pub(super) const LIST_INFERRED: Explanation = Explanation {
    line: "清单没有写明,由程序推定的",
    meaning: "指标性质只写“定量”(或整列空白)时,符号先从指标值里分出(≥95%),再按方向推出(正向为 ≥,反向为 ≤);项目名称空白的行,属于上面一行的项目。请核对。",
    origin: LIST,
    wrong: "指标性质 定量,指标值 95,指标方向性 正向",
    right: "指标性质 ≥,指标值 95,指标方向性 正向",
};

pub(super) const LIST_EDITION: Explanation = Explanation {
    line: "这些数据写不成一份清单",
    meaning: "一份清单只放一种表样的数据;表样的 edition.toml 里要有 [list],说明清单有哪些列。",
    origin: LIST,
    wrong: "jixiao list 甲表样.json 乙表样.json -o 清单.xlsx",
    right: "jixiao list 甲表样.json -o 清单甲.xlsx",
};

pub(super) const LIST_SAME_NAME: Explanation = Explanation {
    line: "清单里分不清的部门或项目名称",
    meaning: "清单按名称分部门与项目:同名的读回来会并成一个,空白的会归到上一个,名叫“小计”的会当成小计。清单照写,请改名。",
    origin: LIST,
    wrong: "两个项目都叫 业务经费",
    right: "业务经费(一)、业务经费(二)",
};

pub(super) const LIST_NOT_HELD: Explanation = Explanation {
    line: "清单放不下的内容",
    meaning: "清单只有表样 [list] 里的那些列,联系人、职能、预算构成等不在其中,从清单读回来就没有。申报数据也要保存。",
    origin: LIST,
    wrong: "只留清单,不留申报数据",
    right: "清单与申报数据都保存",
};

pub(super) const LIST_TEXT_TOO_LONG: Explanation = Explanation {
    line: "清单里一格的文字超过工作簿的容量",
    meaning: "Excel 的一个单元格至多 32767 个字符、253 个换行。清单一格一个值,不能分写,所以不写出工作簿;CSV 没有这个限制。",
    origin: Origin::Program("Excel 规格:单元格至多 32767 个字符"),
    wrong: "jixiao list 数据.json -o 清单.xlsx(目标有四万字)",
    right: "jixiao list 数据.json -o 清单.csv",
};
