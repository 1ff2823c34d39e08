//! What the hub counts, in the text format of Prometheus. Labels are routes, codes and statuses: nothing of a house.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use wire::Refusal;

/// Upper bounds of the histogram, in seconds.
const BOUNDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5, 15.0];

#[derive(Default)]
pub(crate) struct Metrics(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    requests: BTreeMap<(String, String, u16), u64>,
    refusals: BTreeMap<String, u64>,
    verdicts: BTreeMap<&'static str, u64>,
    /// By route: how many took at most each bound, how many there were, and how long they took together.
    seconds: BTreeMap<String, ([u64; BOUNDS.len()], u64, f64)>,
}

impl Metrics {
    /// Counts an answered request by its route, never by its address, which holds a notice's id.
    pub(crate) fn answered(&self, route: &str, method: &str, status: u16, took: Duration) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counted.requests.entry((route.to_owned(), method.to_owned(), status)).or_default() += 1;
        let (buckets, count, sum) = counted.seconds.entry(route.to_owned()).or_default();
        let seconds = took.as_secs_f64();
        for (bucket, _) in buckets.iter_mut().zip(BOUNDS).filter(|(_, bound)| seconds <= *bound) {
            *bucket += 1;
        }
        *count += 1;
        *sum += seconds;
    }

    pub(crate) fn refused(&self, code: Refusal) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counted.refusals.entry(code_word(code)).or_default() += 1;
    }

    pub(crate) fn verdict(&self, word: &'static str) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counted.verdicts.entry(word).or_default() += 1;
    }

    /// Writes everything down.
    pub(crate) fn text(&self) -> String {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Writing to a string does not fail.
        let mut text = String::new();
        let _ = counted.write(&mut text);
        text
    }
}

impl Counted {
    fn write(&self, text: &mut String) -> std::fmt::Result {
        head(text, "hub_requests_total", "counter", "Requests answered.")?;
        for ((route, method, status), count) in &self.requests {
            writeln!(text, "hub_requests_total{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}} {count}")?;
        }
        head(text, "hub_refusals_total", "counter", "Requests refused whole, by code.")?;
        for (code, count) in &self.refusals {
            writeln!(text, "hub_refusals_total{{code=\"{code}\"}} {count}")?;
        }
        head(text, "hub_verdicts_total", "counter", "Records judged.")?;
        for (verdict, count) in &self.verdicts {
            writeln!(text, "hub_verdicts_total{{verdict=\"{verdict}\"}} {count}")?;
        }
        head(text, "hub_request_seconds", "histogram", "From a request's head to its answer's.")?;
        for (route, (buckets, count, sum)) in &self.seconds {
            for (bound, within) in BOUNDS.iter().zip(buckets) {
                writeln!(text, "hub_request_seconds_bucket{{route=\"{route}\",le=\"{bound}\"}} {within}")?;
            }
            writeln!(text, "hub_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}")?;
            writeln!(text, "hub_request_seconds_sum{{route=\"{route}\"}} {sum}")?;
            writeln!(text, "hub_request_seconds_count{{route=\"{route}\"}} {count}")?;
        }
        Ok(())
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) -> std::fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

/// The catalogue's own word, as it stands in JSON.
fn code_word(code: Refusal) -> String {
    let word = serde_json::to_value(code).ok();
    word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_told_in_the_text_format() {
        let metrics = Metrics::default();
        metrics.answered("/v1/batch", "POST", 200, Duration::from_millis(3));
        metrics.answered("/v1/batch", "POST", 200, Duration::from_secs(1));
        metrics.refused(Refusal::ClockSkew);
        metrics.verdict("accepted");
        let text = metrics.text();
        for line in [
            "# TYPE hub_requests_total counter",
            "hub_requests_total{route=\"/v1/batch\",method=\"POST\",status=\"200\"} 2",
            "hub_refusals_total{code=\"clock_skew\"} 1",
            "hub_verdicts_total{verdict=\"accepted\"} 1",
            "hub_request_seconds_bucket{route=\"/v1/batch\",le=\"0.0025\"} 0",
            "hub_request_seconds_bucket{route=\"/v1/batch\",le=\"0.005\"} 1",
            "hub_request_seconds_bucket{route=\"/v1/batch\",le=\"+Inf\"} 2",
            "hub_request_seconds_sum{route=\"/v1/batch\"} 1.003",
        ] {
            assert!(text.lines().any(|told| told == line), "{line}\n{text}");
        }
    }
}
