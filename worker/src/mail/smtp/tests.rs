//! Real conversations with a small server on the loopback interface.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{TimeZone, Utc};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::*;
use crate::mail::content::tests::meeting;
use crate::mail::{Content, MailboxMailer, MailboxStore, Mailer, StoredMail, compose};

/// What the server does at one step of the conversation.
#[derive(Debug, Clone, Copy)]
enum Act {
    Say(&'static str),
    /// Answers late.
    Late(Duration, &'static str),
    HangUp,
    /// Says nothing more, and listens.
    Mute,
}

/// The server's behaviour: its steps at the points where a mail can fail.
#[derive(Debug, Clone, Copy)]
struct Script {
    pipelining: bool,
    greeting: Act,
    hello: Act,
    sender: Act,
    recipient: Act,
    data: Act,
    end_of_data: Act,
}

const WILLING: Script = Script {
    pipelining: true,
    greeting: Act::Say("220 ready"),
    hello: Act::Say("250 ok"),
    sender: Act::Say("250 ok"),
    recipient: Act::Say("250 ok"),
    data: Act::Say("354 go on"),
    end_of_data: Act::Say("250 2.0.0 queued as 4F1 for jean.martin@example.fr"),
};

#[derive(Default)]
struct Seen {
    begun: AtomicUsize,
    connections: AtomicUsize,
    open: AtomicUsize,
    most_open: AtomicUsize,
    /// Writes of the server's: what it was asked in one write it answers in one.
    answers: AtomicUsize,
    asked_whether_it_stands: AtomicUsize,
    mails: Mutex<Vec<String>>,
}

impl Seen {
    fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }
}

/// A server that gives mail number n the behaviour `scripts[n]`, and every later mail the last one.
async fn server(scripts: &[Script]) -> (String, Arc<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Seen::default());
    let witness = Arc::clone(&seen);
    let scripts = scripts.to_vec();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let (seen, scripts) = (Arc::clone(&witness), scripts.clone());
            tokio::spawn(async move {
                socket.set_nodelay(true).unwrap();
                seen.connections.fetch_add(1, Ordering::SeqCst);
                let open = seen.open.fetch_add(1, Ordering::SeqCst) + 1;
                seen.most_open.fetch_max(open, Ordering::SeqCst);
                let script = scripts[seen.begun.load(Ordering::SeqCst).min(scripts.len() - 1)];
                let mut client = Client { stream: BufReader::new(socket), answers: String::new(), seen: &seen };
                if client.act(script.greeting).await.is_some() {
                    client.talk(&scripts).await;
                }
                seen.open.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    (url, seen)
}

/// Whoever is connected.
struct Client<'a, S> {
    stream: BufReader<S>,
    /// Said when there is nothing more to be read at once.
    answers: String,
    seen: &'a Seen,
}

impl<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin> Client<'_, S> {
    /// One connection after its greeting, until either side ends it.
    async fn talk(&mut self, scripts: &[Script]) -> Option<()> {
        let script = |n: usize| scripts[n.min(scripts.len() - 1)];
        let mut current = script(self.seen.begun.load(Ordering::SeqCst));
        loop {
            let line = self.line().await?;
            match line.get(..4).unwrap_or_default() {
                "EHLO" => {
                    if current.pipelining {
                        self.answers.push_str("250-hello\r\n250-PIPELINING\r\n250-STARTTLS\r\n");
                    } else {
                        self.answers.push_str("250-hello\r\n250-STARTTLS\r\n");
                    }
                    if !matches!(current.hello, Act::Say(answer) if answer.starts_with('2')) {
                        self.answers.clear();
                    }
                    self.act(current.hello).await?;
                }
                "STAR" => {
                    self.act(Act::Say("220 go on")).await?;
                    return Some(());
                }
                "MAIL" => {
                    current = script(self.seen.begun.fetch_add(1, Ordering::SeqCst));
                    self.act(current.sender).await?;
                }
                "RCPT" => self.act(current.recipient).await?,
                "DATA" => {
                    self.act(current.data).await?;
                    if !matches!(current.data, Act::Say(answer) if answer.starts_with('3')) {
                        continue;
                    }
                    let mut mail = String::new();
                    while !mail.ends_with("\r\n.\r\n") {
                        mail.push_str(&self.line().await?);
                    }
                    self.seen.mails.lock().unwrap().push(mail);
                    self.act(current.end_of_data).await?;
                }
                "NOOP" => {
                    self.seen.asked_whether_it_stands.fetch_add(1, Ordering::SeqCst);
                    self.act(Act::Say("250 ok")).await?;
                }
                "QUIT" => {
                    self.act(Act::Say("221 bye")).await?;
                    return None;
                }
                _ => self.act(Act::Say("250 ok")).await?,
            }
        }
    }

    async fn line(&mut self) -> Option<String> {
        if self.stream.buffer().is_empty() {
            self.flush().await?;
        }
        let mut line = String::new();
        (self.stream.read_line(&mut line).await.ok()? > 0).then_some(line)
    }

    async fn flush(&mut self) -> Option<()> {
        if !self.answers.is_empty() {
            self.seen.answers.fetch_add(1, Ordering::SeqCst);
            self.stream.write_all(self.answers.as_bytes()).await.ok()?;
            self.stream.flush().await.ok()?;
            self.answers.clear();
        }
        Some(())
    }

    async fn act(&mut self, act: Act) -> Option<()> {
        let words = match act {
            Act::HangUp => {
                self.flush().await?;
                return None;
            }
            Act::Mute => {
                self.flush().await?;
                let mut rest = Vec::new();
                self.stream.read_to_end(&mut rest).await.ok()?;
                return None;
            }
            Act::Say(words) => words,
            Act::Late(wait, words) => {
                self.flush().await?;
                tokio::time::sleep(wait).await;
                words
            }
        };
        self.answers.push_str(words);
        self.answers.push_str("\r\n");
        // The greeting and what ends a connection wait for nothing.
        if self.stream.buffer().is_empty() { self.flush().await } else { Some(()) }
    }
}

/// Waits until `done`, for a few seconds at most.
async fn until(done: impl Fn() -> bool) {
    for _ in 0..500 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come about");
}

fn message() -> Message {
    let envelope = crate::mail::Envelope {
        message_id: "reminder-1@passerelle.example.fr".to_owned(),
        thread: "meeting-1.thread@passerelle.example.fr".to_owned(),
        to: "jean.martin@example.fr".to_owned(),
        from: "Passerelle <noreply@example.fr>".to_owned(),
        sent_at: Utc.with_ymd_and_hms(2026, 2, 23, 7, 5, 9).unwrap(),
    };
    compose(&envelope, &Content::MeetingReminder { meeting: meeting() }).unwrap()
}

async fn sent_to(scripts: &[Script]) -> Result<String, SendError> {
    let (url, _) = server(scripts).await;
    Mailer::Smtp(SmtpMailer::from_url(&url).unwrap()).send(&message()).await
}

#[tokio::test]
async fn a_mail_that_is_taken_gives_the_servers_words() {
    let (url, seen) = server(&[WILLING]).await;
    let mailer = SmtpMailer::from_url(&format!("{url}/passerelle.example.fr?tls=none")).unwrap();
    let said = mailer.send(&message()).await.unwrap();
    assert_eq!(said, "250 2.0.0 queued as 4F1 for j…@example.fr");
    let mails = seen.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("Message-ID: <reminder-1@passerelle.example.fr>\r\n"));
}

#[tokio::test]
async fn the_servers_code_decides() {
    const LATER: &[Script] = &[Script { recipient: Act::Say("451 4.7.1 try later"), ..WILLING }];
    const NEVER: &[Script] =
        &[Script { recipient: Act::Say("550 5.1.1 <jean.martin@example.fr>: no user Jean.Martin here"), ..WILLING }];
    const SPAM: &[Script] = &[Script { end_of_data: Act::Say("554 5.7.1 refused"), ..WILLING }];
    const FULL: &[Script] = &[Script { end_of_data: Act::Say("452 4.3.1 full"), ..WILLING }];
    const CLOSED: &[Script] = &[Script { greeting: Act::Say("421 4.3.2 closed"), ..WILLING }];
    const LOGIN: &[Script] = &[Script { recipient: Act::Say("530 5.7.0 log in first"), ..WILLING }];
    for (scripts, permanent, code) in [
        (LATER, false, 451),
        (NEVER, true, 550),
        (SPAM, true, 554),
        (FULL, false, 452),
        (CLOSED, false, 421),
        (LOGIN, false, 530),
    ] {
        let error = sent_to(scripts).await.unwrap_err();
        assert_eq!(error.code(), Some(code), "{error}");
        assert_eq!(!error.is_temporary(), permanent, "{error}");
        let shown = format!("{error} {error:?}").to_lowercase();
        assert!(!shown.contains("jean.martin"), "{shown}");
    }
}

#[tokio::test]
async fn a_broken_connection_is_temporary() {
    const AT_GREETING: &[Script] = &[Script { greeting: Act::HangUp, ..WILLING }];
    const AT_RECIPIENT: &[Script] = &[Script { recipient: Act::HangUp, ..WILLING }];
    const AT_END: &[Script] = &[Script { end_of_data: Act::HangUp, ..WILLING }];
    const GIBBERISH: &[Script] = &[Script { recipient: Act::Say("what?"), ..WILLING }];
    for scripts in [AT_GREETING, AT_RECIPIENT, AT_END, GIBBERISH] {
        let error = sent_to(scripts).await.unwrap_err();
        assert!(error.is_temporary() && error.code().is_none(), "{error}");
    }
    // Nobody listens: the port was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mailer = SmtpMailer::from_url(&format!("smtp://{free}")).unwrap();
    assert!(mailer.send(&message()).await.unwrap_err().is_temporary());
    assert!(mailer.test_connection().await.unwrap_err().is_temporary());
}

fn with_limits(url: &str, limits: Limits) -> SmtpMailer {
    SmtpMailer::new(Server::from_url(url).unwrap(), limits)
}

/// Every way of failing at every step, with and without pipelining: what it means for the mail, and that the next
/// mail is sent all the same.
#[tokio::test]
async fn each_step_may_fail_in_each_way() {
    let limits = Limits { converse_within: Duration::from_millis(400), ..LIMITS };
    let mut cases = Vec::new();
    for pipelining in [false, true] {
        let willing = Script { pipelining, ..WILLING };
        for (act, code) in [
            (Act::HangUp, None),
            (Act::Mute, None),
            (Act::Say("what?"), None),
            (Act::Say("421 4.3.2 closing"), Some(421)),
            (Act::Say("451 4.3.0 later"), Some(451)),
            (Act::Say("550 5.1.1 never"), Some(550)),
        ] {
            for (step, script) in [
                ("session", Script { greeting: act, ..willing }),
                ("session", Script { hello: act, ..willing }),
                ("sender", Script { sender: act, ..willing }),
                ("mail", Script { recipient: act, ..willing }),
                ("mail", Script { data: act, ..willing }),
                ("mail", Script { end_of_data: act, ..willing }),
            ] {
                cases.push(async move {
                    let (url, seen) = server(&[script, willing]).await;
                    // The greeting and EHLO of a server that begins no mail do not change by themselves.
                    let failing = with_limits(&url, limits).send(&message()).await.unwrap_err();
                    let case = format!("{script:?}: {failing:?}");
                    assert_eq!(failing.code(), code, "{case}");
                    let expected = match (step, code) {
                        ("session", _) => matches!(failing, SendError::Unreached { begun: false, .. }),
                        (_, None | Some(421)) => matches!(failing, SendError::Unreached { begun: true, .. }),
                        ("mail", Some(550)) => matches!(failing, SendError::Permanent { .. }),
                        _ => matches!(failing, SendError::Temporary { .. }),
                    };
                    assert!(expected, "{case}");
                    if step == "session" {
                        assert_eq!(seen.mails().len(), 0, "{case}");
                        return;
                    }
                    let kept = seen.mails().len();
                    let (url, seen) = server(&[willing, script, willing]).await;
                    let mailer = with_limits(&url, limits);
                    mailer.send(&message()).await.unwrap();
                    let again = mailer.send(&message()).await;
                    match again {
                        // A connection that is dead when the mail begins is opened anew.
                        Ok(_) => assert!(step == "sender" && code.is_none_or(|code| code == 421), "{case}"),
                        Err(ref error) => assert_eq!(error, &failing, "{case}"),
                    }
                    mailer.send(&message()).await.unwrap();
                    let sent = seen.mails();
                    assert!(sent.iter().all(|mail| mail == &sent[0] && mail.len() > 500), "{case}: {sent:?}");
                    assert_eq!(sent.len(), 2 + kept + usize::from(again.is_ok()), "{case}");
                });
            }
        }
    }
    assert_eq!(cases.len(), 72);
    futures::future::join_all(cases).await;
}

/// A good answer to something else is none to this step, and no mail counts as taken for it.
#[tokio::test]
async fn a_server_out_of_step_takes_no_mail() {
    for pipelining in [false, true] {
        let willing = Script { pipelining, ..WILLING };
        for script in [
            Script { sender: Act::Say("354 go on"), ..willing },
            Script { recipient: Act::Say("354 go on"), ..willing },
            Script { data: Act::Say("250 ok"), ..willing },
            Script { end_of_data: Act::Say("354 go on"), ..willing },
        ] {
            let error = sent_to(&[script]).await.unwrap_err();
            assert!(matches!(error, SendError::Unreached { .. }), "{script:?}: {error:?}");
        }
        // One answer too many, by which each that follows would be taken for the one before.
        let twice = Script { end_of_data: Act::Say("250 ok\r\n250 ok"), ..willing };
        let never = Script { end_of_data: Act::Say("554 5.7.1 refused"), ..willing };
        let (url, seen) = server(&[twice, never]).await;
        let mailer = SmtpMailer::from_url(&url).unwrap();
        mailer.send(&message()).await.unwrap();
        assert!(matches!(mailer.send(&message()).await, Err(SendError::Unreached { .. })));
        assert_eq!(mailer.send(&message()).await.unwrap_err().code(), Some(554));
        assert_eq!(seen.connections.load(Ordering::SeqCst), 2);
    }
}

#[tokio::test]
async fn pipelining_halves_the_round_trips() {
    for (pipelining, round_trips) in [(false, 4), (true, 2)] {
        let (url, seen) = server(&[Script { pipelining, ..WILLING }]).await;
        let mailer = SmtpMailer::from_url(&url).unwrap();
        mailer.test_connection().await.unwrap();
        let before = seen.answers.load(Ordering::SeqCst);
        for _ in 0..10 {
            mailer.send(&message()).await.unwrap();
        }
        assert_eq!(seen.answers.load(Ordering::SeqCst) - before, 10 * round_trips);
        assert_eq!(seen.connections.load(Ordering::SeqCst), 1);
        assert_eq!(seen.asked_whether_it_stands.load(Ordering::SeqCst), 0, "it was used a moment ago");
    }
}

#[tokio::test]
async fn a_refused_mail_leaves_its_connection_to_the_next() {
    let refusing =
        Script { recipient: Act::Say("451 4.7.1 later"), data: Act::Say("503 5.5.1 no recipient"), ..WILLING };
    for pipelining in [false, true] {
        let (url, seen) = server(&[Script { pipelining, ..refusing }, Script { pipelining, ..WILLING }]).await;
        let mailer = SmtpMailer::from_url(&url).unwrap();
        let refused = mailer.send(&message()).await.unwrap_err();
        assert_eq!(refused.detail(), "transient error (451): 4.7.1 later");
        mailer.send(&message()).await.unwrap();
        assert_eq!((seen.connections.load(Ordering::SeqCst), seen.mails().len()), (1, 1));
    }
    // Who refuses the recipient and wants the text all the same is sent none.
    let (url, seen) = server(&[Script { data: Act::Say("354 go on"), ..refusing }, WILLING]).await;
    let mailer = SmtpMailer::from_url(&url).unwrap();
    assert_eq!(mailer.send(&message()).await.unwrap_err().code(), Some(451));
    mailer.send(&message()).await.unwrap();
    assert_eq!((seen.connections.load(Ordering::SeqCst), seen.mails().len()), (2, 1));
}

#[tokio::test]
async fn an_idle_connection_is_asked_first_and_closed_at_last() {
    let (url, seen) = server(&[WILLING]).await;
    let idle_for = Duration::from_millis(400);
    let mailer = with_limits(&url, Limits { trusted_for: Duration::from_millis(50), idle_for, ..LIMITS });
    mailer.send(&message()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    mailer.send(&message()).await.unwrap();
    assert_eq!(seen.asked_whether_it_stands.load(Ordering::SeqCst), 1);
    assert_eq!(seen.open.load(Ordering::SeqCst), 1);
    until(|| seen.open.load(Ordering::SeqCst) == 0).await;
    mailer.send(&message()).await.unwrap();
    assert_eq!(seen.connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_late_answer_is_temporary_and_never_taken_for_the_next_mails() {
    const SCRIPTS: &[Script] = &[
        Script { recipient: Act::Late(Duration::from_millis(1500), "250 ok"), ..WILLING },
        Script { end_of_data: Act::Say("554 5.7.1 refused"), ..WILLING },
        WILLING,
    ];
    let (url, seen) = server(SCRIPTS).await;
    let mailer = with_limits(&url, Limits { converse_within: Duration::from_secs(1), ..LIMITS });
    let error = mailer.send(&message()).await.unwrap_err();
    assert!(error.is_temporary() && error.detail().contains("no answer"), "{error}");
    let error = mailer.send(&message()).await.unwrap_err();
    assert_eq!((error.is_temporary(), error.code()), (false, Some(554)), "{error}");
    mailer.send(&message()).await.unwrap();
    assert_eq!(seen.mails().len(), 2, "the refused one and the last");
}

#[tokio::test]
async fn a_caller_that_stops_waiting_does_not_spoil_the_connection() {
    const SCRIPTS: &[Script] = &[
        Script { recipient: Act::Late(Duration::from_millis(300), "250 ok"), ..WILLING },
        Script { end_of_data: Act::Say("554 5.7.1 refused"), ..WILLING },
    ];
    let (url, seen) = server(SCRIPTS).await;
    let mailer = SmtpMailer::from_url(&url).unwrap();
    let caller = {
        let mailer = mailer.clone();
        tokio::spawn(async move { mailer.send(&message()).await })
    };
    until(|| seen.begun.load(Ordering::SeqCst) == 1).await;
    caller.abort();
    let error = mailer.send(&message()).await.unwrap_err();
    assert_eq!(error.code(), Some(554), "{error}");
    // The first mail is brought to its end all the same.
    until(|| seen.mails().len() == 2).await;
}

#[tokio::test]
async fn connections_are_reused_and_few() {
    const SLOW: &[Script] = &[Script { end_of_data: Act::Late(Duration::from_millis(20), "250 ok"), ..WILLING }];
    let (url, seen) = server(SLOW).await;
    let mailer = SmtpMailer::from_url(&url).unwrap();
    mailer.test_connection().await.unwrap();
    let tasks: Vec<_> = (0..24)
        .map(|_| {
            let (mailer, message) = (mailer.clone(), message());
            tokio::spawn(async move { mailer.send(&message).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(seen.mails().len(), 24);
    assert!(seen.connections.load(Ordering::SeqCst) < 24);
    assert!(seen.most_open.load(Ordering::SeqCst) <= LIMITS.connections + 1);
}

#[tokio::test]
async fn urls_are_checked_before_anything_is_sent() {
    for good in [
        "smtp://localhost",
        "smtp://127.0.0.1:2525",
        "smtp://mail.example.fr:25?tls=none",
        "smtp://mail.example.fr?tls=required",
        "smtp://mail.example.fr?tls=opportunistic",
        "smtps://user%40example.fr:p%3Ass@mail.example.fr/passerelle.example.fr",
    ] {
        assert!(SmtpMailer::from_url(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "mail.example.fr:25",
        "http://mail.example.fr",
        "smtp://",
        "smtp://[::1]:25",
        "smtp://user@mail.example.fr",
        "smtp://mail.example.fr?tls=yes",
        "smtp://mail.example.fr?tsl=required",
        "smtp://mail.example.fr?tls=none&tls=required",
        "smtps://mail.example.fr?tls=none",
        "smtp://user:s3cret%FF@mail.example.fr",
    ] {
        let error = SmtpMailer::from_url(bad).err();
        let Some(MailError::SmtpUrl { reason }) = error else { panic!("{bad}: {error:?}") };
        assert!(!reason.contains("s3cret"), "{reason}");
    }
}

#[derive(Default)]
struct Kept(Arc<Mutex<Vec<StoredMail>>>, bool);

impl MailboxStore for Kept {
    fn store(&self, mail: StoredMail) -> futures::future::BoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            if self.1 {
                return Err("the disk is full".to_owned());
            }
            self.0.lock().unwrap().push(mail);
            Ok(())
        })
    }
}

#[tokio::test]
async fn the_mailbox_keeps_what_would_have_been_sent() {
    let kept: Arc<Mutex<Vec<StoredMail>>> = Arc::default();
    let mailer = Mailer::Mailbox(MailboxMailer::new(Kept(Arc::clone(&kept), false)));
    mailer.test_connection().await.unwrap();
    mailer.send(&message()).await.unwrap();
    let mails = kept.lock().unwrap().clone();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].message_id, "<reminder-1@passerelle.example.fr>");
    assert_eq!(mails[0].recipient, "jean.martin@example.fr");
    assert!(mails[0].subject.starts_with("Rappel\u{a0}: cellule de coordination"));
    assert_eq!(mails[0].raw.as_bytes(), message().formatted());
    assert!(!format!("{:?}", mails[0]).contains("jean.martin"));
    let mailer = Mailer::Mailbox(MailboxMailer::new(Kept(Arc::default(), true)));
    assert!(mailer.send(&message()).await.unwrap_err().is_temporary());
}
