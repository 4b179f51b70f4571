//! A household and its members in the schema.

use async_graphql::{ID, InputObject, OneofObject, Result};
use entity::model::household::{Column, Entity, Relation};
use entity::model::{
    agenda_item, allocation_decision, event, household_member, reminder, social_diagnosis, step_waiver,
    support_measure, tenancy, tripartite_agreement,
};
use entity::operations::diagnosis::decided_and_not_ordered;
use entity::policy::{Action, FieldClass, Viewer, scope};
use entity::rules::household as rules;
use entity::types::{HouseholdId, HouseholdStage as Stage, ProgrammeId, StaffId, WaivedStep};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Iterable};

use super::{
    AgendaItem, AllocationDecision, Event, Programme, Reminder, SocialDiagnosis, Staff, StepWaiver, SupportMeasure,
    Tenancy, TripartiteAgreement, described, listed, there_is,
};
use crate::graphql::comparators::{DateComparator, EnumComparator, IdComparator, TextComparator};
use crate::graphql::enums::{HouseholdStage, Relationship};
use crate::graphql::plan::{Encoding, Filter, Permission, Row, Sort, Type};
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
        .maybe::<Staff>(
            "referent",
            Relation::Referent,
            "Who supports it (*référent*); nobody before a diagnosis is ordered or support starts."
        )
        .named::<Household>(
            "formerHousehold",
            Column::FormerHouseholdId,
            "The same household when it was in the programme before, and left it: it comes back on a path of its own, and with \
             its national request number."
        )
        .page::<SocialDiagnosis>(
            "socialDiagnoses",
            social_diagnosis::Relation::Household,
            "Its social diagnoses (*diagnostics sociaux*). Null, with `FORBIDDEN_FIELD`, for who sees the household on \
             an agenda only.",
        )
        .of_file()
        .page::<StepWaiver>(
            "stepWaivers",
            step_waiver::Relation::Household,
            "The steps of its path that may be left out, or were (*dispenses*). Null, with `FORBIDDEN_FIELD`, for who \
             sees the household on an agenda only.",
        )
        .of_file()
        .page::<AllocationDecision>(
            "allocationDecisions",
            allocation_decision::Relation::Household,
            "What the allocation committee (*CAL*) decided on it. Null, with `FORBIDDEN_FIELD`, for who sees the \
             household on an agenda only.",
        )
        .of_file()
        .page::<TripartiteAgreement>(
            "tripartiteAgreements",
            tripartite_agreement::Relation::Household,
            "Its tripartite agreements (*conventions tripartites*), amendments included. Null, with `FORBIDDEN_FIELD`, \
             for who sees the household on an agenda only.",
        )
        .of_file()
        .page::<SupportMeasure>(
            "supportMeasures",
            support_measure::Relation::Household,
            "Its support measures (*mesures d'accompagnement*). Null, with `FORBIDDEN_FIELD`, for who sees the \
             household on an agenda only.",
        )
        .of_file()
        .only::<SupportMeasure>(
            "currentSupport",
            support_measure::Relation::Household,
            || Condition::all().add(support_measure::Column::ClosedOn.is_null()),
            "The measure that is open, if one is. Null, with `FORBIDDEN_FIELD`, for who sees the household on an \
             agenda only.",
        )
        .of_file()
        .page::<Tenancy>(
            "tenancies",
            tenancy::Relation::Household,
            "Its tenancies. Null, with `FORBIDDEN_FIELD`, for who sees the household on an agenda only.",
        )
        .of_file()
        .only::<Tenancy>(
            "currentTenancy",
            tenancy::Relation::Household,
            || Condition::all().add(tenancy::Column::EndOn.is_null()),
            "The tenancy that is open, if one is. Null, with `FORBIDDEN_FIELD`, for who sees the household on an \
             agenda only.",
        )
        .of_file()
        .page::<Reminder>("reminders", reminder::Relation::Household, "The reminders about it.")
        .page::<Event>("events", event::Relation::Household, "What happened to it.")
        .page::<AgendaItem>(
            "agendaItems",
            agenda_item::Relation::Household,
            "Where it is, or was, on the agenda of a meeting."
        )
        .viewer_can::<Household>(vec![
            Permission::new(
                "orderDiagnosis",
                Action::OrderDiagnosis,
                |row, _, _| is_preselected(row).and(is_decided_and_not_ordered(row)).and(nothing_under_way(row)),
                "Whether its social diagnosis may be ordered: the cell has decided so.",
            ),
            Permission::new(
                "recordAllocation",
                Action::RecordAllocation,
                |row, _, _| {
                    is_preselected(row).and(is_diagnosed(row).or(is_waived(row, WaivedStep::DiagnosisBeforeAllocation)))
                },
                "Whether a decision of the allocation committee on it may be recorded.",
            ),
            Permission::new(
                "drawUpAgreement",
                Action::DrawUpAgreement,
                |row, _, _| {
                    let diagnosed = is_diagnosed(row).or(is_waived(row, WaivedStep::DiagnosisBeforeAgreement));
                    is_preselected(row).and(diagnosed).and(no_agreement_unsigned(row))
                },
                "Whether an agreement with it, or an amendment, may be drawn up.",
            ),
            Permission::new(
                "waiveStep",
                Action::WaiveStep,
                |row, _, _| is_at(row, rules::takes_part),
                "Whether a step of its path may be waived.",
            ),
            Permission::new(
                "startSupport",
                Action::StartSupport,
                |row, _, _| {
                    let agreed = is_agreed(row).or(is_waived(row, WaivedStep::AgreementBeforeSupport));
                    is_preselected(row).and(agreed).and(none_open::<support_measure::Entity>(
                        row,
                        support_measure::Column::HouseholdId,
                        support_measure::Column::ClosedOn,
                    ))
                },
                "Whether support may start; of one that had some before, for what is left of the twelve months, save a waiver.",
            ),
            Permission::new(
                "openTenancy",
                Action::OpenTenancy,
                |row, _, _| is_preselected(row).and(none_open::<tenancy::Entity>(
                    row,
                    tenancy::Column::HouseholdId,
                    tenancy::Column::EndOn
                )),
                "Whether a tenancy may be opened: but for a residence that is no landlord's, in a dwelling that it was allocated \
                 and has accepted.",
            ),
            Permission::new(
                "putOnAgenda",
                Action::PutOnAgenda,
                |row, _, _| is_at(row, |stage| stage != Stage::Exited),
                "Whether it may be put on an agenda."
            ),
        ])
);

fn is_at(row: &Row, stage: impl Fn(Stage) -> bool) -> Expr {
    row.col(Column::Stage).is_in(Stage::iter().filter(|at| stage(*at)))
}

fn is_preselected(row: &Row) -> Expr {
    is_at(row, rules::is_preselected)
}

/// Whether the cell has decided that the household is diagnosed, and no diagnosis has carried it out.
fn is_decided_and_not_ordered(row: &Row) -> Expr {
    let decision = Query::select()
        .expr(Expr::Constant(1.into()))
        .from(agenda_item::Entity)
        .and_where(agenda_item::Column::HouseholdId.into_expr().eq(row.col(Column::Id)))
        .cond_where(decided_and_not_ordered())
        .take();
    Expr::exists(decision)
}

/// Whether a diagnosis of the household was made.
fn is_diagnosed(row: &Row) -> Expr {
    use social_diagnosis::Column as Diagnosis;
    let of_household = Diagnosis::HouseholdId.into_expr().eq(row.col(Column::Id));
    there_is::<social_diagnosis::Entity>([of_household, Diagnosis::DoneOn.is_not_null()])
}

/// Whether an agreement with the household was signed by all.
fn is_agreed(row: &Row) -> Expr {
    use tripartite_agreement::Column as Agreement;
    let of_household = Agreement::HouseholdId.into_expr().eq(row.col(Column::Id));
    there_is::<tripartite_agreement::Entity>([of_household, Agreement::SignedOn.is_not_null()])
}

/// Whether a step may be left out, once.
fn is_waived(row: &Row, step: WaivedStep) -> Expr {
    use step_waiver::Column as Waiver;
    let of_household = Waiver::HouseholdId.into_expr().eq(row.col(Column::Id));
    let open = [of_household, Waiver::Step.eq(step), Waiver::UsedOn.is_null(), Waiver::WithdrawnOn.is_null()];
    there_is::<step_waiver::Entity>(open)
}

/// Whether no agreement of the household waits for a signature.
fn no_agreement_unsigned(row: &Row) -> Expr {
    use tripartite_agreement::Column as Agreement;
    let of_household = Agreement::HouseholdId.into_expr().eq(row.col(Column::Id));
    let unsigned = [of_household, Agreement::SignedOn.is_null(), Agreement::CancelledOn.is_null()];
    there_is::<tripartite_agreement::Entity>(unsigned).not()
}

/// Whether no diagnosis of the household is ordered and not made.
fn nothing_under_way(row: &Row) -> Expr {
    use social_diagnosis::Column as Diagnosis;
    let of_household = Diagnosis::HouseholdId.into_expr().eq(row.col(Column::Id));
    there_is::<social_diagnosis::Entity>([of_household, Diagnosis::DoneOn.is_null(), Diagnosis::CancelledOn.is_null()])
        .not()
}

/// Whether the household has nothing of a kind that is still open.
fn none_open<E: EntityTrait>(row: &Row, household: E::Column, over: E::Column) -> Expr {
    there_is::<E>([household.into_expr().eq(row.col(Column::Id)), over.is_null()]).not()
}

/// What a household is known by.
#[derive(OneofObject)]
pub(crate) enum HouseholdBy {
    /// Its identifier.
    Id(ID),
    /// What mails and conversations call it, such as `M-4K7QZ2`.
    Reference(String),
    /// Its national request number (*numéro unique*), for who may read its identity.
    NationalRequestNumber(String),
}

impl HouseholdBy {
    /// The condition on the households that the viewer may know by this.
    ///
    /// # Errors
    /// `WRONG_ID` for the identifier of something else.
    pub(crate) fn condition(self, viewer: &Viewer) -> Result<Condition> {
        match self {
            Self::Id(id) => IdComparator::is(id).on::<HouseholdId>(Column::Id),
            Self::Reference(reference) => TextComparator::is(reference).on(Column::Reference),
            Self::NationalRequestNumber(number) => {
                let number = TextComparator::is(number).on(Column::NationalRequestNumber)?;
                Ok(number.add(scope::identified_households(viewer)))
            }
        }
    }
}

/// Which households are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct HouseholdFilter {
    /// The programme.
    programme_id: Option<IdComparator>,
    /// The stage.
    stage: Option<EnumComparator<HouseholdStage>>,
    /// The referent.
    referent_id: Option<IdComparator>,
    /// The reference.
    reference: Option<TextComparator>,
    /// The day of registration.
    registered_on: Option<DateComparator>,
}

impl Filter for HouseholdFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all()
            .add_option(self.programme_id.map(|id| id.on::<ProgrammeId>(Column::ProgrammeId)).transpose()?)
            .add_option(self.stage.map(|names| names.on::<entity::types::HouseholdStage>(Column::Stage)))
            .add_option(self.referent_id.map(|id| id.on::<StaffId>(Column::ReferentId)).transpose()?)
            .add_option(self.reference.map(|text| text.on(Column::Reference)).transpose()?)
            .add_option(self.registered_on.map(|days| days.on(Column::RegisteredOn))))
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

/// Which members are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct HouseholdMemberFilter {
    /// The place in the household.
    relationship: Option<EnumComparator<Relationship>>,
    /// The date of birth.
    birth_date: Option<DateComparator>,
}

impl Filter for HouseholdMemberFilter {
    fn condition(self) -> Result<Condition> {
        use household_member::Column;
        Ok(Condition::all()
            .add_option(self.relationship.map(|names| names.on::<entity::types::Relationship>(Column::Relationship)))
            .add_option(self.birth_date.map(|days| days.on(Column::BirthDate))))
    }
}

listed!(HouseholdMember by HouseholdMemberFilter, "members" {
    HouseholdMemberOrderField HouseholdMemberOrder:
    /// As they were registered, the applicant first.
    Position = Sort::by("POSITION", household_member::Column::Position, Encoding::Number),
    /// By family name.
    FamilyName = Sort::by("FAMILY_NAME", household_member::Column::FamilyName, Encoding::Text),
});
