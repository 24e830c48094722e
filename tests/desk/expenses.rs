//! What the clinic spends: written down at the counter, taken back, and due again.

use chrono::NaiveDate;
use loket::app::testing::Stage;
use loket::desk::Asked;
use loket::desk::expense::{Expenses, ListCategories, ListExpenses, WriteExpense};
use loket::desk::recurring::SaveRecurring;
use loket::domain::expense::PaidFrom;
use loket::domain::money::Money;
use loket::screens::FRONT;
use loket::screens::day::Day;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, SARI_PIN};

async fn spent(clinic: &Clinic) -> Expenses {
    let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
    let (from, to) = (day("2026-11-01"), day("2026-11-30"));
    clinic.owner.ask(ListExpenses { from, to, text: String::new(), category: None }).await.unwrap()
}

async fn place(clinic: &Clinic) -> Stage {
    let mut stage = Stage::new(FRONT, clinic.desk.clone(), Day::new(clinic.desk.today()), (80, 24));
    stage.settle().await;
    stage.keys("7").await;
    stage
}

/// A month in which something was spent.
async fn month(clinic: &Clinic) {
    let categories = clinic.owner.ask(ListCategories {}).await.unwrap();
    let id = |name: &str| categories.iter().find(|row| row.name == name).unwrap().id;
    for (day, category, what, amount, paid_from) in [
        (17, "Marketing", "Iklan IG", 300_000, PaidFrom::Bank),
        (18, "Gaji", "Lembur Tono", 250_000, PaidFrom::Owner),
        (19, "Bahan Baku", "Serum Vit C 12 btl", 1_080_000, PaidFrom::Bank),
        (20, "Transportasi", "Gojek ambil serum", 45_000, PaidFrom::Drawer),
    ] {
        let write = WriteExpense {
            date: NaiveDate::from_ymd_opt(2026, 11, day),
            category: id(category),
            amount: Money(amount),
            description: what.to_owned(),
            reference: String::new(),
            paid_from,
            recurring: None,
        };
        clinic.owner.act_as(write, Asked::default()).await.unwrap();
    }
    let rent = SaveRecurring {
        recurring: None,
        version: None,
        category: id("Utilitas"),
        amount: Money(385_000),
        description: "Internet".to_owned(),
        paid_from: PaidFrom::Bank,
        day_of_month: 20,
        active: true,
    };
    clinic.owner.act(rent).await.unwrap();
}

#[test]
fn the_month_with_what_is_due_on_top() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = place(&clinic).await;
        assert!(stage.screen().contains("Nothing was spent"), "{}", stage.screen());
        month(&clinic).await;
        stage.keys("<F5>").await;
        insta::assert_snapshot!("expenses", looks(&mut stage).await);
        stage.keys("/ 'serum' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Rp1.125.000") && !screen.contains("Iklan"), "{screen}");
        assert!(!screen.contains("Internet"), "what is due was not searched for: {screen}");
        stage.keys("/ <ctrl-u> '45rb' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Gojek ambil serum") && !screen.contains("Serum Vit C"), "{screen}");
        stage.resize((40, 20));
        assert!(stage.screen().contains("· 45k · \"45rb\""), "the sum is whole: {}", stage.screen());
        stage.resize((80, 24));
        stage.keys("[").await;
        assert!(stage.screen().contains("October 2026"), "{}", stage.screen());
        stage.keys(", e").await;
        insta::assert_snapshot!("recurring", looks(&mut stage).await);
    });
}

#[test]
fn the_receptionist_writes_an_expense_with_her_pin() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = place(&clinic).await;
        stage.keys("a 'galon 2x' Tab '2x22rb'").await;
        insta::assert_snapshot!("expense_form", looks(&mut stage).await);
        stage.keys("Tab 'operas' Enter Enter Enter").await;
        let screen = stage.screen();
        assert!(
            screen.contains("PIN needed") && screen.matches("Rp44.000: ").count() == 1,
            "what is signed: {screen}"
        );
        assert!(screen.contains("Enter sign") && !screen.contains("Enter save"), "{screen}");
        stage.keys(&format!("'{SARI_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("Take Rp44.000 out of the drawer"), "{screen}");
        let told = spent(&clinic).await;
        assert_eq!(
            (told.rows[0].description.as_str(), told.rows[0].category.as_str()),
            ("galon 2x", "Operasional")
        );
        assert_eq!((told.total, told.rows[0].paid_from), (Money(44_000), PaidFrom::Drawer));
        // And takes it back.
        stage.keys("x 'salah hitung' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("PIN needed") && screen.matches("Rp44.000: ").count() == 1, "{screen}");
        // Leaving the question loses nothing of why it is, nor what was made of that beside the PIN.
        stage.keys("Esc x").await;
        assert!(stage.screen().contains("salah hitung"), "{}", stage.screen());
        stage.keys("Enter").await;
        stage.keys(&format!("'{SARI_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("Put the cash back") && screen.contains("(void)"), "{screen}");
        assert_eq!(spent(&clinic).await.total, Money(0));
    });
}

#[test]
fn what_is_wrong_is_said_at_its_field() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = place(&clinic).await;
        stage.keys("a 'x' Tab '1.50' Tab 'tidak ada' <ctrl-s>").await;
        let screen = stage.screen();
        assert!(screen.contains("1.50") && screen.contains("tidak ada"), "{screen}");
        stage.keys("<ctrl-u> '9jt' Tab <ctrl-u> 'gaji' <ctrl-s>").await;
        stage.keys(&format!("'{SARI_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("much cash cannot be in this drawer") && screen.contains("9jt"), "{screen}");
    });
}

#[test]
fn what_is_due_is_written_down_and_gone() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        month(&clinic).await;
        let mut stage = place(&clinic).await;
        stage.keys("gg Enter").await;
        assert!(stage.screen().contains("Write down what is due"), "{}", stage.screen());
        stage.keys(&format!("<ctrl-s> '{SARI_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("Written down: Internet"), "{screen}");
        assert!(!screen.contains("due:"), "{screen}");
        stage.keys(", e").await;
        assert!(stage.screen().contains("Sun 20 Dec"), "{}", stage.screen());
    });
}

#[test]
fn a_category_of_one_s_own() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = place(&clinic).await;
        stage.keys(", k").await;
        insta::assert_snapshot!("categories", looks(&mut stage).await);
        stage.keys("gg e").await;
        assert!(stage.screen().contains("stay as they are"), "{}", stage.screen());
        stage.keys(&format!("a 'Sewa ruko' <ctrl-s> '{SARI_PIN}' Enter")).await;
        assert!(stage.screen().contains("Sewa ruko"), "{}", stage.screen());
    });
}

#[test]
fn leaving_what_nobody_typed_loses_nothing() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        month(&clinic).await;
        for (keys, left) in [("gg Enter", 1), ("a", 1), (", e Enter", 2), (", e a", 2)] {
            let mut stage = place(&clinic).await;
            stage.keys(keys).await;
            assert_eq!(stage.app.names().len(), left + 1, "{keys}: {}", stage.screen());
            stage.keys("Esc").await;
            assert_eq!(stage.app.names().len(), left, "{keys}: {}", stage.screen());
        }
    });
}
