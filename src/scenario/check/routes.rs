//! Compiles routes and mixes: names become positions, shares become prefix sums.

use super::diagnostics::{Caret, Diagnostics, Told, all};
use crate::distribution::Choice;
use crate::model::{Destination, Exit, GoodsId, Route, Rule, StationId, StreamId};
use crate::scenario::file::{self, File, Share, Shares, SingleRoute, When, Whole};
use crate::scenario::local;
use crate::scenario::path::Path;
use crate::scenario::problem::Complaint;
use crate::scenario::suggest::quoted;
use crate::scenario::tree::Node;

/// Largest difference of a sum of shares from 1, to allow for the rounding of decimals.
const SUM_TOLERANCE: f64 = 1e-9;

/// The owner of a route.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Stream,
    Station,
}

/// Compiles the route written at a path.
pub(super) fn compile(
    route: &file::Route,
    owner: Owner,
    path: &Path,
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Route, Told> {
    let rules = match route {
        file::Route::Single(route) => return single(route, path, file, diagnostics),
        file::Route::Rules(rules) => rules,
    };
    let compiled = rules.iter().enumerate().map(|(position, rule)| {
        let path = path.item(position);
        let to = single(&rule.to, &path.child("to"), file, diagnostics);
        let when = when(
            rule.when.as_ref(),
            owner,
            &path.child("when"),
            file,
            diagnostics,
        );
        Ok(Rule { to: to?, ..when? })
    });
    let compiled = all(compiled);
    check_completeness(rules, path, diagnostics)?;
    compiled.map(Route::Rules)
}

/// Checks that the last rule, and only the last one, fits every batch.
fn check_completeness(
    rules: &[file::Rule],
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<(), Told> {
    let always = |rule: &file::Rule| rule.when.as_ref().is_none_or(has_no_condition);
    match rules.iter().position(always) {
        None => {
            let message = "no rule fits every batch";
            let help = "add a last rule without \"when\", such as { to = \"released\" }";
            Err(diagnostics.value(path, message, help))
        }
        Some(position) if position + 1 < rules.len() => {
            let message = "this rule is never reached: the one before it fits every batch";
            let help = "put the rule without \"when\" last";
            Err(diagnostics.value(&path.item(position + 1), message, help))
        }
        Some(_) => Ok(()),
    }
}

fn has_no_condition(when: &When) -> bool {
    let When {
        arrivals,
        goods,
        units_over,
        visits,
    } = when;
    arrivals.is_none() && goods.is_none() && units_over.is_none() && visits.is_none()
}

/// Compiles the conditions of a rule; the caller fills in where it leads.
fn when(
    when: Option<&When>,
    owner: Owner,
    path: &Path,
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Rule, Told> {
    let unconditional = Rule {
        streams: None,
        goods: None,
        units_over: None,
        visits: None,
        to: Route::To(Destination::Exit(Exit::Released)),
    };
    let Some(when) = when else {
        return Ok(unconditional);
    };
    let mut names = |key: &'static str, names: &Option<Vec<String>>| {
        let Some(names) = names else {
            return Ok(None);
        };
        let path = path.child(key);
        if names.is_empty() {
            diagnostics.value(
                &path,
                "the list is empty: no batch fits",
                "name at least one, or leave the list out",
            );
        }
        let position = |(position, name): (usize, &String)| {
            let at = path.item(position);
            let at = (&at, Caret::Value);
            match key {
                "arrivals" => diagnostics.find(key, &file.arrivals, name, at),
                _ => diagnostics.find(key, &file.goods, name, at),
            }
        };
        all(names.iter().enumerate().map(position)).map(Some)
    };
    let streams = names("arrivals", &when.arrivals);
    let goods = names("goods", &when.goods);
    let units_over = when.units_over.map(file::Number::value);
    if units_over.is_some_and(|units| units < 0.0) {
        let help = "write a number from 0 on";
        diagnostics.value(&path.child("units_over"), "units are never negative", help);
    }
    let visits = when.visits.map(Whole::value);
    let visits = visits.map(|visits| check_visits(visits, owner, path, diagnostics));
    let ids = |ids: Option<Vec<usize>>| ids.map(|ids| ids.into_iter().map(StreamId::new).collect());
    Ok(Rule {
        streams: ids(streams?),
        goods: goods?.map(|ids| ids.into_iter().map(GoodsId::new).collect()),
        units_over,
        visits: visits.transpose()?,
        ..unconditional
    })
}

/// Checks that the number of visits can occur.
fn check_visits(
    visits: u64,
    owner: Owner,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<u32, Told> {
    let path = path.child("visits");
    if owner == Owner::Stream {
        let message = "a batch that arrives has not been served anywhere yet";
        let help = "\"visits\" belongs in a station's \"next\"; take it out here";
        return Err(diagnostics.key(&path, message, help));
    }
    let count = u32::try_from(visits).ok().filter(|count| *count > 0);
    count.ok_or_else(|| {
        let message = format!("no batch is routed after {visits} visits");
        let help = "write 1 for the first time, 2 for the second, ...";
        diagnostics.value(&path, message, help)
    })
}

fn single(
    route: &SingleRoute,
    path: &Path,
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Route, Told> {
    match route {
        SingleRoute::To(name) => {
            destination(name, (path, Caret::Value), file, diagnostics).map(Route::To)
        }
        SingleRoute::Shares(written) => {
            let destination = |name: &str, path: &Path, diagnostics: &mut Diagnostics<'_>| {
                destination(name, (path, Caret::Key), file, diagnostics)
            };
            let shares = shares(written, path, diagnostics, destination)?;
            Ok(match shares.as_slice() {
                [(_, only)] => Route::To(*only),
                _ => Route::Shares(Choice::new(shares)),
            })
        }
    }
}

fn destination(
    name: &str,
    at: (&Path, Caret),
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Destination, Told> {
    let exit = match name {
        "rest" => {
            let (path, _) = at;
            let help = "write a name before the \"=\", such as released = \"rest\"";
            return Err(diagnostics.key(path, "\"rest\" is a share, not a destination", help));
        }
        "released" => Exit::Released,
        "refused" => Exit::Refused,
        "withdrawn" => Exit::Withdrawn,
        _ => {
            let station = diagnostics.find("stations", &file.stations, name, at)?;
            return Ok(Destination::Station(StationId::new(station)));
        }
    };
    Ok(Destination::Exit(exit))
}

/// Compiles the positive shares written at a path, in file order, each with the `meaning` of its
/// name. They sum to 1.
pub(super) fn shares<'d, T>(
    written: &Shares,
    path: &Path,
    diagnostics: &mut Diagnostics<'d>,
    meaning: impl Fn(&str, &Path, &mut Diagnostics<'d>) -> Result<T, Told>,
) -> Result<Vec<(f64, T)>, Told> {
    let meanings = written
        .keys()
        .map(|name| meaning(name, &path.child(name), diagnostics));
    let meanings = all(meanings);
    for name in diagnostics.unread_keys(path) {
        // a wrong share does not hide a wrong name
        if !written.contains_key(&name) {
            let _ = meaning(&name, &path.child(&name), diagnostics);
        }
    }
    check_percentages(path, diagnostics);
    let sum = check_shares(written, path, diagnostics)?;
    let share = |share: &Share| match share {
        Share::Of(share) => share.value(),
        Share::Rest => (1.0 - sum).max(0.0),
    };
    let shares = written.values().map(share).zip(meanings?);
    Ok(shares.filter(|(share, _)| *share > 0.0).collect())
}

/// Checks the sum of shares that are written as percentages in quotes, which are told one by one.
fn check_percentages(path: &Path, diagnostics: &mut Diagnostics<'_>) {
    if diagnostics.is_read(path) {
        return;
    }
    let document = diagnostics.document();
    let table = document.get(path).and_then(Node::as_table);
    let (mut sum, mut has_rest, mut has_percent) = (0.0, false, false);
    for node in table.into_iter().flat_map(|table| table.values()) {
        let text = node.as_text().unwrap_or_else(|| node.place.text());
        has_percent |= text.ends_with('%');
        let number = match local::shares(text).as_slice() {
            [one] => one.parse().ok(),
            _ => text.parse::<f64>().ok(),
        };
        has_rest |= text == "rest";
        match number {
            Some(share) => sum += share,
            None if text == "rest" => {}
            None => return,
        }
    }
    let is_off = if has_rest {
        sum > 1.0 + SUM_TOLERANCE
    } else {
        (sum - 1.0).abs() > SUM_TOLERANCE
    };
    if is_off && has_percent {
        let percent = (sum * 1e11).round() / 1e9;
        let message = format!("the shares sum to {percent} %, not to 100 %");
        let help = "change one of them, or write \"rest\" for one of them";
        let place = document.value_place(path);
        diagnostics.tell(Complaint::new(message, help).at(place));
    }
}

/// Writes percentages as shares.
fn as_shares(written: &Shares) -> String {
    let part = |(name, share): (&String, &Share)| {
        let share = match share {
            Share::Of(share) => local::hundredth(&share.value().to_string()),
            Share::Rest => "\"rest\"".to_owned(),
        };
        format!("{} = {share}", Path::of([name]))
    };
    let parts: Vec<String> = written.iter().map(part).collect();
    format!("write {{ {} }} if these are percentages", parts.join(", "))
}

/// Checks shares together and returns the sum of those that are numbers.
fn check_shares(
    written: &Shares,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<f64, Told> {
    let mut sum = 0.0;
    let mut rests = vec![];
    let mut sound = Ok(());
    for (name, share) in written {
        match share {
            Share::Of(share) if share.value() < 0.0 => {
                let message = format!("the share {} is negative", share.value());
                let help = "write a share from 0 to 1";
                sound = Err(diagnostics.value(&path.child(name), message, help));
            }
            Share::Of(share) => sum += share.value(),
            Share::Rest => rests.push(name.as_str()),
        }
    }
    if let [_, second, ..] = rests.as_slice() {
        let message = format!(
            "more than one share is \"rest\": {}",
            quoted(rests.iter().copied(), "and")
        );
        let help = "only one share can be the rest";
        return Err(diagnostics.value(&path.child(second), message, help));
    }
    sound?;
    if written.is_empty() {
        let message = "the table has no shares";
        return Err(diagnostics.value(
            path,
            message,
            "write shares that sum to 1, or one name in quotes",
        ));
    }
    let shown = format!("{}", (sum * 1e12).round() / 1e12);
    if !rests.is_empty() && sum > 1.0 + SUM_TOLERANCE {
        let message = format!("the shares sum to {shown}: nothing is left for the rest");
        let is_percentage = |share: &Share| match share {
            Share::Of(share) => share.value() == 0.0 || share.value() >= 1.0,
            Share::Rest => true,
        };
        let help = if (2.0..=100.0).contains(&sum) && written.values().all(is_percentage) {
            as_shares(written)
        } else {
            "lower them so that they sum to 1 at most".to_owned()
        };
        return Err(diagnostics.value(path, message, help));
    }
    if rests.is_empty() && (sum - 1.0).abs() > SUM_TOLERANCE {
        let message = format!("the shares sum to {shown}, not to 1");
        let help = if (sum - 100.0).abs() < 1e-6 {
            as_shares(written)
        } else {
            "change one of them, or write \"rest\" for one of them".to_owned()
        };
        return Err(diagnostics.value(path, message, help));
    }
    Ok(sum)
}
