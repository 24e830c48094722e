//! A script at the desk: acts by name, their answers, and how they end.

use serde_json::{Value, json};

use crate::support::on_both;
use crate::{Home, Ran};

/// A clinic founded by the binary, with the example's staff and prices, and its owner logged in.
struct Desk {
    home: Home,
    url: String,
    session: String,
}

impl Desk {
    fn found(url: String) -> Self {
        let home = Home::new();
        let (pw, pin) = home.secrets();
        let mut desk = Self { home, url, session: String::new() };
        let found =
            ["init", "--name", "Klinik Melati", "--timezone", "Asia/Jakarta", "--owner", "Hartono Wijaya"];
        let found =
            [&found[..], &["--password-file", &pw, "--pin-file", &pin, "--training", "--example"]].concat();
        let ran = desk.run(&found, "");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert_eq!(ran.out, "Klinik Melati is founded. Log in as hartono.\n");
        assert_eq!(desk.run(&found, "").code, 5);
        let login = desk.run(&["login", "hartono", "--password-file", &pw], "");
        assert_eq!((login.code, login.err.as_str()), (0, ""));
        login.out.trim_end().clone_into(&mut desk.session);
        desk
    }

    fn path(&self, name: &str) -> String {
        self.home.path(name)
    }

    fn run(&self, arguments: &[&str], input: &str) -> Ran {
        let data = self.path("data");
        let settings = ["--data", &data, "--database", &self.url];
        let mut command = self.home.loket(&[&settings[..], arguments].concat());
        Ran::of(command.env("LOKET_SESSION", &self.session).write_stdin(input))
    }

    /// Calls an act at seven in the morning and gives back its exit code and its answer.
    fn call(&self, act: &str, input: &Value) -> (i32, Value) {
        let ran = self.run(&["call", act, "--now", "2026-11-20T07:00:00+07:00"], &input.to_string());
        assert_eq!(ran.err, "");
        (ran.code, serde_json::from_str(&ran.out).unwrap())
    }
}

on_both! {
    async fn a_script_books_once_and_is_told_who_has_the_slot(lab: &Lab) {
        let desk = Desk::found(lab.url());
        let (_, treatments) = desk.call("list_treatments", &json!({}));
        let facial = &treatments[0]["treatment"]["id"];
        let (code, free) = desk.call("next_free", &json!({"treatment": facial, "from": "2026-11-20", "most": 1}));
        assert_eq!(code, 0, "{free}");
        let (staff, starts_at) = (&free[0]["staff"], &free[0]["starts_at"]);
        let patient = |name: &str, phone: &str| {
            let form = json!({"name": name, "phones": [phone]});
            desk.call("register_patient", &form)
        };
        let (code, ayu) = patient("Ayu Prameswari", "0812-3456-7890");
        assert_eq!(code, 0, "{ayu}");
        let (code, budi) = patient("Budi Santoso", "0813 9876 5432");
        assert_eq!(code, 0, "{budi}");

        let request = "01a1f973-c8d3-74ee-8a1b-73693b421160";
        let book = |patient: &Value, request: Option<&str>| {
            json!({
                "patient": patient["id"], "treatment": facial, "staff": staff,
                "starts_at": starts_at, "source": "phone", "request": request,
            })
        };
        let (code, first) = desk.call("book", &book(&ayu, Some(request)));
        assert_eq!(code, 0, "{first}");
        assert_eq!(desk.call("book", &book(&ayu, Some(request))), (0, first));
        let (code, day) = desk.call("open_day", &json!({"day": starts_at.as_str().unwrap()[..10]}));
        assert_eq!((code, day.as_array().map(Vec::len)), (0, Some(1)));

        let (code, lost) = desk.call("book", &book(&budi, None));
        assert_eq!((code, &lost["refused"]["code"]), (5, &json!("booking.staff_taken")));
        let message = lost["refused"]["message"].as_str().unwrap();
        assert!(message.contains("Ayu Prameswari") && message.contains("Hartono Wijaya"), "{message}");
    }

    async fn a_script_that_may_not_is_told_in_json(lab: &Lab) {
        let mut desk = Desk::found(lab.url());
        let code = |answer: &(i32, Value)| (answer.0, answer.1["refused"]["code"].clone());
        assert_eq!(code(&desk.call("fly", &json!({}))), (2, json!("act.unknown")));
        assert_eq!(code(&desk.call("open_day", &json!({"dya": 1}))), (2, json!("input.invalid")));
        let (_, misread) = desk.call("find_patients", &json!({"text": 81_234_567_890_i64}));
        let message = misread["refused"]["message"].as_str().unwrap();
        assert!(message.contains("in “text” stands something else than a string") && !message.contains("812"), "{message}");
        let nobody = json!({"patient": "01a1f973-c8d3-74ee-8a1b-73693b421160"});
        assert_eq!(code(&desk.call("open_patient", &nobody)), (7, json!("patient.unknown")));
        assert_eq!(desk.run(&["logout"], "").code, 0);
        assert_eq!(code(&desk.call("open_queue", &json!({}))), (6, json!("login.over")));
        desk.session.clear();
        assert_eq!(desk.run(&["login", "hartono"], "melati mekar pagi\n").code, 6);
        assert_eq!(desk.run(&["login", "hartono"], "melati mekar pagi hari\n").code, 0);
    }

    async fn the_numbers_are_printed_and_checked(lab: &Lab) {
        let desk = Desk::found(lab.url());
        let (_, categories) = desk.call("list_categories", &json!({}));
        let spent = json!({
            "category": categories[0]["id"], "amount": 1_080_000, "description": "=Serum", "paid_from": "bank",
        });
        assert_eq!(desk.call("write_expense", &spent).0, 0);
        let (pin, day) = (desk.path("pin"), ["report", "day", "--date", "2026-11-20", "--pin-file"]);
        let report = |more: &[&str]| desk.run(&[&day[..], &[&pin], more].concat(), "");
        for input in ["", "\n"] {
            let silent = desk.run(&day[..4], input);
            assert_eq!((silent.code, silent.out.as_str()), (2, ""), "{}", silent.err);
            assert!(silent.err.contains("--pin-file") && !silent.err.contains("wrong"), "{}", silent.err);
        }
        let text = report(&[]);
        assert_eq!((text.code, text.err.as_str()), (0, ""));
        assert!(text.out.contains("Expenses") && text.out.contains("Rp1.080.000"), "{}", text.out);
        let told: Value = serde_json::from_str(&report(&["--json"]).out).unwrap();
        assert_eq!((&told["received"], &told["net_cash"]), (&json!(0), &json!(-1_080_000)));
        let table = report(&["--csv"]).out;
        for row in ["net_cash,Net cash,-1080000", "from,From,2026-11-20", "to,To,2026-11-20", "clinic,Clinic,", "identity:rest,"] {
            assert!(table.contains(row), "{row}: {table}");
        }
        // What another program can read leaves a row each time.
        let (_, rows) = desk.call("list_trail", &json!({}));
        let left = rows.as_array().unwrap().iter().filter(|row| row["act"] == "export_report").count();
        assert_eq!(left, 2, "{rows}");
        assert_eq!(report(&["--expect", "0"]).code, 0);
        let other = report(&["--expect", "250rb"]);
        assert_eq!(other.code, 8);
        assert!(other.err.contains("Expected Rp250.000, received Rp0."), "{}", other.err);
        // What was not understood is no refusal of the desk: a script asked wrongly.
        assert_eq!(report(&["--expect", "abc"]).code, 2);
        assert_eq!(desk.run(&["report", "day", "--date", "31/2"], "739154\n").code, 2);
        let month = desk.run(&["report", "month", "--date", "2026-11-01"], "739154\n");
        assert!(month.out.starts_with("November 2026"), "{}{}", month.out, month.err);
        assert_eq!(desk.run(&["report", "day"], "111111\n").code, 6);
        let (code, no) = desk.call("report", &json!({"from": "2026-11-20", "to": "2026-11-20"}));
        assert_eq!((code, &no["refused"]["code"]), (6, &json!("permission.pin")));
        let with = json!({"from": "2026-11-20", "to": "2026-11-20", "approval": {"pin": "739154"}});
        assert_eq!(desk.call("report", &with).0, 0);
    }

    async fn one_line_refused_does_not_stop_the_next(lab: &Lab) {
        let desk = Desk::found(lab.url());
        let input = "{\"day\":\"2026-11-20\"}\n\nnonsense\n{\"day\":\"2026-11-21\"}\n";
        let ran = desk.run(&["call", "open_day", "--lines"], input);
        let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(ran.code, 2);
        assert_eq!((&lines[0], &lines[2], lines.len()), (&json!([]), &json!([]), 3));
        assert_eq!(lines[1]["refused"]["code"], "input.invalid");
    }
}

#[test]
fn every_act_is_listed_with_its_schemas() {
    let ran = Home::new().run(&["call", "--list"]);
    let acts: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    assert!(acts.len() > 40);
    for act in &acts {
        assert!(act["act"].is_string() && act["needs"].is_string(), "{act}");
        assert!(act["input"].is_object() && act["output"].is_object(), "{act}");
    }
}

#[test]
fn a_database_that_is_not_there_ends_with_4() {
    let home = Home::new();
    let arguments = ["--database", "postgres://desk@127.0.0.1:1/clinic", "call", "open_queue"];
    let ran = Ran::of(home.loket(&arguments).env("LOKET_SESSION", "x"));
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, &answer["fault"]["code"]), (4, &json!("unreachable")));
}
