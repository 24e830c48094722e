//! Packages: sold, used, shared, over, given back; and lines that several performed.

use futures::future::join_all;
use loket::desk::package::{ListPackages, Owned, PackageRow, PatientPackages, SavePackage, SellPackage};
use loket::desk::package_use::UsePackage;
use loket::desk::receipt::OpenReceipt;
use loket::desk::share::{LineShares, ShareLine, ShareRow};
use loket::desk::{Asked, Desk, Done};
use loket::domain::bill::{BillState, LineKind};
use loket::domain::id::{BookingId, PatientId, PatientPackageId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::time::Ts;

use crate::clinic::{House, approved, at, code, on};
use crate::support::on_both;

impl House {
    /// Three Facial Basic (Rp 175.000) together.
    pub async fn three(&self, shareable: bool, price: i64) -> PackageRow {
        let known = self.desk.ask(ListPackages {}).await.unwrap();
        if let Some(row) =
            known.into_iter().find(|row| (row.shareable, row.price) == (shareable, Money(price)))
        {
            return row;
        }
        let save = SavePackage {
            package: None,
            version: None,
            name: "Facial 3x".to_owned(),
            treatment: self.treatment("Facial Basic").await,
            sessions: 3,
            price: Money(price),
            valid_days: Some(30),
            shareable,
            active: true,
        };
        self.desk.act(save).await.unwrap()
    }

    /// For Rp 400.000.
    pub async fn sell(&self, booking: BookingId, shareable: bool) -> PatientPackageId {
        self.sell_for(booking, shareable, 400_000).await
    }

    pub async fn sell_for(&self, booking: BookingId, shareable: bool, price: i64) -> PatientPackageId {
        let package = self.three(shareable, price).await.id;
        let bill = self.desk.act(SellPackage { booking, version: None, package }).await.unwrap();
        self.owned(bill.patient).await[0].row.id
    }

    pub async fn owned(&self, patient: PatientId) -> Vec<Owned> {
        self.desk.ask(PatientPackages { patient }).await.unwrap()
    }

    /// Another visit that is going on.
    async fn begin(&self, patient: PatientId, starts: Ts) -> BookingId {
        let booking = self.book(patient, "Facial Basic", Some("Rina"), starts).await.unwrap().id;
        self.clock.set(starts);
        self.start(booking).await;
        booking
    }
}

pub async fn use_it(
    desk: &Desk,
    booking: BookingId,
    package: PatientPackageId,
) -> Done<loket::desk::bill::BillView> {
    desk.act(UsePackage { booking, version: None, package, line: None, reason: String::new() }).await
}

on_both! {
    async fn sold_it_is_owed_used_it_is_earned(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.lines.last().unwrap().kind), (Money(575_000), LineKind::Package));
        // The first session pays the treatment of the same day.
        let bill = use_it(&house.desk, visit, package).await.unwrap();
        assert_eq!((bill.due, bill.payments[0].amount), (Money(400_000), Money(133_333)));
        assert_eq!(code(use_it(&house.desk, visit, package).await), "package.no_line");
        house.pay(visit, &[(MethodKind::Card, 400_000)]).await.unwrap();
        assert_eq!(house.bill(visit).await.state, BillState::Paid);
        let of = house.bill(visit).await.payments[1].receipt_id;
        let paper = house.desk.ask(OpenReceipt { receipt: of }).await.unwrap().receipt;
        assert_eq!((paper.by_sessions, paper.paid_before, paper.due), (Money(133_333), Money(0), Money(0)));
        assert_eq!(paper.discounts[0].description, "Facial 3x", "the package is no secret");
        house.finish(visit).await;
        let siti = bill.patient;
        for (hour, worth) in [(13, 133_333), (14, 133_334)] {
            let next = house.begin(siti, at(hour, 0)).await;
            let bill = use_it(&house.desk, next, package).await.unwrap();
            assert_eq!((bill.total, bill.due, bill.state), (Money(worth), Money(0), BillState::Paid));
            house.finish(next).await;
        }
        let owned = house.owned(siti).await;
        assert_eq!((owned[0].sessions_left, owned[0].value_left), (0, Money(0)));
        let over = house.begin(siti, at(15, 0)).await;
        assert_eq!(code(use_it(&house.desk, over, package).await), "package.sessions");
    }

    async fn another_who_treats_keeps_the_session_and_the_discount(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        let line = house.bill(visit).await.lines[0].id;
        let discount = loket::desk::discount::GiveDiscount {
            booking: visit,
            version: None,
            percent_bp: None,
            amount: Some(Money(5_000)),
            line: Some(line),
            reason: String::new(),
        };
        house.desk.act(discount).await.unwrap();
        let before = use_it(&house.desk, visit, package).await.unwrap();
        let to = house.staff("Tono").await;
        let assign = loket::desk::assign::AssignBooking {
            booking: visit,
            version: None,
            treatment: None,
            staff: Some(to),
            override_reason: None,
        };
        house.desk.act(assign).await.unwrap();
        let after = house.bill(visit).await;
        assert_eq!((after.total, after.paid, after.due), (before.total, before.paid, before.due));
        assert_eq!(after.lines.iter().find(|line| line.kind == LineKind::Treatment).unwrap().staff_id, Some(to));
        assert_eq!(house.owned(after.patient).await[0].sessions_left, 2);
    }

    async fn a_session_of_an_earlier_day_stays_used(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        let bill = use_it(&house.desk, visit, package).await.unwrap();
        let payment = bill.payments[0].id;
        let refund = |payment| loket::desk::refund::RefundPayment {
            payment, amount: None, method: None, reason: "tidak jadi".to_owned() };
        assert_eq!(code(house.desk.act(refund(payment)).await), "refund.package");
        house.clock.set(on(21, 10, 0));
        let desk = house.desk.login("ratna", crate::clinic::PASSWORD).await.unwrap().0;
        let void = loket::desk::void::VoidPayment { payment, reason: "tidak jadi".to_owned() };
        assert_eq!(code(desk.act(void).await), "void.session", "no drawer is to blame");
        assert_eq!(code(desk.act(refund(payment)).await), "void.session", "nor is a void advised");
    }

    async fn a_package_that_is_over_says_since_when(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        let siti = house.bill(visit).await.patient;
        let booking = house.book(siti, "Facial Basic", None, on(30, 9, 0)).await.unwrap().id;
        assert_eq!(code(use_it(&house.desk, booking, package).await), "package.too_early");
        // The last day is good; the day after is not.
        house.clock.set(Ts(on(30, 9, 0).0 + 24 * 3_600_000_000 * 21));
        let later = House { desk: house.another(lab, "Counter 1").await, clock: house.clock.clone() };
        let late = later.begin(siti, house.desk.now()).await;
        let refused = use_it(&later.desk, late, package).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!((refusal.code, refusal.details_json()["day"].as_str()), ("package.expired", Some("2026-12-20")));
        assert!(later.owned(siti).await[0].expired);
    }

    async fn a_family_shares_it_and_strangers_do_not(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, true).await;
        let form = loket::desk::patient::PatientForm {
            name: "Anak Siti".to_owned(), phones: vec!["081234567890".to_owned()], ..Default::default()
        };
        let child = house.desk.act(loket::desk::patient::RegisterPatient { form, somebody_else: true }).await.unwrap().id;
        assert_eq!(house.owned(child).await.len(), 1);
        house.finish(visit).await;
        let theirs = house.begin(child, at(13, 0)).await;
        // Who is given the number on the day is not known to be family yet: somebody says so who may give as much away.
        let used = || UsePackage { booking: theirs, version: None, package, line: None, reason: String::new() };
        let refused = house.desk.act(used()).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!((refusal.code, refusal.details_json()["amount"].as_i64()), ("permission.pin", Some(133_333)));
        // Whose package it is, and why a signature is wanted.
        let facts = refusal.details_json();
        let owner = house.owned(child).await[0].row.patient.clone();
        assert_eq!((facts["asked"].as_str(), facts["owner"].as_str()), (Some("shared_package"), Some(owner.as_str())));
        let says = loket::i18n::Words::new(loket::i18n::Language::English);
        let says = says.refusal(refusal, &house.desk.currency(), house.desk.today());
        let changed = facts["changed"].as_str().unwrap();
        assert!(says.contains(&format!("the package of {owner}")), "{says}");
        assert!(says.contains(&format!("the entry of {changed} was changed only today")), "{says}");
        house.desk.act_as(used(), approved()).await.unwrap();
        house.finish(theirs).await;
        house.clock.set(on(21, 9, 0));
        let house = House { desk: house.another(lab, "Counter 1").await, clock: house.clock };
        let theirs = house.begin(child, on(21, 9, 0)).await;
        use_it(&house.desk, theirs, package).await.unwrap();
        house.finish(theirs).await;
        let other = house.patient("Orang Lain", "081399998888").await;
        let others = house.begin(other, on(21, 14, 0)).await;
        assert_eq!(code(use_it(&house.desk, others, package).await), "package.not_family");
    }

    async fn the_last_session_is_used_once(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        let siti = house.bill(visit).await.patient;
        use_it(&house.desk, visit, package).await.unwrap();
        house.finish(visit).await;
        let (mut visits, mut desks) = (Vec::new(), Vec::new());
        for (hour, minute) in [(11, 15), (13, 0), (14, 0), (15, 0)] {
            let next = house.begin(siti, at(hour, minute)).await;
            house.finish(next).await;
            visits.push(next);
            desks.push(house.another(lab, &format!("Counter {hour}")).await);
        }
        let tries = desks.iter().zip(&visits).map(async |(desk, booking)| use_it(desk, *booking, package).await);
        let done = join_all(tries).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 2);
        for refused in done.into_iter().filter_map(Result::err) {
            assert_eq!(refused.refusal().unwrap().code, "package.sessions");
        }
        assert_eq!((house.owned(siti).await[0].sessions_left, house.owned(siti).await[0].value_left), (0, Money(0)));
    }

    async fn what_a_package_must_be(lab: &Lab) {
        let house = House::of(lab).await;
        let row = house.three(false, 400_000).await;
        let save = |sessions, price, days| SavePackage {
            package: None, version: None, name: "Lain".to_owned(), treatment: row.treatment_id, sessions,
            price: Money(price), valid_days: days, shareable: false, active: true,
        };
        assert_eq!(code(house.desk.act(save(1, 1_000, None)).await), "package.count");
        assert_eq!(code(house.desk.act(save(5, 4, None)).await), "package.price");
        assert_eq!(code(house.desk.act(save(5, 1_000, Some(0))).await), "package.valid_days");
        let twice = SavePackage { name: "facial 3X".to_owned(), ..save(5, 1_000, None) };
        assert_eq!(code(house.desk.act(twice).await), "package.name_taken");
        let change = SavePackage { package: Some(row.id), version: Some(1), price: Money(390_000), ..save(3, 1, None) };
        let changed = house.desk.act_as(change, Asked::default()).await.unwrap();
        assert_eq!((changed.version, changed.price), (2, Money(390_000)));
    }

    async fn several_share_a_line(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let (rina, maya) = (house.staff("Rina").await, house.staff("dr. Maya").await);
        let line = house.desk.act(loket::desk::tip::AddTip {
            booking: visit, version: None, amount: Money(1_000), staff: None,
        }).await.unwrap().lines[0].id;
        let share = |parts: &[(loket::domain::id::StaffId, i64)]| ShareLine {
            booking: visit, version: None, line,
            shares: parts.iter().map(|(staff_id, share_bp)| ShareRow { staff_id: *staff_id, share_bp: *share_bp }).collect(),
        };
        assert_eq!(code(house.desk.act(share(&[(rina, 6_000), (maya, 3_000)])).await), "line.shares");
        assert_eq!(code(house.desk.act(share(&[(rina, 5_000), (rina, 5_000)])).await), "line.shares");
        assert_eq!(code(house.desk.act(share(&[(rina, 9_999)])).await), "line.shares");
        let bill = house.desk.act(share(&[(rina, 7_000), (maya, 3_000)])).await.unwrap();
        assert_eq!(bill.lines[0].shared, 2);
        let shares = house.desk.ask(LineShares { line }).await.unwrap();
        assert_eq!(shares.iter().map(|share| share.share_bp).collect::<Vec<_>>(), [7_000, 3_000]);
        assert_eq!(house.desk.act(share(&[])).await.unwrap().lines[0].shared, 0);
    }

    async fn a_session_that_costs_what_its_treatment_does_is_seen_to_be_used(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell_for(visit, false, 525_000).await;
        house.pay(visit, &[(MethodKind::Card, 525_000)]).await.unwrap();
        let other = loket::desk::line::AddLine {
            booking: visit, version: None, treatment: None, staff: None, description: "Serum".to_owned(), quantity: None,
            price: Some(Money(175_000)), reason: String::new(),
        };
        house.desk.act(other).await.unwrap();
        use_it(&house.desk, visit, package).await.unwrap();
        assert_eq!(code(use_it(&house.desk, visit, package).await), "package.no_line", "it pays for its own treatment");
        let bill = house.bill(visit).await;
        assert_eq!((bill.due, bill.total), (Money(175_000), Money(875_000)));
        // Another treatment: the session goes back.
        let premium = house.treatment("Facial Premium").await;
        let assign = loket::desk::assign::AssignBooking {
            booking: visit, version: None, treatment: Some(premium), staff: None, override_reason: None,
        };
        house.desk.act(assign).await.unwrap();
        assert_eq!(house.owned(bill.patient).await[0].row.used, 0);
        house.agree(visit, at(10, 0)).await;
    }
}
