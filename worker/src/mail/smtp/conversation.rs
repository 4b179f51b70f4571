//! One mail over an open connection. Where the server takes commands together (PIPELINING, RFC 2920) a mail costs
//! two round trips: its envelope in one write, its text and the dot in another; else each command waits for its
//! answer.

use std::time::Instant;

use lettre::address::{Address, Envelope};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;

/// The code by which a server says that it closes the connection (RFC 5321, 3.8).
pub(super) const CLOSING: u16 = 421;

/// What was being said when something went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The greeting, EHLO, STARTTLS and AUTH: nothing about a mail yet.
    Session,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// `DATA`.
    Data,
    /// The text and the dot that ends it.
    Text,
}

/// Why a conversation failed.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) step: Step,
    /// The server's code, when it answered; without one the connection is lost.
    pub(super) code: Option<u16>,
    /// What happened, in the server's words or ours; may hold an address.
    pub(super) words: String,
    /// Whether the server had answered anything about this mail before.
    heard: bool,
    /// Whether it is the recipient's address that this server cannot be told.
    pub(super) unspeakable: bool,
}

impl Fault {
    /// Turns what lettre says at a step into a fault.
    pub(super) fn at(step: Step) -> impl Fn(Error) -> Self + Copy {
        move |error| Self {
            step,
            code: error.status().map(u16::from),
            words: error.to_string(),
            heard: false,
            unspeakable: false,
        }
    }

    /// The server said what is no answer to this step: it is out of step itself, and what it says next is about something
    /// else.
    fn out_of_place(step: Step, answer: &Response) -> Self {
        Self { step, words: format!("{} is no answer here", answer.code()), ..Self::unreached("") }
    }

    /// No connection came about, or it said nothing in time.
    pub(super) fn unreached(words: &str) -> Self {
        Self { step: Step::Session, code: None, words: words.to_owned(), heard: false, unspeakable: false }
    }

    /// The conversation was hung up on at this step.
    pub(super) fn cut(step: Step, words: &str) -> Self {
        Self { step, ..Self::unreached(words) }
    }

    /// The mail cannot be said to this server.
    fn unsayable(words: &str) -> Self {
        Self { step: Step::Sender, heard: true, ..Self::unreached(words) }
    }

    /// Whether nothing more will be heard over this connection.
    fn ends_the_connection(&self) -> bool {
        self.code.is_none_or(|code| code == CLOSING)
    }

    /// Whether the connection had ended before this mail was begun: the server closes what is idle when it likes.
    pub(super) fn came_too_late(&self) -> bool {
        self.step == Step::Sender && !self.heard && self.ends_the_connection()
    }
}

/// An open connection.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    pipelining: bool,
    /// Whether every answer was read and the next mail may be begun.
    ready: bool,
    /// When it was last used.
    pub(super) used: Instant,
}

impl Connection {
    pub(super) fn new(smtp: AsyncSmtpConnection, pipelining: bool) -> Self {
        Self { smtp, pipelining, ready: true, used: Instant::now() }
    }

    /// Whether another mail may be sent over it.
    pub(super) fn is_ready(&self) -> bool {
        self.ready
    }

    /// Says a mail and returns the server's answer to its text. A mail that is refused leaves the connection ready
    /// for another; anything else that goes wrong does not.
    pub(super) async fn send(&mut self, envelope: &Envelope, text: &[u8]) -> Result<Response, Fault> {
        let commands = self.commands(envelope, text)?;
        let text = stuffed(text).ok_or_else(|| Fault::unsayable("the mail is not text"))?;
        // Whoever stops in the midst leaves answers to come.
        self.ready = false;
        let said = if self.pipelining { self.say_together(&commands).await } else { self.say_in_turn(&commands).await };
        said?;
        let answer = self.smtp.command(text).await;
        self.used = Instant::now();
        match answer {
            Ok(answer) if !answers(Step::Text, &answer) => {
                Err(Fault { heard: true, ..Fault::out_of_place(Step::Text, &answer) })
            }
            Ok(answer) => {
                self.ready = true;
                Ok(answer)
            }
            Err(error) => {
                let fault = Fault { heard: true, ..Fault::at(Step::Text)(error) };
                // The mail is over, whatever the server thinks of it.
                self.ready = !fault.ends_the_connection();
                Err(fault)
            }
        }
    }

    /// What comes before the text.
    fn commands(&self, envelope: &Envelope, text: &[u8]) -> Result<Vec<(Step, String)>, Fault> {
        let server = self.smtp.server_info();
        let mut parameters = Vec::new();
        let unspeakable = envelope.to().iter().any(|to| !is_ascii(to));
        if unspeakable || envelope.from().is_some_and(|from| !is_ascii(from)) {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                return Err(Fault { unspeakable, ..Fault::unsayable("the server takes ASCII addresses only") });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !text.is_ascii() {
            if !server.supports_feature(Extension::EightBitMime) {
                return Err(Fault::unsayable("the server takes ASCII text only"));
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let mut commands = vec![(Step::Sender, Mail::new(envelope.from().cloned(), parameters).to_string())];
        let recipients = envelope.to().iter().cloned();
        commands.extend(recipients.map(|to| (Step::Recipient, Rcpt::new(to, vec![]).to_string())));
        commands.push((Step::Data, Data.to_string()));
        Ok(commands)
    }

    async fn say_in_turn(&mut self, commands: &[(Step, String)]) -> Result<(), Fault> {
        let mut heard = false;
        for (step, command) in commands {
            if let Err(fault) = answered(*step, self.smtp.command(command).await) {
                let fault = Fault { heard, ..fault };
                if !fault.ends_the_connection() {
                    self.reset().await;
                }
                return Err(fault);
            }
            heard = true;
        }
        Ok(())
    }

    /// Says all commands in one write, then reads all answers: the first refusal decides.
    async fn say_together(&mut self, commands: &[(Step, String)]) -> Result<(), Fault> {
        let whole: String = commands.iter().map(|(_, command)| command.as_str()).collect();
        let mut refusal: Option<Fault> = None;
        let mut awaits_text = false;
        for (n, (step, _)) in commands.iter().enumerate() {
            let answer = if n == 0 { self.smtp.command(&whole).await } else { self.smtp.read_response().await };
            let Err(fault) = answered(*step, answer) else {
                awaits_text = *step == Step::Data;
                continue;
            };
            let fault = Fault { heard: n > 0, ..fault };
            let over = fault.ends_the_connection();
            // A server that refuses, then closes, has refused.
            let first = refusal.take().unwrap_or(fault);
            if over {
                return Err(first);
            }
            refusal = Some(first);
        }
        let Some(refusal) = refusal else { return Ok(()) };
        // A server that wants the text all the same gets none, and is hung up on: it might take a lone dot for an
        // empty mail to the recipients that it did not refuse.
        if !awaits_text {
            self.reset().await;
        }
        Err(refusal)
    }

    /// Ends a mail that was begun and refused.
    async fn reset(&mut self) {
        self.ready = self.smtp.command("RSET\r\n").await.is_ok();
    }

    /// Whether the server still answers.
    pub(super) async fn answers(&mut self) -> bool {
        let answers = self.smtp.test_connected().await;
        self.used = Instant::now();
        answers
    }

    /// Says good-bye.
    pub(super) async fn quit(mut self) {
        self.smtp.abort().await;
    }
}

/// Whether a good answer is one to this step: 354 asks for the text, and nothing else does (RFC 5321, 4.3.2). A server that
/// said one thing too many would otherwise have its answers taken for those to what comes next.
fn answers(step: Step, answer: &Response) -> bool {
    let code = u16::from(answer.code());
    if step == Step::Data { code == 354 } else { (200..300).contains(&code) }
}

fn answered(step: Step, answer: Result<Response, Error>) -> Result<(), Fault> {
    match answer {
        Ok(answer) if answers(step, &answer) => Ok(()),
        Ok(answer) => Err(Fault::out_of_place(step, &answer)),
        Err(error) => Err(Fault::at(step)(error)),
    }
}

fn is_ascii(address: &Address) -> bool {
    AsRef::<str>::as_ref(address).is_ascii()
}

/// The text as it is said: a dot that begins a line is doubled, and a dot alone ends it (RFC 5321, 4.5.2). None if
/// it is not UTF-8.
fn stuffed(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?;
    let mut said = String::with_capacity(text.len() + 16);
    for line in text.split_inclusive("\r\n") {
        if line.starts_with('.') {
            said.push('.');
        }
        said.push_str(line);
    }
    if !said.ends_with("\r\n") {
        said.push_str("\r\n");
    }
    said.push_str(".\r\n");
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::stuffed;

    #[test]
    fn a_dot_that_begins_a_line_is_doubled() {
        for (text, said) in [
            ("a\r\n", "a\r\n.\r\n"),
            ("a", "a\r\n.\r\n"),
            ("", "\r\n.\r\n"),
            (".\r\n..b\r\nc.\r\n", "..\r\n...b\r\nc.\r\n.\r\n"),
            ("\r\n.", "\r\n..\r\n.\r\n"),
        ] {
            assert_eq!(stuffed(text.as_bytes()).as_deref(), Some(said), "{text:?}");
        }
        assert_eq!(stuffed(&[0xff]), None);
    }
}
