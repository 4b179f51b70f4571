//! What a filter's fields say of a column: one comparator for each kind of value. All that a comparator
//! says holds together; what is left out or null does not count; among no values there is none.

use std::collections::BTreeSet;

use async_graphql::{ID, InputObject, InputType, Result};
use entity::types::Identifier;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, Value};

use super::enums::{
    AgendaItemKind, AllocationOutcome, AttemptOutcome, DiagnosisManner, DwellingType, EventKind,
    ExtensionRequestOutcome, FormVersionKind, HouseholdStage, ObjectiveStatus, OrganisationKind, ParticipantResponse,
    ProgressReviewKind, Relationship, ReminderRule, ReminderState, RentalModality, Role, SupportAxis, WaivedStep,
};
use super::errors;
use super::ids::parse;
use super::scalars::{Date, DateTime};

/// The most values that `in` takes of a kind that has no end: each is one of the statement's, and how many
/// there are is part of its text.
const MOST_VALUES: usize = 100;

/// How a value is compared with some of its kind. All that is said holds together; what is null or left out does
/// not count.
#[derive(InputObject)]
#[graphql(
    concrete(name = "AgendaItemKindComparator", params(AgendaItemKind)),
    concrete(name = "AllocationOutcomeComparator", params(AllocationOutcome)),
    concrete(name = "AttemptOutcomeComparator", params(AttemptOutcome)),
    concrete(name = "DiagnosisMannerComparator", params(DiagnosisManner)),
    concrete(name = "DwellingTypeComparator", params(DwellingType)),
    concrete(name = "EventKindComparator", params(EventKind)),
    concrete(name = "ExtensionRequestOutcomeComparator", params(ExtensionRequestOutcome)),
    concrete(name = "FormVersionKindComparator", params(FormVersionKind)),
    concrete(name = "HouseholdStageComparator", params(HouseholdStage)),
    concrete(name = "ObjectiveStatusComparator", params(ObjectiveStatus)),
    concrete(name = "OrganisationKindComparator", params(OrganisationKind)),
    concrete(name = "ParticipantResponseComparator", params(ParticipantResponse)),
    concrete(name = "ProgressReviewKindComparator", params(ProgressReviewKind)),
    concrete(name = "RelationshipComparator", params(Relationship)),
    concrete(name = "ReminderRuleComparator", params(ReminderRule)),
    concrete(name = "ReminderStateComparator", params(ReminderState)),
    concrete(name = "RentalModalityComparator", params(RentalModality)),
    concrete(name = "RoleComparator", params(Role)),
    concrete(name = "SupportAxisComparator", params(SupportAxis)),
    concrete(name = "WaivedStepComparator", params(WaivedStep))
)]
pub struct EnumComparator<T: InputType> {
    /// Is this one.
    eq: Option<T>,
    /// Is one of these: in an empty list, none is found.
    #[graphql(name = "in")]
    among: Option<Vec<T>>,
    /// Is none of these: with an empty list, all are found.
    not_in: Option<Vec<T>>,
}

impl<T: InputType> EnumComparator<T> {
    /// The condition on a column of names.
    pub(crate) fn on<E: From<T> + Ord + Into<Value>>(self, column: impl ColumnTrait) -> Condition {
        Condition::all()
            .add_option(self.eq.map(|name| column.eq(E::from(name))))
            .add_option(self.among.map(|names| column.is_in(distinct::<E, _>(names))))
            .add_option(self.not_in.map(|names| column.is_not_in(distinct::<E, _>(names))))
    }
}

/// How an identifier is compared. All that is said holds together; what is null or left out does not count.
#[derive(InputObject)]
#[graphql(name = "IDComparator")]
pub struct IdComparator {
    /// Is this one.
    eq: Option<ID>,
    /// Is one of these, at most 100: in an empty list, none is found.
    #[graphql(name = "in")]
    among: Option<Vec<ID>>,
}

impl IdComparator {
    /// Is this one.
    pub(crate) fn is(id: ID) -> Self {
        Self { eq: Some(id), among: None }
    }

    /// The condition on a column of identifiers of one type.
    ///
    /// # Errors
    /// `WRONG_ID` for an identifier of another, `BAD_USER_INPUT` for too many.
    pub(crate) fn on<T: Identifier>(self, column: impl ColumnTrait) -> Result<Condition> {
        for id in self.eq.iter().chain(self.among.iter().flatten()) {
            parse::<T>(id, "filter").map_err(errors::refused)?;
        }
        self.on_any(column)
    }

    /// The condition on a column of identifiers of whatever type.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for too many.
    pub(crate) fn on_any(self, column: impl ColumnTrait) -> Result<Condition> {
        let text = TextComparator {
            eq: self.eq.map(|id| id.0),
            among: self.among.map(|ids| ids.into_iter().map(|id| id.0).collect()),
        };
        text.on(column)
    }
}

/// How a text is compared: letter for letter. All that is said holds together; what is null or left out does not
/// count.
#[derive(InputObject)]
pub struct TextComparator {
    /// Is this one.
    eq: Option<String>,
    /// Is one of these, at most 100: in an empty list, none is found.
    #[graphql(name = "in")]
    among: Option<Vec<String>>,
}

impl TextComparator {
    /// Is this one.
    pub(crate) fn is(text: String) -> Self {
        Self { eq: Some(text), among: None }
    }

    /// The condition on a column of texts. No row holds U+0000, which PostgreSQL cannot even be asked about.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for too many.
    pub(crate) fn on(self, column: impl ColumnTrait) -> Result<Condition> {
        if self.among.as_ref().is_some_and(|texts| texts.len() > MOST_VALUES) {
            return Err(errors::bad_user_input("in compte au plus 100 valeurs."));
        }
        let kept = |text: &String| !text.contains('\0');
        let equal = |text: String| if kept(&text) { column.eq(text) } else { Expr::val(1).eq(0) };
        let among = |texts: Vec<String>| column.is_in(distinct::<String, _>(texts.into_iter().filter(kept)));
        Ok(Condition::all().add_option(self.eq.map(equal)).add_option(self.among.map(among)))
    }
}

/// How a day is compared. A row that has none fulfils no comparison. All that is said holds together; what is
/// null or left out does not count.
#[derive(InputObject)]
pub struct DateComparator {
    /// On this day.
    eq: Option<Date>,
    /// After this day.
    gt: Option<Date>,
    /// On this day or later.
    gte: Option<Date>,
    /// Before this day.
    lt: Option<Date>,
    /// On this day or earlier.
    lte: Option<Date>,
}

impl DateComparator {
    /// The condition on a column of days.
    pub(crate) fn on(self, column: impl ColumnTrait) -> Condition {
        Condition::all()
            .add_option(self.eq.map(|day| column.eq(day.0)))
            .add_option(self.gt.map(|day| column.gt(day.0)))
            .add_option(self.gte.map(|day| column.gte(day.0)))
            .add_option(self.lt.map(|day| column.lt(day.0)))
            .add_option(self.lte.map(|day| column.lte(day.0)))
    }
}

/// How an instant is compared. All that is said holds together; what is null or left out does not count.
#[derive(InputObject)]
pub struct DateTimeComparator {
    /// After this instant.
    gt: Option<DateTime>,
    /// At this instant or later.
    gte: Option<DateTime>,
    /// Before this instant.
    lt: Option<DateTime>,
    /// At this instant or earlier.
    lte: Option<DateTime>,
}

impl DateTimeComparator {
    /// The condition on a column of instants.
    pub(crate) fn on(self, column: impl ColumnTrait) -> Condition {
        Condition::all()
            .add_option(self.gt.map(|instant| column.gt(instant.0)))
            .add_option(self.gte.map(|instant| column.gte(instant.0)))
            .add_option(self.lt.map(|instant| column.lt(instant.0)))
            .add_option(self.lte.map(|instant| column.lte(instant.0)))
    }
}

/// Some values, each once: the values of a statement are counted.
fn distinct<E: From<T> + Ord, T>(values: impl IntoIterator<Item = T>) -> BTreeSet<E> {
    values.into_iter().map(E::from).collect()
}
