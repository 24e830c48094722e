//! Who treats is told apart by name: on the day, in the queue and wherever somebody is picked.

use loket::desk::acts::find;
use serde_json::{Value, json};

use crate::clinic::{House, code};
use crate::support::on_both;

on_both! {
    async fn no_two_of_the_staff_are_called_the_same(lab: &Lab) {
        let house = House::of(lab).await;
        let save = async |input: Value| {
            let done = (find("save_staff").unwrap().call)(house.desk.clone(), input, crate::clinic::approved()).await;
            done.map(|row| row["id"].clone())
        };
        let tuti = save(json!({"name": "Tuti Lestari"})).await.unwrap();
        for name in ["Tuti Lestari", "tuti lestari", " TUTI  LESTARI "] {
            assert_eq!(code(save(json!({"name": name})).await), "staff.name_taken", "{name}");
        }
        // Their own name, in other letters.
        save(json!({"staff": tuti, "name": "TUTI Lestari"})).await.unwrap();
        // Whoever is gone leaves their name to somebody else, and comes back under another.
        save(json!({"staff": tuti, "name": "Tuti Lestari", "active": false})).await.unwrap();
        save(json!({"name": "Tuti Lestari"})).await.unwrap();
        let back = save(json!({"staff": tuti, "name": "Tuti Lestari", "active": true})).await;
        assert_eq!(code(back), "staff.name_taken");
        save(json!({"staff": tuti, "name": "Tuti L.", "active": true})).await.unwrap();
    }
}
