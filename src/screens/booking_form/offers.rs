//! What fits the box one is in: patients found, treatments, who can, free starts.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::known::Patient;
use super::{BookingForm, Found, Msg};
use crate::app::{Cx, Effect};
use crate::desk::Roster;
use crate::desk::patient::FindPatients;
use crate::domain::id::StaffId;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::time::{Ts, at_local};
use crate::domain::when;
use crate::screens::patient_form::PatientForm;
use crate::screens::places::needs;
use crate::screens::refused;
use crate::ui::{Look, Move};

/// A time as far as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Nothing,
    Day(NaiveDate),
    Moment(NaiveDateTime),
}

/// Reads what stands in the time box; a time alone is on `day`, left out: today. A day alone is fine: the free starts of
/// that day are offered.
pub(super) fn wanted(typed: &str, now: NaiveDateTime, day: Option<NaiveDate>) -> Result<Wanted, Refusal> {
    if typed.is_empty() {
        return Ok(Wanted::Nothing);
    }
    match when::moment(typed, now, day.unwrap_or(now.date())) {
        Ok(moment) => Ok(Wanted::Moment(moment)),
        Err(refusal) if refusal.code == "time.missing" => match when::date(typed, now.date())? {
            // The free starts of today are no answer to yesterday.
            day if day < now.date() => Err(Refusal::at("date.past", "time").with("at", day)),
            day => Ok(Wanted::Day(day)),
        },
        Err(refusal) => Err(refusal),
    }
}

/// A time as one would type it, so that it can be typed over.
pub(super) fn typed_time(at: Ts, cx: &Cx) -> String {
    let (at, today) = (at.local(cx.zone), cx.look.now.date());
    let day = if at.year() == today.year() { "%-d/%-m %H.%M" } else { "%-d/%-m/%Y %H.%M" };
    at.format(day).to_string()
}

/// What was understood, said back.
pub(super) fn time_read(typed: &str, look: &Look, day: Option<NaiveDate>) -> Result<String, Refusal> {
    Ok(match wanted(typed, look.now, day)? {
        Wanted::Nothing => String::new(),
        Wanted::Day(day) => look.day(day),
        Wanted::Moment(moment) => look.moment(moment),
    })
}

/// Whether every word typed begins a word of the name.
fn fits(name: &str, typed: &str) -> bool {
    let name = name.to_lowercase();
    typed.to_lowercase().split_whitespace().all(|word| name.contains(word))
}

impl BookingForm {
    /// Treatments on sale that fit what was typed, by their place in the roster.
    pub(super) fn treatments<'a>(&'a self, roster: &'a Roster) -> impl Iterator<Item = usize> + 'a {
        let typed = self.form.value("treatment");
        let with = self.staff.filter(|_| self.form.value("staff").is_empty());
        roster.treatments.iter().enumerate().filter_map(move |(at, row)| {
            let can = with.is_none_or(|staff| roster.can(row.id).contains(&staff));
            (row.active && can && fits(&row.name, typed)).then_some(at)
        })
    }

    /// Who can do it, and first of all "anyone"; for a move the same person stands first.
    pub(super) fn people<'a>(
        &'a self,
        roster: &'a Roster,
        cx: &'a Cx,
    ) -> impl Iterator<Item = Option<StaffId>> + 'a {
        let typed = self.form.value("staff");
        let can = self.treatment.map_or(&[][..], |treatment| roster.can(treatment));
        let anyone = (!self.moves_one()).then_some(None);
        anyone.into_iter().chain(can.iter().copied().map(Some)).filter(move |who| match who {
            Some(id) => fits(roster.staff_name(*id), typed),
            None => fits(&cx.look.words.text("booking-anyone"), typed),
        })
    }

    /// The list below belongs to the box one is in.
    pub(super) fn offer(&mut self, cx: &Cx) {
        let count = match (self.form.focused(), &self.roster) {
            ("patient", _) => self.found.len(),
            ("treatment", Some(roster)) => self.treatments(roster).count(),
            ("staff", Some(roster)) => self.people(roster, cx).count(),
            ("time", _) => self.free.len(),
            _ => 0,
        };
        self.list.resize(count);
    }

    /// The cursor came into another box.
    pub(super) fn entered(&mut self, cx: &Cx) -> Effect<Msg> {
        self.offer(cx);
        self.list.select(0);
        let terms = self.ask_terms();
        if self.form.focused() == "time" { terms.and(self.ask_for_free(cx)) } else { terms }
    }

    /// What was chosen no longer holds when something else is typed over it.
    pub(super) fn typed_into(&mut self, field: &'static str, cx: &Cx) -> Effect<Msg> {
        // Neither how they came in nor the note is in anybody's way.
        if matches!(field, "source" | "note") {
            return Effect::None;
        }
        self.clash = None;
        self.aside.forget();
        if let Some(field) = self.form.field_mut(field).filter(|_| field != "time") {
            field.say("");
        }
        let effect = match field {
            "patient" => {
                self.patient = None;
                self.patient_id = None;
                // Whoever may not search is not refused at every letter: nobody is found.
                if self.form.value("patient").is_empty() || needs(cx, Permission::PatientFind).is_err() {
                    (self.found, self.lost) = (Found::new(), None);
                    self.answered = self.form.value("patient").to_owned();
                    Effect::None
                } else {
                    self.seek()
                }
            }
            "treatment" => {
                self.treatment = None;
                self.free.clear();
                Effect::None
            }
            "staff" => {
                (self.staff, self.anyone) = (None, false);
                Effect::None
            }
            "time" => self.ask_for_free(cx),
            _ => Effect::None,
        };
        self.offer(cx);
        self.list.select(0);
        effect
    }

    /// Looks for whoever is typed.
    fn seek(&self) -> Effect<Msg> {
        let text = self.form.value("patient").to_owned();
        Effect::read("find", move |desk| async move {
            let done = desk.ask(FindPatients { text: text.clone() }).await;
            Msg::Found(text, done)
        })
    }

    /// Looks once more where there was no way to look.
    pub(super) fn look_again(&self) -> Effect<Msg> {
        if self.patient.is_none() && self.lost.as_ref().is_some_and(refused::passes) {
            self.seek()
        } else {
            Effect::None
        }
    }

    /// Enter: takes what is marked and goes on; in the last box saves.
    pub(super) fn forward(&mut self, cx: &Cx) -> Effect<Msg> {
        let field = self.form.focused();
        match field {
            "patient" if self.patient.is_none() => {
                let Some(row) = self.list.selected().and_then(|row| self.found.get(row)) else {
                    return self.register(cx);
                };
                let patient = Patient { id: row.id, name: row.name.clone(), alerts: row.alerts.clone() };
                return self.take_patient(patient, cx);
            }
            "treatment" if self.treatment.is_none() && !self.take_treatment(cx) => {
                let refusal = Refusal::at("treatment.unknown", "treatment");
                self.form.refuse(&refusal, &cx.look);
                return Effect::None;
            }
            "staff" if !self.take_staff(cx) => {
                let refusal = Refusal::at("staff.unknown", "staff");
                self.form.refuse(&refusal, &cx.look);
                return Effect::None;
            }
            "time" => self.take_time(cx),
            _ => {}
        }
        if self.form.go(Move::Forward, &cx.look) == crate::ui::Step::Past {
            return self.save(None, cx);
        }
        self.entered(cx)
    }

    /// Leaving a box another way takes what is the only possibility.
    pub(super) fn settle_one(&mut self, cx: &Cx) {
        match self.form.focused() {
            "treatment" if self.treatment.is_none() && self.list.len() == 1 => {
                self.take_treatment(cx);
            }
            "staff" if !self.form.value("staff").is_empty() => {
                self.take_staff(cx);
            }
            "time" => {
                if self.form.value("time").is_empty() {
                    return;
                }
                self.take_time(cx);
            }
            _ => {}
        }
    }

    /// Nobody has this number or name: registers somebody new with it.
    fn register(&mut self, cx: &Cx) -> Effect<Msg> {
        let typed = self.form.value("patient").to_owned();
        if typed.is_empty() {
            self.form.refuse(&Refusal::at("patient.unknown", "patient"), &cx.look);
            return Effect::None;
        }
        if self.lost.is_some() {
            // Nobody is new before the answer came: keys wait for it.
            self.answered.clear();
            return self.typed_into("patient", cx);
        }
        Effect::ask(PatientForm::register(&typed, cx), Msg::Registered)
    }

    pub(super) fn take_patient(&mut self, patient: Patient, cx: &Cx) -> Effect<Msg> {
        let was_here = self.form.focused() == "patient";
        if self.form.field("patient").is_some() {
            self.form.set("patient", &patient.name, &cx.look);
        }
        self.patient = Some(patient);
        self.found.clear();
        if was_here {
            let _ = self.form.go(Move::Forward, &cx.look);
        } else {
            // Known before the form was opened: nobody typed this.
            self.form.settle();
        }
        self.entered(cx)
    }

    fn take_treatment(&mut self, cx: &Cx) -> bool {
        let Some(roster) = self.roster.clone() else { return false };
        let Some(row) = self.list.selected().and_then(|nth| self.treatments(&roster).nth(nth)) else {
            return false;
        };
        let row = &roster.treatments[row];
        self.treatment = Some(row.id);
        self.form.set("treatment", &row.name, &cx.look);
        self.say_treatment(cx);
        // Whoever was chosen before may not do this one.
        if self.staff.is_some_and(|staff| !roster.can(row.id).contains(&staff)) {
            self.staff = None;
            self.form.set("staff", "", &cx.look);
        } else if let Some(staff) = self.staff {
            self.form.set("staff", roster.staff_name(staff), &cx.look);
        }
        true
    }

    /// How long the treatment in the box takes, and what it costs.
    pub(super) fn say_treatment(&mut self, cx: &Cx) {
        let row = self.roster.as_ref().zip(self.treatment).and_then(|(roster, id)| roster.treatment(id));
        let Some(row) = row else { return };
        let said =
            format!("{}m {} {}", row.minutes, cx.look.theme.glyphs.dot, cx.look.currency.shown(row.price));
        if let Some(field) = self.form.field_mut("treatment") {
            field.say(said);
        }
    }

    /// The marked one; an untouched empty box means anyone.
    fn take_staff(&mut self, cx: &Cx) -> bool {
        let Some(roster) = self.roster.clone() else { return false };
        let chosen = self.list.selected().and_then(|nth| self.people(&roster, cx).nth(nth));
        let Some(who) = chosen else { return false };
        (self.staff, self.anyone) = (who, who.is_none());
        match who {
            Some(id) => self.form.set("staff", roster.staff_name(id), &cx.look),
            None => self.say_anyone(cx),
        }
        true
    }

    /// Another language is spoken from now on.
    pub(super) fn speak(&mut self, cx: &Cx) {
        self.form.speak(&cx.look);
        if self.anyone {
            self.say_anyone(cx);
        }
        self.say_treatment(cx);
        // Whoever is offered is found by words too.
        let at = self.list.selected();
        self.offer(cx);
        self.list.select(at.unwrap_or(0));
    }

    /// Anybody will do, in the words of the language.
    pub(super) fn say_anyone(&mut self, cx: &Cx) {
        self.form.set("staff", &cx.text("booking-anyone"), &cx.look);
    }

    /// Something stands in the box of the staff that is nobody.
    pub(super) fn nobody(&self) -> bool {
        self.staff.is_none() && !self.anyone && !self.form.value("staff").is_empty()
    }

    /// The time that was typed; when none was, or the one typed is taken, the marked free start.
    fn take_time(&mut self, cx: &Cx) {
        let said = wanted(self.form.value("time"), cx.look.now, self.on);
        if !said.is_ok_and(|said| self.takes_start(said, cx)) {
            return;
        }
        if let Some(start) = self.list.selected().and_then(|nth| self.free.get(nth)) {
            let typed = typed_time(start.starts_at, cx);
            self.form.set("time", &typed, &cx.look);
            self.clash = None;
        }
    }

    /// The time the form says, or why it says none.
    pub(super) fn at_time(&self, cx: &Cx) -> Result<Ts, Refusal> {
        match wanted(self.form.value("time"), cx.look.now, self.on)? {
            Wanted::Moment(moment) => at_local(moment, cx.zone),
            Wanted::Day(_) => Err(Refusal::at("time.missing", "time").with("typed", self.form.value("time"))),
            Wanted::Nothing => Err(Refusal::at("time.empty", "time")),
        }
    }
}
