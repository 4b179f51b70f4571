//! The types of the schema: for each aggregate its description, from which both the schema and the
//! statements are made, which of its rows a list may ask for, and in which order.

mod agenda;
mod agreement;
mod allocation;
mod diagnosis;
mod dwelling;
mod event;
mod exam_period;
mod extension_request;
mod funding;
mod household;
mod interview;
mod lease_review;
mod live;
mod meeting;
mod meeting_series;
mod minutes;
mod organisation;
mod programme;
mod progress_review;
mod reminder;
mod staff;
mod statistics;
mod step_waiver;
mod support;
mod support_intensity;
mod support_objective;
mod suspension;
mod tenancy;

pub(crate) use agenda::AgendaItem;
pub(crate) use agreement::TripartiteAgreement;
pub(crate) use allocation::AllocationDecision;
pub(crate) use diagnosis::SocialDiagnosis;
pub(crate) use dwelling::Dwelling;
pub(crate) use event::{Event, EventFilter};
pub(crate) use exam_period::ExamPeriod;
pub(crate) use extension_request::SupportExtensionRequest;
pub(crate) use funding::{FundingEntry, FundingShare, UnitRate};
pub(crate) use household::{Household, HouseholdBy};
pub(crate) use interview::SupportInterview;
pub(crate) use lease_review::LeaseReview;
pub(crate) use live::{LeaseReviewDue, MeetingChange, ReminderFailure, SupportNearingEnd};
pub(crate) use meeting::CellMeeting;
pub(crate) use meeting_series::MeetingSeries;
pub(crate) use organisation::Organisation;
pub(crate) use programme::{FormRevisionInput, Programme};
pub(crate) use progress_review::ProgressReview;
pub(crate) use reminder::Reminder;
pub(crate) use staff::Staff;
pub(crate) use statistics::{ProgrammeStatistics, figures, selected};
pub(crate) use step_waiver::StepWaiver;
pub(crate) use support::{SupportExtension, SupportMeasure};
pub(crate) use support_intensity::SupportIntensityPeriod;
pub(crate) use support_objective::SupportObjective;
pub(crate) use suspension::SupportSuspension;
pub(crate) use tenancy::Tenancy;

use async_graphql::OutputType;
use entity::types::{
    AgendaItemId, AllocationDecisionId, DwellingId, ExamPeriodId, HouseholdId, Identifier, LeaseReviewId, MeetingId,
    OrganisationId, ProgrammeId, ProgressReviewId, ReminderId, SocialDiagnosisId, StaffId, StepWaiverId,
    SupportExtensionId, SupportExtensionRequestId, SupportInterviewId, SupportMeasureId, SupportSuspensionId,
    TenancyId, TripartiteAgreementId,
};
use sea_orm::EntityTrait;
use sea_orm::sea_query::{Expr, Query, SelectStatement, SubQueryStatement};

use super::plan::{Described, NodeType, Planned};

/// The types with a global identifier.
pub(crate) const NODES: [NodeType; 21] = [
    node::<Programme, ProgrammeId>(),
    node::<Organisation, OrganisationId>(),
    node::<Staff, StaffId>(),
    node::<Household, HouseholdId>(),
    node::<Dwelling, DwellingId>(),
    node::<StepWaiver, StepWaiverId>(),
    node::<SocialDiagnosis, SocialDiagnosisId>(),
    node::<AllocationDecision, AllocationDecisionId>(),
    node::<TripartiteAgreement, TripartiteAgreementId>(),
    node::<SupportMeasure, SupportMeasureId>(),
    node::<SupportExtension, SupportExtensionId>(),
    node::<SupportExtensionRequest, SupportExtensionRequestId>(),
    node::<SupportSuspension, SupportSuspensionId>(),
    node::<SupportInterview, SupportInterviewId>(),
    node::<ProgressReview, ProgressReviewId>(),
    node::<Tenancy, TenancyId>(),
    node::<LeaseReview, LeaseReviewId>(),
    node::<ExamPeriod, ExamPeriodId>(),
    node::<CellMeeting, MeetingId>(),
    node::<AgendaItem, AgendaItemId>(),
    node::<Reminder, ReminderId>(),
];

const fn node<T: Described, I: Identifier>() -> NodeType {
    let is_id = |text: &str| text.parse::<I>().is_ok();
    NodeType { prefix: I::PREFIX, is_id, described: T::described, register: Planned::<T>::create_type_info }
}

/// Whether an entity has a row that fulfils some conditions.
fn there_is<E: EntityTrait>(conditions: impl IntoIterator<Item = Expr>) -> Expr {
    let mut found = Query::select().expr(Expr::Constant(1.into())).from(E::default()).take();
    for condition in conditions {
        found.and_where(condition);
    }
    Expr::exists(found)
}

/// A statement's only value.
fn subquery(statement: SelectStatement) -> Expr {
    Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(statement)))
}

/// Declares the type of a description.
macro_rules! described {
    ($name:ident = $description:expr) => {
        /// A type of the schema: see its description.
        pub(crate) struct $name;

        impl crate::graphql::plan::Described for $name {
            fn described() -> &'static crate::graphql::plan::Type {
                static TYPE: std::sync::LazyLock<crate::graphql::plan::Type> =
                    std::sync::LazyLock::new(|| $description.done());
                &TYPE
            }
        }
    };
}
use described;

/// Declares the lists of a type: its filter, and its orders with the columns they sort by.
macro_rules! listed {
    ($type:ident by $filter:ident, $what:literal {
        $field:ident $order:ident:
        $(#[doc = $first_doc:literal])* $first:ident = $first_sort:expr,
        $($(#[doc = $doc:literal])* $variant:ident = $sort:expr,)*
    }) => {
        #[doc = concat!("What ", $what, " are sorted by; ties are settled by the identifier.")]
        #[derive(async_graphql::Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub(crate) enum $field {
            $(#[doc = $first_doc])*
            #[default]
            $first,
            $($(#[doc = $doc])* $variant,)*
        }

        #[doc = concat!("The order of ", $what, ".")]
        #[derive(async_graphql::InputObject, Default)]
        pub(crate) struct $order {
            /// By what.
            #[graphql(default)]
            field: $field,
            /// Which way.
            #[graphql(default)]
            direction: crate::graphql::connection::OrderDirection,
        }

        impl crate::graphql::plan::Sorted for $order {
            fn sort(&self) -> crate::graphql::plan::Sort {
                match self.field {
                    $field::$first => $first_sort,
                    $($field::$variant => $sort,)*
                }
            }

            fn direction(&self) -> crate::graphql::connection::OrderDirection {
                self.direction
            }
        }

        impl crate::graphql::plan::Listed for $type {
            type Filter = $filter;
            type Order = $order;
        }
    };
}
use listed;
