//! SVG to PNG at print quality, drawn with the bundled font. Letters that it lacks are drawn with
//! the fonts of the machine; if those lack them too, the picture says so.

use std::io;
use std::sync::Arc;

use resvg::usvg::{Group, Node, fontdb};
use resvg::{tiny_skia, usvg};

use super::fonts;

/// Pixels of the PNG for each pixel of the SVG: 16 cm wide at about 400 dots per inch.
const ENLARGED: f32 = 3.0;

/// Line under a picture with letters that no font has.
const LACKING: &str = "No installed font has some letters of this picture; its SVG file has them.";

/// Renders an SVG as the bytes of a PNG file.
pub(super) fn png(svg: &str) -> io::Result<Vec<u8>> {
    let mut tree = parsed(svg, fonts::bundled())?;
    if lacks_letters(tree.root()) {
        tree = parsed(svg, fonts::with_installed())?;
        if lacks_letters(tree.root()) {
            tree = parsed(&remarked(svg, LACKING), fonts::with_installed())?;
        }
    }
    let size = tree
        .size()
        .to_int_size()
        .scale_by(ENLARGED)
        .ok_or_else(|| io::Error::other("a chart without a size"))?;
    let mut pixels = tiny_skia::Pixmap::new(size.width(), size.height())
        .ok_or_else(|| io::Error::other("a chart too large for a picture"))?;
    let enlarge = tiny_skia::Transform::from_scale(ENLARGED, ENLARGED);
    pixels.fill(tiny_skia::Color::WHITE);
    resvg::render(&tree, enlarge, &mut pixels.as_mut());
    encoded(&pixels).map_err(io::Error::other)
}

/// Encodes pixels without their transparency, and without the filters of the format: those help
/// photographs, and make the even areas of a chart larger.
fn encoded(pixels: &tiny_skia::Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut colors = vec![0; pixels.data().len() / 4 * 3];
    for (color, pixel) in colors
        .chunks_exact_mut(3)
        .zip(pixels.data().chunks_exact(4))
    {
        color.copy_from_slice(&pixel[..3]);
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.write_header()?.write_image_data(&colors)?;
    Ok(bytes)
}

fn parsed(svg: &str, fontdb: Arc<fontdb::Database>) -> io::Result<usvg::Tree> {
    let options = usvg::Options {
        fontdb,
        ..usvg::Options::default()
    };
    usvg::Tree::from_str(svg, &options).map_err(io::Error::other)
}

/// Does any text contain a letter that none of the fonts has?
fn lacks_letters(group: &Group) -> bool {
    group.children().iter().any(|node| match node {
        Node::Group(inner) => lacks_letters(inner),
        Node::Text(text) => {
            let glyphs = text
                .layouted()
                .iter()
                .flat_map(|span| &span.positioned_glyphs);
            // glyph 0 marks a letter that a font lacks
            glyphs.into_iter().any(|glyph| glyph.id.0 == 0)
        }
        Node::Path(_) | Node::Image(_) => false,
    })
}

/// Returns the SVG with a line of text under the picture.
fn remarked(svg: &str, words: &str) -> String {
    let number = |name: &str| -> Option<(usize, usize, u32)> {
        let from = svg.find(&format!("{name}=\""))? + name.len() + 2;
        let to = from + svg[from..].find('"')?;
        Some((from, to, svg[from..to].parse().ok()?))
    };
    let (Some((from, to, height)), Some(end)) = (number("height"), svg.rfind("</svg>")) else {
        return svg.to_owned();
    };
    let room = 18;
    let line = format!(
        "<rect y=\"{}\" width=\"100%\" height=\"{}\" fill=\"#FFFFFF\"/>\
         <text x=\"160\" y=\"{}\" font-size=\"110\" fill=\"#52606D\">\
         {words}</text>",
        height * 10,
        room * 10,
        height * 10 + 100
    );
    let taller = height + room;
    let head = svg[..from].to_owned() + &taller.to_string() + &svg[to..end];
    let view = format!(" {}\"", height * 10);
    let head = head.replacen(&view, &format!(" {}\"", taller * 10), 1);
    format!("{head}{line}</svg>")
}
