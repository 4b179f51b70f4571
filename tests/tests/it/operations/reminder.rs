//! The reminder ledger: what is recorded once, claimed once, and how each attempt ends.

use chrono::{DateTime, TimeDelta, Utc};
use entity::model::{reminder, reminder_attempt};
use entity::operations::reminder::{Ending, claim, due, reclaim, record, settle, take_for_queue};
use entity::rules::reminder::{CLAIM_LEASE, MOST_ATTEMPTS, Silence, Wanted};
use entity::types::{AttemptOutcome, EventKind, HouseholdId, ReminderId, ReminderRule, ReminderState};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use tests::{World, both_databases};

use super::nothing;

both_databases! {
    async fn what_is_wanted_is_recorded_once(world: World) {
        let household = world.register_household().await;
        let wanted = [step(&world, &household.id, -90, false), step(&world, &household.id, -60, true)];
        assert_eq!(write(&world, &wanted).await, 2);
        let before = world.snapshot().await;
        assert_eq!(write(&world, &wanted).await, 0);
        assert_eq!(write(&world, &[]).await, 0);
        before.assert_same(&world.snapshot().await, "recorded again");
        let rows = rows(&world).await;
        assert_eq!((rows[0].state, rows[0].reason.as_deref()), (ReminderState::Superseded, Some("LATER_STEP")));
        assert_eq!((rows[1].state, rows[1].reason.as_deref()), (ReminderState::Planned, None));
    }

    async fn a_later_step_takes_the_place_of_one_that_waits(world: World) {
        use ReminderState::{Planned, Sent, Superseded};
        let household = world.register_household().await;
        let other = world.register_household().await;
        let first = step(&world, &household.id, -90, true);
        let of_another = Wanted { subject_id: "sup_other".to_owned(), ..step(&world, &other.id, -90, true) };
        let to_another = Wanted { recipient_id: world.people.officer.id(), ..first.clone() };
        write(&world, &[Wanted { step: -120, ..first.clone() }]).await;
        let sent = rows(&world).await[0].id.clone();
        let claimed = claim_one(&world, world.clock.now(), &sent).await.unwrap();
        end(&world, &claimed, Ending::Sent("250 OK".to_owned())).await;
        write(&world, &[first, of_another, to_another]).await;

        write(&world, &[step(&world, &household.id, -90, false), step(&world, &household.id, -60, true)]).await;
        let mut states: Vec<_> = rows(&world).await.into_iter().map(|row| (row.step, row.state)).collect();
        states.sort_unstable();
        assert_eq!(states, [(-120, Sent), (-90, Planned), (-90, Planned), (-90, Superseded), (-60, Planned)]);
    }

    async fn the_queue_gets_a_reminder_once_in_a_while(world: World) {
        let household = world.register_household().await;
        let wanted: Vec<_> = (1..=5).map(|number| step(&world, &household.id, number, false)).collect();
        let wanted: Vec<_> = wanted.into_iter().map(|wanted| Wanted { due_on: world.day(i64::from(wanted.step)), silence: None, ..wanted }).collect();
        write(&world, &wanted).await;
        let now = world.clock.now();
        assert_eq!(due(&world.db, now - TimeDelta::microseconds(1), 10).await.unwrap(), vec![]);
        assert_eq!(due(&world.db, now, 10).await.unwrap().len(), 5);
        assert_eq!(take_for_queue(&world.db, now, 3).await.unwrap().len(), 3);
        assert_eq!(take_for_queue(&world.db, now, 10).await.unwrap().len(), 2, "the other two");
        assert_eq!(take_for_queue(&world.db, now + TimeDelta::minutes(4), 10).await.unwrap().len(), 0);
        assert_eq!(take_for_queue(&world.db, now + TimeDelta::minutes(6), 10).await.unwrap().len(), 5, "the queue was lost");
    }

    async fn a_reminder_is_claimed_by_one_and_not_before_its_time(world: World) {
        let id = one(&world).await;
        let now = world.clock.now();
        assert_eq!(claim_one(&world, now - TimeDelta::seconds(1), &id).await, None);
        let claimed = claim_one(&world, now, &id).await.unwrap();
        assert_eq!((claimed.state, claimed.claimed_at, claimed.attempts), (ReminderState::Sending, Some(now), 1));
        assert_eq!(claim_one(&world, now, &id).await, None);
        assert_eq!(claim_one(&world, now, &nothing()).await, None);
    }

    async fn an_attempt_ends_as_the_server_said(world: World) {
        use ReminderState::{Failed, Planned, Sent, Superseded, Suppressed};
        let words = || "451 plus tard".to_owned();
        for (ending, state, reason, outcome) in [
            (Ending::Sent(words()), Sent, None, Some(AttemptOutcome::Sent)),
            (Ending::Refused(words()), Planned, None, Some(AttemptOutcome::Retry)),
            (Ending::Failed(words()), Failed, Some(words()), Some(AttemptOutcome::Failed)),
            (Ending::Silent(Silence::SubjectClosed), Suppressed, Some("SUBJECT_CLOSED".to_owned()), None),
            (Ending::Silent(Silence::LaterStep), Superseded, Some("LATER_STEP".to_owned()), None),
            (Ending::GivenBack, Planned, None, None),
        ] {
            let id = one(&world).await;
            let now = world.clock.now();
            let claimed = claim_one(&world, now, &id).await.unwrap();
            let log = world.log().await;
            end(&world, &claimed, ending).await;
            if state == Failed {
                let event = log.only_event().await;
                assert_eq!((event.kind, event.actor_id, event.subject_id), (EventKind::ReminderFailed, None, id.to_string()));
                assert_eq!((event.programme_id, event.meeting_id), (Some(world.programme_id.clone()), None));
                assert_eq!((event.household_id, event.changes), (claimed.household_id.clone(), json!({ "rule": "SUPPORT_END" })));
            } else {
                log.nothing().await;
            }
            let row = row(&world, &id).await;
            assert_eq!((row.state, row.reason, row.claimed_at), (state, reason, None));
            assert_eq!(row.sent_at, (state == Sent).then_some(now));
            let tried = outcome.is_some();
            assert_eq!(row.attempts, i32::from(tried), "what was not said to a server was not tried");
            let later = state == Planned && tried;
            assert!(if later { row.send_after >= now + TimeDelta::minutes(1) } else { row.send_after == now });
            let attempts = reminder_attempt::Entity::find_by_id((id, 1)).one(&world.db).await.unwrap();
            assert_eq!(attempts.map(|attempt| (attempt.outcome, attempt.answer, attempt.at)), outcome.map(|outcome| (outcome, words(), now)));
        }
    }

    async fn endings_are_settled_together_and_those_of_lost_claims_are_left_out(world: World) {
        use ReminderState::{Failed, Planned, Sent};
        let mut ids = Vec::new();
        for _ in 0..6 {
            ids.push(one(&world).await);
        }
        let now = world.clock.now();
        let mut claimed = claim(&world.db, now, &ids).await.unwrap();
        assert_eq!(claimed.len(), 6);
        claimed.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
        let lost = claimed[5].clone();
        world.clock.advance(CLAIM_LEASE + TimeDelta::seconds(1));
        assert_eq!(reclaim(&world.db, world.clock.now()).await.unwrap(), 6);
        let again: Vec<_> = claim(&world.db, world.clock.now(), &ids[..5]).await.unwrap();
        assert!(again.iter().all(|row| row.attempts == 2));
        let log = world.log().await;
        let endings = [
            Ending::Sent("250 a".to_owned()),
            Ending::Sent("250 b".to_owned()),
            Ending::Refused("451 c".to_owned()),
            Ending::Failed("550 d".to_owned()),
            Ending::GivenBack,
        ];
        let of = |number: usize| again.iter().find(|row| row.id == ids[number]).unwrap().clone();
        let mut ended: Vec<_> = endings.into_iter().enumerate().map(|(number, ending)| (of(number), ending)).collect();
        ended.push((lost, Ending::Sent("250 too late".to_owned())));
        settle(&world.db, world.clock.now(), &world.chance, &ended).await.unwrap();
        assert_eq!(log.only_event().await.subject_id, ids[3].to_string());
        let mut states = Vec::new();
        for id in &ids {
            let row = row(&world, id).await;
            let attempts = reminder_attempt::Entity::find().filter(reminder_attempt::Column::ReminderId.eq(id.clone()));
            let answers: Vec<_> = attempts.all(&world.db).await.unwrap().into_iter().map(|attempt| attempt.answer).collect();
            states.push((row.state, row.attempts, answers.join(" ")));
        }
        let expected = [(Sent, 2, "250 a"), (Sent, 2, "250 b"), (Planned, 2, "451 c"), (Failed, 2, "550 d"), (Planned, 1, ""), (Planned, 1, "")];
        assert_eq!(states, expected.map(|(state, attempts, answer)| (state, attempts, answer.to_owned())));
    }

    async fn a_convocation_that_fails_is_told_with_its_meeting(world: World) {
        let meeting = world.schedule_meeting(10).await;
        let wanted = Wanted {
            rule: ReminderRule::MeetingConvocation,
            subject_id: meeting.id.to_string(),
            household_id: None,
            ..step(&world, &nothing(), 0, true)
        };
        write(&world, &[wanted]).await;
        let claimed = claim_one(&world, world.clock.now(), &rows(&world).await[0].id).await.unwrap();
        let log = world.log().await;
        end(&world, &claimed, Ending::Failed("550 non".to_owned())).await;
        let event = log.only_event().await;
        assert_eq!((event.programme_id, event.household_id), (Some(world.programme_id.clone()), None));
        assert_eq!(event.meeting_id, Some(meeting.id));
    }

    async fn a_server_that_never_takes_it_is_given_up(world: World) {
        let id = one(&world).await;
        let start = world.clock.now();
        for attempt in 1..=MOST_ATTEMPTS {
            let claimed = claim_one(&world, world.clock.now(), &id).await.expect("due again");
            assert_eq!(claimed.attempts, attempt);
            end(&world, &claimed, Ending::Refused("451 plus tard".to_owned())).await;
            let row = row(&world, &id).await;
            let last = attempt == MOST_ATTEMPTS;
            assert_eq!(row.state, if last { ReminderState::Failed } else { ReminderState::Planned });
            world.clock.set(row.send_after);
        }
        assert!(world.clock.now() - start > TimeDelta::days(1), "a day of a broken server is waited for");
        assert_eq!(claim_one(&world, world.clock.now() + TimeDelta::days(9), &id).await, None);
    }

    async fn a_dead_senders_claim_is_freed_and_it_cannot_settle_it_any_more(world: World) {
        let id = one(&world).await;
        let dead = claim_one(&world, world.clock.now(), &id).await.unwrap();
        world.clock.advance(CLAIM_LEASE);
        assert_eq!(reclaim(&world.db, world.clock.now()).await.unwrap(), 0, "not yet");
        world.clock.advance(TimeDelta::seconds(1));
        assert_eq!(reclaim(&world.db, world.clock.now()).await.unwrap(), 1);
        let alive = claim_one(&world, world.clock.now(), &id).await.unwrap();
        assert_eq!(alive.attempts, 2);
        // It was not dead, only slow: what it says now is not heard.
        let before = world.snapshot().await;
        end(&world, &dead, Ending::Failed("550 non".to_owned())).await;
        before.assert_same(&world.snapshot().await, "settled by who lost the claim");
        end(&world, &alive, Ending::Sent("250 OK".to_owned())).await;
        assert_eq!(row(&world, &id).await.state, ReminderState::Sent);
    }
}

fn step(world: &World, household_id: &HouseholdId, step: i32, current: bool) -> Wanted {
    Wanted {
        rule: ReminderRule::SupportEnd,
        subject_id: "sup_essai".to_owned(),
        due_on: world.day(90),
        step,
        recipient_id: world.people.social_worker.id(),
        revision: 0,
        household_id: Some(household_id.clone()),
        silence: (!current).then_some(Silence::LaterStep),
    }
}

/// One more reminder that is due now.
async fn one(world: &World) -> ReminderId {
    let household = world.register_household().await;
    let wanted = Wanted { subject_id: format!("sup_{}", household.id), ..step(world, &household.id, -90, true) };
    write(world, std::slice::from_ref(&wanted)).await;
    rows(world).await.into_iter().find(|row| row.subject_id == wanted.subject_id).unwrap().id
}

async fn write(world: &World, wanted: &[Wanted]) -> u64 {
    record(&world.db, world.clock.now(), &world.chance, wanted, &[]).await.unwrap()
}

async fn claim_one(world: &World, now: DateTime<Utc>, id: &ReminderId) -> Option<reminder::Model> {
    claim(&world.db, now, std::slice::from_ref(id)).await.unwrap().pop()
}

async fn end(world: &World, claimed: &reminder::Model, ending: Ending) {
    settle(&world.db, world.clock.now(), &world.chance, &[(claimed.clone(), ending)]).await.unwrap();
}

async fn row(world: &World, id: &ReminderId) -> reminder::Model {
    reminder::Entity::find_by_id(id.clone()).one(&world.db).await.unwrap().unwrap()
}

async fn rows(world: &World) -> Vec<reminder::Model> {
    reminder::Entity::find().order_by_asc(reminder::Column::Step).all(&world.db).await.unwrap()
}
