//! Colleagues of the owner, one for each story, and what is asked about them.

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use loket::desk::account::pepper_pin;
use loket::desk::event::ListEvents;
use loket::desk::invite::{Acceptance, InviteUser};
use loket::desk::right::GiveGrant;
use loket::desk::user::{ListUsers, SetRole, UserRow};
use loket::desk::{Approval, Asked, Desk};
use loket::domain::account::Role;
use loket::domain::audit::{Entry, TrailKey};
use loket::domain::event::EventKind;
use loket::domain::id::AccountId;
use loket::domain::permission::{Effect, Permission};
use loket::store::account::AccountRow;
use loket::store::audit::Doing;

use crate::clinic::{House, PASSWORD, PEPPER, PIN};
use crate::support::Lab;

/// As the desk hashes, but cheap: a test proves nothing by waiting.
pub fn cheap(secret: &[u8]) -> String {
    let params = Params::new(8, 1, 1, None).unwrap();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password(secret).unwrap().to_string()
}

/// Somebody in this role, with everybody's password and PIN.
pub async fn hire(lab: &Lab, house: &House, username: &str, role: Role) -> AccountId {
    let row = AccountRow {
        id: AccountId::new(),
        username: username.to_owned(),
        full_name: format!("Orang {username}"),
        language: None,
        role,
        password_hash: cheap(PASSWORD.as_bytes()),
        pin_hash: Some(cheap(&pepper_pin(PEPPER, PIN).unwrap())),
        active: true,
    };
    let mut tx = lab.db.begin().await.unwrap();
    let now = house.desk.now();
    let clinic = house.desk.clinic().id;
    loket::store::account::insert(tx.on(), clinic, &row, now).await.unwrap();
    let doing = Doing {
        clinic,
        account: None,
        approver: None,
        session: None,
        terminal: "",
        act: "join",
        at: now,
        key: &TrailKey::of(PEPPER),
    };
    let after = serde_json::json!({"usernames": [username]});
    let (before, reason) = (serde_json::Value::Null, String::new());
    let entry = Entry { entity: "account", entity_id: Some(row.id.0), before, after, reason };
    loket::store::audit::write(&mut tx, doing, &entry, None).await.unwrap();
    tx.commit().await.unwrap();
    row.id
}

/// The same, logged in at the first counter.
pub async fn colleague(lab: &Lab, house: &House, username: &str, role: Role) -> Desk {
    hire(lab, house, username, role).await;
    house.desk.login(username, PASSWORD).await.unwrap().0
}

/// With one's own password.
pub fn by_password() -> Asked {
    Asked { request: None, approval: Some(Approval { username: None, pin: PASSWORD.to_owned() }) }
}

/// With somebody else's PIN.
pub fn with_pin_of(username: &str) -> Asked {
    let username = Some(username.to_owned());
    Asked { request: None, approval: Some(Approval { username, pin: PIN.to_owned() }) }
}

pub const WHY: &str = "pindah tugas";

pub async fn user(desk: &Desk, username: &str) -> UserRow {
    desk.ask(ListUsers {}).await.unwrap().into_iter().find(|user| user.username == username).unwrap()
}

pub fn invite(role: Role) -> InviteUser {
    InviteUser {
        full_name: "Dewi Lestari".to_owned(),
        email: "Dewi@Example.com".to_owned(),
        phone: "0812-1111-2222".to_owned(),
        language: None,
        role,
        custom_role: None,
        staff: None,
    }
}

pub fn acceptance(code: &str) -> Acceptance {
    Acceptance {
        code: code.to_owned(),
        username: "dewi".to_owned(),
        password: "hujan turun pelan".to_owned(),
        pin: "739264".to_owned(),
    }
}

pub fn grants(user: AccountId, permission: Permission, effect: Effect) -> GiveGrant {
    GiveGrant { user, permission, effect, expires_at: None, reason: WHY.to_owned() }
}

pub fn role_of(user: AccountId, role: Role) -> SetRole {
    SetRole { user, version: None, role, custom_role: None, reason: WHY.to_owned() }
}

pub async fn events(desk: &Desk, kind: EventKind) -> usize {
    desk.ask(ListEvents {}).await.unwrap().iter().filter(|event| event.kind == kind).count()
}

/// Everything the trail and the remembered answers hold, as text.
pub async fn written(lab: &Lab) -> String {
    let sql =
        "SELECT before || after || reason FROM audit UNION ALL SELECT input_hash || output FROM request";
    let rows: Vec<(String,)> = loket::store::On::from(&lab.db).all(sql, ()).await.unwrap();
    rows.into_iter().map(|(text,)| text).collect()
}
