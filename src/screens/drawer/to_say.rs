//! What is to be said before a counted session is closed, and what of it nobody has said yet.

use super::close::{Close, Msg, Wanted};
use crate::app::{Cx, Effect, Why};
use crate::desk::Fault;
use crate::desk::drawer::{MethodTally, Unfinished, XView};
use crate::domain::drawer::{Decision, matters};
use crate::domain::id::RequestId;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::screens::approve::{Approve, named};
use crate::screens::confirm::Confirm;
use crate::screens::refused;
use crate::ui::Sentence;

/// What can be in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Difference,
    Method(usize),
    Visit(usize),
    Left,
}

impl Close {
    /// The methods that do not lie in the drawer.
    pub(super) fn slips(&self) -> Vec<&MethodTally> {
        self.x.iter().flat_map(|x| &x.methods).filter(|method| !method.in_drawer).collect()
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        let visits = self.x.as_ref().map_or(0, |x| x.unfinished.len());
        let methods = (0..self.slips().len()).map(Row::Method);
        let rows = std::iter::once(Row::Difference).chain(methods);
        rows.chain((0..visits).map(Row::Visit)).chain([Row::Left]).collect()
    }

    pub(super) fn here(&self) -> Option<Row> {
        self.rows().get(self.list.selected()?).copied()
    }

    /// What stays in the drawer where nobody says otherwise.
    pub(super) fn stays(&self, cx: &Cx) -> Money {
        let counted = self.x.as_ref().and_then(|x| x.counted).unwrap_or_default();
        self.left_in.unwrap_or(Money(cx.desk.clinic().policies.opening_float.max(0)).min(counted))
    }

    /// A difference above the tolerance that nobody accepted.
    pub(super) fn large(&self, cx: &Cx) -> Option<Money> {
        let x = self.x.as_ref().filter(|x| !x.accepted)?;
        x.difference.filter(|one| matters(*one, cx.desk.clinic().policies.drawer_tolerance))
    }

    /// How many payments came in while it was counted: they are in what should be there, and perhaps not in the count.
    pub(super) fn came_in(&self, x: &XView) -> Option<i64> {
        Some(payments(x) - self.began?).filter(|came| *came > 0)
    }

    /// Whether a method was compared with its slip, and what differs has its note.
    pub(super) fn compared(&self, method: &MethodTally) -> bool {
        let said = self.methods.get(&method.method);
        said.is_some_and(|said| Some(said.amount) == method.amount || !said.note.is_empty())
    }

    /// What the desk would refuse a close or a hand-over for.
    pub(super) fn missing(&self, cx: &Cx) -> Option<Refusal> {
        if let Some(difference) = self.large(cx).filter(|_| self.note.is_empty()) {
            return Some(Refusal::at("drawer.difference_note", "note").with("difference", difference));
        }
        let slips = self.slips();
        if let Some(method) = slips.iter().find(|one| !self.methods.contains_key(&one.method)) {
            return Some(Refusal::at("drawer.unconfirmed", "methods").with("method", method.name.as_str()));
        }
        let method =
            slips.iter().find(|one| self.methods.contains_key(&one.method) && !self.compared(one))?;
        Some(
            Refusal::at("drawer.method_note", "methods")
                .with("method", method.name.as_str())
                .with("taken", method.amount.unwrap_or_default()),
        )
    }

    /// Hands it over. Whoever comes next has all the visits to look after, also what was said to stay owed: that is signed
    /// at a close, and asked about before it is said otherwise.
    pub(super) fn hand_over(&mut self, cx: &Cx) -> Effect<Msg> {
        if let Some(refusal) = self.missing(cx) {
            return self.refused(&refusal.into(), cx);
        }
        let owed = self.visits.values().filter(|(said, _)| *said == Decision::Receivable).count();
        if owed == 0 {
            return self.goes_over(cx);
        }
        let question = Sentence::fill("close-goes_along", &[("count", owed.into())]);
        Effect::ask(Confirm::worded(question, Sentence::text("close-goes_along_yes")), Msg::GoesAlong)
    }

    /// What can fail without whoever comes next is done first; their PIN comes last.
    pub(super) fn goes_over(&mut self, cx: &Cx) -> Effect<Msg> {
        if self.large(cx).is_some() { self.begin(Wanted::Accept) } else { self.next_signs(cx) }
    }

    pub(super) fn next_signs(&mut self, cx: &Cx) -> Effect<Msg> {
        self.wanted = Wanted::HandOver;
        self.request = RequestId::new();
        let counted = self.x.as_ref().and_then(|x| x.counted).unwrap_or_default();
        let facts = [("amount", cx.look.currency.shown(counted).into())];
        let title = Sentence::fill("close-next_signs", &facts);
        let approve = Approve::signs(title, Permission::DrawerOpen, cx).of_another(cx);
        Effect::ask(approve, Msg::Signed)
    }

    /// A visit of which nothing was said yet: whoever comes next would look after it.
    pub(super) fn undecided(&self) -> Option<Refusal> {
        let visit = self.undecided_visits().next()?;
        let count = i64::try_from(self.undecided_visits().count()).unwrap_or(i64::MAX);
        let refusal = Refusal::at("drawer.unfinished", "unfinished");
        Some(refusal.with("patient", visit.patient.as_str()).with("count", count))
    }

    /// Those of which nothing was said yet.
    pub(super) fn undecided_visits(&self) -> impl Iterator<Item = &Unfinished> {
        let visits = self.x.iter().flat_map(|x| &x.unfinished);
        visits.filter(|one| !self.visits.contains_key(&one.booking))
    }

    /// More than one visit of which nothing was said yet.
    pub(super) fn has_rest(&self, _: &Cx) -> Result<(), Why> {
        if self.undecided_visits().count() > 1 { Ok(()) } else { Err(Why::Not) }
    }

    /// What is signed, and how much of it: the right alone would name something else. Nothing where the refusal says
    /// what was wrong with a signature.
    fn signed_for(&self, refusal: &Refusal, cx: &Cx) -> Option<Sentence> {
        if !matches!(refusal.code, "permission.pin" | "permission.second") {
            return None;
        }
        let x = self.x.as_ref()?;
        let shown = |amount| cx.look.currency.shown(amount).into();
        match (named(refusal)?, &self.wanted) {
            (Permission::DrawerDifference, _) => {
                let facts = [("who", x.opened_by.as_str().into()), ("difference", shown(self.large(cx)?))];
                Some(Sentence::fill("close-accept", &facts))
            }
            (Permission::PaymentWriteOff, _) => {
                let owes = |one: &&Unfinished| {
                    self.visits.get(&one.booking).is_some_and(|(said, _)| *said == Decision::Receivable)
                };
                let owed: Vec<&Unfinished> = x.unfinished.iter().filter(owes).collect();
                let amount = Money(owed.iter().map(|one| one.due.0).sum());
                let facts = [
                    ("count", owed.len().into()),
                    ("patient", owed.first()?.patient.as_str().into()),
                    ("amount", shown(amount)),
                ];
                Some(Sentence::fill("close-stays_owed", &facts))
            }
            (Permission::DrawerCount, Wanted::Close) if x.mine => {
                let facts = [("drawer", x.drawer.as_str().into()), ("counted", shown(x.counted?))];
                Some(Sentence::fill("close-signs", &facts))
            }
            (Permission::DrawerCount | Permission::DrawerRecount, Wanted::Close) => {
                let facts = [("who", x.opened_by.as_str().into()), ("counted", shown(x.counted?))];
                Some(Sentence::fill("close-signs_other", &facts))
            }
            _ => None,
        }
    }

    /// What was refused is signed by whoever may; else the row that is meant is taken up.
    pub(super) fn refused(&mut self, fault: &Fault, cx: &Cx) -> Effect<Msg> {
        let Some(refusal) = fault.refusal() else { return Effect::say(refused::notice(fault, cx)) };
        let otherwise = Permission::DrawerCount;
        if let Some(approve) = Approve::sign(refusal, otherwise, cx) {
            // Whoever typed a wrong PIN stays the one who is asked.
            let own = matches!(self.wanted, Wanted::Close) || refusal.code.starts_with("pin.");
            let approve = if own { approve } else { approve.of_another(cx) };
            let approve = match self.signed_for(refusal, cx) {
                Some(title) => approve.titled(title),
                None => approve,
            };
            return Effect::ask(approve, Msg::Signed);
        }
        // To the row that is meant.
        let open = |row: &Row| match (refusal.field, row) {
            (Some("note"), Row::Difference) | (Some("left_in"), Row::Left) => true,
            (Some("methods"), Row::Method(at)) => {
                self.slips().get(*at).is_some_and(|one| !self.compared(one))
            }
            (Some("unfinished"), Row::Visit(at)) => self
                .x
                .as_ref()
                .and_then(|x| x.unfinished.get(*at))
                .is_some_and(|one| !self.visits.contains_key(&one.booking)),
            _ => false,
        };
        if let Some(at) = self.rows().iter().position(open) {
            self.list.select(at);
        }
        Effect::say(refused::notice(fault, cx))
    }
}

/// Every payment of a session, without what went back.
pub(super) fn payments(x: &XView) -> i64 {
    let all: i64 = x.methods.iter().map(|method| method.count).sum();
    all - x.refunds.count - x.voids.count
}
