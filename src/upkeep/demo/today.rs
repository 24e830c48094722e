//! The day itself, played through the desk: booked yesterday, then minute by minute until now.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;
use fastrand::Rng;

use super::floor::{Floor, Slot};
use super::money::{handed_over, method};
use super::people::{Lists, one_of};
use super::script::{self, How, Script, Step};
use super::{PASSWORD, RECEPTIONIST, till};
use crate::clock::FixedClock;
use crate::desk::bill::OpenBill;
use crate::desk::booking::Book;
use crate::desk::discount::GiveDiscount;
use crate::desk::drawer::{CarryDrawer, MoveCash, OpenDrawer};
use crate::desk::health_note::AddHealthNote;
use crate::desk::line::AddLine;
use crate::desk::patient::PatientForm;
use crate::desk::payment::{TakePayment, Tender, VerifyPayment};
use crate::desk::ticket::{CallNext, CallTicket, LeaveQueue, MissTicket, ParkTicket, ServeTicket};
use crate::desk::visit::{
    Arrive, CancelBooking, ConfirmBooking, FinishVisit, LeaveVisit, MarkNoShow, StartVisit,
};
use crate::desk::walk_in::WalkIn;
use crate::desk::{Asked, Desk, Done, Fault};
use crate::domain::booking::{CancelledBy, Source};
use crate::domain::drawer::MoveKind;
use crate::domain::id::{BookingId, PatientId, TicketId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentState};
use crate::domain::refusal::Detail;
use crate::domain::time::Ts;

/// Visits of the day. A clinic this busy has something in every state.
const VISITS: usize = 36;

/// The day being played.
pub(super) struct Day<'a> {
    /// The desk nobody has logged in at yet.
    pub door: &'a Desk,
    pub clock: &'a Arc<FixedClock>,
    pub floor: &'a Floor<'a>,
    pub lists: &'a Lists,
    pub patients: &'a [PatientId],
    /// When the clinic opens.
    pub opens: Ts,
    pub now: Ts,
    pub seed: u64,
    /// What is booked for it already, in a clinic that has stood for days.
    pub standing: Vec<(BookingId, Slot)>,
    /// Nothing happens before: the trail goes on where it ended.
    pub since: Ts,
}

/// What became of the plan.
#[derive(Default)]
struct Played {
    bookings: Vec<Option<BookingId>>,
    tickets: Vec<Option<(TicketId, Option<BookingId>)>>,
}

impl Day<'_> {
    /// Plays everything up to now.
    pub async fn play(&self) -> Done<()> {
        let today = self.floor.clinic.day(self.now);
        let mut rng = Rng::with_seed(self.seed ^ self.opens.0.unsigned_abs());
        let mut seen: HashSet<usize> = self.standing.iter().map(|(_, slot)| slot.patient).collect();
        let more = VISITS.saturating_sub(self.standing.len());
        let filled = self.floor.fill(&mut rng, today, more, &mut seen).into_iter().map(|slot| (None, slot));
        let standing = self.standing.iter().map(|(id, slot)| (Some(*id), *slot));
        let mut all: Vec<(Option<BookingId>, Slot)> = standing.chain(filled).collect();
        all.sort_by_key(|(_, slot)| (slot.starts, slot.staff));
        let (bookings, slots): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let script = Script { floor: self.floor, opens: self.opens, now: self.now };
        let plan = script.write(&mut rng, &slots, today);
        let mut played = Played { bookings, tickets: vec![None; script::WALK_INS.len()] };
        let mut desk: Option<(NaiveDate, Desk)> = None;
        for (at, place, step) in plan.into_iter().filter(|(at, ..)| *at <= self.now) {
            let at = at.max(self.since);
            self.clock.set(at);
            // Yesterday's log-in does not last until today.
            let day = self.floor.clinic.day(at);
            if desk.as_ref().is_none_or(|(of, _)| *of != day) {
                if let Some((_, yesterday)) = desk.take() {
                    yesterday.logout().await?;
                }
                let here = self.door.login(RECEPTIONIST, PASSWORD).await?.0;
                if day == today {
                    open_drawer(&here).await?;
                }
                desk = Some((day, here));
            }
            let Some((_, desk)) = &desk else { continue };
            let happened = self.happen(desk, &mut rng, &mut played, &mut seen, &slots, place, step).await;
            // In a clinic that has stood for days something may be in the way of what is made up.
            if self.standing.is_empty() { happened? } else { unless_refused(happened).map(|_| ())? }
        }
        self.clock.set(self.now);
        if let Some((_, desk)) = desk {
            desk.logout().await?;
        }
        Ok(())
    }

    /// Some say on the telephone what whoever treats has to know.
    async fn notes_health(&self, desk: &Desk, place: usize, patient: PatientId) -> Done<()> {
        const EACH: usize = 4;
        let all = &self.lists.health_notes;
        let Some(words) = all.get(place / EACH % all.len().max(1)).filter(|_| place % EACH == 1) else {
            return Ok(());
        };
        let add = AddHealthNote { patient, words: words.clone(), sure: false };
        unless_refused(desk.act(add).await).map(|_| ())
    }

    async fn happen(
        &self,
        desk: &Desk,
        rng: &mut Rng,
        played: &mut Played,
        seen: &mut HashSet<usize>,
        slots: &[Slot],
        place: usize,
        step: Step,
    ) -> Done<()> {
        match step {
            Step::Book if played.bookings[place].is_some() => {}
            Step::Book => {
                let row = self.book(rng, &slots[place]);
                self.notes_health(desk, place, row.patient).await?;
                played.bookings[place] = unless_refused(desk.act(row).await)?.map(|booked| booked.id);
            }
            Step::WalkIn { urgent } => {
                let walk_in = self.walk_in(rng, seen, urgent);
                played.tickets[place] =
                    unless_refused(desk.act(walk_in).await)?.map(|walked| (walked.ticket.id, walked.booking));
            }
            Step::Stranger => {
                let form = PatientForm {
                    name: "Nadia Salsabila".to_owned(),
                    phones: vec!["0812-8899-0011".to_owned()],
                    ..PatientForm::default()
                };
                let walk_in =
                    WalkIn { patient: None, form: Some(form), treatment: None, ..blank_walk_in(false) };
                played.tickets[place] =
                    unless_refused(desk.act(walk_in).await)?.map(|walked| (walked.ticket.id, walked.booking));
            }
            Step::CallNext => {
                unless_refused(desk.act(CallNext { to: None, prefix: None, staff: None }).await)?;
            }
            Step::PaidOut => cash(desk, MoveKind::PaidOut, 38_000, "air galon").await?,
            Step::Drop => cash(desk, MoveKind::Drop, 300_000, "setoran siang").await?,
            Step::Call | Step::Miss | Step::Park | Step::Serve | Step::GoHome | Step::PayWalkIn => {
                if let Some(ticket) = played.tickets[place] {
                    self.queue(desk, rng, played, place, ticket, step).await?;
                }
            }
            _ => {
                if let Some(booking) = played.bookings[place] {
                    self.visit(desk, rng, booking, step).await?;
                }
            }
        }
        Ok(())
    }

    async fn visit(&self, desk: &Desk, rng: &mut Rng, booking: BookingId, step: Step) -> Done<()> {
        let version = None;
        match step {
            Step::Confirm => {
                let confirm = ConfirmBooking { booking, version, without_deposit: String::new() };
                match desk.act(confirm).await {
                    // Who did not come too often pays something first; until then it stays booked.
                    Err(Fault::Refused(why)) if why.code == "deposit.awaited" => {}
                    done => drop(done?),
                }
            }
            Step::Arrive => drop(desk.act(Arrive { booking, version }).await?),
            Step::Start => begin(desk, booking).await?,
            // It may have ended for the next one already.
            Step::Finish => drop(unless_refused(
                desk.act(FinishVisit { booking, version, late_reason: String::new() }).await,
            )?),
            Step::NoShow => drop(desk.act(MarkNoShow { booking, version, deposit: None }).await?),
            Step::Leave => {
                let reason = one_of(rng, &self.lists.cancel_reasons).to_owned();
                drop(desk.act(LeaveVisit { booking, version, reason }).await?);
            }
            Step::Cancel(by) => {
                let reason = one_of(rng, &self.lists.cancel_reasons).to_owned();
                let cancel = CancelBooking { booking, version, by: Some(by), reason, deposit: None };
                // The clinic that calls off late gives a deposit back by the manager's leave.
                let asked =
                    if by == CancelledBy::Clinic { till::by(till::MANAGER) } else { Asked::default() };
                drop(desk.act_as(cancel, asked).await?);
            }
            Step::Discount => {
                let reason = "ulang tahun".to_owned();
                let percent_bp = Some(1_000);
                drop(
                    desk.act(GiveDiscount { booking, version, percent_bp, amount: None, line: None, reason })
                        .await?,
                );
            }
            Step::Extra => {
                let line = AddLine {
                    booking,
                    version,
                    treatment: None,
                    staff: None,
                    description: "Serum vitamin C 20 ml".to_owned(),
                    quantity: None,
                    price: Some(Money(85_000)),
                    reason: String::new(),
                };
                drop(desk.act(line).await?);
            }
            Step::Pay(how) => self.pay(desk, rng, booking, how).await?,
            Step::Tip | Step::Void | Step::Refund | Step::WriteOff | Step::Package => {
                till::happen(desk, booking, step).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn queue(
        &self,
        desk: &Desk,
        rng: &mut Rng,
        played: &mut Played,
        place: usize,
        (ticket, booking): (TicketId, Option<BookingId>),
        step: Step,
    ) -> Done<()> {
        let version = None;
        match step {
            Step::Call => drop(desk.act(CallTicket { ticket, version, to: None }).await?),
            Step::Miss => drop(desk.act(MissTicket { ticket, version }).await?),
            Step::Park => drop(desk.act(ParkTicket { ticket, version }).await?),
            Step::Serve => {
                let serve = ServeTicket {
                    ticket,
                    version,
                    treatment: None,
                    staff: None,
                    alerts_seen: true,
                    override_reason: None,
                };
                // Nobody is free: they do not wait any longer.
                if unless_refused(desk.act(serve).await)?.is_none() {
                    drop(desk.act(LeaveQueue { ticket, version }).await?);
                    played.tickets[place] = None;
                }
            }
            Step::GoHome => {
                if let Some(booking) = booking {
                    drop(unless_refused(
                        desk.act(FinishVisit { booking, version, late_reason: String::new() }).await,
                    )?);
                }
            }
            Step::PayWalkIn => {
                if let Some(booking) = booking {
                    self.pay(desk, rng, booking, How::One(MethodKind::Cash)).await?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    async fn pay(&self, desk: &Desk, rng: &mut Rng, booking: BookingId, how: How) -> Done<()> {
        let due = desk.ask(OpenBill { booking }).await?.due;
        let half = Money(due.0 / 2 / 1_000 * 1_000);
        let tender = |kind, tendered| -> Done<Tender> {
            let method = method(&self.floor.roster.methods, kind)?.id;
            Ok(Tender { method, tendered, reference: String::new() })
        };
        let tenders = match how {
            How::One(MethodKind::Cash) => vec![tender(MethodKind::Cash, handed_over(rng, due))?],
            How::One(kind) => vec![tender(kind, due)?],
            How::CashAndQris => {
                vec![tender(MethodKind::Qris, Money(due.0 - half.0))?, tender(MethodKind::Cash, half)?]
            }
            How::Half => vec![tender(MethodKind::Transfer, half)?],
            How::QrisWaiting => vec![tender(MethodKind::Qris, due)?],
        };
        desk.act(TakePayment { booking, tenders, due: Some(due), paid_for: None }).await?;
        if !matches!(how, How::QrisWaiting) {
            let bill = desk.ask(OpenBill { booking }).await?;
            for payment in bill.payments.iter().filter(|one| one.state == Some(PaymentState::Waiting)) {
                let reference = format!("{:012}", rng.u64(..1_000_000_000_000));
                desk.act(VerifyPayment { payment: payment.id, reference }).await?;
            }
        }
        Ok(())
    }

    fn book(&self, rng: &mut Rng, slot: &Slot) -> Book {
        let sources = [Source::Whatsapp, Source::Phone, Source::Online, Source::Desk, Source::Whatsapp];
        Book {
            patient: self.patients[slot.patient],
            treatment: self.floor.treatment(slot).id,
            staff: Some(self.floor.roster.staff[slot.staff].id),
            starts_at: slot.starts,
            source: sources[rng.usize(..sources.len())],
            note: if rng.u8(..6) == 0 {
                one_of(rng, &self.lists.visit_notes).to_owned()
            } else {
                String::new()
            },
            override_reason: None,
            rebooked_from: None,
        }
    }

    fn walk_in(&self, rng: &mut Rng, seen: &mut HashSet<usize>, urgent: bool) -> WalkIn {
        let short: Vec<_> = self
            .floor
            .roster
            .treatments
            .iter()
            .filter(|row| row.minutes <= 45 && row.room_id.is_none())
            .collect();
        let treatment = short.get(rng.usize(..short.len().max(1))).map(|row| row.id);
        let patient = self.floor.somebody(rng, seen).map(|place| self.patients[place]);
        WalkIn { patient, treatment, ..blank_walk_in(urgent) }
    }
}

fn blank_walk_in(urgent: bool) -> WalkIn {
    WalkIn {
        patient: None,
        form: None,
        somebody_else: false,
        treatment: None,
        staff: None,
        urgent,
        despite_booking: false,
    }
}

/// A rule may stand in the way of a day that is made up; then this one thing does not happen.
pub(super) fn unless_refused<T>(done: Done<T>) -> Done<Option<T>> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(Fault::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The receptionist counts the float and begins her turn at the drawer; where it is open from the day before, the
/// manager lets it go on.
async fn open_drawer(desk: &Desk) -> Done<()> {
    let carry = CarryDrawer { session: None, note: "belum sempat dihitung kemarin".to_owned() };
    if unless_refused(desk.act_as(carry, till::by(till::MANAGER)).await)?.is_some() {
        return Ok(());
    }
    let float = Money(desk.clinic().policies.opening_float);
    let open = OpenDrawer { drawer: String::new(), float, note: String::new() };
    unless_refused(desk.act_as(open, till::by(RECEPTIONIST)).await).map(|_| ())
}

async fn cash(desk: &Desk, kind: MoveKind, amount: i64, reason: &str) -> Done<()> {
    let moved = MoveCash {
        kind,
        amount: Money(amount),
        reason: reason.to_owned(),
        reference: String::new(),
        expense: None,
    };
    unless_refused(desk.act(moved).await).map(|_| ())
}

/// Begins a visit. Whoever still treats somebody else finishes that first.
async fn begin(desk: &Desk, booking: BookingId) -> Done<()> {
    let start = StartVisit { booking, version: None, staff: None, alerts_seen: true, override_reason: None };
    let fault = match desk.act(start.clone()).await {
        Err(Fault::Refused(refusal)) if refusal.code == "booking.staff_serving" => refusal,
        done => return done.map(drop),
    };
    let other = fault.details.iter().find_map(|(name, detail)| match detail {
        Detail::Id(id) if *name == "booking" => Some(BookingId(*id)),
        _ => None,
    });
    if let Some(booking) = other {
        desk.act(FinishVisit { booking, version: None, late_reason: String::new() }).await?;
    }
    desk.act(start).await.map(drop)
}
