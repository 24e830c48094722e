//! The commands of whoever administers an installation, by the program itself.

use std::process::Command;

use sqlx::{AssertSqlSafe, Connection as _};

use crate::support::{Lab, on_both};
use crate::two::Two;

/// What the program says and how it ends.
fn loket(lab: &Lab, url: &str, arguments: &[&str]) -> (String, String, i32) {
    let data = lab.folder().join("data");
    let done = Command::new(env!("CARGO_BIN_EXE_loket"))
        .env_clear()
        .args(["--lang", "en", "--database", url, "--data"])
        .arg(&data)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(done.stdout), text(done.stderr), done.status.code().unwrap())
}

on_both! {
    async fn the_installation_is_listed_and_led_without_a_name_in_it(lab: &Lab) {
        let two = Two::of(lab).await;
        let url = lab.admin_url();
        let (out, _, exit) = loket(lab, &url, &["tenant", "list"]);
        assert_eq!(exit, 0, "{out}");
        assert!(out.contains("melati: at work") && out.contains("kenanga: at work"), "{out}");
        let (json, _, _) = loket(lab, &url, &["tenant", "list", "--json"]);
        let list: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert!(list[0]["rows"].as_i64().unwrap() > 100 && list[1]["bytes"].as_i64().unwrap() > 10_000, "{json}");
        for text in [&out, &json] {
            assert!(!text.contains(two.ours.canary) && !text.contains("Siti"), "{text}");
        }
        let (out, _, exit) = loket(lab, &url, &["tenant", "limit", "melati", "--max-users", "9"]);
        assert_eq!((out.as_str(), exit), ("The limits of melati are set.\n", 0));
        assert_eq!(loket(lab, &url, &["tenant", "suspend", "melati"]).2, 0);
        let (out, _, _) = loket(lab, &url, &["tenant", "list"]);
        assert!(out.contains("melati: suspended") && out.contains("users at most 9"), "{out}");
        // Whoever sees its rows may verify them meanwhile, where the pepper is; behind the wall nobody does.
        let (_, why, exit) = loket(lab, &lab.url(), &["--clinic", "melati", "verify"]);
        assert_eq!(exit, if two.owner.is_postgres() { 5 } else { 6 }, "{why}");
        assert_eq!(why.contains("suspended"), two.owner.is_postgres(), "{why}");
        assert_eq!(why.contains("pepper"), !two.owner.is_postgres(), "{why}");
        assert_eq!(loket(lab, &url, &["tenant", "resume", "melati"]).2, 0);
        assert_eq!(loket(lab, &url, &["tenant", "suspend", "nobody"]).2, 7);
        assert_eq!(loket(lab, &url, &["tenant", "limit", "melati", "--max-users", "0"]).2, 2);
        let (_, why, exit) = loket(lab, &lab.url(), &["--clinic", "nobody", "verify"]);
        assert_eq!(exit, 7, "{why}");
        assert!(!why.contains("kenanga"), "{why}");
    }
}

#[test]
fn a_server_is_set_up_by_what_is_printed_or_at_once() {
    Lab::postgres(async |lab| {
        let url = lab.admin_url();
        let (sql, _, exit) = loket(lab, &url, &["--clinic", "melati", "postgres", "setup"]);
        assert_eq!(exit, 0);
        assert!(sql.contains("CREATE TABLE payment (") && sql.contains("\"loket_app_melati\""));
        let (out, why, exit) = loket(lab, &url, &["--clinic", "melati", "postgres", "setup", "--run"]);
        assert_eq!(exit, 0, "{why}");
        assert!(out.contains("loket_app_melati") && out.contains("loket_ro_melati"), "{out}");
        assert!(!out.contains("lo_create"), "{out}");
        // Somebody who is no superuser cannot take large objects from everybody, and is told so.
        let name = format!("loket_t_{}", uuid::Uuid::now_v7().simple());
        let mut admin = sqlx::PgConnection::connect(&url).await.unwrap();
        let database = &url[url.rfind('/').unwrap() + 1..];
        let database = database.split('?').next().unwrap();
        let make = format!(
            "GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC;
             CREATE ROLE {name} LOGIN CREATEROLE BYPASSRLS IN ROLE loket_owner;
             ALTER DATABASE {database} OWNER TO {name}"
        );
        sqlx::raw_sql(AssertSqlSafe(make)).execute(&mut admin).await.unwrap();
        let theirs = url.replacen("//postgres@", &format!("//{name}@"), 1);
        let (half, why, exit) = loket(lab, &theirs, &["--clinic", "melati", "postgres", "setup", "--run"]);
        let (whole, _, _) = loket(lab, &url, &["--clinic", "melati", "postgres", "setup", "--run"]);
        let back = format!(
            "ALTER DATABASE {database} OWNER TO CURRENT_USER; REASSIGN OWNED BY {name} TO CURRENT_USER;
             DROP OWNED BY {name}; DROP ROLE {name}"
        );
        sqlx::raw_sql(AssertSqlSafe(back)).execute(&mut admin).await.unwrap();
        assert_eq!(exit, 0, "{why}");
        assert!(half.contains("lo_create") && half.contains("superuser"), "{half}");
        assert!(!whole.contains("lo_create"), "{whole}");
        // Not by a clinic's own login, not without a clinic, not with a name that is more than a name.
        assert_eq!(loket(lab, &lab.url(), &["--clinic", "melati", "postgres", "setup", "--run"]).2, 4);
        let (_, why, exit) = loket(lab, &url, &["postgres", "setup"]);
        assert_eq!(exit, 5, "{why}");
        let injected =
            ["--clinic", "melati", "postgres", "setup", "--app-role", "a\"; DROP TABLE payment; --"];
        assert_eq!(loket(lab, &url, &injected).2, 5);
        // The administrator's address opens no desk of a clinic with people in it.
        crate::support::clinic::Clinic::found(lab).await;
        let (_, why, exit) = loket(lab, &url, &["verify"]);
        assert_eq!(exit, 4, "{why}");
        assert!(why.contains("loket postgres setup"), "{why}");
    });
}
