//! Which rules and resources are in force when.

use crate::time::Time;

use super::Model;

/// A stretch of time in which rules and resources stay the same.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'m> {
    /// Its first instant.
    pub from: Time,
    /// The first instant after it.
    pub until: Time,
    /// The rules and resources in force.
    pub rules: &'m Model,
}

impl Model {
    /// Iterates over the model of the start and its dated changes, in order of time.
    pub fn versions(&self) -> impl Iterator<Item = &Self> + Clone {
        let later = self.changes.iter().map(|(_, rules)| rules);
        std::iter::once(self).chain(later)
    }

    /// Returns the rules and resources in force at an instant.
    pub fn at(&self, time: Time) -> &Self {
        let mut latest_first = self.changes.iter().rev();
        let in_force = latest_first.find(|(from, _)| *from <= time);
        in_force.map_or(self, |(_, rules)| rules)
    }

    /// Returns the stretches of [from, until) between dated changes, in order; empty if the
    /// interval is empty.
    pub fn stretches(&self, from: Time, until: Time) -> Vec<Stretch<'_>> {
        let times = self.changes.iter().map(|(time, _)| *time);
        let begins = std::iter::once(Time::START).chain(times.clone());
        let ends = times.chain([until]);
        let stretches = begins.zip(ends).zip(self.versions());
        let stretches = stretches.map(|((begin, end), rules)| Stretch {
            from: from.max(begin),
            until: until.min(end),
            rules,
        });
        stretches.filter(|it| it.from < it.until).collect()
    }

    /// Returns the cost of each team's members on duty in [from, until): the hours of each row at
    /// its cost, by the rules in force at each time.
    pub fn costs_on_duty(&self, from: Time, until: Time) -> Vec<f64> {
        let mut costs = vec![0.0; self.teams.len()];
        for Stretch { from, until, rules } in self.stretches(from, until) {
            for (cost, team) in costs.iter_mut().zip(&rules.teams) {
                let hours = team.members.hours_by_row(&rules.calendar, from, until);
                let rows = hours.iter().zip(&team.cost_per_hour);
                *cost += rows.map(|(hours, cost)| hours * cost).sum::<f64>();
            }
        }
        costs
    }
}
