//! The way to the server is lost, and comes back.

use std::time::Duration;

use loket::app::testing::Stage;
use loket::config::{DatabaseAddress, Host};
use loket::desk::explain::Explain;
use loket::desk::patient::{PatientForm, RegisterPatient};
use loket::desk::{Approval, Desk};
use loket::domain::permission::Permission;
use loket::domain::report::Figure;
use loket::screens::board::{self, Board};
use loket::screens::expenses::RecurringList;
use loket::screens::money::{BehindFigure, Commissions, LeakList};
use loket::screens::trail::then::ThenView;
use loket::screens::{FRONT, day::Day};
use loket::store::Db;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch::Receiver;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, PASSWORD};

/// A way to the server that can be cut.
struct Way {
    port: u16,
    carries: JoinHandle<()>,
}

impl Way {
    /// Opens it at this port; 0 is any.
    async fn open(port: u16, server: (String, u16)) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let carries = tokio::spawn(async move {
            let mut ways = JoinSet::new();
            while let Ok((mut here, _)) = listener.accept().await {
                let mut there = TcpStream::connect((server.0.as_str(), server.1)).await.unwrap();
                ways.spawn(async move { copy_bidirectional(&mut here, &mut there).await });
            }
        });
        Self { port, carries }
    }

    async fn cut(self) -> u16 {
        self.carries.abort();
        let _ = self.carries.await;
        self.port
    }
}

/// What the screens are told of what is heard.
async fn hears(heard: &mut Receiver<u64>, stages: [&mut Stage; 2]) {
    timeout(Duration::from_secs(8), heard.changed()).await.expect("it is heard").unwrap();
    for stage in stages {
        let happened = stage.app.happened().await;
        let at = stage.at();
        stage.app.take(happened, at);
        stage.settle().await;
    }
}

/// A desk that reaches its server by a way that can be cut.
async fn behind(lab: &Lab, clinic: &Clinic) -> (Desk, Way, (String, u16)) {
    let mut address = lab.address.clone();
    let DatabaseAddress::Postgres { host: Host::Name(host), port, .. } = &mut address else {
        panic!("the tests reach their server by its name")
    };
    let server = (host.clone(), *port);
    let way = Way::open(0, server.clone()).await;
    "127.0.0.1".clone_into(host);
    *port = way.port;
    (clinic.over(Db::open(&address).await.unwrap()).await, way, server)
}

async fn writes(desk: &Desk, name: &str) {
    let form = PatientForm { name: name.to_owned(), ..PatientForm::default() };
    desk.act(RegisterPatient { form, somebody_else: false }).await.unwrap();
}

#[test]
fn day_and_board_say_since_when_there_is_no_connection() {
    Lab::postgres(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        let (desk, way, server) = behind(lab, &clinic).await;
        desk.listen();
        let mut heard = desk.watch();
        let mut day = Stage::new(FRONT, desk.clone(), Day::new(desk.today()), (80, 24));
        let mut board = Stage::new(board::FRONT, desk.clone(), Board::default(), (80, 24));
        day.settle().await;
        board.settle().await;
        writes(&clinic.desk, "Orang satu").await;
        hears(&mut heard, [&mut day, &mut board]).await;
        assert!(!day.screen().contains("no connection"), "{}", day.screen());

        clinic.now("09:10");
        let port = way.cut().await;
        hears(&mut heard, [&mut day, &mut board]).await;
        clinic.now("09:20");
        for size in [(80, 24), (120, 40), (40, 20)] {
            day.resize(size);
            let screen = day.screen();
            let first = screen.lines().next().unwrap_or_default();
            assert!(first.contains("no connection since 09:10"), "{screen}");
            board.resize(size);
            assert!(board.screen().contains("No connection since 09:10"), "{}", board.screen());
        }

        // What cannot be read takes the place of nothing; where nothing is seen yet, that is said.
        day.resize((80, 24));
        day.settle().await;
        let before = day.screen();
        day.keys("1").await;
        let screen = day.screen();
        assert!(screen.contains("No connection: nothing can be read now."), "{screen}");
        assert_eq!(screen.lines().nth(2), before.lines().nth(2), "{screen}");
        // Another language is spoken at once: nobody waits until that is kept.
        day.keys("<F12>").await;
        assert!(!day.screen().contains("Menyimpan"), "{}", day.screen());
        day.keys("<F12>").await;
        day.keys("2").await;
        assert_eq!(day.app.names(), ["day"]);
        let mut late = Stage::new(FRONT, desk.clone(), Day::new(desk.today()), (80, 24));
        late.settle().await;
        assert!(late.screen().contains("This day could not be read."), "{}", late.screen());

        day.keys("1").await;
        assert!(day.screen().contains("No connection: nothing can be read now."), "{}", day.screen());
        let _way = Way::open(port, server).await;
        hears(&mut heard, [&mut day, &mut board]).await;
        // Nobody has to press a key for it, nor wait until the line goes by its clock.
        assert!(!day.screen().contains("onnection"), "{}", day.screen());
        assert!(!board.screen().contains("onnection"), "{}", board.screen());
        // And what is written by others is heard again.
        writes(&clinic.desk, "Orang dua").await;
        hears(&mut heard, [&mut day, &mut board]).await;
    });
}

/// The forms in which somebody is looked for, with what each is called.
async fn forms(desk: &Desk) -> Vec<(Stage, &'static str)> {
    let mut stages = Vec::new();
    for (key, form) in [("B", "booking_form"), ("W", "walk_in")] {
        let mut stage = Stage::new(FRONT, desk.clone(), Day::new(desk.today()), (80, 24));
        stage.settle().await;
        stage.keys(key).await;
        assert_eq!(stage.app.names(), ["day", form]);
        stages.push((stage, form));
    }
    stages
}

#[test]
fn nobody_is_new_where_nobody_could_be_looked_for() {
    Lab::postgres(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        writes(&clinic.desk, "Siti Aminah").await;
        let (desk, way, server) = behind(lab, &clinic).await;
        let mut stages = forms(&desk).await;
        let port = way.cut().await;
        for (stage, form) in &mut stages {
            stage.keys("s i t i").await;
            assert!(stage.screen().contains("no connection to the database"), "{}", stage.screen());
            stage.keys("Enter").await;
            assert_eq!(stage.app.names(), ["day", *form], "{}", stage.screen());
            assert!(!stage.screen().contains("New patient"), "{}", stage.screen());
        }
        let _way = Way::open(port, server).await;
        for (stage, form) in &mut stages {
            stage.keys("Enter").await;
            assert!(stage.screen().contains("Siti Aminah"), "{}", stage.screen());
            assert_eq!(stage.app.names(), ["day", *form]);
        }
    });
}

#[test]
fn what_could_not_be_looked_for_is_looked_for_again_by_the_clock() {
    Lab::postgres(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        writes(&clinic.desk, "Siti Aminah").await;
        let (desk, way, server) = behind(lab, &clinic).await;
        let mut stages = forms(&desk).await;
        let port = way.cut().await;
        for (stage, _) in &mut stages {
            stage.keys("s i t i").await;
            // As long as there is no way it asks in vain, and says so.
            stage.pass(Duration::from_secs(1));
            stage.settle().await;
            assert!(stage.screen().contains("no connection to the database"), "{}", stage.screen());
        }
        let _way = Way::open(port, server).await;
        for (stage, form) in &mut stages {
            stage.pass(Duration::from_secs(1));
            stage.settle().await;
            let screen = stage.screen();
            assert!(screen.contains("Siti Aminah"), "{screen}");
            assert!(!screen.contains("no connection to the database"), "{screen}");
            assert_eq!(stage.app.names(), ["day", *form]);
        }
    });
}

#[test]
fn a_key_hit_twice_as_the_connection_comes_back_registers_nobody() {
    Lab::postgres(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        writes(&clinic.desk, "Siti Aminah").await;
        let (desk, way, server) = behind(lab, &clinic).await;
        let mut stage = Stage::new(FRONT, desk.clone(), Day::new(desk.today()), (80, 24));
        stage.settle().await;
        stage.keys("B").await;
        let port = way.cut().await;
        stage.keys("s i t i").await;
        let _way = Way::open(port, server).await;
        stage.type_ahead("Enter Enter");
        assert!(!stage.screen().contains("Nobody found"), "{}", stage.screen());
        stage.settle().await;
        // The second one waited for the answer, and took whom it found.
        let screen = stage.screen();
        assert_eq!(stage.app.names(), ["day", "booking_form"], "{screen}");
        assert!(screen.contains("Siti Aminah") && !screen.contains("Nobody found"), "{screen}");
    });
}

/// The numbers, as whoever typed their PIN opens them.
async fn money(owner: &Desk) -> Stage {
    let mut stage = Stage::new(FRONT, owner.clone(), Day::new(owner.today()), (80, 24));
    stage.keys("8").await;
    stage
}

#[test]
fn a_page_that_could_not_be_read_stays_and_is_read_when_there_is_a_way() {
    Lab::postgres(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        let (desk, way, server) = behind(lab, &clinic).await;
        let day = desk.today();
        let owner = desk.login("owner", PASSWORD).await.unwrap().0;
        let pin = Approval { username: None, pin: OWNER_PIN.to_owned() };
        let owner = owner.prove(&pin, Permission::ReportSee).await.unwrap();
        let port = way.cut().await;
        let span = (day, day);
        let explain = Explain { figure: Figure::Received, from: day, to: day, key: None };
        let mut pages = vec![
            Stage::new(FRONT, owner.clone(), ThenView::new(clinic.desk.now()), (80, 24)),
            Stage::new(FRONT, owner.clone(), LeakList::new(owner.clone(), span), (80, 24)),
            money(&owner).await,
            Stage::new(FRONT, owner.clone(), Commissions::new(owner.clone(), span), (80, 24)),
            Stage::new(FRONT, owner.clone(), BehindFigure::new(owner.clone(), explain, None), (80, 24)),
            Stage::new(FRONT, owner.clone(), RecurringList::new(), (80, 24)),
        ];
        for page in &mut pages {
            page.settle().await;
            let names = page.app.names();
            assert_eq!(names.len(), 1, "{}", page.screen());
            assert!(!page.app.over(), "{names:?} ended the program");
            for size in [(120, 40), (40, 20), (80, 24)] {
                page.resize(size);
                page.settle().await;
                assert!(page.screen().replace('\n', " ").contains("F5"), "{}", page.screen());
            }
        }
        let _way = Way::open(port, server).await;
        for page in &mut pages {
            page.pass(Duration::from_secs(1));
            page.settle().await;
            // Whoever has a drawer open is answered, too: that they see it when it is counted.
            let screen = page.screen();
            assert!(!screen.contains("F5 reads") || screen.contains("after it is counted"), "{screen}");
        }
    });
}

#[test]
fn free_times_that_cannot_be_read_are_not_said_to_be_none() {
    Lab::postgres(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        let (desk, way, server) = behind(lab, &clinic).await;
        let mut stage = Stage::new(FRONT, desk.clone(), Day::new(desk.today()), (80, 24));
        stage.settle().await;
        stage.keys("B 'citra' Enter 'facial basic' Enter").await;
        let port = way.cut().await;
        stage.keys("Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("no connection to the database"), "{screen}");
        assert!(!screen.contains("No free start"), "{screen}");
        // What is typed is taken, and stays.
        stage.keys("'15'").await;
        let _way = Way::open(port, server).await;
        stage.pass(Duration::from_secs(1));
        stage.settle().await;
        let screen = stage.screen();
        assert!(
            screen.contains("Free starts") && !screen.contains("no connection to the database"),
            "{screen}"
        );
        assert!(screen.contains("Citra") && screen.contains("[15_"), "{screen}");
    });
}
