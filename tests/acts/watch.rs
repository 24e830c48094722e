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
        // The first is heard too, whether the listener has begun or not, and so is the one after a pause.
        for index in 0..3 {
            let form = PatientForm { name: format!("Orang {index}"), ..PatientForm::default() };
            house.desk.act(RegisterPatient { form, somebody_else: false }).await.unwrap();
            tokio::time::timeout(Duration::from_secs(1), heard.changed()).await.expect("it is heard").unwrap();
        }
    }

    async fn a_new_room_reaches_the_roster_of_every_counter(lab: &Lab) {
        let house = House::of(lab).await;
        let other = house.another(lab, "Counter 2").await;
        other.listen();
        let mut heard = other.watch();
        let before = other.roster().await.unwrap().rooms.len();
        let room = SaveRoom { room: None, version: None, name: "Ruang baru".to_owned(), active: true };
        house.desk.act(room).await.unwrap();
        tokio::time::timeout(Duration::from_secs(1), heard.changed()).await.expect("it is heard").unwrap();
        assert_eq!(other.roster().await.unwrap().rooms.len(), before + 1);
    }

    async fn a_change_just_before_ones_own_is_not_lost(lab: &Lab) {
        let house = House::of(lab).await;
        let other = house.another(lab, "Counter 2").await;
        let before = house.desk.roster().await.unwrap().rooms.len();
        let room = SaveRoom { room: None, version: None, name: "Ruang baru".to_owned(), active: true };
        other.act(room).await.unwrap();
        let form = PatientForm { name: "Siti".to_owned(), ..PatientForm::default() };
        house.desk.act(RegisterPatient { form, somebody_else: false }).await.unwrap();
        let mut heard = house.desk.watch();
        house.desk.listen();
        tokio::time::timeout(Duration::from_secs(5), heard.changed()).await.unwrap().unwrap();
        assert_eq!(house.desk.roster().await.unwrap().rooms.len(), before + 1);
    }
}
