//! Invitations: who is invited, until when, and by whom.

use loket::desk::Asked;
use loket::desk::invite::{CancelInvitation, ListInvitations, SendInvitation};
use loket::desk::user::BlockUser;
use loket::domain::account::{InvitationState, Role};
use loket::domain::id::RequestId;
use uuid::Uuid;

use crate::clinic::{House, PASSWORD, code, on};
use crate::people::{WHY, acceptance, by_password, colleague, invite, user, written};
use crate::support::on_both;

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
}
