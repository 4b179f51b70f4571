//! One household, from the meeting that preselects it to the transfer of its lease, and beyond: day after
//! day the worker runs, and every mail is held against the table of the domain.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::model::{lease_review, tenancy as tenancy_model};
use entity::operations::agenda::{DecideAgendaItem, PutOnAgenda};
use entity::operations::meeting::{AnswerConvocation, MoveMeeting, ScheduleMeeting};
use entity::operations::progress_review::RecordProgressReview;
use entity::operations::support::{CloseSupport, ExtendSupport};
use entity::operations::tenancy::TransferLease;
use entity::operations::{agenda, meeting, progress_review, support, tenancy};
use entity::rules::calendar::{at_local, today};
use entity::types::{
    AgendaDecision, AgendaItemId, AgendaItemKind, EventKind, ExtensionGround, HouseholdId, LeaseReviewOutcome,
    MeetingId, ParticipantResponse, ProgressReviewKind, SupportMeasureId, SupportOutcome, TenancyId,
};
use sea_orm::EntityTrait;
use tests::smtp::{Mail, Sink};
use tests::{Person, World, both_databases};
use worker::environment::Environment;

/// What each day of the walk brings in mails: the day, the rule, and to whom. Worked out by hand from
/// the table of reminders.
///
/// The support runs from 1 April 2026 to 1 April 2027, is extended on 5 April to 30 June, and ends
/// with the transfer on 15 June. The reviews fall on 1 October 2026 (held on 9 October, late) and on
/// 1 April 2027 (held on 30 March). Half of the support is over on 30 September; that review is held on 9 October, the final one
/// a month after the closing. The Prefect is to be told by 1 February 2027, and is on 29 January.
const TABLE: &[(&str, &str, &[&str])] = &[
    // The first meeting, on Thursday 26 March: fifteen days before, then two working days before.
    ("2026-03-11", "meeting_convocation", &["coordinator", "member", "officer", "social.worker"]),
    ("2026-03-24", "meeting_reminder", &["coordinator", "member", "officer", "social.worker"]),
    ("2026-03-24", "meeting_unanswered", &["coordinator"]),
    // A second meeting is scheduled nine days ahead, moved, cancelled: each is told at once.
    ("2026-06-01", "meeting_convocation", &["coordinator", "social.worker"]),
    ("2026-06-03", "meeting_convocation", &["coordinator", "social.worker"]),
    ("2026-06-05", "meeting_cancellation", &["coordinator", "social.worker"]),
    // The first review of the lease: −30, −7; held eight days late, so +7 to the coordinator.
    ("2026-09-01", "lease_review", &["officer", "social.worker"]),
    ("2026-09-24", "lease_review", &["officer", "social.worker"]),
    ("2026-10-08", "lease_review", &["coordinator"]),
    ("2026-10-07", "review_missing", &["social.worker"]),
    // The notice to the Prefect: −30, −10, −3 working days, which step over two holidays.
    ("2026-12-17", "prefect_notice", &["officer"]),
    ("2027-01-18", "prefect_notice", &["officer"]),
    ("2027-01-27", "prefect_notice", &["officer"]),
    // The end of the support: −90, −60; the landlord's contact from −30.
    ("2027-01-01", "support_end", &["social.worker"]),
    ("2027-01-31", "support_end", &["social.worker"]),
    ("2027-03-02", "lease_review", &["officer", "social.worker"]),
    ("2027-03-02", "support_end", &["officer", "social.worker"]),
    ("2027-03-25", "lease_review", &["officer", "social.worker"]),
    ("2027-03-25", "support_end", &["officer", "social.worker"]),
    // The end has passed: +1 to referent, supervisor and coordinator, until it is extended.
    ("2027-04-02", "support_end", &["coordinator", "social.worker", "supervisor"]),
    // Extended to 30 June, with 86 days left: −90 at once, then the rest of the series.
    ("2027-04-05", "support_end", &["social.worker"]),
    ("2027-05-01", "support_end", &["social.worker"]),
    ("2027-05-31", "support_end", &["officer", "social.worker"]),
    // The final review is missing: +7, +14 to the referent, then week after week to the supervisor.
    ("2027-06-22", "review_missing", &["social.worker"]),
    ("2027-06-29", "review_missing", &["social.worker"]),
    ("2027-07-06", "review_missing", &["supervisor"]),
    ("2027-07-13", "review_missing", &["supervisor"]),
];

/// The days on which a support measure or a lease review was announced, with the rule: those on which somebody
/// is told by mail for the first time, whoever that is.
fn announced(lines: impl IntoIterator<Item = Line>) -> Vec<(String, String)> {
    let announced = lines.into_iter().map(|(day, rule, _)| (day, rule));
    let announced: BTreeSet<_> =
        announced.filter(|(_, rule)| rule == "support_end" || rule == "lease_review").collect();
    announced.into_iter().collect()
}

/// The same, as the log has it.
async fn announced_in_the_log(world: &World) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (kind, rule) in [(EventKind::SupportNearingEnd, "support_end"), (EventKind::LeaseReviewDue, "lease_review")] {
        let events = world.events_of(kind).await;
        found.extend(events.iter().map(|event| (today(event.occurred_at).to_string(), rule.to_owned())));
    }
    found.sort_unstable();
    found
}

/// A mail of the walk: the day, the rule, to whom.
type Line = (String, String, String);

fn table() -> BTreeSet<Line> {
    let lines = TABLE.iter().flat_map(|(day, rule, people)| {
        people.iter().map(move |person| ((*day).to_owned(), (*rule).to_owned(), (*person).to_owned()))
    });
    lines.collect()
}

both_databases! {
    async fn twelve_months_send_the_mails_of_the_table(world: World) {
        let mails = walk(&world, &BTreeSet::new()).await;
        let sent: BTreeSet<_> = mails.iter().cloned().collect();
        assert_eq!(sent.difference(&table()).collect::<Vec<_>>(), Vec::<&Line>::new(), "sent, and not in the table");
        assert_eq!(table().difference(&sent).collect::<Vec<_>>(), Vec::<&Line>::new(), "in the table, and not sent");
        assert_eq!(mails.len(), sent.len(), "a mail was sent twice");
        assert_eq!(announced_in_the_log(&world).await, announced(table()));
    }

    async fn a_week_without_the_worker_loses_nothing(world: World) {
        // The week in which the referent and the landlord's contact are told for the last time.
        let pause: BTreeSet<NaiveDate> = days("2026-09-22", "2026-09-28").collect();
        let mails = walk(&world, &pause).await;
        let expected: BTreeSet<_> = table()
            .into_iter()
            .map(|(day, rule, person)| {
                let late = pause.contains(&day.parse().unwrap());
                (if late { "2026-09-29".to_owned() } else { day }, rule, person)
            })
            .collect();
        let sent: BTreeSet<_> = mails.iter().cloned().collect();
        assert_eq!(sent, expected);
        assert_eq!(mails.len(), sent.len(), "a mail was sent twice");
        assert_eq!(announced_in_the_log(&world).await, announced(expected));
    }
}

/// Walks from 2 March 2026 to the end of 2027; the worker runs every evening but on `pause`, in two
/// processes' worth at once, and then once more.
async fn walk(world: &World, pause: &BTreeSet<NaiveDate>) -> Vec<Line> {
    let sink = Sink::start().await;
    let workers = [worker(world, &sink).await, worker(world, &sink).await];
    let mut path = Path::default();
    let mut lines = Vec::new();
    for day in days("2026-03-02", "2027-12-31") {
        world.clock.set(at_local(day, 10, 0));
        path.act(world, day).await;
        world.clock.set(at_local(day, 18, 0));
        if pause.contains(&day) {
            continue;
        }
        let [one, other] = &workers;
        let (first, second) = tokio::join!(worker::run::once(one), worker::run::once(other));
        first.unwrap();
        second.unwrap();
        worker::run::once(one).await.unwrap();
        lines.extend(sink.take().iter().map(|mail| line(day, mail)));
    }
    lines.sort_unstable();
    lines
}

/// A worker on this world that sends to `sink`.
pub(crate) async fn worker(world: &World, sink: &Sink) -> Environment {
    let smtp = sink.url();
    let settings = worker::settings::Settings::from_lookup(|name| (name == "SMTP_URL").then(|| smtp.clone())).unwrap();
    Environment::new(&settings, world.another_pool(4).await, world.clock.clone(), world.chance.clone())
}

/// What is read off a mail: its Message-ID names the rule, its envelope the person.
pub(super) fn line(day: NaiveDate, mail: &Mail) -> Line {
    let id = mail.message_id();
    let rule = id.split(['.', '@']).nth(1).unwrap().to_owned();
    let person = mail.to[0].split('@').next().unwrap().to_owned();
    let text = mail.text();
    assert!(!text.contains(tests::CONFIDENTIAL), "a mail holds a name, an address or a note:\n{text}");
    (day.to_string(), rule, person)
}

pub(super) fn days(first: &str, last: &str) -> impl Iterator<Item = NaiveDate> {
    let last: NaiveDate = last.parse().unwrap();
    first.parse::<NaiveDate>().unwrap().iter_days().take_while(move |day| *day <= last)
}

/// What the people do on the way.
#[derive(Default)]
struct Path {
    household: Option<HouseholdId>,
    meeting: Option<MeetingId>,
    item: Option<AgendaItemId>,
    measure: Option<SupportMeasureId>,
    tenancy: Option<TenancyId>,
}

impl Path {
    async fn act(&mut self, world: &World, day: NaiveDate) {
        let people = &world.people;
        match day.to_string().as_str() {
            "2026-03-02" => {
                let household = world.register_household().await;
                let meeting =
                    schedule(world, "2026-03-26", &[&people.social_worker, &people.officer, &people.member]).await;
                let input = PutOnAgenda {
                    meeting_id: meeting.clone(),
                    household_id: household.id.clone(),
                    kind: AgendaItemKind::Preselection,
                };
                // The officer sits in the meeting, so they see it and fill its agenda.
                self.item = Some(agenda::put(&world.db, &world.act(&people.officer), input).await.unwrap().id);
                (self.household, self.meeting) = (Some(household.id), Some(meeting));
            }
            "2026-03-12" => {
                for person in [&people.social_worker, &people.officer] {
                    let meeting_id = self.meeting.clone().unwrap();
                    let input = AnswerConvocation { meeting_id, response: ParticipantResponse::Accepted };
                    meeting::answer(&world.db, &world.act(person), input).await.unwrap();
                }
            }
            "2026-03-26" => {
                world.clock.set(at_local(day, 15, 0));
                let input = DecideAgendaItem {
                    agenda_item_id: self.item.clone().unwrap(),
                    decision: AgendaDecision::Preselected,
                    reasons: tests::CONFIDENTIAL.to_owned(),
                };
                agenda::decide(&world.db, &world.act(&people.coordinator), input).await.unwrap();
            }
            "2026-04-01" => {
                let household_id = self.household.clone().unwrap();
                self.measure = Some(world.start_support(&household_id).await.id);
                self.tenancy = Some(world.sliding_lease(&household_id).await.0.id);
            }
            "2026-06-01" => self.meeting = Some(schedule(world, "2026-06-10", &[&people.social_worker]).await),
            "2026-06-03" => {
                let moved = "2026-06-17".parse().unwrap();
                let input = MoveMeeting {
                    meeting_id: self.meeting.clone().unwrap(),
                    starts_at: at_local(moved, 9, 0),
                    ends_at: at_local(moved, 11, 0),
                    location: None,
                };
                meeting::reschedule(&world.db, &world.act(&people.coordinator), input).await.unwrap();
            }
            "2026-06-05" => {
                let meeting_id = self.meeting.clone().unwrap();
                meeting::cancel(&world.db, &world.act(&people.coordinator), &meeting_id).await.unwrap();
            }
            "2026-10-09" => {
                self.hold_review(world, LeaseReviewOutcome::Continue).await;
                self.review_support(world, ProgressReviewKind::Interim).await;
            }
            "2027-01-29" => {
                let tenancy_id = self.tenancy.clone().unwrap();
                let tenancy = tenancy_of(world, tenancy_id).await;
                world.inform_prefect(&tenancy, true).await;
            }
            "2027-07-15" => self.review_support(world, ProgressReviewKind::Final).await,
            "2027-03-30" => self.hold_review(world, LeaseReviewOutcome::Ready).await,
            "2027-04-05" => {
                let input = ExtendSupport {
                    support_measure_id: self.measure.clone().unwrap(),
                    ground: ExtensionGround::HousingNotSecured,
                    explanation: tests::CONFIDENTIAL.to_owned(),
                    decided_by_id: people.coordinator.id(),
                    decided_on: day,
                    end_on: "2027-06-30".parse().unwrap(),
                };
                support::extend(&world.db, &world.act(&people.coordinator), input).await.unwrap();
            }
            "2027-06-15" => {
                let input = TransferLease { tenancy_id: self.tenancy.clone().unwrap(), transferred_on: day };
                tenancy::transfer(&world.db, &world.act(&people.officer), input).await.unwrap();
                let input = CloseSupport {
                    support_measure_id: self.measure.clone().unwrap(),
                    closed_on: day,
                    outcome: SupportOutcome::LeaseTransferred,
                };
                support::close(&world.db, &world.act(&people.social_worker), input).await.unwrap();
            }
            _ => {}
        }
    }

    async fn review_support(&self, world: &World, kind: ProgressReviewKind) {
        let measure = world.support(self.measure.as_ref().unwrap()).await;
        let input = RecordProgressReview { kind, ..world.progress_input(&measure) };
        progress_review::record(&world.db, &world.act(&world.people.social_worker), input).await.unwrap();
    }

    async fn hold_review(&self, world: &World, outcome: LeaseReviewOutcome) {
        let tenancy = tenancy_of(world, self.tenancy.clone().unwrap()).await;
        let review: lease_review::Model = world.open_review(&tenancy).await.unwrap();
        world.hold_review(&review, outcome).await;
    }
}

async fn tenancy_of(world: &World, id: TenancyId) -> tenancy_model::Model {
    tenancy_model::Entity::find_by_id(id).one(&world.db).await.unwrap().unwrap()
}

/// A meeting at 14:00 with the coordinator in the chair.
async fn schedule(world: &World, day: &str, people: &[&Person]) -> MeetingId {
    let day: NaiveDate = day.parse().unwrap();
    let input = ScheduleMeeting {
        starts_at: at_local(day, 14, 0),
        ends_at: at_local(day, 16, 0),
        participant_ids: people.iter().map(|person| person.id()).collect(),
        ..world.meeting_input(1)
    };
    meeting::schedule(&world.db, &world.act(&world.people.coordinator), input).await.unwrap().id
}
