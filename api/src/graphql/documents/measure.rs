//! How big a document is once its fragments are expanded, and what its pages may hold. Each fragment is
//! measured once, so this takes time linear in the text, whatever the fragments do.

use std::collections::HashMap;
use std::sync::LazyLock;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::Name;
use apollo_compiler::ast::Value;
use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use apollo_compiler::response::JsonMap;
use async_graphql::ServerError;
use entity::types::labels::labelled_enums;

use crate::graphql::connection::{DEFAULT_PAGE, LARGEST_PAGE};
use crate::graphql::errors::Code;

/// How many fields an operation may select. The standard introspection query has some two hundred.
const FIELDS: u64 = 2_000;
/// How many of them may have another name.
const ALIASES: u64 = 200;
/// How deep fields may lie in fields. The standard introspection query goes 15 deep.
const DEPTH: u64 = 15;
/// How deep selection sets may lie in each other, those of fragments counted too.
const NESTING: u64 = 40;
/// How deep the lists of types and fields may lie in each other that tell of the schema: each holds all the
/// next does.
const LISTED: u64 = 2;
const LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];
/// What a request may cost when every page of its answer is full, where a field costs one.
pub(crate) const LARGEST_COST: u64 = 1_000_000;
/// What a request costs by itself.
const REQUEST: u64 = 100;
/// What a text in somebody's own words costs, by the field's name, and what a text of a programme's form does:
/// some sentences, some paragraphs.
const PROSE: [&str; 43] = [
    "account",
    "adhesionApproach",
    "answer",
    "attendees",
    "autonomy",
    "cancellationReason",
    "changes",
    "comment",
    "commitmentNote",
    "confidentialNote",
    "currentHousing",
    "departmentalConditions",
    "departmentalOpinion",
    "departmentalRelevance",
    "description",
    "dwellingLocation",
    "explanation",
    "financing",
    "fitToNeeds",
    "householdView",
    "housingPath",
    "label",
    "landlordAccount",
    "landlordSupportRelation",
    "missingDocument",
    "needs",
    "noticeReasons",
    "organisationView",
    "partnership",
    "publicCharacteristics",
    "purpose",
    "reason",
    "reasons",
    "regionalComment",
    "releaseReasons",
    "rentalManagementFit",
    "reservationAndAllocation",
    "rights",
    "role",
    "situation",
    "summary",
    "supportMethod",
    "supportSupply",
];
const SENTENCES: u64 = 5;
const PARAGRAPHS: u64 = 30;
/// The same of the minutes of a meeting: a few pages.
const PAGES: u64 = 300;
/// What going through the rows of a list costs, to count them or to find those that a filter wants: the rows
/// of one household or meeting, and those of something that has as many as there are.
const WALK: u64 = 10;
const WALK_ALL: u64 = 300;
/// How many labels all enumerations have together: whichever are asked for, they are reckoned with.
static LABELS: LazyLock<u64> =
    LazyLock::new(|| labelled_enums().map(|of| u64::try_from((of.values)().len()).unwrap_or(u64::MAX)).sum());
/// How many years a commitment lasts, as a rule.
const YEARS: u64 = 3;

/// What a programme's statistics list by the values of an enumeration.
const GROUPS: [&str; 6] =
    ["ModalitySteps", "PublicSteps", "AxisSteps", "DwellingTypeSteps", "OutcomeCount", "ComponentCost"];

/// How many values the largest of these has.
const GROUP: u64 = 6;
/// How many fields an object counts for that may be of any type, besides those that are selected of it.
const TABLES: u64 = 50;
/// What has as many rows as there are.
const HAVE_ALL: [&str; 3] = ["Query", "Programme", "Organisation"];
/// How many acts one request may do, and what each costs: a transaction of some statements.
const ACTS: usize = 20;
const ACT: u64 = 100;
/// How many bytes of an answer a field takes, its name and value, the brackets and commas around them.
const BYTES: u64 = 20;

/// What an operation costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Price {
    /// What it may cost at most: every page full, every text long.
    pub(crate) asked: u64,
    /// The part of it that no byte of the answer shows: the request itself, the rows gone through, the acts.
    pub(crate) unseen: u64,
}

impl Price {
    /// What it has cost, by the length of the answer in bytes: a field for so many of them, and all of what
    /// they do not show. Never more than was asked.
    pub(crate) fn spent(self, bytes: usize) -> u64 {
        let shown = u64::try_from(bytes).unwrap_or(u64::MAX).div_ceil(BYTES);
        self.unseen.saturating_add(shown).min(self.asked)
    }
}

/// The size of a selection set, fragments expanded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Size {
    fields: u64,
    aliases: u64,
    depth: u64,
    nesting: u64,
    listed: u64,
    cost: u64,
    unseen: u64,
}

struct Measure<'d> {
    document: &'d ExecutableDocument,
    /// Of the request; without them, the pages that they decide on have the default size.
    variables: Option<&'d JsonMap>,
    fragments: HashMap<&'d Name, Size>,
}

/// Whether each operation of a document is of a size that is executed.
///
/// # Errors
/// `DOCUMENT_TOO_LARGE` or `DOCUMENT_TOO_DEEP`.
pub(super) fn within_limits(document: &ExecutableDocument) -> Result<(), ServerError> {
    let mut measure = Measure { document, variables: None, fragments: HashMap::new() };
    for operation in document.operations.iter() {
        let size = measure.set(&operation.selection_set);
        if size.depth > DEPTH {
            return Err(Code::DocumentTooDeep.at(format!("Au plus {DEPTH} champs les uns dans les autres."), None));
        }
        if size.nesting > NESTING {
            return Err(Code::DocumentTooDeep
                .at(format!("Au plus {NESTING} champs et fragments les uns dans les autres."), None));
        }
        if size.listed > LISTED {
            return Err(
                Code::DocumentTooDeep.at(format!("Au plus {LISTED} listes du schéma l’une dans l’autre."), None)
            );
        }
        if operation.is_mutation() && operation.root_fields(document).count() > ACTS {
            return Err(Code::DocumentTooLarge.at(format!("Au plus {ACTS} actes par requête."), None));
        }
        if size.fields > FIELDS {
            return Err(
                Code::DocumentTooLarge.at(format!("Au plus {FIELDS} champs, une fois les fragments dépliés."), None)
            );
        }
        if size.aliases > ALIASES {
            return Err(
                Code::DocumentTooLarge.at(format!("Au plus {ALIASES} alias, une fois les fragments dépliés."), None)
            );
        }
    }
    Ok(())
}

/// What an operation costs, if the pages that it asks for may be as large as that together.
///
/// # Errors
/// `DOCUMENT_TOO_COSTLY`.
pub(super) fn price(
    document: &ExecutableDocument,
    operation: &Operation,
    variables: &JsonMap,
) -> Result<Price, ServerError> {
    let mut measure = Measure { document, variables: Some(variables), fragments: HashMap::new() };
    let Size { cost, unseen, .. } = measure.set(&operation.selection_set);
    let (asked, unseen) = (cost.saturating_add(REQUEST), unseen.saturating_add(REQUEST));
    if asked > LARGEST_COST {
        let message =
            format!("Les pages demandées coûtent {asked} ensemble, au plus {LARGEST_COST} : demandez-en moins.");
        return Err(Code::DocumentTooCostly.at(message, None));
    }
    Ok(Price { asked, unseen })
}

impl<'d> Measure<'d> {
    fn set(&mut self, set: &'d SelectionSet) -> Size {
        let mut size = Size::default();
        for selection in &set.selections {
            let part = match selection {
                Selection::Field(field) => self.field(field, &set.ty),
                Selection::InlineFragment(fragment) => deeper(self.set(&fragment.selection_set)),
                Selection::FragmentSpread(spread) => deeper(self.fragment(&spread.fragment_name)),
            };
            size = Size {
                fields: size.fields.saturating_add(part.fields),
                aliases: size.aliases.saturating_add(part.aliases),
                depth: size.depth.max(part.depth),
                nesting: size.nesting.max(part.nesting),
                listed: size.listed.max(part.listed),
                cost: size.cost.saturating_add(part.cost),
                unseen: size.unseen.saturating_add(part.unseen),
            };
        }
        size
    }

    fn field(&mut self, field: &'d Field, parent: &str) -> Size {
        let below = self.set(&field.selection_set);
        let rows = self.rows(field);
        let (shown, unseen) = self.own(field, parent);
        // Of any type: the statement looks in the table of each.
        let tables = if parent != "Query" && field.definition.ty.inner_named_type() == "Node" { TABLES } else { 0 };
        Size {
            fields: below.fields.saturating_add(1 + tables),
            aliases: below.aliases.saturating_add(u64::from(field.alias.is_some())),
            depth: below.depth + 1,
            nesting: below.nesting + 1,
            listed: below.listed + u64::from(parent == "__Type" && LISTS.contains(&field.name.as_str())),
            cost: below.cost.saturating_mul(rows).saturating_add(shown).saturating_add(unseen),
            unseen: below.unseen.saturating_mul(rows).saturating_add(unseen),
        }
    }

    /// What a field costs by itself: what of it is in the answer's bytes, and what is not.
    fn own(&self, field: &Field, parent: &str) -> (u64, u64) {
        match field.definition.ty.inner_named_type().as_str() {
            _ if parent == "Mutation" => (1, ACT),
            "ProgrammeStatistics" | "FundingYear" | "AgendaProposal" | "MeetingMinutes" => (1, WALK_ALL),
            "String" if parent == "MeetingMinutes" => (PAGES, 0),
            // Each of its figures is a statement of its own.
            _ if parent == "ProgrammeStatistics" && !field.selection_set.selections.is_empty() => (1, WALK_ALL),
            "String" if ["Programme", "ProgrammeVersion"].contains(&parent) => (PARAGRAPHS, 0),
            "String" | "JSON" if PROSE.contains(&field.name.as_str()) => (SENTENCES, 0),
            name if name.ends_with("Connection") => {
                let walk = if HAVE_ALL.contains(&parent) { WALK_ALL } else { WALK };
                let counts = field.selection_set.root_fields(self.document).filter(|field| field.name == "totalCount");
                let filters = field.arguments.iter().filter(|argument| argument.name == "filter");
                (1, u64::try_from(counts.count() + filters.count()).unwrap_or(u64::MAX).saturating_mul(walk))
            }
            _ => (1, 0),
        }
    }

    /// Validation has seen that no fragment leads back to itself.
    fn fragment(&mut self, name: &'d Name) -> Size {
        if let Some(size) = self.fragments.get(name) {
            return *size;
        }
        let size = self.document.fragments.get(name).map(|fragment| self.set(&fragment.selection_set));
        let size = size.unwrap_or_default();
        self.fragments.insert(name, size);
        size
    }

    /// How many rows a field may have: a connection as many as its page, nodes as many as identifiers are
    /// given, labels as many as there are, sums of a programme's funding as many as there are of the most usual, anything
    /// else one.
    fn rows(&self, field: &Field) -> u64 {
        if let Some(ids) = field.arguments.iter().find(|given| given.name == "ids") {
            return self.length(&ids.value).min(LARGEST_PAGE);
        }
        match field.definition.ty.inner_named_type().as_str() {
            "EnumLabel" => return *LABELS,
            "FundingYear" => return YEARS,
            "AgendaProposal" => return LARGEST_PAGE,
            "FundingLine" | "FundingEntry" | "MonthSteps" if field.definition.ty.is_list() => return LARGEST_PAGE,
            name if GROUPS.contains(&name) => return GROUP,
            "UnitRate" | "ProgrammePartner" | "StatedPartner" if field.definition.ty.is_list() => {
                return DEFAULT_PAGE;
            }
            "YearlyTarget" | "StatedTarget" | "YearFigures" => return YEARS,
            _ => {}
        }
        if field.definition.argument_by_name("first").is_none() {
            return 1;
        }
        let asked = self.int(field, "first").or_else(|| self.int(field, "last"));
        asked.map_or(DEFAULT_PAGE, |rows| u64::try_from(rows).unwrap_or_default().min(LARGEST_PAGE))
    }

    fn length(&self, list: &Value) -> u64 {
        let length = match list {
            Value::List(items) => items.len(),
            Value::Variable(name) => {
                self.variables.and_then(|all| all.get(name.as_str())?.as_array()).map_or(1, Vec::len)
            }
            _ => 1,
        };
        u64::try_from(length).unwrap_or(u64::MAX)
    }

    fn int(&self, field: &Field, argument: &str) -> Option<i64> {
        match field.arguments.iter().find(|given| given.name == argument)?.value.as_ref() {
            Value::Int(number) => number.try_to_i32().ok().map(i64::from),
            Value::Variable(name) => self.variables?.get(name.as_str())?.as_i64(),
            _ => None,
        }
    }
}

fn deeper(size: Size) -> Size {
    Size { nesting: size.nesting + 1, ..size }
}
