//! Every kind of finding there is. A code is kebab-case, unique, and never reused for something else.

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal, $severity:ident;)*) => {
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
            pub const fn severity(self) -> Severity {
                match self {
                    $(Code::$name => Severity::$severity,)*
                }
            }
        }
    };
}

codes! {
    // Reading an input file.
    /// The file is neither UTF-8, UTF-16 with a byte order mark, nor GB18030.
    Encoding = "encoding", Error;
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
    // Agreements.
    /// A typed total or rate differs from what its parts give.
    TotalMismatch = "total-mismatch", Warning;
    /// Two figures that must agree do not.
    AgreementBroken = "agreement-broken", Warning;
    /// A typed text differs from the one derived from its parts.
    ContentMismatch = "content-mismatch", Warning;
    /// A total or rate that cannot be computed.
    NotComputable = "not-computable", Warning;
    // Output.
    /// No font has a character; 〓 is printed in its place.
    GlyphMissing = "glyph-missing", Warning;
    /// A text longer than a workbook's cell; it goes on in the cells below.
    XlsxTextSplit = "xlsx-text-split", Warning;
    /// A number with more digits than a workbook keeps; written as text.
    XlsxNumberAsText = "xlsx-number-as-text", Warning;
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
}

impl Code {
    /// The code of a text form, if there is one.
    pub fn find(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}
