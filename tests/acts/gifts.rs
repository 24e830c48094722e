//! No treatment is given away by another way than the one that asks for it: by taking it off, making it cheaper, undoing
//! it, or by what comes and goes on the bill around it.

use loket::desk::assign::AssignBooking;
use loket::desk::bill::BillView;
use loket::desk::discount::GiveDiscount;
use loket::desk::leak::ListLeaks;
use loket::desk::line::{AddLine, VoidLine};
use loket::desk::share::ShareLine;
use loket::desk::visit::{Arrive, FinishVisit, StartVisit, UndoVisit};
use loket::desk::{Asked, Desk, Done};
use loket::domain::account::Role;
use loket::domain::id::{BillLineId, BookingId, TreatmentId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::report::Leak;

use crate::clinic::{House, PASSWORD, at, code};
use crate::people::{colleague, with_pin_of};
use crate::report::owner;
use crate::support::{Lab, on_both};

/// What a treatment of the list costs here, with the one it is for.
pub const FACIAL: (&str, i64) = ("Facial Basic", 175_000);

pub struct Desks {
    pub house: House,
    pub siti: Desk,
}

impl Desks {
    pub async fn of(lab: &Lab) -> Self {
        let house = House::of(lab).await;
        colleague(lab, &house, "hendra", Role::Manager).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        Self { house, siti }
    }

    /// Both come in anew.
    pub async fn of_the_next_day(self) -> Self {
        let desk = self.house.desk.login("ratna", PASSWORD).await.unwrap().0;
        let siti = self.siti.login("siti", PASSWORD).await.unwrap().0;
        Self { house: House { desk, ..self.house }, siti }
    }

    /// A visit with Rina at half past ten, its patient here.
    pub async fn here(&self, treatment: &str) -> BookingId {
        let dewi = self.house.patient("Dewi Lestari", "081234567890").await;
        let booking = self.house.book(dewi, treatment, Some("Rina"), at(10, 30)).await.unwrap().id;
        self.house.clock.set(at(10, 30));
        self.siti.act(Arrive { booking, version: None }).await.unwrap();
        booking
    }

    pub async fn begin(&self, booking: BookingId) {
        self.siti
            .act(StartVisit {
                booking,
                version: None,
                staff: None,
                alerts_seen: false,
                override_reason: None,
            })
            .await
            .unwrap();
    }

    pub async fn finish(&self, booking: BookingId) {
        self.siti.act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();
    }

    pub async fn adds(&self, booking: BookingId, treatment: &str) -> BillView {
        let line = AddLine { treatment: Some(self.house.treatment(treatment).await), ..item(booking, "", 0) };
        self.siti.act(AddLine { price: None, ..line }).await.unwrap()
    }

    pub async fn undo(&self, booking: BookingId) {
        self.siti.act(UndoVisit { booking, version: None }).await.unwrap();
    }

    pub async fn takes_off(&self, booking: BookingId, line: BillLineId, asked: Asked) -> Done<BillView> {
        let void = VoidLine { booking, version: None, line, reason: "salah".to_owned() };
        self.siti.act_as(void, asked).await
    }

    pub async fn becomes(&self, booking: BookingId, treatment: &str, asked: Asked) -> Done<()> {
        let treatment: TreatmentId = self.house.treatment(treatment).await;
        let assign = AssignBooking {
            booking,
            version: None,
            treatment: Some(treatment),
            staff: None,
            override_reason: None,
        };
        self.siti.act_as(assign, asked).await.map(|_| ())
    }

    /// What stands on the bill: what it is, and what it costs.
    pub async fn lines(&self, booking: BookingId) -> Vec<(String, i64)> {
        let bill = self.house.bill(booking).await;
        let mut lines: Vec<_> =
            bill.lines.into_iter().map(|line| (line.description, line.amount.0)).collect();
        lines.sort();
        lines
    }
}

pub fn item(booking: BookingId, description: &str, price: i64) -> AddLine {
    AddLine {
        booking,
        version: None,
        treatment: None,
        staff: None,
        description: description.to_owned(),
        quantity: None,
        price: Some(Money(price)),
        reason: String::new(),
    }
}

/// Why it was refused, and the amount that is to be signed.
pub fn amount<T: std::fmt::Debug>(done: Done<T>) -> (&'static str, i64) {
    let fault = done.unwrap_err();
    let refusal = fault.refusal().unwrap();
    (refusal.code, refusal.details_json()["amount"].as_i64().unwrap_or_default())
}

pub fn named(lines: &[(&str, i64)]) -> Vec<(String, i64)> {
    lines.iter().map(|(name, amount)| ((*name).to_owned(), *amount)).collect()
}

on_both! {
    async fn another_treatment_takes_the_place_of_the_visit_s_own_and_of_no_other(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.adds(visit, "Chemical Peeling").await;
        let plain = Asked::default;
        desks.becomes(visit, FACIAL.0, plain()).await.unwrap();
        desks.becomes(visit, "Facial Acne", plain()).await.unwrap();
        let kept = named(&[("Chemical Peeling", 400_000), ("Facial Acne", 275_000)]);
        assert_eq!(desks.lines(visit).await, kept);
        // The same treatment twice: one of them is the visit's own, whoever stands first.
        desks.adds(visit, "Facial Acne").await;
        desks.becomes(visit, FACIAL.0, plain()).await.unwrap();
        let kept = named(&[("Chemical Peeling", 400_000), ("Facial Acne", 275_000), FACIAL]);
        assert_eq!(desks.lines(visit).await, kept);
        desks.begin(visit).await;
        desks.finish(visit).await;
        desks.house.agree(visit, at(10, 30)).await;
    }

    async fn whoever_treats_after_a_move_earns_it(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let dewi = desks.house.patient("Dewi Lestari", "081234567890").await;
        let booking = desks.house.book(dewi, FACIAL.0, Some("Rina"), at(13, 0)).await.unwrap().id;
        desks.house.pay(booking, &[(MethodKind::Card, 50_000)]).await.unwrap();
        let tono = desks.house.staff("Tono").await;
        let to = loket::desk::booking::MoveBooking {
            booking, version: None, starts_at: at(15, 0), staff: Some(tono), override_reason: None,
            deposit: Some(loket::domain::clinic::DepositFate::Keep),
            undo: false,
        };
        desks.siti.act(to).await.unwrap();
        let bill = desks.house.bill(booking).await;
        let line = bill.lines.iter().find(|line| line.amount == Money(FACIAL.1)).unwrap();
        assert_eq!(line.staff_id, Some(tono));
        desks.house.agree(booking, at(15, 0)).await;
    }

    async fn the_visit_s_own_treatment_is_not_taken_off_before_it_begins_either(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        let own = desks.house.bill(visit).await.lines[0].id;
        assert_eq!(code(desks.takes_off(visit, own, Asked::default()).await), "permission.second");
        desks.takes_off(visit, own, with_pin_of("hendra")).await.unwrap();
        desks.begin(visit).await;
        desks.finish(visit).await;
        let bos = owner(lab, &desks.house).await;
        let day = desks.siti.today();
        let leaks = bos.ask(ListLeaks { from: day, to: day }).await.unwrap();
        let off = leaks.iter().find(|one| one.kind == Leak::LinesOff).unwrap();
        assert_eq!(off.rows.iter().map(|row| row.amount.0).collect::<Vec<_>>(), [FACIAL.1]);
    }

    async fn something_dear_that_comes_and_goes_makes_no_gift_smaller(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.begin(visit).await;
        let own = desks.house.bill(visit).await.lines[0].id;
        desks.house.clock.set(at(10, 35));
        let bill = desks.siti.act(item(visit, "Serum", 90_000_000)).await.unwrap();
        let dear = bill.lines.last().unwrap().id;
        desks.takes_off(visit, own, Asked::default()).await.unwrap();
        assert_eq!(code(desks.takes_off(visit, dear, Asked::default()).await), "permission.second");
        desks.finish(visit).await;
        assert_eq!(desks.house.bill(visit).await.total, Money(90_000_000));
    }

    async fn whoever_comes_second_to_a_line_is_told_who_took_it_off(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        let bill = desks.siti.act(item(visit, "Serum", 90_000)).await.unwrap();
        let line = bill.lines.last().unwrap().id;
        desks.takes_off(visit, line, Asked::default()).await.unwrap();
        desks.house.clock.set(at(10, 35));
        let who = desks.siti.who().unwrap().full_name.clone();
        let refusals = [
            desks.takes_off(visit, line, Asked::default()).await.map(|_| ()).unwrap_err(),
            desks.siti.act(GiveDiscount {
                booking: visit, version: None, percent_bp: Some(500), amount: None, line: Some(line), reason: String::new(),
            }).await.map(|_| ()).unwrap_err(),
            desks.house.desk.act(ShareLine { booking: visit, version: None, line, shares: Vec::new() }).await
                .map(|_| ()).unwrap_err(),
        ];
        for fault in refusals {
            let refusal = fault.refusal().unwrap();
            let facts = serde_json::Value::Object(refusal.details_json());
            let told = (refusal.code, facts["who"].as_str(), facts["at"].as_str());
            assert_eq!(told, ("line.gone", Some(who.as_str()), Some("2026-11-20T10:30")));
        }
        let never = BillLineId::new();
        assert_eq!(code(desks.takes_off(visit, never, Asked::default()).await), "line.unknown");
    }

    async fn what_was_added_by_mistake_goes_without_asking(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.begin(visit).await;
        let bill = desks.siti.act(item(visit, "Serum", 90_000)).await.unwrap();
        let added = bill.lines.last().unwrap().id;
        desks.takes_off(visit, added, Asked::default()).await.unwrap();
        assert_eq!(desks.lines(visit).await, named(&[FACIAL]));
    }

    async fn a_cheaper_treatment_that_goes_on_is_a_gift(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        assert_eq!(code(desks.becomes(visit, FACIAL.0, Asked::default()).await), "permission.second");
        desks.becomes(visit, FACIAL.0, with_pin_of("hendra")).await.unwrap();
        // A dearer one is none.
        desks.becomes(visit, "Facial Premium", Asked::default()).await.unwrap();
    }

    async fn a_discount_is_held_against_the_treatment_there_is(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Premium").await;
        let ten = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(1_000), amount: None, line: None, reason: String::new(),
        };
        desks.siti.act(ten).await.unwrap();
        // Thirty-five thousand of 175,000 are a fifth.
        assert_eq!(code(desks.becomes(visit, FACIAL.0, Asked::default()).await), "permission.second");
        let more = GiveDiscount {
            booking: visit, version: None, percent_bp: None, amount: Some(Money(141_000)), line: None,
            reason: "teman".to_owned(),
        };
        desks.siti.act_as(more, with_pin_of("hendra")).await.unwrap();
        let none = desks.becomes(visit, FACIAL.0, with_pin_of("hendra")).await;
        assert_eq!(code(none), "discount.above_due", "no bill is less than nothing");
        assert_eq!(desks.house.bill(visit).await.total, Money(174_000));
    }

    async fn a_cheaper_treatment_hides_behind_nothing_dear(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        desks.house.clock.set(at(10, 35));
        desks.siti.act(item(visit, "Serum", 90_000_000)).await.unwrap();
        let less = desks.becomes(visit, FACIAL.0, Asked::default()).await;
        assert_eq!(amount(less), ("permission.second", 100_000));
    }

    async fn the_visit_s_own_treatment_is_its_own_although_another_is_the_same(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.begin(visit).await;
        let two = AddLine {
            treatment: Some(desks.house.treatment(FACIAL.0).await), quantity: Some(2), price: None, ..item(visit, "", 0)
        };
        desks.siti.act(two).await.unwrap();
        desks.house.clock.set(at(10, 35));
        desks.becomes(visit, "Facial Acne", Asked::default()).await.unwrap();
        assert_eq!(desks.lines(visit).await, named(&[("Facial Acne", 275_000), (FACIAL.0, 2 * FACIAL.1)]));
    }

    async fn what_is_put_in_the_place_of_what_was_taken_off_is_on_the_bill(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        let own = desks.house.bill(visit).await.lines[0].id;
        desks.takes_off(visit, own, with_pin_of("hendra")).await.unwrap();
        desks.house.clock.set(at(10, 35));
        desks.becomes(visit, "Facial Premium", Asked::default()).await.unwrap();
        assert_eq!(desks.lines(visit).await, named(&[("Facial Premium", 350_000)]));
        desks.begin(visit).await;
        desks.finish(visit).await;
        assert_eq!(desks.house.bill(visit).await.due, Money(350_000));
    }

    async fn what_became_dearer_pays_for_nothing_beside_it(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        for _ in 0..2 {
            desks.adds(visit, "Facial Acne").await;
        }
        desks.house.clock.set(at(10, 35));
        desks.begin(visit).await;
        desks.becomes(visit, "Facial Premium", Asked::default()).await.unwrap();
        let line = desks.house.bill(visit).await.lines[0].id;
        desks.house.clock.set(at(10, 55));
        assert_eq!(amount(desks.takes_off(visit, line, Asked::default()).await), ("permission.second", 275_000));
    }

    async fn what_was_wrong_for_a_moment_goes_without_asking(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.begin(visit).await;
        desks.house.clock.set(at(10, 35));
        desks.becomes(visit, "Facial Premium", Asked::default()).await.unwrap();
        let bill = desks.adds(visit, "Masker Emas").await;
        let mask = bill.lines.iter().find(|line| line.description == "Masker Emas").unwrap().id;
        desks.house.clock.set(at(10, 37));
        desks.becomes(visit, FACIAL.0, Asked::default()).await.unwrap();
        desks.takes_off(visit, mask, Asked::default()).await.unwrap();
        assert_eq!(desks.lines(visit).await, named(&[FACIAL]));
    }
}
