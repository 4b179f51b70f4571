//! A household is registered.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::household;
use entity::refusal::Refusal;
use entity::rules::household::PriorityGrounds;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::Relationship;
use crate::graphql::ids::{parse, parse_optional};
use crate::graphql::model::Household;
use crate::graphql::scalars::Date;

/// What is known of a household when the landlord proposes it.
#[derive(InputObject)]
pub struct RegisterHouseholdInput {
    /// The programme.
    programme_id: ID,
    /// The landlord's officer who proposes it; left out: the viewer.
    landlord_contact_id: Option<ID>,
    /// The name it is known by.
    family_name: String,
    /// Its national request number (*numéro unique*), if it has one.
    national_request_number: Option<String>,
    /// The priority publics it belongs to: at least one.
    priority_grounds: PriorityGroundsInput,
    /// Its members; exactly one is the applicant.
    members: Vec<HouseholdMemberInput>,
    /// The same household when it was in the programme before, and left it; left out: it was not.
    former_household_id: Option<ID>,
    #[graphql(flatten)]
    once: Once,
}

/// The priority publics of a household: the form's three boxes.
#[derive(InputObject)]
pub struct PriorityGroundsInput {
    /// DALO.
    #[graphql(default)]
    dalo: bool,
    /// Collective agreements (*accords collectifs*).
    #[graphql(default)]
    collective_agreement: bool,
    /// PDALPD.
    #[graphql(default)]
    pdalpd: bool,
}

/// A member of a household to be registered.
#[derive(InputObject)]
pub struct HouseholdMemberInput {
    /// Given name.
    given_name: String,
    /// Family name.
    family_name: String,
    /// Date of birth, if known.
    birth_date: Option<Date>,
    /// Their place in the household.
    relationship: Relationship,
}

payload_type! {
    /// A household registered, or why it was not.
    RegisterHouseholdPayload {
        /// The household.
        household: Household
    }
}

#[derive(Default)]
pub struct HouseholdMutation;

#[Object]
impl HouseholdMutation {
    /// Registers a household: the landlord's proposal, at stage PROPOSED.
    async fn register_household(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The household.")] input: RegisterHouseholdInput,
    ) -> Option<Result<RegisterHouseholdPayload>> {
        perform(ctx, input, |db, act, input| {
            household::register(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }
}

impl ActInput for RegisterHouseholdInput {
    type Operation = household::RegisterHousehold;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(household::RegisterHousehold {
            programme_id: parse(&self.programme_id, "programmeId")?,
            landlord_contact_id: parse_optional(self.landlord_contact_id.as_ref(), "landlordContactId")?,
            family_name: self.family_name,
            national_request_number: self.national_request_number,
            grounds: PriorityGrounds {
                dalo: self.priority_grounds.dalo,
                collective_agreement: self.priority_grounds.collective_agreement,
                pdalpd: self.priority_grounds.pdalpd,
            },
            members: self.members.into_iter().map(HouseholdMemberInput::read).collect(),
            former_household_id: parse_optional(self.former_household_id.as_ref(), "formerHouseholdId")?,
        })
    }
}

impl HouseholdMemberInput {
    fn read(self) -> household::NewMember {
        household::NewMember {
            given_name: self.given_name,
            family_name: self.family_name,
            birth_date: self.birth_date.map(|day| day.0),
            relationship: self.relationship.into(),
        }
    }
}
