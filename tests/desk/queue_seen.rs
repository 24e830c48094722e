//! What is seen of who waits: on the queue, beside the day, on the board, at another counter.

use std::time::Duration;

use loket::app::testing::Stage;
use loket::desk::queue::OpenQueue;
use loket::desk::ticket::{CallTicket, MissTicket, ReactivateTicket};
use loket::desk::visit::Arrive;
use loket::domain::queue::TicketStatus;
use loket::screens::FRONT;
use loket::screens::day::Day;
use loket::screens::queue::Queue;

use crate::queue::{line, morning, sit, walk_in};
use crate::support::Lab;
use crate::support::clinic::Clinic;

#[test]
fn what_another_counter_did_is_said() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = sit(&clinic).await;
        let ticket = line(&clinic, "A003").await.ticket;
        let park = loket::desk::ticket::ParkTicket { ticket: ticket.id, version: Some(ticket.version) };
        clinic.owner.act(park).await.unwrap();
        stage.keys("Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Hartono changed this on Fri 20 Nov 09:29"), "{screen}");
        assert!(screen.contains("○ away"), "what is true now is shown: {screen}");
    });
}

#[test]
fn an_empty_queue_says_what_to_do() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = sit(&clinic).await;
        let screen = stage.screen();
        assert!(screen.contains("Nobody waits. F3 gives a number."), "{screen}");
        stage.keys("Space").await;
        assert!(stage.screen().contains("! Nobody is in the queue."));
    });
}

#[test]
fn the_last_line_names_what_the_next_step_is_and_all_there_is_room_for() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut stage = sit(&clinic).await;
        let last = |screen: String| screen.lines().last().unwrap_or_default().to_owned();
        let line = last(stage.screen());
        assert!(line.contains("Space begin ") && line.contains("H away"), "{line}");
        stage.keys("<F12>").await;
        let line = last(stage.screen());
        assert!(line.contains("Space mulai ") && line.contains("F3 tanpa janji"), "{line}");
        stage.keys("<F12> Space y Home").await;
        stage.pass(Duration::from_secs(10));
        let line = last(stage.screen());
        assert!(line.contains("Space done ") && line.contains("p pay"), "{line}");
    });
}

/// Day, queue and board say the same of how many wait: whoever is called, away or was missed does not.
#[test]
fn the_day_the_queue_and_the_board_count_alike() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let mut queue = sit(&clinic).await;
        let mut day = Stage::new(FRONT, clinic.desk.clone(), Day::new(clinic.desk.today()), (80, 24));
        for (keys, waiting) in [("", 3), ("c", 2), ("Down H", 1)] {
            queue.keys(keys).await;
            day.keys("<F5>").await;
            let (queue, day) = (queue.screen(), day.screen());
            assert!(queue.contains(&format!("Queue · {waiting} waiting")), "{queue}");
            assert!(day.contains(&format!("{waiting} waiting")), "{day}");
            let board = clinic.desk.ask(loket::desk::board::OpenBoard {}).await.unwrap();
            assert_eq!(board.waiting, waiting);
        }
    });
}

#[test]
fn a_number_above_a_thousand_is_seen_whole() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        let id = line(&clinic, "A002").await.ticket.id;
        let place = clinic.desk.clinic().id;
        let mut tx = lab.db.begin().await.unwrap();
        // A thousand people on one morning would take the test too long.
        for forbids in ["DROP TRIGGER counter_update", "DROP TRIGGER ticket_number_next"] {
            tx.on().exec(forbids, ()).await.unwrap();
        }
        let row = loket::store::queue::get(tx.on(), place, id).await.unwrap().unwrap();
        let row = loket::store::queue::TicketRow {
            id: loket::domain::id::TicketId::new(),
            number: 1233,
            status: TicketStatus::Done,
            ..row
        };
        let scope = loket::domain::queue::scope(row.business_day, &row.prefix);
        loket::store::queue::insert(tx.on(), place, &row, &scope, "counter 1").await.unwrap();
        tx.commit().await.unwrap();
        walk_in(&clinic, clinic.patient("Putri Handayani").await, Some("Totok Wajah")).await;
        let mut stage = sit(&clinic).await;
        stage.keys("G !").await;
        assert!(stage.screen().contains("A1234! Putri"), "{}", stage.screen());
        stage.resize((40, 20));
        assert!(stage.screen().contains("A1234! Putri"), "{}", stage.screen());
        let mut day = Stage::new(FRONT, clinic.desk.clone(), Day::new(clinic.desk.today()), (80, 24));
        day.settle().await;
        assert!(day.screen().contains("A1234 Totok"), "{}", day.screen());
    });
}

#[test]
fn the_queue_says_what_is_meant() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Budi Santoso", "Konsultasi dr.", "dr. Maya", "2026-11-20 09:00").await;
        morning(&clinic).await;
        let booking = clinic.booking_of("Budi Santoso").await;
        clinic.desk.act(Arrive { booking, version: None }).await.unwrap();
        clinic.now("09:41");
        let mut stage = sit(&clinic).await;
        for size in [(80, 24), (120, 40), (40, 20)] {
            stage.resize(size);
            stage.settle().await;
            let screen = stage.screen();
            assert!(screen.contains("due 11m ago") && !screen.contains("late"), "{screen}");
        }
        stage.resize((80, 24));
        // Nobody called it yet.
        stage.keys("Home N").await;
        assert!(stage.screen().contains("was not called yet"), "{}", stage.screen());
        // A search leaves those it finds; what is typed into it does nothing else.
        stage.keys("/ 'agus' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Agus Wijaya") && !screen.contains("Ayu Prameswari"), "{screen}");
        stage.keys("/ <ctrl-u> Enter").await;
        assert!(stage.screen().contains("Ayu Prameswari"), "{}", stage.screen());
        // Somebody is given back to whoever is free.
        stage.keys("Home Down s").await;
        assert!(stage.app.names().contains(&"pick"), "{}", stage.screen());
        stage.keys("Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("waits for whoever is free"), "{screen}");
    });
}

#[test]
fn beside_the_day_the_number_of_the_counter_is_seen() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let ayu = clinic.patient("Ibu Ratna").await;
        walk_in(&clinic, ayu, Some("Totok Wajah")).await;
        let call = loket::desk::ticket::CallNext { to: Some("Counter 17".into()), prefix: None, staff: None };
        clinic.desk.act(call).await.unwrap();
        let mut stage = clinic.stage(clinic.today(), (120, 40)).await;
        assert!(stage.screen().contains("ter 17"), "{}", stage.screen());
    });
}

#[test]
fn what_to_be_careful_about_is_seen_in_words_below_the_queue() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:10");
        for name in ["Siti Nurhaliza", "Dewi Lestari", "Ayu Prameswari", "Agus Wijaya", "Budi Santoso"] {
            walk_in(&clinic, clinic.patient(name).await, None).await;
        }
        let view = clinic.desk.ask(OpenQueue {}).await.unwrap();
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Queue::default(), (80, 24));
        stage.settle().await;
        for size in [(80, 24), (120, 40), (40, 20)] {
            stage.resize(size);
            stage.keys("Home").await;
            let mut warned = 0;
            for line in &view.lines {
                // On a phone the words go on in the next line.
                let screen = stage.screen().split_whitespace().collect::<Vec<_>>().join(" ");
                let alerts = &line.ticket.alerts;
                let said = screen.contains(&format!("{}: {alerts}", line.ticket.patient));
                assert_eq!(said, !alerts.is_empty(), "{}: {screen}", line.ticket.patient);
                warned += usize::from(said);
                stage.keys("Down").await;
            }
            assert!(warned > 0, "nobody here has an alert");
        }
    });
}

#[test]
fn whoever_calls_while_the_queue_is_on_the_screen_is_booked_there() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        for place in ["2", "5"] {
            stage.keys(place).await;
            let before = stage.screen();
            stage.keys("B 'ayu'").await;
            assert!(stage.screen().contains("Ayu"), "{}", stage.screen());
            stage.keys("Esc y").await;
            assert_eq!(stage.screen(), before);
        }
    });
}

#[test]
fn somebody_waits_as_long_wherever_it_is_said() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        morning(&clinic).await;
        // Dewi was called, missed and put back: she waits anew.
        let ticket = line(&clinic, "A003").await.ticket.id;
        clinic.desk.act(CallTicket { ticket, version: None, to: None }).await.unwrap();
        clinic.now("09:33");
        clinic.desk.act(MissTicket { ticket, version: None }).await.unwrap();
        clinic.now("09:35");
        clinic.desk.act(ReactivateTicket { ticket, version: None }).await.unwrap();
        clinic.now("09:41");
        assert_eq!(line(&clinic, "A003").await.waited, 6);
        let mut stage = clinic.stage(Queue::default(), (120, 40)).await;
        let row =
            |screen: &str| screen.lines().find(|line| line.contains("Dewi Lestari")).unwrap().to_owned();
        let screen = stage.screen();
        assert!(row(&screen).contains(" 6m "), "{screen}");
        stage.keys("1").await;
        let screen = stage.screen();
        assert!(row(&screen).contains("arrived 6m"), "{screen}");
        let beside =
            screen.lines().find(|line| line.contains("A003  Dewi")).unwrap_or_else(|| panic!("{screen}"));
        assert!(beside.contains("6m"), "{screen}");
    });
}
