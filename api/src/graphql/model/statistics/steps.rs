//! How far households have come, in the schema: of all, by what they have in common, by month.

use std::collections::HashMap;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use entity::policy::Viewer;
use entity::policy::disclosure::{shown_in_fives, shown_parts};
use entity::statistics::Steps;
use entity::types;
use sea_orm::Iterable;

use crate::graphql::enums::{DwellingType, PriorityGround, RentalModality, SupportAxis};
use crate::graphql::scalars::Date;

/// How many households have reached each step of their path. A step is reached on the first day on which it is
/// recorded to have been done, and stays reached: whoever has left counts in all that they have been through. For
/// funders in fives, under 5 absent.
#[derive(SimpleObject, serde::Serialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct StepCounts {
    /// The landlord has proposed it.
    proposed: Option<i64>,
    /// The cell has preselected it.
    preselected: Option<i64>,
    /// A diagnosis of it has been made.
    diagnosed: Option<i64>,
    /// The allocation committee has allocated it a dwelling: by its decision, once the condition was lifted, or when
    /// it was its turn among those ranked and it was offered. Whatever it answers.
    allocated: Option<i64>,
    /// Household, landlord and support organisation have signed its agreement (*convention tripartite*).
    agreed: Option<i64>,
    /// Its first tenancy has begun.
    housed: Option<i64>,
    /// Its first support measure has begun.
    supported: Option<i64>,
    /// A support measure of it has been closed.
    closed: Option<i64>,
}

impl StepCounts {
    pub(super) fn shown(viewer: &Viewer, steps: Steps) -> Self {
        let shown = |count| shown_in_fives(viewer, count);
        Self {
            proposed: shown(steps.proposed),
            preselected: shown(steps.preselected),
            diagnosed: shown(steps.diagnosed),
            allocated: shown(steps.allocated),
            agreed: shown(steps.agreed),
            housed: shown(steps.housed),
            supported: shown(steps.supported),
            closed: shown(steps.closed),
        }
    }
}

/// Households by what they have in common: a type for each enumeration, with all its values.
macro_rules! groups {
    ($($(#[$doc:meta])* $name:ident { $(#[$key_doc:meta])* $key:ident: $type:ident } of $values:expr;)*) => {$(
        $(#[$doc])*
        #[derive(SimpleObject, serde::Serialize, Debug, Clone, Copy, PartialEq, Eq)]
        #[serde(tag = "__typename", rename_all = "camelCase")]
        pub(crate) struct $name {
            $(#[$key_doc])*
            $key: $type,
            /// How many of them have reached each step.
            steps: StepCounts,
        }

        impl $name {
            /// Those of every value, by what was found of each name.
            pub(super) fn shown(viewer: &Viewer, found: &HashMap<String, Steps>) -> Option<Vec<Self>> {
                shown_parts(viewer, $values, |value| Self {
                    $key: value.into(),
                    steps: StepCounts::shown(viewer, found.get(value.name()).copied().unwrap_or_default()),
                })
            }
        }
    )*};
}

groups! {
    /// Households that have been housed in a modality. Whoever has been in several counts in each.
    ModalitySteps {
        /// The modality.
        modality: RentalModality
    } of types::RentalModality::iter().collect();

    /// Households of a priority public. Whoever belongs to several counts in each.
    PublicSteps {
        /// The public.
        ground: PriorityGround
    } of types::PriorityGround::ALL.to_vec();

    /// Households that have been supported along an axis. Whoever has been along several counts in each.
    AxisSteps {
        /// The axis.
        axis: SupportAxis
    } of types::SupportAxis::iter().collect();

    /// Households that have been housed in a dwelling of a type. Whoever has been in several counts in each.
    DwellingTypeSteps {
        /// The type.
        dwelling_type: DwellingType
    } of types::DwellingType::iter().collect();
}

/// Households that reached a step in a month.
#[derive(SimpleObject, serde::Serialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct MonthSteps {
    /// The first day of the month.
    month: Date,
    /// How many reached each step in it.
    steps: StepCounts,
}

impl MonthSteps {
    pub(super) fn shown(viewer: &Viewer, (month, steps): (NaiveDate, Steps)) -> Self {
        Self { month: Date(month), steps: StepCounts::shown(viewer, steps) }
    }
}
