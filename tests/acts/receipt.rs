//! What a receipt says of payments that were not there yet, or were not there after all.

use loket::desk::bill::OpenBill;
use loket::desk::payment::{FailPayment, VerifyPayment};
use loket::desk::receipt::{OpenReceipt, PrintReceipt};
use loket::desk::refund::RefundPayment;
use loket::desk::visit::Arrive;
use loket::domain::bill::TaxMode;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::i18n::{Language, Words};

use crate::clinic::{House, approved};
use crate::support::on_both;

on_both! {
    async fn a_copy_says_what_became_of_its_payments(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Qris, 100_000), (MethodKind::Card, 75_000)]).await.unwrap();
        let bill = house.desk.ask(OpenBill { booking: visit }).await.unwrap();
        let receipt = bill.payments[0].receipt_id;
        let of = |kind| bill.payments.iter().find(|row| row.method_kind == kind).unwrap().id;
        house.desk.act(PrintReceipt { receipt }).await.unwrap();
        let read = async |language| {
            let view = house.desk.ask(OpenReceipt { receipt }).await.unwrap();
            view.receipt.lines(32, &Words::new(language)).join("\n")
        };
        let first = read(Language::English).await;
        assert!(!first.contains("FAILED") && !first.contains("  Verified "), "{first}");
        let verify = VerifyPayment { payment: of(MethodKind::Qris), reference: "QR-7".to_owned() };
        house.desk.act(verify).await.unwrap();
        let verified = read(Language::English).await;
        let (waited, since) = (verified.find("Waiting to be verified"), verified.find("  Verified "));
        assert!(waited.is_some() && waited < since, "beside its own words: {verified}");
        let fail = |kind| FailPayment { payment: of(kind), reason: "tidak masuk".to_owned() };
        house.desk.act_as(fail(MethodKind::Card), approved()).await.unwrap();
        let part = read(Language::English).await;
        assert_eq!(part.matches("*** FAILED Rp75.000 ***").count(), 2, "{part}");
        assert!(part.contains("  Failed ") && part.contains("COPY 1"), "{part}");
        house.desk.act_as(fail(MethodKind::Qris), approved()).await.unwrap();
        let whole = read(Language::Indonesian).await;
        assert_eq!(whole.matches("*** GAGAL ***").count(), 2, "{whole}");
        assert!(whole.contains("Menunggu verifikasi") && whole.contains("SALINAN 1"), "{whole}");
        assert_eq!(whole.matches("  Gagal ").count(), 2, "{whole}");
        assert!(whole.lines().all(|line| line.chars().count() <= 32), "{whole}");
    }

    async fn what_is_paid_for_a_package_at_the_visit_is_named_too(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 100_000, (TaxMode::None, 0)).await;
        let booking = house.to_come(14).await;
        house.sells(booking, "Creambath 5x", 5, 427_000).await;
        house.desk.act(Arrive { booking, version: None }).await.unwrap();
        let receipt = house.pay(booking, &[(MethodKind::Cash, 527_000)]).await.unwrap().receipt;
        let view = house.desk.ask(OpenReceipt { receipt }).await.unwrap();
        let said = view.receipt.lines(32, &Words::new(Language::English)).join("\n");
        let parts = "Tunai                  Rp527.000\n  For the package      Rp427.000\n  For the visit        Rp100.000\n";
        assert!(said.contains(parts), "{said}");
        let said = view.receipt.lines(32, &Words::new(Language::Indonesian)).join("\n");
        assert!(said.contains("  Untuk paket          Rp427.000\n  Untuk kunjungan      Rp100.000"), "{said}");
    }

    async fn what_was_paid_for_a_package_before_the_visit_is_no_deposit(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 100_000, (TaxMode::None, 0)).await;
        let visit = house.to_come(14).await;
        house.sells(visit, "Creambath 5x", 5, 427_000).await;
        let mut receipts = Vec::new();
        for amount in [300_000, 227_000 - 100_000, 75_000] {
            receipts.push(house.pay(visit, &[(MethodKind::Cash, amount)]).await.unwrap().receipt);
        }
        let read = async |receipt, language| {
            let view = house.desk.ask(OpenReceipt { receipt }).await.unwrap();
            view.receipt.lines(32, &Words::new(language))
        };
        let paid = async |receipt, language| -> Vec<String> {
            let lines = read(receipt, language).await;
            let from = lines.iter().position(|line| line.contains("Rp427.000") && line.contains("Creambath")).unwrap();
            lines[from + 1..].iter().filter(|line| line.contains("Rp")).cloned().collect()
        };
        let said = paid(receipts[0], Language::English).await.join("\n");
        for (line, there) in [
            ("Tunai                  Rp300.000", true),
            ("  For the package      Rp200.000", true),
            ("  Deposit              Rp100.000", true),
            ("Deposit Tunai", false),
        ] {
            assert_eq!(said.contains(line), there, "{line}: {said}");
        }
        let said = paid(receipts[1], Language::Indonesian).await.join("\n");
        assert!(said.contains("Tunai                  Rp127.000\n  Untuk paket          Rp127.000\n"), "{said}");
        assert!(!said.contains("Titipan") && !said.contains("Deposit") && !said.contains("DP"), "{said}");
        // What is beside the package is a deposit as ever, and what was written stays as it was.
        let said = paid(receipts[2], Language::English).await.join("\n");
        assert!(said.contains("Deposit Tunai           Rp75.000") || said.contains("Rp75.000"), "{said}");
        let (before, back) = (read(receipts[0], Language::English).await, house.bill(visit).await.payments[0].id);
        let all = RefundPayment { payment: back, amount: Some(Money(100_000)), method: None, reason: "batal".to_owned() };
        house.desk.act_as(all, approved()).await.unwrap();
        assert_eq!(read(receipts[0], Language::English).await, before);
    }
}
