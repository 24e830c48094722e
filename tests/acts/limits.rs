//! What takes a second person, a PIN or a password: how much, how late, whose, and who may say so.

use loket::desk::clinic::EditClinic;
use loket::desk::discount::GiveDiscount;
use loket::desk::patient::{PatientForm, RegisterPatient};
use loket::desk::payment::{Paid, TakePayment, Tender};
use loket::desk::refund::RefundPayment;
use loket::desk::staff::SaveRoom;
use loket::desk::void::VoidPayment;
use loket::desk::{Asked, Desk, Done, Fault};
use loket::domain::account::{Role, SecondFactor};
use loket::domain::id::{BookingId, MethodId, PaymentId, RequestId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::store::On;

use crate::clinic::{House, PASSWORD, approved, at, code};
use crate::people::{by_password, colleague, with_pin_of};
use crate::support::on_both;
use crate::support::policies::{edited, sets};

async fn takes(desk: &Desk, booking: BookingId, method: MethodId, amount: i64, asked: Asked) -> Done<Paid> {
    let tenders = vec![Tender { method, tendered: Money(amount), reference: String::new() }];
    desk.act_as(TakePayment { booking, tenders, due: None, paid_for: None }, asked).await
}

fn void(payment: PaymentId) -> VoidPayment {
    VoidPayment { payment, reason: "salah ketik".to_owned() }
}

on_both! {
    async fn a_large_payment_takes_a_second_person_in_one_part_or_in_two(lab: &Lab) {
        let house = House::of(lab).await;
        sets(&house.desk, PASSWORD, |policies| policies.payment_limit = 100_000).await;
        colleague(lab, &house, "hendra", Role::Manager).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let (visit, card) = (house.visit().await, house.method(MethodKind::Card).await);
        let refused = takes(&siti, visit, card, 175_000, Asked::default()).await;
        let Err(Fault::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!((refusal.code, refusal.details_json()["amount"].as_i64()), ("permission.second", Some(175_000)));
        assert_eq!(code(takes(&siti, visit, card, 175_000, approved()).await), "permission.denied");
        takes(&siti, visit, card, 90_000, Asked::default()).await.unwrap();
        assert_eq!(code(takes(&siti, visit, card, 85_000, Asked::default()).await), "permission.second");
        assert_eq!(code(takes(&house.desk, visit, card, 85_000, Asked::default()).await), "permission.pin");
        takes(&siti, visit, card, 85_000, with_pin_of("hendra")).await.unwrap();
        let sql = "SELECT COUNT(*) FROM payment p JOIN account a ON a.clinic_id = p.clinic_id AND a.id = p.approved_by
                   WHERE a.username = $1";
        let (signed,): (i64,) = On::from(&lab.db).one(sql, ("hendra",)).await.unwrap();
        assert_eq!(signed, 1);
    }

    async fn after_ten_minutes_nobody_voids_alone(lab: &Lab) {
        let house = House::of(lab).await;
        colleague(lab, &house, "hendra", Role::Manager).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let (visit, card) = (house.visit().await, house.method(MethodKind::Card).await);
        let paid = async |desk: &Desk| {
            takes(desk, visit, card, 175_000, Asked::default()).await.unwrap();
            house.bill(visit).await.payments.last().unwrap().id
        };
        let soon = paid(&siti).await;
        assert_eq!(code(siti.act(void(soon)).await), "permission.pin");
        house.clock.set(at(10, 9));
        siti.act_as(void(soon), approved()).await.unwrap();
        let late = paid(&siti).await;
        house.clock.set(at(10, 19));
        assert_eq!(code(siti.act_as(void(late), approved()).await), "permission.denied");
        siti.act_as(void(late), with_pin_of("hendra")).await.unwrap();
        // A clock that was set back makes no slip of just now of it.
        let back = paid(&siti).await;
        house.clock.set(at(10, 0));
        assert_eq!(code(siti.act_as(void(back), approved()).await), "permission.denied");
        siti.act_as(void(back), with_pin_of("hendra")).await.unwrap();
        house.clock.set(at(10, 19));
        let hers = paid(&house.desk).await;
        assert_eq!(code(siti.act_as(void(hers), approved()).await), "permission.denied");
        siti.act_as(void(hers), with_pin_of("ratna")).await.unwrap();
    }

    async fn a_large_void_of_somebody_elses_takes_what_a_large_refund_does(lab: &Lab) {
        let house = House::of(lab).await;
        sets(&house.desk, PASSWORD, |policies| policies.refund_limit = 50_000).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        colleague(lab, &house, "rani", Role::Manager).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let (visit, card) = (house.visit().await, house.method(MethodKind::Card).await);
        let paid = async |amount| {
            takes(&siti, visit, card, amount, Asked::default()).await.unwrap();
            house.bill(visit).await.payments.last().unwrap().id
        };
        // One's own, just now, is a slip of the hand however large it is.
        siti.act_as(void(paid(100_000).await), approved()).await.unwrap();
        let (first, second, third) = (paid(60_000).await, paid(40_000).await, paid(40_000).await);
        let refused = manager.act_as(void(first), approved()).await;
        let Err(Fault::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!((refusal.code, refusal.details_json()["amount"].as_i64()), ("permission.denied", Some(60_000)));
        house.clock.set(at(10, 20));
        // She is told before anybody came to type a PIN that helps nothing.
        let refused = siti.act(void(first)).await;
        let Err(Fault::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!((refusal.code, refusal.field), ("permission.denied", None));
        for by in ["hendra", "ratna"] {
            assert_eq!(code(siti.act_as(void(first), with_pin_of(by)).await), "permission.denied");
        }
        // In two parts it is as much.
        manager.act_as(void(second), approved()).await.unwrap();
        assert_eq!(code(manager.act_as(void(third), approved()).await), "permission.denied");
        manager.act_as(void(third), with_pin_of("rani")).await.unwrap();
        assert_eq!(code(house.desk.act_as(void(first), approved()).await), "permission.password");
        house.desk.act_as(void(first), by_password()).await.unwrap();
    }

    async fn a_large_refund_takes_two_who_lead_or_the_owners_password(lab: &Lab) {
        let house = House::of(lab).await;
        sets(&house.desk, PASSWORD, |policies| policies.refund_limit = 50_000).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        colleague(lab, &house, "rani", Role::Manager).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Card, 175_000)]).await.unwrap();
        house.finish(visit).await;
        let payment = house.bill(visit).await.payments[0].id;
        let back = |amount| RefundPayment {
            payment,
            amount: Some(Money(amount)),
            method: None,
            reason: "tidak puas".to_owned(),
        };
        siti.act_as(back(20_000), with_pin_of("hendra")).await.unwrap();
        // What went back before counts: the limit is not to be walked under in steps.
        for by in ["hendra", "ratna"] {
            assert_eq!(code(siti.act_as(back(40_000), with_pin_of(by)).await), "permission.denied");
        }
        assert_eq!(code(manager.act_as(back(40_000), approved()).await), "permission.denied");
        assert_eq!(code(manager.act_as(back(40_000), with_pin_of("siti")).await), "permission.signer");
        manager.act_as(back(40_000), with_pin_of("rani")).await.unwrap();
        manager.act_as(back(40_000), with_pin_of("ratna")).await.unwrap();
        assert_eq!(code(house.desk.act_as(back(40_000), approved()).await), "permission.password");
        house.desk.act_as(back(40_000), by_password()).await.unwrap();
    }

    async fn limits_are_the_owners_to_set_by_password(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let changes: [fn(&mut EditClinic); 8] = [
            |edit| edit.policies.discount_limit_bp = 9_000,
            |edit| edit.policies.payment_limit += 1,
            |edit| edit.policies.refund_limit += 1,
            |edit| edit.policies.void_minutes += 1,
            |edit| edit.policies.drawer_tolerance += 1,
            |edit| edit.policies.paid_out_limit += 1,
            |edit| edit.policies.second_factor = SecondFactor::Owner,
            |edit| "Asia/Makassar".clone_into(&mut edit.timezone),
        ];
        for change in changes {
            let edit = edited(&manager, change).await;
            assert_eq!(code(manager.act_as(edit.clone(), approved()).await), "permission.denied");
            assert_eq!(code(house.desk.act_as(edit, approved()).await), "permission.password");
        }
        let name = edited(&manager, |edit| "Jl. Melati 3".clone_into(&mut edit.address)).await;
        manager.act_as(name, approved()).await.unwrap();
    }

    async fn a_counter_that_has_not_heard_goes_by_the_limits_that_hold(lab: &Lab) {
        let house = House::of(lab).await;
        colleague(lab, &house, "hendra", Role::Manager).await;
        colleague(lab, &house, "siti", Role::Receptionist).await;
        let other = house.another(lab, "Counter 2").await;
        let manager = other.login("hendra", PASSWORD).await.unwrap().0;
        let siti = other.login("siti", PASSWORD).await.unwrap().0;
        let stale = edited(&manager, |_| ()).await;
        sets(&house.desk, PASSWORD, |policies| policies.discount_limit_bp = 500).await;
        // Putting back what the manager's counter still shows would lift the limit.
        assert_eq!(code(manager.act_as(stale, approved()).await), "permission.denied");
        let gift = GiveDiscount {
            booking: house.visit().await,
            version: None,
            percent_bp: Some(800),
            amount: None,
            line: None,
            reason: "pelanggan lama".to_owned(),
        };
        assert_eq!(code(siti.act(gift).await), "permission.second");
    }

    async fn a_manager_changes_staff_and_prices_by_pin(lab: &Lab) {
        let house = House::of(lab).await;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let room = SaveRoom { room: None, version: None, name: "Ruang baru".to_owned(), active: true };
        assert_eq!(code(manager.act(room.clone()).await), "permission.pin");
        manager.act_as(room, approved()).await.unwrap();
    }

    async fn an_answer_is_remembered_for_whoever_asked(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let asked = || Asked::once(RequestId(uuid::Uuid::from_u128(7)));
        let form = PatientForm {
            name: "Budi Santoso".to_owned(),
            phones: vec!["0812-7000-1000".to_owned()],
            ..PatientForm::default()
        };
        let register = RegisterPatient { form, somebody_else: false };
        let first = house.desk.act_as(register.clone(), asked()).await.unwrap();
        assert_eq!(house.desk.act_as(register.clone(), asked()).await.unwrap().id, first.id);
        assert_eq!(code(siti.act_as(register, asked()).await), "request.other");
    }
}
