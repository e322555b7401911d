//! Typst as a library: one template, two fonts, one virtual file with the content of the statement, and nothing else.

use std::sync::LazyLock;

use jiff::civil::Date;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::view::View;
use crate::{Statement, StatementError};

const TEMPLATE: &str = include_str!("statement.typ");

const FONTS: [&[u8]; 2] =
    [include_bytes!("../fonts/Inter-Regular.otf"), include_bytes!("../fonts/Inter-SemiBold.otf")];

/// What all statements share.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    content: FileId,
}

static PRESS: LazyLock<Result<Press, String>> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.into_iter().flat_map(|data| Font::iter(Bytes::new(data))).collect();
    if fonts.len() < FONTS.len() {
        return Err("a font cannot be read".to_owned());
    }
    Ok(Press {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::new(file("/statement.typ")?, TEMPLATE.to_owned()),
        content: file("/statement.json")?,
    })
});

fn file(path: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(path).map_err(|fault| format!("{path}: {fault:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The world of one statement: there is no clock in it, and no file but two.
struct Sheet<'a> {
    press: &'a Press,
    content: Bytes,
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.press.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.press.template.id() {
            Ok(self.press.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.content { Ok(self.content.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Lays the content out and writes the file.
pub(crate) fn print(statement: &Statement, view: &View<'_>) -> Result<Vec<u8>, StatementError> {
    let press = PRESS.as_ref().map_err(|fault| StatementError::Layout(fault.clone()))?;
    let content = serde_json::to_string(view).map_err(|fault| StatementError::Layout(fault.to_string()))?;
    let standards = standards(press, &content)?;
    let sheet = Sheet { press, content: Bytes::from_string(content) };
    let document: PagedDocument = typst::compile(&sheet).output.map_err(|faults| layout(&faults))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("seatwright {}", view.title)),
        creator: Smart::Custom(Some("Seatwright".to_owned())),
        timestamp: midnight(statement.date).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    let file = typst_pdf::pdf(&document, &options).map_err(|faults| layout(&faults));
    // The engine remembers every piece it has set. The next statement shares too little with this one to gain from
    // that, and after a long one the memory would be held and walked through each time.
    comemo::evict(0);
    file
}

/// PDF/A-2a and PDF/UA-1, for archives and screen readers. Both ask that every letter has a shape. Where a name has a
/// letter that our fonts lack, the file is an ordinary tagged one with an empty box in that place.
fn standards(press: &Press, content: &str) -> Result<PdfStandards, StatementError> {
    let has = |font: &Font, letter| font.info().coverage.contains(u32::from(letter));
    let complete = content
        .chars()
        .all(|letter| letter == '\u{200b}' || press.fonts.iter().all(|font| has(font, letter)));
    let standards: &[PdfStandard] =
        if complete { &[PdfStandard::A_2a, PdfStandard::Ua_1] } else { &[PdfStandard::V_1_7] };
    PdfStandards::new(standards).map_err(|fault| StatementError::Layout(format!("{fault:?}")))
}

fn midnight(date: Date) -> Option<Datetime> {
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    Datetime::from_ymd_hms(date.year().into(), month, day, 0, 0, 0)
}

fn layout(faults: &[SourceDiagnostic]) -> StatementError {
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    StatementError::Layout(messages.join("; "))
}
