//! What was left, and what is there when it is opened.

use super::*;

on_both! {
    async fn what_was_left_is_compared_once(lab: &Lab) {
        let till = Till::of(lab).await;
        assert_eq!(code(till.open(500_000, "").await), "drawer.open_already");
        till.count(500_000).await.unwrap();
        let close = CloseDrawer { left_in: Some(Money(400_000)), ..closing("") };
        till.sari().act_as(close, own()).await.unwrap();
        let drawers = serde_json::to_string(&till.sari().ask(ListDrawers {}).await.unwrap()).unwrap();
        assert!(drawers.contains("Kas 2") && !drawers.contains("400000"), "{drawers}");
        // Said before anybody types a PIN: none helps.
        let unsigned = OpenDrawer { drawer: "Kas 2".to_owned(), float: Money(389_999), note: String::new() };
        assert_eq!(code(till.sari().act(unsigned).await), "drawer.note");
        let refused = till.open(389_999, "").await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!((refusal.code, refusal.details.len()), ("drawer.note", 0), "not what was left, nor by how much");
        let open = OpenDrawer { drawer: "  kAS   2 ".to_owned(), float: Money(399_000), note: "koin jatuh".to_owned() };
        let opened = till.sari().act_as(open, own()).await.unwrap();
        assert_eq!((opened.drawer.as_str(), opened.differs), ("Kas 2", true));
        assert_eq!(figures(lab, "SELECT COUNT(*) FROM drawer").await, [2], "however it is typed");
        // It is in the opening, and not a second time in the close.
        till.count(399_000).await.unwrap();
        let closed = till.close("", own()).await.unwrap();
        assert_eq!(closed.difference, Money(0));
        let z = till.sari().ask(OpenZ { z: closed.z }).await.unwrap().z;
        assert_eq!((z.opening_difference, z.opening_note.as_str()), (Money(-1_000), "koin jatuh"));
    }

    async fn what_was_left_is_not_found_out_by_trying(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(500_000).await.unwrap();
        let close = CloseDrawer { left_in: Some(Money(333_000)), ..closing("") };
        till.sari().act_as(close, own()).await.unwrap();
        let mut tried = 0;
        while code(till.open(900_000 - tried, "").await) == "drawer.note" {
            tried += 1;
        }
        assert!(tried <= 6, "{tried} tries");
        assert_eq!(code(till.open(334_000, "").await), "drawer.wait_opening", "not even what is nearly right");
        let opened = till.open(320_000, "tidak cocok").await.unwrap();
        assert!(opened.differs);
        assert_eq!(till.x().await.opening_difference, Money(-13_000));
    }

    async fn what_is_exactly_what_was_left_never_waits(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(500_000).await.unwrap();
        let close = CloseDrawer { left_in: Some(Money(333_000)), ..closing("") };
        till.sari().act_as(close, own()).await.unwrap();
        let exact = || OpenDrawer { drawer: "Kas 2".to_owned(), float: Money(333_000), note: String::new() };
        // Asked about as often as one likes, and never counted.
        for _ in 0..8 {
            assert_eq!(code(till.sari().act(exact()).await), "permission.pin");
        }
        for float in 900_000..900_005 {
            assert_eq!(code(till.open(float, "").await), "drawer.note");
        }
        assert_eq!(code(till.open(900_005, "").await), "drawer.wait_opening");
        assert!(!till.open(333_000, "").await.unwrap().differs);
    }

    async fn neither_without_a_pin(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(500_000).await.unwrap();
        let close = CloseDrawer { left_in: Some(Money(333_000)), ..closing("") };
        till.sari().act_as(close, own()).await.unwrap();
        let unsigned = |float| OpenDrawer { drawer: "Kas 2".to_owned(), float: Money(float), note: String::new() };
        // A yes is counted as a no is: after a few of either that nobody signs for there is no answer any more.
        for float in 340_000..340_005 {
            assert_eq!(code(till.sari().act(unsigned(float)).await), "permission.pin");
        }
        let refused = till.sari().act(unsigned(900_000)).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        // A note opens it, whatever was tried before: that is where it says so.
        assert_eq!((refusal.code, refusal.field), ("drawer.wait_opening", Some("note")));
        assert_eq!(code(till.open(333_500, "").await), "drawer.wait_opening");
        assert!(till.open(320_000, "tidak cocok").await.unwrap().differs);
    }

    async fn what_was_said_to_be_right_is_opened_however_often_it_was_asked(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(500_000).await.unwrap();
        let close = CloseDrawer { left_in: Some(Money(333_000)), ..closing("") };
        till.sari().act_as(close, own()).await.unwrap();
        let near = || OpenDrawer { drawer: "Kas 2".to_owned(), float: Money(334_000), note: String::new() };
        for float in 900_000..900_004 {
            assert_eq!(code(till.open(float, "").await), "drawer.note");
        }
        // The question for the PIN begins a pause, which does not hold for what is signed then.
        for _ in 0..8 {
            assert_eq!(code(till.sari().act(near()).await), "permission.pin");
        }
        assert_eq!(code(till.open(335_000, "").await), "drawer.wait_opening", "another float is another guess");
        till.open(334_000, "").await.unwrap();
        // And with the drawer open it begins anew.
        assert_eq!(code(till.moves(MoveKind::Drop, 900_000).await), "drawer.short");
    }

    async fn whoever_hands_over_and_whoever_takes_over_begin_anew(lab: &Lab) {
        let till = Till::of(lab).await;
        let rani_desk = till.sari().login("rani", crate::support::clinic::PASSWORD).await.unwrap().0;
        for desk in [till.sari(), &rani_desk] {
            while code(moves(desk, MoveKind::Drop, 900_000).await) == "drawer.short" {}
        }
        till.count(500_000).await.unwrap();
        let over = HandOver { session: None, note: String::new(), methods: Vec::new(), unfinished: Vec::new() };
        till.sari().act_as(over, rani()).await.unwrap();
        assert_eq!(code(moves(&rani_desk, MoveKind::Drop, 900_000).await), "drawer.short");
        rani_desk.act_as(counted(500_000), pin(None, RANI_PIN)).await.unwrap();
        rani_desk.act_as(closing(""), pin(None, RANI_PIN)).await.unwrap();
        till.open(500_000, "").await.unwrap();
    }

    async fn within_the_tolerance_nothing_is_to_explain(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(500_000).await.unwrap();
        till.close("", own()).await.unwrap();
        assert!(till.open(490_000, "").await.unwrap().differs);
        assert_eq!(figures(lab, "SELECT opening_difference FROM drawer_session WHERE closed_at IS NULL AND opening_difference <> 0").await, [-10_000]);
    }

    async fn what_was_missing_at_the_opening_hides_nothing_at_the_close(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(500_000).await.unwrap();
        till.sari().act_as(CloseDrawer { left_in: Some(Money(400_000)), ..closing("") }, own()).await.unwrap();
        till.open(399_000, "koin jatuh").await.unwrap();
        till.count(400_000).await.unwrap();
        till.close("ketemu", own()).await.unwrap();
        let leaks = looks(&till).await;
        let found = leaks.iter().find(|one| one.kind == loket::domain::report::Leak::Differences).unwrap();
        assert_eq!(found.rows.iter().map(|row| row.amount.0).collect::<Vec<_>>(), [-1_000, 1_000]);
    }

    async fn a_difference_is_told_under_whose_the_drawer_was(lab: &Lab) {
        let house = crate::clinic::House::of(lab).await;
        let siti = crate::people::colleague(lab, &house, "siti", loket::domain::account::Role::Receptionist).await;
        crate::people::colleague(lab, &house, "hendra", loket::domain::account::Role::Manager).await;
        house.desk.act(counted(500_000)).await.unwrap();
        house.desk.act_as(closing(""), crate::clinic::approved()).await.unwrap();
        let open = OpenDrawer { drawer: String::new(), float: Money(500_000), note: String::new() };
        siti.act_as(open, crate::people::with_pin_of("siti")).await.unwrap();
        let session = siti.ask(loket::desk::drawer::ListDrawers {}).await.unwrap()
            .into_iter().find_map(|row| row.open).unwrap().session;
        let count = loket::desk::drawer::CountDrawer { session: Some(session), ..counted(450_000) };
        house.desk.act_as(count, crate::people::with_pin_of("hendra")).await.unwrap();
        let close = CloseDrawer { session: Some(session), ..closing("hilang") };
        house.desk.act_as(close, crate::people::with_pin_of("hendra")).await.unwrap();
        let bos = crate::report::owner(lab, &house).await;
        let span = loket::desk::leak::ListLeaks { from: crate::report::today(), to: crate::report::today() };
        let leaks = bos.ask(span).await.unwrap();
        let found = leaks.iter().find(|one| one.kind == loket::domain::report::Leak::Differences).unwrap();
        let names: Vec<_> = found.rows.iter().map(|row| (row.who.as_str(), row.counted_by.as_str(), row.amount.0)).collect();
        let siti_is = siti.who().unwrap().full_name.clone();
        assert_eq!(names, [(siti_is.as_str(), "Ratna Dewi", -50_000)]);
    }

    async fn whose_drawers_are_open_is_said_to_who_has_none(lab: &Lab) {
        let house = crate::clinic::House::of(lab).await;
        let hendra = crate::people::colleague(lab, &house, "hendra", loket::domain::account::Role::Manager).await;
        let siti = crate::people::colleague(lab, &house, "siti", loket::domain::account::Role::Receptionist).await;
        let open = OpenDrawer { drawer: "Kas 2".to_owned(), float: Money(500_000), note: String::new() };
        hendra.act_as(open, crate::people::with_pin_of("hendra")).await.unwrap();
        let visit = house.visit().await;
        let refused = pay(&siti, visit, &[(MethodKind::Card, 50_000)]).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!(refusal.code, "drawer.several");
        assert!(refusal.details_json()["who"].as_str().unwrap().contains("Ratna Dewi"));
    }
}
