//! The drawer from its float to its Z, and the days that are locked behind it.

use loket::desk::acts::ACTS;
use loket::desk::booking::Book;
use loket::desk::day_close::{CloseDay, ListDays, ReopenDay};
use loket::desk::drawer::{
    AcceptDifference, CloseDrawer, Closed, Confirmed, CountDrawer, Decided, Given, HandOver, ListDrawers,
    ListZ, LookX, MoveCash, OpenDrawer, OpenWithoutSale, OpenZ, Opened, XView,
};
use loket::desk::method::ListMethods;
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::visit::{FinishVisit, StartVisit};
use loket::desk::{Approval, Asked, Desk, Done};
use loket::domain::booking::Source;
use loket::domain::drawer::{Decision, MoveKind, Piece, Pieces};
use loket::domain::id::{BookingId, DrawerSessionId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::store::On;
use proptest::prelude::*;
use serde_json::json;

use crate::clinic::code;
use crate::support::clinic::{Clinic, OWNER_PIN, RANI_PIN, SARI_PIN, at};
use crate::support::{Lab, on_both};

/// A PIN, one's own or somebody's.
pub fn pin(username: Option<&str>, pin: &str) -> Asked {
    Asked {
        request: None,
        approval: Some(Approval { username: username.map(str::to_owned), pin: pin.to_owned() }),
    }
}

fn own() -> Asked {
    pin(None, SARI_PIN)
}

fn rani() -> Asked {
    pin(Some("rani"), RANI_PIN)
}

/// Sari at a drawer of her own.
struct Till {
    clinic: Clinic,
}

impl Till {
    async fn of(lab: &Lab) -> Self {
        let till = Self { clinic: Clinic::found(lab).await };
        till.open(500_000, "").await.unwrap();
        till
    }

    fn sari(&self) -> &Desk {
        &self.clinic.desk
    }

    async fn open(&self, float: i64, note: &str) -> Done<Opened> {
        let open = OpenDrawer { drawer: "Kas 2".to_owned(), float: Money(float), note: note.to_owned() };
        self.sari().act_as(open, own()).await
    }

    async fn visit(&self, patient: &str, treatment: &str, time: &str, done: bool) -> BookingId {
        let book = Book {
            patient: self.clinic.patient(patient).await,
            treatment: self.clinic.treatment(treatment).await,
            staff: None,
            starts_at: at(&format!("2026-11-20 {time}")),
            source: Source::Phone,
            note: String::new(),
            override_reason: None,
            rebooked_from: None,
        };
        let booking = self.sari().act(book).await.unwrap().id;
        if done {
            self.clinic.now(time);
            let start = StartVisit { booking, version: None, staff: None, alerts_seen: true };
            self.sari().act(start).await.unwrap();
            self.sari().act(FinishVisit { booking, version: None }).await.unwrap();
        }
        booking
    }

    async fn pay(&self, booking: BookingId, parts: &[(MethodKind, i64)]) -> Done<()> {
        pay(self.sari(), booking, parts).await
    }

    async fn moves(&self, kind: MoveKind, amount: i64) -> Done<()> {
        moves(self.sari(), kind, amount).await
    }

    async fn x(&self) -> XView {
        self.sari().ask(LookX { session: None }).await.unwrap()
    }

    async fn count(&self, total: i64) -> Done<Given> {
        self.sari().act_as(counted(total), own()).await
    }

    /// Closes with everything confirmed as it was taken.
    async fn close(&self, note: &str, asked: Asked) -> Done<Closed> {
        let close = CloseDrawer { methods: confirmed(&self.x().await), ..closing(note) };
        self.sari().act_as(close, asked).await
    }
}

fn closing(note: &str) -> CloseDrawer {
    CloseDrawer {
        session: None,
        note: note.to_owned(),
        methods: Vec::new(),
        unfinished: Vec::new(),
        left_in: None,
    }
}

fn counted(total: i64) -> CountDrawer {
    CountDrawer { session: None, pieces: None, total: Some(Money(total)), reason: String::new() }
}

fn confirmed(x: &XView) -> Vec<Confirmed> {
    x.methods
        .iter()
        .filter(|method| !method.in_drawer)
        .map(|method| Confirmed {
            method: method.method,
            amount: method.amount.unwrap(),
            note: String::new(),
        })
        .collect()
}

async fn moves(desk: &Desk, kind: MoveKind, amount: i64) -> Done<()> {
    let reason = "air galon".to_owned();
    let moved = MoveCash { kind, amount: Money(amount), reason, reference: String::new() };
    desk.act(moved).await.map(|_| ())
}

async fn pay(desk: &Desk, booking: BookingId, parts: &[(MethodKind, i64)]) -> Done<()> {
    let methods = desk.ask(ListMethods { all: false }).await.unwrap();
    let tenders = parts
        .iter()
        .map(|(kind, amount)| Tender {
            method: methods.iter().find(|method| method.kind == *kind).unwrap().id,
            tendered: Money(*amount),
            reference: String::new(),
        })
        .collect();
    desk.act(TakePayment { booking, tenders, due: None }).await.map(|_| ())
}

async fn figures(lab: &Lab, sql: &'static str) -> Vec<i64> {
    let rows: Vec<(i64,)> = On::from(&lab.db).all(sql, ()).await.unwrap();
    rows.into_iter().map(|(figure,)| figure).collect()
}

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
        assert_eq!(
            code(till.sari().act_as(decide(Decision::Receivable, "karyawan"), own()).await),
            "permission.denied",
        );
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
        // What was carried over is asked about again, until it is owed or paid.
        till.open(500_000, "").await.unwrap();
        assert_eq!(till.x().await.unfinished.len(), 1);
        till.count(500_000).await.unwrap();
        let owed = Decided { booking: ayu, decision: Decision::Receivable, note: "karyawan".to_owned() };
        let close = CloseDrawer { unfinished: vec![owed], ..closing("") };
        assert_eq!(till.sari().act_as(close, rani()).await.unwrap().number, 2);
        till.open(500_000, "").await.unwrap();
        assert_eq!(till.x().await.unfinished.len(), 0);
    }

    async fn what_was_left_is_compared_once(lab: &Lab) {
        let till = Till::of(lab).await;
        assert_eq!(code(till.open(500_000, "").await), "drawer.open_already");
        till.count(500_000).await.unwrap();
        let close = CloseDrawer { left_in: Some(Money(400_000)), ..closing("") };
        till.sari().act_as(close, own()).await.unwrap();
        let drawers = till.sari().ask(ListDrawers {}).await.unwrap();
        let mine = drawers.iter().find(|drawer| drawer.name == "Kas 2").unwrap();
        assert_eq!((mine.left, mine.open.is_none()), (Some(Money(400_000)), true));
        assert_eq!(code(till.open(399_000, "").await), "drawer.note");
        let opened = till.open(399_000, "koin jatuh").await.unwrap();
        assert_eq!((opened.left_before, opened.difference), (Some(Money(400_000)), Money(-1_000)));
        // It is in the opening, and not a second time in the close.
        till.count(399_000).await.unwrap();
        let closed = till.close("", own()).await.unwrap();
        assert_eq!(closed.difference, Money(0));
        let z = till.sari().ask(OpenZ { z: closed.z }).await.unwrap().z;
        assert_eq!((z.opening_difference, z.opening_note.as_str()), (Money(-1_000), "koin jatuh"));
    }

    async fn no_more_goes_out_than_can_be_there_and_nobody_is_told_how_much_that_is(lab: &Lab) {
        let till = Till::of(lab).await;
        for kind in [MoveKind::PaidOut, MoveKind::Drop] {
            let refused = till.moves(kind, 500_001).await.unwrap_err();
            let refusal = refused.refusal().unwrap();
            assert_eq!((refusal.code, refusal.details.len()), ("drawer.short", 0));
        }
        assert_eq!(code(till.moves(MoveKind::PaidIn, 0).await), "drawer.amount");
        assert_eq!(code(till.moves(MoveKind::NoSale, 5).await), "drawer.kind");
        till.moves(MoveKind::Drop, 500_000).await.unwrap();
        assert_eq!(code(till.moves(MoveKind::PaidOut, 1).await), "drawer.short");
    }

    async fn a_count_is_given_once_and_a_second_needs_somebody_else(lab: &Lab) {
        let till = Till::of(lab).await;
        let nothing = CountDrawer { session: None, pieces: None, total: None, reason: String::new() };
        assert_eq!(code(till.sari().act_as(nothing, own()).await), "count.empty");
        till.count(450_000).await.unwrap();
        assert_eq!(code(till.count(500_000).await), "count.again");
        let again = CountDrawer { reason: "lembar lengket".to_owned(), ..counted(500_000) };
        assert_eq!(code(till.sari().act_as(again.clone(), own()).await), "permission.second");
        let given = till.sari().act_as(again, rani()).await.unwrap();
        assert_eq!(given.seq, 2);
        let z = till.sari().ask(OpenZ { z: till.close("", own()).await.unwrap().z }).await.unwrap().z;
        let totals: Vec<_> = z.counts.iter().map(|count| (count.total.0, count.approved_by.as_deref())).collect();
        assert_eq!(totals, [(450_000, Some("Sari Wulandari")), (500_000, Some("Rani Kartika"))]);
        assert_eq!(z.difference, Money(0));
        for sql in ["UPDATE drawer_count SET total = 1", "DELETE FROM drawer_count", "DELETE FROM z_report"] {
            let mut tx = lab.owner().await.begin().await.unwrap();
            let refused = tx.on().exec(sql, ()).await.unwrap_err();
            assert!(matches!(refused, loket::store::Fault::Rule(rule) if rule.ends_with("append_only")), "{sql}");
        }
    }

    async fn what_is_there_is_not_found_out_by_trying(lab: &Lab) {
        let till = Till::of(lab).await;
        let mut tried = 0;
        // Each no halves what may be there; after a few, there is no answer at all, not even for what would be right.
        while code(till.moves(MoveKind::Drop, 900_000 - tried).await) == "drawer.short" {
            tried += 1;
        }
        assert!(tried <= 6, "{tried} tries");
        assert_eq!(code(till.moves(MoveKind::PaidOut, 1_000).await), "drawer.wait");
        till.clinic.now("11:30");
        till.moves(MoveKind::PaidOut, 1_000).await.unwrap();
        // The count is not held up by it, and the next session begins anew.
        till.count(499_000).await.unwrap();
        till.close("", own()).await.unwrap();
        till.open(499_000, "").await.unwrap();
        assert_eq!(code(till.moves(MoveKind::Drop, 900_000).await), "drawer.short");
    }

    async fn the_database_keeps_what_was_counted(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(450_000).await.unwrap();
        for (sql, rule) in [
            ("UPDATE drawer_session SET counted = 500000 WHERE counted IS NOT NULL", "drawer_session_counted"),
            ("UPDATE drawer_session SET counted_at = NULL, counted = NULL WHERE counted IS NOT NULL", "drawer_session_closed"),
        ] {
            let mut tx = lab.owner().await.begin().await.unwrap();
            assert_eq!(tx.on().exec(sql, ()).await.unwrap_err(), loket::store::Fault::Rule(rule));
        }
    }

    async fn whoever_may_see_what_should_be_there_counts_no_drawer_of_others(lab: &Lab) {
        let till = Till::of(lab).await;
        let session = Some(till.x().await.session);
        let count = CountDrawer { session, ..counted(500_000) };
        let owner = &till.clinic.owner;
        assert_eq!(code(owner.act(count.clone()).await), "count.sees");
        assert_eq!(code(owner.act_as(count, rani()).await), "count.sees");
        till.count(500_000).await.unwrap();
        let close = CloseDrawer { session, ..closing("") };
        assert_eq!(code(owner.act(close.clone()).await), "permission.pin");
        owner.act_as(close, pin(None, OWNER_PIN)).await.unwrap();
    }

    async fn a_difference_above_the_tolerance_needs_a_note_and_a_pin(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(489_999).await.unwrap();
        assert_eq!(code(till.close("", own()).await), "drawer.difference_note");
        assert_eq!(code(till.close("hilang", own()).await), "permission.denied");
        let closed = till.close("hilang", rani()).await.unwrap();
        let z = till.sari().ask(OpenZ { z: closed.z }).await.unwrap().z;
        assert_eq!((z.difference, z.difference_note.as_str()), (Money(-10_001), "hilang"));
        assert_eq!(z.difference_approved_by.as_deref(), Some("Rani Kartika"));
        // Within the tolerance nobody is asked.
        till.open(489_999, "").await.unwrap();
        till.count(479_999).await.unwrap();
        till.close("", own()).await.unwrap();
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

    async fn a_drawer_changes_hands_with_what_was_counted(lab: &Lab) {
        let till = Till::of(lab).await;
        let ayu = till.visit("Ayu Prameswari", "Facial Basic", "11:00", true).await;
        till.moves(MoveKind::PaidIn, 100_000).await.unwrap();
        let over = HandOver { session: None, note: "kurang".to_owned(), methods: Vec::new() };
        assert_eq!(code(till.sari().act_as(over.clone(), rani()).await), "drawer.not_counted");
        till.count(580_000).await.unwrap();
        assert_eq!(code(till.sari().act_as(over.clone(), own()).await), "permission.second");
        // The owner has a drawer of their own open.
        let owner = pin(Some("owner"), OWNER_PIN);
        assert_eq!(code(till.sari().act_as(over.clone(), owner).await), "drawer.open_already");
        let accept = AcceptDifference { session: None, note: "hilang".to_owned() };
        assert_eq!(code(till.sari().act_as(accept.clone(), own()).await), "permission.denied");
        till.sari().act_as(accept, rani()).await.unwrap();
        let handed = till.sari().act_as(over.clone(), rani()).await.unwrap();
        assert_eq!((handed.to.as_str(), handed.closed.left_in, handed.closed.to_safe), ("Rani Kartika", Money(580_000), Money(0)));
        // Money taken at this counter is hers now, in a session that began with the same count.
        let x = till.sari().ask(LookX { session: Some(handed.next) }).await.unwrap();
        assert_eq!((x.float, x.opening_difference, x.handed_by.as_deref()), (Money(580_000), Money(0), Some("Sari Wulandari")));
        assert_eq!(x.unfinished.iter().map(|one| one.booking).collect::<Vec<_>>(), [ayu]);
        assert_eq!(code(till.sari().act_as(over, rani()).await), "drawer.closed");
    }

    async fn a_counted_drawer_takes_nothing_whatever_the_clock_says(lab: &Lab) {
        let till = Till::of(lab).await;
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "10:00", true).await;
        // All of it in one and the same moment.
        till.pay(dewi, &[(MethodKind::Cash, 300_000)]).await.unwrap();
        till.count(800_000).await.unwrap();
        assert_eq!(code(till.pay(dewi, &[(MethodKind::Cash, 100_000)]).await), "drawer.counted");
        assert_eq!(code(till.moves(MoveKind::PaidIn, 1).await), "drawer.counted");
        till.clinic.now("09:00");
        assert_eq!(code(till.pay(dewi, &[(MethodKind::Cash, 100_000)]).await), "drawer.counted");
        till.clinic.now("10:00");
        let owed = Decided { booking: dewi, decision: Decision::Carried, note: "nanti".to_owned() };
        let close = CloseDrawer { unfinished: vec![owed], ..closing("") };
        assert_eq!(till.sari().act_as(close, own()).await.unwrap().difference, Money(0));
    }

    async fn whoever_counts_finds_the_figure_nowhere(lab: &Lab) {
        let till = Till::of(lab).await;
        let mut paid = Vec::new();
        for (patient, treatment, time, cash) in [
            ("Budi Santoso", "Konsultasi dr.", "09:00", 142_863),
            ("Dewi Lestari", "Laser Acne", "10:00", 700_001),
        ] {
            let booking = till.visit(patient, treatment, time, true).await;
            till.pay(booking, &[(MethodKind::Card, 7_137), (MethodKind::Cash, cash)]).await.unwrap();
            paid.push(booking);
        }
        till.moves(MoveKind::PaidOut, 33_000).await.unwrap();
        // Taken in cash; with the float; what went taken off, with the float and without; received altogether.
        let secrets = ["842864", "1342864", "1309864", "809864", "857138"];
        let session = till.x().await.session;
        let day = "2026-11-20";
        let rani = till.clinic.desk.login("rani", crate::support::clinic::PASSWORD).await.unwrap().0;
        let inputs = [
            ("look_x", json!({})),
            ("look_x", json!({"session": session})),
            ("open_day", json!({"day": day})),
            ("count_days", json!({"from": day, "to": day})),
            ("find_patients", json!({"text": "de"})),
            ("open_bill", json!({"booking": paid[0]})),
            ("open_visit", json!({"booking": paid[1]})),
            ("list_z", json!({})),
            ("list_days", json!({})),
        ];
        let empty = json!({});
        let mut looked = 0;
        for act in ACTS.iter().filter(|act| !act.changes) {
            let given = inputs.iter().filter(|(name, _)| *name == act.name).map(|(_, input)| input);
            let given: Vec<_> = given.collect();
            let tries = if given.is_empty() { vec![&empty] } else { given };
            for input in tries {
                let answer = (act.call)(till.sari().clone(), input.clone(), Asked::default()).await;
                looked += usize::from(answer.is_ok());
                let said = match answer {
                    Ok(answer) => answer.to_string(),
                    Err(fault) => format!("{fault:?}"),
                };
                for secret in secrets {
                    assert!(!said.contains(secret), "{} tells {secret}: {said}", act.name);
                }
            }
        }
        assert!(looked > 12, "{looked}");
        for refused in [
            till.moves(MoveKind::Drop, 9_000_000).await.unwrap_err(),
            till.sari().act_as(closing(""), own()).await.unwrap_err(),
        ] {
            let said = format!("{:?}", refused.refusal().unwrap());
            assert!(secrets.iter().all(|secret| !said.contains(secret)), "{said}");
        }
        // The manager did not open it and may know; of her own drawer she may not.
        assert_eq!(rani.ask(LookX { session: Some(session) }).await.unwrap().expected, Some(Money(1_309_864)));
        let owners = till.clinic.owner.ask(LookX { session: None }).await.unwrap();
        assert_eq!((owners.expected, owners.received, owners.cash), (None, None, None));
        // Nor may she of the owner's, though she will not count it.
        let owners = till.sari().ask(LookX { session: Some(owners.session) }).await.unwrap();
        assert_eq!((owners.expected, owners.received, owners.cash), (None, None, None));
        till.count(1_309_864).await.unwrap();
        assert_eq!(till.x().await.difference, Some(Money(0)));
    }

    async fn a_locked_day_takes_nothing_and_reopening_makes_a_revision(lab: &Lab) {
        let till = Till::of(lab).await;
        let owner = &till.clinic.owner;
        let day = "2026-11-20".parse().unwrap();
        let close = CloseDay { day };
        let signed = || pin(None, OWNER_PIN);
        assert_eq!(code(till.sari().act_as(close.clone(), rani()).await), "permission.denied");
        assert_eq!(code(owner.act_as(close.clone(), signed()).await), "day.drawer_open");
        till.count(500_000).await.unwrap();
        till.close("", own()).await.unwrap();
        owner.act(counted(500_000)).await.unwrap();
        owner.act(closing("")).await.unwrap();
        let booking = till.visit("Dewi Lestari", "Laser Acne", "10:00", false).await;
        till.clinic.now("10:00");
        let start = StartVisit { booking, version: None, staff: None, alerts_seen: true };
        till.sari().act(start).await.unwrap();
        assert_eq!(code(owner.act_as(close.clone(), signed()).await), "day.visits");
        till.sari().act(FinishVisit { booking, version: None }).await.unwrap();
        let tomorrow = CloseDay { day: "2026-11-21".parse().unwrap() };
        assert_eq!(code(owner.act_as(tomorrow, signed()).await), "day.future");
        assert_eq!(code(owner.act(close.clone()).await), "permission.pin");
        let closed = owner.act_as(close.clone(), signed()).await.unwrap();
        assert_eq!((closed.revision, closed.totals.reports), (1, vec![1, 2]));
        assert_eq!(code(owner.act_as(close.clone(), signed()).await), "day.closed_already");
        assert_eq!(code(till.open(500_000, "").await), "day.locked");
        let reopen = ReopenDay { day, reason: "lupa satu pembayaran".to_owned() };
        let rani_desk = owner.login("rani", crate::support::clinic::PASSWORD).await.unwrap().0;
        assert_eq!(code(rani_desk.act_as(reopen.clone(), signed()).await), "permission.denied");
        owner.act_as(reopen.clone(), signed()).await.unwrap();
        assert_eq!(code(owner.act_as(reopen, signed()).await), "day.open");
        till.open(500_000, "").await.unwrap();
        till.pay(booking, &[(MethodKind::Cash, 750_000)]).await.unwrap();
        till.count(1_250_000).await.unwrap();
        till.close("", own()).await.unwrap();
        assert_eq!(owner.act_as(close, signed()).await.unwrap().revision, 2);
        let days = owner.ask(ListDays::default()).await.unwrap();
        let revisions: Vec<_> = days[0].closes.iter().map(|one| (one.revision, one.reopened_by.as_deref())).collect();
        assert_eq!((days[0].locked, revisions), (true, vec![(2, None), (1, Some("Hartono"))]));
        assert_eq!((days.len(), days[1].locked), (28, false));
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

/// One step of a drawer's day.
#[derive(Debug, Clone)]
enum Step {
    Pay(MethodKind, i64),
    Move(MoveKind, i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let pay = (prop_oneof![Just(MethodKind::Cash), Just(MethodKind::Card)], 1_i64..60_000)
        .prop_map(|(kind, amount)| Step::Pay(kind, amount));
    let moved =
        (prop_oneof![Just(MoveKind::PaidIn), Just(MoveKind::PaidOut), Just(MoveKind::Drop)], 1_i64..700_000)
            .prop_map(|(kind, amount)| Step::Move(kind, amount));
    prop::collection::vec(prop_oneof![pay, moved], 0..12)
}

/// Whatever moves: what is expected is the float, what came in cash and what was paid in, less what went; and what
/// is refused has left nothing behind.
async fn any_day(lab: &Lab, days: Vec<Vec<Step>>) {
    let till = Till::of(lab).await;
    let booking = till.visit("Dewi Lestari", "Paket Glow", "10:00", true).await;
    let (mut due, mut ever, mut left) = (900_000, 0, 500_000);
    for (number, steps) in (1..).zip(days) {
        let mut expected = left;
        for step in steps {
            match step {
                Step::Pay(kind, amount) => {
                    // Part payments: the last rupiah is never reached.
                    if amount < due {
                        till.pay(booking, &[(kind, amount)]).await.unwrap();
                        due -= amount;
                        ever += amount;
                        expected += if kind == MethodKind::Cash { amount } else { 0 };
                    }
                }
                Step::Move(MoveKind::PaidIn, amount) => {
                    till.moves(MoveKind::PaidIn, amount).await.unwrap();
                    expected += amount;
                }
                Step::Move(kind, amount) => {
                    let done = till.moves(kind, amount).await;
                    assert_eq!(done.is_ok(), amount <= expected, "{kind} {amount} of {expected}");
                    expected -= if done.is_ok() { amount } else { 0 };
                }
            }
        }
        till.count(expected).await.unwrap();
        let x = till.x().await;
        let carried = Decided { booking, decision: Decision::Carried, note: "besok".to_owned() };
        let close = CloseDrawer { methods: confirmed(&x), unfinished: vec![carried], ..closing("") };
        let closed = till.sari().act_as(close, own()).await.unwrap();
        assert_eq!((closed.number, closed.expected, closed.difference), (number, Money(expected), Money(0)));
        let z = || till.sari().ask(OpenZ { z: closed.z });
        let (first, again) = (z().await.unwrap(), z().await.unwrap());
        assert_eq!((&first, first.z.perpetual), (&again, Money(ever)));
        left = closed.left_in.0;
        till.open(left, "").await.unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_days_add_up_on_sqlite(days in prop::collection::vec(steps(), 1..4)) {
        Lab::sqlite(async |lab| any_day(lab, days.clone()).await);
    }

    #[test]
    fn any_days_add_up_on_postgres(days in prop::collection::vec(steps(), 1..4)) {
        Lab::postgres(async |lab| any_day(lab, days.clone()).await);
    }
}

/// Several at once: whoever is second is told who was first, and the sums are those of what happened.
mod at_once {
    use futures::future::join_all;

    use super::*;

    async fn session(till: &Till) -> Option<DrawerSessionId> {
        Some(till.x().await.session)
    }

    on_both! {
        async fn one_drawer_is_closed_once(lab: &Lab) {
            let till = Till::of(lab).await;
            let session = session(&till).await;
            till.count(500_000).await.unwrap();
            let closes = (0..6).map(|_| till.sari().act_as(CloseDrawer { session, ..closing("") }, own()));
            let done = join_all(closes).await;
            assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
            for refused in done.into_iter().filter_map(Result::err) {
                let refusal = refused.refusal().unwrap().clone();
                assert_eq!(refusal.code, "drawer.closed_already");
                assert_eq!((&refusal.details_json()["who"], &refusal.details_json()["number"]), (&json!("Sari Wulandari"), &json!(1)));
            }
            assert_eq!(figures(lab, "SELECT number FROM z_report").await, [1]);
        }

        async fn one_drawer_is_counted_once(lab: &Lab) {
            let till = Till::of(lab).await;
            let done = join_all((0..4).map(|index| till.count(500_000 + index))).await;
            assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
            for refused in done.into_iter().filter_map(Result::err) {
                assert_eq!(refused.refusal().unwrap().code, "count.again");
            }
            assert_eq!(figures(lab, "SELECT seq FROM drawer_count").await, [1]);
        }

        async fn paying_while_it_is_counted_is_before_or_after(lab: &Lab) {
            let till = Till::of(lab).await;
            for round in 0..4 {
                let time = format!("{:02}:00", 8 + round);
                let patients = ["Budi Santoso", "Agus Wijaya", "Putri Handayani", "Fitriani"];
                let booking = till.visit(patients[round], "Facial Basic", &time, true).await;
                let float = till.x().await.float.0;
                let pays = (0..4).map(async |index| till.pay(booking, &[(MethodKind::Cash, 100 + index)]).await);
                let (paid, counted, dropped) =
                    tokio::join!(join_all(pays), till.count(float), till.moves(MoveKind::Drop, 100));
                counted.unwrap();
                for refused in paid.iter().filter_map(|done| done.as_ref().err()) {
                    assert_eq!(refused.refusal().unwrap().code, "drawer.counted");
                }
                let taken: i64 = (100..).zip(&paid).filter(|(_, done)| done.is_ok()).map(|(amount, _)| amount).sum();
                let gone = if dropped.is_ok() { 100 } else { 0 };
                let x = till.x().await;
                assert_eq!(x.expected, Some(Money(float + taken - gone)), "what happened before the count is in it");
                let carried = x.unfinished.iter().map(|one| Decided {
                    booking: one.booking, decision: Decision::Carried, note: "nanti".to_owned(),
                });
                let close = CloseDrawer { unfinished: carried.collect(), ..closing("") };
                let closed = till.sari().act_as(close, own()).await.unwrap();
                assert_eq!(closed.number, round as i64 + 1);
                till.open(closed.left_in.0, "").await.unwrap();
            }
        }

        async fn two_who_take_out_at_once_do_not_take_the_same(lab: &Lab) {
            let till = Till::of(lab).await;
            let done = join_all((0..4).map(|_| till.moves(MoveKind::Drop, 300_000))).await;
            assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
        }

        async fn a_day_is_locked_before_a_payment_or_after_it(lab: &Lab) {
            let till = Till::of(lab).await;
            let owner = &till.clinic.owner;
            owner.act(counted(500_000)).await.unwrap();
            owner.act(closing("")).await.unwrap();
            till.count(500_000).await.unwrap();
            till.close("", own()).await.unwrap();
            let day = "2026-11-20".parse().unwrap();
            let close = || owner.act_as(CloseDay { day }, pin(None, OWNER_PIN));
            let (opened, first, second) = tokio::join!(till.open(500_000, ""), close(), close());
            match opened {
                Ok(_) => assert_eq!((code(first), code(second)), ("day.drawer_open", "day.drawer_open")),
                Err(refused) => {
                    assert_eq!(refused.refusal().unwrap().code, "day.locked");
                    assert_eq!([first.is_ok(), second.is_ok()].into_iter().filter(|ok| *ok).count(), 1);
                }
            }
        }
    }
}
