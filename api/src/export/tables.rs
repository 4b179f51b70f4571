//! Which tables there are: the lists of the whole, and what of a household or a programme makes a table of its own.

use crate::graphql::{Column, Encoding, member_columns, root_columns};

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name, in addresses and on the command line.
    pub(crate) name: &'static str,
    /// The list of the whole that it is read from.
    pub(super) list: &'static str,
    /// What its rows are.
    pub(super) rows: Rows,
}

/// What the rows of a table are.
#[derive(Debug)]
pub(super) enum Rows {
    /// Those of the list.
    Nodes,
    /// Of each row of the list, those of a field that lists things; beside each, what tells whose they are.
    Each { field: &'static str, of: &'static [(&'static str, Encoding)], page: bool },
    /// The ledger of each programme: its years' lines.
    Ledger,
}

/// What tells whose a member of a household is: the columns that an import wants, and what it is called.
const OF_HOUSEHOLD: &[(&str, Encoding)] = &[
    ("nationalRequestNumber", Encoding::Text),
    ("reference", Encoding::Text),
    ("dalo", Encoding::Flag),
    ("collectiveAgreement", Encoding::Flag),
    ("pdalpd", Encoding::Flag),
    ("landlordContact.email", Encoding::Text),
];

const OF_PROGRAMME: &[(&str, Encoding)] = &[("programme.id", Encoding::Name), ("programme.name", Encoding::Text)];

const LEDGER: [(&str, Encoding); 5] = [
    ("year", Encoding::Number),
    ("month", Encoding::Date),
    ("component", Encoding::Name),
    ("funderId", Encoding::Name),
    ("due", Encoding::Money),
];

const fn list(name: &'static str) -> Table {
    Table { name, list: name, rows: Rows::Nodes }
}

const fn of_programme(name: &'static str, field: &'static str) -> Table {
    Table { name, list: "programmes", rows: Rows::Each { field, of: OF_PROGRAMME, page: false } }
}

/// Every table.
pub(crate) const TABLES: [Table; 27] = [
    list("programmes"),
    list("organisations"),
    list("staff"),
    list("households"),
    Table {
        name: "householdMembers",
        list: "households",
        rows: Rows::Each { field: "members", of: OF_HOUSEHOLD, page: true },
    },
    list("dwellings"),
    list("stepWaivers"),
    list("socialDiagnoses"),
    list("allocationDecisions"),
    list("tripartiteAgreements"),
    list("supportMeasures"),
    list("supportExtensions"),
    list("supportExtensionRequests"),
    list("supportSuspensions"),
    list("supportInterviews"),
    list("progressReviews"),
    list("tenancies"),
    list("leaseReviews"),
    list("examPeriods"),
    list("meetings"),
    list("agendaItems"),
    list("reminders"),
    list("events"),
    of_programme("unitRates", "rates"),
    of_programme("fundingShares", "shares"),
    of_programme("fundingEntries", "fundingEntries"),
    Table { name: "fundingLedger", list: "programmes", rows: Rows::Ledger },
];

impl Table {
    /// Its columns.
    pub(super) fn columns(&self) -> Vec<Column> {
        let named = |&(path, encoding): &(&'static str, Encoding)| Column {
            path: path.split('.').collect(),
            encoding: Some(encoding),
        };
        match &self.rows {
            Rows::Nodes => root_columns(self.list),
            Rows::Each { field, of, .. } => of.iter().map(named).chain(member_columns(self.list, field)).collect(),
            Rows::Ledger => OF_PROGRAMME.iter().chain(&LEDGER).map(named).collect(),
        }
    }

    /// What is selected of each row of the list.
    pub(super) fn selection(&self) -> String {
        match &self.rows {
            Rows::Nodes => selected(&root_columns(self.list)),
            Rows::Each { field, of, page } => {
                let paths = of.iter().map(|(path, _)| path.strip_prefix("programme.").unwrap_or(path));
                let of: Vec<_> = paths.map(|path| Column { path: path.split('.').collect(), encoding: None }).collect();
                let rows = selected(&member_columns(self.list, field));
                // A household has fewer members than a page.
                let rows =
                    if *page { format!("(first: 100) {{ nodes {{ {rows} }} }}") } else { format!(" {{ {rows} }}") };
                format!("{} {field}{rows}", selected(&of))
            }
            Rows::Ledger => "id name fundingYears { year lines { month component funderId due } }".to_owned(),
        }
    }

    /// How many rows of the list are read at once.
    pub(super) fn page(&self) -> u32 {
        match self.rows {
            Rows::Nodes => 100,
            Rows::Each { page: true, .. } => 25,
            Rows::Each { page: false, .. } | Rows::Ledger => 1,
        }
    }
}

/// Columns as a selection. Those that lead through the same field stand together.
fn selected(columns: &[Column]) -> String {
    let mut text = String::new();
    for (place, column) in columns.iter().enumerate() {
        match column.path.as_slice() {
            [through, part] => {
                let of = |other: Option<&Column>| {
                    other.is_some_and(|other| other.path.len() == 2 && other.path[0] == *through)
                };
                let before = place.checked_sub(1).and_then(|place| columns.get(place));
                if !of(before) {
                    text.push_str(through);
                    text.push_str(" { ");
                }
                text.push_str(part);
                text.push_str(if of(columns.get(place + 1)) { " " } else { " } " });
            }
            path => {
                text.push_str(&path.concat());
                text.push(' ');
            }
        }
    }
    text
}
