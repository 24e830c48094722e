//! Colleagues of the owner, one for each story.

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use loket::desk::account::pepper_pin;
use loket::desk::{Approval, Asked, Desk};
use loket::domain::account::Role;
use loket::domain::id::AccountId;
use loket::store::account::AccountRow;

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
    loket::store::account::insert(tx.on(), house.desk.clinic().id, &row, now).await.unwrap();
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
