//! Nobody reaches through somebody else what they may not do themselves.

use loket::desk::Desk;
use loket::desk::account::LogIn;
use loket::desk::factor::RemoveFactor;
use loket::desk::invite::{Acceptance, InviteUser};
use loket::desk::lost::{ResetPassword, ResetPin};
use loket::desk::patient::FindPatients;
use loket::desk::right::{GiveGrant, RevokeGrant};
use loket::desk::role::{EditRole, ListRoles};
use loket::desk::user::{BlockUser, EditUser, SetRole, ShowUser};
use loket::domain::account::Role;
use loket::domain::id::{AccountId, RoleId};
use loket::domain::permission::{Effect, Grant, Permission, Rule};

use crate::clinic::{House, at, code};
use crate::people::{by_password, colleague, hire};
use crate::support::on_both;

const WHY: &str = "pindah tugas";

fn grants(user: AccountId, permission: Permission, effect: Effect) -> GiveGrant {
    GiveGrant { user, permission, effect, expires_at: None, reason: WHY.to_owned() }
}

fn role_of(user: AccountId, custom_role: Option<RoleId>) -> SetRole {
    SetRole { user, version: None, role: Role::Receptionist, custom_role, reason: WHY.to_owned() }
}

fn edited(role: Option<RoleId>, rules: &[(Permission, Effect)]) -> EditRole {
    let rule =
        |(permission, effect): &(Permission, Effect)| Rule { permission: *permission, effect: *effect };
    EditRole {
        role,
        version: None,
        name: "Kasir senior".to_owned(),
        base: Role::Receptionist,
        rules: rules.iter().map(rule).collect(),
        active: true,
        reason: WHY.to_owned(),
    }
}

fn invite(custom_role: Option<RoleId>) -> InviteUser {
    InviteUser {
        full_name: "Dewi Lestari".to_owned(),
        email: String::new(),
        phone: String::new(),
        language: None,
        role: Role::Receptionist,
        custom_role,
        staff: None,
    }
}

/// Everything that would open somebody's door, or shut it, done by this desk.
async fn takeovers(desk: &Desk, user: AccountId) -> Vec<&'static str> {
    let reason = || WHY.to_owned();
    let edit = EditUser {
        user,
        version: None,
        username: "siti2".to_owned(),
        full_name: "Siti".to_owned(),
        email: String::new(),
        phone: String::new(),
        language: None,
        staff: None,
    };
    vec![
        code(desk.act_as(ResetPassword { user, reason: reason() }, by_password()).await),
        code(desk.act_as(ResetPin { user, reason: reason() }, by_password()).await),
        code(desk.act_as(RemoveFactor { user, reason: reason() }, by_password()).await),
        code(desk.act_as(edit, by_password()).await),
        code(desk.act_as(BlockUser { user, reason: reason() }, by_password()).await),
        code(desk.act_as(role_of(user, None), by_password()).await),
        code(desk.act_as(grants(user, Permission::DayClose, Effect::Deny), by_password()).await),
    ]
}

on_both! {
    async fn whoever_s_name_begins_as_it_was_typed_comes_first(lab: &Lab) {
        let house = House::of(lab).await;
        let names = ["Indah Yulianto", "Yulia Sikumbang", "Siti Gunawan Rahma", "Siti Rahma Dewi", "Siti Rahma", "Anang Siti"];
        for (nth, name) in names.iter().enumerate() {
            house.patient(name, &format!("08120000000{nth}")).await;
        }
        for nth in 0..60 {
            house.patient(&format!("Ayu Siti {}", char::from(b'a' + nth % 26)), &format!("0813000000{nth:02}")).await;
        }
        let found = async |text: &str| {
            let found = house.desk.ask(FindPatients { text: text.to_owned() }).await.unwrap();
            found.into_iter().map(|row| row.name).collect::<Vec<_>>()
        };
        assert_eq!(found("yulia").await, ["Yulia Sikumbang", "Indah Yulianto"]);
        assert_eq!(found("siti rahma").await, ["Siti Rahma", "Siti Rahma Dewi", "Siti Gunawan Rahma"]);
        assert_eq!(found("siti").await[..3], ["Siti Gunawan Rahma", "Siti Rahma", "Siti Rahma Dewi"]);
        assert_eq!(found("siti rah d").await, ["Siti Rahma Dewi"]);
    }

    async fn a_manager_takes_nobody_over_who_may_more(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let (siti, sari) = (hire(lab, &house, "siti", Role::Receptionist).await, hire(lab, &house, "sari", Role::Receptionist).await);
        let by_owner = grants(siti, Permission::DayReopen, Effect::Allow);
        let given = house.desk.act_as(by_owner, by_password()).await.unwrap();
        let role = edited(None, &[(Permission::DayReopen, Effect::Allow)]);
        let role = house.desk.act_as(role, by_password()).await.unwrap().id;
        house.desk.act_as(role_of(sari, Some(role)), by_password()).await.unwrap();
        for user in [siti, sari] {
            assert_eq!(takeovers(&manager, user).await, ["user.has_more"; 7]);
        }
        // Nor somebody whose right is only held back for a while.
        let mut pause = grants(siti, Permission::DayReopen, Effect::Deny);
        pause.expires_at = Some(at(11, 0));
        house.desk.act_as(pause, by_password()).await.unwrap();
        let reset = ResetPassword { user: siti, reason: WHY.to_owned() };
        assert_eq!(code(manager.act_as(reset.clone(), by_password()).await), "user.has_more");
        // Without it they are a receptionist like any other. The owner manages everybody all the while.
        house.desk.act_as(RevokeGrant { grant: given.id, reason: WHY.to_owned() }, by_password()).await.unwrap();
        assert!(manager.act_as(reset, by_password()).await.is_ok());
        let sari = ResetPassword { user: sari, reason: WHY.to_owned() };
        assert!(house.desk.act_as(sari, by_password()).await.is_ok());
    }

    async fn whoever_has_a_right_for_a_time_takes_over_nobody_who_keeps_it(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        let until = |user, until| GiveGrant { expires_at: until, ..grants(user, Permission::DayReopen, Effect::Allow) };
        let hendra = manager.who().unwrap().account_id;
        let short = house.desk.act_as(until(hendra, Some(at(12, 0))), by_password()).await.unwrap();
        house.desk.act_as(until(siti, Some(at(13, 0))), by_password()).await.unwrap();
        let reset = ResetPin { user: siti, reason: WHY.to_owned() };
        assert_eq!(code(manager.act_as(reset.clone(), by_password()).await), "user.has_more");
        let back = RevokeGrant { grant: short.id, reason: WHY.to_owned() };
        house.desk.act_as(back, by_password()).await.unwrap();
        house.desk.act_as(until(hendra, Some(at(13, 0))), by_password()).await.unwrap();
        assert!(manager.act_as(reset, by_password()).await.is_ok());
    }

    async fn nobody_gives_a_right_for_longer_than_they_have_it(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let (siti, sari) = (hire(lab, &house, "siti", Role::Receptionist).await, hire(lab, &house, "sari", Role::Receptionist).await);
        let mut mine = grants(manager.who().unwrap().account_id, Permission::DayReopen, Effect::Allow);
        mine.expires_at = Some(at(12, 0));
        house.desk.act_as(mine, by_password()).await.unwrap();
        for (wished, given) in [(Some(at(11, 0)), at(11, 0)), (None, at(12, 0)), (Some(at(13, 0)), at(12, 0))] {
            let give = GiveGrant { expires_at: wished, ..grants(siti, Permission::DayReopen, Effect::Allow) };
            let row = manager.act_as(give, by_password()).await.unwrap();
            assert_eq!(row.expires_at, Some(given));
            house.desk.act_as(RevokeGrant { grant: row.id, reason: WHY.to_owned() }, by_password()).await.unwrap();
        }
        // What the role gives has no end.
        let close = grants(siti, Permission::DayClose, Effect::Allow);
        assert_eq!(manager.act_as(close, by_password()).await.unwrap().expires_at, None);
        // Nor is it given for good by a role, or by lifting what denies it.
        let role = edited(None, &[(Permission::DayReopen, Effect::Allow)]);
        let role = house.desk.act_as(role, by_password()).await.unwrap().id;
        assert_eq!(code(manager.act_as(role_of(sari, Some(role)), by_password()).await), "right.not_yours");
        let denied = grants(sari, Permission::DayReopen, Effect::Deny);
        let denied = house.desk.act_as(denied, by_password()).await.unwrap().id;
        let lift = RevokeGrant { grant: denied, reason: WHY.to_owned() };
        assert_eq!(code(manager.act_as(lift, by_password()).await), "right.not_yours");
    }

    async fn what_takes_two_for_oneself_is_nobodys_to_give_or_to_reach_through_others(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let hendra = manager.who().unwrap().account_id;
        let (siti, sari) = (hire(lab, &house, "siti", Role::Receptionist).await, hire(lab, &house, "sari", Role::Receptionist).await);
        let large = |user| grants(user, Permission::PaymentRefundBeyond, Effect::Allow);
        assert_eq!(code(manager.act_as(large(siti), by_password()).await), "right.not_yours");
        // Nor whoever has it of the owner, nor a role that brings it along, nor an invitation into one.
        house.desk.act_as(large(siti), by_password()).await.unwrap();
        assert_eq!(takeovers(&manager, siti).await, ["user.has_more"; 7]);
        let wide = edited(None, &[(Permission::PaymentRefundBeyond, Effect::Allow)]);
        let wide = house.desk.act_as(wide, by_password()).await.unwrap().id;
        assert_eq!(code(manager.act_as(role_of(sari, Some(wide)), by_password()).await), "right.not_yours");
        assert_eq!(code(manager.act_as(invite(Some(wide)), by_password()).await), "right.not_yours");
        // Lifting the denial over what somebody was given is giving it.
        house.desk.act_as(large(sari), by_password()).await.unwrap();
        let denied = grants(sari, Permission::PaymentRefundBeyond, Effect::Deny);
        let denied = house.desk.act_as(denied, by_password()).await.unwrap().id;
        let lift = RevokeGrant { grant: denied, reason: WHY.to_owned() };
        assert_eq!(code(manager.act_as(lift, by_password()).await), "right.not_yours");
        // What others need him for as the second person is as far below him as ever.
        let small = grants(sari, Permission::PaymentRefund, Effect::Allow);
        assert!(manager.act_as(small, by_password()).await.is_ok());
        // With the owner's own word he has it himself, and so it is his.
        house.desk.act_as(large(hendra), by_password()).await.unwrap();
        let reset = ResetPassword { user: siti, reason: WHY.to_owned() };
        assert!(manager.act_as(reset, by_password()).await.is_ok());
        assert!(manager.act_as(role_of(sari, Some(wide)), by_password()).await.is_ok());
    }

    async fn an_invitation_into_what_takes_the_inviter_two_lets_nobody_in(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let role = house.desk.act_as(edited(None, &[]), by_password()).await.unwrap().id;
        let invited = manager.act_as(invite(Some(role)), by_password()).await.unwrap();
        let wider = edited(Some(role), &[(Permission::PaymentRefundBeyond, Effect::Allow)]);
        house.desk.act_as(wider, by_password()).await.unwrap();
        let (username, password) = ("dewi".to_owned(), "hujan turun pelan".to_owned());
        let typed = Acceptance { code: invited.code, username, password, pin: "739264".to_owned() };
        assert_eq!(code(house.desk.accept(&typed).await), "invitation.unknown");
    }

    async fn an_invitation_lets_in_no_further_than_whoever_invited_may_then(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let hendra = manager.who().unwrap().account_id;
        let wide = edited(None, &[(Permission::DayReopen, Effect::Allow)]);
        let wide = house.desk.act_as(wide, by_password()).await.unwrap().id;
        assert_eq!(code(manager.act_as(invite(Some(wide)), by_password()).await), "right.not_yours");
        // The role became wider, and whoever invited became less.
        let mut narrow = edited(None, &[(Permission::DayClose, Effect::Allow)]);
        "Kasir malam".clone_into(&mut narrow.name);
        let narrow = house.desk.act_as(narrow, by_password()).await.unwrap().id;
        let accepted = async |code: String, username: &str| {
            let (username, password) = (username.to_owned(), "hujan turun pelan".to_owned());
            let typed = Acceptance { code, username, password, pin: "739264".to_owned() };
            house.desk.accept(&typed).await
        };
        let invited = manager.act_as(invite(Some(narrow)), by_password()).await.unwrap();
        let mut wider = edited(Some(narrow), &[(Permission::DayClose, Effect::Allow), (Permission::DayReopen, Effect::Allow)]);
        "Kasir malam".clone_into(&mut wider.name);
        house.desk.act_as(wider, by_password()).await.unwrap();
        assert_eq!(code(accepted(invited.code, "dewi").await), "invitation.unknown");
        let invited = manager.act_as(invite(None), by_password()).await.unwrap();
        let less = grants(hendra, Permission::AccountEdit, Effect::Deny);
        let less = house.desk.act_as(less, by_password()).await.unwrap().id;
        assert_eq!(code(accepted(invited.code.clone(), "dewi").await), "invitation.unknown");
        let lift = RevokeGrant { grant: less, reason: WHY.to_owned() };
        house.desk.act_as(lift, by_password()).await.unwrap();
        assert!(accepted(invited.code, "dewi").await.is_ok());
    }

    async fn what_is_denied_is_lifted_only_by_who_has_it(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let hendra = manager.who().unwrap().account_id;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        let role = edited(None, &[(Permission::PaymentRefund, Effect::Deny)]);
        let role = house.desk.act_as(role, by_password()).await.unwrap().id;
        house.desk.act_as(role_of(siti, Some(role)), by_password()).await.unwrap();
        house.desk.act_as(grants(hendra, Permission::RoleEdit, Effect::Allow), by_password()).await.unwrap();
        house.desk.act_as(grants(hendra, Permission::PaymentRefund, Effect::Deny), by_password()).await.unwrap();
        assert_eq!(code(manager.act_as(edited(Some(role), &[]), by_password()).await), "right.not_yours");
        assert_eq!(code(manager.act_as(role_of(siti, None), by_password()).await), "right.not_yours");
        // With more denied besides it is nobody's loss.
        let more = edited(Some(role), &[(Permission::PaymentRefund, Effect::Deny), (Permission::DayClose, Effect::Deny)]);
        assert!(manager.act_as(more, by_password()).await.is_ok());
    }

    async fn a_denial_nobody_here_can_read_denies_all_it_might_mean(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        let role = house.desk.act_as(edited(None, &[]), by_password()).await.unwrap().id;
        house.desk.act_as(role_of(siti, Some(role)), by_password()).await.unwrap();
        let unheard = loket::store::role::RolePermissionRow {
            role_id: role,
            permission: "patient:unheard:clinic".to_owned(),
            effect: Effect::Deny,
        };
        let mut tx = lab.db.begin().await.unwrap();
        loket::store::role::add(tx.on(), house.desk.clinic().id, &unheard).await.unwrap();
        tx.commit().await.unwrap();
        let typed = LogIn { username: "siti".to_owned(), password: crate::clinic::PASSWORD.to_owned(), ..LogIn::default() };
        let desk = house.desk.enter(&typed).await.unwrap().0;
        let find = FindPatients { text: "ayu".to_owned() };
        assert_eq!(code(desk.ask(find.clone()).await), "permission.denied");
        assert_eq!(desk.may(Permission::DaySee), Grant::Yes);
        let view = house.desk.ask(ShowUser { user: siti }).await.unwrap();
        let right = view.rights.iter().find(|right| right.permission == Permission::PatientFind).unwrap();
        assert_eq!((right.grant, right.conflict, right.rules.len()), (Grant::No, true, 1));
        // Saving the role over it does not take it away.
        house.desk.act_as(edited(Some(role), &[(Permission::DayClose, Effect::Allow)]), by_password()).await.unwrap();
        assert_eq!(house.desk.ask(ListRoles {}).await.unwrap()[0].rules.len(), 1);
        assert_eq!(code(desk.ask(find).await), "permission.denied");
    }
}
