//! Asks before a visit with a deposit is called off, missed or moved late, and says what becomes of the money.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::approve::{Approve, Approved};
use super::reason::Given;
use crate::app::{Action, Asks, Cx, Effect, Screen, Why};
use crate::desk::booking::Booked;
use crate::desk::{Approval, Fault};
use crate::domain::booking::{CancelledBy, late, missed_from};
use crate::domain::clinic::DepositFate;
use crate::domain::deposit::Ending;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::domain::time::Ts;
use crate::ui::{Field, Form, Sentence, panel, text};

/// What was answered.
#[derive(Debug, Clone)]
pub struct Decided {
    pub by: CancelledBy,
    pub reason: String,
    /// None: as the policies say.
    pub deposit: Option<DepositFate>,
    pub approval: Option<Approval>,
    /// What was asked, where something was signed.
    asked: Sentence,
}

impl From<Given> for Decided {
    /// There is no deposit to decide about.
    fn from(given: Given) -> Self {
        let by = if given.by == 0 { CancelledBy::Patient } else { CancelledBy::Clinic };
        Self { by, reason: given.reason, deposit: None, approval: None, asked: Sentence::NOTHING }
    }
}

impl Decided {
    /// There is nothing to decide.
    #[must_use]
    pub const fn plain() -> Self {
        Self {
            by: CancelledBy::Patient,
            reason: String::new(),
            deposit: None,
            approval: None,
            asked: Sentence::NOTHING,
        }
    }

    /// Asks for a PIN, where none was given and it takes one, or the one that was does not do: all else stays as it was
    /// said.
    #[must_use]
    pub fn again(&self, fault: &Fault, cx: &Cx) -> Option<Approve> {
        Approve::again(fault, (&self.asked, &self.reason), Permission::DepositWaive, cx)
    }

    /// The same, signed by somebody else.
    #[must_use]
    pub fn signed(self, approved: Approved) -> Self {
        Self { reason: approved.reason, approval: Some(approved.approval), asked: approved.asked, ..self }
    }
}

/// What somebody gave their PIN for when a booking was made or moved.
#[derive(Debug, Clone)]
pub enum Signed {
    /// What stood in the way is set aside.
    Aside(Approved),
    /// It is moved late, and this becomes of its deposit.
    Deposit(Decided),
}

impl Signed {
    /// Why a rule is set aside, what becomes of the deposit, and the PIN.
    #[must_use]
    pub fn parts(&self) -> (Option<String>, Option<DepositFate>, Option<Approval>) {
        match self {
            Self::Aside(approved) => (Some(approved.reason.clone()), None, Some(approved.approval.clone())),
            Self::Deposit(decided) => (None, decided.deposit, decided.approval.clone()),
        }
    }

    /// Asks for another PIN, where the one that was given does not do: all else stays as it was said.
    #[must_use]
    pub fn again(&self, fault: &Fault, cx: &Cx) -> Option<Approve> {
        match self {
            Self::Aside(approved) => approved.again(fault, Permission::BookingOverride, cx),
            Self::Deposit(decided) => decided.again(fault, cx),
        }
    }

    /// The same, signed by somebody else.
    #[must_use]
    pub fn by(self, approved: Approved) -> Self {
        match self {
            Self::Aside(_) => Self::Aside(approved),
            Self::Deposit(decided) => Self::Deposit(decided.signed(approved)),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// Begins at this moment.
    Cancel(Ts),
    NoShow,
    /// Late.
    Move,
}

/// The money at stake: what came, and what of it nobody has verified yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stake {
    pub held: Money,
    pub unverified: Money,
}

/// The question.
#[derive(Debug)]
pub struct CallOff {
    title: Sentence,
    stake: Stake,
    what: What,
    form: Form,
}

#[derive(Debug)]
pub enum Msg {
    Approved(Approved),
}

impl Asks for CallOff {
    type Answer = Decided;
}

/// Columns of the question, where there is room.
const WIDTH: u16 = 62;

const FATES: [DepositFate; 3] = [DepositFate::Keep, DepositFate::Credit, DepositFate::Refund];

impl CallOff {
    /// Somebody calls off: why, whose wish it is, and what becomes of the deposit. `title` says what, in words.
    #[must_use]
    pub fn cancel(title: impl Into<Sentence>, stake: Stake, starts_at: Ts) -> Self {
        let fields = vec![
            Field::text("reason", "reason-why").limit(120),
            Field::words("by", "reason-by", &["reason-patient", "reason-clinic"]),
            Self::fates(),
        ];
        Self { title: title.into(), stake, what: What::Cancel(starts_at), form: Form::new(fields) }
    }

    /// As [`Reason::once`](super::reason::Reason::once).
    #[must_use]
    pub fn once(mut self, cx: &Cx) -> Self {
        cx.signing.fill(&self.title.said(&cx.look), &mut self.form);
        self
    }

    /// Nobody came.
    #[must_use]
    pub fn no_show(title: impl Into<Sentence>, stake: Stake) -> Self {
        Self { title: title.into(), stake, what: What::NoShow, form: Form::new(vec![Self::fates()]) }
    }

    /// It is late to move it, and the policy would keep the deposit.
    #[must_use]
    pub fn late_move(title: impl Into<Sentence>, stake: Stake) -> Self {
        let fates = Field::words("deposit", "deposit-becomes", &["deposit-kept", "deposit-goes_along"]);
        Self { title: title.into(), stake, what: What::Move, form: Form::new(vec![fates]) }
    }

    fn fates() -> Field {
        let ids = ["deposit-policy", "deposit-kept", "deposit-credit", "deposit-held"];
        Field::words("deposit", "deposit-becomes", &ids)
    }

    fn by(&self) -> CancelledBy {
        if self.form.chosen("by") == 0 { CancelledBy::Patient } else { CancelledBy::Clinic }
    }

    fn ending(&self, cx: &Cx) -> Ending {
        match self.what {
            What::Cancel(starts) => {
                let hours = cx.desk.clinic().policies.late_hours;
                Ending::Cancelled(self.by(), late(cx.now, starts, hours))
            }
            What::NoShow => Ending::NoShow,
            What::Move => Ending::Moved(true),
        }
    }

    /// What was chosen; none: as the policies say.
    fn choice(&self) -> Option<DepositFate> {
        let chosen = self.form.chosen("deposit");
        match self.what {
            What::Move => Some(if chosen == 0 { DepositFate::Keep } else { DepositFate::Refund }),
            _ => chosen.checked_sub(1).and_then(|at| FATES.get(at)).copied(),
        }
    }

    /// What becomes of the money, in words; and whether that takes a PIN.
    fn outcome(&self, cx: &Cx) -> (String, bool) {
        let policy = self.ending(cx).fate(&cx.desk.clinic().policies);
        let fate = self.choice().unwrap_or(policy);
        let Stake { held, unverified } = self.stake;
        let sure = Money(held.0 - unverified.0);
        let said = match (fate, self.what) {
            (DepositFate::Keep, _) => vec![("deposit-is_kept", sure), ("deposit-unverified", unverified)],
            (DepositFate::Credit, _) => vec![("deposit-is_credit", sure), ("deposit-unverified", unverified)],
            (DepositFate::Refund, What::Move) => vec![("deposit-moves", held)],
            (DepositFate::Refund, _) => vec![("deposit-is_held", held)],
        };
        let said = said.into_iter().filter(|(_, amount)| *amount > Money::ZERO);
        let said = said.map(|(id, amount)| cx.fill(id, &[("amount", cx.look.currency.shown(amount).into())]));
        let pin = self.ending(cx).waives(fate, &cx.desk.clinic().policies);
        (said.collect::<Vec<_>>().join(" "), pin)
    }

    /// The same, in lines of the width there is.
    fn lines(&self, width: u16, cx: &Cx) -> Vec<String> {
        text::wrap(&self.outcome(cx).0, usize::from(width))
    }

    fn decided(&self, reason: String, signed: Option<Approved>) -> Effect<Msg> {
        let deposit = self.choice();
        let (approval, asked) = signed.map(|signed| (signed.approval, signed.asked)).unzip();
        let asked = asked.unwrap_or_default();
        Effect::answer::<Self>(Decided { by: self.by(), reason, deposit, approval, asked })
    }
}

/// What was said, and what became of the deposit or is needed as one.
#[must_use]
pub fn became(said: String, booked: &Booked, cx: &Cx) -> String {
    let shown = |amount| [("amount", cx.look.currency.shown(amount).into())];
    let more = match &booked.deposit {
        None if booked.held_again > Money::ZERO => cx.fill("deposit-held_again", &shown(booked.held_again)),
        Some(became) => {
            let id = match became.fate {
                DepositFate::Keep => "deposit-is_kept",
                DepositFate::Credit => "deposit-is_credit",
                DepositFate::Refund if booked.status.active() => "deposit-moves",
                DepositFate::Refund => "deposit-is_held",
            };
            cx.fill(id, &shown(became.amount))
        }
        None if booked.deposit_needed > Money::ZERO => {
            cx.fill("payment-deposit_needed", &shown(booked.deposit_needed))
        }
        None => return said,
    };
    format!("{said} · {more}")
}

/// What was done, in the words of this id; of an undo, which step it took back.
pub fn did(id: &str, name: &str, booked: &Booked, cx: &Cx) -> String {
    let said = match booked.undone {
        Some(step) => cx.fill("day-undone_step", &[("step", step.as_str().into()), ("name", name.into())]),
        None => cx.fill(id, &[("name", name.into())]),
    };
    became(said, booked, cx)
}

/// Whether a visit of this day begins no more, and is only finished: whoever waits at midnight is treated all the same.
#[must_use]
pub fn is_late(day: NaiveDate, cx: &Cx) -> bool {
    day.succ_opt().is_some_and(|next| next < cx.today())
}

/// Nobody is missing before the grace is over: the desk says no to it, and so nothing is asked either.
///
/// # Errors
/// `booking.too_early`.
pub fn may_be_missed(starts_at: Ts, cx: &Cx) -> Result<(), Why> {
    let over = missed_from(starts_at, cx.desk.clinic().policies.grace_minutes);
    if cx.now >= over {
        return Ok(());
    }
    let refusal = Refusal::at("booking.too_early", "time");
    Err(Why::Refused(refusal.with("at", over.local(cx.zone))))
}

/// The refusal of a late move that would cost a deposit: what is at stake.
#[must_use]
pub fn late_stake(refusal: &Refusal) -> Option<Stake> {
    if refusal.code != "deposit.late_move" {
        return None;
    }
    let details = refusal.details_json();
    let money = |key| details.get(key)?.as_i64();
    let (sure, unverified) = (money("amount")?, money("unverified")?);
    Some(Stake { held: Money(sure + unverified), unverified: Money(unverified) })
}

impl Screen for CallOff {
    type Msg = Msg;
    const NAME: &'static str = "call_off";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        let Msg::Approved(approved) = msg;
        let typed = self.form.value("reason").to_owned();
        let reason = if typed.is_empty() { approved.reason.clone() } else { typed };
        self.decided(reason, Some(approved))
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let said = self.lines(WIDTH.min(cx.size.0).saturating_sub(4), cx).len();
        let said = u16::try_from(said.max(2)).unwrap_or(2);
        Some((WIDTH, self.form.height(&cx.look) + 3 + said + self.title.lines((WIDTH, cx.size.0), &cx.look)))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let reason = match self.form.field("reason") {
            Some(_) => match self.form.read("reason", &cx.look, |typed| LINE_NEEDED.clean(typed)) {
                Some(heard) => {
                    cx.signing.explains(&self.title.said(&cx.look), &heard.value);
                    heard.value
                }
                None => {
                    self.form.point();
                    return Effect::None;
                }
            },
            None => String::new(),
        };
        let (sentence, pin) = self.outcome(cx);
        if !pin {
            return self.decided(reason, None);
        }
        let approve = Approve::new(sentence, Permission::DepositWaive, cx);
        let approve = if reason.is_empty() { approve } else { approve.because(&reason, cx) };
        Effect::ask(approve, Msg::Approved)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text("screen-call_off"), &cx.look);
        let inside = Rect { width: inside.width.saturating_sub(1), ..inside };
        let (x, width) = (inside.x + 1, inside.width.saturating_sub(1));
        let mut y = inside.y + panel::say(buffer, inside, &self.title.said(&cx.look), theme.text, &cx.look);
        let style = if self.outcome(cx).1 { theme.warn } else { theme.accent };
        for line in &self.lines(width, cx) {
            text::put(buffer, (x, y), line, width, style, theme);
            y += 1;
        }
        let below = Rect { x, y, width, height: inside.bottom().saturating_sub(y) };
        if let Some(cursor) = self.form.draw(buffer, below, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
