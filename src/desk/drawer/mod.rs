//! The drawer: whose turn it is, what moves its cash, how it is counted and closed. No figure of what should be in it
//! is told to whoever counts it before they have.

mod carry;
mod close;
mod count;
mod difference;
mod facts;
mod hand_over;
mod look;
pub(super) mod moves;
mod open;
mod z;

pub use carry::{Carried, CarryDrawer};
pub use close::{CloseDrawer, Closed, Confirmed, Decided};
pub use count::{CountDrawer, Given};
pub use difference::{AcceptDifference, Accepted};
pub use hand_over::{HandOver, Handed};
pub use look::{DrawerView, ListDrawers, LookX, MethodTally, Off, OpenView, Unfinished, XView};
pub use moves::{MoveCash, Moved, OpenWithoutSale, SpentOn};
pub use open::{OpenDrawer, Opened};
pub use z::{ListZ, OpenZ, ZView};

use chrono::NaiveDate;

use super::fault::{Done, Fault};
use super::throttle::{goes_on, pause_of};
use super::work::Work;
use crate::domain::drawer::Cash;
use crate::domain::id::{AccountId, DrawerId, DrawerSessionId};
use crate::domain::money::Money;
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store;
use crate::store::drawer::{OpenSessionRow, SessionRow};
use crate::store::drawer_move::CashRow;

/// The session money goes into here and now: one's own, wherever it was opened, else the only one at this counter.
/// The database holds it against its count when the money is written, so that the two come one after the other.
///
/// # Errors
/// `drawer.closed` when there is none or it is not clear which, `drawer.counted` when it is
/// being closed, `drawer.yesterday` when it was opened on an earlier day and nobody carried it over.
pub(super) async fn here(work: &mut Work<'_>) -> Done<OpenSessionRow> {
    let session = find(work).await?;
    if session.counted_at.is_some() {
        return Err(Refusal::new("drawer.counted").into());
    }
    of_today(work, &session.drawer, session.business_day, session.carried_to)?;
    Ok(session)
}

/// The session here that still takes money, if there is one.
pub(super) async fn taking(work: &mut Work<'_>) -> Done<Option<DrawerSessionId>> {
    match here(work).await {
        Ok(session) => Ok(Some(session.id)),
        Err(Fault::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Refuses money in a session that was left open past its day.
///
/// # Errors
/// `drawer.yesterday` with the `drawer` and the `day` it was opened on.
fn of_today(
    work: &Work<'_>,
    drawer: &str,
    opened: NaiveDate,
    carried_to: Option<NaiveDate>,
) -> Result<(), Refusal> {
    if carried_to.unwrap_or(opened) >= work.today() {
        return Ok(());
    }
    Err(Refusal::new("drawer.yesterday").with("drawer", drawer).with("day", opened))
}

/// The same of a session by its id: for what is taken back where it was taken.
///
/// # Errors
/// As [`of_today`].
pub(super) async fn takes_today(work: &mut Work<'_>, id: DrawerSessionId) -> Done<()> {
    let clinic = work.id();
    match store::drawer::session(work.on(), clinic, id).await? {
        Some(row) => Ok(of_today(work, &row.drawer, row.business_day, row.carried_to)?),
        None => Ok(()),
    }
}

/// Lets cash out of a session: an expense, a refund, a void, a move. The session is held until the act ends: two who
/// take out at once come one after the other, or both would find enough.
///
/// # Errors
/// `drawer.counted`; `drawer.short` when that much cannot be in it, without how much can; `drawer.wait` for whoever was
/// told so too often, where nobody else signs.
pub(super) async fn take_out(work: &mut Work<'_>, session: DrawerSessionId, amount: Money) -> Done<()> {
    let clinic = work.id();
    let held = store::drawer::lock_session(work.on(), clinic, session).await?;
    if !matches!(held, Some((None, None))) {
        return Err(Refusal::new("drawer.counted").into());
    }
    // What is in a drawer is told to nobody whom somebody else does not answer for.
    if work.unsigned.is_none() {
        // Who signs for it with them is not asked to wait for their slips.
        if !work.is_signed_by_another() {
            not_too_often(work, Refusal::at("drawer.wait", "amount")).await?;
        }
        let cash = Cash::from(store::drawer_move::cash(work.on(), clinic, session).await?);
        cash.spares(amount)?;
    }
    Ok(())
}

/// After a no, each yes says as much: it is counted like one, or steps that get smaller would tell the figure.
async fn says_as_much(work: &mut Work<'_>) -> Done<()> {
    let (clinic, now, asks) = (work.id(), work.unmoved, asks(&work.who.username));
    let known = store::account::throttle(work.on(), clinic, &asks).await?;
    if known.is_none_or(|tries| tries.failures == 0) {
        return Ok(());
    }
    let (failures,) = store::account::fail(work.on(), clinic, &asks, now).await?;
    if let Some(until) = pause_of(failures, now) {
        store::account::lock(work.on(), clinic, &asks, until).await?;
    }
    Ok(())
}

/// Refuses whoever asked too often.
///
/// # Errors
/// `refusal` with until when.
async fn not_too_often(work: &mut Work<'_>, refusal: Refusal) -> Done<()> {
    let asks = asks(&work.who.username);
    if let Some(until) = paused(work, &asks).await? {
        let shown = Ts(work.now.0.saturating_add(until.0 - work.unmoved.0));
        return Err(refusal.with("at", work.local(shown)).into());
    }
    Ok(())
}

/// Whoever has a drawer now, or handed it on, begins anew with their tries.
async fn forgive(work: &mut Work<'_>, username: &str) -> Done<()> {
    let (clinic, asks) = (work.id(), asks(username));
    store::account::forgive(work.on(), clinic, &asks).await?;
    Ok(())
}

async fn paused(work: &mut Work<'_>, subject: &str) -> Done<Option<Ts>> {
    let clinic = work.id();
    let now = work.unmoved;
    let Some(tries) = store::account::throttle(work.on(), clinic, subject).await? else { return Ok(None) };
    let pause = (now, pause_of(tries.failures, now));
    goes_on(work.on(), (clinic, subject), tries.locked_until, pause).await
}

/// The refusals of whoever waits.
pub(super) const WAITS: [&str; 2] = ["drawer.wait", "drawer.wait_opening"];

/// The refusals that say more the oftener they are heard: what is in the drawer, what was left in it.
pub(super) const TELLING: [&str; 2] = ["drawer.short", "drawer.note"];

/// What somebody's tries to take out more than there is, or to open with what was not left, are counted under, until a
/// drawer is opened, handed over or closed.
pub(super) fn asks(username: &str) -> String {
    format!("drawer:{username}")
}

/// Whether a session is the one here; what has none is nobody else's.
pub(super) async fn is_here(work: &mut Work<'_>, id: Option<DrawerSessionId>) -> Done<bool> {
    let Some(id) = id else { return Ok(true) };
    let clinic = work.id();
    let open = store::drawer::open_sessions(work.on(), clinic).await?;
    Ok(mine(open, work.me(), work.terminal).is_some_and(|here| here.id == id))
}

async fn find(work: &mut Work<'_>) -> Done<OpenSessionRow> {
    let clinic = work.id();
    let open = store::drawer::open_sessions(work.on(), clinic).await?;
    let (me, terminal) = (work.me(), work.terminal);
    let here: Vec<&str> =
        open.iter().filter(|row| row.terminal == terminal).map(|row| row.account.as_str()).collect();
    let refusal = match here.len() {
        0 | 1 => Refusal::new("drawer.closed"),
        _ => Refusal::new("drawer.several").with("who", here.join(", ")),
    };
    Ok(mine(open, me, terminal).ok_or(refusal)?)
}

impl From<CashRow> for Cash {
    fn from(row: CashRow) -> Self {
        let CashRow { float, taken, paid_in, paid_out, dropped } = row;
        Self { float, taken, paid_in, paid_out, dropped }
    }
}

fn mine(open: Vec<OpenSessionRow>, me: AccountId, terminal: &str) -> Option<OpenSessionRow> {
    let (mut mine, others): (Vec<_>, Vec<_>) = open.into_iter().partition(|row| row.opened_by == me);
    if let Some(row) = mine.pop() {
        return Some(row);
    }
    let mut here = others.into_iter().filter(|row| row.terminal == terminal);
    let first = here.next();
    if here.next().is_some() { None } else { first }
}

/// For how many minutes whoever looks for a drawer here is told who closed it.
const QUICKER: i64 = 12 * 60;

/// The session here; where there is none, the one that was here until somebody closed it.
///
/// # Errors
/// `drawer.none` when there was none, or it is not clear which.
async fn here_or_closed(work: &mut Work<'_>) -> Done<DrawerSessionId> {
    let (clinic, me, terminal, now) = (work.id(), work.me(), work.terminal, work.now);
    let open = store::drawer::open_sessions(work.on(), clinic).await?;
    if let Some(here) = mine(open, me, terminal) {
        return Ok(here.id);
    }
    let since = now.plus_minutes(-QUICKER);
    let closed = store::drawer::closed_since(work.on(), clinic, (me, terminal), since).await?;
    closed.map(|(id,)| id).ok_or_else(|| Refusal::new("drawer.none").into())
}

/// A session that is not closed, held until the act ends; left out: the one here.
///
/// # Errors
/// `drawer.none`, `drawer.unknown`, `drawer.closed_already` with who was quicker.
async fn locked(work: &mut Work<'_>, wanted: Option<DrawerSessionId>) -> Done<SessionRow> {
    let clinic = work.id();
    let id = match wanted {
        Some(id) => id,
        None => here_or_closed(work).await?,
    };
    let unknown = || Refusal::at("drawer.unknown", "session");
    store::drawer::lock_session(work.on(), clinic, id).await?.ok_or_else(unknown)?;
    let row = store::drawer::session(work.on(), clinic, id).await?.ok_or_else(unknown)?;
    if let Some(at) = row.closed_at {
        let number = store::z::number_of(work.on(), clinic, id).await?.map_or(0, |(number,)| number);
        return Err(Refusal::new("drawer.closed_already")
            .with("who", row.closer.unwrap_or_default())
            .with("at", work.local(at))
            .with("number", number)
            .into());
    }
    Ok(row)
}

/// Refuses a second session of a drawer or of a person.
async fn refuse_second(work: &mut Work<'_>, drawer: Option<DrawerId>, person: AccountId) -> Done<()> {
    let clinic = work.id();
    let open = store::drawer::open_sessions(work.on(), clinic).await?;
    let standing = open
        .iter()
        .find(|row| Some(row.drawer_id) == drawer)
        .or_else(|| open.iter().find(|row| row.opened_by == person));
    match standing {
        None => Ok(()),
        Some(row) => Err(Refusal::at("drawer.open_already", "drawer")
            .with("drawer", row.drawer.as_str())
            .with("who", row.account.as_str())
            .with("at", work.local(row.opened_at))
            .into()),
    }
}
