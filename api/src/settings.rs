//! The server's configuration: what it shares with the worker, and where it listens. Read once,
//! checked before anything is opened; every error names the variable, its value and the mend.

use std::net::SocketAddr;

use worker::settings::{AppEnv, SettingError};

use crate::graphql::Trusted;

/// Where the server listens unless `LISTEN_ADDR` says otherwise: this machine only.
const LISTEN_ADDR: &str = "127.0.0.1:8000";

/// The configuration of the server.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the worker needs too.
    pub shared: worker::settings::Settings,
    /// `LISTEN_ADDR`: the address and port to listen on.
    pub listen_addr: SocketAddr,
    /// `TRUSTED_DOCUMENTS`: the only documents that are executed; absent: any.
    pub trusted: Option<Trusted>,
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
        match (shared, listen_addr, trusted) {
            (Ok(shared), Ok(listen_addr), Ok(trusted)) => Ok(Self { shared, listen_addr, trusted }),
            (shared, listen_addr, trusted) => {
                Err(shared.err().into_iter().flatten().chain(listen_addr.err()).chain(trusted.err()).collect())
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
    fn other_machines_are_let_in_knowingly() {
        assert_eq!(read(&[("LISTEN_ADDR", "0.0.0.0:80")]).unwrap().warnings().len(), 1);
        assert!(read(&[]).unwrap().warnings().is_empty());
    }
}
