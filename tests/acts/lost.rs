//! Lost passwords and PINs, and one's own changed.

use loket::desk::Approval;
use loket::desk::account::LogIn;
use loket::desk::invite::Acceptance;
use loket::desk::lost::{ChangeOwnPassword, ChangeOwnPin, ResetPassword, ResetPin};
use loket::domain::account::Role;
use loket::domain::event::EventKind;
use loket::domain::permission::Permission;

use crate::clinic::{House, PASSWORD, PIN, approved, code, on};
use crate::people::{WHY, acceptance, by_password, colleague, events, hire, invite, role_of, user, written};
use crate::support::on_both;

on_both! {
    async fn a_reset_password_opens_once_to_choose_another(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let id = siti.who().unwrap().account_id;
        let reset = ResetPassword { user: id, reason: WHY.to_owned() };
        let done = house.desk.act_as(reset, by_password()).await.unwrap();
        assert_eq!(code(siti.unlock(PIN).await), "login.over");
        assert_eq!(code(house.desk.login("siti", PASSWORD).await), "login.failed");
        assert_eq!(code(house.desk.login("siti", &done.code).await), "login.renew");
        let typed = |new: &str| LogIn {
            username: "siti".to_owned(),
            password: done.code.clone(),
            new_password: Some(new.to_owned()),
            ..LogIn::default()
        };
        assert_eq!(code(house.desk.enter(&typed("siti1234")).await), "password.context");
        // Somebody may know the old one.
        assert_eq!(code(house.desk.enter(&typed(PASSWORD)).await), "password.same");
        assert!(house.desk.enter(&typed("kuda makan rumput")).await.is_ok());
        assert_eq!(code(house.desk.enter(&typed("kuda makan rumput")).await), "login.failed");
        assert!(house.desk.login("siti", "kuda makan rumput").await.is_ok());
        assert!(!written(lab).await.contains(&done.code));
        assert_eq!(events(&house.desk, EventKind::PasswordReset).await, 1);
    }

    async fn a_reset_code_is_good_for_a_day(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        let reset = ResetPassword { user: siti, reason: WHY.to_owned() };
        let done = house.desk.act_as(reset, by_password()).await.unwrap();
        house.clock.set(on(21, 10, 0));
        assert_eq!(code(house.desk.login("siti", &done.code).await), "login.failed");
    }

    async fn one_changes_password_and_pin_by_the_password(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let elsewhere = house.desk.login("siti", PASSWORD).await.unwrap().0;
        let change = |new: &str| ChangeOwnPassword { new_password: new.to_owned() };
        assert_eq!(code(siti.act_as(change("kuda makan rumput"), approved()).await), "permission.password");
        assert_eq!(code(siti.act_as(change("password123"), by_password()).await), "password.common");
        let pin = ChangeOwnPin { new_pin: "123456".to_owned() };
        assert_eq!(code(siti.act_as(pin, by_password()).await), "pin.common");
        siti.act_as(ChangeOwnPin { new_pin: "739264".to_owned() }, by_password()).await.unwrap();
        assert!(siti.unlock("739264").await.is_ok());
        siti.act_as(change("kuda makan rumput"), by_password()).await.unwrap();
        assert!(house.desk.login("siti", "kuda makan rumput").await.is_ok());
        assert_eq!(code(elsewhere.unlock("739264").await), "login.over");
        assert!(siti.unlock("739264").await.is_ok());
        // The owner needs a long one.
        let short = house.desk.act_as(change("kuda rumput"), by_password()).await;
        assert_eq!(code(short), "password.short");
    }

    async fn a_reset_pin_is_chosen_anew(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let id = siti.who().unwrap().account_id;
        house.desk.act_as(ResetPin { user: id, reason: WHY.to_owned() }, by_password()).await.unwrap();
        assert_eq!(code(siti.unlock(PIN).await), "pin.none_yet");
        assert!(!user(&house.desk, "siti").await.has_pin);
        // They are told that they have none, as often as they ask; nobody is told it of somebody else.
        let see = Permission::ExpenseEdit;
        let proof = |name: Option<&str>| Approval { username: name.map(str::to_owned), pin: PIN.to_owned() };
        for name in [None, Some("siti"), None, None, None, None, None] {
            assert_eq!(code(siti.signed(&proof(name), see).await), "pin.none");
        }
        assert!(!siti.who().unwrap().has_pin());
        assert_eq!(code(house.desk.signed(&proof(Some("siti")), see).await), "pin.wrong");
        siti.act_as(ChangeOwnPin { new_pin: "739264".to_owned() }, by_password()).await.unwrap();
        assert!(siti.unlock("739264").await.is_ok() && siti.who().unwrap().has_pin());
    }

    async fn whoever_is_raised_chooses_a_long_password(lab: &Lab) {
        let house = House::of(lab).await;
        let invited = house.desk.act_as(invite(Role::Receptionist), by_password()).await.unwrap();
        let typed = Acceptance { password: "kuda rumput".to_owned(), ..acceptance(&invited.code) };
        let dewi = house.desk.accept(&typed).await.unwrap().0.who().unwrap().account_id;
        house.desk.act_as(role_of(dewi, Role::Manager), by_password()).await.unwrap();
        assert_eq!(code(house.desk.login("dewi", "kuda rumput").await), "login.renew");
        assert_eq!(events(&house.desk, EventKind::RoleChanged).await, 1);
    }

    async fn old_hashes_are_made_anew_at_the_door(lab: &Lab) {
        let house = House::of(lab).await;
        hire(lab, &house, "siti", Role::Receptionist).await;
        let hash = async || {
            let sql = "SELECT password_hash FROM account WHERE username = $1";
            let (hash,): (String,) = loket::store::On::from(&lab.db).one(sql, ("siti",)).await.unwrap();
            hash
        };
        assert!(hash().await.contains("m=8,"));
        house.desk.login("siti", PASSWORD).await.unwrap();
        assert!(hash().await.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash().await);
        assert!(house.desk.login("siti", PASSWORD).await.is_ok());
    }
}
