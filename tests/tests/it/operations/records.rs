//! What is recorded when the product is filled: organisations, people, their passwords, dwellings, the programme itself;
//! and the development mailbox.

use std::collections::BTreeMap;

use entity::model::programme_form::{Lists, StatedModality};
use entity::model::{access_token, dwelling, event, mailbox_message, organisation, programme, staff};
use entity::operations::dwelling::RecordDwelling;
use entity::operations::mailbox::{KeepMail, keep};
use entity::operations::organisation::RecordOrganisation;
use entity::operations::programme::RecordProgramme;
use entity::operations::session::{authenticate, sign_in};
use entity::operations::staff::{RecordStaff, SetPassword, set_password};
use entity::operations::{
    dwelling as dwellings, organisation as organisations, programme as programmes, staff as staffs,
};
use entity::refusal::{OperationError, Rule};
use entity::types::{
    DwellingType, EventKind, OrganisationKind, ProgrammeSettings, ReminderRule, RentalModality, Role, SeriesSettings,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use tests::{Refusals, World, both_databases};

use super::nothing;

/// The rules that the record of an organisation can break.
pub(super) const ORGANISATION_RULES: &[Rule] =
    &[Rule::OrganisationNameTaken, Rule::TextRequired, Rule::TextTooLong, Rule::TextMalformed];

/// The rules that the record of a member of staff can break.
pub(super) const STAFF_RULES: &[Rule] = &[
    Rule::AddressMalformed,
    Rule::AddressTaken,
    Rule::RoleNotOfOrganisation,
    Rule::NotFound,
    Rule::PasswordTooShort,
    Rule::TextRequired,
];

/// The rules that a password can break.
pub(super) const PASSWORD_RULES: &[Rule] =
    &[Rule::PasswordTooShort, Rule::TextTooLong, Rule::StaffInactive, Rule::NotFound];

/// The rules that the record of a dwelling can break.
pub(super) const DWELLING_RULES: &[Rule] =
    &[Rule::DwellingReferenceTaken, Rule::PostalCodeMalformed, Rule::NotFound, Rule::TextRequired, Rule::TextMalformed];

/// The rules that the record of a programme can break.
pub(super) const PROGRAMME_RULES: &[Rule] = &[
    Rule::OffsetsNotDescending,
    Rule::SettingOutOfRange,
    Rule::ProgrammeNameTaken,
    Rule::CannotCoordinate,
    Rule::CannotSupervise,
    Rule::StaffInactive,
    Rule::NotFound,
    Rule::DateOutOfRange,
];

/// What an event says of what was recorded.
fn told(event: &event::Model) -> (EventKind, String, &serde_json::Value) {
    assert_eq!((&event.actor_id, &event.programme_id), (&None, &None), "recorded by the product, of no programme");
    (event.kind, event.subject_id.clone(), &event.changes)
}

both_databases! {
    async fn an_organisation_is_recorded(world: World) {
        let log = world.log().await;
        let recorded = organisations::record(&world.db, &world.system(), department()).await.unwrap();
        let found = organisation::Entity::find_by_id(recorded.id.clone()).one(&world.db).await.unwrap();
        assert_eq!(found, Some(recorded.clone()));
        assert_eq!((recorded.name.as_str(), recorded.short_name.as_str()), ("Département d’essai", "Département"));
        let event = log.only_event().await;
        let changes = json!({ "kind": "DEPARTMENT" });
        assert_eq!(told(&event), (EventKind::OrganisationRecorded, recorded.id.to_string(), &changes));
    }

    async fn an_organisation_is_refused(world: World) {
        organisations::record(&world.db, &world.system(), department()).await.unwrap();
        let mut refusals = Refusals::new(&world);
        let new = || RecordOrganisation { name: "Autre".to_owned(), short_name: "Autre".to_owned(), ..department() };
        for (case, expected, input) in [
            ("both names taken", vec![(Rule::OrganisationNameTaken, "name"), (Rule::OrganisationNameTaken, "shortName")], department()),
            ("a name that another goes by", vec![(Rule::OrganisationNameTaken, "name")], RecordOrganisation { name: "DÉPARTEMENT".to_owned(), ..new() }),
            ("the full name of another", vec![(Rule::OrganisationNameTaken, "shortName")], RecordOrganisation { short_name: "CCAS d’essai ".to_owned(), ..new() }),
            ("no name", vec![(Rule::TextRequired, "name")], RecordOrganisation { name: " ".to_owned(), ..new() }),
            ("a long name", vec![(Rule::TextTooLong, "name")], RecordOrganisation { name: "n".repeat(301), ..new() }),
            ("two lines", vec![(Rule::TextMalformed, "legalStatus")], RecordOrganisation { legal_status: "a\nb".to_owned(), ..new() }),
            ("what no database keeps", vec![(Rule::TextMalformed, "name")], RecordOrganisation { name: "a\0".to_owned(), ..new() }),
        ] {
            refusals.expect(case, &expected, organisations::record(&world.db, &world.system(), input)).await;
        }
        refusals.are(ORGANISATION_RULES);
    }

    async fn of_two_who_record_an_organisation_at_once_one_does(world: World) {
        let other = world.elsewhere().await;
        let named = |name: &str| RecordOrganisation { name: name.to_owned(), short_name: name.to_owned(), ..department() };
        let (act, act_elsewhere) = (world.system(), other.system());
        let (one, two) = tokio::join!(
            organisations::record(&world.db, &act, named("Éole")),
            organisations::record(&other.db, &act_elsewhere, named("ÉOLE")),
        );
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|done| **done).count(), 1);
    }

    async fn a_person_is_recorded_with_an_address_in_small_letters(world: World) {
        let log = world.log().await;
        let record = async |input| staffs::record(&world.db, &world.system(), input).await;
        let person = record(RecordStaff { email: " Neuf@Essai.test ".to_owned(), ..newcomer(&world) }).await.unwrap();
        assert_eq!((person.email.as_str(), person.active), ("neuf@essai.test", true));
        assert!(person.password_hash.is_some_and(|hash| hash.starts_with("$argon2id$v=19$")));
        let event = log.only_event().await;
        let changes = json!({ "organisationId": world.organisations.ccas.id, "role": "SOCIAL_WORKER" });
        assert_eq!(told(&event), (EventKind::StaffRecorded, person.id.to_string(), &changes));
        let without = RecordStaff { email: "dix@essai.test".to_owned(), password: None, ..newcomer(&world) };
        assert_eq!(record(without).await.unwrap().password_hash, None);
        assert_eq!(access_token::Entity::find().count(&world.db).await.unwrap(), 0);
        assert_eq!(staff::Entity::find().count(&world.db).await.unwrap(), 17);
    }

    async fn a_person_is_refused(world: World) {
        let mut refusals = Refusals::new(&world);
        let new = || newcomer(&world);
        let at = |email: &str| RecordStaff { email: email.to_owned(), ..new() };
        let as_of = |role, organisation: &organisation::Model| RecordStaff { role, organisation_id: organisation.id.clone(), ..new() };
        let of = &world.organisations;
        let misfit = || vec![(Rule::RoleNotOfOrganisation, "role")];
        for (case, expected, input) in [
            ("taken", vec![(Rule::AddressTaken, "email")], at("OFFICER@essai.test")),
            ("no address", vec![(Rule::AddressMalformed, "email")], at("neuf")),
            ("what no database compares", vec![(Rule::AddressMalformed, "email")], at("neuf\0@essai.test")),
            ("no name", vec![(Rule::TextRequired, "givenName")], RecordStaff { given_name: String::new(), ..new() }),
            ("a short password", vec![(Rule::PasswordTooShort, "password")], RecordStaff { password: Some("court".to_owned()), ..new() }),
            ("no such organisation", vec![(Rule::NotFound, "organisationId")], RecordStaff { organisation_id: nothing(), ..new() }),
            ("a social worker of a landlord", misfit(), as_of(Role::SocialWorker, &of.landlord)),
            ("an officer of a centre", misfit(), as_of(Role::LandlordOfficer, &of.ccas)),
            ("a funder who is paid", misfit(), as_of(Role::Funder, &of.ccas)),
            ("all at once", vec![(Rule::AddressMalformed, "email"), (Rule::TextRequired, "familyName"), (Rule::RoleNotOfOrganisation, "role")], RecordStaff { email: String::new(), family_name: String::new(), ..as_of(Role::SocialWorker, &of.town) }),
        ] {
            refusals.expect(case, &expected, staffs::record(&world.db, &world.system(), input)).await;
        }
        refusals.are(STAFF_RULES);
    }

    async fn of_two_who_record_a_person_at_once_one_does(world: World) {
        let other = world.elsewhere().await;
        let (act, act_elsewhere) = (world.system(), other.system());
        let (one, two) = tokio::join!(
            staffs::record(&world.db, &act, newcomer(&world)),
            staffs::record(&other.db, &act_elsewhere, newcomer(&world)),
        );
        let refused = [one, two].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        let taken = Rule::AddressTaken.refuse("email");
        assert!(matches!(refused.as_slice(), [OperationError::Refused(rules)] if *rules == [taken]), "{refused:?}");
    }

    async fn a_password_lets_in_and_whoever_came_by_another_is_out(world: World) {
        let person = staffs::record(&world.db, &world.system(), newcomer(&world)).await.unwrap();
        let enter = async |password: &str| sign_in(&world.db, world.clock.now(), &world.chance, &person.email, password).await;
        let good = async |token: &str| authenticate(&world.db, world.clock.now(), token).await.unwrap().is_some();
        let of_another = world.hire(&world.organisations.ccas.id, Role::SocialWorker, "autre", Some(PASSWORD)).await;
        let stays = sign_in(&world.db, world.clock.now(), &world.chance, &of_another.staff.email, PASSWORD).await.unwrap();
        let tokens = [enter(PASSWORD).await.unwrap().token, enter(PASSWORD).await.unwrap().token];

        let log = world.log().await;
        let input = SetPassword { staff_id: person.id.clone(), password: "un tout autre mot".to_owned() };
        set_password(&world.db, &world.system(), input).await.unwrap();
        let event = log.only_event().await;
        assert_eq!(told(&event), (EventKind::PasswordSet, person.id.to_string(), &json!({})));
        for token in &tokens {
            assert!(!good(token).await);
        }
        assert!(good(&stays.token).await, "of somebody else");
        assert!(enter(PASSWORD).await.is_err());
        assert!(good(&enter("un tout autre mot").await.unwrap().token).await);
        let everything = format!("{:?}", world.snapshot().await);
        assert!(!everything.contains("un tout autre mot"));
    }

    async fn a_password_is_refused(world: World) {
        let mut refusals = Refusals::new(&world);
        let officer = world.people.officer.id();
        for (case, expected, staff_id, password) in [
            ("short", (Rule::PasswordTooShort, "password"), officer.clone(), "onze lettre".to_owned()),
            ("long", (Rule::TextTooLong, "password"), officer, "é".repeat(201)),
            ("somebody who left", (Rule::StaffInactive, "staffId"), world.people.left.id(), PASSWORD.to_owned()),
            ("nobody", (Rule::NotFound, "staffId"), nothing(), PASSWORD.to_owned()),
        ] {
            let input = SetPassword { staff_id, password };
            refusals.expect(case, &[expected], set_password(&world.db, &world.system(), input)).await;
        }
        refusals.are(PASSWORD_RULES);
    }

    async fn a_dwelling_is_recorded(world: World) {
        let log = world.log().await;
        let input = RecordDwelling { reference: " D-1 ".to_owned(), ..dwelling(&world) };
        let recorded = dwellings::record(&world.db, &world.system(), input).await.unwrap();
        let found = dwelling::Entity::find_by_id(recorded.id.clone()).one(&world.db).await.unwrap();
        assert_eq!(found, Some(recorded.clone()));
        assert_eq!((recorded.reference.as_str(), recorded.dwelling_type), ("D-1", DwellingType::T2));
        let event = log.only_event().await;
        let changes =
            json!({ "ownerId": world.organisations.landlord.id, "dwellingType": "T2", "insertionStock": true });
        assert_eq!(told(&event), (EventKind::DwellingRecorded, recorded.id.to_string(), &changes));
    }

    async fn a_dwelling_is_refused(world: World) {
        dwellings::record(&world.db, &world.system(), dwelling(&world)).await.unwrap();
        let mut refusals = Refusals::new(&world);
        let new = || RecordDwelling { reference: "D-2".to_owned(), ..dwelling(&world) };
        let text = str::to_owned;
        for (case, expected, input) in [
            ("taken", vec![(Rule::DwellingReferenceTaken, "reference")], dwelling(&world)),
            ("no reference", vec![(Rule::TextRequired, "reference")], RecordDwelling { reference: text(" "), ..new() }),
            ("what no database compares", vec![(Rule::TextMalformed, "reference")], RecordDwelling { reference: text("\0"), ..new() }),
            ("four digits", vec![(Rule::PostalCodeMalformed, "postalCode")], RecordDwelling { postal_code: text("1400"), ..new() }),
            ("nowhere", vec![(Rule::TextRequired, "address"), (Rule::TextRequired, "city")], RecordDwelling { address: text(""), city: text(""), ..new() }),
            ("nobody's", vec![(Rule::NotFound, "ownerId")], RecordDwelling { owner_id: nothing(), ..new() }),
        ] {
            refusals.expect(case, &expected, dwellings::record(&world.db, &world.system(), input)).await;
        }
        refusals.are(DWELLING_RULES);
    }

    async fn a_programme_is_recorded_with_what_it_states(world: World) {
        let form = programme::Entity::find_by_id(world.programme_id.clone()).one(&world.db).await.unwrap().unwrap();
        let reminders = offsets(SeriesSettings { days_before: Some(vec![45]), ..SeriesSettings::default() });
        let settings = ProgrammeSettings { reminders, ..ProgrammeSettings::default() };
        let form = programme::Model { name: "Autre programme".to_owned(), settings, fndollts_funded: None, ..form };
        let input = RecordProgramme {
            form: form.clone(),
            lists: Lists {
                carriers: vec![world.organisations.ccas.id.clone(), world.organisations.landlord.id.clone()],
                modalities: vec![StatedModality {
                    modality: RentalModality::Sublease,
                    description: "le cas échéant".to_owned(),
                }],
                ..Lists::default()
            },
        };
        let before = world.snapshot().await;
        let log = world.log().await;
        let id = programmes::record(&world.db, &world.system(), input).await.unwrap();
        let event = log.only_event().await;
        assert_eq!((event.kind, event.actor_id, event.changes), (EventKind::ProgrammeRecorded, None, json!({})));
        assert_eq!((event.programme_id, event.subject_id), (Some(id.clone()), id.to_string()));
        let recorded = programme::Entity::find_by_id(id.clone()).one(&world.db).await.unwrap();
        assert_eq!(recorded, Some(programme::Model { id, ..form }));
        let after = world.snapshot().await;
        for (table, more) in
            [("programme", 1), ("programme_carrier", 2), ("programme_modality", 1), ("programme_version", 1)]
        {
            assert_eq!(after.count(table), before.count(table) + more, "{table}");
        }
    }

    async fn a_programme_is_refused(world: World) {
        let other = world.another_programme("Autre programme").await;
        let people = &world.people;
        let with = |change: &dyn Fn(&mut programme::Model)| {
            let mut other = other.clone();
            change(&mut other.form);
            other
        };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("a name taken", (Rule::ProgrammeNameTaken, "name"), with(&|form| "PROGRAMME d’essai".clone_into(&mut form.name))),
            ("run by a social worker", (Rule::CannotCoordinate, "coordinatorId"), with(&|form| form.coordinator_id = people.social_worker.id())),
            ("supervised by a landlord", (Rule::CannotSupervise, "supervisorId"), with(&|form| form.supervisor_id = people.officer.id())),
            ("supervised by who has left", (Rule::StaffInactive, "supervisorId"), with(&|form| form.supervisor_id = people.left.id())),
            ("run by nobody", (Rule::NotFound, "coordinatorId"), with(&|form| form.coordinator_id = nothing())),
            ("before the calendar", (Rule::DateOutOfRange, "startsOn"), with(&|form| form.starts_on = "1899-12-31".parse().unwrap())),
            ("the nearest first", (Rule::OffsetsNotDescending, "settings"), with(&|form| form.settings.reminders = offsets(SeriesSettings { days_before: Some(vec![7, 30]), ..SeriesSettings::default() }))),
            ("an escalation at once", (Rule::SettingOutOfRange, "settings"), with(&|form| form.settings.reminders = offsets(SeriesSettings { escalation_after_days: Some(0), ..SeriesSettings::default() }))),
            ("a review every no month", (Rule::SettingOutOfRange, "settings"), with(&|form| form.settings.lease_review.period_months = 0)),
        ] {
            let act = world.system();
            refusals.expect(case, &[expected], Box::pin(programmes::record(&world.db, &act, input))).await;
        }
        let mut carried = other.clone();
        carried.lists.carriers = vec![nothing()];
        let act = world.system();
        let recorded = Box::pin(programmes::record(&world.db, &act, carried));
        refusals.expect("carried by nobody", &[(Rule::NotFound, "carriers")], recorded).await;
        refusals.are(PROGRAMME_RULES);
        programmes::record(&world.db, &world.system(), with(&|form| form.settings.reminders = offsets(SeriesSettings { days_before: Some(vec![45]), ..SeriesSettings::default() }))).await.unwrap();
    }

    async fn a_mail_is_kept(world: World) {
        let mail = KeepMail {
            message_id: "a@b".to_owned(),
            recipient: "c@d".to_owned(),
            subject: "Essai".to_owned(),
            raw: "Subject: Essai\r\n\r\nÀ bientôt".to_owned(),
        };
        keep(&world.db, world.clock.now(), &world.chance, mail.clone()).await.unwrap();
        // Sent again under the same Message-ID, it is shown again: that is what a reader would see.
        keep(&world.db, world.clock.now(), &world.chance, mail.clone()).await.unwrap();
        let kept = mailbox_message::Entity::find().all(&world.db).await.unwrap();
        assert_eq!(kept.len(), 2);
        assert_eq!((&kept[0].raw, kept[0].received_at), (&mail.raw, world.clock.now()));
    }
}

const PASSWORD: &str = "un mot de passe d’essai";

fn department() -> RecordOrganisation {
    RecordOrganisation {
        kind: OrganisationKind::Department,
        name: " Département d’essai".to_owned(),
        short_name: "Département ".to_owned(),
        legal_status: String::new(),
    }
}

fn newcomer(world: &World) -> RecordStaff {
    RecordStaff {
        organisation_id: world.organisations.ccas.id.clone(),
        email: "neuf@essai.test".to_owned(),
        given_name: "N".to_owned(),
        family_name: "N".to_owned(),
        role: Role::SocialWorker,
        password: Some(PASSWORD.to_owned()),
    }
}

fn dwelling(world: &World) -> RecordDwelling {
    RecordDwelling {
        reference: "D-1".to_owned(),
        owner_id: world.organisations.landlord.id.clone(),
        address: "1 rue d’essai".to_owned(),
        postal_code: "14000".to_owned(),
        city: "Ville d’essai".to_owned(),
        dwelling_type: DwellingType::T2,
        insertion_stock: true,
    }
}

/// When the end of a support is recalled.
fn offsets(series: SeriesSettings) -> BTreeMap<ReminderRule, SeriesSettings> {
    BTreeMap::from([(ReminderRule::SupportEnd, series)])
}
