//! What `passerelle doctor` looks at: the configuration, and whether what it names is there and fit.
//! It changes nothing: a missing database stays missing, and no mail leaves.

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use entity::database::ping;
use sea_orm::DatabaseConnection;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use worker::settings::{SettingError, masked};

use crate::database::{open_read_only, sqlite_file};
use crate::graphql::RateLimit;
use crate::migrate;
use crate::settings::{Settings, reachable};
use crate::start::has_demo_accounts;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// As it should be.
    Fine,
    /// Worth knowing; nothing is wrong.
    Note,
    /// To be mended.
    Failed,
}

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// How it ended.
    pub status: Status,
    /// What was found.
    pub message: String,
    /// What to do about it.
    pub mend: Option<String>,
}

impl Check {
    /// Whether there is something to mend.
    pub fn failed(&self) -> bool {
        self.status == Status::Failed
    }

    fn fine(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, status: Status::Fine, message: message.into(), mend: None }
    }

    fn note(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, status: Status::Note, message: message.into(), mend: None }
    }

    fn fails(name: &'static str, message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, status: Status::Failed, message: message.into(), mend: Some(mend.into()) }
    }
}

/// Looks at everything. Settings that cannot be used leave nothing else to look at.
pub async fn examine(read: Result<Settings, Vec<SettingError>>) -> Vec<Check> {
    let settings = match read {
        Ok(settings) => settings,
        Err(errors) => return errors.into_iter().map(unusable).collect(),
    };
    let mode = if settings.production() { "production" } else { "development" };
    let mut checks = vec![Check::fine("settings", format!("all can be used; APP_ENV={mode}"))];
    checks.extend(settings.warnings().into_iter().map(|warning| Check::note("settings", warning)));
    checks.extend(database(&settings).await);
    checks.push(smtp(&settings).await);
    checks.push(mail_from(&settings));
    checks.push(public_url(&settings));
    checks.push(links(&settings));
    checks.push(origins(&settings));
    checks.push(rate_limit(&settings));
    checks.push(listen_addr(&settings).await);
    checks
}

/// The checks as a person reads them.
pub fn report(checks: &[Check]) -> String {
    let mut text = String::new();
    for check in checks {
        let status = match check.status {
            Status::Fine => "ok",
            Status::Note => "note",
            Status::Failed => "FAILED",
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "{status:<7} {:<15} {}", check.name, check.message);
        if let Some(mend) = &check.mend {
            let _ = writeln!(text, "{:<23} mend: {mend}", "");
        }
    }
    text
}

fn unusable(error: SettingError) -> Check {
    let found =
        if error.value.is_empty() { "is not set".to_owned() } else { format!("{} cannot be used", error.value) };
    Check::fails("settings", format!("{} {found}", error.variable), error.mend)
}

async fn database(settings: &Settings) -> Vec<Check> {
    const NAME: &str = "database";
    let url = &settings.shared.database_url;
    let shown = masked(url);
    let file = sqlite_file(url);
    if file.as_deref().is_some_and(|file| !folder(file).is_dir()) {
        let message = format!("{shown}: its folder does not exist");
        return vec![Check::fails(NAME, message, "make the folder, or name another file in DATABASE_URL")];
    }
    if let Some(what) = file.as_deref().and_then(unwritable) {
        return vec![Check::fails(
            NAME,
            format!("{shown}: {what} may not be written"),
            "let this user write the file and its folder, where SQLite keeps its log, or name another in DATABASE_URL",
        )];
    }
    if file.is_some_and(|file| !file.exists()) {
        return vec![if settings.production() {
            Check::fails(NAME, format!("{shown} does not exist"), "run `passerelle migrate up`")
        } else {
            Check::note(NAME, format!("{shown} does not exist yet: `passerelle serve` makes it"))
        }];
    }
    let db = match open_read_only(url).await {
        Ok(db) => db,
        Err(error) => {
            return vec![Check::fails(
                NAME,
                error.to_string(),
                "check that it is there and may be read, or name another in DATABASE_URL",
            )];
        }
    };
    if let Err(error) = ping(&db).await {
        return vec![Check::fails(NAME, format!("{shown}: {error}"), "name a database in DATABASE_URL")];
    }
    let mut checks = vec![Check::fine(NAME, format!("{shown} opens"))];
    checks.push(migrations(settings, &db).await);
    if settings.production() {
        checks.extend(demo_accounts(&db).await);
    }
    // Nothing was written: there is nothing to lose in not closing it well.
    let _ = db.close().await;
    checks
}

/// What of an SQLite database may not be written, as far as can be told without writing.
fn unwritable(file: &Path) -> Option<&'static str> {
    if file.exists() && std::fs::OpenOptions::new().write(true).open(file).is_err() {
        return Some("the file");
    }
    folder(file).metadata().is_ok_and(|folder| folder.permissions().readonly()).then_some("its folder")
}

fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

async fn migrations(settings: &Settings, db: &DatabaseConnection) -> Check {
    const NAME: &str = "migrations";
    match migrate::pending(db).await {
        Ok(pending) if pending.is_empty() => Check::fine(NAME, "all are applied, the queue's tables too"),
        Ok(pending) if settings.production() => {
            Check::fails(NAME, format!("pending: {}", pending.join(", ")), "run `passerelle migrate up`")
        }
        Ok(pending) => Check::note(NAME, format!("pending: {}; `passerelle serve` applies them", pending.join(", "))),
        Err(error) => {
            Check::fails(NAME, error.to_string(), "name a database of Passerelle's, or an empty one, in DATABASE_URL")
        }
    }
}

async fn demo_accounts(db: &DatabaseConnection) -> Option<Check> {
    const NAME: &str = "demo accounts";
    match has_demo_accounts(db).await {
        Ok(false) => Some(Check::fine(NAME, "none")),
        Ok(true) => {
            Some(Check::fails(NAME, "accounts with public passwords are open", "name another database in DATABASE_URL"))
        }
        // There is no table yet, which the migrations tell.
        Err(_) => None,
    }
}

async fn smtp(settings: &Settings) -> Check {
    const NAME: &str = "mail server";
    let Some(mailer) = &settings.shared.smtp else {
        return Check::note(NAME, "SMTP_URL is not set: mails go to the development mailbox");
    };
    match mailer.test_connection().await {
        Ok(()) => Check::fine(NAME, "it answers"),
        Err(error) => Check::fails(NAME, error.detail(), "check SMTP_URL, and that the server lets this machine in"),
    }
}

fn mail_from(settings: &Settings) -> Check {
    const NAME: &str = "MAIL_FROM";
    let from = &settings.shared.mail_from;
    if settings.production() && from.contains("@localhost") {
        Check::fails(NAME, format!("{from} is on this machine"), "set it to a mailbox of your domain")
    } else {
        Check::fine(NAME, from)
    }
}

fn public_url(settings: &Settings) -> Check {
    const NAME: &str = "PUBLIC_URL";
    let url = &settings.shared.public_url;
    if settings.production() && !url.starts_with("https://") {
        Check::fails(NAME, format!("{url} is not https"), "set it to the https address that people open")
    } else {
        Check::fine(NAME, url)
    }
}

fn links(settings: &Settings) -> Check {
    const NAME: &str = "LINK_SECRETS";
    match settings.shared.known_default() {
        Some(_) => Check::note(NAME, "not set: the links in mails are signed with what everybody knows"),
        None => Check::fine(NAME, "the links in mails are signed with a secret"),
    }
}

fn origins(settings: &Settings) -> Check {
    let origins: Vec<_> = settings.origins.iter().collect();
    Check::fine("ALLOWED_ORIGINS", format!("pages of {} may ask", origins.join(", ")))
}

fn rate_limit(settings: &Settings) -> Check {
    const NAME: &str = "COST_PER_SECOND";
    match settings.rate_limit {
        Some(RateLimit { capacity, per_second }) => {
            Check::fine(NAME, format!("a viewer may ask {capacity} at once, and {per_second} a second"))
        }
        None => Check::note(NAME, "off: a viewer may ask without end"),
    }
}

async fn listen_addr(settings: &Settings) -> Check {
    const NAME: &str = "LISTEN_ADDR";
    let addr = settings.listen_addr;
    match TcpListener::bind(addr).await {
        Ok(_) => Check::fine(NAME, format!("{addr} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let asked = tokio::time::timeout(Duration::from_secs(2), is_passerelle(reachable(addr))).await;
            if matches!(asked, Ok(Ok(true))) {
                Check::note(NAME, format!("Passerelle already listens on {addr}"))
            } else {
                Check::fails(
                    NAME,
                    format!("another program listens on {addr}"),
                    "stop it, or set LISTEN_ADDR to another port",
                )
            }
        }
        Err(error) => Check::fails(NAME, format!("{addr}: {error}"), "set LISTEN_ADDR to an address of this machine"),
    }
}

/// Whether what listens there answers as Passerelle does.
async fn is_passerelle(addr: std::net::SocketAddr) -> std::io::Result<bool> {
    let mut connection = TcpStream::connect(addr).await?;
    connection.write_all(b"GET /health/live HTTP/1.0\r\n\r\n").await?;
    let mut answer = String::new();
    connection.take(10_000).read_to_string(&mut answer).await?;
    Ok(answer.contains(r#"{"status":"alive"}"#))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_database::TestDatabase;

    async fn examined(variables: &[(&str, &str)]) -> Vec<Check> {
        examine(Settings::from_lookup(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        }))
        .await
    }

    fn status(checks: &[Check], name: &str) -> Option<Status> {
        checks.iter().rfind(|check| check.name == name).map(|check| check.status)
    }

    const FREE: (&str, &str) = ("LISTEN_ADDR", "127.0.0.1:0");

    #[tokio::test]
    async fn a_missing_file_stays_missing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("absent.sqlite");
        let url = format!("sqlite://{}", file.display());
        let development = examined(&[("DATABASE_URL", &url), FREE]).await;
        assert_eq!(status(&development, "database"), Some(Status::Note), "{}", report(&development));
        assert!(!development.iter().any(Check::failed));
        assert_eq!(status(&development, "LINK_SECRETS"), Some(Status::Note));
        let production = [
            ("DATABASE_URL", url.as_str()),
            FREE,
            ("APP_ENV", "production"),
            ("SMTP_URL", "smtp://127.0.0.1:9"),
            ("LINK_SECRETS", "a secret of more than thirty-two bytes"),
        ];
        let production = examined(&production).await;
        for name in ["database", "mail server", "MAIL_FROM", "PUBLIC_URL"] {
            assert_eq!(status(&production, name), Some(Status::Failed), "{}", report(&production));
        }
        let nowhere = examined(&[("DATABASE_URL", "sqlite:///no/such/folder/x.sqlite"), FREE]).await;
        assert_eq!(status(&nowhere, "database"), Some(Status::Failed));
        assert!(!file.exists());
    }

    #[tokio::test]
    async fn a_database_is_read_whether_in_use_or_not() {
        let database = TestDatabase::empty().await;
        let variables = [("DATABASE_URL", database.url.as_str()), FREE];
        assert_eq!(status(&examined(&variables).await, "migrations"), Some(Status::Note));
        migrate::up(&database.db).await.unwrap();
        assert_eq!(status(&examined(&variables).await, "migrations"), Some(Status::Fine));
        database.db.clone().close().await.unwrap();
        assert_eq!(status(&examined(&variables).await, "migrations"), Some(Status::Fine));
        assert!(!std::path::Path::new(&format!("{}-wal", sqlite_file(&database.url).unwrap().display())).exists());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_folder_that_nobody_may_write_fails() {
        use std::fs::{Permissions, set_permissions};
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("new.sqlite").display());
        set_permissions(folder.path(), Permissions::from_mode(0o555)).unwrap();
        let checks = examined(&[("DATABASE_URL", &url), FREE]).await;
        set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        assert_eq!(status(&checks, "database"), Some(Status::Failed), "{}", report(&checks));
    }

    #[tokio::test]
    async fn a_busy_port_fails() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap().to_string();
        let serving = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                drop(connection);
            }
        });
        let checks = examined(&[("DATABASE_URL", "sqlite:///no/such/x"), ("LISTEN_ADDR", &addr)]).await;
        assert_eq!(status(&checks, "LISTEN_ADDR"), Some(Status::Failed), "{}", report(&checks));
        serving.abort();
    }

    #[tokio::test]
    async fn settings_that_cannot_be_used_are_all_told() {
        let checks = examined(&[("APP_ENV", "prod"), ("LISTEN_ADDR", "8000")]).await;
        assert_eq!(checks.len(), 2);
        assert!(checks.iter().all(Check::failed));
    }
}
