//! A manager is offered what she may give, and no other.

use loket::desk::role::EditRole;
use loket::domain::account::Role;
use loket::domain::permission::{Effect, Permission, Rule};
use loket::screens::access::Page;

use crate::support::Lab;
use crate::support::clinic::Clinic;
use crate::trust::{at, by_password, flat, manager, row};

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
        stage.keys("Enter , r").await;
        assert!(stage.screen().contains("Nobody changes their own role or rights."), "{}", stage.screen());
        stage.keys(", p").await;
        assert!(stage.screen().contains("g i"), "{}", stage.screen());
        assert_eq!(stage.app.names(), ["access", "user_card"]);
        // Whom she may change, she changes.
        stage.keys("Esc").await;
        row(&mut stage, "Sari").await;
        stage.keys("Enter , b").await;
        assert_eq!(stage.app.names(), ["access", "user_card", "access_form"], "{}", stage.screen());
        stage.keys("Esc Esc Tab Tab Tab").await;
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
        // What the owner did is not hers to settle, and she is told so before she says what it was.
        let mut stage = at(&manager(&clinic).await, Page::Events).await;
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["access"], "{}", stage.screen());
        assert!(flat(&stage.screen()).contains("Only the owner may do this"), "{}", stage.screen());
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
