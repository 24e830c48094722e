//! What is not for every eye: one's own day, masked lists.

use loket::desk::booking::{CountDays, OpenDay};
use loket::desk::patient::{FindPatients, OpenPatient};
use loket::desk::queue::OpenQueue;
use loket::desk::ticket::TransferTicket;
use loket::desk::user::EditUser;
use loket::desk::visit::Arrive;
use loket::desk::visit_card::OpenVisit;
use loket::domain::account::Role;

use crate::clinic::{House, at, code, on};
use crate::people::{by_password, colleague, user};
use crate::support::clinic::treats_as;
use crate::support::on_both;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

on_both! {
    async fn a_therapist_sees_their_own_day_and_todays_patients(lab: &Lab) {
        let house = House::of(lab).await;
        let budi = house.patient("Budi Santoso", "0812-7000-1000").await;
        let cici = house.patient("Cici Amalia", "0812-7000-2000").await;
        let treatments = house.desk.roster().await.unwrap();
        // Two of the same treatment, each with somebody of their own.
        let treatment = treatments.treatments.iter().find(|row| treatments.can(row.id).len() > 1).unwrap();
        let [mine, other] = treatments.can(treatment.id)[..2] else { panic!("two who can") };
        let book = async |patient, staff, at| {
            house.desk.act(crate::clinic::booking(patient, treatment.id, Some(staff), at)).await.unwrap().id
        };
        let (hers, not_hers) = (book(budi, mine, at(14, 0)).await, book(cici, other, at(14, 0)).await);
        book(cici, mine, on(21, 14, 0)).await;
        for booking in [hers, not_hers] {
            house.desk.act(Arrive { booking, version: None }).await.unwrap();
        }
        house.pay(hers, &[(MethodKind::Card, 50_000)]).await.unwrap();
        let paid = house.bill(hers).await.payments[0].id;
        house.refund(paid, Some(20_000)).await.unwrap();
        let maya = colleague(lab, &house, "maya", Role::Therapist).await;
        let today = OpenDay { day: maya.today() };
        // Without a column of their own there is nothing to see.
        assert!(maya.ask(today.clone()).await.unwrap().is_empty());
        let edit = treats_as(user(&house.desk, "maya").await, mine);
        house.desk.act_as(edit.clone(), by_password()).await.unwrap();
        // It is taken from nobody in passing.
        colleague(lab, &house, "lina", Role::Therapist).await;
        let other = user(&house.desk, "lina").await;
        let grab = EditUser { user: other.id, username: other.username, full_name: other.full_name, ..edit };
        assert_eq!(code(house.desk.act_as(grab, by_password()).await), "staff.seat_taken");
        let day = maya.ask(today).await.unwrap();
        assert_eq!(day.iter().map(|row| row.id).collect::<Vec<_>>(), [hers]);
        assert_eq!(day[0].patient, "Budi Santoso");
        let row = &day[0];
        let money = [row.total, row.paid, row.returned, row.held, row.deposits, row.unverified];
        assert_eq!(money, [Money(0); 6], "what was paid is not hers to see");
        assert_eq!(day[0].phone.as_deref(), Some("0812-••••-1000"));
        assert!(maya.ask(OpenVisit { booking: hers }).await.is_ok());
        assert_eq!(code(maya.ask(OpenVisit { booking: not_hers }).await), "booking.unknown");
        assert!(maya.ask(OpenPatient { patient: budi }).await.is_ok());
        // Tomorrow's patient is tomorrow's.
        assert_eq!(code(maya.ask(OpenPatient { patient: cici }).await), "patient.unknown");
        let queue = maya.ask(OpenQueue {}).await.unwrap();
        assert_eq!(queue.lines.iter().map(|line| line.ticket.patient.as_str()).collect::<Vec<_>>(), ["Budi Santoso"]);
        let counted = maya.ask(CountDays { from: maya.today(), to: maya.today() }).await.unwrap();
        assert_eq!(counted.iter().map(|day| day.bookings).sum::<i64>(), 1);
    }

    async fn a_therapist_sees_who_waits_for_them_though_their_time_is_taken(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let [rina, tono] = [house.staff("Rina").await, house.staff("Tono").await];
        let budi = house.patient("Budi Santoso", "0812-7000-1000").await;
        let cici = house.patient("Cici Amalia", "0812-7000-2000").await;
        house.book(cici, "Facial Basic", Some("Rina"), at(15, 15)).await.unwrap();
        let given = house.book(budi, "Facial Basic", Some("Tono"), at(15, 0)).await.unwrap().id;
        desk.act(Arrive { booking: given, version: None }).await.unwrap();
        let ticket = desk.ask(OpenQueue {}).await.unwrap().lines[0].ticket.id;
        desk.act(TransferTicket { ticket, version: None, staff: Some(rina) }).await.unwrap();
        let maya = colleague(lab, &house, "maya", Role::Therapist).await;
        let edit = treats_as(user(desk, "maya").await, rina);
        desk.act_as(edit, by_password()).await.unwrap();
        let day = maya.ask(OpenDay { day: maya.today() }).await.unwrap();
        let row = day.iter().find(|row| row.id == given).expect("she sees whom she is to take");
        assert_eq!((row.staff_id, row.waits_for, day.len()), (None, Some(rina), 2));
        let card = maya.ask(OpenVisit { booking: given }).await.unwrap();
        assert_eq!((card.booking.staff_id, card.waits_for), (None, Some(rina)));
        // Once it is somebody else's, it is hers no more.
        desk.act(TransferTicket { ticket, version: None, staff: Some(tono) }).await.unwrap();
        assert_eq!(code(maya.ask(OpenVisit { booking: given }).await), "booking.unknown");
    }

    async fn lists_mask_what_is_not_for_every_eye(lab: &Lab) {
        let house = House::of(lab).await;
        let budi = house.patient("Budi Santoso", "0812-7000-1000").await;
        let booked = house.book(budi, &treatment_name(&house).await, None, at(14, 0)).await.unwrap();
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let found = siti.ask(FindPatients { text: "0812 7000 1000".to_owned() }).await.unwrap();
        assert_eq!(found[0].phone.as_deref(), Some("0812-••••-1000"));
        let card = siti.ask(OpenPatient { patient: budi }).await.unwrap();
        assert_eq!(card.phones[0].phone, "+6281270001000");
        let found = house.desk.ask(FindPatients { text: "budi".to_owned() }).await.unwrap();
        assert_eq!(found[0].phone.as_deref(), Some("+6281270001000"));
        let auditor = colleague(lab, &house, "audit", Role::Auditor).await;
        let day = auditor.ask(OpenDay { day: auditor.today() }).await.unwrap();
        assert_eq!((day[0].patient.as_str(), day[0].phone.as_deref()), ("B••• S•••", Some("0812-••••-1000")));
        let visit = auditor.ask(OpenVisit { booking: booked.id }).await.unwrap();
        assert!(visit.phones.is_empty() && visit.patient.name == "B••• S•••");
        // Neither by the bill, nor by the trail, nor by the past.
        let said = [
            serde_json::to_string(&auditor.ask(loket::desk::bill::OpenBill { booking: booked.id }).await.unwrap()),
            serde_json::to_string(&auditor.ask(loket::desk::trail::ListTrail::default()).await.unwrap()),
            serde_json::to_string(&auditor.ask(loket::desk::then::AsItWas { at: auditor.now(), day: None }).await.unwrap()),
        ];
        for said in said {
            let said = said.unwrap();
            assert!(!said.contains("Budi") && !said.contains("70001000") && !said.contains("7000-1000"), "{said}");
        }
    }
}

async fn treatment_name(house: &House) -> String {
    let roster = house.desk.roster().await.unwrap();
    roster.treatments.iter().find(|row| roster.can(row.id).len() > 1).unwrap().name.clone()
}
