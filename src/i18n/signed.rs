//! What is signed, in words.

use super::{Facts, Words};
use crate::domain::refusal::Refusal;

impl Words {
    /// What a right is wanted for: what was asked, else the act, with the right where that is another than its own, and
    /// whom it is about.
    pub(super) fn signed(&self, refusal: &Refusal, facts: &Facts<'_>) -> Option<String> {
        let said = |wanted: &str| {
            refusal.details.iter().find(|(name, _)| *name == wanted).and_then(|(_, detail)| detail.text())
        };
        let right = self.label(&format!("permission-{}", said("permission")?.replace(':', "-")));
        let act = said("act").map(|act| format!("sign-{act}")).filter(|id| self.has(id, None));
        let beyond = refusal.details.iter().any(|(name, _)| *name == "beyond");
        let what = match (said("asked"), act) {
            // What was asked for says more than the right it takes.
            (Some(asked), _) => self.fill(&format!("asked-{asked}"), facts),
            // What is above a limit says itself what it is.
            (None, Some(act)) if beyond && right.starts_with(&*self.text(&act)) => right,
            (None, Some(act)) if beyond => {
                let act = self.text(&act).into_owned();
                self.fill("signed-beyond", &[("act", act.into()), ("right", right.into())])
            }
            (None, Some(act)) => self.text(&act).into_owned(),
            (None, None) => right,
        };
        Some(match said("whom") {
            Some(whom) => self.fill("signed-whom", &[("what", what.into()), ("whom", whom.into())]),
            None => what,
        })
    }
}
