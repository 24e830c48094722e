//! Who takes somebody who is here now, where it is all the same to them, and what is said where nobody can.

use loket::desk::estimate::EstimateWait;
use loket::desk::visit::{CancelBooking, FinishVisit, StartVisit, UndoVisit};
use loket::domain::id::BookingId;
use loket::domain::time::Ts;

use crate::clinic::{House, at};
use crate::queue::walk_in;
use crate::support::on_both;

impl House {
    /// Somebody walks in for this.
    async fn comes(&self, nth: u32, treatment: &str) -> BookingId {
        let treatment = self.treatment(treatment).await;
        let who = walk_in(&format!("Tamu {nth}"), &format!("08120000060{nth}"), Some(treatment));
        self.desk.act(who).await.unwrap().booking.unwrap()
    }

    /// Begins with whoever is free, and answers with who that is.
    async fn begins(&self, booking: BookingId) -> String {
        self.desk.act(start(booking)).await.unwrap().staff_name
    }

    async fn holds(&self, nth: u32, treatment: &str, staff: &str, from: Ts) -> BookingId {
        let patient = self.patient(&format!("Pasien {nth}"), &format!("08120000070{nth}")).await;
        self.book(patient, treatment, Some(staff), from).await.unwrap().id
    }
}

fn start(booking: BookingId) -> StartVisit {
    StartVisit { booking, version: None, staff: None, alerts_seen: true, override_reason: None }
}

on_both! {
    async fn whoever_has_least_to_do_that_day_takes_who_walks_in(lab: &Lab) {
        let house = House::of(lab).await;
        let walk = house.comes(1, "Facial Premium").await;
        for (nth, busy, free) in [(1, "Rina", "Ayu Larasati"), (2, "Ayu", "Rina Wulandari")] {
            let held = house.holds(nth, "Facial Premium", busy, at(14, 0)).await;
            assert_eq!(house.begins(walk).await, free);
            house.desk.act(UndoVisit { booking: walk, version: None }).await.unwrap();
            let cancel = CancelBooking {
                booking: held, version: None, by: None, reason: "sakit".to_owned(), deposit: None,
            };
            house.desk.act(cancel).await.unwrap();
        }
        // Two short ones are less than a long one.
        house.holds(3, "Facial Basic", "Rina", at(14, 0)).await;
        house.holds(4, "Facial Basic", "Ayu", at(14, 0)).await;
        house.holds(5, "Facial Basic", "Ayu", at(15, 0)).await;
        house.holds(6, "Facial Premium", "Rina", at(15, 0)).await;
        assert_eq!(house.begins(walk).await, "Ayu Larasati");
    }

    async fn of_two_alike_who_was_free_longest_takes_who_walks_in(lab: &Lab) {
        let house = House::of(lab).await;
        let first = house.holds(1, "Facial Basic", "Rina", at(10, 0)).await;
        let second = house.holds(2, "Facial Basic", "Ayu", at(10, 0)).await;
        for booking in [first, second] {
            house.desk.act(start(booking)).await.unwrap();
        }
        for (minute, booking) in [(35, second), (40, first)] {
            house.clock.set(at(10, minute));
            house.desk.act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();
        }
        house.clock.set(at(10, 50));
        let walk = house.comes(1, "Facial Premium").await;
        assert_eq!(house.begins(walk).await, "Ayu Larasati");
    }

    async fn where_nobody_is_free_it_is_said_who_is_next_and_when(lab: &Lab) {
        let house = House::of(lab).await;
        for (nth, treatment, staff) in [(1, "Facial Premium", "Rina"), (2, "Facial Basic", "Ayu")] {
            let booking = house.holds(nth, treatment, staff, at(10, 0)).await;
            house.desk.act(start(booking)).await.unwrap();
        }
        house.clock.set(at(10, 20));
        let walk = house.comes(1, "Facial Premium").await;
        let said = async || {
            let refused = house.desk.act(start(walk)).await.unwrap_err();
            let refusal = refused.refusal().unwrap();
            let facts = serde_json::Value::Object(refusal.details_json());
            (refusal.code, facts["staff"].as_str().map(str::to_owned), facts["at"].as_str().map(str::to_owned))
        };
        let next = |who: &str, at: &str| ("booking.free_next", Some(who.to_owned()), Some(format!("2026-11-20T{at}")));
        assert_eq!(said().await, next("Ayu Larasati", "10:45"));
        // Somebody comes to her then.
        house.holds(3, "Facial Basic", "Ayu", at(10, 45)).await;
        assert_eq!(said().await, next("Rina Wulandari", "11:00"));
    }

    async fn the_estimate_knows_who_is_booked_later(lab: &Lab) {
        let house = House::of(lab).await;
        // Nobody but Rina does it, in an hour.
        let peeling = house.treatment("Chemical Peeling").await;
        let minutes = house.desk.roster().await.unwrap().treatment(peeling).unwrap().minutes;
        let wait = async || {
            house.desk.ask(EstimateWait { treatment: Some(peeling), staff: None }).await.unwrap().minutes
        };
        assert_eq!(wait().await, Some(0));
        house.holds(1, "Facial Basic", "Rina", at(10, 20)).await;
        assert!(minutes > 20);
        assert_eq!(wait().await, Some(65), "she is free now, but not for long enough");
        // Long after the time nobody came, she is free.
        house.clock.set(at(11, 0));
        assert_eq!(wait().await, Some(0));
    }
}
