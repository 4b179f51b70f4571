//! A small programme on an SQLite file of its own, with a clock that is moved by hand and a mailbox
//! that can be told to fail.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::mail::{MailboxMailer, MailboxStore, Mailer, StoredMail};
use crate::sender::{Outcome, send};
use crate::{Environment, Settings};
use chrono::{DateTime, NaiveDate, Utc};
use entity::chance::Chance;
use entity::clock::Clock;
use entity::model::programme_form::{Lists, StatedModality};
use entity::model::{
    event, programme, progress_review, reminder, reminder_attempt, staff, step_waiver, support_measure,
};
use entity::operations::household::{NewMember, RegisterHousehold};
use entity::operations::organisation::RecordOrganisation;
use entity::operations::programme::RecordProgramme;
use entity::operations::staff::RecordStaff;
use entity::operations::support::StartSupport;
use entity::operations::{self, Act};
use entity::policy::Actor;
use entity::rules::household::PriorityGrounds;
use entity::types::{
    DwellingType, HouseholdStage, OrganisationKind, ProgrammeId, ProgrammeSettings, ProgressReviewId,
    ProgressReviewKind, Relationship, ReminderId, ReminderState, RentalModality, Role, StaffId, StepWaiverId,
    SupportAxis, SupportIntensity, WaivedStep,
};
use futures::future::BoxFuture;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use tokio_util::sync::CancellationToken;

/// Mails kept in memory.
#[derive(Clone, Default)]
pub(super) struct Inbox {
    mails: Arc<Mutex<Vec<StoredMail>>>,
    down: Arc<AtomicBool>,
    slow: Arc<Mutex<Duration>>,
    panics_at: Arc<Mutex<Option<ReminderId>>>,
}

impl Inbox {
    /// Refuses mails for now, or takes them again.
    pub(super) fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// Takes so long for each mail.
    pub(super) fn slow_down(&self, each: Duration) {
        *self.slow.lock().unwrap() = each;
    }

    /// Panics when this reminder's mail comes.
    pub(super) fn panic_at(&self, id: &ReminderId) {
        *self.panics_at.lock().unwrap() = Some(id.clone());
    }

    /// Takes out what has arrived.
    pub(super) fn take(&self) -> Vec<StoredMail> {
        std::mem::take(&mut self.mails.lock().unwrap())
    }
}

impl MailboxStore for Inbox {
    fn store(&self, mail: StoredMail) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            // Long enough for two runs to meet on a row.
            let wait = (*self.slow.lock().unwrap()).max(Duration::from_millis(2));
            tokio::time::sleep(wait).await;
            let bad = self.panics_at.lock().unwrap().clone();
            assert!(!bad.is_some_and(|id| mail.message_id.contains(id.as_str())), "asked for");
            if self.down.load(Ordering::SeqCst) {
                return Err("the server is down".to_owned());
            }
            self.mails.lock().unwrap().push(mail);
            Ok(())
        })
    }
}

/// The programme's people.
pub(super) struct People {
    pub(super) coordinator: StaffId,
    pub(super) supervisor: StaffId,
    pub(super) referent: StaffId,
    pub(super) landlord: StaffId,
}

/// The programme, its database, its clock and its mailbox.
pub(super) struct World {
    pub(super) env: Environment,
    pub(super) inbox: Inbox,
    pub(super) people: People,
    pub(super) programme: ProgrammeId,
    _dir: tempfile::TempDir,
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl World {
    /// A programme without households, at `start`.
    pub(super) async fn new(start: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", dir.path().join("test.sqlite").display());
        let settings = Settings::from_lookup(|name| (name == "DATABASE_URL").then(|| url.clone())).unwrap();
        let db = entity::database::connect(&url, 8).await.unwrap();
        Migrator::up(&db, None).await.unwrap();
        let inbox = Inbox::default();
        let mut env = Environment::new(&settings, db, Clock::manual(at(start)), Chance::seeded(1));
        env.queue.install().await.unwrap();
        env.mailer = Mailer::Mailbox(MailboxMailer::new(inbox.clone()));
        let (people, programme) = found(&env).await;
        Self { env, inbox, people, programme, _dir: dir }
    }

    /// A second process on the same database, clock and mailbox.
    pub(super) fn twin(&self) -> Environment {
        Environment { chance: Chance::seeded(2), ..self.env.clone() }
    }

    /// Who acts, for an operation of the product itself.
    pub(super) fn act(&self) -> Act<'_> {
        Act::new(&Actor::System, self.env.now(), &self.env.chance)
    }

    pub(super) fn go_to(&self, instant: &str) {
        self.env.clock.set(at(instant));
    }

    /// A household whose support began on `start_on`.
    pub(super) async fn support(&self, start_on: &str) -> support_measure::Model {
        let input = RegisterHousehold {
            programme_id: self.programme.clone(),
            landlord_contact_id: Some(self.people.landlord.clone()),
            family_name: "Modèle".to_owned(),
            national_request_number: None,
            grounds: PriorityGrounds { dalo: true, collective_agreement: false, pdalpd: false },
            members: vec![NewMember {
                given_name: "Prénom".to_owned(),
                family_name: "Modèle".to_owned(),
                birth_date: None,
                relationship: Relationship::Applicant,
            }],
            former_household_id: None,
        };
        let household = operations::household::register(&self.env.db, &self.act(), input).await.unwrap();
        // The cell's meeting is left out: its convocations would be in every mailbox.
        let mut preselected = household.into_active_model();
        preselected.stage = Set(HouseholdStage::Preselected);
        let household = preselected.update(&self.env.db).await.unwrap();
        let waiver = step_waiver::ActiveModel {
            id: Set(StepWaiverId::generate(self.env.now(), &self.env.chance)),
            household_id: Set(household.id.clone()),
            step: Set(WaivedStep::AgreementBeforeSupport),
            reasons: Set("x".to_owned()),
            waived_by_id: Set(self.people.coordinator.clone()),
            waived_on: Set(self.act().today()),
            version: Set(1),
            ..Default::default()
        };
        step_waiver::Entity::insert(waiver).exec_without_returning(&self.env.db).await.unwrap();
        let input = StartSupport {
            household_id: household.id,
            referent_id: self.people.referent.clone(),
            start_on: day(start_on),
            end_on: None,
            intensity: SupportIntensity::Medium,
            axes: vec![SupportAxis::BudgetManagement],
            objectives: vec![],
        };
        let measure = operations::support::start(&self.env.db, &self.act(), input).await.unwrap();
        // Its review is held already, so that nothing is recalled but its end.
        let review = progress_review::ActiveModel {
            id: Set(ProgressReviewId::generate(self.env.now(), &self.env.chance)),
            support_measure_id: Set(measure.id.clone()),
            kind: Set(ProgressReviewKind::Interim),
            rank: Set(1),
            held_on: Set(measure.start_on),
            author_id: Set(self.people.referent.clone()),
            household_view: Set("x".to_owned()),
            account: Set("x".to_owned()),
            landlord_account: Set("x".to_owned()),
            version: Set(1),
            ..Default::default()
        };
        progress_review::Entity::insert(review).exec_without_returning(&self.env.db).await.unwrap();
        measure
    }

    /// Sends one reminder by itself.
    pub(super) async fn send(&self, id: &ReminderId) -> Outcome {
        send(&self.env, std::slice::from_ref(id), &CancellationToken::new()).await[id]
    }

    /// The ledger, in order of recipient and step.
    pub(super) async fn ledger(&self) -> Vec<reminder::Model> {
        reminder::Entity::find()
            .order_by_asc(reminder::Column::RecipientId)
            .order_by_asc(reminder::Column::DueOn)
            .order_by_asc(reminder::Column::Step)
            .all(&self.env.db)
            .await
            .unwrap()
    }

    /// The steps and states of one recipient's reminders.
    pub(super) async fn steps(&self, recipient: &StaffId) -> Vec<(i32, ReminderState)> {
        let mine = self.ledger().await.into_iter().filter(|row| row.recipient_id == *recipient);
        mine.map(|row| (row.step, row.state)).collect()
    }

    pub(super) async fn attempts(&self, row: &reminder::Model) -> Vec<reminder_attempt::Model> {
        reminder_attempt::Entity::find()
            .filter(reminder_attempt::Column::ReminderId.eq(row.id.clone()))
            .order_by_asc(reminder_attempt::Column::Number)
            .all(&self.env.db)
            .await
            .unwrap()
    }

    pub(super) async fn events(&self, kind: entity::types::EventKind) -> Vec<event::Model> {
        event::Entity::find().filter(event::Column::Kind.eq(kind)).all(&self.env.db).await.unwrap()
    }

    /// Changes a member of staff.
    pub(super) async fn change_staff(&self, id: &StaffId, change: impl FnOnce(&mut staff::ActiveModel)) {
        let found = staff::Entity::find_by_id(id.clone()).one(&self.env.db).await.unwrap().unwrap();
        let mut row = found.into_active_model();
        change(&mut row);
        row.update(&self.env.db).await.unwrap();
    }

    pub(super) async fn set_email(&self, id: &StaffId, email: &str) {
        let email = email.to_owned();
        self.change_staff(id, |row| row.email = Set(email)).await;
    }
}

async fn found(env: &Environment) -> (People, ProgrammeId) {
    let actor = Actor::System;
    let act = Act::new(&actor, env.now(), &env.chance);
    let mut organisations = Vec::new();
    for (kind, name) in [(OrganisationKind::Landlord, "Bailleur"), (OrganisationKind::SupportOrganisation, "CCAS")] {
        let input = RecordOrganisation {
            kind,
            name: name.to_owned(),
            short_name: name.to_owned(),
            legal_status: String::new(),
        };
        organisations.push(operations::organisation::record(&env.db, &act, input).await.unwrap().id);
    }
    let mut people = Vec::new();
    for (organisation, role, name) in [
        (1, Role::Coordinator, "coordination"),
        (1, Role::ProgrammeManager, "responsable"),
        (1, Role::SocialWorker, "referent"),
        (0, Role::LandlordOfficer, "bailleur"),
    ] {
        let input = RecordStaff {
            organisation_id: organisations[organisation].clone(),
            email: format!("{name}@example.fr"),
            given_name: name.to_owned(),
            family_name: name.to_owned(),
            role,
            password: None,
        };
        people.push(operations::staff::record(&env.db, &act, input).await.unwrap().id);
    }
    let people = People {
        coordinator: people[0].clone(),
        supervisor: people[1].clone(),
        referent: people[2].clone(),
        landlord: people[3].clone(),
    };
    let form = form(&people, act.today(), ProgrammeId::generate(act.now, act.chance));
    let direct = StatedModality { modality: RentalModality::DirectAccess, description: "accès direct".to_owned() };
    let lists = Lists { carriers: organisations, modalities: vec![direct], ..Lists::default() };
    let input = RecordProgramme { form, lists };
    let programme = operations::programme::record(&env.db, &act, input).await.unwrap();
    (people, programme)
}

fn form(people: &People, starts_on: NaiveDate, id: ProgrammeId) -> programme::Model {
    let text = String::new;
    programme::Model {
        id,
        call_name: "Appel".to_owned(),
        name: "Programme".to_owned(),
        location: "Ville".to_owned(),
        summary: text(),
        household_target: 1,
        dalo_eligible: true,
        collective_agreement_eligible: true,
        pdalpd_eligible: true,
        public_characteristics: text(),
        mobilises_new_supply: false,
        mobilises_with_works: false,
        mobilises_without_works: true,
        mobilises_by_reclassification: false,
        dwelling_target: 1,
        smallest_dwelling_type: DwellingType::T1,
        largest_dwelling_type: DwellingType::T5,
        reservation_and_allocation: text(),
        dwelling_location: text(),
        support_method: text(),
        rental_management_fit: text(),
        adhesion_approach: text(),
        support_supply: text(),
        landlord_support_relation: text(),
        fit_to_needs: text(),
        partnership: text(),
        financing: text(),
        fndollts_funded: None,
        fndollts_applied: None,
        commitment_note: text(),
        commitment_years: 3,
        departmental_opinion: text(),
        departmental_relevance: text(),
        reproducibility: None,
        departmental_conditions: text(),
        departmental_opinion_on: None,
        regional_opinion: None,
        regional_comment: text(),
        regional_opinion_on: None,
        starts_on,
        coordinator_id: people.coordinator.clone(),
        supervisor_id: people.supervisor.clone(),
        settings: ProgrammeSettings::default(),
        version: 1,
    }
}
