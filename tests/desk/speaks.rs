//! Another language while something is open: all of it follows, and nothing is taken for changed.

use loket::desk::package::{SavePackage, SellPackage};
use loket::desk::staff::SaveStaff;
use loket::desk::{Approval, Asked};
use loket::domain::money::Money;
use loket::screens::access::{Access, Page};
use loket::screens::drawer::Drawer;
use loket::screens::staff::Staff;

use crate::drawer::{sari_has_it, sit};
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, PASSWORD};
use crate::till::{day, treated};

/// What is read on the screen, from line to line.
fn flat(screen: &str) -> String {
    screen.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ")
}

#[test]
fn a_form_that_changed_its_language_names_only_what_somebody_changed() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = sit(&clinic.owner, Staff::new()).await;
        stage.keys("e ' SpKK'").await;
        assert!(stage.screen().contains("mon-sat 8-17"), "{}", stage.screen());
        stage.keys("<F12>").await;
        let screen = stage.screen();
        assert!(screen.contains("sen-sab 8-17") && !screen.contains("mon-sat"), "{screen}");
        let maya = clinic.staff("dr. Maya").await;
        let roster = clinic.owner.roster().await.unwrap();
        let row = roster.staff(maya).unwrap();
        let save = SaveStaff {
            staff: Some(maya),
            version: None,
            name: row.name.clone(),
            title: "dokter kulit".into(),
            skills: row.skills.clone(),
            room: row.room_id,
            commission_bp: None,
            hours: roster.hours[&maya].clone(),
            treatments: None,
            active: true,
        };
        let asked = Asked { request: None, approval: Approval::own(PASSWORD) };
        clinic.owner.act_as(save, asked).await.unwrap();
        stage.keys("<ctrl-s>").await;
        let said = flat(&stage.screen());
        assert!(said.contains("Kini seperti di sana: Jabatan."), "{said}");
        stage.keys("<ctrl-s>").await;
        let roster = clinic.owner.roster().await.unwrap();
        assert_eq!(roster.staff(maya).unwrap().name, "dr. Maya SpKK", "{}", stage.screen());
    });
}

#[test]
fn rights_and_roles_in_an_open_form_are_said_in_the_other_language() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = sit(&clinic.owner, Access::new(Page::Roles)).await;
        stage.keys("a 'Kasir' Tab Tab 'close the day'").await;
        stage.keys("<F12>").await;
        let screen = stage.screen();
        assert!(screen.contains("‹resepsionis›") && screen.contains("menutup hari"), "{screen}");
        stage.keys("<F12>").await;
        let screen = stage.screen();
        assert!(screen.contains("‹receptionist›") && screen.contains("close the day"), "{screen}");
    });
}

#[test]
fn the_box_for_a_pin_says_its_sentence_in_the_other_language() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p Tab Tab D '60%' Enter 'langganan' Enter").await;
        let before = flat(&stage.screen());
        assert!(before.contains("This needs"), "{before}");
        stage.keys("<F12>").await;
        let screen = flat(&stage.screen());
        assert!(screen.contains("Perlu PIN") && !screen.contains("This needs"), "{screen}");
        // What was wrong with the first one too.
        stage.keys("<ctrl-u> 'rani' Enter '000000' Enter <F12>").await;
        let screen = flat(&stage.screen());
        assert!(screen.contains("The PIN is wrong.") && screen.contains("This needs"), "{screen}");
        assert!(!screen.contains("Perlu PIN"), "{screen}");
    });
}

#[test]
fn what_is_chosen_from_follows_the_language() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let save = SavePackage {
            package: None,
            version: None,
            name: "Laser 5x".to_owned(),
            treatment: clinic.treatment("Laser Acne").await,
            sessions: 5,
            price: Money(3_000_000),
            valid_days: Some(90),
            shareable: false,
            active: true,
        };
        let approval = Some(Approval { username: None, pin: OWNER_PIN.to_owned() });
        let package = clinic.owner.act_as(save, Asked { request: None, approval }).await.unwrap().id;
        clinic.desk.act(SellPackage { booking, version: None, package }).await.unwrap();
        let mut stage = day(&clinic).await;
        stage.keys("p Tab Tab P").await;
        let screen = stage.screen();
        assert!(screen.contains("Sell: Laser 5x") && screen.contains("5/5 until "), "{screen}");
        stage.keys("<F12>").await;
        let screen = stage.screen();
        assert!(screen.contains("Jual: Laser 5x") && screen.contains("5/5 sampai "), "{screen}");
        assert!(!screen.contains("Sell:") && !screen.contains("until"), "{screen}");
        // And is found by the words that are seen.
        stage.keys("'jual'").await;
        assert!(stage.screen().contains("Jual: Laser 5x"), "{}", stage.screen());
    });
}

#[test]
fn questions_and_reasons_follow_the_language() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("End x").await;
        assert!(stage.screen().contains("‹the patient›"), "{}", stage.screen());
        stage.keys("<F12>").await;
        let screen = stage.screen();
        assert!(screen.contains("Batalkan 13:30") && screen.contains("‹pasien›"), "{screen}");
        assert!(!screen.contains("Cancel 13:30"), "{screen}");
    });
}

#[test]
fn a_count_that_is_asked_about_is_asked_about_in_the_other_language() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys("C '5' <ctrl-s>").await;
        let before = flat(&stage.screen());
        stage.keys("<F12>").await;
        let after = flat(&stage.screen());
        assert!(before.contains("Rp500.000") && after.contains("Rp500.000"), "{after}");
        let sure = before.split("Rp500.000").nth(1).unwrap().split('?').next().unwrap();
        assert!(!after.contains(sure), "{sure}: {after}");
    });
}
