//! A day from its float to its Z.

use loket::desk::line::AddLine;
use loket::desk::package::{PatientPackages, SavePackage, SellPackage};
use loket::desk::package_use::UsePackage;
use loket::desk::visit::CancelBooking;
use loket::domain::report::Leak;

use super::*;
use loket::domain::drawer::Owed;

on_both! {
    async fn a_whole_day_closes_to_the_rupiah(lab: &Lab) {
        let till = Till::of(lab).await;
        let budi = till.visit("Budi Santoso", "Konsultasi dr.", "09:00", true).await;
        let agus = till.visit("Agus Wijaya", "Totok Wajah", "09:30", true).await;
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "10:00", true).await;
        let ayu = till.visit("Ayu Prameswari", "Facial Basic", "11:00", true).await;
        // Tomorrow does not stand in the way.
        till.clinic.book("Citra", "Facial Basic", "Tono", "2026-11-21 09:00").await;
        till.pay(budi, &[(MethodKind::Cash, 200_000)]).await.unwrap();
        till.pay(dewi, &[(MethodKind::Card, 300_000), (MethodKind::Cash, 450_000)]).await.unwrap();
        till.pay(agus, &[(MethodKind::Qris, 120_000)]).await.unwrap();
        till.moves(MoveKind::PaidIn, 20_000).await.unwrap();
        till.moves(MoveKind::PaidOut, 45_000).await.unwrap();
        till.moves(MoveKind::Drop, 500_000).await.unwrap();
        let no_sale = OpenWithoutSale { reason: "tukar uang".to_owned() };
        assert_eq!(code(till.sari().act(no_sale.clone()).await), "permission.pin");
        till.sari().act_as(no_sale, own()).await.unwrap();
        // 500.000 + 150.000 + 450.000 + 20.000 - 45.000 - 500.000
        let expected = 575_000;
        let pieces = Pieces {
            pieces: vec![Piece { value: Money(100_000), count: 5 }, Piece { value: Money(50_000), count: 1 }],
            coins: Money(24_000),
        };
        let count = CountDrawer { session: None, pieces: Some(pieces.clone()), total: None, reason: String::new() };
        assert_eq!(code(till.sari().act(count.clone()).await), "permission.pin");
        let given = till.sari().act_as(count, own()).await.unwrap();
        assert_eq!((given.seq, given.total), (1, Money(574_000)));
        let x = till.x().await;
        assert_eq!((x.expected, x.difference), (Some(Money(expected)), Some(Money(-1_000))));
        assert_eq!(x.pieces.as_ref(), Some(&pieces));
        assert_eq!(x.unfinished.iter().map(|one| one.booking).collect::<Vec<_>>(), [ayu]);
        assert_eq!(x.waiting.len(), 1);
        // Nothing is closed before everything is said.
        assert_eq!(code(till.sari().act_as(closing(""), own()).await), "drawer.unconfirmed");
        let close = CloseDrawer { methods: confirmed(&x), ..closing("koin kurang") };
        assert_eq!(code(till.sari().act_as(close.clone(), own()).await), "drawer.unfinished");
        let decide = |decision, note: &str| {
            let note = note.to_owned();
            CloseDrawer { unfinished: vec![Decided { booking: ayu, decision, note }], ..close.clone() }
        };
        let carried = |note| decide(Decision::Carried, note);
        assert_eq!(code(till.sari().act_as(carried(""), own()).await), "drawer.carried_note");
        let refused = till.sari().act_as(decide(Decision::Receivable, "karyawan"), own()).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!(refusal.code, "permission.denied");
        let words = loket::i18n::Words::new(loket::i18n::Language::English);
        let said = words.refusal(refusal, &loket::domain::money::Currency::rupiah(), till.sari().today());
        assert!(said.contains("leave a debt standing") && !said.contains("write off"), "{said}");
        let too_much = CloseDrawer { left_in: Some(Money(574_001)), ..carried("bayar besok") };
        assert_eq!(code(till.sari().act_as(too_much, own()).await), "drawer.left_in");
        let closed = till.sari().act_as(carried("bayar besok"), own()).await.unwrap();
        assert_eq!((closed.number, closed.expected, closed.difference), (1, Money(expected), Money(-1_000)));
        assert_eq!((closed.left_in, closed.to_safe), (Money(500_000), Money(74_000)));
        let z = till.sari().ask(OpenZ { z: closed.z }).await.unwrap().z;
        assert_eq!((z.received, z.perpetual), (Money(1_020_000), Money(1_020_000)));
        assert_eq!((z.receipts[0].first.as_str(), z.receipts[0].last.as_str()), ("R-000001", "R-000003"));
        assert_eq!((z.moves.len(), z.no_sales, z.counts.len(), z.waiting.count), (4, 1, 1, 1));
        assert_eq!((z.difference_note.as_str(), z.unfinished.len()), ("koin kurang", 1));
        let zs = till.sari().ask(ListZ::default()).await.unwrap();
        assert_eq!((zs.len(), zs[0].number, zs[0].difference), (1, 1, Money(-1_000)));
        // What was carried over is asked about again the next day, until it is owed or paid.
        till.open(500_000, "").await.unwrap();
        assert_eq!(till.x().await.unfinished.len(), 0);
        till.count(500_000).await.unwrap();
        till.close("", own()).await.unwrap();
        till.clinic.clock.set(at("2026-11-21 00:10"));
        let till = till.again().await;
        till.open(500_000, "").await.unwrap();
        assert_eq!(till.x().await.unfinished.len(), 1);
        till.count(500_000).await.unwrap();
        let owed = Decided { booking: ayu, decision: Decision::Receivable, note: "karyawan".to_owned() };
        let close = CloseDrawer { unfinished: vec![owed], ..closing("") };
        assert_eq!(till.sari().act_as(close, rani()).await.unwrap().number, 3);
        till.open(500_000, "").await.unwrap();
        assert_eq!(till.x().await.unfinished.len(), 0);
    }

    async fn what_became_owed_after_the_z_is_in_the_next(lab: &Lab) {
        let till = Till::of(lab).await;
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "10:00", false).await;
        till.clinic.now("10:00");
        let start = StartVisit { booking: dewi, version: None, staff: None, alerts_seen: true, override_reason: None };
        till.sari().act(start).await.unwrap();
        till.count(500_000).await.unwrap();
        till.close("", own()).await.unwrap();
        till.sari().act(FinishVisit { booking: dewi, version: None, late_reason: String::new() }).await.unwrap();
        // Sold on a visit that is called off: the package stays, and is not paid.
        let ayu = till.visit("Ayu Prameswari", "Facial Basic", "15:00", false).await;
        let offer = SavePackage {
            package: None, version: None, name: "Basic 5x".to_owned(),
            treatment: till.clinic.treatment("Facial Basic").await,
            sessions: 5, price: Money(900_000), valid_days: None, shareable: false, active: true,
        };
        let package = till.clinic.owner.act_as(offer, pin(None, OWNER_PIN)).await.unwrap().id;
        till.sari().act(SellPackage { booking: ayu, version: None, package }).await.unwrap();
        let cancel = CancelBooking {
            booking: ayu, version: None, by: None, reason: "sakit".to_owned(), deposit: None,
        };
        till.sari().act(cancel).await.unwrap();
        till.open(500_000, "").await.unwrap();
        let owed = till.x().await.unfinished;
        let owed: Vec<_> = owed.iter().map(|one| (one.booking, one.due.0, one.owed)).collect();
        assert_eq!(owed, [(dewi, 750_000, Owed::Done), (ayu, 900_000, Owed::Package)]);
        till.count(500_000).await.unwrap();
        // A script learns of which visits nothing was said yet.
        let said = |booking| Decided { booking, decision: Decision::Carried, note: "besok".to_owned() };
        let close = |unfinished: Vec<Decided>| CloseDrawer { unfinished, ..closing("") };
        for (decided, left) in [(vec![], vec![dewi, ayu]), (vec![said(dewi)], vec![ayu])] {
            let refused = till.sari().act_as(close(decided), own()).await.unwrap_err();
            let refusal = refused.refusal().unwrap();
            assert_eq!((refusal.code, &refusal.details_json()["bookings"]), ("drawer.unfinished", &json!(left)));
        }
        let z = till.sari().act_as(close(vec![said(dewi), said(ayu)]), own()).await.unwrap().z;
        let z = till.sari().ask(OpenZ { z }).await.unwrap().z;
        assert_eq!(z.unfinished.iter().map(|one| one.owed).collect::<Vec<_>>(), [Owed::Done, Owed::Package]);
        let leaks = looks(&till).await;
        let owed = leaks.iter().find(|one| one.kind == Leak::DoneUnpaid).unwrap();
        assert_eq!((owed.total, owed.rows.len()), (Money(1_650_000), 2));
    }

    async fn a_session_of_a_package_leaves_no_hole_and_is_nobodys_discount(lab: &Lab) {
        let till = Till::of(lab).await;
        let offer = SavePackage {
            package: None, version: None, name: "Basic 5x".to_owned(),
            treatment: till.clinic.treatment("Facial Basic").await,
            sessions: 5, price: Money(900_000), valid_days: None, shareable: false, active: true,
        };
        let package = till.clinic.owner.act_as(offer, pin(None, OWNER_PIN)).await.unwrap().id;
        let ayu = till.visit("Ayu Prameswari", "Facial Basic", "11:00", true).await;
        let sold = till.sari().act(SellPackage { booking: ayu, version: None, package }).await.unwrap();
        let owned = till.sari().ask(PatientPackages { patient: sold.patient }).await.unwrap()[0].row.id;
        till.pay(ayu, &[(MethodKind::Card, 900_000)]).await.unwrap();
        let uses = UsePackage { booking: ayu, version: None, package: owned, line: None, reason: String::new() };
        assert_eq!(till.sari().act(uses).await.unwrap().due, Money(0));
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "13:00", true).await;
        till.pay(dewi, &[(MethodKind::Card, 750_000)]).await.unwrap();
        till.count(500_000).await.unwrap();
        let z = till.sari().ask(OpenZ { z: till.close("", own()).await.unwrap().z }).await.unwrap().z;
        let series: Vec<_> = z.receipts.iter().map(|one| (one.first.as_str(), one.last.as_str(), one.count)).collect();
        assert_eq!(series, [("R-000001", "R-000003", 3)]);
        assert_eq!(z.discounts.count, 0);
        assert!(looks(&till).await.iter().all(|one| one.kind != Leak::Discounts));
    }

    async fn slips_that_differ_are_explained(lab: &Lab) {
        let till = Till::of(lab).await;
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "10:00", true).await;
        till.pay(dewi, &[(MethodKind::Card, 750_000)]).await.unwrap();
        till.count(500_000).await.unwrap();
        let mut methods = confirmed(&till.x().await);
        methods[0].amount = Money(700_000);
        let close = |methods| CloseDrawer { methods, ..closing("") };
        assert_eq!(code(till.sari().act_as(close(methods.clone()), own()).await), "drawer.method_note");
        "satu slip hilang".clone_into(&mut methods[0].note);
        let closed = till.sari().act_as(close(methods), own()).await.unwrap();
        let z = till.sari().ask(OpenZ { z: closed.z }).await.unwrap().z;
        assert_eq!((z.methods[0].total.amount, z.methods[0].confirmed), (Money(750_000), Some(Money(700_000))));
    }

    async fn a_rounding_that_settles_a_bill_alone_is_on_the_z(lab: &Lab) {
        let till = Till::of(lab).await;
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "09:00", true).await;
        till.pay(dewi, &[(MethodKind::Cash, 750_000)]).await.unwrap();
        assert_eq!(till.x().await.rounding.count, 0);
        let small = AddLine {
            booking: dewi, version: None, treatment: None, staff: None, description: "Kapas".to_owned(),
            quantity: None, price: Some(Money(40)), reason: String::new(),
        };
        till.sari().act(small).await.unwrap();
        till.pay(dewi, &[(MethodKind::Cash, 0)]).await.unwrap();
        let rounding = till.x().await.rounding;
        assert_eq!((rounding.count, rounding.amount), (1, Money(-40)));
    }

    async fn a_drawer_changes_hands_with_what_was_counted(lab: &Lab) {
        let till = Till::of(lab).await;
        till.visit("Ayu Prameswari", "Facial Basic", "11:00", true).await;
        till.moves(MoveKind::PaidIn, 100_000).await.unwrap();
        let over = HandOver { session: None, note: "kurang".to_owned(), methods: Vec::new(), unfinished: Vec::new() };
        assert_eq!(code(till.sari().act_as(over.clone(), rani()).await), "drawer.not_counted");
        till.count(580_000).await.unwrap();
        assert_eq!(code(till.sari().act_as(over.clone(), own()).await), "drawer.same_person");
        // The owner has a drawer of their own open.
        let owner = pin(Some("owner"), OWNER_PIN);
        assert_eq!(code(till.sari().act_as(over.clone(), owner).await), "drawer.open_already");
        let accept = AcceptDifference { session: None, note: "hilang".to_owned() };
        assert_eq!(code(till.sari().act_as(accept.clone(), own()).await), "permission.denied");
        till.sari().act_as(accept, rani()).await.unwrap();
        let handed = till.sari().act_as(over.clone(), rani()).await.unwrap();
        assert_eq!((handed.to.as_str(), handed.closed.left_in, handed.closed.to_safe), ("Rani Kartika", Money(580_000), Money(0)));
        // Nobody decided anything about what is not paid: neither the report nor the books say that somebody did.
        let z = till.sari().ask(OpenZ { z: handed.closed.z }).await.unwrap().z;
        assert_eq!(z.unfinished.iter().map(|one| one.decision).collect::<Vec<_>>(), [None]);
        assert_eq!(figures(lab, "SELECT COUNT(*) FROM open_work").await, [0]);
        // Money taken at this counter is hers now, in a session that began with the same count.
        let x = till.sari().ask(LookX { session: Some(handed.next) }).await.unwrap();
        assert_eq!((x.float, x.opening_difference, x.handed_by.as_deref()), (Money(580_000), Money(0), Some("Sari Wulandari")));
        assert_eq!(x.unfinished.len(), 1, "what was handed on is asked of whoever has it now");
        assert_eq!(code(till.sari().act_as(over, rani()).await), "drawer.closed_already");
        let rani_desk = till.sari().login("rani", crate::support::clinic::PASSWORD).await.unwrap().0;
        let hers = || pin(None, RANI_PIN);
        rani_desk.act_as(counted(580_000), hers()).await.unwrap();
        assert_eq!(code(rani_desk.act_as(closing(""), hers()).await), "drawer.unfinished");
        let carried = x.unfinished.iter().map(|row| Decided {
            booking: row.booking, decision: Decision::Carried, note: "telepon".to_owned(),
        });
        let close = CloseDrawer { unfinished: carried.collect(), left_in: Some(Money(580_000)), ..closing("") };
        rani_desk.act_as(close, hers()).await.unwrap();
        till.open(580_000, "").await.unwrap();
        assert_eq!(till.x().await.unfinished.len(), 0, "what was carried over today is asked about tomorrow");
    }

    async fn z_numbers_have_no_hole_after_rollbacks(lab: &Lab) {
        let till = Till::of(lab).await;
        for round in 1..=12 {
            till.count(500_000).await.unwrap();
            // Refused after the number was drawn, and before: both leave none behind.
            let too_much = CloseDrawer { left_in: Some(Money(500_001)), ..closing("") };
            assert_eq!(code(till.sari().act_as(too_much, own()).await), "drawer.left_in");
            let mut tx = lab.db.begin().await.unwrap();
            let clinic = till.sari().clinic().id;
            let (number,) = loket::store::audit::next(tx.on(), clinic, "z", "").await.unwrap();
            assert_eq!(number, round);
            tx.rollback().await;
            assert_eq!(till.close("", own()).await.unwrap().number, round);
            till.open(500_000, "").await.unwrap();
        }
        assert_eq!(figures(lab, "SELECT number FROM z_report ORDER BY number").await, (1..=12).collect::<Vec<_>>());
    }
}
