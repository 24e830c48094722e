//! A right that takes a PIN only to look: typed once, kept as long as one stays.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Desk;
use super::account::{Approval, Approver};
use super::fault::Done;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;

/// That somebody's PIN was typed for a right. It is worth nothing once the screen was locked.
#[derive(Debug, Clone)]
pub(super) struct Proof {
    permission: Permission,
    unlocks: u64,
    /// Whoever signs what is done next as well; none where it was only to look.
    signs: Option<Arc<Approver>>,
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
        Ok(Self { proof: Some(Proof { permission, unlocks, signs: None }), ..self.clone() })
    }

    /// This desk with a PIN that signs what is done of one step: the count and the close it leads to. Another's PIN is
    /// good for one act as ever; it is one's own that stands until the screen is locked.
    ///
    /// # Errors
    /// `pin.wrong`, `pin.locked`.
    pub async fn signed(&self, approval: &Approval, permission: Permission) -> Done<Self> {
        let signs = Some(Arc::new(self.approver(approval).await?));
        let unlocks = self.house.unlocks.load(Ordering::SeqCst);
        Ok(Self { proof: Some(Proof { permission, unlocks, signs }), ..self.clone() })
    }

    /// Whether one's own PIN still signs what is done on this desk.
    #[must_use]
    pub fn still_signed(&self) -> bool {
        let mine = |signs: &Arc<Approver>| {
            self.who().is_some_and(|who| who.account_id == signs.account_id) && signs.by_password.is_none()
        };
        self.proof.as_ref().is_some_and(|proof| {
            proof.signs.as_ref().is_some_and(mine)
                && proof.unlocks == self.house.unlocks.load(Ordering::SeqCst)
        })
    }

    /// Who signed for acts of this right.
    pub(super) fn signer(&self, permission: Permission) -> Option<Arc<Approver>> {
        let unlocks = self.house.unlocks.load(Ordering::SeqCst);
        let stands = |proof: &&Proof| proof.permission == permission && proof.unlocks == unlocks;
        let signs = self.proof.as_ref().filter(stands).and_then(|proof| proof.signs.clone());
        // What one may is read again all the time, what stands in the proof is not.
        signs.filter(|_| self.may(permission) != Grant::No)
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
