//! Packages: sold, used, shared, over, given back; and lines that several performed.

use futures::future::join_all;
use loket::desk::drawer::CountDrawer;
use loket::desk::line::VoidLine;
use loket::desk::package::{ListPackages, Owned, PackageRow, PatientPackages, SavePackage, SellPackage};
use loket::desk::package_refund::RefundPackage;
use loket::desk::package_use::UsePackage;
use loket::desk::receipt::OpenReceipt;
use loket::desk::share::{LineShares, ShareLine, ShareRow};
use loket::desk::visit::{LeaveVisit, StartVisit};
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

    async fn sell_for(&self, booking: BookingId, shareable: bool, price: i64) -> PatientPackageId {
        let package = self.three(shareable, price).await.id;
        let bill = self.desk.act(SellPackage { booking, version: None, package }).await.unwrap();
        self.owned(bill.patient).await[0].row.id
    }

    async fn owned(&self, patient: PatientId) -> Vec<Owned> {
        self.desk.ask(PatientPackages { patient }).await.unwrap()
    }

    /// Another visit that is going on.
    async fn begin(&self, patient: PatientId, starts: Ts) -> BookingId {
        let booking = self.book(patient, "Facial Basic", Some("Rina"), starts).await.unwrap().id;
        self.clock.set(starts);
        self.desk
            .act(StartVisit {
                booking,
                version: None,
                staff: None,
                alerts_seen: false,
                override_reason: None,
            })
            .await
            .unwrap();
        booking
    }
}

async fn use_it(
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

    async fn a_session_on_a_bill_that_is_paid_in_part_says_what_has_to_go_back(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        house.pay(visit, &[(MethodKind::Card, 450_000)]).await.unwrap();
        let refused = use_it(&house.desk, visit, package).await.unwrap_err();
        let told = |fault: &loket::desk::Fault| {
            let refusal = fault.refusal().unwrap();
            let facts = refusal.details_json();
            let amount = |name: &str| facts[name].as_i64().unwrap();
            (refusal.code, amount("worth"), amount("paid"), amount("back"))
        };
        assert_eq!(told(&refused), ("package.paid", 133_333, 450_000, 50_000));
        // What it says is what helps.
        let payment = house.bill(visit).await.payments[0].id;
        let back = loket::desk::refund::RefundPayment {
            payment,
            amount: Some(Money(50_000)),
            method: None,
            reason: "pakai paket".to_owned(),
        };
        house.desk.act_as(back, approved()).await.unwrap();
        assert_eq!(use_it(&house.desk, visit, package).await.unwrap().due, Money(0));
    }

    async fn after_the_service_the_payment_is_voided_before_the_session(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        house.finish(visit).await;
        house.pay(visit, &[(MethodKind::Card, 575_000)]).await.unwrap();
        assert_eq!(code(use_it(&house.desk, visit, package).await), "package.paid_done");
        let payment = house.bill(visit).await.payments[0].id;
        let void = loket::desk::void::VoidPayment { payment, reason: "pakai paket".to_owned() };
        house.desk.act_as(void, approved()).await.unwrap();
        assert_eq!(use_it(&house.desk, visit, package).await.unwrap().due, Money(400_000));
    }

    async fn a_session_waits_where_what_was_paid_stays(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        house.finish(visit).await;
        house.pay(visit, &[(MethodKind::Card, 575_000)]).await.unwrap();
        let count = CountDrawer { session: None, pieces: None, total: Some(Money(500_000)), reason: String::new() };
        house.desk.act(count).await.unwrap();
        assert_eq!(code(use_it(&house.desk, visit, package).await), "package.paid_kept");
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

    async fn unused_sessions_go_back(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        use_it(&house.desk, visit, package).await.unwrap();
        house.pay(visit, &[(MethodKind::Cash, 400_000)]).await.unwrap();
        house.finish(visit).await;
        let siti = house.bill(visit).await.patient;
        // Money that pays a package goes back as its sessions, not by itself.
        let cash = house.bill(visit).await.payments.iter().find(|row| row.method_kind == MethodKind::Cash).unwrap().id;
        assert_eq!(code(house.refund(cash, Some(200_000)).await), "refund.kept");
        let back = |sessions| RefundPackage { package, sessions, method: None, reason: "pindah".to_owned() };
        assert_eq!(code(house.desk.act(back(Some(3))).await), "package.sessions", "what no PIN helps with comes first");
        assert_eq!(code(house.desk.act(back(Some(1))).await), "permission.pin");
        assert_eq!(code(house.desk.act_as(back(Some(3)), approved()).await), "package.sessions");
        let done = house.desk.act_as(back(Some(1)), approved()).await.unwrap();
        // There are no coins for the last 33.
        assert_eq!((done.value, done.refund.unwrap().amount), (Money(133_333), Money(133_300)));
        // Together it is what both would give at once.
        let done = house.desk.act_as(back(None), approved()).await.unwrap();
        let refund = done.refund.unwrap();
        assert_eq!((refund.number.as_str(), refund.amount), ("RF-000002", Money(266_700 - 133_300)));
        assert_eq!((done.sessions, done.value), (1, Money(133_334)));
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.due, bill.over, bill.state), (Money(266_666 + 33 - 66), Money(0), Money(0), BillState::Paid));
        let bos = crate::report::owner(lab, &house).await;
        assert!(bos.ask(crate::report::REPORT()).await.unwrap().identity.holds);
        assert_eq!(house.owned(siti).await[0].sessions_left, 0);
        assert_eq!(code(house.desk.act_as(back(None), approved()).await), "package.sessions");
    }

    async fn what_nobody_has_seen_arrive_stays_what_it_is_when_a_package_goes_back(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        let before = house.bill(visit).await;
        house.pay(visit, &[(MethodKind::Qris, before.due.0)]).await.unwrap();
        let back = RefundPackage { package, sessions: None, method: None, reason: "pindah".to_owned() };
        let done = house.desk.act_as(back, approved()).await.unwrap();
        assert!(done.refund.is_none(), "nothing goes back before it is there");
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.over), (Money(before.total.0 - done.value.0), done.value), "no rounding makes it ours");
        assert!(bill.lines.iter().all(|line| line.kind != LineKind::Rounding));
    }

    async fn what_made_a_package_payable_goes_back_with_it_once(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Card, 175_000)]).await.unwrap();
        let package = house.sell_for(visit, false, 399_950).await;
        house.pay(visit, &[(MethodKind::Cash, 400_000)]).await.unwrap();
        let paid = house.bill(visit).await;
        let rounding = |bill: &loket::desk::bill::BillView| -> i64 {
            bill.lines.iter().filter(|line| line.kind == LineKind::Rounding).map(|line| line.amount.0).sum()
        };
        assert_eq!((rounding(&paid), paid.due), (50, Money(0)));
        let back = RefundPackage { package, sessions: None, method: None, reason: "pindah".to_owned() };
        let done = house.desk.act_as(back, approved()).await.unwrap();
        assert_eq!((done.value, done.refund.unwrap().amount), (Money(399_950), Money(400_000)));
        let bill = house.bill(visit).await;
        assert_eq!((rounding(&bill), bill.total, bill.paid, bill.over), (0, Money(175_000), Money(175_000), Money(0)));
        let bos = crate::report::owner(lab, &house).await;
        assert!(bos.ask(crate::report::REPORT()).await.unwrap().identity.holds);
    }

    async fn a_session_comes_back_when_the_visit_does_not_come_to_be(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        let siti = house.bill(visit).await.patient;
        let sale = house.bill(visit).await.lines.last().unwrap().id;
        use_it(&house.desk, visit, package).await.unwrap();
        let take_off = VoidLine { booking: visit, version: None, line: sale, reason: String::new() };
        assert_eq!(code(house.desk.act(take_off.clone()).await), "line.package_used");
        // It was begun: that its session comes back is signed.
        let leave = LeaveVisit { booking: visit, version: None, reason: "buru-buru".to_owned() };
        assert_eq!(code(house.desk.act(leave.clone()).await), "permission.pin");
        house.desk.act_as(leave, approved()).await.unwrap();
        assert_eq!(house.owned(siti).await[0].sessions_left, 3);
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.due), (Money(400_000), Money(400_000)), "what was sold is still owed");
        // Nothing was paid and nothing used: the sale can go.
        house.desk.act(take_off).await.unwrap();
        assert_eq!((house.bill(visit).await.due, house.owned(siti).await.len()), (Money(0), 0));
    }

    async fn another_treatment_gives_the_session_back(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        use_it(&house.desk, visit, package).await.unwrap();
        let roster = house.desk.roster().await.unwrap();
        let rina = house.staff("Rina").await;
        let other = roster.treatments.iter().find(|row| row.name != "Facial Basic" && roster.can(row.id).contains(&rina)).unwrap();
        house.desk.act(loket::desk::assign::AssignBooking {
            booking: visit, version: None, treatment: Some(other.id), staff: None, override_reason: None,
        }).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.due, bill.lines.len()), (Money(400_000 + other.price.0), 2));
        assert_eq!(house.owned(bill.patient).await[0].sessions_left, 3);
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

    async fn a_package_nobody_pays_of_a_visit_that_was_called_off_goes_back(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(14, 0)).await.unwrap().id;
        let price = 400_000;
        let package = house.sell_for(visit, false, price).await;
        let cancel = loket::desk::visit::CancelBooking {
            booking: visit, version: None, by: None, reason: "pindah".to_owned(), deposit: None };
        house.desk.act(cancel).await.unwrap();
        let owed = house.desk.ask(loket::desk::bill::OpenBill { booking: visit }).await.unwrap().due;
        assert_eq!(owed, Money(price));
        let write = |amount: Option<i64>| loket::desk::tip::WriteOff {
            booking: visit, version: None, amount: amount.map(Money), reason: "pindah kota".to_owned(),
        };
        // Nobody was given anything for it: the sessions go back, and nothing is lost.
        assert_eq!(code(house.desk.act_as(write(None), approved()).await), "write_off.sessions");
        assert_eq!(code(house.desk.act_as(write(Some(owed.0 + 1)), approved()).await), "write_off.above");
        let back = RefundPackage { package, sessions: None, method: None, reason: "pindah".to_owned() };
        assert_eq!(house.desk.act_as(back, approved()).await.unwrap().refund, None);
        let bill = house.bill(visit).await;
        assert_eq!((bill.due, bill.total, bill.held), (Money(0), Money(0), Money(0)));
        assert_eq!(code(house.desk.act_as(write(None), approved()).await), "write_off.not_done");
        let x: Vec<(i64,)> = loket::store::On::from(&lab.db)
            .all("SELECT balance FROM bill WHERE balance <> 0", ()).await.unwrap();
        assert_eq!(x, []);
        let bos = crate::report::owner(lab, &house).await;
        let report = bos.ask(crate::report::REPORT()).await.unwrap();
        assert!(report.identity.holds);
        assert_eq!((report.receivables.end, report.write_offs, report.packages.end), (Money(0), Money(0), Money(0)));
    }
}
