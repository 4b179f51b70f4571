//! Names of the field that are no column's values: the publics that a household belongs to, which are boxes on the
//! form and columns of their own here, and the bodies that the form speaks of. They have codes because the law
//! renames them.

/// A priority public (*public prioritaire*) that a household may belong to. Source: form, « publics cibles ».
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum PriorityGround {
    /// The enforceable right to housing (*droit au logement opposable*).
    Dalo,
    /// The collective agreements between the State and landlords (*accords collectifs*).
    CollectiveAgreement,
    /// The target publics of the departmental plan (*PDALPD*, now *PDALHPD*).
    Pdalpd,
}

/// A body or service that the form names by what it was called then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum PublicBody {
    /// The State's service for social cohesion in the *département* (*DDCS*, now *DDETS*), which gives its opinion.
    DepartmentalService,
    /// The assembly of the *département* (*Conseil général*, now *départemental*), a funder.
    DepartmentalCouncil,
    /// The landlord's committee that allocates dwellings (*CAL*, now *CALEOL*).
    AllocationCommittee,
}

impl PriorityGround {
    /// All there are, in the form's order.
    pub const ALL: [Self; 3] = [Self::Dalo, Self::CollectiveAgreement, Self::Pdalpd];

    /// Its stable code.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl PublicBody {
    /// Its stable code.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
