//! The close: what was counted beside what should be there, what the slips and the app say, what is left to do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::difference::accepted;
use super::facts::Facts;
use super::z::{self, Ending};
use super::{forgive, locked};
use crate::desk::NOTHING;
use crate::desk::act::{Act, Change};
use crate::desk::fault::Done;
use crate::desk::work::{Work, one_row};
use crate::domain::drawer::Decision;
use crate::domain::id::{BookingId, DrawerSessionId, MethodId, ZReportId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::paper::z::{Method, Tally, Unfinished, Z};
use crate::store;
use crate::store::drawer::{End, SessionRow};
use crate::store::z::NewZ;

/// What the slip or the app says of a method.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    pub method: MethodId,
    pub amount: Money,
    /// Needed where it differs from what was taken here.
    #[serde(default)]
    pub note: String,
}

/// What becomes of a visit on which something is owed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    pub booking: BookingId,
    pub decision: Decision,
    #[serde(default)]
    pub note: String,
}

/// Closes a counted session and draws its Z. What stands in the drawer beyond `left_in` goes to the safe.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseDrawer {
    /// Left out: the session here.
    #[serde(default)]
    pub session: Option<DrawerSessionId>,
    /// Why there is a difference.
    #[serde(default)]
    pub note: String,
    /// Every method that was taken and does not lie in the drawer.
    #[serde(default)]
    pub methods: Vec<Confirmed>,
    /// Every visit on which something is owed.
    #[serde(default)]
    pub unfinished: Vec<Decided>,
    /// What stays in the drawer, in minor units; left out: the clinic's float, or what there is.
    #[serde(default)]
    pub left_in: Option<Money>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    pub session: DrawerSessionId,
    pub z: ZReportId,
    pub number: i64,
    pub expected: Money,
    pub counted: Money,
    pub difference: Money,
    pub left_in: Money,
    pub to_safe: Money,
}

impl Act for CloseDrawer {
    const NAME: &'static str = "close_drawer";
    const NEEDS: Permission = Permission::DrawerCount;
    type Output = Closed;
}

impl Change for CloseDrawer {
    async fn change(self, work: &mut Work<'_>) -> Done<Closed> {
        let row = locked(work, self.session).await?;
        if row.opened_by != work.me() {
            work.approve(Permission::DrawerRecount)?;
        }
        let counted = counted(&row)?;
        forgive(work, &work.who.username).await?;
        let usual = Money(work.clinic.policies.opening_float.max(0)).min(counted);
        let left_in = self.left_in.unwrap_or(usual);
        if left_in.0 < 0 || left_in > counted {
            return Err(Refusal::at("drawer.left_in", "left_in").with("counted", counted).into());
        }
        let terms = Terms {
            note: self.note,
            methods: self.methods,
            unfinished: self.unfinished,
            left_in,
            carries: false,
            handed_to: None,
        };
        let closed = close(work, row, terms).await?;
        work.record("drawer_session", closed.session.0, NOTHING, &closed, "")?;
        Ok(closed)
    }
}

/// Under what a session is closed.
pub(super) struct Terms {
    pub note: String,
    pub methods: Vec<Confirmed>,
    pub unfinished: Vec<Decided>,
    pub left_in: Money,
    /// Whoever comes next looks after what was not decided.
    pub carries: bool,
    pub handed_to: Option<String>,
}

/// Closes a session that is held, and draws its Z in the same commit.
pub(super) async fn close(work: &mut Work<'_>, row: SessionRow, terms: Terms) -> Done<Closed> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    let counted = counted(&row)?;
    let facts = Facts::read(work.on(), clinic, row).await?;
    let expected = facts.cash.expected()?;
    let difference = counted.minus(expected)?;
    let (note, approved_by) = accepted(work, &facts, difference, &terms.note).await?;
    let methods = confirmed(&facts, &terms.methods)?;
    let unfinished = decided(work, &facts, &terms).await?;
    let end = End { expected, difference, left_in: terms.left_in };
    let session = facts.row.id;
    one_row(store::drawer::close_session(work.on(), clinic, session, end, me, now).await?)?;
    let (number,) = store::audit::next(work.on(), clinic, "z", "").await?;
    let before = match store::z::by_number(work.on(), clinic, number - 1).await? {
        Some(last) => z::figures(&last.snapshot).map(|last| (last.perpetual, last.failed_ever))?,
        None => (Money::ZERO, Tally::default()),
    };
    // What a report counted and has failed since: it is known now, and not counted any more.
    let reported = store::z::failed(work.on(), clinic).await?;
    let failed_late =
        Tally { count: reported.count - before.1.count, amount: reported.amount.minus(before.1.amount)? };
    let mut failed_ever = Tally { count: reported.count, amount: reported.amount };
    failed_ever.add(facts.failed().count, facts.failed().amount);
    let head = store::z::trail(work.on(), clinic).await?;
    let ending = Ending {
        number,
        counted,
        end,
        note,
        approved_by,
        methods,
        unfinished,
        handed_to: terms.handed_to,
        perpetual: before.0.plus(facts.received())?.minus(failed_late.amount)?,
        failed_late,
        failed_ever,
        head: head.clone(),
    };
    let business_day = facts.row.business_day;
    let patients: Vec<_> = facts.unfinished.iter().map(|row| row.patient_id).collect();
    let report: Z = z::snapshot(work, facts, ending)?;
    let row = NewZ {
        id: ZReportId::new(),
        number,
        session,
        business_day,
        snapshot: z::page(work, &report, &patients)?,
        head,
    };
    let id = row.id;
    store::z::insert(work.on(), clinic, row, me, now).await?;
    let to_safe = counted.minus(terms.left_in)?;
    Ok(Closed { session, z: id, number, expected, counted, difference, left_in: terms.left_in, to_safe })
}

pub(super) fn counted(row: &SessionRow) -> Result<Money, Refusal> {
    row.counted.ok_or_else(|| Refusal::at("drawer.not_counted", "session"))
}

/// Each method that does not lie in the drawer, as somebody compared it with its slip or app.
fn confirmed(facts: &Facts, given: &[Confirmed]) -> Result<Vec<Method>, Refusal> {
    let mut methods = Vec::new();
    for method in facts.methods() {
        let (mut amount, mut note) = (None, String::new());
        if !method.in_drawer {
            let missing =
                || Refusal::at("drawer.unconfirmed", "methods").with("method", method.name.as_str());
            let said = given.iter().find(|one| one.method == method.id).ok_or_else(missing)?;
            note = LINE.clean(&said.note).map_err(|refusal| refusal.on("methods"))?.value;
            if said.amount != method.total.amount && note.is_empty() {
                return Err(Refusal::at("drawer.method_note", "methods")
                    .with("method", method.name)
                    .with("taken", method.total.amount));
            }
            amount = Some(said.amount);
        }
        methods.push(Method {
            name: method.name,
            in_drawer: method.in_drawer,
            total: method.total,
            confirmed: amount,
            note,
        });
    }
    Ok(methods)
}

/// Writes down what becomes of each visit on which something is owed.
async fn decided(work: &mut Work<'_>, facts: &Facts, terms: &Terms) -> Done<Vec<Unfinished>> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    let mut unfinished = Vec::new();
    for row in &facts.unfinished {
        let given = terms.unfinished.iter().find(|one| one.booking == row.booking_id);
        let (decision, note) = match given {
            Some(given) => {
                (given.decision, LINE.clean(&given.note).map_err(|refusal| refusal.on("unfinished"))?.value)
            }
            // Whoever comes next is asked about it: nothing was decided that could be written down.
            None if terms.carries => {
                unfinished.push(Unfinished::undecided(row.patient.clone(), row.due, row.owed));
                continue;
            }
            None => {
                let said = |booking| terms.unfinished.iter().any(|one| one.booking == booking);
                let open = facts.unfinished.iter().map(|row| row.booking_id).filter(|one| !said(*one));
                return Err(Refusal::at("drawer.unfinished", "unfinished")
                    .naming("patient", row.patient.as_str())
                    .with("count", i64::try_from(facts.unfinished.len()).unwrap_or(i64::MAX))
                    .with("bookings", open.map(|booking| booking.0).collect::<Vec<_>>())
                    .into());
            }
        };
        if decision == Decision::Carried && note.is_empty() && !terms.carries {
            return Err(Refusal::at("drawer.carried_note", "unfinished")
                .naming("patient", row.patient.as_str())
                .with("booking", row.booking_id.0)
                .into());
        }
        let by = if decision == Decision::Receivable {
            work.approve_asked(Permission::PaymentWriteOff, row.due, "receivable")?;
            (me, work.approved.or(Some(me)))
        } else {
            (me, None)
        };
        let what = (row.booking_id, row.due);
        store::z::decide(work.on(), clinic, facts.row.id, what, decision, &note, by, now).await?;
        unfinished.push(Unfinished {
            patient: row.patient.clone(),
            due: row.due,
            owed: row.owed,
            decision: Some(decision),
            note,
        });
    }
    Ok(unfinished)
}
