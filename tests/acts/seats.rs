//! Log-ins: ended from elsewhere, and when they were used last.

use loket::desk::booking::OpenDay;
use loket::desk::session::{ListSessions, RevokeAllOf, RevokeSession};
use loket::domain::account::Role;

use crate::clinic::{House, PASSWORD, approved, at, code};
use crate::people::{WHY, by_password, colleague};
use crate::support::on_both;

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
