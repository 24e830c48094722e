//! How a right is held, and until when: what one may give, and whom one may reach, are compared by it.

use super::Desk;
use super::rights::{Dated, FOREVER, Rights, Who};
use crate::domain::account::Role;
use crate::domain::permission::{Effect, Grant, Permission, Rule, grant};
use crate::domain::time::Ts;

/// Until when somebody holds a right; none: not at all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    /// Be it only with the PIN of a second person.
    pub(super) at_all: Option<Ts>,
    /// By themselves, be it after their own PIN or password. What is given is given as this: what takes two for oneself
    /// is nobody's to give.
    pub(super) alone: Option<Ts>,
}

impl Held {
    /// Whether whoever holds this has all that `other` is, and at least as long.
    pub(super) fn covers(self, other: Self) -> bool {
        self.at_all >= other.at_all && self.alone >= other.alone
    }

    fn or(self, other: Self) -> Self {
        Self { at_all: self.at_all.max(other.at_all), alone: self.alone.max(other.alone) }
    }
}

impl Rights {
    /// How they hold a right, or the same over the whole clinic.
    pub(super) fn held(&self, permission: Permission) -> Held {
        let own = self.held_but(permission, Ts(i64::MIN));
        let wide = Permission::ALL.iter().find(|wide| wide.own() == Some(permission));
        wide.map_or(own, |wide| own.or(self.held_but(*wide, Ts(i64::MIN))))
    }

    /// How they hold it once every denial that ends has ended.
    pub(super) fn held_in_time(&self, permission: Permission) -> Held {
        self.held_but(permission, FOREVER)
    }

    /// Denials that end before `last` are passed over.
    fn held_but(&self, permission: Permission, last: Ts) -> Held {
        let named = |effect| {
            let of = move |(rule, _): &&Dated| rule.permission == permission && rule.effect == effect;
            self.dated.iter().filter(of).map(|(_, until)| *until)
        };
        if named(Effect::Deny).any(|until| until >= last) {
            return Held { at_all: None, alone: None };
        }
        let allowed = named(Effect::Allow).max();
        match grant(self.role(), permission) {
            Grant::No => Held { at_all: allowed, alone: allowed },
            Grant::SecondPerson => Held { at_all: Some(FOREVER), alone: allowed },
            Grant::Yes | Grant::OwnPin | Grant::OwnPassword => {
                Held { at_all: Some(FOREVER), alone: Some(FOREVER) }
            }
        }
    }
}

impl Desk {
    /// Whether whoever is logged in may give this right to somebody.
    #[must_use]
    pub fn gives(&self, permission: Permission) -> bool {
        self.who().is_some_and(|who| who.held(permission).alone.is_some())
    }

    /// Whether they may for good: lifting what is denied gives it so.
    #[must_use]
    pub fn gives_for_good(&self, permission: Permission) -> bool {
        self.who().is_some_and(|who| who.held(permission).alone == Some(FOREVER))
    }

    /// Whether they may give this role: a fixed one, with what one of the clinic's own adds to it and takes away.
    #[must_use]
    pub fn gives_role(&self, base: Role, rules: &[Rule]) -> bool {
        let Some(who) = self.who() else { return false };
        let mut role = Rights::from_rules(base, &[]);
        role.dated = rules.iter().map(|rule| (*rule, FOREVER)).collect();
        let has = |permission: &Permission| who.held(*permission).covers(role.held_in_time(*permission));
        match who.role_now() {
            Role::Owner => true,
            mine => mine.manages(base) && Permission::ALL.iter().all(has),
        }
    }

    /// The right of theirs that ends first, where one ends within a day: one that was allowed beyond the role.
    #[must_use]
    pub fn ending(&self) -> Option<(Permission, Ts)> {
        let (rights, soon) = (self.who()?.rights(), self.now().plus_minutes(24 * 60));
        let allowed = rights.dated.iter().filter(|(rule, _)| rule.effect == Effect::Allow);
        // What somebody denied meanwhile is not theirs to lose.
        let held = allowed.filter(|(rule, _)| rights.held(rule.permission).at_all.is_some());
        let ends = held.filter(|(_, until)| *until <= soon).min_by_key(|(_, until)| *until);
        ends.map(|(rule, until)| (rule.permission, *until))
    }

    /// Whether they are above somebody in this role at all.
    #[must_use]
    pub fn manages(&self, role: Role) -> bool {
        self.who().is_some_and(|who| who.role_now().manages(role))
    }
}

impl Who {
    /// How this person holds a right.
    pub(super) fn held(&self, permission: Permission) -> Held {
        self.rights().held(permission)
    }
}
