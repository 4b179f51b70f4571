//! What is late in a household's file is recalled on the days of the table, to whom it says, until somebody acts.

use entity::operations::agreement::CancelAgreement;
use entity::operations::allocation::{AnswerOffer, OfferDwelling};
use entity::operations::diagnosis::RecordDiagnosis;
use entity::operations::extension_request::{RefuseExtension, RequestExtension};
use entity::operations::progress_review::RecordProgressReview;
use entity::operations::support::CloseSupport;
use entity::operations::{agreement, allocation, diagnosis, extension_request, progress_review, support};
use entity::rules::calendar::at_local;
use entity::types::{EventKind, ExtensionGround, OfferAnswer, ProgressReviewKind, ReminderRule, Role, SupportOutcome};
use tests::smtp::Sink;
use tests::{CONFIDENTIAL, World, both_databases};
use worker::environment::Environment;

use super::walk::{days, line, worker};

/// Runs the worker every evening; the mails of one rule, by day and person.
struct Walk<'a> {
    world: &'a World,
    sink: Sink,
    worker: Environment,
}

impl<'a> Walk<'a> {
    async fn new(world: &'a World) -> Self {
        let sink = Sink::start().await;
        let worker = worker(world, &sink).await;
        Self { world, sink, worker }
    }

    /// From this evening to that of the last day; the clock stands on its morning then.
    async fn until(&self, last: &str, rule: ReminderRule) -> Vec<(String, Vec<String>)> {
        let mut mails: Vec<(String, Vec<String>)> = Vec::new();
        for day in days(&self.world.today().to_string(), last) {
            self.world.clock.set(at_local(day, 18, 0));
            worker::run::once(&self.worker).await.unwrap();
            let mut people: Vec<_> = self.sink.take().iter().map(|mail| line(day, mail)).collect();
            people.retain(|(_, name, _)| *name == rule.name().to_lowercase());
            if !people.is_empty() {
                people.sort_unstable();
                mails.push((day.to_string(), people.into_iter().map(|(_, _, person)| person).collect()));
            }
        }
        self.world.clock.set(at_local(last.parse().unwrap(), 20, 0));
        mails
    }
}

fn table(lines: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    lines
        .iter()
        .map(|(day, people)| ((*day).to_owned(), people.iter().map(|name| (*name).to_owned()).collect()))
        .collect()
}

both_databases! {
    async fn an_extension_that_nobody_decides_on_never_stops_being_recalled(world: World) {
        let walk = Walk::new(&world).await;
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let input = RequestExtension {
            support_measure_id: measure.id.clone(),
            ground: ExtensionGround::HousingNotSecured,
            explanation: CONFIDENTIAL.to_owned(),
            proposed_end_on: "2027-06-01".parse().unwrap(),
        };
        let asked = extension_request::request(&world.db, &world.act(&world.people.social_worker), input).await.unwrap();
        let mails = walk.until("2026-04-15", ReminderRule::ExtensionUndecided).await;
        let both: &[&str] = &["coordinator", "manager"];
        let expected = [
            ("2026-03-12", &["manager"] as &[&str]),
            ("2026-03-22", &["manager"]),
            ("2026-04-01", both),
            ("2026-04-08", both),
            ("2026-04-15", both),
        ];
        assert_eq!(mails, table(&expected));
        let input = RefuseExtension {
            support_extension_request_id: asked.id,
            decided_on: world.today(),
            reasons: CONFIDENTIAL.to_owned(),
        };
        extension_request::refuse(&world.db, &world.act(&world.people.manager), input).await.unwrap();
        assert_eq!(walk.until("2026-05-15", ReminderRule::ExtensionUndecided).await, []);
    }

    async fn the_notice_to_the_prefect_is_recalled_in_working_days_and_late_to_whoever_answers_for_it(world: World) {
        let landlord_id = &world.organisations.landlord.id;
        let manager = world.hire(landlord_id, Role::ProgrammeManager, "landlord.manager", None).await;
        let walk = Walk::new(&world).await;
        let household = world.preselected_household().await;
        let (tenancy, _) = world.sliding_lease(&household.id).await;
        // Twelve months from 2 March 2026; two months before their end is Saturday 2 January, so Thursday 31 December.
        world.go_to("2026-11-01", 8, 0);
        let mails = walk.until("2027-01-09", ReminderRule::PrefectNotice).await;
        let late: &[&str] = &["coordinator", manager.staff.email.split('@').next().unwrap()];
        let expected = [
            // Armistice Day, Christmas and six weekends lie between.
            ("2026-11-18", &["officer"] as &[&str]),
            ("2026-12-16", &["officer"]),
            ("2026-12-28", &["officer"]),
            ("2026-12-31", late),
            ("2027-01-07", late),
        ];
        assert_eq!(mails, table(&expected));
        world.inform_prefect(&tenancy, true).await;
        assert_eq!(walk.until("2027-02-15", ReminderRule::PrefectNotice).await, []);
    }

    async fn an_offer_without_an_answer_is_announced_as_run_out_and_waits_for_somebody(world: World) {
        let walk = Walk::new(&world).await;
        let household = world.preselected_household().await;
        world.diagnose(&household.id).await;
        let decision = world.allocate(&household.id).await;
        let act = world.act(&world.people.officer);
        let input = OfferDwelling {
            allocation_decision_id: decision.id.clone(),
            offered_on: world.today(),
            answer_days: None,
        };
        let offer = allocation::offer(&world.db, &act, input).await.unwrap();
        assert_eq!(offer.answer_due_on, Some("2026-03-12".parse().unwrap()));
        let mails = walk.until("2026-03-21", ReminderRule::OfferAnswer).await;
        let late: &[&str] = &["coordinator", "social.worker"];
        let expected = [
            ("2026-03-07", &["social.worker"] as &[&str]),
            ("2026-03-12", &["social.worker"]),
            ("2026-03-13", late),
            ("2026-03-20", late),
        ];
        assert_eq!(mails, table(&expected));
        let told = world.events_of(EventKind::OfferExpired).await;
        let subjects: Vec<_> = told.iter().map(|event| (event.subject_id.as_str(), event.actor_id.as_ref())).collect();
        assert_eq!(subjects, [(decision.id.as_str(), None)]);
        assert_eq!(entity::rules::calendar::today(told[0].occurred_at).to_string(), "2026-03-13");
        let (answer, answered_on) = (OfferAnswer::Silence, world.today());
        let input = AnswerOffer { allocation_decision_id: decision.id, answer, answered_on };
        allocation::answer(&world.db, &world.act(&world.people.officer), input).await.unwrap();
        assert_eq!(walk.until("2026-04-10", ReminderRule::OfferAnswer).await, []);
    }

    async fn a_late_diagnosis_is_its_authors_then_the_supervisors(world: World) {
        let walk = Walk::new(&world).await;
        let household = world.preselected_household().await;
        let ordered = world.order_diagnosis(&household.id).await;
        assert_eq!(ordered.due_on.to_string(), "2026-04-02");
        let mails = walk.until("2026-04-30", ReminderRule::DiagnosisLate).await;
        let expected = [
            ("2026-04-09", &["social.worker"] as &[&str]),
            ("2026-04-16", &["social.worker"]),
            ("2026-04-23", &["supervisor"]),
            ("2026-04-30", &["supervisor"]),
        ];
        assert_eq!(mails, table(&expected));
        let findings: RecordDiagnosis = world.findings(&ordered);
        diagnosis::record(&world.db, &world.act(&world.people.social_worker), findings).await.unwrap();
        assert_eq!(walk.until("2026-05-20", ReminderRule::DiagnosisLate).await, []);
    }

    async fn an_unsigned_agreement_is_the_referents_then_the_supervisors(world: World) {
        let walk = Walk::new(&world).await;
        let household = world.preselected_household().await;
        world.diagnose(&household.id).await;
        let act = world.act(&world.people.coordinator);
        let drawn_up = agreement::draw_up(&world.db, &act, world.agreement_input(&household.id)).await.unwrap();
        let mails = walk.until("2026-03-24", ReminderRule::AgreementUnsigned).await;
        let expected = [
            ("2026-03-09", &["social.worker"] as &[&str]),
            ("2026-03-16", &["social.worker"]),
            ("2026-03-23", &["supervisor"]),
        ];
        assert_eq!(mails, table(&expected));
        let input = CancelAgreement {
            tripartite_agreement_id: drawn_up.id,
            reason: CONFIDENTIAL.to_owned(),
        };
        agreement::cancel(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        assert_eq!(walk.until("2026-04-20", ReminderRule::AgreementUnsigned).await, []);
    }

    async fn a_missing_review_is_recalled_from_half_of_the_support_and_from_its_closing(world: World) {
        let walk = Walk::new(&world).await;
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        // Half of 365 days after 2 March.
        world.go_to("2026-08-20", 8, 0);
        let mails = walk.until("2026-09-22", ReminderRule::ReviewMissing).await;
        let expected = [
            ("2026-09-07", &["social.worker"] as &[&str]),
            ("2026-09-14", &["social.worker"]),
            ("2026-09-21", &["supervisor"]),
        ];
        assert_eq!(mails, table(&expected));
        world.review_progress(&measure).await;
        assert_eq!(walk.until("2026-10-20", ReminderRule::ReviewMissing).await, []);
        let act = world.act(&world.people.social_worker);
        let (closed_on, outcome) = (world.today(), SupportOutcome::HousingKept);
        let input = CloseSupport { support_measure_id: measure.id.clone(), closed_on, outcome };
        support::close(&world.db, &act, input).await.unwrap();
        let mails = walk.until("2026-11-11", ReminderRule::ReviewMissing).await;
        let expected = [
            ("2026-10-27", &["social.worker"] as &[&str]),
            ("2026-11-03", &["social.worker"]),
            ("2026-11-10", &["supervisor"]),
        ];
        assert_eq!(mails, table(&expected));
        let input = RecordProgressReview { kind: ProgressReviewKind::Final, ..world.progress_input(&measure) };
        progress_review::record(&world.db, &world.act(&world.people.social_worker), input).await.unwrap();
        assert_eq!(walk.until("2026-12-20", ReminderRule::ReviewMissing).await, []);
    }
}
