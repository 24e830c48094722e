//! The drawer at the counter: opened, what goes in and out, counted blind.

use loket::app::Screen;
use loket::app::engine::Options;
use loket::app::testing::{Stage, options};
use loket::desk::bill::OpenBill;
use loket::desk::drawer::{CloseDrawer, CountDrawer, ListZ, LookX, MoveCash, OpenDrawer};
use loket::desk::expense::ListExpenses;
use loket::desk::visit::{FinishVisit, StartVisit};
use loket::desk::{Approval, Asked, Desk};
use loket::domain::bill::BillState;
use loket::domain::drawer::MoveKind;
use loket::domain::id::BookingId;
use loket::domain::money::Money;
use loket::i18n::Language;
use loket::screens::FRONT;
use loket::screens::day::Day;
use loket::screens::drawer::Drawer;

use crate::looks::looks;
use crate::support::clinic::{Clinic, PASSWORD, PEPPER, SARI_PIN};
use crate::support::{Lab, SLUG};

pub async fn sit(desk: &Desk, first: impl Screen) -> Stage {
    let mut stage = Stage::new(FRONT, desk.clone(), first, (80, 24));
    stage.settle().await;
    stage
}

/// The owner's session at this counter ends: Rp500.000 stay in the drawer.
pub async fn nobody_has_it_open(clinic: &Clinic) {
    let count =
        CountDrawer { session: None, pieces: None, total: Some(Money(500_000)), reason: String::new() };
    clinic.owner.act(count).await.unwrap();
    let close = CloseDrawer {
        session: None,
        note: String::new(),
        methods: Vec::new(),
        unfinished: Vec::new(),
        left_in: None,
    };
    clinic.owner.act(close).await.unwrap();
}

/// Sari has the drawer of this counter open.
pub async fn sari_has_it(clinic: &Clinic) {
    nobody_has_it_open(clinic).await;
    let open = OpenDrawer { drawer: String::new(), float: Money(500_000), note: String::new() };
    let approval = Some(Approval { username: None, pin: SARI_PIN.to_owned() });
    clinic.desk.act_as(open, Asked { request: None, approval }).await.unwrap();
}

/// A visit that is over: Rp750.000.
pub async fn treated(clinic: &Clinic, patient: &str, time: &str) -> BookingId {
    clinic.book(patient, "Laser Acne", "dr. Maya", &format!("2026-11-20 {time}")).await;
    clinic.now(time);
    let booking = clinic.booking_of(patient).await;
    let start = StartVisit { booking, version: None, staff: None, alerts_seen: true, override_reason: None };
    clinic.desk.act(start).await.unwrap();
    clinic.desk.act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();
    booking
}

/// A morning at Sari's drawer: cash and QRIS came in, something was bought, one patient has not paid.
pub async fn morning(clinic: &Clinic) -> Stage {
    sari_has_it(clinic).await;
    let dewi = treated(clinic, "Dewi Lestari", "09:00").await;
    treated(clinic, "Budi Santoso", "10:00").await;
    clinic.now("10:05");
    clinic.pay(dewi, 600_000).await;
    let mut stage = sit(&clinic.desk, Day::new(clinic.desk.today())).await;
    stage.keys("5 Enter 'q' '150rb' Enter Enter Enter 6").await;
    stage.keys("- '45rb' Enter 'air galon' <ctrl-s>").await;
    stage
}

#[test]
fn a_drawer_opens_with_an_enter_and_a_pin() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        nobody_has_it_open(&clinic).await;
        let mut stage = sit(&clinic.desk, Day::new(clinic.desk.today())).await;
        stage.keys("6").await;
        assert!(stage.screen().contains("No drawer is open here. Enter opens one."), "{}", stage.screen());
        insta::assert_snapshot!("drawer_none", looks(&mut stage).await);
        stage.keys("Enter").await;
        assert!(stage.screen().contains("Count what lies in the drawer."), "{}", stage.screen());
        insta::assert_snapshot!("drawer_open_form", looks(&mut stage).await);
        assert!(!stage.screen().contains("500.000"), "blind: {}", stage.screen());
        stage.keys(&format!("'500rb' Enter '{SARI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer"], "{}", stage.screen());
        let screen = stage.screen();
        assert!(screen.contains("counter 1 · Sari Wulandari"), "{screen}");
        let x = clinic.desk.ask(LookX { session: None }).await.unwrap();
        assert_eq!((x.float, x.mine), (Money(500_000), true));
    });
}

#[test]
fn a_float_that_is_not_what_was_left_is_explained_and_may_be_counted() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        nobody_has_it_open(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        // Three notes of a hundred thousand, two of fifty: counted, not typed.
        stage.keys("Enter <ctrl-n> '3' Enter '2' <ctrl-s>").await;
        assert!(stage.screen().contains("[400.000"), "{}", stage.screen());
        stage.keys("Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("× This is not what") && !screen.contains("500.000 "), "{screen}");
        // Why is asked, and why is typed next; an amount is no reason, but the float counted again.
        stage.keys("'410rb' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("× This is not what") && screen.contains("Rp410.000"), "{screen}");
        // Only what is explained is signed.
        stage.keys(&format!("'koin jatuh' Enter '{SARI_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("Opening difference") && screen.contains("−Rp90.000"), "{screen}");
    });
}

/// Sari at another computer of the clinic.
pub async fn elsewhere(lab: &Lab, clinic: &Clinic, terminal: &str) -> Desk {
    let (clock, pepper) = (clinic.clock.clone(), Some(PEPPER.to_vec()));
    let door = Desk::open_of(lab.db.clone(), Some(SLUG), clock, terminal.to_owned(), pepper).await.unwrap();
    door.login("sari", PASSWORD).await.unwrap().0
}

/// Another computer takes the place of a counter: the money lies in the drawer of the old one.
#[test]
fn a_counter_without_a_drawer_opens_the_one_that_lies_there() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        nobody_has_it_open(&clinic).await;
        let desk = elsewhere(lab, &clinic, "counter 9").await;
        let mut stage = sit(&desk, Drawer::default()).await;
        stage.keys("Enter").await;
        assert!(stage.screen().contains("counter 1"), "{}", stage.screen());
        insta::assert_snapshot!("drawer_open_other", looks(&mut stage).await);
        stage.keys(&format!("'500rb' Enter '{SARI_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("counter 1 · Sari Wulandari"), "{screen}");
        let x = desk.ask(LookX { session: None }).await.unwrap();
        assert_eq!((x.drawer.as_str(), x.opening_difference), ("counter 1", Money(0)));
    });
}

#[test]
fn a_payment_without_a_drawer_opens_one_and_loses_nothing() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        nobody_has_it_open(&clinic).await;
        let booking = treated(&clinic, "Dewi Lestari", "09:00").await;
        let mut stage = sit(&clinic.desk, Day::new(clinic.desk.today())).await;
        stage.keys("p '800rb' Enter").await;
        assert_eq!(stage.app.names(), ["day", "payment", "open_drawer"], "{}", stage.screen());
        stage.keys(&format!("'500rb' Enter '{SARI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["day", "payment"], "{}", stage.screen());
        assert!(stage.screen().contains("[800rb"), "{}", stage.screen());
        stage.keys("Enter").await;
        let bill = clinic.desk.ask(OpenBill { booking }).await.unwrap();
        assert_eq!((bill.state, bill.payments[0].change_given), (BillState::Paid, Money(50_000)));
    });
}

#[test]
fn cash_goes_in_and_out_but_never_more_than_there_can_be() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        stage.keys("+ '100rb' Enter 'uang receh' Enter Enter").await;
        stage.keys("_ '600.001' Enter 'setor' Enter Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("That much cash cannot be"), "{screen}");
        assert!(!screen.contains("600.000"), "the figure is not told: {screen}");
        stage.keys("Up Up <ctrl-u> '200rb' <ctrl-s>").await;
        stage.keys(&format!(", n 'tukar uang' Enter '{SARI_PIN}' Enter")).await;
        let screen = stage.screen();
        assert!(screen.contains("Paid in: uang receh") && screen.contains("−Rp200.000"), "{screen}");
        assert!(screen.contains("No sale: tukar uang"), "{screen}");
    });
}

#[test]
fn whoever_counts_sees_no_figure_before_the_count_and_all_of_them_after() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = morning(&clinic).await;
        let blind = looks(&mut stage).await;
        // 500.000 + 600.000 - 45.000, the cash alone, all that came in, with and without the float.
        for figure in ["1.055.000", "Rp600.000", "Rp750.000 ", "1.100.000", "555.000", "1.250.000"] {
            let unpaid = figure == "Rp750.000 ";
            assert!(unpaid || !blind.contains(figure), "{figure}: {blind}");
        }
        assert!(blind.contains("after the count") && blind.contains("setelah dihitung"), "{blind}");
        insta::assert_snapshot!("drawer", blind);
        stage.keys("C '10' Enter Enter Enter Enter '10' Enter '1'").await;
        let counting = looks(&mut stage).await;
        assert!(counting.contains("Rp1.052.000") && !counting.contains("1.055.000"), "{counting}");
        insta::assert_snapshot!("drawer_count", counting);
        stage.keys("<ctrl-s>").await;
        assert!(stage.screen().contains("takes no more money"), "{}", stage.screen());
        // Not given, it stands there again; nor does a PIN that is not typed lose it.
        stage.keys(", n").await;
        assert!(stage.screen().contains("Rp1.052.000"), "{}", stage.screen());
        stage.keys("<ctrl-s> y Esc C").await;
        assert!(stage.screen().contains("Rp1.052.000"), "{}", stage.screen());
        stage.keys(&format!("<ctrl-s> y '{SARI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["drawer", "close_drawer"], "{}", stage.screen());
        let screen = stage.screen();
        assert!(screen.contains("Rp1.055.000") && screen.contains("−Rp3.000"), "{screen}");
        insta::assert_snapshot!("drawer_close", looks(&mut stage).await);
        // Closed before everything is said, it stays open and shows what is missing.
        stage.keys("C").await;
        assert!(stage.screen().contains("Compare QRIS with its slip or app first."), "{}", stage.screen());
        // What the slip says otherwise is explained where it is typed, nothing of it lost.
        stage.keys("e <ctrl-u> '1' <ctrl-s>").await;
        assert_eq!(stage.app.names().last(), Some(&"amount"), "{}", stage.screen());
        assert!(stage.screen().contains("Say why the slip"), "{}", stage.screen());
        stage.keys("Esc y").await;
        assert_eq!(stage.app.names(), ["drawer", "close_drawer"], "{}", stage.screen());
        stage.keys("Enter Enter 'bayar besok, diurus Rani' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("√ QRIS") && screen.contains("carried over: Budi"), "{screen}");
        stage.keys("C").await;
        assert_eq!(
            stage.app.names(),
            ["drawer", "report"],
            "the PIN of the count signs the close: {}",
            stage.screen()
        );
        let report = looks(&mut stage).await;
        assert!(report.contains("CLOSING REPORT Z 2"), "{report}");
        let masked: Vec<&str> =
            report.lines().filter(|line| !line.contains("Trail") && !line.contains("Jejak")).collect();
        insta::assert_snapshot!("drawer_report", masked.join("\n"));
        let zs = clinic.desk.ask(ListZ::default()).await.unwrap();
        assert_eq!((zs[0].number, zs[0].difference), (2, Money(-3_000)));
    });
}

#[test]
fn what_is_paid_out_is_written_down_as_what_it_was_spent_on() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        let mut stage = sit(&clinic.desk, Drawer::default()).await;
        // Enter leads to the field that says what for, and saves from there.
        stage.keys("- '10rb' Enter 'sabun' Enter").await;
        assert!(stage.screen().contains("Enter next"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert_eq!(stage.app.names().last(), Some(&"move_form"), "nothing is saved before the last field");
        stage.keys("'operasional'").await;
        assert!(stage.screen().contains("Enter save"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys(&format!("'{SARI_PIN}' Enter")).await;
        let day = clinic.desk.today();
        let list = ListExpenses { from: day, to: day, text: String::new(), category: None };
        let rows = clinic.desk.ask(list).await.unwrap().rows;
        let row = rows.first().unwrap_or_else(|| panic!("{}", stage.screen()));
        assert_eq!((row.description.as_str(), row.category.as_str()), ("sabun", "Operasional"));
    });
}

/// What there is no room for on a phone is one key away, to the last line.
#[test]
fn every_figure_is_reached_on_a_phone() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sari_has_it(&clinic).await;
        for (kind, amount) in
            [(MoveKind::PaidIn, 20_000), (MoveKind::PaidOut, 5_000), (MoveKind::Drop, 7_000)]
        {
            let reason = "tukar".to_owned();
            let act =
                MoveCash { kind, amount: Money(amount), reason, reference: String::new(), expense: None };
            clinic.desk.act(act).await.unwrap();
        }
        let settings = Options { language: Language::Indonesian, ..options() };
        let mut stage = Stage::with(FRONT, clinic.desk.clone(), Drawer::default(), (40, 20), settings);
        stage.settle().await;
        stage.keys("v").await;
        let screen = stage.screen();
        for figure in ["Modal kas", "−Rp5.000", "−Rp7.000", "Seharusnya"] {
            assert!(screen.contains(figure), "{figure}: {screen}");
        }
        stage.keys("Enter").await;
        assert!(stage.screen().contains("Kas keluar"), "{}", stage.screen());
    });
}
