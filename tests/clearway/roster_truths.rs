//! Small rosters, searched under many seeds, against what is true of every arrangement: that is
//! enumerated here, by replications that no search uses. And lower bounds of cost in random grids,
//! against the cheapest arrangement that meets the target.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use clearway::experiment::{
    Claim, Effort, Pricing, Replicated, Search, Space, Unwatched, place, staff, together,
};
use clearway::metric::Metric;
use clearway::model::Model;
use clearway::scenario::{Document, Staffing};
use clearway::statistics::{Depth, Estimate, Keep, Stopping};
use rayon::prelude::*;

/// Confidence of each statement about the truth, so that those about all arrangements hold.
const SURE: f64 = 0.99999;

/// Seed of the truth; those of searches are below.
const SEED_OF_TRUTH: u64 = 1 << 40;

/// Where the true result of an arrangement lies.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Side {
    Below,
    Above,
    /// Too near to say.
    Unclear,
}

impl Side {
    fn of(share: &Estimate, limit: f64) -> Self {
        if share.upper < Some(limit) {
            Self::Below
        } else if share.lower > Some(limit) {
            Self::Above
        } else {
            Self::Unclear
        }
    }
}

/// A port whose staff is chosen.
struct Roster {
    document: Document,
    staffing: Staffing,
    space: Space,
    pricing: Pricing,
    /// The share of the target, less the tolerance, and with the tolerance.
    limits: [f64; 2],
    share: f64,
}

impl Roster {
    fn new(text: &str) -> Self {
        let document = Document::parse("port.toml", text).unwrap_or_else(|it| panic!("{it}"));
        let scenario = document.compile().unwrap_or_else(|it| panic!("{it}"));
        let target = scenario.model.target();
        let share = target.release.expect("a release target").share;
        let staffing = document.staffing().unwrap_or_else(|it| panic!("{it}"));
        let model = |at: &[usize]| staffing.model(&document, at);
        let (space, pricing) = Space::new(&staffing, &model).expect("arrangements that run");
        Self {
            document,
            staffing,
            space,
            pricing,
            limits: [share - target.tolerance, share + target.tolerance],
            share,
        }
    }

    fn model(&self, at: &[usize]) -> Option<Model> {
        self.staffing.model(&self.document, at)
    }

    /// Searches, and keeps the mean share of each arrangement.
    fn search(&self, seed: u64) -> Search<f64> {
        let share = |_: &Vec<usize>, _: &Model, replicated: &Replicated| {
            let share = replicated.of_all(Metric::ReleasedWithin);
            share.mean.unwrap_or(0.0)
        };
        let effort = effort(10_000, seed, 0.95);
        staff(&self.space, effort, |at| self.model(at), share, &Unwatched)
    }

    /// Checks that nothing cheaper than the choice seems to meet the target by its fresh
    /// replications, without having been chosen.
    fn check_fresh(&self, search: &Search<f64>) {
        let Some(choice) = search.choice.as_ref().filter(|_| self.space.complete) else {
            return;
        };
        let price = self.space.price(choice);
        let mut cheaper = search
            .trials
            .iter()
            .filter(|it| self.space.price(&it.at) < price);
        let tempting = cheaper.find(|it| it.fresh && it.kept >= self.share);
        assert!(tempting.is_none(), "{choice:?} instead of {tempting:?}");
    }

    /// Searches under these seeds; checks that at least 95 % of the answers are such as the
    /// guarantee allows: the choice is feasible within tolerance, and no clearly feasible
    /// arrangement is cheaper, by more than what does not matter.
    fn check(&self, name: &str, seeds: Range<u64>) {
        let number = (seeds.end - seeds.start) as usize;
        let found: Vec<Search<f64>> = seeds.into_par_iter().map(|it| self.search(it)).collect();
        for search in &found {
            self.check_fresh(search);
        }
        let choices: Vec<&Vec<usize>> = found.iter().filter_map(|it| it.choice.as_ref()).collect();
        let different: BTreeSet<&Vec<usize>> = choices.iter().copied().collect();
        let different: Vec<&Vec<usize>> = different.into_iter().collect();
        let of_choice =
            |at: &&Vec<usize>| truth(&self.model(at).expect("a choice"), self.limits[0]);
        let of_choices: Vec<Truth> = different.par_iter().map(of_choice).collect();
        let dearest = of_choices.iter().map(|it| it.cost.0).fold(0.0, f64::max);
        let others = every(&self.staffing).into_par_iter();
        let cheaper = others.filter(|at| self.space.price(at) < dearest);
        let cheaper: Vec<Truth> = cheaper
            .filter_map(|at| Some(truth(&self.model(&at)?, self.limits[1])))
            .collect();
        let is_right = |choice: &&Vec<usize>| {
            let at = different.iter().position(|it| it == choice);
            let Truth { side, cost } = of_choices[at.expect("it is one of them")];
            let least = cost.0 - cost.1 - self.space.indifferent(cost.0);
            let is_better = |it: &Truth| it.side == Side::Above && it.cost.0 + it.cost.1 < least;
            side != Side::Below && !cheaper.iter().any(is_better)
        };
        let right = choices.iter().filter(|it| is_right(it)).count();
        let replications: u64 = found.iter().map(|it| it.replications).sum();
        let simulated: usize = found.iter().map(|it| it.trials.len()).sum();
        eprintln!(
            "{name}: {right} of {number} right, {} different choices, {} cheaper ones, {} \
             arrangements simulated, {} replications",
            different.len(),
            cheaper.len(),
            simulated / number,
            replications / number as u64,
        );
        assert!(right * 20 >= number * 19, "{name}: {right} of {number}");
    }
}

fn effort(replications: u32, seed: u64, confidence: f64) -> Effort {
    Effort {
        stopping: Stopping::Number,
        keep: Keep::Values,
        replications,
        seed,
        confidence,
    }
}

/// Returns every arrangement that the rules allow.
fn every(staffing: &Staffing) -> Vec<Vec<usize>> {
    let coordinates = staffing.coordinates();
    let lengths: Vec<usize> = coordinates.iter().map(|it| it.values.len()).collect();
    let number = |at: &[usize], index: usize| {
        let number = coordinates[index].number(at[index]);
        number.expect("a number") as u64
    };
    let all = (0..lengths.iter().product()).map(|point| place(&lengths, point));
    let allowed = all.filter(|at| {
        let mut laws = staffing.laws().iter();
        laws.all(|law| law.allows(|index| number(at, index)))
    });
    allowed.collect()
}

/// What is true of an arrangement.
#[derive(Clone, Copy, Debug)]
struct Truth {
    /// On which side of a limit its share lies.
    side: Side,
    /// Mean cost a day, and the half-width of its interval.
    cost: (f64, f64),
}

/// Simulates an arrangement until it is clear on which side of a limit its share lies, and what it
/// costs unless it lies below.
fn truth(model: &Model, limit: f64) -> Truth {
    let mut replications = 20;
    loop {
        let effort = effort(replications, SEED_OF_TRUTH, SURE);
        let replicated = together(&[(model, effort)], Depth::Means, &Unwatched).remove(0);
        let share = replicated.of_all(Metric::ReleasedWithin);
        let cost = replicated.of_all(Metric::CostPerDay);
        let side = Side::of(&share, limit);
        let enough = match side {
            Side::Below => 20,
            Side::Above => 320,
            Side::Unclear => 5120,
        };
        if replications >= enough {
            let cost = (cost.mean.expect("a cost"), cost.half_width.unwrap_or(0.0));
            return Truth { side, cost };
        }
        replications *= 4;
    }
}

/// A desk and bays behind it, by day and by night, with more work by day.
const TANDEM: &str = r#"
[run]
start = 2020-04-13
warm_up = "1 day"
length = "2 days"
[target]
release = { within = "2 h", share = 0.85 }
tolerance = 0.03
[arrivals.all]
per_day = 60
hours = [1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1]
to = "desk"
[stations.desk]
lanes = 2
cost_per_lane_hour = 10
service = { exponential = { mean = "15 min" } }
next = "bay"
[stations.bay]
lanes = 4
cost_per_lane_hour = 25
service = { exponential = { mean = "30 min" } }
next = "released"
[staffing.choose]
"stations.desk.lanes" = { from = 1, to = 6, every = "12 h", start = "08:00" }
"stations.bay.lanes" = { from = 1, to = 5, every = "12 h", start = "08:00" }
"#;

/// The tandem with work paused at closing, so that costs are known.
fn pausing() -> Roster {
    let text = TANDEM.replace("next =", "at_close = \"pause\"\nnext =");
    let roster = Roster::new(&text);
    assert!(roster.space.complete && !roster.space.proven);
    roster
}

/// The tandem with work finished after closing, so that overtime adds to the cost.
fn finishing() -> Roster {
    let roster = Roster::new(TANDEM);
    assert!(roster.pricing == Pricing::Estimated && !roster.space.proven);
    roster
}

/// Desk and bays for different batches, so that more of either never harm.
fn side_by_side() -> Roster {
    let text = TANDEM.replace("next = \"bay\"", "next = \"released\"");
    let other = "[arrivals.other]\nper_day = 48\nto = \"bay\"\n[stations.desk]";
    let roster = Roster::new(&text.replace("[stations.desk]", other));
    assert!(roster.pricing == Pricing::Estimated && roster.space.proven);
    roster
}

/// Officers at the desk in shifts that overlap, of whom there are only six, and bays behind it.
fn overlapping(most_bays: usize) -> Roster {
    let text = TANDEM.replacen("next", "staff = { officers = 1 }\nnext", 1);
    let (before, _) = text.split_once("[staffing.choose]").expect("choices");
    let choices = format!(
        "[teams.officers]\nmembers = 3\ncost_per_hour = 40\n[staffing.choose]\n\
         \"teams.officers.members\" = {{ from = 0, to = 3, pool = 6, shifts = [\"06:00-14:00\", \
         \"10:00-18:00\", \"14:00-22:00\", \"21:00-07:00\"] }}\n\
         \"stations.bay.lanes\" = {{ from = 2, to = {most_bays} }}\n"
    );
    let before = before.replacen("lanes = 2", "lanes = 9\ncost_per_lane_hour = 0", 1);
    let before = before.replacen("cost_per_lane_hour = 10\n", "", 1);
    Roster::new(&format!("{before}{choices}"))
}

/// A long and a short case each two hours. With one desk the long one is first at the counter; with
/// two the short one overtakes it, so that a second desk makes the long one late.
fn crossing(most: usize) -> Roster {
    Roster::new(&format!(
        r#"
[run]
start = 2020-04-13
length = "4 days"
[target]
release = {{ within = "50 min", share = 0.45 }}
tolerance = 0.02
[goods.long]
[goods.short]
[arrivals.long]
every = "2 h"
goods = "long"
to = "desk"
[arrivals.short]
every = "2 h"
goods = "short"
to = "desk"
[stations.desk]
lanes = 1
cost_per_lane_hour = 10
service = {{ uniform = {{ min = "19 min", max = "21 min" }} }}
service_by_goods = {{ short = {{ uniform = {{ min = "17 min", max = "18 min" }} }} }}
next = "counter"
[stations.counter]
lanes = 1
cost_per_lane_hour = 30
service = {{ uniform = {{ min = "9 min", max = "11 min" }} }}
service_by_goods = {{ short = "40 min" }}
next = "released"
[staffing.choose]
"stations.desk.lanes" = {{ from = 1, to = {most} }}
"stations.counter.lanes" = {{ from = 1, to = {most} }}
"#
    ))
}

#[test]
#[ignore = "takes minutes"]
fn a_tandem_with_known_costs_keeps_the_guarantee() {
    pausing().check("pausing", 0..20);
}

#[test]
fn a_tandem_with_overtime_keeps_the_guarantee() {
    finishing().check("finishing", 0..20);
}

#[test]
#[ignore = "takes minutes"]
fn stations_side_by_side_keep_the_guarantee() {
    side_by_side().check("side by side", 0..20);
}

#[test]
#[ignore = "takes minutes"]
fn overlapping_shifts_keep_the_guarantee() {
    overlapping(4).check("overlapping", 0..20);
    overlapping(8).check("overlapping, more", 0..20);
}

#[test]
fn a_tandem_in_which_more_harms_keeps_the_guarantee() {
    crossing(8).check("crossing", 0..100);
    crossing(40).check("crossing, more", 0..100);
}

#[test]
#[ignore = "takes minutes"]
fn coverage_of_small_rosters() {
    pausing().check("pausing", 1000..1400);
    finishing().check("finishing", 1000..1400);
    side_by_side().check("side by side", 1000..1400);
    overlapping(4).check("overlapping", 1000..1400);
    overlapping(8).check("overlapping, more", 1000..1400);
    crossing(8).check("crossing", 1000..1400);
    crossing(40).check("crossing, more", 1000..1400);
}

/// Numbers that look random (splitmix64: Steele, Lea and Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (bits ^ (bits >> 31)) % limit
    }

    fn within(&mut self, range: Range<u64>) -> u64 {
        range.start + self.below(range.end - range.start)
    }
}

/// Stations without work, of which one lane is enough. Their lanes make the arrangements too many
/// to be searched to the end, so that the search gives a lower bound.
const SPARE: usize = 3;

/// Returns a random port without chance: batches come at equal distances, and service of each kind
/// of goods always takes the same time. `next` says where batches go from the first station.
fn random_port(numbers: &mut Numbers, next: &str) -> String {
    let share = 50 + numbers.below(45);
    let within = numbers.within(40..120);
    let mut text = format!(
        "[run]\nstart = 2020-04-13\nlength = \"1 day\"\nkind = \"period\"\n[target]\n\
         release = {{ within = \"{within} min\", share = 0.{share} }}\n[goods.a]\n[goods.b]\n"
    );
    for (stream, goods, to) in [
        ("one", "a", "first"),
        ("two", "b", "first"),
        ("three", "a", "second"),
    ] {
        let every = numbers.within(23..90);
        let _ = write!(
            text,
            "[arrivals.{stream}]\nevery = \"{every} min\"\ngoods = \"{goods}\"\nto = \"{to}\"\n"
        );
    }
    let mut choices = "[staffing.choose]\n".to_owned();
    for (station, next) in [("first", next), ("second", "released")] {
        let (a, b) = (numbers.within(5..50), numbers.within(5..50));
        let cost = numbers.within(1..40);
        let _ = write!(
            text,
            "[stations.{station}]\nlanes = 1\ncost_per_lane_hour = {cost}\nservice = \"{a} min\"\n\
             service_by_goods = {{ b = \"{b} min\" }}\nnext = \"{next}\"\n"
        );
        let (every, most) = [(8, 2), (12, 3), (24, 5)][numbers.below(3) as usize];
        let to = numbers.within(2..most + 1);
        let _ = writeln!(
            choices,
            "\"stations.{station}.lanes\" = {{ from = 1, to = {to}, every = \"{every} h\" }}"
        );
    }
    for spare in 0..SPARE {
        let cost = numbers.within(1..40);
        let _ = write!(
            text,
            "[stations.spare{spare}]\nlanes = 1\ncost_per_lane_hour = {cost}\nservice = \"9 min\"\n\
             next = \"released\"\n"
        );
        let _ = writeln!(
            choices,
            "\"stations.spare{spare}.lanes\" = {{ from = 1, to = 1001 }}"
        );
    }
    text + &choices
}

/// What the search claims of a random port, and what is true.
struct Bounded {
    claim: Claim,
    /// Cost of the choice.
    choice: Option<f64>,
    /// Least cost of all arrangements that meet the target.
    least: Option<f64>,
    /// Whether more lanes never harm, in all pairs of neighbours.
    monotone: bool,
    proven: bool,
}

fn bounded(text: &str) -> Bounded {
    let document = Document::parse("port.toml", text).unwrap_or_else(|it| panic!("{it}\n{text}"));
    let staffing = document.staffing().unwrap_or_else(|it| panic!("{it}"));
    let model = |at: &[usize]| staffing.model(&document, at);
    let (space, _) = Space::new(&staffing, &model).expect("arrangements that run");
    let number = space.coordinates.len() - SPARE;
    let lengths = space.coordinates[..number].iter();
    let lengths: Vec<usize> = lengths.map(|it| it.numbers.len()).collect();
    let truth = |at: &[usize]| {
        let at = [at, &[0; SPARE]].concat();
        let model = model(&at).expect("sound");
        let one = effort(1, 7, 0.95);
        let replicated = together(&[(&model, one)], Depth::Means, &Unwatched).remove(0);
        let mean = |metric| replicated.of_all(metric).mean.expect("a value");
        let share = model.target().release.expect("a target").share;
        let found = mean(Metric::ReleasedWithin);
        (found, found >= share - 1e-12, mean(Metric::CostPerDay))
    };
    let all = (0..lengths.iter().product()).map(|point| place(&lengths, point));
    let truths: Vec<(Vec<usize>, (f64, bool, f64))> =
        all.map(|at| (at.clone(), truth(&at))).collect();
    let share = |at: &[usize]| {
        let found = truths.iter().find(|it| it.0 == at);
        found.map(|it| it.1.0)
    };
    let monotone = truths.iter().all(|(at, (found, _, _))| {
        (0..number).all(|index| {
            let mut more = at.clone();
            more[index] += 1;
            share(&more).is_none_or(|more| more >= *found)
        })
    });
    let found = staff(
        &space,
        effort(10_000, 5, 0.95),
        model,
        |_, _, _| (),
        &Unwatched,
    );
    let cost_of = |choice: &Vec<usize>| {
        assert_eq!(choice[number..], [0; SPARE], "{text}");
        truth(&choice[..number]).2
    };
    Bounded {
        claim: found.claim,
        choice: found.choice.as_ref().map(cost_of),
        least: truths
            .iter()
            .filter(|(_, (_, meets, _))| *meets)
            .map(|(_, (_, _, cost))| *cost)
            .min_by(f64::total_cmp),
        monotone,
        proven: space.proven,
    }
}

#[test]
fn lower_bounds_are_below_the_cheapest_that_meets() {
    check_bounds(40);
}

#[test]
#[ignore = "takes minutes"]
fn coverage_of_lower_bounds() {
    check_bounds(1000);
}

/// Checks the lower bounds of this many random grids.
fn check_bounds(number: u64) {
    let grids = (0..number).into_par_iter().map(|seed| {
        let next = if seed % 2 == 0 { "released" } else { "second" };
        let text = random_port(&mut Numbers(seed), next);
        (seed, bounded(&text))
    });
    let grids: Vec<(u64, Bounded)> = grids.collect();
    let (mut bounds, mut closed, mut tight, mut harmed) = (0_u64, 0, 0_u64, 0);
    for (seed, it) in &grids {
        assert_eq!(it.proven, seed % 2 == 0);
        assert!(it.monotone || !it.proven, "{seed}");
        harmed += u32::from(!it.monotone);
        if !it.monotone {
            // nothing is claimed
            continue;
        }
        let Some(least) = it.least else {
            assert_eq!(it.choice, None, "{seed}");
            continue;
        };
        let choice = it.choice.unwrap_or_else(|| panic!("{seed}: nothing found"));
        match it.claim {
            Claim::Local { bound } => {
                bounds += 1;
                tight += u64::from(bound > 0.9 * least);
                assert!(bound <= least + 1e-6, "{seed}: {bound} above {least}");
            }
            Claim::Proven | Claim::IfMoreNeverHarms => closed += 1,
        }
        let slack = if matches!(it.claim, Claim::Local { .. }) {
            f64::INFINITY
        } else {
            0.01 * least
        };
        assert!(
            choice <= least + slack + 1e-6,
            "{seed}: {choice} for {least}"
        );
    }
    eprintln!("{bounds} bounds, {tight} of them within a tenth, {closed} closed, {harmed} harmed");
    // the bound of a search that closed is the cost of its choice
    assert!((bounds + closed) * 2 >= number && tight * 2 >= bounds);
}
