//! Real conversations with a small server on the loopback interface.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{TimeZone, Utc};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::mail::content::tests::meeting;
use crate::mail::{Content, MailboxMailer, MailboxStore, Mailer, StoredMail, compose};

/// What the server does at one step of the conversation.
#[derive(Clone, Copy)]
enum Step {
    Say(&'static str),
    /// Answers late.
    Late(Duration, &'static str),
    HangUp,
}

/// The server's behaviour: its steps at the points where a mail can fail.
#[derive(Clone, Copy)]
struct Script {
    greeting: Step,
    recipient: Step,
    end_of_data: Step,
}

const WILLING: Script = Script {
    greeting: Step::Say("220 ready"),
    recipient: Step::Say("250 ok"),
    end_of_data: Step::Say("250 2.0.0 queued as 4F1 for jean.martin@example.fr"),
};

#[derive(Default)]
struct Seen {
    begun: AtomicUsize,
    connections: AtomicUsize,
    open: AtomicUsize,
    most_open: AtomicUsize,
    mails: Mutex<Vec<String>>,
}

/// A server that gives mail number n the behaviour `scripts[n]`, and every later mail the last one.
async fn server(scripts: &'static [Script]) -> (String, Arc<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Seen::default());
    let witness = Arc::clone(&seen);
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let seen = Arc::clone(&witness);
            tokio::spawn(async move {
                seen.connections.fetch_add(1, Ordering::SeqCst);
                let open = seen.open.fetch_add(1, Ordering::SeqCst) + 1;
                seen.most_open.fetch_max(open, Ordering::SeqCst);
                talk(socket, scripts, &seen).await;
                seen.open.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    (url, seen)
}

/// One connection, until either side ends it.
async fn talk(socket: TcpStream, scripts: &[Script], seen: &Seen) -> Option<()> {
    let mut stream = BufReader::new(socket);
    let script = |n: usize| scripts[n.min(scripts.len() - 1)];
    let mut current = script(seen.begun.load(Ordering::SeqCst));
    act(&mut stream, current.greeting).await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.get(..4).unwrap_or_default() {
            "MAIL" => {
                current = script(seen.begun.fetch_add(1, Ordering::SeqCst));
                act(&mut stream, Step::Say("250 ok")).await?;
            }
            "RCPT" => act(&mut stream, current.recipient).await?,
            "DATA" => {
                act(&mut stream, Step::Say("354 go on")).await?;
                let mut mail = String::new();
                while !mail.ends_with("\r\n.\r\n") {
                    if stream.read_line(&mut mail).await.ok()? == 0 {
                        return None;
                    }
                }
                seen.mails.lock().unwrap().push(mail);
                act(&mut stream, current.end_of_data).await?;
            }
            "QUIT" => {
                act(&mut stream, Step::Say("221 bye")).await?;
                return None;
            }
            _ => act(&mut stream, Step::Say("250 ok")).await?,
        }
    }
}

async fn act(stream: &mut BufReader<TcpStream>, step: Step) -> Option<()> {
    let words = match step {
        Step::HangUp => return None,
        Step::Say(words) => words,
        Step::Late(wait, words) => {
            tokio::time::sleep(wait).await;
            words
        }
    };
    stream.write_all(format!("{words}\r\n").as_bytes()).await.ok()
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
        to: "jean.martin@example.fr".to_owned(),
        from: "Passerelle <noreply@example.fr>".to_owned(),
        sent_at: Utc.with_ymd_and_hms(2026, 2, 23, 7, 5, 9).unwrap(),
    };
    compose(&envelope, &Content::MeetingReminder { meeting: meeting() }).unwrap()
}

async fn sent_to(scripts: &'static [Script]) -> Result<String, SendError> {
    let (url, _) = server(scripts).await;
    Mailer::Smtp(SmtpMailer::from_url(&url).unwrap()).send(&message()).await
}

#[tokio::test]
async fn a_mail_that_is_taken_gives_the_servers_words() {
    let (url, seen) = server(&[WILLING]).await;
    let mailer = SmtpMailer::from_url(&format!("{url}/passerelle.example.fr?tls=none")).unwrap();
    let said = mailer.send(&message()).await.unwrap();
    assert_eq!(said, "250 2.0.0 queued as 4F1 for j…@example.fr");
    let mails = seen.mails.lock().unwrap().clone();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("Message-ID: <reminder-1@passerelle.example.fr>\r\n"));
}

#[tokio::test]
async fn the_servers_code_decides() {
    const LATER: &[Script] = &[Script { recipient: Step::Say("451 4.7.1 try later"), ..WILLING }];
    const NEVER: &[Script] =
        &[Script { recipient: Step::Say("550 5.1.1 <jean.martin@example.fr>: no user Jean.Martin here"), ..WILLING }];
    const SPAM: &[Script] = &[Script { end_of_data: Step::Say("554 5.7.1 refused"), ..WILLING }];
    const FULL: &[Script] = &[Script { end_of_data: Step::Say("452 4.3.1 full"), ..WILLING }];
    const CLOSED: &[Script] = &[Script { greeting: Step::Say("421 4.3.2 closed"), ..WILLING }];
    const LOGIN: &[Script] = &[Script { recipient: Step::Say("530 5.7.0 log in first"), ..WILLING }];
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
    const AT_GREETING: &[Script] = &[Script { greeting: Step::HangUp, ..WILLING }];
    const AT_RECIPIENT: &[Script] = &[Script { recipient: Step::HangUp, ..WILLING }];
    const AT_END: &[Script] = &[Script { end_of_data: Step::HangUp, ..WILLING }];
    const GIBBERISH: &[Script] = &[Script { recipient: Step::Say("what?"), ..WILLING }];
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

#[tokio::test]
async fn a_late_answer_is_temporary_and_never_taken_for_the_next_mails() {
    const SCRIPTS: &[Script] = &[
        Script { recipient: Step::Late(Duration::from_millis(1500), "250 ok"), ..WILLING },
        Script { end_of_data: Step::Say("554 5.7.1 refused"), ..WILLING },
        WILLING,
    ];
    let (url, seen) = server(SCRIPTS).await;
    let mailer = SmtpMailer::with_deadline(&url, Duration::from_secs(1)).unwrap();
    let error = mailer.send(&message()).await.unwrap_err();
    assert!(error.is_temporary() && error.detail().contains("no answer"), "{error}");
    let error = mailer.send(&message()).await.unwrap_err();
    assert_eq!((error.is_temporary(), error.code()), (false, Some(554)), "{error}");
    mailer.send(&message()).await.unwrap();
    assert_eq!(seen.mails.lock().unwrap().len(), 2, "the refused one and the last");
}

#[tokio::test]
async fn a_caller_that_stops_waiting_does_not_spoil_the_connection() {
    const SCRIPTS: &[Script] = &[
        Script { recipient: Step::Late(Duration::from_millis(300), "250 ok"), ..WILLING },
        Script { end_of_data: Step::Say("554 5.7.1 refused"), ..WILLING },
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
    until(|| seen.mails.lock().unwrap().len() == 2).await;
}

#[tokio::test]
async fn connections_are_reused_and_few() {
    const SLOW: &[Script] = &[Script { end_of_data: Step::Late(Duration::from_millis(20), "250 ok"), ..WILLING }];
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
    assert_eq!(seen.mails.lock().unwrap().len(), 24);
    assert!(seen.connections.load(Ordering::SeqCst) < 24);
    assert!(seen.most_open.load(Ordering::SeqCst) <= CONNECTIONS as usize + 1);
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
