//! Cash that comes and goes without a bill.

use loket::desk::drawer::SpentOn;
use loket::desk::expense::{ListCategories, ListExpenses};
use loket::desk::line::{AddLine, VoidLine};
use loket::domain::report::Leak;

use super::*;

on_both! {
    async fn what_is_paid_out_may_be_the_expense_itself(lab: &Lab) {
        let till = Till::of(lab).await;
        let categories = till.sari().ask(ListCategories {}).await.unwrap();
        let spent = |kind, amount| MoveCash {
            kind, amount: Money(amount), reason: "air galon".to_owned(), reference: "N-7".to_owned(),
            expense: Some(SpentOn { category: categories[1].id, description: String::new() }),
        };
        assert_eq!(code(till.sari().act_as(spent(MoveKind::Drop, 45_000), own()).await), "drawer.spent");
        assert_eq!(code(till.sari().act(spent(MoveKind::PaidOut, 45_000)).await), "permission.pin");
        let rows = "SELECT COUNT(*) FROM audit";
        let before = figures(lab, rows).await[0];
        let moved = till.sari().act_as(spent(MoveKind::PaidOut, 45_000), own()).await.unwrap();
        assert_eq!(figures(lab, rows).await, [before + 1], "one act, one row of the trail");
        assert_eq!(code(till.sari().act_as(spent(MoveKind::PaidOut, 455_001), own()).await), "drawer.short");
        let day = till.sari().today();
        let list = ListExpenses { from: day, to: day, text: String::new(), category: None };
        let rows = till.sari().ask(list).await.unwrap().rows;
        let row = &rows[0];
        assert_eq!((rows.len(), row.id, row.amount, row.move_id), (1, moved.expense.unwrap(), Money(45_000), Some(moved.id)));
        assert_eq!((row.description.as_str(), row.reference.as_str()), ("air galon", "N-7"));
        // Without one, or above what the clinic says is much, it deserves a second look.
        till.moves(MoveKind::PaidOut, 1_000).await.unwrap();
        till.sari().act_as(spent(MoveKind::PaidOut, 200_001), own()).await.unwrap();
        let leaks = looks(&till).await;
        let paid_out = leaks.iter().find(|one| one.kind == Leak::PaidOut).unwrap();
        assert_eq!(paid_out.rows.iter().map(|row| row.amount.0).collect::<Vec<_>>(), [1_000, 200_001]);
    }

    async fn what_is_taken_off_after_it_began_deserves_a_second_look(lab: &Lab) {
        let till = Till::of(lab).await;
        let ayu = till.visit("Ayu Prameswari", "Facial Basic", "11:00", false).await;
        let serum = |name: &str| AddLine {
            booking: ayu, version: None, treatment: None, staff: None, description: name.to_owned(),
            quantity: None, price: Some(Money(90_000)), reason: String::new() };
        let off = async |name: &str| {
            let lines = till.sari().act(serum(name)).await.unwrap().lines;
            let line = lines.iter().find(|line| line.description == name).unwrap().id;
            till.sari().act(VoidLine { booking: ayu, version: None, line, reason: "salah".to_owned() }).await.unwrap();
        };
        off("Serum A").await;
        till.clinic.now("11:00");
        till.sari().act(StartVisit { booking: ayu, version: None, staff: None, alerts_seen: true, override_reason: None }).await.unwrap();
        off("Serum B").await;
        let leaks = looks(&till).await;
        let taken = leaks.iter().find(|one| one.kind == Leak::LinesOff).unwrap();
        let taken: Vec<_> = taken.rows.iter().map(|row| (row.what.as_str(), row.who.as_str())).collect();
        assert_eq!(taken, [("Serum B", "Sari Wulandari")]);
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

    async fn steps_that_get_smaller_do_not_find_it_out_either(lab: &Lab) {
        let till = Till::of(lab).await;
        till.moves(MoveKind::PaidIn, 237_700).await.unwrap();
        let (mut found, mut moves) = (0, 0);
        'out: for step in [100_000, 10_000, 1_000, 100] {
            loop {
                moves += 1;
                match till.moves(MoveKind::Drop, step).await {
                    Ok(()) => found += step,
                    refused => match code(refused) {
                        "drawer.short" => break,
                        told => {
                            assert_eq!(told, "drawer.wait");
                            break 'out;
                        }
                    },
                }
            }
        }
        assert!(moves < 16 && found < 737_700, "{found} of 737700 in {moves} moves");
    }

    async fn what_somebody_else_signs_for_is_no_try(lab: &Lab) {
        let till = Till::of(lab).await;
        assert_eq!(code(till.moves(MoveKind::Drop, 900_000).await), "drawer.short");
        let signed = |amount| MoveCash {
            kind: MoveKind::PaidOut, amount: Money(amount), reason: "galon".to_owned(), reference: String::new(), expense: None,
        };
        for amount in 1..12 {
            till.sari().act_as(signed(amount * 100), rani()).await.unwrap();
        }
    }

    async fn a_clock_that_was_set_back_and_right_again_tells_no_more_of_what_is_there(lab: &Lab) {
        let till = Till::of(lab).await;
        till.clinic.now("10:00");
        let asks = async || {
            let mut tried = 0;
            while tried < 20 && code(till.moves(MoveKind::Drop, 900_000 - tried).await) == "drawer.short" {
                tried += 1;
            }
            tried
        };
        assert!((1..=6).contains(&asks().await));
        for time in ["08:00", "10:00", "07:30", "08:00"] {
            till.clinic.now(time);
            assert_eq!(asks().await, 0, "{time}");
        }
        // What was waited for was waited for, wherever the clock stands.
        till.clinic.now("08:16");
        till.moves(MoveKind::PaidOut, 1_000).await.unwrap();
    }
}
