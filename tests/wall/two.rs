//! Two clinics in one database, alike but for the names that give them away.

use std::collections::BTreeMap;

use loket::desk::{Approval, Asked, Desk, Done, acts};
use loket::domain::id::{ClinicId, RequestId};
use loket::store::rights::RIGHTS;
use loket::store::{Db, On};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::clinic::{Clinic, OWNER_PIN, PASSWORD, RANI_PIN, SARI_PIN};
use crate::support::{Lab, SLUG};

pub struct House {
    pub clinic: Clinic,
    pub id: ClinicId,
    /// In every name and note that this clinic writes.
    pub canary: &'static str,
    /// One id of each table.
    ids: BTreeMap<String, Uuid>,
}

pub struct Two {
    pub ours: House,
    pub theirs: House,
    /// The database without a wall.
    pub owner: Db,
}

impl Two {
    pub async fn of(lab: &Lab) -> Self {
        let place = lab.place().await;
        let (beside, their_db) = lab.beside("kenanga").await;
        let owner = lab.owner().await;
        let mut ours = House::of(lab.db.clone(), place, SLUG, "Kutilang").await;
        let mut theirs = House::of(their_db, beside, "kenanga", "Cendrawasih").await;
        ours.ids = ours.one_of_each(&owner).await;
        theirs.ids = theirs.one_of_each(&owner).await;
        assert_eq!(ours.ids.keys().collect::<Vec<_>>(), theirs.ids.keys().collect::<Vec<_>>());
        Self { ours, theirs, owner }
    }
}

impl House {
    async fn of(db: Db, id: ClinicId, slug: &str, canary: &'static str) -> Self {
        let clinic = Clinic::found_in(&db, id, slug).await;
        let house = Self { clinic, id, canary, ids: BTreeMap::new() };
        house.live().await;
        house
    }

    /// Does an act as somebody, with that person's PIN.
    pub async fn call(&self, who: &str, act: &str, input: Value) -> Done<Value> {
        self.call_as(who, act, input, None).await
    }

    /// The same, once per request id.
    pub async fn call_as(
        &self,
        who: &str,
        act: &str,
        input: Value,
        request: Option<RequestId>,
    ) -> Done<Value> {
        let (desk, pin): (&Desk, &str) = match who {
            "owner" => (&self.clinic.owner, OWNER_PIN),
            // What concerns users takes one's own password.
            "password" => (&self.clinic.owner, PASSWORD),
            _ => (&self.clinic.desk, SARI_PIN),
        };
        let entry = acts::find(act).unwrap();
        // A second person where one's own PIN is not enough.
        let second = Approval { username: Some("rani".to_owned()), pin: RANI_PIN.to_owned() };
        let own = Approval { username: None, pin: pin.to_owned() };
        let approval = Some(if who == "second" { second } else { own });
        (entry.call)(desk.clone(), input, Asked { request, approval }).await
    }

    async fn must(&self, who: &str, act: &str, input: Value) -> Value {
        self.call(who, act, input).await.unwrap_or_else(|why| panic!("{act}: {why:?}"))
    }

    /// A morning that leaves a row in every table.
    async fn live(&self) {
        let name = |what: &str| format!("{} {what}", self.canary);
        let id_of = |value: Value| value["id"].as_str().unwrap().to_owned();
        let room = id_of(self.must("owner", "save_room", json!({"name": name("ruang")})).await);
        let staff = id_of(
            self.must(
                "owner",
                "save_staff",
                json!({"name": name("terapis"), "title": "terapis", "room": room, "commission_bp": 1000,
                    "hours": (1..=6).map(|day| json!({"weekday": day, "kind": "work", "starts": 480, "ends": 1020}))
                        .collect::<Vec<_>>()}),
            )
            .await,
        );
        let treatment = id_of(
            self.must(
                "owner",
                "save_treatment",
                json!({"name": name("pijat"), "category": name("jenis"), "minutes": 30, "price": 100_000, "staff": [staff]}),
            )
            .await,
        );
        self.must(
            "owner",
            "add_leave",
            json!({"staff": staff, "starts_at": "2026-12-20T01:00:00Z", "ends_at": "2026-12-20T09:00:00Z", "reason": name("cuti")}),
        )
        .await;
        let patient = id_of(
            self.must(
                "sari",
                "register_patient",
                json!({"name": name("pasien"), "phones": ["0812-7000-8000"], "address": name("jalan"), "notes": name("catatan"),
                    "alerts": name("alergi")}),
            )
            .await,
        );
        let noted = json!({"patient": patient, "words": name("hipertensi")});
        self.must("sari", "add_health_note", noted).await;
        let package = id_of(
            self.must(
                "owner",
                "save_package",
                json!({"name": name("paket"), "treatment": treatment, "sessions": 5, "price": 400_000}),
            )
            .await,
        );
        let methods = self.must("sari", "list_methods", json!({})).await;
        let method = |kind: &str| {
            methods.as_array().unwrap().iter().find(|one| one["kind"] == kind).unwrap()["id"].clone()
        };
        let (cash, card) = (method("cash"), method("qris"));
        self.clinic.now("08:00");
        // Somebody's turn at another drawer, from float to Z.
        let opened = json!({"drawer": name("laci"), "float": 50_000, "note": name("modal")});
        self.must("second", "open_drawer", opened).await;
        self.must("sari", "count_drawer", json!({"total": 50_000})).await;
        self.must("sari", "close_drawer", json!({"note": name("tutup")})).await;
        self.must("owner", "close_day", json!({"day": "2026-11-18"})).await;
        let visit = id_of(
            self.must(
                "sari",
                "book",
                json!({"patient": patient, "treatment": treatment, "staff": staff, "starts_at": "2026-11-20T01:30:00Z",
                    "source": "phone", "note": name("janji")}),
            )
            .await,
        );
        self.must("sari", "arrive", json!({"booking": visit})).await;
        self.must("sari", "sell_package", json!({"booking": visit, "package": package})).await;
        let start = json!({"booking": visit, "staff": staff, "alerts_seen": true});
        self.must("sari", "start_visit", start).await;
        self.must("sari", "finish_visit", json!({"booking": visit})).await;
        let tender = |method: &Value, amount: i64| json!({"method": method, "tendered": amount, "reference": name("bukti")});
        let paid = json!({"booking": visit, "tenders": [tender(&card, 200_000), tender(&cash, 100_000)]});
        let paid = self.must("sari", "take_payment", paid).await;
        self.must("sari", "print_receipt", json!({"receipt": paid["receipt"]})).await;
        self.must("sari", "print_receipt", json!({"receipt": paid["receipt"]})).await;
        let walk = json!({"patient": patient, "treatment": treatment, "despite_booking": true});
        self.must("sari", "walk_in", walk).await;
        let categories = self.must("owner", "list_categories", json!({})).await;
        let category = categories[0]["id"].clone();
        self.must(
            "owner",
            "write_expense",
            json!({"category": category, "amount": 5_000, "description": name("kopi"), "paid_from": "bank"}),
        )
        .await;
        self.must(
            "owner",
            "save_recurring",
            json!({"category": category, "amount": 9_000, "description": name("sewa"), "paid_from": "bank", "day_of_month": 1}),
        )
        .await;
        let users = self.must("owner", "list_users", json!({})).await;
        let rani =
            users.as_array().unwrap().iter().find(|one| one["username"] == "rani").unwrap()["id"].clone();
        let role = json!({"name": name("peran"), "base": "receptionist", "rules": [], "active": true, "reason": "uji"});
        self.must("password", "edit_role", role).await;
        let invite = json!({"full_name": name("calon"), "email": "", "phone": "", "role": "receptionist"});
        self.must("password", "invite_user", invite).await;
        let grant = json!({"user": rani, "permission": "package:edit:clinic", "effect": "deny", "reason": name("larangan")});
        self.must("password", "give_grant", grant).await;
        let move_in = json!({"kind": "paid_in", "amount": 1_000, "reason": name("receh")});
        self.must("owner", "move_cash", move_in).await;
    }

    /// The first row of each table that has an id of its own.
    async fn one_of_each(&self, owner: &Db) -> BTreeMap<String, Uuid> {
        let mut ids = BTreeMap::new();
        for table in [
            "patient",
            "health_note",
            "booking",
            "ticket",
            "treatment",
            "staff",
            "room",
            "staff_leave",
            "bill_line",
            "receipt",
            "payment",
            "payment_method",
            "package",
            "patient_package",
            "expense",
            "expense_category",
            "recurring_expense",
            "drawer_session",
            "drawer",
            "z_report",
            "role",
            "invitation",
            "account_grant",
            "security_event",
            "session",
            "account",
        ] {
            // The first visit, which has a bill, and a line of that; of the others the last.
            let order = match table {
                "booking" => "id ASC",
                // The first line of a bill has no id that tells when it was made.
                "bill_line" => "created_at ASC, position ASC",
                _ => "id DESC",
            };
            // A user who is nobody here.
            let which = if table == "account" { " AND username = 'rani'" } else { "" };
            let text = leaked(format!("SELECT id FROM {table} WHERE clinic_id = $1{which} ORDER BY {order}"));
            let found: Vec<(Uuid,)> = On::from(owner).all(text, (self.id,)).await.unwrap();
            ids.insert(table.to_owned(), found.first().unwrap_or_else(|| panic!("no {table}")).0);
        }
        ids
    }

    /// The id of the clinic's own row of a table.
    pub fn own(&self, table: &str) -> Uuid {
        *self.ids.get(table).unwrap_or_else(|| panic!("no id of {table}"))
    }

    /// Every row this clinic has, as one text; not how often somebody tried and looked, which is counted for what is their
    /// own and another's alike.
    pub async fn everything(&self, owner: &Db) -> String {
        let mut all = String::new();
        // What whoever administers the installation did is theirs.
        for right in RIGHTS.iter().filter(|right| !["tenant_act", "throttle"].contains(&right.table)) {
            let own = if right.table == "clinic" { "id" } else { "clinic_id" };
            all.push_str(&rows(owner, right.table, own, self.id).await);
        }
        all
    }
}

async fn rows(owner: &Db, table: &str, own: &str, clinic: ClinicId) -> String {
    let text: String = match owner {
        Db::Postgres(_) => format!(
            "SELECT COALESCE(string_agg(r::text, E'\\n' ORDER BY r::text), '') FROM {table} r WHERE {own} = $1"
        ),
        Db::Sqlite { .. } => {
            let columns: Vec<(String,)> = On::from(owner)
                .all("SELECT name FROM pragma_table_info($1)", (table.to_owned(),))
                .await
                .unwrap();
            let quoted: Vec<String> = columns.iter().map(|(name,)| format!("quote(\"{name}\")")).collect();
            format!(
                "SELECT COALESCE(group_concat(line, char(10)), '') FROM
                 (SELECT {} AS line FROM {table} WHERE {own} = $1 ORDER BY 1)",
                quoted.join(" || '|' || ")
            )
        }
    };
    let (rows,): (String,) = On::from(owner).one(leaked(text), (clinic,)).await.unwrap();
    format!("{table}\n{rows}\n")
}

/// The store takes the program's own texts only; a test's lives as long as the test.
fn leaked(text: String) -> &'static str {
    use std::sync::{Mutex, OnceLock};
    static TEXTS: OnceLock<Mutex<BTreeMap<String, &'static str>>> = OnceLock::new();
    let mut texts = TEXTS.get_or_init(Mutex::default).lock().unwrap();
    texts.entry(text.clone()).or_insert_with(|| text.leak())
}
