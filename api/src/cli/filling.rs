//! The commands that fill a database and let people in: whoever may run them on the server's machine may do so, for there is
//! nobody yet who could sign in and be asked.

use std::io::{BufRead, IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use entity::chance::Chance;
use entity::operations::Act;
use entity::operations::staff::{SetPassword, set_password};
use entity::policy::Actor;
use entity::refusal::OperationError;
use entity::types::Language;

use super::{Failure, close, migrated, say};
use crate::graphql::rule_words;
use crate::record::RecordError;
use crate::settings::Settings;
use crate::{demo, import, record};

/// The longest line that is read as a password, in bytes: longer than any that is taken.
const LONGEST_LINE: u64 = 4096;

/// What to record.
#[derive(Debug, Args)]
pub(super) struct RecordArguments {
    /// The file, in TOML
    file: PathBuf,
    /// Record what is new; without it, nothing is written
    #[arg(long)]
    apply: bool,
}

/// Whose password to set.
#[derive(Debug, Args)]
pub(super) struct PasswordArguments {
    /// The member of staff's address
    address: String,
}

pub(super) async fn record(
    settings: &Settings,
    chance: &Chance,
    arguments: RecordArguments,
) -> Result<ExitCode, Failure> {
    let RecordArguments { file, apply } = arguments;
    let db = migrated(settings).await?;
    let done = record::record(&db, (&settings.shared.clock(), chance), &file, apply).await;
    close(db).await;
    let report = done.map_err(|error| match error {
        RecordError::Database(_) | RecordError::Operation(_) => Failure::failed(error),
        _ => Failure::refused(error),
    })?;
    say(&report.to_string());
    Ok(if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) async fn password(
    settings: &Settings,
    chance: &Chance,
    arguments: PasswordArguments,
) -> Result<ExitCode, Failure> {
    let db = migrated(settings).await?;
    let found = import::staff_at(&db, &arguments.address).await.map_err(Failure::failed)?;
    let person = found.filter(|person| person.active);
    let person = person.ok_or_else(|| Failure::refused("nobody who works here has this address"))?;
    let password = asked()?;
    if settings.production() && demo::accounts().iter().any(|account| account.password == password) {
        return Err(Failure::refused("this is the password of the demo, which is public; choose another"));
    }
    let act = Act::new(&Actor::System, settings.shared.clock().now(), chance);
    let set = set_password(&db, &act, SetPassword { staff_id: person.id, password }).await;
    close(db).await;
    match set {
        Ok(_) => say("The password is set; whoever was signed in by another one is signed out.\n"),
        Err(OperationError::Refused(refusals)) => {
            let words = refusals.iter().map(|refusal| rule_words(refusal.rule, Language::English));
            return Err(Failure::refused(words.collect::<Vec<_>>().join(" ")));
        }
        Err(error) => return Err(Failure::failed(error)),
    }
    Ok(ExitCode::SUCCESS)
}

/// The password: typed twice where there is somebody to type it, unseen; else the first line of the standard input. Never an
/// argument, which other users of the machine could read.
fn asked() -> Result<String, Failure> {
    let unreadable = |error| Failure::refused(format!("the password cannot be read: {error}"));
    if std::io::stdin().is_terminal() {
        let typed = rpassword::prompt_password("Password: ").map_err(unreadable)?;
        let again = rpassword::prompt_password("Again: ").map_err(unreadable)?;
        return if typed == again { Ok(typed) } else { Err(Failure::refused("the two are not the same")) };
    }
    let mut line = String::new();
    std::io::stdin().lock().take(LONGEST_LINE).read_line(&mut line).map_err(unreadable)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
