//! What a record says: each entry by its line, and what becomes of it. It names no person.

use std::fmt;

use crate::import::Fault;

/// Where an entry stands in a file: its line, what it is, and which of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) kind: &'static str,
    pub(super) number: usize,
}

/// What becomes of an entry.
#[derive(Debug)]
pub(super) enum Fate {
    /// It is new.
    Recorded,
    /// It is recorded already, and stays as it is.
    Known {
        /// What it is known by.
        id: String,
        /// What the file says otherwise, by its keys.
        differs: Vec<String>,
    },
    /// It will not do.
    Refused(Vec<Fault>),
}

/// What became, or would become, of each entry of a file.
#[derive(Debug, Default)]
pub struct Report {
    entries: Vec<(Place, Fate)>,
    applied: bool,
    written: bool,
}

impl Report {
    pub(super) fn add(&mut self, place: Place, fate: Fate) {
        self.entries.push((place, fate));
    }

    pub(super) fn end(&mut self, applied: bool, written: bool) {
        (self.applied, self.written) = (applied, written);
        self.entries.sort_by_key(|(place, _)| *place);
    }

    /// Whether no entry is refused.
    pub fn is_good(&self) -> bool {
        self.refused() == 0
    }

    /// Whether the new entries are there now.
    pub fn is_written(&self) -> bool {
        self.written
    }

    fn recorded(&self) -> usize {
        self.entries.iter().filter(|(_, fate)| matches!(fate, Fate::Recorded)).count()
    }

    fn known(&self) -> usize {
        self.entries.iter().filter(|(_, fate)| matches!(fate, Fate::Known { .. })).count()
    }

    fn refused(&self) -> usize {
        self.entries.iter().filter(|(_, fate)| matches!(fate, Fate::Refused(_))).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (Place { line, kind, number }, fate) in &self.entries {
            let place = format!("line {line}, {kind} {number}");
            match fate {
                Fate::Recorded if self.written => writeln!(out, "{place}: recorded")?,
                Fate::Recorded => writeln!(out, "{place}: can be recorded")?,
                Fate::Known { id, differs } if differs.is_empty() => writeln!(out, "{place}: known already, {id}")?,
                Fate::Known { id, differs } => {
                    let differs = differs.join(", ");
                    writeln!(out, "{place}: known already, {id}; left as it is, other than the file in {differs}")?;
                }
                Fate::Refused(faults) => {
                    for Fault { field, code, words } in faults {
                        let key = if field.is_empty() { String::new() } else { format!(", {field}") };
                        writeln!(out, "{place}{key}: refused, {code}: {words}")?;
                    }
                }
            }
        }
        let (recorded, known, refused) = (self.recorded(), self.known(), self.refused());
        let outcome = match (self.written, refused, self.applied) {
            (true, ..) if recorded == 0 => "Nothing is new.",
            (true, ..) => "The new ones are recorded.",
            (false, 0, false) => "Nothing is written yet: add --apply to record the new ones.",
            _ => "Nothing is written: all entries must be good, or none is recorded.",
        };
        let entries = self.entries.len();
        writeln!(out, "{entries} entries: {recorded} new, {known} known already, {refused} refused. {outcome}")
    }
}
