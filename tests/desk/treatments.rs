//! The price list and the rooms.

use loket::app::testing::Stage;
use loket::desk::treatment::{ListTreatments, SaveTreatment, TreatmentView};
use loket::domain::bill::TaxMode;
use loket::domain::money::Money;
use loket::screens::FRONT;
use loket::screens::treatments::Treatments;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::Clinic;

async fn prices(clinic: &Clinic) -> Stage {
    let mut stage = Stage::new(FRONT, clinic.owner.clone(), Treatments::new(), (80, 24));
    stage.settle().await;
    stage
}

async fn treatment(clinic: &Clinic, name: &str) -> TreatmentView {
    let list = clinic.owner.ask(ListTreatments {}).await.unwrap();
    list.into_iter().find(|one| one.treatment.name == name).unwrap()
}

#[test]
fn a_treatment_is_added_with_its_price_as_it_is_said() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = prices(&clinic).await;
        insta::assert_snapshot!("treatments", looks(&mut stage).await);
        stage.keys("a 'Meso Glow' Enter 'Wajah' Enter '1:15' Enter '1,25jt' Enter '250rb' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("1 h 15 min") && screen.contains("Rp1.250.000"), "{screen}");
        stage.keys("<ctrl-u> 'm' Enter 'room 1' Enter 'rina; tono'").await;
        insta::assert_snapshot!("treatment_form", looks(&mut stage).await);
        stage.keys("<ctrl-s>").await;
        assert_eq!(stage.app.names(), ["treatments"], "{}", stage.screen());
        let meso = treatment(&clinic, "Meso Glow").await;
        let row = &meso.treatment;
        assert_eq!((row.minutes, row.price, row.deposit), (75, Money(1_250_000), Money(250_000)));
        assert_eq!((row.queue_prefix.as_str(), meso.staff.len()), ("M", 2));
        // Saved again as it is read, nothing changes.
        assert!(stage.screen().contains("▌Meso Glow"), "what was saved has the cursor: {}", stage.screen());
        stage.keys("e <ctrl-s>").await;
        assert_eq!(stage.app.names(), ["treatments"], "{}", stage.screen());
        let again = treatment(&clinic, "Meso Glow").await;
        assert_eq!((again.treatment.price, again.staff), (row.price, meso.staff));
    });
}

#[test]
fn an_amount_that_could_be_two_and_a_time_that_is_none_are_refused() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = prices(&clinic).await;
        stage.keys("a 'Meso' Tab Tab '10' Tab '150,000' <ctrl-s>").await;
        let screen = stage.screen();
        assert!(screen.contains("It takes 15 to 480 minutes"), "{screen}");
        assert!(screen.contains("could be two amounts"), "{screen}");
        assert!(screen.contains("150,000") && screen.contains("Meso"), "{screen}");
        stage.keys("<ctrl-u> '15' Tab <ctrl-u> '150rb' Tab Tab <ctrl-u> '12' <ctrl-s>").await;
        assert!(
            stage.screen().contains("A queue prefix") || stage.screen().contains("prefix"),
            "{}",
            stage.screen()
        );
    });
}

#[test]
fn what_somebody_else_changed_is_not_written_over() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = prices(&clinic).await;
        stage.keys("e Tab Tab Tab <ctrl-u> '175rb'").await;
        let old = treatment(&clinic, "Konsultasi dr.").await.treatment;
        let save = SaveTreatment {
            treatment: Some(old.id),
            version: Some(old.version),
            name: old.name.clone(),
            category: "Dokter".into(),
            minutes: 40,
            price: old.price,
            deposit: old.deposit,
            tax_mode: TaxMode::None,
            tax_bp: 0,
            queue_prefix: old.queue_prefix.clone(),
            room: old.room_id,
            staff: None,
            active: true,
        };
        let first = clinic.owner.act(save).await.unwrap();
        stage.keys("<ctrl-s>").await;
        let screen = stage.screen();
        assert!(screen.contains("changed this"), "{screen}");
        assert!(screen.contains("175rb") && screen.contains("40 minutes"), "{screen}");
        stage.keys("<ctrl-s>").await;
        let now = treatment(&clinic, &first.name).await.treatment;
        assert_eq!((now.minutes, now.price), (40, Money(175_000)));
    });
}

#[test]
fn a_room_is_added_and_put_out_of_use() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = prices(&clinic).await;
        stage.keys(", o a 'Ruang Laser' Enter").await;
        assert_eq!(stage.app.names(), ["treatments", "rooms"], "{}", stage.screen());
        insta::assert_snapshot!("rooms", looks(&mut stage).await);
        stage.keys("a 'ruang laser' Enter").await;
        assert!(stage.screen().contains("There is a room of this name already."), "{}", stage.screen());
        stage.keys("<ctrl-u> 'Ruang Facial' Enter").await;
        assert!(stage.screen().contains("▌Ruang Facial"), "{}", stage.screen());
        stage.keys("e Enter Right Enter").await;
        let rooms = clinic.owner.roster().await.unwrap().rooms.clone();
        let facial = rooms.iter().find(|room| room.name == "Ruang Facial").unwrap();
        assert!(!facial.active);
    });
}

#[test]
fn a_treatment_nobody_gives_says_so() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = prices(&clinic).await;
        stage.keys("a 'Meso Glow' Tab Tab '60' Tab '1jt' <ctrl-s>").await;
        assert_eq!(stage.app.names(), ["treatments"], "{}", stage.screen());
        assert!(
            stage.screen().contains("Nobody gives Meso Glow yet: it cannot be booked."),
            "{}",
            stage.screen()
        );
    });
}

#[test]
fn the_price_list_is_searched() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let first = loket::screens::treatments::Treatments::new();
        let mut stage = clinic.stage(first, (80, 24)).await;
        stage.keys("/ 'facial' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Facial Basic") && !screen.contains("Laser Acne"), "{screen}");
        stage.keys("Down Enter Esc / <ctrl-u> Enter").await;
        assert!(stage.screen().contains("Laser Acne"), "{}", stage.screen());
    });
}
