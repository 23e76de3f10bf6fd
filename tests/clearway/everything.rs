//! Laws that hold for every port: random small ports with all behaviours at once.

use proptest::prelude::*;
use proptest::sample::select;

use crate::audit;
use crate::harness::scenario;

const ORDERS: [&str; 6] = [
    "first-come",
    "last-come",
    "random",
    "shortest",
    "due",
    "fewest-units",
];

/// A station's rules, each of which may be absent.
fn rules() -> impl Strategy<Value = String> {
    let lanes = select(vec![
        "1",
        "3",
        "[{ hours = \"06:00-14:00\", open = 3 }, { hours = \"14:00-20:00\", open = 1 }]",
        "[{ hours = \"20:00-06:00\", open = 2 }, { hours = \"08:00-10:00\", open = 4 }]",
    ]);
    let at_close = select(vec!["finish", "pause", "restart"]);
    let staff = select(vec!["", "staff = { a = 1 }", "staff = { a = 1, b = 2 }"]);
    let room = select(vec![
        "",
        "room = 2",
        "room = 0",
        "room = 0\nwhen_full = \"turn-away\"",
        "room = 1\nwhen_full = { divert = \"yard\" }",
        "room = 6\nopen_more = { when_waiting = 4, add = 2, until_waiting = 1, notice = \"5 s\" }",
        "open_more = { when_waiting = 9, add = 1, until_waiting = 3, notice = \"1 h\" }",
    ]);
    let breakdowns = select(vec!["", "clock", "work"]).prop_map(|counting| match counting {
        "" => String::new(),
        counting => format!(
            "breakdowns = {{ counting = \"{counting}\", \
             after = {{ exponential = {{ mean = \"3 h\" }} }}, repair = \"40 min\" }}"
        ),
    });
    let flags = (any::<bool>(), any::<bool>());
    (
        lanes,
        at_close,
        staff,
        room,
        breakdowns,
        flags,
        select(ORDERS.to_vec()),
    )
        .prop_map(
            |(lanes, at_close, staff, room, breakdowns, (preempt, ignore), order)| {
                let preempt = preempt && !ignore;
                format!(
                    "lanes = {lanes}\nat_close = \"{at_close}\"\norder = \"{order}\"\n\
                     preempt = {preempt}\nignore_priority = {ignore}\n{staff}\n{room}\n\
                     {breakdowns}\nservice = {{ gamma = {{ mean = \"30 min\", cv = 0.7 }} }}\n"
                )
            },
        )
}

/// A port of three stations with a loop, two teams and a change of rules.
fn port() -> impl Strategy<Value = String> {
    let patience = select(vec!["", "patience = { exponential = { mean = \"2 h\" } }"]);
    let change = select(vec![
        "\"stations.x.lanes\" = 2",
        "\"teams.a.members\" = 2, \"arrivals.calm.per_day\" = 90",
        "\"stations.x.order\" = \"shortest\", \"stations.y.at_close\" = \"pause\"",
        "\"arrivals.keen.priority\" = 7, \"stations.y.service\" = \"10 min\"",
    ]);
    (0..1_000_u32, rules(), rules(), patience, change).prop_map(|(seed, x, y, patience, change)| {
        format!(
            r#"
[run]
start = 2020-04-13
length = "2 days"
follow_up = "5 days"
replications = 1
seed = {seed}
backlog = {{ yard = 4 }}
[goods.g]
units = {{ lognormal = {{ mean = 10, cv = 2 }} }}
[arrivals.calm]
per_day = 40
goods = "g"
due = "6 h"
{patience}
group = {{ uniform = {{ min = 1, max = 4 }} }}
to = {{ x = 0.7, y = "rest" }}
[arrivals.keen]
per_day = 15
goods = "g"
due = "3 h"
priority = 2
to = "x"
[teams.a]
members = [{{ hours = "05:00-15:00", on = 4 }}, {{ hours = "13:00-23:00", on = 3 }}]
[teams.b]
members = 3
[stations.x]
{x}next = {{ y = 0.6, released = "rest" }}
[stations.y]
{y}next = [{{ when = {{ visits = 1 }}, to = {{ x = 0.4, released = "rest" }} }},
        {{ to = "released" }}]
[stations.yard]
lanes = 1
service = "15 min"
next = "released"
[[changes]]
at = 2020-04-14T06:30:00
set = {{ {change} }}
why = "test"
"#
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_batch_is_somewhere(text in port()) {
        audit::audit(&scenario(&text));
    }
}

/// Station x is reduced to two lanes, which are blocked, while a third lane is broken with a batch:
/// it is repaired during the lock, and goes on.
#[test]
fn a_broken_lane_goes_on_in_a_lock() {
    audit::audit(&scenario(
        r#"
[run]
start = 2020-04-13
length = "2 days"
follow_up = "5 days"
replications = 1
seed = 881
backlog = { yard = 4 }
[goods.g]
units = { lognormal = { mean = 10, cv = 2 } }
[arrivals.calm]
per_day = 40
goods = "g"
due = "6 h"
group = { uniform = { min = 1, max = 4 } }
to = { x = 0.7, y = "rest" }
[arrivals.keen]
per_day = 15
goods = "g"
due = "3 h"
priority = 2
to = "x"
[stations.x]
lanes = [{ hours = "20:00-06:00", open = 2 }, { hours = "08:00-10:00", open = 4 }]
at_close = "restart"
order = "shortest"
room = 2
breakdowns = { counting = "work", after = { exponential = { mean = "3 h" } }, repair = "40 min" }
service = { gamma = { mean = "30 min", cv = 0.7 } }
next = { y = 0.6, released = "rest" }
[stations.y]
lanes = 1
at_close = "finish"
room = 0
service = { gamma = { mean = "30 min", cv = 0.7 } }
next = [{ when = { visits = 1 }, to = { x = 0.4, released = "rest" } }, { to = "released" }]
[stations.yard]
lanes = 1
service = "15 min"
next = "released"
[[changes]]
at = 2020-04-14T06:30:00
set = { "stations.x.lanes" = 2 }
"#,
    ));
}
