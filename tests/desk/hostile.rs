//! Whatever another hand wrote into the database: every screen draws it, and no terminal obeys it.

use loket::app::ink::Ink;
use loket::app::testing::{Stage, options};
use loket::desk::drawer::{CloseDrawer, Confirmed, CountDrawer, Decided, LookX, MoveCash, OpenZ};
use loket::desk::receipt::OpenReceipt;
use loket::desk::ticket::CallNext;
use loket::desk::{Approval, Asked};
use loket::domain::drawer::{Decision, MoveKind};
use loket::domain::id::ReceiptId;
use loket::domain::money::Money;
use loket::i18n::{Language, Words};
use loket::paper::receipt::Deduction;
use loket::paper::ticket::TicketSlip;
use loket::paper::z::Z;
use loket::screens::{FRONT, board};
use loket::store::db::Sql;
use loket::store::{Db, On};
use loket::ui::text;
use ratatui::layout::Size;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::support::clinic::{Clinic, OWNER_PIN, RANI_PIN};
use crate::support::on_both;
use crate::support::sink::{HOSTILE, only_drawing};

/// What people typed, as far as the database lets a row be changed.
const WRITTEN: &[(&str, &str)] = &[
    ("account", "full_name"),
    ("booking", "note"),
    ("booking", "cancel_reason"),
    ("booking", "overbook_reason"),
    ("clinic", "address"),
    ("clinic", "name"),
    ("clinic", "phone"),
    ("drawer", "name"),
    ("expense_category", "name"),
    ("package", "name"),
    ("patient", "address"),
    ("patient", "alerts"),
    ("patient", "name"),
    ("patient", "email"),
    ("patient", "notes"),
    ("patient_phone", "typed"),
    ("payment_method", "name"),
    ("recurring_expense", "description"),
    ("role", "name"),
    ("room", "name"),
    ("session", "device"),
    ("session", "terminal"),
    ("staff", "name"),
    ("staff", "skills"),
    ("staff", "title"),
    ("ticket", "called_to"),
    ("treatment", "category"),
    ("treatment", "name"),
    ("treatment", "queue_prefix"),
];

/// Tables of which the database lets nobody change a text once it stands: what they say is tried on paper below, where
/// it is printed.
const STANDS: &[&str] = &[
    "account_grant",
    "audit",
    "bill_line",
    "booking_step",
    "day_close",
    "drawer_count",
    "drawer_move",
    "drawer_session",
    "expense",
    "health_note",
    "open_work",
    "patient_package",
    "payment",
    "payment_allocation",
    "payment_state",
    "personal_value",
    "receipt",
    "receipt_copy",
    "security_event",
    "tenant",
    "tenant_act",
    "ticket_step",
    "z_report",
];

/// Texts that the program makes or reads itself: a name would be no such text, and is refused or never shown.
const MADE: &[&str] = &[
    "act",
    "base",
    "birth_date",
    "business_day",
    "cancelled_by",
    "code_hash",
    "currency",
    "effect",
    "factor_pending",
    "factor_secret",
    "from_day",
    "hash",
    "input_hash",
    "key_id",
    "kind",
    "language",
    "merge_gave",
    "name_key",
    "next_on",
    "output",
    "paid_from",
    "password_hash",
    "permission",
    "phone",
    "pin_hash",
    "policies",
    "prefix",
    "reset_hash",
    "reversed",
    "role",
    "scope",
    "seal",
    "slug",
    "source",
    "state",
    "status",
    "subject",
    "tax_mode",
    "timezone",
    "token_hash",
    "username",
    "word",
];

/// Those that are typed, but by whom an invitation or a leave is not drawn here: their screens draw them as others do.
const TYPED_ELSEWHERE: &[(&str, &str)] =
    &[("account", "email"), ("invitation", "email"), ("invitation", "full_name"), ("staff_leave", "reason")];

/// Draws the screen with the program's own ink and looks at every byte; then that what stands beside a name stands
/// where it should. Whether something had to be replaced.
fn look(stage: &mut Stage, size: (u16, u16)) -> bool {
    stage.resize(size);
    let ink = Ink::new(Size { width: size.0, height: size.1 });
    let Ok(mut terminal) = ratatui::Terminal::new(ink);
    let Ok(_) = terminal.draw(|frame| stage.app.view(frame));
    let bytes = terminal.backend_mut().take();
    assert!(bytes.len() > 100, "something is drawn: {}", stage.screen());
    only_drawing(&bytes);
    let screen = stage.screen();
    for line in screen.lines() {
        assert!(text::width(line) <= usize::from(size.0), "{line}");
        if line.starts_with('│') {
            assert_eq!(text::width(line), usize::from(size.0), "the frame is straight:\n{screen}");
        }
    }
    screen.contains('\u{fffd}')
}

/// Puts `hostile` before every text of the database that may change.
async fn spoil(owner: &Db, hostile: &str) {
    let mut tx = owner.begin().await.unwrap();
    // Postgres keeps no NUL.
    let hostile = if tx.is_postgres() { hostile.replace('\0', "") } else { hostile.to_owned() };
    for (table, column) in WRITTEN {
        let sql: &'static str = format!("UPDATE {table} SET {column} = $1 || {column}").leak();
        tx.on().exec(sql, (hostile.clone(),)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Puts `hostile` before every text of a page that may be any text.
fn spoilt<T: Serialize + DeserializeOwned>(page: &T, hostile: &str) -> T {
    fn leaves(value: &mut Value, path: &str, all: &mut Vec<String>) {
        match value {
            Value::String(_) => all.push(path.to_owned()),
            Value::Array(values) => {
                for (nth, value) in values.iter_mut().enumerate() {
                    leaves(value, &format!("{path}/{nth}"), all);
                }
            }
            Value::Object(fields) => {
                for (name, value) in fields {
                    leaves(value, &format!("{path}/{name}"), all);
                }
            }
            _ => {}
        }
    }
    let mut value = serde_json::to_value(page).unwrap();
    let mut all = Vec::new();
    leaves(&mut value, "", &mut all);
    let mut changed = 0;
    for path in &all {
        let mut tried = value.clone();
        let leaf = tried.pointer_mut(path).unwrap();
        *leaf = Value::from(format!("{hostile}{}", leaf.as_str().unwrap()));
        // A day, a kind, a currency is no text.
        if serde_json::from_value::<T>(tried.clone()).is_ok() {
            value = tried;
            changed += 1;
        }
    }
    assert!(changed > 0, "{all:?}");
    serde_json::from_value(value).unwrap()
}

/// What a printer or a file gets: letters and the ends of lines, no order to anybody.
fn only_letters(lines: &[String]) {
    for line in lines {
        only_drawing(line.as_bytes());
        assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
    }
}

/// The day's drawer, counted short and closed: a report with something in every part of it.
async fn closing_report(clinic: &Clinic) -> Z {
    let asked = || {
        let approval = Approval { username: None, pin: OWNER_PIN.into() };
        Asked { request: None, approval: Some(approval) }
    };
    let out = MoveCash {
        kind: MoveKind::PaidOut,
        amount: Money(5_000),
        reason: "air galon".into(),
        reference: String::new(),
        expense: None,
    };
    clinic.owner.act_as(out, asked()).await.unwrap();
    let count = CountDrawer { session: None, pieces: None, total: Some(Money(1_000)), reason: String::new() };
    clinic.owner.act_as(count, asked()).await.unwrap();
    let x = clinic.owner.ask(LookX { session: None }).await.unwrap();
    let elsewhere = x.methods.iter().filter(|method| !method.in_drawer);
    let methods = elsewhere.map(|method| Confirmed {
        method: method.method,
        amount: method.amount.unwrap(),
        note: "sesuai slip".into(),
    });
    let unfinished = x.unfinished.iter().map(|visit| Decided {
        booking: visit.booking,
        decision: Decision::Carried,
        note: "bayar besok".into(),
    });
    let close = CloseDrawer {
        session: None,
        note: "koin kurang".into(),
        methods: methods.collect(),
        unfinished: unfinished.collect(),
        left_in: None,
    };
    // Nobody accepts the difference of their own drawer.
    let approval = Some(Approval { username: Some("rani".to_owned()), pin: RANI_PIN.to_owned() });
    let z = clinic.owner.act_as(close, Asked { request: None, approval }).await.unwrap().z;
    clinic.owner.ask(OpenZ { z }).await.unwrap().z
}

on_both! {
    async fn every_text_of_the_database_is_tried(lab: &Lab) {
        let owner = lab.owner().await;
        let columns: Vec<(String, String)> = On::from(&owner)
            .all(
                Sql::Each {
                    sqlite: "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
                             WHERE m.type = 'table' AND c.type = 'TEXT' AND m.name <> '_sqlx_migrations'
                               AND m.name NOT LIKE 'sqlite%'",
                    postgres: "SELECT table_name::text, column_name::text FROM information_schema.columns
                               WHERE table_schema = 'public' AND data_type = 'text' AND table_name NOT IN ('_sqlx_migrations', 'tenant_login')",
                },
                (),
            )
            .await
            .unwrap();
        assert!(columns.len() > 100, "{}", columns.len());
        let tried = |(table, column): &(String, String)| {
            let named = |list: &[(&str, &str)]| list.contains(&(table.as_str(), column.as_str()));
            STANDS.contains(&table.as_str()) || MADE.contains(&column.as_str()) || named(WRITTEN) || named(TYPED_ELSEWHERE)
        };
        let missing: Vec<_> = columns.iter().filter(|column| !tried(column)).collect();
        assert!(missing.is_empty(), "say above what becomes of a hostile text in: {missing:?}");
    }

    async fn no_paper_hands_an_order_to_the_printer(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let receipts: Vec<(uuid::Uuid,)> = On::from(&lab.db).all("SELECT id FROM receipt", ()).await.unwrap();
        let receipt = OpenReceipt { receipt: ReceiptId(receipts[0].0) };
        let mut receipt = clinic.desk.ask(receipt).await.unwrap().receipt;
        let line = |description: &str| Deduction { description: description.into(), rate_bp: None, amount: Money(-1_000) };
        receipt.discounts.push(line("10% langganan"));
        receipt.included.push(line("11%"));
        receipt.payments.iter_mut().for_each(|paid| paid.reference = "RRN 1".into());
        let z = closing_report(&clinic).await;
        let slip = TicketSlip {
            clinic: "Klinik Melati".into(),
            number: "A012".into(),
            treatment: "Totok Wajah".into(),
            at: receipt.at,
            ahead: 3,
            estimate: Some(20),
            training: true,
        };
        for hostile in HOSTILE {
            for language in [Language::English, Language::Indonesian] {
                let words = Words::new(language);
                for columns in [32, 42, 48] {
                    only_letters(&spoilt(&receipt, hostile).lines(columns, &words));
                    only_letters(&spoilt(&z, hostile).lines(columns, &words, true));
                    only_letters(&spoilt(&slip, hostile).lines(columns, &words));
                }
            }
        }
    }

    async fn no_board_hands_an_order_to_the_waiting_room(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let call = CallNext { to: Some("Room 1".into()), prefix: None, staff: None };
        clinic.desk.act(call).await.unwrap();
        let owner = lab.owner().await;
        let mut replaced = 0;
        for hostile in HOSTILE {
            spoil(&owner, hostile).await;
            let desk = clinic.another(lab).await;
            let mut stage = Stage::with(board::FRONT, desk, board::Board::default(), (80, 24), options());
            stage.settle().await;
            for size in [(80, 24), (40, 20), (120, 40)] {
                replaced += usize::from(look(&mut stage, size));
            }
        }
        assert!(replaced > 10, "what is called is seen: {replaced}");
    }

    async fn no_screen_hands_an_order_to_the_terminal(lab: &Lab) {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let owner = lab.owner().await;
        let (mut drawn, mut replaced) = (0, 0);
        for hostile in HOSTILE {
            spoil(&owner, hostile).await;
            let desk = clinic.another(lab).await;
            let mut stage = Stage::with(FRONT, desk, clinic.today(), (80, 24), options());
            stage.settle().await;
            // The places; a row of each opened; the dialogs that name somebody.
            for keys in [
                "1", "<Enter>", "<Esc> 1 p", "<Esc> 1 B", "<Esc> <Esc> 1 m", "<Esc> 1 x", "<Esc> 1 2", "<Enter>", "<Esc> 3 'a'",
                "<Down> <Enter>", "<Esc> <Esc> 4", "<Enter>", "<Esc> 5", "<Enter>", "<Esc> 6", "<Enter>", "<Esc> 7", "<Esc> 9", "?",
            ] {
                stage.keys(keys).await;
                for size in [(80, 24), (40, 20), (120, 40)] {
                    replaced += usize::from(look(&mut stage, size));
                    drawn += 1;
                }
                stage.resize((80, 24));
            }
        }
        assert!(replaced > drawn / 3, "the names are seen: {replaced} of {drawn}");
        assert_eq!(drawn, HOSTILE.len() * 19 * 3);
    }
}
