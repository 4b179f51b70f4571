//! A household and its members in the schema.

use async_graphql::{ID, InputObject, Result};
use entity::model::household::{Column, Entity, Relation};
use entity::model::{agenda_item, event, household_member, reminder, support_measure, tenancy};
use entity::policy::{FieldClass, scope};
use entity::types::{ProgrammeId, StaffId};
use sea_orm::{ColumnTrait, Condition};

use super::{
    AgendaItem, Event, Programme, Reminder, Staff, SupportMeasure, Tenancy, described, is_one_of, is_text, listed,
    wanted,
};
use crate::graphql::connection::DateRange;
use crate::graphql::enums::{HouseholdStage, Relationship};
use crate::graphql::plan::{Encoding, Filter, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    Household = Type::of::<Entity>("Household", "A household (*ménage*) of a programme.")
        .seen_by(|viewer, _| scope::households(viewer))
        .referent(|row| row.col(Column::ReferentId))
        .node("Its identifier.")
        .column::<String>(
            "reference",
            Column::Reference,
            "What mails and conversations call it, such as `M-4K7QZ2`: no name in it."
        )
        .column::<HouseholdStage>("stage", Column::Stage, "Where it stands on its path.")
        .column::<Date>("registeredOn", Column::RegisteredOn, "The day on which it was registered.")
        .column::<bool>("dalo", Column::Dalo, "Whether it belongs to the priority public DALO. Identity.")
        .class(FieldClass::Identity)
        .column::<bool>(
            "collectiveAgreement",
            Column::CollectiveAgreement,
            "Whether it belongs to the priority public of collective agreements (*accords collectifs*). Identity.",
        )
        .class(FieldClass::Identity)
        .column::<bool>("pdalpd", Column::Pdalpd, "Whether it belongs to the priority public of the PDALPD. Identity.")
        .class(FieldClass::Identity)
        .column::<String>("familyName", Column::FamilyName, "The name it is known by. Identity.")
        .class(FieldClass::Identity)
        .column::<Option<String>>(
            "nationalRequestNumber",
            Column::NationalRequestNumber,
            "Its national request number (*numéro unique*), if known. Identity.",
        )
        .class(FieldClass::Identity)
        .page::<HouseholdMember>(
            "members",
            household_member::Relation::Household,
            "Its members, the applicant among them. Identity.",
        )
        .class(FieldClass::Identity)
        .one::<Programme>("programme", Relation::Programme, "The programme.")
        .one::<Staff>("landlordContact", Relation::LandlordContact, "The landlord's officer who proposed it.")
        .maybe::<Staff>("referent", Relation::Referent, "Who supports it (*référent*); nobody before support starts.")
        .page::<SupportMeasure>(
            "supportMeasures",
            support_measure::Relation::Household,
            "Its support measures (*mesures d'accompagnement*).",
        )
        .of_file()
        .only::<SupportMeasure>(
            "currentSupport",
            support_measure::Relation::Household,
            || Condition::all().add(support_measure::Column::ClosedOn.is_null()),
            "The measure that is open, if one is.",
        )
        .of_file()
        .page::<Tenancy>("tenancies", tenancy::Relation::Household, "Its tenancies.")
        .of_file()
        .only::<Tenancy>(
            "currentTenancy",
            tenancy::Relation::Household,
            || Condition::all().add(tenancy::Column::EndOn.is_null()),
            "The tenancy that is open, if one is.",
        )
        .of_file()
        .page::<Reminder>("reminders", reminder::Relation::Household, "The reminders about it.")
        .page::<Event>("events", event::Relation::Household, "What happened to it.")
        .page::<AgendaItem>(
            "agendaItems",
            agenda_item::Relation::Household,
            "Where it is, or was, on the agenda of a meeting."
        )
);

/// Which households are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct HouseholdFilter {
    /// Of this programme.
    programme_id: Option<ID>,
    /// At one of these stages.
    stage: Option<Vec<HouseholdStage>>,
    /// Supported by this person.
    referent_id: Option<ID>,
    /// With exactly this reference.
    reference: Option<String>,
    /// Registered in this span of days.
    registered_on: Option<DateRange>,
}

impl Filter for HouseholdFilter {
    fn condition(self) -> Result<Condition> {
        let programme = self.programme_id.map(|id| wanted::<ProgrammeId>(&id, "programmeId")).transpose()?;
        let referent = self.referent_id.map(|id| wanted::<StaffId>(&id, "referentId")).transpose()?;
        Ok(Condition::all()
            .add_option(programme.map(|id| Column::ProgrammeId.eq(id)))
            .add_option(self.stage.map(|names| is_one_of::<_, entity::types::HouseholdStage>(Column::Stage, names)))
            .add_option(referent.map(|id| Column::ReferentId.eq(id)))
            .add_option(self.reference.map(|reference| is_text(Column::Reference, &reference)))
            .add_option(self.registered_on.map(|span| span.on(Column::RegisteredOn))))
    }
}

listed!(Household by HouseholdFilter, "households" {
    HouseholdOrderField HouseholdOrder:
    /// By the day of registration.
    RegisteredOn = Sort::by("REGISTERED_ON", Column::RegisteredOn, Encoding::Date),
    /// By reference.
    Reference = Sort::by("REFERENCE", Column::Reference, Encoding::Text),
});

described!(
    HouseholdMember = Type::of::<household_member::Entity>(
        "HouseholdMember",
        "A member of a household. Only read by who may read the household's identity.",
    )
    .of_file()
    .id("Their identifier.")
    .column::<String>("givenName", household_member::Column::GivenName, "Given name.")
    .column::<String>("familyName", household_member::Column::FamilyName, "Family name.")
    .column::<Option<Date>>("birthDate", household_member::Column::BirthDate, "Date of birth, if known.")
    .column::<Relationship>(
        "relationship",
        household_member::Column::Relationship,
        "Their place in the household."
    )
);

/// Which members are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct HouseholdMemberFilter {
    /// In one of these places in the household.
    relationship: Option<Vec<Relationship>>,
    /// Born in this span of days.
    birth_date: Option<DateRange>,
}

impl Filter for HouseholdMemberFilter {
    fn condition(self) -> Result<Condition> {
        use household_member::Column;
        Ok(Condition::all()
            .add_option(
                self.relationship.map(|names| is_one_of::<_, entity::types::Relationship>(Column::Relationship, names)),
            )
            .add_option(self.birth_date.map(|span| span.on(Column::BirthDate))))
    }
}

listed!(HouseholdMember by HouseholdMemberFilter, "members" {
    HouseholdMemberOrderField HouseholdMemberOrder:
    /// As they were registered, the applicant first.
    Position = Sort::by("POSITION", household_member::Column::Position, Encoding::Number),
    /// By family name.
    FamilyName = Sort::by("FAMILY_NAME", household_member::Column::FamilyName, Encoding::Text),
});
