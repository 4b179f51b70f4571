//! The years of a programme's funding in the schema: what a full year costs, what is due of the days that are over, by
//! month, component, funder and household, and what funders were asked for, have granted, have paid.

use std::collections::{BTreeMap, HashSet};

use async_graphql::{ID, Result, SimpleObject};
use chrono::NaiveDate;
use entity::funding::{Books, books};
use entity::model::household;
use entity::policy::disclosure::shown_due;
use entity::policy::{FieldClass, Relation, Viewer, may_read, scope};
use entity::rules::funding::{Funding, Gap, GapKind, Line, full_year, gaps, readings};
use entity::types::{FundingState, HouseholdId};
use futures::future::{BoxFuture, FutureExt};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::graphql::enums::RateComponent;
use crate::graphql::errors;
use crate::graphql::plan::{Asker, Computed, Wanted};
use crate::graphql::scalars::{Date, Money};

/// What a year of a programme costs and who bears it. Every total is the sum of its lines, to the cent. What is due
/// follows from what happened to each household, and divided by a rate it is how many there are: only who is told counts
/// as they are is told it. Funders are told what is stated, asked for, granted and paid, and no more; a landlord's
/// officers besides what is due of each household that they see.
#[derive(SimpleObject, serde::Serialize)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct FundingYear {
    /// Its number, from 1.
    year: i32,
    /// Its first day.
    starts_on: Date,
    /// Its last day.
    ends_on: Date,
    /// What a full year costs for a household, as the form states it; absent when it states none.
    stated_per_household: Option<Money>,
    /// The same, out of its components.
    computed_per_household: Money,
    /// What a full year costs for all households, as the form states it; absent when it states none.
    stated: Option<Money>,
    /// The same, out of its components.
    computed: Money,
    /// What is due of the days that are over. Absent for funders and landlords.
    due: Option<Money>,
    /// Of this, what nobody bears. Absent for funders and landlords.
    unfunded: Option<Money>,
    /// What is due, by month. Absent for funders and landlords.
    by_month: Option<Vec<FundingLine>>,
    /// What is due, by component. Absent for funders and landlords.
    by_component: Option<Vec<FundingLine>>,
    /// What is due, by household: those that the viewer sees. Absent for whoever may know of no household.
    by_household: Option<Vec<FundingLine>>,
    /// What is due, by month, component and funder. Absent for funders and landlords.
    lines: Option<Vec<FundingLine>>,
    /// The money of each funder, in the form's order.
    by_funder: Vec<FunderYear>,
    /// Where what is recorded differs from what follows; for funders and landlords, from what was recorded before.
    warnings: Vec<FundingWarning>,
}

/// A sum of what is due in a year; whatever is absent, it is the sum of all there are.
#[derive(SimpleObject, serde::Serialize)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct FundingLine {
    /// The first day of the month.
    month: Option<Date>,
    /// The component.
    component: Option<RateComponent>,
    /// The funder; absent, where there are lines by funder, of what nobody bears.
    funder_id: Option<ID>,
    /// The household.
    household_id: Option<ID>,
    /// How much.
    due: Money,
}

/// The money of a funder in a year.
#[derive(SimpleObject, serde::Serialize)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct FunderYear {
    /// The funder.
    funder_id: ID,
    /// What they bear of what is due, by the base of their share. Absent for funders and landlords.
    due: Option<Money>,
    /// What their share comes to, read as a share of the whole. Absent for funders and landlords.
    share_of_whole: Option<Money>,
    /// What their share comes to, read as a share of what it is said to fund; absent also when that is not said. Absent
    /// for funders and landlords.
    share_of_named: Option<Money>,
    /// What they were asked for.
    requested: Money,
    /// What they have granted.
    granted: Money,
    /// What they have paid.
    received: Money,
}

/// A gap between what is recorded for a year and what follows from its ledger.
#[derive(SimpleObject, serde::Serialize)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct FundingWarning {
    /// The stable code, such as `PART_UNFUNDED`.
    code: &'static str,
    /// What to tell the user, in French.
    message: &'static str,
    /// The funder; absent of what nobody bears.
    funder_id: Option<ID>,
    /// What is recorded.
    stated: Option<Money>,
    /// What follows from the ledger, or from what was recorded before.
    computed: Money,
}

/// The years of the programmes with some identifiers.
pub(in crate::graphql::model) fn funding_years<'a>(
    asker: Asker<'a>,
    wanted: Wanted<'a>,
) -> BoxFuture<'a, Result<Computed>> {
    async move {
        let ids = wanted.ids;
        let books = books(asker.db, ids, asker.today).await.map_err(errors::database)?;
        let seen = seen(asker.db, asker.viewer, ids).await.map_err(errors::database)?;
        let shown = books.iter().map(|books| {
            let years = (1..=books.programme.commitment_years).map(|number| {
                let shown = Shown { books, viewer: asker.viewer, seen: seen.as_ref() };
                serde_json::to_value(shown.year(number, asker.today)).unwrap_or_default()
            });
            (books.programme.id.to_string(), years.collect())
        });
        Ok(shown.collect())
    }
    .boxed()
}

/// The households whose file a viewer opens; none at all for whoever may know of no household.
async fn seen(
    db: &DatabaseConnection,
    viewer: &Viewer,
    programme_ids: &[&str],
) -> Result<Option<HashSet<HouseholdId>>, DbErr> {
    if !may_read(viewer, FieldClass::Identity, Relation::default()) {
        return Ok(None);
    }
    let ids = household::Entity::find()
        .select_only()
        .column(household::Column::Id)
        .filter(household::Column::ProgrammeId.is_in(programme_ids.iter().copied()))
        .filter(scope::files(viewer))
        .into_tuple::<HouseholdId>()
        .all(db)
        .await?;
    Ok(Some(ids.into_iter().collect()))
}

/// The books of a programme as a viewer is shown them.
struct Shown<'b> {
    books: &'b Books,
    viewer: &'b Viewer,
    seen: Option<&'b HashSet<HouseholdId>>,
}

impl Shown<'_> {
    fn year(&self, number: i32, today: NaiveDate) -> FundingYear {
        let books = self.books;
        let year = books.year(number);
        let lines = books.ledger(number, today);
        let programme = &books.programme;
        let plan = full_year(&books.rates, year, programme.household_target, programme.dwelling_target);
        let unfunded = sum(lines.iter().filter(|line| line.share.is_none()));
        let funders = self.funders(number, &lines);
        FundingYear {
            year: number,
            starts_on: Date(year.from),
            ends_on: Date(year.until.pred_opt().unwrap_or(year.until)),
            stated_per_household: plan.stated_per_household.map(Money),
            computed_per_household: Money(plan.computed_per_household),
            stated: plan.stated.map(Money),
            computed: Money(plan.computed),
            due: self.due(sum(&lines)),
            unfunded: self.due(unfunded),
            by_month: self.told(self.lines(&lines, |line| (Some(line.month), None, None, None))),
            by_component: self.told(self.lines(&lines, |line| (None, Some(line.component), None, None))),
            by_household: self.by_household(&lines),
            lines: self
                .told(self.lines(&lines, |line| (Some(line.month), Some(line.component), Some(line.share), None))),
            by_funder: (0..).zip(&funders).map(|(place, funding)| self.funder(place, funding, &lines)).collect(),
            warnings: gaps(unfunded, &funders).iter().filter_map(|gap| self.warning(gap)).collect(),
        }
    }

    /// An amount that is due, if the viewer is told it.
    fn due(&self, cents: i64) -> Option<Money> {
        self.told(Money(cents))
    }

    /// What follows from what is due of all households, if the viewer is told it.
    fn told<T>(&self, due: T) -> Option<T> {
        shown_due(self.viewer, due)
    }

    /// Sums by a key.
    fn lines(&self, lines: &[Line], key: impl Fn(&Line) -> Key) -> Vec<FundingLine> {
        let mut sums: BTreeMap<Key, i64> = BTreeMap::new();
        for line in lines {
            *sums.entry(key(line)).or_default() += line.cents;
        }
        let line = |((month, component, share, household), cents): (Key, i64)| FundingLine {
            month: month.map(Date),
            component: component.map(Into::into),
            funder_id: share.flatten().map(|place| self.funder_id(place)),
            household_id: household.map(|place| ID(self.books.households[place].0.to_string())),
            due: Money(cents),
        };
        sums.into_iter().map(line).collect()
    }

    fn by_household(&self, lines: &[Line]) -> Option<Vec<FundingLine>> {
        let seen = self.seen?;
        let theirs = |line: &&Line| seen.contains(&self.books.households[line.household].0);
        let lines: Vec<Line> = lines.iter().filter(theirs).copied().collect();
        Some(self.lines(&lines, |line| (None, None, None, Some(line.household))))
    }

    /// The money of each funder in a year.
    fn funders(&self, number: i32, lines: &[Line]) -> Vec<Funding> {
        let funding = |(place, share): (usize, &entity::model::funding_share::Model)| {
            let of = |state| {
                let entries = self.books.entries.iter();
                let theirs = entries
                    .filter(|entry| entry.funder_id == share.funder_id && entry.year == number && entry.state == state);
                theirs.map(|entry| entry.amount_cents).fold(0, i64::saturating_add)
            };
            Funding {
                due: sum(lines.iter().filter(|line| line.share == Some(place))),
                requested: of(FundingState::Requested),
                granted: of(FundingState::Granted),
                received: of(FundingState::Received),
            }
        };
        self.books.funders.iter().enumerate().map(funding).collect()
    }

    fn funder(&self, place: usize, funding: &Funding, lines: &[Line]) -> FunderYear {
        let read = readings(&self.books.shares[place], lines);
        FunderYear {
            funder_id: self.funder_id(place),
            due: self.due(funding.due),
            share_of_whole: self.due(read.of_whole),
            share_of_named: read.of_named.and_then(|cents| self.due(cents)),
            requested: Money(funding.requested),
            granted: Money(funding.granted),
            received: Money(funding.received),
        }
    }

    fn warning(&self, gap: &Gap) -> Option<FundingWarning> {
        let warning = FundingWarning {
            code: gap.kind.code(),
            message: message(gap.kind),
            funder_id: gap.share.map(|place| self.funder_id(place)),
            stated: gap.stated.map(Money),
            computed: Money(gap.computed),
        };
        if gap.kind.tells_what_is_due() { self.told(warning) } else { Some(warning) }
    }

    fn funder_id(&self, place: usize) -> ID {
        ID(self.books.funders[place].funder_id.to_string())
    }
}

fn sum<'l>(lines: impl IntoIterator<Item = &'l Line>) -> i64 {
    lines.into_iter().map(|line| line.cents).sum()
}

/// What a line is the sum of: month, component, share (or nobody's), household.
type Key = (Option<NaiveDate>, Option<entity::types::RateComponent>, Option<Option<usize>>, Option<usize>);

fn message(kind: GapKind) -> &'static str {
    match kind {
        GapKind::PartUnfunded => "Une partie de ce qui est dû n’est financée par personne.",
        GapKind::GrantDiffersFromRequest => "Le financeur a accordé un autre montant que celui qui était sollicité.",
        GapKind::ReceiptBeyondGrant => "Le financeur a versé plus que ce qu’il avait accordé.",
        GapKind::DueBeyondGrant => "La part du financeur dans ce qui est dû dépasse ce qu’il a accordé.",
    }
}
