//! Checks the arrangements of `[staffing]` as far as that is possible without trying all of them.

use super::alone::compile_alone;
use crate::scenario::document::Document;
use crate::scenario::problem::{Complaint, Problems};
use crate::scenario::staffing::{Coordinate, Staffing, staffing_section};
use crate::scenario::sweep::Varied;

/// Limit on the combinations of values that are not numbers of lanes or members: each is compiled,
/// and searched by itself.
const MOST_OTHERS: usize = 1_000;

/// Reads `[staffing]`, and compiles the arrangement with the largest numbers, with those every
/// value of every path, and every combination of the values that are not numbers of lanes or
/// members. A smaller number of lanes or members can only be refused because none is ever
/// on duty at some station.
pub(in crate::scenario) fn staffing(document: &Document) -> Result<Staffing, Problems> {
    let staffing = Staffing::read(document)?;
    let coordinates = staffing.coordinates();
    if coordinates.is_empty() {
        return Ok(staffing);
    }
    let mut trial = Trial {
        document,
        staffing: &staffing,
        is_any_sound: false,
        refused: None,
    };
    let others = (0..coordinates.len()).filter(|it| !coordinates[*it].is_count());
    let others: Vec<usize> = others.collect();
    check_combinations(document, coordinates, &others)?;
    let largest = staffing.largest();
    trial.compile(&largest, &[])?;
    for (position, coordinate) in coordinates.iter().enumerate() {
        let mut at = largest.clone();
        for value in 0..coordinate.values.len() {
            if !is_count(coordinate, value) {
                at[position] = value;
                trial.compile(&at, &[position])?;
            }
        }
    }
    trial.combine(&others, largest)?;
    match trial.refused {
        Some(problems) if !trial.is_any_sound => Err(problems),
        _ => Ok(staffing),
    }
}

/// Refuses too many combinations of the values of these coordinates, which are not numbers of lanes
/// or members; the caret is under the one with the most values.
fn check_combinations(
    document: &Document,
    coordinates: &[Coordinate],
    others: &[usize],
) -> Result<(), Problems> {
    let length = |other: &usize| coordinates[*other].values.len();
    let number = others.iter().map(length).fold(1, usize::saturating_mul);
    let Some(longest) = others.iter().rev().max_by_key(|it| length(it)) else {
        return Ok(());
    };
    if number <= MOST_OTHERS {
        return Ok(());
    }
    let message = if others.len() == 1 {
        format!(
            "{number} values that are not numbers of lanes or members; the limit is {MOST_OTHERS}"
        )
    } else {
        format!(
            "{number} combinations of values that are not numbers of lanes or members; the limit \
             is {MOST_OTHERS}"
        )
    };
    let help = "each is searched by itself: write fewer such values, or a larger step";
    let path = coordinates[*longest].path.to_string();
    let place = document.value_place(&staffing_section().child(&path));
    Err(Complaint::new(message, help).at(place).into())
}

/// Is this value a number of lanes or members? It is sound if the largest one is.
fn is_count(coordinate: &Coordinate, at: usize) -> bool {
    let is_number = matches!(coordinate.values[at], toml::Value::Integer(number) if number >= 0);
    is_number && coordinate.subject.varied != Varied::Other
}

/// Compiles arrangements.
struct Trial<'a> {
    document: &'a Document,
    staffing: &'a Staffing,
    is_any_sound: bool,
    /// Problems of the first arrangement in which none is ever on duty at some station.
    refused: Option<Problems>,
}

impl Trial<'_> {
    /// Compiles an arrangement, in which all but the `varied` coordinates have their largest
    /// values; only that none is ever on duty at some station is no
    /// error.
    fn compile(&mut self, at: &[usize], varied: &[usize]) -> Result<(), Problems> {
        let settings = self.staffing.arrangement(at);
        let compiled = self.document.with(&settings)?;
        match compile_alone(&compiled) {
            Ok(_) => self.is_any_sound = true,
            Err(problems) if problems.are_absence() => {
                self.refused.get_or_insert(problems);
            }
            Err(problems) => return Err(problems.under(&settings, &self.case(at, varied))),
        }
        Ok(())
    }

    /// Compiles every combination of the values of these coordinates.
    fn combine(&mut self, others: &[usize], largest: Vec<usize>) -> Result<(), Problems> {
        if others.len() < 2 {
            return Ok(());
        }
        let length = |other: &usize| self.staffing.coordinates()[*other].values.len();
        let lengths: Vec<usize> = others.iter().map(length).collect();
        let number: usize = lengths.iter().product();
        let mut at = largest;
        for point in 0..number {
            let mut rest = point;
            for (other, length) in others.iter().zip(&lengths) {
                at[*other] = rest % length;
                rest /= length;
            }
            self.compile(&at, others)?;
        }
        Ok(())
    }

    /// Describes an arrangement in which a problem occurs.
    fn case(&self, at: &[usize], varied: &[usize]) -> String {
        if varied.is_empty() {
            return "with the largest numbers to choose from".to_owned();
        }
        let shown = varied.iter().map(|position| {
            let coordinate = &self.staffing.coordinates()[*position];
            format!("{} = {}", coordinate.name, coordinate.values[at[*position]])
        });
        format!("with {}", shown.collect::<Vec<String>>().join(", "))
    }
}
