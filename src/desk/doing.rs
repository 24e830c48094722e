//! How an act is done: who may → one transaction → one row of the trail → the others are told. The same for all.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures::future::BoxFuture;
use serde_json::Value;

use super::account::Approver;
use super::act::{Change, Kind, Look};
use super::clinic::clinic_of;
use super::fault::{Done, Fault};
use super::given::Given;
use super::hashing::digest;
use super::rights::Rights;
use super::shown::asked_of;
use super::work::Work;
use super::{Asked, Desk, drawer, rights, roster};
use crate::domain::id::RequestId;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::store;
use crate::store::audit::{GateRow, RequestRow};

impl Desk {
    /// Looks.
    pub async fn ask<A: Look>(&self, act: A) -> Done<A::Output> {
        self.allowed(Kind::of::<A>()).await?;
        self.needs_proof(A::NEEDS)?;
        let of = asked_of(&serde_json::to_value(&act)?);
        let answer = match act.look(self).await {
            Err(Fault::Refused(refusal)) => {
                self.has_refused(&refusal).await?;
                return Err(refusal.into());
            }
            answer => answer?,
        };
        if let Some(patient) = of {
            self.has_opened(patient).await?;
        }
        self.has_shown(&serde_json::to_value(&answer)?).await?;
        Ok(answer)
    }

    /// Changes something.
    pub async fn act<A: Change>(&self, act: A) -> Done<A::Output> {
        self.act_as(act, Asked::default()).await
    }

    /// Changes something, once per request id, with a PIN where one is needed. An answer lost on its way is asked
    /// for again; a deadlock or a busy file is tried again.
    pub async fn act_as<A: Change>(&self, act: A, asked: Asked) -> Done<A::Output> {
        self.done(Doing { act, given: None, output: None }, asked).await
    }

    /// The same, of which a script gave `given`.
    pub(super) async fn act_given<A: Change>(&self, act: A, given: Given, asked: Asked) -> Done<A::Output> {
        self.done(Doing { act, given: Some(given), output: None }, asked).await
    }

    async fn done<A: Change>(&self, mut doing: Doing<A>, asked: Asked) -> Done<A::Output> {
        self.does(&mut doing, asked).await?;
        let output = doing.output.ok_or_else(|| Fault::Broken(format!("{} gives no answer", A::NAME)))?;
        // Of whom the act is about the trail tells; of others nothing would.
        if !A::NAMING.is_empty()
            && let Err(fault) = self.has_shown(&serde_json::to_value(&output)?).await
        {
            // It is done, and nobody is to think it is not.
            tracing::warn!(fault = fault.message(), "counting who was read");
        }
        Ok(output)
    }

    async fn does(&self, deed: &mut dyn Deed, asked: Asked) -> Done<()> {
        const TRIES: usize = 4;
        self.allowed(deed.kind()).await?;
        self.watches_clock().await?;
        let needs = deed.kind().needs;
        let (approver, stands_for) = match &asked.approval {
            Some(approval) => (Some(Arc::new(self.approver(approval).await?)), None),
            None => (self.signer(needs), Some(needs)),
        };
        deed.prepare(self);
        let mut tries = 0;
        loop {
            tries += 1;
            let done =
                self.try_act(deed, asked.request, approver.as_deref().map(|who| (who, stands_for))).await;
            let again = match &done {
                Err(Fault::Store(store::Fault::Busy)) => true,
                Err(Fault::Store(store::Fault::Unknown)) => asked.request.is_some(),
                _ => false,
            };
            if !again || tries == TRIES {
                if let Err(Fault::Refused(refusal)) = &done {
                    self.has_refused(refusal).await?;
                }
                return done;
            }
        }
    }

    /// Asked often enough, what a drawer answers would tell as much as a figure: each no, and each yes that nobody signs
    /// for, is counted as a wrong PIN is. What a yes was said to is known then, and may be signed.
    async fn tells_no_more(&self, refusal: Refusal, username: &str, spared: Option<&str>) -> Fault {
        if let Some(opening) = spared
            && let Err(fault) = self.counted(opening).await
        {
            return fault;
        }
        if drawer::WAITS.contains(&refusal.code)
            && let Err(fault) = self.begins_now(&drawer::asks(username)).await
        {
            return fault;
        }
        if spared.is_some() || drawer::TELLING.contains(&refusal.code) {
            return self.count_failure(&drawer::asks(username), refusal).await;
        }
        refusal.into()
    }

    async fn try_act(
        &self,
        deed: &mut dyn Deed,
        request: Option<RequestId>,
        signed: Option<(&Approver, Option<Permission>)>,
    ) -> Done<()> {
        let mut clinic = self.clinic();
        let who = self.who().ok_or_else(|| Refusal::new("login.over"))?;
        let input_hash = match request {
            // A password in the input is not kept in any form that could be guessed at.
            Some(_) if deed.kind().secret => String::new(),
            Some(_) => digest(&deed.input()?),
            None => String::new(),
        };
        let roster = self.roster().await?;
        let (now, steady, unmoved) = (self.now(), self.steady().await?, self.unmoved().await?);
        let (tx, gate) =
            store::audit::enter(&self.house.db, clinic.id, who.session_id, steady, request).await?;
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
        if !who.is_of(gate.standing, steady) {
            // Somebody changed what may be done here; what was begun under the old rights ends under the new.
            let rights = Rights::of(tx.on(), clinic.id, who.session_id, steady).await?;
            who.now_may(rights.ok_or_else(|| Refusal::new("login.over"))?, who.epoch(), steady);
        }
        let mut work = Work {
            roster,
            tx,
            clinic: &clinic,
            who,
            now,
            steady,
            unmoved,
            terminal: &self.house.terminal,
            counter: self.counter(),
            act: deed.kind().name,
            key: self.house.key()?,
            approver: signed.map(|(approver, _)| approver),
            stands_for: signed.and_then(|(_, stands_for)| stands_for),
            approved: None,
            pin_last: deed.kind().pin_last,
            unsigned: None,
            spared: None,
            pepper: self.house.pepper.as_deref(),
            entry: None,
            whose: None,
            confided: Vec::new(),
        };
        let asked = request.map(|id| (id, input_hash));
        let wrote = match in_work(&mut work, deed, gate, asked).await {
            Ok(Some(wrote)) => wrote,
            other => {
                let (who, spared) = (work.who, work.spared.take());
                work.tx.rollback().await;
                return match other {
                    Err(Fault::Refused(refusal)) => {
                        let refusal = self.says_what(deed.kind(), &deed.input()?, refusal).await?;
                        Err(self.tells_no_more(refusal, &who.username, spared.as_deref()).await)
                    }
                    other => other.map(|_| ()),
                };
            }
        };
        work.tx.commit().await?;
        self.house.wrote(wrote.seq);
        if deed.kind().forgets {
            self.forgets().await;
        }
        if rights::NOUNS.contains(&wrote.entity) {
            self.house.rights_changed();
            // What somebody changed about themselves holds for them at once.
            self.holds().await;
        }
        if roster::NOUNS.contains(&wrote.entity) {
            self.house.forget_roster();
            self.reload_clinic().await?;
        }
        Ok(())
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
async fn in_work(
    work: &mut Work<'_>,
    deed: &mut dyn Deed,
    gate: GateRow,
    asked: Option<(RequestId, String)>,
) -> Done<Option<Wrote>> {
    let kind = deed.kind();
    if let (Some(output), Some((_, input_hash))) = (&gate.output, &asked) {
        // Whoever else asks under the same id is told nothing of what was answered.
        let same = gate.asker == Some(work.me()) && gate.act.as_deref() == Some(kind.name);
        if !same || gate.input_hash.as_ref() != Some(input_hash) {
            return Err(Refusal::new("request.other").into());
        }
        if kind.secret {
            return Err(Refusal::new("request.secret").into());
        }
        deed.answered(output)?;
        return Ok(None);
    }
    let right = work.who.right_to(kind);
    if work.who.grant(right) != Grant::Yes
        && let Err(unsigned) = work.approve(right)
    {
        return Err(older_first(work, deed, unsigned).await?);
    }
    deed.change(work).await?;
    if let Some(refusal) = work.unsigned.take() {
        return Err(refusal.into());
    }
    let Some(entry) = work.entry.take() else {
        return Err(Fault::Broken(format!("{} leaves no row in the trail", kind.name)));
    };
    let remembered = match asked {
        Some((id, input_hash)) => {
            let output = if kind.secret { String::new() } else { deed.output()? };
            Some((id, RequestRow { input_hash, output, patient: work.whose }))
        }
        None => None,
    };
    let clinic = work.clinic.id;
    for row in std::mem::take(&mut work.confided) {
        store::personal::insert(work.on(), clinic, row).await?;
    }
    let doing = work.doing();
    let seq = store::audit::write(&mut work.tx, doing, &entry, remembered).await?;
    Ok(Some(Wrote { seq, entity: entry.entity }))
}

/// Why an act that wants a signature is not done: what stands on an older row is said before anybody signs for it. The
/// transaction is given up whatever comes of it.
async fn older_first(work: &mut Work<'_>, deed: &mut dyn Deed, unsigned: Fault) -> Done<Fault> {
    let lacks = |refusal: &Refusal| {
        matches!(refusal.code, "permission.pin" | "permission.second" | "permission.password")
    };
    if !unsigned.refusal().is_some_and(lacks) || !on_a_row(&serde_json::from_str(&deed.input()?)?) {
        return Ok(unsigned);
    }
    match deed.change(work).await {
        Err(Fault::Refused(refusal)) if matches!(refusal.code, "row.stale" | "row.changed") => {
            Ok(refusal.into())
        }
        _ => Ok(unsigned),
    }
}

/// Whether an act says which version of a row was on the screen.
fn on_a_row(input: &Value) -> bool {
    let version = |(name, value): (&String, &Value)| name.ends_with("version") && !value.is_null();
    input.as_object().is_some_and(|fields| fields.iter().any(version))
}

/// An act being done, when only its kind matters: what is the same for all acts is compiled once, not for each.
trait Deed: Send {
    fn kind(&self) -> Kind;
    /// What goes in, as JSON.
    fn input(&self) -> Done<String>;
    fn prepare(&mut self, desk: &Desk);
    fn change<'a>(&'a mut self, work: &'a mut Work<'_>) -> BoxFuture<'a, Done<()>>;
    /// What came out, as JSON, without what it says of people whom the act is not about ([`Act::NAMING`]).
    ///
    /// [`Act::NAMING`]: super::act::Act::NAMING
    fn output(&self) -> Done<String>;
    /// It was done before, and this came out.
    fn answered(&mut self, output: &str) -> Done<()>;
}

struct Doing<A: Change> {
    act: A,
    /// As a script gave it, where what it leaves out stays as it is.
    given: Option<Given>,
    output: Option<A::Output>,
}

impl<A: Change> Deed for Doing<A> {
    fn kind(&self) -> Kind {
        Kind::of::<A>()
    }

    fn input(&self) -> Done<String> {
        match &self.given {
            Some(given) => Ok(given.text()),
            None => Ok(serde_json::to_string(&self.act)?),
        }
    }

    fn prepare(&mut self, desk: &Desk) {
        self.act.prepare(desk);
    }

    fn change<'a>(&'a mut self, work: &'a mut Work<'_>) -> BoxFuture<'a, Done<()>> {
        Box::pin(async move {
            let act = match &self.given {
                Some(given) => given.whole(&self.act, work).await?,
                None => self.act.clone(),
            };
            self.output = Some(act.change(work).await?);
            Ok(())
        })
    }

    fn output(&self) -> Done<String> {
        if A::NAMING.is_empty() {
            return Ok(serde_json::to_string(&self.output)?);
        }
        let mut output = serde_json::to_value(&self.output)?;
        leave_out(&mut output, A::NAMING);
        Ok(output.to_string())
    }

    fn answered(&mut self, output: &str) -> Done<()> {
        self.output = Some(serde_json::from_str(output)?);
        Ok(())
    }
}

/// Empties every field of these names, however deep it lies.
fn leave_out(value: &mut Value, fields: &[&str]) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| leave_out(item, fields)),
        Value::Object(map) => {
            for (name, value) in map {
                match value {
                    Value::String(text) if fields.contains(&name.as_str()) => text.clear(),
                    Value::Object(inner) if fields.contains(&name.as_str()) => inner.clear(),
                    value => leave_out(value, fields),
                }
            }
        }
        _ => {}
    }
}
