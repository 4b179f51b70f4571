//! What the cell should look at is proposed for its agenda, and accepted: all of it, or nothing.

use entity::operations::agenda::{AcceptAgendaProposals, accept};
use entity::operations::lease_review::{PlanLeaseReview, plan};
use entity::operations::meeting::cancel;
use entity::policy::{Viewer, scope};
use entity::proposals::proposals;
use entity::refusal::Rule;
use entity::types::{AgendaDecision, AgendaItemKind, EventKind, HouseholdId, MeetingId};
use tests::{Person, Refusals, World, both_databases};

use super::nothing;

/// The rules that accepting proposals can break.
pub(super) const RULES: &[Rule] = &[
    Rule::Forbidden,
    Rule::NotFound,
    Rule::MeetingCancelled,
    Rule::MeetingStarted,
    Rule::ProposalRequired,
    Rule::NotProposed,
    Rule::AlreadyOnAgenda,
    Rule::HouseholdNotRetained,
    Rule::AgendaFull,
];

/// What is proposed to somebody for a meeting: kind, reference and day.
async fn proposed(world: &World, viewer: &Viewer, id: &MeetingId) -> Vec<(AgendaItemKind, String, String)> {
    let meeting = world.meeting(id).await;
    let found = proposals(&world.db, &[meeting], scope::files(viewer), world.clock.now()).await.unwrap().remove(0);
    found.into_iter().map(|one| (one.kind, one.reference, one.day.to_string())).collect()
}

async fn kinds(world: &World, person: &Person, id: &MeetingId) -> Vec<AgendaItemKind> {
    proposed(world, &person.viewer(), id).await.into_iter().map(|(kind, ..)| kind).collect()
}

both_databases! {
    async fn what_waits_for_the_cell_is_proposed_until_it_is_on_an_agenda(world: World) {
        use AgendaItemKind::{Diagnosis, Extension, LeaseExam, Preselection, ProgressReview};
        let people = &world.people;
        let new = world.register_household().await;
        let chosen = world.preselected_household().await;
        let diagnosed = world.preselected_household().await;
        world.diagnose(&diagnosed.id).await;
        let followed = world.preselected_household().await;
        world.diagnose(&followed.id).await;
        let measure = world.start_support(&followed.id).await;
        world.review_progress(&measure).await;
        world.request_extension(&measure).await;
        let (tenancy, _) = world.sliding_lease(&followed.id).await;
        let first = world.schedule_meeting(10).await.id;
        let second = world.schedule_meeting(40).await.id;
        let day = |offset| world.day(offset).to_string();
        let expected = vec![
            (Preselection, new.reference.clone(), day(0)),
            (Diagnosis, chosen.reference.clone(), day(0)),
            (ProgressReview, followed.reference.clone(), day(0)),
            (Extension, followed.reference.clone(), day(0)),
        ];
        assert_eq!(proposed(&world, &people.coordinator.viewer(), &first).await, expected);
        // A review comes up at the last meeting before it is due; without another, within two months.
        let plan_on = async |offset| {
            let input = PlanLeaseReview { tenancy_id: tenancy.id.clone(), due_on: world.day(offset) };
            plan(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        };
        for (due_in, at_first, at_second) in [(39, true, true), (40, false, true), (101, false, false)] {
            plan_on(due_in).await;
            let found = [kinds(&world, &people.coordinator, &first).await, kinds(&world, &people.coordinator, &second).await];
            assert_eq!(found.map(|kinds| kinds.contains(&LeaseExam)), [at_first, at_second], "due in {due_in} days");
        }
        // Each reads it of the households whose file they open.
        assert_eq!(kinds(&world, &people.social_worker, &first).await, [ProgressReview, Extension]);
        assert_eq!(kinds(&world, &people.officer, &first).await.len(), 4);
        for person in [&people.member, &people.funder, &people.other_officer, &people.administrator] {
            assert_eq!(kinds(&world, person, &first).await, []);
        }
        // On an agenda it is proposed for no meeting; put off, it is again, for another.
        let item = world.put_on_agenda(&people.officer, &second, &new.id, Preselection).await;
        assert!(!kinds(&world, &people.coordinator, &first).await.contains(&Preselection));
        cancel(&world.db, &world.act(&people.coordinator), &second).await.unwrap();
        assert!(kinds(&world, &people.coordinator, &first).await.contains(&Preselection), "{item:?} was cancelled");
        assert_eq!(kinds(&world, &people.coordinator, &second).await, []);
        world.decide_yesterday(&chosen.id, Diagnosis, AgendaDecision::Adjourned).await;
        assert!(kinds(&world, &people.coordinator, &first).await.contains(&Diagnosis));
        world.decide_yesterday(&chosen.id, Diagnosis, AgendaDecision::Refused).await;
        assert!(!kinds(&world, &people.coordinator, &first).await.contains(&Diagnosis));
        world.decide_yesterday(&followed.id, ProgressReview, AgendaDecision::Acknowledged).await;
        let meeting = world.meeting(&first).await;
        world.clock.set(meeting.starts_at);
        assert_eq!(kinds(&world, &people.coordinator, &first).await, []);
    }

    async fn proposals_are_accepted_in_the_order_given_with_an_event_each(world: World) {
        let coordinator = world.act(&world.people.coordinator);
        let (first, second) = (world.register_household().await, world.preselected_household().await);
        let meeting = world.schedule_meeting(10).await;
        let log = world.log().await;
        let chosen = vec![(second.id.clone(), AgendaItemKind::Diagnosis), (first.id.clone(), AgendaItemKind::Preselection)];
        accept(&world.db, &coordinator, AcceptAgendaProposals { meeting_id: meeting.id.clone(), chosen }).await.unwrap();
        let events: [_; 2] = log.events().await;
        assert!(events.iter().all(|event| event.kind == EventKind::AgendaItemAdded && event.meeting_id.as_ref() == Some(&meeting.id)));
        assert_eq!(events.map(|event| event.household_id.unwrap()), [second.id, first.id]);
        assert_eq!(kinds(&world, &world.people.coordinator, &meeting.id).await, []);
    }

    async fn accepting_is_refused_as_a_whole(world: World) {
        use AgendaItemKind::{Diagnosis, LeaseExam, Preselection};
        let people = &world.people;
        let (first, second) = (world.register_household().await, world.register_household().await);
        let refused = world.register_household().await;
        world.decide_yesterday(&refused.id, Preselection, AgendaDecision::NotRetained).await;
        let cancelled = world.schedule_meeting(12).await;
        cancel(&world.db, &world.act(&people.coordinator), &cancelled.id).await.unwrap();
        let full = world.schedule_meeting(13).await;
        world
            .sql(&format!(
                "INSERT INTO agenda_item (id, meeting_id, household_id, position, kind)
                 VALUES ('agi_last', '{}', '{}', 200, 'LEASE_EXAM')",
                full.id, refused.id
            ))
            .await;
        let started = world.schedule_meeting(1).await;
        world.clock.set(started.starts_at);
        let meeting = world.schedule_meeting(20).await;
        let of = |meeting_id: &MeetingId, chosen: &[(&HouseholdId, AgendaItemKind)]| AcceptAgendaProposals {
            meeting_id: meeting_id.clone(),
            chosen: chosen.iter().map(|(id, kind)| ((*id).clone(), *kind)).collect(),
        };
        let good = (&first.id, Preselection);
        let unknown = nothing();
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such meeting", (Rule::NotFound, "meetingId"), of(&nothing(), &[good])),
            ("cancelled", (Rule::MeetingCancelled, "meetingId"), of(&cancelled.id, &[good])),
            ("started", (Rule::MeetingStarted, "meetingId"), of(&started.id, &[good])),
            ("nothing", (Rule::ProposalRequired, "proposals"), of(&meeting.id, &[])),
            ("far too much", (Rule::AgendaFull, "proposals"), of(&meeting.id, &[good; 201])),
            ("full", (Rule::AgendaFull, "meetingId"), of(&full.id, &[good])),
            ("no such household", (Rule::NotFound, "proposals"), of(&meeting.id, &[good, (&unknown, Preselection)])),
            ("twice", (Rule::AlreadyOnAgenda, "proposals"), of(&meeting.id, &[good, good])),
            ("not proposed", (Rule::NotProposed, "proposals"), of(&meeting.id, &[good, (&second.id, LeaseExam)])),
            ("not retained", (Rule::HouseholdNotRetained, "proposals"), of(&meeting.id, &[good, (&refused.id, Diagnosis)])),
        ] {
            refusals.expect(case, &[expected], accept(&world.db, &world.act(&people.officer), input)).await;
        }
        refusals.expect("by a member", &[(Rule::Forbidden, "")], accept(&world.db, &world.act(&people.member), of(&meeting.id, &[good]))).await;
        refusals.are(RULES);
    }
}
