//! What an import would do, or did: the counts, and each row that somebody should look at.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::id::PatientId;
use crate::domain::refusal::Refusal;

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Nobody like this is on file: comes in.
    New,
    /// Another name on a number that is known, or comes earlier in the file: comes in, as family.
    Family,
    /// On file already, or earlier in the file: nothing happens.
    Same,
    /// Perhaps the same as somebody: stays out until a person has looked.
    Review,
    /// Cannot be read: stays out.
    Rejected,
}

/// What an import would do, or did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportReport {
    /// Rows of the file, without its header and its empty lines.
    pub rows: usize,
    pub new: usize,
    pub family: usize,
    pub same: usize,
    pub review: usize,
    pub rejected: usize,
    /// Treatments that name nobody: whoever works here gives them.
    #[serde(default)]
    pub by_everybody: usize,
    /// Columns nobody knew what to do with.
    pub ignored: Vec<String>,
    /// Every row that is not simply new, in the file's order.
    pub lines: Vec<ImportLine>,
}

/// One row of the file, and why it is not simply new.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportLine {
    /// The line of the file it begins on, counted from one.
    pub line: u64,
    pub fate: Fate,
    /// The name as the file has it.
    pub name: String,
    /// The name on file, or of the earlier row, that it is compared with.
    pub like: Option<String>,
    /// Whose name that is, of a patient on file; left out where the row brought name and number along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like_patient: Option<PatientId>,
    /// The earlier row of the same file.
    pub like_line: Option<u64>,
    /// Why it is rejected.
    pub problem: Option<Problem>,
}

/// A refusal that travels: its sentence is the message `refusal-<code>`, dots written as dashes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    pub code: String,
    pub details: BTreeMap<String, Value>,
}

impl From<&Refusal> for Problem {
    fn from(refusal: &Refusal) -> Self {
        Self { code: refusal.code.to_owned(), details: refusal.details_json().into_iter().collect() }
    }
}

impl ImportReport {
    /// How many come in.
    #[must_use]
    pub const fn incoming(&self) -> usize {
        self.new + self.family
    }

    /// The first row that cannot be read.
    #[must_use]
    pub fn first_rejected(&self) -> Option<&ImportLine> {
        self.lines.iter().find(|line| line.fate == Fate::Rejected)
    }

    pub(super) fn add(&mut self, line: ImportLine) {
        self.rows += 1;
        match line.fate {
            Fate::New => self.new += 1,
            Fate::Family => self.family += 1,
            Fate::Same => self.same += 1,
            Fate::Review => self.review += 1,
            Fate::Rejected => self.rejected += 1,
        }
        if line.fate != Fate::New {
            self.lines.push(line);
        }
    }
}

impl ImportLine {
    pub(super) fn new(line: u64, fate: Fate, name: impl Into<String>) -> Self {
        Self { line, fate, name: name.into(), like: None, like_patient: None, like_line: None, problem: None }
    }

    pub(super) fn rejected(line: u64, name: impl Into<String>, refusal: &Refusal) -> Self {
        Self { problem: Some(refusal.into()), ..Self::new(line, Fate::Rejected, name) }
    }
}
