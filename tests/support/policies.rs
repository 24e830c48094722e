//! The clinic's settings, changed as its owner does.

use loket::desk::clinic::{EditClinic, OpenClinic};
use loket::desk::{Approval, Asked, Desk};
use loket::domain::clinic::Policies;

/// The act that leaves the settings as they are but for this.
pub async fn edited(desk: &Desk, change: impl FnOnce(&mut EditClinic)) -> EditClinic {
    let view = desk.ask(OpenClinic {}).await.unwrap();
    let mut edit = EditClinic {
        version: None,
        name: view.name,
        address: view.address,
        phone: view.phone,
        timezone: view.timezone,
        language: view.language,
        policies: view.policies,
    };
    change(&mut edit);
    edit
}

/// Changes policies, with what whoever it is proves it by.
pub async fn sets(desk: &Desk, secret: &str, change: impl FnOnce(&mut Policies)) {
    let edit = edited(desk, |edit| change(&mut edit.policies)).await;
    let approval = Some(Approval { username: None, pin: secret.to_owned() });
    desk.act_as(edit, Asked { request: None, approval }).await.unwrap();
}
