//! The server's configuration: what it shares with the worker, and where it listens. Read once,
//! checked before anything is opened; every error names the variable, its value and the mend.

use std::net::SocketAddr;

use worker::settings::{AppEnv, SettingError};

use crate::graphql::{LARGEST_COST, Origins, RateLimit, Trusted};

/// Where the server listens unless `LISTEN_ADDR` says otherwise: this machine only.
const LISTEN_ADDR: &str = "127.0.0.1:8000";
/// What a viewer may ask at once, and what comes back in a second: a person at a screen never meets it, a
/// program that asks for the largest answers without end does at once.
const COST_CAPACITY: &str = "5000000";
const COST_PER_SECOND: &str = "100000";
/// The most of either.
const MOST_COST: u64 = 1_000_000_000;

/// The configuration of the server.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the worker needs too.
    pub shared: worker::settings::Settings,
    /// `LISTEN_ADDR`: the address and port to listen on.
    pub listen_addr: SocketAddr,
    /// `TRUSTED_DOCUMENTS`: the only documents that are executed; absent: any.
    pub trusted: Option<Trusted>,
    /// `ALLOWED_ORIGINS`, and that of `PUBLIC_URL`: whose pages may ask.
    pub origins: Origins,
    /// `COST_CAPACITY` and `COST_PER_SECOND`: what a viewer may ask; absent: anything.
    pub rate_limit: Option<RateLimit>,
}

impl Settings {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// Every variable that cannot be used.
    pub fn from_env() -> Result<Self, Vec<SettingError>> {
        Self::from_lookup(|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// Reads the variables that `lookup` knows; an empty one counts as not set.
    ///
    /// # Errors
    /// Every variable that cannot be used.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<SettingError>> {
        let set = |name: &str| lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let listen_addr = listen_addr(set("LISTEN_ADDR").as_deref().unwrap_or(LISTEN_ADDR));
        let shared = worker::settings::Settings::from_lookup(|name| match (name, &listen_addr) {
            // Links in mails then open on this machine whatever the port; elsewhere they could not.
            ("PUBLIC_URL", Ok(addr)) if addr.port() != 0 => {
                set(name).or_else(|| Some(format!("http://{}", reachable(*addr))))
            }
            _ => set(name),
        });
        let trusted = set("TRUSTED_DOCUMENTS").map(|file| trusted(&file)).transpose();
        let own = shared.as_ref().map(|shared| shared.public_url.as_str()).unwrap_or_default();
        let origins = origins(own, set("ALLOWED_ORIGINS"));
        let capacity = cost_capacity(set("COST_CAPACITY").as_deref().unwrap_or(COST_CAPACITY));
        let per_second = cost_per_second(set("COST_PER_SECOND").as_deref().unwrap_or(COST_PER_SECOND));
        match (shared, listen_addr, trusted, origins, capacity, per_second) {
            (Ok(shared), Ok(listen_addr), Ok(trusted), Ok(origins), Ok(capacity), Ok(per_second)) => {
                let rate_limit = per_second.map(|per_second| RateLimit { capacity, per_second });
                Ok(Self { shared, listen_addr, trusted, origins, rate_limit })
            }
            (shared, listen_addr, trusted, origins, capacity, per_second) => {
                let shared = shared.err().into_iter().flatten();
                let own = [listen_addr.err(), trusted.err(), origins.err(), capacity.err(), per_second.err()];
                Err(shared.chain(own.into_iter().flatten()).collect())
            }
        }
    }

    /// Whether this is `APP_ENV=production`, where unsafe defaults are refused.
    pub fn production(&self) -> bool {
        self.shared.app_env == AppEnv::Production
    }

    /// What is allowed but probably not meant.
    pub fn warnings(&self) -> Vec<&'static str> {
        let mut warnings = self.shared.warnings();
        if !self.production() && !self.listen_addr.ip().is_loopback() {
            warnings.push(
                "LISTEN_ADDR lets other machines in, and demo accounts, mailbox and console are open to them: \
                 set APP_ENV=production where real people are recorded",
            );
        }
        if self.production() && self.rate_limit.is_none() {
            warnings.push(
                "COST_PER_SECOND=off lets one account take the whole server: set how much comes back in a second",
            );
        }
        warnings
    }
}

/// Where a browser on this machine finds a server that listens on `addr`.
pub(crate) fn reachable(mut addr: SocketAddr) -> SocketAddr {
    use std::net::{Ipv4Addr, Ipv6Addr};
    if addr.ip().is_unspecified() {
        addr.set_ip(if addr.is_ipv6() { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() });
    }
    addr
}

fn trusted(file: &str) -> Result<Trusted, SettingError> {
    Trusted::read(file).map_err(|mend| SettingError { variable: "TRUSTED_DOCUMENTS", value: file.to_owned(), mend })
}

fn origins(public_url: &str, allowed: Option<String>) -> Result<Origins, SettingError> {
    let parsed = Origins::parse(public_url, allowed.as_deref());
    parsed.map_err(|mend| SettingError { variable: "ALLOWED_ORIGINS", value: allowed.unwrap_or_default(), mend })
}

/// The largest request must fit.
fn cost_capacity(value: &str) -> Result<u64, SettingError> {
    let capacity = value.parse().ok().filter(|capacity| (LARGEST_COST..=MOST_COST).contains(capacity));
    capacity.ok_or_else(|| SettingError {
        variable: "COST_CAPACITY",
        value: value.to_owned(),
        mend: format!("write a whole number from {LARGEST_COST}, which is what one request may cost, to {MOST_COST}"),
    })
}

fn cost_per_second(value: &str) -> Result<Option<u64>, SettingError> {
    if value == "off" {
        return Ok(None);
    }
    let per_second = value.parse().ok().filter(|per_second| (1..=MOST_COST).contains(per_second));
    per_second.map(Some).ok_or_else(|| SettingError {
        variable: "COST_PER_SECOND",
        value: value.to_owned(),
        mend: format!("write a whole number from 1 to {MOST_COST}, or off to let viewers ask without end"),
    })
}

fn listen_addr(value: &str) -> Result<SocketAddr, SettingError> {
    let numeric = value.strip_prefix("localhost:").map_or(value.to_owned(), |port| format!("127.0.0.1:{port}"));
    numeric.parse().map_err(|_| SettingError {
        variable: "LISTEN_ADDR",
        value: value.to_owned(),
        mend: "write an address and a port, such as 127.0.0.1:8000 or 0.0.0.0:8000".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Settings, Vec<SettingError>> {
        Settings::from_lookup(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_is_listened_on() {
        for (value, listens, links) in [
            ("", "127.0.0.1:8000", "http://127.0.0.1:8000"),
            ("localhost:9000", "127.0.0.1:9000", "http://127.0.0.1:9000"),
            ("0.0.0.0:80", "0.0.0.0:80", "http://127.0.0.1:80"),
            ("[::]:80", "[::]:80", "http://[::1]:80"),
            ("127.0.0.1:0", "127.0.0.1:0", "http://127.0.0.1:8000"),
        ] {
            let settings = read(&[("LISTEN_ADDR", value)]).unwrap();
            assert_eq!(settings.listen_addr.to_string(), listens);
            assert_eq!(settings.shared.public_url, links);
        }
        let settings = read(&[("LISTEN_ADDR", "0.0.0.0:80"), ("PUBLIC_URL", "https://example.fr")]).unwrap();
        assert_eq!(settings.shared.public_url, "https://example.fr");
    }

    #[test]
    fn errors_of_both_parts_are_told_at_once() {
        for value in ["8000", ":8000", "127.0.0.1", "example.fr:80", "127.0.0.1:99999"] {
            let errors = read(&[("LISTEN_ADDR", value), ("APP_ENV", "prod")]).unwrap_err();
            let variables: Vec<_> = errors.iter().map(|error| error.variable).collect();
            assert_eq!(variables, ["APP_ENV", "LISTEN_ADDR"], "{value}");
        }
    }

    #[test]
    fn what_a_viewer_may_ask() {
        let limit = |variables: &[(&str, &str)]| read(variables).map(|settings| settings.rate_limit);
        let allowed = |capacity, per_second| Ok(Some(RateLimit { capacity, per_second }));
        assert_eq!(limit(&[]), allowed(5_000_000, 100_000));
        assert_eq!(limit(&[("COST_CAPACITY", "1000000"), ("COST_PER_SECOND", "1")]), allowed(1_000_000, 1));
        assert_eq!(limit(&[("COST_PER_SECOND", "off")]), Ok(None));
        for (variable, value) in [
            ("COST_CAPACITY", "999999"),
            ("COST_CAPACITY", "1000000001"),
            ("COST_CAPACITY", "off"),
            ("COST_PER_SECOND", "0"),
            ("COST_PER_SECOND", "1000000001"),
            ("COST_PER_SECOND", "1.5"),
        ] {
            let errors = limit(&[(variable, value)]).unwrap_err();
            assert_eq!(errors.len(), 1, "{variable}={value}");
            assert_eq!((errors[0].variable, errors[0].value.as_str()), (variable, value));
        }
    }

    #[test]
    fn whose_pages_may_ask() {
        let settings =
            read(&[("LISTEN_ADDR", "localhost:9000"), ("ALLOWED_ORIGINS", "https://app.example.fr")]).unwrap();
        assert_eq!(settings.origins.iter().collect::<Vec<_>>(), ["http://127.0.0.1:9000", "https://app.example.fr"]);
        let errors = read(&[("ALLOWED_ORIGINS", "*")]).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert!(errors[0].to_string().starts_with("ALLOWED_ORIGINS=* cannot be used: write origins"), "{}", errors[0]);
    }

    #[test]
    fn other_machines_are_let_in_knowingly() {
        assert_eq!(read(&[("LISTEN_ADDR", "0.0.0.0:80")]).unwrap().warnings().len(), 1);
        assert!(read(&[]).unwrap().warnings().is_empty());
    }

    #[test]
    fn in_production_nobody_asks_without_end_unnoticed() {
        let production = [
            ("APP_ENV", "production"),
            ("SMTP_URL", "smtp://mail.example.fr"),
            ("MAIL_FROM", "a@example.fr"),
            ("LINK_SECRETS", "a secret of more than thirty-two bytes"),
            ("PUBLIC_URL", "https://example.fr"),
        ];
        assert!(read(&production).unwrap().warnings().is_empty());
        let off: Vec<_> = production.into_iter().chain([("COST_PER_SECOND", "off")]).collect();
        assert_eq!(read(&off).unwrap().warnings().len(), 1);
    }
}
