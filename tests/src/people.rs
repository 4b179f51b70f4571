//! The cast: two landlords, two social action centres, and one person at least for each role. Every name
//! is marked, so that a test sees it where it should not be.

use entity::model::{organisation, staff};
use entity::operations::organisation::RecordOrganisation;
use entity::operations::session::viewer;
use entity::operations::staff::RecordStaff;
use entity::operations::{Act, organisation as organisations, staff as staffs};
use entity::policy::{Actor, Viewer};
use entity::types::{OrganisationId, OrganisationKind, Role, StaffId};
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};

use crate::world::CONFIDENTIAL;

/// A member of staff, ready to act.
#[derive(Debug, Clone)]
pub struct Person {
    /// The row.
    pub staff: staff::Model,
    /// As an actor.
    pub actor: Actor,
}

impl Person {
    /// Who they are.
    pub fn id(&self) -> StaffId {
        self.staff.id.clone()
    }

    /// As a viewer.
    pub fn viewer(&self) -> Viewer {
        viewer(&self.staff)
    }
}

/// The organisations of the cast.
#[derive(Debug, Clone)]
pub struct Organisations {
    /// The programme's landlord.
    pub landlord: organisation::Model,
    /// A landlord of the same town, in the same programme.
    pub other_landlord: organisation::Model,
    /// The programme's social action centre.
    pub ccas: organisation::Model,
    /// Another support organisation.
    pub other_ccas: organisation::Model,
    /// A funder.
    pub state: organisation::Model,
    /// The town.
    pub town: organisation::Model,
}

/// The people of the cast.
#[derive(Debug, Clone)]
pub struct People {
    /// Administrator, of the town.
    pub administrator: Person,
    /// Programme manager, of the social action centre.
    pub manager: Person,
    /// Coordinator, of the social action centre: the programme's.
    pub coordinator: Person,
    /// Social worker of the social action centre: the programme's supervisor.
    pub supervisor: Person,
    /// Social worker of the social action centre: the referent, unless a test says otherwise.
    pub social_worker: Person,
    /// Their colleague.
    pub colleague: Person,
    /// Social worker of the other support organisation.
    pub other_social_worker: Person,
    /// The landlord's officer: the contact, unless a test says otherwise.
    pub officer: Person,
    /// Their colleague.
    pub officer_colleague: Person,
    /// Officer of the other landlord.
    pub other_officer: Person,
    /// Funder, of the State.
    pub funder: Person,
    /// Meeting member, of the town.
    pub member: Person,
    /// Meeting member of the town who sits in no meeting, unless a test says otherwise.
    pub other_member: Person,
    /// A social worker who has left.
    pub left: Person,
    /// An officer of the landlord who has left.
    pub officer_left: Person,
}

impl People {
    /// Everybody who works here, by what they are to a household that the referent follows and the officer proposed:
    /// the columns of the tables of who may do what.
    pub fn everybody(&self) -> [(&'static str, &Person); 12] {
        [
            ("administrator", &self.administrator),
            ("manager", &self.manager),
            ("coordinator", &self.coordinator),
            ("referent", &self.social_worker),
            ("referent's colleague", &self.colleague),
            ("social worker of another centre", &self.other_social_worker),
            ("officer", &self.officer),
            ("officer's colleague", &self.officer_colleague),
            ("officer of another landlord", &self.other_officer),
            ("funder", &self.funder),
            ("meeting member", &self.member),
            ("member who sits elsewhere", &self.other_member),
        ]
    }
}

impl Organisations {
    pub(crate) async fn record(db: &DatabaseConnection, act: &Act<'_>) -> Self {
        let organisation = async |kind, short_name: &str| {
            let input = RecordOrganisation {
                kind,
                name: format!("{short_name} d’essai"),
                short_name: short_name.to_owned(),
                legal_status: String::new(),
            };
            organisations::record(db, act, input).await.unwrap()
        };
        Self {
            landlord: organisation(OrganisationKind::Landlord, "Bailleur").await,
            other_landlord: organisation(OrganisationKind::Landlord, "Autre bailleur").await,
            ccas: organisation(OrganisationKind::SupportOrganisation, "CCAS").await,
            other_ccas: organisation(OrganisationKind::SupportOrganisation, "Autre CCAS").await,
            state: organisation(OrganisationKind::State, "État").await,
            town: organisation(OrganisationKind::Town, "Ville").await,
        }
    }
}

impl People {
    pub(crate) async fn record(db: &DatabaseConnection, act: &Act<'_>, of: &Organisations) -> Self {
        let person = async |organisation: &organisation::Model, role, name: &str| {
            record_person(db, act, &organisation.id, role, name, None).await
        };
        let people = Self {
            administrator: person(&of.town, Role::Administrator, "administrator").await,
            manager: person(&of.ccas, Role::ProgrammeManager, "manager").await,
            coordinator: person(&of.ccas, Role::Coordinator, "coordinator").await,
            supervisor: person(&of.ccas, Role::SocialWorker, "supervisor").await,
            social_worker: person(&of.ccas, Role::SocialWorker, "social.worker").await,
            colleague: person(&of.ccas, Role::SocialWorker, "colleague").await,
            other_social_worker: person(&of.other_ccas, Role::SocialWorker, "other.social.worker").await,
            officer: person(&of.landlord, Role::LandlordOfficer, "officer").await,
            officer_colleague: person(&of.landlord, Role::LandlordOfficer, "officer.colleague").await,
            other_officer: person(&of.other_landlord, Role::LandlordOfficer, "other.officer").await,
            funder: person(&of.state, Role::Funder, "funder").await,
            member: person(&of.town, Role::MeetingMember, "member").await,
            other_member: person(&of.town, Role::MeetingMember, "other.member").await,
            left: person(&of.ccas, Role::SocialWorker, "left").await,
            officer_left: person(&of.landlord, Role::LandlordOfficer, "officer.left").await,
        };
        // No operation of the product lets somebody go yet.
        for person in [&people.left, &people.officer_left] {
            let sql = format!("UPDATE staff SET active = false WHERE id = '{}'", person.staff.id);
            db.execute_unprepared(&sql).await.unwrap();
        }
        people
    }
}

/// Records a person of the cast, with an account if a password is given.
pub(crate) async fn record_person(
    db: &(impl TransactionTrait + ConnectionTrait),
    act: &Act<'_>,
    organisation_id: &OrganisationId,
    role: Role,
    name: &str,
    password: Option<&str>,
) -> Person {
    let input = RecordStaff {
        organisation_id: organisation_id.clone(),
        email: format!("{name}@essai.test"),
        given_name: CONFIDENTIAL.to_owned(),
        family_name: format!("{CONFIDENTIAL} {name}"),
        role,
        password: password.map(str::to_owned),
    };
    let staff = staffs::record(db, act, input).await.unwrap();
    Person { actor: Actor::Staff(viewer(&staff)), staff }
}
