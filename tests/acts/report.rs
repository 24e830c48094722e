//! The owner's numbers: who may see them, what they tell whom, and what they are made of.

use chrono::NaiveDate;
use loket::desk::bill::OpenBill;
use loket::desk::booking::Book;
use loket::desk::commission::ListCommissions;
use loket::desk::drawer::{CountDrawer, OpenDrawer};
use loket::desk::explain::Explain;
use loket::desk::leak::ListLeaks;
use loket::desk::line::AddLine;
use loket::desk::receipt::PrintReceipt;
use loket::desk::refund::RefundPayment;
use loket::desk::report::{Part, ShowReport};
use loket::desk::staff::{ListStaff, SaveStaff};
use loket::desk::treatment::SaveTreatment;
use loket::desk::visit::{FinishVisit, StartVisit};
use loket::desk::{Approval, Asked, Desk};
use loket::domain::expense::PaidFrom;
use loket::domain::id::BookingId;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::permission::Permission;
use loket::domain::report::{Figure, Leak};

use crate::clinic::{House, PASSWORD, PEPPER, PIN, approved, at, booking, code, on};
use crate::queue::walk_in;
use crate::support::policies::sets;
use crate::support::{Lab, on_both};

pub fn today() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

pub const REPORT: fn() -> ShowReport = || ShowReport { from: today(), to: today() };

/// The owner at her own desk, with her PIN typed; whoever has the drawer open is somebody else.
pub async fn owner(lab: &Lab, house: &House) -> Desk {
    let mut tx = lab.db.begin().await.unwrap();
    let row = loket::store::account::AccountRow {
        id: loket::domain::id::AccountId::new(),
        username: "bos".to_owned(),
        full_name: "Bu Bos".to_owned(),
        language: None,
        role: loket::domain::account::Role::Owner,
        password_hash: loket::desk::account::hash_password(PASSWORD).await.unwrap(),
        pin_hash: Some(
            loket::desk::account::hash_pin(loket::desk::account::pepper_pin(PEPPER, PIN).unwrap())
                .await
                .unwrap(),
        ),
        active: true,
    };
    loket::store::account::insert(tx.on(), house.desk.clinic().id, &row, house.desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    let bos = house.desk.login("bos", PASSWORD).await.unwrap().0;
    bos.prove(&pin(), Permission::ReportSee).await.unwrap()
}

pub fn pin() -> Approval {
    Approval { username: None, pin: PIN.to_owned() }
}

impl House {
    /// A visit that goes on at five past eleven at night, and where it is looked at by whoever comes in that late.
    pub async fn late(self, lab: &Lab) -> (Self, BookingId) {
        let patient = self.patient("Nina Malam", "081255556666").await;
        let (treatment, staff) = (self.treatment("Facial Basic").await, self.staff("Rina").await);
        self.clock.set(at(22, 0));
        let house = Self { desk: self.another(lab, "Counter 1").await, clock: self.clock };
        let late = Book {
            override_reason: Some("malam".to_owned()),
            ..booking(patient, treatment, Some(staff), at(23, 0))
        };
        let visit = house.desk.act_as(late, approved()).await.unwrap().id;
        house.clock.set(at(23, 5));
        house.start(visit).await;
        (house, visit)
    }
}

on_both! {
    async fn looking_takes_the_pin_until_the_screen_is_locked(lab: &Lab) {
        let house = House::of(lab).await;
        let yesterday = today().pred_opt().unwrap();
        let before = || ShowReport { from: yesterday, to: yesterday };
        assert_eq!(code(house.desk.ask(REPORT()).await), "permission.pin");
        let wrong = Approval { username: None, pin: "314159".to_owned() };
        assert_eq!(code(house.desk.prove(&wrong, Permission::ReportSee).await), "pin.wrong");
        let proven = house.desk.prove(&pin(), Permission::ReportSee).await.unwrap();
        proven.ask(before()).await.unwrap();
        proven.unlock(PIN).await.unwrap();
        assert_eq!(code(proven.ask(before()).await), "permission.pin");
        assert_eq!(code(house.desk.ask(ShowReport { from: today(), to: today().pred_opt().unwrap() }).await), "permission.pin");
    }

    async fn whoever_counts_is_not_told(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        let mine = house.desk.prove(&pin(), Permission::ReportSee).await.unwrap();
        assert_eq!(code(mine.ask(REPORT()).await), "report.counting");
        // A longer span ends the day before: what is earned and owed today adds up to what came in.
        let week = ShowReport { from: today() - chrono::Days::new(6), to: today() };
        let report = mine.ask(week).await.unwrap();
        assert_eq!(report.counting.as_deref(), Some("Counter 1"));
        assert_eq!((report.to, report.receivables.end), (today().pred_opt().unwrap(), Money(0)));
        let text = serde_json::to_string(&mine.ask(ListLeaks { from: today(), to: today() }).await.unwrap()).unwrap();
        assert!(!text.contains("175000"), "{text}");
        // That what was made void is left out is said, whether anything was or not.
        assert!(text.contains(r#"{"kind":"voids","total":0,"rows":[],"counting":"Counter 1"}"#), "{text}");
        let commissions = ListCommissions { from: today(), to: today(), staff: None };
        assert_eq!(code(mine.ask(commissions).await), "report.counting");
        for figure in [Figure::Received, Figure::Earned, Figure::Deposits, Figure::Receivables] {
            let explain = Explain { figure, from: today(), to: today(), key: None };
            assert_eq!(code(mine.ask(explain).await), "report.counting");
        }
        // Days before the drawer was opened tell nothing of it.
        let before = today().pred_opt().unwrap();
        assert_eq!(mine.ask(ShowReport { from: before, to: before }).await.unwrap().received, Money(0));
        let bos = owner(lab, &house).await;
        assert_eq!(bos.ask(REPORT()).await.unwrap().received, Money(175_000));
    }

    async fn a_visit_past_midnight_is_earned_on_the_day_it_was_done(lab: &Lab) {
        let house = House::of(lab).await;
        let (house, visit) = house.late(lab).await;
        house.clock.set(on(21, 0, 20));
        house.finish(visit).await;
        let serum = AddLine {
            booking: visit, version: None, treatment: None, staff: None,
            description: "Serum".to_owned(), quantity: None, price: Some(Money(60_000)), reason: String::new() };
        let bill = house.desk.act(serum).await.unwrap();
        let price = bill.total.0 - 60_000;
        assert!(price > 0);
        let bos = owner(lab, &house).await;
        let tomorrow = today().succ_opt().unwrap();
        let told = async |from, to| {
            let report = bos.ask(ShowReport { from, to }).await.unwrap();
            assert!(report.identity.holds);
            (report.done, report.earned.0, report.receivables.end.0)
        };
        // What was sold after it is the next day's.
        assert_eq!(told(today(), today()).await, (1, price, price));
        assert_eq!(told(tomorrow, tomorrow).await, (0, 60_000, price + 60_000));
        assert_eq!(told(today(), tomorrow).await, (1, price + 60_000, price + 60_000));
        let commissions = ListCommissions { from: today(), to: today(), staff: None };
        let earned: i64 = bos.ask(commissions).await.unwrap().iter().map(|one| one.base.0).sum();
        assert_eq!(earned, price);
    }

    async fn a_commission_is_the_performer_s(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let serum = AddLine {
            booking: visit, version: None, treatment: None, staff: None,
            description: "Serum".to_owned(), quantity: None, price: Some(Money(60_000)), reason: String::new() };
        house.desk.act(serum).await.unwrap();
        let line = house.desk.ask(OpenBill { booking: visit }).await.unwrap().lines[1].id;
        let (rina, tono) = (house.staff("Rina").await, house.staff("Tono").await);
        // They share the serum, sixty to forty.
        let clinic = house.desk.clinic().id;
        let mut tx = lab.db.begin().await.unwrap();
        for (staff, share) in [(rina, 6_000_i64), (tono, 4_000)] {
            tx.on().exec(
                "INSERT INTO line_share (clinic_id, line_id, staff_id, share_bp) VALUES ($1, $2, $3, $4)",
                (clinic, line, staff, share),
            ).await.unwrap();
        }
        tx.commit().await.unwrap();
        house.pay(visit, &[(MethodKind::Card, 117_500)]).await.unwrap();
        let bos = owner(lab, &house).await;
        let all = || ListCommissions { from: today(), to: today(), staff: None };
        assert!(bos.ask(all()).await.unwrap().is_empty(), "nothing is earned before it is done");
        house.desk.act(FinishVisit { booking: visit, version: None, late_reason: String::new() }).await.unwrap();
        let list = bos.ask(all()).await.unwrap();
        let of = |staff| {
            let one = list.iter().find(|one| one.staff == staff).unwrap();
            (one.rate_bp, one.base.0, one.earned.0, one.payable.0)
        };
        // Half of Rp 235.000 is paid.
        assert_eq!(of(rina), (Some(1_000), 211_000, 21_100, 10_550));
        assert_eq!(of(tono), (Some(1_000), 24_000, 2_400, 1_200));
    }

    async fn who_pays_first_pays_whoever_treats_them_then(lab: &Lab) {
        let house = House::of(lab).await;
        let facial = house.treatment("Facial Basic").await;
        let walk_in = walk_in("Ani", "081200000001", Some(facial));
        let visit = house.desk.act(walk_in).await.unwrap().booking.unwrap();
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        let rina = house.staff("Rina").await;
        let start = StartVisit { booking: visit, version: None, staff: Some(rina), alerts_seen: false, override_reason: None };
        house.desk.act(start).await.unwrap();
        house.finish(visit).await;
        let bos = owner(lab, &house).await;
        let earned = bos.ask(ListCommissions { from: today(), to: today(), staff: None }).await.unwrap();
        assert_eq!(earned.len(), 1);
        assert_eq!((earned[0].staff, earned[0].earned, earned[0].payable), (rina, Money(17_500), Money(17_500)));
        let report = bos.ask(REPORT()).await.unwrap();
        assert_eq!(report.earned_by_staff[0].name, "Rina Wulandari");
    }

    async fn what_leaks_is_listed(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let paid = house.pay(visit, &[(MethodKind::Qris, 100_000)]).await.unwrap();
        for _ in 0..2 {
            house.desk.act(PrintReceipt { receipt: paid.receipt }).await.unwrap();
        }
        house.desk.act(FinishVisit { booking: visit, version: None, late_reason: String::new() }).await.unwrap();
        house.clock.set(at(10, 45));
        let bos = owner(lab, &house).await;
        let leaks = |bos: Desk| async move {
            let all = bos.ask(ListLeaks { from: today(), to: today() }).await.unwrap();
            all.into_iter().map(|leak| (leak.kind, leak.total.0, leak.rows.len())).collect::<Vec<_>>()
        };
        assert_eq!(leaks(bos).await, [(Leak::DoneUnpaid, 75_000, 1), (Leak::Reprints, 0, 1)]);
        house.clock.set(crate::clinic::on(21, 20, 0));
        let bos = house.desk.login("bos", PASSWORD).await.unwrap().0;
        let bos = bos.prove(&pin(), Permission::ReportSee).await.unwrap();
        assert!(leaks(bos).await.contains(&(Leak::Unverified, 100_000, 1)));
    }

    async fn a_day_is_told_in_figures(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.desk.act(FinishVisit { booking: visit, version: None, late_reason: String::new() }).await.unwrap();
        house.pay(visit, &[(MethodKind::Cash, 100_000)]).await.unwrap();
        let bos = owner(lab, &house).await;
        let report = bos.ask(REPORT()).await.unwrap();
        assert_eq!((report.earned, report.received), (Money(175_000), Money(100_000)));
        assert_eq!((report.receivables.end, report.receivables.change), (Money(75_000), Money(75_000)));
        assert_eq!((report.done, report.no_show_bp, report.new_patients, report.wait_seconds), (1, Some(0), 1, None));
        assert_eq!(report.heat.len(), 1);
        let explain = Explain { figure: Figure::Receivables, from: today(), to: today(), key: None };
        let rows = bos.ask(explain).await.unwrap().rows;
        assert_eq!((rows.len(), rows[0].booking, rows[0].amount), (1, Some(visit), Money(75_000)));
        let explain = Explain { figure: Figure::Received, from: today(), to: today(), key: None };
        assert_eq!(bos.ask(explain).await.unwrap().rows[0].number, "R-000001");
    }

    async fn a_rate_counts_from_its_day_on(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Card, 175_000)]).await.unwrap();
        house.finish(visit).await;
        house.clock.set(on(21, 8, 0));
        let bos = owner(lab, &house).await;
        let rina = house.staff("Rina").await;
        let list = bos.ask(ListStaff {}).await.unwrap();
        let row = list.staff.iter().find(|one| one.staff.id == rina).unwrap();
        let save = |commission_bp| SaveStaff {
            staff: Some(rina), version: None, name: row.staff.name.clone(), title: row.staff.title.clone(),
            skills: String::new(), room: row.staff.room_id, commission_bp, hours: row.hours.clone(), treatments: None,
            active: true,
        };
        let of = async |day: u32| {
            let day = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
            let all = bos.ask(ListCommissions { from: day, to: day, staff: Some(rina) }).await.unwrap();
            all.iter().map(|one| (one.rate_bp.unwrap(), one.earned.0)).next()
        };
        assert_eq!(of(20).await, Some((1_000, 17_500)));
        bos.act(save(Some(2_000))).await.unwrap();
        assert_eq!(of(20).await, Some((1_000, 17_500)), "what was earned before stays");
        // What goes back of it goes back at the rate it was earned at.
        let open = OpenDrawer { drawer: "Kas 2".to_owned(), float: Money(0), note: String::new() };
        bos.act(open).await.unwrap();
        let payment = bos.ask(OpenBill { booking: visit }).await.unwrap().payments[0].id;
        let back = RefundPayment { payment, amount: Some(Money(75_000)), method: None, reason: "alergi".to_owned() };
        bos.act_as(back, Asked { request: None, approval: Some(pin()) }).await.unwrap();
        let count = CountDrawer { session: None, pieces: None, total: Some(Money(0)), reason: String::new() };
        bos.act(count).await.unwrap();
        assert_eq!(of(21).await, Some((1_000, -7_500)), "it is shown at the rate it is reckoned at");
        // The clinic's own rate has its history too.
        bos.act(save(None)).await.unwrap();
        sets(&bos, PIN, |policies| policies.commission_bp = 500).await;
        assert_eq!(of(20).await, Some((1_000, 17_500)));
        assert_eq!(of(21).await, Some((1_000, -7_500)));
    }

    async fn a_report_calls_things_as_they_were_called_then(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.finish(visit).await;
        house.clock.set(on(21, 8, 0));
        let bos = owner(lab, &house).await;
        let row = house.desk.roster().await.unwrap().treatments.iter().find(|row| row.name == "Facial Basic").unwrap().clone();
        let was = row.category.clone();
        let save = SaveTreatment {
            treatment: Some(row.id), version: None, name: "Facial Dasar".to_owned(), category: "Lain".to_owned(),
            minutes: row.minutes, price: row.price, deposit: row.deposit, tax_mode: row.tax_mode, tax_bp: row.tax_bp,
            queue_prefix: row.queue_prefix, room: row.room_id, staff: None, active: true,
        };
        bos.act(save).await.unwrap();
        let report = bos.ask(REPORT()).await.unwrap();
        let named = |parts: &[Part]| parts.iter().map(|part| part.name.clone()).collect::<Vec<_>>();
        assert_eq!(named(&report.earned_by_treatment), ["Facial Basic"]);
        assert_eq!(named(&report.earned_by_category), [was]);
        for parts in [&report.earned_by_treatment, &report.earned_by_category] {
            let key = Some(parts[0].key.clone());
            let explain = Explain { figure: Figure::Earned, from: today(), to: today(), key };
            assert_eq!(bos.ask(explain).await.unwrap().total, parts[0].amount);
        }
    }

    async fn what_the_owner_paid_stands_beside_the_net_cash_and_says_so(lab: &Lab) {
        let house = House::of(lab).await;
        for (amount, what, from) in
            [(45_000, "galon", PaidFrom::Bank), (250_000, "seragam", PaidFrom::Owner)]
        {
            let spend = house.spent(amount, what, from).await;
            house.desk.act(spend).await.unwrap();
        }
        let bos = owner(lab, &house).await;
        let report = bos.ask(REPORT()).await.unwrap();
        assert_eq!((report.expenses, report.net_cash), (Money(295_000), Money(-45_000)));
        let explain = Explain { figure: Figure::NetCash, from: today(), to: today(), key: None };
        let told = bos.ask(explain).await.unwrap();
        assert_eq!(told.total, report.net_cash);
        let rows = told.rows.iter().map(|row| (row.what.as_str(), row.paid_from, row.amount, row.beside));
        assert_eq!(
            rows.collect::<Vec<_>>(),
            [
                ("galon", Some(PaidFrom::Bank), Money(-45_000), None),
                ("seragam", Some(PaidFrom::Owner), Money(0), Some(Money(250_000))),
            ]
        );
    }

    async fn a_deposit_of_a_day_nobody_marked_is_found(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(15, 0)).await.unwrap().id;
        house.pay(visit, &[(MethodKind::Card, 50_000)]).await.unwrap();
        let bos = owner(lab, &house).await;
        let left = |bos: Desk| async move {
            let all = bos.ask(ListLeaks { from: today(), to: today() }).await.unwrap();
            all.into_iter().find(|leak| leak.kind == Leak::DepositLeft).map(|leak| (leak.total.0, leak.rows.len()))
        };
        assert_eq!(left(bos).await, None, "it may still come");
        house.clock.set(crate::clinic::on(21, 8, 0));
        let bos = house.desk.login("bos", PASSWORD).await.unwrap().0;
        let bos = bos.prove(&pin(), Permission::ReportSee).await.unwrap();
        assert_eq!(left(bos).await, Some((50_000, 1)));
    }

    async fn tips_are_told_by_whose_they_are(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let tono = house.staff("Tono").await;
        for (amount, staff) in [(20_000, None), (15_000, Some(tono))] {
            let tip = loket::desk::tip::AddTip { booking: visit, version: None, amount: Money(amount), staff };
            house.desk.act(tip).await.unwrap();
        }
        house.pay(visit, &[(MethodKind::Card, 210_000)]).await.unwrap();
        house.finish(visit).await;
        let bos = owner(lab, &house).await;
        let report = bos.ask(REPORT()).await.unwrap();
        let parts: Vec<_> = report.tips_by_staff.iter().map(|part| (part.name.as_str(), part.amount.0)).collect();
        assert_eq!(parts, [("Rina Wulandari", 20_000), (house.desk.roster().await.unwrap().staff_name(tono), 15_000)]);
        let explain = |key| Explain { figure: Figure::Tips, from: today(), to: today(), key };
        let told = bos.ask(explain(None)).await.unwrap();
        assert_eq!((told.total, told.rows.len(), told.rows[0].staff.as_str()), (Money(35_000), 2, "Rina Wulandari"));
        let his = bos.ask(explain(Some(report.tips_by_staff[1].key.clone()))).await.unwrap();
        assert_eq!(his.total, Money(15_000));
        // Whoever has nothing but a tip is there too; it is no part of what they earned.
        let all = bos.ask(ListCommissions { from: today(), to: today(), staff: None }).await.unwrap();
        let his = all.iter().find(|one| one.staff == tono).unwrap();
        assert_eq!((his.base, his.earned, his.tips, his.rows.len()), (Money(0), Money(0), Money(15_000), 0));
    }

    async fn a_discount_leads_to_the_receipt_of_what_was_paid(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let off = loket::desk::discount::GiveDiscount {
            booking: visit, version: None, line: None, percent_bp: None, amount: Some(Money(5_000)),
            reason: "pelanggan lama".to_owned(),
        };
        house.desk.act_as(off, approved()).await.unwrap();
        let paid = house.pay(visit, &[(MethodKind::Card, 170_000)]).await.unwrap();
        let payment = house.desk.ask(OpenBill { booking: visit }).await.unwrap().payments[0].id;
        house.refund(payment, Some(10_000)).await.unwrap();
        house.pay(visit, &[(MethodKind::Card, 10_000)]).await.ok();
        house.finish(visit).await;
        let bos = owner(lab, &house).await;
        let told = bos.ask(Explain { figure: Figure::Discounts, from: today(), to: today(), key: None }).await.unwrap();
        assert!(!told.rows[0].number.starts_with("RF"), "{:?} {:?}", told.rows[0], paid.number);
    }
}
