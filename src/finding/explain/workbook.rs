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
    meaning: "设了打开密码的工作簿是加了密的,没有密码读不出内容。只保护了工作表或结构、打开时不问密码的工作簿能读,用 Excel 的默认密码加了密的也能读。",
    origin: Origin::Program("不问密码;打开时不问密码的才解密"),
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

pub(super) const PART_UNREADABLE: Explanation = Explanation {
    line: "工作簿里有一部分读不出",
    meaning: "各表共用的格式、文字,或一张隐藏的工作表坏了,其余的好着:坏的没有读,其余照读。坏的那一部分里有要用的内容,就要请对方重新保存。",
    origin: Origin::Program("坏一处,只少那一处"),
    wrong: "单元格格式的部件写到一半断了",
    right: "用 WPS 或 Excel 打开修好,另存为 .xlsx",
};

pub(super) const SHEET_UNREADABLE: Explanation = Explanation {
    line: "一张工作表读不出",
    meaning: "一张看得见的工作表坏了,其余的好着:这一张没有读,其余照读。这一张可能就是要用的表,少了它申报就不全,所以是错误;确是用不着的,删去这一张再试。",
    origin: Origin::Program("少读一张表,不作完好"),
    wrong: "工作表“项目支出绩效目标表”的内容写到一半断了",
    right: "用 WPS 或 Excel 打开修好,另存为 .xlsx",
};

pub(super) const NO_TABLE_FOUND: Explanation = Explanation {
    line: "没有认出一张官方的表",
    meaning: "一张工作表有表样的一半以上栏目名称,就认作那张表;栏目名称的空格、换行、全角半角不论。一张也认不出,多半是选错了文件,或栏目名称改得太多。",
    origin: Origin::Program("按栏目名称认表,不看位置"),
    wrong: "把“部门（单位）职能”等栏目名称全部改掉",
    right: "栏目名称照表样",
};

pub(super) const EDITION_UNCLEAR: Explanation = Explanation {
    line: "几个版本的表样都对得上",
    meaning: "几个版本(表样)的栏目名称一样,看不出这个工作簿属于哪一个,就按第一个读。",
    origin: Origin::Program("对得上的版本取第一个"),
    wrong: "两个版本的栏目名称完全相同",
    right: "jixiao import --edition gansu-2025 目标表.xlsx",
};

pub(super) const DUPLICATE_TABLE: Explanation = Explanation {
    line: "只能有一张的表有两张",
    meaning: "一份申报数据只有一张部门整体表。工作簿里有两张(常是忘了删的底稿),就不知道哪一张是真的,读的是前一张。一张工作表上并排有两张表的,读的是左边的。",
    origin: Origin::Program("一份申报数据属于一个部门"),
    wrong: "工作表“整体”与“整体 (2)”都是部门整体表",
    right: "只留一张",
};

pub(super) const SHEET_ASIDE: Explanation = Explanation {
    line: "没有读的工作表",
    meaning: "说明、封面、底稿等工作表不是官方的表,不读;只有申报数据本身的栏目(年度、单位编码),别处没有、写在这样的表上的,读那一格,也在这里说。隐藏的清单也不读:填表的人看不见它。",
    origin: Origin::Program("只读看得见的、认得出的表"),
    wrong: "工作表“底稿”里只有几行草算",
    right: "不需要的工作表删去;该读的,标题与栏目名称照表样",
};

pub(super) const HIDDEN_TABLE: Explanation = Explanation {
    line: "隐藏的工作表里有官方的表",
    meaning: "隐藏的表没有读:填表的人看不见它,多半是旧的底稿。但若它是要报的一张,就少读了一张表,所以要看清楚。",
    origin: Origin::Program("只读看得见的表"),
    wrong: "工作表“项目支出绩效目标表”隐藏着",
    right: "要报的取消隐藏,不要的删去",
};

pub(super) const LABEL_MISSING: Explanation = Explanation {
    line: "表上少了表样的栏目名称",
    meaning: "栏目名称是认位置的依据,少了它,旁边的值就可能读不到。行列可以增减,名称要照表样。",
    origin: Origin::Program("按栏目名称认位置"),
    wrong: "“执行率”改成了“完成比”",
    right: "“执行率”",
};

pub(super) const LABEL_UNKNOWN: Explanation = Explanation {
    line: "栏目名称的位置上是别的名称,那里的值没有读",
    meaning: "表样的一个栏目名称没有找到,它的位置上是另一个名称,旁边或下面有值。不知道那些值是不是这一栏的,所以没有读,也不再报它们引起的别的问题。改了几个字的名称、常见的别名(如“目标值”)照读,是警告。",
    origin: Origin::Program("不拿别的栏目的值充数"),
    wrong: "“度量单位”的位置上写“权重”",
    right: "栏目名称照表样;多出来的栏目另加一列",
};

pub(super) const LABEL_DIFFERS: Explanation = Explanation {
    line: "栏目名称里或表外写的单位与表样不同",
    meaning: "名称除括号里的字外都相同,所以照读;但括号里多半是单位,单位错了,数就差了一万倍,一定要核对。表上方另写的“单位：元”也是这样。",
    origin: Origin::Form("两表的金额以万元计,写在栏目名称的括号里"),
    wrong: "项目资金（元）",
    right: "项目资金（万元）",
};

pub(super) const TITLE_DIFFERS: Explanation = Explanation {
    line: "标题与表里说的不一致",
    meaning: "标题里的部门名称、年度与表里的不同,或各张表的年度不同。读的是表里的;几张表不同时,读的是第一张的。",
    origin: Origin::Program("标题与表应说同一件事"),
    wrong: "标题“某甲局部门（单位）整体支出绩效目标表”,部门（单位）栏填“某乙局”",
    right: "两处都是“某乙局”",
};

pub(super) const UNPLACED_CELL: Explanation = Explanation {
    line: "表里有放不进表样的内容",
    meaning: "表里有不属于表样任何一栏的内容,没有读进来。多出来的一列(如权重)只说一次,写明列号与值的个数;不是数据的一行(小计、说明、签字)一行说一次;表样没有的栏目名称连同旁边的值说一次。清单里只有文字的一行也在这里说。",
    origin: Origin::Program("放不下的内容一定说出来,不悄悄丢掉"),
    wrong: "指标中间插了一行“小计”",
    right: "删去这一行,或移到备注栏",
};

pub(super) const OUTSIDE_CELL: Explanation = Explanation {
    line: "表格之外的文字",
    meaning: "表上面、旁边的文字(如附件号),以及填报说明上另外写的文字,不属于表样,没有读进来。是数据的,要移到所属的栏里。表头下的栏次(1 2 3…)也在这里说。",
    origin: Origin::Program("放不下的内容一定说出来,不悄悄丢掉"),
    wrong: "表的旁边写“填表人:某某”",
    right: "写在联系人栏",
};

pub(super) const HIDDEN_CELLS: Explanation = Explanation {
    line: "隐藏的行或列里有值",
    meaning: "隐藏的、被筛选掉的、高或宽为 0 的行列,打开看不见,值照读。连着的几行(列)只报一处。",
    origin: Origin::Program("看不见的值读了就要说"),
    wrong: "第 12 行隐藏着一条去年的指标",
    right: "取消隐藏;不要的行列删去",
};

pub(super) const COVERED_VALUE: Explanation = Explanation {
    line: "一格里另有看不见的值,没有读",
    meaning: "合并单元格只显示左上角的值,被盖住的格里可能还留着合并以前的值;有的程序把同一格写了两次,显示的是后一个。看不见的没有读。一格合并着盖住几栏的,读作第一栏;盖住几条指标的,各条都读作它。",
    origin: Origin::Program("看不见的不算"),
    wrong: "B11:B12 合并,B11 是“产出指标”,B12 里还留着“成本指标”",
    right: "要用的值填到看得见的格里;不要的,取消合并后删去",
};

pub(super) const LEVEL_INFERRED: Explanation = Explanation {
    line: "一级、二级指标空白,读作上面一行的",
    meaning: "一组指标只在第一行写一级、二级指标,下面各行没有合并而空着的,读作上面一行的;一张表一栏报一处。别的行都各填了一遍、只有几行空着的,像是漏填,是警告:漏填的多半是下一组的第一行,读作上面一组就错了。合并的单元格、单独占一行的一级指标不在此列。",
    origin: Origin::Program("读作什么,一定说出来"),
    wrong: "A23 是“基本运行指标”,A24 空着,A25 是“重点履职指标”",
    right: "A24 填“重点履职指标”",
};

pub(super) const STRUCK_TEXT: Explanation = Explanation {
    line: "加了删除线的文字没有读",
    meaning: "划掉的文字不再作数:一格里划掉一部分,读的是其余的;整格划掉的,当作空白。",
    origin: Origin::Program("划掉的不算"),
    wrong: "“20 18.5”,其中 20 加了删除线",
    right: "18.5",
};

pub(super) const RAISED_TEXT: Explanation = Explanation {
    line: "上标或下标照平常的字读了",
    meaning: "上标、下标的数字读作 ⁴、₂ 这样的字符(10⁴、CO₂);没有这种字符的,照平常的字读,意思可能变了。",
    origin: Origin::Program("Unicode 只有数字与几个符号有上标、下标"),
    wrong: "PM 后面的 2.5 是下标",
    right: "PM2.5,不用下标",
};

pub(super) const SHAPE_ASIDE: Explanation = Explanation {
    line: "文本框、图形或图片没有读",
    meaning: "只读单元格里的内容。浮在表上的文本框、有字的图形、复选框、图片,一直显示着的批注,页眉,以及格里的图片,看得见而没有读:是数据就填到格里。其中写的金额单位与表样不同时是警告。",
    origin: Origin::Program("一张工作表报一处,格里的图片各报一处"),
    wrong: "总体目标的第二条写在文本框里",
    right: "写在“总体目标”的格里",
};

pub(super) const FORMULA_EMPTY: Explanation = Explanation {
    line: "公式是空的,多半是“=”号丢了",
    meaning: "有的程序(XlsxWriter、PyExcelerate、Excel::Writer::XLSX)把文字“=”写成没有内容的公式,打开时显示 0 或空白。这一格的值没有读。",
    origin: Origin::Program("写文件的程序改了内容"),
    wrong: "指标值类型一格是空的公式",
    right: "用文字填 ＝(全角);或先把格式改成“文本”再填 =",
};

pub(super) const CELL_ERROR: Explanation = Explanation {
    line: "单元格里是公式的错误",
    meaning: "公式引用的单元格被删去,或除以了 0,显示 #REF!、#DIV/0! 之类,没有值可读。另存为 CSV 以后成了文字的也是。",
    origin: Origin::Program("错误值不是数据"),
    wrong: "=#REF!+B12 显示 #REF!",
    right: "=B11+B12,或直接填 200.95",
};

pub(super) const CELL_NO_RESULT: Explanation = Explanation {
    line: "公式没有保存结果",
    meaning: "工作簿是由不会计算的程序写的(如 openpyxl),公式有而结果没有,读不出这一格的值。表样自己的合计、比率不受影响,由程序重新算出。用 Excel 或 WPS 打开重新保存,结果就有了。",
    origin: Origin::Program("只读公式上次保存的结果,不计算公式"),
    wrong: "指标值 =B12*2(没有结果)",
    right: "指标值 =B12*2(结果 24),或直接填 24",
};

pub(super) const TEXT_NOT_SUMMED: Explanation = Explanation {
    line: "文本格式的数,合计没有算进去",
    meaning: "单元格里是文本格式的数(常有绿色小三角),SUM 不算文本,保存的合计少了它。读入的是这个数,合计由程序重新算出;工作簿里的合计仍是错的,要改。",
    origin: Origin::Program("合计的公式保存的结果,等于不算文本的各数之和"),
    wrong: "B3 是文本 \"23\",B2 是 =SUM(B3:B4),结果 12(B4 是 12)",
    right: "B3 是数 23,B2 的结果 35",
};

pub(super) const NUMBER_UNCLEAR: Explanation = Explanation {
    line: "看不准是多少的数",
    meaning: "单元格格式使显示的数与存的数不同(如以千、万缩放),或位数太多存不准。照哪一个读都可能错,所以不读。",
    origin: Origin::Program("不猜:缩放的格式看不出填表人要的是哪一个数"),
    wrong: "存 1200000,格式 0!.0,\"万\",显示 120.0万",
    right: "格式“常规”,填 120",
};

pub(super) const FORMAT_UNIT: Explanation = Explanation {
    line: "单元格格式里的单位与表样不同",
    meaning: "单元格里是数,单位(元、千元、亿元)写在单元格格式里,而这一栏以另一个单位计。照存的数读会差千倍万倍,所以不读。",
    origin: Origin::Program("格式里的字是填表人看见的,与存的数一起才是他填的"),
    wrong: "以万元计的栏里存 960000,格式 #,##0\"元\",显示 960,000元",
    right: "格式“常规”或 0.00\"万元\",填 96",
};

pub(super) const HIDDEN_ZERO: Explanation = Explanation {
    line: "格式不显示的 0",
    meaning: "单元格里存的是 0,而单元格格式把 0 显示成空白。看得见的是空白,所以当作空白。",
    origin: Origin::Program("看不见的不是数据"),
    wrong: "存 0,格式 0;-0;;@,显示空白",
    right: "格式“常规”,显示 0;或留空",
};

pub(super) const DEPARTMENTS_DIFFER: Explanation = Explanation {
    line: "一起读的几个文件不是同一个部门的",
    meaning: "一次给出几个工作簿,就当作一个部门的表合在一起(整体表在一个文件,项目表在别的文件)。各文件同一栏里的部门名称不同,就不是一个部门的:后面的没有读进来。各文件填报信息里的单位编码、年度等不同,也在这里说,读的是前面的。",
    origin: Origin::Program("一份申报数据属于一个部门"),
    wrong: "jixiao import 水务局项目.xlsx 教育局项目.xlsx",
    right: "两个文件分两次读",
};
