//! The commands that read and write files of households and lists. Whoever runs them names the member of staff who
//! acts, and may do and see what that person may.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use entity::chance::Chance;
use entity::operations::session::viewer;
use entity::policy::{Actor, Viewer};
use entity::refusal::Warning;
use futures::TryStreamExt;
use futures::stream::{self, StreamExt};
use indicatif::{ProgressBar, ProgressStyle};
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;

use super::{Failure, close, migrated, say};
use crate::app::App;
use crate::export::{self, ExportError, Format, Pieces, Reader, Wanted};
use crate::import::{self, Import, ImportError, Progress};
use crate::report::{self, ReportError};
use crate::settings::Settings;

/// What to import, and as whom.
#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    /// The file: .csv or .xlsx, its first line the headings
    file: PathBuf,
    /// The address of the member of staff who registers the households
    #[arg(long = "as", value_name = "ADDRESS")]
    acting_as: String,
    /// The programme's identifier, if there are several
    #[arg(long, value_name = "ID")]
    programme: Option<String>,
    /// The address of the landlord's officer who proposes the households, where a line names none
    ///
    /// Without it, whoever registers them proposes them.
    #[arg(long, value_name = "ADDRESS")]
    landlord_contact: Option<String>,
    /// Register households although the programme knows an applicant of this name and date of birth
    #[arg(long)]
    confirm_duplicates: bool,
    /// Register the new households; without it, nothing is written
    #[arg(long)]
    apply: bool,
}

/// What to write, and for whom.
#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    /// The list, such as households
    list: String,
    /// The address of the member of staff who sees what is written
    #[arg(long = "as", value_name = "ADDRESS")]
    acting_as: String,
    /// The programme's identifier, of a list that can be narrowed to one
    #[arg(long, value_name = "ID")]
    programme: Option<String>,
    /// Which rows, as the argument `filter` of the list in the schema
    #[arg(long, value_name = "JSON")]
    filter: Option<String>,
    /// The language of the headings: en has the schema's names
    #[arg(long, value_enum, default_value_t = Headings::En)]
    headings: Headings,
    /// The file to write, .csv or .xlsx; it must not be there yet
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Headings {
    En,
    Fr,
}

/// Of what to report, and for whom.
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// The programme's identifier, if there are several
    #[arg(long, value_name = "ID")]
    programme: Option<String>,
    /// The year of the programme, from 1
    #[arg(long)]
    year: i32,
    /// The address of the member of staff who sees what is written
    #[arg(long = "as", value_name = "ADDRESS")]
    acting_as: String,
    /// The PDF file to write; it must not be there yet
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

pub(super) async fn export(
    settings: &Settings,
    chance: Chance,
    arguments: ExportArguments,
) -> Result<ExitCode, Failure> {
    let ExportArguments { list, acting_as, programme, filter, headings, output } = arguments;
    let ending = output.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let format = Format::of(ending).ok_or_else(|| Failure::refused("--output names a file .csv or .xlsx"))?;
    let filter = filter.map(|text| serde_json::from_str(&text)).transpose();
    let filter = filter.map_err(|_| Failure::refused("--filter is a JSON object"))?;
    let wanted = Wanted { programme, filter, french: headings == Headings::Fr };
    let db = migrated(settings).await?;
    let reader = Reader::Named(somebody(&db, &acting_as).await?);
    let app = App::new(db.clone(), settings.shared.clock(), chance, CancellationToken::new());
    let written = match export::export(app, reader, &list, format, wanted).await {
        Ok(pieces) => write(&output, pieces).await,
        Err(error @ (ExportError::NoTable | ExportError::NoProgramme)) => Err(Failure::refused(error)),
        Err(error) => Err(Failure::failed(error)),
    };
    close(db).await;
    written.map(|()| ExitCode::SUCCESS)
}

pub(super) async fn report(
    settings: &Settings,
    chance: Chance,
    arguments: ReportArguments,
) -> Result<ExitCode, Failure> {
    let ReportArguments { programme, year, acting_as, output } = arguments;
    let programme = programme.map(|id| id.parse().map_err(Failure::refused)).transpose()?;
    let db = migrated(settings).await?;
    let programme_id = import::programme_of(&db, programme).await.map_err(Failure::refused)?;
    let reader = Reader::Named(somebody(&db, &acting_as).await?);
    let app = App::new(db.clone(), settings.shared.clock(), chance, CancellationToken::new());
    let written = match report::yearly_report(&app, &reader, &programme_id, year).await {
        Ok(pdf) => write(&output, stream::iter([Ok(pdf)]).boxed()).await,
        Err(error @ (ReportError::NotFound | ReportError::Forbidden)) => Err(Failure::refused(error)),
        Err(error) => Err(Failure::failed(error)),
    };
    close(db).await;
    written.map(|()| ExitCode::SUCCESS)
}

/// Writes a file that was not there, for its owner's eyes only. What was begun and not finished is taken away.
async fn write(path: &Path, mut pieces: Pieces) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| Failure::refused(format!("cannot write the file: {error}")))?;
    let written = async {
        while let Some(piece) = pieces.try_next().await.map_err(Failure::failed)? {
            file.write_all(&piece).map_err(Failure::failed)?;
        }
        file.sync_all().map_err(Failure::failed)
    };
    let written = written.await;
    if written.is_err() {
        // That it cannot be taken away either is no other failure.
        let _ = std::fs::remove_file(path);
    }
    written
}

pub(super) async fn import(
    settings: &Settings,
    chance: &Chance,
    arguments: ImportArguments,
) -> Result<ExitCode, Failure> {
    let ImportArguments { file, acting_as, programme, landlord_contact, confirm_duplicates, apply } = arguments;
    let programme = programme.map(|id| id.parse().map_err(Failure::refused)).transpose()?;
    let db = migrated(settings).await?;
    let actor = Actor::Staff(somebody(&db, &acting_as).await?);
    let import = Import {
        programme,
        actor: &actor,
        landlord_contact: landlord_contact.as_deref(),
        confirmed: if confirm_duplicates { vec![Warning::PossibleDuplicate] } else { Vec::new() },
        apply,
    };
    let clock = settings.shared.clock();
    let done = import::import(&db, (&clock, chance), &file, import, &mut Bar(ProgressBar::hidden())).await;
    close(db).await;
    let report = done.map_err(|error| match error {
        ImportError::Database(_) | ImportError::Operation(_) => Failure::failed(error),
        _ => Failure::refused(error),
    })?;
    say(&report.to_string());
    Ok(if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The member of staff who has an address, and still works here.
async fn somebody(db: &DatabaseConnection, address: &str) -> Result<Viewer, Failure> {
    let found = import::staff_at(db, address).await.map_err(Failure::failed)?;
    let person = found.filter(|person| person.active);
    let nobody = || Failure::refused("nobody who works here has the address that --as names");
    person.as_ref().map(viewer).ok_or_else(nobody)
}

/// A bar on the terminal, if there is one.
struct Bar(ProgressBar);

impl Progress for Bar {
    fn begin(&mut self, households: usize) {
        self.0 = ProgressBar::new(households.try_into().unwrap_or(u64::MAX));
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos} of {len} households, {eta} left") {
            self.0.set_style(style);
        }
    }

    fn advance(&mut self) {
        self.0.inc(1);
    }

    fn end(&mut self) {
        self.0.finish_and_clear();
    }
}
