//! A difference above the tolerance: nobody accepts their own.

use super::*;

/// Sari's session ends and Rani takes the drawer for the next.
async fn rani_has_it(till: &Till) -> Desk {
    till.count(500_000).await.unwrap();
    till.close("", own()).await.unwrap();
    let rani = till.clinic.desk.login("rani", PASSWORD).await.unwrap().0;
    let open = OpenDrawer { drawer: "Kas 2".to_owned(), float: Money(500_000), note: String::new() };
    rani.act(open).await.unwrap();
    rani
}

fn owner() -> Asked {
    pin(Some("owner"), OWNER_PIN)
}

on_both! {
    async fn whoever_has_the_drawer_does_not_accept_its_difference(lab: &Lab) {
        let till = Till::of(lab).await;
        let rani_desk = rani_has_it(&till).await;
        let sari = till.clinic.desk.login("sari", PASSWORD).await.unwrap().0;
        let session = Some(rani_desk.ask(LookX { session: None }).await.unwrap().session);
        sari.act_as(CountDrawer { session, ..counted(408_000) }, rani()).await.unwrap();
        let close = CloseDrawer { session, ..closing("tidak tahu") };
        let refused = sari.act_as(close.clone(), rani()).await;
        let Err(loket::desk::Fault::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!((refusal.code, refusal.field), ("drawer.own_difference", Some("approval")));
        assert_eq!(refusal.details_json()["amount"].as_i64(), Some(-92_000));
        let rani_desk = till.clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        // Before a PIN is typed, and by each way to it.
        assert_eq!(code(rani_desk.act(close.clone()).await), "drawer.own_difference");
        let accept = AcceptDifference { session, note: "tidak tahu".to_owned() };
        assert_eq!(code(rani_desk.act_as(accept, pin(None, RANI_PIN)).await), "drawer.own_difference");
        let closed = rani_desk.act_as(close, owner()).await.unwrap();
        let z = rani_desk.ask(OpenZ { z: closed.z }).await.unwrap().z;
        let owner = till.clinic.owner.who().unwrap().full_name.clone();
        assert_eq!((z.difference, z.difference_approved_by), (Money(-92_000), Some(owner)));
    }

    async fn nothing_is_accepted_where_nothing_is_off_and_nothing_twice(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(500_000).await.unwrap();
        let accept = |note: &str| AcceptDifference { session: None, note: note.to_owned() };
        assert_eq!(code(till.sari().act_as(accept("pas"), rani()).await), "drawer.no_difference");
        let again = CountDrawer { reason: "lembar lengket".to_owned(), ..counted(480_000) };
        till.sari().act_as(again.clone(), rani()).await.unwrap();
        till.clinic.now("14:05");
        till.sari().act_as(accept("salah kembalian"), owner()).await.unwrap();
        till.clinic.now("14:30");
        let twice = till.sari().act_as(accept("lain lagi"), owner()).await.unwrap_err();
        let refusal = twice.refusal().unwrap();
        let (who, facts) = (till.clinic.owner.who().unwrap().full_name.clone(), refusal.details_json());
        assert_eq!(refusal.code, "drawer.accepted");
        assert_eq!((facts["who"].as_str(), facts["at"].as_str()), (Some(who.as_str()), Some("2026-11-20T14:05")));
        // A recount takes it back.
        till.sari().act_as(CountDrawer { total: Some(Money(490_000)), ..again }, rani()).await.unwrap();
        till.sari().act_as(accept("lembar lengket"), owner()).await.unwrap();
        till.close("", own()).await.unwrap();
    }

    /// A receptionist takes somebody else anyway: that it is her own drawer is said, not that she is a receptionist.
    async fn nor_does_a_receptionist_by_her_own_pin(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(480_000).await.unwrap();
        assert_eq!(code(till.close("hilang", own()).await), "drawer.own_difference");
        till.close("hilang", rani()).await.unwrap();
    }

    async fn whoever_counted_does_not_accept_it_either(lab: &Lab) {
        let till = Till::of(lab).await;
        till.sari_accepts().await;
        let sari = till.clinic.desk.login("sari", PASSWORD).await.unwrap().0;
        sari.act_as(counted(480_000), own()).await.unwrap();
        assert_eq!(code(sari.act_as(closing("hilang"), own()).await), "drawer.own_difference");
        sari.act_as(closing("hilang"), rani()).await.unwrap();
    }

    async fn the_only_one_who_leads_accepts_their_own(lab: &Lab) {
        let till = Till::of(lab).await;
        let desk = &till.clinic.owner;
        desk.act_as(counted(400_000), pin(None, OWNER_PIN)).await.unwrap();
        let close = closing("dicuri");
        assert_eq!(code(desk.act_as(close.clone(), pin(None, OWNER_PIN)).await), "drawer.own_difference");
        let sql = "UPDATE account SET active = FALSE WHERE username = 'rani'";
        let mut tx = lab.owner().await.begin().await.unwrap();
        assert_eq!(tx.on().exec(sql, ()).await.unwrap(), 1);
        tx.commit().await.unwrap();
        desk.act_as(close, pin(None, OWNER_PIN)).await.unwrap();
    }

    async fn the_database_lets_nobody_accept_their_own(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(400_000).await.unwrap();
        let sql = "UPDATE drawer_session SET difference_approved_by = opened_by, difference_note = 'x'
                   WHERE counted IS NOT NULL";
        let mut tx = lab.owner().await.begin().await.unwrap();
        assert_eq!(tx.on().exec(sql, ()).await.unwrap_err(), loket::store::Fault::Rule("drawer_session_approved"));
    }

    /// Whoever signs hears first how much it is, and in whose drawer: by each way to it, in both languages.
    async fn what_is_accepted_is_told_before_it_is_signed(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(480_000).await.unwrap();
        let rani_desk = till.clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        let session = Some(till.x().await.session);
        let accept = AcceptDifference { session, note: "hilang".to_owned() };
        let close = CloseDrawer { session, ..closing("hilang") };
        for (refused, expected) in [
            (till.sari().act(accept.clone()).await.map(|_| ()), "permission.second"),
            (rani_desk.act(accept.clone()).await.map(|_| ()), "permission.pin"),
            (till.sari().act_as(close, own()).await.map(|_| ()), "drawer.own_difference"),
        ] {
            let Err(loket::desk::Fault::Refused(refusal)) = refused else { panic!("{refused:?}") };
            assert_eq!((refusal.code, refusal.details_json()["amount"].as_i64()), (expected, Some(-20_000)));
            for language in loket::i18n::Language::ALL.iter().copied() {
                let words = loket::i18n::Words::new(language);
                let said = words.refusal(&refusal, &loket::domain::money::Currency::rupiah(), till.sari().today());
                assert!(said.contains("−Rp20.000") && said.contains("Sari Wulandari"), "{said}");
            }
        }
        // What no PIN helps with comes first.
        let unexplained = AcceptDifference { note: String::new(), ..accept };
        assert_eq!(code(till.sari().act(unexplained).await), "drawer.difference_note");
    }

    async fn the_refusal_says_whose_right_is_missing(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(450_000).await.unwrap();
        // Of a role that hands out nothing: a PIN that is right, and does not do.
        let sql = "UPDATE account SET role = 'therapist' WHERE username = 'rani'";
        let mut tx = lab.owner().await.begin().await.unwrap();
        tx.on().exec(sql, ()).await.unwrap();
        tx.commit().await.unwrap();
        let over = HandOver { session: None, note: "x".to_owned(), methods: Vec::new(), unfinished: Vec::new() };
        for refused in [
            till.sari().act_as(over, rani()).await.map(|_| ()),
            till.close("hilang", rani()).await.map(|_| ()),
        ] {
            let Err(loket::desk::Fault::Refused(refusal)) = refused else { panic!("{refused:?}") };
            assert_eq!((refusal.code, refusal.details_json()["who"].as_str()), ("permission.signer", Some("Rani Kartika")));
        }
    }
}
