//! The bundled font: Noto Sans, which every machine draws alike. `fonts/README.md` tells how it was
//! made.

use std::sync::{Arc, OnceLock};

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};
use resvg::usvg::fontdb;

/// The regular face.
pub(super) const REGULAR: &[u8] = include_bytes!("fonts/NotoSans-Regular.ttf");

/// The bold face.
pub(super) const BOLD: &[u8] = include_bytes!("fonts/NotoSans-Bold.ttf");

/// What SVG files ask for, with what they take where they cannot have it.
pub(super) const FAMILY: &str = "Noto Sans, sans-serif";

/// Height of a line of Noto Sans (ascent 1069, descent 293) over its em: `ab_glyph` scales by the
/// former, SVG by the latter.
const LINE_OVER_EM: f64 = 1.362;

/// Measured at this many times the size, because plotters tells whole pixels.
const ENLARGED: f64 = 10.0;

/// Makes the faces known to plotters. Doing so again changes nothing.
pub(super) fn register() {
    for (style, bytes) in [(FontStyle::Normal, REGULAR), (FontStyle::Bold, BOLD)] {
        assert!(
            register_font(FAMILY, style, bytes).is_ok(),
            "the bundled font is sound"
        );
    }
}

/// The bundled faces for drawing an SVG as a picture.
pub(super) fn bundled() -> Arc<fontdb::Database> {
    static BUNDLED: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    Arc::clone(BUNDLED.get_or_init(|| Arc::new(database())))
}

/// The bundled faces, and those that are installed on this machine for letters that they lack.
pub(super) fn with_installed() -> Arc<fontdb::Database> {
    static INSTALLED: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let load = || {
        let mut database = database();
        database.load_system_fonts();
        Arc::new(database)
    };
    Arc::clone(INSTALLED.get_or_init(load))
}

fn database() -> fontdb::Database {
    let mut database = fontdb::Database::new();
    database.load_font_data(REGULAR.to_vec());
    database.load_font_data(BOLD.to_vec());
    database.set_sans_serif_family("Noto Sans");
    database
}

/// Width of a text in pixels at a font size in pixels. Needs [`register`] before.
pub(super) fn width(text: &str, size: f64, style: FontStyle) -> f64 {
    let font = FontDesc::new(
        FontFamily::Name(FAMILY),
        size * LINE_OVER_EM * ENLARGED,
        style,
    );
    let known: String = text.chars().filter(|&letter| !is_wide(letter)).collect();
    let wide = text.chars().filter(|&letter| is_wide(letter)).count();
    let measured = font
        .box_size(&known)
        .map_or(0.0, |(width, _)| f64::from(width) / ENLARGED);
    measured + wide as f64 * WIDE * size
}

/// Width of a letter that is as wide as high, in em: some installed fonts go a little beyond 1.
const WIDE: f64 = 1.02;

/// Is it as wide as high, as Chinese letters are? The bundled font does not hold them.
fn is_wide(letter: char) -> bool {
    letter >= '\u{1100}' && !('\u{2000}'..='\u{2bff}').contains(&letter)
}
