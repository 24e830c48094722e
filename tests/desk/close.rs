//! What comes after the count: what is off and who signs for it, hand-over, reports, and the day that is closed.

use loket::app::Outbox;
use loket::app::engine::Options;
use loket::app::testing::{Stage, options};
use loket::desk::drawer::{ListDrawers, ListZ, LookX};
use loket::desk::method::ListMethods;
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::session::RevokeAllOf;
use loket::desk::{Approval, Asked};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::screens::FRONT;
use loket::screens::drawer::Drawer;

use crate::drawer::{morning, nobody_has_it_open, sari_has_it, sit, treated};
use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, PASSWORD, RANI_PIN, SARI_PIN};

#[test]
fn a_large_difference_is_explained_and_somebody_else_signs() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        // The whole drawer as one amount.
        stage.keys("C Up '450rb' <ctrl-s>").await;
        assert!(!stage.app.names().contains(&"confirm"), "the field is marked: {}", stage.screen());
        stage.keys("<ctrl-u> Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab '450rb' <ctrl-s> y").await;
        stage.keys(&format!("'{SARI_PIN}' Enter C")).await;
        assert!(stage.screen().contains("Say where it comes from"), "{}", stage.screen());
        stage.keys("Enter 'salah kembalian' Enter C").await;
        let screen = stage.screen();
        assert!(
            screen.contains("PIN needed")
                && screen.contains("The drawer of Sari Wulandari is −Rp50.000 off."),
            "{screen}"
        );
        stage.keys(&format!("'rani' Enter '{RANI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer", "report"], "{}", stage.screen());
        assert_eq!(clinic.desk.ask(ListZ::default()).await.unwrap()[0].difference, Money(-50_000));
    });
}

#[test]
fn a_drawer_is_handed_over_with_both_signing() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = morning(&clinic).await;
        stage.keys("C '10' Enter Enter Enter Enter '11' <ctrl-s>").await;
        stage.keys(&format!("y '{SARI_PIN}' Enter , h")).await;
        assert!(stage.screen().contains("Compare QRIS with its slip or app first."), "{}", stage.screen());
        stage.keys("Enter Enter 'diurus Rani' Enter , h").await;
        let screen = stage.screen();
        assert!(
            screen.contains("Rp1.055.000 counted are theirs then."),
            "who takes it over sees how much: {screen}"
        );
        stage.keys(&format!("'sari' Enter '{SARI_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("This is you: somebody else has to sign here."), "{screen}");
        assert!(screen.contains("Rp1.055.000 counted are theirs then."), "it still says what for: {screen}");
        stage.keys(&format!("'rani' Enter '{RANI_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("handed over to Rani Kartika"), "{screen}");
        stage.resize((80, 80));
        assert!(stage.screen().contains("diurus Rani"), "what was said goes along: {}", stage.screen());
        stage.resize((80, 24));
        let drawers = clinic.desk.ask(ListDrawers {}).await.unwrap();
        let open = drawers[0].open.as_ref().unwrap();
        assert_eq!((open.opened_by.as_str(), open.counted), ("Rani Kartika", false));
        stage.keys("Enter").await;
        assert!(stage.screen().contains("Rani Kartika"), "{}", stage.screen());
    });
}

#[test]
fn what_nobody_said_anything_of_is_carried_over_with_one_note() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        for (patient, time) in [("Dewi Lestari", "09:00"), ("Budi Santoso", "10:00"), ("Citra", "11:00")] {
            treated(&clinic, patient, time).await;
        }
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys(&format!("C '5' <ctrl-s> y '{SARI_PIN}' Enter")).await;
        stage.keys("Down Enter 'bayar besok' Enter , a").await;
        let screen = stage.screen();
        assert!(screen.contains("the 2 that are left") && screen.contains("┌ Note"), "{screen}");
        stage.keys("'diurus Rani' Enter").await;
        stage.resize((120, 40));
        let screen = stage.screen();
        assert!(screen.contains("bayar besok") && screen.matches("diurus Rani").count() == 2, "{screen}");
        stage.keys("C").await;
        assert_eq!(stage.app.names(), ["drawer", "report"], "{}", stage.screen());
    });
}

#[test]
fn a_blank_stands_before_every_figure() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let ayu = treated(&clinic, "Ayu Prameswari", "09:00").await;
        let methods = clinic.desk.ask(ListMethods { all: false }).await.unwrap();
        let method = methods.iter().find(|method| method.kind == MethodKind::Qris).unwrap().id;
        let tender = Tender { method, tendered: Money(750_000), reference: String::new() };
        clinic
            .desk
            .act(TakePayment { booking: ayu, tenders: vec![tender], due: None, paid_for: None })
            .await
            .unwrap();
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys(&format!("C '5' <ctrl-s> y '{SARI_PIN}' Enter")).await;
        let screen = stage.screen();
        let close = |before: &str| before.ends_with(|sign: char| sign.is_alphanumeric() || sign == '…');
        assert!(screen.contains("QRIS Ayu") && screen.matches("Rp750.000").count() > 1, "{screen}");
        assert!(!screen.match_indices("Rp").any(|(at, _)| close(&screen[..at])), "{screen}");
    });
}

#[test]
fn a_screen_that_was_locked_after_the_count_asks_for_the_pin_again() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys(&format!("C '5' <ctrl-s> y '{SARI_PIN}' Enter <ctrl-x> '{SARI_PIN}' Enter C")).await;
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys(&format!("'{SARI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer", "report"], "{}", stage.screen());
    });
}

#[test]
fn a_log_in_that_ended_after_the_count_asks_for_the_pin_again() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys(&format!("C '5' <ctrl-s> y '{SARI_PIN}' Enter")).await;
        let approval = Some(Approval { username: None, pin: PASSWORD.to_owned() });
        let (user, reason) = (clinic.desk.who().unwrap().account_id, "hilang".to_owned());
        clinic.owner.act_as(RevokeAllOf { user, reason }, Asked { request: None, approval }).await.unwrap();
        stage.keys("C").await;
        assert_eq!(stage.app.names().last(), Some(&"locked"), "{}", stage.screen());
        stage.keys(&format!("'{PASSWORD}' Enter C")).await;
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys(&format!("'{SARI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer", "report"], "{}", stage.screen());
    });
}

#[test]
fn a_count_signed_by_somebody_else_is_closed_with_ones_own_pin() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys(&format!("C '5' <ctrl-s> y BackTab <ctrl-u> 'rani' Tab '{RANI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer", "close_drawer"], "{}", stage.screen());
        stage.keys("C").await;
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
    });
}

#[test]
fn a_large_difference_is_accepted_before_whoever_comes_next_signs() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys(&format!("C '4' <ctrl-s> y '{SARI_PIN}' Enter , h")).await;
        assert!(stage.screen().contains("Say where it comes from"), "{}", stage.screen());
        stage.keys("Enter 'belum ketemu' Enter , h").await;
        assert!(
            stage.screen().contains("The drawer of Sari Wulandari is −Rp100.000 off."),
            "{}",
            stage.screen()
        );
        stage.keys(&format!("'owner' Enter '{OWNER_PIN}' Enter")).await;
        assert!(stage.screen().contains("signs with their own PIN"), "{}", stage.screen());
        stage.keys(&format!("'rani' Enter '{RANI_PIN}' Enter")).await;
        let drawers = clinic.desk.ask(ListDrawers {}).await.unwrap();
        let open = drawers[0].open.as_ref().unwrap();
        assert_eq!(open.opened_by, "Rani Kartika", "whoever accepted it has nothing to do with it");
        let z = clinic.desk.ask(ListZ::default()).await.unwrap();
        assert_eq!(z[0].difference, Money(-100_000));
    });
}

#[test]
fn a_report_is_kept_as_a_file_and_says_when_it_is_a_reprint() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        nobody_has_it_open(&clinic).await;
        let folder = lab.folder().join("reports");
        let outbox =
            std::sync::Arc::new(Outbox { folder: folder.clone(), ..Outbox::clone(&options().outbox) });
        let set = Options { outbox, ..options() };
        let mut stage = Stage::with(FRONT, clinic.owner.clone(), Drawer::default(), (80, 24), set);
        stage.settle().await;
        stage.keys("z").await;
        insta::assert_snapshot!("drawer_reports", looks(&mut stage).await);
        stage.keys("Enter f").await;
        assert!(stage.screen().contains("√ Saved: "), "{}", stage.screen());
        let file = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap();
        assert!(file.file_name().to_str().unwrap().starts_with("Z-000001"), "{file:?}");
        let printed = std::fs::read_to_string(file.path()).unwrap();
        assert!(printed.contains("REPRINT") && printed.contains("CLOSING REPORT Z 1"), "{printed}");
    });
}

#[test]
fn the_owner_closes_a_day_and_opens_it_again() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = sit(&clinic.owner, Drawer::default()).await;
        stage.keys("d C y").await;
        assert!(stage.screen().contains("counter 1 is still open (Hartono)"), "{}", stage.screen());
        nobody_has_it_open(&clinic).await;
        stage.keys("u").await;
        assert!(stage.screen().contains("nothing to reopen"), "{}", stage.screen());
        stage.keys("C y").await;
        assert!(stage.screen().contains("Fri 20 Nov: This needs a PIN"), "{}", stage.screen());
        stage.keys(&format!("'{OWNER_PIN}' Enter")).await;
        assert!(stage.screen().contains("√ The day is closed."), "{}", stage.screen());
        stage.keys("C").await;
        assert!(stage.screen().contains("closed already"), "{}", stage.screen());
        stage.keys(&format!("Down C y '{OWNER_PIN}' Enter Up u 'lupa satu' Enter")).await;
        assert!(stage.screen().contains("Fri 20 Nov: "), "{}", stage.screen());
        stage.keys(&format!("'{OWNER_PIN}' Enter")).await;
        assert!(stage.screen().contains("a PIN is not"), "{}", stage.screen());
        stage.keys(&format!("<ctrl-u> '{PASSWORD}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("opened again: lupa satu"), "{screen}");
        insta::assert_snapshot!("drawer_days", looks(&mut stage).await);
        // Closed again, the revision before stays to be seen, with its figures.
        stage.keys(&format!("C y '{OWNER_PIN}' Enter Enter")).await;
        let screen = stage.screen();
        assert_eq!(stage.app.names().last(), Some(&"revisions"), "{screen}");
        for said in ["Revision 2: closed", "Revision 1: closed", "Opened again", "lupa satu", "Received"] {
            assert!(screen.contains(said), "{said}: {screen}");
        }
        insta::assert_snapshot!("drawer_revisions", looks(&mut stage).await);
        stage.resize((40, 20));
        let screen = stage.screen();
        assert!(!screen.contains('…'), "its story is read to the end: {screen}");
        stage.resize((80, 24));
        stage.keys("Enter Up Up Up Up Up Down Down Down Enter").await;
        assert!(stage.screen().contains("never closed"), "{}", stage.screen());
    });
}

#[test]
fn what_stays_owed_is_signed_as_what_it_is() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        treated(&clinic, "Dewi Lestari", "09:00").await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys(&format!("C '5' <ctrl-s> y '{SARI_PIN}' Enter Down o 'gajian' Enter C")).await;
        let screen = stage.screen();
        assert!(
            screen.contains("Dewi Lestari still owes Rp750.000") && screen.contains("stays owed"),
            "{screen}"
        );
        assert!(!screen.contains("write off"), "{screen}");
        insta::assert_snapshot!("drawer_stays_owed", looks(&mut stage).await);
        stage.keys(&format!("'rani' Enter '{RANI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer", "report"], "{}", stage.screen());
    });
}

#[test]
fn a_recount_asks_once_for_somebody_else() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage
            .keys(&format!("C '4' <ctrl-s> y '{SARI_PIN}' Enter A '5' <ctrl-s> 'lembar lengket' Enter"))
            .await;
        assert!(stage.screen().contains("A second count"), "{}", stage.screen());
        stage.keys(&format!("'rani' Enter '{RANI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer", "close_drawer"], "{}", stage.screen());
        let x = clinic.desk.ask(LookX { session: None }).await.unwrap();
        assert_eq!((x.counts, x.difference), (2, Some(Money(0))));
    });
}

#[test]
fn another_ones_drawer_is_counted_with_the_leave_of_somebody_else() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        // The owner's, at this counter.
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys("C '5' <ctrl-s> y").await;
        let screen = stage.screen();
        assert!(screen.contains("Hartono has this drawer.") && !screen.contains("again"), "{screen}");
        stage.keys(&format!("'rani' Enter '{RANI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer", "close_drawer"], "{}", stage.screen());
    });
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let rani = clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        let mut stage = sit(&rani, Drawer::default()).await;
        // She sees what should be there: two sign, and neither alone.
        stage.keys("C '5' <ctrl-s> y").await;
        assert!(stage.screen().contains("You may see what should"), "{}", stage.screen());
        stage.keys(&format!("'owner' Enter '{OWNER_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer", "close_drawer"], "{}", stage.screen());
    });
}

#[test]
fn money_that_came_in_while_it_was_counted_is_said_after_the_count() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let dewi = treated(&clinic, "Dewi Lestari", "09:00").await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys("C '5'").await;
        let methods = clinic.desk.ask(ListMethods { all: false }).await.unwrap();
        let method = methods.iter().find(|method| method.kind == MethodKind::Cash).unwrap().id;
        let tender = Tender { method, tendered: Money(750_000), reference: String::new() };
        clinic
            .desk
            .act(TakePayment { booking: dewi, tenders: vec![tender], due: None, paid_for: None })
            .await
            .unwrap();
        stage.keys("<ctrl-s>").await;
        assert!(!stage.screen().contains("while you counted"), "{}", stage.screen());
        stage.keys(&format!("y '{SARI_PIN}' Enter")).await;
        let screen = stage.screen();
        let line = screen.lines().find(|line| line.contains("Payments while you counted"));
        assert!(line.is_some_and(|line| line.contains(" 1")), "{screen}");
    });
}
