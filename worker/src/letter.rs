//! Gathers what a reminder's mail says, from the subject as it stands: references, dates and a link,
//! never a name or an address of a household.

use chrono::NaiveDate;
use entity::links::Purpose;
use entity::model::reminder;
use entity::operations::session::viewer;
use entity::policy::{FieldClass, Relation, may_read};
use entity::rules::calendar;
use entity::rules::reminder::{Facts, MeetingFacts, Silence};
use entity::types::labels::label;
use entity::types::{Language, ParticipantResponse, ReminderRule};
use lettre::message::Mailbox;

use crate::environment::Environment;
use crate::mail::{Content, DeadlineCard, MailError, MeetingCard};
use crate::papers::Papers;

/// Where links lead, below `PUBLIC_URL`: to the page that shows what is recalled, and answers it.
const PAGE: &str = "/r/";

/// The right side of every Message-ID and calendar UID. Fixed: what identifies a mail must not change
/// with a setting, or a mail sent again would be another mail.
const NAMESPACE: &str = "passerelle";

/// Why there is no content.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoLetter {
    /// It is not to be sent any more.
    #[error("not to be sent any more")]
    Silent(Silence),
    /// The settings of the subject's programme cannot be read, so that nobody knows whether it is wanted.
    #[error("the settings of its programme cannot be read")]
    Unreadable,
    /// A setting is wrong, or the recipient's address.
    #[error(transparent)]
    Mail(#[from] MailError),
}

/// The Message-ID of a reminder: the same at every attempt, so that a receiver can drop a second copy.
pub(crate) fn message_id(row: &reminder::Model) -> String {
    format!("<{}.{}@{NAMESPACE}>", row.id, row.rule.name().to_lowercase())
}

/// What the mails about one subject refer to.
pub(crate) fn thread(row: &reminder::Model) -> String {
    format!("<{}.thread@{NAMESPACE}>", row.subject_id)
}

/// What the mail of a reminder says on `today`.
pub(crate) fn content(
    env: &Environment,
    papers: &Papers,
    row: &reminder::Model,
    facts: &Facts,
    today: NaiveDate,
) -> Result<Content, NoLetter> {
    let token = env.links.sign(Purpose::of(row.rule), &row.id, env.now());
    let link = format!("{}{PAGE}{token}", env.public_url);
    let days_left = (row.due_on - today).num_days();
    Ok(match facts {
        Facts::Household(facts) => Content::Deadline(DeadlineCard {
            rule: row.rule,
            reference: facts.reference.clone(),
            due_on: row.due_on,
            days_left,
            decides: !facts.only_tells(row.rule, &row.recipient_id),
            link,
        }),
        Facts::Meeting(facts) => {
            let meeting = card(env, papers, row, facts, link)?;
            match row.rule {
                ReminderRule::MeetingCancellation => {
                    Content::MeetingCancelled { meeting: as_told(papers, row, facts, meeting) }
                }
                ReminderRule::MeetingReminder => Content::MeetingReminder { meeting },
                ReminderRule::MeetingUnanswered => {
                    Content::UnansweredConvocations { meeting, unanswered: facts.unanswered() }
                }
                _ => Content::Convocation { meeting, is_update: is_update(row, facts) },
            }
        }
    })
}

/// Whether the recipient holds a convocation that this one replaces. A meeting that moved before its
/// members were convened is no update to them.
fn is_update(row: &reminder::Model, facts: &MeetingFacts) -> bool {
    let member = facts.members.iter().find(|member| member.staff_id == row.recipient_id);
    member.is_some_and(|member| member.convened.iter().any(|convened| convened.revision < row.revision))
}

fn card(
    env: &Environment,
    papers: &Papers,
    row: &reminder::Model,
    facts: &MeetingFacts,
    link: String,
) -> Result<MeetingCard, NoLetter> {
    let meeting = papers.meeting(&facts.id).ok_or(NoLetter::Silent(Silence::SubjectGone))?;
    // It may have moved between two of the reads.
    if meeting.sequence != row.revision {
        return Err(NoLetter::Silent(Silence::DateMoved));
    }
    let member = facts.members.iter().find(|member| member.staff_id == row.recipient_id);
    let organizer: Mailbox = env.mail_from.parse().map_err(|_| MailError::Address { field: "organizer" })?;
    Ok(MeetingCard {
        uid: format!("{}@{NAMESPACE}", meeting.id),
        sequence: u32::try_from(meeting.sequence).unwrap_or_default(),
        starts_at: meeting.starts_at,
        ends_at: meeting.ends_at,
        location: meeting.location.clone(),
        agenda: if reads_agenda(papers, row) { agenda(papers, facts) } else { Vec::new() },
        response: member.map_or(ParticipantResponse::NeedsAction, |member| member.response),
        organizer_email: organizer.email.to_string(),
        link,
    })
}

/// A cancelled meeting as the recipient knows it. Whoever was not told of the last move yet looks for the
/// date they hold: the hours are those, from the event log, and the place is left out, since the log keeps
/// none and the last one may mean nothing to them. The calendar part finds its entry by the UID and goes by
/// the sequence, which the cancellation has raised above every one that was sent.
fn as_told(papers: &Papers, row: &reminder::Model, facts: &MeetingFacts, meeting: MeetingCard) -> MeetingCard {
    let last = facts.sequence - 1;
    let told = facts.told_last(&row.recipient_id).filter(|told| *told < last);
    match told.and_then(|told| papers.announced_hours(&facts.id, told)) {
        Some((starts_at, ends_at)) => MeetingCard { starts_at, ends_at, location: String::new(), ..meeting },
        None => meeting,
    }
}

/// Whether the recipient may know of which households a meeting speaks: a mail tells no more than the API.
fn reads_agenda(papers: &Papers, row: &reminder::Model) -> bool {
    let recipient = papers.person(&row.recipient_id);
    recipient.is_some_and(|person| may_read(&viewer(person), FieldClass::Agenda, Relation::default()))
}

/// The agenda's lines in order; the templates number them.
fn agenda(papers: &Papers, facts: &MeetingFacts) -> Vec<String> {
    let day = calendar::today(facts.starts_at);
    let kind_on_day = |kind| label(kind, Language::French, day);
    let items = papers.agenda(&facts.id).iter();
    items.map(|(kind, reference)| format!("{} – dossier {reference}", kind_on_day(*kind))).collect()
}
