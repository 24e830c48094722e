//! Second factors: asked for, guessed at, wanted by the clinic.

use loket::desk::account::LogIn;
use loket::desk::booking::{Book, OpenDay};
use loket::desk::event::ListEvents;
use loket::desk::factor::{ConfirmFactor, RemoveFactor, StartFactor};
use loket::desk::{Approval, Asked, Desk, Done};
use loket::domain::account::{Role, SecondFactor};
use loket::domain::event::{EventKind, Severity};
use loket::domain::id::RequestId;
use loket::domain::totp;
use uuid::Uuid;

use crate::clinic::{House, PASSWORD, approved, at, booking, code, on};
use crate::people::{WHY, by_password, colleague, events, with_pin_of, written};
use crate::support::on_both;
use crate::support::policies::edited;

/// Gives whoever sits at the desk a second factor, and says their recovery codes.
pub async fn confirmed(desk: &Desk) -> Vec<String> {
    let prepared = desk.act_as(StartFactor {}, by_password()).await.unwrap();
    let secret = secret_of(&prepared.secret);
    let confirm = ConfirmFactor { code: totp::code(&secret, totp::step(desk.now())) };
    desk.act_as(confirm, by_password()).await.unwrap().recovery
}

/// Comes in with the password everybody has, and perhaps a code.
pub async fn enter(desk: &Desk, username: &str, code: Option<String>) -> Done<(Desk, String)> {
    let (username, password) = (username.to_owned(), PASSWORD.to_owned());
    desk.enter(&LogIn { username, password, code, new_password: None }).await
}

on_both! {
    async fn a_second_factor_is_asked_for_and_each_code_is_good_once(lab: &Lab) {
        let house = House::of(lab).await;
        let asked = Asked { request: Some(RequestId(Uuid::now_v7())), ..by_password() };
        let prepared = house.desk.act_as(StartFactor {}, asked).await.unwrap();
        let secret = secret_of(&prepared.secret);
        let wrong = ConfirmFactor { code: "000000".to_owned() };
        assert_eq!(code(house.desk.act_as(wrong, by_password()).await), "factor.wrong");
        let now = || totp::code(&secret, totp::step(house.desk.now()));
        let confirm = ConfirmFactor { code: now() };
        let recovery = house.desk.act_as(confirm, by_password()).await.unwrap().recovery;
        assert_eq!(recovery.len(), 10);
        let enter = async |typed: Option<String>| enter(&house.desk, "ratna", typed).await;
        assert_eq!(code(enter(None).await), "login.factor");
        // The code that confirmed it is used up.
        assert_eq!(code(enter(Some(now())).await), "factor.wrong");
        house.clock.set(at(10, 1));
        assert!(enter(Some(now())).await.is_ok());
        assert_eq!(code(enter(Some(now())).await), "factor.wrong");
        assert!(enter(Some(recovery[3].to_lowercase())).await.is_ok());
        let last: Vec<(String, String)> =
            loket::store::On::from(&lab.db).all("SELECT act, after FROM audit ORDER BY seq DESC LIMIT 2", ()).await.unwrap();
        assert_eq!((last[0].0.as_str(), last[1].0.as_str()), ("login", "use_recovery_code"));
        assert_eq!(last[1].1, "{\"recovery_codes_left\":9}");
        assert_eq!(code(enter(Some(recovery[3].clone())).await), "factor.wrong");
        // It lies nowhere in clear.
        let text = written(lab).await;
        assert!(!text.contains(&prepared.secret) && !text.contains(&recovery[0]));
        let sql = "SELECT factor_secret FROM account WHERE username = $1";
        let (kept,): (String,) = loket::store::On::from(&lab.db).one(sql, ("ratna",)).await.unwrap();
        assert!(!kept.contains(&loket::domain::audit::hex(&secret)));
    }

    async fn guessing_second_factors_is_slow(lab: &Lab) {
        let house = House::of(lab).await;
        let prepared = house.desk.act_as(StartFactor {}, by_password()).await.unwrap();
        let secret = secret_of(&prepared.secret);
        let first = ConfirmFactor { code: totp::code(&secret, totp::step(house.desk.now())) };
        house.desk.act_as(first, by_password()).await.unwrap();
        let typed = LogIn {
            username: "ratna".to_owned(),
            password: PASSWORD.to_owned(),
            code: Some("123123".to_owned()),
            new_password: None,
        };
        for _ in 0..5 {
            assert_eq!(code(house.desk.enter(&typed).await), "factor.wrong");
        }
        assert_eq!(code(house.desk.enter(&typed).await), "factor.locked");
        assert_eq!(events(&house.desk, EventKind::FactorPause).await, 1);
    }

    async fn a_clinic_that_wants_second_factors_lets_nothing_else_be_done(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let wanted = SecondFactor::OwnerAndManager;
        let edit = edited(&house.desk, |edit| edit.policies.second_factor = wanted).await;
        assert_eq!(code(manager.act_as(edit.clone(), by_password()).await), "permission.denied");
        assert_eq!(code(house.desk.act_as(edit.clone(), approved()).await), "permission.password");
        house.desk.act_as(edit, by_password()).await.unwrap();
        let today = OpenDay { day: house.desk.today() };
        assert_eq!(code(house.desk.ask(today.clone()).await), "factor.needed");
        assert!(house.desk.needs_factor());
        let prepared = house.desk.act_as(StartFactor {}, by_password()).await.unwrap();
        let secret = secret_of(&prepared.secret);
        let confirm = ConfirmFactor { code: totp::code(&secret, totp::step(house.desk.now())) };
        house.desk.act_as(confirm, by_password()).await.unwrap();
        assert!(house.desk.ask(today).await.is_ok());
        // Somebody lost theirs: the owner takes it away, which is told.
        let hendra = manager.who().unwrap().account_id;
        let remove = RemoveFactor { user: hendra, reason: WHY.to_owned() };
        house.desk.act_as(remove, by_password()).await.unwrap();
        let all = house.desk.ask(ListEvents {}).await.unwrap();
        let told = all.iter().find(|event| event.kind == EventKind::FactorRemoved).unwrap();
        assert_eq!((told.severity, told.account_id), (Severity::Critical, Some(hendra)));
    }

    async fn whoever_still_has_to_set_up_a_second_factor_signs_for_nobody(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let budi = house.patient("Budi", "0812-7000-1000").await;
        let (facial, rina) = (house.treatment("Facial Basic").await, house.staff("Rina").await);
        // Before the house opens: each takes somebody who may say so.
        let early = |day| Book { override_reason: Some(WHY.to_owned()), ..booking(budi, facial, Some(rina), on(day, 5, 0)) };
        let signs = async |by: &str, day| siti.act_as(early(day), with_pin_of(by)).await;
        signs("hendra", 23).await.unwrap();
        confirmed(&house.desk).await;
        let edit = edited(&house.desk, |edit| edit.policies.second_factor = SecondFactor::OwnerAndManager).await;
        house.desk.act_as(edit, by_password()).await.unwrap();
        let refused = signs("hendra", 24).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!((refusal.code, refusal.field), ("factor.signer", Some("approval")));
        assert_eq!(refusal.details_json()["who"], "Orang hendra");
        // A PIN that is wrong tells nothing of whose it is.
        let approval = Some(Approval { username: Some("hendra".to_owned()), pin: "111112".to_owned() });
        assert_eq!(code(siti.act_as(early(24), Asked { request: None, approval }).await), "pin.wrong");
        // Whom the clinic asks none of, and who has one, signs as ever; and it is one's own to set it up.
        signs("ratna", 24).await.unwrap();
        confirmed(&manager).await;
        signs("hendra", 25).await.unwrap();
    }
}

/// What an authenticator makes of the typed secret.
fn secret_of(shown: &str) -> Vec<u8> {
    const SIGNS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for sign in shown.chars().filter(|sign| *sign != ' ') {
        bits = bits << 5 | u32::try_from(SIGNS.find(sign).unwrap()).unwrap();
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap());
        }
    }
    bytes
}
