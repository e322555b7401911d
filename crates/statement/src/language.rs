//! The languages that a statement can be printed in.

/// The language of labels and figures.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Dutch.
    Nl,
    /// Swedish.
    Sv,
    /// German.
    De,
}

impl Language {
    /// All languages.
    pub const ALL: [Language; 4] = [Language::En, Language::Nl, Language::Sv, Language::De];

    /// The code, as `nl`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Nl => "nl",
            Language::Sv => "sv",
            Language::De => "de",
        }
    }

    /// The language of a code such as `nl` or `nl-BE`, in any case.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Language> {
        let main = code.split(['-', '_']).next().unwrap_or(code);
        Language::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(main))
    }
}
