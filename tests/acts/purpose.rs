//! Money on a bill pays for one thing each: no package goes back with the money of anything else, nothing is held that
//! nobody paid, and what is written off is said to be of what.

use loket::desk::bill::BillView;
use loket::desk::commission::ListCommissions;
use loket::desk::discount::GiveDiscount;
use loket::desk::drawer::{CountDrawer, OpenDrawer};
use loket::desk::line::{AddLine, VoidLine};
use loket::desk::package::{ListPackages, PatientPackages, SavePackage, SellPackage};
use loket::desk::package_refund::{RefundPackage, Returned};
use loket::desk::package_use::UsePackage;
use loket::desk::report::ShowReport;
use loket::desk::tip::WriteOff;
use loket::desk::visit::{CancelBooking, ConfirmBooking, MarkNoShow};
use loket::desk::void::VoidPayment;
use loket::desk::{Asked, Desk, Done};
use loket::domain::bill::{LineKind, TaxMode};
use loket::domain::booking::CancelledBy;
use loket::domain::clinic::DepositFate;
use loket::domain::id::{BookingId, PatientPackageId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::clinic::{House, approved, at, code, on};
use crate::report::{REPORT, owner, pin, today};
use crate::support::on_both;

/// What a day's commissions come to: earned, and payable.
pub async fn commissions(desk: &Desk, day: chrono::NaiveDate) -> (i64, i64) {
    let all = desk.ask(ListCommissions { from: day, to: day, staff: None }).await.unwrap();
    (all.iter().map(|one| one.earned.0).sum(), all.iter().map(|one| one.payable.0).sum())
}

impl House {
    /// A package of the visit's treatment with this many sessions at this price, sold on it.
    pub async fn sells(&self, booking: BookingId, name: &str, sessions: i64, price: i64) -> PatientPackageId {
        let save = SavePackage {
            package: None,
            version: None,
            name: name.to_owned(),
            treatment: self.treatment("Facial Basic").await,
            sessions,
            price: Money(price),
            valid_days: None,
            shareable: false,
            active: true,
        };
        self.desk.act(save).await.unwrap();
        let packages = self.desk.ask(ListPackages {}).await.unwrap();
        let package = packages.iter().find(|row| row.name == name).unwrap().id;
        let bill = self.desk.act(SellPackage { booking, version: None, package }).await.unwrap();
        let owned = self.desk.ask(PatientPackages { patient: bill.patient }).await.unwrap();
        owned.iter().find(|one| one.row.name == name).unwrap().row.id
    }

    pub async fn gives_back(&self, package: PatientPackageId, sessions: Option<i64>) -> Done<Returned> {
        let back = RefundPackage { package, sessions, method: None, reason: "pindah".to_owned() };
        self.desk.act_as(back, approved()).await
    }

    pub async fn writes_off(&self, booking: BookingId, amount: Option<i64>) -> Done<BillView> {
        let amount = amount.map(Money);
        let write = WriteOff { booking, version: None, amount, reason: "pindah kota".to_owned() };
        self.desk.act_as(write, approved()).await
    }

    pub async fn uses(&self, booking: BookingId, package: PatientPackageId) -> BillView {
        let used = UsePackage { booking, version: None, package, line: None, reason: String::new() };
        self.desk.act(used).await.unwrap()
    }

    pub async fn calls_off(
        &self,
        booking: BookingId,
        deposit: Option<DepositFate>,
    ) -> Option<(DepositFate, i64)> {
        let by = Some(CancelledBy::Patient);
        let cancel = CancelBooking { booking, version: None, by, reason: "sakit".to_owned(), deposit };
        let done =
            self.desk.act_as(cancel, if deposit.is_some() { approved() } else { Asked::default() }).await;
        done.unwrap().deposit.map(|became| (became.fate, became.amount.0))
    }

    /// A visit of the same patient, begun.
    pub async fn visit_of(&self, booking: BookingId) -> BookingId {
        let patient = self.bill(booking).await.patient;
        let visit = self.book(patient, "Facial Basic", Some("Rina"), at(11, 15)).await.unwrap().id;
        self.start(visit).await;
        visit
    }

    /// A visit this afternoon that is still to come.
    pub async fn to_come(&self, hour: u32) -> BookingId {
        let siti = self.patient(&format!("Siti Rahma {hour}"), &format!("0812345678{hour}")).await;
        self.book(siti, "Facial Basic", Some("Rina"), at(hour, 0)).await.unwrap().id
    }
}

on_both! {
    async fn a_package_nobody_paid_gives_nothing_of_the_treatment_back(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.finish(visit).await;
        let package = house.sells(visit, "Paket 5x", 5, 787_000).await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        // None of it was used: there is nothing to be lost, and it says what to do.
        let refused = house.writes_off(visit, None).await.unwrap_err();
        let facts = refused.refusal().unwrap().details_json();
        assert_eq!(refused.refusal().unwrap().code, "write_off.sessions");
        assert_eq!((facts["sessions"].as_i64(), facts["value"].as_i64()), (Some(5), Some(787_000)));
        let done = house.gives_back(package, None).await.unwrap();
        assert_eq!((done.value, done.refund), (Money(787_000), None));
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.due, bill.over), (Money(175_000), Money(0), Money(0)));
        let more = AddLine {
            booking: visit, version: None, treatment: Some(house.treatment("Facial Premium").await), staff: None,
            description: String::new(), quantity: None, price: None, reason: String::new(),
        };
        let bill = house.desk.act(more).await.unwrap();
        assert_eq!(bill.due, bill.lines.last().unwrap().amount, "nothing is for free");
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn of_two_packages_each_has_its_own_money(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.to_come(14).await;
        let paid = house.sells(visit, "Creambath 5x", 5, 427_000).await;
        house.pay(visit, &[(MethodKind::Cash, 427_000)]).await.unwrap();
        let unpaid = house.sells(visit, "Bekam 5x", 5, 630_000).await;
        house.calls_off(visit, None).await;
        assert_eq!(code(house.writes_off(visit, Some(630_000)).await), "write_off.sessions");
        assert_eq!(house.gives_back(unpaid, None).await.unwrap().refund, None);
        assert_eq!(house.bill(visit).await.due, Money(0));
        let back = house.gives_back(paid, None).await.unwrap().refund.unwrap();
        assert_eq!(back.amount, Money(427_000));
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.paid, bill.due), (Money(0), Money(0), Money(0)));
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn sessions_that_go_back_unpaid_are_no_deposit(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 100_000, (TaxMode::None, 0)).await;
        let visit = house.to_come(14).await;
        let package = house.sells(visit, "Paket 5x", 5, 1_237_000).await;
        house.gives_back(package, Some(1)).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.held, bill.deposit_needed), (Money(0), Money(100_000)));
        let confirm = ConfirmBooking { booking: visit, version: None, without_deposit: String::new() };
        assert_eq!(code(house.desk.act(confirm).await), "deposit.awaited");
        house.pay(visit, &[(MethodKind::Cash, 100_000)]).await.unwrap();
        assert_eq!(house.bill(visit).await.held, Money(100_000));
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 100_000)));
        let nobody = house.to_come(15).await;
        let package = house.sells(nobody, "Paket 4x", 4, 800_000).await;
        house.gives_back(package, Some(2)).await.unwrap();
        house.clock.set(at(16, 0));
        let missed = house.desk.act(MarkNoShow { booking: nobody, version: None, deposit: None }).await.unwrap();
        assert_eq!(missed.deposit, None, "nobody keeps what nobody paid");
    }

    async fn a_package_of_a_visit_to_come_gives_back_what_was_paid_for_it(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 50_000, (TaxMode::None, 0)).await;
        let visit = house.to_come(14).await;
        house.pay(visit, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        let package = house.sells(visit, "Creambath 5x", 5, 427_000).await;
        house.pay(visit, &[(MethodKind::Card, 427_000)]).await.unwrap();
        let without = RefundPackage { package, sessions: None, method: None, reason: "pindah".to_owned() };
        assert_eq!(code(house.desk.act(without).await), "permission.pin");
        let done = house.gives_back(package, None).await.unwrap();
        assert_eq!(done.refund.unwrap().amount, Money(427_000));
        assert_eq!(house.bill(visit).await.held, Money(50_000));
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 50_000)));
    }

    async fn a_deposit_is_one_whatever_becomes_of_the_packages_beside_it(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 100_000, (TaxMode::None, 0)).await;
        for (hour, taken_off) in [(14, true), (15, false)] {
            let visit = house.to_come(hour).await;
            house.sells(visit, &format!("Creambath {hour}"), 5, 427_000).await;
            let other = house.sells(visit, &format!("Bekam {hour}"), 5, 630_000).await;
            // Just what one of them costs is for that one.
            house.pay(visit, &[(MethodKind::Cash, 427_000)]).await.unwrap();
            let confirm = || ConfirmBooking { booking: visit, version: None, without_deposit: String::new() };
            assert_eq!(code(house.desk.act(confirm()).await), "deposit.awaited");
            house.pay(visit, &[(MethodKind::Cash, 150_000)]).await.unwrap();
            house.desk.act(confirm()).await.unwrap();
            if taken_off {
                // What came for it would be the visit's, and go from there unsigned.
                let bill = house.bill(visit).await;
                let line = bill.lines.iter().find(|line| line.amount == Money(630_000)).unwrap().id;
                let off = VoidLine { booking: visit, version: None, line, reason: "salah".to_owned() };
                assert_eq!(code(house.desk.act(off).await), "line.package_paid");
            }
            let back = house.gives_back(other, None).await.unwrap();
            assert_eq!(back.refund.unwrap().amount, Money(50_000));
            let bill = house.bill(visit).await;
            assert_eq!((bill.held, bill.deposit_needed), (Money(100_000), Money(0)));
            let row = loket::store::booking::get(&lab.db, house.desk.clinic().id, visit).await.unwrap().unwrap();
            assert_eq!(row.status, loket::domain::booking::Status::Confirmed);
        }
    }

    async fn a_session_of_a_paid_package_that_goes_back_makes_no_deposit(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 100_000, (TaxMode::None, 0)).await;
        for (hour, first) in [(14, false), (15, true)] {
            let visit = house.to_come(hour).await;
            let package = house.sells(visit, &format!("Creambath {hour}"), 5, 427_000).await;
            if first {
                house.gives_back(package, Some(1)).await.unwrap();
                house.pay(visit, &[(MethodKind::Cash, 341_600)]).await.unwrap();
            } else {
                house.pay(visit, &[(MethodKind::Card, 427_000)]).await.unwrap();
                house.gives_back(package, Some(1)).await.unwrap();
            }
            let bill = house.bill(visit).await;
            assert_eq!((bill.held, bill.deposit_needed), (Money(0), Money(100_000)), "{hour}");
            let back = house.gives_back(package, None).await.unwrap().refund.unwrap();
            assert_eq!(back.amount, Money(341_600), "{hour}");
        }
    }

    async fn a_deposit_goes_back_once_and_never_out_of_the_money_of_a_package(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 100_000, (TaxMode::None, 0)).await;
        let paid = async |hour| {
            let visit = house.to_come(hour).await;
            house.pay(visit, &[(MethodKind::Cash, 100_000)]).await.unwrap();
            house.sells(visit, &format!("Creambath {hour}"), 5, 427_000).await;
            house.pay(visit, &[(MethodKind::Cash, 427_000)]).await.unwrap();
            let bill = house.bill(visit).await;
            assert_eq!(bill.held, Money(100_000));
            let of = |amount| bill.payments.iter().find(|row| row.amount == Money(amount)).unwrap().id;
            (visit, of(100_000), of(427_000))
        };
        let back = |payment| loket::desk::refund::RefundPayment {
            payment, amount: Some(Money(100_000)), method: None, reason: "batal".to_owned() };
        let (visit, deposit, package) = paid(14).await;
        assert_eq!(code(house.desk.act_as(back(package), approved()).await), "refund.purpose");
        house.desk.act_as(back(deposit), approved()).await.unwrap();
        assert_eq!(house.bill(visit).await.held, Money(0));
        assert_eq!(code(house.desk.act_as(back(package), approved()).await), "refund.kept");
        let (visit, _, package) = paid(15).await;
        assert_eq!(house.calls_off(visit, Some(DepositFate::Credit)).await, Some((DepositFate::Credit, 100_000)));
        let bill = house.bill(visit).await;
        assert_eq!((bill.held, bill.due, bill.over), (Money(0), Money(0), Money(0)));
        assert_eq!(code(house.desk.act_as(back(package), approved()).await), "refund.kept");
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn what_nobody_saw_arrive_is_not_given_out_of_another_s_money(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        let package = house.sells(visit, "Paket 5x", 5, 400_000).await;
        house.pay(visit, &[(MethodKind::Qris, 400_000)]).await.unwrap();
        assert_eq!(house.gives_back(package, None).await.unwrap().refund, None);
        assert_eq!(house.bill(visit).await.paid, Money(575_000));
    }

    async fn past_midnight_a_line_is_of_the_visit_s_day(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 0, (TaxMode::Exclusive, 1_100)).await;
        let (house, visit) = house.late(lab).await;
        house.clock.set(on(21, 0, 10));
        let discount = |percent| GiveDiscount {
            booking: visit, version: None, percent_bp: Some(percent), amount: None, line: None, reason: String::new() };
        let bill = house.desk.act(discount(1_000)).await.unwrap();
        let given = bill.lines.iter().find(|line| line.kind == LineKind::Discount).unwrap().id;
        house.clock.set(on(21, 0, 20));
        house.finish(visit).await;
        let bos = owner(lab, &house).await;
        let tomorrow = today().succ_opt().unwrap();
        let told = async |day| {
            let report = bos.ask(ShowReport { from: day, to: day }).await.unwrap();
            assert!(report.identity.holds);
            (report.earned.0, report.tax.0)
        };
        assert_eq!((told(today()).await, told(tomorrow).await), ((157_500, 17_325), (0, 0)));
        // It goes off, and another comes, in the same night.
        let off = VoidLine { booking: visit, version: None, line: given, reason: String::new() };
        house.desk.act(off).await.unwrap();
        assert_eq!((told(today()).await, told(tomorrow).await), ((175_000, 19_250), (0, 0)));
        house.desk.act(discount(500)).await.unwrap();
        assert_eq!((told(today()).await, told(tomorrow).await), ((166_250, 18_288), (0, 0)));
    }

    async fn a_session_s_commission_is_payable_as_its_package_is_paid(lab: &Lab) {
        let house = House::of(lab).await;
        let sale = house.visit().await;
        let package = house.sells(sale, "Paket 2x", 2, 300_000).await;
        house.uses(sale, package).await;
        house.finish(sale).await;
        let bos = owner(lab, &house).await;
        assert_eq!(commissions(&bos, today()).await, (15_000, 0), "nobody paid the package");
        let other = house.visit_of(sale).await;
        house.uses(other, package).await;
        house.finish(other).await;
        assert_eq!(commissions(&bos, today()).await, (30_000, 0));
        house.pay(sale, &[(MethodKind::Card, 150_000)]).await.unwrap();
        assert_eq!(commissions(&bos, today()).await, (30_000, 15_000), "half of each");
        // What comes on another day is payable then, also of the visit nothing else came for.
        house.clock.set(on(21, 8, 0));
        let bos = house.desk.login("bos", crate::clinic::PASSWORD).await.unwrap().0;
        let bos = bos.prove(&pin(), loket::domain::permission::Permission::ReportSee).await.unwrap();
        bos.act(OpenDrawer { drawer: "Kas 2".to_owned(), float: Money(0), note: String::new() }).await.unwrap();
        let later = House { desk: bos.clone(), clock: house.clock.clone() };
        later.pay(sale, &[(MethodKind::Card, 150_000)]).await.unwrap();
        let count = CountDrawer { session: None, pieces: None, total: Some(Money(0)), reason: String::new() };
        bos.act(count).await.unwrap();
        let next = today().succ_opt().unwrap();
        assert_eq!(commissions(&bos, next).await, (0, 15_000));
        assert_eq!(commissions(&bos, today()).await, (30_000, 15_000), "a day that is over stays as it was");
    }

    async fn a_package_beside_it_takes_nothing_of_what_is_payable(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.sells(visit, "Paket 5x", 5, 787_000).await;
        house.finish(visit).await;
        let bos = owner(lab, &house).await;
        assert_eq!(commissions(&bos, today()).await, (17_500, 0));
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        assert_eq!(commissions(&bos, today()).await, (17_500, 17_500), "of what is done the service is paid first");
    }

    async fn a_package_paid_the_wrong_way_is_voided_and_paid_again_after_its_visit_was_called_off(lab: &Lab) {
        let house = House::of(lab).await;
        let off = house.to_come(14).await;
        let package = house.sells(off, "Paket 3x", 3, 399_900).await;
        house.pay(off, &[(MethodKind::Cash, 399_900)]).await.unwrap();
        house.calls_off(off, None).await;
        let visit = house.visit_of(off).await;
        house.uses(visit, package).await;
        house.finish(visit).await;
        let payment = house.bill(off).await.payments[0].id;
        let void = VoidPayment { payment, reason: "kartu, bukan tunai".to_owned() };
        // Nobody stands at the counter who would be missed: it is signed for.
        assert_eq!(code(house.desk.act(void.clone()).await), "permission.pin");
        let bill = house.desk.act_as(void, approved()).await.unwrap();
        assert_eq!((bill.due, bill.paid), (Money(399_900), Money(0)));
        let x = house.desk.ask(loket::desk::drawer::LookX { session: None }).await.unwrap();
        assert!(x.unfinished.iter().any(|row| row.booking == off), "it is asked about when the drawer is closed");
        house.pay(off, &[(MethodKind::Card, 399_900)]).await.unwrap();
        let bill = house.bill(off).await;
        assert_eq!((bill.due, bill.held, bill.over), (Money(0), Money(0), Money(0)));
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn a_part_of_a_package_is_no_deposit_where_none_is_asked(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.to_come(14).await;
        let package = house.sells(visit, "Paket 5x", 5, 500_000).await;
        house.pay(visit, &[(MethodKind::Cash, 100_000)]).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.held, bill.deposit_needed), (Money(0), Money(0)));
        assert_eq!(house.calls_off(visit, None).await, None, "nothing is held where nothing is asked");
        let bill = house.bill(visit).await;
        assert_eq!((bill.due, bill.held), (Money(400_000), Money(0)));
        let back = house.gives_back(package, None).await.unwrap().refund.unwrap();
        assert_eq!(back.amount, Money(100_000), "what came for it goes back with it");
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }
}
