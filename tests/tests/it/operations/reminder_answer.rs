//! What people do about a reminder: take note of it, put it off, have it tried again.

use chrono::NaiveDate;
use entity::model::{reminder, reminder_attempt};
use entity::operations::reminder::{Ending, SnoozeReminder, acknowledge, claim, due, retry, settle, snooze};
use entity::refusal::Rule;
use entity::rules::reminder::MOST_ATTEMPTS;
use entity::types::{AttemptOutcome, EventKind, ReminderState};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tests::{Refusals, World, both_databases};

use super::{Told, nothing};

pub(super) const ACKNOWLEDGE_RULES: &[Rule] =
    &[Rule::NotFound, Rule::NotRecipient, Rule::ReminderNotSent, Rule::AlreadyAcknowledged];
pub(super) const SNOOZE_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::NotRecipient,
    Rule::ReminderNotSent,
    Rule::AlreadyAcknowledged,
    Rule::ReminderCannotWait,
    Rule::SnoozeOutOfRange,
];
pub(super) const RETRY_RULES: &[Rule] = &[Rule::NotFound, Rule::Forbidden, Rule::ReminderNotFailed];

both_databases! {
    async fn its_recipient_takes_note_of_a_reminder_or_puts_it_off(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let referent = &world.people.social_worker;
        let sent = world.remind(&measure, referent).await;
        let told = |kind, changes: Value| Told {
            kind,
            by: Some(referent.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: sent.id.to_string(),
            changes,
        };
        // Another day replaces the first.
        for days in [9, 3] {
            let log = world.log().await;
            let off = snooze(&world.db, &world.act(referent), until(&sent, world.day(days))).await.unwrap();
            assert_eq!(off, reminder::Model { snoozed_until: Some(world.day(days)), ..sent.clone() });
            assert_eq!(world.reminder(&sent).await, off);
            let changes = json!({ "rule": "SUPPORT_END", "until": world.day(days) });
            told(EventKind::ReminderSnoozed, changes).check(&world, log.only_event().await);
        }
        let log = world.log().await;
        let noted = acknowledge(&world.db, &world.act(referent), &sent.id).await.unwrap();
        let (at, by) = (Some(world.clock.now()), Some(referent.id()));
        let answered = reminder::Model { acknowledged_at: at, acknowledged_by_id: by, snoozed_until: Some(world.day(3)), ..sent.clone() };
        assert_eq!(noted, answered);
        assert_eq!(world.reminder(&sent).await, noted);
        told(EventKind::ReminderAcknowledged, json!({ "rule": "SUPPORT_END" })).check(&world, log.only_event().await);
    }

    async fn a_reminder_that_failed_is_tried_as_often_as_ever(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let failed = world.remind_in_vain(&measure, &world.people.social_worker).await;
        assert_eq!((failed.state, failed.attempts), (ReminderState::Failed, 1));
        world.clock.advance(chrono::TimeDelta::hours(1));
        let now = world.clock.now();
        let log = world.log().await;
        let planned = retry(&world.db, &world.act(&world.people.coordinator), &failed.id).await.unwrap();
        assert_eq!(planned, reminder::Model {
            state: ReminderState::Planned, reason: None, send_after: now, tries_from: 1, ..failed.clone()
        });
        let told = Told {
            kind: EventKind::ReminderRetried,
            by: Some(world.people.coordinator.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: failed.id.to_string(),
            changes: json!({ "rule": "SUPPORT_END" }),
        };
        told.check(&world, log.only_event().await);
        assert_eq!(due(&world.db, now, 9).await.unwrap(), std::slice::from_ref(&failed.id), "at once");
        for attempt in 1..=MOST_ATTEMPTS {
            let claimed = claim(&world.db, world.clock.now(), std::slice::from_ref(&failed.id)).await.unwrap().remove(0);
            assert_eq!((claimed.attempts, claimed.tries()), (attempt + 1, attempt));
            let ended = [(claimed.clone(), Ending::Refused("451".to_owned()))];
            settle(&world.db, world.clock.now(), &world.chance, &ended).await.unwrap();
            let row = world.reminder(&failed).await;
            let last = attempt == MOST_ATTEMPTS;
            assert_eq!(row.state, if last { ReminderState::Failed } else { ReminderState::Planned }, "{attempt}");
            if attempt == 1 {
                assert!(row.send_after < world.clock.now() + chrono::TimeDelta::minutes(2), "the waits begin anew");
            }
            world.clock.set(row.send_after);
        }
        let attempts = reminder_attempt::Entity::find()
            .filter(reminder_attempt::Column::ReminderId.eq(failed.id.clone()))
            .order_by_asc(reminder_attempt::Column::Number);
        let outcomes: Vec<_> = attempts.all(&world.db).await.unwrap().into_iter().map(|row| (row.number, row.outcome)).collect();
        assert_eq!(outcomes.len(), usize::try_from(MOST_ATTEMPTS).unwrap() + 1);
        assert_eq!(outcomes[..2], [(1, AttemptOutcome::Failed), (2, AttemptOutcome::Retry)]);
    }

    async fn an_answer_is_refused(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let people = &world.people;
        let planned = world.plan_to_remind(&measure, &people.supervisor).await;
        let sent = world.remind(&measure, &people.social_worker).await;
        let noted = world.remind(&measure, &people.coordinator).await;
        acknowledge(&world.db, &world.act(&people.coordinator), &noted.id).await.unwrap();
        let of_meeting = world.remind(&measure, &people.manager).await;
        world.sql(&format!("UPDATE reminder SET rule = 'MEETING_REMINDER' WHERE id = '{}'", of_meeting.id)).await;
        let to_administrator = world.remind(&measure, &people.administrator).await;

        let mut refusals = Refusals::new(&world);
        for (what, id, person, rule) in [
            ("of nothing", nothing(), &people.social_worker, Rule::NotFound),
            ("by who sees no reminder", to_administrator.id.clone(), &people.administrator, Rule::NotFound),
            ("by who does not see it", sent.id.clone(), &people.other_social_worker, Rule::NotFound),
            ("by a colleague", sent.id.clone(), &people.colleague, Rule::NotRecipient),
            ("by who coordinates", sent.id.clone(), &people.coordinator, Rule::NotRecipient),
            ("before it was sent", planned.id.clone(), &people.supervisor, Rule::ReminderNotSent),
            ("again", noted.id.clone(), &people.coordinator, Rule::AlreadyAcknowledged),
        ] {
            refusals.expect(what, &[(rule, "reminderId")], acknowledge(&world.db, &world.act(person), &id)).await;
        }
        refusals.expect("by nobody", &[(Rule::NotRecipient, "reminderId")], acknowledge(&world.db, &world.system(), &sent.id)).await;
        refusals.are(ACKNOWLEDGE_RULES);

        let mut refusals = Refusals::new(&world);
        let (tomorrow, far) = (world.day(1), measure.end_on);
        for (what, known, day, person, broken) in [
            ("by a colleague", &sent, tomorrow, &people.colleague, (Rule::NotRecipient, "reminderId")),
            ("before it was sent", &planned, tomorrow, &people.supervisor, (Rule::ReminderNotSent, "reminderId")),
            ("of which they took note", &noted, tomorrow, &people.coordinator, (Rule::AlreadyAcknowledged, "reminderId")),
            ("of a meeting", &of_meeting, tomorrow, &people.manager, (Rule::ReminderCannotWait, "reminderId")),
            ("until today", &sent, world.today(), &people.social_worker, (Rule::SnoozeOutOfRange, "until")),
            ("until the day itself", &sent, far, &people.social_worker, (Rule::SnoozeOutOfRange, "until")),
        ] {
            refusals.expect(what, &[broken], snooze(&world.db, &world.act(person), until(known, day))).await;
        }
        let of_nothing = SnoozeReminder { reminder_id: nothing(), until: tomorrow };
        refusals.expect("of nothing", &[(Rule::NotFound, "reminderId")], snooze(&world.db, &world.act(&people.social_worker), of_nothing)).await;
        refusals.are(SNOOZE_RULES);

        let mut refusals = Refusals::new(&world);
        for (what, id, person, rule) in [
            ("of nothing", nothing(), &people.coordinator, (Rule::NotFound, "reminderId")),
            ("by its recipient", sent.id.clone(), &people.social_worker, (Rule::Forbidden, "")),
            ("of what was sent", sent.id.clone(), &people.coordinator, (Rule::ReminderNotFailed, "reminderId")),
        ] {
            refusals.expect(what, &[rule], retry(&world.db, &world.act(person), &id)).await;
        }
        refusals.are(RETRY_RULES);
    }

    async fn once_the_day_is_over_it_is_put_off_by_the_pace_of_escalation(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let referent = &world.people.social_worker;
        let sent = world.remind(&measure, referent).await;
        world.sql("UPDATE programme SET settings = '{\"reminders\": {\"SUPPORT_END\": {\"escalation_every_days\": 3}}}'").await;
        world.clock.set(entity::rules::calendar::at_local(measure.end_on + chrono::Days::new(1), 8, 0));
        let mut refusals = Refusals::new(&world);
        refusals.expect("too long", &[(Rule::SnoozeOutOfRange, "until")], snooze(&world.db, &world.act(referent), until(&sent, world.day(4)))).await;
        snooze(&world.db, &world.act(referent), until(&sent, world.day(3))).await.unwrap();
    }
}

fn until(reminder: &reminder::Model, until: NaiveDate) -> SnoozeReminder {
    SnoozeReminder { reminder_id: reminder.id.clone(), until }
}
