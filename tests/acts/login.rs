//! Who comes in, and who does not.

use loket::desk::Approval;
use loket::desk::booking::OpenDay;
use loket::domain::permission::Permission;
use loket::domain::time::Ts;

use crate::clinic::{House, PASSWORD, PIN, at, code};
use crate::support::on_both;

on_both! {
    async fn a_wrong_password_and_an_unknown_name_say_the_same(lab: &Lab) {
        let house = House::of(lab).await;
        assert_eq!(code(house.desk.login("ratna", "salah").await.map(|_| ())), "login.failed");
        assert_eq!(code(house.desk.login("nobody", PASSWORD).await.map(|_| ())), "login.failed");
        assert_eq!(code(house.desk.login("", "").await.map(|_| ())), "login.failed");
    }

    async fn five_wrong_tries_pause_every_counter(lab: &Lab) {
        let house = House::of(lab).await;
        let other = house.another(lab, "Counter 2").await;
        for _ in 0..5 {
            assert_eq!(code(house.desk.login("ratna", "salah").await.map(|_| ())), "login.failed");
        }
        assert_eq!(code(other.login("ratna", PASSWORD).await.map(|_| ())), "login.locked");
        house.clock.set(at(10, 1));
        assert!(other.login("ratna", PASSWORD).await.is_ok());
    }

    async fn five_wrong_pins_pause_every_counter(lab: &Lab) {
        let house = House::of(lab).await;
        let other = house.another(lab, "Counter 2").await.login("ratna", PASSWORD).await.unwrap().0;
        for _ in 0..5 {
            assert_eq!(code(house.desk.unlock("000000").await), "pin.wrong");
        }
        assert_eq!(code(other.unlock(PIN).await), "pin.locked");
        house.clock.set(at(10, 14));
        assert_eq!(code(other.unlock(PIN).await), "pin.locked");
        house.clock.set(at(10, 16));
        assert!(other.unlock(PIN).await.is_ok());
    }

    async fn what_cannot_be_a_pin_is_no_try_of_one(lab: &Lab) {
        let house = House::of(lab).await;
        for typed in ["kopi susu gula aren", "12345", "1234567", "12345a", ""] {
            for _ in 0..3 {
                let asked = Approval { username: Some("siti".to_owned()), pin: typed.to_owned() };
                assert_eq!(code(house.desk.prove(&asked, Permission::ReportSee).await.map(|_| ())), "pin.form", "{typed}");
            }
        }
        for _ in 0..3 {
            let own = Approval { username: None, pin: "12345".to_owned() };
            assert_eq!(code(house.desk.prove(&own, Permission::ReportSee).await.map(|_| ())), "pin.form");
        }
        let wrong = Approval { username: Some("siti".to_owned()), pin: "000000".to_owned() };
        assert_eq!(code(house.desk.prove(&wrong, Permission::ReportSee).await.map(|_| ())), "pin.wrong", "no pause");
    }

    async fn a_session_ends_and_is_over(lab: &Lab) {
        let house = House::of(lab).await;
        let (desk, token) = house.desk.login("RATNA ", PASSWORD).await.unwrap();
        assert!(house.desk.resume(&token).await.is_ok());
        let nobody = desk.logout().await.unwrap();
        assert_eq!(code(house.desk.resume(&token).await.map(|_| ())), "login.over");
        assert_eq!(code(nobody.ask(OpenDay { day: desk.today() }).await.map(|_| ())), "login.over");
    }

    async fn a_token_nobody_uses_for_half_an_hour_opens_nothing(lab: &Lab) {
        let house = House::of(lab).await;
        let (_, token) = house.desk.login("ratna", PASSWORD).await.unwrap();
        // A script that works steadily goes on.
        for (hour, minute) in [(10, 29), (10, 58), (11, 27)] {
            house.clock.set(at(hour, minute));
            let script = house.desk.resume(&token).await.unwrap();
            script.ask(OpenDay { day: script.today() }).await.unwrap();
        }
        house.clock.set(at(11, 57));
        assert_eq!(code(house.desk.resume(&token).await.map(|_| ())), "login.over");
    }

    async fn a_log_in_is_over_when_its_time_is(lab: &Lab) {
        let house = House::of(lab).await;
        house.desk.listen();
        let today = OpenDay { day: house.desk.today() };
        let end = at(22, 0);
        house.clock.set(Ts(end.0 - 10_000_000));
        assert!(house.desk.ask(today.clone()).await.is_ok());
        house.clock.set(Ts(end.0 + 10_000_000));
        assert_eq!(code(house.desk.ask(today).await.map(|_| ())), "login.over");
    }

    async fn a_clock_set_back_looks_again_whether_the_log_in_holds(lab: &Lab) {
        let house = House::of(lab).await;
        house.desk.listen();
        let today = OpenDay { day: house.desk.today() };
        assert!(house.desk.ask(today.clone()).await.is_ok());
        // Without a row of the trail nobody is told of it.
        let mut tx = lab.db.begin().await.unwrap();
        let session = house.desk.who().unwrap().session_id;
        loket::store::account::end_session(tx.on(), house.desk.clinic().id, session, at(10, 0)).await.unwrap();
        tx.commit().await.unwrap();
        house.clock.set(at(8, 0));
        assert_eq!(code(house.desk.ask(today).await.map(|_| ())), "login.over");
    }

    async fn the_pin_opens_what_was_locked(lab: &Lab) {
        let house = House::of(lab).await;
        assert!(house.desk.unlock(PIN).await.is_ok());
        assert_eq!(code(house.desk.unlock("000000").await), "pin.wrong");
    }
}
