//! What is left to look after when a drawer is closed or handed over, and what a closed day says it received.

use loket::desk::bill::OpenBill;
use loket::desk::day_close::{CloseDay, ReopenDay};
use loket::desk::drawer::{CloseDrawer, CountDrawer, Decided};
use loket::desk::drawer::{LookX, OpenWithoutSale};
use loket::desk::expense::{ListCategories, WriteExpense};
use loket::desk::method::ListMethods;
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::refund::RefundPayment;
use loket::desk::{Approval, Asked};
use loket::domain::drawer::Decision;
use loket::domain::expense::PaidFrom;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::screens::drawer::Drawer;

use crate::drawer::{morning, sari_has_it, sit, treated};
use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, PASSWORD, RANI_PIN, SARI_PIN};

fn pin(username: Option<&str>, pin: &str) -> Asked {
    let approval = Approval { username: username.map(str::to_owned), pin: pin.to_owned() };
    Asked { request: None, approval: Some(approval) }
}

#[test]
fn what_a_day_received_is_money() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let booking = treated(&clinic, "Dewi Lestari", "09:00").await;
        let methods = clinic.desk.ask(ListMethods { all: false }).await.unwrap();
        let of = |kind| methods.iter().find(|method| method.kind == kind).unwrap().id;
        let cash =
            Tender { method: of(MethodKind::Cash), tendered: Money(750_000), reference: String::new() };
        clinic
            .desk
            .act(TakePayment { booking, tenders: vec![cash], due: None, paid_for: None })
            .await
            .unwrap();
        let bill = clinic.desk.ask(OpenBill { booking }).await.unwrap();
        let refund = RefundPayment {
            payment: bill.payments[0].id,
            amount: Some(Money(100_000)),
            method: Some(of(MethodKind::Credit)),
            reason: "lain kali".to_owned(),
        };
        clinic.desk.act_as(refund, pin(Some("owner"), OWNER_PIN)).await.unwrap();
        let count =
            CountDrawer { session: None, pieces: None, total: Some(Money(1_250_000)), reason: String::new() };
        clinic.desk.act_as(count, pin(None, SARI_PIN)).await.unwrap();
        let owed = Decided { booking, decision: Decision::Carried, note: "nanti".to_owned() };
        let close = CloseDrawer {
            session: None,
            note: String::new(),
            methods: Vec::new(),
            unfinished: vec![owed],
            left_in: None,
        };
        clinic.desk.act_as(close, pin(None, SARI_PIN)).await.unwrap();
        let day = "2026-11-20".parse().unwrap();
        clinic.owner.act_as(CloseDay { day }, pin(None, OWNER_PIN)).await.unwrap();
        let mut stage = sit(&clinic.owner, Drawer::default()).await;
        stage.keys("d Enter").await;
        let screen = stage.screen();
        let row = |word: &str| screen.lines().position(|line| line.contains(word)).unwrap_or(usize::MAX);
        assert!(
            screen.lines().nth(row("Received")).is_some_and(|line| line.contains(" Rp750.000")),
            "{screen}"
        );
        let apart = row("Credit and packages");
        assert!(row("Received") < row("Tunai") && row("Tunai") < apart && apart < row("Saldo"), "{screen}");
        assert!(screen.lines().nth(apart).is_some_and(|line| line.contains("−Rp100.000")), "{screen}");
        insta::assert_snapshot!("drawer_received", looks(&mut stage).await);
    });
}

#[test]
fn two_closes_of_a_day_say_what_was_spent_between_them() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        crate::drawer::nobody_has_it_open(&clinic).await;
        let day = "2026-11-20".parse().unwrap();
        let close = || CloseDay { day };
        clinic.owner.act_as(close(), pin(None, OWNER_PIN)).await.unwrap();
        let reopen = ReopenDay { day, reason: "lupa belanja".to_owned() };
        clinic.owner.act_as(reopen, pin(None, PASSWORD)).await.unwrap();
        let category = clinic.owner.ask(ListCategories {}).await.unwrap()[0].clone();
        let write = WriteExpense {
            date: None,
            category: category.id,
            amount: Money(45_000),
            description: "galon".to_owned(),
            reference: String::new(),
            paid_from: PaidFrom::Bank,
            recurring: None,
        };
        clinic.owner.act_as(write, pin(None, OWNER_PIN)).await.unwrap();
        clinic.owner.act_as(close(), pin(None, OWNER_PIN)).await.unwrap();
        let mut stage = sit(&clinic.owner, Drawer::default()).await;
        stage.keys("d Enter").await;
        let screen = stage.screen();
        assert_eq!(screen.matches("Rp45.000").count(), 2, "of one of them, and by what: {screen}");
        assert!(screen.contains("Expenses") && screen.contains(&category.name), "{screen}");
    });
}

#[test]
fn what_was_said_to_stay_owed_is_not_handed_over_unasked() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = morning(&clinic).await;
        stage.keys("C '10' Enter Enter Enter Enter '11' <ctrl-s>").await;
        stage.keys(&format!("y '{SARI_PIN}' Enter Down Enter o 'gajian' Enter , h")).await;
        assert_eq!(stage.app.names().last(), Some(&"confirm"), "{}", stage.screen());
        insta::assert_snapshot!("drawer_hand_over_owed", looks(&mut stage).await);
        stage.keys("n").await;
        let screen = stage.screen();
        assert!(screen.contains("owed:") && screen.contains("gajian"), "it stands as it was said: {screen}");
        stage.keys(", h y").await;
        let screen = stage.screen();
        assert!(screen.contains("counted are theirs then."), "{screen}");
        stage.keys(&format!("'rani' Enter '{RANI_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("handed over to Rani Kartika"), "{screen}");
    });
}

#[test]
fn the_note_of_a_difference_is_not_left_behind_unasked() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys(&format!("C '4' <ctrl-s> y '{SARI_PIN}' Enter Enter 'salah kembalian' Enter 1")).await;
        let screen = stage.screen();
        assert!(screen.contains("not saved"), "{screen}");
        stage.keys("n C").await;
        stage.keys(&format!("'rani' Enter '{RANI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer", "report"], "{}", stage.screen());
    });
}

#[test]
fn a_drawer_opened_for_nothing_is_on_the_report_with_its_reason() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        clinic.now("11:40");
        let open = OpenWithoutSale { reason: "tukar uang kecil".to_owned() };
        clinic.desk.act_as(open, pin(None, SARI_PIN)).await.unwrap();
        assert_eq!(clinic.desk.ask(LookX { session: None }).await.unwrap().moves.len(), 1);
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys(&format!("C '5' <ctrl-s> y '{SARI_PIN}' Enter C")).await;
        stage.resize((80, 80));
        let screen = stage.screen();
        assert_eq!(stage.app.names(), ["drawer", "report"], "{screen}");
        let row = screen.lines().position(|line| line.contains("Opened without sale: 1")).unwrap();
        assert!(screen.lines().nth(row + 1).unwrap().contains("11:40 tukar uang kecil"), "{screen}");
    });
}
