//! The development mailbox at `/mailbox`: the mails that were kept because no mail server is named.
//! For development only: it shows every mail to whoever can reach the server.
//!
//! Rendered here, without a script. A mail's own HTML is shown in a frame that may run nothing, load
//! nothing and reach nothing.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, SecondsFormat, Utc};
use entity::model::mailbox_message::{Column, Entity, Model};
use entity::rules::calendar;
use entity::types::MailboxMessageId;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Deserialize;

/// Mails on one page.
const PAGE: usize = 50;

/// What our own pages may load: their style sheet, and the frame.
const OUR_POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

/// What a mail may do: look like something. Its links open elsewhere.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/// The routes under `/mailbox`.
pub fn router(db: DatabaseConnection) -> Router {
    Router::new()
        .route("/mailbox", get(list))
        .route("/mailbox/assets/mailbox.css", get(style))
        .route("/mailbox/{id}", get(message))
        .route("/mailbox/{id}/html", get(html))
        .route("/mailbox/{id}/calendar", get(calendar_file))
        .route("/mailbox/{id}/raw", get(raw))
        .with_state(db)
}

#[derive(Template)]
#[template(path = "mailbox/list.html")]
struct ListPage {
    lines: Vec<Line>,
    first_page: bool,
    older: Option<MailboxMessageId>,
}

struct Line {
    id: MailboxMessageId,
    time: String,
    machine_time: String,
    recipient: String,
    subject: String,
}

#[derive(Template)]
#[template(path = "mailbox/message.html")]
struct MessagePage {
    id: MailboxMessageId,
    subject: String,
    sender: String,
    recipient: String,
    time: String,
    machine_time: String,
    message_id: String,
    html: bool,
    text: Option<String>,
    calendar: Option<String>,
    headers: String,
}

#[derive(Template)]
#[template(path = "mailbox/absent.html")]
struct AbsentPage {
    title: &'static str,
}

#[derive(Debug, Default, Deserialize)]
struct Place {
    before: Option<String>,
}

/// Why there is no such page.
enum Absence {
    NotFound,
    Database(DbErr),
    Template(askama::Error),
}

async fn list(State(db): State<DatabaseConnection>, Query(place): Query<Place>) -> Result<Response, Absence> {
    let before = place.before.map(|id| id.parse::<MailboxMessageId>()).transpose().map_err(|_| Absence::NotFound)?;
    let first_page = before.is_none();
    // An identifier begins with its instant, so the primary key is the order of arrival.
    let mut query =
        Entity::find().select_only().columns([Column::Id, Column::ReceivedAt, Column::Recipient, Column::Subject]);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let mut found: Vec<(MailboxMessageId, DateTime<Utc>, String, String)> =
        query.order_by_desc(Column::Id).limit(PAGE as u64 + 1).into_tuple().all(&db).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let older = if more { found.last().map(|(id, ..)| id.clone()) } else { None };
    let line = |(id, received_at, recipient, subject)| Line {
        id,
        time: french(received_at),
        machine_time: machine(received_at),
        recipient,
        subject,
    };
    page(&ListPage { lines: found.into_iter().map(line).collect(), first_page, older })
}

async fn message(State(db): State<DatabaseConnection>, Path(id): Path<String>) -> Result<Response, Absence> {
    let kept = find(&db, &id).await?;
    let parsed = MessageParser::default().parse(kept.raw.as_bytes());
    let text_of = |kind| parsed.as_ref().and_then(|message| part(message, kind)).and_then(MessagePart::text_contents);
    page(&MessagePage {
        sender: parsed.as_ref().map(sender).unwrap_or_default(),
        html: text_of("html").is_some(),
        text: text_of("plain").map(str::to_owned),
        calendar: text_of("calendar").map(str::to_owned),
        headers: kept.raw.split("\r\n\r\n").next().unwrap_or_default().to_owned(),
        time: french(kept.received_at),
        machine_time: machine(kept.received_at),
        id: kept.id,
        subject: kept.subject,
        recipient: kept.recipient,
        message_id: kept.message_id,
    })
}

async fn html(State(db): State<DatabaseConnection>, Path(id): Path<String>) -> Result<Response, Absence> {
    let content = content_of(&db, &id, "html").await?;
    // The only change to the mail: its links open beside the mailbox and not inside the frame.
    let content = content.replacen("<head>", "<head><base target=\"_blank\">", 1);
    Ok(answer(&[(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, MAIL_POLICY)], content))
}

async fn calendar_file(State(db): State<DatabaseConnection>, Path(id): Path<String>) -> Result<Response, Absence> {
    let content = content_of(&db, &id, "calendar").await?;
    let disposition = "attachment; filename=\"invitation.ics\"";
    Ok(answer(&[(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CONTENT_DISPOSITION, disposition)], content))
}

async fn raw(State(db): State<DatabaseConnection>, Path(id): Path<String>) -> Result<Response, Absence> {
    let kept = find(&db, &id).await?;
    let disposition = format!("attachment; filename=\"{}.eml\"", kept.id);
    Ok(answer(&[(CONTENT_TYPE, "message/rfc822"), (CONTENT_DISPOSITION, &disposition)], kept.raw))
}

async fn style() -> Response {
    let sheet = include_str!("../../assets/mailbox/mailbox.css");
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")], sheet).into_response()
}

async fn find(db: &DatabaseConnection, id: &str) -> Result<Model, Absence> {
    let id: MailboxMessageId = id.parse().map_err(|_| Absence::NotFound)?;
    Entity::find_by_id(id).one(db).await?.ok_or(Absence::NotFound)
}

async fn content_of(db: &DatabaseConnection, id: &str, kind: &str) -> Result<String, Absence> {
    let kept = find(db, id).await?;
    let parsed = MessageParser::default().parse(kept.raw.as_bytes()).ok_or(Absence::NotFound)?;
    part(&parsed, kind).and_then(MessagePart::text_contents).map(str::to_owned).ok_or(Absence::NotFound)
}

/// The first part of type `text/{kind}`; a part without a type is plain text.
fn part<'a>(message: &'a Message<'_>, kind: &str) -> Option<&'a MessagePart<'a>> {
    let is_kind = |part: &&MessagePart<'_>| match part.content_type() {
        Some(_) => part.is_content_type("text", kind),
        None => kind == "plain",
    };
    message.parts.iter().find(is_kind)
}

fn sender(message: &Message<'_>) -> String {
    let from = message.from().and_then(|from| from.first());
    match from.map(|from| (from.name(), from.address().unwrap_or_default())) {
        Some((Some(name), address)) => format!("{name} <{address}>"),
        Some((None, address)) => address.to_owned(),
        None => String::new(),
    }
}

/// The Paris day and time, as the mails write them.
fn french(at: DateTime<Utc>) -> String {
    format!("{}, {}", calendar::french_date(calendar::today(at)), calendar::french_time(at))
}

fn machine(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn page(template: &impl Template) -> Result<Response, Absence> {
    let content = template.render().map_err(Absence::Template)?;
    Ok(answer(&[(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, OUR_POLICY)], content))
}

fn answer(headers: &[(HeaderName, &str)], content: String) -> Response {
    let mut response = content.into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

impl From<DbErr> for Absence {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl IntoResponse for Absence {
    fn into_response(self) -> Response {
        let (status, title) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "Ce courriel n’existe pas"),
            Self::Database(error) => {
                tracing::error!(%error, "the mailbox could not be read");
                (StatusCode::INTERNAL_SERVER_ERROR, "La boîte n’a pas pu être lue")
            }
            Self::Template(error) => {
                tracing::error!(%error, "a page of the mailbox could not be written");
                (StatusCode::INTERNAL_SERVER_ERROR, "La page n’a pas pu être écrite")
            }
        };
        match page(&AbsentPage { title }) {
            Ok(page) => (status, page).into_response(),
            Err(_) => status.into_response(),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use entity::chance::Chance;
    use entity::operations::mailbox::{KeepMail, keep};

    use super::*;
    use crate::test_database::TestDatabase;

    const RAW: &str = "From: Passerelle <noreply@example.fr>\r\nTo: m.durand@example.fr\r\nSubject: =?utf-8?Q?=C3=89ch=C3=A9ance?=\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLe texte <b>brut</b>\r\n\
        --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head></head><body><p>Le corps</p></body></html>\r\n\
        --b\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nQkVHSU46VkNBTEVOREFS\r\n--b--\r\n";

    async fn kept(count: i64) -> TestDatabase {
        let database = TestDatabase::migrated().await;
        let chance = Chance::seeded(1);
        for number in 0..count {
            let mail = KeepMail {
                message_id: format!("<{number}@example.fr>"),
                recipient: "m.durand@example.fr".to_owned(),
                subject: format!("Échéance <{number}>"),
                raw: RAW.to_owned(),
            };
            let now = DateTime::UNIX_EPOCH + TimeDelta::seconds(number);
            keep(&database.db, now, &chance, mail).await.unwrap();
        }
        database
    }

    async fn body(response: Result<Response, Absence>) -> (StatusCode, String) {
        let response = response.into_response();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 1_000_000).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn listed(database: &TestDatabase, before: Option<String>) -> String {
        body(list(State(database.db.clone()), Query(Place { before })).await).await.1
    }

    #[tokio::test]
    async fn the_newest_come_first_and_the_next_page_goes_on_where_this_one_ends() {
        let database = kept(51).await;
        let first = listed(&database, None).await;
        assert_eq!(first.matches("<tr><td>").count(), 50);
        let at = |text: &str| first.find(text).unwrap();
        assert!(at("Échéance &#60;50&#62;") < at("Échéance &#60;1&#62;"));
        let (_, next) = first.split_once("?before=").unwrap();
        let next = next.split('"').next().unwrap().to_owned();
        let second = listed(&database, Some(next)).await;
        assert_eq!(second.matches("<tr><td>").count(), 1);
        assert!(second.contains("Échéance &#60;0&#62;"));
        assert!(!second.contains("?before="));
        assert!(listed(&kept(0).await, None).await.contains("Aucun courriel pour l’instant."));
    }

    #[tokio::test]
    async fn a_mail_is_shown_in_all_its_parts() {
        let database = kept(1).await;
        let id = Entity::find().one(&database.db).await.unwrap().unwrap().id.to_string();
        let db = || State(database.db.clone());
        let (status, shown) = body(message(db(), Path(id.clone())).await).await;
        assert_eq!(status, StatusCode::OK);
        for part in [
            "Passerelle &#60;noreply@example.fr&#62;",
            "Le texte &#60;b&#62;brut&#60;/b&#62;",
            "BEGIN:VCALENDAR",
            "/html\"",
        ] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        assert!(!shown.contains("Le corps"));

        let framed = html(db(), Path(id.clone())).await.into_response();
        let policy = framed.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("sandbox") && policy.contains("default-src 'none'") && !policy.contains("script"));
        assert!(body(Ok(framed)).await.1.contains("<p>Le corps</p>"));
        assert_eq!(body(calendar_file(db(), Path(id.clone())).await).await.1, "BEGIN:VCALENDAR");
        assert_eq!(body(raw(db(), Path(id)).await).await.1, RAW);
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_found() {
        let database = kept(0).await;
        for id in ["x", "msg_00000000000000000000000000", "hh_00000000000000000000000000"] {
            let (status, shown) = body(message(State(database.db.clone()), Path(id.to_owned())).await).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
            assert!(shown.contains("Ce courriel n’existe pas"));
        }
    }
}
