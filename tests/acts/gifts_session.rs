//! No session of a package hides a gift, or makes one larger.

use loket::desk::Asked;
use loket::desk::discount::GiveDiscount;
use loket::desk::line::AddLine;
use loket::desk::package_use::UsePackage;
use loket::domain::money::Money;

use crate::clinic::{at, code};
use crate::gifts::{Desks, FACIAL, amount, item};
use crate::people::with_pin_of;
use crate::support::on_both;

on_both! {
    async fn a_session_makes_no_gift_larger_than_may_be_given(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        let package = desks.house.sell(visit, false).await;
        let dear = AddLine {
            treatment: Some(desks.house.treatment(FACIAL.0).await), ..item(visit, "", 2_750_000)
        };
        desks.siti.act(dear).await.unwrap();
        let off = GiveDiscount {
            booking: visit, version: None, percent_bp: None, amount: Some(Money(275_000)), line: None,
            reason: "teman".to_owned(),
        };
        desks.siti.act(off).await.unwrap();
        let session = || UsePackage { booking: visit, version: None, package, line: None, reason: String::new() };
        assert_eq!(amount(desks.siti.act(session()).await), ("permission.second", 275_000));
        desks.siti.act_as(session(), with_pin_of("hendra")).await.unwrap();
    }

    async fn a_treatment_taken_off_hides_behind_no_session(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        let package = desks.house.sell(visit, false).await;
        let dear = AddLine {
            treatment: Some(desks.house.treatment(FACIAL.0).await), ..item(visit, "", 3_000_000)
        };
        desks.siti.act(dear).await.unwrap();
        let own = desks.house.bill(visit).await.lines[0].id;
        desks.house.clock.set(at(10, 35));
        desks.takes_off(visit, own, Asked::default()).await.unwrap();
        let session = UsePackage { booking: visit, version: None, package, line: None, reason: String::new() };
        assert_eq!(amount(desks.siti.act(session).await), ("permission.second", 275_000));
    }

    async fn what_is_off_a_line_that_a_session_pays_is_no_gift(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        let package = desks.house.sell(visit, false).await;
        let mask = desks.adds(visit, "Masker Emas").await.lines.into_iter().find(|line| line.description == "Masker Emas").unwrap();
        let own = desks.house.bill(visit).await.lines[0].id;
        let ten = |line, percent| GiveDiscount {
            booking: visit, version: None, percent_bp: Some(percent), amount: None, line: Some(line), reason: String::new(),
        };
        desks.siti.act(ten(own, 1_000)).await.unwrap();
        desks.siti.act(UsePackage { booking: visit, version: None, package, line: None, reason: String::new() }).await.unwrap();
        desks.siti.act(ten(mask.id, 1_000)).await.unwrap();
    }

    async fn a_discount_that_a_session_knew_of_goes_after_the_session(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        let package = desks.house.sell(visit, false).await;
        desks.adds(visit, "Facial Acne").await;
        let ten = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(1_000), amount: None, line: None, reason: String::new(),
        };
        let bill = desks.siti.act(ten).await.unwrap();
        let discount = bill.lines.iter().find(|line| line.amount.0 < 0).unwrap().id;
        let session = UsePackage { booking: visit, version: None, package, line: None, reason: String::new() };
        desks.siti.act_as(session, with_pin_of("hendra")).await.unwrap();
        assert_eq!(code(desks.takes_off(visit, discount, Asked::default()).await), "line.session_since");
    }
}
