//! Every act leaves one sealed row, and what is done to the rows behind loket's back is found: reliability.md P8.

use loket::desk::booking::MoveBooking;
use loket::desk::day_close::CloseDay;
use loket::desk::drawer::{CloseDrawer, Confirmed, CountDrawer, Decided};
use loket::desk::event::{ListEvents, ResolveEvent};
use loket::desk::expense::{ListCategories, WriteExpense};
use loket::desk::health_note::{AddHealthNote, StrikeHealthNote};
use loket::desk::package_refund::RefundPackage;
use loket::desk::payment::VerifyPayment;
use loket::desk::queue::OpenQueue;
use loket::desk::receipt::PrintReceipt;
use loket::desk::recurring::SaveRecurring;
use loket::desk::right::{GiveGrant, RevokeGrant};
use loket::desk::role::EditRole;
use loket::desk::share::{ShareLine, ShareRow};
use loket::desk::staff::{ListStaff, SaveStaff};
use loket::desk::tenant::Platform;
use loket::desk::ticket::LeaveQueue;
use loket::desk::trail::ListTrail;
use loket::desk::verify::VerifyTrail;
use loket::desk::visit::{Arrive, CancelBooking, MarkNoShow};
use loket::domain::account::Role;
use loket::domain::clinic::DepositFate;
use loket::domain::drawer::Decision;
use loket::domain::expense::PaidFrom;
use loket::domain::id::{AccountId, BookingId, RoleId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::permission::{Effect, Permission, Rule};
use loket::domain::verify::{Anchor, Broken, Verdict, Wrong};
use loket::store::On;
use serde_json::json;

use crate::clinic::{House, PASSWORD, approved, at, on};
use crate::people::by_password;
use crate::support::{Lab, on_both};

/// A day with money of every kind, its drawer closed, and a row after its Z.
pub async fn a_day(lab: &Lab) -> House {
    let house = work(lab).await;
    evening(&house, Vec::new(), Vec::new()).await;
    house
}

/// The same with a row in every table the trail vouches for: a number of the queue, a package sold, a payment that had to be seen arriving, a
/// copy of a receipt, a visit that was not paid when the drawer was closed, and the day itself closed.
pub async fn a_full_day(lab: &Lab) -> House {
    let house = work(lab).await;
    house.clock.set(at(14, 20));
    let patient = house.patient("Dewi Lestari", "0812 5555 1234").await;
    let visit = house.book(patient, "Facial Basic", Some("Rina"), at(14, 30)).await.unwrap().id;
    house.desk.act(Arrive { booking: visit, version: None }).await.unwrap();
    house.start(visit).await;
    house.sell(visit, false).await;
    house.pay(visit, &[(MethodKind::Qris, 400_000)]).await.unwrap();
    let paid = house.bill(visit).await.payments.into_iter().next().unwrap();
    house.desk.act(VerifyPayment { payment: paid.id, reference: "QR-7".to_owned() }).await.unwrap();
    house.desk.act(PrintReceipt { receipt: paid.receipt_id }).await.unwrap();
    house.clock.set(at(15, 15));
    house.finish(visit).await;
    let qris = Confirmed {
        method: house.method(MethodKind::Qris).await,
        amount: Money(400_000),
        note: String::new(),
    };
    let owed = Decided { booking: visit, decision: Decision::Receivable, note: "karyawan".to_owned() };
    evening(&house, vec![qris], vec![owed]).await;
    let day = "2026-11-20".parse().unwrap();
    house.desk.act_as(CloseDay { day }, approved()).await.unwrap();
    house
}

async fn work(lab: &Lab) -> House {
    let house = House::of(lab).await;
    for hour in [10, 13] {
        house.clock.set(at(hour, 5));
        let patient = house.patient("Siti Rahma", &format!("0812 3456 78{hour}")).await;
        let noted = AddHealthNote { patient, words: "Hipertensi".to_owned(), sure: false };
        let note = house.desk.act(noted).await.unwrap().id;
        if hour == 13 {
            let strike = StrikeHealthNote { note, reason: "orang lain".to_owned() };
            house.desk.act(strike).await.unwrap();
        }
        let visit = house.book(patient, "Facial Basic", Some("Rina"), at(hour, 30)).await.unwrap().id;
        house.start(visit).await;
        house.pay(visit, &[(MethodKind::Cash, 100_000), (MethodKind::Transfer, 75_000)]).await.unwrap();
        house.clock.set(at(hour + 1, 15));
        house.finish(visit).await;
    }
    pay_is_agreed(lab, &house).await;
    let category = house.desk.ask(ListCategories {}).await.unwrap()[0].id;
    let rent = SaveRecurring {
        recurring: None,
        version: None,
        category,
        amount: Money(3_000_000),
        description: "Sewa".to_owned(),
        paid_from: PaidFrom::Bank,
        day_of_month: 31,
        active: true,
    };
    house.desk.act(rent).await.unwrap();
    for amount in [25_000, 20_000] {
        let spend = WriteExpense {
            date: None,
            category,
            amount: Money(amount),
            description: "tisu".to_owned(),
            reference: String::new(),
            paid_from: PaidFrom::Drawer,
            recurring: None,
        };
        house.desk.act_as(spend, approved()).await.unwrap();
    }
    // Something of every other kind that is vouched for: a role, a right given and taken back, an event settled, a limit
    // set.
    let ward = crate::people::hire(lab, &house, "ward", Role::Receptionist).await;
    let rule = |permission, effect| Rule { permission, effect };
    let senior = vec![
        rule(Permission::StaffEdit, Effect::Allow),
        rule(Permission::BookingMake, Effect::Deny),
        rule(Permission::ReportSee, Effect::Allow),
    ];
    let role = edit_role(&house, None, &senior).await;
    let junior = vec![rule(Permission::StaffEdit, Effect::Deny), rule(Permission::ReportSee, Effect::Allow)];
    edit_role(&house, Some(role), &junior).await;
    edit_role(&house, None, &senior).await;
    for permission in [Permission::TreatmentEdit, Permission::StaffEdit] {
        let give = GiveGrant {
            user: ward,
            permission,
            effect: Effect::Deny,
            expires_at: None,
            reason: "belum".to_owned(),
        };
        let given = house.desk.act_as(give, by_password()).await.unwrap().id;
        let revoke = RevokeGrant { grant: given, reason: "sudah".to_owned() };
        house.desk.act_as(revoke, by_password()).await.unwrap();
    }
    house.desk.act_as(crate::people::invite(Role::Therapist), by_password()).await.unwrap();
    let event = house.desk.ask(ListEvents {}).await.unwrap()[0].id;
    house.desk.act(ResolveEvent { event, note: "benar".to_owned() }).await.unwrap();
    let platform = Platform::at(&lab.admin, house.clock.clone()).await.unwrap();
    for max in [50, 60] {
        platform.limit("melati", Some(max), None).await.unwrap();
    }
    platform.close().await;
    let desk = house.desk.login("ward", PASSWORD).await.unwrap().0;
    let recovery = crate::factor::confirmed(&desk).await;
    crate::factor::enter(&house.desk, "ward", recovery.into_iter().next()).await.unwrap();
    house
}

/// The drawer is counted and closed; somebody still comes.
async fn evening(house: &House, mut methods: Vec<Confirmed>, unfinished: Vec<Decided>) {
    house.clock.set(at(18, 0));
    let count =
        CountDrawer { session: None, pieces: None, total: Some(Money(655_000)), reason: String::new() };
    house.desk.act_as(count, approved()).await.unwrap();
    let transfer = Confirmed {
        method: house.method(MethodKind::Transfer).await,
        amount: Money(150_000),
        note: String::new(),
    };
    methods.push(transfer);
    let close = CloseDrawer { session: None, note: String::new(), methods, unfinished, left_in: None };
    house.desk.act_as(close, approved()).await.unwrap();
    house.clock.set(at(19, 0));
    house.patient("Budi Santoso", "0812 7777 1234").await;
}

/// What is sold and who is paid for it: a package, another rate of commission, a treatment two did together.
async fn pay_is_agreed(lab: &Lab, house: &House) {
    house.three(false, 400_000).await;
    let (rina, maya) = (house.staff("Rina").await, house.staff("dr. Maya").await);
    let known = house.desk.ask(ListStaff {}).await.unwrap();
    let known = known.staff.into_iter().find(|one| one.staff.id == rina).unwrap();
    let more = SaveStaff {
        staff: Some(rina),
        version: None,
        name: known.staff.name,
        title: known.staff.title,
        skills: known.staff.skills,
        room: known.staff.room_id,
        commission_bp: Some(1_500),
        hours: known.hours,
        treatments: None,
        active: true,
    };
    house.desk.act(more).await.unwrap();
    let visits: Vec<(BookingId,)> = On::from(&lab.db)
        .all("SELECT id FROM booking WHERE status = 'done' ORDER BY starts_at", ())
        .await
        .unwrap();
    let booking = visits[0].0;
    let shares = [(rina, 7_000), (maya, 3_000)];
    let share = ShareLine {
        booking,
        version: None,
        line: house.bill(booking).await.lines[0].id,
        shares: shares.map(|(staff_id, share_bp)| ShareRow { staff_id, share_bp }).to_vec(),
    };
    house.desk.act(share).await.unwrap();
}

pub async fn verdict(house: &House, head: Option<Anchor>) -> Verdict {
    house.desk.ask(VerifyTrail { head }).await.unwrap()
}

/// Makes a role of the clinic's own, or gives it other rules.
pub async fn edit_role(house: &House, role: Option<RoleId>, rules: &[Rule]) -> RoleId {
    let edit = EditRole {
        role,
        version: None,
        name: format!("Senior {}", rules.len()),
        base: Role::Receptionist,
        rules: rules.to_vec(),
        active: true,
        reason: "baru".to_owned(),
    };
    house.desk.act_as(edit, by_password()).await.unwrap().id
}

/// The end of the trail as the last Z says it.
pub async fn slip(lab: &Lab) -> Anchor {
    let (seq, hash): (i64, String) = On::from(&lab.db)
        .one("SELECT head_seq, head_hash FROM z_report ORDER BY number DESC LIMIT 1", ())
        .await
        .unwrap();
    Anchor { seq, hash: hash[..16].to_owned() }
}

/// The acts of the trail so far, and what each row says.
pub async fn rows(lab: &Lab) -> Vec<(String, String, Option<uuid::Uuid>)> {
    On::from(&lab.db).all("SELECT act, after, account_id FROM audit ORDER BY seq", ()).await.unwrap()
}

pub fn deny(user: AccountId, reason: &str) -> GiveGrant {
    GiveGrant {
        user,
        permission: Permission::StaffEdit,
        effect: Effect::Deny,
        expires_at: None,
        reason: reason.to_owned(),
    }
}

on_both! {
    async fn what_is_no_act_leaves_its_sealed_row_too(lab: &Lab) {
        let house = House::of(lab).await;
        let acts = async || -> Vec<String> { rows(lab).await.into_iter().map(|(act, ..)| act).collect() };
        let before = acts().await.len();
        // A guess leaves nothing: else whoever guesses could make the trail as long as they like. The pause does.
        for guess in 1..=5 {
            assert!(house.desk.login("ratna", "bukan kata sandi").await.is_err());
            assert_eq!(acts().await.len() - before, usize::from(guess == 5), "after {guess}");
        }
        let (act, after, who) = rows(lab).await.pop().unwrap();
        let after: serde_json::Value = serde_json::from_str(&after).unwrap();
        assert_eq!((act.as_str(), &after["kind"], &after["details"]), ("security_event", &json!("login_pause"), &json!("tries=5")));
        // Whoever guesses at the door is nobody yet.
        assert!(after["about"].is_string() && who.is_none());
        // Names nobody has are without end: they are told of once an hour.
        let before = acts().await.len();
        for name in ["satu", "dua", "tiga"] {
            for _ in 0..5 {
                assert!(house.desk.login(name, "bukan kata sandi").await.is_err());
            }
        }
        assert_eq!(acts().await.len() - before, 1);
        // Whoever administers the installation has no secret of the clinic's: the next log-in seals what they did.
        let platform = Platform::at(&lab.admin, house.clock.clone()).await.unwrap();
        platform.limit("melati", Some(9), None).await.unwrap();
        platform.let_work("melati", false).await.unwrap();
        platform.let_work("melati", true).await.unwrap();
        platform.close().await;
        assert!(verdict(&house, None).await.whole(), "what waits is no alarm");
        house.clock.set(at(12, 0));
        house.another(lab, "Counter 2").await;
        let told: Vec<String> = acts().await.into_iter().rev().take(4).collect();
        assert_eq!(told, ["login", "resume_tenant", "suspend_tenant", "limit_tenant"]);
        house.another(lab, "Counter 3").await;
        assert_eq!(acts().await.into_iter().rev().take(2).collect::<Vec<_>>(), ["login", "login"]);
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
    }

    async fn a_reason_that_looks_like_one_that_is_kept_elsewhere_is_read_as_it_was_typed(lab: &Lab) {
        let house = House::of(lab).await;
        let ward = crate::people::hire(lab, &house, "ward", Role::Receptionist).await;
        let typed = format!("personal:{}", "0f".repeat(32));
        house.desk.act_as(deny(ward, &typed), by_password()).await.unwrap();
        let lines = house.desk.ask(ListTrail::default()).await.unwrap();
        let line = lines.iter().find(|line| line.act == "give_grant").unwrap();
        assert_eq!((line.reason.trim(), line.erased), (typed.as_str(), false));
        assert!(verdict(&house, None).await.whole());
    }

    async fn a_day_s_trail_is_whole_and_vouches_for_its_money(lab: &Lab) {
        let house = a_day(lab).await;
        let found = verdict(&house, Some(slip(lab).await)).await;
        assert!(found.whole(), "{found:?}");
        assert_eq!(found.last_good_z, Some(1));
        assert!(found.rows > 15 && found.ledger_rows > 12, "{found:?}");
        let acts: Vec<(String,)> =
            On::from(&lab.db).all("SELECT act FROM audit ORDER BY seq LIMIT 5", ()).await.unwrap();
        let acts: Vec<&str> = acts.iter().map(|(act,)| act.as_str()).collect();
        assert_eq!(acts, ["found", "login", "open_drawer", "register_patient", "add_health_note"]);
    }

    async fn rows_that_are_gone_at_the_end_are_counted_from_the_first_of_them(lab: &Lab) {
        let house = a_day(lab).await;
        let before = verdict(&house, None).await.rows;
        let owner = lab.owner().await;
        let run = async |text: &'static str| {
            let mut tx = owner.begin().await.unwrap();
            tx.on().exec(text, ()).await.unwrap();
            tx.commit().await.unwrap();
        };
        match lab.address {
            loket::config::DatabaseAddress::Sqlite(_) => run("DROP TRIGGER audit_append_only_delete").await,
            loket::config::DatabaseAddress::Postgres { .. } => run("DROP TRIGGER audit_append_only ON audit").await,
        }
        for gone in [1, 2] {
            run("DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)").await;
            let found = verdict(&house, None).await;
            let cut = Broken { seq: before - gone + 1, wrong: Wrong::Cut };
            assert_eq!((found.broken, found.tail_missing, found.rows), (Some(cut), gone, before - gone));
        }
    }

    async fn a_row_says_what_the_act_brought_about(lab: &Lab) {
        let house = House::of(lab).await;
        let last = async |act: &'static str| -> serde_json::Value {
            let rows: Vec<(String, String)> =
                On::from(&lab.db).all("SELECT act, after FROM audit ORDER BY seq DESC", ()).await.unwrap();
            let row = rows.into_iter().next().unwrap();
            assert_eq!(row.0, act);
            serde_json::from_str(&row.1).unwrap()
        };
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let paid = async |hour: u32| {
            let booking = house.book(siti, "Facial Basic", Some("Rina"), at(hour, 0)).await.unwrap().id;
            house.pay(booking, &[(MethodKind::Card, 50_000)]).await.unwrap();
            booking
        };
        let version = None;
        let booking = paid(15).await;
        let cancel = CancelBooking { booking, version, by: None, reason: "sakit".to_owned(), deposit: None };
        house.desk.act(cancel).await.unwrap();
        assert_eq!(last("cancel_booking").await["deposit"], json!({"fate": "keep", "amount": 50_000}));
        let booking = paid(14).await;
        let to = MoveBooking {
            booking, version, starts_at: on(23, 9, 0), staff: None, override_reason: None, deposit: Some(DepositFate::Keep), undo: false
        };
        house.desk.act(to).await.unwrap();
        assert_eq!(last("move_booking").await["deposit"], json!({"fate": "keep", "amount": 50_000}));
        let booking = paid(11).await;
        house.clock.set(at(11, 30));
        house.desk.act(MarkNoShow { booking, version, deposit: None }).await.unwrap();
        assert_eq!(last("mark_no_show").await["deposit"]["amount"], json!(50_000));
        let booking = paid(13).await;
        house.desk.act(Arrive { booking, version }).await.unwrap();
        let ticket = house.desk.ask(OpenQueue {}).await.unwrap();
        let ticket = ticket.lines.iter().find(|row| row.ticket.booking_id == Some(booking)).unwrap().ticket.id;
        house.desk.act(LeaveQueue { ticket, version }).await.unwrap();
        let row = last("leave_queue").await;
        assert_eq!((&row["booking"]["id"], &row["booking"]["to"]), (&json!(booking), &json!("left")));
        assert_eq!(row["deposit"]["amount"], json!(50_000));
        let booking = paid(14).await;
        house.start(booking).await;
        house.finish(booking).await;
        let bill = house.bill(booking).await.bill.unwrap();
        assert_eq!(last("finish_visit").await["bill"], json!(bill));
        let package = house.sell(booking, false).await;
        house.pay(booking, &[(MethodKind::Card, 525_000)]).await.unwrap();
        let give = RefundPackage { package, sessions: Some(1), method: None, reason: "pindah".to_owned() };
        let gave = house.desk.act_as(give, approved()).await.unwrap();
        assert_eq!(last("refund_package").await["refund"]["amount"], json!(gave.refund.unwrap().amount));
    }
}
