//! Lines made households. Each line is a person. An applicant begins a household; whoever else the following lines
//! name, until the next applicant, belongs to it.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::operations::household::{NewMember, RegisterHousehold};
use entity::rules::household::PriorityGrounds;
use entity::types::labels::label;
use entity::types::{Language, ProgrammeId, Relationship, StaffId};
use sea_orm::Iterable;

use super::columns::{Column, plain};
use super::fault::{self, Fault};
use super::table::{Cell, Line, Table};

/// A household as a file has it.
#[derive(Debug)]
pub(super) struct Draft {
    /// The numbers of its lines: the first and the last.
    lines: (u64, u64),
    number: Option<String>,
    grounds: PriorityGrounds,
    contact: Option<String>,
    members: Vec<NewMember>,
    faults: Vec<Fault>,
}

/// Where a household stands in a file: its first line and its last.
pub(super) type Place = (u64, u64);

/// The households of a table.
pub(super) fn drafts(table: &Table) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut seen = HashMap::new();
    for line in &table.lines {
        let mut person = Person::of(table, line);
        if person.relationship == Some(Relationship::Applicant) || drafts.is_empty() {
            if person.relationship.is_some_and(|place| place != Relationship::Applicant) {
                person.faults.push(fault::applicant_missing(Column::Relationship.name()));
            }
            let repeated = person.number.clone().is_some_and(|number| seen.insert(number, line.number).is_some());
            if repeated {
                person.faults.push(fault::repeated_in_file(Column::NationalRequestNumber.name()));
            }
            drafts.push(person.begin(line.number));
        } else if let Some(draft) = drafts.last_mut() {
            person.join(line.number, draft);
        }
    }
    drafts
}

impl Draft {
    /// Where it stands.
    pub(super) fn place(&self) -> Place {
        self.lines
    }

    /// The address of who proposes it, if a line says so.
    pub(super) fn contact(&self) -> Option<String> {
        self.contact.clone()
    }

    /// Has somebody propose it, unless a line names somebody.
    pub(super) fn propose_by(&mut self, address: &str) {
        self.contact.get_or_insert_with(|| address.trim().to_lowercase());
    }

    /// What the operation is given, or why it is given nothing.
    pub(super) fn registration(
        &self,
        programme_id: &ProgrammeId,
        staff: impl Fn(&str) -> Option<StaffId>,
    ) -> Result<RegisterHousehold, Vec<Fault>> {
        let mut faults = self.faults.clone();
        let landlord_contact_id = self.contact.as_deref().and_then(staff);
        if self.contact.is_some() && landlord_contact_id.is_none() {
            faults.push(fault::contact_unknown(Column::LandlordContact.name()));
        }
        let Some(applicant) = self.members.first().filter(|_| faults.is_empty()) else { return Err(faults) };
        Ok(RegisterHousehold {
            programme_id: programme_id.clone(),
            landlord_contact_id,
            family_name: applicant.family_name.clone(),
            national_request_number: self.number.clone(),
            grounds: self.grounds,
            members: self.members.clone(),
            former_household_id: None,
        })
    }
}

/// What a line says.
struct Person {
    number: Option<String>,
    family_name: String,
    given_name: String,
    birth_date: Option<NaiveDate>,
    /// None when the line says something that is none.
    relationship: Option<Relationship>,
    grounds: PriorityGrounds,
    contact: Option<String>,
    faults: Vec<Fault>,
}

impl Person {
    fn of(table: &Table, line: &Line) -> Self {
        let mut cells = Cells { table, line, faults: Vec::new() };
        if line.cells.len() != table.columns.len() {
            cells.faults.push(fault::cells_miscounted(""));
        }
        let mut person = Self {
            number: cells.number(),
            family_name: cells.text(Column::FamilyName).unwrap_or_default(),
            given_name: cells.text(Column::GivenName).unwrap_or_default(),
            birth_date: cells.day(),
            relationship: cells.relationship(),
            grounds: PriorityGrounds {
                dalo: cells.flag(Column::Dalo),
                collective_agreement: cells.flag(Column::CollectiveAgreement),
                pdalpd: cells.flag(Column::Pdalpd),
            },
            contact: cells.text(Column::LandlordContact).map(|address| address.to_lowercase()),
            faults: Vec::new(),
        };
        person.faults = cells.faults;
        person
    }

    fn member(&self) -> NewMember {
        NewMember {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            birth_date: self.birth_date,
            relationship: self.relationship.unwrap_or(Relationship::Other),
        }
    }

    /// Begins a household.
    fn begin(self, number: u64) -> Draft {
        Draft {
            lines: (number, number),
            members: vec![self.member()],
            number: self.number,
            grounds: self.grounds,
            contact: self.contact,
            faults: self.faults,
        }
    }

    /// Belongs to the household of the lines above.
    fn join(self, number: u64, draft: &mut Draft) {
        draft.lines.1 = number;
        draft.members.push(self.member());
        draft.faults.extend(self.faults);
        if self.number.is_some() && self.number != draft.number {
            draft.faults.push(fault::number_of_another(Column::NationalRequestNumber.name()));
        }
        let PriorityGrounds { dalo, collective_agreement, pdalpd } = self.grounds;
        draft.grounds.dalo |= dalo;
        draft.grounds.collective_agreement |= collective_agreement;
        draft.grounds.pdalpd |= pdalpd;
    }
}

/// The cells of a line, by what their columns are for.
struct Cells<'t> {
    table: &'t Table,
    line: &'t Line,
    faults: Vec<Fault>,
}

impl Cells<'_> {
    fn cell(&self, column: Column) -> &Cell {
        let place = self.table.columns.iter().position(|named| *named == Some(column));
        place.and_then(|place| self.line.cells.get(place)).unwrap_or(&Cell::Empty)
    }

    fn text(&mut self, column: Column) -> Option<String> {
        match self.cell(column) {
            Cell::Empty => None,
            Cell::Text(text) => Some(text.clone()),
            _ => {
                self.faults.push(fault::cell_unreadable(column.name()));
                None
            }
        }
    }

    /// The national request number, without the spaces and signs that people put into it.
    fn number(&mut self) -> Option<String> {
        const COLUMN: Column = Column::NationalRequestNumber;
        if let Cell::Number(_) = self.cell(COLUMN) {
            self.faults.push(fault::number_not_text(COLUMN.name()));
            return None;
        }
        let text = self.text(COLUMN)?;
        Some(text.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect())
    }

    fn day(&mut self) -> Option<NaiveDate> {
        let day = match self.cell(Column::BirthDate) {
            Cell::Empty => return None,
            Cell::Day(day) => Some(*day),
            Cell::Text(text) => day(text),
            _ => None,
        };
        if day.is_none() {
            self.faults.push(fault::date_malformed(Column::BirthDate.name()));
        }
        day
    }

    fn flag(&mut self, column: Column) -> bool {
        let said = match self.cell(column) {
            Cell::Empty => Some(false),
            Cell::Flag(flag) => Some(*flag),
            Cell::Number(number) if (*number - 1.0).abs() < f64::EPSILON => Some(true),
            Cell::Number(number) if number.abs() < f64::EPSILON => Some(false),
            Cell::Text(text) => match plain(text).as_str() {
                "oui" | "o" | "vrai" | "yes" | "y" | "true" | "x" | "1" => Some(true),
                "non" | "n" | "faux" | "no" | "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if said.is_none() {
            self.faults.push(fault::yes_or_no(column.name()));
        }
        said.unwrap_or_default()
    }

    fn relationship(&mut self) -> Option<Relationship> {
        let named = match self.cell(Column::Relationship) {
            Cell::Empty => Some(Relationship::Applicant),
            Cell::Text(text) => relationship(text),
            _ => None,
        };
        if named.is_none() {
            self.faults.push(fault::relationship_unknown(Column::Relationship.name()));
        }
        named
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let number =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten();
    let (year, month, day) = match (first.len(), third.len()) {
        (4, 1..=2) => (first, second, third),
        (1..=2, 4) => (third, second, first),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(i32::try_from(number(year)?).ok()?, number(month)?, number(day)?)
}

/// A place in a household by its name in the schema, its label in either language, or what else it is called.
fn relationship(text: &str) -> Option<Relationship> {
    let said = plain(text);
    let other = |relationship| -> &[&str] {
        match relationship {
            Relationship::Applicant => &["demandeuse", "titulaire"],
            Relationship::Partner => &["conjointe", "concubin", "concubine", "époux", "épouse", "partenaire"],
            Relationship::Child => &["fils", "fille"],
            Relationship::Other => &["autre", "ascendant"],
        }
    };
    let today = NaiveDate::MAX;
    Relationship::iter().find(|relationship| {
        let labels = [Language::French, Language::English].map(|language| label(*relationship, language, today));
        labels
            .iter()
            .chain(other(*relationship))
            .chain(std::iter::once(&relationship.name()))
            .any(|known| plain(known) == said)
    })
}
