//! The people who treat, their weeks and their leave.

use loket::app::testing::Stage;
use loket::desk::assign::AssignBooking;
use loket::desk::staff::ListStaff;
use loket::domain::schedule::HoursKind;
use loket::screens::FRONT;
use loket::screens::staff::Staff;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::Clinic;

async fn staff(clinic: &Clinic) -> Stage {
    let mut stage = Stage::new(FRONT, clinic.owner.clone(), Staff::new(), (80, 24));
    stage.settle().await;
    stage
}

#[test]
fn who_is_here_today_and_when() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = staff(&clinic).await;
        insta::assert_snapshot!("staff", looks(&mut stage).await);
        // Sunday is off, and t comes back.
        stage.keys("] ]").await;
        let sunday = stage.screen();
        assert!(sunday.contains("Sun 22 Nov") && !sunday.contains("08:00-12:00"), "{sunday}");
        stage.keys("t").await;
        assert!(stage.screen().contains("08:00-12:00 13:00-17:00"));
    });
}

#[test]
fn a_week_is_typed_as_it_is_said() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = staff(&clinic).await;
        stage.keys("a 'Lina' Enter 'terapis' Enter Enter 'sen-jum 9-17, istirahat 12-13; sab 9-13'").await;
        let screen = stage.screen();
        assert!(screen.contains("mon-fri 9-17, break 12-13") && screen.contains("sat 9-13"), "{screen}");
        // Two treatments from the list, one room by a part of its name.
        stage.keys("Enter Down").await;
        insta::assert_snapshot!("pick_many", looks(&mut stage).await);
        stage.keys("Space Down Down Space Enter").await;
        insta::assert_snapshot!("staff_form", looks(&mut stage).await);
        stage.keys("Tab '2' <ctrl-s>").await;
        assert_eq!(stage.app.names(), ["staff"], "{}", stage.screen());
        let list = clinic.owner.ask(ListStaff {}).await.unwrap();
        let lina = list.staff.iter().find(|one| one.staff.name == "Lina").unwrap();
        let breaks = lina.hours.iter().filter(|line| line.kind == HoursKind::Break).count();
        assert_eq!((lina.hours.len(), breaks, lina.treatments.len()), (11, 5, 2));
        assert_eq!(
            lina.staff.room_id,
            list.rooms.iter().find(|room| room.name == "Room 2").map(|room| room.id)
        );
        // It is read back as it was written, so that saving it again changes nothing.
        stage.keys("Enter <ctrl-s>").await;
        let again = clinic.owner.ask(ListStaff {}).await.unwrap();
        let lina_again = again.staff.iter().find(|one| one.staff.name == "Lina").unwrap();
        assert_eq!((&lina_again.hours, &lina_again.treatments), (&lina.hours, &lina.treatments));
    });
}

#[test]
fn a_week_that_cannot_be_is_said_at_its_field() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = staff(&clinic).await;
        stage.keys("a 'Lina' Tab Tab Tab 'sen-jum 9-17, istirahat 18-19' Tab 'Pijat' <ctrl-s>").await;
        let screen = stage.screen();
        assert!(screen.contains("These hours do not fit"), "{screen}");
        assert!(screen.contains("There is no \"Pijat\" here"), "{screen}");
        assert!(screen.contains("istirahat 18-19"), "{screen}");
    });
}

#[test]
fn leave_over_bookings_lists_them() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-23 10:00").await;
        clinic.book("Fitriani", "Facial Basic", "Rina", "2026-11-24 09:00").await;
        clinic.book("Budi Santoso", "Konsultasi dr.", "dr. Maya", "2026-11-23 10:00").await;
        let mut stage = staff(&clinic).await;
        stage.keys("Down O").await;
        assert!(stage.screen().contains("Leave · Rina"), "{}", stage.screen());
        stage.keys("a 'sen' Enter").await;
        insta::assert_snapshot!("leave_form", looks(&mut stage).await);
        stage.keys("'rab' Enter 'sakit' Enter").await;
        assert_eq!(stage.app.names(), ["staff", "leave", "affected"], "{}", stage.screen());
        insta::assert_snapshot!("affected", looks(&mut stage).await);
        let screen = stage.screen();
        assert!(screen.contains("Ayu Prameswari") && screen.contains("Fitriani"), "{screen}");
        assert!(!screen.contains("Budi"), "{screen}");
        // Each is moved from here, and from its own page.
        stage.keys("m").await;
        assert_eq!(stage.app.names(), ["staff", "leave", "affected", "booking_form"]);
        stage.keys("Esc Enter m").await;
        assert_eq!(stage.app.names(), ["staff", "leave", "affected", "visit", "booking_form"]);
        stage.keys("Esc Esc").await;
        // Each opens; what is given to somebody else is gone from the list.
        stage.keys("Down Enter").await;
        assert_eq!(stage.app.names(), ["staff", "leave", "affected", "visit"]);
        let booking = clinic.day("2026-11-24").await.remove(0);
        let assign = AssignBooking {
            booking: booking.id,
            version: Some(booking.version),
            treatment: None,
            staff: Some(clinic.staff("Tono").await),
            override_reason: None,
        };
        clinic.desk.act(assign).await.unwrap();
        stage.keys("Esc").await;
        let screen = stage.screen();
        assert!(screen.contains("1 to resolve") && !screen.contains("Fitriani"), "{screen}");
        stage.keys("Esc").await;
        insta::assert_snapshot!("leave", looks(&mut stage).await);
        // What was booked is still booked; the leave is seen on its days only.
        stage.keys("Esc ] ] ]").await;
        assert!(stage.screen().contains("away: sakit"), "{}", stage.screen());
        // Called off, after asking.
        stage.keys("O x").await;
        assert!(stage.screen().contains("Call off the leave of Rina from Mon 23 Nov?"), "{}", stage.screen());
        stage.keys("y").await;
        assert!(stage.screen().contains("No leave."), "{}", stage.screen());
    });
}

#[test]
fn who_may_not_change_staff_is_told() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Staff::new(), (80, 24));
        stage.settle().await;
        stage.keys("a").await;
        assert_eq!(stage.app.names(), ["staff"]);
        assert!(stage.screen().contains("Your role may not do this"), "{}", stage.screen());
    });
}

#[test]
fn an_empty_week_shows_how_one_is_written() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = staff(&clinic).await;
        stage.keys("a 'Lina' Tab Tab Tab").await;
        assert!(stage.screen().contains("mon-fri 9-17, break 12-13; sat 9-13"), "{}", stage.screen());
        stage.keys("<F12>").await;
        assert!(stage.screen().contains("sen-jum 9-17, istirahat 12-13; sab 9-13"), "{}", stage.screen());
        stage.keys("'sen 9-17'").await;
        assert!(
            !stage.screen().contains("istirahat 12-13"),
            "what is typed takes its place: {}",
            stage.screen()
        );
    });
}

#[test]
fn a_shorter_week_lists_what_is_booked_outside_it() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-23 15:30").await;
        clinic.book("Fitriani", "Facial Basic", "Rina", "2026-11-24 10:15").await;
        clinic.book("Siti Nurhaliza", "Facial Basic", "Rina", "2026-11-28 10:15").await;
        let mut stage = staff(&clinic).await;
        stage.keys("Down Enter Down Down Down <ctrl-u> 'mon-fri 10-15' <ctrl-s>").await;
        if stage.app.names().last() == Some(&"approve") {
            stage.keys(&format!("'owner' Enter '{}' Enter", crate::support::clinic::OWNER_PIN)).await;
        }
        let screen = stage.screen();
        assert_eq!(stage.app.names(), ["staff", "affected"], "{screen}");
        assert!(screen.contains("Ayu Prameswari") && screen.contains("Siti Nurhaliza"), "{screen}");
        assert!(!screen.contains("Fitriani") && screen.contains("2 to resolve"), "{screen}");
        insta::assert_snapshot!("affected_week", looks(&mut stage).await);
        // Saved again as it is, nothing new lies outside.
        stage.keys("Esc Enter <ctrl-s>").await;
        assert!(!stage.app.names().contains(&"affected"), "{}", stage.screen());
    });
}
