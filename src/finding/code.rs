//! Every kind of finding there is. A code is kebab-case, unique, and never reused for something else.

use super::Level;

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal, $level:ident;)*) => {
        /// A kind of finding. Its text form is what people search for and what options name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $($(#[doc = $doc])* $name,)*
        }

        impl Code {
            /// Every code, in the order of the list in this file.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The code as printed: `total-mismatch`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Code::$name => $text,)*
                }
            }

            /// The level a finding of this code has unless an edition or the user sets another.
            pub const fn level(self) -> Level {
                match self {
                    $(Code::$name => Level::$level,)*
                }
            }
        }
    };
}

codes! {
    // Reading an input file.
    /// The file is neither UTF-8, UTF-16 with a byte order mark, nor GB18030.
    Encoding = "encoding", Error;
    /// A file that a program or a system leaves beside documents, which is passed over.
    StrayFile = "stray-file", Note;
    /// The file is larger than the limit.
    InputTooLarge = "input-too-large", Error;
    /// Objects and arrays are nested deeper than the limit.
    InputTooDeep = "input-too-deep", Error;
    /// The file is not JSON.
    JsonSyntax = "json-syntax", Error;
    /// The submission names an edition that is not there.
    UnknownEdition = "unknown-edition", Error;
    /// A key that the form does not have.
    UnknownKey = "unknown-key", Error;
    /// The same key twice in one object.
    DuplicateKey = "duplicate-key", Error;
    /// A value of another JSON type than the field takes.
    WrongType = "wrong-type", Error;
    /// A text where a number is wanted.
    ValueNotNumber = "value-not-number", Error;
    /// A number with more digits than can be kept exactly.
    NumberTooLong = "number-too-long", Error;
    /// A value that is none of the field's choices.
    UnknownChoice = "unknown-choice", Error;
    /// A required field is absent or blank.
    MissingRequired = "missing-required", Error;
    /// A control character in a text.
    ControlCharacter = "control-character", Warning;
    /// A character that changes the direction of a text.
    BidiCharacter = "bidi-character", Error;
    /// A character without ink or width in a text.
    InvisibleCharacter = "invisible-character", Warning;
    // Reading a list.
    /// A list without a column that it needs.
    ListMissingColumn = "list-missing-column", Error;
    /// A column of a list that is none of the edition's.
    ListUnknownColumn = "list-unknown-column", Warning;
    /// A column or value of a list that the form has no field for.
    ListNotKept = "list-not-kept", Note;
    /// Amounts of a list in another unit than the form's.
    ListUnit = "list-unit", Error;
    /// A row of a list that belongs to no department.
    ListRowUnplaced = "list-row-unplaced", Error;
    /// A formula of a list whose result the file does not keep.
    ListNoResult = "list-no-result", Error;
    /// A value that a list says twice, and not the same.
    ListValuesDiffer = "list-values-differ", Error;
    /// A subtotal of a list that its parts do not give.
    SubtotalMismatch = "subtotal-mismatch", Error;
    /// A direction of an indicator that is unknown, or goes against its sign.
    ListDirection = "list-direction", Warning;
    /// What a list does not say and was inferred.
    ListInferred = "list-inferred", Note;

    // Reading a workbook.
    /// The file is no workbook, or a damaged one.
    WorkbookUnreadable = "workbook-unreadable", Error;
    /// The workbook is locked with a password.
    WorkbookEncrypted = "workbook-encrypted", Error;
    /// The workbook is larger than a limit.
    WorkbookTooLarge = "workbook-too-large", Error;
    /// Macros and links, which are left aside.
    WorkbookAside = "workbook-aside", Note;
    /// A sheet, or a part that sheets have in common, that cannot be read while the rest can.
    PartUnreadable = "part-unreadable", Warning;
    /// A sheet that people see and that cannot be read while the rest can: a table may be lost.
    SheetUnreadable = "sheet-unreadable", Error;
    /// No sheet is a table of a form.
    NoTableFound = "no-table-found", Error;
    /// Several editions fit a workbook as well.
    EditionUnclear = "edition-unclear", Note;
    /// A table of which there can be one only is there twice.
    DuplicateTable = "duplicate-table", Error;
    /// Files that are to be read as one department's are of several.
    DepartmentsDiffer = "departments-differ", Error;
    /// A sheet that is not read: no table of a form, or a hidden list.
    SheetAside = "sheet-aside", Note;
    /// A hidden sheet with a table of a form, which is not read.
    HiddenTable = "hidden-table", Warning;
    /// Labels of the form that a table lacks.
    LabelMissing = "label-missing", Warning;
    /// Words that are no label of the form in the place of one, with values beside or below them that are not read for it.
    LabelUnknown = "label-unknown", Error;
    /// A label with other words in brackets than the form's: another unit.
    LabelDiffers = "label-differs", Warning;
    /// A title that says something else than the table.
    TitleDiffers = "title-differs", Warning;
    /// Something within a table that has no place in the form.
    UnplacedCell = "unplaced-cell", Warning;
    /// Something above, below or beside a table.
    OutsideCell = "outside-cell", Note;
    /// Values in rows or columns that people do not see, which are read.
    HiddenCells = "hidden-cells", Warning;
    /// A value that people do not see, which is not read: beneath a merged area, or of a cell that the file lists twice.
    CoveredValue = "covered-value", Warning;
    /// Blanks in a column of levels that are not merged and were read as the names above.
    LevelInferred = "level-inferred", Note;
    /// Text that is struck out, which is not read.
    StruckText = "struck-text", Warning;
    /// Raised or lowered characters that are read as if they stood on the line.
    RaisedText = "raised-text", Warning;
    /// What floats above the cells of a sheet or lies in one of them as a picture, which is not read.
    ShapeAside = "shape-aside", Note;
    /// A formula without text, which programs write for the text `=`.
    FormulaEmpty = "formula-empty", Error;
    /// An error value: `#REF!`.
    CellError = "cell-error", Error;
    /// A formula whose result the file does not keep.
    CellNoResult = "cell-no-result", Error;
    /// A number stored as text that a saved total did not count.
    TextNotSummed = "text-not-summed", Error;
    /// A number that is shown as another, or has more digits than can be kept.
    NumberUnclear = "number-unclear", Error;
    /// A number whose format shows another unit than the field's.
    FormatUnit = "format-unit", Error;
    /// A zero that its number format hides.
    HiddenZero = "hidden-zero", Note;

    // Checks: totals, rates, agreements (official facts of the forms, section 4).
    /// A typed total or rate differs from what its parts give.
    TotalMismatch = "total-mismatch", Error;
    /// Two figures that must agree do not.
    AgreementBroken = "agreement-broken", Error;
    /// Figures of several tables that must agree do not.
    TablesDisagree = "tables-disagree", Warning;
    /// Two tables of a kind with the same title: a project twice.
    SameTitle = "same-title", Warning;
    /// A figure below zero where there can be none.
    NegativeFigure = "negative-figure", Warning;
    /// Amounts so large that they were likely typed in 元, where the form wants 万元.
    AmountInYuan = "amount-in-yuan", Note;
    /// A typed text differs from the one derived from its parts.
    ContentMismatch = "content-mismatch", Warning;
    /// A total or rate that cannot be computed.
    NotComputable = "not-computable", Warning;
    /// A cost indicator in money that does not fit the budget it speaks of.
    CostBudget = "cost-budget", Warning;
    /// Arithmetic in a text that does not compute: `27.44万元<56人×35天×140元>`.
    ArithmeticWrong = "arithmetic-wrong", Warning;
    /// A total told in a text that is not the sum of the items told before it.
    NarrativeSum = "narrative-sum", Warning;
    /// A total told in a text that exceeds the budget.
    OverBudget = "over-budget", Warning;
    /// Numbers of staff told in a text that are not those of the table.
    StaffMismatch = "staff-mismatch", Warning;
    // Checks: indicators (section 5).
    /// An indicator without a value.
    MissingValue = "missing-value", Error;
    /// The value stands in the column of the whole text, its own column is blank.
    ValueInContent = "value-in-content", Warning;
    /// An indicator with a value and no sign.
    MissingComparison = "missing-comparison", Error;
    /// A number where the sign wants words (定性).
    ValueNotWords = "value-not-words", Error;
    /// A number without a unit.
    UnitMissing = "unit-missing", Error;
    /// A unit where the sign wants words (定性).
    UnitNotWanted = "unit-not-wanted", Error;
    /// A unit in another spelling than the usual one: 百分比 for %.
    UnitSpelling = "unit-spelling", Warning;
    /// The indicator's name says one unit, its row another.
    UnitInName = "unit-in-name", Note;
    /// A percentage above 100.
    PercentOver100 = "percent-over-100", Warning;
    /// A percentage that was likely typed as a ratio: `0.95` with `%`.
    PercentAsRatio = "percent-as-ratio", Warning;
    /// `≥100%`, which is `=100%`.
    PercentAtLeast100 = "percent-at-least-100", Warning;
    /// A cost indicator with ≥ or ＞.
    CostDirection = "cost-direction", Warning;
    /// A family of indicators that a table must have has none.
    MissingFamily = "missing-family", Error;
    /// A family of indicators that a table has by convention has none.
    CustomaryFamily = "customary-family", Note;
    /// A family that comes first by convention does not.
    FamilyOrder = "family-order", Note;
    /// A name of a family that is none of the form's.
    UnknownFamily = "unknown-family", Warning;
    /// A name of a family that has another official name.
    FamilyName = "family-name", Note;
    /// An indicator that belongs to another family: an amount or a rate among quantities, satisfaction elsewhere.
    WrongFamily = "wrong-family", Note;
    /// The same indicator twice in one table.
    DuplicateIndicator = "duplicate-indicator", Warning;
    /// A name longer than the limit.
    NameTooLong = "name-too-long", Warning;
    // Checks: texts (section 5).
    /// Spaces in a name that do not belong there.
    StraySpace = "stray-space", Warning;
    /// A placeholder left in a text: XX, 待填, 某某.
    Placeholder = "placeholder", Error;
    /// A text that only points to another one: `同上`, `见附件`.
    RefersElsewhere = "refers-elsewhere", Warning;
    /// A year in a text that is not the table's.
    OtherYear = "other-year", Warning;
    /// A word twice in a row: 关于关于.
    DoubledWord = "doubled-word", Note;
    // Checks: many departments together.
    /// A department that another file, or another place of the file, has too.
    SameDepartment = "same-department", Warning;
    /// A code that several departments have, or a department with several codes.
    CodeApart = "code-apart", Warning;
    /// Files that were put together, or left aside for another of the same department.
    FilesJoined = "files-joined", Note;
    /// A department whose year is not that of most others.
    YearApart = "year-apart", Warning;
    // Output.
    /// Tables that are together too large for memory.
    DocumentTooLarge = "document-too-large", Error;
    /// No font has a character; 〓 is printed in its place.
    GlyphMissing = "glyph-missing", Warning;
    /// A font file that cannot be used or whose maker does not allow that it is embedded; a folder of fonts without any.
    FontAside = "font-aside", Warning;
    /// A text longer than a workbook's cell; it goes on in the cells below.
    XlsxTextSplit = "xlsx-text-split", Warning;
    /// A number with more digits than a workbook keeps; written as text.
    XlsxNumberAsText = "xlsx-number-as-text", Warning;
    /// Submissions that no one list can hold: of several editions, or of one without a list.
    ListEdition = "list-edition", Error;
    /// Names that could not be told apart when the list is read again.
    ListSameName = "list-same-name", Warning;
    /// What a list cannot hold of the submissions.
    ListNotHeld = "list-not-held", Note;
    /// A text longer than a workbook's cell, in a list.
    ListTextTooLong = "list-text-too-long", Error;
    // Editions: their definitions and templates.
    /// An edition's folder lacks a file.
    EditionFileMissing = "edition-file-missing", Error;
    /// A definition is not TOML.
    TomlSyntax = "toml-syntax", Error;
    /// A key that a definition does not have.
    DefinitionUnknownKey = "definition-unknown-key", Error;
    /// A definition lacks a key.
    DefinitionMissingKey = "definition-missing-key", Error;
    /// A value in a definition that is not of the wanted kind.
    DefinitionValue = "definition-value", Error;
    /// A path that no field has.
    UnknownPath = "unknown-path", Error;
    /// A derivation that cannot be read.
    DerivationSyntax = "derivation-syntax", Error;
    /// A derivation that needs its own result.
    DerivationCycle = "derivation-cycle", Error;
    /// A template that Tera cannot read.
    TemplateSyntax = "template-syntax", Error;
    /// A name in a template that the form does not have.
    TemplateUndefined = "template-undefined", Error;
    /// A template that fails while it is rendered.
    TemplateFailed = "template-failed", Error;
    /// A template whose result is not a well-formed table of the known elements.
    TemplateMarkup = "template-markup", Error;
    /// Cells that overlap, stand outside the table or leave a slot uncovered.
    TemplateSlots = "template-slots", Error;
    /// A field that no cell of its table shows.
    FieldNotShown = "field-not-shown", Warning;
    /// A value that is printed where it can be neither filled in nor read back.
    FieldNotFillable = "field-not-fillable", Warning;
    /// A cell that shows something else than the value of the field it names.
    CellNotField = "cell-not-field", Warning;
}

impl Code {
    /// The code of a text form, if there is one.
    pub fn find(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}
