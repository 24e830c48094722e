//! A right that takes a PIN only to look: typed once, kept as long as one stays.

use std::sync::atomic::Ordering;

use super::Desk;
use super::account::Approval;
use super::fault::Done;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;

/// That somebody's PIN was typed for a right. It is worth nothing once the screen was locked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Proof {
    permission: Permission,
    unlocks: u64,
}

impl Desk {
    /// This desk with a right that takes a PIN only to look: one's own PIN, or another's who may. Whoever may just so
    /// needs none.
    ///
    /// # Errors
    /// `pin.wrong`, `pin.locked`, `permission.denied`.
    pub async fn prove(&self, approval: &Approval, permission: Permission) -> Done<Self> {
        let approver = self.approver(approval).await?;
        let theirs = approver.grant(permission);
        if self.may(permission) == Grant::No || !matches!(theirs, Grant::Yes | Grant::OwnPin) {
            let refusal = Refusal::at("permission.denied", "approval");
            return Err(refusal.with("permission", permission.as_str()).into());
        }
        let unlocks = self.house.unlocks.load(Ordering::SeqCst);
        Ok(Self { proof: Some(Proof { permission, unlocks }), ..self.clone() })
    }

    /// Whether one may look now: just so, or because the PIN was typed and the screen not locked since.
    #[must_use]
    pub fn proven(&self, permission: Permission) -> bool {
        let stands = |proof: &Proof| {
            proof.permission == permission && proof.unlocks == self.house.unlocks.load(Ordering::SeqCst)
        };
        match self.may(permission) {
            Grant::Yes => true,
            Grant::OwnPin | Grant::SecondPerson => self.proof.as_ref().is_some_and(stands),
            Grant::No | Grant::OwnPassword => false,
        }
    }

    pub(super) fn needs_proof(&self, permission: Permission) -> Result<(), Refusal> {
        if !permission.sealed() || self.proven(permission) {
            return Ok(());
        }
        Err(Refusal::at("permission.pin", "approval").with("permission", permission.as_str()))
    }

    /// The screen was locked: what was proved before has to be proved again.
    pub(super) fn forget_proofs(&self) {
        self.house.unlocks.fetch_add(1, Ordering::SeqCst);
    }
}
