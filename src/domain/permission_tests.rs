use proptest::prelude::*;

use super::*;

#[test]
fn nobody_but_the_owner_and_the_manager_changes_the_price_list() {
    for role in Role::ALL {
        let may = grant(*role, Permission::TreatmentEdit) != Grant::No;
        assert_eq!(may, matches!(role, Role::Owner | Role::Manager), "{role}");
    }
}

#[test]
fn what_sets_a_rule_aside_is_never_just_so() {
    use Permission as P;
    for role in Role::ALL {
        for permission in [
            P::BookingOverride,
            P::PaymentTakeBeyond,
            P::PaymentRefund,
            P::PaymentRefundBeyond,
            P::PaymentVoid,
            P::PaymentVoidOther,
            P::PaymentWriteOff,
            P::DayReopen,
        ] {
            assert_ne!(grant(*role, permission), Grant::Yes, "{role} {permission}");
        }
    }
}

#[test]
fn whoever_counts_at_the_counter_never_sees_what_should_be_there() {
    assert_eq!(grant(Role::Receptionist, Permission::DrawerExpected), Grant::No);
    assert_eq!(grant(Role::Receptionist, Permission::ReportSee), Grant::No);
}

#[test]
fn a_therapist_takes_no_money_and_finds_no_patients() {
    assert_eq!(grant(Role::Therapist, Permission::PaymentTake), Grant::No);
    assert_eq!(grant(Role::Therapist, Permission::PatientFind), Grant::No);
}

#[test]
fn health_notes_are_read_by_who_leads_and_who_treats() {
    use Grant::{No, Yes};
    let all = |permission| Role::ALL.iter().map(|role| grant(*role, permission)).collect::<Vec<_>>();
    assert_eq!(Role::ALL, [Role::Owner, Role::Manager, Role::Receptionist, Role::Therapist, Role::Auditor]);
    assert_eq!(all(Permission::HealthNoteRead), [Yes, Yes, No, No, No]);
    assert_eq!(all(Permission::HealthNoteReadOwn), [No, No, No, Yes, No]);
    assert_eq!(all(Permission::HealthNoteAdd), [Yes, Yes, Yes, No, No]);
    assert_eq!(all(Permission::HealthNoteStrike), [Yes, Yes, No, No, No]);
    assert!(Permission::HealthNoteRead.looks() && Permission::HealthNoteReadOwn.looks());
    assert!(!Permission::HealthNoteAdd.looks() && !Permission::HealthNoteStrike.looks());
}

#[test]
fn a_therapist_has_only_what_is_their_own() {
    for wide in Permission::ALL {
        if let Some(own) = wide.own() {
            assert_eq!(grant(Role::Therapist, *wide), Grant::No, "{wide}");
            assert_eq!(grant(Role::Therapist, own), Grant::Yes, "{own}");
        }
    }
}

#[test]
fn whoever_can_be_given_the_users_needs_their_password_still() {
    let rule = Rule { permission: Permission::AccountEdit, effect: Effect::Allow };
    assert_eq!(effective(Role::Receptionist, &[rule], rule.permission), Grant::OwnPassword);
}

#[test]
fn a_look_that_was_given_is_taken_just_so() {
    for permission in [Permission::TrailSee, Permission::PatientPhone, Permission::AccountSee] {
        let rule = Rule { permission, effect: Effect::Allow };
        assert_eq!(effective(Role::Receptionist, &[rule], permission), Grant::Yes, "{permission}");
    }
    let rule = Rule { permission: Permission::ReportSee, effect: Effect::Allow };
    assert_eq!(effective(Role::Receptionist, &[rule], rule.permission), Grant::OwnPin);
}

#[test]
fn a_denial_that_nobody_can_read_takes_all_it_might_mean() {
    assert_eq!(Rule::stored("drawer:unheard:clinic", Effect::Allow), []);
    let drawer = Rule::stored("drawer:unheard:clinic", Effect::Deny);
    assert_eq!(effective(Role::Owner, &drawer, Permission::DrawerOpen), Grant::No);
    assert_eq!(effective(Role::Owner, &drawer, Permission::DaySee), Grant::Yes);
    for word in ["unheard:of:clinic", "", "drawer"] {
        let rules = Rule::stored(word, Effect::Deny);
        assert_eq!(effective(Role::Owner, &rules, Permission::DrawerOpen), Grant::No, "{word}");
    }
}

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let permission = prop::sample::select(Permission::ALL);
    let effect = prop::sample::select(Effect::ALL);
    prop::collection::vec((permission, effect), 0..12)
        .prop_map(|rules| rules.into_iter().map(|(permission, effect)| Rule { permission, effect }).collect())
}

proptest! {
    #[test]
    fn a_deny_never_adds_a_right(
        mut rules in rules(),
        role in prop::sample::select(Role::ALL),
        denied in prop::sample::select(Permission::ALL),
    ) {
        let before: Vec<Grant> = Permission::ALL.iter().map(|p| effective(role, &rules, *p)).collect();
        rules.push(Rule { permission: denied, effect: Effect::Deny });
        for (permission, before) in Permission::ALL.iter().zip(before) {
            let after = effective(role, &rules, *permission);
            let wanted = if *permission == denied { Grant::No } else { before };
            prop_assert_eq!(after, wanted, "{}", permission);
        }
    }

    #[test]
    fn what_changes_something_is_never_just_so_beyond_the_role(
        rules in rules(),
        role in prop::sample::select(Role::ALL),
    ) {
        for permission in Permission::ALL.iter().filter(|one| !one.looks() || one.sealed()) {
            let may = effective(role, &rules, *permission);
            prop_assert!(may != Grant::Yes || grant(role, *permission) == Grant::Yes, "{permission}");
        }
    }
}
