//! Cash that comes and goes without a bill.

use super::*;

on_both! {
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
}
