//! A house of two screens for the engine to run: a list of names that is read from the desk, and a
//! form that adds one. The desk's answers wait at gates the tests open.

use std::sync::{Arc, Mutex};

use loket::app::testing::Stage;
use loket::app::{Action, AnyScreen, Cx, Effect, Front, Place, Screen, Why};
use loket::clock::FixedClock;
use loket::desk::Desk;
use loket::domain::id::ClinicId;
use loket::domain::refusal::Refusal;
use loket::domain::time::Ts;
use loket::i18n::Language;
use loket::store::Db;
use loket::store::clinic::ClinicRow;
use loket::ui::{Column, Field, Form, List, Notice, panel};
use ratatui::Frame;
use ratatui::layout::Rect;
use sqlx::sqlite::SqlitePoolOptions;
use tokio::sync::Semaphore;

/// What the test and the screens share: the saved names, and how many answers may pass.
#[derive(Clone)]
pub struct Shared {
    pub names: Arc<Mutex<Vec<String>>>,
    pub saves: Arc<Mutex<u32>>,
    pub reads: Arc<Mutex<Vec<String>>>,
    pub gate: Arc<Semaphore>,
}

impl Shared {
    /// A desk that answers at once.
    pub fn open() -> Self {
        let shared = Self::shut();
        shared.gate.add_permits(1000);
        shared
    }

    /// A desk that answers when it is let.
    pub fn shut() -> Self {
        Self {
            names: Arc::new(Mutex::new(vec!["Ayu".into(), "Budi".into(), "Citra".into()])),
            saves: Arc::default(),
            reads: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
        }
    }

    async fn pass(&self) {
        self.gate.acquire().await.expect("the gate stays").forget();
    }
}

pub enum NamesMsg {
    Names(Vec<String>),
    Saved,
}

pub struct Names {
    pub shared: Shared,
    names: Option<Vec<String>>,
    list: List,
}

impl Names {
    pub fn new(shared: Shared) -> Self {
        Self { shared, names: None, list: List::default() }
    }

    fn open(&mut self, cx: &Cx) -> Effect<NamesMsg> {
        let name = &self.names.as_deref().unwrap_or_default()[self.list.selected().unwrap_or(0)];
        let line = cx.fill("app-small", &[("width", name.as_str().into())]);
        Effect::say(Notice::done(format!("opened {name} {}", line.len())))
    }

    fn mark(&mut self, _: &Cx) -> Effect<NamesMsg> {
        let shared = self.shared.clone();
        Effect::write("mark", move |_| async move {
            shared.pass().await;
            *shared.saves.lock().unwrap() += 1;
            if let Some(file) = std::env::var_os("MARKED") {
                std::fs::write(file, "marked").expect("a file");
            }
            NamesMsg::Saved
        })
    }

    fn saves(&mut self, _: &Cx) -> Effect<NamesMsg> {
        Effect::say(Notice::done(format!("saved {} times", self.shared.saves.lock().unwrap())))
    }

    fn some(&self, _: &Cx) -> Result<(), Why> {
        self.list.selected().map(|_| ()).ok_or(Why::Because("pick-none"))
    }
}

const NAMES: &[Column] = &[Column::new("", 10).grows().key()];

impl Screen for Names {
    type Msg = NamesMsg;
    const NAME: &'static str = "names";
    const ACTIONS: &'static [Action<Self, NamesMsg>] = &[
        Action::new("names.open", "enter", Self::open).when(Self::some),
        Action::new("names.add", "a f2", |this, _| Effect::open(NewName::new(this.shared.clone()))),
        Action::new("names.mark", "space", Self::mark).page(),
        Action::new("names.saves", "S", Self::saves).page(),
        Action::new("names.break", "X", |_, _| panic!("this screen breaks")).page(),
        Action::new("names.jump", "gx", |_, _| Effect::say(Notice::done("jumped"))).page(),
    ];

    fn load(&self, _: &Cx) -> Effect<NamesMsg> {
        let shared = self.shared.clone();
        Effect::read("names", move |_| async move {
            shared.pass().await;
            NamesMsg::Names(shared.names.lock().unwrap().clone())
        })
    }

    fn update(&mut self, msg: NamesMsg, _: &Cx) -> Effect<NamesMsg> {
        if let NamesMsg::Names(names) = msg {
            let before = self.list.selected().and_then(|row| self.names.as_ref()?.get(row).cloned());
            self.list.refresh(names.len(), |row| Some(&names[row]) == before.as_ref());
            self.names = Some(names);
        }
        Effect::None
    }

    fn waiting(&self) -> bool {
        self.names.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::panel(buffer, area, "Names", &cx.look);
        let names = self.names.as_deref().unwrap_or_default();
        self.list.draw(buffer, inside, &cx.look, NAMES, |row, cells| cells.text(0, &names[row]));
    }
}

pub enum NewMsg {
    Saved(Result<(), Refusal>),
    Found(String),
}

/// A form that refuses the name "Eve" and saves the others.
pub struct NewName {
    shared: Shared,
    form: Form,
    found: String,
}

impl NewName {
    pub fn new(shared: Shared) -> Self {
        let form = Form::new(vec![
            Field::text("name", "names-name")
                .limit(20)
                .reads(|text, _| name(text).map(|name| format!("= {name}"))),
            Field::text("phone", "names-phone"),
        ]);
        Self { shared, form, found: String::new() }
    }
}

fn name(text: &str) -> Result<String, Refusal> {
    if text.is_empty() { Err(Refusal::at("time.gap", "name")) } else { Ok(text.to_uppercase()) }
}

impl Screen for NewName {
    type Msg = NewMsg;
    const NAME: &'static str = "new_name";
    const ACTIONS: &'static [Action<Self, NewMsg>] = &[];

    fn update(&mut self, msg: NewMsg, cx: &Cx) -> Effect<NewMsg> {
        match msg {
            NewMsg::Saved(Ok(())) => Effect::Close,
            NewMsg::Saved(Err(refusal)) => {
                self.form.refuse(&refusal, &cx.look);
                Effect::None
            }
            NewMsg::Found(found) => {
                self.found = found;
                Effect::None
            }
        }
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    /// Searches as one types: each letter asks again.
    fn changed(&mut self, _: &'static str, _: &Cx) -> Effect<NewMsg> {
        let (shared, asked) = (self.shared.clone(), self.form.value("name").to_owned());
        Effect::read("look-alike", move |_| async move {
            shared.reads.lock().unwrap().push(asked.clone());
            shared.pass().await;
            NewMsg::Found(format!("found for {asked}"))
        })
    }

    fn submit(&mut self, cx: &Cx) -> Effect<NewMsg> {
        let Some(name) = self.form.read("name", &cx.look, name) else {
            self.form.point();
            return Effect::None;
        };
        let shared = self.shared.clone();
        Effect::write("save", move |_| async move {
            shared.pass().await;
            *shared.saves.lock().unwrap() += 1;
            if name == "EVE" {
                return NewMsg::Saved(Err(Refusal::at("time.twice", "name")));
            }
            shared.names.lock().unwrap().push(name);
            NewMsg::Saved(Ok(()))
        })
    }

    fn overlay(&self, _: &Cx) -> Option<(u16, u16)> {
        Some((50, 10))
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, "New name", &cx.look);
        let drawn = self.form.draw(buffer, inside, &cx.look);
        let below = (inside.x, inside.y + drawn.rows);
        loket::ui::text::put(buffer, below, &self.found, inside.width, cx.look.theme.dim, &cx.look.theme);
        if let Some(cursor) = drawn.cursor {
            frame.set_cursor_position(cursor);
        }
    }
}

/// A place that only shows its name.
pub struct Elsewhere;

pub enum Nothing {}

impl Screen for Elsewhere {
    type Msg = Nothing;
    const NAME: &'static str = "elsewhere";
    const ACTIONS: &'static [Action<Self, Nothing>] = &[];

    fn update(&mut self, msg: Nothing, _: &Cx) -> Effect<Nothing> {
        match msg {}
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        loket::ui::text::put(
            frame.buffer_mut(),
            (area.x, area.y),
            "elsewhere",
            area.width,
            theme.text,
            theme,
        );
    }
}

pub const FRONT: Front = Front {
    places: &[
        Place {
            id: "go.names",
            keys: "1 gn",
            tab: true,
            screen: "names",
            ready: |_| true,
            open: |_| AnyScreen::new(Names::new(Shared::open())),
        },
        Place {
            id: "go.elsewhere",
            keys: "2 ge",
            tab: true,
            screen: "elsewhere",
            ready: |_| true,
            open: |_| AnyScreen::new(Elsewhere),
        },
    ],
    door: |_, _| AnyScreen::new(Elsewhere),
    corner: |_| loket::ui::header::Corner {
        clinic: Some("Klinik".into()),
        who: Some("rina".into()),
        kept: None,
        lost: None,
        lost_briefly: None,
    },
    lock: |_| None,
    dialogs: loket::screens::DIALOGS,
    home: |_| AnyScreen::new(Elsewhere),
    tables: Vec::new,
};

/// Fri 20 Nov 2026 10:05 in Jakarta.
pub fn now() -> Ts {
    Ts::of("2026-11-20T03:05:00Z".parse().expect("a moment"))
}

/// A desk of a clinic in Jakarta, in memory.
pub async fn desk() -> Desk {
    let pool =
        SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.expect("a database");
    sqlx::raw_sql(include_str!("../../migrations/sqlite/0001_desk.sql"))
        .execute(&pool)
        .await
        .expect("its tables");
    let lender = loket::store::Lender::new(pool, 1);
    let db = Db::Sqlite { read: lender.clone(), write: lender, place: None };
    let clinic = ClinicRow {
        id: ClinicId::new(),
        slug: "melati".into(),
        name: "Klinik Melati".into(),
        address: String::new(),
        phone: String::new(),
        timezone: "Asia/Jakarta".into(),
        currency: "IDR".into(),
        decimals: 0,
        language: Language::English,
        training: false,
        policies: "{}".into(),
        version: 1,
    };
    loket::store::tenant::add(&db, clinic.id, &clinic.slug, now()).await.expect("a place for it");
    let mut tx = db.begin().await.expect("a transaction");
    loket::store::clinic::insert(tx.on(), &clinic, now()).await.expect("a clinic");
    tx.commit().await.expect("a clinic");
    Desk::open(db, Arc::new(FixedClock::at(now())), "counter 1".into(), None).await.expect("a desk")
}

pub async fn stage(shared: &Shared) -> Stage {
    Stage::new(FRONT, desk().await, Names::new(shared.clone()), (80, 24))
}
