//! The page of a convocation: the meeting as it is planned now, and three buttons to answer.

use askama::Template;
use chrono::NaiveDate;
use entity::model::{meeting, meeting_participant};
use entity::operations::meeting::{AnswerConvocation, answer as answer_convocation};
use entity::operations::{Act, Terms};
use entity::policy::scope;
use entity::refusal::{OperationError, Rule};
use entity::rules::calendar::{french_date, french_time, today};
use entity::types::{MeetingId, ParticipantResponse};
use sea_orm::{DbErr, EntityTrait, QueryFilter};
use url::form_urlencoded;

use super::Opened;
use crate::app::App;

/// What a button says, and what it answers.
const BUTTONS: [(&str, ParticipantResponse); 3] = [
    ("Je viendrai", ParticipantResponse::Accepted),
    ("Je ne viendrai pas", ParticipantResponse::Declined),
    ("Peut-être", ParticipantResponse::Tentative),
];

#[derive(Template)]
#[template(path = "answer/meeting.html")]
pub(super) struct Page {
    notice: Option<&'static str>,
    meeting: Option<Planned>,
}

/// A meeting as it is planned.
struct Planned {
    day: String,
    machine_day: NaiveDate,
    from: String,
    to: String,
    moved: bool,
    standing: Standing,
    version: i32,
}

/// What there is to do about it.
enum Standing {
    /// To answer, or to answer otherwise.
    Open(Vec<Button>),
    /// Nothing: it is cancelled.
    Cancelled,
    /// Nothing: it has begun.
    Begun,
}

struct Button {
    says: &'static str,
    value: &'static str,
    given: bool,
}

pub(super) async fn page(app: &App, opened: &Opened, notice: Option<&'static str>) -> Result<Page, DbErr> {
    let meeting = convened(app, opened).await?.map(|(meeting, response)| {
        let button = |(says, answers): (&'static str, ParticipantResponse)| Button {
            says,
            value: answers.name(),
            given: answers == response,
        };
        Planned {
            day: french_date(today(meeting.starts_at)),
            machine_day: today(meeting.starts_at),
            from: french_time(meeting.starts_at),
            to: french_time(meeting.ends_at),
            moved: meeting.cancelled_at.is_none() && meeting.sequence > opened.row.revision,
            standing: match meeting.cancelled_at {
                Some(_) => Standing::Cancelled,
                None if meeting.starts_at <= opened.now => Standing::Begun,
                None => Standing::Open(BUTTONS.into_iter().map(button).collect()),
            },
            version: meeting.version,
        }
    });
    Ok(Page { notice, meeting })
}

/// Records the answer of a button, if the meeting is still as the page showed it. The same answer again changes nothing.
pub(super) async fn answer(app: &App, opened: &Opened, form: &[u8]) -> Result<(), OperationError> {
    let field = |name: &str| form_urlencoded::parse(form).find(|(field, _)| field == name).map(|(_, value)| value);
    let response = BUTTONS
        .into_iter()
        .map(|(_, answers)| answers)
        .find(|answers| field("response").is_some_and(|value| value == answers.name()));
    let version = field("version").and_then(|version| version.parse().ok());
    let (Some(response), Some(version)) = (response, version) else {
        return Err(Rule::AnswerRequired.refuse("response").into());
    };
    let Ok(meeting_id) = opened.row.subject_id.parse() else {
        return Err(Rule::NotConvened.refuse("meetingId").into());
    };
    let as_known = convened(app, opened).await?;
    if as_known.is_some_and(|(meeting, given)| (meeting.version, given) == (version, response)) {
        return Ok(());
    }
    let terms = Terms { expected_version: Some(version), ..Terms::default() };
    let input = AnswerConvocation { meeting_id, response };
    let actor = opened.actor();
    let act = Act { terms: &terms, ..Act::new(&actor, opened.now, &app.chance) };
    answer_convocation(&app.db, &act, input).await.map(|_| ())
}

/// The meeting and what the recipient has answered, if they are still convened to it.
async fn convened(app: &App, opened: &Opened) -> Result<Option<(meeting::Model, ParticipantResponse)>, DbErr> {
    let Ok(id) = opened.row.subject_id.parse::<MeetingId>() else { return Ok(None) };
    let seen = meeting::Entity::find_by_id(id.clone()).filter(scope::meetings(&opened.viewer)).one(&app.db).await?;
    let key = (id, opened.viewer.staff_id.clone());
    let participant = meeting_participant::Entity::find_by_id(key).one(&app.db).await?;
    Ok(seen.zip(participant.map(|participant| participant.response)))
}
