use super::*;

/// Red, green and blue as amounts of light.
fn light(rgb: u32) -> [f64; 3] {
    let [_, red, green, blue] = rgb.to_be_bytes();
    [red, green, blue].map(|channel| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.039_28 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    })
}

fn times(matrix: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

fn luminance(rgb: u32) -> f64 {
    let [r, g, b] = light(rgb);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// WCAG 2.1 contrast ratio.
fn contrast(a: u32, b: u32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_role_can_be_read_on_its_ground() {
    for (name, palette) in [("dark", DARK), ("light", LIGHT), ("contrast", CONTRAST)] {
        let [ground, text, dim, border, accent, ok, warn, error] = palette.0;
        for (role, colour) in
            [("text", text), ("dim", dim), ("accent", accent), ("ok", ok), ("warn", warn), ("error", error)]
        {
            let ratio = contrast(colour, ground);
            assert!(ratio >= 4.5, "{name} {role}: {ratio:.1}");
        }
        assert!(contrast(border, ground) >= 3.0, "{name} border");
    }
}

/// How somebody sees who lacks one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1).
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("all", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protan",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deutan",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritan",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// CIE L*a*b* of light, white D65.
fn lab(light: [f64; 3]) -> [f64; 3] {
    let to_xyz = [
        [0.412_456_4, 0.357_576_1, 0.180_437_5],
        [0.212_672_9, 0.715_152_2, 0.072_175_0],
        [0.019_333_9, 0.119_192_0, 0.950_304_1],
    ];
    let [x, y, z] = times(to_xyz, light.map(|c| c.clamp(0.0, 1.0)));
    let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let (x, y, z) = (f(x / 0.950_47), f(y), f(z / 1.088_83));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn good_look_and_stop_are_told_apart_by_every_eye() {
    for (name, palette) in [("dark", DARK), ("light", LIGHT), ("contrast", CONTRAST)] {
        let [_, _, _, _, _, ok, warn, error] = palette.0;
        for (eye, matrix) in EYES {
            for (a, b) in [(ok, warn), (warn, error), (ok, error)] {
                let [a, b] = [a, b].map(|colour| lab(times(matrix, light(colour))));
                let distance = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                // 2 can just be seen side by side; a green "ok" beside an orange "look" has 1 to 9.
                assert!(distance >= 40.0, "{name}, {eye}: {distance:.0}");
            }
        }
    }
}

#[test]
fn no_color_means_mono_unless_a_theme_is_named() {
    assert_eq!(chosen(None, Some("1")), Name::Mono);
    assert_eq!(chosen(None, Some("")), Name::Terminal);
    assert_eq!(chosen(None, None), Name::Terminal);
    assert_eq!(chosen(Some(Name::Dark), Some("1")), Name::Dark);
}

#[test]
fn mono_has_no_colour_and_still_marks_states() {
    let mono = Theme::new(Name::Mono, Colours::Millions, false);
    for style in [mono.text, mono.dim, mono.border, mono.accent, mono.ok, mono.warn, mono.error] {
        assert_eq!((style.fg, style.bg), (None, None));
    }
    assert_ne!(mono.error, mono.warn);
    assert_ne!(mono.warn, mono.text);
}

#[test]
fn fewer_colours_still_make_a_theme() {
    assert_eq!(Colours::promised(Some("truecolor"), None), Colours::Millions);
    assert_eq!(Colours::promised(None, Some("xterm-256color")), Colours::TwoHundred);
    assert_eq!(Colours::promised(None, Some("linux")), Colours::Sixteen);
    assert_eq!(nearest_of_256(255, 0, 0), 196);
    assert_eq!(nearest_of_256(0x12, 0x16, 0x1C), 233);
    let dark = Theme::new(Name::Dark, Colours::TwoHundred, false);
    assert!(matches!(dark.ok.fg, Some(Color::Indexed(_))));
}

#[test]
fn every_glyph_is_one_cell() {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    for glyphs in [&GLYPHS, &ASCII] {
        let all = [
            glyphs.unconfirmed,
            glyphs.confirmed,
            glyphs.waiting,
            glyphs.running,
            glyphs.done,
            glyphs.late,
            glyphs.absent,
            glyphs.cancelled,
            glyphs.marker,
            glyphs.more,
            glyphs.dot,
            glyphs.dash,
            glyphs.pick,
            glyphs.cut,
        ];
        for glyph in all.iter().chain(&glyphs.line).chain(&glyphs.bar) {
            assert_eq!(glyph.width(), 1, "{glyph}");
        }
        assert_eq!(glyphs.mask.width(), Some(1));
    }
    assert!(ASCII.line.iter().all(|glyph| glyph.is_ascii()));
}
