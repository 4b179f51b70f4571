//! What the values of the domain's enumerations are called: read from the table of `entity`, without the database.
//! Both languages are told, whatever the client's `Accept-Language`: a front end keeps them with its screens, and who
//! uses it chooses the language there.

use async_graphql::{Result, SimpleObject};
use chrono::NaiveDate;
use entity::types::labels::{Label, labelled_enums};

use super::errors;
use super::scalars::Date;

/// The most names that are taken.
const MOST_NAMES: usize = 100;

/// What a value of an enumeration is called.
#[derive(SimpleObject, Debug)]
pub(crate) struct EnumLabel {
    /// The enumeration's name: one of the schema, or `PriorityGround` for the boxes such as `Household.dalo`,
    /// `PublicBody` for the bodies that the form speaks of, `Territory` for that of `Programme.settings`.
    enum_name: &'static str,
    /// The value, as the schema names it: it never changes.
    value: &'static str,
    /// What it is called in French.
    french: &'static str,
    /// What it is called in English.
    english: &'static str,
    /// The first day on which it is called so; absent when it was never called otherwise before.
    valid_from: Option<Date>,
    /// The last day on which it is called so; absent while no end is known.
    valid_until: Option<Date>,
    /// The law or decree that brought this label, in French; absent when none did.
    source: Option<&'static str>,
}

impl EnumLabel {
    fn new(enum_name: &'static str, value: &'static str, label: Label) -> Self {
        let Label { wording, since, until } = label;
        Self {
            enum_name,
            value,
            french: wording.french,
            english: wording.english,
            valid_from: since.map(|change| change.on.into()),
            valid_until: until.and_then(|change| change.on.pred_opt()).map(Date::from),
            source: since.map(|change| change.source),
        }
    }
}

/// The labels that hold on a day, of the enumerations that are named or of all.
///
/// # Errors
/// BAD_USER_INPUT: too many names, or one of no enumeration.
pub(crate) fn enum_labels(names: Option<&[String]>, on: NaiveDate) -> Result<Vec<EnumLabel>> {
    if let Some(names) = names {
        if names.len() > MOST_NAMES {
            return Err(errors::bad_user_input("enums compte au plus 100 noms."));
        }
        if !names.iter().all(|name| labelled_enums().any(|of| of.name == name)) {
            return Err(errors::bad_user_input("enums nomme une énumération qui n’a pas de libellés."));
        }
    }
    let is_wanted = |name: &str| names.is_none_or(|names| names.iter().any(|wanted| wanted == name));
    let wanted = labelled_enums().filter(|of| is_wanted(of.name)).flat_map(|of| {
        let values = (of.values)().into_iter();
        values.map(move |(value, labels)| EnumLabel::new(of.name, value, labels.on(on)))
    });
    Ok(wanted.collect())
}
