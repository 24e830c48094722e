//! What is given away is signed for once, by its amount, and says whose it is.

use loket::desk::Asked;
use loket::desk::assign::AssignBooking;
use loket::desk::booking::MoveBooking;
use loket::desk::discount::GiveDiscount;
use loket::desk::line::{AddLine, VoidLine};
use loket::desk::visit::{Arrive, LeaveVisit, MarkNoShow};
use loket::domain::money::{Currency, Money};
use loket::i18n::Language;

use crate::clinic::{at, code, on};
use crate::gifts::{Desks, FACIAL, amount, item};
use crate::people::with_pin_of;
use crate::support::on_both;

on_both! {
    async fn what_is_signed_of_a_line_that_goes_is_what_it_costs(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        let own = desks.house.bill(visit).await.lines[0].id;
        desks.siti.act(item(visit, "Serum", 500_000)).await.unwrap();
        let ten = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(1_000), amount: None, line: None, reason: String::new(),
        };
        desks.siti.act(ten).await.unwrap();
        desks.house.clock.set(at(11, 0));
        // What was given of all before needs no signature now.
        let becomes = desks.becomes(visit, FACIAL.0, Asked::default()).await;
        assert_eq!(amount(becomes), ("permission.second", 100_000));
        assert_eq!(amount(desks.takes_off(visit, own, Asked::default()).await), ("permission.second", 275_000));
        // A price below the list's is signed for what it is below.
        let cheaper = AddLine { treatment: Some(desks.house.treatment(FACIAL.0).await), ..item(visit, "", 5_000) };
        let signed = desks.siti.act(AddLine { reason: "teman".to_owned(), ..cheaper }).await;
        assert_eq!(amount(signed), ("permission.second", 170_000));
    }

    async fn a_discount_beyond_the_limit_of_another_treatment_is_signed(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Premium").await;
        let ten = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(1_000), amount: None, line: None, reason: String::new(),
        };
        desks.siti.act(ten).await.unwrap();
        desks.becomes(visit, FACIAL.0, with_pin_of("hendra")).await.unwrap();
        assert_eq!(desks.house.bill(visit).await.total, Money(140_000));
    }

    async fn what_was_signed_when_it_was_put_off_is_not_signed_again(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        desks.house.clock.set(at(11, 0));
        desks.undo(visit).await;
        desks.undo(visit).await;
        let to = MoveBooking {
            booking: visit, version: None, starts_at: on(21, 8, 0), staff: None, override_reason: None, deposit: None, undo: false
        };
        assert_eq!(amount(desks.siti.act(to.clone()).await), ("permission.second", 275_000));
        desks.siti.act_as(to, with_pin_of("hendra")).await.unwrap();
        desks.house.clock.set(on(21, 8, 45));
        let desks = desks.of_the_next_day().await;
        let missed = MarkNoShow { booking: visit, version: None, deposit: None };
        desks.siti.act(missed.clone()).await.unwrap();
        // More than was signed for is signed, and only the rest.
        desks.undo(visit).await;
        desks.adds(visit, "Masker Emas").await;
        let (_, more) = amount(desks.siti.act(missed.clone()).await);
        assert_eq!(more, desks.house.bill(visit).await.total.0 - 275_000);
        desks.siti.act_as(missed, with_pin_of("hendra")).await.unwrap();
        // Begun again it is another debt.
        desks.undo(visit).await;
        desks.house.clock.set(on(21, 8, 50));
        desks.siti.act(Arrive { booking: visit, version: None }).await.unwrap();
        desks.begin(visit).await;
        let leave = LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() };
        assert_eq!(amount(desks.siti.act(leave).await), ("permission.second", 275_000 + more));
    }

    async fn what_is_signed_says_what_it_is_and_whose(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        desks.house.clock.set(at(10, 50));
        let refused = desks.siti.act(LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() }).await;
        let facts = refused.unwrap_err().refusal().unwrap().details_json();
        assert_eq!((facts["act"].as_str(), facts["whom"].as_str()), (Some("leave_visit"), Some("Dewi Lestari")));
        let treatment = Some(desks.house.treatment(FACIAL.0).await);
        let less = AssignBooking { booking: visit, version: None, treatment, staff: None, override_reason: None };
        let refused = desks.siti.act(less).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        let said = |language| loket::i18n::Words::new(language).refusal(refusal, &Currency::rupiah(), desks.siti.today());
        for language in [Language::English, Language::Indonesian] {
            for part in ["Facial Acne", "Rp275.000", FACIAL.0, "Rp175.000", "Dewi Lestari"] {
                assert!(said(language).contains(part), "{part}: {}", said(language));
            }
        }
    }

    async fn limits_do_not_add_up(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Chemical Peeling").await;
        desks.begin(visit).await;
        desks.house.clock.set(at(10, 35));
        // A sixteenth less.
        desks.becomes(visit, "Peeling Punggung", Asked::default()).await.unwrap();
        let off = |percent| GiveDiscount {
            booking: visit, version: None, percent_bp: Some(percent), amount: None, line: None, reason: "langganan".to_owned(),
        };
        assert_eq!(code(desks.siti.act(off(1_000)).await), "permission.second");
        desks.siti.act(off(300)).await.unwrap();
    }

    async fn what_was_signed_is_not_signed_again(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        let fifth = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(2_000), amount: None, line: None,
            reason: "teman".to_owned(),
        };
        desks.siti.act_as(fifth, with_pin_of("hendra")).await.unwrap();
        let bill = desks.siti.act(item(visit, "Krim", 50_000)).await.unwrap();
        let cream = bill.lines.iter().find(|line| line.description == "Krim").unwrap().id;
        desks.takes_off(visit, cream, Asked::default()).await.unwrap();
        desks.becomes(visit, "Facial Premium", Asked::default()).await.unwrap();
        // Giving more is counted together with it.
        let more = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(500), amount: None, line: None,
            reason: "teman".to_owned(),
        };
        assert_eq!(code(desks.siti.act(more).await), "permission.second");
    }

    async fn a_large_gift_says_why(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        let line = desks.house.bill(visit).await.lines[0].id;
        let void = VoidLine { booking: visit, version: None, line, reason: String::new() };
        assert_eq!(code(desks.siti.act_as(void, with_pin_of("hendra")).await), "discount.reason");
    }

    async fn a_slip_and_what_is_put_on_again_take_nobodys_pin(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.adds(visit, "Masker Emas").await;
        let mask = async || desks.house.bill(visit).await.lines.last().unwrap().id;
        let clock = |minute| desks.house.clock.set(at(10, minute));
        clock(32);
        desks.begin(visit).await;
        clock(33);
        desks.undo(visit).await;
        desks.takes_off(visit, mask().await, Asked::default()).await.unwrap();
        clock(40);
        desks.begin(visit).await;
        let give = |percent| GiveDiscount {
            booking: visit, version: None, percent_bp: Some(percent), amount: None, line: None,
            reason: "langganan".to_owned(),
        };
        desks.siti.act(give(500)).await.unwrap();
        // Taken off by leave and put on again it is given away no more.
        desks.adds(visit, "Masker Emas").await;
        clock(58);
        let line = desks.house.bill(visit).await.lines.iter().find(|one| one.description == "Masker Emas").unwrap().id;
        desks.takes_off(visit, line, with_pin_of("hendra")).await.unwrap();
        desks.adds(visit, "Masker Emas").await;
        desks.siti.act(give(300)).await.unwrap();
    }
}
