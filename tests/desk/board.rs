//! The screen in the waiting room.

use std::time::Duration;

use loket::app::testing::Stage;
use loket::desk::ticket::CallNext;
use loket::desk::walk_in::WalkIn;
use loket::domain::id::PatientId;
use loket::screens::board::{Board, FRONT};
use loket::screens::queue::Queue;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::Clinic;

async fn waits(clinic: &Clinic, name: &str) {
    let patient: PatientId = clinic.patient(name).await;
    let walk_in = WalkIn {
        patient: Some(patient),
        form: None,
        somebody_else: false,
        treatment: Some(clinic.treatment("Totok Wajah").await),
        staff: None,
        urgent: false,
        despite_booking: false,
    };
    clinic.desk.act(walk_in).await.unwrap();
}

async fn call(clinic: &Clinic, to: &str) {
    let call = CallNext { to: Some(to.into()), prefix: None, staff: None };
    clinic.desk.act(call).await.unwrap();
}

/// What another counter's change does to a board: it reads again.
async fn hears(stage: &mut Stage) {
    stage.keys("<ctrl-l>").await;
}

async fn hang(clinic: &Clinic, board: Board) -> Stage {
    let mut stage = Stage::new(FRONT, clinic.desk.clone(), board, (80, 24));
    stage.settle().await;
    stage
}

#[test]
fn the_room_sees_numbers_and_never_a_name() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        let mut stage = hang(&clinic, Board::default()).await;
        assert!(stage.screen().contains("Please wait until your number is called."), "{}", stage.screen());
        for name in ["Ayu Prameswari", "Budi Santoso", "Siti Nurhaliza"] {
            waits(&clinic, name).await;
        }
        call(&clinic, "Room 1").await;
        hears(&mut stage).await;
        let screen = stage.screen();
        assert!(screen.contains("Next: A002  A003") && screen.contains("2 waiting"), "{screen}");
        assert!(
            screen.contains("██") && screen.contains("Klinik Melati") && screen.contains("09:00"),
            "{screen}"
        );
        for name in ["Ayu", "Budi", "Siti", "Prameswari", "Totok"] {
            assert!(!screen.contains(name), "{screen}");
        }
    });
}

#[test]
fn a_new_call_stands_out_for_a_while_and_rings_where_it_is_wanted() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        waits(&clinic, "Ayu Prameswari").await;
        waits(&clinic, "Budi Santoso").await;
        call(&clinic, "Room 1").await;
        let reversed = |stage: &mut Stage| {
            let buffer = stage.buffer();
            buffer.content.iter().any(|cell| cell.modifier.contains(ratatui::style::Modifier::REVERSED))
        };
        let mut loud = hang(&clinic, Board::ringing()).await;
        assert!(!loud.app.take_ring(), "what was called before it hung there is no news");
        assert!(reversed(&mut loud));
        // It looks quiet again by itself.
        assert!(loud.app.next_alarm() <= loud.at() + Duration::from_secs(20));
        clinic.clock.set(loket::domain::time::Ts(clinic.desk.now().0 + 21_000_000));
        loud.pass(Duration::from_secs(21));
        assert!(!reversed(&mut loud));
        let mut quiet = hang(&clinic, Board::default()).await;
        call(&clinic, "Room 2").await;
        hears(&mut loud).await;
        hears(&mut quiet).await;
        assert!(loud.app.take_ring() && !quiet.app.take_ring());
        assert!(reversed(&mut loud) && reversed(&mut quiet));
        let screen = quiet.screen();
        assert!(screen.contains("A001 ► Room 1"), "the calls before: {screen}");
        hears(&mut loud).await;
        assert!(!loud.app.take_ring(), "once for each call");
    });
}

#[test]
fn the_counter_looks_at_the_board_and_comes_back() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(loket::screens::FRONT, clinic.desk.clone(), Queue::default(), (80, 24));
        stage.settle().await;
        stage.keys("b").await;
        assert_eq!(stage.app.names(), ["queue", "board"]);
        assert!(!stage.screen().contains("help"), "{}", stage.screen());
        stage.keys("q").await;
        assert_eq!(stage.app.names(), ["queue"]);
    });
}

#[test]
fn a_board_is_left_only_after_asking() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = hang(&clinic, Board::default()).await;
        stage.keys("q").await;
        assert!(!stage.app.over());
        stage.keys("y").await;
        assert!(stage.app.over());
    });
}

#[test]
fn how_the_board_looks() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        for name in ["Ayu Prameswari", "Budi Santoso", "Siti Nurhaliza", "Agus Wijaya", "Fitriani"] {
            waits(&clinic, name).await;
        }
        call(&clinic, "Room 1").await;
        clinic.now("09:02");
        call(&clinic, "Room 2").await;
        let mut stage = hang(&clinic, Board::default()).await;
        insta::assert_snapshot!(looks(&mut stage).await);
    });
}
