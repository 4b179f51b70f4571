//! A mail server on loopback: it speaks SMTP, keeps what it accepted, and misbehaves when told to.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// How the server takes a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reply {
    /// Keeps it and answers 250.
    #[default]
    Accept,
    /// Answers 451 to its recipient: try again later.
    Later,
    /// Answers 550 to its recipient: never.
    Never,
    /// Closes the connection when the mail is about to be said.
    Drop,
    /// Closes it in the midst of the mail.
    DropInText,
    /// Keeps it, then closes the connection without a word: the one ambiguous window.
    KeepThenDrop,
    /// Keeps it, and answers 250 after a while.
    Slow(Duration),
}

/// What becomes of a mail whose text was said, by its Message-ID and by how often it came, from 1.
pub type Plan = Box<dyn Fn(&str, usize) -> Reply + Send + Sync>;

/// A mail that the server kept.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// The message as it was said (RFC 5322).
    pub raw: Vec<u8>,
}

impl Mail {
    /// The message as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }

    /// The message, read.
    pub fn message(&self) -> mail_parser::Message<'_> {
        mail_parser::MessageParser::default().parse(&self.raw).expect("a mail that can be read")
    }

    /// Its Message-ID, without the angle brackets.
    pub fn message_id(&self) -> String {
        self.message().message_id().expect("a mail with a Message-ID").to_owned()
    }
}

/// The server. Dropping it closes its port.
pub struct Sink {
    port: u16,
    state: Arc<State>,
    listening: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    inner: Mutex<Inner>,
    changed: Notify,
}

#[derive(Default)]
struct Inner {
    mails: Vec<Mail>,
    attempts: usize,
    connections: usize,
    always: Reply,
    next: VecDeque<Reply>,
    of_recipient: HashMap<String, Reply>,
    plan: Option<Plan>,
    /// How often the text of each mail was said, by its Message-ID.
    said: HashMap<String, usize>,
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink {
    /// Listens on a free port of loopback.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().connections += 1;
                let shared = Arc::clone(&shared);
                // A client that hangs up is none of the server's troubles.
                tokio::spawn(async move { converse(stream, &shared).await.unwrap_or_default() });
            }
        });
        Self { port, state, listening }
    }

    /// Its address, as `SMTP_URL`.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// How it takes every mail from now on, but for those that [`Sink::next`] and [`Sink::to`] decide.
    pub fn always(&self, reply: Reply) {
        self.state.lock().always = reply;
    }

    /// How it takes the next mails, one by one.
    pub fn next(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state.lock().next.extend(replies);
    }

    /// How it takes each mail once its text was said: closing in the midst of it, or after it, or refusing it.
    pub fn follow(&self, plan: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) {
        self.state.lock().plan = Some(Box::new(plan));
    }

    /// How it takes the mails to one address.
    pub fn to(&self, recipient: &str, reply: Reply) {
        self.state.lock().of_recipient.insert(recipient.to_owned(), reply);
    }

    /// The mails kept, in the order in which they came.
    pub fn mails(&self) -> Vec<Mail> {
        self.state.lock().mails.clone()
    }

    /// The mails kept since the last call, which the server forgets.
    pub fn take(&self) -> Vec<Mail> {
        std::mem::take(&mut self.state.lock().mails)
    }

    /// How many mails were begun, whatever became of them.
    pub fn attempts(&self) -> usize {
        self.state.lock().attempts
    }

    /// How many connections were opened.
    pub fn connections(&self) -> usize {
        self.state.lock().connections
    }

    /// Waits until so many mails are kept.
    ///
    /// # Panics
    /// When they are not within the time given.
    pub async fn wait_for(&self, count: usize, within: Duration) -> Vec<Mail> {
        let enough = async {
            loop {
                let changed = self.state.changed.notified();
                if self.state.lock().mails.len() >= count {
                    return self.mails();
                }
                changed.await;
            }
        };
        let waited = timeout(within, enough).await;
        waited.unwrap_or_else(|_| panic!("{} mails of {count} within {within:?}", self.mails().len()))
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// One client, from its greeting to its good-bye.
async fn converse(stream: TcpStream, state: &State) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (reading, mut writing) = stream.into_split();
    let mut reading = BufReader::new(reading);
    // What is asked in one write is answered in one.
    let mut answers = "220 essai.test ESMTP\r\n".to_owned();
    let mut mail = Mail { from: String::new(), to: Vec::new(), raw: Vec::new() };
    let mut reply = Reply::Accept;
    let mut line = String::new();
    loop {
        line.clear();
        if reading.buffer().is_empty() {
            writing.write_all(answers.as_bytes()).await?;
            answers.clear();
        }
        if reading.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let command = line.trim_end();
        let verb = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-essai.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8",
            "HELO" | "NOOP" => "250 OK",
            "RSET" => {
                mail.to.clear();
                "250 OK"
            }
            "MAIL" => {
                mail.from = address(command);
                mail.to.clear();
                "250 OK"
            }
            "RCPT" => {
                let recipient = address(command);
                reply = begin(state, &recipient);
                if !matches!(reply, Reply::Later | Reply::Never) {
                    mail.to.push(recipient);
                }
                match reply {
                    Reply::Later => "451 4.3.0 essayez plus tard",
                    Reply::Never => "550 5.1.1 personne ici",
                    _ => "250 OK",
                }
            }
            "DATA" if reply == Reply::Drop => return writing.write_all(answers.as_bytes()).await,
            "DATA" if mail.to.is_empty() => "503 5.5.1 à personne",
            "DATA" => {
                answers.push_str("354 allez-y\r\n");
                writing.write_all(answers.as_bytes()).await?;
                answers.clear();
                if reply == Reply::DropInText {
                    reading.fill_buf().await?;
                    return Ok(());
                }
                mail.raw = said(&mut reading).await?;
                reply = planned(state, &mail).unwrap_or(reply);
                if !matches!(reply, Reply::Later | Reply::Never | Reply::Drop | Reply::DropInText) {
                    keep(state, &mail);
                }
                if let Reply::Slow(wait) = reply {
                    sleep(wait).await;
                }
                match reply {
                    Reply::KeepThenDrop | Reply::Drop | Reply::DropInText => return Ok(()),
                    Reply::Later => "451 4.3.0 essayez plus tard",
                    Reply::Never => "554 5.7.1 jamais",
                    _ => "250 2.0.0 OK",
                }
            }
            "QUIT" => {
                writing.write_all(b"221 au revoir\r\n").await?;
                return Ok(());
            }
            _ => "502 5.5.1 commande inconnue",
        };
        answers.push_str(answer);
        answers.push_str("\r\n");
    }
}

/// What the plan says of a mail, where there is one.
fn planned(state: &State, mail: &Mail) -> Option<Reply> {
    let mut inner = state.lock();
    inner.plan.as_ref()?;
    let id = mail.message_id();
    let times = inner.said.entry(id.clone()).or_default();
    *times += 1;
    let times = *times;
    inner.plan.as_ref().map(|plan| plan(&id, times))
}

/// Counts a mail, and decides how it is taken.
fn begin(state: &State, recipient: &str) -> Reply {
    let mut inner = state.lock();
    inner.attempts += 1;
    let of_recipient = inner.of_recipient.get(recipient).copied();
    of_recipient.or_else(|| inner.next.pop_front()).unwrap_or(inner.always)
}

fn keep(state: &State, mail: &Mail) {
    state.lock().mails.push(mail.clone());
    state.changed.notify_waiters();
}

/// The message up to the lone dot, with the doubled dots made single again (RFC 5321, 4.5.2).
async fn said(reading: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    loop {
        let mut line = Vec::new();
        if reading.read_until(b'\n', &mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(raw);
        }
        raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

/// What stands between the angle brackets.
fn address(command: &str) -> String {
    let after = command.split_once('<').map_or("", |(_, after)| after);
    after.split_once('>').map_or(after, |(address, _)| address).to_owned()
}
