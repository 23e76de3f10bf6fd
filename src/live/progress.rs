//! Progress of long requests.

/// Hears of the progress of long requests.
pub trait Progress: Sync {
    /// Tells the progress as JSON, such as `{"done": 40, "of": null, "text": "replications"}`.
    fn tell(&self, json: &str);
}
