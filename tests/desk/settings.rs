//! The clinic's settings, and what is set up once.

use loket::app::testing::Stage;
use loket::desk::clinic::OpenClinic;
use loket::screens::FRONT;
use loket::screens::settings::{About, Settings};

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, PASSWORD, RANI_PIN};
use crate::support::policies::edited;

async fn settings(clinic: &Clinic) -> Stage {
    let mut stage = Stage::new(FRONT, clinic.owner.clone(), Settings::new(), (80, 24));
    stage.settle().await;
    stage
}

/// Moves to the row of this label.
async fn row(stage: &mut Stage, label: &str) {
    stage.keys("Home").await;
    for _ in 0..60 {
        if stage.screen().contains(&format!("▌{label}")) {
            return;
        }
        stage.keys("Down").await;
    }
    panic!("no row {label}\n{}", stage.screen());
}

#[test]
fn each_setting_says_what_it_is_for() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = settings(&clinic).await;
        row(&mut stage, "Late change").await;
        assert!(stage.screen().contains("then the deposit is kept"), "{}", stage.screen());
        insta::assert_snapshot!("settings", looks(&mut stage).await);
        stage.keys("Enter").await;
        insta::assert_snapshot!("setting_form", looks(&mut stage).await);
        stage.keys("<ctrl-u> '12' Enter").await;
        assert!(stage.screen().contains("Late change            12 hours"), "{}", stage.screen());
        assert_eq!(clinic.owner.ask(OpenClinic {}).await.unwrap().policies.late_hours, 12);
        assert_eq!(clinic.owner.clinic().policies.late_hours, 12, "and it holds at once");
    });
}

#[test]
fn what_may_not_be_is_said_at_the_field() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = settings(&clinic).await;
        row(&mut stage, "Calls").await;
        stage.keys("Enter <ctrl-u> '50' Enter").await;
        assert!(stage.screen().contains("This takes 1 to 20."), "{}", stage.screen());
        stage.keys("<ctrl-u> 'many' Enter").await;
        assert!(stage.screen().contains("A whole number is needed here."), "{}", stage.screen());
        stage.keys("<ctrl-u> '4' Enter").await;
        assert_eq!(clinic.owner.clinic().policies.calls, 4);
        row(&mut stage, "Discount").await;
        stage.keys("Enter <ctrl-u> '12,5' Enter '739154' Enter").await;
        assert!(stage.screen().contains("a PIN is not"), "{}", stage.screen());
        stage.keys(&format!("<ctrl-u> '{PASSWORD}' Enter")).await;
        assert!(stage.screen().contains("12,5 %"), "{}", stage.screen());
        row(&mut stage, "Time zone").await;
        stage.keys("Enter <ctrl-u> 'Mars' Enter").await;
        assert!(stage.screen().contains("There is no time zone \"Mars\""), "{}", stage.screen());
        stage.keys(&format!("<backtab> <ctrl-u> Down 'jayapura' Enter Tab '{PASSWORD}' Enter")).await;
        assert_eq!(clinic.owner.clinic().zone, "Asia/Jayapura".parse().unwrap(), "{}", stage.screen());
        row(&mut stage, "One phone, one person").await;
        stage.keys("Enter Right Enter").await;
        assert!(clinic.owner.clinic().policies.unique_phone, "{}", stage.screen());
    });
}

#[test]
fn two_who_change_settings_do_not_undo_each_other() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = settings(&clinic).await;
        row(&mut stage, "Calls").await;
        stage.keys("Enter <ctrl-u> '4'").await;
        let edit = edited(&clinic.owner, |edit| edit.address = "Jl. Mawar 3".into()).await;
        clinic.owner.act(edit).await.unwrap();
        stage.keys("Enter").await;
        assert!(stage.screen().contains("changed this"), "{}", stage.screen());
        stage.keys("Enter").await;
        let now = clinic.owner.ask(OpenClinic {}).await.unwrap();
        assert_eq!((now.address.as_str(), now.policies.calls), ("Jl. Mawar 3", 4));
    });
}

#[test]
fn a_manager_needs_the_pin_and_a_receptionist_may_not() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let manager = clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        let mut stage = Stage::new(FRONT, manager, Settings::new(), (80, 24));
        stage.settle().await;
        row(&mut stage, "Calls").await;
        // Nothing typed is no wrong PIN: what is missing is said.
        stage.keys("Enter <ctrl-u> '5' Enter Enter").await;
        assert!(stage.screen().contains("This needs a PIN"), "{}", stage.screen());
        stage.keys("'000000' Enter").await;
        assert!(stage.screen().contains("The PIN is wrong."), "{}", stage.screen());
        stage.keys(&format!("<ctrl-u> '{RANI_PIN}' Enter")).await;
        assert_eq!(clinic.owner.ask(OpenClinic {}).await.unwrap().policies.calls, 5, "{}", stage.screen());
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Settings::new(), (80, 24));
        stage.settle().await;
        // A place that would be empty is none.
        for size in [(80, 60), (40, 60)] {
            stage.resize(size);
            let screen = stage.screen();
            assert!(screen.contains("Ways to pay") && screen.contains("My password and PIN"), "{screen}");
            assert!(!screen.contains("Access") && !screen.contains("Trail"), "{screen}");
        }
        stage.resize((80, 24));
        row(&mut stage, "Calls").await;
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["settings"]);
        assert!(stage.screen().contains("Your role may not do this"), "{}", stage.screen());
    });
}

#[test]
fn ways_lead_to_what_is_set_up_once() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = settings(&clinic).await;
        for (label, screen) in [
            ("Treatments", "treatments"),
            ("Rooms", "rooms"),
            ("Staff", "staff"),
            ("Ways to pay", "methods"),
            ("Keys", "keys"),
            ("About", "about"),
        ] {
            row(&mut stage, label).await;
            stage.keys("Enter").await;
            assert_eq!(stage.app.names(), ["settings", screen]);
            stage.keys("Esc").await;
        }
        row(&mut stage, "Ways to pay").await;
        stage.keys("Enter").await;
        insta::assert_snapshot!("methods", looks(&mut stage).await);
        stage.keys("Esc").await;
        row(&mut stage, "Keys").await;
        stage.keys("Enter").await;
        assert!(stage.screen().contains("Ctrl+S"), "{}", stage.screen());
        stage.keys("Esc").await;
        row(&mut stage, "Log out").await;
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["login"]);
    });
}

#[test]
fn about_names_what_somebody_on_the_telephone_asks_for() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), About, (80, 24));
        for size in [(80, 24), (40, 20)] {
            stage.resize(size);
            let screen = stage.screen();
            for fact in [env!("CARGO_PKG_VERSION"), "SQLite", "counter 1", "Klinik Melati (melati)"] {
                assert!(screen.contains(fact), "{fact}\n{screen}");
            }
        }
    });
}

#[test]
fn what_one_may_not_change_says_so_where_it_stands() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Settings::new(), (80, 24));
        stage.settle().await;
        stage.keys("Down Down Down Down Down Down Down").await;
        let screen = stage.screen();
        assert!(screen.contains("Your role may not do this"), "{screen}");
    });
}
