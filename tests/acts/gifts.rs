//! No treatment is given away by another way than the one that asks for it: by taking it off, making it cheaper, undoing
//! it, or by what comes and goes on the bill around it.

use loket::desk::assign::AssignBooking;
use loket::desk::bill::BillView;
use loket::desk::booking::MoveBooking;
use loket::desk::discount::GiveDiscount;
use loket::desk::leak::ListLeaks;
use loket::desk::line::{AddLine, VoidLine};
use loket::desk::package_use::UsePackage;
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::share::ShareLine;
use loket::desk::visit::{Arrive, CancelBooking, FinishVisit, LeaveVisit, MarkNoShow, StartVisit, UndoVisit};
use loket::desk::void::VoidPayment;
use loket::desk::{Asked, Desk, Done};
use loket::domain::account::Role;
use loket::domain::booking::CancelledBy;
use loket::domain::id::{BillLineId, BookingId, TreatmentId};
use loket::domain::money::{Currency, Money};
use loket::domain::payment::MethodKind;
use loket::domain::report::Leak;
use loket::i18n::Language;

use crate::clinic::{House, PASSWORD, at, code, on};
use crate::people::{colleague, with_pin_of};
use crate::report::owner;
use crate::support::{Lab, on_both};

/// What a treatment of the list costs here, with the one it is for.
const FACIAL: (&str, i64) = ("Facial Basic", 175_000);

struct Desks {
    house: House,
    siti: Desk,
}

impl Desks {
    async fn of(lab: &Lab) -> Self {
        let house = House::of(lab).await;
        colleague(lab, &house, "hendra", Role::Manager).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        Self { house, siti }
    }

    /// Both come in anew.
    async fn of_the_next_day(self) -> Self {
        let desk = self.house.desk.login("ratna", PASSWORD).await.unwrap().0;
        let siti = self.siti.login("siti", PASSWORD).await.unwrap().0;
        Self { house: House { desk, ..self.house }, siti }
    }

    /// A visit with Rina at half past ten, its patient here.
    async fn here(&self, treatment: &str) -> BookingId {
        let dewi = self.house.patient("Dewi Lestari", "081234567890").await;
        let booking = self.house.book(dewi, treatment, Some("Rina"), at(10, 30)).await.unwrap().id;
        self.house.clock.set(at(10, 30));
        self.siti.act(Arrive { booking, version: None }).await.unwrap();
        booking
    }

    async fn begin(&self, booking: BookingId) {
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

    async fn finish(&self, booking: BookingId) {
        self.siti.act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();
    }

    async fn adds(&self, booking: BookingId, treatment: &str) -> BillView {
        let line = AddLine { treatment: Some(self.house.treatment(treatment).await), ..item(booking, "", 0) };
        self.siti.act(AddLine { price: None, ..line }).await.unwrap()
    }

    async fn undo(&self, booking: BookingId) {
        self.siti.act(UndoVisit { booking, version: None }).await.unwrap();
    }

    async fn takes_off(&self, booking: BookingId, line: BillLineId, asked: Asked) -> Done<BillView> {
        let void = VoidLine { booking, version: None, line, reason: "salah".to_owned() };
        self.siti.act_as(void, asked).await
    }

    async fn becomes(&self, booking: BookingId, treatment: &str, asked: Asked) -> Done<()> {
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
    async fn lines(&self, booking: BookingId) -> Vec<(String, i64)> {
        let bill = self.house.bill(booking).await;
        let mut lines: Vec<_> =
            bill.lines.into_iter().map(|line| (line.description, line.amount.0)).collect();
        lines.sort();
        lines
    }
}

fn item(booking: BookingId, description: &str, price: i64) -> AddLine {
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

fn named_one(name: &str, amount: i64) -> Vec<(String, i64)> {
    named(&[(name, amount)])
}

/// Why it was refused, and the amount that is to be signed.
fn amount<T: std::fmt::Debug>(done: Done<T>) -> (&'static str, i64) {
    let fault = done.unwrap_err();
    let refusal = fault.refusal().unwrap();
    (refusal.code, refusal.details_json()["amount"].as_i64().unwrap_or_default())
}

fn named(lines: &[(&str, i64)]) -> Vec<(String, i64)> {
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

    async fn what_is_signed_of_a_line_that_goes_is_what_it_costs(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        let own = desks.house.bill(visit).await.lines[0].id;
        desks.siti.act(item(visit, "Serum", 500_000)).await.unwrap();
        let ten = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(1_000), amount: None, line: None, reason: String::new(),
        };
        desks.siti.act(ten).await.unwrap();
        desks.house.clock.set(at(11, 0));
        // What was given of all before needs no signature now.
        let becomes = desks.becomes(visit, FACIAL.0, Asked::default()).await;
        assert_eq!(amount(becomes), ("permission.second", 100_000));
        assert_eq!(amount(desks.takes_off(visit, own, Asked::default()).await), ("permission.second", 275_000));
        // A price below the list's is signed for what it is below.
        let cheaper = AddLine { treatment: Some(desks.house.treatment(FACIAL.0).await), ..item(visit, "", 5_000) };
        let signed = desks.siti.act(AddLine { reason: "teman".to_owned(), ..cheaper }).await;
        assert_eq!(amount(signed), ("permission.second", 170_000));
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

    async fn a_discount_beyond_the_limit_of_another_treatment_is_signed(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Premium").await;
        let ten = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(1_000), amount: None, line: None, reason: String::new(),
        };
        desks.siti.act(ten).await.unwrap();
        desks.becomes(visit, FACIAL.0, with_pin_of("hendra")).await.unwrap();
        assert_eq!(desks.house.bill(visit).await.total, Money(140_000));
    }

    async fn a_debt_goes_by_no_other_way_than_writing_it_off(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.begin(visit).await;
        let leave = || LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() };
        assert_eq!(code(desks.siti.act(leave()).await), "permission.second");
        desks.finish(visit).await;
        let undo = || UndoVisit { booking: visit, version: None };
        desks.siti.act(undo()).await.unwrap();
        assert_eq!(code(desks.siti.act(leave()).await), "permission.second");
        desks.siti.act(undo()).await.unwrap();
        assert_eq!(code(desks.siti.act(leave()).await), "permission.second");
        desks.siti.act(undo()).await.unwrap();
        let cancel = CancelBooking {
            booking: visit, version: None, by: Some(CancelledBy::Patient), reason: "batal".to_owned(), deposit: None,
        };
        assert_eq!(code(desks.siti.act(cancel.clone()).await), "permission.second");
        desks.siti.act_as(cancel, with_pin_of("hendra")).await.unwrap();
    }

    async fn whoever_paid_or_was_never_treated_may_go(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.house.pay(visit, &[(MethodKind::Card, FACIAL.1)]).await.unwrap();
        desks.begin(visit).await;
        let leave = LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() };
        desks.siti.act(leave.clone()).await.unwrap();
        let joko = desks.house.patient("Joko Susilo", "081234567891").await;
        let other = desks.house.book(joko, FACIAL.0, Some("Tono"), at(10, 30)).await.unwrap().id;
        desks.siti.act(Arrive { booking: other, version: None }).await.unwrap();
        desks.siti.act(LeaveVisit { booking: other, ..leave }).await.unwrap();
    }

    async fn what_was_begun_stays_begun_when_it_is_taken_back(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        desks.house.clock.set(at(11, 0));
        desks.undo(visit).await;
        let leave = || LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() };
        assert_eq!(amount(desks.siti.act(leave()).await), ("permission.second", 275_000));
        assert_eq!(amount(desks.becomes(visit, FACIAL.0, Asked::default()).await), ("permission.second", 100_000));
        desks.undo(visit).await;
        let to = MoveBooking {
            booking: visit, version: None, starts_at: on(27, 10, 0), staff: None, override_reason: None, deposit: None, undo: false
        };
        assert_eq!(amount(desks.siti.act(to.clone()).await), ("permission.second", 275_000));
        // Later the same day it is still this day's.
        desks.siti.act(MoveBooking { starts_at: at(15, 0), ..to }).await.unwrap();
    }

    async fn what_was_signed_when_it_was_put_off_is_not_signed_again(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        desks.house.clock.set(at(11, 0));
        desks.undo(visit).await;
        desks.undo(visit).await;
        let to = MoveBooking {
            booking: visit, version: None, starts_at: on(21, 8, 0), staff: None, override_reason: None, deposit: None, undo: false
        };
        assert_eq!(amount(desks.siti.act(to.clone()).await), ("permission.second", 275_000));
        desks.siti.act_as(to, with_pin_of("hendra")).await.unwrap();
        desks.house.clock.set(on(21, 8, 45));
        let desks = desks.of_the_next_day().await;
        let missed = MarkNoShow { booking: visit, version: None, deposit: None };
        desks.siti.act(missed.clone()).await.unwrap();
        // More than was signed for is signed, and only the rest.
        desks.undo(visit).await;
        desks.adds(visit, "Masker Emas").await;
        let (_, more) = amount(desks.siti.act(missed.clone()).await);
        assert_eq!(more, desks.house.bill(visit).await.total.0 - 275_000);
        desks.siti.act_as(missed, with_pin_of("hendra")).await.unwrap();
        // Begun again it is another debt.
        desks.undo(visit).await;
        desks.house.clock.set(on(21, 8, 50));
        desks.siti.act(Arrive { booking: visit, version: None }).await.unwrap();
        desks.begin(visit).await;
        let leave = LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() };
        assert_eq!(amount(desks.siti.act(leave).await), ("permission.second", 275_000 + more));
    }

    async fn what_is_signed_says_what_it_is_and_whose(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        desks.house.clock.set(at(10, 50));
        let refused = desks.siti.act(LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() }).await;
        let facts = refused.unwrap_err().refusal().unwrap().details_json();
        assert_eq!((facts["act"].as_str(), facts["whom"].as_str()), (Some("leave_visit"), Some("Dewi Lestari")));
        let treatment = Some(desks.house.treatment(FACIAL.0).await);
        let less = AssignBooking { booking: visit, version: None, treatment, staff: None, override_reason: None };
        let refused = desks.siti.act(less).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        let said = |language| loket::i18n::Words::new(language).refusal(refusal, &Currency::rupiah(), desks.siti.today());
        for language in [Language::English, Language::Indonesian] {
            for part in ["Facial Acne", "Rp275.000", FACIAL.0, "Rp175.000", "Dewi Lestari"] {
                assert!(said(language).contains(part), "{part}: {}", said(language));
            }
        }
    }

    async fn a_beginning_that_was_a_slip_is_none(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        desks.house.clock.set(at(10, 31));
        desks.undo(visit).await;
        desks.becomes(visit, FACIAL.0, Asked::default()).await.unwrap();
        desks.siti.act(LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() }).await.unwrap();
    }

    async fn what_was_added_to_what_was_done_is_not_taken_off_after_an_undo(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.begin(visit).await;
        desks.adds(visit, "Masker Emas").await;
        desks.finish(visit).await;
        let mask = desks.house.bill(visit).await.lines.last().unwrap().id;
        desks.undo(visit).await;
        desks.undo(visit).await;
        assert_eq!(code(desks.takes_off(visit, mask, Asked::default()).await), "permission.second");
        desks.takes_off(visit, mask, with_pin_of("hendra")).await.unwrap();
        let bos = owner(lab, &desks.house).await;
        let day = desks.siti.today();
        let leaks = bos.ask(ListLeaks { from: day, to: day }).await.unwrap();
        assert_eq!(leaks.iter().find(|one| one.kind == Leak::LinesOff).unwrap().rows.len(), 1);
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

    async fn limits_do_not_add_up(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Chemical Peeling").await;
        desks.begin(visit).await;
        desks.house.clock.set(at(10, 35));
        // A sixteenth less.
        desks.becomes(visit, "Peeling Punggung", Asked::default()).await.unwrap();
        let off = |percent| GiveDiscount {
            booking: visit, version: None, percent_bp: Some(percent), amount: None, line: None, reason: "langganan".to_owned(),
        };
        assert_eq!(code(desks.siti.act(off(1_000)).await), "permission.second");
        desks.siti.act(off(300)).await.unwrap();
    }

    async fn money_nobody_saw_arrive_lets_nobody_go(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.begin(visit).await;
        desks.house.pay(visit, &[(MethodKind::Qris, FACIAL.1)]).await.unwrap();
        let leave = LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() };
        assert_eq!(amount(desks.siti.act(leave).await), ("permission.second", FACIAL.1));
    }

    async fn whoever_went_because_they_had_paid_does_not_get_it_back_by_a_void(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.begin(visit).await;
        let method = desks.house.method(MethodKind::Card).await;
        let tenders = vec![Tender { method, tendered: Money(FACIAL.1), reference: String::new() }];
        desks.siti.act(TakePayment { booking: visit, tenders, due: None, paid_for: None }).await.unwrap();
        desks.siti.act(LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() }).await.unwrap();
        let payment = desks.house.bill(visit).await.payments[0].id;
        let void = VoidPayment { payment, reason: "salah ketik".to_owned() };
        let own = desks.siti.act_as(void.clone(), crate::clinic::approved()).await;
        assert_eq!(amount(own), ("permission.denied", FACIAL.1));
        desks.siti.act_as(void, with_pin_of("hendra")).await.unwrap();
    }

    async fn a_walk_in_begun_again_is_performed_by_whoever_begins_it(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let dewi = desks.house.patient("Dewi Lestari", "081234567890").await;
        let facial = desks.house.treatment(FACIAL.0).await;
        let came = loket::desk::walk_in::WalkIn { patient: Some(dewi), ..crate::queue::walk_in("", "", Some(facial)) };
        let visit = desks.siti.act(came).await.unwrap().booking.unwrap();
        let begin = |staff| StartVisit { booking: visit, version: None, staff: Some(staff), alerts_seen: false, override_reason: None };
        let (tono, rina) = (desks.house.staff("Tono").await, desks.house.staff("Rina").await);
        desks.siti.act(begin(tono)).await.unwrap();
        desks.finish(visit).await;
        desks.undo(visit).await;
        desks.undo(visit).await;
        desks.siti.act(begin(rina)).await.unwrap();
        let named: Vec<_> = desks.house.bill(visit).await.lines.iter().map(|line| line.staff_id).collect();
        assert_eq!(named, [Some(rina)]);
        // Another treatment takes the place of the first, whoever was to perform that.
        desks.undo(visit).await;
        desks.becomes(visit, "Facial Premium", Asked::default()).await.unwrap();
        assert_eq!(desks.lines(visit).await, named_one("Facial Premium", 350_000));
    }

    async fn whoever_was_done_was_begun_although_nobody_said_so(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.adds(visit, "Masker Emas").await;
        desks.finish(visit).await;
        let mask = desks.house.bill(visit).await.lines.last().unwrap().id;
        assert_eq!(code(desks.takes_off(visit, mask, Asked::default()).await), "permission.second");
        desks.undo(visit).await;
        assert_eq!(code(desks.becomes(visit, FACIAL.0, Asked::default()).await), "permission.second");
        let leave = LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() };
        assert_eq!(code(desks.siti.act(leave.clone()).await), "permission.second");
        desks.siti.act_as(leave, with_pin_of("hendra")).await.unwrap();
        let bos = owner(lab, &desks.house).await;
        let day = desks.siti.today();
        let leaks = bos.ask(ListLeaks { from: day, to: day }).await.unwrap();
        assert_eq!(leaks.iter().find(|one| one.kind == Leak::CancelledAfterArrival).unwrap().rows.len(), 1);
    }

    async fn a_session_makes_no_gift_larger_than_may_be_given(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        let package = desks.house.sell(visit, false).await;
        let dear = AddLine {
            treatment: Some(desks.house.treatment(FACIAL.0).await), ..item(visit, "", 2_750_000)
        };
        desks.siti.act(dear).await.unwrap();
        let off = GiveDiscount {
            booking: visit, version: None, percent_bp: None, amount: Some(Money(275_000)), line: None,
            reason: "teman".to_owned(),
        };
        desks.siti.act(off).await.unwrap();
        let session = || UsePackage { booking: visit, version: None, package, line: None, reason: String::new() };
        assert_eq!(amount(desks.siti.act(session()).await), ("permission.second", 275_000));
        desks.siti.act_as(session(), with_pin_of("hendra")).await.unwrap();
    }

    async fn a_treatment_taken_off_hides_behind_no_session(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        let package = desks.house.sell(visit, false).await;
        let dear = AddLine {
            treatment: Some(desks.house.treatment(FACIAL.0).await), ..item(visit, "", 3_000_000)
        };
        desks.siti.act(dear).await.unwrap();
        let own = desks.house.bill(visit).await.lines[0].id;
        desks.house.clock.set(at(10, 35));
        desks.takes_off(visit, own, Asked::default()).await.unwrap();
        let session = UsePackage { booking: visit, version: None, package, line: None, reason: String::new() };
        assert_eq!(amount(desks.siti.act(session).await), ("permission.second", 275_000));
    }

    async fn what_was_signed_is_not_signed_again(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        let fifth = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(2_000), amount: None, line: None,
            reason: "teman".to_owned(),
        };
        desks.siti.act_as(fifth, with_pin_of("hendra")).await.unwrap();
        let bill = desks.siti.act(item(visit, "Krim", 50_000)).await.unwrap();
        let cream = bill.lines.iter().find(|line| line.description == "Krim").unwrap().id;
        desks.takes_off(visit, cream, Asked::default()).await.unwrap();
        desks.becomes(visit, "Facial Premium", Asked::default()).await.unwrap();
        // Giving more is counted together with it.
        let more = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(500), amount: None, line: None,
            reason: "teman".to_owned(),
        };
        assert_eq!(code(desks.siti.act(more).await), "permission.second");
    }

    async fn what_is_off_a_line_that_a_session_pays_is_no_gift(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        let package = desks.house.sell(visit, false).await;
        let mask = desks.adds(visit, "Masker Emas").await.lines.into_iter().find(|line| line.description == "Masker Emas").unwrap();
        let own = desks.house.bill(visit).await.lines[0].id;
        let ten = |line, percent| GiveDiscount {
            booking: visit, version: None, percent_bp: Some(percent), amount: None, line: Some(line), reason: String::new(),
        };
        desks.siti.act(ten(own, 1_000)).await.unwrap();
        desks.siti.act(UsePackage { booking: visit, version: None, package, line: None, reason: String::new() }).await.unwrap();
        desks.siti.act(ten(mask.id, 1_000)).await.unwrap();
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

    async fn a_large_gift_says_why(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        let line = desks.house.bill(visit).await.lines[0].id;
        let void = VoidLine { booking: visit, version: None, line, reason: String::new() };
        assert_eq!(code(desks.siti.act_as(void, with_pin_of("hendra")).await), "discount.reason");
    }

    async fn a_discount_that_a_session_knew_of_goes_after_the_session(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        let package = desks.house.sell(visit, false).await;
        desks.adds(visit, "Facial Acne").await;
        let ten = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(1_000), amount: None, line: None, reason: String::new(),
        };
        let bill = desks.siti.act(ten).await.unwrap();
        let discount = bill.lines.iter().find(|line| line.amount.0 < 0).unwrap().id;
        let session = UsePackage { booking: visit, version: None, package, line: None, reason: String::new() };
        desks.siti.act_as(session, with_pin_of("hendra")).await.unwrap();
        assert_eq!(code(desks.takes_off(visit, discount, Asked::default()).await), "line.session_since");
    }

    async fn a_slip_and_what_is_put_on_again_take_nobodys_pin(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.adds(visit, "Masker Emas").await;
        let mask = async || desks.house.bill(visit).await.lines.last().unwrap().id;
        let clock = |minute| desks.house.clock.set(at(10, minute));
        clock(32);
        desks.begin(visit).await;
        clock(33);
        desks.undo(visit).await;
        desks.takes_off(visit, mask().await, Asked::default()).await.unwrap();
        clock(40);
        desks.begin(visit).await;
        let give = |percent| GiveDiscount {
            booking: visit, version: None, percent_bp: Some(percent), amount: None, line: None,
            reason: "langganan".to_owned(),
        };
        desks.siti.act(give(500)).await.unwrap();
        // Taken off by leave and put on again it is given away no more.
        desks.adds(visit, "Masker Emas").await;
        clock(58);
        let line = desks.house.bill(visit).await.lines.iter().find(|one| one.description == "Masker Emas").unwrap().id;
        desks.takes_off(visit, line, with_pin_of("hendra")).await.unwrap();
        desks.adds(visit, "Masker Emas").await;
        desks.siti.act(give(300)).await.unwrap();
    }
}
