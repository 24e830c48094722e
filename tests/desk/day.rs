//! The day screen: what is seen, and every step of a visit by its key.

use loket::i18n::Language;

use crate::support::Lab;
use crate::support::clinic::Clinic;

/// The day as it looks in both languages and at the three sizes.
#[test]
fn the_day_at_every_size() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        for language in [Language::English, Language::Indonesian] {
            for size in [(80, 24), (120, 40), (40, 20)] {
                let mut stage = clinic.stage_in(language, clinic.today(), size).await;
                let name = format!("day-{}-{}x{}", language.as_str(), size.0, size.1);
                insta::assert_snapshot!(name.as_str(), stage.screen());
                stage.keys("v").await;
                insta::assert_snapshot!(format!("{name}-columns"), stage.screen());
            }
        }
    });
}
