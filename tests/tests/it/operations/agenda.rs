//! A household is put on an agenda, and the cell decides.

use entity::model::agenda_item;
use entity::operations::agenda::{DecideAgendaItem, PutOnAgenda, decide, put};
use entity::operations::meeting::cancel;
use entity::refusal::Rule;
use entity::types::{
    AgendaDecision, AgendaItemId, AgendaItemKind, EventKind, HouseholdId, HouseholdStage, MeetingId, RentalModality,
};
use sea_orm::Iterable;
use serde_json::json;
use tests::{CONFIDENTIAL, Refusals, World, both_databases};

use super::{Told, nothing, too_long};

/// The rules that putting on an agenda can break.
pub(super) const PUT_RULES: &[Rule] = &[
    Rule::Forbidden,
    Rule::NotFound,
    Rule::MeetingCancelled,
    Rule::MeetingStarted,
    Rule::HouseholdNotRetained,
    Rule::AlreadyOnAgenda,
    Rule::AgendaFull,
];

/// The rules that a decision can break.
pub(super) const DECIDE_RULES: &[Rule] = &[
    Rule::Forbidden,
    Rule::NotFound,
    Rule::MeetingCancelled,
    Rule::MeetingNotStarted,
    Rule::MinutesApproved,
    Rule::AlreadyDecided,
    Rule::DecidedLater,
    Rule::SupportAlreadyOpen,
    Rule::TenancyAlreadyOpen,
    Rule::DecisionNotOfKind,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

both_databases! {
    async fn households_are_put_on_an_agenda_in_order(world: World) {
        let meeting = world.schedule_meeting(10).await;
        let officer = &world.people.officer;
        let household = world.register_household().await;
        for (position, kind) in (1..).zip(AgendaItemKind::iter()) {
            let log = world.log().await;
            let item = world.put_on_agenda(officer, &meeting.id, &household.id, kind).await;
            Told {
                kind: EventKind::AgendaItemAdded,
                by: Some(officer.id()),
                household: Some(household.id.clone()),
                meeting: Some(meeting.id.clone()),
                subject: item.id.to_string(),
                changes: json!({ "kind": kind }),
            }
            .check(&world, log.only_event().await);
            assert_eq!((item.position, item.kind), (position, kind));
            assert_eq!((item.decision, item.reasons, item.decided_at), (None, None, None));
        }
    }

    async fn whoever_was_not_retained_may_be_proposed_again(world: World) {
        let household = world.register_household().await;
        world.decide_yesterday(&household.id, AgendaItemKind::Preselection, AgendaDecision::NotRetained).await;
        assert_eq!(world.household(&household.id).await.stage, HouseholdStage::NotRetained);
        world.preselect(&household.id).await;
        assert_eq!(world.household(&household.id).await.stage, HouseholdStage::Preselected);
    }

    async fn putting_on_an_agenda_is_refused(world: World) {
        let people = &world.people;
        let household = world.register_household().await;
        let refused = world.register_household().await;
        world.decide_yesterday(&refused.id, AgendaItemKind::Preselection, AgendaDecision::NotRetained).await;
        let cancelled = world.schedule_meeting(12).await;
        cancel(&world.db, &world.act(&people.coordinator), &cancelled.id).await.unwrap();
        let full = world.schedule_meeting(13).await;
        world
            .sql(&format!(
                "INSERT INTO agenda_item (id, meeting_id, household_id, position, kind)
                 VALUES ('agi_last', '{}', '{}', 200, 'DIAGNOSIS')",
                full.id, household.id
            ))
            .await;
        let started = world.schedule_meeting(1).await;
        world.clock.set(started.starts_at);
        let meeting = world.schedule_meeting(20).await;
        world.put_on_agenda(&people.officer, &meeting.id, &household.id, AgendaItemKind::Diagnosis).await;

        let on = |meeting_id: &MeetingId, household_id: &HouseholdId, kind| PutOnAgenda {
            meeting_id: meeting_id.clone(),
            household_id: household_id.clone(),
            kind,
        };
        let preselection = AgendaItemKind::Preselection;
        let diagnosis = AgendaItemKind::Diagnosis;
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such meeting", (Rule::NotFound, "meetingId"), on(&nothing(), &household.id, preselection)),
            ("no such household", (Rule::NotFound, "householdId"), on(&meeting.id, &nothing(), preselection)),
            ("cancelled", (Rule::MeetingCancelled, "meetingId"), on(&cancelled.id, &household.id, preselection)),
            ("started", (Rule::MeetingStarted, "meetingId"), on(&started.id, &household.id, preselection)),
            ("not retained", (Rule::HouseholdNotRetained, "householdId"), on(&meeting.id, &refused.id, diagnosis)),
            ("there already", (Rule::AlreadyOnAgenda, "householdId"), on(&meeting.id, &household.id, diagnosis)),
            ("full", (Rule::AgendaFull, "meetingId"), on(&full.id, &household.id, preselection)),
        ] {
            refusals.expect(case, &[expected], put(&world.db, &world.act(&people.officer), input)).await;
        }
        refusals.expect("by a member", &[(Rule::Forbidden, "")], put(&world.db, &world.act(&people.member), on(&meeting.id, &household.id, preselection))).await;
        refusals.expect("by a stranger", &[(Rule::NotFound, "meetingId")], put(&world.db, &world.act(&people.other_officer), on(&meeting.id, &household.id, preselection))).await;
        refusals.are(PUT_RULES);
    }

    async fn the_cell_decides_and_the_household_moves_on(world: World) {
        use AgendaDecision::{Acknowledged, Adjourned, Approved, NotRetained, Preselected, Refused};
        use AgendaItemKind::{Diagnosis, Extension, LeaseExam, Preselection, ProgressReview};
        for (kind, decision, stage) in [
            (Preselection, Preselected, Some(HouseholdStage::Preselected)),
            (Preselection, NotRetained, Some(HouseholdStage::NotRetained)),
            (Preselection, Adjourned, None),
            (Diagnosis, Approved, None),
            (ProgressReview, Acknowledged, None),
            (Extension, Refused, None),
            (LeaseExam, Adjourned, None),
        ] {
            let household = world.register_household().await;
            let meeting = world.schedule_meeting(1).await;
            let item = world.put_on_agenda(&world.people.officer, &meeting.id, &household.id, kind).await;
            world.clock.set(meeting.starts_at);
            let log = world.log().await;
            let input = DecideAgendaItem {
                agenda_item_id: item.id.clone(),
                decision,
                reasons: format!(" {CONFIDENTIAL} "),
            };
            let decided = decide(&world.db, &world.act(&world.people.manager), input).await.unwrap();
            let mut changes = json!({ "decision": decision });
            if let Some(stage) = stage {
                changes["stage"] = json!(stage);
            }
            Told {
                kind: EventKind::AgendaItemDecided,
                by: Some(world.people.manager.id()),
                household: Some(household.id.clone()),
                meeting: Some(meeting.id.clone()),
                subject: item.id.to_string(),
                changes,
            }
            .check(&world, log.only_event().await);
            let expected = agenda_item::Model {
                decision: Some(decision),
                reasons: Some(CONFIDENTIAL.to_owned()),
                decided_at: Some(world.clock.now()),
                version: 2,
                ..item
            };
            assert_eq!(decided, expected);
            assert_eq!(world.household(&household.id).await.stage, stage.unwrap_or(HouseholdStage::Proposed));
        }
    }

    async fn a_decision_is_refused(world: World) {
        let people = &world.people;
        let household = world.register_household().await;
        let item = async |meeting: &MeetingId, kind| world.put_on_agenda(&people.officer, meeting, &household.id, kind).await.id;
        let later = world.schedule_meeting(20).await;
        let later = item(&later.id, AgendaItemKind::Preselection).await;
        let meeting = world.schedule_meeting(1).await;
        let cancelled = world.schedule_meeting(1).await;
        let of_cancelled = item(&cancelled.id, AgendaItemKind::Preselection).await;
        cancel(&world.db, &world.act(&people.coordinator), &cancelled.id).await.unwrap();
        let approved = world.schedule_meeting(1).await;
        let of_approved = item(&approved.id, AgendaItemKind::Preselection).await;
        world.approve_minutes(&approved.id, approved.starts_at).await;
        let asked = item(&meeting.id, AgendaItemKind::Preselection).await;
        let decided = item(&meeting.id, AgendaItemKind::Diagnosis).await;
        let supported = world.preselected_household().await.id;
        world.start_support(&supported).await;
        let supported = world.put_on_agenda(&people.officer, &meeting.id, &supported, AgendaItemKind::Preselection).await.id;
        let next = world.schedule_meeting(2).await;
        let torn = world.register_household().await.id;
        let about_torn = async |meeting: &MeetingId| world.put_on_agenda(&people.officer, meeting, &torn, AgendaItemKind::Preselection).await.id;
        let (before, since) = (about_torn(&meeting.id).await, about_torn(&next.id).await);
        let housed = world.preselected_household().await.id;
        world.house(&housed, RentalModality::Sublease).await;
        let housed = world.put_on_agenda(&people.officer, &meeting.id, &housed, AgendaItemKind::Preselection).await.id;
        let (put_off, meanwhile) = (item(&meeting.id, AgendaItemKind::LeaseExam).await, item(&next.id, AgendaItemKind::LeaseExam).await);
        world.clock.set(next.starts_at);
        let coordinator = world.act(&people.coordinator);
        let say = |id: &AgendaItemId, decision| DecideAgendaItem {
            agenda_item_id: id.clone(),
            decision,
            reasons: CONFIDENTIAL.to_owned(),
        };
        decide(&world.db, &coordinator, say(&decided, AgendaDecision::Approved)).await.unwrap();
        decide(&world.db, &coordinator, say(&since, AgendaDecision::NotRetained)).await.unwrap();
        // What selects nobody is recorded whenever it is.
        decide(&world.db, &coordinator, say(&meanwhile, AgendaDecision::Approved)).await.unwrap();
        decide(&world.db, &coordinator, say(&put_off, AgendaDecision::Refused)).await.unwrap();

        let yes = AgendaDecision::Preselected;
        let because = |reasons: String| DecideAgendaItem { reasons, ..say(&asked, yes) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such item", (Rule::NotFound, "agendaItemId"), say(&nothing(), yes)),
            ("of a cancelled meeting", (Rule::MeetingCancelled, "agendaItemId"), say(&of_cancelled, yes)),
            ("of a meeting to come", (Rule::MeetingNotStarted, "agendaItemId"), say(&later, yes)),
            ("again", (Rule::AlreadyDecided, "agendaItemId"), say(&decided, AgendaDecision::Refused)),
            ("after a later one", (Rule::DecidedLater, "agendaItemId"), say(&before, AgendaDecision::Preselected)),
            ("of who is housed", (Rule::TenancyAlreadyOpen, "decision"), say(&housed, AgendaDecision::NotRetained)),
            ("of who is supported", (Rule::SupportAlreadyOpen, "decision"), say(&supported, AgendaDecision::NotRetained)),
            ("beside the point", (Rule::DecisionNotOfKind, "decision"), say(&asked, AgendaDecision::Approved)),
            ("without reasons", (Rule::TextRequired, "reasons"), because(" ".to_owned())),
            ("with one that cannot be kept", (Rule::TextMalformed, "reasons"), because("r\0".to_owned())),
            ("with too many", (Rule::TextTooLong, "reasons"), because(too_long(10_000))),
        ] {
            refusals.expect(case, &[expected], decide(&world.db, &coordinator, input)).await;
        }
        let expected = [(Rule::MinutesApproved, "agendaItemId"), (Rule::AlreadyDecided, "agendaItemId")];
        refusals.expect("once approved", &expected, decide(&world.db, &coordinator, say(&of_approved, yes))).await;
        for person in [&people.officer, &people.member, &people.social_worker] {
            refusals.expect("by a member", &[(Rule::Forbidden, "")], decide(&world.db, &world.act(person), say(&asked, yes))).await;
        }
        refusals.expect("by a stranger", &[(Rule::NotFound, "agendaItemId")], decide(&world.db, &world.act(&people.other_member), say(&asked, yes))).await;
        refusals.are(DECIDE_RULES);
        // Putting off decides nothing, and leaves no item of the meeting without a word.
        decide(&world.db, &coordinator, say(&before, AgendaDecision::Adjourned)).await.unwrap();
    }
}
