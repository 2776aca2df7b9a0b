//! Definitions of the arguments of the command line, with their help in Chinese.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use jixiao::batch::{PaperThickness, Roster, Shard};
use jixiao::finding::{Level, read_level};
use jixiao::render::{BlankOptions, Encoding};
use jixiao::{Date, Format};

use super::language::{self, Language, pick, said};
use super::new_path::{usable_folder, usable_path};

/// Place in help of options that all commands have.
pub(super) const AFTER_OTHERS: usize = 900;

/// A command line.
#[derive(Debug, Parser)]
#[command(
    name = "jixiao",
    about = "绩效目标表:由部门的绩效目标数据生成规定样式的 Excel 工作簿、PDF 与网页",
    override_usage = "jixiao [选项] <命令>"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// 不说进度、个数与提醒:只写成果、发现的问题、为什么没有做成
    #[arg(short, long, global = true, display_order = AFTER_OTHERS)]
    pub(super) quiet: bool,
    // Read before the others are parsed: see `language`.
    #[arg(
        long,
        global = true,
        value_name = "语言",
        value_parser = language::parse,
        display_order = AFTER_OTHERS,
        help = "用哪种语言说话:zh 中文,en 英文(帮助、用法、汇总;问题里的话仍是中文),auto 看系统;省略时看环境变量 JIXIAO_LANG,没有就是中文"
    )]
    pub(super) lang: Option<Language>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 读申报数据,汇总、检查,生成各表的文件
    Render(RenderArgs),
    /// 一次做完所有部门:各部门的表、汇总表、检查报告、合订本、文件清单
    Batch(Box<BatchArgs>),
    /// 核对 batch 的成果与文件清单(manifest.json)是否相符
    Verify(VerifyArgs),
    /// 把几个分片(batch --shard)的成果合成一份
    Merge(Box<MergeArgs>),
    /// 由收来的申报数据或 batch 的成果做一份名册,写着有哪些部门,供 batch --roster 用
    Roster(RosterArgs),
    /// 只检查申报数据:有什么问题、在哪里、怎样改,一次说完
    Check(CheckArgs),
    /// 生成空白的表,在 Excel 或 WPS 里填写
    Blank(BlankArgs),
    /// 把填好的 Excel 表、各部门的清单读成申报数据(JSON)
    Import(ImportArgs),
    /// 把申报数据写成清单:一行一个指标,各部门合在一份里
    List(ListArgs),
    /// 由一种表样的数据做另一种的:如由目标表做自评表,只剩实际完成的要填
    Carry(CarryArgs),
    /// 对比两份数据:改了哪些栏目、指标和表,改前改后各是多少
    Diff(DiffArgs),
    /// 说明一个检查项目,按字词找检查项目;不写则列出全部
    Explain(ExplainArgs),
    /// 列出字体:有哪些,各处用哪个、代替什么,哪些字要别的字体来补
    Fonts(FontsArgs),
    /// 写出表样的 JSON Schema,供编辑器补全与核对
    Schema(SchemaArgs),
    /// 列出内置的表样,写出一份来修改,新做、检查、对比自己的
    Template(TemplateArgs),
    /// 写出网页 绩效目标表.html:双击打开,在浏览器里填表、检查、生成文件,不用装程序
    Page(PageArgs),
    /// 程序里用到的别人的软件包与字体,各自的许可与全文
    #[command(override_usage = "jixiao licenses")]
    Licenses,
    /// 写出命令行的补全脚本:按 Tab 键补全命令与选项
    Completions(CompletionsArgs),
    /// 写出手册页(man),一个命令一页
    Man(ManArgs),
    /// 说明一个命令:做什么、怎样写、有哪些选项,有例子
    Help(HelpArgs),
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao completions <外壳>")]
pub(super) struct CompletionsArgs {
    /// 哪种外壳:bash、zsh、fish、powershell、elvish
    #[arg(value_name = "外壳", value_parser = parse_shell)]
    pub(super) shell: Shell,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao man [选项] -o <文件夹>")]
pub(super) struct ManArgs {
    /// 写到哪个文件夹,没有就新建
    #[arg(short, long, value_name = "文件夹", required = true)]
    pub(super) output: PathBuf,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao help [命令]")]
pub(super) struct HelpArgs {
    /// 哪个命令,如 check、template copy;省略时列出全部
    #[arg(value_name = "命令")]
    pub(super) command: Vec<String>,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao render [选项] <文件>...")]
pub(super) struct RenderArgs {
    /// 申报数据(JSON 文件、填好的 Excel 表、清单 .xlsx 或 .csv);- 表示标准输入
    #[arg(required = true, value_name = "文件")]
    pub(super) files: Vec<PathBuf>,
    /// 写到哪个文件夹,没有就新建
    #[arg(
        short,
        long,
        value_name = "文件夹",
        default_value = ".",
        hide_default_value = true
    )]
    pub(super) output: PathBuf,
    #[command(flatten)]
    pub(super) format: FormatArgs,
    /// 用此文件夹里的表样(由 template copy 写出后修改)
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
    #[arg(
        long,
        value_name = "文件夹",
        help = "用此文件夹里的字体(.ttf、.ttc):按其中的 fonts.toml,或文件名(body.ttf、仿宋_GB2312.ttf),或字体自己的名称用于各处,其余补缺字;用了哪些见 jixiao fonts"
    )]
    pub(super) fonts: Option<PathBuf>,
    /// 每张表各成一个文件
    #[arg(long, conflicts_with = "attach_data")]
    pub(super) split: bool,
    /// PDF 由谁写:direct(本程序,PDF/A-2u)或 genpdf(无标签,不合 PDF/A)
    #[cfg(feature = "genpdf")]
    #[arg(long, value_name = "方式", value_parser = parse_engine, default_value = "direct", hide_default_value = true)]
    pub(super) pdf_engine: jixiao::PdfEngine,
    #[command(flatten)]
    pub(super) making: OutputArgs,
    #[command(flatten)]
    pub(super) print: PrintArgs,
}

/// The formats to make, for one submission or for many.
#[derive(Debug, Args)]
pub(super) struct FormatArgs {
    #[arg(long, value_name = "格式", help = format!("生成哪些格式,以逗号分开:{};省略时为 xlsx,pdf", Format::names("、")), value_delimiter = ',', value_parser = parse_format, default_value = "xlsx,pdf", hide_default_value = true)]
    pub(super) format: Vec<Format>,
}

/// How findings are printed.
#[derive(Debug, Args)]
pub(super) struct PrintArgs {
    /// 每处问题都写全,连同在数据里的路径(如 /projects/0/name)
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// Options for making files.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
#[derive(Debug, Clone, Args)]
pub(super) struct OutputArgs {
    /// 供公开:联系人姓名与电话留空
    #[arg(long)]
    pub(super) publish: bool,
    /// 把数据附在 PDF、OFD 里(合订本里每个部门一份),以后可以读回;与 --publish 一起用时不附联系人
    #[arg(long)]
    pub(super) attach_data: bool,
    /// PDF 声明 PDF/UA-1 与 PDF/A 的 A 级(读屏软件能读);有 Unicode 没有规定意思的字符时不做,说在哪里
    #[arg(long)]
    pub(super) accessible: bool,
    /// 写进文件属性的日期,如 2025-03-01;省略时为表的年度的 1 月 1 日
    #[arg(long, value_name = "日期", value_parser = parse_date)]
    pub(super) date: Option<Date>,
    /// OFD 按存档的规定写(OFD-A,GB/T 42133):带色彩特性文件、档案元数据,各栏的值另附一份 XML
    #[arg(long)]
    pub(super) ofd_archive: bool,
    /// 有错误也生成文件
    #[arg(long)]
    pub(super) force: bool,
    /// 改一个检查项目的级别(错误、警告、提示、关),如 unknown-key=关;可以写几次
    #[arg(long, value_name = "项目=级别", value_parser = parse_level)]
    pub(super) level: Vec<LevelWords>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct SendBackArgs {
    /// 做出退回的:退回、要核对的部门各有一个文件夹“退回/编码-名称”,里面是标出了问题的表和退回通知
    #[arg(long, conflicts_with = "publish")]
    pub(super) send_back: bool,
    /// 退回通知用自己的(由 template copy letter 写出后修改);写了它就不必写 --send-back
    #[arg(long, value_name = "文件夹", conflicts_with = "publish")]
    pub(super) letter: Option<PathBuf>,
    /// 退回通知的落款、合订本封面上的编制单位,如 云岭县财政局
    #[arg(long, value_name = "名称", value_parser = parse_bureau)]
    pub(super) bureau: Option<String>,
    /// 退回通知里改好报送的期限,如 2026-03-20;省略时不写期限
    #[arg(long, value_name = "日期", value_parser = parse_day)]
    pub(super) return_by: Option<Date>,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
#[derive(Debug, Clone, Args)]
#[command(override_usage = "jixiao batch [选项] <文件或文件夹>... -o <文件夹>")]
pub(super) struct BatchArgs {
    /// 申报数据:文件,或放着它们的文件夹(连同里面的文件夹)
    #[arg(required = true, value_name = "文件或文件夹")]
    pub(super) inputs: Vec<PathBuf>,
    /// 成果写到哪个文件夹,没有就新建
    #[arg(short, long, value_name = "文件夹", required = true)]
    pub(super) output: PathBuf,
    /// 同时做几个部门;省略时比处理器的核数多一个(一个等磁盘时别的接着做)
    #[arg(
        long,
        value_name = "个数",
        value_parser = parse_jobs,
        default_value = "0",
        hide_default_value = true
    )]
    pub(super) jobs: usize,
    #[arg(long, value_name = "格式", help = format!("生成哪些格式,以逗号分开:{};省略时同上次,第一次为 xlsx,pdf", Format::names("、")), value_delimiter = ',', value_parser = parse_format)]
    pub(super) format: Vec<Format>,
    /// 另做合订本:封面、目录、全部的表,连续编页,有书签;是 PDF,格式里有 ofd 的,是 OFD,两样都有的做两本
    #[arg(long)]
    pub(super) volume: bool,
    /// 每个股室一本合订本,在“合订本/<股室>.pdf”(格式里有 ofd 的,也有 .ofd);写名册里那一列的表头,如 股室;写了它就不必写 --volume
    #[arg(long, value_name = "列", value_parser = parse_section)]
    pub(super) volume_by: Option<String>,
    /// 合订本封面下方的一行,如编制单位、日期;可以写几次
    #[arg(long, value_name = "文字")]
    pub(super) cover: Vec<String>,
    /// 另做合订本的书脊“合订本书脊.pdf”;宽按页数和每张纸的厚(毫米)算,如 --spine=0.09;不写厚就是 0.1(80 克纸)
    #[arg(long, value_name = "毫米", num_args = 0..=1, require_equals = true, default_missing_value = "0.1", value_parser = str::parse::<PaperThickness>)]
    pub(super) spine: Option<PaperThickness>,
    /// 接着上次做:数据、表样、选项、程序都没有变的不重做
    #[arg(long)]
    pub(super) resume: bool,
    /// 删去这次没有给出的部门;不写就照旧保留
    #[arg(long)]
    pub(super) prune: bool,
    /// 不沿用上次的选项:没有写的选项都当作没有
    #[arg(long)]
    pub(super) fresh_options: bool,
    /// 把这次新做的、改动了的文件的路径写到标准输出,一行一个,供打印、发送
    #[arg(long)]
    pub(super) print_list: bool,
    /// 只做一部分,如 2/5 是五份中的第二份(按文件名分);各份用 jixiao merge 合起来
    #[arg(long, value_name = "第几/几份", value_parser = parse_shard)]
    pub(super) shard: Option<Shard>,
    /// 汇总表、合订本里部门的先后:文本文件,一行一个编码或名称;没有写到的接在后面
    #[arg(long, value_name = "文件")]
    pub(super) order: Option<PathBuf>,
    /// 名册(.xlsx、.xls、.csv):谁要报送,一行一个部门;说出谁没有报送,汇总表按名册的先后、按股室小计
    #[arg(long, value_name = "文件")]
    pub(super) roster: Option<PathBuf>,
    /// 与上次(或上年)的成果对比:给出那时的成果文件夹,汇总表里多一页“对比”
    #[arg(long, value_name = "文件夹")]
    pub(super) compare: Option<PathBuf>,
    /// 这一批是哪一年度的;别的年度的退回
    #[arg(long, value_name = "年度", value_parser = parse_year)]
    pub(super) year: Option<u16>,
    /// 上年的申报数据(文件,或放着各部门文件的文件夹):目标与指标同上年一字不差的表也报
    #[arg(long, value_name = "路径")]
    pub(super) last_year: Option<PathBuf>,
    /// 预算批复(.xlsx、.xls、.csv):金额与批复不符的、批复里有而没有表的项目也报;哪一列与哪个栏目核对写在表样的 [budget] 里
    #[arg(long, value_name = "文件")]
    pub(super) budget: Option<PathBuf>,
    #[command(flatten)]
    pub(super) sending: SendBackArgs,
    #[command(flatten)]
    pub(super) making: OutputArgs,
    /// 用此文件夹里的表样(由 template copy 写出后修改)
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
    /// 用此文件夹里的字体(.ttf、.ttc),同 render
    #[arg(long, value_name = "文件夹")]
    pub(super) fonts: Option<PathBuf>,
    /// 每做完一个部门说一行
    #[arg(short, long)]
    pub(super) verbose: bool,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao verify <文件夹> [<文件或文件夹>...]")]
pub(super) struct VerifyArgs {
    /// batch 的成果所在的文件夹
    #[arg(value_name = "文件夹")]
    pub(super) output: PathBuf,
    /// 申报数据;给出时也核对它们是不是生成时的那些
    #[arg(value_name = "文件或文件夹")]
    pub(super) inputs: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao roster [选项] <文件或文件夹>... -o <文件>")]
pub(super) struct RosterArgs {
    /// 申报数据,或 batch 的成果所在的文件夹
    #[arg(required = true, value_name = "文件或文件夹")]
    pub(super) inputs: Vec<PathBuf>,
    /// 名册写到哪个文件(.xlsx 或 .csv)
    #[arg(short, long, value_name = "文件", required = true)]
    pub(super) output: PathBuf,
    /// 已有的名册:各行照样留着,只在后面加上没有的部门,备注写“新增”
    #[arg(long, value_name = "文件")]
    pub(super) roster: Option<PathBuf>,
    /// 用此文件夹里的表样,同 batch
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao merge [选项] <分片的文件夹>... -o <文件夹>")]
pub(super) struct MergeArgs {
    /// 各分片的成果所在的文件夹,一个也不能少
    #[arg(required = true, value_name = "分片的文件夹")]
    pub(super) parts: Vec<PathBuf>,
    /// 合到哪个文件夹,没有就新建
    #[arg(short, long, value_name = "文件夹", required = true)]
    pub(super) output: PathBuf,
    /// 汇总表、合订本里部门的先后,同 batch;不写就同各分片
    #[arg(long, value_name = "文件")]
    pub(super) order: Option<PathBuf>,
    /// 名册,同 batch;不写就同各分片
    #[arg(long, value_name = "文件")]
    pub(super) roster: Option<PathBuf>,
    /// 与上次(或上年)的成果对比,同 batch
    #[arg(long, value_name = "文件夹")]
    pub(super) compare: Option<PathBuf>,
    /// 合订本封面下方的一行,同 batch;不写就同各分片
    #[arg(long, value_name = "文字")]
    pub(super) cover: Vec<String>,
    /// 自己的退回通知,要与给 batch 的一样
    #[arg(long, value_name = "文件夹")]
    pub(super) letter: Option<PathBuf>,
    /// 退回通知的落款、合订本封面上的编制单位,同 batch;不写就同各分片
    #[arg(long, value_name = "名称", value_parser = parse_bureau)]
    pub(super) bureau: Option<String>,
    /// 退回通知里改好报送的期限,同 batch;不写就同各分片
    #[arg(long, value_name = "日期", value_parser = parse_day)]
    pub(super) return_by: Option<Date>,
    /// 用此文件夹里的表样,同 batch
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
    /// 用此文件夹里的字体,同 batch
    #[arg(long, value_name = "文件夹")]
    pub(super) fonts: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao check [选项] <文件或文件夹>...")]
pub(super) struct CheckArgs {
    /// 申报数据(JSON 文件、填好的 Excel 表、清单 .xlsx 或 .csv),或放着它们的文件夹(连同里面的文件夹);- 表示标准输入
    #[arg(required = true, value_name = "文件或文件夹")]
    pub(super) files: Vec<PathBuf>,
    /// 怎样写出:text 给人看,json 给程序读,github 作 GitHub 的批注;省略时为 text
    #[arg(long, value_name = "格式", value_parser = parse_report_format, default_value = "text", hide_default_value = true)]
    pub(super) format: ReportFormat,
    /// 只列出此级别以上的:错误、警告、提示
    #[arg(long, value_name = "级别", value_parser = parse_at_least)]
    pub(super) at_least: Option<Level>,
    /// 改一个检查项目的级别(错误、警告、提示、关),如 unknown-key=关;可以写几次
    #[arg(long, value_name = "项目=级别", value_parser = parse_level)]
    pub(super) level: Vec<LevelWords>,
    /// 按哪个版本的表样读 Excel 表与清单,如 gansu-2025;省略时看哪个对得上
    #[arg(long, value_name = "表样")]
    pub(super) edition: Option<String>,
    /// 用此文件夹里的表样(由 template copy 写出后修改)
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
    /// 上年的申报数据(文件,或放着各部门文件的文件夹):目标与指标同上年一字不差的表也报
    #[arg(long, value_name = "路径")]
    pub(super) last_year: Option<PathBuf>,
    /// 预算批复(.xlsx、.xls、.csv):金额与批复不符的、批复里有而没有表的项目也报;哪一列与哪个栏目核对写在表样的 [budget] 里
    #[arg(long, value_name = "文件")]
    pub(super) budget: Option<PathBuf>,
    /// 另做一份标记好的工作簿,写在原文件旁边:目标表.xlsx 的是 目标表.检查.xlsx;有问题的格有底色与批注,末页列出全部问题
    #[arg(long, group = "copy")]
    pub(super) mark: bool,
    /// 另做一份改正好的,写在原文件旁边:目标表.xlsx 的是 目标表.改正.xlsx;只改答案只有一个的(全角数字、多余的空格、符号的写法等),改了的逐处列出,工作簿里有底色与批注
    #[arg(long, group = "copy")]
    pub(super) fix: bool,
    /// 标记好的、改正好的写到哪里:文件名,或文件夹(几个文件时);没有 --mark、--fix 时是把检查结果写成的文件,如 报告.txt
    #[arg(short, long, value_name = "路径")]
    pub(super) output: Option<PathBuf>,
    /// 写进文件、管道的文字的编码:utf-8 或 gb18030(给只认 GBK 的旧程序);省略时为 utf-8
    #[arg(long, value_name = "编码", value_parser = parse_encoding)]
    pub(super) encoding: Option<Encoding>,
    #[command(flatten)]
    pub(super) print: PrintArgs,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao list [选项] -o <清单> <文件>...")]
pub(super) struct ListArgs {
    /// 申报数据(JSON 文件、填好的 Excel 表、清单);- 表示标准输入
    #[arg(required = true, value_name = "文件")]
    pub(super) files: Vec<PathBuf>,
    /// 写成哪个文件:以 .xlsx 或 .csv 结尾
    #[arg(short, long, required = true, value_name = "清单")]
    pub(super) output: PathBuf,
    /// 不写小计与合计
    #[arg(long)]
    pub(super) no_subtotals: bool,
    /// .csv 的编码:utf-8(带字节顺序标记,Excel 打得开)或 gb18030;省略时为 utf-8
    #[arg(long, value_name = "编码", value_parser = parse_encoding)]
    pub(super) encoding: Option<Encoding>,
    /// 有读不出的值也写出清单,那里空白
    #[arg(long)]
    pub(super) force: bool,
    /// 用此文件夹里的表样(由 template copy 写出后修改)
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
    #[command(flatten)]
    pub(super) print: PrintArgs,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao import [选项] <文件>...")]
pub(super) struct ImportArgs {
    /// 填好的 Excel 表,几个文件合成一份;或清单,一个部门一份;- 表示标准输入
    #[arg(required = true, value_name = "文件")]
    pub(super) files: Vec<PathBuf>,
    /// 写到哪个文件;省略时写到标准输出;有几个部门时是文件夹
    #[arg(short, long, value_name = "文件")]
    pub(super) output: Option<PathBuf>,
    /// 按哪个版本的表样读,如 gansu-2025;省略时看哪个对得上
    #[arg(long, value_name = "表样")]
    pub(super) edition: Option<String>,
    /// 用此文件夹里的表样(由 template copy 写出后修改)
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
    /// 改正答案只有一个的(全角数字、多余的空格、符号的写法等),改了的逐处列出
    #[arg(long)]
    pub(super) fix: bool,
    #[command(flatten)]
    pub(super) print: PrintArgs,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao carry [选项] --to <表样> <文件>...")]
pub(super) struct CarryArgs {
    /// 申报数据(JSON 文件、填好的 Excel 表、清单 .xlsx 或 .csv);- 表示标准输入
    #[arg(required = true, value_name = "文件")]
    pub(super) files: Vec<PathBuf>,
    /// 做成哪种表样的数据,如 selfeval-2020;带什么过去,写在它的 [[carry]] 里
    #[arg(long, required = true, value_name = "表样")]
    pub(super) to: String,
    /// 做成 Excel 工作簿:带过去的已经填上,其余的格空着待填
    #[arg(long)]
    pub(super) blank: bool,
    /// 写到哪个文件或文件夹;省略时数据写到标准输出,工作簿写到当前文件夹
    #[arg(short, long, value_name = "路径")]
    pub(super) output: Option<PathBuf>,
    /// 已经有这个文件也写:原来的内容就没有了
    #[arg(long)]
    pub(super) force: bool,
    /// 用此文件夹里的表样(由 template copy 写出后修改)
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
    #[command(flatten)]
    pub(super) print: PrintArgs,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao diff [选项] <旧> <新>")]
pub(super) struct DiffArgs {
    /// 改以前的申报数据:一个文件(JSON、填好的 Excel 表、清单),或放着各部门文件的文件夹
    #[arg(value_name = "旧")]
    pub(super) old: PathBuf,
    /// 改以后的,同上
    #[arg(value_name = "新")]
    pub(super) new: PathBuf,
    /// 怎样写出:text 给人看,json 给程序读;省略时为 text
    #[arg(long, value_name = "格式", value_parser = parse_diff_format, default_value = "text", hide_default_value = true)]
    pub(super) format: ReportFormat,
    /// 另写成工作簿(.xlsx):概览一页,一个部门一行;明细一页,一处改动一行
    #[arg(short, long, value_name = "工作簿")]
    pub(super) output: Option<PathBuf>,
    /// 写进文件、管道的文字的编码,同 check
    #[arg(long, value_name = "编码", value_parser = parse_encoding)]
    pub(super) encoding: Option<Encoding>,
    /// 用此文件夹里的表样(由 template copy 写出后修改)
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
    /// 每处都写明在数据里的路径(如 /projects/0/name),没有变化的部门也列出
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReportFormat {
    /// Text for people.
    Text,
    /// JSON for programs.
    Json,
    /// Annotations of GitHub's workflows.
    GitHub,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao blank [选项] <表>\n      jixiao blank [选项] --all")]
pub(super) struct BlankArgs {
    /// 哪张表:代号(如 project-target)或名称
    #[arg(value_name = "表", required_unless_present = "all")]
    pub(super) form: Option<String>,
    /// 一个部门的各张表,放在一个工作簿里
    #[arg(long, conflicts_with = "form")]
    pub(super) all: bool,
    /// 项目表要几张;省略时为 1
    #[arg(long, value_name = "张数", value_parser = parse_copies)]
    pub(super) projects: Option<usize>,
    /// 指标留几行;省略时为 12
    #[arg(long, value_name = "行数", value_parser = parse_rows)]
    pub(super) rows: Option<usize>,
    /// 填上表的年度,如 2025;省略时由填表的人填
    #[arg(long, value_name = "年度", value_parser = parse_year)]
    pub(super) year: Option<u16>,
    /// 表样,如 monitor-2019;省略时是自己的唯一一种,没有就是默认的一种
    #[arg(long, value_name = "表样")]
    pub(super) edition: Option<String>,
    /// 用此文件夹里的表样(由 template copy 写出后修改)
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
    /// 写成哪个文件;省略时在当前文件夹里,名为 空白-表的名称.xlsx
    #[arg(short, long, value_name = "文件")]
    pub(super) output: Option<PathBuf>,
    /// 已经有这个文件也写:原来的内容就没有了
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao page [选项]")]
pub(super) struct PageArgs {
    /// 写成哪个文件;省略时在当前文件夹里,名为 绩效目标表.html
    #[arg(short, long, value_name = "文件")]
    pub(super) output: Option<PathBuf>,
    /// 已经有这个文件也写
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao explain [选项] [项目]")]
pub(super) struct ExplainArgs {
    /// 检查项目,如 total-mismatch(报告里方括号中的词);或字词,如 合计:找说到它的项目
    #[arg(value_name = "项目")]
    pub(super) code: Option<String>,
    /// Prints the page of the documentation.
    #[arg(long, hide = true, conflicts_with = "code")]
    pub(super) markdown: bool,
    /// 也说明此文件夹里的表样把级别改成了什么
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao fonts [选项] [文件]...")]
pub(super) struct FontsArgs {
    /// 申报数据;给出时列出其中哪些字不在该用的字体里
    #[arg(value_name = "文件")]
    pub(super) files: Vec<PathBuf>,
    /// 用此文件夹里的字体(.ttf、.ttc)
    #[arg(long, value_name = "文件夹")]
    pub(super) fonts: Option<PathBuf>,
    /// 用此文件夹里的表样(由 template copy 写出后修改)
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
    #[command(flatten)]
    pub(super) print: PrintArgs,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao schema [选项] [表样]")]
pub(super) struct SchemaArgs {
    /// 表样,如 monitor-2019;省略时是自己的唯一一种,没有就是默认的一种
    #[arg(value_name = "表样")]
    pub(super) edition: Option<String>,
    /// 用此文件夹里的表样(由 template copy 写出后修改)
    #[arg(long, value_name = "文件夹")]
    pub(super) templates: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(override_usage = "jixiao template <命令>")]
pub(super) struct TemplateArgs {
    #[command(subcommand)]
    pub(super) action: TemplateAction,
}

#[derive(Debug, Subcommand)]
pub(super) enum TemplateAction {
    /// 列出内置的表样
    #[command(override_usage = "jixiao template list")]
    List,
    /// 写出一份内置的表样,从它改起
    #[command(override_usage = "jixiao template copy <表样> <文件夹>")]
    Copy {
        /// 表样,如 gansu-2025;letter 是退回通知
        #[arg(value_name = "表样")]
        edition: String,
        /// 写到哪个文件夹;已有的同名文件不会被改
        #[arg(value_name = "文件夹", value_parser = new_folder())]
        folder: PathBuf,
    },
    /// 写出一份小的表样,建立在内置的表样上,从它做起
    #[command(override_usage = "jixiao template new <文件夹>")]
    New {
        /// 写到哪个文件夹;已有的同名文件不会被改
        #[arg(value_name = "文件夹", value_parser = new_folder())]
        folder: PathBuf,
    },
    /// 检查自己的表样:读定义,用虚构的数据试着生成各表
    #[command(override_usage = "jixiao template check <文件夹>")]
    Check {
        /// 表样所在的文件夹
        #[arg(value_name = "文件夹")]
        folder: PathBuf,
    },
    /// 说明自己的表样与内置的有什么不同:定义按键,模板按行
    #[command(override_usage = "jixiao template diff <文件夹> [表样]")]
    Diff {
        /// 表样所在的文件夹
        #[arg(value_name = "文件夹")]
        folder: PathBuf,
        /// 与哪一种内置的表样比;省略时为同名的、extends 的或最像的
        #[arg(value_name = "表样")]
        edition: Option<String>,
    },
    /// 列出检查认的通用的词,一张词表一行;自己的表样在 [vocabulary] 里添减
    #[command(override_usage = "jixiao template words [词]")]
    Words {
        /// 只列出有这个词的词表
        #[arg(value_name = "词")]
        word: Option<String>,
    },
}

impl Command {
    /// Whether findings are to be printed in full.
    pub(super) fn is_verbose(&self) -> bool {
        let print = match self {
            Command::Render(args) => &args.print,
            Command::Check(args) => &args.print,
            Command::Import(args) => &args.print,
            Command::List(args) => &args.print,
            Command::Carry(args) => &args.print,
            Command::Fonts(args) => &args.print,
            Command::Batch(args) => return args.verbose,
            Command::Diff(args) => return args.verbose,
            Command::Verify(_)
            | Command::Merge(_)
            | Command::Roster(_)
            | Command::Blank(_)
            | Command::Explain(_)
            | Command::Schema(_)
            | Command::Template(_)
            | Command::Page(_)
            | Command::Licenses
            | Command::Completions(_)
            | Command::Man(_)
            | Command::Help(_) => return false,
        };
        print.verbose
    }
}

impl Command {
    /// The encoding of what is printed into a file or pipe, if it is given.
    pub(super) fn encoding(&self) -> Option<Encoding> {
        match self {
            Command::Check(args) => args.encoding,
            Command::Diff(args) => args.encoding,
            _ => None,
        }
    }

    /// Whether JSON is to be printed in another encoding, which readers of JSON refuse.
    pub(super) fn encodes_json(&self) -> bool {
        let format = match self {
            Command::Check(args) => args.format,
            Command::Diff(args) => args.format,
            _ => return false,
        };
        format == ReportFormat::Json && self.encoding() == Some(Encoding::Gb18030)
    }
}

#[cfg(feature = "genpdf")]
fn parse_engine(word: &str) -> Result<jixiao::PdfEngine, String> {
    match word {
        "direct" => Ok(jixiao::PdfEngine::Direct),
        "genpdf" => Ok(jixiao::PdfEngine::Genpdf),
        _ => Err(pick("应为 direct 或 genpdf", "direct or genpdf").to_owned()),
    }
}

/// Parses the path of a file or folder that the command makes.
pub(super) fn new_path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().try_map(usable_path)
}

/// Parses the path of a folder that the command makes.
pub(super) fn new_folder() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().try_map(usable_folder)
}

/// The name of the value of an option that is a folder.
pub(super) const FOLDER: &str = "文件夹";

fn parse_format(word: &str) -> Result<Format, String> {
    Format::find(&word.trim().to_lowercase()).ok_or_else(|| {
        let names = Format::names(pick("、", ", "));
        said!(
            "应为 {names},可以以逗号分开写几个",
            "one of {names}, or several separated by commas"
        )
    })
}

fn parse_encoding(word: &str) -> Result<Encoding, String> {
    match word.trim().to_lowercase().as_str() {
        "utf-8" | "utf8" => Ok(Encoding::Utf8),
        "gb18030" | "gbk" => Ok(Encoding::Gb18030),
        _ => Err(pick("应为 utf-8 或 gb18030", "utf-8 or gb18030").to_owned()),
    }
}

fn parse_date(word: &str) -> Result<Date, String> {
    Date::parse(word).ok_or_else(|| {
        said!(
            "应为 1900 到 9999 年的日期,如 2025-03-01",
            "a date of the years 1900 to 9999, such as 2025-03-01"
        )
    })
}

/// A date in any usual spelling, also `2026年3月20日`.
fn parse_day(word: &str) -> Result<Date, String> {
    Date::read(word).ok_or_else(|| {
        said!(
            "应为日期,如 2026-03-20、2026年3月20日",
            "a date, such as 2026-03-20 or 2026年3月20日"
        )
    })
}

fn parse_section(word: &str) -> Result<String, String> {
    if Roster::is_section_head(word) {
        Ok(word.to_owned())
    } else {
        let head = Roster::section_head();
        Err(said!(
            "只能按名册里的{head}分册,写 {head}",
            "volumes are by the roster's column {head} only"
        ))
    }
}

fn parse_bureau(word: &str) -> Result<String, String> {
    /// More do not fit in a line of the letter.
    const CHARACTERS: usize = 40;
    let name = word.trim();
    let count = name.chars().count();
    if (1..=CHARACTERS).contains(&count) && !name.contains(char::is_control) {
        Ok(name.to_owned())
    } else {
        Err(said!(
            "应为一行名称,至多 {CHARACTERS} 字",
            "a name of one line, at most {CHARACTERS} characters"
        ))
    }
}

fn parse_jobs(word: &str) -> Result<usize, String> {
    let jobs = word.trim().parse().ok();
    jobs.ok_or_else(|| said!("应为整数,如 4", "a whole number, such as 4"))
}

fn parse_copies(word: &str) -> Result<usize, String> {
    parse_count(word, BlankOptions::MAX_COPIES)
}

fn parse_rows(word: &str) -> Result<usize, String> {
    parse_count(word, BlankOptions::MAX_ROWS)
}

fn parse_count(word: &str, most: usize) -> Result<usize, String> {
    let count = word.trim().parse().ok();
    count
        .filter(|count| (1..=most).contains(count))
        .ok_or_else(|| said!("应为 1 到 {most} 的整数", "a whole number from 1 to {most}"))
}

fn parse_year(word: &str) -> Result<u16, String> {
    let year = word.trim().parse().ok();
    year.filter(|year| (1900..=9999).contains(year))
        .ok_or_else(|| {
            said!(
                "应为 1900 到 9999 的年份,如 2025",
                "a year from 1900 to 9999, such as 2025"
            )
        })
}

fn parse_shard(word: &str) -> Result<Shard, String> {
    let shard = word.parse().ok();
    shard.ok_or_else(|| said!("应写成 第几/几份,如 2/5", "number/all, such as 2/5"))
}

fn parse_report_format(word: &str) -> Result<ReportFormat, String> {
    match word.trim() {
        "text" => Ok(ReportFormat::Text),
        "json" => Ok(ReportFormat::Json),
        "github" => Ok(ReportFormat::GitHub),
        _ => Err(said!(
            "应为 text、json、github 之一",
            "one of text, json, github"
        )),
    }
}

fn parse_diff_format(word: &str) -> Result<ReportFormat, String> {
    match parse_report_format(word) {
        Ok(format) if format != ReportFormat::GitHub => Ok(format),
        Ok(_) | Err(_) => Err(said!("应为 text、json 之一", "text or json")),
    }
}

fn parse_at_least(word: &str) -> Result<Level, String> {
    match read_level(word) {
        Ok(Some(level)) => Ok(level),
        Ok(None) | Err(_) => Err(said!(
            "应为 错误、警告、提示 之一",
            "one of error, warning, note"
        )),
    }
}

/// A level of the command line: the name of a rule and its level.
#[derive(Debug, Clone)]
pub(super) struct LevelWords {
    pub(super) name: String,
    pub(super) level: String,
}

/// Splits `name=level`; the name is resolved when the editions are known.
fn parse_level(word: &str) -> Result<LevelWords, String> {
    let Some((name, level)) = word.split_once(['=', '＝']) else {
        return Err(said!(
            "应写成 项目=级别,如 unknown-key=关",
            "code=level, such as unknown-key=off"
        ));
    };
    let (name, level) = (name.to_owned(), level.to_owned());
    Ok(LevelWords { name, level })
}

fn parse_shell(word: &str) -> Result<Shell, String> {
    let shell: Option<Shell> = word.trim().to_lowercase().parse().ok();
    shell.ok_or_else(|| {
        said!(
            "应为 bash、zsh、fish、powershell、elvish 之一",
            "one of bash, zsh, fish, powershell, elvish"
        )
    })
}
