//! `--shard`: the share of a sweep that one of several commands does.

use std::str::FromStr;

/// Limit on the number of shares.
const MOST: u64 = 1_000_000;

/// Share `index` of `of`, from 1 on: the pieces `index`, `index + of`, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Share {
    pub(in crate::cli) index: u64,
    pub(in crate::cli) of: u64,
}

/// The value of `--shard`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Asked {
    /// `I/N`.
    Share(Share),
    /// `auto`, or `auto/N`: the engine that started the command says which.
    Auto(Option<u64>),
}

impl FromStr for Asked {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let help = "write I/N such as 3/20, auto, or auto/20";
        let (index, of) = match text.split_once('/') {
            Some((index, of)) => (index, Some(of)),
            None => (text, None),
        };
        let number = |text: &str| text.parse::<u64>().map_err(|_| help.to_owned());
        let of = of.map(number).transpose()?;
        if of.is_some_and(|it| !(1..=MOST).contains(&it)) {
            return Err(format!("the number of shares is from 1 to {MOST}"));
        }
        match (index, of) {
            ("auto", of) => Ok(Self::Auto(of)),
            (index, Some(of)) => share(number(index)?, of).map(Self::Share),
            (_, None) => Err(help.to_owned()),
        }
    }
}

impl Share {
    /// Does a piece belong to the share?
    pub(in crate::cli) fn has(self, piece: u64) -> bool {
        piece % self.of == self.index % self.of
    }
}

impl Asked {
    /// Returns the share; `variable` reads the environment.
    pub(in crate::cli) fn share(
        self,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Share, String> {
        match self {
            Self::Share(share) => Ok(share),
            Self::Auto(of) => auto(of, variable),
        }
    }
}

fn share(index: u64, of: u64) -> Result<Share, String> {
    if (1..=of).contains(&index) {
        return Ok(Share { index, of });
    }
    Err(format!(
        "there is no share {index} of {of}: they are 1 to {of}"
    ))
}

/// Finds the share in the variables of an engine.
fn auto(of: Option<u64>, variable: &dyn Fn(&str) -> Option<String>) -> Result<Share, String> {
    let number = |name: &str| match variable(name) {
        None => Ok(None),
        Some(text) => match text.trim().parse::<u64>() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(format!("{name} is \"{text}\", not a number")),
        },
    };
    let slurm = number("SLURM_ARRAY_TASK_ID")?;
    let kubernetes = number("JOB_COMPLETION_INDEX")?;
    let parallel = number("PARALLEL_SEQ")?;
    match (slurm, kubernetes, parallel) {
        (Some(task), None, None) => {
            let first = number("SLURM_ARRAY_TASK_MIN")?.unwrap_or(1);
            let last = number("SLURM_ARRAY_TASK_MAX")?;
            let step = number("SLURM_ARRAY_TASK_STEP")?.unwrap_or(1).max(1);
            let count = number("SLURM_ARRAY_TASK_COUNT")?;
            let spanned = last.and_then(|last| Some(last.checked_sub(first)? / step + 1));
            let is_whole = spanned.is_none() || count.is_none() || spanned == count;
            let index = task.checked_sub(first).map(|it| it / step + 1);
            match (index, of.or(count).or(spanned)) {
                (Some(index), Some(of)) if is_whole => share(index, of),
                _ => Err(
                    "the tasks of this Slurm array are not numbered one after the other: \
                          write --shard I/N"
                        .to_owned(),
                ),
            }
        }
        (None, Some(index), None) => {
            let of = of.map_or_else(|| number("JOB_COMPLETIONS"), |of| Ok(Some(of)))?;
            let help = "Kubernetes does not tell the number of its completions: write \
                        --shard auto/N, or set JOB_COMPLETIONS in the job's env";
            share(index.saturating_add(1), of.ok_or(help)?)
        }
        (None, None, Some(index)) => {
            let of = of.map_or_else(|| number("PARALLEL_JOBS"), |of| Ok(Some(of)))?;
            let help = "GNU parallel does not tell the number of its jobs: write --shard auto/N";
            share(index, of.ok_or(help)?)
        }
        (None, None, None) => Err("no engine is known from the environment: there is no \
                                   SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX or PARALLEL_SEQ; \
                                   write --shard I/N"
            .to_owned()),
        _ => Err("several engines are in the environment: write --shard I/N".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(argument: &str, variables: &[(&str, &str)]) -> Result<(u64, u64), String> {
        let asked: Asked = argument.parse()?;
        let variable = |name: &str| {
            let found = variables.iter().find(|(it, _)| *it == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let share = asked.share(&variable)?;
        Ok((share.index, share.of))
    }

    #[test]
    fn a_share_is_written_or_that_of_the_engine() {
        assert_eq!(found("3/20", &[]), Ok((3, 20)));
        let slurm = |id, min, max, step, count| {
            let all = [
                ("SLURM_ARRAY_TASK_ID", id),
                ("SLURM_ARRAY_TASK_MIN", min),
                ("SLURM_ARRAY_TASK_MAX", max),
                ("SLURM_ARRAY_TASK_STEP", step),
                ("SLURM_ARRAY_TASK_COUNT", count),
            ];
            found("auto", &all)
        };
        assert_eq!(slurm("0", "0", "19", "1", "20"), Ok((1, 20)));
        assert_eq!(slurm("20", "1", "20", "1", "20"), Ok((20, 20)));
        assert_eq!(slurm("7", "1", "19", "3", "7"), Ok((3, 7)));
        assert!(slurm("7", "3", "7", "1", "2").is_err(), "3 and 7 alone");
        let index = ("JOB_COMPLETION_INDEX", "0");
        assert_eq!(
            found("auto", &[index, ("JOB_COMPLETIONS", "5")]),
            Ok((1, 5))
        );
        assert_eq!(found("auto/6", &[index]), Ok((1, 6)));
        assert!(found("auto", &[index]).is_err());
        let parallel = ("PARALLEL_SEQ", "4");
        assert_eq!(found("auto/4", &[parallel]), Ok((4, 4)));
        assert!(found("auto/3", &[parallel]).is_err());
        assert!(found("auto/9", &[parallel, index]).is_err());
        for wrong in ["", "0/3", "4/3", "1/0", "a/b", "3", "auto/x", "1/2/3"] {
            assert!(found(wrong, &[]).is_err(), "{wrong}");
        }
        assert!(found("auto", &[]).is_err());
        assert!(found("auto", &[("SLURM_ARRAY_TASK_ID", "x")]).is_err());
    }
}
