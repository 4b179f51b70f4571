//! What the values of the domain's enumerations are called, in French and in English. A code never changes; what
//! the field calls it may, when a law renames it: then the new label has the day from which it holds, and its source.
//!
//! A label stands where its enumeration is told of: one file for each aggregate. An enumeration or a value without
//! its labels does not compile.

mod agreement;
mod allocation;
mod diagnosis;
mod event;
mod household;
mod law;
mod meeting;
mod organisation;
mod programme;
mod reminder;
mod support;
mod tenancy;

use chrono::NaiveDate;

/// A language that users are spoken to in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// French, the language of the work.
    #[default]
    French,
    /// English.
    English,
}

/// A label in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// In French.
    pub french: &'static str,
    /// In English.
    pub english: &'static str,
}

/// A law that renamed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The first day on which the new name holds.
    pub on: NaiveDate,
    /// The law or decree, with its date and article.
    pub source: &'static str,
}

/// All labels that a value has had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    /// The first, as old as anything.
    pub first: Wording,
    /// Those that followed, the oldest first.
    pub renamed: &'static [(Change, Wording)],
}

/// The label that holds on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// What it says.
    pub wording: Wording,
    /// What brought it; nothing brought the first.
    pub since: Option<Change>,
    /// What ends it, if its end is known.
    pub until: Option<Change>,
}

/// A value that has labels.
pub trait Labelled: Copy {
    /// The enumeration's name, as the schema shows it.
    const ENUM: &'static str;

    /// The labels of the value.
    fn labels(self) -> &'static Labels;
}

/// An enumeration with the labels of its values.
#[derive(Debug, Clone, Copy)]
pub struct LabelledEnum {
    /// Its name, as the schema shows it.
    pub name: &'static str,
    /// Its values in their order, each by its name.
    pub values: fn() -> Vec<(&'static str, &'static Labels)>,
}

/// What a value is called on a day.
pub fn label(value: impl Labelled, language: Language, on: NaiveDate) -> &'static str {
    value.labels().on(on).wording.in_language(language)
}

/// Every enumeration that has labels, one aggregate after the other.
pub fn labelled_enums() -> impl Iterator<Item = &'static LabelledEnum> {
    [
        organisation::ENUMS,
        household::ENUMS,
        diagnosis::ENUMS,
        allocation::ENUMS,
        agreement::ENUMS,
        support::ENUMS,
        tenancy::ENUMS,
        meeting::ENUMS,
        programme::ENUMS,
        reminder::ENUMS,
        event::ENUMS,
    ]
    .into_iter()
    .flatten()
}

impl Wording {
    const fn new(french: &'static str, english: &'static str) -> Self {
        Self { french, english }
    }

    /// In one of the languages.
    pub fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::French => self.french,
            Language::English => self.english,
        }
    }
}

impl Labels {
    /// The label that holds on a day.
    pub fn on(&self, day: NaiveDate) -> Label {
        let come = self.renamed.iter().take_while(|(change, _)| change.on <= day).count();
        let (past, to_come) = self.renamed.split_at(come);
        let until = to_come.first().map(|(change, _)| *change);
        match past.last() {
            Some((change, wording)) => Label { wording: *wording, since: Some(*change), until },
            None => Label { wording: self.first, since: None, until },
        }
    }
}

/// The labels of enumerations: for each value the French and the English one, then, after the law that brought
/// them, those that followed.
macro_rules! labels {
    ($($name:ident { $($variant:ident: $first:tt $(, $change:ident: $later:tt)*;)* })*) => {
        $(impl super::Labelled for crate::types::$name {
            const ENUM: &'static str = stringify!($name);

            fn labels(self) -> &'static super::Labels {
                use super::{Labels, Wording};
                match self {
                    $(Self::$variant => const {
                        &Labels {
                            first: Wording::new $first,
                            renamed: &[$((super::law::$change, Wording::new $later)),*],
                        }
                    },)*
                }
            }
        })*

        pub(super) const ENUMS: &[super::LabelledEnum] = &[$(super::LabelledEnum {
            name: stringify!($name),
            values: || {
                use super::Labelled;
                use crate::types::$name;
                vec![$(($name::$variant.name(), $name::$variant.labels())),*]
            },
        }),*];
    };
}
use labels;

#[cfg(test)]
mod tests;
