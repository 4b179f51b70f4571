//! The server that `SMTP_URL` names, and how a connection to it is opened: with or without TLS, greeted, and
//! logged in where a user is given.

use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Tls, TlsParameters};
use lettre::transport::smtp::commands::Ehlo;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use percent_encoding::percent_decode_str;
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::{Host, Url};

use super::conversation::{Connection, Fault, Step};
use crate::mail::error::MailError;

/// How long to wait for a connection to open.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// A mail server, and who we are to it.
pub(super) struct Server {
    host: String,
    port: u16,
    tls: Tls,
    hello: ClientId,
    credentials: Option<Credentials>,
}

impl Server {
    /// Reads `SMTP_URL`; see [`SmtpMailer::from_url`](super::SmtpMailer::from_url).
    pub(super) fn from_url(url: &str) -> Result<Self, MailError> {
        let url = Url::parse(url).map_err(|_| refused("it is no URL; write smtp://host:port"))?;
        let wrapped = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(refused("it must begin with smtp:// or smtps://")),
        };
        let host = match url.host() {
            Some(Host::Domain(name)) if !name.is_empty() => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(_)) => return Err(refused("give the IPv6 host by a name")),
            _ => return Err(refused("it names no host; write smtp://host:port")),
        };
        let tls = if wrapped { wrapping(&url, &host)? } else { starting(&url, &host)? };
        let port = match tls {
            Tls::None => SMTP_PORT,
            Tls::Opportunistic(_) | Tls::Required(_) => SUBMISSION_PORT,
            Tls::Wrapper(_) => SUBMISSIONS_PORT,
        };
        let hello = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        Ok(Self { port: url.port().unwrap_or(port), hello, credentials: credentials(&url)?, host, tls })
    }

    /// Opens a connection over which mails can be sent.
    pub(super) async fn open(&self) -> Result<Connection, Fault> {
        let at = Fault::at(Step::Session);
        let mut smtp = match &self.tls {
            // No Nagle to be turned off here, but what is written at once leaves at once.
            Tls::Wrapper(parameters) => {
                let address = (self.host.as_str(), self.port);
                let wrapped = Some(parameters.clone());
                AsyncSmtpConnection::connect_tokio1(address, Some(CONNECT_WITHIN), &self.hello, wrapped, None)
                    .await
                    .map_err(at)?
            }
            _ => AsyncSmtpConnection::connect_with_transport(Box::new(self.socket().await?), &self.hello)
                .await
                .map_err(at)?,
        };
        match &self.tls {
            Tls::Required(parameters) => smtp.starttls(parameters.clone(), &self.hello).await.map_err(at)?,
            Tls::Opportunistic(parameters) if smtp.can_starttls() => {
                smtp.starttls(parameters.clone(), &self.hello).await.map_err(at)?;
            }
            _ => {}
        }
        // lettre keeps of the answer to its own EHLO what it knows itself, which does not include PIPELINING.
        let offered = smtp.command(Ehlo::new(self.hello.clone())).await.map_err(at)?;
        let pipelining = offered.message().any(|line| line.trim().eq_ignore_ascii_case("PIPELINING"));
        if let Some(credentials) = &self.credentials {
            smtp.auth(DEFAULT_MECHANISMS, credentials).await.map_err(at)?;
        }
        Ok(Connection::new(smtp, pipelining))
    }

    async fn socket(&self) -> Result<TcpStream, Fault> {
        let opened = timeout(CONNECT_WITHIN, TcpStream::connect((self.host.as_str(), self.port))).await;
        let socket = match opened {
            Ok(Ok(socket)) => socket,
            Ok(Err(error)) => return Err(Fault::unreached(&format!("connection error: {error}"))),
            Err(_) => return Err(Fault::unreached("connection error: no connection in time")),
        };
        // Else the end of each mail waits 40 ms for the server's delayed acknowledgement of its beginning.
        socket.set_nodelay(true).map_err(|error| Fault::unreached(&format!("connection error: {error}")))?;
        Ok(socket)
    }
}

/// The TLS of an `smtps://` URL.
fn wrapping(url: &Url, host: &str) -> Result<Tls, MailError> {
    match url.query_pairs().next() {
        None => Ok(Tls::Wrapper(parameters(host)?)),
        Some((name, _)) if name == "tls" => Err(refused("smtps:// is TLS already; drop tls=")),
        Some(_) => Err(refused("the only parameter it may have is tls=")),
    }
}

/// The TLS of an `smtp://` URL: begun by STARTTLS, or none.
fn starting(url: &Url, host: &str) -> Result<Tls, MailError> {
    let mut tls = None;
    for (name, value) in url.query_pairs() {
        if name != "tls" {
            return Err(refused("the only parameter it may have is tls="));
        }
        let asked = match value.as_ref() {
            "required" => Tls::Required(parameters(host)?),
            "opportunistic" => Tls::Opportunistic(parameters(host)?),
            "none" => Tls::None,
            _ => return Err(refused("tls= must be required, opportunistic or none")),
        };
        if tls.replace(asked).is_some() {
            return Err(refused("it may have tls= once only"));
        }
    }
    Ok(tls.unwrap_or(Tls::None))
}

fn parameters(host: &str) -> Result<TlsParameters, MailError> {
    TlsParameters::new(host.to_owned()).map_err(|_| refused("its host has no name that a certificate could bear"))
}

fn credentials(url: &Url) -> Result<Option<Credentials>, MailError> {
    let Some(password) = url.password() else {
        return if url.username().is_empty() { Ok(None) } else { Err(refused("it has a user but no password")) };
    };
    let decoded = |text: &str| match percent_decode_str(text).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(refused("its user or password cannot be read; percent-encode them")),
    };
    Ok(Some(Credentials::new(decoded(url.username())?, decoded(password)?)))
}

fn refused(reason: &str) -> MailError {
    MailError::SmtpUrl { reason: reason.to_owned() }
}
