//! The engine of a live page: a scenario opened from texts, changed, run in pieces and answered.
//!
//! The page sends requests as JSON and gets answers as JSON, in the forms that `request` and the
//! modules below define. Every answer is `{"ok": ...}` or `{"refused": "a sentence", "problems":
//! [...]}`. What runs, what is compared and what is shown is that of the commands: this module only
//! puts the parts together.

mod answer;
mod folder;
mod motion;
mod open;
mod piece;
mod progress;
mod refusal;
mod request;
mod studies;

use std::sync::Arc;

use serde_json::{Value, json};

use crate::report;
use crate::scenario::Problem;

use answer::Baseline;
use motion::Motion;
use open::Opened;
use refusal::{Refusal, told, value};
use request::Request;

pub use progress::Progress;

/// The engine of a page or of one of its workers.
pub struct Engine {
    progress: Box<dyn Progress>,
    opened: Option<Arc<Opened>>,
    baseline: Option<Baseline>,
    motion: Option<Motion>,
}

impl Engine {
    /// Returns an engine that tells its progress to this listener.
    pub fn new(progress: Box<dyn Progress>) -> Self {
        Self {
            progress,
            opened: None,
            baseline: None,
            motion: None,
        }
    }

    /// Answers a request.
    pub fn call(&mut self, request: &[u8]) -> String {
        let answer = serde_json::from_slice(request)
            .map_err(|error| Refusal::Sentence(format!("the request cannot be read: {error}")))
            .and_then(|request| self.answer(request));
        let answer = match answer {
            Ok(answer) => json!({ "ok": answer }),
            Err(Refusal::Sentence(sentence)) => json!({ "refused": sentence, "problems": [] }),
            Err(Refusal::Problems(problems)) => {
                let first = problems.iter().next().map(Problem::message);
                json!({ "refused": first, "problems": told(&problems) })
            }
        };
        answer.to_string()
    }

    fn answer(&mut self, request: Request) -> Result<Value, Refusal> {
        match request {
            Request::Open { scenario, brief } => {
                let (opened, mut told) = open::open(scenario, brief);
                if let Some(opened) = opened.as_ref().filter(|_| !brief) {
                    told["commands"] = studies::commands(opened);
                }
                self.opened = opened.map(Arc::new);
                Ok(told)
            }
            Request::Edit { scenario, label } => open::edit(scenario, label.as_deref()),
            Request::Simulate(range) => {
                value(&piece::simulate(&*self.opened()?, &range, &*self.progress))
            }
            Request::Baseline { pieces } => {
                self.baseline = match pieces.as_slice() {
                    [] => None,
                    pieces => Some(Baseline::new(self.opened()?, pieces)?),
                };
                Ok(json!({}))
            }
            Request::Answer { pieces } => {
                let opened = self.opened()?;
                value(&answer::answer(&opened, self.baseline.as_mut(), &pieces)?)
            }
            Request::Report { pieces } => value(&answer::report(&*self.opened()?, &pieces)?),
            Request::Points { command } => value(&studies::points(&*self.opened()?, command)?),
            Request::Point { command, index } => {
                studies::point(&*self.opened()?, command, index, &*self.progress)
            }
            Request::Gather { command, pieces } => {
                value(&studies::gather(&*self.opened()?, command, pieces)?)
            }
            Request::Staff {} => studies::staff(&*self.opened()?, &*self.progress),
            Request::Stress {} => value(&studies::stress(&*self.opened()?, &*self.progress)?),
            Request::Motion { day } => self.motion(day),
            Request::Fonts {} => {
                let [regular, bold] = report::fonts();
                Ok(json!({ "regular": regular, "bold": bold }))
            }
        }
    }

    /// Gives a day of the first replication, which is recorded once.
    fn motion(&mut self, day: i64) -> Result<Value, Refusal> {
        let opened = self.opened()?;
        let (model, mark) = (&opened.scenario.model, opened.mark);
        let known = self.motion.take().filter(|it| it.mark == mark);
        let motion = known.unwrap_or_else(|| Motion::new(model, opened.scenario.seed, mark));
        let shown = value(&motion.day(model, day));
        self.motion = Some(motion);
        shown
    }

    fn opened(&self) -> Result<Arc<Opened>, Refusal> {
        let opened = self.opened.as_ref().map(Arc::clone);
        opened.ok_or("no sound scenario is open".into())
    }
}
