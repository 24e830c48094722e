//! The phone rings.

use crate::support::Lab;
use crate::support::clinic::Clinic;

#[test]
fn what_is_booked_is_in_the_book() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-20 10:00").await;
        let day = clinic.day("2026-11-20").await;
        assert_eq!((day.len(), day[0].patient.as_str()), (1, "Ayu Prameswari"));
    });
}
