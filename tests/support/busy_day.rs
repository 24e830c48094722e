//! A day in every state, as it is at five past ten: the mock-ups' day.

use loket::desk::method::ListMethods;
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::visit::{
    Arrive, CancelBooking, ConfirmBooking, FinishVisit, LeaveVisit, MarkNoShow, StartVisit,
};
use loket::domain::booking::CancelledBy;
use loket::domain::id::BookingId;
use loket::domain::money::Money;

use super::clinic::Clinic;

impl Clinic {
    /// Lives the morning through, and leaves the clock at 10:05.
    pub async fn until_five_past_ten(&self) {
        let on = |time: &str| format!("2026-11-20 {time}");
        for (time, patient, treatment, staff) in [
            ("08:30", "Siti Nurhaliza", "Facial Premium", "Rina"),
            ("08:30", "Bagas", "Totok Wajah", "Tono"),
            ("09:00", "Budi Santoso", "Konsultasi dr.", "dr. Maya"),
            ("09:30", "Dewi Lestari", "Laser Acne", "dr. Maya"),
            ("09:45", "Agus Wijaya", "Totok Wajah", "Tono"),
            ("10:00", "Ayu Prameswari", "Chemical Peeling", "Rina"),
            ("11:00", "Putri Handayani", "Microdermabrasi", "Rina"),
            ("13:00", "Rizky Pratama", "Konsultasi dr.", "dr. Maya"),
            ("13:30", "Fitriani", "Facial Basic", "Tono"),
            ("15:00", "Ni Luh Ayu", "Paket Glow", "Rina"),
        ] {
            self.book(patient, treatment, staff, &on(time)).await;
        }
        self.book("Citra", "Facial Basic", "Tono", "2026-11-21 09:00").await;
        let cancel = CancelBooking {
            booking: self.booking_of("Ni Luh Ayu").await,
            version: None,
            by: Some(CancelledBy::Patient),
            reason: "sakit".into(),
            deposit: None,
        };
        self.desk.act(cancel).await.unwrap();
        for patient in ["Putri Handayani", "Rizky Pratama", "Dewi Lestari"] {
            let booking = self.booking_of(patient).await;
            self.desk
                .act(ConfirmBooking { booking, version: None, without_deposit: String::new() })
                .await
                .unwrap();
        }
        let siti = self.booking_of("Siti Nurhaliza").await;
        let budi = self.booking_of("Budi Santoso").await;
        let dewi = self.booking_of("Dewi Lestari").await;
        let bagas = self.booking_of("Bagas").await;
        self.through(siti, "08:28", "08:31", "09:12").await;
        self.pay(siti, 350_000).await;
        self.through(budi, "08:55", "09:01", "09:29").await;
        self.now("09:00");
        self.desk.act(MarkNoShow { booking: bagas, version: None, deposit: None }).await.unwrap();
        self.now("09:25");
        self.desk.act(Arrive { booking: dewi, version: None }).await.unwrap();
        self.now("09:31");
        let start = StartVisit {
            booking: dewi,
            version: None,
            staff: None,
            alerts_seen: true,
            override_reason: None,
        };
        self.desk.act(start).await.unwrap();
        self.now("09:58");
        let ayu = self.booking_of("Ayu Prameswari").await;
        self.desk.act(Arrive { booking: ayu, version: None }).await.unwrap();
        self.now("10:05");
    }

    async fn through(&self, booking: BookingId, arrived: &str, started: &str, done: &str) {
        self.now(arrived);
        self.desk.act(Arrive { booking, version: None }).await.unwrap();
        self.now(started);
        let start =
            StartVisit { booking, version: None, staff: None, alerts_seen: true, override_reason: None };
        self.desk.act(start).await.unwrap();
        self.now(done);
        self.desk.act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();
    }

    /// Takes cash for a visit.
    pub async fn pay(&self, booking: BookingId, amount: i64) {
        let cash = self.desk.ask(ListMethods { all: false }).await.unwrap().remove(0).id;
        let tender = Tender { method: cash, tendered: Money(amount), reference: String::new() };
        self.desk
            .act(TakePayment { booking, tenders: vec![tender], due: None, paid_for: None })
            .await
            .unwrap();
    }

    /// Goes away before it was done.
    pub async fn leaves(&self, patient: &str) {
        let booking = self.booking_of(patient).await;
        let leave = LeaveVisit { booking, version: None, reason: "terlalu lama".into() };
        self.desk.act(leave).await.unwrap();
    }
}
