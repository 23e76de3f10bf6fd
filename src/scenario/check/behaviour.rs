//! Compiles what stations do beside serving: staff, waiting places, lanes on demand and breakdowns.

use super::diagnostics::{Caret, Diagnostics, Told, all};
use super::distributions;
use super::duty::{MOST, count_of};
use crate::model::{
    AtClose, Breakdowns, Counting, OpenMore, Order, Room, StationId, TeamId, WhenFull,
};
use crate::scenario::file::{self, File, Station, Whole};
use crate::scenario::path::Path;
use crate::time::Span;

/// Lower limit on the mean time to a breakdown; shorter times would flood the run with events.
const SHORTEST_BREAKDOWN: Span = Span::SECOND;

pub(super) fn at_close(written: file::AtClose) -> AtClose {
    match written {
        file::AtClose::Finish => AtClose::Finish,
        file::AtClose::Pause => AtClose::Pause,
        file::AtClose::Restart => AtClose::Restart,
    }
}

pub(super) fn order(written: file::Order) -> Order {
    match written {
        file::Order::FirstCome => Order::FirstCome,
        file::Order::LastCome => Order::LastCome,
        file::Order::Random => Order::Random,
        file::Order::Shortest => Order::Shortest,
        file::Order::Due => Order::Due,
        file::Order::FewestUnits => Order::FewestUnits,
    }
}

/// Checks that a station that interrupts for a higher priority does not ignore priorities.
pub(super) fn preempt(station: &Station, path: &Path, diagnostics: &mut Diagnostics<'_>) -> bool {
    if station.preempt && station.ignore_priority {
        let message = "\"preempt\" lets a higher priority interrupt, but \"ignore_priority\" makes \
                       all priorities equal";
        diagnostics.key(&path.child("preempt"), message, "take one of the two out");
    }
    station.preempt
}

/// Compiles the members that a lane holds while it works.
pub(super) fn staff(
    station: &Station,
    path: &Path,
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Vec<(TeamId, u32)>, Told> {
    let path = path.child("staff");
    diagnostics.check_unread_names("teams", &file.teams, &path);
    let staff = station.staff.iter().map(|(team, members)| {
        let path = path.child(team);
        let found = diagnostics.find("teams", &file.teams, team, (&path, Caret::Key));
        if members.value() == 0 {
            let help = "write 1 or more, or take the team out";
            return Err(diagnostics.value(&path, "a lane would hold 0 members", help));
        }
        let help = "write a smaller number";
        let members = count_of(*members, "members", help, &path, diagnostics);
        Ok((TeamId::new(found?), members?))
    });
    all(staff)
}

/// Compiles what happens when all waiting places are taken.
fn when_full(
    station: &Station,
    path: &Path,
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<WhenFull, Told> {
    Ok(match &station.when_full {
        None | Some(file::WhenFull::Block) => WhenFull::Block,
        Some(file::WhenFull::TurnAway) => WhenFull::TurnAway,
        Some(file::WhenFull::Divert(to)) => {
            let own = path.last().to_owned();
            let path = path.child("when_full").child("divert");
            if *to == own {
                let message = format!("\"{own}\" cannot divert to itself");
                return Err(diagnostics.value(&path, message, "name another station"));
            }
            let at = (&path, Caret::Value);
            let to = diagnostics.find("stations", &file.stations, to, at)?;
            WhenFull::Divert(StationId::new(to))
        }
    })
}

/// Compiles the waiting places, with what happens when all are taken.
pub(super) fn room(
    station: &Station,
    path: &Path,
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Option<Room>, Told> {
    let when_full = when_full(station, path, file, diagnostics)?;
    let Some(room) = station.room else {
        if station.when_full.is_some() && diagnostics.is_read(&path.child("room")) {
            let message = "\"when_full\" has no effect without \"room\": there is always room";
            let help = "write room = 12, the waiting places, or take \"when_full\" out";
            diagnostics.key(&path.child("when_full"), message, help);
        }
        return Ok(None);
    };
    let help = "write a smaller number, or leave \"room\" out: then there is always room";
    let path = path.child("room");
    let places = count_of(room, "waiting places", help, &path, diagnostics)?;
    Ok(Some(Room { places, when_full }))
}

/// Compiles the lanes opened on demand.
pub(super) fn open_more(
    station: &Station,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Option<OpenMore>, Told> {
    let Some(written) = &station.open_more else {
        return Ok(None);
    };
    let path = path.child("open_more");
    if let Some(file::Lanes::Unlimited) = station.lanes {
        let message = "unlimited lanes are always open: no more can be opened";
        return Err(diagnostics.key(&path, message, "take \"open_more\" out, or count the lanes"));
    }
    let (when, add) = (written.when_waiting.value(), written.add.value());
    let until = written.until_waiting.map_or(0, Whole::value);
    if add == 0 || add > MOST {
        let message = format!("{add} lanes are added on demand");
        let help = format!("write a number from 1 to {MOST}");
        return Err(diagnostics.value(&path.child("add"), message, help));
    }
    if until >= when {
        let message = format!("lanes open when {when} wait and close when {until} wait");
        let (key, help) = if written.until_waiting.is_some() {
            ("until_waiting", "write a number below that of when_waiting")
        } else {
            ("when_waiting", "write 1 or more")
        };
        return Err(diagnostics.value(&path.child(key), message, help));
    }
    if let Some(room) = station.room.map(Whole::value).filter(|room| *room < when) {
        let message = format!("{when} batches can never wait: there is room for {room}");
        let help = format!("write {room} or less, or a larger \"room\"");
        return Err(diagnostics.value(&path.child("when_waiting"), message, help));
    }
    let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Some(OpenMore {
        when_waiting: count(when),
        add: add as u32,
        until_waiting: count(until),
        notice: written
            .notice
            .map_or(Span::ZERO, |notice| Span::from_micros_f64(notice.micros())),
    }))
}

/// Compiles the breakdowns of lanes.
pub(super) fn breakdowns(
    station: &Station,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Option<Breakdowns>, Told> {
    let Some(written) = &station.breakdowns else {
        return Ok(None);
    };
    let path = path.child("breakdowns");
    if let Some(file::Lanes::Unlimited) = station.lanes {
        let message = "unlimited lanes cannot break down";
        return Err(diagnostics.key(
            &path,
            message,
            "take \"breakdowns\" out, or count the lanes",
        ));
    }
    let after = distributions::compile(&written.after, &path.child("after"), diagnostics);
    let repair = distributions::compile(&written.repair, &path.child("repair"), diagnostics);
    let (after, repair) = (after?, repair?);
    if after.mean() < SHORTEST_BREAKDOWN.micros() as f64 {
        let message = "the mean time to a breakdown is below 1 second";
        let help = "write a longer time, such as { exponential = { mean = \"30 days\" } }";
        return Err(diagnostics.value(&path.child("after"), message, help));
    }
    Ok(Some(Breakdowns {
        after,
        counting: match written.counting {
            file::Counting::Clock => Counting::Clock,
            file::Counting::Work => Counting::Work,
        },
        repair,
    }))
}
