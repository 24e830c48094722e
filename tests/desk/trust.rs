//! What a manager and an owner find on the screens of trust: nothing is offered that is only refused at the end, and
//! everything says whose it is.

use loket::app::testing::Stage;
use loket::desk::role::EditRole;
use loket::desk::{Asked, Desk};
use loket::desk::account::Approval;
use loket::domain::account::Role;
use loket::domain::permission::{Effect, Permission, Rule};
use loket::screens::FRONT;
use loket::screens::access::{Access, Page};
use loket::screens::settings::Settings;

use crate::support::Lab;
use crate::support::clinic::{Clinic, PASSWORD};

async fn at(desk: &Desk, page: Page) -> Stage {
    let mut stage = Stage::new(FRONT, desk.clone(), Access::new(page), (80, 24));
    stage.settle().await;
    stage
}

/// Goes down until the row in hand begins so.
async fn row(stage: &mut Stage, begins: &str) {
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
fn flat(screen: &str) -> String {
    screen.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ")
}

async fn manager(clinic: &Clinic) -> Desk {
    clinic.owner.login("rani", PASSWORD).await.unwrap().0
}

fn by_password() -> Asked {
    Asked { request: None, approval: Some(Approval { username: None, pin: PASSWORD.to_owned() }) }
}

#[test]
fn a_manager_is_told_before_anything_is_typed_whom_only_the_owner_changes() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = at(&manager(&clinic).await, Page::Users).await;
        row(&mut stage, "Hartono").await;
        stage.keys("Enter").await;
        let help = stage.screen().lines().last().unwrap_or_default().to_owned();
        assert!(!help.contains("block") && !help.contains("password"), "{help}");
        for key in ["e", "r", "b", "p", "n", "x", "Enter"] {
            stage.keys(key).await;
            assert_eq!(stage.app.names(), ["access", "user_card"], "{key}: {}", stage.screen());
            let said = "Only the owner may do this to owners, managers and auditors.";
            assert!(stage.screen().contains(said), "{key}: {}", stage.screen());
        }
        // Nor to herself.
        stage.keys("Esc").await;
        row(&mut stage, "Rani").await;
        stage.keys("Enter r").await;
        assert!(stage.screen().contains("Nobody changes their own role or rights."), "{}", stage.screen());
        stage.keys("p").await;
        assert!(stage.screen().contains("g i"), "{}", stage.screen());
        assert_eq!(stage.app.names(), ["access", "user_card"]);
        // Whom she may change, she changes.
        stage.keys("Esc").await;
        row(&mut stage, "Sari").await;
        stage.keys("Enter b").await;
        assert_eq!(stage.app.names(), ["access", "user_card", "access_form"], "{}", stage.screen());
        stage.keys("Esc Esc s").await;
        row(&mut stage, "Hartono").await;
        stage.keys("x").await;
        assert_eq!(stage.app.names(), ["access"], "{}", stage.screen());
    });
}

#[test]
fn a_manager_is_offered_the_roles_she_may_give_and_no_other() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let role = |name: &str, permission| EditRole {
            role: None,
            version: None,
            name: name.to_owned(),
            base: Role::Receptionist,
            rules: vec![Rule { permission, effect: Effect::Allow }],
            active: true,
            reason: "perlu".to_owned(),
        };
        clinic.owner.act_as(role("Penutup", Permission::DayClose), by_password()).await.unwrap();
        clinic.owner.act_as(role("Pembuka", Permission::DayReopen), by_password()).await.unwrap();
        let mut stage = at(&manager(&clinic).await, Page::Users).await;
        stage.keys("a Tab Tab Tab Tab").await;
        let mut offered = Vec::new();
        for _ in 0..8 {
            let screen = stage.screen();
            let line = screen.lines().find(|line| line.contains("Role ") && line.contains('‹'));
            offered.push(line.unwrap_or_else(|| panic!("{screen}")).to_owned());
            stage.keys("Right").await;
        }
        let all = offered.join("|");
        for word in ["receptionist", "therapist", "Penutup"] {
            assert!(all.contains(word), "{word}: {all}");
        }
        for word in ["owner", "manager", "auditor", "Pembuka"] {
            assert!(!all.contains(word), "{word}: {all}");
        }
    });
}

#[test]
fn a_manager_gives_no_right_she_does_not_have() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = at(&manager(&clinic).await, Page::Users).await;
        row(&mut stage, "Sari").await;
        stage.keys("Enter").await;
        row(&mut stage, "reopen a closed day").await;
        stage.keys("Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("deny") && !screen.contains("allow "), "{screen}");
        stage.keys("Right").await;
        assert_eq!(stage.screen(), screen);
    });
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
