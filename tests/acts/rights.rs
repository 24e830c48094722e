//! Users, roles and rights: who may change whom, and what holds when.

use loket::desk::Approval;
use loket::desk::booking::OpenDay;
use loket::desk::event::ListEvents;
use loket::desk::lost::ResetPassword;
use loket::desk::patient::FindPatients;
use loket::desk::report::ShowReport;
use loket::desk::right::{GiveGrant, RevokeGrant};
use loket::desk::role::{EditRole, ListRoles};
use loket::desk::user::{BlockUser, ListUsers, SetRole, ShowUser, UnblockUser, own_role};
use loket::domain::account::Role;
use loket::domain::event::EventKind;
use loket::domain::permission::{Effect, Grant, Permission, Rule};

use crate::clinic::{House, PASSWORD, PIN, approved, at, code};
use crate::people::{WHY, by_password, colleague, events, grants, hire, invite, role_of, user};
use crate::support::on_both;
use crate::trail::edit_role;

on_both! {
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

    async fn a_role_of_the_clinics_own_stays_on_its_base_and_is_named_where_it_is_told(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        let rule = |effect| Rule { permission: Permission::ReportSee, effect };
        let senior = edit_role(&house, None, &[rule(Effect::Allow)]).await;
        let give = |role| SetRole { custom_role: Some(senior), ..role_of(siti, role) };
        assert_eq!(code(house.desk.act_as(give(Role::Manager), by_password()).await), "role.base");
        house.desk.act_as(give(Role::Receptionist), by_password()).await.unwrap();
        house.desk.act_as(role_of(siti, Role::Receptionist), by_password()).await.unwrap();
        let told = house.desk.ask(ListEvents {}).await.unwrap();
        let told = told.iter().filter(|event| event.kind == EventKind::RoleChanged);
        let mut told: Vec<&str> = told.map(|event| event.details.as_str()).collect();
        told.sort_unstable();
        assert_eq!(told, ["from=own:Senior%201 to=receptionist", "from=receptionist to=own:Senior%201"]);
        assert_eq!(own_role("own:Senior%201").as_deref(), Some("Senior 1"));
        // What is allowed and denied at once is said, not settled in silence.
        let both = EditRole {
            role: None,
            version: None,
            name: "Kasir".to_owned(),
            base: Role::Receptionist,
            rules: vec![rule(Effect::Allow), rule(Effect::Deny)],
            active: true,
            reason: WHY.to_owned(),
        };
        assert_eq!(code(house.desk.act_as(both, by_password()).await), "role.both");
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

    async fn what_holds_is_not_given_twice(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = hire(lab, &house, "siti", Role::Receptionist).await;
        let give = |expires_at| GiveGrant { expires_at, ..grants(siti, Permission::ReportSee, Effect::Allow) };
        let first = house.desk.act_as(give(Some(at(11, 0))), by_password()).await.unwrap();
        assert_eq!(code(house.desk.act_as(give(None), by_password()).await), "right.given");
        // The other way round is another thing, and what is over or was taken back can be given anew.
        let deny = grants(siti, Permission::ReportSee, Effect::Deny);
        house.desk.act_as(deny, by_password()).await.unwrap();
        house.clock.set(at(11, 0));
        let second = house.desk.act_as(give(None), by_password()).await.unwrap();
        assert_ne!(first.id, second.id);
        let back = RevokeGrant { grant: second.id, reason: WHY.to_owned() };
        house.desk.act_as(back, by_password()).await.unwrap();
        house.desk.act_as(give(None), by_password()).await.unwrap();
        let two = futures::future::join_all((0..2).map(|_| {
            house.desk.act_as(grants(siti, Permission::DayReopen, Effect::Allow), by_password())
        }));
        assert_eq!(two.await.into_iter().flatten().count(), 1);
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
        let twice = EditRole { name: "KASIR SENIOR".to_owned(), ..role.clone() };
        let role = house.desk.act_as(role, by_password()).await.unwrap();
        assert_eq!(code(house.desk.act_as(twice, by_password()).await), "role.name_taken");
        // Whoever changes a role is not whom it is about.
        let told = house.desk.ask(ListEvents {}).await.unwrap();
        let told = told.iter().find(|event| event.kind == EventKind::RightChanged).unwrap();
        assert_eq!((told.account_id, told.actor_id), (None, house.desk.who().map(|who| who.account_id)));
        let set = SetRole { custom_role: Some(role.id), ..role_of(siti, Role::Receptionist) };
        let row = house.desk.act_as(set, by_password()).await.unwrap();
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
}
