//! One errand to the portal: call after call, each written down before it is made and after. It runs beside the desk, which
//! waits for no network, and on when the page has gone.

use lodging::NoticeId;
use sync::portal::{Called, NotSent, Portal};
use tokio::sync::oneshot;

use super::Next;
use crate::desk::{Input, Inputs};
use crate::view::{PortalTrouble, ReceptionDone, Refusal, RefusalCode};

/// Sends whoever can be sent, and stops at the first call of which the portal said neither yes nor no: the next would fare
/// no better.
///
/// # Errors
///
/// Those of [`super::next`] and [`super::answered`].
pub(crate) async fn run(inputs: Inputs, mut again: Vec<NoticeId>) -> Result<ReceptionDone, Refusal> {
    let (mut portal, mut accepted, mut refused, mut sent) = (None, 0, 0, Vec::new());
    loop {
        let next = ask(&inputs, |reply| Input::PortalNext(again.clone(), reply)).await?;
        let call = match next {
            Next::Call(call) => call,
            Next::Done(mut left_out) => {
                left_out.retain(|line| line.notice.as_ref().is_none_or(|notice| !sent.contains(notice)));
                return Ok(ReceptionDone::PortalSent { accepted, refused, trouble: None, left_out });
            }
        };
        // Once in one errand is enough.
        again.retain(|notice| *notice != call.notice);
        sent.push(call.notice.to_string());
        let called = match &mut portal {
            Some(portal) => Portal::send(portal, &call.path, &call.body).await,
            none => match Portal::new(call.access, sync::Machine) {
                Ok(new) => none.insert(new).send(&call.path, &call.body).await,
                Err(_) => Called::NotSent(NotSent::NoConnection),
            },
        };
        let trouble = trouble(&called);
        match &called {
            Called::Accepted(_) => accepted += 1,
            Called::Refused(_) => refused += 1,
            Called::NotSent(_) | Called::Uncertain(_) => {}
        }
        ask(&inputs, |reply| Input::PortalAnswered(call.id, called, reply)).await?;
        if trouble.is_some() {
            return Ok(ReceptionDone::PortalSent { accepted, refused, trouble, left_out: Vec::new() });
        }
    }
}

const fn trouble(called: &Called) -> Option<PortalTrouble> {
    match called {
        Called::Accepted(_) | Called::Refused(_) => None,
        Called::Uncertain(_) => Some(PortalTrouble::Uncertain),
        Called::NotSent(NotSent::NoConnection) => Some(PortalTrouble::NoConnection),
        Called::NotSent(NotSent::NotLetIn) => Some(PortalTrouble::NotLetIn),
        Called::NotSent(NotSent::NoToken | NotSent::Status(_)) => Some(PortalTrouble::NotAPortal),
    }
}

async fn ask<T>(
    inputs: &Inputs,
    input: impl FnOnce(oneshot::Sender<Result<T, Refusal>>) -> Input,
) -> Result<T, Refusal> {
    let (reply, answer) = oneshot::channel();
    inputs.send(input(reply));
    answer.await.unwrap_or_else(|_| Err(RefusalCode::NotNow.into()))
}
