//! How an act is done: who may → one transaction → one row of the trail → the others are told. The same for all.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::account::Approver;
use super::act::{Change, Look};
use super::clinic::clinic_of;
use super::fault::{Done, Fault};
use super::hashing::digest;
use super::rights::Rights;
use super::work::Work;
use super::{Asked, Desk, drawer, rights, roster};
use crate::domain::id::RequestId;
use crate::domain::permission::Grant;
use crate::domain::refusal::Refusal;
use crate::store;
use crate::store::audit::{GateRow, RequestRow};

impl Desk {
    /// Looks.
    pub async fn ask<A: Look>(&self, act: A) -> Done<A::Output> {
        self.allowed::<A>().await?;
        self.needs_proof(A::NEEDS)?;
        act.look(self).await
    }

    /// Changes something.
    pub async fn act<A: Change>(&self, act: A) -> Done<A::Output> {
        self.act_as(act, Asked::default()).await
    }

    /// Changes something, once per request id, with a PIN where one is needed. An answer lost on its way is asked
    /// for again; a deadlock or a busy file is tried again.
    pub async fn act_as<A: Change>(&self, act: A, asked: Asked) -> Done<A::Output> {
        const TRIES: usize = 4;
        self.allowed::<A>().await?;
        self.watches_clock().await?;
        let approver = match &asked.approval {
            Some(approval) => Some(self.approver(approval).await?),
            None => None,
        };
        let mut tries = 0;
        loop {
            tries += 1;
            let done = self.try_act(act.clone(), asked.request, approver.as_ref()).await;
            let again = match &done {
                Err(Fault::Store(store::Fault::Busy)) => true,
                Err(Fault::Store(store::Fault::Unknown)) => asked.request.is_some(),
                _ => false,
            };
            if !again || tries == TRIES {
                return self.tells_no_more(done).await;
            }
        }
    }

    /// Asked often enough, no would tell as much as a figure: each such no is counted as a wrong PIN is.
    async fn tells_no_more<T>(&self, done: Done<T>) -> Done<T> {
        match (done, self.who()) {
            (Err(Fault::Refused(refusal)), Some(who)) if drawer::TELLING.contains(&refusal.code) => {
                Err(self.count_failure(&drawer::asks(&who.username), refusal).await)
            }
            (done, _) => done,
        }
    }

    async fn try_act<A: Change>(
        &self,
        act: A,
        request: Option<RequestId>,
        approver: Option<&Approver>,
    ) -> Done<A::Output> {
        let broken = Fault::from;
        let mut clinic = self.clinic();
        let who = self.who().ok_or_else(|| Refusal::new("login.over"))?;
        let input_hash = match request {
            // A password in the input is not kept in any form that could be guessed at.
            Some(_) if A::SECRET => String::new(),
            Some(_) => digest(&serde_json::to_string(&act).map_err(broken)?),
            None => String::new(),
        };
        let roster = self.roster().await?;
        let now = self.now();
        let (tx, gate) = store::audit::enter(&self.house.db, clinic.id, who.session_id, now, request).await?;
        let Some(gate) = gate else {
            tx.rollback().await;
            self.looks_whether_suspended().await?;
            who.ends();
            return Err(Refusal::new("login.over").into());
        };
        let mut tx = tx;
        if gate.settings != clinic.version {
            // Somebody changed the settings: a limit that was lowered holds at once.
            let row = store::clinic::get(tx.on(), clinic.id).await?;
            clinic = Arc::new(clinic_of(row.ok_or_else(|| Fault::Broken("clinic".to_owned()))?)?);
        }
        if !who.is_of(gate.standing, now) {
            // Somebody changed what may be done here; what was begun under the old rights ends under the new.
            let rights = Rights::of(tx.on(), clinic.id, who.session_id, now).await?;
            who.now_may(rights.ok_or_else(|| Refusal::new("login.over"))?, who.epoch(), now);
        }
        let mut work = Work {
            roster,
            tx,
            clinic: &clinic,
            who,
            now,
            terminal: &self.house.terminal,
            act: A::NAME,
            key: self.house.key()?,
            approver,
            approved: None,
            pepper: self.house.pepper.as_deref(),
            entry: None,
            confided: Vec::new(),
        };
        let asked = request.map(|id| (id, input_hash));
        let (output, wrote) = match in_work(&mut work, act, gate, asked).await {
            Ok((output, Some(wrote))) => (output, wrote),
            other => {
                work.tx.rollback().await;
                return other.map(|(output, _)| output);
            }
        };
        work.tx.commit().await?;
        self.house.wrote(wrote.seq);
        if rights::NOUNS.contains(&wrote.entity) {
            self.house.rights_changed();
            // What somebody changed about themselves holds for them at once.
            self.holds().await;
        }
        if roster::NOUNS.contains(&wrote.entity) {
            self.house.forget_roster();
            self.reload_clinic().await?;
        }
        Ok(output)
    }

    /// The gate was closed: because the clinic is suspended?
    pub(super) async fn looks_whether_suspended(&self) -> Done<()> {
        let open = store::tenant::open(&self.house.db, self.clinic().id).await?;
        self.house.suspended.store(open != Some((true,)), Ordering::SeqCst);
        self.refuse_suspended()
    }

    /// # Errors
    /// `clinic.suspended`, as far as this process was told.
    pub(super) fn refuse_suspended(&self) -> Done<()> {
        if self.house.suspended.load(Ordering::SeqCst) {
            return Err(Refusal::new("clinic.suspended").into());
        }
        Ok(())
    }
}

/// The row an act left in the trail.
struct Wrote {
    seq: i64,
    entity: &'static str,
}

/// Does an act in its transaction and leaves its row in the trail; an act done before only answers again.
async fn in_work<A: Change>(
    work: &mut Work<'_>,
    act: A,
    gate: GateRow,
    asked: Option<(RequestId, String)>,
) -> Done<(A::Output, Option<Wrote>)> {
    let broken = Fault::from;
    if let (Some(output), Some((_, input_hash))) = (&gate.output, &asked) {
        // Whoever else asks under the same id is told nothing of what was answered.
        let same = gate.asker == Some(work.me()) && gate.act.as_deref() == Some(A::NAME);
        if !same || gate.input_hash.as_ref() != Some(input_hash) {
            return Err(Refusal::new("request.other").into());
        }
        if A::SECRET {
            return Err(Refusal::new("request.secret").into());
        }
        return Ok((serde_json::from_str(output).map_err(broken)?, None));
    }
    let right = work.who.right_to::<A>();
    if work.who.grant(right) != Grant::Yes {
        work.approve(right)?;
    }
    let output = act.change(work).await?;
    let Some(entry) = work.entry.take() else {
        return Err(Fault::Broken(format!("{} leaves no row in the trail", A::NAME)));
    };
    let remembered = match asked {
        Some((id, input_hash)) => {
            let shown = if A::SECRET { Ok(String::new()) } else { serde_json::to_string(&output) };
            let output = shown.map_err(broken)?;
            Some((id, RequestRow { input_hash, output }))
        }
        None => None,
    };
    let clinic = work.clinic.id;
    for row in std::mem::take(&mut work.confided) {
        store::personal::insert(work.on(), clinic, row).await?;
    }
    let doing = work.doing();
    let seq = store::audit::write(&mut work.tx, doing, &entry, remembered).await?;
    Ok((output, Some(Wrote { seq, entity: entry.entity })))
}
