//! What one may see of drawers and open sessions. X changes nothing and leaves no row.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use super::mine;
use crate::desk::Desk;
use crate::desk::act::{Act, Look};
use crate::desk::fault::{Done, Fault};
use crate::domain::bill::LineKind;
use crate::domain::drawer::{Cash, Owed, Pieces, sees_expected};
use crate::domain::id::{BookingId, DrawerId, DrawerSessionId, MethodId};
use crate::domain::money::Money;
use crate::domain::payment::PaymentKind;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::paper::z::{Series, Tally};
use crate::store::drawer::DrawerStateRow;
use crate::store::drawer_move::MoveRow;
use crate::store::z::WaitingRow;
use crate::store::{self, On};

/// The drawers, and who has them open. What was left in one is told to nobody: whoever opens it counts.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDrawers {}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DrawerView {
    pub id: DrawerId,
    pub name: String,
    pub open: Option<OpenView>,
}

/// A session that is not closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OpenView {
    pub session: DrawerSessionId,
    pub terminal: String,
    pub opened_at: Ts,
    pub opened_by: String,
    /// Opened by whoever asks.
    pub mine: bool,
    pub counted: bool,
}

impl Act for ListDrawers {
    const NAME: &'static str = "list_drawers";
    const NEEDS: Permission = Permission::DrawerSee;
    type Output = Vec<DrawerView>;
}

impl Look for ListDrawers {
    async fn look(self, desk: &Desk) -> Done<Vec<DrawerView>> {
        let me = desk.who().map(|who| who.account_id);
        let rows = store::drawer::states(desk.db(), desk.clinic().id).await?;
        let open = |row: &DrawerStateRow| {
            Some(OpenView {
                session: row.session_id?,
                terminal: row.terminal.clone()?,
                opened_at: row.opened_at?,
                opened_by: row.account.clone()?,
                mine: row.opened_by == me,
                counted: row.counted_at.is_some(),
            })
        };
        Ok(rows.into_iter().map(|row| DrawerView { open: open(&row), id: row.id, name: row.name }).collect())
    }
}

/// X: what a session comes to so far; left out: the one here. As long as it is not counted, what would tell how much
/// cash should be there is given only to somebody who may know it and did not open the session.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookX {
    #[serde(default)]
    pub session: Option<DrawerSessionId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct XView {
    pub session: DrawerSessionId,
    pub drawer: String,
    pub terminal: String,
    pub business_day: NaiveDate,
    /// The last day on which it takes money, where somebody carried it over.
    pub carried_to: Option<NaiveDate>,
    pub opened_at: Ts,
    pub opened_by: String,
    pub handed_by: Option<String>,
    pub mine: bool,
    pub float: Money,
    pub left_before: Option<Money>,
    pub opening_difference: Money,
    pub opening_note: String,
    /// Everything that moved its cash; none for whoever may not know it yet.
    pub cash: Option<Cash>,
    pub expected: Option<Money>,
    pub received: Option<Money>,
    pub methods: Vec<MethodTally>,
    pub refunds: Off,
    pub voids: Off,
    pub discounts: Tally,
    pub rounding: Tally,
    pub failed: Tally,
    pub receipts: Vec<Series>,
    pub moves: Vec<MoveRow>,
    pub waiting: Vec<WaitingRow>,
    pub unfinished: Vec<Unfinished>,
    pub counted_at: Option<Ts>,
    pub counted: Option<Money>,
    /// Piece by piece, as counted last.
    pub pieces: Option<Pieces>,
    pub counts: i64,
    pub difference: Option<Money>,
    /// A note to the difference, where somebody accepted it already.
    pub difference_note: Option<String>,
    pub accepted: bool,
    pub closed: bool,
}

/// What a method comes to; no amount where it would tell what is in the drawer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MethodTally {
    pub method: MethodId,
    pub name: String,
    pub in_drawer: bool,
    pub count: i64,
    pub amount: Option<Money>,
}

/// How many went back, and how much where that may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Off {
    pub count: i64,
    pub amount: Option<Money>,
}

/// A visit on which something is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unfinished {
    pub booking: BookingId,
    pub patient: String,
    pub treatment: String,
    pub business_day: NaiveDate,
    pub due: Money,
    /// What for.
    pub owed: Owed,
}

impl Act for LookX {
    const NAME: &'static str = "look_x";
    const NEEDS: Permission = Permission::DrawerSee;
    type Output = XView;
}

impl Look for LookX {
    async fn look(self, desk: &Desk) -> Done<XView> {
        let clinic = desk.clinic().id;
        let me = desk.who().map(|who| who.account_id).ok_or_else(|| Refusal::new("login.over"))?;
        let id = match self.session {
            Some(id) => id,
            None => {
                let open = store::drawer::open_sessions(desk.db(), clinic).await?;
                mine(open, me, desk.terminal()).ok_or_else(|| Refusal::new("drawer.closed"))?.id
            }
        };
        let row = store::drawer::session(desk.db(), clinic, id)
            .await?
            .ok_or_else(|| Refusal::at("drawer.unknown", "session"))?;
        let opener = row.opened_by == me;
        let mut facts = Facts::read(On::from(desk.db()), clinic, row).await?;
        let veil = desk.veil();
        facts.unfinished.iter_mut().for_each(|row| veil.name(&mut row.patient));
        facts.waiting.iter_mut().for_each(|row| veil.name(&mut row.patient));
        let sees =
            sees_expected(facts.row.counted_at.is_some(), opener, desk.may(Permission::DrawerExpected));
        view(facts, opener, sees)
    }
}

fn view(facts: Facts, opener: bool, sees: bool) -> Done<XView> {
    let expected = facts.cash.expected()?;
    let off = |kind| {
        let tally = facts.of_kind(kind);
        Off { count: tally.count, amount: sees.then_some(tally.amount) }
    };
    let methods = facts
        .methods()
        .into_iter()
        .map(|method| MethodTally {
            method: method.id,
            name: method.name,
            in_drawer: method.in_drawer,
            count: method.total.count,
            amount: (sees || !method.in_drawer).then_some(method.total.amount),
        })
        .collect();
    let pieces = match facts.counts.last() {
        Some(count) => Some(read(&count.pieces)?),
        None => None,
    };
    Ok(XView {
        cash: sees.then_some(facts.cash),
        expected: sees.then_some(expected),
        received: sees.then(|| facts.received()),
        methods,
        refunds: off(PaymentKind::Refund),
        voids: off(PaymentKind::Void),
        discounts: facts.taken_off(LineKind::Discount),
        rounding: facts.taken_off(LineKind::Rounding),
        failed: facts.failed(),
        receipts: facts.receipts(),
        unfinished: facts
            .unfinished
            .iter()
            .map(|row| Unfinished {
                booking: row.booking_id,
                patient: row.patient.clone(),
                treatment: row.treatment.clone(),
                business_day: row.business_day,
                due: row.due,
                owed: row.owed,
            })
            .collect(),
        counts: i64::try_from(facts.counts.len()).unwrap_or(i64::MAX),
        pieces,
        difference: facts.row.counted.map(|counted| Money(counted.0 - expected.0)),
        accepted: facts.row.difference_approved_by.is_some(),
        closed: facts.row.closed_at.is_some(),
        moves: facts.moves,
        waiting: facts.waiting,
        session: facts.row.id,
        drawer: facts.row.drawer,
        terminal: facts.row.terminal,
        business_day: facts.row.business_day,
        carried_to: facts.row.carried_to,
        opened_at: facts.row.opened_at,
        opened_by: facts.row.account,
        handed_by: facts.row.handed_by,
        mine: opener,
        float: facts.row.opening_float,
        left_before: facts.row.left_before,
        opening_difference: facts.row.opening_difference,
        opening_note: facts.row.opening_note,
        counted_at: facts.row.counted_at,
        counted: facts.row.counted,
        difference_note: facts.row.difference_note,
    })
}

/// The pieces of a count as they are kept.
pub(super) fn read(pieces: &str) -> Done<Pieces> {
    serde_json::from_str(pieces).map_err(Fault::from)
}
