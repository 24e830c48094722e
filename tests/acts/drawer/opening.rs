//! What was left, and what is there when it is opened.

use super::*;

on_both! {
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
}
