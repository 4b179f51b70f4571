//! What both programs read from their environment, checked before anything is opened. Every error
//! names the variable, its value and the mend, and all of them are told at once; a value that may
//! hold a password is masked.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use entity::clock::Clock;
use entity::links::Links;
use lettre::message::Mailbox;
use url::Url;

use crate::mail::SmtpMailer;
use crate::sender::MOST_SENDERS;

/// Where the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppEnv {
    /// On somebody's own machine: every default works, nothing leaves.
    Development,
    /// In earnest: a default that would be unsafe is refused.
    Production,
}

/// The settings that the API and the worker share.
#[derive(Clone)]
pub struct Settings {
    /// `DATABASE_URL`. May hold a password: see [`masked`].
    pub database_url: String,
    /// `DATABASE_POOL`: the most connections of this process.
    pub database_pool: u32,
    /// `SMTP_URL`; absent: mails go to the development mailbox.
    pub smtp: Option<SmtpMailer>,
    /// `MAIL_FROM`: the sender of every mail, such as `Passerelle <noreply@example.fr>`.
    pub mail_from: String,
    /// `PUBLIC_URL`: what links in mails begin with; no slash at its end.
    pub public_url: String,
    /// `LINK_SECRETS`: what signs the links in mails; in development, without it, what everybody knows.
    pub links: Links,
    /// `APP_ENV`.
    pub app_env: AppEnv,
    /// `APP_CLOCK`: where the clock starts; absent: at the present.
    pub app_clock: Option<DateTime<Utc>>,
    /// `WORKER_CONCURRENCY`: how many reminders are sent at a time, over as many connections to the mail server.
    pub worker_concurrency: usize,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("database_url", &masked(&self.database_url))
            .field("app_env", &self.app_env)
            .field("public_url", &self.public_url)
            .finish_non_exhaustive()
    }
}

/// A variable that cannot be used as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingError {
    /// The variable.
    pub variable: &'static str,
    /// Its value, any password masked; empty when it is not set.
    pub value: String,
    /// What to do about it.
    pub mend: String,
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value.as_str() {
            "" => write!(f, "{} is not set: {}", self.variable, self.mend),
            value => write!(f, "{}={value} cannot be used: {}", self.variable, self.mend),
        }
    }
}

impl std::error::Error for SettingError {}

impl Settings {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// Every variable that cannot be used.
    pub fn from_env() -> Result<Self, Vec<SettingError>> {
        // A value that is not UTF-8 is shown, and refused, with its odd bytes replaced.
        Self::from_lookup(|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// Reads the variables that `lookup` knows; an empty one counts as not set.
    ///
    /// # Errors
    /// Every variable that cannot be used.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<SettingError>> {
        let mut reading = Reading::new(&lookup);
        let app_env = reading.read("APP_ENV", "development", plain, |value| match value {
            "development" => Ok(AppEnv::Development),
            "production" => Ok(AppEnv::Production),
            _ => Err("write development or production".to_owned()),
        });
        let database_url = reading.read("DATABASE_URL", "sqlite://passerelle.sqlite", masked, database_url);
        let database_pool = reading.read("DATABASE_POOL", "8", plain, |value| number(value, 2, 1_000));
        let worker_concurrency = reading.read("WORKER_CONCURRENCY", "8", plain, |value| number(value, 1, MOST_SENDERS));
        let smtp = reading.read_if_set("SMTP_URL", masked, |value| {
            let mailer = match worker_concurrency {
                Some(connections) => SmtpMailer::with_connections(value, connections),
                None => SmtpMailer::from_url(value),
            };
            mailer.map_err(|error| error.to_string().replacen("SMTP_URL is not usable: ", "", 1))
        });
        let mail_from = reading.read("MAIL_FROM", "Passerelle <passerelle@localhost>", plain, mail_from);
        let public_url = reading.read("PUBLIC_URL", "http://127.0.0.1:8000", masked, public_url);
        let links = reading.read_if_set(
            "LINK_SECRETS",
            |_| "***".to_owned(),
            |value| Links::new(value).map_err(|weak| weak.to_string()),
        );
        let app_clock = reading.read_if_set("APP_CLOCK", plain, |value| {
            DateTime::parse_from_rfc3339(value)
                .map(|start| start.to_utc())
                .map_err(|_| "write an instant such as 2026-03-01T08:00:00+01:00".to_owned())
        });

        if app_env == Some(AppEnv::Production) {
            if !reading.is_set("SMTP_URL") {
                reading.refuse("SMTP_URL", String::new(), "APP_ENV=production sends real mail; name its server");
            }
            if !reading.is_set("LINK_SECRETS") {
                let mend = "APP_ENV=production signs the links in mails; write 32 random bytes or more, such as those of \
                            `openssl rand -base64 32`";
                reading.refuse("LINK_SECRETS", String::new(), mend);
            }
            if let Some(value) = reading.value("APP_CLOCK") {
                reading.refuse("APP_CLOCK", value, "APP_ENV=production runs on the present time; remove it");
            }
        }
        match (
            reading.errors.is_empty(),
            app_env,
            database_url,
            database_pool,
            mail_from,
            public_url,
            worker_concurrency,
        ) {
            (
                true,
                Some(app_env),
                Some(database_url),
                Some(database_pool),
                Some(mail_from),
                Some(public_url),
                Some(worker_concurrency),
            ) => Ok(Self {
                database_url,
                database_pool,
                smtp,
                mail_from,
                public_url,
                links: links.unwrap_or_else(Links::development),
                app_env,
                app_clock,
                worker_concurrency,
            }),
            _ => Err(reading.errors),
        }
    }

    /// The clock these settings ask for. Call it once: with `APP_CLOCK`, a second clock starts anew.
    pub fn clock(&self) -> Clock {
        self.app_clock.map_or_else(Clock::system, Clock::starting_at)
    }

    /// Which default everybody knows, on a developer's machine: to be told in the log.
    pub fn known_default(&self) -> Option<&'static str> {
        let known = self.app_env == AppEnv::Development && !self.links.are_secret();
        known.then_some("LINK_SECRETS is not set: whoever knows this program can answer for whoever gets its mails")
    }

    /// What is allowed but probably not meant.
    pub fn warnings(&self) -> Vec<&'static str> {
        let mut warnings = Vec::new();
        if self.smtp.is_some() && self.mail_from.contains("@localhost") {
            warnings.push("SMTP_URL is set but MAIL_FROM is at localhost: servers will refuse its mails");
        }
        if self.smtp.is_some() && !self.links.are_secret() {
            warnings.push("SMTP_URL is set but LINK_SECRETS is not: others can make the links that are in its mails");
        }
        let here = Url::parse(&self.public_url)
            .is_ok_and(|url| matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")));
        if self.smtp.is_some() && here {
            warnings.push("SMTP_URL is set but PUBLIC_URL is this machine: links in mails will not open elsewhere");
        }
        warnings
    }
}

/// Reads the `.env` file of the working directory, or of one above it, into the environment; what
/// is set already stays. To be called before any thread is started.
///
/// # Errors
/// When there is such a file and it cannot be read.
pub fn read_env_file() -> Result<(), SettingError> {
    let mend = match dotenvy::dotenv() {
        Ok(_) => return Ok(()),
        Err(error) if error.not_found() => return Ok(()),
        // Its text would repeat the line, which may hold a password.
        Err(dotenvy::Error::LineParse(..)) => "one of its lines is not of the form NAME=value; quote what has spaces",
        Err(_) => "it is there but cannot be read; check its rights",
    };
    Err(SettingError { variable: ".env", value: "(file)".to_owned(), mend: mend.to_owned() })
}

/// A URL without the passwords that its authority or its query may hold.
pub fn masked(url: &str) -> String {
    let hidden = || url.split_once("://").map_or_else(|| "…".to_owned(), |(scheme, _)| format!("{scheme}://…"));
    let mut parsed = match Url::parse(url) {
        // An unencoded slash in a password moves the rest of it to the path.
        Ok(parsed) if !parsed.path().contains('@') => parsed,
        _ if url.contains(['@', '?']) => return hidden(),
        _ => return url.to_owned(),
    };
    let in_query = parsed.query_pairs().any(|(name, _)| name.to_lowercase().contains("password"));
    if in_query {
        parsed.set_query(Some("***"));
    }
    match parsed.password().is_some().then(|| parsed.set_password(Some("***"))) {
        Some(Err(())) => hidden(),
        Some(Ok(())) => parsed.into(),
        None if in_query => parsed.into(),
        None => url.to_owned(),
    }
}

/// Variables being read, and what was wrong with them.
struct Reading<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    errors: Vec<SettingError>,
}

impl<'a> Reading<'a> {
    fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { lookup, errors: Vec::new() }
    }

    fn value(&self, variable: &str) -> Option<String> {
        (self.lookup)(variable).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn is_set(&self, variable: &str) -> bool {
        self.value(variable).is_some()
    }

    fn refuse(&mut self, variable: &'static str, value: String, mend: impl Into<String>) {
        self.errors.push(SettingError { variable, value, mend: mend.into() });
    }

    /// The variable or its default, parsed; none after an error, which is noted.
    fn read<T>(
        &mut self,
        variable: &'static str,
        default: &str,
        shown: fn(&str) -> String,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let value = self.value(variable).unwrap_or_else(|| default.to_owned());
        parse(&value).map_err(|mend| self.refuse(variable, shown(&value), mend)).ok()
    }

    fn read_if_set<T>(
        &mut self,
        variable: &'static str,
        shown: fn(&str) -> String,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let value = self.value(variable)?;
        parse(&value).map_err(|mend| self.refuse(variable, shown(&value), mend)).ok()
    }
}

fn plain(value: &str) -> String {
    value.to_owned()
}

fn number<T: FromStr + PartialOrd + fmt::Display + Copy>(value: &str, least: T, most: T) -> Result<T, String> {
    match value.parse() {
        Ok(number) if number >= least && number <= most => Ok(number),
        _ => Err(format!("write a whole number from {least} to {most}")),
    }
}

fn database_url(value: &str) -> Result<String, String> {
    let mend = "write sqlite://file or postgres://user:password@host/database";
    match value.split_once("://") {
        Some(("sqlite", rest)) if rest.contains(":memory:") || value.contains("mode=memory") => {
            Err("a database in memory is lost at every start; name a file".to_owned())
        }
        Some(("sqlite", rest)) if !rest.is_empty() && !rest.starts_with('?') => Ok(value.to_owned()),
        Some(("postgres" | "postgresql", _)) => match Url::parse(value) {
            Ok(_) => Ok(value.to_owned()),
            Err(_) => Err(format!("{mend}, user and password percent-encoded")),
        },
        _ => Err(mend.to_owned()),
    }
}

fn mail_from(value: &str) -> Result<String, String> {
    match value.parse::<Mailbox>() {
        Ok(_) if !value.chars().any(char::is_control) => Ok(value.to_owned()),
        _ => Err("write one mailbox, such as Passerelle <noreply@example.fr>".to_owned()),
    }
}

fn public_url(value: &str) -> Result<String, String> {
    let mend = || "write the address people open, such as https://passerelle.example.fr".to_owned();
    let url = Url::parse(value).map_err(|_| mend())?;
    let bare =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    if bare && matches!(url.scheme(), "http" | "https") && url.has_host() {
        Ok(value.trim_end_matches('/').to_owned())
    } else {
        Err(mend())
    }
}

#[cfg(test)]
mod tests;
