//! Tax on top and within, and what a discount of one line does to it.

use loket::desk::booking::OpenDay;
use loket::desk::discount::GiveDiscount;
use loket::desk::drawer::CountDrawer;
use loket::desk::line::{AddLine, VoidLine};
use loket::desk::patient::OpenPatient;
use loket::desk::receipt::OpenReceipt;
use loket::domain::bill::{LineKind, TaxMode};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::permission::Permission;

use crate::clinic::{House, approved, code};
use crate::support::on_both;

on_both! {
    async fn tax_on_top_follows_the_lines(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 0, (TaxMode::Exclusive, 1_100)).await;
        let visit = house.visit().await;
        let day = || OpenDay { day: house.desk.today() };
        let bill = house.bill(visit).await;
        assert_eq!((bill.bill, bill.total), (None, Money(194_250)), "before the bill is made");
        assert_eq!(house.desk.ask(day()).await.unwrap()[0].total, Money(194_250));
        let card = house.desk.ask(OpenPatient { patient: bill.patient }).await.unwrap();
        assert_eq!((card.balance, card.visits[0].total), (Money(194_250), Money(194_250)));
        let add = AddLine {
            booking: visit, version: None, treatment: Some(house.treatment("Facial Basic").await), staff: None,
            description: String::new(), quantity: Some(2), price: None, reason: String::new() };
        let bill = house.desk.act(add).await.unwrap();
        let tax = |bill: &loket::desk::bill::BillView| {
            bill.lines.iter().filter(|line| line.kind == LineKind::Tax).map(|line| line.amount.0).collect::<Vec<_>>()
        };
        assert_eq!((tax(&bill), bill.total), (vec![57_750], Money(582_750)));
        let second = bill.lines.iter().find(|line| line.quantity == 2).unwrap().id;
        let off = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(1_000), amount: None, line: Some(second), reason: String::new(),
        };
        let bill = house.desk.act(off.clone()).await.unwrap();
        assert_eq!((tax(&bill), bill.total), (vec![53_900], Money(543_900)));
        assert_eq!(bill.lines.iter().find(|line| line.kind == LineKind::Discount).unwrap().reduces, Some(second));
        let take = |line| VoidLine { booking: visit, version: None, line, reason: "keliru".to_owned() };
        assert_eq!(code(house.desk.act(take(second)).await), "line.reduced");
        let derived = bill.lines.iter().find(|line| line.kind == LineKind::Tax).unwrap().id;
        assert_eq!(code(house.desk.act(take(derived)).await), "line.derived");
        let discount = bill.lines.iter().find(|line| line.kind == LineKind::Discount).unwrap().id;
        house.desk.act(take(discount)).await.unwrap();
        // A treatment that was begun is not just taken off.
        assert_eq!(code(house.desk.act(take(second)).await), "permission.pin");
        let bill = house.desk.act_as(take(second), approved()).await.unwrap();
        assert_eq!((tax(&bill), bill.total), (vec![19_250], Money(194_250)));
        let nobody = GiveDiscount { line: Some(second), ..off };
        assert_eq!(code(house.desk.act(nobody).await), "line.gone");
        // Paid in cash it is rounded, as a line of its own; the tax stays.
        let paid = house.pay(visit, &[(MethodKind::Cash, 200_000)]).await.unwrap();
        assert_eq!((paid.rounding, paid.change, paid.due), (Money(50), Money(5_700), Money(0)));
        let receipt = house.desk.ask(OpenReceipt { receipt: paid.receipt }).await.unwrap().receipt;
        assert_eq!((receipt.others[0].amount, receipt.others[0].rate_bp), (Money(19_250), Some(1_100)));
        assert_eq!(house.desk.ask(day()).await.unwrap()[0].total, Money(194_300));
    }

    async fn tax_within_the_price_is_said_on_the_receipt(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 0, (TaxMode::Inclusive, 1_100)).await;
        let visit = house.visit().await;
        assert_eq!(house.bill(visit).await.total, Money(175_000));
        let paid = house.pay(visit, &[(MethodKind::Card, 175_000)]).await.unwrap();
        let receipt = house.desk.ask(OpenReceipt { receipt: paid.receipt }).await.unwrap().receipt;
        assert_eq!((receipt.total, receipt.included[0].amount), (Money(175_000), Money(17_342)));
        let printed = receipt.lines(42, &loket::i18n::Words::new(loket::i18n::Language::English)).join("\n");
        assert!(printed.contains("incl. tax 11%"), "{printed}");
    }

    async fn a_bill_has_one_tax_on_paper_on_the_screen_and_in_the_books(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 0, (TaxMode::Inclusive, 1_100)).await;
        house.price_list("Facial Premium", 0, (TaxMode::Exclusive, 1_100)).await;
        let visit = house.visit().await;
        // Twice within, so that a tax for each line would be rounded otherwise than one for the bill.
        for name in ["Facial Basic", "Facial Basic", "Facial Premium"] {
            let add = AddLine {
                booking: visit, version: None, treatment: Some(house.treatment(name).await), staff: None,
                description: String::new(), quantity: None, price: None, reason: String::new() };
            house.desk.act(add).await.unwrap();
        }
        let off = GiveDiscount {
            booking: visit, version: None, percent_bp: None, amount: Some(Money(33_331)), line: None, reason: String::new(),
        };
        let bill = house.desk.act(off).await.unwrap();
        let on_top: i64 = bill.lines.iter().filter(|line| line.kind == LineKind::Tax).map(|line| line.amount.0).sum();
        let paid = house.pay(visit, &[(MethodKind::Card, bill.total.0)]).await.unwrap();
        house.finish(visit).await;
        let receipt = house.desk.ask(OpenReceipt { receipt: paid.receipt }).await.unwrap().receipt;
        let written: i64 = receipt.others.iter().filter(|line| line.kind == LineKind::Tax).map(|line| line.amount.0).sum();
        let within: i64 = receipt.included.iter().map(|one| one.amount.0).sum();
        assert_eq!((on_top, receipt.total), (written, bill.total));
        assert!(on_top > 0 && within > 0);
        let count = CountDrawer { session: None, pieces: None, total: Some(Money(500_000)), reason: String::new() };
        house.desk.act(count).await.unwrap();
        let boss = house.desk.prove(&crate::report::pin(), Permission::ReportSee).await.unwrap();
        let report = boss.ask(crate::report::REPORT()).await.unwrap();
        assert_eq!(report.tax, Money(on_top + within));
        assert_eq!(report.earned, Money(bill.total.0 - on_top - within));
    }
}
