//! Who logs in, and in which role.

use super::time::Ts;
use super::word::words;

words! {
    /// What somebody is in the clinic (reliability.md §2.4). The role says what one may do.
    pub enum Role {
        Owner = "owner",
        Manager = "manager",
        Receptionist = "receptionist",
        Therapist = "therapist",
        Auditor = "auditor",
    }
}

impl Role {
    /// Whether somebody in this role may make, change or block users in the role `other` at all. The owner everybody;
    /// everybody else, who was given the right to, only those who neither lead nor control.
    #[must_use]
    pub const fn manages(self, other: Self) -> bool {
        matches!(self, Self::Owner) || matches!(other, Self::Receptionist | Self::Therapist)
    }

    /// Whether a password in this role has to be a long one.
    #[must_use]
    pub const fn leads(self) -> bool {
        matches!(self, Self::Owner | Self::Manager)
    }
}

words! {
    /// Where an invitation stands. That it expired is never stored: it is so when its time is over.
    pub enum InvitationState {
        Pending = "pending",
        /// Its code was handed over.
        Sent = "sent",
        Accepted = "accepted",
        Expired = "expired",
        Cancelled = "cancelled",
    }
}

impl InvitationState {
    /// What `stored` is at `now`, when its time ends at `until`.
    #[must_use]
    pub fn at(self, until: Ts, now: Ts) -> Self {
        match self {
            Self::Pending | Self::Sent if until <= now => Self::Expired,
            stored => stored,
        }
    }

    /// Whether it can still be accepted.
    #[must_use]
    pub const fn open(self) -> bool {
        matches!(self, Self::Pending | Self::Sent)
    }
}

words! {
    /// Who has to have a second factor.
    pub enum SecondFactor {
        Off = "off",
        Owner = "owner",
        OwnerAndManager = "owner_manager",
    }
}

impl SecondFactor {
    /// Whether somebody in this role has to.
    #[must_use]
    pub const fn needed_by(self, role: Role) -> bool {
        match self {
            Self::Off => false,
            Self::Owner => matches!(role, Role::Owner),
            Self::OwnerAndManager => role.leads(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_owner_makes_those_who_lead_or_control() {
        for role in Role::ALL {
            assert!(Role::Owner.manages(*role));
            let small = matches!(role, Role::Receptionist | Role::Therapist);
            assert_eq!(Role::Manager.manages(*role), small, "{role}");
        }
    }

    #[test]
    fn an_invitation_expires_unless_it_is_through() {
        let (before, after) = (Ts(9), Ts(10));
        assert_eq!(InvitationState::Sent.at(Ts(10), before), InvitationState::Sent);
        assert_eq!(InvitationState::Pending.at(Ts(10), after), InvitationState::Expired);
        assert_eq!(InvitationState::Accepted.at(Ts(10), after), InvitationState::Accepted);
        assert_eq!(InvitationState::Cancelled.at(Ts(10), after), InvitationState::Cancelled);
    }
}
