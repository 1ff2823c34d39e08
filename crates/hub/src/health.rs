//! Whether a notice could be kept now. Found out when somebody asks, and not again for some seconds: whoever asks often
//! must not keep the disk busy.

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use wire::Status;

use crate::Ledger;

/// For so long an answer is given again.
const GOOD_FOR: SignedDuration = SignedDuration::from_secs(5);

/// What was found out last, and when.
#[derive(Default)]
pub(crate) struct Health(Mutex<Option<(Status, Timestamp)>>);

impl Health {
    /// Tells it, trying to write when what is known is old. Who asks meanwhile waits for the same answer.
    pub(crate) async fn of(&self, ledger: &impl Ledger, now: Timestamp) -> Status {
        let mut known = self.0.lock().await;
        if let Some((status, at)) = *known
            && now.duration_since(at).abs() < GOOD_FOR
        {
            return status;
        }
        let status = match ledger.try_write().await {
            Ok(()) => Status::Ok,
            Err(error) => {
                tracing::error!(%error, "the ledger takes no writes");
                Status::Degraded
            }
        };
        *known = Some((status, now));
        status
    }
}
