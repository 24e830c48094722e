//! What stands on the bill of a visit, and who did it: lines, discounts, shares.

use loket::desk::line::AddLine;
use loket::desk::package::{SavePackage, SellPackage};
use loket::desk::{Approval, Asked};
use loket::domain::id::PackageId;
use loket::domain::money::Money;
use loket::screens::payment::Payment;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, PASSWORD};
use crate::till::{bill, day, treated};

#[test]
fn the_bill_grows_and_shrinks() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p Tab Tab a").await;
        stage.keys("'Serum Vit C' Tab <ctrl-u> '2' Tab '125rb' Enter").await;
        assert_eq!(bill(&clinic, booking).await.total, Money(1_000_000), "{}", stage.screen());
        stage.keys("a Down 'totok' Enter Enter Enter").await;
        assert_eq!(bill(&clinic, booking).await.total, Money(1_120_000), "{}", stage.screen());
        // A treatment that was done takes somebody's PIN; what was only added goes, and a slip.
        stage.keys("a Down 'totok' Enter Enter Enter").await;
        stage.keys("G x 'salah' Enter").await;
        assert_eq!(bill(&clinic, booking).await.total, Money(1_120_000), "{}", stage.screen());
        clinic.now("10:30");
        stage.keys("G x 'salah' Enter").await;
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys(&format!("'owner' Enter '{OWNER_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("Taken off the bill") && screen.contains("2× Serum Vit C"), "{screen}");
        stage.keys("G x 'salah' Enter").await;
        assert_eq!(bill(&clinic, booking).await.total, Money(750_000), "{}", stage.screen());
    });
}

#[test]
fn a_discount_above_the_limit_asks_who_may() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p Tab Tab D '10%'").await;
        assert!(stage.screen().contains("−Rp75.000"), "{}", stage.screen());
        stage.keys("Enter Enter").await;
        assert_eq!(bill(&clinic, booking).await.due, Money(675_000), "within the limit: {}", stage.screen());
        stage.keys("D '50rb' Enter Enter").await;
        assert!(stage.screen().contains("×"), "a reason is needed: {}", stage.screen());
        stage.keys("'langganan' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("PIN needed"), "{screen}");
        // Her own PIN is not enough; the owner's is.
        stage.keys(&format!("'sari' Enter '{}' Enter", crate::support::clinic::SARI_PIN)).await;
        assert_eq!(bill(&clinic, booking).await.due, Money(675_000));
        stage.keys(&format!("'owner' Enter '{}' Enter", crate::support::clinic::OWNER_PIN)).await;
        assert_eq!(bill(&clinic, booking).await.due, Money(625_000), "{}", stage.screen());
        assert_eq!(stage.app.names(), ["day", "payment"]);
    });
}

#[test]
fn what_is_signed_stands_there_too_when_why_was_put_otherwise() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p Tab Tab D '60%' Enter 'langganan' Enter").await;
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys("BackTab ' lama' Enter <ctrl-u> 'rani' Enter '000000' Enter").await;
        let screen = stage.screen();
        for said in ["PIN needed", "Rp450.000", "The PIN is wrong", "langganan lama"] {
            assert!(screen.contains(said), "{said}: {screen}");
        }
    });
}

#[test]
fn what_else_can_be_done_is_one_key_away_and_said() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p").await;
        assert!(stage.screen().contains("Ctrl+O refund, tip, package"), "{}", stage.screen());
        stage.keys("<ctrl-o> +").await;
        assert_eq!(stage.app.names(), ["day", "payment", "deed"], "{}", stage.screen());
        assert!(stage.screen().contains("‹whoever treats›"), "{}", stage.screen());
        // From the form too, by its name.
        stage.keys("Esc Esc p <ctrl-p> 'write off' Enter").await;
        assert_eq!(stage.app.names(), ["day", "payment", "deed"], "{}", stage.screen());
    });
}

#[test]
fn enter_on_the_bill_goes_on_to_pay() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p <ctrl-o>").await;
        let screen = stage.screen();
        assert!(screen.contains("Enter pay ") && !screen.contains("take payment"), "{screen}");
        stage.keys("Enter").await;
        assert_eq!(
            bill(&clinic, booking).await.due,
            Money(750_000),
            "nothing is taken yet: {}",
            stage.screen()
        );
        stage.keys("'300rb' Enter").await;
        assert_eq!(bill(&clinic, booking).await.due, Money(450_000), "{}", stage.screen());
    });
}

#[test]
fn a_line_below_the_price_of_the_list_asks_who_may_and_why() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p <ctrl-o> a Down 'totok' Enter Enter <ctrl-u> '0' Enter").await;
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys(&format!("'teman lama' Enter 'owner' Enter '{OWNER_PIN}' Enter")).await;
        assert_eq!(bill(&clinic, booking).await.total, Money(750_000), "{}", stage.screen());
    });
}

#[test]
fn shares_are_typed_and_add_up() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p <ctrl-o> s <ctrl-a> Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("33,34 33,33 33,33") && screen.contains("1. "), "{screen}");
        stage.keys("<ctrl-u> '50 30' Enter").await;
        assert!(stage.screen().contains("must add up to"), "{}", stage.screen());
        stage.keys("<ctrl-u> '50 30 20' Enter").await;
        assert_eq!(stage.app.names(), ["day", "payment"], "{}", stage.screen());
        let line = bill(&clinic, booking).await.lines[0].id;
        let shares = clinic.desk.ask(loket::desk::share::LineShares { line }).await.unwrap();
        assert_eq!(shares.iter().map(|share| share.share_bp).collect::<Vec<_>>(), [5_000, 3_000, 2_000]);
        // Whoever looks again sees what was said.
        stage.keys("s").await;
        assert!(stage.screen().contains("30%"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert!(stage.screen().contains("[50 30 20"), "{}", stage.screen());
    });
}

#[test]
fn a_treatment_that_was_typed_is_the_treatment() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p Tab Tab a 'totok' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Totok Wajah") && screen.contains("[120.000"), "the only one: {screen}");
        stage.keys("Enter Enter").await;
        let added = bill(&clinic, booking).await.lines.pop().unwrap();
        assert!(added.treatment_id.is_some() && added.amount == Money(120_000), "{added:?}");
        // Of several one is chosen.
        stage.keys("a 'facial' Enter").await;
        let screen = stage.screen();
        assert_eq!(stage.app.names().last(), Some(&"pick"), "{screen}");
        assert!(screen.contains("Facial Basic") && screen.contains("Facial Premium"), "{screen}");
        stage.keys("Down Enter Enter Enter").await;
        assert_eq!(bill(&clinic, booking).await.lines.len(), 3, "{}", stage.screen());
        // Whoever wants none of them writes on, and what nobody treats with is no treatment.
        stage.keys("a 'facial' Enter Esc Enter <ctrl-u> '1' Enter '10rb' Enter").await;
        let free = bill(&clinic, booking).await.lines.pop().unwrap();
        assert_eq!((free.treatment_id, free.amount), (None, Money(10_000)), "{}", stage.screen());
        stage.keys("a 'Serum' Enter Enter '25rb' Enter").await;
        let free = bill(&clinic, booking).await.lines.pop().unwrap();
        assert_eq!((free.description.as_str(), free.treatment_id), ("Serum", None), "{}", stage.screen());
        // Saved from the first field it is the treatment as well.
        stage.keys("a 'totok' <ctrl-s>").await;
        let added = bill(&clinic, booking).await.lines.pop().unwrap();
        assert!(added.treatment_id.is_some(), "{}", stage.screen());
    });
}

/// Three lasers together, to be shared.
async fn lasers(clinic: &Clinic) -> PackageId {
    let save = SavePackage {
        package: None,
        version: None,
        name: "Laser 3x".to_owned(),
        treatment: clinic.treatment("Laser Acne").await,
        sessions: 3,
        price: Money(1_800_000),
        valid_days: None,
        shareable: true,
        active: true,
    };
    let approval = Some(Approval { username: None, pin: OWNER_PIN.to_owned() });
    let saved = clinic.owner.act_as(save, Asked { request: None, approval }).await.unwrap();
    saved.id
}

#[test]
fn a_session_that_makes_a_discount_too_large_asks_who_may() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let package = lasers(&clinic).await;
        let booking = treated(&clinic).await;
        clinic.desk.act(SellPackage { booking, version: None, package }).await.unwrap();
        let mut stage = crate::till::sit(&clinic, Payment::for_booking(booking)).await;
        stage.keys("<ctrl-o> a").await;
        stage.keys("'Serum Vit C' Tab Tab '750rb' Enter").await;
        // A tenth of both: alone. Of what is left beside the session it is a fifth.
        stage.keys("D '150rb' Enter Enter").await;
        stage.keys("P Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("PIN needed") && screen.contains("Rp150.000"), "{screen}");
        stage.keys(&format!("'keluarga' Enter 'owner' Enter '{OWNER_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(bill(&clinic, booking).await.payments.len() == 1, "{screen}");
    });
}

#[test]
fn whose_package_it_is_stands_beside_it() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let package = lasers(&clinic).await;
        let visits = [("Bagas", "09:00"), ("Citra", "11:00")];
        for (patient, time) in visits {
            let booking = crate::drawer::treated(&clinic, patient, time).await;
            if patient == "Bagas" {
                clinic.desk.act(SellPackage { booking, version: None, package }).await.unwrap();
            }
        }
        // Of the child's own it is not said.
        for (visit, said) in [("Bagas", false), ("Citra", true)] {
            let booking = clinic.booking_of(visit).await;
            let mut stage = crate::till::sit(&clinic, Payment::for_booking(booking)).await;
            let screen = stage.screen().replace("│", " ");
            let told: String = screen.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(told.contains("Has Laser 3x"), "{screen}");
            assert_eq!(told.contains("of Bagas"), said, "{screen}");
            stage.keys("<ctrl-o> P").await;
            let screen = stage.screen();
            let row = screen.lines().find(|line| line.contains("Laser 3x") && !line.contains("Sell"));
            assert_eq!(row.is_some_and(|row| row.contains("of Bagas")), said, "{screen}");
        }
    });
}

#[test]
fn whose_drawer_the_money_goes_into_is_said() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        crate::drawer::sari_has_it(&clinic).await;
        let booking = treated(&clinic).await;
        let manager = clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        for (desk, said) in [(clinic.desk.clone(), false), (manager, true)] {
            let mut stage = crate::drawer::sit(&desk, Payment::for_booking(booking)).await;
            let screen = stage.screen();
            assert_eq!(screen.contains("Goes into Sari Wulandari's drawer."), said, "{screen}");
        }
    });
}

#[test]
fn a_bill_with_nothing_to_pay_is_a_bill() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        clinic.pay(booking, 750_000).await;
        let mut stage = crate::till::sit(&clinic, Payment::for_booking(booking)).await;
        let screen = stage.screen();
        assert!(screen.contains("▌Laser Acne"), "the bill has the keyboard: {screen}");
        for key in ["o", "r", "F"] {
            stage.keys(key).await;
            let screen = stage.screen();
            assert!(screen.contains("Choose the payment it is about"), "{key}: {screen}");
        }
        stage.keys("G r").await;
        assert!(stage.app.names().contains(&"receipt"), "{}", stage.screen());
    });
}

/// Whatever stands on a bill, a phone shows what it comes to, what is to pay, and that there is more.
#[test]
fn a_long_bill_on_a_phone_keeps_its_sums_in_sight() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        for nth in 1..=14 {
            let line = AddLine {
                booking,
                version: None,
                treatment: None,
                staff: None,
                description: format!("Serum {nth}"),
                quantity: None,
                price: Some(Money(10_000)),
                reason: String::new(),
            };
            clinic.desk.act(line).await.unwrap();
        }
        let mut stage = clinic.stage(Payment::for_booking(booking), (40, 20)).await;
        let screen = stage.screen();
        for part in ["Total", "Rp890.000", "To pay", "… 13 more lines"] {
            assert!(screen.contains(part), "{part}: {screen}");
        }
        stage.keys("<ctrl-o> G").await;
        let screen = stage.screen();
        for part in ["Total", "Rp890.000", "To pay", "Serum 14"] {
            assert!(screen.contains(part), "{part}: {screen}");
        }
        insta::assert_snapshot!("bill_long", looks(&mut stage).await);
    });
}
