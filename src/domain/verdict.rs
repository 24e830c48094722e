//! What a walk of the trail says of it, and of what it vouches for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::time::Ts;
use super::word::words;

words! {
    /// What is wrong with a row of the trail.
    pub enum Wrong {
        /// Something in the row is not what was sealed.
        Changed = "changed",
        /// It does not carry the seal of the row before.
        Unlinked = "unlinked",
        /// One or more rows before it are gone.
        Missing = "missing",
        /// It is not later than the row before.
        Backwards = "backwards",
        /// It was sealed with a key this counter does not have.
        OtherKey = "other_key",
        /// The end of the trail is not where it was said to be.
        Cut = "cut",
        /// The end of the trail is not the one that was sealed: it was set back, or taken away.
        Unsealed = "unsealed",
        /// A closing report, or the slip it was printed on, says another seal for this row.
        OtherHead = "other_head",
    }
}

words! {
    /// What is wrong with a row of the ledger.
    pub enum Odd {
        /// It is not what the trail says.
        Changed = "changed",
        /// The trail knows it, the table does not.
        Missing = "missing",
        /// The table has it, the trail does not.
        Added = "added",
        /// It was changed from outside, and then an act wrote over it.
        Overwritten = "overwritten",
        /// It was taken away from outside, and then an act made it again.
        Remade = "remade",
        /// What the database keeps of it is not what its own rows come to.
        Miscounted = "miscounted",
    }
}

/// What a look at the last rows found first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarmed {
    /// A row of the trail.
    Trail(Broken),
    /// A row of what the trail vouches for.
    Ledger(OddRow),
}

/// A row of the trail that cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Broken {
    /// Its number.
    pub seq: i64,
    pub wrong: Wrong,
}

/// A row of the ledger that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OddRow {
    /// The table and the row's key in it.
    pub row: String,
    pub odd: Odd,
    /// The row of the trail of the act that wrote over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
}

/// The end of the trail as somebody outside the database knows it: the slip of a Z.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    pub seq: i64,
    /// The beginning of the row's seal, at least eight figures of it.
    pub hash: String,
}

/// What came of the walk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// Rows of the trail there are.
    pub rows: i64,
    /// The seal of the last one.
    pub head: String,
    /// The first row that cannot be trusted. None: the trail is whole.
    pub broken: Option<Broken>,
    /// How many rows are missing at the end, as far as it is known.
    pub tail_missing: i64,
    /// The last closing report up to which everything is in order.
    pub last_good_z: Option<i64>,
    /// Rows of the ledger that were compared.
    pub ledger_rows: i64,
    /// Those that are not as the trail says, at most a hundred of them.
    pub odd: Vec<OddRow>,
    /// How many there are.
    pub odd_rows: i64,
    /// Tables and triggers of the database that are not as loket made them.
    #[serde(default)]
    pub schema: Vec<OddRow>,
    /// Parts of it that this version of the server says in other words than the one known here: nothing is known of them.
    #[serde(default)]
    pub not_compared: i64,
    /// When the clock stood more than two minutes behind the trail: each such time from its first row to its last.
    #[serde(default)]
    pub clock_back: Vec<Behind>,
}

/// A time during which the clock stood behind the trail: rows from the future lay before those that were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Behind {
    /// The first row and the last, by number.
    pub first: i64,
    pub last: i64,
    /// When they were written, as their own clock said.
    pub from: Ts,
    pub until: Ts,
    /// How many.
    pub rows: i64,
    /// The event that was told of it was settled: somebody said what it was.
    #[serde(default)]
    pub settled: bool,
}

impl Verdict {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn whole(&self) -> bool {
        self.broken.is_none() && self.odd_rows == 0 && self.schema.is_empty()
    }
}
