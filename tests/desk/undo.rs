//! Undo asks only about what can be taken back; what stays is said at once, with what to do instead.

use loket::desk::ticket::ServeTicket;
use loket::desk::visit::UndoVisit;
use loket::desk::walk_in::{WalkIn, WalkedIn};
use loket::domain::booking::Status;
use loket::screens::queue::Queue;

use crate::support::Lab;
use crate::support::clinic::Clinic;

async fn walks_in(clinic: &Clinic, name: &str, treatment: Option<&str>) -> WalkedIn {
    let treatment = match treatment {
        Some(treatment) => Some(clinic.treatment(treatment).await),
        None => None,
    };
    let came = WalkIn {
        patient: Some(clinic.patient(name).await),
        form: None,
        somebody_else: false,
        treatment,
        staff: None,
        urgent: false,
        despite_booking: true,
    };
    clinic.desk.act(came).await.unwrap()
}

#[test]
fn a_visit_that_was_paid_since_is_not_asked_about() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        for keys in ["Home u", "Home Enter u"] {
            let mut stage = clinic.at_the_desk().await;
            stage.keys(keys).await;
            let screen = stage.screen();
            assert!(screen.contains("Money was taken since then"), "{screen}");
            assert_ne!(stage.app.names().last(), Some(&"confirm"), "{screen}");
        }
        let siti = clinic.booking_of("Siti Nurhaliza").await;
        let day = clinic.day("2026-11-20").await;
        assert_eq!(day.iter().find(|row| row.id == siti).unwrap().status, Status::Done);
    });
}

#[test]
fn a_walk_in_has_no_step_before_it_came_and_is_told_what_marks_whoever_goes() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("10:05");
        let came = walks_in(&clinic, "Agus Wijaya", Some("Totok Wajah")).await;
        let (booking, ticket) = (came.booking.unwrap(), came.ticket.id);
        // Begun, and begun anew after it was taken back: the beginning goes, and what was before it stays.
        let serve = ServeTicket {
            ticket,
            version: None,
            treatment: None,
            staff: None,
            alerts_seen: true,
            override_reason: None,
        };
        clinic.desk.act(serve).await.unwrap();
        clinic.desk.act(UndoVisit { booking, version: None }).await.unwrap();
        let mut stage = clinic.at_the_desk().await;
        stage.keys("Home u").await;
        let screen = stage.screen();
        let said = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            said.contains("began when they walked in") && said.contains("L marks whoever goes"),
            "{screen}"
        );
        assert_eq!(stage.app.names(), ["day"], "{screen}");
        stage.keys("<F12> u").await;
        assert!(stage.screen().contains("tanpa janji"), "{}", stage.screen());
        let mut stage = clinic.stage(Queue::default(), (80, 24)).await;
        stage.keys("Home u").await;
        assert_eq!(stage.app.names(), ["queue"], "{}", stage.screen());
    });
}

#[test]
fn after_a_number_alone_undo_sends_to_where_it_is_marked() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("W 'Citra' Enter Enter Enter Enter Esc").await;
        assert_eq!(stage.app.names(), ["day"], "{}", stage.screen());
        stage.keys("u").await;
        let screen = stage.screen();
        let said = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("marked with L in the queue (2)"), "{screen}");
        // And so it is.
        stage.keys("2").await;
        while !stage.screen().lines().any(|line| line.contains('▌') && line.contains("Citra")) {
            stage.keys("Down").await;
        }
        stage.keys("L").await;
        assert!(stage.screen().contains("Does Citra"), "{}", stage.screen());
    });
}
