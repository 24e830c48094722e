//! What a receipt says of payments that were not there yet, or were not there after all.

use loket::desk::bill::OpenBill;
use loket::desk::payment::{FailPayment, VerifyPayment};
use loket::desk::receipt::{OpenReceipt, PrintReceipt};
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
}
