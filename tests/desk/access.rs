//! Users, roles, log-ins and events, as the owner sees them; and the door for who was invited or lost a password.

use std::time::Duration;

use loket::app::testing::{Stage, options};
use loket::desk::Asked;
use loket::desk::account::Approval;
use loket::desk::event::ListEvents;
use loket::desk::session::{ListSessions, RevokeAllOf};
use loket::domain::account::{Role, SecondFactor};
use loket::domain::totp;
use loket::screens::FRONT;
use loket::screens::access::{Access, Mine, Page};
use loket::screens::login::Login;
use loket::screens::patients::Patients;

use crate::looks::{in_sizes, looks};
use crate::support::Lab;
use crate::support::clinic::{Clinic, PASSWORD, SARI_PIN, at};
use crate::support::policies::sets;

async fn access(clinic: &Clinic, page: Page) -> Stage {
    let mut stage = Stage::new(FRONT, clinic.owner.clone(), Access::new(page), (80, 24));
    stage.settle().await;
    stage
}

async fn card_of_sari(clinic: &Clinic) -> Stage {
    let mut stage = access(clinic, Page::Users).await;
    while !stage.screen().contains("▌Sari") {
        stage.keys("Down").await;
    }
    stage.keys("Enter").await;
    stage
}

/// The code in the dialog that shows it once.
fn code_in(screen: &str) -> String {
    let is = |word: &&str| word.len() == 19 && word.matches('-').count() == 3;
    screen.split_whitespace().find(is).unwrap_or_else(|| panic!("no code:\n{screen}")).to_owned()
}

fn at_the_door(clinic: &Clinic) -> Stage {
    Stage::new(FRONT, clinic.desk.nobodys(), Login::new(), (80, 24))
}

#[test]
fn who_may_come_in_is_seen_on_five_pages() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        for _ in 0..5 {
            assert!(clinic.desk.unlock("000000").await.is_err());
        }
        let mut stage = access(&clinic, Page::Users).await;
        insta::assert_snapshot!("access_users", looks(&mut stage).await);
        stage.keys("Tab Tab Tab").await;
        insta::assert_snapshot!("access_sessions", looks(&mut stage).await);
        stage.keys("Tab").await;
        assert!(stage.screen().contains("wrong PINs"), "{}", stage.screen());
        stage.keys("Enter 'jari tergelincir' Enter").await;
        assert_eq!(stage.app.names(), ["access"], "{}", stage.screen());
        let event = clinic.owner.ask(ListEvents {}).await.unwrap().remove(0);
        assert_eq!(
            (event.note.as_str(), event.resolved_by.as_deref()),
            ("jari tergelincir", Some("Hartono"))
        );
        insta::assert_snapshot!("access_events", looks(&mut stage).await);
        stage.keys("BackTab BackTab").await;
        let screen = stage.screen();
        assert!(screen.contains("receptionist") && screen.contains("fixed"), "{screen}");
        assert!(!screen.contains("Nothing here yet."), "{screen}");
        stage.keys("Down Down Enter").await;
        assert_eq!(stage.app.names(), ["access", "role_card"]);
        insta::assert_snapshot!("role_card", looks(&mut stage).await);
    });
}

#[test]
fn somebody_is_invited_and_comes_in() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = access(&clinic, Page::Users).await;
        stage.keys("a 'Dewi Lestari' Tab 'dewi@example.com' Tab '0812 1111 2222'").await;
        insta::assert_snapshot!("access_invite", looks(&mut stage).await);
        stage.keys("<ctrl-s>").await;
        assert!(stage.screen().contains("your own password"), "{}", stage.screen());
        stage.keys(&format!("'{PASSWORD}' <ctrl-s>")).await;
        let code = code_in(&stage.screen());
        insta::assert_snapshot!(
            "shown_once",
            in_sizes(&mut stage, "en").replace(&code, "ABCD-EFGH-JKLM-NPQR")
        );
        // Not thrown away by a key pressed too many.
        stage.keys("Esc").await;
        assert!(stage.screen().contains("Did you write it down?"), "{}", stage.screen());
        stage.keys("n").await;
        assert_eq!(code_in(&stage.screen()), code);
        stage.keys("Esc y Tab").await;
        assert_eq!(stage.app.names(), ["access"]);
        let screen = stage.screen();
        assert!(screen.contains("Dewi Lestari") && screen.contains("pending"), "{screen}");
        assert!(!screen.contains(&code));

        let mut door = at_the_door(&clinic);
        door.keys("<ctrl-o>").await;
        insta::assert_snapshot!("invited", looks(&mut door).await);
        let typed = code.to_lowercase().replace('-', " ");
        door.keys(&format!("'{typed}' Enter 'dewi' Enter Enter")).await;
        assert!(door.screen().contains("Fill in every line"), "{}", door.screen());
        door.keys("<ctrl-s>").await;
        assert!(door.screen().contains("Fill in every line"), "{}", door.screen());
        door.keys("'pendek' Enter 'pendeg' Enter '739264' Enter '739264' Enter").await;
        assert!(door.screen().contains("The two passwords differ"), "{}", door.screen());
        door.keys("<ctrl-u> 'pendek' Enter Enter <ctrl-u> '739246' Enter").await;
        assert!(door.screen().contains("The two PINs differ"), "{}", door.screen());
        door.keys("<ctrl-u> '739264' Enter").await;
        assert!(door.screen().contains("8 letters at least"), "{}", door.screen());
        door.keys("<ctrl-u> 'hujan turun pelan' Enter <ctrl-u> 'hujan turun pelan' <ctrl-s>").await;
        assert!(door.app.cx().desk.who().is_some_and(|who| who.username == "dewi"), "{}", door.screen());
        assert_eq!(door.app.names(), ["day"]);
    });
}

#[test]
fn a_lost_password_is_chosen_anew_at_the_door() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = card_of_sari(&clinic).await;
        insta::assert_snapshot!("user_card", looks(&mut stage).await);
        stage.keys(&format!(", p 'lupa' Enter '{PASSWORD}' Enter")).await;
        let code = code_in(&stage.screen());
        let mut door = at_the_door(&clinic);
        door.keys(&format!("'sari' Enter '{code}' Enter")).await;
        assert!(door.screen().contains("Choose a new password."), "{}", door.screen());
        door.keys("'hujan turun pelan' Enter 'hujan turun peran' Enter").await;
        assert!(door.screen().contains("The two passwords differ"), "{}", door.screen());
        door.keys("<ctrl-u> 'hujan turun pelan' Enter").await;
        assert!(door.app.cx().desk.who().is_some_and(|who| who.username == "sari"), "{}", door.screen());
    });
}

#[test]
fn a_right_is_found_by_its_words() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = access(&clinic, Page::Users).await;
        while !stage.screen().contains("▌Sari") {
            stage.keys("Down").await;
        }
        stage.keys("Enter / 'find pat' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("▌find patients") && screen.contains("/find pat"), "{screen}");
        assert!(!screen.contains("take payments"), "{screen}");
        // What is given is given of the right that is shown.
        stage.keys("Enter").await;
        assert!(stage.screen().contains("find patients"), "{}", stage.screen());
        stage.keys("Esc / <ctrl-u> 'zzz' Enter").await;
        assert!(stage.screen().contains("zzz"), "{}", stage.screen());
        // The whole list first, then the way back.
        stage.keys("Esc").await;
        assert_eq!(stage.app.names(), ["access", "user_card"], "{}", stage.screen());
        stage.keys("Esc").await;
        assert_eq!(stage.app.names(), ["access"], "{}", stage.screen());
    });
}

#[test]
fn a_right_is_denied_and_the_conflict_is_said() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = card_of_sari(&clinic).await;
        while !stage.screen().contains("▌find patients") {
            stage.keys("Down").await;
        }
        stage.keys(&format!("Enter Right Tab Tab 'cuti' Enter '{PASSWORD}' Enter")).await;
        assert_eq!(stage.app.names(), ["access", "user_card"], "{}", stage.screen());
        let screen = stage.screen();
        assert!(screen.contains("denied by Hartono: cuti"), "{screen}");
        assert!(screen.contains("although it is allowed elsewhere"), "{screen}");
        // What is allowed beside it changes nothing until the denial is taken back: that comes first, and is named.
        stage.keys(&format!("Enter Tab Tab 'lagi' Enter '{PASSWORD}' Enter x")).await;
        assert!(stage.screen().contains("│ denied by Hartono: cuti "), "{}", stage.screen());
        stage.keys(&format!("'kembali' Enter '{PASSWORD}' Enter")).await;
        let screen = stage.screen();
        assert!(!screen.contains("denied by") && screen.contains("allowed by Hartono: lagi"), "{screen}");
    });
}

#[test]
fn a_role_of_the_clinic_is_made() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = access(&clinic, Page::Roles).await;
        stage.keys("a 'Kasir senior' Tab Tab 'close the day' Tab 'cancel visits; change patients'").await;
        let screen = stage.screen();
        stage.keys(&format!("<ctrl-u> 'cancel visits' Tab 'perlu' Tab '{PASSWORD}' <ctrl-s>")).await;
        assert_eq!(stage.app.names(), ["access"], "{screen}\n{}", stage.screen());
        insta::assert_snapshot!("access_roles", looks(&mut stage).await);
    });
}

#[test]
fn a_log_in_that_is_ended_elsewhere_locks_and_keeps_what_was_typed() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        // Another program at the same file.
        let elsewhere = clinic.another(lab).await;
        let mut stage = clinic.stage(Patients::new(), (80, 24)).await;
        stage.keys("<ctrl-n> 'Wayan Sudana'").await;
        let sari = clinic.desk.who().unwrap().account_id;
        let approval = Some(Approval { username: None, pin: PASSWORD.to_owned() });
        let end = RevokeAllOf { user: sari, reason: "hilang".to_owned() };
        elsewhere.act_as(end, Asked { request: None, approval }).await.unwrap();
        // The program hears of it within two seconds; longer than that this waits for nothing.
        let heard = tokio::time::timeout(Duration::from_secs(2), async {
            while !stage.app.names().contains(&"locked") {
                let happened = stage.app.happened().await;
                let at = stage.at();
                stage.app.take(happened, at);
            }
        });
        heard.await.expect("it locks within two seconds");
        let screen = stage.screen();
        assert!(screen.contains("was ended elsewhere") && !screen.contains("Wayan"), "{screen}");
        assert_eq!(stage.app.names(), ["patients", "patient_form", "locked"]);
        // A PIN opens nothing that is over, and none is asked for.
        assert!(!screen.contains("PIN"), "{screen}");
        insta::assert_snapshot!("locked_over", looks(&mut stage).await);
        stage.keys(&format!("'{SARI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["patients", "patient_form", "locked"]);
        stage.keys(&format!("'{PASSWORD}' Enter")).await;
        assert_eq!(stage.app.names(), ["patients", "patient_form"], "{}", stage.screen());
        assert!(stage.screen().contains("Wayan Sudana"), "{}", stage.screen());
        stage.keys("Tab '0812 1234 9999' <ctrl-s>").await;
        assert!(!stage.app.names().contains(&"patient_form"), "{}", stage.screen());
    });
}

#[test]
fn who_logs_in_meanwhile_puts_nobody_else_under_the_hand() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = access(&clinic, Page::Sessions).await;
        stage.keys("End").await;
        let marked = |screen: &str| screen.lines().any(|line| line.contains("▌Sari"));
        let lines = stage.screen().lines().filter(|line| line.contains("Hartono")).count();
        assert!(marked(&stage.screen()), "{}", stage.screen());
        // His name stands before hers.
        let _elsewhere = clinic.another(lab).await;
        let heard = tokio::time::timeout(Duration::from_secs(2), async {
            while stage.screen().lines().filter(|line| line.contains("Hartono")).count() == lines {
                let happened = stage.app.happened().await;
                let at = stage.at();
                stage.app.take(happened, at);
            }
        });
        heard.await.expect("it is seen within two seconds");
        assert!(marked(&stage.screen()), "{}", stage.screen());
        stage.keys("x").await;
        assert!(stage.screen().contains("Sari Wulandari (sari)"), "{}", stage.screen());
    });
}

#[test]
fn half_an_hour_without_a_key_logs_off() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut settings = options();
        settings.idle = Some(Duration::from_mins(5));
        let mut stage = Stage::with(FRONT, clinic.desk.clone(), clinic.today(), (80, 24), settings);
        stage.settle().await;
        stage.pass(Duration::from_mins(29));
        assert_eq!(stage.app.names(), ["day", "locked"]);
        stage.pass(Duration::from_mins(1));
        stage.settle().await;
        assert_eq!(stage.app.names(), ["login"]);
        let seats = clinic.owner.ask(ListSessions {}).await.unwrap();
        assert!(seats.iter().all(|seat| seat.username != "sari"), "{seats:?}");
        // Who was there is named already.
        stage.keys(&format!("'{PASSWORD}' Enter")).await;
        assert!(stage.app.cx().desk.who().is_some_and(|who| who.username == "sari"));
    });
}

#[test]
fn a_second_factor_is_made_and_asked_for() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sets(&clinic.owner, PASSWORD, |policies| policies.second_factor = SecondFactor::Owner).await;
        let mut door = at_the_door(&clinic);
        door.keys(&format!("'owner' Enter '{PASSWORD}' Enter")).await;
        assert_eq!(door.app.names(), ["mine"], "{}", door.screen());
        insta::assert_snapshot!("mine", looks(&mut door).await);
        // Nobody is led to an empty day: there is nothing else to do yet, and that is said.
        for keys in ["1", "3", "gj"] {
            door.keys(keys).await;
            assert_eq!(door.app.names(), ["mine"], "{keys}: {}", door.screen());
            assert!(door.screen().contains("asks for a second factor"), "{keys}: {}", door.screen());
        }
        door.keys(&format!("Enter '{PASSWORD}' Enter")).await;
        let screen = door.screen();
        assert!(screen.contains("otpauth://totp/"), "{screen}");
        let secret = secret_in(&screen);
        let now = || totp::code(&secret, totp::step(at("2026-11-20 07:00")));
        door.keys(&format!("Enter '{}' Enter Enter", now())).await;
        assert!(door.screen().matches('-').count() >= 10, "the recovery codes:\n{}", door.screen());
        door.keys("Enter").await;
        assert_eq!(door.app.names(), ["day"], "{}", door.screen());

        clinic.now("07:05");
        let mut door = at_the_door(&clinic);
        door.keys(&format!("'owner' Enter '{PASSWORD}' Enter")).await;
        let screen = door.screen();
        assert!(screen.contains("code of your authenticator") && !screen.contains('×'), "{screen}");
        door.keys("'000000' Enter").await;
        assert!(door.app.cx().desk.who().is_none());
        let next = totp::code(&secret, totp::step(at("2026-11-20 07:05")));
        door.keys(&format!("'{next}' Enter")).await;
        assert!(door.app.cx().desk.who().is_some_and(|who| who.role == Role::Owner), "{}", door.screen());
    });
}

/// The secret an authenticator would be given: eight groups of four.
fn secret_in(screen: &str) -> Vec<u8> {
    const SIGNS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let is = |word: &&str| word.len() == 4 && word.chars().all(|sign| SIGNS.contains(sign));
    let line = screen.lines().find(|line| line.split_whitespace().filter(is).count() == 8).unwrap();
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for sign in line.split_whitespace().filter(is).flat_map(str::chars) {
        bits = bits << 5 | u32::try_from(SIGNS.find(sign).unwrap()).unwrap();
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap());
        }
    }
    bytes
}

#[test]
fn a_receptionist_finds_no_way_to_what_is_not_hers() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Access::new(Page::Users), (80, 24));
        stage.settle().await;
        let screen = stage.screen();
        assert!(screen.contains("may not do this"), "{screen}");
        assert!(!screen.contains("Hartono"), "{screen}");
        let mut mine = Stage::new(FRONT, clinic.desk.clone(), Mine::new(), (80, 24));
        mine.settle().await;
        mine.keys(&format!("Down Enter '739264' Enter '739246' Enter '{PASSWORD}' Enter")).await;
        assert!(mine.screen().contains("The two PINs differ"), "{}", mine.screen());
        mine.keys("<ctrl-u> '739264' <ctrl-s>").await;
        assert_eq!(mine.app.names(), ["mine"], "{}", mine.screen());
        assert!(clinic.desk.unlock("739264").await.is_ok());
    });
}

#[test]
fn a_key_that_begins_nothing_here_opens_no_empty_box() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        for page in [Page::Events, Page::Users] {
            let mut stage = access(&clinic, page).await;
            stage.keys(",").await;
            stage.pass(Duration::from_secs(1));
            let screen = stage.screen();
            assert_eq!(screen.contains(", …"), page == Page::Users, "{screen}");
            assert!(page == Page::Users || !screen.contains(", v"), "{screen}");
        }
    });
}
