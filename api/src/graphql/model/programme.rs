//! A programme in the schema: every field of the form, and where the form contradicts itself. The lines that
//! a form fixes (carriers, modalities, rates, shares) are plain lists: there is nothing to page through. Its versions are
//! paged: it is revised as often as its partners agree.

mod form;
mod partner;
mod version;
mod warning;

use async_graphql::{ID, InputObject, Json, Result};
use entity::model::programme::{Column, Entity, Relation};
use entity::model::{
    funding_entry, funding_share, household, meeting, programme_carrier, programme_modality, programme_partner,
    programme_version, unit_rate, yearly_target,
};
use entity::policy::{Action, FieldClass, Viewer};
use sea_orm::Condition;
use sea_orm::sea_query::Expr;

pub(crate) use self::form::FormRevisionInput;
use self::form::stated;
use self::partner::{ProgrammePartner, YearlyTarget};
use self::version::ProgrammeVersion;
use self::warning::{ProgrammeWarning, warnings};
use super::funding::{FundingEntry, FundingShare, FundingYear, UnitRate, funding_years};
use super::statistics::{ProgrammeStatistics, statistics};
use super::{CellMeeting, Household, Organisation, Staff, described, listed};
use crate::graphql::comparators::TextComparator;
use crate::graphql::enums::RentalModality;
use crate::graphql::plan::{Encoding, Filter, Late, Moment, Permission, Row, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    Programme = stated(
        Type::of::<Entity>("Programme", "A programme: one answer to a call for projects, with every field of its form.")
            .node("Its identifier.")
    )
    .column::<Date>("startsOn", Column::StartsOn, "First day of the commitment.")
    .column::<Json<serde_json::Value>>(
        "settings",
        Column::Settings,
        "Where it runs, when it reminds and what it pays, by five keys. `territory`: whose public holidays count, such as \
         `METROPOLITAN_FRANCE` (`enumLabels` has them all). `reminders`: by rule, such as `SUPPORT_END`, what differs from \
         the rule's own offsets (worker/README.md has these): `days_before` (the farthest first), `days_after`, \
         `landlord_from_days`, `escalation_after_days`, `escalation_every_days`. `lease_review`: `exam_period_months`, \
         `period_months` (between two reviews, if nothing else is agreed). `meeting`: `convocation_days_before`, \
         `reminder_working_days_before`. `funding`: `pays_unretained_diagnosis`, which is true or false. Else whole \
         numbers, of days where the key says nothing else; `days_before` and `days_after` are lists of them."
    )
    .column::<i32>("version", Column::Version, "The version of its form, from 1: raised by every revision and opinion.")
    .one::<Staff>("coordinator", Relation::Coordinator, "Who runs the coordination cell and is told of what is late.")
    .one::<Staff>("supervisor", Relation::Supervisor, "Who supervises the referents.")
    .through::<Organisation, programme_carrier::Entity>(
        "carriers",
        programme_carrier::Relation::Programme,
        programme_carrier::Relation::Organisation,
        programme_carrier::Column::Position,
        "Its carriers (*porteurs*), in the form's order.",
    )
    .all::<ProgrammeModality>(
        "modalities",
        programme_modality::Relation::Programme,
        programme_modality::Column::Modality,
        "The rental modalities it offers (*modalités d'intermédiation*), in the form's words.",
    )
    .all::<ProgrammePartner>(
        "partners",
        programme_partner::Relation::Programme,
        programme_partner::Column::Position,
        "Its partners by name (*partenaires mobilisés*), operational and financial.",
    )
    .all::<YearlyTarget>(
        "yearlyTargets",
        yearly_target::Relation::Programme,
        yearly_target::Column::Year,
        "What it aims at in each year of its commitment; none where none is stated.",
    )
    .page::<ProgrammeVersion>("versions", programme_version::Relation::Programme, "Its form as it stood at each version.")
    .all::<UnitRate>(
        "rates",
        unit_rate::Relation::Programme,
        unit_rate::Column::AmountCents,
        "What each component costs (*coûts*), as stated. Money.",
    )
    .class(FieldClass::Money)
    .all::<FundingShare>(
        "shares",
        funding_share::Relation::Programme,
        funding_share::Column::Position,
        "The funders' shares of the overall funding (*cofinancements*), as stated. Money.",
    )
    .class(FieldClass::Money)
    .all::<FundingEntry>(
        "fundingEntries",
        funding_entry::Relation::Programme,
        funding_entry::Column::Id,
        "What its funders were asked for, have granted, have paid, in the order in which it was recorded. Money.",
    )
    .class(FieldClass::Money)
    .late::<Vec<FundingYear>>(
        "fundingYears",
        Late { type_name: "FundingYear", list: true, compute: funding_years },
        "What each of its years costs and who bears it: planned, due of the days that are over, asked for, granted, \
         received. Money.",
    )
    .class(FieldClass::Money)
    .late::<Vec<ProgrammeWarning>>(
        "warnings",
        Late { type_name: "ProgrammeWarning", list: true, compute: warnings },
        "Where the form contradicts itself: what it states, and what follows from the rest of it. Money.",
    )
    .class(FieldClass::Money)
    .late::<ProgrammeStatistics>(
        "statistics",
        Late { type_name: "ProgrammeStatistics", list: false, compute: statistics },
        "What it amounts to: how many households stand where, how far they have come and how long it took, how their \
         support ends, how places are occupied, what it costs. For managers, coordinators and funders, who are told less.",
    )
    .class(FieldClass::Aggregate)
    .page::<Household>("households", household::Relation::Programme, "The households proposed to it.")
    .page::<CellMeeting>("meetings", meeting::Relation::Programme, "The meetings of its coordination cell.")
    .viewer_can::<Programme>(vec![
        Permission::new(
            "registerHousehold",
            Action::RegisterHousehold,
            always,
            "Whether a household may be proposed to it."
        ),
        Permission::new(
            "scheduleMeeting",
            Action::RunMeeting,
            always,
            "Whether a meeting of its cell may be scheduled."
        ),
        Permission::new(
            "manageFunding",
            Action::ManageFunding,
            always,
            "Whether its rates and shares may be set, and amounts of its funders recorded."
        ),
        Permission::new(
            "revise",
            Action::ReviseProgramme,
            always,
            "Whether what it states may be revised, and opinions on it be recorded."
        ),
    ])
);

/// Whatever state a programme is in.
fn always(_: &Row, _: &Moment, _: &Viewer) -> Expr {
    Expr::Constant(true.into())
}

/// Which programmes are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct ProgrammeFilter {
    /// The name.
    name: Option<TextComparator>,
}

impl Filter for ProgrammeFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all().add_option(self.name.map(|text| text.on(Column::Name)).transpose()?))
    }
}

listed!(Programme by ProgrammeFilter, "programmes" {
    ProgrammeOrderField ProgrammeOrder:
    /// By name.
    Name = Sort::by("NAME", Column::Name, Encoding::Text),
    /// By first day.
    StartsOn = Sort::by("STARTS_ON", Column::StartsOn, Encoding::Date),
});

described!(
    ProgrammeModality =
        Type::of::<programme_modality::Entity>("ProgrammeModality", "A rental modality that a programme offers.",)
            .value::<ID>("id", "Its identifier.", |row, _| {
                row.pair(programme_modality::Column::ProgrammeId, programme_modality::Column::Modality)
            })
            .column::<RentalModality>("modality", programme_modality::Column::Modality, "The modality.")
            .column::<String>("description", programme_modality::Column::Description, "The form's words.")
);
