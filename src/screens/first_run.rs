//! The first start: whose clinic is this, and who owns it.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::pick::{Choice, Pick};
use super::{places, refused};
use crate::app::{Action, Cx, Effect, Screen};
use crate::desk::found::{Founding, slug_of, username};
use crate::desk::user_name::username_of;
use crate::desk::{Desk, Done};
use crate::domain::clinic::Language;
use crate::domain::money::Currency;
use crate::domain::name::Name;
use crate::domain::refusal::Refusal;
use crate::domain::secret::{Strength, new_password, new_pin};
use crate::domain::time::Ts;
use crate::domain::zone::Zone;
use crate::i18n::Words;
use crate::ui::{Field, Form, Look, Move, Step, panel, text};

/// Asks for what a clinic cannot be without, then founds it and logs its owner in.
#[derive(Debug)]
pub struct FirstRun {
    form: Form,
    /// The short name follows the clinic's, the user name the owner's and the clinic's language the screen's, until
    /// somebody writes or chooses one.
    own: Own,
}

/// What somebody wrote or chose themselves.
#[derive(Debug, Default)]
struct Own {
    slug: bool,
    username: bool,
    language: bool,
}

#[derive(Debug)]
pub enum Msg {
    Zone(usize),
    Founded(Box<Done<Desk>>),
}

impl FirstRun {
    /// In the language of `words`, at a desk where there is no clinic yet: see [`Desk::unfounded`].
    #[must_use]
    pub fn new(desk: &Desk, words: &Words) -> Self {
        let clock = desk.clock();
        let decimals = DECIMALS.map(|decimals| decimals.to_string()).to_vec();
        let mut form = Form::new(vec![
            Field::text("name", "first-name").limit(120).cells(60).checks(name_right),
            Field::text("slug", "first-slug").limit(40).cells(24),
            Field::pick("timezone", "first-timezone")
                .with("Asia/Jakarta")
                .cells(24)
                .reads(move |typed, look| zone_read(typed, clock.now(), look)),
            Field::value("currency", "first-currency").with("IDR").limit(3).cells(4).checks(currency_right),
            Field::choice("decimals", "first-decimals", decimals),
            Field::words("language", "first-language", LANGUAGES),
            Field::text("owner", "first-owner").limit(120).cells(60).checks(name_right),
            Field::value("username", "login-username").limit(40).cells(24),
            Field::secret("password", "login-password").limit(256).checks(password_right),
            Field::secret("password2", "first-again").limit(256),
            Field::pin("pin", "first-pin").checks(pin_right),
            Field::pin("pin2", "first-again"),
            Field::words("begin", "first-begin", &["first-own", "first-example"]),
        ]);
        if let Some(field) = form.field_mut("language") {
            field.choose(place_of(words.language()));
            field.settle();
        }
        Self { form, own: Own::default() }
    }

    /// Says at a field what is wrong with it, and whether nothing is.
    fn right(&mut self, name: &str, look: &Look) -> bool {
        let form = &mut self.form;
        let again = |first: &str, code| {
            let first = form.raw(first).to_owned();
            move |typed: &str| if typed == first { Ok(()) } else { Err(Refusal::new(code)) }
        };
        let read = match name {
            "name" | "owner" => form.read(name, look, |typed| Name::parse(typed).map(drop)),
            "timezone" => form.read(name, look, |typed| zone(typed).map(drop)),
            "currency" => form.read(name, look, |typed| Currency::new(&typed.to_uppercase(), 0).map(drop)),
            "username" => form.read(name, look, |typed| username(typed).map(drop)),
            "password" => {
                let context = ["name", "owner", "username"].map(|name| form.value(name).to_owned());
                let context: Vec<&str> = context.iter().map(String::as_str).collect();
                let password = form.raw(name).to_owned();
                form.read(name, look, |_| new_password(&password, Strength::Master, &context).map(drop))
            }
            "password2" => {
                let (same, typed) = (again("password", "password.again"), form.raw(name).to_owned());
                form.read(name, look, |_| same(&typed))
            }
            "pin" => form.read(name, look, |typed| new_pin(typed).map(drop)),
            "pin2" => {
                let same = again("pin", "pin.again");
                form.read(name, look, same)
            }
            _ => Some(()),
        };
        read.is_some()
    }

    /// A field is left: what it cannot know alone is said too, and what follows from it.
    fn leave(&mut self, name: &'static str, forward: bool, cx: &Cx) {
        if name == "owner" && !self.own.username {
            let made = username_of(self.form.value("owner")).unwrap_or_default();
            self.form.set("username", &made, &cx.look);
        }
        // Whoever goes back leaves nothing out yet.
        if forward || !self.form.raw(name).is_empty() {
            self.right(name, &cx.look);
        }
    }

    /// What is founded; none when a field is marked.
    fn read(&mut self, look: &Look) -> Option<Founding> {
        if READ.map(|name| self.right(name, look)).contains(&false) {
            self.form.point();
            return None;
        }
        let form = &self.form;
        let value = |name: &str| form.value(name).to_owned();
        Some(Founding {
            name: value("name"),
            slug: value("slug"),
            timezone: value("timezone"),
            currency: value("currency").to_uppercase(),
            decimals: DECIMALS[form.chosen("decimals").min(DECIMALS.len() - 1)],
            language: Language::ALL[form.chosen("language").min(Language::ALL.len() - 1)],
            owner: value("owner"),
            username: value("username"),
            password: form.raw("password").to_owned(),
            pin: value("pin"),
            training: false,
            example: form.chosen("begin") == 1,
        })
    }
}

/// The fields that are read before anything is founded.
const READ: [&str; 9] =
    ["name", "timezone", "currency", "owner", "username", "password", "password2", "pin", "pin2"];

/// Where a language stands in [`Language::ALL`].
fn place_of(spoken: Language) -> usize {
    Language::ALL.iter().position(|language| *language == spoken).unwrap_or_default()
}

/// The decimals to choose from.
const DECIMALS: [u8; 3] = [0, 2, 3];

/// What each language calls itself, in the order of [`Language::ALL`].
pub(super) const LANGUAGES: &[&str] = &["language-english", "language-indonesian"];

/// The names of all time zones, to choose from.
pub(super) fn zones() -> Vec<Choice> {
    Zone::names().iter().map(|zone| Choice::new(zone, "")).collect()
}

pub(super) fn zone(typed: &str) -> Result<Zone, Refusal> {
    typed.parse().map_err(|_| Refusal::at("clinic.timezone", "timezone").with("zone", typed))
}

/// What the clock shows there now: a wrong zone is seen at once.
pub(super) fn zone_read(typed: &str, now: Ts, look: &Look) -> Result<String, Refusal> {
    let there = now.local(zone(typed)?);
    Ok(look.words.fill("first-clock", &[("at", look.words.time(there.time()).into())]))
}

fn name_right(typed: &str) -> Result<(), Refusal> {
    Name::parse(typed).map(drop)
}

fn currency_right(typed: &str) -> Result<(), Refusal> {
    Currency::new(&typed.to_uppercase(), 0).map(drop)
}

fn password_right(typed: &str) -> Result<(), Refusal> {
    new_password(typed, Strength::Master, &[]).map(drop)
}

fn pin_right(typed: &str) -> Result<(), Refusal> {
    new_pin(typed).map(drop)
}

impl Screen for FirstRun {
    type Msg = Msg;
    const NAME: &'static str = "first_run";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Zone(chosen) => {
                let zone = Zone::names().into_iter().nth(chosen).unwrap_or_default();
                self.form.set("timezone", &zone, &cx.look);
                Effect::None
            }
            Msg::Founded(founded) => match *founded {
                Ok(desk) => {
                    let home = places::home(&cx.at(&desk));
                    Effect::Become(desk, home)
                }
                Err(fault) => refused::show(&fault, &mut self.form, cx),
            },
        }
    }

    fn sealed(&self) -> bool {
        true
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn changed(&mut self, field: &'static str, cx: &Cx) -> Effect<Msg> {
        match field {
            "slug" => self.own.slug = true,
            "username" => self.own.username = true,
            "language" => self.own.language = true,
            "name" if !self.own.slug => {
                let slug = slug_of(self.form.value("name"));
                self.form.set("slug", &slug, &cx.look);
            }
            "currency" => {
                let usual = Currency::usual_decimals(self.form.value("currency"));
                if let Some(field) = self.form.field_mut("decimals") {
                    field.choose(DECIMALS.iter().position(|decimals| *decimals == usual).unwrap_or_default());
                }
            }
            _ => {}
        }
        Effect::None
    }

    fn pick(&mut self, field: &'static str, cx: &Cx) -> Effect<Msg> {
        Effect::ask(Pick::new("first-timezone", zones()).beginning(self.form.value(field), cx), Msg::Zone)
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        let left = self.form.focused();
        match self.form.go(to, &cx.look) {
            Step::Moved => self.leave(left, !matches!(to, Move::Up | Move::Previous), cx),
            Step::Past => return self.submit(cx),
            Step::Pick(field) => return self.pick(field, cx),
            Step::Nowhere => {}
        }
        Effect::None
    }

    fn zone(&self) -> Option<Zone> {
        self.form.value("timezone").parse().ok()
    }

    fn spoken(&mut self, cx: &Cx) {
        self.form.speak(&cx.look);
        if !self.own.language {
            let spoken = place_of(cx.look.words.language());
            if let Some(field) = self.form.field_mut("language") {
                field.choose(spoken);
                field.settle();
            }
        }
    }

    fn says(&self, action: &str) -> Option<&'static str> {
        (action == "move.forward" && self.form.ends()).then_some("first.found")
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(founding) = self.read(&cx.look) else { return Effect::None };
        Effect::write("found", |desk| async move { Msg::Founded(Box::new(desk.found(&founding).await)) })
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let mut inside = panel::panel(buffer, area, &cx.text("screen-first_run"), &cx.look);
        inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let label = self.form.field(self.form.focused()).map_or("", Field::label);
        let hint =
            if cx.look.words.has(label, Some("help")) { cx.look.words.help(label) } else { String::new() };
        let hint = text::wrap(&hint, usize::from(inside.width));
        let below = u16::try_from(hint.len()).unwrap_or(0).min(inside.height / 3) + 1;
        let lines = Rect { height: inside.height.saturating_sub(below), ..inside };
        for (y, line) in (lines.bottom() + 1..inside.bottom()).zip(&hint) {
            text::put(buffer, (inside.x, y), line, inside.width, theme.dim, theme);
        }
        if let Some(cursor) = self.form.draw(buffer, lines, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
