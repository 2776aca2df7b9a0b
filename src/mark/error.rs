//! Errors of annotating.

use crate::workbook::ReadError;
use crate::workbook::package::PartError;

/// Why no annotated copy was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MarkError {
    /// Neither a workbook nor another zip package.
    #[error("不是 Excel 工作簿,没有格可以标记;能标记的是 .xlsx 与 .xlsm")]
    NotAWorkbook,
    /// A workbook of Excel 97–2003.
    #[error("是 .xls(Excel 97-2003)工作簿,不能在里面标记;用 Excel 或 WPS 另存为 .xlsx,再检查一次")]
    OldFormat,
    /// A workbook with a password.
    #[error("加了打开密码,不能在里面标记;在 Excel 或 WPS 里去掉密码,再检查一次")]
    Encrypted,
    /// A binary workbook.
    #[error("是二进制工作簿(.xlsb),不能在里面标记;用 Excel 或 WPS 另存为 .xlsx,再检查一次")]
    Binary,
    /// Larger than a limit.
    #[error("太大,不标记:{0}")]
    TooLarge(String),
    /// The package or a part of it is damaged.
    #[error("损坏了,不能标记:{part} {why}")]
    Broken {
        /// Name of the part; `压缩包` for the whole package.
        part: String,
        /// The damage.
        why: String,
    },
}

/// Why no mended copy was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FixError {
    /// A list of comma-separated values.
    #[error("是文本的清单(.csv),改不了;用 Excel 或 WPS 打开,另存为 .xlsx,再改正一次")]
    Values,
    /// A workbook of Excel 97–2003.
    #[error("是 .xls(Excel 97-2003)工作簿,改不了;用 Excel 或 WPS 另存为 .xlsx,再改正一次")]
    OldFormat,
    /// A workbook with a password.
    #[error("加了打开密码,改不了;在 Excel 或 WPS 里去掉密码,再改正一次")]
    Encrypted,
    /// A binary workbook.
    #[error("是二进制工作簿(.xlsb),改不了;用 Excel 或 WPS 另存为 .xlsx,再改正一次")]
    Binary,
    /// Neither data nor a workbook.
    #[error("不是申报数据,也不是 Excel 工作簿;能改正的是 .json、.xlsx 与 .xlsm")]
    NotData,
    /// Larger than a limit.
    #[error("太大,不改:{0}")]
    TooLarge(String),
    /// The package or a part of it is damaged.
    #[error("损坏了,改不了:{part} {why}")]
    Broken {
        /// Name of the part; `压缩包` for the whole package.
        part: String,
        /// The damage.
        why: String,
    },
}

impl FixError {
    /// Whether the file is intact but of a kind that cannot be mended.
    pub const fn is_wrong_kind(&self) -> bool {
        matches!(
            self,
            FixError::Values | FixError::OldFormat | FixError::Binary | FixError::NotData
        )
    }
}

impl From<MarkError> for FixError {
    fn from(error: MarkError) -> FixError {
        match error {
            MarkError::NotAWorkbook => FixError::NotData,
            MarkError::OldFormat => FixError::OldFormat,
            MarkError::Encrypted => FixError::Encrypted,
            MarkError::Binary => FixError::Binary,
            MarkError::TooLarge(what) => FixError::TooLarge(what),
            MarkError::Broken { part, why } => FixError::Broken { part, why },
        }
    }
}

impl MarkError {
    /// Whether the file is intact but of a kind that cannot be annotated.
    pub const fn is_wrong_kind(&self) -> bool {
        matches!(
            self,
            MarkError::NotAWorkbook | MarkError::OldFormat | MarkError::Binary
        )
    }

    pub(super) fn broken(part: &str, why: impl Into<String>) -> MarkError {
        MarkError::Broken {
            part: part.to_owned(),
            why: why.into(),
        }
    }

    pub(super) fn of_part(part: &str, error: PartError) -> MarkError {
        match error {
            PartError::Package(error) => error.into(),
            PartError::Part(why) => MarkError::broken(part, why),
        }
    }
}

impl From<ReadError> for MarkError {
    fn from(error: ReadError) -> MarkError {
        match error {
            ReadError::NotAWorkbook(_)
            | ReadError::Packed(_)
            | ReadError::Unrelated(_)
            | ReadError::Blank => MarkError::NotAWorkbook,
            ReadError::Encrypted => MarkError::Encrypted,
            ReadError::TooLarge { what, most } => MarkError::TooLarge(format!("{what}超过 {most}")),
            ReadError::Damaged(why) => MarkError::broken("压缩包", why),
        }
    }
}
