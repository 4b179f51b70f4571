//! Several people, several processes, at the same instant: one gets it, the others are told why not, and
//! nobody meets a deadlock or a locked database.

use std::sync::Arc;

use chrono::TimeDelta;
use entity::operations::agenda::{AcceptAgendaProposals, DecideAgendaItem, PutOnAgenda};
use entity::operations::allocation::OfferDwelling;
use entity::operations::household::RegisterHousehold;
use entity::operations::lease_review::PlanLeaseReview;
use entity::operations::meeting::{AnswerConvocation, MoveMeeting};
use entity::operations::meeting_series::ChangeMeetingSeries;
use entity::operations::minutes::CorrectMinutes;
use entity::operations::reminder::{claim, record, take_for_queue};
use entity::operations::support::{CloseSupport, ExtendSupport};
use entity::operations::tenancy::TransferLease;
use entity::operations::terms::Confirmed;
use entity::operations::{
    Act, Terms, agenda, allocation, attendance, household, lease_review, meeting, meeting_series, minutes, support,
    tenancy,
};
use entity::refusal::{OperationError, Rule};
use entity::rules::reminder::Wanted;
use entity::types::{
    AgendaDecision, AgendaItemKind, HouseholdId, LeaseReviewOutcome, MeetingId, ParticipantResponse, ReminderRule,
    RentalModality, SupportOutcome,
};
use futures::future::join_all;
use tests::{World, both_databases, rules_of};
use tokio::sync::Barrier;

both_databases! {
    async fn one_of_several_starts_of_support_wins(world: World) {
        let household = world.preselected_household().await;
        let answers = race(&world, 4, move |world, _| {
            let id = household.id.clone();
            async move { support::start(&world.db, &world.act(&world.people.coordinator), world.support_input(&id)).await }
        });
        one_wins(&answers.await, Rule::SupportAlreadyOpen);
        assert_eq!(world.snapshot().await.count("support_measure"), 1);
    }

    async fn one_of_several_households_gets_the_dwelling(world: World) {
        let dwelling = world.dwelling().await;
        let mut households = Vec::new();
        for _ in 0..4 {
            households.push(world.preselected_household().await.id);
        }
        let answers = race(&world, 4, move |world, number| {
            let input = world.tenancy_input(&households[number], &dwelling);
            async move { tenancy::open(&world.db, &world.act(&world.people.officer), input).await }
        });
        one_wins(&answers.await, Rule::DwellingOccupied);
        assert_eq!(world.snapshot().await.count("tenancy"), 1);
    }

    async fn a_dwelling_is_offered_to_one_household_or_another_moves_in(world: World) {
        for _ in 0..8 {
            let household = world.preselected_household().await.id;
            world.diagnose(&household).await;
            let decision = world.allocate(&household).await;
            let other = world.preselected_household().await.id;
            let dwelling = decision.dwelling_id.clone();
            let answers = race(&world, 2, move |world, number| {
                let opening = world.tenancy_input(&other, &dwelling);
                let (allocation_decision_id, offered_on) = (decision.id.clone(), world.today());
                let offer = OfferDwelling { allocation_decision_id, offered_on, answer_days: None };
                async move {
                    let terms = Terms { confirmed: Confirmed::These(Vec::new()), ..Terms::default() };
                    let act = Act { terms: &terms, ..world.act(&world.people.coordinator) };
                    match number {
                        0 => allocation::offer(&world.db, &act, offer).await.map(|_| ()),
                        _ => tenancy::open(&world.db, &act, opening).await.map(|_| ()),
                    }
                }
            });
            let answers = answers.await;
            let warned = matches!(answers[0], Err(OperationError::Unconfirmed(_))) && answers[1].is_ok();
            let promised = answers[0].is_ok() && rules_of(&answers[1]) == [Rule::DwellingPromised];
            assert!(warned || promised, "{answers:?}");
        }
    }

    async fn a_household_gets_one_of_several_dwellings(world: World) {
        let household = world.preselected_household().await;
        let mut dwellings = Vec::new();
        for _ in 0..4 {
            dwellings.push(world.dwelling().await);
        }
        let answers = race(&world, 4, move |world, number| {
            let input = world.tenancy_input(&household.id, &dwellings[number]);
            async move { tenancy::open(&world.db, &world.act(&world.people.officer), input).await }
        });
        one_wins(&answers.await, Rule::TenancyAlreadyOpen);
        assert_eq!(world.snapshot().await.count("lease_review"), 1);
    }

    async fn one_of_several_extensions_to_the_same_day_wins(world: World) {
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let answers = race(&world, 4, move |world, _| {
            let input = world.extension_input(&measure);
            async move { support::extend(&world.db, &world.act(&world.people.coordinator), input).await }
        });
        one_wins(&answers.await, Rule::ExtensionNotFurther);
        assert_eq!(world.snapshot().await.count("support_extension"), 1);
    }

    async fn the_cell_decides_once(world: World) {
        let household = world.register_household().await;
        let meeting = world.schedule_meeting(1).await;
        let item = world.put_on_agenda(&world.people.officer, &meeting.id, &household.id, AgendaItemKind::Preselection).await;
        world.clock.set(meeting.starts_at);
        let answers = race(&world, 4, move |world, number| {
            let decision = [AgendaDecision::Preselected, AgendaDecision::NotRetained][number % 2];
            let input = DecideAgendaItem { agenda_item_id: item.id.clone(), decision, reasons: "vu".to_owned() };
            async move { agenda::decide(&world.db, &world.act(&world.people.coordinator), input).await }
        });
        one_wins(&answers.await, Rule::AlreadyDecided);
    }

    async fn a_proposal_is_accepted_once_whichever_meeting_it_is_for(world: World) {
        let household = world.register_household().await;
        let meetings = [world.schedule_meeting(10).await.id, world.schedule_meeting(20).await.id];
        let answers = race(&world, 4, move |world, number| {
            let chosen = vec![(household.id.clone(), AgendaItemKind::Preselection)];
            let input = AcceptAgendaProposals { meeting_id: meetings[number % 2].clone(), chosen };
            async move { agenda::accept(&world.db, &world.act(&world.people.officer), input).await }
        });
        let broken: Vec<_> = answers.await.iter().map(rules_of).collect();
        assert_eq!(broken.iter().filter(|broken| broken.is_empty()).count(), 1, "{broken:?}");
        let known = |broken: &Vec<Rule>| [vec![], vec![Rule::AlreadyOnAgenda], vec![Rule::NotProposed]].contains(broken);
        assert!(broken.iter().all(known), "{broken:?}");
        assert_eq!(world.snapshot().await.count("agenda_item"), 1);
    }

    async fn minutes_are_approved_with_every_decision_or_not_at_all(world: World) {
        for _ in 0..4 {
            let household = world.register_household().await;
            let meeting = world.schedule_meeting(1).await;
            let kind = AgendaItemKind::Preselection;
            let item = world.put_on_agenda(&world.people.officer, &meeting.id, &household.id, kind).await;
            world.clock.set(meeting.starts_at);
            let input = world.attendance_input(&meeting.id).await;
            attendance::record(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
            let (id, item_id) = (meeting.id.clone(), item.id.clone());
            let answers = race(&world, 2, move |world, number| {
                let (id, agenda_item_id) = (id.clone(), item_id.clone());
                async move {
                    let act = world.act(&world.people.coordinator);
                    let input = DecideAgendaItem { agenda_item_id, decision: AgendaDecision::Preselected, reasons: "vu".to_owned() };
                    match number {
                        0 => agenda::decide(&world.db, &act, input).await.map(|_| ()),
                        _ => minutes::approve(&world.db, &act, &id).await.map(|_| ()),
                    }
                }
            });
            let answers = answers.await;
            assert_eq!(rules_of(&answers[0]), [], "nothing was approved before it");
            assert!([vec![], vec![Rule::AgendaUndecided]].contains(&rules_of(&answers[1])), "{answers:?}");
        }
    }

    async fn minutes_are_approved_once_and_each_correction_is_an_edition(world: World) {
        let meeting = world.schedule_meeting(1).await;
        world.hold(&meeting.id, meeting.starts_at).await;
        world.clock.set(meeting.starts_at);
        let id = meeting.id.clone();
        let answers = race(&world, 4, move |world, _| {
            let id = id.clone();
            async move { minutes::approve(&world.db, &world.act(&world.people.coordinator), &id).await }
        });
        one_wins(&answers.await, Rule::MinutesApproved);
        let answers = race(&world, 4, move |world, _| {
            let input = CorrectMinutes { meeting_id: meeting.id.clone(), correction: "c".to_owned(), reason: "r".to_owned() };
            async move { minutes::correct(&world.db, &world.act(&world.people.manager), input).await }
        });
        assert!(answers.await.iter().all(Result::is_ok));
        assert_eq!(world.snapshot().await.count("meeting_minutes"), 5);
    }

    async fn a_series_is_extended_once(world: World) {
        let series = world.schedule_series().await;
        let (id, until_on) = (series.id.clone(), world.day(240));
        let answers = race(&world, 4, move |world, _| {
            let input = ChangeMeetingSeries { meeting_series_id: id.clone(), until_on };
            async move { meeting_series::change(&world.db, &world.act(&world.people.coordinator), input).await }
        });
        one_wins(&answers.await, Rule::SeriesUnchanged);
        assert_eq!(world.meetings_of(&series.id).await.len(), 8);
    }

    async fn a_national_request_number_is_taken_once(world: World) {
        let answers = race(&world, 8, |world, _| {
            let input = RegisterHousehold { national_request_number: Some("1".to_owned()), ..world.household_input() };
            async move { household::register(&world.db, &world.act(&world.people.officer), input).await }
        });
        one_wins(&answers.await, Rule::NationalRequestNumberTaken);
        assert_eq!(world.snapshot().await.count("household"), 1);
    }

    async fn a_household_is_registered_once_without_a_warning(world: World) {
        let input = world.household_input();
        let answers = race(&world, 6, move |world, _| {
            let input = RegisterHousehold { national_request_number: None, ..input.clone() };
            let terms = Terms { confirmed: Confirmed::These(Vec::new()), ..Terms::default() };
            async move {
                let act = Act { terms: &terms, ..world.act(&world.people.officer) };
                household::register(&world.db, &act, input).await
            }
        });
        let answers = answers.await;
        let warned = answers.iter().filter(|answer| matches!(answer, Err(OperationError::Unconfirmed(_)))).count();
        assert_eq!((warned, world.snapshot().await.count("household")), (5, 1), "{answers:?}");
    }

    async fn a_household_is_put_on_an_agenda_once(world: World) {
        let household = world.register_household().await;
        let meeting = world.schedule_meeting(10).await;
        let answers = race(&world, 4, move |world, _| {
            let input = put(&meeting.id, &household.id, AgendaItemKind::Diagnosis);
            async move { agenda::put(&world.db, &world.act(&world.people.officer), input).await }
        });
        one_wins(&answers.await, Rule::AlreadyOnAgenda);
    }

    async fn a_review_is_recorded_once_and_a_lease_slides_once(world: World) {
        let household = world.preselected_household().await;
        let (tenancy, review) = world.sliding_lease(&household.id).await;
        let answers = race(&world, 4, move |world, _| {
            let input = world.review_input(&review, LeaseReviewOutcome::Ready);
            async move { lease_review::record(&world.db, &world.act(&world.people.coordinator), input).await }
        });
        one_wins(&answers.await, Rule::LeaseReviewClosed);
        assert_eq!(world.snapshot().await.count("lease_review"), 2);
        let answers = race(&world, 4, move |world, _| {
            let input = TransferLease { tenancy_id: tenancy.id.clone(), transferred_on: world.today() };
            async move { tenancy::transfer(&world.db, &world.act(&world.people.officer), input).await }
        });
        one_wins(&answers.await, Rule::LeaseAlreadyTransferred);
    }

    async fn each_reminder_is_planned_once_and_claimed_once(world: World) {
        let wanted: Vec<_> = (0..100).map(|number| wanted(&world, number)).collect();
        let planned = race(&world, 4, {
            let wanted = wanted.clone();
            move |world, _| {
                let wanted = wanted.clone();
                async move { record(&world.db, world.clock.now(), &world.chance, &wanted, &[]).await.unwrap() }
            }
        });
        assert_eq!(planned.await.into_iter().sum::<u64>(), 100);

        let claimed = race(&world, 8, |world, number| async move {
            let now = world.clock.now();
            let mut ids = entity::operations::reminder::due(&world.db, now, 100).await.unwrap();
            // Each begins elsewhere, so that they meet in many places.
            let length = ids.len();
            ids.rotate_left(number * 13 % length.max(1));
            let mut mine = Vec::new();
            // One by one, or several of them in an order of its own.
            for ids in ids.chunks(number % 4 * 8 + 1) {
                let ids: Vec<_> = ids.iter().rev().cloned().collect();
                mine.extend(claim(&world.db, now, &ids).await.unwrap().into_iter().map(|row| row.id));
            }
            // What another was about to claim was left to it, or not claimed at all.
            let left = entity::operations::reminder::due(&world.db, now, 100).await.unwrap();
            mine.extend(claim(&world.db, now, &left).await.unwrap().into_iter().map(|row| row.id));
            mine
        });
        let mut claimed: Vec<_> = claimed.await.into_iter().flatten().collect();
        assert_eq!(claimed.len(), 100);
        claimed.sort();
        claimed.dedup();
        assert_eq!(claimed.len(), 100, "none twice");
    }

    async fn several_dispatchers_put_each_reminder_on_the_queue_once(world: World) {
        let wanted: Vec<_> = (0..100).map(|number| wanted(&world, number)).collect();
        record(&world.db, world.clock.now(), &world.chance, &wanted, &[]).await.unwrap();
        for _ in 0..5 {
            world.clock.advance(TimeDelta::minutes(6));
            let taken = race(&world, 8, |world, _| async move {
                let mut taken = Vec::new();
                for _ in 0..4 {
                    taken.extend(take_for_queue(&world.db, world.clock.now(), 30).await.unwrap());
                }
                taken
            });
            let mut taken: Vec<_> = taken.await.into_iter().flatten().collect();
            // What one was about to take, the others left to it.
            taken.extend(take_for_queue(&world.db, world.clock.now(), 100).await.unwrap());
            taken.sort();
            assert_eq!(taken.len(), 100, "all of them");
            taken.dedup();
            assert_eq!(taken.len(), 100, "none twice");
        }
    }

    async fn twenty_writers_meet_no_deadlock_and_no_locked_database(world: World) {
        const WRITERS: usize = 20;
        const ACTS: usize = 50;
        let stage = Arc::new(Stage::set(&world).await);
        // A dwelling to move into is recorded by nobody, on the way.
        let acts = async || world.events().await.iter().filter(|event| event.actor_id.is_some()).count();
        let before = acts().await;
        let answers = race(&world, WRITERS, move |world, writer| {
            let stage = Arc::clone(&stage);
            async move {
                let mut done = 0;
                for number in 0..ACTS {
                    match stage.act(&world, writer, writer * 7 + number).await {
                        Ok(()) => done += 1,
                        Err(OperationError::Refused(_)) => {}
                        Err(error) => panic!("writer {writer}, act {number}: {error:?}"),
                    }
                }
                done
            }
        });
        let done: usize = answers.await.into_iter().sum();
        assert!(done > WRITERS * ACTS / 3, "{done} acts were done");
        assert_eq!(acts().await - before, done, "one event each");
    }
}

/// Runs so many tasks at once, each with a pool of its own, and returns what they answered.
async fn race<T, Run>(world: &World, count: usize, task: impl Fn(World, usize) -> Run) -> Vec<T>
where
    T: Send + 'static,
    Run: Future<Output = T> + Send + 'static,
{
    let start = Arc::new(Barrier::new(count));
    let mut tasks = Vec::new();
    for number in 0..count {
        let run = task(world.elsewhere().await, number);
        let start = Arc::clone(&start);
        tasks.push(tokio::spawn(async move {
            start.wait().await;
            run.await
        }));
    }
    join_all(tasks).await.into_iter().map(|answer| answer.unwrap()).collect()
}

#[track_caller]
fn one_wins<T>(answers: &[Result<T, OperationError>], rule: Rule) {
    let mut broken: Vec<_> = answers.iter().map(rules_of).collect();
    broken.sort_by_key(Vec::len);
    let mut expected = vec![vec![rule]; answers.len() - 1];
    expected.insert(0, vec![]);
    assert_eq!(broken, expected);
}

fn put(meeting_id: &MeetingId, household_id: &HouseholdId, kind: AgendaItemKind) -> PutOnAgenda {
    PutOnAgenda { meeting_id: meeting_id.clone(), household_id: household_id.clone(), kind }
}

fn wanted(world: &World, number: i32) -> Wanted {
    Wanted {
        rule: ReminderRule::SupportEnd,
        subject_id: format!("sup_{number}"),
        due_on: world.today(),
        step: 0,
        recipient_id: world.people.social_worker.id(),
        revision: 0,
        household_id: None,
        silence: None,
    }
}

/// A few subjects that everybody acts on.
struct Stage {
    households: Vec<HouseholdId>,
    meetings: Vec<MeetingId>,
}

impl Stage {
    async fn set(world: &World) -> Self {
        let (mut households, mut meetings) = (Vec::new(), Vec::new());
        for number in 0..4 {
            households.push(world.preselected_household().await.id);
            meetings.push(world.schedule_meeting(10 + number).await.id);
        }
        Self { households, meetings }
    }

    /// One act of the work on one of the subjects, chosen by a number.
    async fn act(&self, world: &World, writer: usize, number: usize) -> Result<(), OperationError> {
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let household_id = &self.households[number % self.households.len()];
        let meeting_id = self.meetings[number % self.meetings.len()].clone();
        let (db, people) = (&world.db, &world.people);
        let coordinator = world.act(&people.coordinator);
        let open = entity::model::support_measure::Entity::find()
            .filter(entity::model::support_measure::Column::HouseholdId.eq(household_id.clone()))
            .filter(entity::model::support_measure::Column::ClosedOn.is_null())
            .one(db)
            .await?;
        let lease = entity::model::tenancy::Entity::find()
            .filter(entity::model::tenancy::Column::HouseholdId.eq(household_id.clone()))
            .one(db)
            .await?;
        match (number % 8, open, lease) {
            (0, None, _) => support::start(db, &coordinator, world.support_input(household_id)).await.map(|_| ()),
            (0 | 1, Some(measure), _) => {
                let end_on = measure.end_on + TimeDelta::days(1);
                let input = ExtendSupport { end_on, ..world.extension_input(&measure) };
                support::extend(db, &coordinator, input).await.map(|_| ())
            }
            (2, Some(measure), _) if writer == 0 => {
                let outcome = SupportOutcome::HousingKept;
                let input = CloseSupport { support_measure_id: measure.id, closed_on: world.today(), outcome };
                support::close(db, &coordinator, input).await.map(|_| ())
            }
            (3, _, None) => {
                let input = world.tenancy_input(household_id, &world.dwelling().await);
                assert_eq!(input.modality, RentalModality::SlidingLease);
                tenancy::open(db, &coordinator, input).await.map(|_| ())
            }
            (3, _, Some(lease)) => {
                let input = PlanLeaseReview { tenancy_id: lease.id, due_on: world.day(100) };
                lease_review::plan(db, &coordinator, input).await.map(|_| ())
            }
            (4, _, Some(lease)) => {
                let Some(review) = world.open_review(&lease).await else { return Ok(()) };
                let input = world.review_input(&review, LeaseReviewOutcome::Continue);
                lease_review::record(db, &coordinator, input).await.map(|_| ())
            }
            (5, ..) => {
                let kind = [AgendaItemKind::Diagnosis, AgendaItemKind::LeaseExam][number % 2];
                agenda::put(db, &world.act(&people.officer), put(&meeting_id, household_id, kind)).await.map(|_| ())
            }
            (6, ..) => {
                let (starts_at, ends_at) = (world.hour(20, 9), world.hour(20, 10));
                let input = MoveMeeting { meeting_id, starts_at, ends_at, location: None };
                meeting::reschedule(db, &coordinator, input).await.map(|_| ())
            }
            (7, ..) => {
                let input = AnswerConvocation { meeting_id, response: ParticipantResponse::Accepted };
                meeting::answer(db, &world.act(&people.member), input).await.map(|_| ())
            }
            _ => household::register(db, &world.act(&people.officer), world.household_input()).await.map(|_| ()),
        }
    }
}
