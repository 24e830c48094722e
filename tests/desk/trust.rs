//! What a manager and an owner find on the screens of trust: nothing is offered that is only refused at the end, and
//! everything says whose it is.

use std::time::Duration;

use loket::app::testing::Stage;
use loket::desk::account::Approval;
use loket::desk::event::ListEvents;
use loket::desk::patient::{PatientForm, RegisterPatient};
use loket::desk::right::GiveGrant;
use loket::desk::role::EditRole;
use loket::desk::session::RevokeAllOf;
use loket::desk::{Asked, Desk};
use loket::domain::account::Role;
use loket::domain::event::{EventKind, Severity};
use loket::domain::id::EventId;
use loket::domain::permission::{Effect, Permission, Rule};
use loket::screens::FRONT;
use loket::screens::access::{Access, Page};
use loket::screens::login::Login;
use loket::screens::settings::Settings;
use loket::store::event::EventRow;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, PASSWORD};

pub async fn at(desk: &Desk, page: Page) -> Stage {
    let mut stage = Stage::new(FRONT, desk.clone(), Access::new(page), (80, 24));
    stage.settle().await;
    stage
}

/// Goes down until the row in hand begins so.
pub async fn row(stage: &mut Stage, begins: &str) {
    stage.keys("Home").await;
    for _ in 0..80 {
        if stage.screen().contains(&format!("▌{begins}")) {
            return;
        }
        stage.keys("Down").await;
    }
    panic!("no row {begins}\n{}", stage.screen());
}

/// The words of a screen in one line, whatever lines they were broken into.
pub fn flat(screen: &str) -> String {
    screen.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ")
}

pub async fn manager(clinic: &Clinic) -> Desk {
    clinic.owner.login("rani", PASSWORD).await.unwrap().0
}

pub fn by_password() -> Asked {
    Asked { request: None, approval: Some(Approval { username: None, pin: PASSWORD.to_owned() }) }
}

#[test]
fn who_can_is_named_by_the_table() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, manager(&clinic).await, Settings::new(), (80, 24));
        stage.settle().await;
        row(&mut stage, "Second factor").await;
        let said = flat(&stage.screen());
        assert!(said.contains("Ask the owner.") && !said.contains("manager or the owner"), "{said}");
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Settings::new(), (80, 24));
        stage.settle().await;
        row(&mut stage, "Late change").await;
        let said = flat(&stage.screen());
        assert!(said.contains("Ask the manager or the owner."), "{said}");
    });
}

#[test]
fn rights_are_found_by_typing_they_are_counted_and_their_conflict_is_seen() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = at(&clinic.owner, Page::Roles).await;
        stage.keys("a 'Kasir' Tab Tab 'close the day' Tab Down").await;
        assert_eq!(stage.app.names(), ["access", "access_form", "pick_many"], "{}", stage.screen());
        assert!(stage.screen().contains("0 of"), "{}", stage.screen());
        stage.keys("'close'").await;
        let screen = stage.screen();
        let line = screen.lines().find(|line| line.contains("close the day") && line.contains("[ ]"));
        assert!(line.is_some_and(|line| line.contains("beats")), "what is allowed too is seen:\n{screen}");
        stage.keys("Space").await;
        assert!(stage.screen().contains("1 of"), "{}", stage.screen());
        insta::assert_snapshot!("pick_rights", looks(&mut stage).await);
        // A letter that is typed narrows; nothing is marked by it.
        stage.keys("<ctrl-u> a").await;
        assert!(stage.screen().contains("1 of"), "{}", stage.screen());
        stage.keys("<ctrl-u> 'patients' <ctrl-a>").await;
        let screen = stage.screen();
        let rows = screen.lines().filter(|line| line.contains("[√]")).count();
        assert!(rows > 2 && screen.contains(&format!("{} of", rows + 1)), "those that are listed:\n{screen}");
        stage.keys("<ctrl-a> Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("close the day") && !screen.contains("find patients"), "{screen}");
    });
}

#[test]
fn the_log_ins_of_one_person_are_told_apart() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        for (time, device) in [("07:10", "ana"), ("07:20", "ana script"), ("07:30", "ana ssh 10.0.0.9")] {
            clinic.now(time);
            clinic.owner.used_by(device.to_owned());
            clinic.owner.login("sari", PASSWORD).await.unwrap();
        }
        let mut stage = at(&clinic.owner, Page::Sessions).await;
        let screen = stage.screen();
        let of = |name: &str| -> Vec<String> {
            screen.lines().filter(|line| line.contains(name)).map(str::to_owned).collect()
        };
        let hers = of("Sari");
        for (nth, (way, since)) in
            [("desk", "07:00"), ("desk", "07:10"), ("script", "07:20"), ("SSH", "07:30")]
                .into_iter()
                .enumerate()
        {
            assert!(hers[nth].contains(way) && hers[nth].contains(since), "{nth} {way}\n{screen}");
        }
        assert!(of("Hartono").iter().any(|line| line.contains("this one")), "{screen}");
        row(&mut stage, "Sari").await;
        assert!(flat(&stage.screen()).contains("at the latest"), "{}", stage.screen());
        insta::assert_snapshot!("log_ins", looks(&mut stage).await);
    });
}

#[test]
fn the_palette_finds_what_the_owner_keeps_watch_over() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        for (word, name, title) in [
            ("users", "access", "┌ Users"),
            ("invitations", "access", "┌ Invitations"),
            ("roles", "access", "┌ Roles"),
            ("log-ins", "access", "┌ Log-ins"),
            ("events", "access", "┌ Events"),
            ("what it was before", "trail", "┌ Trail"),
        ] {
            let mut stage = Stage::new(FRONT, clinic.owner.clone(), clinic.today(), (80, 24));
            stage.settle().await;
            stage.keys(&format!(": '{word}' Enter")).await;
            assert_eq!(stage.app.names(), [name], "{word}: {}", stage.screen());
            assert!(stage.screen().contains(title), "{word}: {}", stage.screen());
        }
        let mut stage = clinic.stage(clinic.today(), (80, 24)).await;
        stage.keys(": 'invitations'").await;
        assert!(!stage.screen().contains("Who was invited"), "{}", stage.screen());
        // Nor does the box of a begun `g` lead where she may not go.
        stage.keys("Esc g").await;
        stage.pass(Duration::from_millis(400));
        let screen = stage.screen();
        assert!(screen.contains("g …") && !screen.contains("Log-ins"), "{screen}");
    });
}

#[test]
fn the_help_line_names_the_events_and_the_check_of_the_trail() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let last = |screen: &str| screen.lines().last().unwrap_or_default().to_owned();
        for page in [Page::Users, Page::Invitations, Page::Roles, Page::Sessions] {
            let mut stage = at(&clinic.owner, page).await;
            for word in [",v events", ",v kejadian"] {
                let line = last(&stage.screen());
                assert!(line.contains(word), "{page:?}: {line}");
                stage.keys("<F12>").await;
            }
        }
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), clinic.today(), (80, 24));
        stage.settle().await;
        stage.keys("gj").await;
        for word in ["= check", "= periksa"] {
            let line = last(&stage.screen());
            assert!(line.contains(word), "{line}");
            stage.keys("<F12>").await;
        }
    });
}

#[test]
fn no_word_of_these_pages_is_cut_at_eighty_columns() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        for _ in 0..5 {
            assert!(clinic.desk.unlock("000000").await.is_err());
        }
        for page in [Page::Users, Page::Invitations, Page::Roles, Page::Sessions, Page::Events] {
            let mut stage = at(&clinic.owner, page).await;
            for _ in ["en", "id"] {
                let screen = stage.screen();
                assert!(!screen.contains('…'), "{page:?}\n{screen}");
                if page == Page::Users {
                    row(&mut stage, "Sari").await;
                    stage.keys("Enter").await;
                    let screen = stage.screen();
                    assert!(!screen.contains('…'), "{screen}");
                    stage.keys("Enter").await;
                    let screen = stage.screen();
                    assert!(!screen.contains('…'), "{screen}");
                    stage.keys("Esc Esc").await;
                }
                stage.keys("<F12>").await;
            }
        }
    });
}

#[test]
fn a_step_on_the_way_in_is_no_mistake() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = at(&clinic.owner, Page::Users).await;
        row(&mut stage, "Sari").await;
        stage.keys(&format!("Enter , p 'lupa' Enter '{PASSWORD}' Enter")).await;
        let screen = stage.screen();
        let is = |word: &&str| word.len() == 19 && word.matches('-').count() == 3;
        let code =
            screen.split_whitespace().find(is).unwrap_or_else(|| panic!("no code:\n{screen}")).to_owned();
        let mut door = Stage::new(FRONT, clinic.desk.nobodys(), Login::new(), (80, 24));
        door.keys(&format!("'sari' Enter '{code}' Enter")).await;
        let screen = door.screen();
        assert!(screen.contains("Choose a new password.") && !screen.contains('×'), "{screen}");
        door.keys("'hujan turun pelan' Enter 'hujan turun peran' Enter").await;
        assert!(door.screen().contains("× The two passwords differ"), "{}", door.screen());
    });
}

#[test]
fn a_setting_saved_unchanged_says_that_nothing_changed() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), Settings::new(), (80, 24));
        stage.settle().await;
        row(&mut stage, "Second factor").await;
        stage.keys("Enter <ctrl-s>").await;
        assert_eq!(stage.app.names(), ["settings"], "{}", stage.screen());
        assert!(stage.screen().contains("nothing was changed"), "{}", stage.screen());
    });
}

#[test]
fn that_nobody_was_logged_in_any_more_is_forgotten_by_who_comes_back() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.stage(clinic.today(), (80, 24)).await;
        let user = clinic.desk.who().unwrap().account_id;
        let end = RevokeAllOf { user, reason: "hilang".to_owned() };
        clinic.owner.act_as(end, by_password()).await.unwrap();
        stage.keys("F5").await;
        stage.keys(&format!("'{PASSWORD}' Enter")).await;
        let screen = stage.screen();
        assert!(
            stage.app.cx().desk.who().is_some() && !screen.contains("not logged in any more"),
            "{screen}"
        );
        assert_eq!(stage.app.names(), ["day"], "{screen}");
    });
}

#[test]
fn a_severe_event_is_announced_where_the_owner_begins_until_it_is_settled() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let sari = clinic.desk.who().unwrap().account_id;
        let event = EventRow {
            id: EventId::new(),
            kind: EventKind::ManyRead,
            severity: Severity::Critical,
            account_id: Some(sari),
            account: None,
            actor_id: Some(sari),
            actor: None,
            terminal: "counter 1".to_owned(),
            at: clinic.owner.now(),
            details: "patients=240".to_owned(),
            resolved_at: None,
            resolved_by: None,
            note: String::new(),
        };
        let mut tx = lab.db.begin().await.unwrap();
        loket::store::event::insert(tx.on(), clinic.owner.clinic().id, &event).await.unwrap();
        tx.commit().await.unwrap();
        let mut stage = Stage::new(FRONT, clinic.desk.nobodys(), Login::new(), (80, 24));
        stage.keys(&format!("'owner' Enter '{PASSWORD}' Enter")).await;
        assert!(stage.screen().contains("A severe event is open."), "{}", stage.screen());
        insta::assert_snapshot!("severe", looks(&mut stage).await);
        stage.keys("ge").await;
        assert!(stage.screen().contains("Events · 1 open"), "{}", stage.screen());
        assert!(flat(&stage.screen()).contains("this is how lists of patients leave"), "{}", stage.screen());
        insta::assert_snapshot!("event_open", looks(&mut stage).await);
        stage.keys("Enter 'daftar ulang tahun' Enter").await;
        let event = clinic.owner.ask(ListEvents {}).await.unwrap().remove(0);
        assert_eq!(event.note, "daftar ulang tahun");
        let said = flat(&stage.screen());
        assert!(said.contains("by Hartono: daftar ulang tahun"), "{said}");
        stage.keys("X").await;
        assert!(stage.screen().contains("Every event is settled."), "{}", stage.screen());
        stage.keys("X").await;
        assert!(stage.screen().contains("daftar ulang tahun"), "{}", stage.screen());
        stage.keys("gt").await;
        assert!(!stage.screen().contains("severe event"), "{}", stage.screen());
        // Nobody else is told.
        let mut stage = clinic.stage(clinic.today(), (80, 24)).await;
        assert!(!stage.screen().contains("severe event"), "{}", stage.screen());
    });
}

#[test]
fn a_right_that_ends_soon_says_so_to_whoever_has_it_and_to_the_owner() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let give = GiveGrant {
            user: clinic.desk.who().unwrap().account_id,
            permission: Permission::DayClose,
            effect: Effect::Allow,
            expires_at: Some(clinic.owner.now().plus_minutes(8 * 60)),
            reason: "cuti manajer".to_owned(),
        };
        clinic.owner.act_as(give, by_password()).await.unwrap();
        let mut stage = clinic.stage(clinic.today(), (80, 24)).await;
        let said = flat(&stage.screen());
        assert!(said.contains("Your right to “close the day” ends Fri 20 Nov 15:00"), "{said}");
        let mut stage = at(&clinic.owner, Page::Users).await;
        row(&mut stage, "Sari").await;
        stage.keys("Enter").await;
        row(&mut stage, "close the day").await;
        let said = flat(&stage.screen());
        assert!(said.contains("allowed by Hartono: cuti manajer · ends soon: Fri 20 Nov 15:00"), "{said}");
        insta::assert_snapshot!("ends_soon", looks(&mut stage).await);
        stage.keys("Enter").await;
        insta::assert_snapshot!("give", looks(&mut stage).await);
    });
}

#[test]
fn who_may_see_the_events_alone_sees_them_and_no_page_beside() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let give = GiveGrant {
            user: clinic.desk.who().unwrap().account_id,
            permission: Permission::EventSee,
            effect: Effect::Allow,
            expires_at: None,
            reason: "membantu".to_owned(),
        };
        clinic.owner.act_as(give, by_password()).await.unwrap();
        let mut stage = clinic.stage(clinic.today(), (80, 24)).await;
        stage.keys("ge").await;
        assert_eq!(stage.app.names(), ["access"], "{}", stage.screen());
        let seen = stage.screen();
        assert!(seen.contains("Events") && seen.contains("rights changed"), "{seen}");
        stage.keys("Tab").await;
        assert!(
            stage.screen().contains("Events") && !stage.screen().contains("Hartono (bos)"),
            "{}",
            stage.screen()
        );
    });
}

#[test]
fn a_role_says_what_it_comes_to_and_takes_no_right_two_ways() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let role = EditRole {
            role: None,
            version: None,
            name: "Kasir".to_owned(),
            base: Role::Receptionist,
            rules: vec![Rule { permission: Permission::DayClose, effect: Effect::Allow }],
            active: true,
            reason: "perlu".to_owned(),
        };
        clinic.owner.act_as(role, by_password()).await.unwrap();
        let mut stage = at(&clinic.owner, Page::Roles).await;
        row(&mut stage, "Kasir").await;
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["access", "role_card"], "{}", stage.screen());
        stage.keys("Esc e").await;
        assert!(stage.screen().contains("Stands on: receptionist"), "{}", stage.screen());
        stage.keys("Tab Tab 'close the day' Tab Tab 'salah' Tab").await;
        stage.keys(&format!("'{PASSWORD}' Enter")).await;
        let said = flat(&stage.screen());
        assert_eq!(stage.app.names(), ["access", "access_form"], "{said}");
        assert!(said.contains("is allowed and denied at once"), "{said}");
    });
}

#[test]
fn a_severe_event_of_another_counter_is_heard() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let elsewhere = clinic.another(lab).await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), clinic.today(), (80, 24));
        stage.settle().await;
        assert!(!stage.screen().contains("severe event"), "{}", stage.screen());
        // Its clock goes back.
        for (time, name) in [("09:00", "Wayan Sudana"), ("08:00", "Made Suarta")] {
            clinic.now(time);
            let form = PatientForm { name: name.to_owned(), ..PatientForm::default() };
            elsewhere.act(RegisterPatient { form, somebody_else: false }).await.unwrap();
        }
        let heard = tokio::time::timeout(Duration::from_secs(2), async {
            while !stage.screen().contains("A severe event is open.") {
                let happened = stage.app.happened().await;
                let at = stage.at();
                stage.app.take(happened, at);
            }
        });
        heard.await.expect("it is heard within two seconds");
    });
}
