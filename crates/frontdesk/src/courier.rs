//! The courier at work: started once this desk is enrolled, told when something is queued, heard when it has news.

use std::sync::Arc;

use store::{Device, Store};
use sync::{Courier, Event, Http, HubUrl, Membership};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::sync::oneshot;
use wire::{KeyRing, SecretKey};

use crate::desk::{Input, Inputs};
use crate::notice::outbox::HouseOutbox;
use crate::view::SyncState;

/// The courier of this desk.
pub(crate) struct CourierDesk {
    runtime: Handle,
    inputs: Inputs,
    wake: Arc<Notify>,
    running: Option<Running>,
    state: SyncState,
}

type HouseCourier = Courier<HouseOutbox, Http, sync::Machine>;

struct Running {
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<()>,
}

impl CourierDesk {
    /// A courier that stays at home until it knows a hub.
    pub(crate) fn new(runtime: Handle, inputs: Inputs) -> Self {
        Self { runtime, inputs, wake: Arc::new(Notify::new()), running: None, state: SyncState::NotEnrolled }
    }

    /// Sends it out for an enrolled desk that has met its hub just now; an earlier one is called back first.
    pub(crate) fn start_met(&mut self, store: &Store, device: &Device, ring: &KeyRing) {
        self.send_out(store, device, ring, Courier::acquainted);
        if self.running.is_some() {
            self.state = SyncState::Online;
        }
    }

    /// Sends it out for an enrolled desk.
    pub(crate) fn start(&mut self, store: &Store, device: &Device, ring: &KeyRing) {
        self.send_out(store, device, ring, |courier| courier);
    }

    fn send_out(
        &mut self,
        store: &Store,
        device: &Device,
        ring: &KeyRing,
        introduce: impl FnOnce(HouseCourier) -> HouseCourier,
    ) {
        self.stop();
        // One that could not set out is away, and deadlines are warned of.
        self.state = SyncState::Offline;
        if let Err(error) = store.recover() {
            tracing::error!(%error, "the outbox cannot be recovered: nothing is sent");
            return;
        }
        let transport = match HubUrl::parse(&device.hub_url).map(Http::new) {
            Ok(Ok(transport)) => transport,
            Ok(Err(error)) => return tracing::error!(%error, "no HTTP client"),
            Err(error) => return tracing::error!(%error, "the hub's address cannot be used"),
        };
        let membership = Membership {
            facility: device.facility,
            device: device.id,
            name: String::new(),
            keys: ring.keys().to_vec(),
            links: ring.links().to_vec(),
        };
        let keys = membership.keys.clone();
        let outbox = HouseOutbox { store: store.clone(), facility: device.facility, keys };
        let secret = SecretKey::from_seed(device.signing_key.expose());
        let inputs = self.inputs.clone();
        let tell = move |event| inputs.send(Input::Courier(event));
        let courier = introduce(Courier::new(outbox, transport, sync::Machine, membership, secret, tell));
        let (stop, stopped) = oneshot::channel();
        let wake = self.wake.clone();
        let task = self.runtime.spawn(courier.run(wake, async move {
            // A dropped sender means the desk has gone: that stops the courier too.
            let _ = stopped.await;
        }));
        self.running = Some(Running { stop, task });
        self.state = SyncState::Unknown;
    }

    /// Asks something of the hub on the side; what comes of it is told to the desk.
    pub(crate) fn ask(&self, question: impl Future<Output = Input> + Send + 'static) {
        let inputs = self.inputs.clone();
        self.runtime.spawn(async move { inputs.send(question.await) });
    }

    /// Tells it that something was queued.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Takes in its news about the hub; says whether the state has changed.
    pub(crate) fn hear(&mut self, event: &Event) {
        self.state = match event {
            Event::Online | Event::Settled(_) | Event::Rejected(..) => SyncState::Online,
            Event::Offline { .. } => SyncState::Offline,
            Event::EnrolAgain(_) | Event::Distrusted(_) => SyncState::EnrolAgain,
            Event::Delayed { .. }
            | Event::Clock { .. }
            | Event::Reconciled { .. }
            | Event::Differs { .. }
            | Event::Compared { .. } => self.state,
        };
    }

    /// How the hub was met last.
    pub(crate) const fn state(&self) -> SyncState {
        self.state
    }

    /// Calls it back and waits until it has written down what it holds.
    pub(crate) fn stop(&mut self) {
        let Some(Running { stop, task }) = self.running.take() else { return };
        let _ = stop.send(());
        if let Err(error) = self.runtime.block_on(task) {
            tracing::error!(%error, "the courier broke down");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{books, enrolled};

    #[test]
    fn a_courier_that_cannot_set_out_is_away_though_the_hub_was_met() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mut courier = CourierDesk::new(runtime.handle().clone(), Inputs::to_nobody());
        let device = enrolled().store.read(|read| read.device().get()).unwrap().unwrap();
        let nowhere = Device { hub_url: "nowhere".to_owned(), ..device };
        courier.start_met(&books().store, &nowhere, &KeyRing::new(vec![], vec![]));
        assert_eq!(courier.state(), SyncState::Offline);
    }
}
