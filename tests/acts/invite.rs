//! Invitations: who is invited, until when, and by whom.

use loket::desk::Asked;
use loket::desk::event::ListEvents;
use loket::desk::invite::{CancelInvitation, InviteUser, ListInvitations, SendInvitation};
use loket::desk::user::{BlockUser, EditUser, UnblockUser};
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
        let another = InviteUser { email: String::new(), ..invite(Role::Therapist) };
        let second = house.desk.act_as(another, by_password()).await.unwrap();
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

    async fn two_are_not_invited_by_one_address(lab: &Lab) {
        let house = House::of(lab).await;
        let first = house.desk.act_as(invite(Role::Receptionist), by_password()).await.unwrap();
        let of = |email: &str| InviteUser { email: email.to_owned(), ..invite(Role::Therapist) };
        for email in ["dewi@example.com", "DEWI@Example.COM"] {
            let refused = code(house.desk.act_as(of(email), by_password()).await);
            assert_eq!(refused, "invitation.email_taken", "{email}");
        }
        // Nobody comes by an invitation that ended, or that was taken back.
        let cancel = CancelInvitation { invitation: first.id, reason: WHY.to_owned() };
        house.desk.act_as(cancel, by_password()).await.unwrap();
        house.desk.act_as(of("Dewi@example.com"), by_password()).await.unwrap();
        house.clock.set(on(28, 10, 0));
        let (owner, _) = house.desk.login("ratna", PASSWORD).await.unwrap();
        let third = owner.act_as(of("dewi@example.com"), by_password()).await.unwrap();
        owner.nobodys().accept(&acceptance(&third.code)).await.unwrap();
        assert_eq!(code(owner.act_as(of("DEWI@example.com"), by_password()).await), "account.email_taken");
    }

    async fn nobody_takes_the_address_of_an_open_invitation(lab: &Lab) {
        let house = House::of(lab).await;
        colleague(lab, &house, "hendra", Role::Manager).await;
        let row = user(&house.desk, "hendra").await;
        let invited = house.desk.act_as(invite(Role::Receptionist), by_password()).await.unwrap();
        let edit = |email: &str| EditUser {
            user: row.id,
            version: None,
            username: row.username.clone(),
            full_name: row.full_name.clone(),
            email: email.to_owned(),
            phone: String::new(),
            language: None,
            staff: None,
        };
        for email in ["dewi@example.com", "DEWI@Example.COM"] {
            let refused = house.desk.act_as(edit(email), by_password()).await.unwrap_err();
            let refusal = refused.refusal().unwrap();
            assert_eq!((refusal.code, refusal.field), ("invitation.email_taken", Some("email")), "{email}");
        }
        house.desk.act_as(edit("hendra@example.com"), by_password()).await.unwrap();
        let cancel = CancelInvitation { invitation: invited.id, reason: WHY.to_owned() };
        house.desk.act_as(cancel, by_password()).await.unwrap();
        house.desk.act_as(edit("dewi@example.com"), by_password()).await.unwrap();
        // One's own address stays, whatever else is changed.
        house.desk.act_as(EditUser { phone: "0812-1".to_owned() + "111-2222", ..edit("dewi@example.com") }, by_password()).await.unwrap();
    }

    async fn who_becomes_owner_by_invitation_or_is_kept_out_as_one_is_told(lab: &Lab) {
        let house = House::of(lab).await;
        let told = async || {
            let events = house.desk.ask(ListEvents {}).await.unwrap();
            let told = events.into_iter().rev();
            told.map(|event| format!("{} {}", event.kind, event.details).trim().to_owned()).collect::<Vec<_>>()
        };
        let desk = InviteUser { email: String::new(), ..invite(Role::Receptionist) };
        let invited = house.desk.act_as(desk, by_password()).await.unwrap();
        house.desk.nobodys().accept(&acceptance(&invited.code)).await.unwrap();
        assert!(told().await.is_empty());
        let invited = house.desk.act_as(invite(Role::Owner), by_password()).await.unwrap();
        let mut typed = acceptance(&invited.code);
        "lestari".clone_into(&mut typed.username);
        "hujan turun pelan sekali".clone_into(&mut typed.password);
        house.desk.nobodys().accept(&typed).await.unwrap();
        let lestari = user(&house.desk, "lestari").await.id;
        let reason = || WHY.to_owned();
        house.desk.act_as(BlockUser { user: lestari, reason: reason() }, by_password()).await.unwrap();
        house.desk.act_as(UnblockUser { user: lestari, reason: reason() }, by_password()).await.unwrap();
        let dewi = user(&house.desk, "dewi").await.id;
        house.desk.act_as(BlockUser { user: dewi, reason: reason() }, by_password()).await.unwrap();
        assert_eq!(told().await, ["role_changed to=owner", "owner_blocked", "owner_unblocked"]);
    }
}
