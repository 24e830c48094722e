//! Logging in, locking, coming back.

use std::sync::Arc;

use loket::app::testing::Stage;
use loket::clock::FixedClock;
use loket::desk::Desk;
use loket::domain::account::Role;
use loket::i18n::{Language, Words};
use loket::screens::FRONT;
use loket::screens::first_run::FirstRun;
use loket::screens::login::Login;
use loket::screens::patients::Patients;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, PASSWORD, SARI_PIN, at};

async fn at_the_door(clinic: &Clinic) -> Stage {
    let nobody = clinic.desk.logout().await.unwrap();
    Stage::new(FRONT, nobody, Login::new(), (80, 24))
}

#[test]
fn name_and_password_open_the_day() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = at_the_door(&clinic).await;
        insta::assert_snapshot!("login", looks(&mut stage).await);
        stage.keys(&format!("'sari' Enter '{PASSWORD}' Enter")).await;
        assert!(stage.app.cx().desk.who().is_some_and(|who| who.username == "sari"));
        assert!(!stage.app.names().contains(&"login"), "{:?}", stage.app.names());
        // Nothing leads back behind the door.
        stage.keys("Esc").await;
        assert!(!stage.app.names().contains(&"login"));
    });
}

#[test]
fn nothing_tells_whether_the_name_or_the_password_is_wrong() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = at_the_door(&clinic).await;
        stage.keys("'sari' Enter 'not her password' Enter").await;
        let known = stage.screen();
        assert!(known.contains("The user name or the password is wrong."), "{known}");
        let mut stage = at_the_door(&clinic).await;
        stage.keys("'rasi' Enter 'not her password' Enter").await;
        assert_eq!(known.replace("sari", "rasi"), stage.screen());
        assert!(stage.app.cx().desk.who().is_none());
    });
}

#[test]
fn too_many_tries_have_to_wait_and_are_told_how_long() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = at_the_door(&clinic).await;
        stage.keys("'sari' Enter").await;
        for _ in 0..5 {
            stage.keys("'wrong again' Enter").await;
        }
        stage.keys(&format!("'{PASSWORD}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("Too many wrong passwords. Wait 30 seconds."), "{screen}");
        clinic.now("07:01");
        stage.keys(&format!("'{PASSWORD}' Enter")).await;
        assert!(stage.app.cx().desk.who().is_some());
    });
}

#[test]
fn the_language_follows_whoever_chose_it() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Patients::new(), (80, 24));
        stage.keys("<F12>").await;
        assert!(stage.screen().contains("Telepon"));
        let mut other = at_the_door(&clinic).await;
        assert!(other.screen().contains("User name"));
        other.keys(&format!("'sari' Enter '{PASSWORD}' Enter")).await;
        assert!(other.screen().contains("janji"), "{}", other.screen());
    });
}

#[test]
fn the_language_chosen_at_the_door_is_chosen_by_whoever_enters() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let enter = format!("'sari' Enter '{PASSWORD}' Enter");
        let mut first = at_the_door(&clinic).await;
        first.keys(&format!("<F12> {enter}")).await;
        assert!(first.screen().contains("bantuan"), "{}", first.screen());
        let mut next = at_the_door(&clinic).await;
        assert!(next.screen().contains("User name"));
        next.keys(&enter).await;
        assert!(next.screen().contains("bantuan"), "it was remembered: {}", next.screen());
    });
}

#[test]
fn a_language_asked_for_goes_before_the_one_that_is_remembered() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let enter = format!("'sari' Enter '{PASSWORD}' Enter");
        at_the_door(&clinic).await.keys(&format!("<F12> {enter}")).await;
        let asked = loket::app::engine::Options { insists: true, ..loket::app::testing::options() };
        let nobody = clinic.desk.logout().await.unwrap();
        let mut stage = Stage::with(FRONT, nobody, Login::new(), (80, 24), asked);
        stage.keys(&enter).await;
        assert!(stage.screen().contains("help"), "for this run: {}", stage.screen());
        let mut next = at_the_door(&clinic).await;
        next.keys(&enter).await;
        assert!(next.screen().contains("bantuan"), "it is still remembered: {}", next.screen());
    });
}

#[test]
fn a_locked_counter_shows_nobody_and_keeps_what_was_typed() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Patients::new(), (80, 24));
        stage.keys("'dewi' <ctrl-n>").await;
        stage.keys("'0857 9876 5432'").await;
        assert!(stage.screen().contains("Already on this number: Dewi Lestari"), "{}", stage.screen());
        stage.keys("<ctrl-x>").await;
        let locked = stage.screen();
        assert!(locked.contains("Locked by Sari Wulandari") && !locked.contains("Dewi"), "{locked}");
        insta::assert_snapshot!("locked", looks(&mut stage).await);
        // Neither a place nor Escape leads around it.
        stage.keys("Esc <F4> 'wrong' Enter").await;
        assert!(stage.app.names().ends_with(&["locked"]));
        assert!(stage.screen().contains("The PIN or the password is wrong."), "{}", stage.screen());
        stage.paste(SARI_PIN).await;
        assert!(!stage.screen().contains(SARI_PIN), "a pasted PIN is not shown either");
        stage.keys("Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("0857 9876 5432") && screen.contains("dewi"), "{screen}");
        stage.keys(&format!("<ctrl-x> '{PASSWORD}' Enter")).await;
        assert!(stage.screen().contains("0857 9876 5432"), "the password opens it too");
    });
}

#[test]
fn the_page_of_keys_is_no_way_past_the_lock() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Patients::new(), (80, 24));
        stage.keys("'dewi' <ctrl-n> '0857 9876 5432' <ctrl-x>").await;
        let kept = ["patients", "patient_form", "locked"];
        for way in
            ["'Today' Enter", "'Patient' Enter", "'search' Enter", "<F4>", "<F9>", "<ctrl-p>", "<ctrl-x>"]
        {
            stage.keys(&format!("<F1> {way}")).await;
            assert!(stage.app.names().starts_with(&kept), "{way}: {:?}", stage.app.names());
            assert!(!stage.screen().contains("0857"), "{way}:\n{}", stage.screen());
            stage.keys("Esc Esc").await;
            assert_eq!(stage.app.names(), kept, "{way}");
        }
    });
}

#[test]
fn what_is_kept_under_the_lock_is_not_thrown_away_by_one_key() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Patients::new(), (80, 24));
        stage.keys("'dewi' <ctrl-n> '0857 9876 5432' <ctrl-x>").await;
        assert!(stage.screen().contains("throws that away"), "{}", stage.screen());
        stage.keys("<ctrl-o>").await;
        assert!(stage.screen().contains("Ctrl+O again"), "{}", stage.screen());
        // Another key is no yes.
        stage.keys("'1' <ctrl-o>").await;
        assert_eq!(stage.app.names(), ["patients", "patient_form", "locked"]);
        stage.keys(&format!("<ctrl-u> '{SARI_PIN}' Enter")).await;
        assert!(stage.screen().contains("0857 9876 5432"), "{}", stage.screen());
        stage.keys("<ctrl-x> <ctrl-o> <ctrl-o>").await;
        assert_eq!(stage.app.names(), ["login"]);
    });
}

#[test]
fn whoever_has_no_pin_is_told_so_at_the_lock() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let desk = clinic.hired(&lab.db, "dina", Role::Receptionist).await;
        let mut stage = Stage::new(FRONT, desk, Patients::new(), (80, 24));
        stage.keys("<ctrl-x> '739264' Enter").await;
        assert!(stage.screen().contains("You have no PIN"), "{}", stage.screen());
        stage.keys(&format!("'{PASSWORD}' Enter")).await;
        assert_eq!(stage.app.names(), ["patients"], "{}", stage.screen());
    });
}

#[test]
fn somebody_else_comes_to_a_locked_counter() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Patients::new(), (80, 24));
        stage.keys("<ctrl-x> <ctrl-o>").await;
        assert_eq!(stage.app.names(), ["login"]);
        stage.keys(&format!("'owner' Enter '{PASSWORD}' Enter")).await;
        assert!(stage.app.cx().desk.who().is_some_and(|who| who.username == "owner"));
    });
}

fn first_start(lab: &Lab) -> Stage {
    let clock = Arc::new(FixedClock::at(at("2026-11-20 07:00")));
    let desk = Desk::unfounded(
        lab.db.clone(),
        None,
        clock,
        "counter 1".into(),
        Some(b"a pepper of the tests".to_vec()),
    );
    let first = FirstRun::new(&desk, &Words::new(Language::English));
    Stage::new(FRONT, desk, first, (80, 24))
}

#[test]
fn the_first_start_founds_a_clinic_and_logs_its_owner_in() {
    Lab::sqlite(async |lab| {
        let mut stage = first_start(lab);
        insta::assert_snapshot!("first_run", looks(&mut stage).await);
        stage.keys("'Klinik Mawar Putih'").await;
        assert!(stage.screen().contains("[klinik-mawar-putih"), "{}", stage.screen());
        // The list of zones, then currency, decimals and language as they stand.
        stage.keys("Enter Enter Down 'makassar' Enter Enter").await;
        assert!(stage.screen().contains("Asia/Makassar"), "{}", stage.screen());
        stage.keys("Enter Enter Enter 'Hartono' Enter 'hartono' Enter").await;
        stage.keys("'kapal hijau di atas bukit' Enter 'kapal hijau di atas bukit' Enter").await;
        stage.keys("'739154' Enter '739154' Enter Right Enter").await;
        let who = stage.app.cx().desk.who().map(|who| who.full_name.clone());
        assert_eq!(who.as_deref(), Some("Hartono"), "{}", stage.screen());
        let clinic = stage.app.cx().desk.clinic();
        assert_eq!(
            (clinic.name.as_str(), clinic.slug.as_str()),
            ("Klinik Mawar Putih", "klinik-mawar-putih")
        );
        assert_eq!(clinic.zone, "Asia/Makassar".parse().unwrap());
        assert_eq!(stage.app.cx().zone, "Asia/Makassar".parse().unwrap());
        let roster = stage.app.cx().desk.roster().await.unwrap();
        assert!(!roster.treatments.is_empty() && !roster.staff.is_empty() && !roster.methods.is_empty());
    });
}

#[test]
fn what_is_wrong_is_said_in_the_language_that_is_spoken() {
    Lab::sqlite(async |lab| {
        let mut stage = first_start(lab);
        stage.keys("Enter").await;
        let english = stage.screen();
        stage.keys("<F12>").await;
        let indonesian = stage.screen();
        let wrong = |screen: &str| screen.lines().find(|line| line.contains('×')).map(str::to_owned);
        let (before, after) = (wrong(&english).unwrap(), wrong(&indonesian).unwrap());
        assert_ne!(before, after, "{indonesian}");
        stage.keys("<F12>").await;
        assert_eq!(wrong(&stage.screen()), Some(before));
    });
}

#[test]
fn a_title_is_no_user_name() {
    Lab::sqlite(async |lab| {
        let mut stage = first_start(lab);
        stage.keys("'Klinik' Enter Enter Down 'jakarta' Enter Enter Enter Enter Enter").await;
        stage.keys("'Dr. Sri Wahyuni' Enter").await;
        assert!(stage.screen().contains("[sri"), "{}", stage.screen());
    });
}

#[test]
fn a_currency_brings_its_decimals_and_its_own_small_change() {
    Lab::sqlite(async |lab| {
        let mut stage = first_start(lab);
        stage.keys("'Dollar Clinic' Enter Enter Enter <ctrl-u> 'usd' Enter Enter Enter 'Olive' Enter 'olive' Enter").await;
        stage.keys("'kapal hijau di atas bukit' Enter 'kapal hijau di atas bukit' Enter").await;
        stage.keys("'739154' Enter '739154' <ctrl-s>").await;
        let clinic = stage.app.cx().desk.clinic();
        assert_eq!(
            (clinic.currency.code.as_str(), clinic.currency.decimals),
            ("USD", 2),
            "{}",
            stage.screen()
        );
        let policies = (clinic.policies.cash_rounding, clinic.policies.opening_float);
        assert_eq!(policies, (1, 5_000), "no coin is lost to rounding");
    });
}

#[test]
fn what_is_wrong_at_the_first_start_is_said_at_its_field() {
    Lab::sqlite(async |lab| {
        let mut stage = first_start(lab);
        stage.keys("'Klinik Mawar' <ctrl-s>").await;
        assert!(stage.screen().contains("This password is too short"), "{}", stage.screen());
        stage.keys("'Hartono' Tab 'x' Tab 'kapal hijau di atas bukit' Tab 'kapal hijau' Tab '123456' Tab '123456' <ctrl-s>").await;
        let screen = stage.screen();
        assert!(screen.contains("The two passwords differ"), "{screen}");
        assert!(screen.contains("Everybody guesses this PIN first"), "{screen}");
        stage
            .keys("<ctrl-u> 'kapal hijau di atas bukit' Tab <ctrl-u> '739154' Tab <ctrl-u> '739154' <ctrl-s>")
            .await;
        let screen = stage.screen();
        assert!(screen.contains("A user name has 2 to 40"), "the desk's own no is at its field: {screen}");
        assert!(screen.contains("Klinik Mawar") && screen.contains("Hartono"), "{screen}");
        assert!(stage.app.cx().desk.who().is_none());
    });
}

#[test]
fn the_language_of_the_screen_is_the_clinics_until_another_is_chosen() {
    Lab::sqlite(async |lab| {
        let mut stage = first_start(lab);
        stage.keys("<F12>").await;
        assert!(stage.screen().contains("‹Bahasa Indonesia›"), "{}", stage.screen());
        // Name, short name, zone, currency, decimals: then the language, and how the screen speaks another.
        stage.keys("Tab Tab Tab Tab Tab").await;
        assert!(stage.screen().contains("F12"), "{}", stage.screen());
        stage.keys("<F12> Right").await;
        assert!(stage.screen().contains("‹Bahasa Indonesia›"), "{}", stage.screen());
        stage.keys("<F12> <F12>").await;
        assert!(stage.screen().contains("‹Bahasa Indonesia›"), "what was chosen stays: {}", stage.screen());
    });
}

#[test]
fn the_first_start_in_indonesian_founds_an_indonesian_clinic() {
    Lab::sqlite(async |lab| {
        let mut stage = first_start(lab);
        stage.keys("<F12> 'Klinik Mawar' Enter Enter Enter Enter Enter Enter 'Ibu Ratna' Enter Enter").await;
        stage.keys("'kapal hijau di atas bukit' Enter 'kapal hijau di atas bukit' Enter").await;
        stage.keys("'739154' Enter '739154' Enter").await;
        assert!(stage.screen().contains("Enter dirikan"), "the last Enter founds it: {}", stage.screen());
        stage.keys("Enter").await;
        assert_eq!(stage.app.cx().desk.clinic().language, Language::Indonesian, "{}", stage.screen());
        let who = stage.app.cx().desk.who().map(|who| who.username.clone());
        assert_eq!(who.as_deref(), Some("ratna"), "how she is addressed is no name");
    });
}

#[test]
fn leaving_a_field_of_the_first_start_says_what_is_wrong_with_it() {
    Lab::sqlite(async |lab| {
        let mut stage = first_start(lab);
        stage.keys("'Klinik Mawar Putih' Tab Tab Tab Tab Tab Tab Tab").await;
        assert!(stage.screen().contains("A name is needed."), "{}", stage.screen());
        stage.keys("<backtab> 'Hartono Wijaya' Tab").await;
        assert!(stage.screen().contains("[hartono_"), "{}", stage.screen());
        stage.keys("Tab 'pendek' Tab").await;
        assert!(stage.screen().contains("This password is too short"), "{}", stage.screen());
        stage.keys("<backtab> <ctrl-u> 'klinik mawar putih' Tab").await;
        assert!(stage.screen().contains("or your own are guessed"), "{}", stage.screen());
        stage.keys("<backtab> <ctrl-u> 'kapal hijau di atas bukit' Tab 'kapal' Tab").await;
        assert!(stage.screen().contains("The two passwords differ"), "{}", stage.screen());
        // A user name somebody typed is theirs.
        stage.keys("<backtab> <backtab> <backtab> <ctrl-u> 'bos' <backtab> 'x' Tab").await;
        assert!(stage.screen().contains("[bos_"), "{}", stage.screen());
    });
}

#[test]
fn whoever_logs_out_hands_over_to_somebody_else() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("g l").await;
        assert_eq!(stage.app.names(), ["login"]);
        assert!(!stage.screen().contains("[sari"), "{}", stage.screen());
        stage.keys(&format!("'owner' Enter '{PASSWORD}' Enter")).await;
        assert!(stage.app.cx().desk.who().is_some_and(|who| who.username == "owner"));
    });
}

/// Half past one in the night in Jakarta: in New York it is the day before.
#[test]
fn a_clinic_in_another_zone_begins_on_its_own_day() {
    Lab::sqlite(async |lab| {
        let clock = Arc::new(FixedClock::at(at("2026-11-20 01:30")));
        let pepper = Some(b"a pepper of the tests".to_vec());
        let desk = Desk::unfounded(lab.db.clone(), None, clock, "counter 1".into(), pepper);
        let first = FirstRun::new(&desk, &Words::new(Language::English));
        let mut stage = Stage::new(FRONT, desk, first, (80, 24));
        assert!(stage.screen().lines().next().unwrap().contains("01:30"), "{}", stage.screen());
        stage.keys("'Klinik Jauh' Enter Enter Down 'new_york' Enter").await;
        assert!(stage.screen().lines().next().unwrap().ends_with("13:30"), "{}", stage.screen());
        stage.keys("Enter Enter Enter Enter 'Hartono' Enter 'hartono' Enter").await;
        stage.keys("'kapal hijau di atas bukit' Enter 'kapal hijau di atas bukit' Enter").await;
        stage.keys("'739154' Enter '739154' Enter Right Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Thu 19 Nov") && screen.contains("13:30"), "{screen}");
        assert!(!screen.contains("Fri 20 Nov"), "{screen}");
    });
}
