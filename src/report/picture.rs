//! An SVG as a PNG at print quality, drawn with the bundled font only.

use std::io;

use resvg::{tiny_skia, usvg};

use super::fonts;

/// Pixels of the picture for each pixel of the SVG: 16 cm wide at about 400 dots an inch.
const ENLARGED: f32 = 3.0;

/// Draws an SVG into the bytes of a PNG file.
pub(super) fn png(svg: &str) -> io::Result<Vec<u8>> {
    let options = usvg::Options {
        fontdb: fonts::database(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options).map_err(io::Error::other)?;
    let size = tree
        .size()
        .to_int_size()
        .scale_by(ENLARGED)
        .ok_or_else(|| io::Error::other("a chart without a size"))?;
    let mut pixels = tiny_skia::Pixmap::new(size.width(), size.height())
        .ok_or_else(|| io::Error::other("a chart too large for a picture"))?;
    let enlarge = tiny_skia::Transform::from_scale(ENLARGED, ENLARGED);
    resvg::render(&tree, enlarge, &mut pixels.as_mut());
    pixels.encode_png().map_err(io::Error::other)
}
