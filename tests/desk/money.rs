//! The owner looks at the numbers.

use loket::app::engine::Options;
use loket::app::testing::{Stage, options};
use loket::desk::bill::OpenBill;
use loket::desk::discount::GiveDiscount;
use loket::desk::expense::{ListCategories, WriteExpense};
use loket::desk::line::AddLine;
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::session::RevokeAllOf;
use loket::desk::visit::{Arrive, FinishVisit, StartVisit};
use loket::desk::{Approval, Asked};
use loket::domain::account::Role;
use loket::domain::expense::PaidFrom;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::i18n::{Language, Words};
use loket::screens::FRONT;
use loket::screens::day::Day;
use ratatui::layout::Position;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, PASSWORD, RANI_PIN, SARI_PIN};

/// A morning's work: three visits done, of which one is half paid and one not at all.
async fn morning(clinic: &Clinic) {
    for (patient, treatment, staff, wall, paid) in [
        ("Dewi Lestari", "Laser Acne", "dr. Maya", "09:00", vec![(MethodKind::Card, 600_000)]),
        ("Budi Santoso", "Facial Premium", "Rina", "09:00", vec![(MethodKind::Cash, 175_000)]),
        ("Ayu Prameswari", "Totok Wajah", "Tono", "09:00", vec![]),
    ] {
        let booking = clinic.book(patient, treatment, staff, &format!("2026-11-20 {wall}")).await.id;
        clinic.now("08:50");
        clinic.desk.act(Arrive { booking, version: None }).await.unwrap();
        clinic.now("09:02");
        let start =
            StartVisit { booking, version: None, staff: None, alerts_seen: true, override_reason: None };
        clinic.desk.act(start).await.unwrap();
        if patient.starts_with("Dewi") {
            let discount = GiveDiscount {
                booking,
                version: None,
                line: None,
                percent_bp: Some(1_000),
                amount: None,
                reason: String::new(),
            };
            clinic.desk.act(discount).await.unwrap();
            let serum = AddLine {
                booking,
                version: None,
                treatment: None,
                staff: None,
                description: "Serum".to_owned(),
                quantity: None,
                price: Some(Money(90_000)),
                reason: String::new(),
            };
            clinic.desk.act(serum).await.unwrap();
        }
        clinic.now("10:00");
        clinic.desk.act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();
        clinic.now("10:05");
        let methods = clinic.desk.roster().await.unwrap().methods.clone();
        for (kind, amount) in paid {
            let method = methods.iter().find(|row| row.kind == kind).unwrap().id;
            let tenders = vec![Tender { method, tendered: Money(amount), reference: String::new() }];
            clinic.desk.act(TakePayment { booking, tenders, due: None, paid_for: None }).await.unwrap();
        }
        assert!(clinic.desk.ask(OpenBill { booking }).await.unwrap().bill.is_some());
        clinic.now("08:00");
    }
    clinic.now("10:30");
}

/// The manager's screen, whose PIN is typed. The drawer is the owner's.
async fn numbers(clinic: &Clinic) -> Stage {
    let rani = clinic.desk.login("rani", PASSWORD).await.unwrap().0;
    let mut stage = Stage::new(FRONT, rani.clone(), Day::new(rani.today()), (80, 24));
    stage.settle().await;
    stage.keys("8").await;
    stage
}

#[test]
fn the_numbers_are_behind_the_pin() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = numbers(&clinic).await;
        let screen = stage.screen();
        assert!(screen.contains("behind your PIN") && !screen.contains("600.000"), "{screen}");
        insta::assert_snapshot!("money_pin", looks(&mut stage).await);
        stage.keys("'111222' Enter").await;
        assert!(!stage.screen().contains("775.000"), "{}", stage.screen());
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        assert!(stage.screen().contains("Rp775.000"), "{}", stage.screen());
        // Locked, and come back to: the PIN is asked for again.
        stage.keys(&format!("<ctrl-x> '{RANI_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("behind your PIN") && !screen.contains("775.000"), "{screen}");
        // Left, and come back to: again.
        stage.keys(&format!("'{RANI_PIN}' Enter 1 8")).await;
        assert!(stage.screen().contains("behind your PIN"), "{}", stage.screen());
    });
}

#[test]
fn the_numbers_want_the_pin_again_after_a_log_in_that_was_ended() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        // With a figure explained in front, and without.
        for deeper in ["", "e"] {
            let mut stage = numbers(&clinic).await;
            stage.keys(&format!("'{RANI_PIN}' Enter {deeper}")).await;
            let rani = stage.app.cx().desk.who().unwrap().account_id;
            let approval = Some(Approval { username: None, pin: PASSWORD.to_owned() });
            let end = RevokeAllOf { user: rani, reason: "hilang".to_owned() };
            clinic.owner.act_as(end, Asked { request: None, approval }).await.unwrap();
            stage.keys("F5").await;
            stage.keys("<ctrl-x>").await;
            stage.keys("Enter").await;
            stage.keys(&format!("'{PASSWORD}' Enter")).await;
            stage.settle().await;
            let screen = stage.screen();
            assert_eq!(stage.app.names().last(), Some(&"money"), "{screen}");
            assert!(screen.contains("behind your PIN") && !screen.contains("775.000"), "{deeper}: {screen}");
            stage.keys(&format!("'{RANI_PIN}' Enter")).await;
            assert!(stage.screen().contains("Rp775.000"), "{}", stage.screen());
        }
    });
}

#[test]
fn the_numbers_come_back_to_who_needs_no_pin_after_a_log_in_that_was_ended() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let desk = clinic.hired(&lab.db, "tuti", Role::Auditor).await;
        let tuti = desk.who().unwrap().account_id;
        let mut stage = Stage::new(FRONT, desk, Day::new(clinic.owner.today()), (80, 24));
        stage.settle().await;
        stage.keys("8").await;
        assert!(stage.screen().contains("Rp775.000"), "{}", stage.screen());
        let approval = Some(Approval { username: None, pin: PASSWORD.to_owned() });
        let end = RevokeAllOf { user: tuti, reason: "hilang".to_owned() };
        clinic.owner.act_as(end, Asked { request: None, approval }).await.unwrap();
        stage.keys("F5").await;
        stage.keys("<ctrl-x>").await;
        stage.keys("Enter").await;
        assert!(!stage.screen().contains("775.000"), "{}", stage.screen());
        stage.keys(&format!("'{PASSWORD}' Enter")).await;
        stage.settle().await;
        let screen = stage.screen();
        assert_eq!(stage.app.names().last(), Some(&"money"), "{screen}");
        assert!(screen.contains("Rp775.000") && !screen.contains("behind your PIN"), "{screen}");
    });
}

#[test]
fn the_pin_is_put_down_by_esc_and_taken_up_by_enter() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = numbers(&clinic).await;
        stage.keys("'12' Esc 1").await;
        assert_eq!(stage.app.names(), ["day"], "{}", stage.screen());
        stage.keys(&format!("8 Esc Enter '{RANI_PIN}' Enter")).await;
        assert!(stage.screen().contains("Received"), "{}", stage.screen());
    });
}

#[test]
fn the_month_in_figures_and_bars() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = numbers(&clinic).await;
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        insta::assert_snapshot!("money", looks(&mut stage).await);
        stage.keys("Tab Tab Tab").await;
        assert!(stage.screen().contains("Received by method"), "{}", stage.screen());
        stage.keys("Tab Tab d").await;
        insta::assert_snapshot!("money_figures", looks(&mut stage).await);
        stage.keys("Tab").await;
        insta::assert_snapshot!("money_heat", looks(&mut stage).await);
        stage.keys(", m [").await;
        assert!(stage.screen().contains("October 2026"), "{}", stage.screen());
    });
}

#[test]
fn any_span_is_looked_at_and_stepped_through() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = numbers(&clinic).await;
        stage.keys(&format!("'{RANI_PIN}' Enter , s <ctrl-u> '18/11' Enter <ctrl-u> '17/11' Enter")).await;
        assert!(stage.screen().contains("The last day comes before"), "{}", stage.screen());
        stage.keys("<ctrl-u> 't' Enter").await;
        let screen = stage.screen();
        assert!(
            screen.contains("18 Nov") && screen.contains("20 Nov 2026") && screen.contains("775.000"),
            "{screen}"
        );
        stage.keys("[").await;
        assert!(stage.screen().contains("17 Nov 2026"), "{}", stage.screen());
    });
}

#[test]
fn a_figure_is_explained_down_to_its_receipt() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = numbers(&clinic).await;
        stage.keys(&format!("'{RANI_PIN}' Enter v")).await;
        let screen = stage.screen();
        assert!(screen.contains("Earned · Laser Acne") && screen.contains("R-000001"), "{screen}");
        insta::assert_snapshot!("behind", looks(&mut stage).await);
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["money", "behind", "receipt"], "{}", stage.screen());
    });
}

#[test]
fn the_numbers_are_whole_on_a_phone() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        // The net cash is not what came in less what was spent: the owner paid something.
        let category = clinic.owner.ask(ListCategories {}).await.unwrap()[0].id;
        let write = WriteExpense {
            date: None,
            category,
            amount: Money(25_000),
            description: "Sabun".to_owned(),
            reference: String::new(),
            paid_from: PaidFrom::Owner,
            recurring: None,
        };
        let signed = Approval { username: None, pin: OWNER_PIN.to_owned() };
        clinic.owner.act_as(write, Asked { request: None, approval: Some(signed) }).await.unwrap();
        let rani = clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        for (language, net, hint) in [
            (Language::English, "┌ Net cash ", "All figures · Tab: next"),
            (Language::Indonesian, "┌ Kas bersih ", "Semua angka · Tab: lanjut"),
        ] {
            let settings = Options { language, ..options() };
            let mut stage = Stage::with(FRONT, rani.clone(), Day::new(rani.today()), (40, 20), settings);
            stage.keys(&format!("8 '{RANI_PIN}' Enter")).await;
            let screen = stage.screen();
            assert!(screen.contains(net), "{screen}");
            stage.keys("Tab Tab Tab Tab Tab").await;
            assert!(stage.screen().contains(hint), "{}", stage.screen());
            stage.keys("Tab").await;
            let last =
                Words::new(language).text("date-weekdays").split_whitespace().last().unwrap().to_owned();
            assert!(stage.screen().contains(&format!(" {last}")), "{}", stage.screen());
        }
    });
}

#[test]
fn what_deserves_a_second_look_and_what_people_earned() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = numbers(&clinic).await;
        stage.keys(&format!("'{RANI_PIN}' Enter , l")).await;
        insta::assert_snapshot!("leaks", looks(&mut stage).await);
        // The cursor is on the first row that leads anywhere, and the last line says where to.
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["money", "leaks", "visit"], "{}", stage.screen());
        stage.keys("Esc T").await;
        assert_eq!(stage.app.names(), ["money", "leaks", "trail"], "{}", stage.screen());
        assert!(stage.screen().contains("gave a discount"), "{}", stage.screen());
        stage.keys("Esc @").await;
        assert_eq!(stage.app.names(), ["money", "leaks", "then"], "{}", stage.screen());
        stage.keys("Esc Esc , c").await;
        insta::assert_snapshot!("commissions", looks(&mut stage).await);
        stage.keys("Enter").await;
        assert!(stage.screen().contains("Commissions · dr. Maya"), "{}", stage.screen());
    });
}

#[test]
fn whoever_has_the_drawer_open_does_not_see_what_came_in() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), Day::new(clinic.owner.today()), (80, 24));
        stage.settle().await;
        stage.keys(&format!("8 '{OWNER_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("You have the drawer") && !screen.contains("775.000"), "{screen}");
        insta::assert_snapshot!("money_counting", looks(&mut stage).await);
    });
}

#[test]
fn the_figures_go_into_a_file() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let rani = clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        let outbox = loket::app::Outbox { folder: lab.folder().to_owned(), log: None, columns: 32 };
        let mut options = loket::app::testing::options();
        options.outbox = std::sync::Arc::new(outbox);
        let mut stage = Stage::with(FRONT, rani.clone(), Day::new(rani.today()), (80, 24), options);
        stage.settle().await;
        stage.keys(&format!("8 '{RANI_PIN}' Enter f")).await;
        let path = lab.folder().join("report-2026-11-01-2026-11-30.csv");
        // What leaves the program is signed for.
        assert!(!path.exists() && stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains("received,Received,775000\r\n"), "{text}");
        assert!(text.contains("\r\nreceivables,"), "{text}");
        // Every value but the span and the clinic is a number, in one way of writing for all languages.
        for line in text.lines().skip(4) {
            let value = line.rsplit(',').next().unwrap();
            assert!(value.is_empty() || value.parse::<f64>().is_ok(), "{line}");
        }
    });
}

#[test]
fn every_figure_at_the_top_says_where_it_comes_from() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = numbers(&clinic).await;
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        for (walk, said) in [
            ("Up", "Received"),
            ("Right", "Expenses"),
            ("Right", "Net cash"),
            ("Right Right", "Owed by patients"),
            ("Left Left Left", "Received"),
        ] {
            stage.keys(&format!("{walk} v")).await;
            let screen = stage.screen();
            assert_eq!(stage.app.names(), ["money", "behind"], "{walk}: {screen}");
            assert!(screen.contains(&format!("┌ {said} ─")), "{walk}: {screen}");
            stage.keys("Esc").await;
        }
        // Down is the list again.
        stage.keys("Down v").await;
        assert!(stage.screen().contains("┌ Earned · "), "{}", stage.screen());
        // On a smaller window the one in hand is one that is there.
        stage.keys("Esc Up Right Right Right").await;
        stage.resize((40, 20));
        stage.keys("v").await;
        assert!(stage.screen().contains("Net cash"), "{}", stage.screen());
        stage.keys("Esc").await;
        stage.resize((80, 24));
        // And so is a click on a row of it.
        let screen = stage.screen();
        let y =
            screen.lines().position(|line| line.contains("Laser Acne")).unwrap_or_else(|| panic!("{screen}"));
        let (place, at) = (Position { x: 3, y: u16::try_from(y).unwrap() }, stage.at());
        // Where the mouse is not used, what looks like a click is none.
        stage.app.use_mouse(false);
        stage.app.click(place, at);
        assert_eq!(stage.screen(), screen);
        stage.app.use_mouse(true);
        stage.app.click(place, at);
        assert!(stage.screen().lines().nth(y).unwrap().contains('▌'), "{}", stage.screen());
        stage.keys("v").await;
        assert!(stage.screen().contains("┌ Earned · Laser Acne"), "{}", stage.screen());
    });
}

#[test]
fn a_span_is_compared_with_a_span_that_is_named() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = numbers(&clinic).await;
        // The first sign replaces the day that stands there.
        stage.keys(&format!("'{RANI_PIN}' Enter , s '18/11' Enter '20/11' Enter")).await;
        assert!(stage.screen().contains("vs 15–17 Nov"), "{}", stage.screen());
        stage.keys(", w").await;
        assert!(stage.screen().contains("so far vs 9–13 Nov"), "{}", stage.screen());
        stage.keys("d").await;
        assert!(stage.screen().contains("so far vs 19 Nov"), "{}", stage.screen());
        stage.keys("[ , w").await;
        assert!(stage.screen().contains("vs 9–13 Nov"), "{}", stage.screen());
        stage.keys("[").await;
        assert!(stage.screen().contains("vs 2–8 Nov"), "{}", stage.screen());
        stage.keys(", s '25/10' Enter '10/11' Enter").await;
        assert!(stage.screen().contains("vs 8–24 Oct"), "{}", stage.screen());
    });
}

/// Why something was done is read whole where it is marked, on a phone as well.
#[test]
fn a_reason_is_read_whole_among_what_deserves_a_second_look() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = crate::drawer::treated(&clinic, "Dewi Lestari", "09:00").await;
        let why = "pelanggan lama yang menunggu satu jam karena listrik padam";
        crate::bills::pay(&clinic, booking, MethodKind::Cash, 50_000).await;
        let payment = clinic.desk.ask(OpenBill { booking }).await.unwrap().payments[0].id;
        let void = loket::desk::void::VoidPayment { payment, reason: why.to_owned() };
        let approval = Some(Approval { username: None, pin: SARI_PIN.to_owned() });
        clinic.desk.act_as(void, Asked { request: None, approval }).await.unwrap();
        let rani = clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        for size in [(80, 24), (40, 20)] {
            let mut stage = Stage::new(FRONT, rani.clone(), Day::new(rani.today()), size);
            stage.settle().await;
            stage.keys(&format!("8 '{RANI_PIN}' Enter , l")).await;
            let mut seen = false;
            for _ in 0..8 {
                let words = stage.screen().replace(['│', '\n'], " ");
                seen |= words.split_whitespace().collect::<Vec<_>>().join(" ").contains(why);
                stage.keys("Down").await;
            }
            assert!(seen, "{size:?}: {}", stage.screen());
        }
    });
}
