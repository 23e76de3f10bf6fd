//! The bundled font, Noto Sans, which looks the same on every machine. `fonts/README.md` describes
//! how it was made.

#[cfg(feature = "desktop")]
use std::sync::Arc;
use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, ScaleFont as _};
use plotters::style::FontStyle;
#[cfg(feature = "desktop")]
use resvg::usvg::fontdb;

/// The regular face.
pub(super) const REGULAR: &[u8] = include_bytes!("fonts/NotoSans-Regular.ttf");

/// The bold face.
pub(super) const BOLD: &[u8] = include_bytes!("fonts/NotoSans-Bold.ttf");

/// Font family of SVG files, with the fallback.
pub(super) const FAMILY: &str = "Noto Sans, sans-serif";

/// Line height of Noto Sans (ascent 1069, descent 293) over its em: `ab_glyph` scales by the line
/// height, SVG by the em.
const LINE_OVER_EM: f64 = 1.362;

/// Widths are rounded down to this fraction of a pixel.
const PARTS: f64 = 10.0;

/// Returns the bundled faces for rendering an SVG as a picture.
#[cfg(feature = "desktop")]
pub(super) fn bundled() -> Arc<fontdb::Database> {
    static BUNDLED: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| Arc::new(database()));
    Arc::clone(&BUNDLED)
}

/// Returns the bundled faces, and the fonts installed on this machine for letters that they lack.
#[cfg(feature = "desktop")]
pub(super) fn with_installed() -> Arc<fontdb::Database> {
    static INSTALLED: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
        let mut database = database();
        database.load_system_fonts();
        Arc::new(database)
    });
    Arc::clone(&INSTALLED)
}

#[cfg(feature = "desktop")]
fn database() -> fontdb::Database {
    let mut database = fontdb::Database::new();
    database.load_font_data(REGULAR.to_vec());
    database.load_font_data(BOLD.to_vec());
    database.set_sans_serif_family("Noto Sans");
    database
}

/// Returns a face of the bundled font for measuring.
fn face(style: FontStyle) -> &'static FontRef<'static> {
    static FACES: LazyLock<[FontRef<'static>; 2]> = LazyLock::new(|| {
        [REGULAR, BOLD].map(|bytes| FontRef::try_from_slice(bytes).expect("a sound font"))
    });
    let [regular, bold] = &*FACES;
    match style {
        FontStyle::Bold => bold,
        FontStyle::Normal | FontStyle::Oblique | FontStyle::Italic => regular,
    }
}

/// Returns the width of a text in pixels at a font size in pixels.
pub(super) fn width(text: &str, size: f64, style: FontStyle) -> f64 {
    let face = face(style).as_scaled((size * LINE_OVER_EM * PARTS) as f32);
    let (mut measured, mut wide) = (0.0_f32, 0);
    let mut before = None;
    for letter in text.chars() {
        if is_wide(letter) {
            wide += 1;
            continue;
        }
        let glyph = face.glyph_id(letter);
        measured += face.h_advance(glyph);
        if let Some(before) = before {
            measured += face.kern(before, glyph);
        }
        before = Some(glyph);
    }
    f64::from(measured.trunc()) / PARTS + f64::from(wide) * WIDE * size
}

/// Width in em of a letter that is about as wide as high; some installed fonts slightly exceed 1.
const WIDE: f64 = 1.02;

/// Is the letter about as wide as high, as Chinese letters are? The bundled font lacks such
/// letters.
fn is_wide(letter: char) -> bool {
    letter >= '\u{1100}' && !('\u{2000}'..='\u{2bff}').contains(&letter)
}
