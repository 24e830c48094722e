//! The trail in words: whatever a row says, people read it, at every size and in both languages.

use loket::app::testing::{Stage, options};
use loket::config::DatabaseAddress;
use loket::desk::Approval;
use loket::desk::Asked;
use loket::desk::bill::OpenBill;
use loket::desk::receipt::PrintReceipt;
use loket::desk::role::EditRole;
use loket::desk::trail::ListTrail;
use loket::desk::void::VoidPayment;
use loket::domain::account::{Role, SecondFactor};
use loket::domain::permission::{Effect, Permission, Rule};
use loket::i18n::{Language, Words};
use loket::screens::FRONT;
use loket::screens::login::Login;
use loket::screens::trail::{Trail, words};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

use crate::looks::in_sizes;
use crate::support::clinic::{Clinic, PASSWORD, SARI_PIN, at};
use crate::support::policies::{edited, sets};
use crate::support::{Lab, on_both};

fn asked(secret: &str) -> Asked {
    Asked { request: None, approval: Some(Approval { username: None, pin: secret.into() }) }
}

/// A morning, and what is kept as lists and settings: hours, rights, policies.
async fn told(lab: &Lab) -> Clinic {
    let clinic = Clinic::found(lab).await;
    clinic.until_five_past_ten().await;
    let mut edit = edited(&clinic.owner, |edit| edit.address = "Jl. Mawar No. 5".into()).await;
    edit.policies.late_hours = 12;
    edit.policies.paid_out_limit = 250_000;
    clinic.owner.act_as(edit, asked(PASSWORD)).await.unwrap();
    let rule = |permission, effect| Rule { permission, effect };
    let role = EditRole {
        role: None,
        version: None,
        name: "Kasir".into(),
        base: Role::Receptionist,
        rules: vec![
            rule(Permission::TreatmentEdit, Effect::Allow),
            rule(Permission::PaymentVoid, Effect::Deny),
        ],
        active: true,
        reason: "kasir tidak membatalkan".into(),
    };
    clinic.owner.act_as(role, asked(PASSWORD)).await.unwrap();
    clinic
}

async fn open(clinic: &Clinic, size: (u16, u16)) -> Stage {
    let mut stage = Stage::with(FRONT, clinic.owner.clone(), Trail::new(), size, options());
    stage.settle().await;
    stage
}

#[test]
fn a_row_of_the_trail() {
    Lab::sqlite(async |lab: &Lab| {
        let clinic = told(lab).await;
        let mut stage = open(&clinic, (80, 24)).await;
        insta::assert_snapshot!("role", in_sizes(&mut stage, "en"));
        stage.keys("<Down>").await;
        insta::assert_snapshot!("settings", in_sizes(&mut stage, "en"));
        stage.keys("@").await;
        insta::assert_snapshot!("then", in_sizes(&mut stage, "en"));
    });
}

on_both! {
    async fn no_row_shows_what_only_a_program_reads(lab: &Lab) {
        let clinic = told(lab).await;
        let rows = clinic.owner.ask(ListTrail::default()).await.unwrap().len();
        assert!(rows > 50, "{rows}");
        let mut stage = open(&clinic, (120, 40)).await;
        for language in ["en", "id"] {
            for _ in 0..rows {
                let screen = stage.screen();
                let odd = screen.lines().find(|line| line.contains(['{', '}', '"', '[', '_', '⟦']) && !line.contains("[Enter]"));
                assert_eq!(odd, None, "{language}:\n{screen}");
                stage.keys("<Down>").await;
            }
            stage.keys("<F12> <Home>").await;
        }
    }

    async fn every_field_of_the_trail_has_words(lab: &Lab) {
        let clinic = told(lab).await;
        let mut missing = std::collections::BTreeSet::new();
        for line in clinic.owner.ask(ListTrail::default()).await.unwrap() {
            for change in line.fields.iter().filter(|change| !words::internal(&change.field)) {
                for language in [Language::English, Language::Indonesian] {
                    let known = Words::new(language);
                    if !words::ids(&change.field).iter().any(|id| known.has(id, None)) {
                        missing.insert(format!("{}: {} ({language:?})", line.act, change.field));
                    }
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }
}

#[test]
fn a_payment_says_by_what_and_every_receipt_its_number_as_it_is_printed() {
    Lab::sqlite(async |lab: &Lab| {
        let clinic = Clinic::found(lab).await;
        let booked = clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-20 10:00").await.id;
        clinic.pay(booked, 400_000).await;
        let payment = clinic.owner.ask(OpenBill { booking: booked }).await.unwrap().payments[0].clone();
        clinic.desk.act(PrintReceipt { receipt: payment.receipt_id }).await.unwrap();
        let void = VoidPayment { payment: payment.id, reason: "salah ketik".into() };
        clinic.desk.act_as(void, asked(SARI_PIN)).await.unwrap();
        // Whose drawer it is not.
        let manager = clinic.owner.login("rani", PASSWORD).await.unwrap().0;
        let mut stage = Stage::new(FRONT, manager, Trail::new(), (80, 24));
        stage.settle().await;
        stage.keys("<Down>").await;
        // The void, the print, the payment.
        for act in ["voided a payment", "printed a receipt", "took a payment"] {
            let screen = stage.screen();
            let said = screen.split_once(&format!("· {act}")).unwrap_or_else(|| panic!("{act}:\n{screen}")).1;
            assert!(said.contains("R-000001"), "{act}:\n{screen}");
            // Whom it is about, in the list and in the panel.
            assert!(screen.contains("patient: Ayu Prameswari"), "{act}:\n{screen}");
            assert!(!screen.contains("position:"), "{act}:\n{screen}");
            assert!(act.contains("print") || said.contains("way to pay: Tunai"), "{act}:\n{screen}");
            stage.keys("<Down>").await;
        }
    });
}

/// Somebody changes a row of the trail with the database's own tools.
async fn changed_outside(lab: &Lab, seq: i64) {
    outside(lab, "audit", &format!("UPDATE audit SET terminal = 'elsewhere' WHERE seq = {seq}")).await;
}

/// Does this to one row of a table, whose guards are taken away first.
async fn outside(lab: &Lab, table: &str, change: &str) {
    let DatabaseAddress::Sqlite(path) = &lab.address else { panic!("not a file") };
    let options = SqliteConnectOptions::new().filename(path);
    let mut file = SqliteConnection::connect_with(&options).await.unwrap();
    let guards = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = $1";
    for (guard,) in sqlx::query_as::<_, (String,)>(guards).bind(table).fetch_all(&mut file).await.unwrap() {
        sqlx::raw_sql(AssertSqlSafe(format!("DROP TRIGGER {guard}"))).execute(&mut file).await.unwrap();
    }
    let change = sqlx::query(AssertSqlSafe(change.to_owned()));
    assert_eq!(change.execute(&mut file).await.unwrap().rows_affected(), 1);
    file.close().await.unwrap();
}

#[test]
fn what_was_changed_is_named_as_people_call_it() {
    Lab::sqlite(async |lab: &Lab| {
        let clinic = told(lab).await;
        let booked = clinic.book("Agus Wijaya", "Chemical Peeling", "Rina", "2026-11-20 14:00").await.id;
        clinic.pay(booked, 77_000).await;
        outside(lab, "payment", "UPDATE payment SET amount = 70000, tendered = 70000 WHERE amount = 77000")
            .await;
        let mut door = Stage::new(FRONT, clinic.desk.nobodys(), Login::new(), (80, 24));
        door.keys(&format!("'owner' Enter '{PASSWORD}' Enter")).await;
        let said = |door: &mut Stage| door.screen().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said(&mut door).contains("outside of loket: payment · no. R-00000"), "{}", door.screen());
        assert!(said(&mut door).contains("· Agus Wijaya."), "{}", door.screen());
        door.keys("<F12>").await;
        assert!(said(&mut door).contains("pembayaran · no. R-00000"), "{}", door.screen());
        // Whoever is held at the second factor is told of it after that.
        sets(&clinic.owner, PASSWORD, |policies| policies.second_factor = SecondFactor::Owner).await;
        clinic.owner.saw_alarm();
        let mut door = Stage::new(FRONT, clinic.desk.nobodys(), Login::new(), (80, 24));
        door.keys(&format!("'owner' Enter '{PASSWORD}' Enter")).await;
        assert_eq!(door.app.names(), ["mine"]);
        assert!(door.app.cx().desk.alarm().is_some());
    });
}

#[test]
fn every_table_that_is_vouched_for_has_a_word() {
    for language in [Language::English, Language::Indonesian] {
        let words = Words::new(language);
        let wordless = loket::store::vouched::all().map(|table| table.name);
        let wordless: Vec<&str> =
            wordless.filter(|name| !words.has(&format!("vouched-{name}"), None)).collect();
        assert_eq!(wordless, [""; 0], "{language:?}");
    }
}

#[test]
fn the_trail_is_checked_on_a_screen_and_leads_to_the_row_that_was_changed() {
    Lab::sqlite(async |lab: &Lab| {
        let clinic = told(lab).await;
        let mut stage = open(&clinic, (80, 24)).await;
        stage.keys("=").await;
        assert!(stage.screen().contains("The trail is whole"), "{}", stage.screen());
        changed_outside(lab, 7).await;
        stage.keys("A").await;
        let screen = stage.screen();
        assert!(screen.contains("Row 7 of the trail was changed"), "{screen}");
        assert!(screen.contains("No Z report lies before it"), "{screen}");
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["trail", "check", "trail"]);
        assert!(stage.screen().contains("┌ 7 · "), "{}", stage.screen());
        assert!(!stage.screen().contains("· Tono"), "{}", stage.screen());
        stage.keys("]").await;
        assert!(stage.screen().contains("· Tono"), "{}", stage.screen());
    });
}

#[test]
fn whoever_may_see_the_trail_is_told_in_the_morning_that_it_was_changed() {
    Lab::sqlite(async |lab: &Lab| {
        let clinic = told(lab).await;
        let at_the_door = || Stage::new(FRONT, clinic.desk.nobodys(), Login::new(), (80, 24));
        let mut door = at_the_door();
        door.keys(&format!("'owner' Enter '{PASSWORD}' Enter")).await;
        assert!(!door.screen().contains("changed from outside"), "{}", door.screen());
        changed_outside(lab, 7).await;
        let mut door = at_the_door();
        door.keys(&format!("'sari' Enter '{PASSWORD}' Enter")).await;
        assert_eq!(door.app.names(), ["day"]);
        assert!(!door.screen().contains("changed from outside"), "{}", door.screen());
        let mut door = at_the_door();
        door.keys(&format!("'owner' Enter '{PASSWORD}' Enter")).await;
        assert!(door.screen().contains("changed from outside of loket, at row 7"), "{}", door.screen());
        insta::assert_snapshot!("alarm", in_sizes(&mut door, "en"));
        // Until it was looked at.
        door.keys("gv").await;
        assert!(door.screen().contains("Row 7 of the trail"), "{}", door.screen());
        door.keys("1").await;
        assert_eq!(door.app.names(), ["day"]);
        assert!(!door.screen().contains("at row 7"), "{}", door.screen());
    });
}

#[test]
fn the_trail_and_what_was_are_asked_for_by_day_and_minute() {
    Lab::sqlite(async |lab: &Lab| {
        let clinic = told(lab).await;
        let until = Some(at("2026-11-20 09:00"));
        let rows = clinic.owner.ask(ListTrail { until, ..ListTrail::default() }).await.unwrap();
        // In the order in which they were written: a clock that was ahead stands among them.
        assert!(Some(rows[0].at) <= until);
        let mut stage = open(&clinic, (80, 24)).await;
        let newest = clinic.owner.ask(ListTrail::default()).await.unwrap()[0].seq;
        assert!(newest > rows[0].seq);
        stage.keys("d '20/11 9.00'").await;
        insta::assert_snapshot!("to_a_minute", in_sizes(&mut stage, "en"));
        stage.keys("Enter").await;
        assert!(stage.screen().contains(&format!("┌ {} · ", rows[0].seq)), "{}", stage.screen());
        stage.keys("]").await;
        assert!(stage.screen().contains("20/11 09:29"), "{}", stage.screen());
        stage.keys("<Home> d 't' Enter").await;
        assert!(stage.screen().contains(&format!("┌ {newest} · ")), "{}", stage.screen());
        stage.keys("@ d '20/11 8.15' Enter").await;
        let title = stage.screen().lines().find(|line| line.contains("As it was")).unwrap().to_owned();
        assert!(title.contains("08:15"), "{title}");
    });
}

#[test]
fn whoever_may_see_only_their_own_day_and_has_none_is_told_who_can_help() {
    Lab::sqlite(async |lab: &Lab| {
        let clinic = Clinic::found(lab).await;
        let desk = clinic.hired(&lab.db, "dina", Role::Therapist).await;
        let mut stage = Stage::new(FRONT, desk, clinic.today(), (80, 24));
        stage.settle().await;
        assert!(stage.screen().contains("belongs to nobody who treats"), "{}", stage.screen());
        let mut stage = clinic.stage(clinic.today(), (80, 24)).await;
        stage.settle().await;
        assert!(!stage.screen().contains("belongs to nobody"), "{}", stage.screen());
    });
}

#[test]
fn a_trail_that_cannot_be_read_ends_nothing() {
    Lab::sqlite(async |lab: &Lab| {
        let clinic = Clinic::found(lab).await;
        // Somebody who may not, as after the right was taken away.
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Trail::default(), (80, 24));
        stage.settle().await;
        assert_eq!(stage.app.names(), ["trail"], "{}", stage.screen());
        assert!(!stage.app.over());
        assert!(stage.screen().contains("may not"), "{}", stage.screen());
    });
}
