//! Mail through an SMTP server: one pooled transport, never more than a few connections, and a
//! deadline on every conversation.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use url::{Host, Url};

use super::error::MailError;
use super::redact::answer;
use super::transport::SendError;

/// How many connections may be open at once.
const CONNECTIONS: u32 = 4;

/// How long to wait for a connection to open.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// How long one conversation may take from the connection to the server's last word. Servers make
/// strangers wait for their greeting, and read a mail before they accept it: shorter would give up
/// on mails that were about to be taken, and send them twice.
const CONVERSE_WITHIN: Duration = Duration::from_secs(30);

/// Codes by which a server refuses this mail or its recipient for good (RFC 5321), as long as its enhanced
/// code does not say otherwise. Any other 5xx refuses us: a wrong password, a sender's address it does not
/// take, a server that takes no mail. It heals when a setting does, and must not mark every reminder as
/// refused.
const MAIL_REFUSED: [u16; 4] = [550, 551, 552, 553];

/// Enhanced codes (RFC 3463) by which a server refuses the recipient, their mailbox or the content.
const ENHANCED_MAIL_REFUSED: [&str; 8] = ["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.7.1", "5.7.13"];

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Sends through the server that `SMTP_URL` names. Clones share their connections.
#[derive(Clone)]
pub struct SmtpMailer {
    inner: Arc<Inner>,
}

struct Inner {
    builder: AsyncSmtpTransportBuilder,
    /// Made at the first use, inside the runtime that its connections live in.
    current: Mutex<Current>,
    /// lettre's pool bounds the idle connections, not the open ones.
    slots: Semaphore,
    converse_within: Duration,
}

#[derive(Default)]
struct Current {
    generation: u64,
    transport: Option<Transport>,
}

impl SmtpMailer {
    /// Reads `SMTP_URL`: `smtps://user:password@host[:465]`, or `smtp://…[?tls=…]` with
    /// `tls=required` (STARTTLS or nothing), `tls=opportunistic` or `tls=none` (the default). User and
    /// password are percent-encoded; a path, if any, is the name to say at EHLO. Nothing is opened yet.
    ///
    /// # Errors
    /// [`MailError::SmtpUrl`] with what to change. A parameter we do not know is refused: a misspelt
    /// `tls` would send everything in clear.
    pub fn from_url(url: &str) -> Result<Self, MailError> {
        Self::with_deadline(url, CONVERSE_WITHIN)
    }

    fn with_deadline(url: &str, converse_within: Duration) -> Result<Self, MailError> {
        let pool = PoolConfig::new().max_size(CONNECTIONS).idle_timeout(Duration::from_secs(30));
        let builder = Transport::from_url(checked(url)?.as_str())
            .map_err(|_| refused("its host, user or password cannot be read; percent-encode them"))?
            .timeout(Some(CONNECT_WITHIN))
            .pool_config(pool);
        let inner =
            Inner { builder, current: Mutex::default(), slots: Semaphore::new(CONNECTIONS as usize), converse_within };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Sends `message` and returns the server's answer, addresses masked.
    ///
    /// A conversation that has begun goes on to its end even if the caller stops waiting: cut in the
    /// middle, its connection would go back to the pool with an answer still to come, and the next
    /// mail would take that answer for its own.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn send(&self, message: &Message) -> Result<String, SendError> {
        let inner = Arc::clone(&self.inner);
        let envelope = message.envelope().clone();
        let text = message.formatted();
        let conversation = tokio::spawn(async move { inner.converse(&envelope, &text).await });
        conversation.await.unwrap_or_else(|_| Err(temporary("the conversation was stopped before its end")))
    }

    /// Opens a connection, or asks an open one whether it still stands.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn test_connection(&self) -> Result<(), SendError> {
        let inner = Arc::clone(&self.inner);
        let check = tokio::spawn(async move { inner.check().await });
        check.await.unwrap_or_else(|_| Err(temporary("the check was stopped before its end")))
    }
}

impl Inner {
    async fn converse(&self, envelope: &Envelope, text: &[u8]) -> Result<String, SendError> {
        let _slot = self.slots.acquire().await.map_err(|_| temporary("the mailer is closed"))?;
        loop {
            let (generation, transport) = self.transport();
            let mut sending = pin!(transport.send_raw(envelope, text));
            match timeout(self.converse_within, sending.as_mut()).await {
                Ok(Ok(response)) => {
                    let said = response.message().collect::<Vec<_>>().join(" ");
                    let words = format!("{} {said}", response.code());
                    return Ok(answer(&words, envelope.to()));
                }
                // Retired by another conversation before this one had a connection: nothing was said.
                Ok(Err(error)) if error.is_transport_shutdown() => {}
                Ok(Err(error)) => return Err(verdict(&error, envelope)),
                Err(_) => {
                    // Before the future is dropped: its connection must find its pool closed.
                    self.retire(generation, &transport).await;
                    return Err(self.too_late());
                }
            }
        }
    }

    async fn check(&self) -> Result<(), SendError> {
        let _slot = self.slots.acquire().await.map_err(|_| temporary("the mailer is closed"))?;
        let (generation, transport) = self.transport();
        let mut checking = pin!(transport.test_connection());
        match timeout(self.converse_within, checking.as_mut()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(temporary("the server closed the connection")),
            Ok(Err(error)) => Err(explain(&error, &[], error.is_permanent())),
            Err(_) => {
                self.retire(generation, &transport).await;
                Err(self.too_late())
            }
        }
    }

    /// The transport in use, made if there is none.
    fn transport(&self) -> (u64, Transport) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let transport = current.transport.get_or_insert_with(|| self.builder.clone().build()).clone();
        (current.generation, transport)
    }

    /// Closes the pool of a transport that a conversation got stuck in; the next mail makes another.
    async fn retire(&self, generation: u64, transport: &Transport) {
        {
            let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
            if current.generation == generation {
                current.generation += 1;
                current.transport = None;
            }
        }
        // The pool is closed at once; the wait is for the idle connections' good-byes.
        let _ = timeout(Duration::from_secs(1), transport.shutdown()).await;
    }

    fn too_late(&self) -> SendError {
        temporary(&format!("no answer within {} s", self.converse_within.as_secs_f32()))
    }
}

/// Checks what lettre would let pass, and takes out what it does not know.
fn checked(url: &str) -> Result<Url, MailError> {
    let mut url = Url::parse(url).map_err(|_| refused("it is no URL; write smtp://host:port"))?;
    let encrypted = match url.scheme() {
        "smtp" => false,
        "smtps" => true,
        _ => return Err(refused("it must begin with smtp:// or smtps://")),
    };
    match url.host() {
        Some(Host::Domain(name)) if !name.is_empty() => {}
        Some(Host::Ipv4(_)) => {}
        Some(Host::Ipv6(_)) => return Err(refused("give the IPv6 host by a name")),
        _ => return Err(refused("it names no host; write smtp://host:port")),
    }
    if !url.username().is_empty() && url.password().is_none() {
        return Err(refused("it has a user but no password"));
    }
    for (name, value) in url.query_pairs() {
        match (name.as_ref(), value.as_ref()) {
            ("tls", "required" | "opportunistic" | "none") if !encrypted => {}
            ("tls", _) if encrypted => return Err(refused("smtps:// is TLS already; drop tls=")),
            ("tls", _) => return Err(refused("tls= must be required, opportunistic or none")),
            _ => return Err(refused("the only parameter it may have is tls=")),
        }
    }
    match url.query_pairs().count() {
        1 if url.query() == Some("tls=none") => url.set_query(None),
        0 | 1 => {}
        _ => return Err(refused("it may have tls= once only")),
    }
    Ok(url)
}

fn refused(reason: &str) -> MailError {
    MailError::SmtpUrl { reason: reason.to_owned() }
}

/// What a failed conversation means for the mail.
fn verdict(error: &Error, envelope: &Envelope) -> SendError {
    // The only fault of the mail itself that lettre finds before the server does.
    let unspeakable = error.is_client() && envelope.to().iter().any(|to| !to.to_string().is_ascii());
    explain(error, envelope.to(), error.is_permanent() || unspeakable)
}

fn explain(error: &Error, recipients: &[lettre::Address], permanent: bool) -> SendError {
    let code = error.status().map(u16::from);
    let detail = answer(&error.to_string(), recipients);
    if permanent && code.is_none_or(|code| refuses_mail(code, &detail)) {
        SendError::Permanent { code, detail }
    } else {
        SendError::Temporary { code, detail }
    }
}

/// Whether a 5xx answer is about this mail rather than about us. lettre does not tell which command was
/// answered, so the codes have to.
fn refuses_mail(code: u16, detail: &str) -> bool {
    let words = detail.split_once("): ").map_or(detail, |(_, words)| words);
    match words.split_whitespace().next().filter(|word| word.starts_with("5.")) {
        Some(enhanced) => {
            let mailbox_or_content = enhanced.starts_with("5.2.") || enhanced.starts_with("5.6.");
            mailbox_or_content || ENHANCED_MAIL_REFUSED.contains(&enhanced)
        }
        None => MAIL_REFUSED.contains(&code),
    }
}

fn temporary(detail: &str) -> SendError {
    SendError::Temporary { code: None, detail: detail.to_owned() }
}

#[cfg(test)]
mod tests;
