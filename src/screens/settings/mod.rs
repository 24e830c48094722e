//! The clinic's settings, and the ways to everything that is set up once.

mod about;
mod form;
mod keys;
mod method_form;
mod methods;
mod setting;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub use about::About;
pub use form::SettingForm;
pub use keys::Keys;
pub use methods::Methods;

use self::setting::Setting;
use super::access::{Access, Mine, Page};
use super::login::Login;
use super::packages::Packages;
use super::places::needs;
use super::refused;
use super::staff::Staff;
use super::trail::Trail;
use super::treatments::{Rooms, Treatments};
use crate::app::{Action, AnyScreen, Cx, Effect, Screen, Why};
use crate::desk::clinic::{ClinicView, OpenClinic};
use crate::desk::{Desk, Done, Fault};
use crate::domain::permission::Permission;
use crate::ui::{Column, Layout, List, panel, text};

/// The place of what is set up once.
#[derive(Debug, Default)]
pub struct Settings {
    clinic: Option<ClinicView>,
    fault: Option<Fault>,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<ClinicView>>),
    Saved,
    LoggedOut(Box<Done<Desk>>),
}

/// A row of the list.
#[derive(Debug, Clone, Copy)]
enum Row {
    Way(Way),
    Setting(Setting),
}

/// A way to somewhere else.
#[derive(Debug, Clone, Copy)]
enum Way {
    Treatments,
    Packages,
    Rooms,
    Staff,
    Methods,
    Access,
    Mine,
    Trail,
    Keys,
    About,
    LogOut,
}

impl Way {
    const BEFORE: &'static [Self] = &[
        Self::Treatments,
        Self::Packages,
        Self::Rooms,
        Self::Staff,
        Self::Methods,
        Self::Access,
        Self::Trail,
    ];
    const AFTER: &'static [Self] = &[Self::Mine, Self::Keys, Self::About, Self::LogOut];

    const fn label(self) -> &'static str {
        match self {
            Self::Treatments => "settings-treatments",
            Self::Packages => "settings-packages",
            Self::Rooms => "settings-rooms",
            Self::Staff => "settings-staff",
            Self::Methods => "settings-methods",
            Self::Access => "settings-access",
            Self::Mine => "settings-mine",
            Self::Trail => "settings-trail",
            Self::Keys => "settings-keys",
            Self::About => "settings-about",
            Self::LogOut => "settings-log_out",
        }
    }

    fn go(self) -> Effect<Msg> {
        match self {
            Self::Treatments => Effect::open(Treatments::new()),
            Self::Packages => Effect::open(Packages::new()),
            Self::Rooms => Effect::open(Rooms::new()),
            Self::Staff => Effect::open(Staff::new()),
            Self::Methods => Effect::open(Methods::new()),
            Self::Access => Effect::open(Access::new(Page::Users)),
            Self::Mine => Effect::open(Mine::new()),
            Self::Trail => Effect::open(Trail::new()),
            Self::Keys => Effect::open(Keys::new()),
            Self::About => Effect::open(About),
            Self::LogOut => {
                Effect::write("log-out", |desk| async move { Msg::LoggedOut(Box::new(desk.logout().await)) })
            }
        }
    }
}

/// Every row for whoever is here, in order: a way somebody may not go is none, a setting they may not change is read.
fn rows(cx: &Cx) -> impl Iterator<Item = Row> {
    let ways = |ways: &'static [Way]| ways.iter().copied().map(Row::Way).filter(|row| row.may(cx).is_ok());
    let settings = Setting::ALL.iter().copied().map(Row::Setting);
    ways(Way::BEFORE).chain(settings).chain(ways(Way::AFTER))
}

impl Row {
    fn may(self, cx: &Cx) -> Result<(), Why> {
        match self {
            Self::Setting(setting) if setting.secured() => needs(cx, Permission::ClinicSecure),
            Self::Setting(_) => needs(cx, Permission::ClinicEdit),
            Self::Way(Way::Trail) => needs(cx, Permission::TrailSee),
            Self::Way(Way::Access) => needs(cx, Permission::AccountSee),
            Self::Way(Way::Methods) => needs(cx, Permission::BillSee),
            Self::Way(_) => Ok(()),
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Way(way) => way.label(),
            Self::Setting(setting) => setting.label(),
        }
    }
}

impl Settings {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn selected(&self, cx: &Cx) -> Option<Row> {
        self.list.selected().and_then(|row| rows(cx).nth(row))
    }

    fn may(&self, cx: &Cx) -> Result<(), Why> {
        self.selected(cx).ok_or(Why::Not)?.may(cx)
    }

    fn open(&mut self, cx: &Cx) -> Effect<Msg> {
        match (self.selected(cx), &self.clinic) {
            (Some(Row::Way(way)), _) => way.go(),
            (Some(Row::Setting(setting)), Some(clinic)) => {
                Effect::ask(SettingForm::new(setting, clinic.clone(), cx), |()| Msg::Saved)
            }
            _ => Effect::None,
        }
    }
}

const COLUMNS: &[Column] = &[Column::new("", 22).key(), Column::new("", 14).grows()];

impl Screen for Settings {
    type Msg = Msg;
    const NAME: &'static str = "settings";
    const ACTIONS: &'static [Action<Self, Msg>] =
        &[Action::new("settings.open", "enter e", Self::open).when(Self::may)];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("clinic", |desk| async move { Msg::Read(Box::new(desk.ask(OpenClinic {}).await)) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => {
                // What one may can be another since; the ways are there whatever became of the clinic's row.
                self.list.resize(rows(cx).count());
                match *read {
                    Ok(clinic) => (self.clinic, self.fault) = (Some(clinic), None),
                    Err(fault) => self.fault = Some(fault),
                }
            }
            Msg::Saved => {}
            Msg::LoggedOut(out) => match *out {
                Ok(desk) => return Effect::Become(desk, AnyScreen::new(Login::new())),
                Err(fault) => return Effect::say(refused::notice(&fault, cx)),
            },
        }
        Effect::None
    }

    fn waiting(&self) -> bool {
        self.clinic.is_none() && self.fault.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        // The sentence of the row in hand stands beside the list where there is room, else below it.
        let (list, beside) = if cx.look.layout == Layout::Wide {
            let width = area.width * 3 / 5;
            let list = Rect { width, ..area };
            (list, Rect { x: list.right(), width: area.width - width, ..area })
        } else {
            let said =
                self.selected(cx).map_or(0, |row| sentences(row, area.width.saturating_sub(4), cx).len());
            let below = u16::try_from(said + 2).unwrap_or(4).max(4).min(area.height / 3);
            let list = Rect { height: area.height - below, ..area };
            (list, Rect { y: list.bottom(), height: below, ..area })
        };
        let inside = panel::panel(buffer, list, &cx.text("screen-settings"), &cx.look);
        self.draw_rows(buffer, inside, cx);
        if let Some(row) = self.selected(cx) {
            draw_sentence(buffer, beside, row, cx);
        }
    }
}

impl Settings {
    fn draw_rows(&self, buffer: &mut Buffer, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        if let Some(fault) = &self.fault {
            let said = refused::sentence(fault, cx);
            panel::say(buffer, area, &said, theme.error, &cx.look);
            return;
        }
        // What one may only look at, or not even that, is said by the sentence below and shown in grey.
        let plain = |row: Row| if row.may(cx).is_ok() { theme.text } else { theme.dim };
        self.list.draw(buffer, area, &cx.look, COLUMNS, |row, cells| match rows(cx).nth(row) {
            Some(row @ Row::Setting(setting)) => {
                cells.styled(0, &cx.text(setting.label()), plain(row));
                if let Some(clinic) = &self.clinic {
                    cells.styled(1, &setting.shown(clinic, &cx.look), theme.accent);
                }
            }
            Some(row @ Row::Way(way)) => {
                cells.styled(0, &cx.text(way.label()), plain(row));
                cells.styled(1, theme.glyphs.more, theme.dim);
            }
            None => {}
        });
    }
}

/// What a row is about, and why whoever is logged in cannot change it, in lines of this width.
fn sentences(row: Row, width: u16, cx: &Cx) -> Vec<(String, Style)> {
    let theme = &cx.look.theme;
    let mut said = vec![(cx.look.words.help(row.label()), theme.text)];
    if let Err(Why::Refused(refusal)) = row.may(cx) {
        said.push((cx.look.refusal(&refusal), theme.dim));
    }
    let lines = said.iter().flat_map(|(said, style)| {
        text::wrap(said, usize::from(width)).into_iter().map(|line| (line, *style)).collect::<Vec<_>>()
    });
    lines.collect()
}

fn draw_sentence(buffer: &mut Buffer, area: Rect, row: Row, cx: &Cx) {
    let theme = &cx.look.theme;
    let inside = panel::panel(buffer, area, &cx.text(row.label()), &cx.look);
    let width = inside.width.saturating_sub(2);
    for (y, (line, style)) in (inside.y..inside.bottom()).zip(sentences(row, width, cx)) {
        text::put(buffer, (inside.x + 1, y), &line, width, style, theme);
    }
}
