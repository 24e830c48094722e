//! What one counter changes, the others hear.

use std::time::Duration;

use loket::desk::patient::{PatientForm, RegisterPatient};
use loket::desk::staff::SaveRoom;

use crate::clinic::House;
use crate::support::on_both;

on_both! {
    async fn another_counter_hears_of_it_within_a_second(lab: &Lab) {
        let house = House::of(lab).await;
        let other = house.another(lab, "Counter 2").await;
        other.listen();
        let mut heard = other.watch();
        heard.mark_unchanged();
        // The listener begins in its own task: what is written before it listens is heard by the next.
        for index in 0..100 {
            let form = PatientForm { name: format!("Orang {index}"), ..PatientForm::default() };
            house.desk.act(RegisterPatient { form, somebody_else: false }).await.unwrap();
            if tokio::time::timeout(Duration::from_secs(1), heard.changed()).await.is_ok() {
                return;
            }
        }
        panic!("never heard");
    }

    async fn a_new_room_reaches_the_roster_of_every_counter(lab: &Lab) {
        let house = House::of(lab).await;
        let other = house.another(lab, "Counter 2").await;
        other.listen();
        let mut heard = other.watch();
        let before = other.roster().await.unwrap().rooms.len();
        for index in 1..100 {
            let room = SaveRoom { room: None, version: None, name: format!("Ruang baru {index}"), active: true };
            house.desk.act(room).await.unwrap();
            if tokio::time::timeout(Duration::from_secs(1), heard.changed()).await.is_ok() {
                assert_eq!(other.roster().await.unwrap().rooms.len(), before + index);
                return;
            }
        }
        panic!("never heard");
    }
}
