//! What is typed of a payment, and the ways it is taken by.

use loket::app::testing::keys_of;
use loket::domain::bill::BillState;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::support::Lab;
use crate::support::clinic::Clinic;
use crate::till::{READ, bill, day, treated};

#[test]
fn exact_cash_takes_four_keys_from_the_day() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        let (pays, closes) = ("p Enter", "Enter");
        assert!(keys_of(pays).len() + keys_of(closes).len() <= 4);
        stage.keys(pays).await;
        stage.pass(READ);
        stage.keys(closes).await;
        assert_eq!(stage.app.names(), ["day"]);
        let bill = bill(&clinic, booking).await;
        assert_eq!((bill.state, bill.payments.len()), (BillState::Paid, 1));
        assert_eq!(bill.payments[0].method_kind, MethodKind::Cash);
        assert_eq!((bill.payments[0].amount, bill.payments[0].change_given), (Money(750_000), Money(0)));
    });
}

/// Whoever goes on writing what a refused question asked for takes no money with it.
#[test]
fn a_word_is_no_payment() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("'pulang' Enter Enter").await;
        assert_eq!(stage.app.names(), ["day", "payment"], "{}", stage.screen());
        assert!(stage.screen().contains("ulang"), "{}", stage.screen());
        assert_eq!(bill(&clinic, booking).await.payments.len(), 0);
        // A letter that names a way to pay still does.
        stage.keys("<ctrl-u> q").await;
        assert!(stage.screen().contains("‹QRIS›"), "{}", stage.screen());
    });
}

#[test]
fn change_is_said_before_and_after() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p '800rb'").await;
        let screen = stage.screen();
        assert!(screen.contains("Rp800.000") && screen.contains("Change Rp50.000"), "{screen}");
        stage.keys("Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Payment taken") && screen.contains("R-000001"), "{screen}");
        assert!(screen.contains("Change                Rp50.000"), "the receipt is seen: {screen}");
        let bill = bill(&clinic, booking).await;
        assert_eq!(
            (bill.payments[0].tendered, bill.payments[0].change_given),
            (Money(800_000), Money(50_000))
        );
    });
}

#[test]
fn only_cash_may_be_more_than_is_due() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p 'k800rb' Enter Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("‹Kartu›") && screen.contains("× This is more than the"), "{screen}");
        assert_eq!(bill(&clinic, booking).await.payments.len(), 0);
        // What was typed is still there: one figure less, and the slip's number.
        stage.keys("<ctrl-u> '=' Enter 'BCA 991' Enter").await;
        let bill = bill(&clinic, booking).await;
        assert_eq!(
            (bill.payments[0].method.as_str(), bill.payments[0].reference.as_str()),
            ("Kartu", "BCA 991")
        );
        assert_eq!(bill.state, BillState::Paid);
    });
}

#[test]
fn an_amount_that_is_no_amount_is_marked() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        for (typed, said) in [
            ("150,000", "With a comma this could be"),
            ("1e6", "This is no amount"),
            ("-5000", "not negative"),
        ] {
            stage.keys(&format!("p '{typed}' Enter")).await;
            let screen = stage.screen();
            assert!(screen.contains(said) && screen.contains(typed), "{typed}: {screen}");
            stage.keys("Esc y").await;
        }
        assert_eq!(bill(&clinic, booking).await.payments.len(), 0);
    });
}

#[test]
fn several_methods_make_one_payment_and_only_the_cash_is_rounded() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        // Part by card, put aside; the rest in cash: 249.970 is rounded to 250.000.
        stage.keys("p 'k500030' <ctrl-n>").await;
        let screen = stage.screen();
        assert!(screen.contains("√ Kartu") && screen.contains("Rp500.030"), "{screen}");
        assert!(screen.contains("‹Tunai›") && screen.contains("Rounding Rp30"), "{screen}");
        // It can be taken back, and put aside again.
        stage.keys("Backspace").await;
        assert!(stage.screen().contains("[500.030"), "{}", stage.screen());
        stage.keys("<ctrl-n> '300rb' Enter").await;
        let bill = bill(&clinic, booking).await;
        assert_eq!(bill.payments.len(), 2);
        assert_eq!(bill.payments[0].receipt_id, bill.payments[1].receipt_id);
        let cash = bill.payments.iter().find(|paid| paid.method_kind == MethodKind::Cash).unwrap();
        assert_eq!((cash.amount, cash.change_given), (Money(250_000), Money(50_000)));
        assert_eq!((bill.total, bill.state), (Money(750_030), BillState::Paid));
    });
}

#[test]
fn a_rest_no_coin_is_small_enough_for_is_paid_as_the_others_were() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p 'k749960' Enter Enter").await;
        stage.pass(READ);
        stage.keys("Enter p").await;
        let screen = stage.screen();
        assert!(screen.contains("There are no coins for Rp40"), "{screen}");
        stage.keys("Enter").await;
        assert!(stage.screen().contains("another method"), "{}", stage.screen());
        assert_eq!(bill(&clinic, booking).await.due, Money(40));
        stage.keys("'k' Enter Enter").await;
        assert!(stage.screen().contains("R-000002"), "{}", stage.screen());
        let bill = bill(&clinic, booking).await;
        assert_eq!((bill.state, bill.total, bill.payments.len()), (BillState::Paid, Money(750_000), 2));
    });
}

#[test]
fn enter_says_whether_it_pays_or_goes_on() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p").await;
        assert!(stage.screen().contains("Enter pay"), "{}", stage.screen());
        stage.keys("'k'").await;
        assert!(stage.screen().contains("Enter next"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert!(stage.screen().contains("Enter pay"), "{}", stage.screen());
    });
}

#[test]
fn a_part_leaves_the_rest_to_pay() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p '500rb'").await;
        assert!(stage.screen().contains("Still to pay Rp250.000"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert!(stage.screen().contains("Still to pay Rp250.000"), "{}", stage.screen());
        stage.pass(READ);
        stage.keys("Enter").await;
        assert_eq!(
            stage.app.names(),
            ["day"],
            "nothing stands ready to take the rest with one Enter too many"
        );
        stage.keys("p Enter").await;
        stage.pass(READ);
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["day"]);
        let bill = bill(&clinic, booking).await;
        assert_eq!((bill.payments.len(), bill.state), (2, BillState::Paid));
        assert_ne!(bill.payments[0].receipt_id, bill.payments[1].receipt_id);
    });
}

#[test]
fn without_change_what_was_paid_is_large() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p Enter").await;
        let left = |screen: String| {
            let cut = |line: &str| line.chars().take(40).collect::<String>();
            screen.lines().map(cut).collect::<Vec<_>>().join("\n")
        };
        let screen = left(stage.screen());
        assert!(screen.contains("Paid") && !screen.contains("Change"), "{screen}");
        stage.keys("<F12>").await;
        let screen = left(stage.screen());
        assert!(screen.contains("Dibayar") && !screen.contains("Kembali"), "{screen}");
    });
}

#[test]
fn an_amount_typed_ahead_is_theirs_who_were_in_hand() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Agus Wijaya", "Totok Wajah", "Tono", "2026-11-20 11:00").await;
        clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-20 11:00").await;
        let (agus, ayu) = (clinic.booking_of("Agus Wijaya").await, clinic.booking_of("Ayu Prameswari").await);
        clinic.now("11:00");
        let mut stage = clinic.at_the_desk().await;
        stage.keys("Home").await;
        let screen = stage.screen();
        let in_hand = screen.lines().find(|line| line.contains('▌')).unwrap();
        let (mine, other) = if in_hand.contains("Ayu") { (ayu, agus) } else { (agus, ayu) };
        // Somebody is booked before them at another counter while the keys are on their way, and what is being saved
        // holds the keys back.
        clinic.book("Budi Santoso", "Konsultasi dr.", "dr. Maya", "2026-11-20 11:00").await;
        stage.type_ahead("Space p '50rb' Enter");
        stage.settle().await;
        assert_eq!(bill(&clinic, mine).await.paid, Money(50_000), "{}", stage.screen());
        assert_eq!(bill(&clinic, other).await.paid, Money(0));
    });
}
