//! A social diagnosis is ordered, recorded, cancelled.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::diagnosis;
use entity::refusal::{Refusal, Rule};
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::{AutonomyObstacle, DiagnosisManner, RentalModality, SupportAxis, SupportIntensity};
use crate::graphql::ids::parse;
use crate::graphql::model::SocialDiagnosis;
use crate::graphql::scalars::{Date, Money};

/// How the cell wants a diagnosis made.
#[derive(InputObject)]
pub struct OrderDiagnosisInput {
    /// The household.
    household_id: ID,
    /// How it is made.
    manner: DiagnosisManner,
    /// Who makes it: a social worker of a support organisation, who follows the household from now on.
    author_id: ID,
    /// The day by which it is made; left out: in a month.
    due_on: Option<Date>,
    #[graphql(flatten)]
    once: Once,
}

/// What a diagnosis found, and what it recommends.
#[derive(InputObject)]
pub struct RecordDiagnosisInput {
    /// The diagnosis.
    social_diagnosis_id: ID,
    /// The day on which it was made.
    done_on: Date,
    /// The obstacles (*freins*): at least one.
    obstacles: Vec<AutonomyObstacle>,
    /// The axes of support that it recommends: at least one.
    axes: Vec<SupportAxis>,
    /// How close the support should be.
    intensity: SupportIntensity,
    /// How long the support should last: 1 to 12 months.
    duration_months: i32,
    /// How the household should be housed.
    modality: RentalModality,
    /// The social and budget situation.
    situation: String,
    /// Rights open, or to be claimed.
    rights: Option<String>,
    /// Where the household lives now.
    current_housing: Option<String>,
    /// How far it manages alone.
    autonomy: Option<String>,
    /// Where it has lived before (*parcours logement*).
    housing_path: Option<String>,
    /// What it needs.
    needs: Option<String>,
    /// What comes in in a month, in euros.
    monthly_income: Option<Money>,
    /// What goes out in a month, in euros.
    monthly_expenses: Option<Money>,
    /// What the household owes, in euros.
    debts: Option<Money>,
    /// Health, and what was said in confidence: for the referent alone.
    confidential_note: Option<String>,
    /// The version of the diagnosis that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// Why a diagnosis is not made after all.
#[derive(InputObject)]
pub struct CancelDiagnosisInput {
    /// The diagnosis.
    social_diagnosis_id: ID,
    /// Why.
    reason: String,
    /// The version of the diagnosis that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// A diagnosis ordered, or why it was not.
    OrderDiagnosisPayload {
        /// The diagnosis.
        social_diagnosis: SocialDiagnosis
    }
}

payload_type! {
    /// A diagnosis recorded, or why it was not.
    RecordDiagnosisPayload {
        /// The diagnosis.
        social_diagnosis: SocialDiagnosis
    }
}

payload_type! {
    /// A diagnosis cancelled, or why it was not.
    CancelDiagnosisPayload {
        /// The diagnosis.
        social_diagnosis: SocialDiagnosis
    }
}

#[derive(Default)]
pub struct DiagnosisMutation;

#[Object]
impl DiagnosisMutation {
    /// Orders the social diagnosis of a household, as the cell has decided: by whom, in which manner, by when.
    async fn order_diagnosis(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: OrderDiagnosisInput,
    ) -> Option<Result<OrderDiagnosisPayload>> {
        perform(ctx, input, |db, act, input| diagnosis::order(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Records a social diagnosis that was made: obstacles, axes, intensity, duration, modality.
    async fn record_diagnosis(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it found.")] input: RecordDiagnosisInput,
    ) -> Option<Result<RecordDiagnosisPayload>> {
        perform(ctx, input, |db, act, input| diagnosis::record(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Cancels a social diagnosis that is not made yet; the cell's decision may then be carried out otherwise.
    async fn cancel_diagnosis(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The diagnosis.")] input: CancelDiagnosisInput,
    ) -> Option<Result<CancelDiagnosisPayload>> {
        perform(ctx, input, |db, act, input| diagnosis::cancel(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }
}

impl ActInput for OrderDiagnosisInput {
    type Operation = diagnosis::OrderDiagnosis;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(diagnosis::OrderDiagnosis {
            household_id: parse(&self.household_id, "householdId")?,
            manner: self.manner.into(),
            author_id: parse(&self.author_id, "authorId")?,
            due_on: self.due_on.map(|day| day.0),
        })
    }
}

impl ActInput for RecordDiagnosisInput {
    type Operation = diagnosis::RecordDiagnosis;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let cents = |amount: Option<Money>| amount.map(|amount| amount.0);
        Ok(diagnosis::RecordDiagnosis {
            social_diagnosis_id: parse(&self.social_diagnosis_id, "socialDiagnosisId")?,
            done_on: self.done_on.0,
            obstacles: self.obstacles.into_iter().map(Into::into).collect(),
            axes: self.axes.into_iter().map(Into::into).collect(),
            intensity: self.intensity.into(),
            duration_months: u32::try_from(self.duration_months)
                .map_err(|_| Rule::DurationOutOfRange.refuse("durationMonths"))?,
            modality: self.modality.into(),
            situation: self.situation,
            texts: diagnosis::DiagnosisTexts {
                rights: self.rights,
                current_housing: self.current_housing,
                autonomy: self.autonomy,
                housing_path: self.housing_path,
                needs: self.needs,
                confidential_note: self.confidential_note,
            },
            monthly_income: cents(self.monthly_income),
            monthly_expenses: cents(self.monthly_expenses),
            debts: cents(self.debts),
        })
    }
}

impl ActInput for CancelDiagnosisInput {
    type Operation = diagnosis::CancelDiagnosis;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(diagnosis::CancelDiagnosis {
            social_diagnosis_id: parse(&self.social_diagnosis_id, "socialDiagnosisId")?,
            reason: self.reason,
        })
    }
}
