//! A social diagnosis is ordered as the cell decided, recorded once it is made, or cancelled.

use chrono::NaiveDate;
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
};

use super::support::open_measure;
use super::{Act, active_staff, equals, household_in_scope, locked, next_position, organisation_of};
use crate::event_log::{self, Draft};
use crate::model::versioned::FIRST;
use crate::model::{agenda_item, autonomy_obstacle, household, recommended_axis, social_diagnosis};
use crate::policy::{Action, scope};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::{diagnosis as rules, household as household_rules};
use crate::types::{
    AgendaDecision, AgendaItemId, AgendaItemKind, AutonomyObstacle, DiagnosisManner, EventKind, HouseholdId,
    OrganisationKind, RentalModality, Role, SocialDiagnosisId, StaffId, SupportAxis, SupportIntensity,
};

/// The longest text of a diagnosis, in characters.
const LONGEST_TEXT: usize = 10_000;

/// How the cell wants a diagnosis made.
#[derive(Debug, Clone)]
pub struct OrderDiagnosis {
    /// The household.
    pub household_id: HouseholdId,
    /// How it is made.
    pub manner: DiagnosisManner,
    /// Who makes it.
    pub author_id: StaffId,
    /// The day by which it is made; absent: in a month.
    pub due_on: Option<NaiveDate>,
}

/// Orders the diagnosis that the cell has decided on. Its author follows the household from now on: somebody has to
/// open its file.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, the steps that are missing, or the rules of [`crate::rules::diagnosis`].
pub async fn order<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: OrderDiagnosis,
) -> Result<social_diagnosis::Model, OperationError> {
    let tx = act.begin(db).await?;
    let household = household_in_scope(&tx, act, &input.household_id, "householdId").await?;
    act.may(Action::OrderDiagnosis, act.relation(&household))?;
    let author = active_staff(&tx, &input.author_id, "authorId").await?;
    let employer = organisation_of(&tx, &author).await?.kind;
    let due_on = input.due_on.unwrap_or_else(|| rules::due_on(act.today()));
    let decision = decision_to_carry_out(&tx, &household.id).await?;

    let mut checks = Checks::new();
    let social_worker = employer == OrganisationKind::SupportOrganisation && author.role == Role::SocialWorker;
    checks.require(social_worker, Rule::NotSupportStaff, "authorId");
    let takes_part = household_rules::takes_part(household.stage);
    checks.require(takes_part, Rule::HouseholdNotRetained, "householdId");
    let preselected = household_rules::is_preselected(household.stage);
    checks.require(!takes_part || preselected, Rule::HouseholdNotPreselected, "householdId");
    checks.require(open_diagnosis(&tx, &household.id).await?.is_none(), Rule::DiagnosisAlreadyOrdered, "householdId");
    checks.require(!preselected || decision.is_some(), Rule::DiagnosisNotDecided, "householdId");
    let followed = open_measure(&tx, &household.id).await?.is_some();
    let referent = household.referent_id.as_ref() == Some(&author.id);
    checks.require(!followed || referent, Rule::AuthorNotReferent, "authorId");
    rules::check_order(&mut checks, due_on, act.today());
    checks.done()?;
    let decision = decision.ok_or_else(|| Rule::DiagnosisNotDecided.refuse("householdId"))?;

    let of_household = equals(social_diagnosis::Column::HouseholdId, household.id.clone());
    let rank = next_position::<social_diagnosis::Entity, _>(&tx, social_diagnosis::Column::Rank, of_household).await?;
    let row = social_diagnosis::ActiveModel {
        id: Set(SocialDiagnosisId::generate(act.now, act.chance)),
        household_id: Set(household.id.clone()),
        agenda_item_id: Set(decision),
        rank: Set(rank),
        manner: Set(input.manner),
        author_id: Set(author.id.clone()),
        former_referent_id: Set(household.referent_id.clone()),
        ordered_on: Set(act.today()),
        due_on: Set(due_on),
        version: Set(FIRST),
        ..Default::default()
    };
    let diagnosis = social_diagnosis::Entity::insert(row).exec_with_returning(&tx).await?;
    let draft = Draft::new(EventKind::DiagnosisOrdered, &diagnosis.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("manner", diagnosis.manner)
        .change("dueOn", diagnosis.due_on)
        .change("authorId", &author.id)
        .change_if_any("referentId", (!referent).then_some(&author.id));
    let mut assigned = household.into_active_model();
    assigned.referent_id = Set(Some(author.id.clone()));
    assigned.update(&tx).await?;
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &diagnosis.id).await?;
    Ok(diagnosis)
}

/// What a diagnosis found, and what it recommends.
#[derive(Debug, Clone)]
pub struct RecordDiagnosis {
    /// The diagnosis.
    pub social_diagnosis_id: SocialDiagnosisId,
    /// The day on which it was made.
    pub done_on: NaiveDate,
    /// The obstacles (*freins*), at least one.
    pub obstacles: Vec<AutonomyObstacle>,
    /// The axes that it recommends, at least one.
    pub axes: Vec<SupportAxis>,
    /// How close the support should be.
    pub intensity: SupportIntensity,
    /// How long it should last, in months.
    pub duration_months: u32,
    /// How the household should be housed.
    pub modality: RentalModality,
    /// The social and budget situation.
    pub situation: String,
    /// What else is told.
    pub texts: DiagnosisTexts,
    /// What comes in in a month, in cents.
    pub monthly_income: Option<i64>,
    /// What goes out in a month, in cents.
    pub monthly_expenses: Option<i64>,
    /// Debts, in cents.
    pub debts: Option<i64>,
}

/// What a diagnosis tells besides the situation, each part if there is something to tell.
#[derive(Debug, Clone, Default)]
pub struct DiagnosisTexts {
    /// Rights open, or to be claimed.
    pub rights: Option<String>,
    /// Where the household lives now.
    pub current_housing: Option<String>,
    /// How far it manages alone.
    pub autonomy: Option<String>,
    /// Where it has lived.
    pub housing_path: Option<String>,
    /// What it needs.
    pub needs: Option<String>,
    /// Health, and what was said in confidence.
    pub confidential_note: Option<String>,
}

impl DiagnosisTexts {
    fn each(&self) -> [(Option<&str>, &'static str); 6] {
        [
            (self.rights.as_deref(), "rights"),
            (self.current_housing.as_deref(), "currentHousing"),
            (self.autonomy.as_deref(), "autonomy"),
            (self.housing_path.as_deref(), "housingPath"),
            (self.needs.as_deref(), "needs"),
            (self.confidential_note.as_deref(), "confidentialNote"),
        ]
    }
}

/// Records a diagnosis that was made.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, DIAGNOSIS_CLOSED, or the rules of [`crate::rules::diagnosis`].
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordDiagnosis,
) -> Result<social_diagnosis::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (diagnosis, household) = diagnosis_in_scope(&tx, act, &input.social_diagnosis_id).await?;
    act.may(Action::RecordDiagnosis, act.relation(&household))?;
    act.expects(diagnosis.version, &diagnosis.id)?;
    let mut checks = Checks::new();
    check_open(&mut checks, &diagnosis);
    let findings = rules::Findings {
        ordered_on: diagnosis.ordered_on,
        done_on: input.done_on,
        obstacles: &input.obstacles,
        axes: &input.axes,
        duration_months: input.duration_months,
        amounts: [
            (input.monthly_income, "monthlyIncome"),
            (input.monthly_expenses, "monthlyExpenses"),
            (input.debts, "debts"),
        ],
    };
    rules::check_findings(&mut checks, findings, act.today());
    checks.text(&input.situation, LONGEST_TEXT, "situation");
    for (text, field) in input.texts.each() {
        checks.bounded(text.unwrap_or_default(), LONGEST_TEXT, field);
    }
    checks.done()?;

    let id = diagnosis.id.clone();
    let [rights, current_housing, autonomy, housing_path, needs, confidential_note] =
        input.texts.each().map(|(text, _)| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned));
    let mut made = diagnosis.into_active_model();
    made.done_on = Set(Some(input.done_on));
    made.intensity = Set(Some(input.intensity));
    made.duration_months = Set(i32::try_from(input.duration_months).ok());
    made.modality = Set(Some(input.modality));
    made.situation = Set(Some(input.situation.trim().to_owned()));
    made.rights = Set(rights);
    made.current_housing = Set(current_housing);
    made.autonomy = Set(autonomy);
    made.housing_path = Set(housing_path);
    made.needs = Set(needs);
    made.confidential_note = Set(confidential_note);
    made.monthly_income_cents = Set(input.monthly_income);
    made.monthly_expenses_cents = Set(input.monthly_expenses);
    made.debts_cents = Set(input.debts);
    let diagnosis = made.update(&tx).await?;
    let obstacles = input.obstacles.iter().map(|obstacle| autonomy_obstacle::ActiveModel {
        social_diagnosis_id: Set(id.clone()),
        obstacle: Set(*obstacle),
    });
    autonomy_obstacle::Entity::insert_many(obstacles).exec_without_returning(&tx).await?;
    let axes = input
        .axes
        .iter()
        .map(|axis| recommended_axis::ActiveModel { social_diagnosis_id: Set(id.clone()), axis: Set(*axis) });
    recommended_axis::Entity::insert_many(axes).exec_without_returning(&tx).await?;
    let draft = Draft::new(EventKind::DiagnosisRecorded, &id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("doneOn", input.done_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &id).await?;
    Ok(diagnosis)
}

/// Why a diagnosis is not made after all.
#[derive(Debug, Clone)]
pub struct CancelDiagnosis {
    /// The diagnosis.
    pub social_diagnosis_id: SocialDiagnosisId,
    /// Why.
    pub reason: String,
}

/// Cancels a diagnosis that is not made yet. The cell's decision may then be carried out otherwise: by another
/// author, or in another manner. Unless the author supports the household by now, whoever followed it before does again.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, DIAGNOSIS_CLOSED, TEXT_REQUIRED.
pub async fn cancel<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: CancelDiagnosis,
) -> Result<social_diagnosis::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (diagnosis, household) = diagnosis_in_scope(&tx, act, &input.social_diagnosis_id).await?;
    act.may(Action::OrderDiagnosis, act.relation(&household))?;
    act.expects(diagnosis.version, &diagnosis.id)?;
    let mut checks = Checks::new();
    check_open(&mut checks, &diagnosis);
    checks.text(&input.reason, LONGEST_TEXT, "reason");
    checks.done()?;

    let supported = open_measure(&tx, &household.id).await?.is_some();
    let follows = !supported && household.referent_id.as_ref() == Some(&diagnosis.author_id);
    let former = diagnosis.former_referent_id.clone();
    let mut cancelled = diagnosis.into_active_model();
    cancelled.cancelled_on = Set(Some(act.today()));
    cancelled.cancellation_reason = Set(Some(input.reason.trim().to_owned()));
    let diagnosis = cancelled.update(&tx).await?;
    let draft = Draft::new(EventKind::DiagnosisCancelled, &diagnosis.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("cancelledOn", act.today())
        .change_if_any("referentId", follows.then_some(&former));
    if follows {
        let mut household = household.into_active_model();
        household.referent_id = Set(former);
        household.update(&tx).await?;
    }
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &diagnosis.id).await?;
    Ok(diagnosis)
}

fn check_open(checks: &mut Checks, diagnosis: &social_diagnosis::Model) {
    let open = diagnosis.done_on.is_none() && diagnosis.cancelled_on.is_none();
    checks.require(open, Rule::DiagnosisClosed, "socialDiagnosisId");
}

/// The diagnosis of a household that is ordered and not made, if there is one.
pub(super) async fn open_diagnosis(
    tx: &impl ConnectionTrait,
    household_id: &HouseholdId,
) -> Result<Option<social_diagnosis::Model>, DbErr> {
    social_diagnosis::Entity::find()
        .filter(social_diagnosis::Column::HouseholdId.eq(household_id.clone()))
        .filter(social_diagnosis::Column::DoneOn.is_null())
        .filter(social_diagnosis::Column::CancelledOn.is_null())
        .one(tx)
        .await
}

/// The last diagnosis of a household that was made: what it advises, support and housing follow. Source: the form.
pub(super) async fn last_diagnosis(
    tx: &impl ConnectionTrait,
    household_id: &HouseholdId,
) -> Result<Option<social_diagnosis::Model>, DbErr> {
    social_diagnosis::Entity::find()
        .filter(social_diagnosis::Column::HouseholdId.eq(household_id.clone()))
        .filter(social_diagnosis::Column::DoneOn.is_not_null())
        .order_by_desc(social_diagnosis::Column::Rank)
        .one(tx)
        .await
}

/// The day on which a household was first diagnosed, if it was: what has to come before a decision or an agreement.
pub(super) async fn diagnosed_on(
    tx: &impl ConnectionTrait,
    household_id: &HouseholdId,
) -> Result<Option<NaiveDate>, DbErr> {
    let first = social_diagnosis::Entity::find()
        .filter(social_diagnosis::Column::HouseholdId.eq(household_id.clone()))
        .select_only()
        .column_as(social_diagnosis::Column::DoneOn.min(), "first")
        .into_tuple::<Option<NaiveDate>>()
        .one(tx)
        .await?;
    Ok(first.flatten())
}

/// The cell's decision to have a household diagnosed that no diagnosis has carried out, if there is one.
async fn decision_to_carry_out(
    tx: &impl ConnectionTrait,
    household_id: &HouseholdId,
) -> Result<Option<AgendaItemId>, DbErr> {
    let decided = agenda_item::Entity::find()
        .filter(agenda_item::Column::HouseholdId.eq(household_id.clone()))
        .filter(decided_and_not_ordered())
        .one(tx)
        .await?;
    Ok(decided.map(|item| item.id))
}

/// Which agenda items are decisions to have a household diagnosed that no diagnosis has carried out.
pub fn decided_and_not_ordered() -> Condition {
    let carried_out = Query::select()
        .column(social_diagnosis::Column::AgendaItemId)
        .from(social_diagnosis::Entity)
        .and_where(social_diagnosis::Column::CancelledOn.is_null())
        .take();
    Condition::all()
        .add(agenda_item::Column::Kind.eq(AgendaItemKind::Diagnosis))
        .add(agenda_item::Column::Decision.eq(AgendaDecision::Approved))
        .add(agenda_item::Column::Id.not_in_subquery(carried_out))
}

/// Loads a diagnosis and its household, both locked, if the actor sees them.
async fn diagnosis_in_scope(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &SocialDiagnosisId,
) -> Result<(social_diagnosis::Model, household::Model), OperationError> {
    let diagnosis = locked(social_diagnosis::Entity::find_by_id(id.clone()))
        .filter(act.scope(scope::social_diagnoses))
        .one(tx)
        .await?;
    let diagnosis = diagnosis.ok_or_else(|| Rule::NotFound.refuse("socialDiagnosisId"))?;
    let household = household_in_scope(tx, act, &diagnosis.household_id, "socialDiagnosisId").await?;
    Ok((diagnosis, household))
}
