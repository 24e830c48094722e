//! What happens on the day, minute by minute: decided before, played by [`super::today`].

use chrono::{Days, NaiveDate};
use fastrand::Rng;

use super::floor::{Floor, Slot};
use crate::domain::booking::CancelledBy;
use crate::domain::payment::MethodKind;
use crate::domain::time::{Ts, day_start};

/// How a bill is settled, or not.
#[derive(Debug, Clone, Copy)]
pub(super) enum How {
    One(MethodKind),
    CashAndQris,
    Half,
    /// Paid by QRIS, and nobody has looked yet whether it arrived.
    QrisWaiting,
}

/// One thing that happens, to the booking or the walk-in of that place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Book,
    Confirm,
    Cancel(CancelledBy),
    Arrive,
    Start,
    Finish,
    NoShow,
    Leave,
    Discount,
    Extra,
    Tip,
    Pay(How),
    /// The payment was a mistake; it is taken again.
    Void,
    /// A part goes back after the service.
    Refund,
    /// A part nobody will pay.
    WriteOff,
    /// Several sessions are sold, and this is the first of them.
    Package,
    WalkIn {
        urgent: bool,
    },
    Stranger,
    Call,
    Miss,
    Park,
    Serve,
    GoHome,
    PayWalkIn,
    CallNext,
    /// Something small is bought out of the drawer.
    PaidOut,
    /// The notes that are too many go to the safe.
    Drop,
}

/// When, to the booking or the walk-in of which place, what.
type Plan = Vec<(Ts, usize, Step)>;

/// Minutes before now that each walks in, and what happens then.
pub(super) const WALK_INS: &[(i64, &[(i64, Step)])] = &[
    (70, &[(46, Step::Serve), (12, Step::GoHome), (9, Step::PayWalkIn)]),
    (42, &[(20, Step::Park)]),
    (40, &[(30, Step::Call), (22, Step::Miss)]),
    (24, &[]),
    (16, &[]),
    (9, &[]),
    (4, &[]),
];

/// The day of a clinic that opened at `opens`, as seen from `now`.
#[derive(Debug)]
pub(super) struct Script<'a> {
    pub floor: &'a Floor<'a>,
    pub opens: Ts,
    pub now: Ts,
}

impl Script<'_> {
    /// Everything that happens, in the order of the clock.
    pub fn write(&self, rng: &mut Rng, slots: &[Slot], today: NaiveDate) -> Plan {
        let mut plan = self.booked(rng, slots, today);
        self.walk_ins(&mut plan);
        plan.push((self.opens.plus_minutes(65), 0, Step::PaidOut));
        plan.push((self.opens.plus_minutes(170), 0, Step::Drop));
        plan.sort_by_key(|(at, ..)| *at);
        plan
    }

    /// The lives of the booked visits.
    fn booked(&self, rng: &mut Rng, slots: &[Slot], today: NaiveDate) -> Plan {
        let now = self.now;
        let yesterday = day_start(today - Days::new(1), self.floor.clinic.zone).plus_minutes(9 * 60);
        let mut plan: Plan = Vec::new();
        let (mut over, mut later): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        for (place, slot) in slots.iter().enumerate() {
            plan.push((yesterday.plus_minutes(10 * place as i64), place, Step::Book));
            let ends = self.floor.ends(slot);
            if ends.plus_minutes(5) <= now {
                over.push(place);
            } else if slot.starts.plus_minutes(3) <= now {
                self.confirm(rng, &mut plan, place, slot);
                plan.push((slot.starts.plus_minutes(-rng.i64(2..12)), place, Step::Arrive));
                plan.push((slot.starts.plus_minutes(rng.i64(0..3)), place, Step::Start));
            } else if slot.starts <= now.plus_minutes(25) {
                self.confirm(rng, &mut plan, place, slot);
                if place % 4 != 0 {
                    plan.push((now.plus_minutes(-rng.i64(1..9)), place, Step::Arrive));
                }
            } else {
                later.push(place);
            }
        }
        for (nth, place) in later.iter().enumerate() {
            match nth {
                2 => plan.push((now.plus_minutes(-75), *place, Step::Cancel(CancelledBy::Patient))),
                // What was paid becomes the patient's credit.
                5 => {
                    plan.push((now.plus_minutes(-70), *place, Step::Pay(How::Half)));
                    plan.push((now.plus_minutes(-55), *place, Step::Cancel(CancelledBy::Clinic)));
                }
                3 => plan.push((now.plus_minutes(-50), *place, Step::Pay(How::Half))),
                _ if nth % 2 == 0 => self.confirm(rng, &mut plan, *place, &slots[*place]),
                _ => {}
            }
        }
        self.finished(rng, &mut plan, &over, slots);
        plan
    }

    fn confirm(&self, rng: &mut Rng, plan: &mut Plan, place: usize, slot: &Slot) {
        if rng.f32() < 0.7 {
            let at = self.opens.plus_minutes(-rng.i64(60..180)).min(slot.starts.plus_minutes(-30));
            plan.push((at, place, Step::Confirm));
        }
    }

    /// Those whose time is over: treated and paid in every way there is, but for one who never came, one who went
    /// home, and one who has yet to pay.
    fn finished(&self, rng: &mut Rng, plan: &mut Plan, over: &[usize], slots: &[Slot]) {
        const WAYS: &[How] = &[
            How::One(MethodKind::Cash),
            How::One(MethodKind::Qris),
            How::One(MethodKind::Card),
            How::CashAndQris,
            How::One(MethodKind::Cash),
            How::One(MethodKind::Transfer),
            How::Half,
            How::One(MethodKind::EWallet),
        ];
        let last = over.iter().copied().max_by_key(|place| self.floor.ends(&slots[*place]));
        let mut treated = 0;
        for (nth, place) in over.iter().copied().enumerate() {
            let (starts, ends) = (slots[place].starts, self.floor.ends(&slots[place]));
            if nth == 1 {
                // The deposit is kept.
                plan.push((self.opens.plus_minutes(2), place, Step::Pay(How::Half)));
                plan.push((starts.plus_minutes(16), place, Step::NoShow));
                continue;
            }
            self.confirm(rng, plan, place, &slots[place]);
            plan.push((starts.plus_minutes(-rng.i64(1..12)), place, Step::Arrive));
            if nth == 4 {
                plan.push((starts.plus_minutes(20), place, Step::Leave));
                continue;
            }
            let done = ends.plus_minutes(-rng.i64(0..4));
            plan.push((starts.plus_minutes(rng.i64(0..3)), place, Step::Start));
            plan.push((done, place, Step::Finish));
            match treated {
                1 => plan.push((done, place, Step::Tip)),
                2 => plan.push((done, place, Step::Discount)),
                3 => plan.push((done, place, Step::Extra)),
                7 => plan.push((done, place, Step::Package)),
                _ => {}
            }
            let how = if Some(place) == last { How::QrisWaiting } else { WAYS[treated % WAYS.len()] };
            // The ninth is still getting dressed, or has forgotten.
            let paid = done.plus_minutes(rng.i64(1..5));
            if treated != 8 {
                plan.push((paid, place, Step::Pay(how)));
            }
            let after = paid.plus_minutes(2);
            match treated {
                4 => plan.extend([
                    (after, place, Step::Void),
                    (after, place, Step::Pay(How::One(MethodKind::Card))),
                ]),
                5 => plan.push((after, place, Step::Refund)),
                6 => plan.push((after, place, Step::WriteOff)),
                _ => {}
            }
            treated += 1;
        }
    }

    /// Who walks in, and what becomes of them.
    fn walk_ins(&self, plan: &mut Plan) {
        for (place, (before, steps)) in WALK_INS.iter().enumerate() {
            let first = if place == WALK_INS.len() - 2 {
                Step::Stranger
            } else {
                Step::WalkIn { urgent: place == WALK_INS.len() - 3 }
            };
            plan.push((self.now.plus_minutes(-before), place, first));
            for (before, step) in *steps {
                plan.push((self.now.plus_minutes(-before), place, *step));
            }
        }
        plan.push((self.now.plus_minutes(-1), 0, Step::CallNext));
    }
}
