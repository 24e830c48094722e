//! Users, roles, rights, invitations, lost passwords, second factors, log-ins and what the owner is told.

use loket::desk::account::LogIn;
use loket::desk::booking::{CountDays, OpenDay};
use loket::desk::clinic::{EditClinic, OpenClinic};
use loket::desk::event::{ListEvents, ResolveEvent};
use loket::desk::factor::{ConfirmFactor, RemoveFactor, StartFactor};
use loket::desk::import::ImportPatients;
use loket::desk::invite::{Acceptance, CancelInvitation, InviteUser, ListInvitations, SendInvitation};
use loket::desk::lost::{ChangeOwnPassword, ChangeOwnPin, ResetPassword, ResetPin};
use loket::desk::patient::{FindPatients, OpenPatient};
use loket::desk::queue::OpenQueue;
use loket::desk::report::ShowReport;
use loket::desk::right::{GiveGrant, RevokeGrant};
use loket::desk::role::{EditRole, ListRoles};
use loket::desk::session::{ListSessions, RevokeAllOf, RevokeSession};
use loket::desk::user::{BlockUser, EditUser, ListUsers, SetRole, ShowUser, UnblockUser, UserRow};
use loket::desk::visit::Arrive;
use loket::desk::visit_card::OpenVisit;
use loket::desk::{Approval, Asked, Desk, Progress};
use loket::domain::account::{InvitationState, Role, SecondFactor};
use loket::domain::event::{EventKind, Severity};
use loket::domain::id::{AccountId, RequestId};
use loket::domain::permission::{Effect, Grant, Permission, Rule};
use loket::domain::totp;
use uuid::Uuid;

use crate::clinic::{House, PASSWORD, PIN, approved, at, code, on};
use crate::people::{by_password, colleague, hire};
use crate::support::{Lab, on_both};

const WHY: &str = "pindah tugas";

async fn user(desk: &Desk, username: &str) -> UserRow {
    desk.ask(ListUsers {}).await.unwrap().into_iter().find(|user| user.username == username).unwrap()
}

fn invite(role: Role) -> InviteUser {
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

fn acceptance(code: &str) -> Acceptance {
    Acceptance {
        code: code.to_owned(),
        username: "dewi".to_owned(),
        password: "hujan turun pelan".to_owned(),
        pin: "739264".to_owned(),
    }
}

fn grants(user: AccountId, permission: Permission, effect: Effect) -> GiveGrant {
    GiveGrant { user, permission, effect, expires_at: None, reason: WHY.to_owned() }
}

fn role_of(user: AccountId, role: Role) -> SetRole {
    SetRole { user, version: None, role, custom_role: None, reason: WHY.to_owned() }
}

async fn events(desk: &Desk, kind: EventKind) -> usize {
    desk.ask(ListEvents {}).await.unwrap().iter().filter(|event| event.kind == kind).count()
}

/// Everything the trail and the remembered answers hold, as text.
async fn written(lab: &Lab) -> String {
    let sql =
        "SELECT before || after || reason FROM audit UNION ALL SELECT input_hash || output FROM request";
    let rows: Vec<(String,)> = loket::store::On::from(&lab.db).all(sql, ()).await.unwrap();
    rows.into_iter().map(|(text,)| text).collect()
}

on_both! {
    async fn an_invitation_makes_a_user_once(lab: &Lab) {
        let house = House::of(lab).await;
        let asked = Asked { request: Some(RequestId(Uuid::now_v7())), ..by_password() };
        let invited = house.desk.act_as(invite(Role::Receptionist), asked).await.unwrap();
        house.desk.act_as(SendInvitation { invitation: invited.id }, by_password()).await.unwrap();
        let door = house.desk.nobodys();
        let typed = acceptance(&invited.code.to_lowercase().replace('-', " "));
        assert_eq!(code(door.accept(&acceptance("0000-0000-0000-0000")).await), "invitation.unknown");
        let (dewi, _) = door.accept(&typed).await.unwrap();
        assert_eq!(dewi.who().unwrap().full_name, "Dewi Lestari");
        assert!(dewi.unlock("739264").await.is_ok());
        assert_eq!(code(door.accept(&typed).await), "invitation.unknown");
        let row = user(&house.desk, "dewi").await;
        assert_eq!((row.email.as_deref(), row.role), (Some("dewi@example.com"), Role::Receptionist));
        let all = house.desk.ask(ListInvitations {}).await.unwrap();
        assert_eq!((all[0].state, all[0].account_id), (InvitationState::Accepted, Some(row.id)));
        let text = written(lab).await;
        assert!(!text.contains(&invited.code), "the code is written down");
        assert!(!text.contains("hujan turun"), "the password is written down");
    }

    async fn an_invitation_ends_and_is_taken_back(lab: &Lab) {
        let house = House::of(lab).await;
        let first = house.desk.act_as(invite(Role::Therapist), by_password()).await.unwrap();
        let second = house.desk.act_as(invite(Role::Therapist), by_password()).await.unwrap();
        let cancel = CancelInvitation { invitation: second.id, reason: WHY.to_owned() };
        house.desk.act_as(cancel.clone(), by_password()).await.unwrap();
        assert_eq!(code(house.desk.act_as(cancel, by_password()).await), "invitation.closed");
        assert_eq!(code(house.desk.accept(&acceptance(&second.code)).await), "invitation.unknown");
        house.clock.set(on(27, 10, 0));
        assert_eq!(code(house.desk.accept(&acceptance(&first.code)).await), "invitation.unknown");
        let (owner, _) = house.desk.login("ratna", PASSWORD).await.unwrap();
        let states: Vec<_> =
            owner.ask(ListInvitations {}).await.unwrap().iter().map(|row| row.state).collect();
        assert_eq!(states, [InvitationState::Cancelled, InvitationState::Expired]);
    }

    async fn an_invitation_of_somebody_who_left_is_worth_nothing(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let invited = manager.act_as(invite(Role::Receptionist), by_password()).await.unwrap();
        let hendra = user(&house.desk, "hendra").await.id;
        let block = BlockUser { user: hendra, reason: WHY.to_owned() };
        house.desk.act_as(block, by_password()).await.unwrap();
        assert_eq!(code(house.desk.accept(&acceptance(&invited.code)).await), "invitation.unknown");
    }

    async fn a_manager_makes_receptionists_and_nobody_above(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        let ratna = user(&house.desk, "ratna").await.id;
        for role in [Role::Owner, Role::Manager, Role::Auditor] {
            assert_eq!(code(manager.act_as(invite(role), by_password()).await), "user.above");
            assert_eq!(code(manager.act_as(role_of(siti, role), by_password()).await), "user.above");
        }
        let reset = |user| ResetPassword { user, reason: WHY.to_owned() };
        assert_eq!(code(manager.act_as(reset(ratna), by_password()).await), "user.above");
        assert!(manager.act_as(role_of(siti, Role::Therapist), by_password()).await.is_ok());
        // By password only: neither one's own PIN nor the owner's.
        assert_eq!(code(manager.act_as(role_of(siti, Role::Receptionist), approved()).await), "permission.password");
    }

    async fn nobody_raises_themselves(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let hendra = manager.who().unwrap().account_id;
        assert_eq!(code(manager.act_as(role_of(hendra, Role::Owner), by_password()).await), "user.above");
        let ratna = house.desk.who().unwrap().account_id;
        hire(lab, &house, "kedua", Role::Owner).await;
        assert_eq!(code(house.desk.act_as(role_of(ratna, Role::Manager), by_password()).await), "user.own_role");
        let own = grants(ratna, Permission::DayReopen, Effect::Allow);
        assert_eq!(code(house.desk.act_as(own, by_password()).await), "user.own_role");
    }

    async fn the_last_owner_stays(lab: &Lab) {
        let house = House::of(lab).await;
        let second = colleague(lab, &house, "kedua", Role::Owner).await;
        let (ratna, kedua) = (house.desk.who().unwrap().account_id, second.who().unwrap().account_id);
        let other = house.another(lab, "Counter 2").await;
        let second = other.login("kedua", PASSWORD).await.unwrap().0;
        // Each demotes the other at the same moment: one of them stays.
        let (a, b) = tokio::join!(
            house.desk.act_as(role_of(kedua, Role::Manager), by_password()),
            second.act_as(role_of(ratna, Role::Manager), by_password()),
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        let (winner, loser) = if a.is_ok() { (&house.desk, ratna) } else { (&second, kedua) };
        let users = winner.ask(ListUsers {}).await.unwrap();
        assert_eq!(users.iter().filter(|user| user.role == Role::Owner).map(|user| user.id).collect::<Vec<_>>(), [loser]);
        // Not by the database either.
        let mut row = users.into_iter().find(|user| user.id == loser).unwrap();
        row.active = false;
        let mut tx = lab.db.begin().await.unwrap();
        let done = loket::store::user::update(tx.on(), house.desk.clinic().id, &row, at(10, 0)).await;
        assert_eq!(done, Err(loket::store::Fault::Rule("account_last_owner")));
        tx.rollback().await;
    }

    async fn whoever_is_blocked_is_out_at_once(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let id = siti.who().unwrap().account_id;
        let today = OpenDay { day: siti.today() };
        siti.ask(today.clone()).await.unwrap();
        house.desk.act_as(BlockUser { user: id, reason: WHY.to_owned() }, by_password()).await.unwrap();
        assert_eq!(code(siti.ask(today).await), "login.over");
        // Whoever knows the password is told why; to everybody else it is one more wrong password.
        assert_eq!(code(house.desk.login("siti", PASSWORD).await), "login.blocked");
        assert_eq!(code(house.desk.login("siti", "salah sekali").await), "login.failed");
        house.desk.act_as(UnblockUser { user: id, reason: WHY.to_owned() }, by_password()).await.unwrap();
        assert!(house.desk.login("siti", PASSWORD).await.is_ok());
    }

    async fn a_right_that_was_taken_is_gone_in_a_form_that_is_open(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let id = siti.who().unwrap().account_id;
        assert_eq!(siti.may(Permission::PatientFind), Grant::Yes);
        let find = FindPatients { text: "ayu".to_owned() };
        siti.ask(find.clone()).await.unwrap();
        let given = house.desk.act_as(grants(id, Permission::PatientFind, Effect::Deny), by_password()).await.unwrap();
        assert_eq!(code(siti.ask(find.clone()).await), "permission.denied");
        let back = RevokeGrant { grant: given.id, reason: WHY.to_owned() };
        house.desk.act_as(back, by_password()).await.unwrap();
        assert!(siti.ask(find).await.is_ok());
        assert_eq!(events(&house.desk, EventKind::RightChanged).await, 2);
    }

    async fn a_right_ends_by_itself_and_takes_the_pin_until_then(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let id = siti.who().unwrap().account_id;
        let give = GiveGrant {
            expires_at: Some(at(11, 0)),
            ..grants(id, Permission::ReportSee, Effect::Allow)
        };
        house.desk.act_as(give, by_password()).await.unwrap();
        let report = || ShowReport { from: siti.today(), to: siti.today() };
        assert_eq!(code(siti.ask(report()).await), "permission.pin");
        let proof = Approval { username: None, pin: PIN.to_owned() };
        assert!(siti.prove(&proof, Permission::ReportSee).await.unwrap().ask(report()).await.is_ok());
        house.clock.set(at(11, 0));
        assert_eq!(code(siti.ask(report()).await), "permission.denied");
    }

    async fn a_user_shows_where_each_right_comes_from(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        let rule = |permission, effect| Rule { permission, effect };
        let role = EditRole {
            role: None,
            version: None,
            name: "Kasir senior".to_owned(),
            base: Role::Receptionist,
            rules: vec![
                rule(Permission::DayClose, Effect::Allow),
                rule(Permission::PatientImport, Effect::Allow),
                rule(Permission::PatientEdit, Effect::Deny),
            ],
            active: true,
            reason: WHY.to_owned(),
        };
        let role = house.desk.act_as(role, by_password()).await.unwrap();
        let set = SetRole { custom_role: Some(role.id), ..role_of(siti, Role::Therapist) };
        let row = house.desk.act_as(set, by_password()).await.unwrap();
        // The role brings its fixed one along, whatever was asked for.
        assert_eq!((row.role, row.custom_role.as_deref()), (Role::Receptionist, Some("Kasir senior")));
        house.desk.act_as(grants(siti, Permission::PatientImport, Effect::Deny), by_password()).await.unwrap();
        let view = house.desk.ask(ShowUser { user: siti }).await.unwrap();
        let right = |permission| view.rights.iter().find(|right| right.permission == permission).unwrap();
        assert_eq!(right(Permission::DayClose).grant, Grant::OwnPin);
        assert_eq!(right(Permission::DayClose).rules[0].role.as_deref(), Some("Kasir senior"));
        assert!(!right(Permission::DayClose).conflict);
        assert_eq!((right(Permission::PatientEdit).grant, right(Permission::PatientEdit).conflict), (Grant::No, true));
        let import = right(Permission::PatientImport);
        assert_eq!((import.grant, import.conflict, import.rules.len()), (Grant::No, true, 2));
        let mine = import.rules.iter().find(|rule| rule.role.is_none()).unwrap();
        assert_eq!((mine.granted_by.as_deref(), mine.reason.as_deref()), (Some("Ratna Dewi"), Some(WHY)));
        assert_eq!(right(Permission::PaymentTake).grant, Grant::Yes);
        let roles = house.desk.ask(ListRoles {}).await.unwrap();
        assert_eq!((roles[0].users, roles[0].rules.len()), (1, 3));
        let off = EditRole {
            role: Some(role.id),
            version: None,
            name: "Kasir senior".to_owned(),
            base: Role::Receptionist,
            rules: Vec::new(),
            active: false,
            reason: WHY.to_owned(),
        };
        assert_eq!(code(house.desk.act_as(off, by_password()).await), "role.used");
    }

    async fn nobody_gives_what_they_do_not_have(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        let give = |permission| manager.act_as(grants(siti, permission, Effect::Allow), by_password());
        assert_eq!(code(give(Permission::DayReopen).await), "right.not_yours");
        assert!(give(Permission::DayClose).await.is_ok());
    }

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
        assert_eq!(code(siti.unlock(PIN).await), "pin.wrong");
        assert!(!user(&house.desk, "siti").await.has_pin);
        siti.act_as(ChangeOwnPin { new_pin: "739264".to_owned() }, by_password()).await.unwrap();
        assert!(siti.unlock("739264").await.is_ok());
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
        let enter = async |typed: Option<String>| {
            let (username, password) = ("ratna".to_owned(), PASSWORD.to_owned());
            house.desk.enter(&LogIn { username, password, code: typed, new_password: None }).await
        };
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
        let view = house.desk.ask(OpenClinic {}).await.unwrap();
        let mut policies = view.policies;
        policies.second_factor = SecondFactor::OwnerAndManager;
        let edit = EditClinic {
            version: None,
            name: view.name,
            address: view.address,
            phone: view.phone,
            timezone: view.timezone,
            language: view.language,
            policies,
        };
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

    async fn a_log_in_that_was_revoked_is_over(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let seats = house.desk.ask(ListSessions {}).await.unwrap();
        let hers = seats.iter().find(|seat| seat.username == "siti").unwrap();
        assert_eq!(hers.terminal, "Counter 1");
        let revoke = RevokeSession { session: hers.id, reason: WHY.to_owned() };
        assert_eq!(code(house.desk.act_as(revoke.clone(), approved()).await), "permission.password");
        house.desk.act_as(revoke, by_password()).await.unwrap();
        let today = OpenDay { day: siti.today() };
        assert_eq!(code(siti.ask(today.clone()).await), "login.over");
        let again = house.desk.login("siti", PASSWORD).await.unwrap().0;
        let here = house.desk.login("ratna", PASSWORD).await.unwrap().0;
        let all = RevokeAllOf { user: again.who().unwrap().account_id, reason: WHY.to_owned() };
        assert_eq!(house.desk.act_as(all, by_password()).await.unwrap(), 1);
        assert_eq!(code(again.ask(today.clone()).await), "login.over");
        let mine = RevokeAllOf { user: house.desk.who().unwrap().account_id, reason: WHY.to_owned() };
        house.desk.act_as(mine, by_password()).await.unwrap();
        assert!(house.desk.ask(today.clone()).await.is_ok());
        assert_eq!(code(here.ask(today).await), "login.over");
    }

    async fn the_last_use_of_a_log_in_is_known_to_the_minute(lab: &Lab) {
        let house = House::of(lab).await;
        let used = async |at| {
            house.clock.set(at);
            house.desk.ask(OpenDay { day: house.desk.today() }).await.unwrap();
            house.desk.ask(ListSessions {}).await.unwrap()[0].last_seen_at
        };
        let first = used(at(10, 1)).await;
        assert_eq!(first, at(10, 1));
        assert_eq!(used(loket::domain::time::Ts(at(10, 1).0 + 59_000_000)).await, first);
        assert_eq!(used(at(10, 2)).await, at(10, 2));
    }

    async fn a_therapist_sees_their_own_day_and_todays_patients(lab: &Lab) {
        let house = House::of(lab).await;
        let budi = house.patient("Budi Santoso", "0812-7000-1000").await;
        let cici = house.patient("Cici Amalia", "0812-7000-2000").await;
        let treatments = house.desk.roster().await.unwrap();
        // Two of the same treatment, each with somebody of their own.
        let treatment = treatments.treatments.iter().find(|row| treatments.can(row.id).len() > 1).unwrap();
        let [mine, other] = treatments.can(treatment.id)[..2] else { panic!("two who can") };
        let book = async |patient, staff, at| {
            house.desk.act(crate::clinic::booking(patient, treatment.id, Some(staff), at)).await.unwrap().id
        };
        let (hers, not_hers) = (book(budi, mine, at(14, 0)).await, book(cici, other, at(14, 0)).await);
        book(cici, mine, on(21, 14, 0)).await;
        for booking in [hers, not_hers] {
            house.desk.act(Arrive { booking, version: None }).await.unwrap();
        }
        let maya = colleague(lab, &house, "maya", Role::Therapist).await;
        let today = OpenDay { day: maya.today() };
        // Without a column of their own there is nothing to see.
        assert!(maya.ask(today.clone()).await.unwrap().is_empty());
        let row = user(&house.desk, "maya").await;
        let edit = EditUser {
            user: row.id,
            version: None,
            username: row.username,
            full_name: row.full_name,
            email: String::new(),
            phone: String::new(),
            language: None,
            staff: Some(mine),
        };
        house.desk.act_as(edit.clone(), by_password()).await.unwrap();
        // It is taken from nobody in passing.
        colleague(lab, &house, "lina", Role::Therapist).await;
        let other = user(&house.desk, "lina").await;
        let grab = EditUser { user: other.id, username: other.username, full_name: other.full_name, ..edit };
        assert_eq!(code(house.desk.act_as(grab, by_password()).await), "staff.seat_taken");
        let day = maya.ask(today).await.unwrap();
        assert_eq!(day.iter().map(|row| row.id).collect::<Vec<_>>(), [hers]);
        assert_eq!(day[0].patient, "Budi Santoso");
        assert_eq!(day[0].phone.as_deref(), Some("0812-••••-1000"));
        assert!(maya.ask(OpenVisit { booking: hers }).await.is_ok());
        assert_eq!(code(maya.ask(OpenVisit { booking: not_hers }).await), "booking.unknown");
        assert!(maya.ask(OpenPatient { patient: budi }).await.is_ok());
        // Tomorrow's patient is tomorrow's.
        assert_eq!(code(maya.ask(OpenPatient { patient: cici }).await), "patient.unknown");
        let queue = maya.ask(OpenQueue {}).await.unwrap();
        assert_eq!(queue.lines.iter().map(|line| line.ticket.patient.as_str()).collect::<Vec<_>>(), ["Budi Santoso"]);
        let counted = maya.ask(CountDays { from: maya.today(), to: maya.today() }).await.unwrap();
        assert_eq!(counted.iter().map(|day| day.bookings).sum::<i64>(), 1);
    }

    async fn lists_mask_what_is_not_for_every_eye(lab: &Lab) {
        let house = House::of(lab).await;
        let budi = house.patient("Budi Santoso", "0812-7000-1000").await;
        let booked = house.book(budi, &treatment_name(&house).await, None, at(14, 0)).await.unwrap();
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let found = siti.ask(FindPatients { text: "0812 7000 1000".to_owned() }).await.unwrap();
        assert_eq!(found[0].phone.as_deref(), Some("0812-••••-1000"));
        let card = siti.ask(OpenPatient { patient: budi }).await.unwrap();
        assert_eq!(card.phones[0].phone, "+6281270001000");
        let found = house.desk.ask(FindPatients { text: "budi".to_owned() }).await.unwrap();
        assert_eq!(found[0].phone.as_deref(), Some("+6281270001000"));
        let auditor = colleague(lab, &house, "audit", Role::Auditor).await;
        let day = auditor.ask(OpenDay { day: auditor.today() }).await.unwrap();
        assert_eq!((day[0].patient.as_str(), day[0].phone.as_deref()), ("B••• S•••", Some("0812-••••-1000")));
        let visit = auditor.ask(OpenVisit { booking: booked.id }).await.unwrap();
        assert!(visit.phones.is_empty() && visit.patient.name == "B••• S•••");
        // Neither by the bill, nor by the trail, nor by the past.
        let said = [
            serde_json::to_string(&auditor.ask(loket::desk::bill::OpenBill { booking: booked.id }).await.unwrap()),
            serde_json::to_string(&auditor.ask(loket::desk::trail::ListTrail::default()).await.unwrap()),
            serde_json::to_string(&auditor.ask(loket::desk::then::AsItWas { at: auditor.now(), day: None }).await.unwrap()),
        ];
        for said in said {
            let said = said.unwrap();
            assert!(!said.contains("Budi") && !said.contains("7000"), "{said}");
        }
    }

    async fn the_owner_is_told_what_looks_wrong(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        for _ in 0..12 {
            assert_eq!(code(siti.ask(ListUsers {}).await), "permission.denied");
        }
        assert_eq!(events(&house.desk, EventKind::Denied).await, 1);
        for _ in 0..5 {
            assert_eq!(code(siti.unlock("000000").await), "pin.wrong");
            assert_eq!(code(house.desk.login("siapa", "salah sekali").await), "login.failed");
        }
        assert_eq!(events(&house.desk, EventKind::PinPause).await, 1);
        let all = house.desk.ask(ListEvents {}).await.unwrap();
        let pause = all.iter().find(|event| event.kind == EventKind::LoginPause).unwrap();
        // A name nobody has is not written down: it may be a password.
        assert!(pause.account_id.is_none() && !pause.details.contains("siapa"));
        let settle = |event, note: &str| ResolveEvent { event, note: note.to_owned() };
        assert_eq!(code(house.desk.act(settle(pause.id, " ")).await), "text.empty");
        let done = house.desk.act(settle(pause.id, "jari tergelincir")).await.unwrap();
        assert_eq!((done.resolved_by.as_deref(), done.note.as_str()), (Some("Ratna Dewi"), "jari tergelincir"));
        assert_eq!(code(house.desk.act(settle(pause.id, "lagi")).await), "event.resolved");
        assert_eq!(house.desk.ask(ListEvents {}).await.unwrap().last().unwrap().id, pause.id);
    }

    async fn reading_every_patient_is_told(lab: &Lab) {
        let house = House::of(lab).await;
        let budi = house.patient("Budi Santoso", "0812-7000-1000").await;
        fifty_for_each(&house, 'a'..='m').await;
        let found = async |letters: &str| {
            house.desk.ask(FindPatients { text: letters.to_owned() }).await.unwrap()
        };
        // A dozen searches that find all a search shows, and one card opened again and again.
        for letter in 'a'..='l' {
            assert_eq!(found(&format!("Orang {letter}")).await.len(), 50);
        }
        for _ in 0..300 {
            house.desk.ask(OpenPatient { patient: budi }).await.unwrap();
        }
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 0);
        found("Orang m").await;
        found("Budi").await;
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 1);
        house.clock.set(at(11, 0));
        for letter in 'a'..='d' {
            for row in found(&format!("Orang {letter}")).await {
                house.desk.ask(OpenPatient { patient: row.id }).await.unwrap();
            }
        }
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 1);
        house.desk.ask(OpenPatient { patient: budi }).await.unwrap();
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 2);
    }

    async fn a_clock_that_was_set_back_is_told(lab: &Lab) {
        let house = House::of(lab).await;
        house.patient("Budi Santoso", "0812-7000-1000").await;
        house.clock.set(at(9, 0));
        house.patient("Cici Amalia", "0812-7000-2000").await;
        house.patient("Dedi Kurnia", "0812-7000-3000").await;
        assert_eq!(events(&house.desk, EventKind::ClockJump).await, 1);
    }
}

/// Fifty patients whose second name begins with each of the letters.
async fn fifty_for_each(house: &House, letters: impl Iterator<Item = char>) {
    let people = letters.flat_map(|letter| (0..50_u8).map(move |nth| (letter, nth)));
    let lines: Vec<String> = people
        .map(|(letter, nth)| {
            format!("Orang {letter}{}{},,", char::from(b'a' + nth / 8), char::from(b'a' + nth % 8))
        })
        .collect();
    let csv = format!("Nama,Alamat,Catatan\n{}\n", lines.join("\n"));
    let (file, progress) = ("pasien.csv".to_owned(), Progress::default());
    let import = ImportPatients { csv, file, skip_rejected: false, look_alikes: true, progress };
    assert_eq!(house.desk.act(import).await.unwrap().new, lines.len());
}

async fn treatment_name(house: &House) -> String {
    let roster = house.desk.roster().await.unwrap();
    roster.treatments.iter().find(|row| roster.can(row.id).len() > 1).unwrap().name.clone()
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
