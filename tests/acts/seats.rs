//! Log-ins: ended from elsewhere, and when they were used last.

use loket::desk::account::LogIn;
use loket::desk::booking::{CountDays, OpenDay};
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
use crate::people::{
    WHY, acceptance, by_password, colleague, events, grants, hire, invite, role_of, user, written,
};
use crate::support::policies::edited;
use crate::support::{Lab, on_both};

on_both! {
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
}
