//! Money: whole minor units in 64 bits, and the currency that says how many decimals those are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An amount in the clinic's minor units (rupiah for IDR with 0 decimals). Never a float.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Money(pub i64);

impl Money {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn minor(self) -> i64 {
        self.0
    }
}

/// How the clinic counts: ISO 4217 code and the decimals it really uses (IDR: 0, sen are gone).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Currency {
    pub code: String,
    pub decimals: u8,
}
