//! The waiting room is full.

use std::time::Duration;

use loket::app::testing::Stage;
use loket::desk::queue::{Line, OpenQueue, Ticket};
use loket::desk::staff::AddLeave;
use loket::desk::visit::Arrive;
use loket::desk::walk_in::WalkIn;
use loket::domain::id::PatientId;
use loket::domain::queue::TicketStatus;
use loket::screens::FRONT;
use loket::screens::day::Day;
use loket::screens::queue::Queue;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, at};

pub async fn walk_in(clinic: &Clinic, patient: PatientId, treatment: Option<&str>) -> Ticket {
    let treatment = match treatment {
        Some(name) => Some(clinic.treatment(name).await),
        None => None,
    };
    let walk_in = WalkIn {
        patient: Some(patient),
        form: None,
        somebody_else: false,
        treatment,
        staff: None,
        urgent: false,
        despite_booking: false,
    };
    clinic.desk.act(walk_in).await.unwrap().ticket
}

/// Dewi booked for 9:30 and came, Ayu and Agus walked in.
pub async fn morning(clinic: &Clinic) {
    clinic.book("Dewi Lestari", "Laser Acne", "dr. Maya", "2026-11-20 09:30").await;
    clinic.now("09:10");
    walk_in(clinic, clinic.patient("Ayu Prameswari").await, Some("Chemical Peeling")).await;
    clinic.now("09:15");
    walk_in(clinic, clinic.patient("Agus Wijaya").await, None).await;
    clinic.now("09:20");
    let booking = clinic.booking_of("Dewi Lestari").await;
    clinic.desk.act(Arrive { booking, version: None }).await.unwrap();
    clinic.now("09:29");
}

pub async fn sit(clinic: &Clinic) -> Stage {
    let mut stage = Stage::new(FRONT, clinic.desk.clone(), Queue::default(), (80, 24));
    stage.settle().await;
    stage
}

pub async fn line(clinic: &Clinic, label: &str) -> Line {
    let view = clinic.desk.ask(OpenQueue {}).await.unwrap();
    view.lines.into_iter().find(|line| line.label == label).unwrap()
}

pub async fn status(clinic: &Clinic, label: &str) -> TicketStatus {
    line(clinic, label).await.ticket.status
}

#[test]
fn one_key_calls_whoever_is_next() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = sit(&clinic).await;
        let screen = stage.screen();
        assert!(screen.contains("Queue · 3 waiting · longest 19m"), "{screen}");
        // Who is booked and due goes before who walked in earlier.
        stage.keys("c").await;
        let screen = stage.screen();
        assert!(screen.contains("√ A003 is called to counter 1."), "{screen}");
        assert!(screen.contains("► called, counter 1"), "{screen}");
        stage.keys("c c c").await;
        let screen = stage.screen();
        assert!(screen.contains("× Nobody is waiting."), "{screen}");
        assert_eq!(status(&clinic, "A001").await, TicketStatus::Called);
        assert_eq!(status(&clinic, "A002").await, TicketStatus::Called);
    });
}

/// Patients are sent to the counter's name, not to the computer's, nor to a key of somebody who comes over SSH.
#[test]
fn people_are_called_to_the_counter_by_its_name() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        clinic.desk.stands_at("Loket 2".to_owned());
        let mut stage = sit(&clinic).await;
        stage.keys("c").await;
        let screen = stage.screen();
        assert!(screen.contains("√ A003 is called to Loket 2."), "{screen}");
        assert_eq!(clinic.desk.terminal(), "counter 1", "the trail still has the terminal");
    });
}

#[test]
fn the_day_calls_by_the_same_key() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let today = Day::new(clinic.desk.today());
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), today, (80, 24));
        stage.settle().await;
        stage.keys("c").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Called, "{}", stage.screen());
    });
}

#[test]
fn a_number_is_called_again_after_a_minute_and_missed_after_the_third_time() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = sit(&clinic).await;
        stage.keys("c Home Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("called just now"), "{screen}");
        for _ in 0..2 {
            clinic.clock.set(clinic.desk.now().plus_minutes(1));
            stage.pass(Duration::from_mins(1));
            stage.keys("Enter").await;
        }
        let screen = stage.screen();
        assert!(screen.contains("► 3× called, counter 1"), "{screen}");
        clinic.clock.set(clinic.desk.now().plus_minutes(1));
        stage.keys("Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("A003 was missed after 3 calls"), "{screen}");
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Missed);
        // The same number goes back into the line.
        stage.keys("H").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Waiting);
    });
}

#[test]
fn beginning_asks_only_for_what_is_missing() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = sit(&clinic).await;
        assert!(stage.screen().contains("! Dewi Lestari"), "{}", stage.screen());
        // Dewi's treatment and staff are known; her allergy is read out first.
        stage.keys("Space").await;
        let screen = stage.screen();
        assert!(screen.contains("Dewi Lestari: Allergy: salicylic acid"), "{screen}");
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Waiting);
        stage.keys("y").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Serving);
        // Agus only took a number: what he wants, and who of the two who can.
        stage.keys("G").await;
        assert!(stage.screen().contains("▌A002"), "{}", stage.screen());
        stage.keys("Space").await;
        assert!(stage.screen().contains("Which treatment for Agus Wijaya?"));
        stage.keys("'facial prem' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Who treats Agus Wijaya?") && screen.contains("Whoever is free"), "{screen}");
        stage.keys("'tono' Enter").await;
        let agus = line(&clinic, "A002").await;
        assert_eq!(agus.ticket.status, TicketStatus::Serving);
        assert_eq!(agus.ticket.staff.as_deref(), Some("Tono"));
        // Only Rina does peelings: nothing is asked.
        stage.keys("G Space").await;
        assert_eq!(line(&clinic, "A001").await.ticket.staff.as_deref(), Some("Rina"));
    });
}

#[test]
fn the_visit_ends_and_the_last_step_is_taken_back() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = sit(&clinic).await;
        stage.keys("Space y Home Space").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Done);
        let screen = stage.screen();
        assert!(screen.contains("A003 is done.") && screen.contains("▌A003  ! Dewi"), "{screen}");
        // She is out of sight when the cursor goes on. Who is through is shown on demand, and there the step can be
        // taken back.
        stage.keys("Up").await;
        let screen = stage.screen();
        assert!(!screen.contains("Dewi") && screen.contains("▌A002"), "{screen}");
        stage.keys("X G").await;
        let screen = stage.screen();
        assert!(screen.contains("▌A003  ! Dewi Lestari") && screen.contains("√ done"), "{screen}");
        stage.keys("u").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Serving);
        stage.keys("Home u y").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Waiting);
    });
}

#[test]
fn away_given_to_another_urgent_gone_and_back() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = sit(&clinic).await;
        stage.keys("Down H").await;
        assert_eq!(status(&clinic, "A001").await, TicketStatus::Parked);
        let screen = stage.screen();
        assert!(screen.contains("▌A001") && screen.contains("○ away"), "the cursor stays with her: {screen}");
        stage.keys("H").await;
        assert_eq!(status(&clinic, "A001").await, TicketStatus::Waiting);
        // Urgent goes first.
        stage.keys("!").await;
        let screen = stage.screen();
        assert!(screen.contains("▌A001!") && screen.contains("● next"), "{screen}");
        stage.keys("!").await;
        assert!(!stage.screen().contains("A001!"));
        // To somebody else: the number stays, the wait begins anew.
        stage.keys("Home s 'anyb' Enter").await;
        let dewi = line(&clinic, "A003").await;
        assert_eq!((dewi.ticket.staff_id, dewi.waited), (None, 0));
        // Gone home is asked about, with the safe answer first, and can be taken back.
        stage.keys("L Enter").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Waiting);
        stage.keys("L y").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Left);
        stage.keys("X G u").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Waiting, "{}", stage.screen());
    });
}

#[test]
fn whoever_is_off_that_day_is_said_to_be() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let leave = AddLeave {
            staff: clinic.staff("Tono").await,
            starts_at: at("2026-11-20 00:00"),
            ends_at: at("2026-11-21 00:00"),
            reason: "cuti".into(),
        };
        clinic.owner.act(leave).await.unwrap();
        let mut stage = sit(&clinic).await;
        stage.keys("G s").await;
        let screen = stage.screen();
        let row =
            |name: &str| screen.lines().find(|line| line.contains(name)).unwrap().contains("off that day");
        assert!(row("Tono") && !row("Rina"), "{screen}");
    });
}

#[test]
fn how_the_queue_looks() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = sit(&clinic).await;
        stage.keys("Home Space y").await;
        walk_in(&clinic, clinic.patient("Putri Handayani").await, Some("Totok Wajah")).await;
        walk_in(&clinic, clinic.patient("Fitriani").await, Some("Totok Wajah")).await;
        walk_in(&clinic, clinic.patient("Budi Santoso").await, Some("Konsultasi dr.")).await;
        stage.keys("c Down Down Down ! Down H X").await;
        insta::assert_snapshot!(looks(&mut stage).await);
    });
}

/// The line below names a ticket: the keys it names are about that one, and nobody else.
#[test]
fn what_was_just_done_stays_under_the_cursor_until_it_moves() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = sit(&clinic).await;
        // Somebody else is being treated already.
        stage.keys("c Space y").await;
        stage.keys("Down Down Space 'chem' Enter Enter").await;
        assert_eq!(status(&clinic, "A002").await, TicketStatus::Serving, "{}", stage.screen());
        stage.keys("Home Space").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Done, "{}", stage.screen());
        assert!(stage.screen().contains("▌A003"), "{}", stage.screen());
        stage.keys("u").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Serving, "{}", stage.screen());
        assert_eq!(status(&clinic, "A002").await, TicketStatus::Serving);
        // Whoever was called is in hand.
        stage.keys("G c").await;
        let screen = stage.screen();
        assert!(screen.contains("A001 is called") && screen.contains("▌A001"), "{screen}");
        stage.keys("Home Down u y L y").await;
        // They were treated, and owe for it.
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys(&format!("'owner' Enter '{}' Enter", crate::support::clinic::OWNER_PIN)).await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Left, "{}", stage.screen());
        stage.keys("u").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Waiting, "{}", stage.screen());
    });
}

#[test]
fn two_counters_take_back_one_step() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = sit(&clinic).await;
        stage.keys("c Space y").await;
        let booking = clinic.booking_of("Dewi Lestari").await;
        let finish = loket::desk::visit::FinishVisit { booking, version: None, late_reason: String::new() };
        clinic.owner.act(finish).await.unwrap();
        stage.keys("u").await;
        let screen = stage.screen();
        assert!(screen.contains("Hartono changed this on Fri 20 Nov 09:29"), "{screen}");
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Done);
    });
}

/// One person gives it, and she is at lunch: she is named with a PIN and a reason.
#[test]
fn whoever_may_lets_somebody_treat_outside_hours() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        clinic.now("12:05");
        let mut stage = sit(&clinic).await;
        stage.keys("Home Down Space").await;
        let screen = stage.screen();
        assert!(screen.contains("▌A001") && screen.contains("Rina has a break from"), "{screen}");
        assert_eq!(status(&clinic, "A001").await, TicketStatus::Waiting);
        // A PIN that does not do is asked for again; the reason stays.
        stage.keys("'tetap mau' Enter 'owner' Enter '111333' Enter").await;
        assert_eq!(status(&clinic, "A001").await, TicketStatus::Waiting, "{}", stage.screen());
        stage.keys("Esc y").await;
        stage.keys(&format!("Space 'tetap mau' Enter 'owner' Enter '{OWNER_PIN}' Enter")).await;
        let ayu = line(&clinic, "A001").await.ticket;
        assert_eq!(
            (ayu.status, ayu.staff.as_deref()),
            (TicketStatus::Serving, Some("Rina")),
            "{}",
            stage.screen()
        );
        // Taken back, nothing of it stays.
        stage.keys("u").await;
        assert_eq!(status(&clinic, "A001").await, TicketStatus::Waiting, "{}", stage.screen());
        let day = clinic.day("2026-11-20").await;
        let visit = day.iter().find(|row| row.patient == "Ayu Prameswari").unwrap();
        assert_eq!((visit.overbook, visit.staff_id, visit.staff.as_deref()), (false, None, None));
        // Where several can and nobody is free, somebody is named.
        stage.keys("End Space 'facial prem' Enter Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Nobody who does Facial Premium is free now. Rina is free next"), "{screen}");
        assert!(screen.contains("Who treats Agus Wijaya?"), "{screen}");
    });
}

#[test]
fn a_step_that_cannot_be_says_where_the_number_is() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = sit(&clinic).await;
        stage.keys("N").await;
        assert!(stage.screen().contains("was not called yet"), "{}", stage.screen());
        stage.keys("<F12> N").await;
        assert!(stage.screen().contains("belum dipanggil"), "{}", stage.screen());
        stage.keys("c N").await;
        let screen = stage.screen();
        assert!(screen.contains("– terlewat") && screen.contains("A003 terlewat."), "{screen}");
    });
}

#[test]
fn what_giving_to_somebody_does_is_said_and_taken_back() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let before = line(&clinic, "A003").await;
        assert_eq!(before.waited, 9);
        let mut stage = sit(&clinic).await;
        stage.keys("Home s 'anyb' Enter").await;
        let screen = stage.screen();
        assert!(
            screen.contains("A003 waits for whoever is free now; the wait begins anew. u gives both"),
            "{screen}"
        );
        clinic.now("09:31");
        stage.keys("u").await;
        let after = line(&clinic, "A003").await;
        assert!(stage.screen().contains("Taken back: A003"), "{}", stage.screen());
        assert_eq!((after.ticket.staff_id, after.waited), (before.ticket.staff_id, 11));
        // After something was refused it is named and asked about first.
        stage.keys("Home Enter N u").await;
        assert!(stage.screen().contains("Taken back: A003"), "{}", stage.screen());
        stage.keys("u").await;
        assert!(stage.screen().contains("Take back the call of A003 (Dewi Lestari)?"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert_eq!(status(&clinic, "A003").await, TicketStatus::Called);
    });
}
