//! The commands that read and write files of households and lists. Whoever runs them names the member of staff who
//! acts, and may do and see what that person may.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use entity::chance::Chance;
use entity::operations::session::viewer;
use entity::policy::Actor;
use entity::policy::Viewer;
use entity::refusal::Warning;
use indicatif::{ProgressBar, ProgressStyle};
use sea_orm::DatabaseConnection;

use super::{Failure, close, migrated, say};
use crate::import::{self, Import, ImportError, Progress};
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
