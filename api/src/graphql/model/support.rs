//! A support measure, its objectives and its extensions in the schema.

use async_graphql::{Context, ID, Object, Result};
use entity::model::{support_extension, support_measure, support_objective};
use entity::policy::{FieldClass, Relation, may_read};
use entity::rules::calendar;
use entity::types::HouseholdId;

use super::{Household, Staff, household};
use crate::graphql::access::{readable, refuse};
use crate::graphql::enums::{ExtensionGround, ObjectiveStatus, SupportAxis, SupportIntensity, SupportOutcome};
use crate::graphql::ids::global;
use crate::graphql::loaders::{AxesOf, ExtensionsOf, ObjectivesOf, many};
use crate::graphql::scalars::Date;
use crate::graphql::session::RequestExt;

pub struct SupportMeasure(pub support_measure::Model);

/// A support measure (*mesure d'accompagnement*): twelve months at most, save an extension.
#[Object]
impl SupportMeasure {
    /// Its identifier.
    pub async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// First day.
    async fn start_on(&self) -> Date {
        self.0.start_on.into()
    }

    /// Last day as now decided, extensions included.
    async fn end_on(&self) -> Date {
        self.0.end_on.into()
    }

    /// Last day of the twelve months that support may last without an extension.
    async fn cap_on(&self) -> Date {
        self.0.cap_on.into()
    }

    /// Days left until the end; negative when it is past, absent once closed.
    async fn days_left(&self, ctx: &Context<'_>) -> Option<i64> {
        let open = self.0.closed_on.is_none();
        open.then(|| (self.0.end_on - calendar::today(ctx.now())).num_days())
    }

    /// How close the support is. Social content.
    async fn intensity(&self, ctx: &Context<'_>) -> Option<Result<SupportIntensity>> {
        match self.relation(ctx).await {
            Ok(relation) => {
                readable(ctx, "SupportMeasure", FieldClass::Social, relation, || Some(self.0.intensity.into()))
            }
            Err(error) => Some(Err(error)),
        }
    }

    /// The day on which it was closed.
    async fn closed_on(&self) -> Option<Date> {
        self.0.closed_on.map(Into::into)
    }

    /// How it ended.
    async fn outcome(&self) -> Option<SupportOutcome> {
        self.0.outcome.map(Into::into)
    }

    /// Its axes. Social content.
    async fn axes(&self, ctx: &Context<'_>) -> Option<Result<Vec<SupportAxis>>> {
        self.load_axes(ctx).await.transpose().or_else(|| refuse(ctx, "SupportMeasure"))
    }

    /// The objectives set with the household. Social content.
    async fn objectives(&self, ctx: &Context<'_>) -> Option<Result<Vec<SupportObjective>>> {
        self.load_objectives(ctx).await.transpose().or_else(|| refuse(ctx, "SupportMeasure"))
    }

    /// Its extensions (*prolongations*), oldest first.
    async fn extensions(&self, ctx: &Context<'_>) -> Result<Vec<SupportExtension>> {
        let rows = many(ctx.loaders()?, ExtensionsOf(self.0.id.clone())).await?;
        let relation = self.relation(ctx).await?;
        Ok(rows.into_iter().map(|row| SupportExtension(row, relation)).collect())
    }

    /// The household.
    async fn household(&self, ctx: &Context<'_>) -> Result<Option<Household>> {
        super::household(ctx, &self.0.household_id).await
    }
}

impl SupportMeasure {
    async fn relation(&self, ctx: &Context<'_>) -> Result<Relation> {
        relation(ctx, &self.0.household_id).await
    }

    async fn load_axes(&self, ctx: &Context<'_>) -> Result<Option<Vec<SupportAxis>>> {
        if !may_read(ctx.viewer()?, FieldClass::Social, self.relation(ctx).await?) {
            return Ok(None);
        }
        let rows = many(ctx.loaders()?, AxesOf(self.0.id.clone())).await?;
        Ok(Some(rows.into_iter().map(|row| row.axis.into()).collect()))
    }

    async fn load_objectives(&self, ctx: &Context<'_>) -> Result<Option<Vec<SupportObjective>>> {
        if !may_read(ctx.viewer()?, FieldClass::Social, self.relation(ctx).await?) {
            return Ok(None);
        }
        let rows = many(ctx.loaders()?, ObjectivesOf(self.0.id.clone())).await?;
        Ok(Some(rows.into_iter().map(SupportObjective).collect()))
    }
}

/// What ties the viewer to a household known by its identifier.
pub(super) async fn relation(ctx: &Context<'_>, id: &HouseholdId) -> Result<Relation> {
    let row = super::household(ctx, id).await?;
    Ok(row.map_or(Relation::default(), |row| household::relation(ctx, &row.0)))
}

pub struct SupportObjective(support_objective::Model);

/// An objective set with the household. Only read by who may read social content.
#[Object]
impl SupportObjective {
    /// Its identifier.
    async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// Its axis.
    async fn axis(&self) -> SupportAxis {
        self.0.axis.into()
    }

    /// How far it is.
    async fn status(&self) -> ObjectiveStatus {
        self.0.status.into()
    }

    /// What it is.
    async fn label(&self) -> &str {
        &self.0.label
    }
}

pub struct SupportExtension(support_extension::Model, Relation);

/// An extension of a support measure (*prolongation*).
#[Object]
impl SupportExtension {
    /// Its identifier.
    async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// First, second… extension.
    async fn rank(&self) -> i32 {
        self.0.rank
    }

    /// The end before it.
    async fn previous_end_on(&self) -> Date {
        self.0.previous_end_on.into()
    }

    /// The end it decided.
    async fn end_on(&self) -> Date {
        self.0.end_on.into()
    }

    /// The day of the decision.
    async fn decided_on(&self) -> Date {
        self.0.decided_on.into()
    }

    /// Who decided.
    async fn decided_by(&self, ctx: &Context<'_>) -> Result<Staff> {
        super::staff(ctx, &self.0.decided_by_id).await
    }

    /// Why (*motif*). Social content: it can tell of health or family.
    async fn ground(&self, ctx: &Context<'_>) -> Option<Result<ExtensionGround>> {
        readable(ctx, "SupportExtension", FieldClass::Social, self.1, || Some(self.0.ground.into()))
    }

    /// Why, in words. Social content.
    async fn explanation(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        readable(ctx, "SupportExtension", FieldClass::Social, self.1, || Some(self.0.explanation.as_str()))
    }
}
