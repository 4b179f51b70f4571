//! What an import says: each line by its number, and what becomes of its household. It names no person.

use std::fmt;

use super::fault::Fault;
use super::line::Place;
use super::table::Table;

/// What became, or would become, of each line of a file.
#[derive(Debug)]
pub struct Report {
    lines: Vec<(Place, Fate)>,
    /// The headings that are for nothing.
    ignored: Vec<String>,
    applied: bool,
    written: bool,
}

#[derive(Debug)]
enum Fate {
    Created,
    Known { reference: String, differs: Vec<&'static str> },
    Refused(Vec<Fault>),
}

impl Report {
    pub(super) fn of(table: &Table, applied: bool) -> Self {
        let named = table.headings.iter().zip(&table.columns);
        let ignored = named.filter(|(heading, column)| column.is_none() && !heading.is_empty());
        let ignored = ignored.map(|(heading, _)| heading.clone()).collect();
        Self { lines: Vec::new(), ignored, applied, written: false }
    }

    pub(super) fn create(&mut self, place: Place) {
        self.lines.push((place, Fate::Created));
    }

    pub(super) fn know(&mut self, place: Place, reference: String, differs: Vec<&'static str>) {
        self.lines.push((place, Fate::Known { reference, differs }));
    }

    pub(super) fn refuse(&mut self, place: Place, faults: Vec<Fault>) {
        self.lines.push((place, Fate::Refused(faults)));
    }

    pub(super) fn end(&mut self, written: bool) {
        self.written = written;
        self.lines.sort_by_key(|(place, _)| *place);
    }

    /// Whether no household is refused.
    pub fn is_good(&self) -> bool {
        self.refused() == 0
    }

    /// Whether the new households are there now.
    pub fn is_written(&self) -> bool {
        self.written
    }

    /// How many households are new.
    pub fn created(&self) -> usize {
        self.lines.iter().filter(|(_, fate)| matches!(fate, Fate::Created)).count()
    }

    /// How many households are known already.
    pub fn known(&self) -> usize {
        self.lines.iter().filter(|(_, fate)| matches!(fate, Fate::Known { .. })).count()
    }

    /// How many households are refused.
    pub fn refused(&self) -> usize {
        self.lines.iter().filter(|(_, fate)| matches!(fate, Fate::Refused(_))).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for heading in &self.ignored {
            writeln!(out, "the column “{}” is not read", heading.escape_debug())?;
        }
        for ((first, last), fate) in &self.lines {
            let lines = if first == last { format!("line {first}") } else { format!("lines {first} to {last}") };
            match fate {
                Fate::Created if self.written => writeln!(out, "{lines}: created")?,
                Fate::Created => writeln!(out, "{lines}: can be created")?,
                Fate::Known { reference, differs } if differs.is_empty() => {
                    writeln!(out, "{lines}: known already, {reference}")?;
                }
                Fate::Known { reference, differs } => {
                    writeln!(
                        out,
                        "{lines}: known already, {reference}; left as it is, other than the file in {}",
                        differs.join(", ")
                    )?;
                }
                Fate::Refused(faults) => {
                    for Fault { field, code, words } in faults {
                        let column = if field.is_empty() { String::new() } else { format!(", {field}") };
                        writeln!(out, "{lines}{column}: refused, {code}: {words}")?;
                    }
                }
            }
        }
        let (created, known, refused) = (self.created(), self.known(), self.refused());
        let outcome = match (self.written, refused, self.applied) {
            (true, ..) if created == 0 => "Nothing is new.",
            (true, ..) => "The new ones are registered.",
            (false, 0, false) => "Nothing is written yet: add --apply to register the new ones.",
            _ => "Nothing is written: all lines must be good, or none is registered.",
        };
        writeln!(
            out,
            "{} households: {created} new, {known} known already, {refused} refused. {outcome}",
            self.lines.len()
        )
    }
}
