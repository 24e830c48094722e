//! A right that takes a PIN only to look: typed once, kept as long as one stays.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Desk;
use super::account::{Approval, Approver};
use super::fault::Done;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;

/// What was signed for one step signs it for so many minutes: somebody may have left the counter since.
const SIGNED_MINUTES: i64 = 15;

/// That somebody's PIN was typed for a right. It is worth nothing once the screen was locked, or the log-in over.
#[derive(Debug, Clone)]
pub(super) struct Proof {
    permission: Permission,
    unlocks: u64,
    at: Ts,
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
        Ok(self.with_proof(permission, None))
    }

    /// This desk with a PIN that signs what is done of one step: the count and the close it leads to. Another's PIN is
    /// good for one act as ever; it is one's own that stands, for this one right, until the screen is locked, and for
    /// 15 minutes at the longest.
    ///
    /// # Errors
    /// `pin.wrong`, `pin.locked`.
    pub async fn signed(&self, approval: &Approval, permission: Permission) -> Done<Self> {
        let signs = Arc::new(self.approver(approval).await?);
        Ok(self.with_proof(permission, Some(signs)))
    }

    /// The desk to go on with after somebody typed a PIN, or nobody did, and what is still to go along with the next act:
    /// one's own PIN signs this step on, as in [`Desk::signed`]; another's is good for the one act.
    ///
    /// # Errors
    /// As [`Desk::signed`].
    pub async fn signing(
        self,
        approval: Option<Approval>,
        permission: Permission,
    ) -> Done<(Self, Option<Approval>)> {
        let Some(approval) = approval else { return Ok((self, None)) };
        let signed = self.signed(&approval, permission).await?;
        let good = signed.still_signed();
        Ok((signed, Some(approval).filter(|_| !good)))
    }

    fn with_proof(&self, permission: Permission, signs: Option<Arc<Approver>>) -> Self {
        let unlocks = self.house.unlocks.load(Ordering::SeqCst);
        Self { proof: Some(Proof { permission, unlocks, at: self.now(), signs }), ..self.clone() }
    }

    /// What was proved on this desk, while it stands.
    fn standing_proof(&self) -> Option<&Proof> {
        let stands = |proof: &&Proof| proof.unlocks == self.house.unlocks.load(Ordering::SeqCst);
        self.proof.as_ref().filter(stands).filter(|_| !self.is_over())
    }

    /// One's own PIN that signs what is done on this desk, and for which right.
    fn signature(&self) -> Option<(Permission, &Arc<Approver>)> {
        let proof = self.standing_proof()?;
        let age = self.now().0.abs_diff(proof.at.0);
        let recent = age < Ts(0).plus_minutes(SIGNED_MINUTES).0.unsigned_abs();
        let me = self.who().map(|who| who.account_id);
        let mine =
            |signs: &&Arc<Approver>| me == Some(signs.account_id) && signs.by_password.is_none() && recent;
        Some((proof.permission, proof.signs.as_ref().filter(mine)?))
    }

    /// Whether one's own PIN still signs what is done on this desk.
    #[must_use]
    pub fn still_signed(&self) -> bool {
        self.signature().is_some()
    }

    /// Who signed for acts of this right.
    pub(super) fn signer(&self, permission: Permission) -> Option<Arc<Approver>> {
        let (right, signs) = self.signature()?;
        // What one may is read again all the time, what stands in the proof is not.
        let may = right == permission && self.may(permission) != Grant::No;
        may.then(|| Arc::clone(signs))
    }

    /// Whether one may look now: just so, or because the PIN was typed and the screen not locked since.
    #[must_use]
    pub fn proven(&self, permission: Permission) -> bool {
        match self.may(permission) {
            Grant::Yes => !self.is_over(),
            Grant::OwnPin | Grant::SecondPerson => {
                self.standing_proof().is_some_and(|proof| proof.permission == permission)
            }
            Grant::No | Grant::OwnPassword => false,
        }
    }

    pub(super) fn needs_proof(&self, permission: Permission) -> Result<(), Refusal> {
        if !permission.sealed() || self.proven(permission) {
            return Ok(());
        }
        Err(Refusal::at("permission.pin", "approval").with("permission", permission.as_str()))
    }

    /// The screen was locked, or somebody came or left: what was proved before has to be proved again.
    pub(super) fn forget_proofs(&self) {
        self.house.unlocks.fetch_add(1, Ordering::SeqCst);
    }
}
