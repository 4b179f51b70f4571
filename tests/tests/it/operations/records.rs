//! What is recorded when a programme is loaded: organisations, people, dwellings, the programme itself;
//! and the development mailbox.

use entity::model::programme_form::{Lists, StatedModality};
use entity::model::{access_token, dwelling, mailbox_message, organisation, programme, staff};
use entity::operations::dwelling::{RecordDwelling, record_all};
use entity::operations::mailbox::{KeepMail, keep};
use entity::operations::organisation::RecordOrganisation;
use entity::operations::programme::{RecordProgramme, StatedShare};
use entity::operations::staff::RecordStaff;
use entity::operations::{organisation as organisations, programme as programmes, staff as staffs};
use entity::refusal::Rule;
use entity::types::{
    DwellingType, EventKind, OrganisationKind, ProgrammeSettings, RateComponent, RateUnit, RentalModality, Role,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use tests::{Refusals, World, both_databases};

/// The rules that the record of a programme can break.
pub(super) const PROGRAMME_RULES: &[Rule] = &[Rule::OffsetsNotDescending, Rule::SettingOutOfRange];

both_databases! {
    async fn an_organisation_is_recorded_once(world: World) {
        let input = RecordOrganisation {
            kind: OrganisationKind::Department,
            name: "Département d’essai".to_owned(),
            short_name: "Département".to_owned(),
            legal_status: String::new(),
        };
        let recorded = organisations::record(&world.db, &world.system(), input.clone()).await.unwrap();
        let found = organisation::Entity::find_by_id(recorded.id.clone()).one(&world.db).await.unwrap();
        assert_eq!(found, Some(recorded));
        let before = world.snapshot().await;
        assert!(organisations::record(&world.db, &world.system(), input).await.is_err());
        before.assert_same(&world.snapshot().await, "a name taken");
    }

    async fn a_person_is_recorded_with_an_address_in_small_letters(world: World) {
        let input = |email: &str, password: Option<&str>| RecordStaff {
            organisation_id: world.organisations.ccas.id.clone(),
            email: email.to_owned(),
            given_name: "N".to_owned(),
            family_name: "N".to_owned(),
            role: Role::SocialWorker,
            password: password.map(str::to_owned),
        };
        let record = async |input| staffs::record(&world.db, &world.system(), input).await;
        let person = record(input("Neuf@Essai.test", Some("un mot de passe"))).await.unwrap();
        assert_eq!((person.email.as_str(), person.active), ("neuf@essai.test", true));
        assert!(person.password_hash.is_some_and(|hash| hash.starts_with("$argon2id$v=19$")));
        assert_eq!(record(input("dix@essai.test", None)).await.unwrap().password_hash, None);
        let before = world.snapshot().await;
        for taken_or_wrong in ["NEUF@essai.test", "neuf", ""] {
            assert!(record(input(taken_or_wrong, None)).await.is_err(), "{taken_or_wrong:?}");
        }
        before.assert_same(&world.snapshot().await, "an address taken, or none");
        assert_eq!(access_token::Entity::find().count(&world.db).await.unwrap(), 0);
        assert_eq!(staff::Entity::find().count(&world.db).await.unwrap(), 17);
    }

    async fn dwellings_are_recorded_all_or_none(world: World) {
        let dwelling = |reference: &str| RecordDwelling {
            reference: reference.to_owned(),
            owner_id: world.organisations.landlord.id.clone(),
            address: "1 rue d’essai".to_owned(),
            postal_code: "14000".to_owned(),
            city: "Ville d’essai".to_owned(),
            dwelling_type: DwellingType::T2,
            insertion_stock: true,
        };
        let ids = record_all(&world.db, &world.system(), vec![dwelling("1"), dwelling("2")]).await.unwrap();
        let second = dwelling::Entity::find_by_id(ids[1].clone()).one(&world.db).await.unwrap().unwrap();
        assert_eq!((second.reference.as_str(), second.dwelling_type), ("2", DwellingType::T2));
        assert!(record_all(&world.db, &world.system(), vec![]).await.unwrap().is_empty());
        let before = world.snapshot().await;
        assert!(record_all(&world.db, &world.system(), vec![dwelling("3"), dwelling("1")]).await.is_err());
        before.assert_same(&world.snapshot().await, "a reference taken");
    }

    async fn a_programme_is_recorded_with_what_it_states(world: World) {
        let form = programme::Entity::find_by_id(world.programme_id.clone()).one(&world.db).await.unwrap().unwrap();
        let mut settings = ProgrammeSettings::default();
        settings.support.days_before = vec![45];
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
            rates: vec![(RateComponent::Support, RateUnit::PerHouseholdYear, 125_000)],
            shares: vec![
                StatedShare::of_whole(world.organisations.state.id.clone(), 7_100, ""),
                StatedShare::of_whole(world.organisations.town.id.clone(), 900, ""),
            ],
        };
        let before = world.snapshot().await;
        let log = world.log().await;
        let id = programmes::record(&world.db, &world.system(), input.clone()).await.unwrap();
        let event = log.only_event().await;
        assert_eq!((event.kind, event.actor_id, event.changes), (EventKind::ProgrammeRecorded, None, json!({})));
        assert_eq!((event.programme_id, event.subject_id), (Some(id.clone()), id.to_string()));
        let recorded = programme::Entity::find_by_id(id.clone()).one(&world.db).await.unwrap();
        assert_eq!(recorded, Some(programme::Model { id, ..form }));
        let after = world.snapshot().await;
        for (table, more) in
            [("programme", 1), ("programme_carrier", 2), ("programme_modality", 1), ("programme_version", 1), ("unit_rate", 1), ("funding_share", 2)]
        {
            assert_eq!(after.count(table), before.count(table) + more, "{table}");
        }
        assert!(programmes::record(&world.db, &world.system(), input).await.is_err());
        after.assert_same(&world.snapshot().await, "a name taken");
    }

    async fn settings_that_would_lose_reminders_are_refused(world: World) {
        let other = world.another_programme("Autre programme").await;
        let with = |change: fn(&mut ProgrammeSettings)| {
            let mut other = other.clone();
            change(&mut other.form.settings);
            other
        };
        let mut refusals = Refusals::new(&world);
        for (case, rule, input) in [
            ("the nearest first", Rule::OffsetsNotDescending, with(|all| all.support.days_before = vec![7, 30])),
            ("an escalation at once", Rule::SettingOutOfRange, with(|all| all.support.escalation_after_days = 0)),
            ("a review every no month", Rule::SettingOutOfRange, with(|all| all.lease_review.period_months = 0)),
        ] {
            let act = world.system();
            let recorded = Box::pin(programmes::record(&world.db, &act, input));
            refusals.expect(case, &[(rule, "settings")], recorded).await;
        }
        refusals.are(PROGRAMME_RULES);
        programmes::record(&world.db, &world.system(), with(|all| all.support.days_before = vec![45])).await.unwrap();
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
