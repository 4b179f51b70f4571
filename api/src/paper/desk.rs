//! The typesetter's desk: fonts, the language's library, and the files that a template may open, which are the shared
//! style and its data. Nothing is read from a disk or the network, and no clock but the one it is given.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Timelike, Utc};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::{PaperError, Template, template};

/// What every template may import.
const STYLE: Template = template!("style.typ");

/// The name of the file that holds what is shown.
const DATA: &str = "data.json";

/// The family that documents are set in, all of whose styles are embedded.
const FAMILY: &str = "Libertinus Serif";

struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let embedded = typst_assets::fonts().filter_map(|data| Font::new(Bytes::new(data), 0));
    let fonts: Vec<Font> = embedded.filter(|font| font.info().family == FAMILY).collect();
    let book = LazyHash::new(FontBook::from_fonts(&fonts));
    Desk { library: LazyHash::new(Library::builder().build()), book, fonts }
});

/// Whether every style of our family has a glyph for a character.
pub(super) fn has_glyph(character: char) -> bool {
    DESK.fonts.iter().all(|font| font.info().coverage.contains(character.into()))
}

/// Typesets a template with its data. Takes a core for as long as it lasts.
pub(super) fn typeset(template: Template, at: DateTime<Utc>, json: Vec<u8>) -> Result<Vec<u8>, PaperError> {
    let sheet = Sheet::new(template, at, json)?;
    let made = typst::compile::<PagedDocument>(&sheet).output.and_then(|document| {
        let options = PdfOptions {
            ident: Smart::Custom(template.name.to_owned()),
            creator: Smart::Custom(Some("Passerelle".to_owned())),
            timestamp: moment(at).map(Timestamp::new_utc),
            standards: PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).unwrap_or_default(),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options)
    });
    // What it remembers holds what was shown, of which nothing is to stay in memory.
    typst::comemo::evict(0);
    made.map_err(|errors| sheet.failure(&errors))
}

/// What is written on each page of a document, for the tests.
#[cfg(test)]
pub(crate) fn words(template: Template, data: &impl serde::Serialize) -> Result<Vec<String>, PaperError> {
    use typst::layout::{Frame, FrameItem};
    fn read(frame: &Frame, out: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => read(&group.frame, out),
                FrameItem::Text(text) => out.push_str(&text.text),
                _ => {}
            }
        }
    }
    let json = serde_json::to_vec(data).map_err(|_| PaperError::Data)?;
    let sheet = Sheet::new(template, DateTime::UNIX_EPOCH, json)?;
    let document = typst::compile::<PagedDocument>(&sheet).output.map_err(|errors| sheet.failure(&errors))?;
    Ok(document
        .pages()
        .iter()
        .map(|page| {
            let mut out = String::new();
            read(&page.frame, &mut out);
            out
        })
        .collect())
}

fn source(template: Template) -> Result<Source, PaperError> {
    Ok(Source::new(file(template.name)?, template.source.to_owned()))
}

fn file(name: &str) -> Result<FileId, PaperError> {
    let path = VirtualPath::new(name).map_err(|_| PaperError::Template(name.to_owned()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn moment(at: DateTime<Utc>) -> Option<Datetime> {
    let part = |number: u32| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        at.year(),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )
}

/// What one document is made of.
struct Sheet {
    main: Source,
    style: Source,
    data: (FileId, Bytes),
    at: DateTime<Utc>,
}

impl Sheet {
    fn new(template: Template, at: DateTime<Utc>, json: Vec<u8>) -> Result<Self, PaperError> {
        let data = (file(DATA)?, Bytes::new(json));
        Ok(Self { main: source(template)?, style: source(STYLE)?, data, at })
    }

    fn failure(&self, errors: &[SourceDiagnostic]) -> PaperError {
        PaperError::Template(errors.iter().map(|error| self.place(error)).collect::<Vec<_>>().join(", "))
    }

    /// Where a template fails. What the typesetter says of it might quote the data.
    fn place(&self, error: &SourceDiagnostic) -> String {
        #[cfg(test)]
        eprintln!("{}", error.message);
        let sources = [&self.main, &self.style];
        let found = sources.into_iter().find(|source| Some(source.id()) == error.span.id());
        let Some(source) = found else { return "elsewhere".to_owned() };
        let line = self.range(error.span).and_then(|range| source.lines().byte_to_line(range.start));
        format!("{} line {}", source.id().get().vpath().get_without_slash(), line.map_or(0, |line| line + 1))
    }
}

impl World for Sheet {
    fn library(&self) -> &LazyHash<Library> {
        &DESK.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &DESK.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let sources = [&self.main, &self.style];
        sources.into_iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        DESK.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        moment(self.at)
    }
}
