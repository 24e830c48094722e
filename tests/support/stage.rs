//! Somebody sits down at the counter of the clinic.

use loket::app::Screen;
use loket::app::testing::{Stage, options};
use loket::domain::zone::Zone;
use loket::i18n::Language;
use loket::screens::FRONT;
use loket::screens::day::Day;

use super::clinic::{Clinic, at};

impl Clinic {
    /// A stage that shows `first`, in a terminal of this size.
    pub async fn stage(&self, first: impl Screen, size: (u16, u16)) -> Stage {
        self.stage_in(Language::English, first, size).await
    }

    /// The same in another language.
    pub async fn stage_in(&self, language: Language, first: impl Screen, size: (u16, u16)) -> Stage {
        let settings = loket::app::engine::Options { language, ..options() };
        let mut stage = Stage::with(FRONT, self.desk.clone(), first, size, settings);
        stage.settle().await;
        stage
    }

    /// The day screen of the day of the journey, at 80 by 24.
    pub async fn at_the_desk(&self) -> Stage {
        self.stage(self.today(), (80, 24)).await
    }

    pub fn today(&self) -> Day {
        Day::new(at("2026-11-20 00:00").day(Zone::home()))
    }
}
